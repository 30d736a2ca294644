"""What the pages tell of life events: a household's timeline with its lineage, changes in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from households.choices import ClosedReason, EventKind
from households.models import Household, LifeEvent, Membership
from povertyportal.accounts.models import User


@dataclass(frozen=True)
class Told:
    """One event as a household's page tells it; `link` leads to the other household."""

    on: date
    title: str
    people: str
    link: Household | None
    lineage: str
    detail: str


def timeline_of(household: Household, *, user: User) -> list[Told]:
    """Return the household's events, newest first; other households are links where visible."""
    rows = list(
        LifeEvent.objects.filter(Q(household=household) | Q(other=household))
        .select_related("household", "other", "area", "other_area")
        .prefetch_related("people__person")
    )
    pairs = {(row.household_id, row.other_id) for row in rows}
    keys = {key for pair in pairs for key in pair if key and key != household.pk}
    visible = Household.objects.visible_to(user).filter(pk__in=keys)
    seen = set(visible.values_list("pk", flat=True))
    return [_told(row, household, seen=seen) for row in rows]


def _told(row: LifeEvent, household: Household, *, seen: set[int]) -> Told:
    other = row.other if row.household_id == household.pk else row.household
    return Told(
        on=row.happened_on,
        title=str(row.get_kind_display()),
        people=", ".join(member.person.full_name for member in row.people.all()),
        link=other if other and other.pk in seen else None,
        lineage=lineage(row, household),
        detail=" · ".join(filter(None, [where(row), row.document, row.note])),
    )


def lineage(row: LifeEvent, household: Household) -> str:
    """Return in words how the event ties the household to another one, "" where it does not."""
    if row.other is None:
        return ""
    is_own = row.household_id == household.pk
    code = row.other.code if is_own else row.household.code
    words = {
        (EventKind.SPLIT, True): _("tách ra hộ %(code)s"),
        (EventKind.SPLIT, False): _("tách từ hộ %(code)s"),
        (EventKind.MERGE, True): _("nhập vào hộ %(code)s"),
        (EventKind.MERGE, False): _("nhận hộ %(code)s"),
        (EventKind.MARRIAGE, True): _("về từ hộ %(code)s"),
        (EventKind.MARRIAGE, False): _("sang hộ %(code)s"),
    }.get((EventKind(row.kind), is_own), _("hộ liên quan %(code)s"))
    return words % {"code": code}


def where(row: LifeEvent) -> str:
    """Return from where or to where people went, "" where the event moved nobody."""
    if row.kind == EventKind.MOVED_OUT:
        name = row.other_area.name if row.other_area else row.place
        return _("đến %(place)s") % {"place": name} if name else ""
    if row.place:
        return _("từ %(place)s") % {"place": row.place}
    return ""


def fates_of(
    former: Sequence[Membership], *, user: User
) -> list[tuple[str, str, Household | None]]:
    """Return where each who left went: name, words, and the household if visible."""
    if not former:
        return []
    people = [stay.person_id for stay in former]
    now = Membership.objects.filter(person__in=people, valid_to=None).select_related("household")
    visible = set(
        Household.objects.visible_to(user)
        .filter(pk__in=[stay.household_id for stay in now])
        .values_list("pk", flat=True)
    )
    events = LifeEvent.objects.filter(
        people__person__in=people, household__in={stay.household_id for stay in former}
    ).select_related("other_area", "other")
    told: dict[int, tuple[str, Household | None]] = {}
    for row in events.prefetch_related("people").order_by("happened_on", "pk"):
        for member in row.people.all():
            if row.kind == EventKind.MOVED_OUT and where(row):
                told[member.person_id] = (where(row), None)
    for stay in now:
        home = stay.household if stay.household_id in visible else None
        told[stay.person_id] = (_("nay ở hộ") if home else _("nay ở hộ khác"), home)
    names = {stay.person_id: stay.person.full_name for stay in former}
    return [(names[key], *told[key]) for key in names if key in told]


LABELS = {
    "size": lambda: _("Số nhân khẩu"),
    "head": lambda: _("Chủ hộ"),
    "area": lambda: _("Phường, xã"),
    "village": lambda: _("Thôn, tổ"),
    "closed_on": lambda: _("Đưa ra khỏi danh sách từ ngày"),
    "closed_reason": lambda: _("Lý do đưa ra khỏi danh sách"),
    "household": lambda: _("Ở hộ"),
    "died_on": lambda: _("Ngày mất"),
}


def in_words(changes: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what an event would change: what, before, after."""
    found = []
    for key, (before, after) in changes.items():
        owner, _colon, name = key.rpartition(": ")
        label = LABELS.get(name, lambda: "")()
        found.append((f"{owner} · {label}", _value(name, before), _value(name, after)))
    return found


def _value(name: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if name == "closed_reason":
        return str(ClosedReason(value).label)
    if name.endswith("_on"):
        day = parse_date(str(value))
        return f"{day:%d/%m/%Y}" if day else str(value)
    return str(value)
