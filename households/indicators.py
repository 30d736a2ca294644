"""The figures of poverty: who is poor, who left, who came, how fast the rate falls.

All of them read recognised reviews of closed periodic rounds by one standard: two standards are
never one series (the year 2021 was reviewed by both).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import scoring
from households.choices import Origin, PovertyClass, StandardKey
from households.filters import ReviewFilter
from households.models import Household, Review, ReviewQuerySet, ReviewRound
from households.tables import ReviewTable
from households.workflow import State
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area, AreaTotal
from povertyportal.reporting.registry import (
    Closing,
    Computed,
    Indicator,
    Panel,
    Standards,
    Theme,
    rate,
    register,
    register_panel,
    register_standards,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Number, Unit, published, shown, written
from povertyportal.ui.charts import Datum, LineChart, Series, Tile, line_chart, tile_map

SOURCE = "Quyết định 24/2021/QĐ-TTg; Thông tư 07/2021/TT-BLĐTBXH (sửa đổi: 02/2022)"
RATE_SOURCE = "Nghị định 07/2021/NĐ-CP, Điều 3; Thông tư 07/2021/TT-BLĐTBXH"


register_standards(Standards(StandardKey.choices, on=lambda day: scoring.keys_valid_on(day)[-1]))


def rounds(scope: Scope) -> list[ReviewRound]:
    """Return the closed periodic rounds that end in the window, oldest first.

    A round counts once every decision of the area is signed: before that day its result is
    unknown, not zero.
    """
    undecided = Review.objects.recognised().filter(
        scope.inside(), round=OuterRef("pk"), decision__decided_on__gt=scope.as_of
    )
    return scope.remember(
        "rounds",
        lambda: list(
            ReviewRound.objects.filter(
                scope.during("ends_on"),
                ~Exists(undecided),
                kind=ReviewRound.Kind.PERIODIC,
                state=ReviewRound.State.CLOSED,
                standard=scope.standard,
            ).order_by("year")
        ),
    )


def _recognised(scope: Scope, *, within: list[ReviewRound]) -> ReviewQuerySet:
    return Review.objects.recognised().filter(scope.inside(), round__in=within)


def poor_at_start(scope: Scope) -> ReviewQuerySet:
    """Return the households recognised as poor in the first round of the window."""
    return _recognised(scope, within=rounds(scope)[:1]).poor()


def poor_at_end(scope: Scope) -> ReviewQuerySet:
    """Return the households recognised as poor in the last round of the window."""
    return _recognised(scope, within=rounds(scope)[-1:]).poor()


def exited(scope: Scope) -> ReviewQuerySet:
    """Return the reviews by which households left the poor list (form R2, columns 2 and 3)."""
    later = _recognised(scope, within=rounds(scope)[1:])
    return later.exited_poverty().filter(scope.inside("previous__area"))


def _joined(scope: Scope) -> Q:
    """Return the condition that a poor household came by moving or splitting, not by poverty."""
    came = Q(previous=None, household__origin__in=[Origin.MOVED_IN, Origin.SPLIT])
    from_elsewhere = ~scope.inside("previous__area")
    return came | (Q(previous__recognised_class=PovertyClass.POOR) & from_elsewhere)


def entered(scope: Scope) -> ReviewQuerySet:
    """Return the reviews that put households on the poor list: new and relapsed (R2, 5 to 7)."""
    later = _recognised(scope, within=rounds(scope)[1:])
    came = Q(previous=None, household__origin__in=[Origin.MOVED_IN, Origin.SPLIT])
    return later.entered_poverty().exclude(came)


def relapsed(scope: Scope) -> ReviewQuerySet:
    """Return those of `entered` that were recognised as poor once before (R2, 6).

    By whichever standard was in force then: having been on the list is a fact, not a rate.
    """
    before = Review.objects.poor().filter(
        household=OuterRef("household"),
        round__ends_on__lt=OuterRef("round__starts_on"),
        decision__decided_on__lte=scope.as_of,
    )
    return entered(scope).filter(Exists(before))


def _left(scope: Scope) -> Q:
    """Return the condition that a poor household has no review in the area in the next round."""
    within = [review_round.pk for review_round in rounds(scope)]
    successor = Review.objects.recognised().filter(
        scope.inside(), previous=OuterRef("pk"), round__in=within
    )
    was_poor = Q(round__in=within[:-1], recognised_class=PovertyClass.POOR)
    return was_poor & Q(~Exists(successor))


def _one(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))


def other_changes(scope: Scope) -> ReviewQuerySet:
    """Return the reviews of households that joined or left the list for other reasons (R2, 4, 8).

    `effect` is +1 for households that moved in or split off poor, -1 for poor ones that have no
    recognised review in the area in the round after: moved away, died out, merged.
    """
    known = rounds(scope)
    joined = Q(round__in=known[1:]) & _joined(scope)
    return (
        _recognised(scope, within=known)
        .poor()
        .filter(_left(scope) | joined)
        .annotate(effect=_one(joined) - _one(_left(scope)))
    )


def net_fall_rows(scope: Scope) -> ReviewQuerySet:
    """Return every movement of the list: `effect` +1 for each leaver, -1 for each newcomer."""
    known = rounds(scope)
    was_poor_here = Q(previous__recognised_class=PovertyClass.POOR) & scope.inside("previous__area")
    is_later, is_poor = Q(round__in=known[1:]), Q(recognised_class=PovertyClass.POOR)
    exits = is_later & ~is_poor & was_poor_here
    newcomers = is_later & is_poor & (Q(previous=None) | ~was_poor_here)
    return (
        _recognised(scope, within=known)
        .filter(exits | newcomers | _left(scope))
        .annotate(effect=_one(exits) + _one(_left(scope)) - _one(newcomers))
    )


def totals_at(scope: Scope, *, place: int) -> QuerySet[AreaTotal]:
    """Return the wards' totals for the first (0) or last (-1) round of the window.

    None at all where a reviewed ward has no total: a rate over part of the wards would be wrong.
    """
    known = rounds(scope)
    if not known:
        return AreaTotal.objects.none()
    found = AreaTotal.objects.filter(scope.inside(), year=known[place].year)
    reviewed = _recognised(scope, within=[known[place]])
    is_whole = scope.remember(
        ("totals", place), lambda: not reviewed.exclude(area__in=found.values("area")).exists()
    )
    return found if is_whole else AreaTotal.objects.none()


def _other(scope: Scope) -> Computed:
    """Sum what joined and left for other reasons than poverty."""
    if len(rounds(scope)) < 2:
        return Computed(None)
    value = other_changes(scope).order_by().aggregate(v=Sum("effect"))["v"] or 0
    return Computed(value, value)


def _exits(scope: Scope) -> Computed:
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


def _entries(scope: Scope) -> Computed:
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


def _net_fall(scope: Scope) -> Computed:
    """Take the poor of the last round from those of the first."""
    if len(rounds(scope)) < 2:
        return Computed(None)
    start, end = poor_at_start(scope).count(), poor_at_end(scope).count()
    line = f"{written(start)} − {written(end)} = {written(start - end)}"
    return Computed(start - end, start - end, lines=(line,))


def _poor_rate(scope: Scope, *, place: int) -> Decimal | None:
    rows = poor_at_end(scope) if place else poor_at_start(scope)
    return rate(rows.count(), totals_at(scope, place=place).aggregate(v=Sum("households"))["v"])


def _fall_per_year(scope: Scope) -> Computed:
    """Divide the fall of the rate by the review years between the two rounds."""
    known = rounds(scope)
    if len(known) < 2:
        return Computed(None)
    years = known[-1].year - known[0].year
    start, end = _poor_rate(scope, place=0), _poor_rate(scope, place=-1)
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


def _fall_by_area(scope: Scope) -> Mapping[int, Number | None]:
    """Return each ward's yearly fall, from the wards' two rates."""
    known = rounds(scope)
    if len(known) < 2:
        return {}
    years = known[-1].year - known[0].year
    start, end = POOR_RATE_START.by_area(scope), POOR_RATE_END.by_area(scope)
    return {
        key: (Decimal(first) - Decimal(last)) / years
        for key, first in start.items()
        if first is not None and (last := end.get(key)) is not None
    }


def _rates_by_round(scope: Scope) -> list[tuple[str, Number | None]]:
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


def _movement_closes(scope: Scope) -> list[Closing]:
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


def _rate_line(scope: Scope) -> LineChart:
    """Return the small line of the rates of the window's rounds."""
    points = [
        Datum(year, float(value), text=f"{shown(value, Unit.PERCENT)} %")
        for year, value in _rates_by_round(scope)
        if value is not None
    ]
    title = _("Tỷ lệ hộ nghèo qua các đợt rà soát")
    return line_chart([Series(_("Tỷ lệ hộ nghèo"), points)], title=title, is_compact=True)


