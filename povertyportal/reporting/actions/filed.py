"""A report is filed: built once more, frozen as it is, never changed afterwards."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts import past
from povertyportal.accounts.audit import hold, record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.filing import standing_filing
from povertyportal.reporting.freezing import FILE, frozen_figures, frozen_papers, sum_of
from povertyportal.reporting.models import FiledReport
from povertyportal.reporting.reports import Report, ReportKind
from povertyportal.reporting.scope import Scope


@transaction.atomic
def file_report(
    *,
    kind: ReportKind,
    scope: Scope,
    by: User,
    number: str = "",
    note: str = "",
    replaces: FiledReport | None = None,
    token: UUID | None = None,
) -> FiledReport:
    """Build the report and freeze it; the same submission again returns the row it made first.

    No other action ends while it is built: all its numbers speak of one state of the records, that
    of the as-of day. One report stands for a kind, an area and a period; the next one names it and
    says why.
    """
    if not (scope.allows(by, Permission.REPORT_FILE) and scope.allows(by, kind.permission)):
        raise PermissionDenied
    hold()
    if token is not None:
        first = FiledReport.objects.filter(submit_token=token).first()
        if first is not None:
            return first
    _demand_turn(kind, scope=scope, replaces=replaces, note=note)
    with past.as_of(scope.as_of), translation.override("vi"):
        report = kind.build(scope, by)
        _demand_whole(report)
        filed = FiledReport(
            **_columns(kind, scope),
            number=number,
            papers=frozen_papers(report, number=number),
            figures=frozen_figures(report, scope=scope),
            note=note,
            replaces=replaces,
            filed_by=by,
            filed_at=timezone.now(),
            submit_token=token,
        )
    filed.sha256 = sum_of(filed)
    filed.full_clean()
    filed.save(force_insert=True)
    _note(filed, by=by)
    return filed


def _columns(kind: ReportKind, scope: Scope) -> dict[str, object]:
    return {
        "kind": kind.key,
        "title": str(kind.title),
        "area": scope.area,
        "period_from": scope.start,
        "period_to": scope.end,
        "as_of": scope.as_of,
        "standard": scope.standard,
        "boundaries": scope.boundaries,
    }


def _demand_turn(
    kind: ReportKind, *, scope: Scope, replaces: FiledReport | None, note: str
) -> None:
    """Refuse a period to come, a second report beside a standing one, and a wrong or mute one."""
    if scope.as_of > timezone.localdate():
        raise ValidationError(_("Ngày tính đến chưa tới: chưa thể chốt số liệu."), code="to_come")
    standing = standing_filing(kind, scope=scope)
    if standing != replaces:
        raise ValidationError(
            _("Báo cáo này của địa bàn và kỳ này vừa được chốt. Hãy mở lại trang để thay bản đó."),
            code="standing",
        )
    if replaces is not None and not note.strip():
        raise ValidationError({"note": ValidationError(_("Cần ghi lý do thay bản đã chốt."))})


def _demand_whole(report: Report) -> None:
    """Refuse a report with gaps, each in its words."""
    if report.gaps:
        raise ValidationError([f"{gap.title} {gap.advice}".strip() for gap in report.gaps])


def _note(filed: FiledReport, *, by: User) -> None:
    period = f"{filed.period_from:%d/%m/%Y} – {filed.period_to:%d/%m/%Y}"
    changes = {
        "period": (None, period),
        "number": (None, filed.number),
        "sha256": (None, filed.sha256),
    }
    if filed.replaces_id:
        changes["replaces"] = (None, str(filed.replaces_id))
    record(
        FILE,
        by=by,
        on=filed,
        area_path=filed.area.path,
        changes=changes,
        note=filed.note,
    )
