"""Report posted results to the city's chair, and write down the city's answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.locks import lock_ward, locked_reviews
from households.actions.proceedings.support import (
    check_day,
    check_ready,
    codes_of,
    first_of,
    record_paper,
)
from households.actions.steps import LONGEST_NOTE, move
from households.models import Opinion, OpinionEntry, ReviewRound
from households.workflow import STEPS
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.papers import CheckedPaper, filing
from povertyportal.ui.workdays import after_workdays


@dataclass(frozen=True, kw_only=True)
class OpinionData:
    """A report to the city as typed."""

    number: str
    asked_on: date
    submit_token: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, kw_only=True)
class AnswerData:
    """The city's answer as typed."""

    number: str
    answered_on: date
    answer: str = ""


def ask_opinion(
    *,
    round: ReviewRound,
    area: Area,
    keys: Iterable[int],
    data: OpinionData,
    by: User,
    now: datetime,
    scan: CheckedPaper | None = None,
) -> Opinion:
    """Report the chosen reviews to the city: those whose posting was over on the report's day."""
    with filing(by=by, now=now, area_path=area.path) as keep, transaction.atomic():
        if not by.can(STEPS["ask"].permission, area):
            raise PermissionDenied
        ward = lock_ward(round=round, area=area, by=by, now=now)
        if twin := first_of(Opinion, data.submit_token, by=by):
            return twin
        reviews = locked_reviews(ward=ward, keys=keys, step="ask", by=by)
        check_day(
            data.asked_on,
            since=ward.round.starts_on,
            until=localdate(now),
            field="asked_on",
            since_name=_("ngày mở đợt rà soát"),
        )
        check_ready(reviews, ward=ward, step="ask", day=data.asked_on, by=by)
        if Opinion.objects.filter(area=area, number=data.number, asked_on=data.asked_on).exists():
            raise ValidationError(
                {"number": _("Đã có báo cáo mang số và ngày này.")}, code="number_exists"
            )
        opinion = Opinion(
            round=ward.round,
            area=area,
            number=data.number,
            asked_on=data.asked_on,
            due_on=after_workdays(data.asked_on, ward.round.procedure.opinion_days),
            scan=keep(scan),
            recorded_by=by,
            recorded_at=now,
            submit_token=data.submit_token,
        )
        opinion.full_clean(validate_constraints=False)
        opinion.save()
        OpinionEntry.objects.bulk_create(
            OpinionEntry(opinion=opinion, review=review, proposed_class=review.proposed_class)
            for review in reviews
        )
        record_paper(
            opinion,
            by=by,
            verb="opinion.create",
            ward=ward,
            number=opinion.number,
            asked_on=opinion.asked_on,
            households=codes_of(reviews),
        )
        move(reviews, step="ask", by=by, now=now)
    return opinion


@transaction.atomic
def answer_opinion(
    *, opinion: Opinion, data: AnswerData, refused: Mapping[int, str], by: User, now: datetime
) -> Opinion:
    """Write down the city's answer: agreed for every household but the refused ones.

    `refused` maps a review's key to the city's words; these reviews go back to the ward.
    """
    if not by.can(STEPS["answer"].permission, opinion.area):
        raise PermissionDenied
    ward = lock_ward(round=opinion.round, area=opinion.area, by=by, now=now)
    held: Opinion = Opinion.objects.select_for_update().get(pk=opinion.pk)
    if held.answered_on:
        raise ValidationError(_("Báo cáo này đã được trả lời."), code="already_answered")
    if held.recorded_by_id == by.pk:
        raise ValidationError(_("Không ai được trả lời báo cáo do mình lập."), code="own_entry")
    check_day(
        data.answered_on,
        since=held.asked_on,
        until=localdate(now),
        field="answered_on",
        since_name=_("ngày báo cáo"),
    )
    entries = {entry.review_id: entry for entry in held.entries.select_for_update()}
    _check_refusals(refused, entries)
    held.answer_number, held.answered_on = data.number, data.answered_on
    held.answer, held.answered_by = data.answer, by
    held.full_clean(validate_constraints=False)
    held.save()
    for key, entry in entries.items():
        entry.is_agreed, entry.note = key not in refused, refused.get(key, "").strip()
    OpinionEntry.objects.bulk_update(entries.values(), ["is_agreed", "note"])
    record(
        "opinion.answer",
        by=by,
        on=held,
        area_path=ward.area.path,
        changes={
            "answer_number": ("", held.answer_number),
            "answered_on": (None, held.answered_on),
            "refused": (None, len(refused)),
        },
        note=held.answer,
    )
    if agreed := [key for key in entries if key not in refused]:
        move(
            locked_reviews(ward=ward, keys=agreed, step="answer", by=by),
            step="answer",
            by=by,
            now=now,
        )
    if refused:
        for review in locked_reviews(ward=ward, keys=refused, step="refuse", by=by):
            move([review], step="refuse", by=by, now=now, note=refused[review.pk])
    return held


def _check_refusals(refused: Mapping[int, str], entries: Mapping[int, OpinionEntry]) -> None:
    if set(refused) - set(entries):
        raise ValidationError(_("Có hộ không nằm trong báo cáo này."), code="elsewhere")
    for key, words in refused.items():
        code = entries[key].review.household.code
        if not words.strip():
            raise ValidationError(
                _("%(code)s: không thống nhất thì cần ghi ý kiến."),
                code="needs_note",
                params={"code": code},
            )
        if len(words.strip()) > LONGEST_NOTE:
            raise ValidationError(
                _("%(code)s: ý kiến dài quá 500 ký tự."), code="long_note", params={"code": code}
            )
