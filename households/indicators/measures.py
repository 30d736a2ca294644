"""How the figures of poverty are computed from their rows, and how they are explained."""

from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from households.choices import PovertyClass
from households.indicators.rows import (
    entered,
    exited,
    other_changes,
    poor_at_end,
    poor_at_start,
    relapsed,
    rounds,
    totals_at,
)
from households.models import Review, ReviewRound
from povertyportal.areas.models import AreaTotal
from povertyportal.reporting.registry import (
    Closing,
    Computed,
    rate,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Number, Unit, published, shown, written
from povertyportal.ui.charts import Datum, LineChart, Series, line_chart


def other(scope: Scope) -> Computed:
    """Sum what joined and left for other reasons than poverty."""
    if len(rounds(scope)) < 2:
        return Computed(None)
    value = other_changes(scope).order_by().aggregate(v=Sum("effect"))["v"] or 0
    return Computed(value, value)


def exits(scope: Scope) -> Computed:
    """Count exits, with the two routes out that form R2 keeps apart."""
    if len(rounds(scope)) < 2:
        return Computed(None)
    near = Q(recognised_class=PovertyClass.NEAR_POOR)
    found = exited(scope).order_by().aggregate(near=Count("pk", filter=near), all=Count("pk"))
    line = _("%(near)s trở thành cận nghèo + %(over)s vượt chuẩn cận nghèo = %(all)s") % {
        "near": written(found["near"]),
        "over": written(found["all"] - found["near"]),
        "all": written(found["all"]),
    }
    return Computed(found["all"], found["all"], lines=(line,))


def entries(scope: Scope) -> Computed:
    """Count entries, new and relapsed apart."""
    if len(rounds(scope)) < 2:
        return Computed(None)
    value = entered(scope).count()
    back = relapsed(scope).count()
    line = _("%(new)s phát sinh mới + %(back)s tái nghèo = %(all)s") % {
        "new": written(value - back),
        "back": written(back),
        "all": written(value),
    }
    return Computed(value, value, lines=(line,))


def net_fall(scope: Scope) -> Computed:
    """Take the poor of the last round from those of the first."""
    if len(rounds(scope)) < 2:
        return Computed(None)
    start, end = _poor_at(scope, place=0), _poor_at(scope, place=-1)
    line = f"{written(start)} − {written(end)} = {written(start - end)}"
    return Computed(start - end, start - end, lines=(line,))


def _poor_at(scope: Scope, *, place: int) -> int:
    """Count the poor of the first (0) or last (-1) round; the database is asked once."""
    rows = poor_at_end if place else poor_at_start
    return scope.remember(("poor", place), lambda: rows(scope).count())


def poor_rate(scope: Scope, *, place: int) -> Decimal | None:
    """Return the rate of the first (0) or last (-1) round, unrounded."""

    def read() -> int | None:
        total: int | None = totals_at(scope, place=place).aggregate(v=Sum("households"))["v"]
        return total

    return rate(_poor_at(scope, place=place), scope.remember(("households", place), read))


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
    line = _("(%(start)s − %(end)s) ÷ %(years)s năm rà soát = %(value)s điểm %% mỗi năm") % {
        "start": shown(published(start, Unit.PERCENT), Unit.PERCENT),
        "end": shown(published(end, Unit.PERCENT), Unit.PERCENT),
        "years": years,
        "value": shown(published(value, Unit.PERCENT), Unit.PERCENT),
    }
    return Computed(value, start - end, years, lines=(line,))


def rates_by_round(scope: Scope) -> list[tuple[str, Number | None]]:
    """Return the poor rate of every closed round by this standard, as known on the as-of day."""
    known = ReviewRound.objects.filter(
        kind=ReviewRound.Kind.PERIODIC,
        state=ReviewRound.State.CLOSED,
        standard=scope.standard,
        ends_on__lte=scope.as_of,
    ).order_by("year")
    poor = dict(
        Review.objects.poor()
        .filter(scope.inside(), round__in=known, decision__decided_on__lte=scope.as_of)
        .order_by()
        .values_list("round__year")
        .annotate(n=Count("pk"))
    )
    totals = dict(
        AreaTotal.objects.filter(scope.inside(), year__in=[r.year for r in known])
        .order_by()
        .values_list("year")
        .annotate(n=Sum("households"))
    )
    return [
        (str(r.year), published(rate(poor.get(r.year), totals.get(r.year)), Unit.PERCENT))
        for r in known
    ]


def movement_closes(scope: Scope) -> list[Closing]:
    """Return the table of the poor list: start - exits + entries + other = end."""
    known = rounds(scope)
    if len(known) < 2:
        return []
    other = other_changes(scope).order_by().aggregate(v=Sum("effect"))["v"] or 0
    back = relapsed(scope).count()
    start, end = known[0].year, known[-1].year
    return [
        Closing(_("Đầu kỳ (rà soát %s)") % start, poor_at_start(scope).count(), "poor_rate_start"),
        Closing(_("Thoát nghèo"), exited(scope).count(), "poor_households_exited", "−"),
        Closing(_("Phát sinh mới"), entered(scope).count() - back, "poor_households_entered", "+"),
        Closing(_("Tái nghèo"), back, "poor_households_entered", "+"),
        Closing(
            _("Khác (chuyển đến, chuyển đi, tách, nhập)"),
            abs(other),
            "poor_households_other",
            "+" if other >= 0 else "−",
        ),
        Closing(
            _("Cuối kỳ (rà soát %s)") % end,
            poor_at_end(scope).count(),
            "poor_rate_end",
            "=",
            is_total=True,
        ),
    ]


def rate_line(scope: Scope) -> LineChart:
    """Return the small line of the rates of the window's rounds."""
    points = [
        Datum(year, float(value), text=f"{shown(value, Unit.PERCENT)} %")
        for year, value in rates_by_round(scope)
        if value is not None
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
