"""The record of events as a list."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.acts import in_words
from povertyportal.accounts.models import AuditEvent
from povertyportal.ui.tables import DateTimeColumn, PortalTable


class AuditEventTable(PortalTable):
    """Who did what, when, to what, why."""

    at = DateTimeColumn(linkify=True, order_by="pk", verbose_name=_("Lúc"))
    actor = tables.Column(verbose_name=_("Người thực hiện"))
    action = tables.Column(verbose_name=_("Việc"))
    object_label = tables.Column(verbose_name=pgettext_lazy("audit", "Đối tượng"), orderable=False)
    note = tables.Column(verbose_name=_("Lý do"), orderable=False)

    def render_action(self, record: AuditEvent) -> str:
        """Return what was done in words."""
        return in_words(record)

    value_action = render_action

    class Meta(PortalTable.Meta):
        model = AuditEvent
        fields = ["at", "actor", "action", "object_label", "note"]
        order_by = "-at"
        empty_text = _("Không có sự kiện nào phù hợp.")
