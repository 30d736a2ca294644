"""The list of reviews, the steps of the workflow, and closing a round."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from households import actions
from households.choices import PovertyClass
from households.forms import StepForm
from households.lists.reviews import (
    BatchReviewTable,
    ReviewFilter,
    ReviewTable,
    WardBatchReviewTable,
    WardReviewTable,
)
from households.models import Review, ReviewRound
from households.views.batches import batch_steps
from households.views.opened import household_of, round_of
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
    steps = batch_steps(request.user)
    tables = (BatchReviewTable, WardBatchReviewTable) if steps else (ReviewTable, WardReviewTable)
    return list_page(
        request,
        rows=rows.select_related(
            "household__head", "area", "village", "round", "decision"
        ).order_by("household__sort_key", "pk"),
        filters=ReviewFilter,
        table=tables[narrow],
        template="households/review_list.html",
        filename="reviews",
        title=_("Rà soát"),
        context={
            "current": current,
            "shown": _shown_round(request, current),
            "batch_steps": steps,
            "states": [(state, counts.get(state, 0)) for state in State],
            "chosen_round": request.GET.get("round", ""),
        },
    )


def _shown_round(request: Request, current: ReviewRound | None) -> ReviewRound | None:
    """Return the round that the list is about: the one asked for, else the open one."""
    text = request.GET.get("round", "")
    if not text:
        return current
    key = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    return ReviewRound.objects.filter(pk=key).first()


@requires(Permission.REVIEW_VIEW)
@never_cache
def review_step(request: Request, code: str, year: int, step: str) -> HttpResponse:
    """Ask for confirmation of a step, with its reason or decision, and take it."""
    household = household_of(request, code)
    current = round_of(request, year)
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
