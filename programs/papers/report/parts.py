"""Blocks that the parts of a report share: sentences, captions, and tables of figures."""

from collections.abc import Iterable, Sequence

from povertyportal.reporting.documents import (
    Align,
    Block,
    Cell,
    Column,
    Field,
    Fields,
    Paragraph,
    Row,
    Table,
)
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.units import Number, Unit, shown, unit_label, written
from povertyportal.ui.text import grouped
from programs.papers.report import phrases
from programs.papers.report.brief import Line

CENTRE, RIGHT = Align.CENTRE, Align.RIGHT
NONE = "–"
"""Stands in a cell that has nothing to say, which is not the same as missing data."""


def said(text: str) -> Paragraph:
    """Return a paragraph of running text."""
    return Paragraph(text=text)


def lead(text: str) -> Paragraph:
    """Return the sentence before a list or a table, on one page with its beginning."""
    return Paragraph(text=text, keeps_next=True)


def item(text: str) -> Paragraph:
    """Return one line of a list, as official texts write it."""
    return Paragraph(text=f"- {text}")


def caption(text: str, *, unit: str = "") -> list[Block]:
    """Return the title of a table, and what its numbers are counted in."""
    found: list[Block] = [
        Paragraph(
            text=text,
            is_bold=True,
            align=CENTRE,
            indent=False,
            space_before=True,
            keeps_next=True,
        )
    ]
    if unit:
        found.append(
            Paragraph(
                text=f"Đơn vị tính: {unit}",
                is_italic=True,
                align=RIGHT,
                indent=False,
                keeps_next=True,
            )
        )
    return found


def counted(value: Number | None) -> str:
    """Return a whole number for a table: households, loans, đồng; or that it is not known."""
    return shown(value, Unit.HOUSEHOLDS)


def money(value: Number | None) -> str:
    """Return money in millions for a table; the annex has it to the đồng."""
    return shown(value, Unit.DONG)


def two_places(value: Number | None) -> str:
    """Return a rate with two decimals, so that those of a column stand below each other."""
    return written(value, decimals=2)


def to_write(label: str) -> Fields:
    """Return a label with dotted lines, for what no record says."""
    return Fields(fields=(Field(label=label, lines=2),))


def total(texts: Sequence[str], *, span: int = 2) -> Row:
    """Return the row of sums, its title over the first columns."""
    cells = tuple(Cell(text=text, is_bold=True) for text in texts)
    return (Cell(text="Tổng cộng", span=span, is_bold=True, align=CENTRE), *cells)


def closing_table(figure: Figure, *, title: str, unit: str) -> list[Block]:
    """Return the table of a figure that must close: start, minus, plus, end; nothing without."""
    closing = figure.indicator.closing
    lines = closing(figure.scope) if closing else []
    if not lines:
        return []
    rows = tuple(
        tuple(
            Cell(text=text, is_bold=line.is_total)
            for text in (line.sign, line.label, counted(line.value))
        )
        for line in lines
    )
    widths = (Column(width=10, align=CENTRE), Column(width=62), Column(width=28, align=RIGHT))
    head = (("+, −", "Nội dung", f"Số {unit}"),)
    return [*caption(title), Table(columns=widths, head=head, rows=rows)]


def figure_table(lines: Iterable[Line], *, is_monitoring: bool) -> Table:
    """Return figures with unit, plan, what was done and the percent of the plan."""
    done = "Thực hiện trong kỳ" if is_monitoring else "Thực hiện"
    head = ["STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", done, "% kế hoạch"]
    widths = [7.0, 43.0, 14.0, 12.0, 12.0, 12.0]
    if is_monitoring:
        head[3:] = ["Kế hoạch năm", done, "Lũy kế từ đầu năm", "% kế hoạch năm"]
        widths = [6.0, 36.0, 13.0, 11.0, 12.0, 11.0, 11.0]
    rows = tuple(
        _figure_row(place, line, is_monitoring=is_monitoring)
        for place, line in enumerate(lines, start=1)
    )
    aligns = [CENTRE, Align.LEFT, CENTRE] + [RIGHT] * (len(head) - 3)
    columns = tuple(
        Column(width=width, align=align) for width, align in zip(widths, aligns, strict=True)
    )
    return Table(columns=columns, head=(tuple(head),), rows=rows, is_small=True)


def _figure_row(place: int, line: Line, *, is_monitoring: bool) -> Row:
    unit, judged = line.indicator.unit, line.judged
    plan = shown(judged.plan, unit) if judged.plan is not None else NONE
    so_far = (shown(judged.value, unit),) if is_monitoring else ()
    return (
        str(place),
        str(line.indicator.title),
        unit_label(unit),
        plan,
        shown(line.done.value, unit),
        *so_far,
        phrases.percent(judged.percent_of_plan) or NONE,
    )


def count(number: int, unit: str) -> str:
    """Return a whole number with its unit on one line."""
    return f"{grouped(number)}{phrases.NO_BREAK}{unit}"
