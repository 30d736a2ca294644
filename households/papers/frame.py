"""What the papers of a ward share: who issues them, days in words, names of places, members."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils import translation

from households.models import Household, Membership, Person, Review
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import Align, Cell, Paragraph, Row

P = ParamSpec("P")
R = TypeVar("R")

DOTS = "…………"
YEAR_DOTS = "20…"


def in_vietnamese(build: Callable[P, R]) -> Callable[P, R]:
    """Build the paper in Vietnamese: the words of closed lists follow the language in force."""

    @wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override("vi"):
            return build(*args, **kwargs)

    return built


def committee(area: Area | None) -> tuple[str, ...]:
    """Return the lines of the people's committee of a ward, the name last."""
    if area is None:
        return ("ỦY BAN NHÂN DÂN", "PHƯỜNG, XÃ ………………")
    return ("ỦY BAN NHÂN DÂN", area.name.upper())


def committee_name(area: Area | None) -> str:
    """Return the people's committee of an area inside a sentence."""
    if area is None:
        return "Ủy ban nhân dân phường, xã ………………"
    return f"Ủy ban nhân dân {lowered(area)}"


def lowered(area: Area) -> str:
    """Return the area's name inside a sentence: 'phường Huyền Tụng'."""
    return area.name[:1].lower() + area.name[1:]


def city_of(area: Area) -> Area:
    """Return the area above the ward, or the ward itself where it has none."""
    return area.parent or area


def in_words(day: date | None) -> str:
    """Return the day as papers write it; dots to fill in where there is none."""
    if day is None:
        return f"ngày ….. tháng ….. năm {YEAR_DOTS}"
    return f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"


def place_and_date(area: Area | None, day: date | None) -> str:
    """Return where and when: 'Huyền Tụng, ngày 10 tháng 12 năm 2023'."""
    return f"{area.short_name if area else DOTS}, {in_words(day)}"


def numbered(number: str, *, kind: str) -> str:
    """Return the number line; one to be filled in by hand where there is no number yet."""
    return f"Số: {number}" if number else f"Số: ………/{kind}-UBND"


def slashed(day: date) -> str:
    """Return the day as dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"


def dwelling_place(household: Household, *, village: Area | None, area: Area) -> str:
    """Return where the household lives, from the house to the city."""
    parts = [household.address, village.name if village else "", area.name]
    parts.append(area.parent.name if area.parent else "")
    return ", ".join(part for part in parts if part)


def heading(text: str, *, space: bool = True) -> Paragraph:
    """Return the heading of a part of a paper."""
    return Paragraph(
        text=text,
        is_bold=True,
        align=Align.LEFT,
        indent=False,
        space_before=space,
        keeps_next=True,
    )


def centred(text: str, *, is_bold: bool = True, is_italic: bool = False) -> Paragraph:
    """Return a line in the middle."""
    return Paragraph(
        text=text, align=Align.CENTRE, is_bold=is_bold, is_italic=is_italic, indent=False
    )


def empty_rows(count: int, columns: int) -> tuple[Row, ...]:
    """Return rows to write on, with a number in the first column."""
    blank = ("",) * (columns - 1)
    return tuple((str(place), *blank) for place in range(1, count + 1))


def group_row(text: str, columns: int) -> Row:
    """Return a row over the whole table that begins a group."""
    return (Cell(text=text, span=columns, is_bold=True, align=Align.LEFT),)


def present(household: Household, *, on: date | None = None) -> list[Membership]:
    """Return the members on the day, today's where no day is given, the head first."""
    rows: Iterable[Membership] = household.memberships.all()
    kept = [
        row
        for row in rows
        if (row.valid_to is None or (on is not None and row.valid_to >= on))
        and (on is None or row.valid_from <= on)
    ]
    return sorted(kept, key=lambda row: (not row.is_head, row.valid_from, row.pk))


def members_on(review: Review, day: date) -> list[tuple[Person, str]]:
    """Return who belonged to the household and how they are related to the head.

    As the review found it; a review without members has those of the registry on the day.
    """
    if found := list(review.members.all()):
        return [(row.person, str(row.get_relation_display())) for row in found]
    return [
        (row.person, str(row.get_relation_display())) for row in present(review.household, on=day)
    ]
