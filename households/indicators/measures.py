"""How the figures of poverty are computed from their rows, and how they are explained."""

from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from households.choices import PovertyClass
from households.indicators.breakdowns import Way
from households.indicators.rows import (
    entered,
    exited,
    households_by_round,
    other_changes,
    poor_by_round,
    rounds,
    was_poor_before,
)
from households.indicators.trends import rates_by_round
from povertyportal.reporting.formula import Line, Term
from povertyportal.reporting.registry import (
    Closing,
    Computed,
    rate,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Unit, published, shown, written
from povertyportal.ui.charts import Datum, LineChart, Series, line_chart


def other(scope: Scope) -> Computed:
    """Sum what joined and left for other reasons than poverty."""
    if len(rounds(scope)) < 2:
        return Computed(None)
    value = _other(scope)
    return Computed(value, value)


def _other(scope: Scope) -> int:
    """Return the balance of other changes; the figure and the closing table ask once."""

    def read() -> int:
        return other_changes(scope).order_by().aggregate(v=Sum("effect"))["v"] or 0

    return scope.remember("other_changes", read)


def _exits(scope: Scope) -> dict[str, int]:
    """Count exits: all, and those to near-poor."""
    near = Q(recognised_class=PovertyClass.NEAR_POOR)
    return scope.remember(
        "exits",
        lambda: exited(scope).order_by().aggregate(near=Count("pk", filter=near), all=Count("pk")),
    )


def _entries(scope: Scope) -> dict[str, int]:
    """Count entries: all, and those that relapsed."""
    back = Q(was_poor_before(scope))
    return scope.remember(
        "entries",
        lambda: entered(scope).order_by().aggregate(back=Count("pk", filter=back), all=Count("pk")),
    )


def exits(scope: Scope) -> Computed:
    """Count exits, with the two routes out that form R2 keeps apart."""
    if len(rounds(scope)) < 2:
        return Computed(None)
    found = _exits(scope)
    words = _("%(near)s trở thành cận nghèo + %(over)s vượt chuẩn cận nghèo = %(all)s")
    terms = {
        "near": _group(found["near"], by="class", group=PovertyClass.NEAR_POOR),
        "over": _group(found["all"] - found["near"], by="class", group=PovertyClass.NOT_POOR),
        "all": Term(text=written(found["all"])),
    }
    line = Line(words, terms)
    return Computed(found["all"], found["all"], lines=(line,))


def entries(scope: Scope) -> Computed:
    """Count entries, new and relapsed apart."""
    if len(rounds(scope)) < 2:
        return Computed(None)
    value, back = _entries(scope)["all"], _entries(scope)["back"]
    terms = {
        "new": _group(value - back, by="way", group=Way.NEW),
        "back": _group(back, by="way", group=Way.RELAPSED),
        "all": Term(text=written(value)),
    }
    line = Line(_("%(new)s phát sinh mới + %(back)s tái nghèo = %(all)s"), terms)
    return Computed(value, value, lines=(line,))


def net_fall(scope: Scope) -> Computed:
    """Take the poor of the last round from those of the first."""
    if len(rounds(scope)) < 2:
        return Computed(None)
    start, end = poor_at(scope, place=0), poor_at(scope, place=-1)
    terms = {
        "start": Term(text=written(start), key="poor_rate_start"),
        "end": Term(text=written(end), key="poor_rate_end"),
        "fall": Term(text=written(start - end)),
    }
    line = Line("%(start)s − %(end)s = %(fall)s", terms)
    return Computed(start - end, start - end, lines=(line,))


def _group(value: int, *, by: str, group: str) -> Term:
    """Return a number of a formula that leads to its group of the figure's records."""
    return Term(text=written(value), by=by, group=group)


def _percent(value: Decimal) -> str:
    return shown(published(value, Unit.PERCENT), Unit.PERCENT)


def poor_at(scope: Scope, *, place: int) -> int:
    """Count the poor of the first (0) or last (-1) round."""
    known = rounds(scope)
    return poor_by_round(scope).get(known[place].pk, 0) if known else 0


def households_at(scope: Scope, *, place: int) -> int | None:
    """Return the households at the first (0) or last (-1) round, None where a ward lacks them."""
    known = rounds(scope)
    return households_by_round(scope)[known[place].pk] if known else None


def poor_rate(scope: Scope, *, place: int) -> Decimal | None:
    """Return the rate of the first (0) or last (-1) round, unrounded."""
    return rate(poor_at(scope, place=place), households_at(scope, place=place))


def fall_per_year(scope: Scope) -> Computed:
    """Divide the fall of the rate by the review years between the two rounds."""
    known = rounds(scope)
    if len(known) < 2:
        return Computed(None)
    years = known[-1].year - known[0].year
    start, end = poor_rate(scope, place=0), poor_rate(scope, place=-1)
    if start is None or end is None:
        return Computed(None)
    value = (start - end) / years
    words = _("(%(start)s − %(end)s) ÷ %(years)s năm rà soát = %(value)s điểm %% mỗi năm")
    terms = {
        "start": Term(text=_percent(start), key="poor_rate_start"),
        "end": Term(text=_percent(end), key="poor_rate_end"),
        "years": Term(text=str(years)),
        "value": Term(text=_percent(value)),
    }
    line = Line(words, terms)
    return Computed(value, start - end, years, lines=(line,))


def movement_closes(scope: Scope) -> list[Closing]:
    """Return the table of the poor list: start - exits + entries + other = end."""
    known = rounds(scope)
    if len(known) < 2:
        return []
    other, entries = _other(scope), _entries(scope)
    start, end = known[0].year, known[-1].year
    return [
        Closing(_("Đầu kỳ (rà soát %s)") % start, poor_at(scope, place=0), "poor_rate_start"),
        Closing(_("Thoát nghèo"), _exits(scope)["all"], "poor_households_exited", "−"),
        Closing(
            _("Phát sinh mới"),
            entries["all"] - entries["back"],
            "poor_households_entered",
            "+",
            by="way",
            group=Way.NEW,
        ),
        Closing(
            _("Tái nghèo"),
            entries["back"],
            "poor_households_entered",
            "+",
            by="way",
            group=Way.RELAPSED,
        ),
        Closing(
            _("Khác (chuyển đến, chuyển đi, tách, nhập)"),
            abs(other),
            "poor_households_other",
            "+" if other >= 0 else "−",
        ),
        Closing(
            _("Cuối kỳ (rà soát %s)") % end,
            poor_at(scope, place=-1),
            "poor_rate_end",
            "=",
            is_total=True,
        ),
    ]


def rate_line(scope: Scope) -> LineChart:
    """Return the small line of the rates of the window's rounds."""
    points = [
        Datum(point.label, float(point.value), text=f"{shown(point.value, Unit.PERCENT)} %")
        for point in rates_by_round(scope)
        if point.value is not None
    ]
    title = _("Tỷ lệ hộ nghèo qua các đợt rà soát")
    return line_chart([Series(_("Tỷ lệ hộ nghèo"), points)], title=title, is_compact=True)


def rate_remark(scope: Scope) -> str:
    """Say by how much the rate fell, and over how many review years."""
    known = rounds(scope)
    fall = fall_per_year(scope)
    if fall.top is None or fall.bottom is None:
        return ""
    return _("Giảm %(fall)s điểm %% trong %(years)s năm rà soát (%(first)s–%(last)s)") % {
        "fall": shown(published(fall.top, Unit.PERCENT), Unit.PERCENT),
        "years": fall.bottom,
        "first": known[0].year,
        "last": known[-1].year,
    }
