"""Tables of help to households; headings of money carry the unit."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.tables import DateColumn, MoneyColumn, PortalTable
from programs import models
from programs.tables.base import area_column, class_column, head_column, household_column


class SupportTable(PortalTable):
    """Help to households."""

    household = household_column(linkify=lambda record: record.get_absolute_url())
    head = head_column()
    area = area_column()
    component = tables.Column(
        accessor="component__code", order_by="component__order", verbose_name=_("Dự án")
    )
    household_class = class_column()
    provided_on = DateColumn()
    amount = MoneyColumn()

    class Meta(PortalTable.Meta):
        model = models.Support
        fields = [
            "household",
            "head",
            "area",
            "household_class",
            "kind",
            "component",
            "provided_on",
            "amount",
            "note",
        ]
