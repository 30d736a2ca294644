"""Marriages, splits and mergers: events between two households."""

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
    close,
    join,
    leave,
    lock_homes,
    once,
    relation_to,
    settle,
    went,
)
from households.actions.households import MemberData, next_code, save_person
from households.actions.life import EventData, write_event
from households.choices import ClosedReason, EventKind, Origin, Relation
from households.models import Household, LifeEvent
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area


def marry(
    *,
    household: Household,
    relation: str,
    data: EventData,
    by: User,
    now: datetime,
    other: Household | None = None,
    spouse: int | None = None,
    newcomer: MemberData | None = None,
    new_head: int | None = None,
) -> LifeEvent:
    """Take a spouse into the household: `spouse` of the household `other`, or a newcomer.

    The household the spouse leaves needs `new_head` where the spouse was its head; it closes
    where nobody is left.
    """
    if relation == Relation.HEAD:
        raise ValidationError({"relation": _("Muốn đổi chủ hộ, hãy ghi biến động đổi chủ hộ.")})

    def work() -> LifeEvent:
        if other is None or spouse is None:
            return _marry_newcomer(household, relation, newcomer, data, by=by, now=now)
        _different(household, other)
        home, source = lock_homes(households=[household, other], data=data, by=by, now=now)
        [person] = chosen(home=source, keys=[spouse], name="spouse")
        leave(home=source, person=person, last_day=data.happened_on - ONE_DAY)
        after_leaving(
            home=source, new_head=new_head, day=data.happened_on, reason=ClosedReason.MERGED
        )
        changes = settle(home=source)
        join(home=home, person=person, relation=relation, day=data.happened_on)
        changes |= went([person], source=source.row.code, target=home.row.code)
        return write_event(
            kind=EventKind.MARRIAGE,
            household=home.row,
            other=source.row,
            data=data,
            people=[person],
            by=by,
            now=now,
            changes=changes | settle(home=home),
        )

    return once(data=data, by=by, work=work)


def _marry_newcomer(
    household: Household,
    relation: str,
    newcomer: MemberData | None,
    data: EventData,
    *,
    by: User,
    now: datetime,
) -> LifeEvent:
    [home] = lock_homes(households=[household], data=data, by=by, now=now)
    if newcomer is None:
        raise ValidationError({"full_name": _("Ghi người về ở, hoặc chọn một người ở hộ khác.")})
    person = save_person(row=newcomer, by=by, today=localdate(now))
    join(home=home, person=person, relation=relation, day=data.happened_on)
    return write_event(
        kind=EventKind.MARRIAGE,
        household=home.row,
        data=data,
        people=[person],
        by=by,
        now=now,
        changes=went([person], source=None, target=home.row.code) | settle(home=home),
    )


def split_household(
    *,
    household: Household,
    people: Sequence[int],
    head: int,
    data: EventData,
    by: User,
    now: datetime,
    new_head: int | None = None,
    village: Area | None = None,
    address: str = "",
) -> LifeEvent:
    """Let the chosen members form a household of their own with `head`, in the same ward.

    `new_head` takes over the old household where its head is among those who go.
    """

    def work() -> LifeEvent:
        code = next_code(household.area)
        [home] = lock_homes(households=[household], data=data, by=by, now=now)
        going = chosen(home=home, keys=people)
        if len(going) == len(home.stays):
            raise ValidationError(
                {"people": _("Phải còn ít nhất một người ở lại hộ cũ.")}, code="nobody_stays"
            )
        if head not in {person.pk for person in going}:
            raise ValidationError({"head": _("Chủ hộ mới phải là một trong những người tách ra.")})
        if village and village.parent_id != home.row.area_id:
            raise ValidationError({"village": _("Thôn, tổ này không thuộc phường, xã của hộ.")})
        were = {person.pk: home.stays[person.pk].relation for person in going}
        for person in going:
            leave(home=home, person=person, last_day=data.happened_on - ONE_DAY)
        after_leaving(
            home=home, new_head=new_head, day=data.happened_on, reason=ClosedReason.MERGED
        )
        changes = settle(home=home)
        by_key = {person.pk: person for person in going}
        row = Household(
            code=code,
            area=home.row.area,
            village=village or home.row.village,
            address=address.strip(),
            head=by_key[head],
            origin=Origin.SPLIT,
            registered_on=data.happened_on,
            created_by=by,
            submit_token=data.submit_token,
        )
        row.fill_keys(going)
        row.full_clean(exclude=["head"], validate_unique=False, validate_constraints=False)
        row.save()
        made = Home(row, {})
        for person in sorted(going, key=lambda p: p.pk != head):
            relation = (
                Relation.HEAD if person.pk == head else relation_to(were[head], were[person.pk])
            )
            join(home=made, person=person, relation=relation, day=data.happened_on)
        changes |= went(going, source=home.row.code, target=row.code)
        changes |= {f"{row.code}: head": (None, row.head.full_name)}
        changes |= {f"{row.code}: size": (None, row.size)}
        return write_event(
            kind=EventKind.SPLIT,
            household=home.row,
            other=row,
            data=data,
            people=going,
            by=by,
            now=now,
            changes=changes,
        )

    return once(data=data, by=by, work=work)


def merge_households(
    *,
    household: Household,
    into: Household,
    data: EventData,
    by: User,
    now: datetime,
    relation: str = Relation.OTHER,
) -> LifeEvent:
    """Let another household take in this one with all its members; this one closes.

    `relation` is that of the former head to the head of the other household.
    """
    if relation == Relation.HEAD:
        raise ValidationError({"relation": _("Hộ nhận đã có chủ hộ: hãy chọn quan hệ khác.")})

    def work() -> LifeEvent:
        _different(household, into)
        home, target = lock_homes(households=[household, into], data=data, by=by, now=now)
        going = [stay.person for stay in home.stays.values()]
        for person in going:
            leave(home=home, person=person, last_day=data.happened_on - ONE_DAY)
        close(home=home, day=data.happened_on, reason=ClosedReason.MERGED)
        changes = settle(home=home)
        for person in going:
            is_head = person.pk == home.row.head_id
            join(
                home=target,
                person=person,
                relation=relation if is_head else Relation.OTHER,
                day=data.happened_on,
            )
        changes |= settle(home=target)
        return write_event(
            kind=EventKind.MERGE,
            household=home.row,
            other=target.row,
            data=data,
            people=going,
            by=by,
            now=now,
            changes=changes | went(going, source=home.row.code, target=target.row.code),
        )

    return once(data=data, by=by, work=work)


def _different(one: Household, other: Household) -> None:
    if one.pk == other.pk:
        raise ValidationError({"other": _("Hãy chọn một hộ khác.")})
