"""Tables of rewards and instructions; headings of money carry the unit."""

import django_tables2 as tables

from povertyportal.ui.tables import BadgeColumn, DateColumn, PortalTable
from programs import models
from programs.tables.base import NO_WRAP


class AwardTable(PortalTable):
    """Rewards."""

    recipient = tables.Column(linkify=True)
    decided_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.Award
        fields = ["recipient", "recipient_kind", "decision_number", "decided_on", "movement"]


class DirectiveTable(PortalTable):
    """Instructions with owner, due day and state."""

    title = tables.Column(linkify=True)
    owner = tables.Column(order_by="owner__name")
    issued_on = DateColumn()
    due_on = DateColumn()
    state = BadgeColumn(
        tones={"open": "attention", "in_progress": "info", "done": "good"}, attrs=NO_WRAP
    )

    class Meta(PortalTable.Meta):
        model = models.Directive
        fields = ["title", "owner", "issued_on", "due_on", "state", "document"]
