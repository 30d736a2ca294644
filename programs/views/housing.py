"""Houses and what was given towards them."""

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.text import grouped
from programs import actions, filters, tables
from programs.choices import GiverKind
from programs.forms.housing import ContributionForm, FinishForm, HousingCaseForm
from programs.models import HousingCase, HousingContribution
from programs.views.base import Fact, record_list, record_page, related, visible_or_404
from programs.views.forms import (
    act_page,
    chosen_household,
    create_page,
    edit_page,
    editable_or_403,
    household_page,
    remove_page,
    without_token,
)


@requires(Permission.HOUSING_VIEW)
def housing_case_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=HousingCase.objects.visible_to(request.user).select_related("household__head", "area"),
        filters=filters.HousingCaseFilter,
        table=tables.HousingCaseTable,
        filename="houses",
        title=gettext_lazy("Nhà ở"),
        theme="housing",
        create=(gettext_lazy("Ghi nhà ở"), "housing_case_create"),
        totals={
            "houses": (gettext_lazy("Số nhà"), Count("pk", distinct=True)),
            "given_sum": (gettext_lazy("Được hỗ trợ (đồng)"), Sum("contributions__amount")),
        },
    )


@requires(Permission.HOUSING_VIEW)
def housing_case_detail(request: Request, pk: int) -> HttpResponse:
    case = visible_or_404(_cases(request), pk)
    given = list(case.contributions.select_related("case__household", "case__area"))
    return record_page(
        request,
        case,
        back="housing_case_list",
        links=_case_links(request, case),
        edit="housing_case_edit",
        remove="housing_case_remove",
        facts=[
            "household",
            "area",
            "household_class",
            "kind",
            "funding",
            "programme",
            "started_on",
            "finished_on",
            "accepted_on",
        ],
        sections=[
            related(
                _("Đóng góp"),
                tables.HousingContributionTable,
                given,
                exclude=("household", "area"),
                sums=_by_giver(given),
            )
        ],
    )


@requires(Permission.HOUSING_EDIT)
def housing_case_create(request: Request) -> HttpResponse:
    title = _("Ghi nhà ở")
    household = chosen_household(request, Permission.HOUSING_EDIT)
    if household is None:
        return household_page(
            request, Permission.HOUSING_EDIT, title=title, back="housing_case_list"
        )
    case = HousingCase(household=household)
    form = HousingCaseForm(request.POST or None, instance=case, user=request.user)
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_housing_case(case=form.instance, by=request.user),
        title=title,
        back="housing_case_list",
        context={"facts": [(_("Hộ được hỗ trợ"), household)]},
    )


@requires(Permission.HOUSING_EDIT)
def housing_case_edit(request: Request, pk: int) -> HttpResponse:
    case = editable_or_403(request, _cases(request), pk)
    form = HousingCaseForm(request.POST or None, instance=case, user=request.user)
    return edit_page(
        request,
        form=form,
        record=case,
        act=lambda: actions.amend_housing_case(
            case=case, values=form.typed, by=request.user, version=form.cleaned_data["version"]
        ),
        back="housing_case_list",
    )


@requires(Permission.HOUSING_EDIT)
def housing_case_remove(request: Request, pk: int) -> HttpResponse:
    case = editable_or_403(request, _cases(request), pk)
    return remove_page(request, case, back="housing_case_list")


@requires(Permission.HOUSING_EDIT)
def housing_case_finish(request: Request, pk: int) -> HttpResponse:
    case = editable_or_403(request, _cases(request), pk)
    initial = {
        "version": case.version,
        "finished_on": case.finished_on,
        "accepted_on": case.accepted_on,
    }
    form = FinishForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda: actions.finish_house(
            case=case, by=request.user, **without_token(form.cleaned_data)
        ),
        title=_("Hoàn thành, nghiệm thu: %(case)s") % {"case": case},
        record=case,
        back="housing_case_list",
        submit_label=_("Ghi hoàn thành"),
        context={"facts": [(_("Khởi công"), f"{case.started_on:%d/%m/%Y}")]},
    )


@requires(Permission.HOUSING_VIEW)
def housing_contribution_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=HousingContribution.objects.visible_to(request.user)
        .select_related("case__household", "case__area")
        .order_by("-given_on", "-pk"),
        filters=filters.HousingContributionFilter,
        table=tables.HousingContributionTable,
        filename="housing-contributions",
        title=gettext_lazy("Đóng góp làm nhà"),
        theme="housing",
        totals={
            "houses": (gettext_lazy("Số nhà"), Count("case", distinct=True)),
            "amount_sum": (gettext_lazy("Trị giá (đồng)"), Sum("amount")),
            "days": (gettext_lazy("Số ngày công"), Sum("labour_days")),
        },
    )


