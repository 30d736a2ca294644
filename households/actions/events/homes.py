"""What all events do: lock households, end and begin stays, name a head, close a household.

Somebody who leaves on a day lives elsewhere from that day: the old stay ends the day before.
Whoever dies still belongs to the household that day. The order of writing is the one the
database's guards ask for: the old head's row ends, the household names the new head, then the new
row begins.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.life import EventData, check_free
from households.actions.support import ConflictError, place_of
from households.choices import Relation
from households.models import Household, LifeEvent, Membership, Person
from povertyportal.accounts.models import AuditEvent, User
from povertyportal.accounts.roles import Permission

ONE_DAY = timedelta(days=1)
MOST_PERSONS = 99
_R = Relation
RELATED: dict[str, dict[str, Relation]] = {
    _R.SPOUSE: {_R.HEAD: _R.SPOUSE, _R.CHILD: _R.CHILD, _R.GRANDCHILD: _R.GRANDCHILD},
    _R.CHILD: {_R.HEAD: _R.PARENT, _R.SPOUSE: _R.PARENT, _R.CHILD: _R.SIBLING},
    _R.PARENT: {
        _R.HEAD: _R.CHILD,
        _R.CHILD: _R.GRANDCHILD,
        _R.SIBLING: _R.CHILD,
        _R.PARENT: _R.SPOUSE,
    },
    _R.SIBLING: {_R.HEAD: _R.SIBLING, _R.SIBLING: _R.SIBLING, _R.PARENT: _R.PARENT},
}
"""Relation to a new head, by what the new head was to the old one, then by what each was."""


def relation_to(new_head_was: str, member_was: str) -> Relation:
    """Return a member's relation to the new head from both relations to the old head."""
    return RELATED.get(new_head_was, {}).get(member_was, Relation.OTHER)


class _DoneBeforeError(Exception):
    """The same form was sent before; `event` is what it recorded."""

    def __init__(self, event: LifeEvent) -> None:
        super().__init__(str(event.pk))
        self.event = event


def once(*, data: EventData, by: User, work: Callable[[], LifeEvent]) -> LifeEvent:
    """Do the work in one transaction; the same `submit_token` twice gives the first event."""
    try:
        with transaction.atomic():
            return work()
    except _DoneBeforeError as done:
        return done.event
    except IntegrityError as error:
        twin = _twin(data, by)
        if twin:
            return twin
        raise ValidationError(
            _("Có người vừa ghi biến động khác của hộ này. Hãy tải lại trang và thử lại."),
            code="race",
        ) from error


def preview(*, work: Callable[[], LifeEvent]) -> Mapping[str, Any]:
    """Return what the event would change, and take all of it back."""
    with transaction.atomic():
        event = work()
        found = AuditEvent.objects.filter(
            object_type=event._meta.label_lower, object_id=str(event.pk)
        ).last()
        transaction.set_rollback(True)
    return found.changes if found else {}


def _twin(data: EventData, by: User) -> LifeEvent | None:
    return LifeEvent.objects.filter(submit_token=data.submit_token, recorded_by=by).first()


@dataclass
class Home:
    """A locked household with its present stays by person, and how it was before the event."""

    row: Household
    stays: dict[int, Membership]
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def head_is_here(self) -> bool:
        """Tell whether the household's head still lives in it."""
        return self.row.head_id in self.stays

    def person(self, key: int) -> Person:
        """Return a present member."""
        return self.stays[key].person


def lock_homes(
    *, households: Sequence[Household], data: EventData, by: User, now: datetime
) -> list[Home]:
    """Lock the households by key and check who, which version and which day; the first leads.

    Raise PermissionDenied without the right over one of them, ConflictError for a stale version.
    """
    keys = [household.pk for household in households]
    rows = {
        row.pk: row
        for row in Household.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("area", "village", "head")
        .order_by("pk")
    }
    twin = _twin(data, by)
    if twin:
        raise _DoneBeforeError(twin)
    homes = [_home(rows[key]) for key in keys]
    for home in homes:
        if not by.can(Permission.HOUSEHOLD_EDIT, place_of(home.row)):
            raise PermissionDenied
        check_day(home=home, data=data, today=localdate(now))
    if homes[0].row.version != data.version:
        raise ConflictError(homes[0].row)
    return homes


def _home(row: Household) -> Home:
    stays = row.memberships.filter(valid_to=None).select_related("person")
    home = Home(row, {stay.person_id: stay for stay in stays.order_by("-is_head", "pk")})
    home.before = state_of(home.row)
    return home


def state_of(row: Household) -> dict[str, Any]:
    """Return what an event may change about a household, in words of the audit trail."""
    return {
        "size": row.size,
        "head": row.head.full_name,
        "area": row.area.name,
        "village": row.village.name if row.village else None,
        "closed_on": row.closed_on,
        "closed_reason": row.closed_reason,
    }


