"""Add and edit a household with its members on one page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from households.actions.duplicates import queue_same_number
from households.actions.life import EventData, check_free, write_event
from households.actions.support import ConflictError, changed, place_of, values_of
from households.choices import EventKind, Origin, Relation
from households.models import Household, Membership, Person
from povertyportal.accounts.audit import record
from povertyportal.accounts.crypto import blind_index
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area

CODE_PREFIX = "BK-"
HOUSEHOLD_FIELDS = ("area_id", "village_id", "address", "phone", "origin", "registered_on")
PERSON_FIELDS = (
    "full_name",
    "gender",
    "birth_date",
    "birth_year",
    "ethnicity",
    "disability",
    "merit",
    "has_labour_capacity",
)


@dataclass(frozen=True, kw_only=True)
class MemberData:
    """One row of the member list as typed; `membership_id` is None for a newcomer.

    An empty `citizen_id` leaves the stored number as it is. `without_number` saves the person
    without a number that belongs to somebody else; the two records then wait to be compared.
    """

    full_name: str
    gender: str
    birth_year: int
    ethnicity: str
    relation: str
    birth_date: date | None = None
    citizen_id: str = ""
    disability: bool = False
    merit: bool = False
    has_labour_capacity: bool = True
    membership_id: int | None = None
    left_on: date | None = None
    has_died: bool = False
    without_number: bool = False


@dataclass(frozen=True, kw_only=True)
class HouseholdData:
    """A household as typed, with everyone on its list."""

    area: Area
    registered_on: date
    members: Sequence[MemberData]
    village: Area | None = None
    address: str = ""
    phone: str = ""
    origin: str = Origin.REGISTERED
    submit_token: UUID = field(default_factory=uuid4)


def save_household(
    *,
    data: HouseholdData,
    by: User,
    today: date,
    household: Household | None = None,
    version: int = 0,
    now: datetime | None = None,
) -> Household:
    """Create the household, or change it when `version` is still the stored one.

    The same `submit_token` twice gives the same household. Raise ConflictError for a stale
    version, ValidationError in words, PermissionDenied outside the user's areas. `now` dates the
    pairs of records that the save puts into the queue; left out, it is the start of `today`.
    """
    at = now or make_aware(datetime.combine(today, time.min))
    try:
        with transaction.atomic():
            return _save(data, by=by, today=today, household=household, version=version, at=at)
    except IntegrityError as error:
        twin = Household.objects.filter(submit_token=data.submit_token, created_by=by).first()
        if household is None and twin:
            return twin
        raise ValidationError(
            _("Có người vừa ghi cùng dữ liệu này. Hãy tải lại trang và thử lại."), code="race"
        ) from error


def _save(
    data: HouseholdData,
    *,
    by: User,
    today: date,
    household: Household | None,
    version: int,
    at: datetime,
) -> Household:
    _check_place(data, by=by, today=today)
    if household is None:
        code = _next_code(data.area)
        twin = Household.objects.filter(submit_token=data.submit_token, created_by=by).first()
        if twin:
            return twin
        stored = Household(code=code, submit_token=data.submit_token)
        stored.created_by = by
        before: dict[str, Any] = {}
    else:
        stored = Household.objects.select_for_update().get(pk=household.pk)
        if stored.version != version:
            raise ConflictError(stored)
        if not by.can(Permission.HOUSEHOLD_EDIT, place_of(stored)):
            raise PermissionDenied
        if stored.closed_on:
            raise ValidationError(_("Hộ đã đưa ra khỏi danh sách, không sửa được nữa."))
        before = values_of(stored, HOUSEHOLD_FIELDS)
        stored.version += 1
    _check_origin(stored, data)
    memberships = {m.pk: m for m in _open_memberships(stored)}
    _check_members(data.members, memberships=memberships, today=today)

    for name in ("area", "village", "address", "phone", "origin", "registered_on"):
        setattr(stored, name, getattr(data, name))
    changes = changed(before, values_of(stored, HOUSEHOLD_FIELDS))
    people = []
    owners: list[tuple[Person, Person]] = []
    for place, row in enumerate(data.members):
        person, differences, owner = _save_person(row, memberships=memberships, by=by, place=place)
        people.append(person)
        owners += [(person, owner)] if owner else []
        changes |= {f"{person.full_name}: {name}": pair for name, pair in differences.items()}
    changes |= _save_members(stored, data.members, people, memberships=memberships, today=today)
    for person, owner in owners:
        queue_same_number(person=person, owner=owner, area=data.area, by=by, now=at)
    record(
        "household.change" if household else "household.create",
        by=by,
        on=stored,
        area_path=place_of(stored).path,
        changes=changes,
    )
    if household is None and data.origin == Origin.MOVED_IN:
        write_event(
            kind=EventKind.MOVED_IN,
            household=stored,
            data=EventData(happened_on=data.registered_on, submit_token=data.submit_token),
            people=people,
            by=by,
            now=stored.created_at,
        )
    return stored


def _check_origin(stored: Household, data: HouseholdData) -> None:
    """Leave splits and moves between wards to life events: they keep the lineage."""
    if stored.pk is None and data.origin == Origin.SPLIT:
        raise ValidationError({"origin": _("Hộ tách ra: hãy mở hộ gốc và ghi biến động tách hộ.")})
    is_moved = stored.pk is not None and stored.area_id != data.area.pk
    if is_moved and stored.reviews.recognised().exists():
        raise ValidationError(
            {
                "area": _(
                    "Hộ đã có kết quả rà soát ở phường, xã cũ: hãy ghi biến động chuyển đi thay "
                    "vì sửa địa bàn."
                )
            }
        )


def _check_place(data: HouseholdData, *, by: User, today: date) -> None:
    if data.village and data.village.parent_id != data.area.pk:
        raise ValidationError({"village": _("Thôn, tổ này không thuộc phường, xã đã chọn.")})
    if data.area.level != Area.Level.WARD:
        raise ValidationError({"area": _("Hãy chọn một phường hoặc xã.")})
    if data.registered_on > today:
        raise ValidationError({"registered_on": _("Ngày lập hồ sơ ở sau hôm nay.")})
    if not by.can(Permission.HOUSEHOLD_EDIT, data.village or data.area):
        raise PermissionDenied


def _next_code(area: Area) -> str:
    """Return the next free code; the lock on the ward's parent keeps two writers apart."""
    Area.objects.select_for_update().get(pk=area.parent_id or area.pk)
    last = (
        Household.objects.filter(code__gte=f"{CODE_PREFIX}000000", code__lte=f"{CODE_PREFIX}999999")
        .order_by("-code")
        .values_list("code", flat=True)
        .first()
    )
    return f"{CODE_PREFIX}{int(last.removeprefix(CODE_PREFIX)) + 1 if last else 1:06d}"


