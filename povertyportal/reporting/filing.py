"""Reports that were filed: who sees them, and which one stands for a kind, an area and a period."""

from collections import defaultdict

from django.db.models import Q, QuerySet

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.models import FiledReport
from povertyportal.reporting.reports import ReportKind, all_reports
from povertyportal.reporting.scope import Scope

STRICTEST = Permission.HOUSEHOLD_VIEW
"""What opens reports of a kind that nobody registers any more: they may name persons."""


def filed_visible_to(user: User) -> QuerySet[FiledReport]:
    """Return the reports of the user's areas, each under the permission of its kind."""
    by_permission: dict[Permission, list[str]] = defaultdict(list)
    for kind in all_reports():
        by_permission[kind.permission].append(kind.key)
    known = [key for keys in by_permission.values() for key in keys]
    kept = ~Q(kind__in=known) & user.scope(STRICTEST)
    for permission, keys in by_permission.items():
        kept |= Q(kind__in=keys) & user.scope(permission)
    rows = FiledReport.objects.filter(user.scope(Permission.REPORT_VIEW), kept)
    return rows.select_related("area", "filed_by", "replaced_by")


def standing_filing(kind: ReportKind, *, scope: Scope) -> FiledReport | None:
    """Return the report of this kind, area and period that no other one replaced."""
    same = FiledReport.objects.filter(
        kind=kind.key,
        area=scope.area,
        period_from=scope.start,
        period_to=scope.end,
        boundaries=scope.boundaries,
        replaced_by=None,
    )
    return same.select_related("filed_by").first()
