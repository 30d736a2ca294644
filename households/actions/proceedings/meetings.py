"""Write down a village meeting: what it agreed on goes on, what it did not goes back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.locks import lock_ward, locked_reviews
from households.actions.proceedings.support import check_day, codes_of, first_of, record_paper
from households.actions.steps import LONGEST_NOTE, move
from households.models import MeetingVote, Review, ReviewRound, VillageMeeting, WardRound
from households.workflow import STEPS
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.papers import CheckedPaper, filing


@dataclass(frozen=True, kw_only=True)
class MeetingData:
    """A meeting as typed."""

    held_on: date
    place: str
    chaired_by: str
    secretary: str
    invited: int
    attended: int
    conclusion: str = ""
    submit_token: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, kw_only=True)
class VoteData:
    """The vote on one review, by its key. Without a class of its own it is on the proposed one."""

    review: int
    in_favour: int
    agreed_class: str = ""
    note: str = ""


def hold_meeting(
    *,
    round: ReviewRound,
    area: Area,
    village: Area | None,
    data: MeetingData,
    votes: Sequence[VoteData],
    scan: CheckedPaper | None = None,
    by: User,
    now: datetime,
) -> VillageMeeting:
    """Write down the meeting of a village, or of the whole ward, with its votes.

    Reviews that enough people agreed on go on to the posting, with the class they agreed on; the
    others go back with the meeting's words. A class that differs from the computed one needs the
    scan of the minutes.
    """
    with filing(by=by, now=now, area_path=area.path) as keep, transaction.atomic():
        if not by.can(STEPS["meet"].permission, village or area):
            raise PermissionDenied
        ward = lock_ward(round=round, area=area, by=by, now=now)
        if twin := first_of(VillageMeeting, data.submit_token, by=by):
            return twin
        _check_people(data, opened=ward.round, today=localdate(now))
        keys = [vote.review for vote in votes]
        if len(set(keys)) != len(keys):
            raise ValidationError(_("Có hộ được ghi hai lần."), code="twice")
        reviews = locked_reviews(ward=ward, keys=keys, step="meet", by=by)
        if village is not None and any(r.village_id != village.pk for r in reviews):
            raise ValidationError(_("Có hộ không thuộc thôn, tổ này."), code="elsewhere")
        by_key = {vote.review: vote for vote in votes}
        rows = [_vote(by_key[r.pk], r, data=data, opened=ward.round) for r in reviews]
        differs = [row for row in rows if row.is_agreed and _is_different(row)]
        if differs and scan is None:
            raise ValidationError(
                {
                    "scan": ValidationError(
                        _(
                            "Cuộc họp thống nhất diện khác kết quả chấm điểm (%(codes)s): cần bản "
                            "quét biên bản."
                        ),
                        code="needs_minutes",
                        params={"codes": codes_of(row.review for row in differs)},
                    )
                }
            )
        meeting = VillageMeeting(
            round=ward.round,
            area=area,
            village=village,
            held_on=data.held_on,
            place=data.place,
            chaired_by=data.chaired_by,
            secretary=data.secretary,
            invited=data.invited,
            attended=data.attended,
            conclusion=data.conclusion,
            scan=keep(scan),
            recorded_by=by,
            recorded_at=now,
            submit_token=data.submit_token,
        )
        _write(meeting, rows, ward=ward, by=by, now=now)
    return meeting


def _check_people(data: MeetingData, *, opened: ReviewRound, today: date) -> None:
    check_day(
        data.held_on,
        since=opened.starts_on,
        until=today,
        field="held_on",
        since_name=_("ngày mở đợt rà soát"),
    )
    if not 1 <= data.attended <= data.invited:
        raise ValidationError(
            {"attended": _("Số người dự họp phải từ 1 đến số người được mời.")},
            code="attendance",
        )


def _vote(vote: VoteData, review: Review, *, data: MeetingData, opened: ReviewRound) -> MeetingVote:
    """Return the row of a vote, with the class it was on; refuse one that does not add up."""
    code, note = review.household.code, vote.note.strip()
    if not 0 <= vote.in_favour <= data.attended:
        raise ValidationError(
            _("%(code)s: số người đồng ý phải từ 0 đến số người dự họp."),
            code="votes",
            params={"code": code},
        )
    if len(note) > LONGEST_NOTE:
        raise ValidationError(
            _("%(code)s: ý kiến dài quá 500 ký tự."), code="long_note", params={"code": code}
        )
    agreed = opened.procedure.meeting_agrees(in_favour=vote.in_favour, attended=data.attended)
    wanted = vote.agreed_class or review.proposed_class
    if not agreed and not note:
        raise ValidationError(
            _("%(code)s: cuộc họp không thống nhất, cần ghi ý kiến của cuộc họp."),
            code="needs_note",
            params={"code": code},
        )
    if agreed and wanted != review.proposed_class and not note:
        raise ValidationError(
            _("%(code)s: diện thống nhất khác diện đề nghị, cần ghi rõ lý do."),
            code="needs_note",
            params={"code": code},
        )
    return MeetingVote(
        review=review, in_favour=vote.in_favour, agreed_class=wanted, is_agreed=agreed, note=note
    )


def _is_different(row: MeetingVote) -> bool:
    return row.agreed_class != row.review.computed_class


def _write(
    meeting: VillageMeeting, rows: list[MeetingVote], *, ward: WardRound, by: User, now: datetime
) -> None:
    """Save the meeting with its votes and move the reviews on or back."""
    meeting.full_clean(validate_constraints=False)
    meeting.save()
    for row in rows:
        row.meeting = meeting
        row.full_clean(exclude=["meeting", "review"], validate_constraints=False)
    MeetingVote.objects.bulk_create(rows)
    record_paper(
        meeting,
        by=by,
        verb="meeting.create",
        ward=ward,
        held_on=meeting.held_on,
        attended=meeting.attended,
        households=codes_of(row.review for row in rows),
    )
    changes = {row.review_id: _take_class(row) for row in rows if row.is_agreed}
    agreed = [row.review for row in rows if row.is_agreed]
    move(agreed, step="meet", by=by, now=now, changes=changes)
    for row in rows:
        if not row.is_agreed:
            move([row.review], step="return", by=by, now=now, note=row.note)


def _take_class(row: MeetingVote) -> dict[str, Any]:
    """Set the class that the meeting agreed on; return what changed, for the event."""
    review = row.review
    if row.agreed_class == review.proposed_class:
        return {}
    before = review.proposed_class, review.class_reason
    review.proposed_class = row.agreed_class
    review.class_reason = row.note if _is_different(row) else ""
    return {
        "proposed_class": (before[0], review.proposed_class),
        "class_reason": (before[1], review.class_reason),
    }