def next_code(area: Area) -> str:
    """Return the next free household code; the caller's transaction holds it."""
    return _next_code(area)


def save_person(*, row: MemberData, by: User, today: date) -> Person:
    """Return the record of somebody new to a household, made unless a citizen id names one."""
    if row.birth_year > today.year or (row.birth_date and row.birth_date > today):
        raise ValidationError(
            _("Ngày sinh của %(name)s ở sau hôm nay."), params={"name": row.full_name}
        )
    return _save_person(row, memberships={}, by=by, place=0)[0]


def _open_memberships(household: Household) -> list[Membership]:
    if household.pk is None:
        return []
    return list(household.memberships.filter(valid_to=None).select_related("person"))


def _check_members(
    members: Sequence[MemberData], *, memberships: dict[int, Membership], today: date
) -> None:
    staying = [m for m in members if m.left_on is None]
    heads = [m for m in staying if m.relation == Relation.HEAD]
    if len(heads) != 1:
        raise ValidationError(_("Hộ phải có đúng một chủ hộ đang ở trong hộ."), code="one_head")
    kept = [m.membership_id for m in members if m.membership_id is not None]
    if len(kept) != len(set(kept)) or not set(kept) <= set(memberships):
        raise ValidationError(
            _("Danh sách thành viên đã thay đổi. Hãy tải lại trang."), code="stale_members"
        )
    missing = set(memberships) - set(kept)
    if missing:
        raise ValidationError(
            _("Thiếu thành viên trong danh sách. Muốn bỏ một người, hãy ghi ngày rời hộ."),
            code="missing_members",
        )
    for member in members:
        began = memberships[member.membership_id].valid_from if member.membership_id else None
        if member.left_on and (member.left_on > today or (began and member.left_on < began)):
            raise ValidationError(
                _("Ngày rời hộ của %(name)s không hợp lệ."), params={"name": member.full_name}
            )
        if member.birth_year > today.year or (member.birth_date and member.birth_date > today):
            raise ValidationError(
                _("Ngày sinh của %(name)s ở sau hôm nay."), params={"name": member.full_name}
            )
    ids = [m.citizen_id for m in members if m.citizen_id]
    if len(ids) != len(set(ids)):
        raise ValidationError(_("Hai thành viên có cùng số định danh."), code="same_citizen_id")


def _save_person(
    row: MemberData, *, memberships: dict[int, Membership], by: User, place: int
) -> tuple[Person, dict[str, tuple[Any, Any]], Person | None]:
    """Write the person of a row; return it, what changed, and who else owns the typed number."""
    person = memberships[row.membership_id].person if row.membership_id else Person()
    number, other = row.citizen_id, None
    if number:
        person, other = _person_with_id(row, person=person, by=by, place=place)
    if other:
        number = ""
    before = values_of(person, PERSON_FIELDS) if person.pk else {}
    for name in PERSON_FIELDS:
        setattr(person, name, getattr(row, name))
    differences = changed(before, values_of(person, PERSON_FIELDS)) if person.pk else {}
    if row.has_died and row.left_on and not person.died_on:
        person.died_on = row.left_on
        differences["died_on"] = (None, row.left_on)
    if number and person.citizen_id_index != blind_index(number):
        differences["citizen_id"] = (person.masked_citizen_id, f"••••••••{number[-4:]}")
        person.set_citizen_id(number)
    if person.pk is None or differences:
        person.version += 1 if person.pk else 0
        person.fill_keys()
        person.full_clean(validate_unique=False, validate_constraints=False)
        person.save()
    return person, differences, other


