"""Tables of rewards and instructions; headings of money carry the unit."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.tables import BadgeColumn, DateColumn, PortalTable
from programs import models
from programs.tables.base import NO_WRAP, area_column

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}
STATE_TONES = {"open": "attention", "in_progress": "info", "done": "good"}


class AwardTable(PortalTable):
    """Rewards."""

    recipient = tables.Column(linkify=True)
    area = area_column()
    decided_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.Award
        fields = ["recipient", "recipient_kind", "area", "decision_number", "decided_on"]
        fields += ["movement"]


class AwardFigureTable(PortalTable):
    """The figures of one reward: as they stood, and as the records have them now."""

    title = tables.Column(_("Chỉ tiêu"), linkify=lambda record: record.url)
    area = tables.Column(_("Địa bàn"))
    period = tables.Column(_("Kỳ"))
    then = tables.Column(_("Khi khen thưởng"), attrs=NUMBER)
    now = tables.Column(_("Hiện nay"), attrs=NUMBER)
    change = tables.Column(_("So sánh"))
    remove = tables.Column("", linkify=lambda record: record.remove_url)

    class Meta(PortalTable.Meta):
        model = models.AwardFigure
        fields = ["title", "area", "period", "then", "now", "change", "remove"]


class DirectiveTable(PortalTable):
    """Instructions with owner, due day and state."""

    title = tables.Column(linkify=True)
    owner = tables.Column(order_by="owner__name")
    issued_on = DateColumn()
    due_on = DateColumn()
    state = BadgeColumn(tones=STATE_TONES, attrs=NO_WRAP)

    class Meta(PortalTable.Meta):
        model = models.Directive
        fields = ["title", "owner", "issued_on", "due_on", "state", "document"]


class DirectiveNoteTable(PortalTable):
    """Words on instructions, the latest first."""

    noted_on = DateColumn(linkify=True)
    directive = tables.Column(
        order_by="directive__title", linkify=lambda record: record.directive.get_absolute_url()
    )
    area = tables.Column(order_by="area__path")
    state = BadgeColumn(tones=STATE_TONES, attrs=NO_WRAP)
    created_by = tables.Column(orderable=False)

    class Meta(PortalTable.Meta):
        model = models.DirectiveNote
        fields = ["noted_on", "directive", "area", "state", "note", "created_by"]


class WardProgressTable(PortalTable):
    """Each ward with its latest word on an instruction; a silent one says so."""

    ward = tables.Column(_("Phường, xã"))
    said = tables.Column(_("Tình trạng"), attrs=NO_WRAP)
    noted_on = DateColumn(verbose_name=_("Ngày báo cáo"))
    note = tables.Column()

    class Meta(PortalTable.Meta):
        model = models.DirectiveNote
        fields = ["ward", "said", "noted_on", "note"]
