"""Put households on the list of a round, say who reviews them, and sort out the well-off."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.locks import lock_ward
from households.actions.support import ConflictError, place_of
from households.choices import CandidateSource, PovertyClass, QuickResult
from households.models import Candidate, Household, Review, ReviewRound, listed_households
from households.procedure import Procedure
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.workdays import after_workdays

LISTED: dict[str, CandidateSource] = {
    PovertyClass.POOR: CandidateSource.POOR,
    PovertyClass.NEAR_POOR: CandidateSource.NEAR_POOR,
}
LONGEST_TEXT = 500


def put_on_list(*, household: Household, round: ReviewRound, by: User, now: datetime) -> Candidate:
    """Return the household's place on the list, made where it has none; the ward is locked.

    Raise ValidationError when Phiếu A dropped the household.
    """
    found, _created = Candidate.objects.get_or_create(
        round=round,
        household=household,
        defaults={
            "area": household.area,
            "village": household.village,
            "source": LISTED.get(household.poverty_class, CandidateSource.OFFICER),
            "created_by": by,
            "created_at": now,
        },
    )
    if found.quick_result == QuickResult.DROPPED:
        raise ValidationError(
            _("Phiếu A đã kết luận hộ khá giả, không rà soát bằng phiếu B."), code="dropped"
        )
    return found


@transaction.atomic
def fill_candidates(*, round: ReviewRound, area: Area, by: User, now: datetime) -> list[Candidate]:
    """Put the ward's poor and near-poor households on the list; return those that are new.

    Which they are says the last decision by the round's standard (`listed_households`).
    Doing it again adds only who is missing.
    """
    if not by.can(Permission.CANDIDATE_MANAGE, area):
        raise PermissionDenied
    ward = lock_ward(round=round, area=area, by=by, now=now)
    if ward.round.kind != ReviewRound.Kind.PERIODIC:
        raise ValidationError(
            _("Đợt rà soát thường xuyên chỉ gồm hộ có giấy đề nghị và hộ cán bộ đưa vào."),
            code="not_periodic",
        )
    made = [
        Candidate(
            round=ward.round,
            household=household,
            area=area,
            village=household.village,
            source=LISTED[household.listed_class],
            created_by=by,
            created_at=now,
        )
        for household in listed_households(ward.round, area=area).select_related("village")
    ]
    for candidate in made:
        candidate.save(force_insert=True)
        _note("add", candidate, by=by, changes={"source": (None, candidate.source)})
    return made


@dataclass(frozen=True, kw_only=True)
class RequestData:
    """A household's written request to be reviewed (Mẫu 01)."""

    requested_on: date
    reason: str
    submit_token: UUID = field(default_factory=uuid4)


@transaction.atomic
def request_review(
    *, household: Household, round: ReviewRound, data: RequestData, by: User, now: datetime
) -> Candidate:
    """Put a household on the list because it asked; the answer is due after working days of law.

    The same token twice gives the first result. Raise ValidationError for a household that is on
    the list or off the books, and for a day that is no day of this round.
    """
    household = Household.objects.select_related("area", "village").get(pk=household.pk)
    if not by.can(Permission.CANDIDATE_MANAGE, place_of(household)):
        raise PermissionDenied
    ward = lock_ward(round=round, area=household.area, by=by, now=now)
    known = Candidate.objects.filter(round=ward.round, household=household).first()
    if known and known.submit_token == data.submit_token:
        return known
    _check_request(household, ward.round, data, known=known, today=localdate(now))
    made = Candidate(
        round=ward.round,
        household=household,
        area=household.area,
        village=household.village,
        source=CandidateSource.REQUEST,
        requested_on=data.requested_on,
        request_reason=data.reason.strip(),
        due_on=after_workdays(data.requested_on, ward.round.procedure.request_days),
        created_by=by,
        created_at=now,
        submit_token=data.submit_token,
    )
    try:
        with transaction.atomic():
            made.full_clean()
            made.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_("Giấy đề nghị này đã được ghi."), code="token_used") from error
    changes = {"requested_on": (None, made.requested_on), "due_on": (None, made.due_on)}
    _note("request", made, by=by, changes=changes, note=made.request_reason)
    return made


def _check_request(
    household: Household,
    opened: ReviewRound,
    data: RequestData,
    *,
    known: Candidate | None,
    today: date,
) -> None:
    if household.closed_on:
        raise ValidationError({"household": _("Hộ đã đưa ra khỏi danh sách, không rà soát nữa.")})
    if known:
        raise ValidationError(
            {"household": _("Hộ này đã có trong danh sách của đợt, không cần ghi thêm.")}
        )
    if not data.reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do đề nghị.")})
    earliest, latest = date(opened.starts_on.year, 1, 1), min(today, opened.ends_on)
    if not earliest <= data.requested_on <= latest:
        raise ValidationError(
            {
                "requested_on": _("Ngày nộp giấy phải từ %(first)s đến %(last)s.")
                % {"first": f"{earliest:%d/%m/%Y}", "last": f"{latest:%d/%m/%Y}"}
            }
        )


