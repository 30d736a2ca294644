"""Opening a round, its page, its steps, closing and reopening it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from households import actions, scoring
from households.board import heads_of
from households.forms.rounds import NoteForm, RoundForm, StepsForm, WhichRoundForm, say_at_fields
from households.lists.rounds import RoundFilter, RoundTable
from households.models import ReviewRound, Unlock, WardRound
from households.procedure import procedure_on
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.listing import list_page


@requires(Permission.REVIEW_VIEW)
def round_list(request: Request) -> HttpResponse:
    """List all rounds."""
    return list_page(
        request,
        rows=ReviewRound.objects.all(),
        filters=RoundFilter,
        table=RoundTable,
        template="households/round_list.html",
        filename="rounds",
        title=_("Các đợt rà soát"),
        context={"can_manage": request.user.has(Permission.ROUND_MANAGE)},
    )


@requires(Permission.REVIEW_VIEW)
def round_detail(request: Request, pk: int) -> HttpResponse:
    """Show a round: its days and steps, how each ward stands, who holds an unlock."""
    user, now = request.user, timezone.now()
    found = get_object_or_404(ReviewRound.objects.select_related("closed_by"), pk=pk)
    wards = WardRound.objects.filter(round=found, area__in=user.areas(Permission.REVIEW_VIEW))
    wards = wards.select_related("area", "closed_by").order_by("area__path")
    unlocks = Unlock.objects.active_at(now).filter(
        user.scope(Permission.REVIEW_VIEW, "ward_round__area", "household__village"),
        ward_round__round=found,
    )
    return TemplateResponse(
        request,
        "households/round_detail.html",
        {
            "title": str(found),
            "round": found,
            "heads": heads_of(found, today=timezone.localdate(now)),
            "wards": wards,
            "unlocks": unlocks.select_related("household", "user"),
            "is_open": found.state == ReviewRound.State.OPEN,
            "can_manage": user.has(Permission.ROUND_MANAGE),
            "can_close_ward": user.has(Permission.WARD_CLOSE),
            "procedure": found.procedure,
        },
    )


@requires(Permission.ROUND_MANAGE)
@never_cache
def round_open(request: Request) -> HttpResponse:
    """Open a round: choose which, look at the proposed days and steps, change and confirm them."""
    which = WhichRoundForm(request.GET if "kind" in request.GET else _usual(timezone.localdate()))
    if not which.is_valid():
        return _show_open(request, which, None)
    chosen = which.cleaned_data
    form = _round_form(request, chosen)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_round(data=form.data_for(chosen), by=request.user)
        except ValidationError as error:
            known = _same(chosen, form.cleaned_data["standard"])
            if known and getattr(error, "code", "") == "round_exists":
                messages.info(request, _("Đợt rà soát này đã được mở."))
                return redirect("round_detail", known.pk)
            say_at_fields(form, error)
        else:
            messages.success(request, _("Đã mở đợt rà soát."))
            return redirect("round_detail", opened.pk)
    return _show_open(request, which, form)


def _usual(today: date) -> dict[str, Any]:
    """Return the round that is most likely wanted: the year's, or the month's after its start."""
    procedure = procedure_on(today)
    starts_on, ends_on = procedure.window(today.year, 0)
    exists = ReviewRound.objects.filter(year=today.year, kind=ReviewRound.Kind.PERIODIC).exists()
    is_adhoc = exists or not (today.replace(day=1) <= starts_on or today <= ends_on)
    kind = ReviewRound.Kind.ADHOC if is_adhoc else ReviewRound.Kind.PERIODIC
    return {"kind": kind.value, "year": today.year, "month": str(today.month)}


def _same(chosen: dict[str, Any], standard: str) -> ReviewRound | None:
    keys = {name: chosen[name] for name in ("year", "kind", "month")}
    return ReviewRound.objects.filter(standard=standard, **keys).first()


def _round_form(request: Request, chosen: dict[str, Any]) -> RoundForm:
    """Return the form with what the procedure and the standards propose."""
    year, month = chosen["year"], chosen["month"]
    procedure = procedure_on(date(year, month or 9, 1))
    starts_on, ends_on = procedure.window(year, month)
    stages = procedure.stages_of(starts_on, ends_on)
    standards = scoring.keys_valid_on(starts_on if month else date(year + 1, 1, 1))
    initial = StepsForm.initial_of((rule.stage, rule.owner, due) for rule, due in stages)
    initial |= {"starts_on": starts_on, "ends_on": ends_on, "standard": (standards or [""])[0]}
    return RoundForm(request.POST or None, initial=initial, rules=[rule for rule, _due in stages])


def _show_open(request: Request, which: WhichRoundForm, form: RoundForm | None) -> HttpResponse:
    return TemplateResponse(
        request,
        "households/round_open.html",
        {
            "title": _("Mở đợt rà soát"),
            "which": which,
            "form": form,
            "procedure": procedure_on(timezone.localdate()),
            "cancel_url": reverse("round_list"),
        },
    )


@requires(Permission.ROUND_MANAGE)
@never_cache
def round_steps(request: Request, pk: int) -> HttpResponse:
    """Change owners and deadlines of an open round."""
    found = get_object_or_404(ReviewRound.objects.open(), pk=pk)
    form = _steps_form(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_steps(
                round=found,
                steps=form.steps(),
                ends_on=form.cleaned_data["ends_on"],
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except actions.ConflictError:
            return _steps_conflict(request, found, form)
        except ValidationError as error:
            say_at_fields(form, error)
        else:
            messages.success(request, _("Đã lưu các bước của đợt rà soát."))
            return redirect("round_detail", found.pk)
    return _show_steps(request, found, form)


def _steps_form(found: ReviewRound, data: Any) -> StepsForm:
    """Return the form of the steps that the law knows in this round."""
    written = {row.stage: (row.owner, row.due_on) for row in found.steps.all()}
    proposed = found.procedure.stages_of(found.starts_on, found.ends_on)
    rules = [
        rule
        for rule in found.procedure.stages
        if rule.stage in written or (not written and rule in [each for each, _due in proposed])
    ]
    values = written or {rule.stage: (rule.owner, due) for rule, due in proposed}
    initial = StepsForm.initial_of((stage, *value) for stage, value in values.items())
    initial |= {"ends_on": found.ends_on, "seen": actions.steps_mark(found)}
    return StepsForm(data, initial=initial, rules=rules)


def _steps_conflict(request: Request, found: ReviewRound, form: StepsForm) -> HttpResponse:
    """Show what is stored beside what was typed; saving again means: mine."""
    found.refresh_from_db()
    fresh = _steps_form(found, None)
    data = request.POST.copy()
    data["seen"] = actions.steps_mark(found)
    differences = []
    for field in fresh.visible_fields():
        choices = {str(key): str(word) for key, word in getattr(field.field, "choices", ())}
        theirs, mine = (
            f"{value:%d/%m/%Y}" if isinstance(value, date) else choices.get(str(value), "")
            for value in (field.initial, form.cleaned_data.get(field.name))
        )
        if theirs != mine:
            differences.append((str(field.label), theirs, mine))
    again = _steps_form(found, data)
    return _show_steps(request, found, again, differences=differences, status=409)


def _show_steps(
    request: Request,
    found: ReviewRound,
    form: StepsForm,
    *,
    differences: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": _("Các bước của đợt rà soát"),
        "round": found,
        "form": form,
        "differences": differences,
        "cancel_url": reverse("round_detail", args=[found.pk]),
    }
    return TemplateResponse(request, "households/round_steps.html", context, status=status)


@requires(Permission.ROUND_MANAGE)
def round_close(request: Request, pk: int) -> HttpResponse:
    """Ask for confirmation and close a round; wards still open are named."""
    found = get_object_or_404(ReviewRound.objects.open(), pk=pk)
    if request.method == "POST":
        try:
            actions.close_round(round=found, by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã khoá đợt rà soát."))
        return redirect("round_detail", found.pk)
    still_open = WardRound.objects.filter(round=found, state=WardRound.State.OPEN)
    return TemplateResponse(
        request,
        "households/round_confirm.html",
        {
            "title": _("Khoá đợt rà soát %(year)s") % {"year": found.when},
            "text": _("Sau khi khoá, không ai thêm hay sửa được phiếu của đợt này."),
            "submit_label": _("Khoá đợt"),
            "cancel_url": reverse("round_detail", args=[found.pk]),
            "danger": True,
            "round": found,
            "still_open": still_open.select_related("area").order_by("area__path"),
        },
    )


@requires(Permission.ROUND_MANAGE)
def round_reopen(request: Request, pk: int) -> HttpResponse:
    """Ask for the reason and open a closed round again."""
    found = get_object_or_404(ReviewRound, pk=pk, state=ReviewRound.State.CLOSED)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_round(round=found, by=request.user, note=form.cleaned_data["note"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã mở lại đợt rà soát."))
        return redirect("round_detail", found.pk)
    return TemplateResponse(
        request,
        "households/round_confirm.html",
        {
            "title": _("Mở lại đợt rà soát %(year)s") % {"year": found.when},
            "text": _("Phiếu của đợt này lại sửa được ở các địa bàn được mở lại."),
            "submit_label": _("Mở lại"),
            "cancel_url": reverse("round_detail", args=[found.pk]),
            "danger": True,
            "form": form,
            "round": found,
        },
    )