def _rate_remark(scope: Scope) -> str:
    """Say by how much the rate fell, and over how many review years."""
    known = rounds(scope)
    fall = _fall_per_year(scope)
    if fall.top is None or fall.bottom is None:
        return ""
    return _("Giảm %(fall)s điểm %% trong %(years)s năm rà soát (%(first)s–%(last)s)") % {
        "fall": shown(published(fall.top, Unit.PERCENT), Unit.PERCENT),
        "years": fall.bottom,
        "first": known[0].year,
        "last": known[-1].year,
    }


_COMMON: dict[str, Any] = {
    "theme": Theme.POVERTY,
    "permission": Permission.REVIEW_VIEW,
    "table": ReviewTable,
    "filters": ReviewFilter,
}

POOR_RATE_START = Indicator(
    **_COMMON,
    key="poor_rate_start",
    title=gettext_lazy("Tỷ lệ hộ nghèo đầu kỳ"),
    definition=gettext_lazy(
        "Số hộ được công nhận là hộ nghèo ở đợt rà soát đầu tiên trong kỳ, chia cho tổng số hộ "
        "của địa bàn tại đợt đó, nhân 100."
    ),
    source=RATE_SOURCE,
    unit=Unit.PERCENT,
    direction=Direction.DOWN,
    rows=poor_at_start,
    base=lambda scope: totals_at(scope, place=0),
    base_measure=Sum("households"),
    base_title=gettext_lazy("tổng số hộ"),
    trend=_rates_by_round,
)

