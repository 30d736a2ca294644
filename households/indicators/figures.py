"""The figures of poverty: who is poor, who left, who came, how fast the rate falls."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy

from households import scoring
from households.choices import StandardKey
from households.indicators.breakdowns import CHANGED, ENTERED, EXITED, LISTED
from households.indicators.measures import (
    entries,
    exits,
    fall_per_year,
    households_at,
    movement_closes,
    net_fall,
    other,
    poor_at,
    rate_line,
    rate_remark,
)
from households.indicators.rows import (
    entered,
    exited,
    net_fall_rows,
    other_changes,
    poor_at_end,
    poor_at_start,
    rounds,
    totals_at,
)
from households.indicators.trends import by_step, falls_by_round, rates_by_round
from households.lists.reviews import ReviewFilter, ReviewTable
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.registry import (
    Indicator,
    Standards,
    Theme,
    register,
    register_standards,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Number, Unit

SOURCE = "Quyết định 24/2021/QĐ-TTg; Thông tư 07/2021/TT-BLĐTBXH (sửa đổi: 02/2022)"
RATE_SOURCE = "Nghị định 07/2021/NĐ-CP, Điều 3; Thông tư 07/2021/TT-BLĐTBXH"

register_standards(Standards(StandardKey.choices, on=lambda day: scoring.keys_valid_on(day)[-1]))


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


_COMMON: dict[str, Any] = {
    "theme": Theme.POVERTY,
    "permission": Permission.REVIEW_VIEW,
    "by_standard": True,
    "table": ReviewTable,
    "filters": ReviewFilter,
    "village": "village",
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
    measured=lambda scope: poor_at(scope, place=0),
    base_measured=lambda scope: households_at(scope, place=0),
    top_title=gettext_lazy("hộ nghèo"),
    base_title=gettext_lazy("tổng số hộ"),
    trend=rates_by_round,
    breakdowns=LISTED,
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
    measured=lambda scope: poor_at(scope, place=-1),
    base_measured=lambda scope: households_at(scope, place=-1),
    top_title=gettext_lazy("hộ nghèo"),
    base_title=gettext_lazy("tổng số hộ"),
    trend=rates_by_round,
    breakdowns=LISTED,
    chart=rate_line,
    remark=rate_remark,
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
        compute=exits,
        formula=gettext_lazy("số hộ trở thành cận nghèo + số hộ vượt chuẩn cận nghèo"),
        trend=by_step(lambda step: step.exits),
        breakdowns=EXITED,
        closing=movement_closes,
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
        compute=entries,
        formula=gettext_lazy("số hộ phát sinh mới + số hộ tái nghèo"),
        trend=by_step(lambda step: step.entries),
        breakdowns=ENTERED,
        closing=movement_closes,
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
        compute=other,
        formula=gettext_lazy("số hộ chuyển đến, tách ra − số hộ chuyển đi, nhập, không còn"),
        trend=by_step(lambda step: step.other),
        breakdowns=CHANGED,
        closing=movement_closes,
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
        compute=net_fall,
        formula=gettext_lazy("số hộ nghèo đợt đầu − số hộ nghèo đợt cuối"),
        trend=by_step(lambda step: step.fall),
        breakdowns=CHANGED,
        closing=movement_closes,
    ),
    Indicator(
        **_COMMON,
        key="poor_households",
        window_key="poor_rate_end",
        title=gettext_lazy("Hộ nghèo cuối kỳ"),
        definition=gettext_lazy(
            "Số hộ được công nhận là hộ nghèo ở đợt rà soát cuối cùng trong kỳ: danh sách hộ nghèo "
            "của địa bàn."
        ),
        source=SOURCE,
        unit=Unit.HOUSEHOLDS,
        direction=Direction.DOWN,
        rows=poor_at_end,
        measured=lambda scope: poor_at(scope, place=-1),
        is_kept=lambda scope: bool(rounds(scope)),
        breakdowns=LISTED,
        closing=movement_closes,
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
        compute=fall_per_year,
        formula=gettext_lazy("(tỷ lệ đầu kỳ − tỷ lệ cuối kỳ) ÷ số năm giữa hai đợt rà soát"),
        trend=falls_by_round,
        spread=_fall_by_area,
        closing=movement_closes,
    ),
)
