"""Births, deaths and changes of head: events inside one household."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.events.homes import (
    after_leaving,
    chosen,
    join,
    leave,
    lock_homes,
    name_head,
    once,
    settle,
    went,
)
from households.actions.households import MemberData, save_person
from households.actions.life import EventData, write_event
from households.choices import ClosedReason, EventKind, Relation
from households.models import Household, LifeEvent
from povertyportal.accounts.models import User


def record_birth(
    *, household: Household, child: MemberData, data: EventData, by: User, now: datetime
) -> LifeEvent:
    """Add a newborn to the household from the day of birth on."""

    def work() -> LifeEvent:
        [home] = lock_homes(households=[household], data=data, by=by, now=now)
        if child.birth_date != data.happened_on:
            raise ValidationError({"happened_on": _("Ngày xảy ra phải là ngày sinh.")})
        if child.relation == Relation.HEAD:
            raise ValidationError({"relation": _("Trẻ mới sinh không thể là chủ hộ.")})
        person = save_person(row=child, by=by, today=localdate(now))
        join(home=home, person=person, relation=child.relation, day=data.happened_on)
        return write_event(
            kind=EventKind.BIRTH,
            household=home.row,
            data=data,
            people=[person],
            by=by,
            now=now,
            changes=went([person], source=None, target=home.row.code) | settle(home=home),
        )

    return once(data=data, by=by, work=work)


def record_death(
    *,
    household: Household,
    person: int,
    data: EventData,
    by: User,
    now: datetime,
    new_head: int | None = None,
) -> LifeEvent:
    """Record a member's death; the head's needs a new head, the last member's ends the household.

    The deceased belongs to the household to the end of that day.
    """

    def work() -> LifeEvent:
        [home] = lock_homes(households=[household], data=data, by=by, now=now)
        [dead] = chosen(home=home, keys=[person], name="person")
        if dead.birth_date and dead.birth_date > data.happened_on:
            raise ValidationError({"happened_on": _("Ngày mất ở trước ngày sinh.")})
        leave(home=home, person=dead, last_day=data.happened_on)
        dead.died_on = data.happened_on
        dead.version += 1
        dead.save()
        after_leaving(
            home=home, new_head=new_head, day=data.happened_on, reason=ClosedReason.DIED_OUT
        )
        changes = {f"{dead.full_name}: died_on": (None, data.happened_on)} | settle(home=home)
        return write_event(
            kind=EventKind.DEATH,
            household=home.row,
            data=data,
            people=[dead],
            by=by,
            now=now,
            changes=changes,
        )

    return once(data=data, by=by, work=work)


def change_head(
    *, household: Household, new_head: int, data: EventData, by: User, now: datetime
) -> LifeEvent:
    """Make another member the head from the day on."""

    def work() -> LifeEvent:
        [home] = lock_homes(households=[household], data=data, by=by, now=now)
        [head] = chosen(home=home, keys=[new_head], name="new_head")
        name_head(home=home, key=head.pk, day=data.happened_on)
        return write_event(
            kind=EventKind.NEW_HEAD,
            household=home.row,
            data=data,
            people=[head],
            by=by,
            now=now,
            changes=settle(home=home),
        )

    return once(data=data, by=by, work=work)