POOR_RATE_END = Indicator(
    **_COMMON,
    key="poor_rate_end",
    title=gettext_lazy("Tỷ lệ hộ nghèo cuối kỳ"),
    definition=gettext_lazy(
        "Số hộ được công nhận là hộ nghèo ở đợt rà soát cuối cùng trong kỳ, chia cho tổng số hộ "
        "của địa bàn tại đợt đó, nhân 100."
    ),
    source=RATE_SOURCE,
    unit=Unit.PERCENT,
    direction=Direction.DOWN,
    rows=poor_at_end,
    base=lambda scope: totals_at(scope, place=-1),
    base_measure=Sum("households"),
    base_title=gettext_lazy("tổng số hộ"),
    trend=_rates_by_round,
    headline=2,
    chart=_rate_line,
    remark=_rate_remark,
)

register(
    Indicator(
        **_COMMON,
        key="poor_households_exited",
        title=gettext_lazy("Hộ thoát nghèo"),
        definition=gettext_lazy(
            "Hộ được công nhận là hộ nghèo ở đợt trước và không còn trong danh sách hộ nghèo ở "
            "đợt này (biểu diễn biến hộ nghèo, cột 2 + 3). Đây là số gộp, chưa trừ hộ phát sinh "
            "mới và tái nghèo."
        ),
        source=SOURCE,
        unit=Unit.HOUSEHOLDS,
        rows=exited,
        compute=_exits,
        closing=_movement_closes,
        headline=1,
    ),
    Indicator(
        **_COMMON,
        key="poor_households_entered",
        window_key="poor_households_exited",
        title=gettext_lazy("Hộ nghèo phát sinh mới và tái nghèo"),
        definition=gettext_lazy(
            "Hộ được công nhận là hộ nghèo ở đợt này mà đợt trước không nghèo. Tái nghèo là hộ đã "
            "từng được công nhận là hộ nghèo ở một đợt trước nữa (biểu diễn biến, cột 5 đến 7)."
        ),
        source=SOURCE,
        unit=Unit.HOUSEHOLDS,
        direction=Direction.DOWN,
        rows=entered,
        compute=_entries,
        closing=_movement_closes,
    ),
    Indicator(
        **_COMMON,
        key="poor_households_other",
        window_key="poor_households_exited",
        title=gettext_lazy("Hộ nghèo tăng, giảm khác"),
        definition=gettext_lazy(
            "Hộ nghèo chuyển đến hoặc tách hộ, trừ hộ nghèo chuyển đi, nhập hộ hoặc không còn "
            "(biểu diễn biến, cột 8 trừ cột 4)."
        ),
        source=SOURCE,
        unit=Unit.HOUSEHOLDS,
        direction=Direction.NONE,
        rows=other_changes,
        measure=Sum("effect"),
        compute=_other,
        closing=_movement_closes,
    ),
    Indicator(
        **_COMMON,
        key="poor_households_net_fall",
        window_key="poor_households_exited",
        title=gettext_lazy("Hộ nghèo giảm ròng"),
        definition=gettext_lazy(
            "Số hộ nghèo ở đợt đầu trừ số hộ nghèo ở đợt cuối. Bằng số thoát nghèo trừ số phát "
            "sinh mới và tái nghèo, trừ tăng giảm khác."
        ),
        source=SOURCE,
        unit=Unit.HOUSEHOLDS,
        rows=net_fall_rows,
        measure=Sum("effect"),
        compute=_net_fall,
        closing=_movement_closes,
    ),
    POOR_RATE_START,
    POOR_RATE_END,
    Indicator(
        **_COMMON,
        key="poor_rate_fall_per_year",
        title=gettext_lazy("Giảm tỷ lệ hộ nghèo bình quân năm"),
        definition=gettext_lazy(
            "Tỷ lệ hộ nghèo đầu kỳ trừ tỷ lệ cuối kỳ, chia cho số năm giữa hai đợt rà soát."
        ),
        source=RATE_SOURCE,
        unit=Unit.POINTS_PER_YEAR,
        rows=net_fall_rows,
        measure=Sum("effect"),
        compute=_fall_per_year,
        spread=_fall_by_area,
        closing=_movement_closes,
    ),
)


