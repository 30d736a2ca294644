"""Accounts of the budget chain: opened for one leaf, year, source and kind; removed unused."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from programs.actions.base import demand_right, demand_valid, discard, enter
from programs.actions.capital.locks import lock_allocations, lock_years
from programs.models import Allocation, BudgetYear, ComponentApplicability


@transaction.atomic
def open_allocation(*, allocation: Allocation, by: User) -> Allocation:
    """Open the account of one leaf, year, source and kind; its balances start at zero."""
    component = allocation.component
    demand_right(allocation, by=by)
    if not component.carries_money:
        raise ValidationError(_("Vốn chỉ ghi vào tiểu dự án hoặc dự án không có tiểu dự án."))
    refused = ComponentApplicability.objects.filter(
        Q(valid_to=None) | Q(valid_to__year__gte=allocation.year),
        component=component,
        area=allocation.area,
        applies=False,
        valid_from__year__lte=allocation.year,
    ).first()
    if refused:
        raise ValidationError(
            _("%(code)s không áp dụng cho địa bàn này: %(reason)s"),
            params={"code": component.code, "reason": refused.reason},
            code="does_not_apply",
        )
    allocation.assigned = allocation.distributed = allocation.disbursed = allocation.advanced = 0
    demand_valid(allocation)
    BudgetYear.objects.get_or_create(area=allocation.area, year=allocation.year)
    lock_years(allocation)
    return enter(allocation, by=by, event="allocation.open")


@transaction.atomic
def remove_allocation(*, row: Allocation, by: User, reason: str) -> None:
    """Delete an account that was opened by mistake; refuse it once anything rests on it."""
    found = lock_allocations(row).get(row.pk)
    if found is None:
        raise ValidationError(_("Bản ghi này vừa bị xoá."), code="gone")
    demand_right(found, by=by)
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do xoá.")}, code="no_reason")
    discard(found, by=by, reason=reason)
