"""The list of reviews, the review form, the steps of the workflow, and closing a round."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from households import actions, overview, scoring
from households.choices import PovertyClass
from households.filters import ReviewFilter
from households.forms import ReviewForm, StepForm
from households.models import Household, Review, ReviewRound
from households.tables import ReviewTable, WardReviewTable
from households.wording import standard_shown
from households.workflow import STEPS, State, steps_from
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.listing import list_page


@requires(Permission.REVIEW_VIEW)
def review_list(request: Request) -> HttpResponse:
    """List the reviews of a round, the open one unless another is asked for."""
    rows = Review.objects.visible_to(request.user)
    places = [g.area for g in request.user.grants if Permission.REVIEW_VIEW in g.permissions]
    narrow = len(places) == 1 and places[0].level in (Area.Level.WARD, Area.Level.VILLAGE)
    current = ReviewRound.objects.current()
    if not request.GET.get("round") and current:
        rows = rows.filter(round=current)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk"))) if current else {}
    return list_page(
        request,
        rows=rows.select_related(
            "household__head", "area", "village", "round", "decision"
        ).order_by("household__sort_key", "pk"),
        filters=ReviewFilter,
        table=WardReviewTable if narrow else ReviewTable,
        template="households/review_list.html",
        filename="reviews",
        title=_("Rà soát"),
        context={
            "current": current,
            "states": [(state, counts.get(state, 0)) for state in State],
            "rounds": ReviewRound.objects.all(),
            "can_manage": request.user.has(Permission.ROUND_MANAGE),
            "chosen_round": request.GET.get("round", ""),
        },
    )


def _household(request: Request, code: str) -> Household:
    rows = Household.objects.reviewable_by(request.user).visible_to(request.user)
    found: Household = get_object_or_404(rows.select_related("area", "village", "head"), code=code)
    return found


def _round(request: Request, year: int) -> ReviewRound:
    """Return the year's round by the standard asked for, else the one valid the year after.

    A review at the end of a year is the baseline of the next. Periodic comes before ad hoc.
    """
    rounds = list(ReviewRound.objects.filter(year=year).order_by("-kind", "-standard"))
    usual = scoring.keys_valid_on(date(year + 1, 1, 1))
    wanted = request.GET.get("standard")
    if wanted:
        rounds = [found for found in rounds if found.standard == wanted]
    if not rounds:
        raise Http404
    return next((found for found in rounds if found.standard in usual), rounds[0])


@requires(Permission.REVIEW_VIEW)
@never_cache
def review_edit(request: Request, code: str, year: int) -> HttpResponse:
    """Enter or read the review of a year: the class and its reason show before saving."""
    household = _household(request, code)
    current = _round(request, year)
    reviews = overview.reviews_of(household)
    review = next((r for r in reviews if r.round_id == current.pk), None)
    is_open = current.state == ReviewRound.State.OPEN
    if not (is_open and overview.may_edit(review, household, user=request.user)):
        return _show_review(request, household, current, review)
    form = _review_form(request, household, current, review, reviews)
    result = _result(form, review)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            saved = actions.save_review(
                household=household,
                round=current,
                data=form.review_data(),
                by=request.user,
                now=timezone.now(),
                version=form.cleaned_data["version"],
            )
        except actions.ConflictError as conflict:
            form, differences = _conflict(request, form, conflict)
            frame = _frame(request, household, current, review) | {"differences": differences}
            return _show_form(request, form, result, frame=frame, status=409)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _after_saving(request, saved)
    frame = _frame(request, household, current, review)
    return _show_form(request, form, result, frame=frame)


def _result(form: ReviewForm, review: Review | None) -> overview.ScoreShown | None:
    """Return the score of what was typed; of what is stored while nothing was typed."""
    if not form.is_bound:
        return overview.score_of(review) if review else None
    score = form.score() if form.is_valid() else None
    if score is None:
        return None
    return overview.shown(score, review=review or Review(), standard=form.standard)


def _show_form(
    request: Request,
    form: ReviewForm,
    result: overview.ScoreShown | None,
    *,
    frame: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": _("Rà soát %(year)s") % {"year": frame["round"].year},
        "form": form,
        "result": result,
        "checked": request.method == "POST" and not form.errors,
        "differences": None,
        **frame,
    }
    return TemplateResponse(request, "households/review_form.html", context, status=status)


def _after_saving(request: Request, review: Review) -> HttpResponse:
    """Go on to sending when that was asked for and nothing is missing, else to the household."""
    if "send" not in request.POST:
        messages.success(request, _("Đã lưu phiếu rà soát."))
        return redirect(review.household)
    if not review.computed_class:
        messages.warning(
            request, _("Đã lưu nháp. Chưa gửi được: còn thiếu điểm B1 hoặc chỉ số chưa trả lời.")
        )
        return redirect(review)
    args = [review.household.code, review.round.year, "submit"]
    standard = request.GET.get("standard", "")
    query = f"?standard={review.round.standard}" if standard else ""
    return redirect(reverse("review_step", args=args) + query)


def _frame(
    request: Request, household: Household, current: ReviewRound, review: Review | None
) -> dict[str, Any]:
    is_open = current.state == ReviewRound.State.OPEN
    return {
        "household": household,
        "round": current,
        "review": review,
        "standard": standard_shown(current.standard),
        "way": overview.path_of(review.state if review else State.DRAFT, stages=current.stages),
        "steps": overview.steps_for(review, user=request.user) if review and is_open else {},
    }


def _review_form(
    request: Request,
    household: Household,
    current: ReviewRound,
    review: Review | None,
    reviews: list[Review],
) -> ReviewForm:
    last = next(
        (
            r
            for r in reviews
            if r.round.standard == current.standard
            and r.round.year < current.year
            and r.state == State.RECOGNISED
        ),
        None,
    )
    return ReviewForm(
        request.POST or None,
        initial=ReviewForm.initial_of(review),
        standard=standard_shown(current.standard),
        residence=household.area.residence,
        last={d.indicator: d.is_lacking for d in last.deprivations.all()} if last else {},
        last_year=last.round.year if last else None,
    )


def _show_review(
    request: Request, household: Household, current: ReviewRound, review: Review | None
) -> HttpResponse:
    if review is None:
        raise Http404
    answers = {d.indicator: d.is_lacking for d in review.deprivations.all()}
    standard = standard_shown(current.standard)
    return TemplateResponse(
        request,
        "households/review_detail.html",
        {
            "title": _("Rà soát %(year)s") % {"year": current.year},
            "scored": overview.score_of(review),
            "answers": [(i, answers.get(i.code)) for i in standard.indicators],
            **_frame(request, household, current, review),
        },
    )


def _conflict(
    request: Request, form: ReviewForm, conflict: actions.ConflictError
) -> tuple[ReviewForm, list[tuple[str, str, str]]]:
    """Return the form as typed under the stored version, and what differs from the stored."""
    stored = conflict.current if isinstance(conflict.current, Review) else None
    data = request.POST.copy()
    initial = ReviewForm.initial_of(stored)
    data["version"] = str(initial["version"])
    again = ReviewForm(
        data,
        initial=initial,
        standard=form.standard,
        residence=form.residence,
        last=form.last,
        last_year=form.last_year,
    )
    differences = []
    for field in again.visible_fields():
        choices = {str(k): str(v) for k, v in getattr(field.field, "choices", ())}
        theirs = _words(initial.get(field.name), choices)
        mine = _words(form.cleaned_data.get(field.name), choices)
        if theirs != mine:
            differences.append((str(field.label), theirs, mine))
    return again, differences


def _words(value: Any, choices: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(sorted(choices.get(str(v), str(v)) for v in value))
    text = "" if value is None else str(value)
    return choices.get(text, text)


@requires(Permission.REVIEW_VIEW)
@never_cache
def review_step(request: Request, code: str, year: int, step: str) -> HttpResponse:
    """Ask for confirmation of a step, with its reason or decision, and take it."""
    household = _household(request, code)
    current = _round(request, year)
    review = get_object_or_404(
        household.reviews.select_related("area", "village", "round", "household__head"),
        round=current,
    )
    place = review.village or review.area
    if request.method == "POST" and not request.user.can(STEPS[step].permission, place):
        raise PermissionDenied
    form = StepForm(
        request.POST if request.method == "POST" else None,
        step=STEPS[step],
        version=review.version,
    )
    if request.method == "POST" and form.is_valid():
        return _take_step(request, review, step, form)
    if step not in steps_from(review.state, stages=current.stages):
        messages.error(request, _("Phiếu không còn ở bước này."))
        return redirect(review)
    return _show_step(request, review, step, form)


TYPED = {"needs_note": "note", "long_note": "note"}
"""At which field of the step's form a refusal is said, so that what was typed stays."""


