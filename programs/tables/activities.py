"""Tables of communication, supervision and findings; headings of money carry the unit."""

from datetime import date

import django_tables2 as tables
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.tables import CountColumn, DateColumn, MoneyColumn, PortalTable
from programs import models
from programs.tables.base import area_column


class CommunicationTable(PortalTable):
    """Acts of communication."""

    topic = tables.Column(linkify=True)
    area = area_column()
    component = tables.Column(
        accessor="component__code", order_by="component__order", verbose_name=_("Dự án")
    )
    organiser = tables.Column(order_by="organiser__name")
    held_on = DateColumn(verbose_name=_("Ngày"))
    sessions = CountColumn(verbose_name=_("Số buổi, lượt"))
    reached = CountColumn(verbose_name=_("Số người"), default=_("chưa có số liệu"))
    cost = MoneyColumn(default=_("chưa có số liệu"))

    class Meta(PortalTable.Meta):
        model = models.Communication
        fields = [
            "topic",
            "channel",
            "area",
            "component",
            "organiser",
            "held_on",
            "sessions",
            "reached",
            "cost",
        ]


class SupervisionVisitTable(PortalTable):
    """Supervisions, with how many findings each has and how many are not mended."""

    subject = tables.Column(linkify=True)
    area = area_column()
    component = tables.Column(
        accessor="component__code", order_by="component__order", verbose_name=_("Dự án")
    )
    supervisor = tables.Column(order_by="supervisor__name")
    visited_on = DateColumn()
    found = CountColumn(verbose_name=_("Phát hiện"), orderable=False)
    left_open = CountColumn(verbose_name=_("Chưa khắc phục"), orderable=False)

    added = {
        "found": Count("findings"),
        "left_open": Count("findings", filter=Q(findings__done_on=None)),
    }

    class Meta(PortalTable.Meta):
        model = models.SupervisionVisit
        fields = [
            "subject",
            "kind",
            "area",
            "component",
            "supervisor",
            "visited_on",
            "found",
            "left_open",
        ]


class SupervisionFindingTable(PortalTable):
    """Findings with who mends them until when."""

    finding = tables.Column(linkify=True)
    area = tables.Column(_("Địa bàn"), accessor="visit__area", order_by="visit__area__path")
    owner = tables.Column(order_by="owner__name")
    visited_on = DateColumn(
        verbose_name=_("Ngày giám sát"),
        accessor="visit__visited_on",
        order_by="visit__visited_on",
    )
    due_on = DateColumn()
    done_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.SupervisionFinding
        fields = ["finding", "area", "owner", "visited_on", "due_on", "done_on", "result"]

    def render_due_on(self, value: date, record: models.SupervisionFinding) -> str:
        """Mark the day that has passed while the finding is open."""
        if record.done_on is not None or value >= timezone.localdate():
            return f"{value:%d/%m/%Y}"
        late = '{} <span class="badge badge-bad">{}</span>'
        return format_html(late, f"{value:%d/%m/%Y}", gettext("quá hạn"))
