"""Who can leave poverty, who may fall back, and the plans that wards make for named households."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from households import actions, outlook
from households.forms.plans import (
    NEW_LINES,
    BaseSupportFormSet,
    DropPlanForm,
    PlanForm,
    SupportDoneForm,
    aim_choices,
    support_formset,
    supports_from,
    supports_of,
)
from households.lists.exits import (
    ExitCandidateFilter,
    ExitCandidateTable,
    FallBackFilter,
    FallBackTable,
    WardExitCandidateTable,
    WardFallBackTable,
)
from households.lists.plans import ExitPlanFilter, ExitPlanTable, WardExitPlanTable, result_words
from households.models import ExitPlan, ExitSupport, Household, Review, ReviewRound
from households.wording import standard_shown
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.listing import list_page


def _is_narrow(request: Request) -> bool:
    """Tell whether the user views the reviews of one ward or village alone."""
    places = [g.area for g in request.user.grants if Permission.REVIEW_VIEW in g.permissions]
    return len(places) == 1 and places[0].level in (Area.Level.WARD, Area.Level.VILLAGE)


@requires(Permission.REVIEW_VIEW)
def exit_candidate_list(request: Request) -> HttpResponse:
    """List poor and near-poor households by how little keeps them there; nothing is written."""
    rows = outlook.exit_candidates().visible_to(request.user)
    wards = outlook.wards_after(rows)
    return list_page(
        request,
        rows=outlook.with_facts(rows),
        filters=ExitCandidateFilter,
        table=WardExitCandidateTable if _is_narrow(request) else ExitCandidateTable,
        template="households/exit_candidates.html",
        filename="exit-candidates",
        title=_("Khả năng thoát nghèo"),
        notes=(_("Mô phỏng từ kết quả rà soát đã công nhận, không phải kết quả chính thức."),),
        context={"wards": wards, "small_gap": outlook.SMALL_GAP, "sums": _sums(wards)},
    )


def _sums(wards: list[outlook.WardOutlook]) -> dict[str, int]:
    names = ("poor", "to_near_poor", "to_not_poor", "poor_after", "near_poor", "near_poor_leave")
    return {name: sum(getattr(ward, name) for ward in wards) for name in names}


@requires(Permission.REVIEW_VIEW)
def fall_back_list(request: Request) -> HttpResponse:
    """List the households that few points keep from the class below; nothing is written."""
    rows = outlook.near_falls().visible_to(request.user)
    return list_page(
        request,
        rows=outlook.with_facts(rows),
        filters=FallBackFilter,
        table=WardFallBackTable if _is_narrow(request) else FallBackTable,
        template="households/fall_backs.html",
        filename="fall-back",
        title=_("Nguy cơ nghèo trở lại"),
        notes=(_("Mô phỏng từ kết quả rà soát đã công nhận, không phải kết quả chính thức."),),
        context={"near": outlook.NEAR},
    )


@requires(Permission.REVIEW_VIEW)
def exit_plan_list(request: Request) -> HttpResponse:
    """List the exit plans of the user's areas with what came of them."""
    rows = ExitPlan.objects.visible_to(request.user).with_result()
    return list_page(
        request,
        rows=rows.select_related("household__head", "household__village", "area").order_by(
            "-year", "month", "pk"
        ),
        filters=ExitPlanFilter,
        table=WardExitPlanTable if _is_narrow(request) else ExitPlanTable,
        template="households/exit_plans.html",
        filename="exit-plans",
        title=_("Kế hoạch thoát nghèo"),
    )


def _plan(request: Request, pk: int) -> ExitPlan:
    """Return the plan with its household and result, out of those the user may see."""
    rows = ExitPlan.objects.visible_to(request.user).with_result()
    found: ExitPlan = get_object_or_404(
        rows.select_related(
            "household__head", "household__area", "household__village", "area", "created_by"
        ),
        pk=pk,
    )
    return found