def _take_step(request: Request, review: Review, step: str, form: StepForm) -> HttpResponse:
    """Take the step, or ask again beside what is stored now when somebody saved in between."""
    try:
        actions.take_step(
            review=review,
            step=step,
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"],
            note=form.cleaned_data.get("note", ""),
        )
    except actions.ConflictError:
        review.refresh_from_db()
        data = request.POST.copy()
        data["version"] = str(review.version)
        again = StepForm(data, step=STEPS[step], version=review.version)
        return _show_step(request, review, step, again, has_changed=True)
    except ValidationError as error:
        if (field := TYPED.get(error.code or "")) in form.fields:
            form.add_error(field, error)
            return _show_step(request, review, step, form)
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(step)s: xong.") % {"step": STEPS[step].label})
    return redirect(review)


def _show_step(
    request: Request, review: Review, step: str, form: StepForm, *, has_changed: bool = False
) -> HttpResponse:
    """Ask for confirmation beside the points and the class that the step would carry on."""
    rule, household, proposed = STEPS[step], review.household, review.proposed_class
    facts = [
        (_("Hộ"), f"{household.code} · {household.head.full_name}"),
        (_("Diện đề nghị"), PovertyClass(proposed).label if proposed else ""),
        (_("Điểm B1"), review.b1),
        (_("Điểm B2"), review.b2),
        (_("Đang ở bước"), review.get_state_display()),
    ]
    context = {
        "title": rule.label,
        "text": rule.consequence,
        "submit_label": rule.label,
        "cancel_url": review.get_absolute_url(),
        "danger": step == "return",
        "form": form,
        "facts": facts,
        "household": household,
        "has_changed": has_changed,
    }
    status = 409 if has_changed else 200
    return TemplateResponse(request, "households/step.html", context, status=status)


