"""Giảm nghèo: the rate from review to review, and the movements kept apart: exits, entries, net."""

from collections.abc import Mapping, Sequence

from django.db.models import Count

from households.indicators.rows import poor_at_end, poor_at_start, rounds
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import Block, Column, Table
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.registry import Rows
from povertyportal.reporting.units import MISSING, Number
from programs.papers.report import phrases
from programs.papers.report.brief import PLANS, Brief
from programs.papers.report.parts import (
    CENTRE,
    RIGHT,
    caption,
    closing_table,
    counted,
    said,
    total,
    two_places,
)

SPREAD = ("poor_households_exited", "poor_households_entered", "poor_households_other")


def blocks(brief: Brief) -> Sequence[Block]:
    """Return the sentences about the rate and the movements, the closing table, and the wards."""
    figures = {key: line.done for key, line in brief.lines.items()}
    moved = [
        line
        for line in brief.lines.values()
        if line.indicator.theme == "poverty" and PLANS not in line.indicator.key
    ]
    return [
        said(_rate(brief)),
        said(_movements(brief)),
        *phrases.against_report(moved),
        *closing_table(
            figures["poor_households_net_fall"], title="Diễn biến hộ nghèo trong kỳ", unit="hộ"
        ),
        *_wards(figures),
    ]


def _rate(brief: Brief) -> str:
    """Say where the rate stands and how it moved, or what is not known of it."""
    start, end = brief.lines["poor_rate_start"].done, brief.lines["poor_rate_end"].done
    known = rounds(end.scope)
    if not known:
        return (
            f"Kết quả rà soát hộ nghèo được công nhận trong kỳ theo chuẩn nghèo đã chọn: {MISSING}."
        )
    if len(known) == 1:
        return (
            f"Theo kết quả rà soát năm {known[0].year}, tỷ lệ hộ nghèo là {_of(end)}. Chưa có đợt "
            f"rà soát thứ hai được công nhận trong kỳ nên mức tăng, giảm: {MISSING}."
        )
    first, last = known[0].year, known[-1].year
    if start.value is None or end.value is None:
        return (
            f"Tỷ lệ hộ nghèo theo kết quả rà soát năm {first} và năm {last}: {MISSING} (thiếu tổng "
            "số hộ của địa bàn)."
        )
    return (
        f"{_moved(start, end)} {_of(start)} (rà soát năm {first}) "
        f"{_to(start, end)} {_of(end)} (rà soát năm {last}); {_pace(brief, last - first)}."
    )


def _of(figure: Figure) -> str:
    """Return the rate with its two numbers: '2,33%, tức 279/11.980 hộ'."""
    if figure.value is None:
        return str(MISSING)
    top, bottom = counted(figure.computed.top), counted(figure.computed.bottom)
    return f"{phrases.quantity(figure.value, figure.indicator.unit)}, tức {top}/{bottom} hộ"


def _moved(start: Figure, end: Figure) -> str:
    if start.value == end.value:
        return "Tỷ lệ hộ nghèo giữ nguyên, từ"
    fell = (start.value or 0) > (end.value or 0)
    return "Tỷ lệ hộ nghèo giảm từ" if fell else "Tỷ lệ hộ nghèo tăng từ"


def _to(start: Figure, end: Figure) -> str:
    if start.value == end.value:
        return "đến"
    return "xuống còn" if (start.value or 0) > (end.value or 0) else "lên"


def _pace(brief: Brief, years: int) -> str:
    """Say the whole change, the years it took, and the yearly mean against its plan."""
    line = brief.lines["poor_rate_fall_per_year"]
    start, end = brief.lines["poor_rate_start"].done, brief.lines["poor_rate_end"].done
    change = (start.value or 0) - (end.value or 0)
    word = "giảm" if change >= 0 else "tăng"
    mean = line.done.value
    text = f"{word} {phrases.points(change)} trong {years} năm rà soát"
    if mean is not None:
        way = "giảm" if mean >= 0 else "tăng"
        text += f", bình quân mỗi năm {way} {phrases.points(mean)}"
    compared = phrases.against_plan(line.judged)
    return f"{text}, {compared}" if compared else text


def _movements(brief: Brief) -> str:
    """Say the four numbers apart: exits, entries, other changes, and the net fall."""
    exits, net = brief.lines["poor_households_exited"], brief.lines["poor_households_net_fall"]
    entries, other = brief.lines["poor_households_entered"], brief.lines["poor_households_other"]
    if exits.done.value is None:
        return f"Số hộ thoát nghèo, phát sinh mới, tái nghèo và mức giảm ròng trong kỳ: {MISSING}."
    fall = net.done.value or 0
    way = "giảm" if fall >= 0 else "tăng"
    return (
        f"Trong kỳ, số hộ thoát nghèo là {phrases.with_plan(exits)}. Số hộ nghèo phát sinh mới và "
        f"tái nghèo là {phrases.told(entries)}; tăng, giảm khác do chuyển đến, chuyển đi, tách, "
        f"nhập hộ là {phrases.told(other)}; số hộ nghèo {way} ròng "
        f"{phrases.difference(fall, net.indicator.unit)}. Số hộ thoát nghèo là số gộp, chưa trừ "
        "hộ phát sinh mới và tái nghèo."
    )


def counts(figure: Figure, rows: Rows) -> Mapping[int, Number]:
    """Return how many poor households each ward had in one of the rounds."""
    own = figure.scope
    units = rows(own).order_by().annotate(unit=own.unit_of()).values_list("unit")
    return dict(units.annotate(n=Count("pk")))


def _wards(figures: Mapping[str, Figure]) -> list[Block]:
    """Return the movements of each ward; their sums are the figures of the whole."""
    start, end = figures["poor_rate_start"], figures["poor_rate_end"]
    columns = [
        counts(start, poor_at_start),
        *(figures[key].indicator.by_area(figures[key].scope) for key in SPREAD),
        counts(end, poor_at_end),
    ]
    wards = list(Area.objects.filter(pk__in={key for column in columns for key in column}))
    if len(wards) < 2 or figures[SPREAD[0]].value is None:
        return []
    before, after = start.indicator.by_area(start.scope), end.indicator.by_area(end.scope)
    rates = (before, after)
    rows = [
        (
            str(place),
            ward.name,
            *(counted(column.get(ward.pk, 0)) for column in columns),
            *(two_places(rate.get(ward.pk)) for rate in rates),
        )
        for place, ward in enumerate(wards, start=1)
    ]
    sums = [
        counted(start.computed.top),
        *(counted(figures[key].value) for key in SPREAD),
        counted(end.computed.top),
        *(two_places(rate.value) for rate in (start, end)),
    ]
    first, last = (review.year for review in (rounds(end.scope)[0], rounds(end.scope)[-1]))
    return [
        *caption("Diễn biến hộ nghèo theo phường, xã", unit="hộ; tỷ lệ: %"),
        Table(
            columns=(
                Column(width=6, align=CENTRE),
                Column(width=26),
                *(Column(width=width, align=RIGHT) for width in (10, 10, 11, 10, 10, 8.5, 8.5)),
            ),
            head=(
                (
                    "STT",
                    "Phường, xã",
                    f"Hộ nghèo năm {first}",
                    "Thoát nghèo",
                    "Mới và tái nghèo",
                    "Tăng, giảm khác",
                    f"Hộ nghèo năm {last}",
                    f"Tỷ lệ {first}",
                    f"Tỷ lệ {last}",
                ),
            ),
            rows=(*rows, total(sums)),
            is_small=True,
        ),
    ]