@requires(Permission.REVIEW_VIEW)
def exit_plan_detail(request: Request, pk: int) -> HttpResponse:
    """Show a plan: what was agreed, what is done, what the review of its year says."""
    plan = _plan(request, pk)
    household = plan.household
    place = household.village or household.area
    standard = _standard(household)
    aims = dict(aim_choices(standard))
    return TemplateResponse(
        request,
        "households/exit_plan.html",
        {
            "title": _("Kế hoạch thoát nghèo %(year)s") % {"year": plan.year},
            "plan": plan,
            "household": household,
            "supports": [(s, aims.get(s.aim, s.aim)) for s in plan.supports.all()],
            "facts": [
                (_("Phường, xã"), plan.area.name),
                (_("Tháng hoàn thành"), f"{plan.month:02d}/{plan.year}"),
                (_("Tổ chức giúp đỡ"), plan.get_organisation_display()),
                (_("Kết quả rà soát năm"), result_words(plan.result)),  # type: ignore[attr-defined]
                (_("Người lập"), plan.created_by.full_name or plan.created_by.username),
                (_("Ngày lập"), f"{timezone.localtime(plan.created_at):%d/%m/%Y}"),
                (_("Ghi chú"), plan.note or "–"),
            ],
            "can_edit": request.user.can(Permission.EXIT_PLAN_EDIT, place) and not plan.dropped_at,
        },
    )


def _latest(household: Household) -> Review | None:
    """Return the household's latest recognised review with its facts."""
    return outlook.with_facts(outlook.latest_recognised().filter(household=household)).first()


def _standard(household: Household) -> Any:
    """Return the standard of the household's latest recognised review, else the latest one."""
    review = _latest(household)
    current = ReviewRound.objects.order_by("-year", "-standard").first()
    key = review.round.standard if review else current.standard if current else "STD2022"
    return standard_shown(key)


@requires(Permission.EXIT_PLAN_EDIT)
@never_cache
def exit_plan_create(request: Request, code: str) -> HttpResponse:
    """Make a plan for a household, filled in with the supports that the simulation found."""
    rows = Household.objects.reviewable_by(request.user).visible_to(request.user)
    household = get_object_or_404(rows.select_related("area", "village", "head"), code=code)
    review = _latest(household)
    found = outlook.outlook_of(review) if review else None
    first = supports_from(found)
    data = request.POST or None
    form, formset = _forms(data, household, plan=None, first=first)
    if request.method == "POST" and all([form.is_valid(), formset.is_valid()]):
        try:
            saved = actions.create_plan(
                household=household,
                data=form.data_with(formset.supports()),
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Đã lập kế hoạch thoát nghèo."))
            return redirect(saved)
    return _show(request, form, formset, household=household, found=found)


@requires(Permission.EXIT_PLAN_EDIT)
@never_cache
def exit_plan_edit(request: Request, pk: int) -> HttpResponse:
    """Change a plan; a stale form shows both versions."""
    plan = _plan(request, pk)
    form, formset = _forms(request.POST or None, plan.household, plan=plan)
    if request.method == "POST" and all([form.is_valid(), formset.is_valid()]):
        try:
            saved = actions.change_plan(
                plan=plan,
                data=form.data_with(formset.supports()),
                by=request.user,
                version=form.cleaned_data["version"],
            )
        except actions.ConflictError:
            return _conflict(request, form, formset, plan=plan)
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Đã lưu kế hoạch."))
            return redirect(saved)
    return _show(request, form, formset, household=plan.household, plan=plan)


def _forms(
    data: QueryDict | None,
    household: Household,
    *,
    plan: ExitPlan | None,
    first: list[dict[str, Any]] | None = None,
) -> tuple[PlanForm, BaseSupportFormSet]:
    today = timezone.localdate()
    current = ReviewRound.objects.current()
    year = current.year if current else today.year
    offered = {*range(min(year, today.year), max(year, today.year) + 3)}
    stored = list(plan.supports.all()) if plan else []
    form = PlanForm(
        data,
        initial=PlanForm.initial_of(plan, year=year),
        years=sorted(offered | ({plan.year} if plan else set())),
    )
    lines = supports_of(plan) if plan else first or []
    formset = support_formset(NEW_LINES if lines else NEW_LINES + 1)(
        data,
        initial=lines,
        prefix="supports",
        form_kwargs={"aims": aim_choices(_standard(household), stored)},
    )
    return form, formset


def _show(
    request: Request,
    form: PlanForm,
    formset: BaseSupportFormSet,
    *,
    household: Household,
    plan: ExitPlan | None = None,
    found: outlook.Outlook | None = None,
    differences: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:
    return TemplateResponse(
        request,
        "households/exit_plan_form.html",
        {
            "title": _("Sửa kế hoạch thoát nghèo") if plan else _("Lập kế hoạch thoát nghèo"),
            "form": form,
            "formset": formset,
            "household": household,
            "plan": plan,
            "found": found,
            "differences": differences,
            "cancel_url": (plan or household).get_absolute_url(),
        },
        status=200 if differences is None else 409,
    )


def _conflict(
    request: Request, form: PlanForm, formset: BaseSupportFormSet, *, plan: ExitPlan
) -> HttpResponse:
    """Show what is stored beside what was typed; saving again means: mine."""
    stored = _plan(request, plan.pk)
    fresh, _lines = _forms(None, stored.household, plan=stored)
    data = request.POST.copy()
    data["version"] = str(stored.version)
    differences = []
    for field in fresh.visible_fields():
        words = {str(k): str(v) for k, v in getattr(field.field, "choices", ())}
        theirs, mine = (
            words.get(str(value or ""), str(value or ""))
            for value in (fresh.initial.get(field.name), form.cleaned_data.get(field.name))
        )
        if theirs != mine:
            differences.append((str(field.label), theirs, mine))
    theirs = "; ".join(s.text for s in stored.supports.all())
    mine = "; ".join(s.text for s in formset.supports())
    if theirs != mine:
        differences.append((_("Việc hỗ trợ"), theirs, mine))
    again, lines = _forms(data, stored.household, plan=stored)
    return _show(
        request, again, lines, household=stored.household, plan=stored, differences=differences
    )


def _refuse(form: Form, error: ValidationError) -> None:
    """Show an action's refusal at its field, or above the form."""
    found = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: [error]}
    for name, errors in found.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))