@requires(Permission.HOUSING_VIEW)
def housing_contribution_detail(request: Request, pk: int) -> HttpResponse:
    row = visible_or_404(_contributions(request), pk)
    is_free = row.fund_transaction_id is None
    return record_page(
        request,
        row,
        back="housing_contribution_list",
        links=[(_("Mở trang của nhà"), row.case.get_absolute_url()), *_fund_link(request, row)],
        edit="housing_contribution_edit" if is_free else "",
        remove="housing_contribution_remove" if is_free else "",
        facts=[
            "case",
            "source",
            "contributor",
            "form",
            "amount",
            *(["labour_days"] if row.labour_days else []),
            "given_on",
        ],
    )


@requires(Permission.HOUSING_EDIT)
def housing_contribution_create(request: Request, pk: int) -> HttpResponse:
    case = editable_or_403(request, _cases(request), pk)
    row = HousingContribution(case=case)
    form = ContributionForm(request.POST or None, instance=row, user=request.user)
    return act_page(
        request,
        form=form,
        act=lambda: (
            actions.record_contribution(contribution=form.instance, by=request.user) and None
        ),
        title=_("Ghi đóng góp: %(case)s") % {"case": case},
        record=case,
        back="housing_case_list",
        submit_label=_("Ghi đóng góp"),
    )


@requires(Permission.HOUSING_EDIT)
def housing_contribution_edit(request: Request, pk: int) -> HttpResponse:
    row = editable_or_403(request, _contributions(request), pk)
    if row.fund_transaction_id is not None:
        return _kept_by_fund(request, row)
    form = ContributionForm(request.POST or None, instance=row, user=request.user)
    return edit_page(
        request,
        form=form,
        record=row,
        act=lambda: actions.amend_contribution(
            contribution=row,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="housing_contribution_list",
    )


@requires(Permission.HOUSING_EDIT)
def housing_contribution_remove(request: Request, pk: int) -> HttpResponse:
    row = editable_or_403(request, _contributions(request), pk)
    if row.fund_transaction_id is not None:
        return _kept_by_fund(request, row)
    return remove_page(request, row, back="housing_contribution_list")


def _cases(request: Request) -> QuerySet[HousingCase]:
    found: QuerySet[HousingCase] = HousingCase.objects.visible_to(request.user).select_related(
        "household__head", "household__area", "area"
    )
    return found


def _contributions(request: Request) -> QuerySet[HousingContribution]:
    found: QuerySet[HousingContribution] = HousingContribution.objects.visible_to(
        request.user
    ).select_related("case__household__head", "case__area", "fund_transaction__area")
    return found


def _case_links(request: Request, case: HousingCase) -> list[tuple[str, str]]:
    """Return what the user may do next about the house, the likeliest first."""
    user, links = request.user, []
    if user.can(Permission.HOUSING_EDIT, case.area):
        links.append((_("Ghi đóng góp"), reverse("housing_contribution_create", args=[case.pk])))
    if user.can(Permission.FUND_EDIT, case.area):
        spend = f"{reverse('fund_spending_create')}?house={case.pk}"
        links.append((_("Chi từ Quỹ"), spend))
    if user.can(Permission.HOUSING_EDIT, case.area) and case.accepted_on is None:
        label = _("Ghi nghiệm thu") if case.finished_on else _("Ghi hoàn thành")
        links.append((label, reverse("housing_case_finish", args=[case.pk])))
    return links


def _by_giver(given: list[HousingContribution]) -> list[Fact]:
    """Return what each kind of giver gave, and all of it, in đồng."""
    sums: dict[str, int] = {}
    for row in given:
        sums[row.source] = sums.get(row.source, 0) + row.amount
    facts: list[Fact] = [(kind.label, grouped(sums[kind])) for kind in GiverKind if kind in sums]
    return [*facts, (_("Tổng cộng (đồng)"), grouped(sum(sums.values())))]


def _fund_link(request: Request, row: HousingContribution) -> list[tuple[str, str]]:
    """Return the way to the Fund's entry that made the contribution, for those who may read it."""
    entry = row.fund_transaction
    if entry is None or not request.user.can(Permission.FUND_VIEW, entry.area):
        return []
    return [(_("Mở khoản chi của Quỹ"), entry.get_absolute_url())]


def _kept_by_fund(request: Request, row: HousingContribution) -> HttpResponse:
    messages.warning(request, _("Khoản này theo sổ Quỹ. Ghi sai thì đính chính khoản chi của Quỹ."))
    return redirect(row)
