"""Rewards, and the directives that the leadership gave."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.families import Family
from povertyportal.reporting.registry import (
    Indicator,
    Panel,
    Theme,
    register,
    register_panel,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Unit
from programs import filters, tables
from programs.choices import (
    RecipientKind,
)
from programs.indicators import breakdowns
from programs.models import (
    Award,
    Directive,
)


def _awards(scope: Scope) -> QuerySet[Any]:
    """Return the rewards decided in the window."""
    return Award.objects.filter(scope.inside(), scope.during("decided_on"))


AWARDS = Family(rows=_awards, column="recipient_kind")


register(
    *(
        Indicator(
            **AWARDS.figure(kind),
            key=f"awards_{kind}",
            theme=Theme.AWARDS,
            title=title,
            definition=gettext_lazy(
                "Số được khen thưởng trong phong trào thi đua vì người nghèo theo quyết định ký "
                "trong kỳ."
            ),
            source=gettext_lazy("Quyết định khen thưởng ghi ở từng hồ sơ"),
            unit=unit,
            direction=Direction.NONE,
            permission=Permission.AWARD_VIEW,
            table=tables.AwardTable,
            filters=filters.AwardFilter,
            day="decided_on",
            breakdowns=breakdowns.AWARDS,
        )
        for kind, unit, title in (
            (RecipientKind.COLLECTIVE, Unit.COLLECTIVES, gettext_lazy("Tập thể được khen thưởng")),
            (RecipientKind.INDIVIDUAL, Unit.INDIVIDUALS, gettext_lazy("Cá nhân được khen thưởng")),
            (
                RecipientKind.HOUSEHOLD,
                Unit.HOUSEHOLDS,
                gettext_lazy("Hộ gia đình được khen thưởng"),
            ),
        )
    )
)


def _directives(scope: Scope) -> dict[str, Any] | None:
    """Return the leadership's instructions that were given by the as-of day."""
    found = Directive.objects.filter(scope.inside(), issued_on__lte=scope.as_of)
    directives = list(found.select_related("owner").order_by("due_on", "pk")[:8])
    return {"directives": directives, "as_of": scope.as_of} if directives else None


register_panel(
    Panel(
        key="directives",
        title=gettext_lazy("Chỉ đạo và tiến độ"),
        permission=Permission.DIRECTIVE_VIEW,
        template="programs/panels/directives.html",
        context=_directives,
        order=3,
    )
)
