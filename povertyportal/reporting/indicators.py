"""The part of the dashboard that belongs to no app: what those who check look at in the record."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from povertyportal.accounts.acts import VERBS
from povertyportal.accounts.models import AuditEvent
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.registry import Panel, register_panel
from povertyportal.reporting.scope import Scope

LOOKED_BACK = timedelta(days=30)
WATCHED = (
    "export",
    "print",
    "citizen_id_view",
    "unlock",
    "reopen",
    "correct",
    "amend",
    "remove",
    "login_failed",
)
"""The verbs of the acts that are looked at, as the record of events can be filtered by."""


def _watched(scope: Scope) -> dict[str, Any]:
    """Return how often each watched act was done in the days up to today, whatever the scope."""
    since = timezone.localdate() - LOOKED_BACK
    morning = timezone.make_aware(datetime.combine(since, time.min))
    acts = AuditEvent.objects.filter(at__gte=morning).order_by().values_list("action")
    counts: Counter[str] = Counter()
    for action, count in acts.annotate(n=Count("pk")):
        counts[action.rpartition(".")[2]] += count
    return {
        "lines": [
            {
                "label": capfirst(str(VERBS[verb])),
                "count": counts[verb],
                "url": f"{reverse('audit_event_list')}?"
                + urlencode({"action": verb, "from_day": f"{since:%d/%m/%Y}"}),
            }
            for verb in WATCHED
        ],
        "days": LOOKED_BACK.days,
    }


register_panel(
    Panel(
        key="watched_acts",
        title=gettext_lazy("Việc cần xem xét trong nhật ký"),
        permission=Permission.AUDIT_VIEW,
        template="reporting/watched.html",
        context=_watched,
        order=0,
        is_current=True,
    )
)
