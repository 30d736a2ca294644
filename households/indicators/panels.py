"""The parts of the dashboard beside the figures: the map of the poor rate, the open round."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.choices import PovertyClass
from households.indicators.figures import POOR_RATE_END
from households.indicators.rows import rounds
from households.models import Household, Review, ReviewRound
from households.workflow import State
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.figures import figure
from povertyportal.reporting.maps import map_of
from povertyportal.reporting.registry import (
    Panel,
    register_panel,
)
from povertyportal.reporting.scope import Scope


def _map(scope: Scope) -> dict[str, Any] | None:
    """Return the map of the poor rate at the end of the window; each area opens its figure."""
    found = figure(POOR_RATE_END, scope=scope)
    picture = map_of(found, title=_("Tỷ lệ hộ nghèo theo phường, xã"))
    if picture is None:
        return None
    known = rounds(found.scope)
    return {"chart": picture, "year": known[-1].year if known else None}


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
        is_current=True,
    )
)
