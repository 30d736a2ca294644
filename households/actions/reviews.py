"""Save what a review found: points, facts, answers, causes and needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from households import scoring
from households.actions.candidates import put_on_list
from households.actions.findings import (
    Findings,
    check_b1,
    findings_of,
    region_of,
    store_answers,
    store_facts,
    stored,
)
from households.actions.locks import lock_ward
from households.actions.support import ConflictError, changed, place_of, values_of
from households.facts import DwellingFacts, MemberFacts
from households.models import (
    Cause,
    Household,
    Need,
    Review,
    ReviewRound,
    ScoreCard,
    TypedDraft,
)
from households.wording import came_too_late, scoring_error
from households.workflow import State
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
    reason why its answer differs from what the facts say. `b2` is the total on the paper, if it
    was typed: it must be that of the answers.
    """

    b1: int | None
    answers: Mapping[str, bool]
    b1_kind: str = Review.B1Kind.TOTAL
    b1_answers: Mapping[str, str] = field(default_factory=dict)
    card: ScoreCard | None = None
    b2: int | None = None
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
        if twin and twin.version == version:
            raise _locked_meanwhile() from error
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
    household = _where_it_was(household)
    opened, is_unlocked = ward.round, ReviewRound.State.CLOSED in (ward.round.state, ward.state)
    if household.closed_on:
        raise ValidationError(_("Hộ đã đưa ra khỏi danh sách, không rà soát nữa."))
    review = Review.objects.select_for_update().filter(household=household, round=opened).first()
    if review and version == 0 and review.submit_token == data.submit_token:
        return review
    if review and review.version != version:
        raise ConflictError(review)
    _check_editable(review, household, is_unlocked=is_unlocked)
    is_new = review is None
    if is_new:
        _check_in_time(household, opened)
        put_on_list(household=household, round=opened, by=by, now=now)
    review = review or _new_review(household, opened, data, by=by, now=now)
    before = {} if is_new else values_of(review, FIELDS) | stored(review)
    _place(review, household, is_unlocked=is_unlocked)
    check_b1(data, opened=opened, region=region_of(review))
    past = review if is_unlocked else None
    found = findings_of(data, household, opened=opened, past=past)
    _fill(review, data, standard=scoring.load(opened.standard))
    if is_unlocked and review.proposed_class != review.recognised_class:
        raise _class_is_decided()
    review.version += 0 if is_new else 1
    review.updated_by, review.updated_at = by, now
    review.full_clean(validate_constraints=False, validate_unique=False)
    review.save()
    _store(review, data, found)
    TypedDraft.objects.filter(user=by, household=household, round=opened).delete()
    record(
        "review.create" if is_new else "review.change",
        by=by,
        on=review,
        area_path=place_of(review).path,
        changes=changed(before, values_of(review, FIELDS) | stored(review)),
    )
    return review


def _where_it_was(household: Household) -> Household:
    """Lock the household after its ward; refuse when it moved on since it was looked at.

    A draft that points to the household meanwhile does not wait for this lock, nor this for it.
    """
    found = (
        Household.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "village")
        .get(pk=household.pk)
    )
    if (found.area_id, found.village_id) != (household.area_id, household.village_id):
        raise ValidationError(
            _("Hộ vừa chuyển sang địa bàn khác. Hãy tải lại trang và xem lại."), code="moved"
        )
    return found


def _locked_meanwhile() -> ValidationError:
    """Say what the database's guard found: the leave to correct ended before the saving did."""
    return ValidationError(
        _("Lần mở khoá của hộ này vừa hết hạn hoặc vừa bị khoá lại, phiếu chưa được lưu."),
        code="round_closed",
    )


def _check_editable(review: Review | None, household: Household, *, is_unlocked: bool) -> None:
    """Refuse a review that was sent; in a closed ward all but the recognised one of the ward."""
    if not is_unlocked:
        if review and not review.is_editable:
            raise ValidationError(_("Phiếu đã gửi, không sửa được nữa trừ khi bị trả lại."))
        return
    if review is None or review.state != State.RECOGNISED or review.area_id != household.area_id:
        raise _class_is_decided()


def _class_is_decided() -> ValidationError:
    return ValidationError(
        _(
            "Sửa như vậy thì diện hộ khác quyết định đã ký. Hãy mở lại đợt rà soát của địa "
            "bàn để xét lại hộ này."
        ),
        code="class_is_decided",
    )


def _place(review: Review, household: Household, *, is_unlocked: bool) -> None:
    """Set where and how large the household is; a correction of the past leaves that alone."""
    if is_unlocked:
        return
    review.area, review.village = household.area, household.village
    review.residence, review.size = household.area.residence, household.size


def _store(review: Review, data: ReviewData, found: Findings) -> None:
    store_answers(review, data, found)
    store_facts(review, found)
    review.causes.all().delete()
    review.needs.all().delete()
    Cause.objects.bulk_create(Cause(review=review, code=code) for code in set(data.causes))
    Need.objects.bulk_create(Need(review=review, code=code) for code in set(data.needs))


def _check_in_time(household: Household, opened: ReviewRound) -> None:
    """Leave a household to the next round that came onto the books after this one's last day."""
    if household.registered_on > opened.ends_on:
        raise ValidationError(
            came_too_late(registered_on=household.registered_on, ends_on=opened.ends_on),
            code="too_late",
        )


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


def _fill(review: Review, data: ReviewData, *, standard: scoring.Standard) -> None:
    by_card = data.b1_kind == Review.B1Kind.CARD
    review.b1, review.b1_kind = data.b1, data.b1_kind
    review.b1_answers = dict(data.b1_answers) if by_card else {}
    review.card = data.card if by_card else None
    review.b2, review.computed_class = None, ""
    if set(data.answers) - standard.known:
        raise ValidationError(_("Có chỉ số không thuộc chuẩn nghèo này."))
    if data.b1 is not None and set(data.answers) == standard.known:
        lacking = [code for code, is_lacking in data.answers.items() if is_lacking]
        try:
            score = scoring.score(
                b1=data.b1,
                b2=data.b2,
                lacking=lacking,
                standard=standard,
                residence=review.residence,
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
