"""Save what a review found: points, facts, answers, causes and needs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from households import facts, scoring
from households.actions.candidates import put_on_list
from households.actions.locks import lock_ward
from households.actions.support import ConflictError, changed, place_of, values_of
from households.facts import Decision, DwellingFacts, MemberFacts
from households.models import (
    Cause,
    Deprivation,
    Dwelling,
    Household,
    Need,
    Review,
    ReviewMember,
    ReviewRound,
    ScoreCard,
    TypedDraft,
)
from households.wording import scoring_error
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
    """A review as typed. `answers` maps an indicator to True (lacking) or False (met).

    `members` maps a person's key to what was found about them; `notes` an indicator to the
    reason why its answer differs from what the facts say.
    """

    b1: int | None
    answers: Mapping[str, bool]
    b1_kind: str = Review.B1Kind.TOTAL
    b1_answers: Mapping[str, str] = field(default_factory=dict)
    card: ScoreCard | None = None
    members: Mapping[int, MemberFacts] = field(default_factory=dict)
    dwelling: DwellingFacts | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    proposed_class: str = ""
    class_reason: str = ""
    causes: Sequence[str] = ()
    needs: Sequence[str] = ()
    submit_token: UUID = field(default_factory=uuid4)


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
    household = Household.objects.select_related("area", "village").get(pk=household.pk)
    if not by.can(Permission.REVIEW_EDIT, place_of(household)):
        raise PermissionDenied
    ward = lock_ward(round=round, area=household.area, by=by, now=now, household=household)
    opened, is_unlocked = ward.round, ward.state == ward.State.CLOSED
    if household.closed_on:
        raise ValidationError(_("Hộ đã đưa ra khỏi danh sách, không rà soát nữa."))
    review = Review.objects.select_for_update().filter(household=household, round=opened).first()
    if review and version == 0 and review.submit_token == data.submit_token:
        return review
    if review and review.version != version:
        raise ConflictError(review)
    if review and not (review.is_editable or is_unlocked):
        raise ValidationError(_("Phiếu đã gửi, không sửa được nữa trừ khi bị trả lại."))
    is_new = review is None
    if is_new:
        put_on_list(household=household, round=opened, by=by, now=now)
    review = review or _new_review(household, opened, data, by=by, now=now)
    before = {} if is_new else values_of(review, FIELDS) | _answers_of(review)
    decisions = _decisions(data, household, standard=scoring.load(opened.standard))
    _fill(review, household, data, standard=scoring.load(opened.standard))
    if is_unlocked and review.proposed_class != review.recognised_class:
        raise ValidationError(
            _(
                "Sửa như vậy thì diện hộ khác quyết định đã ký. Hãy mở lại đợt rà soát của địa "
                "bàn để xét lại hộ này."
            ),
            code="class_is_decided",
        )
    review.version += 0 if is_new else 1
    review.updated_by, review.updated_at = by, now
    review.full_clean(validate_constraints=False, validate_unique=False)
    review.save()
    _save_answers(review, data, decisions, is_new=is_new)
    _save_facts(review, household, data)
    TypedDraft.objects.filter(user=by, household=household, round=opened).delete()
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
    review.b1_answers, review.card = dict(data.b1_answers), data.card
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


def _decisions(
    data: ReviewData, household: Household, *, standard: scoring.Standard
) -> Mapping[str, Decision]:
    """Return what the facts say about each indicator; refuse an override without a reason."""
    found = facts.decide(
        standard=standard,
        members=list(data.members.values()),
        dwelling=data.dwelling or DwellingFacts(),
    )
    for code, decision in found.items():
        answer = data.answers.get(code)
        if answer is None or decision.is_lacking in (None, answer):
            continue
        if not data.notes.get(code, "").strip():
            raise ValidationError({f"note_{code}": _("Khác với dữ kiện đã ghi: cần ghi rõ lý do.")})
    return found


def _save_answers(
    review: Review, data: ReviewData, decisions: Mapping[str, Decision], *, is_new: bool
) -> None:
    if not is_new:
        review.deprivations.all().delete()
        review.causes.all().delete()
        review.needs.all().delete()
    Deprivation.objects.bulk_create(
        Deprivation(
            review=review,
            indicator=code,
            is_lacking=is_lacking,
            computed=decisions[code].is_lacking if code in decisions else None,
            note=data.notes.get(code, "").strip(),
        )
        for code, is_lacking in data.answers.items()
    )
    Cause.objects.bulk_create(Cause(review=review, code=code) for code in data.causes)
    Need.objects.bulk_create(Need(review=review, code=code) for code in data.needs)


def _save_facts(review: Review, household: Household, data: ReviewData) -> None:
    """Write what was found about members and house; members who left meanwhile are left out."""
    review.members.all().delete()
    stays = household.memberships.filter(valid_to=None, person__in=data.members)
    ReviewMember.objects.bulk_create(
        ReviewMember(
            review=review,
            person_id=stay.person_id,
            relation=stay.relation,
            age=data.members[stay.person_id].age,
            has_insurance=data.members[stay.person_id].has_insurance,
            has_allowance=data.members[stay.person_id].has_allowance,
            is_malnourished=data.members[stay.person_id].is_malnourished,
            work=data.members[stay.person_id].work,
            schooling=data.members[stay.person_id].schooling,
            education=data.members[stay.person_id].education,
        )
        for stay in stays.order_by("-is_head", "pk")
    )
    Dwelling.objects.filter(review=review).delete()
    if data.dwelling is not None:
        house = asdict(data.dwelling)
        devices = house.pop("devices")
        Dwelling.objects.create(
            review=review, devices=None if devices is None else list(devices), **house
        )