@requires(Permission.EXIT_PLAN_EDIT)
@never_cache
def exit_support_done(request: Request, pk: int) -> HttpResponse:
    """Ask for the day on which an agreed support was done, and note it."""
    plans = ExitPlan.objects.visible_to(request.user)
    support = get_object_or_404(
        ExitSupport.objects.filter(plan__in=plans).select_related("plan__household__head"), pk=pk
    )
    today = timezone.localdate()
    form = SupportDoneForm(
        request.POST if request.method == "POST" else None,
        initial={"done_on": support.done_on or today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.mark_support_done(
                support=support,
                done_on=form.cleaned_data["done_on"],
                by=request.user,
                today=today,
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Đã ghi việc hỗ trợ đã xong."))
            return redirect(support.plan)
    return _confirm(
        request,
        form,
        plan=support.plan,
        title=_("Việc hỗ trợ đã xong"),
        text=support.text,
        label=_("Ghi đã xong"),
    )


@requires(Permission.EXIT_PLAN_EDIT)
@never_cache
def exit_plan_drop(request: Request, pk: int) -> HttpResponse:
    """Ask for the reason and give a plan up."""
    plan = _plan(request, pk)
    posted = request.method == "POST"
    form = DropPlanForm(request.POST if posted else None, initial={"version": plan.version})
    has_changed = False
    if posted and form.is_valid():
        try:
            actions.drop_plan(
                plan=plan,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
                version=form.cleaned_data["version"],
            )
        except actions.ConflictError as conflict:
            data = request.POST.copy()
            data["version"] = str(conflict.current.version)  # type: ignore[attr-defined]
            form, has_changed = DropPlanForm(data), True
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Đã thôi kế hoạch."))
            return redirect(plan)
    return _confirm(
        request,
        form,
        plan=plan,
        title=_("Thôi kế hoạch thoát nghèo"),
        text=_("Kế hoạch vẫn còn trong hồ sơ nhưng không tính vào kết quả nữa."),
        label=_("Thôi kế hoạch"),
        danger=True,
        has_changed=has_changed,
    )


def _confirm(
    request: Request,
    form: Form,
    *,
    plan: ExitPlan,
    title: str,
    text: str,
    label: str,
    danger: bool = False,
    has_changed: bool = False,
) -> HttpResponse:
    context = {
        "title": title,
        "text": text,
        "form": form,
        "submit_label": label,
        "danger": danger,
        "has_changed": has_changed,
        "household": plan.household,
        "plan": plan,
        "cancel_url": plan.get_absolute_url(),
        "facts": [(_("Hộ"), f"{plan.household.code} · {plan.household.head.full_name}")],
    }
    status = 409 if has_changed else 200
    return TemplateResponse(request, "households/exit_plan_step.html", context, status=status)
