"""What the pages of papers share: the round and ward they are about, the form with its choice."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from households import actions
from households.forms.proceedings import ChoosingForm, ScanForm
from households.models import (
    Candidate,
    Complaint,
    Opinion,
    Posting,
    RecognitionDecision,
    Review,
    ReviewRound,
    VillageMeeting,
)
from households.readiness import Standing, open_states, standings
from households.workflow import STEPS, WAY, State
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.papers import hand_over

KINDS: dict[str, type[models.Model]] = {
    "meeting": VillageMeeting,
    "posting": Posting,
    "complaint": Complaint,
    "opinion": Opinion,
    "decision": RecognitionDecision,
}
"""The records that a scan may hang on, by their word in addresses."""
EARLIER = {State.RETURNED: State.DRAFT, State.RECHECK: State.SUBMITTED}
"""As how far on the way a review counts that left it for a while."""
MOST_OTHERS = 200
Form = TypeVar("Form", bound=ChoosingForm)


@dataclass(frozen=True)
class Place:
    """The round and ward that a new paper is about, with its reviews on the way to it."""

    round: ReviewRound
    area: Area
    standings: list[Standing]
    asked: list[int]
    without_review: int

    def given(self, form: ChoosingForm, request: Request) -> dict[str, Any]:
        """Return what every action on chosen reviews is given besides its own data."""
        return {
            "round": self.round,
            "area": self.area,
            "keys": form.cleaned_data["review"],
            "scan": form.cleaned_data["scan"],
            "by": request.user,
            "now": timezone.now(),
        }


class Unplaced(Exception):
    """The page cannot go on yet: `response` asks for the ward, or says that nothing is open."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def asks_where(view: Callable[[Request], HttpResponse]) -> Callable[[Request], HttpResponse]:
    """Let the view answer with the question for the ward where `place_of_paper` cannot go on."""

    @wraps(view)
    def answered(request: Request) -> HttpResponse:
        try:
            return view(request)
        except Unplaced as unplaced:
            return unplaced.response

    return answered


def place_of_paper(request: Request, step: str, *, back: str, title: str | Promise) -> Place:
    """Return the round and ward that the query string names, or the only ones there can be."""
    found = _round(request, back=back)
    wards = request.user.areas(STEPS[step].permission).wards()
    key = request.GET.get("area", "")
    if key:
        area = get_object_or_404(wards, pk=_key(key))
    else:
        some = list(wards.filter(reviews__round=found).distinct().order_by("path")[:2])
        some = some or list(wards.order_by("path")[:2])
        if len(some) != 1:
            raise Unplaced(_choose_ward(request, found, wards, step=step, title=title))
        area = some[0]
    reviews = _on_the_way(request, found, area, step=step)
    today = timezone.localdate()
    return Place(
        round=found,
        area=area,
        standings=standings(reviews, step=step, stages=found.stages, day=today, by=request.user),
        asked=[_key(key) for key in request.GET.getlist("review")],
        without_review=_without_review(found, area),
    )


def _key(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)


def _round(request: Request, *, back: str) -> ReviewRound:
    key = request.GET.get("round", "")
    if key:
        return get_object_or_404(ReviewRound, pk=_key(key))
    found = ReviewRound.objects.current()
    if found is None:
        messages.error(request, _("Không có đợt rà soát nào đang mở."))
        raise Unplaced(redirect(back))
    return found


def _on_the_way(request: Request, found: ReviewRound, area: Area, *, step: str) -> list[Review]:
    """Return the ward's reviews that are at the step, or have not come to it yet."""
    way = [*WAY, State.RECOGNISED]
    last = way.index(STEPS[step].target)
    states = [s for s in State if way.index(EARLIER.get(s, s)) < last]
    rows = Review.objects.visible_to(request.user).filter(round=found, area=area, state__in=states)
    return list(
        rows.select_related("household__head", "village", "area", "round").order_by(
            "village__path", "household__sort_key", "pk"
        )
    )


def _without_review(found: ReviewRound, area: Area) -> int:
    listed = Candidate.objects.filter(round=found, area=area).to_review()
    return listed.exclude(household__in=found.reviews.values("household")).count()


