"""Filters of communication, supervision and findings."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import ListFilterSet
from programs import choices
from programs.filters.base import WordsFilter, components, one_of, since, until, ward


class CommunicationFilter(ListFilterSet):
    """Acts of communication by words, ward, channel, leaf and day."""

    q = WordsFilter(label=_("Chủ đề hoặc kết quả"))
    ward = ward(Permission.ACTIVITY_VIEW)
    channel = one_of("channel", choices.Channel, _("Hình thức"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(), label=_("Dự án")
    )
    uncounted = django_filters.BooleanFilter(
        field_name="reached", lookup_expr="isnull", label=_("Chưa có số người tiếp cận")
    )
    from_day = since("held_on")
    to_day = until("held_on")


class SupervisionVisitFilter(ListFilterSet):
    """Supervisions by words, ward, kind, leaf and day; those with findings still open."""

    q = WordsFilter(label=_("Nội dung, nơi đến hoặc kết luận"))
    ward = ward(Permission.ACTIVITY_VIEW)
    kind = one_of("kind", choices.SupervisionKind, _("Hình thức"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(), label=_("Dự án")
    )
    open = django_filters.BooleanFilter(method="keep_open", label=_("Còn phát hiện chưa khắc phục"))
    from_day = since("visited_on")
    to_day = until("visited_on")

    def keep_open(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the visits with, or without, a finding that is not mended."""
        with_open = rows.model.objects.filter(findings__isnull=False, findings__done_on=None)
        keys = with_open.order_by().values("pk")
        return rows.filter(pk__in=keys) if value else rows.exclude(pk__in=keys)


class SupervisionFindingFilter(ListFilterSet):
    """Findings by words, ward, state and day; those of the user's own office."""

    q = WordsFilter(label=_("Phát hiện, kiến nghị hoặc kết quả"))
    ward = ward(Permission.ACTIVITY_VIEW, "visit__area")
    open = django_filters.BooleanFilter(
        field_name="done_on", lookup_expr="isnull", label=_("Chưa khắc phục xong")
    )
    late = django_filters.BooleanFilter(method="keep_late", label=_("Quá hạn"))
    mine = django_filters.BooleanFilter(method="keep_mine", label=_("Đơn vị tôi khắc phục"))
    from_day = since("due_on")
    to_day = until("due_on")

    def keep_late(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the findings that are, or are not, past their day and not mended."""
        late = rows.model.objects.late(timezone.localdate()).order_by().values("pk")
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)

    def keep_mine(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the findings that the user's office, or another one, has to mend."""
        user: Any = self.request.user
        mine = rows.model.objects.owned_by(user).order_by().values("pk")
        return rows.filter(pk__in=mine) if value else rows.exclude(pk__in=mine)
