"""Help to households and their people: the list, each record, and its forms."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from households.choices import PovertyClass
from households.models import Household
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from programs import actions, filters, gaps, tables
from programs.forms.support import SupportBatchForm, SupportForm
from programs.models import Support
from programs.views.base import list_crumb, record_list, record_page, visible_or_404
from programs.views.forms import (
    chosen_household,
    create_page,
    edit_page,
    editable_or_403,
    household_page,
    remove_page,
)


@requires(Permission.SUPPORT_VIEW)
def support_list(request: Request) -> HttpResponse:
    batch = (_("Ghi cho nhiều hộ"), reverse("support_batch"))
    return record_list(
        request,
        rows=Support.objects.visible_to(request.user).select_related(
            "household__head", "area", "component"
        ),
        filters=filters.SupportFilter,
        table=tables.SupportTable,
        filename="supports",
        title=gettext_lazy("Hỗ trợ hộ gia đình"),
        theme="supports",
        create=(gettext_lazy("Ghi hỗ trợ"), "support_create"),
        links=[batch] if request.user.has(Permission.SUPPORT_EDIT) else [],
        totals={
            "supports": (gettext_lazy("Số lượt"), Count("pk")),
            "helped": (gettext_lazy("Số hộ"), Count("household", distinct=True)),
            "amount_sum": (gettext_lazy("Trị giá (đồng)"), Sum("amount")),
        },
    )


@requires(Permission.SUPPORT_VIEW)
def support_detail(request: Request, pk: int) -> HttpResponse:
    return record_page(
        request,
        visible_or_404(_supports(request), pk),
        back="support_list",
        edit="support_edit",
        remove="support_remove",
        facts=[
            "household",
            "person",
            "area",
            "household_class",
            "kind",
            "component",
            "provided_on",
            "amount",
            "note",
        ],
    )


@requires(Permission.SUPPORT_EDIT)
def support_create(request: Request) -> HttpResponse:
    title = _("Ghi hỗ trợ")
    household = chosen_household(request, Permission.SUPPORT_EDIT)
    if household is None:
        return household_page(request, Permission.SUPPORT_EDIT, title=title, back="support_list")
    form = SupportForm(
        request.POST or None, instance=Support(household=household), user=request.user
    )
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_support(support=form.instance, by=request.user),
        title=title,
        back="support_list",
        context={"facts": [(_("Hộ được hỗ trợ"), household)]},
    )


@requires(Permission.SUPPORT_EDIT)
def support_edit(request: Request, pk: int) -> HttpResponse:
    support = editable_or_403(request, _supports(request), pk)
    form = SupportForm(request.POST or None, instance=support, user=request.user)
    return edit_page(
        request,
        form=form,
        record=support,
        act=lambda: actions.amend_support(
            support=support,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="support_list",
    )


@requires(Permission.SUPPORT_EDIT)
def support_remove(request: Request, pk: int) -> HttpResponse:
    support = editable_or_403(request, _supports(request), pk)
    return remove_page(request, support, back="support_list")


@requires(Permission.SUPPORT_EDIT)
def support_batch(request: Request) -> HttpResponse:
    """Enter the same help for many listed households of a ward: all of them, or none."""
    wards = list(request.user.areas(Permission.SUPPORT_EDIT).wards().order_by("path"))
    ward = _chosen(wards, request.GET.get("ward", ""))
    rows = {str(home.pk): home for home in _listed(ward)} if ward else {}
    form = SupportBatchForm(
        request.POST or None,
        instance=Support(),
        user=request.user,
        households=[(key, _line(home)) for key, home in rows.items()],
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_supports(
                support=form.instance,
                households=[rows[key] for key in form.cleaned_data["households"]],
                token=form.cleaned_data["submit_token"],
                by=request.user,
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            words = ngettext(
                "Đã ghi hỗ trợ cho %(n)s hộ.", "Đã ghi hỗ trợ cho %(n)s hộ.", len(made)
            )
            messages.success(request, words % {"n": len(made)})
            day = f"{made[0].provided_on:%d/%m/%Y}"
            query = {"kind": made[0].kind, "from_day": day, "to_day": day}
            return redirect(f"{reverse('support_list')}?{urlencode(query)}")
    return TemplateResponse(
        request,
        "programs/support_batch.html",
        {
            "title": _("Ghi cùng một hỗ trợ cho nhiều hộ"),
            "form": form,
            "ward": ward,
            "wards": wards,
            "cancel_url": reverse("support_list"),
            "submit_label": _("Ghi cho các hộ đã đánh dấu"),
            **list_crumb(form.instance, "support_list"),
        },
    )


def _supports(request: Request) -> QuerySet[Support]:
    found: QuerySet[Support] = Support.objects.visible_to(request.user).select_related(
        "household__head", "household__area", "person", "area", "component"
    )
    return found


def _chosen(wards: list[Area], key: str) -> Area | None:
    """Return the ward that the address names, or the only one; 404 for one not the user's."""
    if not key:
        return wards[0] if len(wards) == 1 else None
    for ward in wards:
        if str(ward.pk) == key:
            return ward
    raise Http404


def _listed(ward: Area) -> QuerySet[Household]:
    """Return the poor and near-poor households of the ward with the day of their last help."""
    listed = [PovertyClass.POOR, PovertyClass.NEAR_POOR]
    rows = Household.objects.active().filter(area=ward, poverty_class__in=listed)
    found = gaps.with_last_help(rows, timezone.localdate())
    return found.select_related("head", "village").order_by("-poverty_class", "sort_key", "pk")


def _line(household: Any) -> str:
    """Return the words beside a household's box: who, where, class, last help."""
    last = household.helped_on
    helped = (
        _("hỗ trợ gần nhất %(day)s") % {"day": f"{last:%d/%m/%Y}"}
        if last
        else _("chưa được hỗ trợ")
    )
    parts = [
        str(household),
        household.village.name if household.village else "",
        household.get_poverty_class_display(),
        helped,
    ]
    return " · ".join(part for part in parts if part)
