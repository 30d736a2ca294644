"""Budget years: what each holds, settled or open, and the act that closes or reopens one."""

from django.db.models import Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.text import grouped
from programs import actions, filters, tables
from programs.forms.capital import ReopeningForm, SettlementForm
from programs.models import Allocation, BudgetYear
from programs.views.base import Section, record_list, record_page, related, visible_or_404
from programs.views.forms import act_page


@requires(Permission.CAPITAL_VIEW)
def budget_year_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=BudgetYear.objects.visible_to(request.user).select_related("area"),
        filters=filters.BudgetYearFilter,
        table=tables.BudgetYearTable,
        filename="budget-years",
        title=gettext_lazy("Năm ngân sách"),
        theme="capital",
    )


@requires(Permission.CAPITAL_VIEW)
def budget_year_detail(request: Request, pk: int) -> HttpResponse:
    year = _year(request, pk)
    user, links = request.user, []
    if not year.is_settled and user.can(Permission.CAPITAL_SETTLE, year.area):
        links = [(_("Quyết toán"), reverse("budget_year_settle", args=[pk]))]
    elif year.is_settled and user.can(Permission.CAPITAL_APPROVE_LARGE, year.area):
        links = [(_("Mở lại năm"), reverse("budget_year_reopen", args=[pk]))]
    links.append((_("Dự thảo điều chỉnh vốn"), reverse("year_reallocation", args=[pk])))
    rows = Allocation.objects.visible_to(user).filter(area=year.area, year=year.year)
    sums = rows.aggregate(
        assigned=Sum("assigned"),
        distributed=Sum("distributed"),
        disbursed=Sum("disbursed"),
        advanced=Sum("advanced"),
    )
    found = {name: value or 0 for name, value in sums.items()}
    return record_page(
        request,
        year,
        back="budget_year_list",
        links=links,
        facts=["year", "area", "settled_on", "document_number", "settled_by"],
        sections=[
            Section(
                title=_("Cả năm (đồng)"),
                sums=[
                    (_("Được giao sau điều chỉnh"), grouped(found["assigned"])),
                    (_("Đã phân bổ"), grouped(found["distributed"])),
                    (_("Chưa phân bổ"), grouped(found["assigned"] - found["distributed"])),
                    (_("Đã giải ngân"), grouped(found["disbursed"])),
                    (
                        _("Đã phân bổ, chưa giải ngân"),
                        grouped(found["distributed"] - found["disbursed"]),
                    ),
                    (_("Tạm ứng chưa thu hồi"), grouped(found["advanced"])),
                ],
            ),
            related(_("Các nguồn vốn"), tables.AllocationTable, rows.select_related("component")),
        ],
    )


@requires(Permission.CAPITAL_SETTLE)
def budget_year_settle(request: Request, pk: int) -> HttpResponse:
    year = _year(request, pk)
    form = SettlementForm(request.POST or None)
    return act_page(
        request,
        form=form,
        act=lambda: actions.settle_year(
            year=year,
            settled_on=form.cleaned_data["settled_on"],
            document_number=form.cleaned_data["document_number"],
            by=request.user,
            version=year.version,
        ),
        title=_("Quyết toán: %(year)s") % {"year": year},
        record=year,
        back="budget_year_list",
        submit_label=_("Quyết toán"),
        done=_("Đã quyết toán. Năm này không ghi thêm được nữa."),
    )


@requires(Permission.CAPITAL_APPROVE_LARGE)
def budget_year_reopen(request: Request, pk: int) -> HttpResponse:
    year = _year(request, pk)
    form = ReopeningForm(request.POST or None)
    return act_page(
        request,
        form=form,
        act=lambda: actions.reopen_year(
            year=year,
            reason=form.cleaned_data["reason"],
            by=request.user,
            version=year.version,
        ),
        title=_("Mở lại: %(year)s") % {"year": year},
        record=year,
        back="budget_year_list",
        submit_label=_("Mở lại năm"),
        done=_("Đã mở lại năm."),
    )


def _year(request: Request, pk: int) -> BudgetYear:
    rows = BudgetYear.objects.visible_to(request.user).select_related("area", "settled_by")
    found: BudgetYear = visible_or_404(rows, pk)
    return found
