"""How the parts of a figure are drawn: bars by place, lines through time, a card for each group."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.reporting.figures import Figure
from povertyportal.reporting.parts import Part, Parted, through_time
from povertyportal.reporting.units import Number, shown, unit_label, written
from povertyportal.ui.charts import (
    BarChart,
    BarTable,
    Datum,
    LineChart,
    Series,
    bar_chart,
    bar_table,
    line_chart,
)

_IN_SEVERAL = gettext_lazy(
    "Có người hoặc hộ được đếm ở hơn một nhóm: cộng các nhóm lớn hơn số chung."
)


@dataclass(frozen=True, kw_only=True)
class Card:
    """A figure by one attribute as a table with bars, and whether it closes."""

    title: str
    chart: BarTable
    closes: str
    notes: tuple[str, ...]


def _drawn(value: Number | None) -> float | None:
    return None if value is None else float(value)


def place_bars(found: Figure, places: list[Part], *, title: str) -> BarChart | None:
    """Return the spread by ward; each bar opens the figure of its area."""
    bars = [
        Datum(
            part.label,
            _drawn(part.value),
            url=part.url,
            text=shown(part.value, found.indicator.unit),
            note=part.remark,
        )
        for part in places
    ]
    return bar_chart(bars, title=title, unit=found.unit_label) if bars else None


def place_note(found: Figure, places: list[Part]) -> str:
    """Return why the wards add up to more than the figure; '' where they do not."""
    total = sum(part.value or 0 for part in places)
    if not found.indicator.is_sum or found.value is None or total <= found.value:
        return ""
    return str(_IN_SEVERAL)


def trend_lines(found: Figure) -> LineChart | None:
    """Return the figure through time, a line for each standard; nothing for a single moment."""
    trends = through_time(found)
    if len({moment.label for trend in trends for moment in trend.moments}) < 2:
        return None
    series = [
        Series(
            trend.label or str(found.indicator.title),
            [
                Datum(
                    moment.label,
                    _drawn(moment.value),
                    url=moment.url,
                    text=shown(moment.value, found.indicator.unit),
                )
                for moment in trend.moments
            ],
        )
        for trend in trends
    ]
    return line_chart(series, title=_("Qua các năm"), unit=found.unit_label)


def card(found: Figure, parted: Parted) -> Card:
    """Return the groups of a figure with what must be known to read them."""
    title = str(parted.breakdown.title)
    rows = [_row(found, part, parted=parted) for part in parted.parts]
    if parted.unknown:
        rows.append(_row(found, parted.unknown, parted=parted, tone="unknown"))
    return Card(
        title=title,
        chart=bar_table(rows, title=title, unit=found.unit_label),
        closes=_closes(found, parted),
        notes=_notes(found, parted),
    )


def _row(found: Figure, part: Part, *, parted: Parted, tone: str = "") -> Datum:
    """Return a group; of a rate without a denominator its numerator is drawn."""
    unit = found.indicator.unit
    if part.top is None:
        note = _share(part.value, parted=parted)
        text = shown(part.value, unit)
        return Datum(part.label, _drawn(part.value), part.url, text, tone, note)
    if part.bottom is None:
        text, note = written(part.top), _share(part.top, parted=parted)
        return Datum(part.label, _drawn(part.top), part.url, text, tone, note)
    text = f"{shown(part.value, unit)} {unit_label(unit)}"
    note = f"{written(part.top)} ÷ {written(part.bottom)}"
    return Datum(part.label, _drawn(part.value), part.url, text, tone, note)


def _share(value: Number | None, *, parted: Parted) -> str:
    """Return the part in percent of the figure; nothing where parts are taken away from others."""
    is_signed = any((part.value or 0) < 0 for part in parted.all_parts)
    if value is None or parted.whole <= 0 or is_signed:
        return ""
    return f"{written(Decimal(100) * value / parted.whole, decimals=1)} %"


def _closes(found: Figure, parted: Parted) -> str:
    """Say that the groups add up to the figure; '' where they do not, then a note says why."""
    if parted.overlap:
        return ""
    is_rate = found.indicator.base is not None
    total = written(parted.whole) if is_rate else shown(parted.whole, found.indicator.unit)
    what = found.indicator.top_title if is_rate else found.unit_label
    return _("Cộng các nhóm: %(total)s %(what)s") % {"total": total, "what": what}


def _notes(found: Figure, parted: Parted) -> tuple[str, ...]:
    """Return why the groups add up to more than the figure, and what is missing in them."""
    indicator, notes = found.indicator, [str(parted.breakdown.note)]
    if parted.overlap and not parted.breakdown.is_multiple:
        notes.append(str(_IN_SEVERAL))
    if parted.unknown:
        value = parted.unknown.top if parted.unknown.top is not None else parted.unknown.value
        number = written(value) if parted.unknown.top is not None else shown(value, indicator.unit)
        notes.append(f"{parted.unknown.label}: {number}")
    if indicator.base is not None and all(part.bottom is None for part in parted.all_parts):
        notes.append(
            _("Tử số (%(top)s): chưa có %(base)s chia theo nhóm này nên không tính tỷ lệ.")
            % {"top": indicator.top_title, "base": indicator.base_title}
        )
    return tuple(note for note in notes if note)
