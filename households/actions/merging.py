"""Decide about two person records: one person, and which record stays, or two people.

Merging keeps both histories: the record that goes points to the one that stays, its open stay
ends, and its citizen id moves if only it has one. Nothing is deleted and nothing is undone.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.life import EventData, write_event
from households.actions.support import place_of
from households.choices import ClosedReason, EventKind, PairState
from households.models import (
    DuplicatePair,
    Household,
    Membership,
    Person,
    PersonStatus,
)
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission

LONGEST_NOTE = 500


@transaction.atomic
def decide_duplicate(
    *,
    pair: DuplicatePair,
    is_one_person: bool,
    note: str,
    by: User,
    now: datetime,
    keep: Person | None = None,
) -> DuplicatePair:
    """Decide that the two records are one person, and which record stays, or two people.

    Needs the right on the wards of both, those of the day the pair was found and those of today.
    Raise ValidationError in words when somebody decided already, no reason is given, or the
    record that goes is the head of a household with others in it.
    """
    stays = _open_stays([pair.first_id, pair.second_id])
    people = list(
        Person.objects.select_for_update()
        .filter(pk__in=[pair.first_id, pair.second_id])
        .order_by("pk")
    )
    found = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    if (found.first_id, found.second_id) != (pair.first_id, pair.second_id):
        raise _changed_meanwhile()
    _check_rights(found, stays.values(), by=by)
    if found.state != PairState.OPEN:
        raise ValidationError(
            _("Cặp này đã có người xử lý. Hãy tải lại trang để xem kết quả."), code="decided"
        )
    reason = note.strip()
    if not reason:
        raise ValidationError({"note": _("Hãy ghi lý do.")})
    if len(reason) > LONGEST_NOTE:
        raise ValidationError({"note": _("Lý do dài quá 500 ký tự.")})
    found.state = PairState.DIFFERENT
    if is_one_person:
        kept = next((p for p in people if keep is not None and p.pk == keep.pk), None)
        if kept is None:
            raise ValidationError({"keep": _("Hãy chọn hồ sơ được giữ lại.")})
        gone = next(p for p in people if p.pk != kept.pk)
        found.state = PairState.MERGED
        _merge(
            gone,
            into=kept,
            stays=stays,
            area_path=found.first_area.path,
            by=by,
            now=now,
            note=reason,
        )
    found.note, found.decided_by, found.decided_at = reason, by, now
    found.full_clean(validate_unique=False, validate_constraints=False)
    found.save()
    record(
        "duplicate.decide",
        by=by,
        on=found,
        area_path=found.first_area.path,
        changes={"state": (PairState.OPEN, found.state)},
        note=reason,
    )
    return found


def _open_stays(people: list[int]) -> dict[int, Membership]:
    """Lock the households of the people by key, then return their open stays by person.

    Households come before people and pairs, as in every life event and every saving of a
    household: whoever locks them the other way round waits in a circle.
    """
    of_people = Membership.objects.filter(person__in=people, valid_to=None)
    keys = sorted(of_people.values_list("household", flat=True))
    homes = {
        row.pk: row
        for row in Household.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("area", "village")
        .order_by("pk")
    }
    stays = {}
    for stay in of_people.select_related("person").order_by("pk"):
        if stay.household_id not in homes:
            raise _changed_meanwhile()
        stay.household = homes[stay.household_id]
        stays[stay.person_id] = stay
    return stays


def _changed_meanwhile() -> ValidationError:
    return ValidationError(
        _("Có người vừa ghi biến động của một trong hai hồ sơ. Hãy tải lại trang và xem lại."),
        code="race",
    )


def _check_rights(pair: DuplicatePair, stays: Iterable[Membership], *, by: User) -> None:
    areas = [pair.first_area, pair.second_area, *(place_of(s.household) for s in stays)]
    if not all(by.can(Permission.DUPLICATE_DECIDE, area) for area in areas):
        raise PermissionDenied


def _merge(
    gone: Person,
    *,
    into: Person,
    stays: dict[int, Membership],
    area_path: str,
    by: User,
    now: datetime,
    note: str,
) -> None:
    if gone.merged_into_id or into.merged_into_id:
        raise ValidationError(
            _("Một trong hai hồ sơ đã gộp vào hồ sơ khác. Hãy tải lại trang."), code="merged"
        )
    ending, staying = stays.get(gone.pk), stays.get(into.pk)
    if ending and staying is None:
        raise ValidationError(
            _("Hãy giữ hồ sơ đang ở hộ %(code)s: hồ sơ kia không còn ở hộ nào."),
            code="keep_the_resident",
            params={"code": ending.household.code},
        )
    changes: dict[str, tuple[object, object]] = {"merged_into": (None, str(into.pk))}
    if gone.citizen_id_index and not into.citizen_id_index:
        changes["citizen_id"] = (gone.masked_citizen_id, "")
        _move_number(gone, into)
    gone.merged_into = into
    gone.version += 1
    gone.save()
    if "citizen_id" in changes:
        into.version += 1
        into.save()
    Person.objects.filter(merged_into=gone).update(merged_into=into)
    if ending and staying:
        last = _end_stay(ending, staying, by=by, now=now, note=note)
        changes["valid_to"] = (None, last)
    _move_statuses(gone, into, last=localdate(now))
    _move_pairs(gone, into, by=by, now=now)
    record(
        "person.merge",
        by=by,
        on=gone,
        area_path=area_path,
        changes=changes,
        note=note,
    )


def _move_number(gone: Person, into: Person) -> None:
    """Give the citizen id of the one to the other; the index is unique, so one saves first."""
    for name in ("citizen_id_encrypted", "citizen_id_index", "citizen_id_tail"):
        setattr(into, name, getattr(gone, name))
    gone.clear_citizen_id()


def _end_stay(
    ending: Membership, staying: Membership, *, by: User, now: datetime, note: str
) -> date:
    """End the open stay of the record that goes; a household left without members closes."""
    home, today = ending.household, localdate(now)
    others = list(
        home.memberships.filter(valid_to=None).exclude(pk=ending.pk).select_related("person")
    )
    if ending.is_head and others:
        raise ValidationError(
            _(
                "%(name)s đang là chủ hộ %(code)s, hộ còn %(count)s người khác. Hãy ghi biến động "
                "“Đổi chủ hộ” cho hộ này trước, rồi gộp; hoặc giữ hồ sơ của chủ hộ."
            ),
            code="head",
            params={"name": ending.person.full_name, "code": home.code, "count": len(others)},
        )
    last = today - timedelta(days=1)
    if ending.valid_from < staying.valid_from:
        last = min(last, staying.valid_from - timedelta(days=1))
    ending.valid_to = max(ending.valid_from, last)
    ending.save()
    before = home.size
    home.version += 1
    if others:
        home.fill_keys(stay.person for stay in others)
        home.save()
        _note_home(home, by=by, changes={"size": (before, home.size)}, note=note)
    else:
        home.closed_on = max(home.registered_on, today)
        home.closed_reason = ClosedReason.MERGED
        home.save()
        _note_home(home, by=by, changes={"closed_on": (None, home.closed_on)}, note=note)
        _event_of_merger(home, staying, by=by, now=now, note=note)
    return ending.valid_to


def _note_home(
    home: Household, *, by: User, changes: dict[str, tuple[object, object]], note: str
) -> None:
    record(
        "household.change",
        by=by,
        on=home,
        area_path=place_of(home).path,
        changes=changes,
        note=note,
    )


def _event_of_merger(
    home: Household, staying: Membership, *, by: User, now: datetime, note: str
) -> None:
    """Leave the life event by which the forms of movements count the household that closed."""
    write_event(
        kind=EventKind.MERGE,
        household=home,
        other=staying.household,
        data=EventData(
            happened_on=localdate(now), note=_("Gộp hồ sơ trùng: %(note)s") % {"note": note[:400]}
        ),
        people=[staying.person],
        by=by,
        now=now,
    )


def _move_statuses(gone: Person, into: Person, *, last: date) -> None:
    """Give an open status to the record that stays, or end it where that one has it already."""
    held = set(PersonStatus.objects.filter(person=into, valid_to=None).values_list("kind"))
    for status in PersonStatus.objects.filter(person=gone, valid_to=None):
        if (status.kind,) in held:
            status.valid_to = max(status.valid_from, last)
        else:
            status.person = into
        status.save()


def _move_pairs(gone: Person, into: Person, *, by: User, now: datetime) -> None:
    """Point what else waits about the record that goes to the one that stays."""
    waiting = DuplicatePair.objects.select_for_update().filter(
        Q(first=gone) | Q(second=gone), state=PairState.OPEN
    )
    areas = {pair.first_id: pair.first_area_id for pair in waiting}
    areas |= {pair.second_id: pair.second_area_id for pair in waiting}
    for pair in waiting:
        other = pair.second_id if pair.first_id == gone.pk else pair.first_id
        if other == into.pk:
            continue
        first, second = sorted((other, into.pk))
        if DuplicatePair.objects.filter(first=first, second=second).exists():
            pair.state, pair.decided_by, pair.decided_at = PairState.MERGED, by, now
            pair.note = _("Hồ sơ đã gộp vào một hồ sơ khác.")
        else:
            pair.first_id, pair.second_id = first, second
            area = areas[gone.pk] if into.pk not in areas else areas[into.pk]
            known = {other: areas[other], into.pk: area}
            pair.first_area_id, pair.second_area_id = known[first], known[second]
        pair.save()
