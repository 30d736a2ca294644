"""The movement forms as the pages show them: lines, links to the households, and a workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import movement, scoring
from households.choices import EventKind
from households.models import Household, ReviewRound
from households.movement import COLUMNS, FORMS, Finding, Movement
from households.movement_records import WardMovement, movements_of
from households.wording import standard_shown
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.xlsx import Sheet

MOST_NAMED = 200
SHORT = 12
LINES: dict[str, Any] = {"count": gettext_lazy("Hộ"), "persons": gettext_lazy("Nhân khẩu")}
TITLES: dict[str, Any] = {
    "r2": gettext_lazy("Tổng hợp diễn biến hộ nghèo"),
    "r3": gettext_lazy("Tổng hợp diễn biến hộ cận nghèo"),
}
HEADINGS: dict[str, tuple[Any, ...]] = {
    "r2": (
        gettext_lazy("Tổng số hộ nghèo đầu kỳ"),
        gettext_lazy("Trở thành hộ cận nghèo"),
        gettext_lazy("Vượt chuẩn cận nghèo"),
        gettext_lazy("Giảm khác: thay đổi nhân khẩu, mất, chuyển đi, tách, nhập hộ"),
        gettext_lazy("Hộ cận nghèo trở thành hộ nghèo"),
        gettext_lazy("Tái nghèo"),
        gettext_lazy("Phát sinh mới"),
        gettext_lazy("Tăng khác: thay đổi nhân khẩu, chuyển đến, tách hộ"),
        gettext_lazy("Tổng số hộ nghèo cuối kỳ"),
    ),
    "r3": (
        gettext_lazy("Tổng số hộ cận nghèo đầu kỳ"),
        gettext_lazy("Thoát cận nghèo"),
        gettext_lazy("Trở thành hộ nghèo"),
        gettext_lazy("Giảm khác: thay đổi nhân khẩu, mất, chuyển đi, tách, nhập hộ"),
        gettext_lazy("Hộ nghèo trở thành hộ cận nghèo"),
        gettext_lazy("Tái cận nghèo"),
        gettext_lazy("Phát sinh mới"),
        gettext_lazy("Tăng khác: thay đổi nhân khẩu, chuyển đến, tách hộ"),
        gettext_lazy("Tổng số hộ cận nghèo cuối kỳ"),
    ),
}


@dataclass(frozen=True)
class Number:
    """One cell as shown, with the address of the households behind it; None is not known yet."""

    value: int | None
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a form: households or persons of a ward or of all."""

    place: str
    number: str
    what: str
    cells: list[Number]
    is_total: bool = False
    is_first: bool = True
    url: str = ""


@dataclass(frozen=True)
class FormShown:
    """R2 or R3 with its headings and lines."""

    key: str
    title: str
    headings: list[str]
    lines: list[Line]


@dataclass(frozen=True)
class Named:
    """A household as a list of the page names it; no link where the user may not see it."""

    code: str
    head: str
    place: str
    url: str
    persons: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class FindingShown:
    """A finding with its households by name."""

    finding: Finding
    households: list[Named]
    more: int

    @property
    def is_long(self) -> bool:
        """Tell whether the names are folded away until somebody asks for them."""
        return len(self.households) > SHORT


def wards_of(user: User, review_round: ReviewRound) -> list[Area]:
    """Return the wards of that time whose reviews the user may view."""
    found = user.areas(Permission.REVIEW_VIEW).wards().valid_on(review_round.starts_on)
    return list(found.order_by("path"))


def forms_of(
    rows: Sequence[WardMovement], *, round: ReviewRound, linked: bool = False
) -> list[FormShown]:
    """Return both forms: the sum of the wards first where there are several, then each ward."""
    sums = movement.total(row.movement for row in rows)
    shown = []
    for key in FORMS:
        lines: list[Line] = []
        if len(rows) > 1:
            is_known = any(map(has_results, rows))
            for place, what in enumerate(LINES):
                cells = [
                    Number(value if is_known or n == movement.START else None)
                    for n, value in zip(COLUMNS, sums[key][what], strict=True)
                ]
                lines.append(
                    Line(_("Tổng cộng"), "", str(LINES[what]), cells, True, is_first=not place)
                )
        for number, row in enumerate(rows, start=1):
            lines += _lines(row, key, number=number, round=round, linked=linked)
        headings = [str(text) for text in HEADINGS[key]]
        shown.append(FormShown(key, str(TITLES[key]), headings, lines))
    return shown


def _lines(
    row: WardMovement, key: str, *, number: int, round: ReviewRound, linked: bool
) -> list[Line]:
    page = reverse("movement_ward", args=[round.pk, row.area.pk])
    form, is_known = row.movement.forms[key], has_results(row)
    return [
        Line(
            row.area.name,
            str(number),
            str(LINES[what]),
            [
                Number(
                    value if is_known or n == movement.START else None,
                    f"{page}?cell={key}-{n}#cell" if linked and value else "",
                )
                for n, value in zip(COLUMNS, form.line(what), strict=True)
            ],
            is_first=not place,
            url="" if linked else page,
        )
        for place, what in enumerate(LINES)
    ]


def has_results(row: WardMovement) -> bool:
    """Tell whether the round has found anything in the ward: before that nothing is zero."""
    return bool(row.counts.households) or not row.movement.pending