@requires(Permission.ROUND_MANAGE)
def round_close(request: Request, pk: int) -> HttpResponse:
    """Ask for confirmation and close a round."""
    found = get_object_or_404(ReviewRound.objects.open(), pk=pk)
    if request.method == "POST":
        try:
            actions.close_round(round=found, by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã khoá đợt rà soát."))
        return redirect("review_list")
    return TemplateResponse(
        request,
        "confirm.html",
        {
            "title": _("Khoá đợt rà soát %(year)s") % {"year": found.year},
            "text": _("Sau khi khoá, không ai thêm hay sửa được phiếu của đợt này."),
            "submit_label": _("Khoá đợt"),
            "cancel_url": reverse("review_list"),
            "danger": True,
        },
    )


@requires(Permission.ROUND_MANAGE)
def round_reopen(request: Request, pk: int) -> HttpResponse:
    """Ask for the reason and open a closed round again."""
    found = get_object_or_404(ReviewRound, pk=pk, state=ReviewRound.State.CLOSED)
    form = StepForm(request.POST if request.method == "POST" else None, step=STEPS["return"])
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_round(round=found, by=request.user, note=form.cleaned_data["note"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã mở lại đợt rà soát."))
        return redirect("review_list")
    return TemplateResponse(
        request,
        "confirm.html",
        {
            "title": _("Mở lại đợt rà soát %(year)s") % {"year": found.year},
            "text": _("Phiếu của đợt này lại sửa được. Lý do được ghi vào nhật ký."),
            "submit_label": _("Mở lại"),
            "cancel_url": reverse("review_list"),
            "danger": True,
            "form": form,
        },
    )