def _person_with_id(
    row: MemberData, *, person: Person, by: User, place: int
) -> tuple[Person, Person | None]:
    """Return the person to write to, and the owner of the number where that is somebody else.

    A newcomer who left another household is the same person with the same number and name. A
    number on a record merged into this person moves here. Any other number of somebody else is
    refused, unless the row asks to be saved without it. The refusal names the other household
    only to those who may see it.
    """
    owner = (
        Person.objects.select_related("merged_into")
        .filter(citizen_id_index=blind_index(row.citizen_id))
        .first()
    )
    if owner and owner.merged_into and owner.merged_into_id == person.pk:
        owner.clear_citizen_id()
        owner.save()
        return person, None
    owner = (owner.merged_into or owner) if owner else None
    if owner is None or owner.pk == person.pk:
        return person, None
    stay = owner.memberships.filter(valid_to=None).first()
    is_same = owner.full_name == row.full_name and owner.birth_year == row.birth_year
    if person.pk is None and stay is None and is_same:
        return owner, None
    if row.without_number:
        return person, owner
    visible = stay and Household.objects.visible_to(by).filter(pk=stay.household_id).first()
    if visible:
        message = _("Số định danh của %(name)s đã thuộc về người ở hộ %(code)s.")
        params = {"name": row.full_name, "code": visible.code, "place": place}
    else:
        message = _(
            "Số định danh của %(name)s đã có trong hệ thống. Hãy kiểm tra lại số; nếu đúng, liên "
            "hệ cơ quan thường trực để chuyển hộ."
        )
        params = {"name": row.full_name, "place": place}
    raise ValidationError(message, code="duplicate_citizen_id", params=params)


def _save_members(
    household: Household,
    rows: Sequence[MemberData],
    people: Sequence[Person],
    *,
    memberships: dict[int, Membership],
    today: date,
) -> dict[str, tuple[Any, Any]]:
    """Write the household and its memberships in the order the database's guards ask for."""
    before = {m.person.full_name: m.relation for m in memberships.values()}
    pairs = list(zip(rows, people, strict=True))
    household.head = next(
        person for row, person in pairs if row.relation == Relation.HEAD and not row.left_on
    )
    household.fill_keys(person for row, person in pairs if not row.left_on)
    household.full_clean(exclude=["head"], validate_unique=False, validate_constraints=False)
    if Household.objects.active().filter(head=household.head).exclude(pk=household.pk).exists():
        raise ValidationError(_("Người này đang là chủ hộ của một hộ khác."), code="other_head")
    began = today if household.pk else household.registered_on
    if household.pk is None:
        household.save()
    for row, person in sorted(pairs, key=lambda pair: _becomes_head(pair[0])):
        if _becomes_head(row):
            household.save()
        stay = memberships.get(row.membership_id or 0)
        if stay is None:
            if row.citizen_id:
                check_free(person=person, day=began)
            stay = Membership(household=household, person=person, valid_from=began)
        _save_stay(stay, row, today=today)
    after = {p.full_name: str(r.relation) for r, p in pairs if r.left_on is None}
    gone = {name: (relation, None) for name, relation in before.items() if name not in after}
    return {f"{name}: relation": pair for name, pair in (changed(before, after) | gone).items()}


def _save_stay(stay: Membership, row: MemberData, *, today: date) -> None:
    """Write a stay; whoever becomes head or stops being head gets a new row from today.

    Somebody who leaves keeps the role of the stay that ends: nothing new begins after the end.
    """
    is_head = row.relation == Relation.HEAD
    if stay.pk and stay.is_head != is_head:
        if row.left_on:
            stay.valid_to = row.left_on
            stay.save()
            return
        if stay.valid_from < today:
            stay.valid_to = today - timedelta(days=1)
            stay.save()
            stay = Membership(household=stay.household, person=stay.person, valid_from=today)
    stay.relation, stay.is_head, stay.valid_to = row.relation, is_head, row.left_on
    stay.save()


def _becomes_head(row: MemberData) -> bool:
    """Tell whether the row must be written last: one open head at any moment."""
    return row.relation == Relation.HEAD and row.left_on is None


@transaction.atomic
def reveal_citizen_id(*, person: Person, by: User) -> str:
    """Return the citizen id in clear and leave an event that names who looked."""
    stay = person.memberships.filter(valid_to=None).select_related("household__area").first()
    household = stay.household if stay else None
    if household is None or not by.can(Permission.CITIZEN_ID_VIEW, place_of(household)):
        raise PermissionDenied
    record("person.citizen_id_view", by=by, on=person, area_path=place_of(household).path)
    return person.reveal_citizen_id()
