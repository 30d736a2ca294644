"""Đánh giá so với kế hoạch: what was met, what was not, and what nobody can judge."""

from collections.abc import Iterable, Sequence

from povertyportal.reporting import compare
from povertyportal.reporting.documents import Align, Block, Column, Row, Table
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.units import MISSING, shown, unit_label
from programs.papers.report import phrases
from programs.papers.report.brief import Brief, Line
from programs.papers.report.estimates import METHOD
from programs.papers.report.parts import CENTRE, NONE, RIGHT, caption, item, lead, said


def is_met(figure: Figure) -> bool | None:
    """Tell whether the plan is met; None where there is none or nothing to compare."""
    direction = figure.indicator.direction
    return compare.plan_met(figure.value, plan=figure.plan, direction=direction)


def planned(brief: Brief) -> list[Line]:
    """Return the lines that have a plan, or are said to have met one."""
    return [
        line
        for line in brief.lines.values()
        if line.judged.plan is not None or line.judged.plan_is_unknown
    ]


def missed(brief: Brief) -> list[Line]:
    """Return the lines whose plan is not met."""
    return [line for line in planned(brief) if is_met(line.judged) is False]


def blocks(brief: Brief) -> Sequence[Block]:
    """Return the counts, the figures that missed their plan or cannot be judged, and the table."""
    lines = planned(brief)
    if not lines:
        return [said(f"Chỉ tiêu kế hoạch được giao trong kỳ: {MISSING}.")]
    met = [line for line in lines if is_met(line.judged)]
    behind = missed(brief)
    until = "lũy kế từ đầu năm so với kế hoạch năm" if brief.is_monitoring else "so với kế hoạch"
    opening = (
        f"Trong {len(lines)} chỉ tiêu có kế hoạch, {until} có {len(met)} chỉ tiêu đạt, "
        f"{len(behind)} chỉ tiêu chưa đạt, {len(lines) - len(met) - len(behind)} chỉ tiêu chưa "
        "đánh giá được."
    )
    return [
        said(opening),
        *_named("Chưa đạt:", behind),
        *_named("Chưa đánh giá được:", _unjudged(lines)),
        *caption("Kết quả thực hiện so với kế hoạch"),
        _table(lines, is_monitoring=brief.is_monitoring),
        *([said(METHOD)] if brief.is_monitoring else []),
    ]


def _unjudged(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if is_met(line.judged) is None]


def _named(title: str, lines: Sequence[Line]) -> list[Block]:
    """Return the lines as a list of sentences; nothing for no line."""
    if not lines:
        return []
    return [
        lead(title),
        *(item(f"{_sentence(line)}{'.' if line is lines[-1] else ';'}") for line in lines),
    ]


def _sentence(line: Line) -> str:
    return f"{line.indicator.title}: {phrases.with_plan(line)}"


def _table(lines: Sequence[Line], *, is_monitoring: bool) -> Table:
    """Return plan, what was done and the verdict; a monitoring report adds the estimate."""
    head = ["STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện", "% kế hoạch", "Đánh giá"]
    widths: list[float] = [6, 34, 14, 11, 12, 10, 13]
    if is_monitoring:
        head[3:5] = ["Kế hoạch năm", "Trong kỳ", "Lũy kế từ đầu năm"]
        head.insert(7, "Ước cả năm")
        widths = [6.6, 19.4, 10.5, 11.5, 11.5, 11.5, 9, 11.5, 8.5]
    rows = tuple(
        _row(place, line, is_monitoring=is_monitoring) for place, line in enumerate(lines, start=1)
    )
    aligns = [CENTRE, Align.LEFT, CENTRE, *[RIGHT] * (len(head) - 4), CENTRE]
    columns = tuple(
        Column(width=width, align=align) for width, align in zip(widths, aligns, strict=True)
    )
    return Table(columns=columns, head=(tuple(head),), rows=rows, is_small=True)


def _row(place: int, line: Line, *, is_monitoring: bool) -> Row:
    unit, judged = line.indicator.unit, line.judged
    so_far = (shown(judged.value, unit),) if is_monitoring else ()
    estimate = (shown(line.estimate, unit),) if is_monitoring else ()
    return (
        str(place),
        str(line.indicator.title),
        unit_label(unit),
        NONE if judged.plan is None else shown(judged.plan, unit),
        shown(line.done.value, unit),
        *so_far,
        phrases.percent(judged.percent_of_plan) or NONE,
        *estimate,
        phrases.judgement(judged),
    )