def check_day(*, home: Home, data: EventData, today: date) -> None:
    """Refuse a closed household, a day to come, and a day before the household's first."""
    if home.row.closed_on:
        raise ValidationError(
            _("Hộ %(code)s đã đưa ra khỏi danh sách, không ghi biến động được nữa."),
            code="closed",
            params={"code": home.row.code},
        )
    if data.happened_on > today:
        raise ValidationError({"happened_on": _("Ngày xảy ra ở sau hôm nay.")})
    if data.happened_on < home.row.registered_on:
        raise ValidationError(
            {
                "happened_on": _("Ngày xảy ra ở trước ngày lập hồ sơ hộ %(code)s (%(day)s).")
                % {"code": home.row.code, "day": f"{home.row.registered_on:%d/%m/%Y}"}
            }
        )


def chosen(*, home: Home, keys: Sequence[int], name: str = "people") -> list[Person]:
    """Return the chosen members; refuse none, and people who are no longer in the household."""
    if not keys:
        raise ValidationError({name: _("Hãy chọn ít nhất một người.")})
    if not set(keys) <= set(home.stays):
        raise ValidationError(
            _("Danh sách thành viên đã thay đổi. Hãy tải lại trang."), code="stale_members"
        )
    return [home.person(key) for key in dict.fromkeys(keys)]


def leave(*, home: Home, person: Person, last_day: date) -> None:
    """End the member's stay; refuse a day before it began."""
    stay = home.stays[person.pk]
    if last_day < stay.valid_from:
        raise ValidationError(
            {
                "happened_on": _(
                    "%(name)s vào hộ %(code)s từ ngày %(day)s: ngày rời hộ phải sau ngày đó."
                )
                % {
                    "name": person.full_name,
                    "code": home.row.code,
                    "day": f"{stay.valid_from:%d/%m/%Y}",
                }
            }
        )
    stay.valid_to = last_day
    stay.save()
    del home.stays[person.pk]


def join(*, home: Home, person: Person, relation: str, day: date) -> None:
    """Begin a stay; refuse the dead, and whoever still belongs to a household on that day."""
    check_free(person=person, day=day)
    stay = Membership(
        household=home.row,
        person=person,
        relation=relation,
        is_head=relation == Relation.HEAD,
        valid_from=day,
    )
    stay.save()
    home.stays[person.pk] = stay


def restay(*, home: Home, key: int, relation: str, day: date) -> None:
    """Give a present member another relation from the day on, as a row of its own."""
    stay = home.stays[key]
    if stay.relation == relation:
        return
    if stay.valid_from < day:
        stay.valid_to = day - ONE_DAY
        stay.save()
        stay = Membership(household=home.row, person=stay.person, valid_from=day)
    stay.relation, stay.is_head = relation, relation == Relation.HEAD
    stay.save()
    home.stays[key] = stay


def name_head(*, home: Home, key: int | None, day: date) -> None:
    """Make a present member the head from the day on; the others' relations follow.

    The former head may have left or died already. Raise ValidationError where nobody fit is named.
    """
    if key is None or key not in home.stays:
        raise ValidationError(
            {
                "new_head": _(
                    "Chủ hộ %(code)s không còn trong hộ: hãy chọn chủ hộ mới trong số người ở lại."
                )
                % {"code": home.row.code}
            },
            code="needs_head",
        )
    if key == home.row.head_id:
        raise ValidationError({"new_head": _("Người này đang là chủ hộ.")})
    late = [stay for stay in home.stays.values() if stay.valid_from > day]
    if late:
        raise ValidationError(
            {"happened_on": _("%(name)s vào hộ sau ngày này.") % {"name": late[0].person.full_name}}
        )
    was = home.stays[key].relation
    relations = {k: relation_to(was, stay.relation) for k, stay in home.stays.items() if k != key}
    for other, relation in relations.items():
        restay(home=home, key=other, relation=relation, day=day)
    home.row.head = home.person(key)
    home.row.save()
    restay(home=home, key=key, relation=Relation.HEAD, day=day)


def after_leaving(*, home: Home, new_head: int | None, day: date, reason: str) -> None:
    """Close the household that nobody is left in; else see to it that it has a head."""
    if not home.stays:
        close(home=home, day=day, reason=reason)
    elif not home.head_is_here:
        name_head(home=home, key=new_head, day=day)


def close(*, home: Home, day: date, reason: str) -> None:
    """Take the household off the books from the day on."""
    home.row.closed_on, home.row.closed_reason = day, reason


def settle(*, home: Home) -> dict[str, tuple[Any, Any]]:
    """Save the household with its keys, size and next version; return what changed."""
    if len(home.stays) > MOST_PERSONS:
        raise ValidationError(_("Một hộ có nhiều nhất 99 người."), code="too_many")
    if home.stays:
        home.row.fill_keys(stay.person for stay in home.stays.values())
    home.row.version += 1
    home.row.full_clean(exclude=["head"], validate_unique=False, validate_constraints=False)
    home.row.save()
    after = state_of(home.row)
    if home.row.closed_on:
        after["size"] = 0
    return {
        f"{home.row.code}: {name}": (home.before.get(name), value)
        for name, value in after.items()
        if (home.before.get(name) or None) != (value or None)
    }


def went(people: Sequence[Person], *, source: str | None, target: str | None) -> dict[str, Any]:
    """Return the lines of the audit trail that tell from where to where people went."""
    return {f"{person.full_name}: household": (source, target) for person in people}
