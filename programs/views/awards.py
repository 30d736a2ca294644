"""Rewards, and the figures that earned them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.units import trimmed, with_unit, written
from programs import actions, filters, tables
from programs.choices import RecipientKind
from programs.earned import earned, kept_value
from programs.forms.awards import AwardFigureForm, AwardForm, HouseholdAwardForm
from programs.forms.base import ReasonForm
from programs.models import Award, AwardFigure
from programs.views.base import record_list, record_page, related, visible_or_404
from programs.views.forms import (
    act_page,
    chosen_household,
    create_page,
    edit_page,
    editable_or_403,
    household_page,
    remove_page,
)


@requires(Permission.AWARD_VIEW)
def award_list(request: Request) -> HttpResponse:
    of_household = (gettext_lazy("Ghi khen thưởng hộ"), reverse("award_household_create"))
    return record_list(
        request,
        rows=Award.objects.visible_to(request.user).select_related("area"),
        filters=filters.AwardFilter,
        table=tables.AwardTable,
        filename="awards",
        title=gettext_lazy("Khen thưởng"),
        theme="awards",
        create=(gettext_lazy("Ghi khen thưởng"), "award_create"),
        links=[of_household] if request.user.has(Permission.AWARD_EDIT) else [],
    )


@requires(Permission.AWARD_VIEW)
def award_detail(request: Request, pk: int) -> HttpResponse:
    award = visible_or_404(_awards(request), pk)
    may_edit = request.user.can(Permission.AWARD_EDIT, award.where)
    add = (_("Thêm kết quả được khen"), reverse("award_figure_create", args=[pk]))
    rows = [
        _earned(figure, user=request.user, may_edit=may_edit)
        for figure in award.figures.select_related("area")
    ]
    return record_page(
        request,
        award,
        back="award_list",
        links=[add] if may_edit else [],
        edit="award_edit",
        remove="award_remove",
        sections=[
            related(
                _("Kết quả được khen"),
                tables.AwardFigureTable,
                rows,
                exclude=() if may_edit else ("remove",),
            )
        ],
        facts=[
            "recipient",
            "recipient_kind",
            *(("household",) if award.household else ()),
            "area",
            "decision_number",
            "decided_on",
            "movement",
            "merit",
        ],
    )


@dataclass(frozen=True, kw_only=True)
class Earned:
    """A figure of a reward as it stood, beside what the records say now."""

    title: str | Promise
    area: Area
    period: str
    then: str
    url: str = ""
    now: str = ""
    change: str | Promise = ""
    remove: str | Promise = ""
    remove_url: str = ""


def _earned(row: AwardFigure, *, user: User, may_edit: bool) -> Earned:
    """Ask the figure again; who may not see it now reads only what was kept."""
    kept: dict[str, Any] = {
        "area": row.area,
        "period": f"{row.period_from:%d/%m/%Y} - {row.period_to:%d/%m/%Y}",
        "remove": _("Gỡ"),
        "remove_url": reverse("award_figure_remove", args=[row.pk]) if may_edit else "",
    }
    try:
        indicator = get_indicator(row.key)
    except KeyError:
        return Earned(title=row.key, then=written(row.value), **kept)
    value = None if row.value is None else trimmed(row.value)
    then = with_unit(value, indicator.unit)
    if not user.can(indicator.permission, row.area):
        return Earned(title=indicator.title, then=then, **kept)
    found = earned(key=row.key, area=row.area, start=row.period_from, end=row.period_to)
    same = kept_value(found) == row.value
    return Earned(
        title=indicator.title,
        then=then,
        url=found.url,
        now=with_unit(found.value, indicator.unit),
        change=_("không đổi") if same else _("đã đổi từ khi khen thưởng"),
        **kept,
    )


@requires(Permission.AWARD_EDIT)
def award_create(request: Request) -> HttpResponse:
    award = Award(recipient_kind=RecipientKind.COLLECTIVE)
    form = AwardForm(request.POST or None, instance=award, user=request.user)
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_award(award=form.instance, by=request.user),
        title=_("Ghi khen thưởng"),
        back="award_list",
    )


@requires(Permission.AWARD_EDIT)
def award_household_create(request: Request) -> HttpResponse:
    title = _("Ghi khen thưởng hộ")
    household = chosen_household(request, Permission.AWARD_EDIT)
    if household is None:
        return household_page(request, Permission.AWARD_EDIT, title=title, back="award_list")
    award = Award(
        household=household,
        area=household.area,
        recipient_kind=RecipientKind.HOUSEHOLD,
        recipient=_("Hộ %(name)s") % {"name": household.head.full_name},
    )
    form = HouseholdAwardForm(request.POST or None, instance=award, user=request.user)
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_award(award=form.instance, by=request.user),
        title=title,
        back="award_list",
        context={"facts": [(_("Hộ được khen"), household)]},
    )


@requires(Permission.AWARD_EDIT)
def award_edit(request: Request, pk: int) -> HttpResponse:
    award = editable_or_403(request, _awards(request), pk)
    form_class = HouseholdAwardForm if award.household else AwardForm
    form = form_class(request.POST or None, instance=award, user=request.user)
    return edit_page(
        request,
        form=form,
        record=award,
        act=lambda: actions.amend_award(
            award=award, values=form.typed, by=request.user, version=form.cleaned_data["version"]
        ),
        back="award_list",
    )


@requires(Permission.AWARD_EDIT)
def award_remove(request: Request, pk: int) -> HttpResponse:
    return remove_page(request, editable_or_403(request, _awards(request), pk), back="award_list")


@requires(Permission.AWARD_EDIT)
def award_figure_create(request: Request, pk: int) -> HttpResponse:
    award = editable_or_403(request, _awards(request), pk)
    form = AwardFigureForm(
        request.POST or None, user=request.user, award=award, today=timezone.localdate()
    )
    return act_page(
        request,
        form=form,
        act=lambda: actions.add_award_figure(
            award=award,
            key=form.cleaned_data["key"],
            area=form.cleaned_data["area"],
            start=form.cleaned_data["period_from"],
            end=form.cleaned_data["period_to"],
            by=request.user,
        ),
        title=_("Kết quả được khen: %(award)s") % {"award": award},
        record=award,
        back="award_list",
        submit_label=_("Tính và ghi"),
    )


@requires(Permission.AWARD_EDIT)
def award_figure_remove(request: Request, pk: int) -> HttpResponse:
    row = AwardFigure.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    award = editable_or_403(request, _awards(request), row.award_id)
    form = ReasonForm(request.POST or None, initial={"version": award.version})
    return act_page(
        request,
        form=form,
        act=lambda: actions.remove_award_figure(
            row=row, by=request.user, reason=form.cleaned_data["reason"]
        ),
        title=_("Gỡ kết quả được khen: %(award)s") % {"award": award},
        record=award,
        back="award_list",
        submit_label=_("Gỡ"),
        done=_("Đã gỡ."),
    )


def _awards(request: Request) -> QuerySet[Award]:
    found: QuerySet[Award] = Award.objects.visible_to(request.user).select_related(
        "household__head", "household__area", "area"
    )
    return found
