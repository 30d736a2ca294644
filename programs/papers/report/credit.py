"""Tín dụng chính sách: loans by the class of the household on the day of the loan."""

from collections.abc import Sequence

from povertyportal.reporting.documents import Block, Column, Table
from povertyportal.reporting.registry import Theme
from povertyportal.reporting.units import MISSING, Number, Unit
from programs.papers.report import phrases
from programs.papers.report.brief import Brief, Line
from programs.papers.report.parts import CENTRE, NONE, RIGHT, caption, counted, said, total

CLASSES = {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo", "escaped": "Hộ mới thoát nghèo"}
MEASURES = ("count", "households", "amount")


def blocks(brief: Brief) -> Sequence[Block]:
    """Return a sentence for each class, and the loans of all three."""
    lines = brief.of_theme(Theme.CREDIT)
    return [
        *(said(_sentence(name, _of(brief, key))) for key, name in CLASSES.items()),
        *phrases.against_report(lines),
        *_table(brief),
    ]


def _of(brief: Brief, key: str) -> dict[str, Line]:
    return {measure: brief.lines[f"loans_{key}_{measure}"] for measure in MEASURES}


def _sentence(name: str, lines: dict[str, Line]) -> str:
    """Say how many loans, to how many households, how much, and how much each on average."""
    count, amount = lines["count"], lines["amount"]
    when = phrases.days(count.done.scope)
    if count.done.value is None:
        return f"{name} vay vốn {when}: {MISSING}."
    if not count.done.value:
        return f"{name}: không có lượt vay {when}."
    mean = round((amount.done.value or 0) / count.done.value)
    return (
        f"{name}: {when} có {phrases.with_plan(count)} vay của "
        f"{phrases.told(lines['households'])}, tổng số tiền {phrases.with_plan(amount)}, bình quân "
        f"{phrases.quantity(mean, Unit.DONG)} mỗi lượt."
    )


def _table(brief: Brief) -> list[Block]:
    values = {key: [line.done.value for line in _of(brief, key).values()] for key in CLASSES}
    if all(found[0] is None for found in values.values()):
        return []
    rows = [
        (str(place), CLASSES[key], *(counted(value) for value in found))
        for place, (key, found) in enumerate(values.items(), start=1)
    ]
    counts, amounts = ([found[place] for found in values.values()] for place in (0, 2))
    return [
        *caption("Cho vay theo diện hộ vào ngày vay"),
        Table(
            columns=(
                Column(width=8, align=CENTRE),
                Column(width=32),
                *(Column(width=width, align=RIGHT) for width in (16, 16, 28)),
            ),
            head=(("STT", "Diện hộ", "Số lượt vay", "Số hộ vay", "Số tiền (đồng)"),),
            rows=(*rows, total([counted(_sum(counts)), NONE, counted(_sum(amounts))])),
        ),
    ]


def _sum(values: Sequence[Number | None]) -> Number | None:
    """Add up what is known; one household may be in two classes, so households are not added."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
