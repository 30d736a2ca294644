"""The lists of plans and of filed reports."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from povertyportal.reporting.models import FiledReport, OfficialReport, Target
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.restating import MOST_COMPARED, STATE_TONES, State, state_of
from povertyportal.reporting.splits import in_words
from povertyportal.reporting.units import shown, trimmed, unit_label
from povertyportal.ui.tables import DateColumn, DateTimeColumn, PortalTable


class TargetTable(PortalTable):
    """What each figure should reach, where, when, by which decision."""

    key = tables.Column(verbose_name=_("Chỉ tiêu"), linkify=lambda record: _page(record))
    area = tables.Column(verbose_name=_("Địa bàn"), order_by="area__path")
    period_from = DateColumn(verbose_name=_("Từ ngày"))
    period_to = DateColumn(verbose_name=_("Đến ngày"))
    value = tables.Column(verbose_name=_("Kế hoạch"), attrs={"td": {"class": "num"}})
    unit = tables.Column(accessor="key", verbose_name=_("Đơn vị"), orderable=False)
    parts = tables.Column(
        accessor="part_count",
        verbose_name=_("Chia cho phường, xã"),
        empty_values=(None, 0),
        orderable=False,
    )
    document = tables.Column(verbose_name=_("Quyết định giao"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Target
        fields = ["key", "area", "period_from", "period_to", "value", "unit", "parts", "document"]
        empty_text = _("Chưa có chỉ tiêu nào.")

    def render_key(self, value: str) -> str:
        """Return the figure's title."""
        return str(get_indicator(value).title)

    value_key = render_key

    def render_value(self, record: Target) -> str:
        """Return the plan as the figure is shown."""
        return shown(trimmed(record.value), get_indicator(record.key).unit)

    def value_value(self, record: Target) -> object:
        """Return the plan as a number."""
        return record.value

    def render_unit(self, record: Target) -> str:
        """Return the words of the unit."""
        return unit_label(get_indicator(record.key).unit)

    value_unit = render_unit

    def render_parts(self, value: int, record: Any) -> str:
        """Say whether the plans of the wards add up to this one."""
        return in_words(record.key, value=record.value, parts=value, total=record.part_sum)

    value_parts = render_parts


def _page(record: Target) -> str:
    return record.get_absolute_url()


class OfficialReportTable(PortalTable):
    """Documents that state figures: for where and when, from which source, how many figures."""

    title = tables.Column(verbose_name=_("Báo cáo"), linkify=True)
    area = tables.Column(verbose_name=_("Địa bàn"), order_by="area__path")
    stated_on = DateColumn(verbose_name=_("Ngày báo cáo"))
    period_from = DateColumn(verbose_name=_("Kỳ từ"))
    period_to = DateColumn(verbose_name=_("Kỳ đến"))
    stated = tables.Column(verbose_name=_("Số đã nêu"), attrs={"td": {"class": "num"}})
    source = tables.Column(verbose_name=_("Nguồn"), orderable=False)

    class Meta(PortalTable.Meta):
        model = OfficialReport
        fields = [
            *("title", "area", "stated_on", "period_from", "period_to", "stated"),
            "source",
        ]
        empty_text = _("Chưa có báo cáo nào.")


class FiledReportTable(PortalTable):
    """What was filed, for where and when, by whom, and whether it reads otherwise today."""

    title = tables.Column(verbose_name=_("Báo cáo"), linkify=True)
    area = tables.Column(verbose_name=_("Địa bàn"), order_by="area__path")
    period_from = DateColumn(verbose_name=_("Từ ngày"))
    period_to = DateColumn(verbose_name=_("Đến ngày"))
    number = tables.Column(verbose_name=_("Số văn bản"), orderable=False)
    filed_at = DateTimeColumn(verbose_name=_("Chốt lúc"))
    filed_by = tables.Column(verbose_name=_("Người chốt"), order_by="filed_by__full_name")
    state = tables.Column(
        accessor="pk", verbose_name=_("Từ khi chốt"), orderable=False, exclude_from_export=True
    )

    class Meta(PortalTable.Meta):
        model = FiledReport
        fields = [
            *("title", "area", "period_from", "period_to", "number", "filed_at", "filed_by"),
            "state",
        ]
        empty_text = _("Chưa có báo cáo nào được chốt.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Count how many reports of the page were computed again."""
        super().__init__(*args, **kwargs)
        self.compared = 0

    def render_state(self, record: FiledReport) -> SafeString:
        """Say whether another one replaced it, and whether it reads otherwise today."""
        user: Any = self.request.user
        self.compared += 1
        found = state_of(record, user=user, may_ask=self.compared <= MOST_COMPARED)
        badge = format_html(
            '<span class="badge badge-{}">{}</span>', STATE_TONES[found], State(found).label
        )
        if not hasattr(record, "replaced_by"):
            return badge
        return format_html(
            '{} <span class="badge badge-neutral">{}</span>', badge, now("đã có bản thay")
        )
