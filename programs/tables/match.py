"""Tables of who is eligible under a leaf and not helped yet."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from households.models import Household, Membership
from povertyportal.ui.tables import CountColumn, PortalTable
from programs.choices import BeneficiaryClass
from programs.tables.base import CLASS_TONES, NO_WRAP, area_column

CLASS_WORDS = dict(BeneficiaryClass.choices)


class UnservedTable(PortalTable):
    """What both tables say: the household's class on the day that is asked about."""

    day_class = tables.Column(_("Loại hộ"), orderable=False, attrs=NO_WRAP)

    def render_day_class(self, value: str) -> str:
        return format_html(
            '<span class="badge badge-{}">{}</span>',
            CLASS_TONES.get(value, "neutral"),
            CLASS_WORDS[value],
        )

    def value_day_class(self, value: str) -> str:
        return str(CLASS_WORDS[value])


class UnservedHouseholdTable(UnservedTable):
    """Households that are eligible and not helped yet."""

    code = tables.Column(linkify=True, attrs=NO_WRAP)
    head = tables.Column(order_by="sort_key")
    size = CountColumn()
    area = area_column()
    village = tables.Column(orderable=False)

    class Meta(PortalTable.Meta):
        model = Household
        fields = ["code", "head", "day_class", "size", "area", "village"]
        sequence = fields


class UnservedPersonTable(UnservedTable):
    """People who are eligible and not helped yet."""

    person = tables.Column(
        order_by="person__sort_key", linkify=lambda record: record.household.get_absolute_url()
    )
    birth_year = tables.Column(accessor="person__birth_year", orderable=False)
    gender = tables.Column(accessor="person__gender", orderable=False)
    household = tables.Column(_("Mã hộ"), accessor="household__code", attrs=NO_WRAP)
    area = tables.Column(_("Địa bàn"), accessor="household__area", order_by="household__area__path")
    village = tables.Column(_("Thôn, tổ"), accessor="household__village", orderable=False)

    class Meta(PortalTable.Meta):
        model = Membership
        fields = ["person", "birth_year", "gender", "household", "day_class", "area", "village"]
        sequence = fields
