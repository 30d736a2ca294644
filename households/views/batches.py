"""Steps taken with many reviews at once, chosen in the list: confirmed first, all or none."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from households import actions
from households.forms.proceedings import BatchForm
from households.models import Review
from households.readiness import standings
from households.workflow import STEPS
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission

PLAIN = ("submit", "return")
PAPERS = {
    "meet": "meeting_create",
    "post": "posting_create",
    "ask": "opinion_create",
    "recognise": "decision_create",
}
"""Steps that the list offers: at once, or by the page of their paper."""


def batch_steps(user: User) -> list[tuple[str, Any]]:
    """Return the steps that the list offers to this user."""
    return [(name, STEPS[name]) for name in (*PLAIN, *PAPERS) if user.has(STEPS[name].permission)]


@requires(Permission.REVIEW_VIEW)
def review_batch(request: Request) -> HttpResponse:
    """Say what will happen to the chosen reviews, and take the step with all of them or none."""
    values = request.POST if request.method == "POST" else request.GET
    step = values.get("step", "")
    keys = [int(key) for key in values.getlist("review") if _is_key(key)]
    rows = Review.objects.visible_to(request.user).filter(pk__in=keys)
    reviews = list(
        rows.select_related("household__head", "area", "village", "round").order_by(
            "village__path", "household__sort_key", "pk"
        )
    )
    if not reviews:
        messages.error(request, _("Hãy chọn ít nhất một hộ trong danh sách."))
        return redirect("review_list")
    if len({(review.round_id, review.area_id) for review in reviews}) > 1:
        messages.error(request, _("Hãy chọn các hộ của cùng một phường, xã trong một đợt."))
        return redirect("review_list")
    if step in PAPERS:
        query = {"round": reviews[0].round_id, "area": reviews[0].area_id}
        pairs = [*query.items(), *(("review", review.pk) for review in reviews)]
        return redirect(f"{reverse(PAPERS[step])}?{urlencode(pairs)}")
    if step not in PLAIN:
        raise Http404
    return _confirm(request, reviews, step)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _confirm(request: Request, reviews: list[Review], step: str) -> HttpResponse:
    """Ask for confirmation beside what stands in the way, and take the step when it is given."""
    rule, first = STEPS[step], reviews[0]
    if not all(request.user.can(rule.permission, r.village or r.area) for r in reviews):
        raise PermissionDenied
    form = BatchForm(request.POST if request.method == "POST" else None, step=rule)
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.take_step_on_many(
                round=first.round,
                area=first.area,
                keys=[review.pk for review in reviews],
                step=step,
                by=request.user,
                now=timezone.now(),
                note=form.cleaned_data.get("note", ""),
                versions=_versions(request, reviews),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = ngettext(
                "%(step)s: xong %(count)d phiếu.", "%(step)s: xong %(count)d phiếu.", len(moved)
            )
            messages.success(request, words % {"step": rule.label, "count": len(moved)})
            return redirect("review_list")
    found = standings(
        reviews,
        step=step,
        stages=first.round.stages,
        day=timezone.localdate(),
        by=request.user,
    )
    context = {
        "title": rule.label,
        "step": step,
        "rule": rule,
        "form": form,
        "round": first.round,
        "area": first.area,
        "ready": [s.review for s in found if s.is_ready],
        "late": [s for s in found if not s.is_ready],
    }
    return TemplateResponse(request, "households/proceedings/batch.html", context)


def _versions(request: Request, reviews: list[Review]) -> dict[int, int]:
    """Return the versions that the confirmation page showed, by the review's key."""
    typed = {review.pk: request.POST.get(f"version_{review.pk}", "") for review in reviews}
    return {key: int(text) for key, text in typed.items() if _is_key(text)}
