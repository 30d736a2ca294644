"""The annexes: every figure, the money of every account, and the wards, each on its own pages."""

from datetime import date

from households.papers.frame import centred, group_row, slashed
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import Align, Block, Column, Document, Row, Table
from povertyportal.reporting.registry import Theme
from povertyportal.reporting.units import Number, Unit, is_additive, shown, unit_label
from programs.papers.report import phrases
from programs.papers.report.brief import Brief, Line
from programs.papers.report.capital import account_table
from programs.papers.report.estimates import METHOD
from programs.papers.report.parts import CENTRE, NONE, RIGHT, caption, said, total, two_places

NUMERALS = ("I", "II", "III")
WARD_FIGURES = (
    "poor_rate_end",
    "poor_households_exited",
    "poor_households_entered",
    "capital_distributed",
    "loans_poor_count",
    "loans_near_poor_count",
    "workers_placed",
    "trainees",
    "houses_supported",
    "fund_houses",
)
"""What the table of wards shows: one page holds ten columns."""


def annexes(brief: Brief) -> tuple[Document, ...]:
    """Return the annexes that have anything to say, numbered in order."""
    found: list[tuple[str, tuple[Block, ...]]] = [
        ("Tổng hợp các chỉ tiêu của Chương trình", (_all_figures(brief), said(METHOD)))
    ]
    if brief.allows(Permission.CAPITAL_VIEW) and (accounts := account_table(brief)):
        unit = caption("", unit="đồng")[1:]
        found.append(("Chi tiết vốn theo dự án, năm, nguồn và loại vốn", (*unit, accounts)))
    if wards := _wards(brief):
        found.append(("Kết quả theo phường, xã", (wards,)))
    return tuple(
        _annex(numeral, title, blocks)
        for numeral, (title, blocks) in zip(NUMERALS, found, strict=False)
    )


def _annex(numeral: str, title: str, blocks: tuple[Block, ...]) -> Document:
    note = "(Kèm theo Báo cáo số ………/BC-UBND ngày ….. tháng ….. năm 20…)"
    return Document(
        title=f"PHỤ LỤC {numeral}",
        subtitle=(title,),
        has_heading=False,
        is_landscape=True,
        blocks=(centred(note, is_bold=False, is_italic=True), *blocks),
    )


def _all_figures(brief: Brief) -> Table:
    """Return every figure by theme: its days, plan, what was done, estimate, report, status.

    The columns of the report are left out where no report answers this question.
    """
    is_held = any(line.done.reported for line in brief.lines.values())
    last = date(brief.scope.end.year, 12, 31)
    done = ["Thực hiện", f"Ước đến {slashed(last)}"]
    if brief.is_monitoring:
        done = ["Thực hiện trong kỳ", "Lũy kế từ đầu năm", "Ước cả năm"]
    head = ["STT", "Chỉ tiêu", "Đơn vị tính", "Kỳ tính", "Kế hoạch", *done, "% kế hoạch"]
    widths: list[float] = [4.5, 27, 9, 11, 9, *[10] * len(done), 8]
    aligns = [CENTRE, Align.LEFT, CENTRE, CENTRE, *[RIGHT] * (len(head) - 4)]
    if is_held:
        head += ["Số đã báo cáo", "So với báo cáo"]
        widths += [10, 11]
        aligns += [RIGHT, CENTRE]
    rows: list[Row] = []
    for theme in Theme:
        lines = brief.of_theme(theme)
        if lines:
            rows.append(group_row(str(theme.label), len(head)))
        for line in lines:
            place = sum(len(row) > 1 for row in rows) + 1
            rows.append((str(place), *_figure(brief, line), *(_report(line) if is_held else ())))
    share = 100 / sum(widths)
    columns = tuple(
        Column(width=round(width * share, 2), align=align)
        for width, align in zip(widths, aligns, strict=True)
    )
    return Table(
        columns=columns, head=(tuple(head),), rows=tuple(rows), has_numbers=True, is_small=True
    )


def _figure(brief: Brief, line: Line) -> Row:
    unit, done, judged = line.indicator.unit, line.done, line.judged
    so_far = (shown(judged.value, unit),) if brief.is_monitoring else ()
    return (
        str(line.indicator.title),
        unit_label(unit),
        f"{slashed(done.scope.start)} – {slashed(done.scope.end)}",
        NONE if judged.plan is None else shown(judged.plan, unit),
        shown(done.value, unit),
        *so_far,
        shown(line.estimate, unit),
        phrases.percent(judged.percent_of_plan) or NONE,
    )


def _report(line: Line) -> Row:
    """Return what was reported of the figure, and how it stands to it."""
    stated = line.done.reported
    if stated is None:
        return (NONE, NONE)
    return (line.done.reported_shown or stated.as_stated, str(line.done.status.label))


def _wards(brief: Brief) -> Table | None:
    """Return the main figures of each ward; None where the area is one ward, or has no spread."""
    lines = [brief.lines[key] for key in WARD_FIGURES if key in brief.lines]
    spreads = [line.indicator.by_area(line.done.scope) for line in lines]
    keys = {key for spread in spreads for key in spread}
    places = sorted(Area.objects.filter(pk__in=keys), key=lambda area: not _is_ward(area))
    if len(places) < 2:
        return None
    rows = [
        (
            str(number),
            place.name if _is_ward(place) else "Cơ quan, đơn vị cấp thành phố",
            *(
                _ward_cell(line, spread.get(place.pk), is_ward=_is_ward(place))
                for line, spread in zip(lines, spreads, strict=True)
            ),
        )
        for number, place in enumerate(places, start=1)
    ]
    sums = [_value(line, line.done.value) for line in lines]
    width = 76 / len(lines)
    return Table(
        columns=(
            Column(width=5, align=CENTRE),
            Column(width=19),
            *(Column(width=round(width, 2), align=RIGHT) for _line in lines),
        ),
        head=(("STT", "Địa bàn", *map(_ward_head, lines)),),
        rows=(*rows, total(sums)),
        has_numbers=True,
        is_small=True,
    )


def _is_ward(area: Area) -> bool:
    return area.level == Area.Level.WARD


def _ward_head(line: Line) -> str:
    return f"{line.indicator.title} ({unit_label(line.indicator.unit)})"


def _ward_cell(line: Line, value: Number | None, *, is_ward: bool) -> str:
    """Return a ward's part; nothing recorded in a ward is a zero only where such rows are kept."""
    if value is None and line.done.value is not None and is_additive(line.indicator.unit):
        value = 0
    if value is None and not is_ward:
        return NONE
    return _value(line, value)


def _value(line: Line, value: Number | None) -> str:
    """Return rates with two decimals, all else as everywhere."""
    is_rate = line.indicator.unit == Unit.PERCENT and value is not None
    return two_places(value) if is_rate else shown(value, line.indicator.unit)
