"""Save what a review found and move it along the workflow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households import scoring
from households.actions.support import ConflictError, changed, place_of, values_of
from households.models import (
    Cause,
    Deprivation,
    Household,
    Need,
    RecognitionDecision,
    Review,
    ReviewRound,
)
from households.wording import scoring_error
from households.workflow import STEPS, State, Step
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission

FIELDS = (
    "b1",
    "b1_kind",
    "b2",
    "computed_class",
    "proposed_class",
    "class_reason",
    "residence",
    "size",
)


@dataclass(frozen=True, kw_only=True)
class ReviewData:
    """A review as typed. `answers` maps an indicator to True (lacking) or False (met)."""

    b1: int | None
    answers: Mapping[str, bool]
    b1_kind: str = Review.B1Kind.TOTAL
    b1_answers: Mapping[str, str] = field(default_factory=dict)
    proposed_class: str = ""
    class_reason: str = ""
    causes: Sequence[str] = ()
    needs: Sequence[str] = ()
    submit_token: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, kw_only=True)
class DecisionData:
    """The decision that recognises a review."""

    number: str
    decided_on: date
    signer_title: str


def save_review(
    *,
    household: Household,
    round: ReviewRound,
    data: ReviewData,
    by: User,
    now: datetime,
    version: int = 0,
) -> Review:
    """Save the household's review of the round as a draft; `version` 0 means there was none.

    Lock the round, score, keep area and residence as they are now. Raise ConflictError when
    somebody saved in between, ValidationError when the round or the review is closed to edits.
    """
    try:
        with transaction.atomic():
            return _save(household, round, data, by=by, now=now, version=version)
    except IntegrityError as error:
        twin = Review.objects.filter(household=household, round=round).first()
        if twin and twin.submit_token == data.submit_token:
            return twin
        raise ConflictError(twin or household) from error


def _save(
    household: Household,
    round: ReviewRound,
    data: ReviewData,
    *,
    by: User,
    now: datetime,
    version: int,
) -> Review:
    opened = ReviewRound.objects.lock_open(round.pk)
    household = Household.objects.select_related("area", "village").get(pk=household.pk)
    if not by.can(Permission.REVIEW_EDIT, place_of(household)):
        raise PermissionDenied
    if household.closed_on:
        raise ValidationError(_("Hộ đã đưa ra khỏi danh sách, không rà soát nữa."))
    review = Review.objects.select_for_update().filter(household=household, round=opened).first()
    if review and version == 0 and review.submit_token == data.submit_token:
        return review
    if review and review.version != version:
        raise ConflictError(review)
    if review and not review.is_editable:
        raise ValidationError(_("Phiếu đã gửi, không sửa được nữa trừ khi bị trả lại."))
    is_new = review is None
    review = review or _new_review(household, opened, data, by=by, now=now)
    before = {} if is_new else values_of(review, FIELDS) | _answers_of(review)
    _fill(review, household, data, standard=scoring.load(opened.standard))
    review.version += 0 if is_new else 1
    review.updated_by, review.updated_at = by, now
    review.full_clean(validate_constraints=False, validate_unique=False)
    review.save()
    _save_answers(review, data, is_new=is_new)
    after = values_of(review, FIELDS) | _answers_as_typed(data)
    record(
        "review.create" if is_new else "review.change",
        by=by,
        on=review,
        area_path=place_of(household).path,
        changes=changed(before, after),
    )
    return review


def _new_review(
    household: Household, opened: ReviewRound, data: ReviewData, *, by: User, now: datetime
) -> Review:
    previous = (
        household.reviews.recognised()
        .filter(
            round__standard=opened.standard,
            round__kind=ReviewRound.Kind.PERIODIC,
            round__year__lt=opened.year,
        )
        .order_by("-round__year")
        .first()
    )
    return Review(
        household=household,
        round=opened,
        previous=previous,
        created_by=by,
        created_at=now,
        submit_token=data.submit_token,
    )


def _fill(
    review: Review, household: Household, data: ReviewData, *, standard: scoring.Standard
) -> None:
    review.area, review.village = household.area, household.village
    review.residence, review.size = household.area.residence, household.size
    review.b1, review.b1_kind = data.b1, data.b1_kind
    review.b1_answers = dict(data.b1_answers)
    review.b2, review.computed_class = None, ""
    if set(data.answers) - standard.known:
        raise ValidationError(_("Có chỉ số không thuộc chuẩn nghèo này."))
    if data.b1 is not None and set(data.answers) == standard.known:
        lacking = [code for code, is_lacking in data.answers.items() if is_lacking]
        try:
            score = scoring.score(
                b1=data.b1, lacking=lacking, standard=standard, residence=review.residence
            )
        except scoring.ScoringError as error:
            raise ValidationError(scoring_error(error)) from error
        review.b2, review.computed_class = score.b2, score.result
    review.proposed_class = data.proposed_class or review.computed_class
    review.class_reason = data.class_reason.strip()
    if not review.computed_class:
        review.proposed_class = ""
    if review.proposed_class == review.computed_class:
        review.class_reason = ""
    elif not review.class_reason:
        raise ValidationError(
            {"class_reason": _("Diện đề nghị khác kết quả chấm điểm: cần ghi rõ lý do.")}
        )


def _answers_of(review: Review) -> dict[str, Any]:
    return {
        "answers": dict(review.deprivations.values_list("indicator", "is_lacking")),
        "causes": sorted(review.causes.values_list("code", flat=True)),
        "needs": sorted(review.needs.values_list("code", flat=True)),
    }


def _answers_as_typed(data: ReviewData) -> dict[str, Any]:
    return {
        "answers": dict(data.answers),
        "causes": sorted(data.causes),
        "needs": sorted(data.needs),
    }


def _save_answers(review: Review, data: ReviewData, *, is_new: bool) -> None:
    if not is_new:
        review.deprivations.all().delete()
        review.causes.all().delete()
        review.needs.all().delete()
    Deprivation.objects.bulk_create(
        Deprivation(review=review, indicator=code, is_lacking=is_lacking)
        for code, is_lacking in data.answers.items()
    )
    Cause.objects.bulk_create(Cause(review=review, code=code) for code in data.causes)
    Need.objects.bulk_create(Need(review=review, code=code) for code in data.needs)


@transaction.atomic
def take_step(
    *,
    review: Review,
    step: str,
    by: User,
    now: datetime,
    version: int,
    note: str = "",
    decision: DecisionData | None = None,
) -> Review:
    """Move the review along one step of the workflow.

    `version` is the one the user looked at; raise ConflictError when it is no longer stored.
    """
    opened = ReviewRound.objects.lock_open(review.round_id)
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("area", "village", "household")
        .get(pk=review.pk)
    )
    rule = STEPS[step]
    if not by.can(rule.permission, place_of(review)):
        raise PermissionDenied
    _check_step(review, rule, by=by, note=note, day=localdate(now))
    if review.version != version:
        raise ConflictError(review)
    before = review.state
    review.state = rule.target
    review.return_note = note.strip() if rule.needs_note else ""
    if rule.target == State.SUBMITTED:
        review.submitted_by, review.submitted_at = by, now
    elif rule.target == State.POSTED:
        review.posted_by, review.posted_at = by, now
    elif rule.target == State.RECOGNISED:
        _recognise(review, opened, decision, by=by, now=now)
    review.version += 1
    review.save()
    record(
        f"review.{step}",
        by=by,
        on=review,
        area_path=place_of(review).path,
        changes=_step_changes(review, before),
        note=note.strip(),
    )
    return review


def _check_step(review: Review, rule: Step, *, by: User, note: str, day: date) -> None:
    if review.state not in rule.sources or not rule.valid_on(day):
        raise ValidationError(_("Phiếu không còn ở bước này."), code="wrong_state")
    authors = (review.created_by_id, review.updated_by_id, review.submitted_by_id)
    if rule.not_by_author and by.pk in authors:
        raise ValidationError(
            _("Không ai được tự công nhận phiếu do mình nhập hoặc gửi."), code="own_entry"
        )
    if rule.needs_note and not note.strip():
        raise ValidationError(_("Cần ghi lý do."), code="needs_note")
    if len(note.strip()) > 500:
        raise ValidationError(_("Lý do dài quá 500 ký tự."), code="long_note")
    if rule.target == State.SUBMITTED and not review.computed_class:
        raise ValidationError(
            _("Phiếu còn thiếu điểm B1 hoặc còn chỉ số chưa trả lời."), code="incomplete"
        )


def _recognise(
    review: Review,
    opened: ReviewRound,
    data: DecisionData | None,
    *,
    by: User,
    now: datetime,
) -> None:
    if data is None:
        raise ValidationError(_("Cần số và ngày quyết định công nhận."), code="needs_decision")
    if not opened.starts_on <= data.decided_on <= localdate(now):
        raise ValidationError(
            _("Ngày quyết định phải từ ngày mở đợt rà soát đến hôm nay."), code="decision_day"
        )
    decision = RecognitionDecision(
        round=opened,
        area=review.area,
        number=data.number,
        decided_on=data.decided_on,
        signer_title=data.signer_title,
    )
    known = RecognitionDecision.objects.filter(
        area=review.area, number=data.number, decided_on=data.decided_on
    ).first()
    if known and known.round_id != opened.pk:
        raise ValidationError(_("Quyết định này thuộc đợt rà soát khác."), code="other_round")
    if known is None:
        decision.full_clean(validate_constraints=False)
        decision.save()
    review.decision = known or decision
    review.recognised_class = review.proposed_class
    review.recognised_by, review.recognised_at = by, now
    later = review.household.reviews.recognised().filter(decision__decided_on__gt=data.decided_on)
    if not later.exclude(pk=review.pk).exists():
        Household.objects.filter(pk=review.household_id).update(
            poverty_class=review.recognised_class
        )


def _step_changes(review: Review, before: str) -> dict[str, tuple[Any, Any]]:
    changes: dict[str, tuple[Any, Any]] = {"state": (before, review.state)}
    if review.state == State.RECOGNISED:
        changes["recognised_class"] = ("", review.recognised_class)
        changes["decision"] = (None, str(review.decision))
    return changes
