"""How a report says a number: with its unit, its days, and how it stands to plan and report."""

from collections.abc import Iterable
from decimal import Decimal

from households.papers.frame import slashed
from povertyportal.reporting import compare
from povertyportal.reporting.compare import Status
from povertyportal.reporting.documents import Paragraph
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import (
    MISSING,
    Direction,
    Number,
    Unit,
    shown,
    trimmed,
    unit_label,
    written,
)
from programs.papers.report.brief import Line

POINTS = "điểm phần trăm"
NO_BREAK = "\u00a0"
"""Keeps a number and the first word of its unit on one line."""
JUDGEMENTS = {True: "Đạt", False: "Chưa đạt"}


def quantity(value: Number | None, unit: str) -> str:
    """Return the value with its unit inside a sentence; money in millions, rates as '2,76%'."""
    if value is None:
        return str(MISSING)
    if unit == Unit.PERCENT:
        return f"{shown(value, unit)}%"
    words = f"{POINTS} mỗi năm" if unit == Unit.POINTS_PER_YEAR else unit_label(unit, value)
    return f"{shown(value, unit)}{NO_BREAK}{words}"


def difference(value: Number, unit: str) -> str:
    """Return the size of a difference of two values of the unit: that of rates is in points."""
    if unit in (Unit.PERCENT, Unit.POINTS_PER_YEAR):
        return points(value)
    return quantity(abs(Decimal(value)), unit)


def points(value: Number) -> str:
    """Return the size of a difference of two rates."""
    return f"{written(trimmed(abs(Decimal(value))))}{NO_BREAK}{POINTS}"


def told(line: Line) -> str:
    """Return what was done with its unit, as '129 lao động'."""
    return quantity(line.done.value, line.indicator.unit)


def percent(value: Number | None) -> str:
    """Return a percentage as '64,5%'; '' where there is none."""
    return "" if value is None else f"{written(value)}%"


def against_plan(figure: Figure) -> str:
    """Say how the figure stands to its plan; '' where there is no plan or no value."""
    value, unit = figure.value, figure.indicator.unit
    if value is None:
        return ""
    if figure.plan is None:
        unverified = "kế hoạch không nêu số cụ thể nên chưa đủ căn cứ kiểm chứng"
        return unverified if figure.plan_is_unknown else ""
    planned, gap = quantity(figure.plan, unit), value - figure.plan
    if figure.indicator.direction == Direction.DOWN:
        most = f"không quá {planned}" if figure.plan else "bằng 0"
        if gap <= 0:
            return f"đạt kế hoạch ({most})"
        over = f", còn cao hơn {difference(gap, unit)}" if figure.plan else ""
        return f"chưa đạt kế hoạch ({most}){over}"
    if gap == 0:
        return f"đạt kế hoạch ({planned})"
    reached = f"bằng {percent(figure.percent_of_plan)} " if _is_share(figure) else ""
    size = difference(gap, unit)
    if gap > 0:
        return (
            f"{reached}kế hoạch ({planned}), vượt {size}"
            if reached
            else f"vượt kế hoạch ({planned}) {size}"
        )
    return f"{reached or 'chưa đạt '}kế hoạch ({planned}), còn thiếu {size}"


def _is_share(figure: Figure) -> bool:
    """Tell whether the percent of plan is value by plan, and not a part of a way."""
    return figure.percent_of_plan is not None and figure.baseline is None


def with_plan(line: Line) -> str:
    """Return what was done, and how it stands to the plan: of the year, in a monitoring report."""
    compared = against_plan(line.judged)
    if compared and line.judged.scope != line.done.scope:
        so_far = quantity(line.judged.value, line.indicator.unit)
        compared = f"lũy kế từ đầu năm {so_far}, {compared}"
    return f"{told(line)}, {compared}" if compared else told(line)


def judgement(figure: Figure) -> str:
    """Return the verdict of the evaluation table."""
    if figure.value is None:
        return str(MISSING).capitalize()
    met = compare.plan_met(figure.value, plan=figure.plan, direction=figure.indicator.direction)
    return JUDGEMENTS[met] if met is not None else "Không kiểm chứng được"


def days(scope: Scope) -> str:
    """Return the window of a figure, both days named."""
    return f"từ ngày {slashed(scope.start)} đến ngày {slashed(scope.end)}"


def against_report(lines: Iterable[Line]) -> list[Paragraph]:
    """Say how the figures of a part stand to what was reported; nothing where nothing was."""
    stated = [line.done for line in lines if line.done.reported is not None]
    if not stated:
        return []
    report = stated[0].asked.report
    known = "" if report is None else f" ngày {slashed(report.stated_on)}"
    parts = [
        _same(stated),
        *(_other(figure) for figure in stated if figure.status != Status.MATCH),
    ]
    text = "; ".join(filter(None, parts))
    return [Paragraph(text=f"Đối chiếu với số đã báo cáo{known}: {text}.", is_italic=True)]


def _same(figures: list[Figure]) -> str:
    count = sum(figure.status == Status.MATCH for figure in figures)
    if count == len(figures):
        return f"cả {count} chỉ tiêu đều khớp" if count > 1 else "khớp"
    return f"{count}/{len(figures)} chỉ tiêu khớp"


def _other(figure: Figure) -> str:
    title = str(figure.indicator.title)
    stated = figure.reported_shown or "không nêu số"
    found = quantity(figure.value, figure.indicator.unit)
    words = {
        Status.DIFFERS: f"lệch (đã báo cáo {stated}, tính từ hồ sơ {found})",
        Status.UNVERIFIABLE: "không kiểm chứng được mức đạt vì không nêu kế hoạch",
        Status.MISSING: f"{MISSING} để so",
    }
    return f"“{title}” {words.get(figure.status, figure.status.label)}"