def _map(scope: Scope) -> dict[str, Any] | None:
    """Return the tile map of the poor rate at the end of the window; each tile opens its ward."""
    own = scope.of_figure(POOR_RATE_END.key)
    values = POOR_RATE_END.by_area(own)
    known = rounds(own)
    wards = Area.objects.under(scope.area).wards().filter(pk__in=values.keys())
    tiles = [
        Tile(
            label=ward.short_name,
            value=None if (value := values.get(ward.pk)) is None else float(value),
            text=f"{shown(value, Unit.PERCENT)} %",
            url=f"{reverse('figure_detail', args=[POOR_RATE_END.key])}?{scope.of_area(ward).query}",
            column=ward.tile_column or 0,
            row=ward.tile_row or 0,
        )
        for ward in wards
        if ward.tile_column is not None
    ]
    if len(tiles) < 2:
        return None
    title = _("Tỷ lệ hộ nghèo theo phường, xã")
    return {"chart": tile_map(tiles, title=title), "year": known[-1].year if known else None}


def _board(scope: Scope) -> dict[str, Any] | None:
    """Return how far the open round is: reviews by state, and listed households without one."""
    current = ReviewRound.objects.current()
    if current is None:
        return None
    reviews = Review.objects.filter(scope.inside(), round=current)
    by_state = dict(reviews.order_by().values_list("state").annotate(n=Count("pk")))
    waiting = Household.objects.active().filter(
        scope.inside(), poverty_class__in=[PovertyClass.POOR, PovertyClass.NEAR_POOR]
    )
    waiting = waiting.exclude(pk__in=reviews.values("household"))
    lines = [
        {
            "label": state.label,
            "count": by_state.get(state, 0),
            "url": f"{reverse('review_list')}?state={state}",
        }
        for state in State
    ]
    return {"round": current, "lines": lines, "waiting": waiting.count()}


register_panel(
    Panel(
        key="poor_rate_map",
        title=gettext_lazy("Tỷ lệ hộ nghèo theo phường, xã"),
        permission=Permission.REVIEW_VIEW,
        template="households/panels/map.html",
        context=_map,
        order=1,
    )
)
register_panel(
    Panel(
        key="round_board",
        title=gettext_lazy("Đợt rà soát đang mở"),
        permission=Permission.REVIEW_VIEW,
        template="households/panels/board.html",
        context=_board,
        order=0,
    )
)
