"""Tables of who is left out, served twice, or helped and still poor."""

from typing import Any

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from households.choices import PovertyClass
from households.models import Household
from povertyportal.ui.tables import CountColumn, DateColumn, MoneyColumn, PortalTable
from programs import models
from programs.tables.base import CLASS_TONES, NO_WRAP, area_column
from programs.tables.support import SupportTable

CLASSES: dict[str, str | Promise] = dict(PovertyClass.choices)


class GapTable(PortalTable):
    """Households with their class on the day; each leads to its page."""

    code = tables.Column(linkify=True, attrs=NO_WRAP)
    head = tables.Column(_("Chủ hộ"), accessor="head", order_by="sort_key")
    area = area_column()
    day_class = tables.Column(_("Diện hộ"), orderable=False, attrs=NO_WRAP)
    listed_on = DateColumn(verbose_name=_("Trong danh sách từ"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Household
        fields = ["code", "head", "area", "day_class", "listed_on"]

    def render_day_class(self, value: str) -> str:
        return format_html(
            '<span class="badge badge-{}">{}</span>', CLASS_TONES[value], CLASSES[value]
        )

    def value_day_class(self, value: str) -> str:
        return str(CLASSES[value])


class UnsupportedTable(GapTable):
    """Listed households without help, with the last help they had."""

    helped_on = DateColumn(verbose_name=_("Lần gần nhất được hỗ trợ"))

    class Meta(GapTable.Meta):
        fields = [*GapTable.Meta.fields, "helped_on"]


class StuckTable(GapTable):
    """Listed households that were helped before their last review: since when, how much."""

    helped_on = DateColumn(verbose_name=_("Được hỗ trợ từ"))
    helps = CountColumn(verbose_name=_("Số lượt"))
    given = MoneyColumn(verbose_name=_("Được cho (đồng)"))
    lent = MoneyColumn(verbose_name=_("Được vay (đồng)"))
    reviewed_on = DateColumn(verbose_name=_("Rà soát sau đó"), orderable=False)

    class Meta(GapTable.Meta):
        fields = [*GapTable.Meta.fields, "helped_on", "helps", "given", "lent", "reviewed_on"]


class RepeatedSupportTable(SupportTable):
    """The later of two same supports; the household leads to its page, the day to the record."""

    household = tables.Column(
        _("Mã hộ"),
        accessor="household__code",
        order_by="household__code",
        linkify=lambda record: record.household.get_absolute_url(),
        attrs=NO_WRAP,
    )
    person = tables.Column(order_by="person__sort_key")
    provided_on = DateColumn(linkify=True)
    before_on = DateColumn(
        verbose_name=_("Lần trước"),
        orderable=False,
        linkify=("support_detail", {"pk": tables.A("before_pk")}),
    )

    class Meta(SupportTable.Meta):
        model = models.Support
        fields = [
            "household",
            "head",
            "area",
            "kind",
            "component",
            "person",
            "before_on",
            "provided_on",
            "amount",
            "note",
        ]
        exclude: Any = ("household_class",)
