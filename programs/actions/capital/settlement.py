"""The end of a year of money: settled once nothing is left, opened again with a reason."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.ui.text import grouped
from programs.actions.base import change, demand_past, demand_right
from programs.choices import ProposalState
from programs.models import Allocation, BudgetYear, EntryProposal


@transaction.atomic
def settle_year(
    *, year: BudgetYear, settled_on: date, document_number: str, by: User, version: int
) -> BudgetYear:
    """Close a year: everything is spent, carried over or handed back, and nothing waits."""
    year = BudgetYear.objects.select_for_update().get(pk=year.pk)
    if year.version != version or year.is_settled:
        raise ValidationError(_("Năm này vừa được người khác xử lý."), code="conflict")
    demand_right(year, by=by)
    demand_past(BudgetYear(settled_on=settled_on), "settled_on")
    rows = Allocation.objects.filter(area=year.area, year=year.year).select_related("component")
    left = [
        _(
            "%(allocation)s còn %(rest)s đồng chưa phân bổ, %(unspent)s đồng chưa giải ngân, "
            "%(advanced)s đồng tạm ứng chưa thu hồi"
        )
        % {
            "allocation": row,
            "rest": grouped(row.undistributed),
            "unspent": grouped(row.balances.unspent),
            "advanced": grouped(row.advanced),
        }
        for row in rows
        if row.assigned != row.disbursed or row.advanced
    ]
    waiting = EntryProposal.objects.filter(
        Q(allocation__in=rows) | Q(counterpart__in=rows), state=ProposalState.WAITING
    ).count()
    if waiting:
        left.append(_("%(count)d đề nghị còn chờ duyệt") % {"count": waiting})
    if left:
        raise ValidationError(
            _(
                "Chưa quyết toán được. Hãy phân bổ, giải ngân, nộp trả hoặc chuyển nguồn trước: "
                "%(left)s."
            ),
            code="not_settled",
            params={"left": "; ".join(left)},
        )
    if settled_on < date(year.year, 12, 31):
        raise ValidationError({"settled_on": _("Chỉ quyết toán sau khi năm ngân sách kết thúc.")})
    values = {"settled_on": settled_on, "document_number": document_number, "settled_by": by}
    return change(year, values, by=by, event="budget_year.settle")


@transaction.atomic
def reopen_year(*, year: BudgetYear, reason: str, by: User, version: int) -> BudgetYear:
    """Open a settled year again, by somebody else than who settled it, with the reason."""
    year = BudgetYear.objects.select_for_update().get(pk=year.pk)
    if year.version != version or not year.is_settled:
        raise ValidationError(_("Năm này vừa được người khác xử lý."), code="conflict")
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do mở lại.")}, code="no_reason")
    if not by.can(Permission.CAPITAL_APPROVE_LARGE, year.area) or year.settled_by_id == by.pk:
        raise PermissionDenied
    before = year.settled_on
    year.settled_on, year.document_number, year.settled_by = None, "", None
    year.version += 1
    year.save(update_fields=["settled_on", "document_number", "settled_by", "version"])
    record(
        "budget_year.reopen",
        by=by,
        on=year,
        area_path=year.area.path,
        changes={"settled_on": (before, None)},
        note=reason,
    )
    return year
