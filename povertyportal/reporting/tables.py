"""The list of plans."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from povertyportal.reporting.models import Target
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.splits import in_words
from povertyportal.reporting.units import shown, trimmed, unit_label
from povertyportal.ui.tables import DateColumn, PortalTable


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