@transaction.atomic
def assign_candidates(
    *,
    round: ReviewRound,
    area: Area,
    investigator: User | None,
    by: User,
    now: datetime,
    keys: Collection[int] = (),
    villages: Collection[int] = (),
) -> list[Candidate]:
    """Give the chosen households, or all of the chosen villages, to one person; None takes back.

    Dropped households and those the person has already stay as they are. Return what changed.
    """
    if not by.can(Permission.CANDIDATE_MANAGE, area):
        raise PermissionDenied
    ward = lock_ward(round=round, area=area, by=by, now=now)
    if not keys and not villages:
        raise ValidationError(_("Hãy chọn ít nhất một hộ hoặc một thôn, tổ."), code="none_chosen")
    rows = Candidate.objects.select_for_update(of=("self",)).filter(round=ward.round, area=area)
    rows = rows.filter(pk__in=keys) if keys else rows.filter(village__in=villages)
    found = list(rows.select_related("area", "village", "household").order_by("pk"))
    if keys and len(found) != len(set(keys)):
        raise ValidationError(_("Có hộ không thuộc địa bàn hoặc đợt này."), code="elsewhere")
    if investigator is not None:
        _check_reaches(investigator, found)
    changed = []
    for candidate in found:
        before = candidate.investigator_id
        wanted = investigator.pk if investigator else None
        if candidate.quick_result == QuickResult.DROPPED or before == wanted:
            continue
        candidate.investigator = investigator
        candidate.save(update_fields=["investigator"])
        _note("assign", candidate, by=by, changes={"investigator": (before, wanted)})
        changed.append(candidate)
    return changed


def _check_reaches(investigator: User, candidates: Iterable[Candidate]) -> None:
    """Refuse somebody who could not enter the review of one of the households."""
    places = {c.village or c.area for c in candidates}
    missing = [a.name for a in places if not investigator.can(Permission.REVIEW_EDIT, a)]
    if missing:
        raise ValidationError(
            _("%(user)s chưa được phân công rà soát ở: %(places)s."),
            code="not_there",
            params={"user": str(investigator), "places": ", ".join(sorted(missing))},
        )


@transaction.atomic
def quick_review(
    *,
    candidate: Candidate,
    met: Collection[str],
    by: User,
    now: datetime,
    result: str = "",
    note: str = "",
    seen: str | None = None,
) -> Candidate:
    """Write down Phiếu A: the criteria met, and whether the household is reviewed further.

    The result follows from the criteria; another one needs a note. A household on the list of
    poor or near-poor is always reviewed further (Decision 24/2021/QĐ-TTg). `seen` is the
    `quick_mark` of what the user looked at: raise ConflictError when somebody answered since.
    """
    found, procedure = _locked(candidate, by=by, now=now)
    if seen is not None and seen != quick_mark(found):
        raise ConflictError(found)
    codes = [question.code for question in procedure.quick.questions]
    if set(met) - set(codes):
        raise ValidationError(_("Có tiêu chí không thuộc phiếu A này."), code="unknown_criterion")
    usual = QuickResult.CONTINUE
    if procedure.quick.is_well_off(met):
        usual = QuickResult.DROPPED
    wanted, text = result or usual, note.strip()
    if wanted not in QuickResult.values:
        raise ValidationError({"result": _("Chọn một kết quả trong danh sách.")})
    if wanted == QuickResult.DROPPED and found.source in LISTED.values():
        raise ValidationError(
            _(
                "Hộ đang có tên trong danh sách hộ nghèo, cận nghèo phải được rà soát bằng phiếu "
                "B; phiếu A chỉ loại hộ ngoài danh sách."
            ),
            code="listed",
        )
    if wanted != usual and not text:
        raise ValidationError(
            {"note": _("Kết quả khác với các tiêu chí đã chọn: cần ghi rõ lý do.")}
        )
    if len(text) > LONGEST_TEXT:
        raise ValidationError({"note": _("Ghi chú dài quá 500 ký tự.")})
    before = found.quick_result, list(found.quick_answers)
    found.quick_answers = [code for code in codes if code in set(met)]
    found.quick_result, found.quick_note = wanted, text
    found.quick_by, found.quick_at = by, now
    found.save()
    changes = {
        "quick_result": (before[0], found.quick_result),
        "quick_answers": (before[1], found.quick_answers),
    }
    _note("quick", found, by=by, changes=changes, note=text)
    return found


@transaction.atomic
def undo_quick_review(*, candidate: Candidate, by: User, now: datetime) -> Candidate:
    """Take Phiếu A back, as long as no review of the household exists."""
    found, _procedure = _locked(candidate, by=by, now=now)
    if not found.quick_result:
        raise ValidationError(_("Hộ này chưa có phiếu A."), code="no_quick")
    before = found.quick_result
    found.quick_answers, found.quick_result, found.quick_note = [], "", ""
    found.quick_by = found.quick_at = None
    found.save()
    _note("undo_quick", found, by=by, changes={"quick_result": (before, "")})
    return found


def quick_mark(candidate: Candidate) -> str:
    """Return what tells one Phiếu A of the household from the next."""
    return candidate.quick_at.isoformat() if candidate.quick_at else ""


def _locked(candidate: Candidate, *, by: User, now: datetime) -> tuple[Candidate, Procedure]:
    """Lock the ward and the candidate for Phiếu A; refuse it once a review exists."""
    if not by.can(Permission.REVIEW_EDIT, candidate.village or candidate.area):
        raise PermissionDenied
    ward = lock_ward(round=candidate.round, area=candidate.area, by=by, now=now)
    found = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if Review.objects.filter(round=found.round_id, household=found.household_id).exists():
        raise ValidationError(
            _("Hộ này đã có phiếu B, không ghi hay bỏ phiếu A được nữa."), code="has_review"
        )
    return found, ward.round.procedure


def _note(
    verb: str,
    candidate: Candidate,
    *,
    by: User,
    changes: Mapping[str, tuple[Any, Any]],
    note: str = "",
) -> None:
    """Leave the one event of the change."""
    place = candidate.village or candidate.area
    record(
        f"candidate.{verb}", by=by, on=candidate, area_path=place.path, changes=changes, note=note
    )
