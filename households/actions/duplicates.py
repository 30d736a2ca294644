"""Find person records that may be one and put them into the queue, where a person decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from households.actions.support import place_of
from households.choices import PairKind, PairState
from households.models import DuplicatePair, Household, Membership, Person
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Lived:
    """A person record with where it was last seen, as far as likeness is judged by it."""

    person: int
    born_on: date | None
    has_number: bool
    household: int
    ward: int
    city: int | None
    village: int | None


@transaction.atomic
def find_duplicates(*, area: Area, by: User, now: datetime) -> list[DuplicatePair]:
    """Put into the queue the likely pairs with at least one record in the area.

    Likely is: the same folded name and birth date in one city; where one of them has no full
    date, the same name, year and village, and not two different citizen ids. What was decided or
    waits already stays as it is. Return the new pairs.
    """
    if not by.can(Permission.DUPLICATE_DECIDE, area):
        raise PermissionDenied
    return _queue(_alike(_names_in(area)), area=area, by=by, now=now)


@transaction.atomic
def find_duplicates_of(*, household: Household, by: User, now: datetime) -> list[DuplicatePair]:
    """Do the same for the present members of one household, as it is saved."""
    place = place_of(household)
    if not by.can(Permission.DUPLICATE_DECIDE, place):
        raise PermissionDenied
    names = household.memberships.filter(valid_to=None).values("person__search_text")
    people = {
        key for key in household.memberships.filter(valid_to=None).values_list("person", flat=True)
    }
    alike = _alike(names)
    ours = [(a, b) for a, b in alike if people & {a.person, b.person}]
    return _queue(ours, area=household.area, by=by, now=now)


def _names_in(area: Area) -> QuerySet[Any, Any]:
    """Return the folded names that somebody in the area bears."""
    inside = Household.objects.filter(area__path__startswith=area.path)
    return Person.objects.filter(memberships__household__in=inside).order_by().values("search_text")


def _alike(names: QuerySet[Any, Any]) -> list[tuple[Lived, Lived]]:
    """Return the pairs of records alike, by grouping in the database: never each with each."""
    living = Person.objects.filter(merged_into=None, died_on=None)
    groups = (
        living.filter(search_text__in=names)
        .order_by()
        .values("search_text", "birth_year")
        .annotate(records=Count("pk"))
        .filter(records__gt=1)
        .values_list("search_text", "birth_year")
    )
    shared: dict[tuple[str, int], list[Lived]] = {key: [] for key in groups}
    keys = sorted({name for name, _year in shared})
    for start in range(0, len(keys), CHUNK):
        for key, lived in _last_seen(living, keys[start : start + CHUNK]):
            if key in shared:
                shared[key].append(lived)
    return [
        pair
        for group in shared.values()
        for pair in combinations(sorted(group, key=lambda row: row.person), 2)
        if _are_alike(*pair)
    ]


def _last_seen(
    living: QuerySet[Person], names: list[str]
) -> Iterable[tuple[tuple[str, int], Lived]]:
    """Yield each record of the names with its last stay."""
    stays = Membership.objects.filter(person__in=living.filter(search_text__in=names))
    seen: dict[int, tuple[tuple[str, int], Lived]] = {}
    for person, name, year, born_on, number, home, ward, city, village in stays.order_by(
        "person", "valid_from", "pk"
    ).values_list(
        "person",
        "person__search_text",
        "person__birth_year",
        "person__birth_date",
        "person__citizen_id_index",
        "household",
        "household__area",
        "household__area__parent",
        "household__village",
    ):
        lived = Lived(person, born_on, number is not None, home, ward, city, village)
        seen[person] = (name, year), lived
    return seen.values()


def _are_alike(one: Lived, other: Lived) -> bool:
    if one.born_on and other.born_on:
        return one.born_on == other.born_on and (one.ward == other.ward or one.city == other.city)
    is_near = one.village is not None and one.village == other.village
    return is_near and not (one.has_number and other.has_number)


def _queue(
    pairs: Iterable[tuple[Lived, Lived]], *, area: Area, by: User, now: datetime
) -> list[DuplicatePair]:
    inside = set(Area.objects.under(area).order_by().values_list("pk", flat=True))
    wanted = {
        (a.person, b.person): (a, b) for a, b in pairs if a.ward in inside or b.ward in inside
    }
    known = set(
        DuplicatePair.objects.filter(first__in=[first for first, _second in wanted]).values_list(
            "first", "second"
        )
    )
    made = []
    for keys, (a, b) in sorted(wanted.items()):
        if keys in known:
            continue
        pair = DuplicatePair(
            kind=PairKind.LIKELY,
            first_id=a.person,
            second_id=b.person,
            first_area_id=a.ward,
            second_area_id=b.ward,
            reason=_likeness(a, b),
            found_at=now,
        )
        try:
            with transaction.atomic():
                _keep(pair, by=by)
        except IntegrityError:  # somebody else found the same pair at the same moment
            continue
        made.append(pair)
    return made


def _likeness(a: Lived, b: Lived) -> str:
    if a.household == b.household:
        where = _("cùng hộ")
    elif a.village is not None and a.village == b.village:
        where = _("cùng thôn, tổ")
    else:
        where = _("cùng phường, xã") if a.ward == b.ward else _("cùng thành phố")
    born = _("cùng ngày sinh") if a.born_on and b.born_on else _("cùng năm sinh")
    parts = [_("cùng tên"), born, where]
    if a.has_number and b.has_number:
        parts.append(_("số định danh khác nhau"))
    return ", ".join(parts)


def _keep(pair: DuplicatePair, *, by: User) -> None:
    pair.full_clean(validate_unique=False, validate_constraints=False)
    pair.save()
    record(
        "duplicate.find",
        by=by,
        on=pair,
        area_path=pair.first_area.path,
        changes={"kind": (None, pair.kind), "reason": (None, pair.reason)},
    )


def queue_same_number(
    *, person: Person, owner: Person, area: Area, by: User, now: datetime
) -> DuplicatePair:
    """Put a person whose typed citizen id belongs to `owner` into the queue, without the number.

    Called by the action that saves the household, inside its transaction.
    """
    stay = owner.memberships.order_by("-valid_from", "-pk").select_related("household").first()
    where = {person.pk: area.pk, owner.pk: stay.household.area_id if stay else area.pk}
    first, second = sorted(where)
    pair = DuplicatePair.objects.select_for_update().filter(first=first, second=second).first()
    if pair and pair.state != PairState.OPEN:
        raise ValidationError(
            _(
                "Hai hồ sơ mang số này đã được kết luận là hai người khác nhau. Hãy kiểm tra lại "
                "số định danh của %(name)s."
            ),
            code="decided_different",
            params={"name": person.full_name},
        )
    if pair is None:
        pair = DuplicatePair(first_id=first, second_id=second, found_at=now)
        pair.first_area_id, pair.second_area_id = where[first], where[second]
    pair.kind, pair.reason = PairKind.EXACT, _("số định danh vừa nhập đã thuộc về hồ sơ kia")
    _keep(pair, by=by)
    return pair
