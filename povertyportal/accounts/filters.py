"""Filters that know the user's areas, and those of the record of events."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.acts import VERBS
from povertyportal.accounts.models import AuditEvent
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.filters import DateFilter, ListFilterSet, TextFilter


def visible_areas(request: HttpRequest, permission: Permission) -> list[Area]:
    """Return the wards and villages the user may choose from; one query for the whole request."""
    known: dict[Permission, list[Area]] = request.__dict__.setdefault("visible_areas", {})
    if permission not in known:
        user: Any = request.user
        levels = [Area.Level.WARD, Area.Level.VILLAGE]
        known[permission] = list(user.areas(permission).filter(level__in=levels))
    return known[permission]


class AreaFilter(django_filters.ChoiceFilter):
    """Keep one ward or village out of the user's own: another one is an error, not an answer."""

    def __init__(
        self, *, permission: Permission, level: str = Area.Level.WARD, **kwargs: Any
    ) -> None:
        self.permission = permission
        self.level = level
        super().__init__(**kwargs)

    def prepare(self, request: HttpRequest) -> None:
        """Fill the choices; villages only where one ward is chosen or visible."""
        areas = visible_areas(request, self.permission)
        wards = {str(area.pk): area for area in areas if area.level == Area.Level.WARD}
        chosen = [area for area in areas if area.level == self.level]
        if self.level == Area.Level.VILLAGE and len(wards) > 1:
            ward = wards.get(request.GET.get("ward", ""))
            chosen = [area for area in chosen if ward is not None and ward.contains(area)]
        self.extra["choices"] = [(str(area.pk), area.name) for area in chosen]


class AuditEventFilter(ListFilterSet):
    """By person, kind of act and day."""

    actor = TextFilter(lookup_expr="iexact", label=_("Người thực hiện"))
    action = django_filters.ChoiceFilter(
        method="keep_verb", choices=list(VERBS.items()), label=_("Việc")
    )
    from_day = DateFilter(field_name="at", lookup_expr="date__gte", label=_("Từ ngày"))
    to_day = DateFilter(field_name="at", lookup_expr="date__lte", label=_("Đến ngày"))
    object_id = TextFilter(label=_("Khoá đối tượng"))

    class Meta:
        model = AuditEvent
        fields = ["actor", "action", "from_day", "to_day", "object_id"]

    def keep_verb(self, rows: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        """Keep the events whose code ends in the verb: 'review.submit', 'export'."""
        return rows.filter(Q(action=value) | Q(action__endswith=f".{value}"))