def _choose_ward(
    request: Request,
    found: ReviewRound,
    wards: QuerySet[Area],
    *,
    step: str,
    title: str | Promise,
) -> HttpResponse:
    """Ask for the ward, each with the number of reviews that stand at the step."""
    states = open_states(step, stages=found.stages)
    rows = Review.objects.visible_to(request.user).filter(round=found, state__in=states)
    counts = dict(rows.order_by().values_list("area").annotate(n=Count("pk")))
    query = request.GET.copy()
    places = []
    for ward in wards.valid_on(found.starts_on).order_by("path"):  # type: ignore[attr-defined]
        query["area"] = str(ward.pk)
        places.append((ward, counts.get(ward.pk, 0), f"?{query.urlencode()}"))
    context = {"title": title, "round": found, "places": places}
    return TemplateResponse(request, "households/proceedings/wards.html", context)


def paper_form(
    request: Request, kind: type[Form], *, place: Place, initial: dict[str, Any]
) -> Form:
    """Return the form of a new paper with the reviews of the place to choose from."""
    is_sent = request.method == "POST"
    return kind(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        standings=place.standings,
        asked=place.asked,
        initial=initial,
    )


def paper_page(
    request: Request,
    form: ChoosingForm,
    *,
    place: Place,
    act: Callable[[], models.Model],
    title: str | Promise,
    context: dict[str, Any],
    template: str = "households/proceedings/choose_form.html",
) -> HttpResponse:
    """Show the form of a new paper with its households; when it is sent and valid, write it.

    Leaves early to the paper that was made; a refusal is said where the form has the field.
    """
    if form.is_bound and form.is_valid():
        try:
            made: Any = act()
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect(made)
    shown = {
        "title": title,
        "form": form,
        "place": place,
        "others": form.others[:MOST_OTHERS],
        "more_others": max(0, len(form.others) - MOST_OTHERS),
        **context,
    }
    return TemplateResponse(request, template, shown)


def paper_of(request: Request, model: type[models.Model], pk: int, *related: str) -> Any:
    """Return a paper of the user's areas, or 404."""
    rows: Any = model._default_manager
    return get_object_or_404(
        rows.visible_to(request.user).select_related("round", "area", "scan", *related), pk=pk
    )


def detail_page(
    request: Request,
    kind: str,
    paper: Any,
    *,
    facts: list[tuple[Any, Any]],
    context: dict[str, Any],
) -> HttpResponse:
    """Show a paper with its facts and scan, and what its kind has besides."""
    shown = {
        "title": str(paper),
        "paper": paper,
        "kind": kind,
        "may_attach": _may_attach(request, paper),
        "facts": facts,
        **context,
    }
    return TemplateResponse(request, f"households/proceedings/{kind}_detail.html", shown)


def _may_attach(request: Request, paper: Any) -> bool:
    """Tell whether the user may attach the scan that the paper still lacks."""
    if paper.scan is not None or paper.round.state != ReviewRound.State.OPEN:
        return False
    return request.user.can(actions.scan_permission(paper), paper.area)


@requires(Permission.REVIEW_VIEW)
def paper_download(request: Request, kind: str, pk: int) -> HttpResponse:
    """Hand over the scan of a record that the user may see."""
    found = paper_of(request, KINDS[kind], pk)
    if found.scan is None:
        raise Http404(_("Chưa có bản quét."))
    return hand_over(found.scan, by=request.user, area_path=found.area.path)


@requires(Permission.REVIEW_VIEW)
def scan_attach(request: Request, kind: str, pk: int) -> HttpResponse:
    """Attach the scan of a paper that was written down without one."""
    found = paper_of(request, KINDS[kind], pk)
    if not request.user.can(actions.scan_permission(found), found.area):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = ScanForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        try:
            actions.attach_scan(
                paper=found,
                scan=form.cleaned_data["scan"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Đã đính kèm bản quét."))
            return redirect(found)
    context = {
        "title": _("Đính kèm bản quét"),
        "form": form,
        "subtitle": str(found),
        "submit_label": _("Đính kèm"),
        "cancel_url": found.get_absolute_url(),
    }
    return TemplateResponse(request, "form.html", context)