def named(
    keys: Iterable[int], *, user: User, movement: Movement | None = None, persons: Any = None
) -> list[Named]:
    """Return the households by name, sorted; in two queries."""
    rows = Household.objects.filter(pk__in=list(keys)[:MOST_NAMED])
    rows = rows.select_related("head", "area", "village").order_by("sort_key", "pk")
    seen = set(
        Household.objects.visible_to(user)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    words = dict(EventKind.choices)
    return [
        Named(
            code=row.code,
            head=row.head.full_name,
            place=(row.village or row.area).name,
            url=row.get_absolute_url() if row.pk in seen else "",
            persons=(persons or {}).get(row.pk),
            reason=str(words.get(movement.reasons.get(row.pk, ""), "")) if movement else "",
        )
        for row in rows
    ]


def findings_of(row: WardMovement, *, user: User) -> list[FindingShown]:
    """Return the ward's findings with each household by name."""
    keys = {key for finding in row.findings for key in finding.households[:MOST_NAMED]}
    by_key = {}
    found = Household.objects.filter(pk__in=list(keys)[:1000]).select_related(
        "head", "area", "village"
    )
    seen = set(Household.objects.visible_to(user).filter(pk__in=found).values_list("pk", flat=True))
    for home in found:
        url = home.get_absolute_url() if home.pk in seen else ""
        place = (home.village or home.area).name
        by_key[home.pk] = Named(home.code, home.head.full_name, place, url)
    return [
        FindingShown(
            finding,
            [by_key[key] for key in finding.households[:MOST_NAMED] if key in by_key],
            max(0, len(finding.households) - MOST_NAMED),
        )
        for finding in row.findings
    ]


def broken_forms(*, round: ReviewRound, area: Area, user: User) -> list[FindingShown]:
    """Return what of the movement forms keeps the ward from closing; none for an ad hoc round."""
    if round.kind != ReviewRound.Kind.PERIODIC:
        return []
    [row] = movements_of(round=round, wards=[area])
    return [shown for shown in findings_of(row, user=user) if shown.finding.blocks]


def held(row: WardMovement) -> list[str]:
    """Return what was checked and holds."""
    wrong = {finding.code for finding in row.findings}
    return [str(title) for code, title in movement.TITLES.items() if code not in wrong]


def cell_of(row: WardMovement, asked: str, *, user: User) -> tuple[str, list[Named]] | None:
    """Return the heading and households of a cell asked for as 'r2-4', or None."""
    key, _dash, number = asked.partition("-")
    if key not in FORMS or number not in {str(n) for n in COLUMNS}:
        return None
    cell = row.movement.forms[key].cells[int(number)]
    title = f"{TITLES[key]} · {_('cột')} {number}: {HEADINGS[key][int(number) - 1]}"
    persons = {**cell.households, **cell.members}
    return title, named(cell.keys, user=user, movement=row.movement, persons=persons)


@dataclass(frozen=True)
class MainResult:
    """R1 of one ward: all households, poor and near-poor with rates where there is a total."""

    place: str
    households: int | None
    persons: int | None
    poor: int | None
    poor_rate: float | None
    near_poor: int | None
    near_poor_rate: float | None
    poor_persons: int | None
    near_poor_persons: int | None
    is_total: bool = False


def main_results(rows: Sequence[WardMovement]) -> list[MainResult]:
    """Return R1: the sum first where there are several wards, then each ward."""
    found = [_main_result(row.area.name, [row]) for row in rows]
    return [_main_result(_("Tổng cộng"), rows, is_total=True), *found] if len(rows) > 1 else found


def _main_result(place: str, rows: Sequence[WardMovement], *, is_total: bool = False) -> MainResult:
    totals = [(row.counts.all_households, row.counts.all_persons) for row in rows]
    is_whole = all(households is not None for households, _persons in totals)
    households = sum(h or 0 for h, _p in totals) if is_whole else None
    persons = sum(p or 0 for _h, p in totals) if is_whole else None
    known = any(map(has_results, rows))
    poor, near = (
        sum(row.counts.households.get(name, 0) for row in rows) if known else None
        for name in FORMS.values()
    )
    people, near_people = (
        sum(row.counts.persons.get(name, 0) for row in rows) if known else None
        for name in FORMS.values()
    )
    return MainResult(
        place=place,
        households=households,
        persons=persons,
        poor=poor,
        poor_rate=_rate(poor, households),
        near_poor=near,
        near_poor_rate=_rate(near, households),
        poor_persons=people,
        near_poor_persons=near_people,
        is_total=is_total,
    )


def _rate(top: int | None, bottom: int | None) -> float | None:
    return 100 * top / bottom if top is not None and bottom else None


def deprivations_of(row: WardMovement, *, standard: str) -> list[tuple[str, int, int]]:
    """Return R4 and R6: each indicator with the poor and the near-poor households lacking it."""
    poor, near = (row.counts.lacking.get(name, {}) for name in FORMS.values())
    indicators: Sequence[scoring.Indicator] = standard_shown(standard).indicators
    return [(i.name, poor.get(i.code, 0), near.get(i.code, 0)) for i in indicators]


def sheets_of(rows: Sequence[WardMovement], *, round: ReviewRound) -> list[Sheet]:
    """Return R2 and R3 as sheets of a workbook."""
    sheets = []
    for form in forms_of(rows, round=round):
        numbered = [f"{n}. {text}" for n, text in zip(COLUMNS, form.headings, strict=True)]
        sheets.append(
            Sheet(
                name=_("Hộ nghèo") if form.key == "r2" else _("Hộ cận nghèo"),
                headings=[_("TT"), _("Phường, xã"), _("Phân tổ"), *numbered],
                rows=[
                    [line.number, line.place, line.what, *[cell.value for cell in line.cells]]
                    for line in form.lines
                ],
                notes=(form.title, str(round), _("9 = 1 − 2 − 3 − 4 + 5 + 6 + 7 + 8")),
            )
        )
    return sheets
