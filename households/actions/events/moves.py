"""Moves into and out of a household, into and out of the city, and between its wards.

A household that moves to another ward of the city keeps its code and its past. In an open round
it stays on the list it was put on; a review that was sent or went further is finished where it
was made, a draft goes along: its points are computed anew by the limits of the new ward. A
household that leaves the books keeps its unfinished review as it stands: no step leads on from
there, the ward closes without it, and forms R2 and R3 count the household in column 4.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.events.homes import (
    ONE_DAY,
    Home,
    after_leaving,
    chosen,
    join,
    leave,
    lock_homes,
    once,
    settle,
    went,
)
from households.actions.households import HouseholdData, MemberData, save_household, save_person
from households.actions.life import EventData, write_event
from households.actions.locks import lock_ward
from households.actions.support import changed, place_of, values_of
from households.choices import ClosedReason, EventKind, Origin, Relation
from households.models import Household, LifeEvent, Person, Review, ReviewRound
from households.workflow import State
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area

DRAFTS = (State.DRAFT, State.RETURNED)
TAKEN_ALONG = (
    "area_id",
    "village_id",
    "residence",
    "b2",
    "computed_class",
    "proposed_class",
    "class_reason",
)
"""What the ward decides about a draft, as the record of events keeps it."""


def move_in(
    *,
    data: EventData,
    by: User,
    now: datetime,
    household: Household | None = None,
    members: Sequence[MemberData] = (),
    new_household: HouseholdData | None = None,
) -> LifeEvent:
    """Let newcomers into a household, or a new household into a ward.

    A new household is saved with origin "moved in" and its first day as the day of the move; its
    `submit_token` is that of `new_household`.
    """
    if household is None:
        if new_household is None or new_household.origin != Origin.MOVED_IN:
            raise ValidationError({"origin": _("Hộ chuyển đến phải có nguồn gốc là chuyển đến.")})
        made = save_household(data=new_household, by=by, today=localdate(now))
        return made.events.get(kind=EventKind.MOVED_IN)
    home_of = household

    def work() -> LifeEvent:
        [home] = lock_homes(households=[home_of], data=data, by=by, now=now)
        if not members:
            raise ValidationError({"full_name": _("Ghi ít nhất một người chuyển đến.")})
        people: list[Person] = []
        for row in members:
            if row.relation == Relation.HEAD:
                raise ValidationError(
                    {"relation": _("Muốn đổi chủ hộ, hãy ghi biến động đổi chủ hộ.")}
                )
            people.append(save_person(row=row, by=by, today=localdate(now)))
            join(home=home, person=people[-1], relation=row.relation, day=data.happened_on)
        return write_event(
            kind=EventKind.MOVED_IN,
            household=home.row,
            data=data,
            people=people,
            by=by,
            now=now,
            changes=went(people, source=None, target=home.row.code) | settle(home=home),
        )

    return once(data=data, by=by, work=work)


def move_out(
    *,
    household: Household,
    data: EventData,
    by: User,
    now: datetime,
    people: Sequence[int] = (),
    new_head: int | None = None,
    to: Area | None = None,
) -> LifeEvent:
    """Let members or, where `people` is empty or everybody, the whole household move away.

    `to` is another ward of the city: then the household goes on there from that day; without it
    `data.place` says where they went. Some members who stay in the city split off first.
    """

    def work() -> LifeEvent:
        drafts = _lock_drafts(household, to, by=by, now=now) if to else []
        [home] = lock_homes(households=[household], data=data, by=by, now=now)
        going = chosen(home=home, keys=people or list(home.stays))
        whole, left = len(going) == len(home.stays), home.row.area
        if to is None:
            _check_place(data)
            for person in going:
                leave(home=home, person=person, last_day=data.happened_on - ONE_DAY)
            after_leaving(
                home=home, new_head=new_head, day=data.happened_on, reason=ClosedReason.MOVED_OUT
            )
        elif not whole:
            raise ValidationError(
                {
                    "ward": _(
                        "Một phần hộ sang phường, xã khác: hãy ghi tách hộ trước, rồi ghi chuyển "
                        "đi cho hộ mới."
                    )
                },
                code="split_first",
            )
        else:
            _resettle(home, to, data)
        changes = settle(home=home)
        if to is None:
            changes |= went(going, source=home.row.code, target=data.place.strip())
        for draft in drafts:
            _take_along(draft, home.row, by=by, now=now)
        return write_event(
            kind=EventKind.MOVED_OUT,
            household=home.row,
            area=left,
            other_area=to,
            data=data,
            people=going,
            by=by,
            now=now,
            changes=changes,
        )

    return once(data=data, by=by, work=work)


def _check_place(data: EventData) -> None:
    if not data.place.strip():
        raise ValidationError(
            {"place": _("Ghi nơi đến, hoặc chọn phường, xã khác trong thành phố.")}
        )


def _resettle(home: Home, to: Area, data: EventData) -> None:
    """Put the household into the other ward; its village is for the receiving ward to say."""
    ward = home.row.area
    is_there = to.valid_from <= data.happened_on and (
        to.valid_to is None or to.valid_to >= data.happened_on
    )
    if to.level != Area.Level.WARD or to.parent_id != ward.parent_id:
        raise ValidationError({"ward": _("Hãy chọn một phường, xã của thành phố.")})
    if not is_there:
        day = f"{data.happened_on:%d/%m/%Y}"
        words = _("Ngày %(day)s không có %(ward)s: hãy xem lại ngày hoặc nơi đến.")
        raise ValidationError({"ward": words % {"day": day, "ward": to.name}})
    if to.pk == ward.pk:
        raise ValidationError({"ward": _("Hộ đang ở phường, xã này: hãy chọn nơi khác.")})
    last = (
        home.row.events.filter(kind=EventKind.MOVED_OUT, other_area=ward)
        .order_by("happened_on")
        .last()
    )
    if last and last.happened_on >= data.happened_on:
        raise ValidationError(
            {
                "happened_on": _("Hộ chuyển đến %(ward)s ngày %(day)s: ngày đi phải sau ngày đó.")
                % {"ward": ward.name, "day": f"{last.happened_on:%d/%m/%Y}"}
            }
        )
    home.row.area, home.row.village, home.row.address = to, None, ""


def _lock_drafts(household: Household, to: Area, *, by: User, now: datetime) -> list[Review]:
    """Lock the open rounds in which the household has only a draft; leave closed wards alone."""
    found = []
    drafts = household.reviews.filter(state__in=DRAFTS, round__state=ReviewRound.State.OPEN)
    for draft in drafts.select_related("round", "area").order_by("round"):
        try:
            for area in (draft.area, to):
                lock_ward(round=draft.round, area=area, by=by, now=now)
        except ValidationError:
            continue
        found.append(Review.objects.select_for_update().get(pk=draft.pk))
    return [draft for draft in found if draft.state in DRAFTS and draft.area_id != to.pk]


def _take_along(draft: Review, household: Household, *, by: User, now: datetime) -> None:
    before = values_of(draft, TAKEN_ALONG)
    draft.area, draft.village = household.area, household.village
    draft.residence = household.area.residence
    draft.computed_class = draft.proposed_class = draft.class_reason = ""
    draft.b2 = None
    draft.version += 1
    draft.updated_at = now
    draft.save()
    record(
        "review.change",
        by=by,
        on=draft,
        area_path=place_of(household).path,
        changes=changed(before, values_of(draft, TAKEN_ALONG)),
    )
