"""Exit plans as figures: how many households were named, and how many of them left."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy

from households.choices import PovertyClass
from households.indicators.breakdowns import PLANNED
from households.lists.plans import ExitPlanFilter, ExitPlanTable
from households.models import ExitPlan, ExitPlanQuerySet
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.registry import Indicator, Theme, register
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Unit

SOURCE = gettext_lazy(
    "Chỉ đạo của hội nghị sơ kết giữa kỳ: phường, xã xác định rõ từng hộ có khả năng thoát nghèo"
)


def plans(scope: Scope) -> ExitPlanQuerySet:
    """Return the plans whose month of completion lies in the window, without those given up."""
    start, end = scope.start, scope.end
    return (
        ExitPlan.objects.kept()
        .filter(
            scope.inside(),
            Q(year__gt=start.year) | Q(year=start.year, month__gte=start.month),
            Q(year__lt=end.year) | Q(year=end.year, month__lte=end.month),
            created_at__date__lte=scope.as_of,
        )
        .with_result(as_of=scope.as_of)
        .order_by("-year", "month", "pk")
    )


_KNOWN = Q(result__isnull=False)
_FULFILLED = Q(result__in=[PovertyClass.NEAR_POOR, PovertyClass.NOT_POOR])


def plans_with_result(scope: Scope) -> ExitPlanQuerySet:
    """Return those of `plans` whose household has a recognised review of the plan's year."""
    return plans(scope).filter(_KNOWN)


def plans_fulfilled(scope: Scope) -> ExitPlanQuerySet:
    """Return those of `plans` whose household was recognised as not poor in the plan's year."""
    return plans(scope).filter(_FULFILLED)


def _counts(scope: Scope) -> dict[str, int]:
    """Count the plans, those with a result and those fulfilled, in one query."""
    return scope.remember(
        "plan_counts",
        lambda: (
            plans(scope)
            .order_by()
            .aggregate(
                all=Count("pk"),
                known=Count("pk", filter=_KNOWN),
                fulfilled=Count("pk", filter=_FULFILLED),
            )
        ),
    )


_COMMON: dict[str, Any] = {
    "theme": Theme.POVERTY,
    "permission": Permission.REVIEW_VIEW,
    "source": SOURCE,
    "direction": Direction.UP,
    "table": ExitPlanTable,
    "filters": ExitPlanFilter,
    "village": "household__village",
}

register(
    Indicator(
        **_COMMON,
        key="exit_plans",
        title=gettext_lazy("Kế hoạch thoát nghèo của từng hộ"),
        definition=gettext_lazy(
            "Số kế hoạch thoát nghèo ghi tên hộ, có tháng hoàn thành trong kỳ. Không tính kế "
            "hoạch đã thôi."
        ),
        unit=Unit.HOUSEHOLDS,
        rows=plans,
        breakdowns=PLANNED,
        measured=lambda scope: _counts(scope)["all"],
        day="year",
    ),
    Indicator(
        **_COMMON,
        key="exit_plans_fulfilled",
        window_key="exit_plans",
        title=gettext_lazy("Kế hoạch thoát nghèo đạt kết quả"),
        definition=gettext_lazy(
            "Số kế hoạch trong kỳ mà hộ không còn là hộ nghèo ở kết quả rà soát định kỳ được công "
            "nhận của năm kế hoạch, chia cho số kế hoạch đã có kết quả rà soát của năm đó, nhân "
            "100."
        ),
        unit=Unit.PERCENT,
        rows=plans_fulfilled,
        day="year",
        breakdowns=PLANNED,
        base=plans_with_result,
        measured=lambda scope: _counts(scope)["fulfilled"],
        base_measured=lambda scope: _counts(scope)["known"],
        top_title=gettext_lazy("kế hoạch đạt kết quả"),
        base_title=gettext_lazy("kế hoạch đã có kết quả rà soát"),
    ),
)
