"""The part of the dashboard that says who was left without help, and whom help did not lift."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.registry import Panel, register_panel
from povertyportal.reporting.scope import Scope
from programs import gaps


def _gaps(scope: Scope) -> dict[str, Any]:
    """Return how many listed households of the area stand in each list on the as-of day."""
    day = scope.as_of
    years = gaps.years_on(day)
    query = {"day": f"{day:%d/%m/%Y}"}
    if scope.area.level == Area.Level.WARD:
        query["ward"] = str(scope.area.pk)
    left_out = gaps.unsupported(day, years=years).filter(scope.inside())
    lines = (
        (
            _("Hộ nghèo, cận nghèo %(years)s năm chưa được hỗ trợ") % {"years": years},
            left_out.count(),
            "unsupported_list",
        ),
        (
            _("Hộ đã được hỗ trợ nhưng chưa thoát nghèo"),
            gaps.count_stuck(scope.inside(), day),
            "stuck_list",
        ),
    )
    return {
        "lines": [
            {"label": label, "count": count, "url": f"{reverse(name)}?{urlencode(query)}"}
            for label, count, name in lines
        ],
        "day": day,
    }


register_panel(
    Panel(
        key="help_gaps",
        title=gettext_lazy("Hỗ trợ chưa tới, chưa có kết quả"),
        permission=Permission.SUPPORT_VIEW,
        template="programs/panels/gaps.html",
        context=_gaps,
        order=4,
    )
)
