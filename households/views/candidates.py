"""The list of a round: filled, requested, assigned, and sorted out by Phiếu A."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from households import actions
from households.board import only_ward_of
from households.choices import PovertyClass, QuickResult
from households.forms.candidates import AssignForm, QuickForm, RequestForm, reviewers_of
from households.forms.rounds import say_at_fields
from households.lists.candidates import CandidateFilter, CandidateTable, ChoosingCandidateTable
from households.models import Candidate, Household, Review, ReviewRound, listed_households
from households.progress import progress_of
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.listing import list_page

MOST_FOUND = 20


@requires(Permission.REVIEW_VIEW)
def candidate_list(request: Request) -> HttpResponse:
    """List the households of a round, of the open one unless another is asked for."""
    user, current = request.user, ReviewRound.objects.current()
    rows = Candidate.objects.visible_to(user).with_review()
    if not request.GET.get("round"):
        rows = rows.filter(round=current)
    can_manage = user.has(Permission.CANDIDATE_MANAGE)
    only = only_ward_of(user)
    shown = current if not request.GET.get("round") else _round_of(request)
    is_open = shown is not None and shown.state == ReviewRound.State.OPEN
    return list_page(
        request,
        rows=rows.order_by("household__sort_key", "pk"),
        filters=CandidateFilter,
        table=ChoosingCandidateTable if can_manage and is_open else CandidateTable,
        template="households/candidates.html",
        filename="candidates",
        title=_("Danh sách rà soát"),
        exclude=("area",) if only else (),
        context={
            "round": shown,
            "can_manage": can_manage and is_open,
            "progress": progress_of(shown, user=user, today=timezone.localdate(), area=only)
            if shown
            else [],
        },
    )


def _round_of(request: Request) -> ReviewRound | None:
    """Return the round that the address names; None for a name that is none."""
    text = request.GET.get("round") or request.POST.get("round") or ""
    key = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    return ReviewRound.objects.filter(pk=key).first() if text else ReviewRound.objects.current()


def _where(request: Request) -> tuple[ReviewRound, Area, list[tuple[Area, str]]]:
    """Return the open round and the ward to work on, and the user's other wards to choose."""
    found = _round_of(request)
    wards = list(request.user.areas(Permission.CANDIDATE_MANAGE).wards().order_by("path"))
    wanted = request.GET.get("area") or request.POST.get("area") or ""
    ward = next((each for each in wards if str(each.pk) == wanted), None)
    if found is None or not wards or (wanted and ward is None):
        raise Http404
    others = [(each, f"?round={found.pk}&area={each.pk}") for each in wards]
    return found, ward or wards[0], others if len(others) > 1 else []


def _back_to_list(found: ReviewRound) -> str:
    return f"{reverse('candidate_list')}?round={found.pk}"


@requires(Permission.CANDIDATE_MANAGE)
def candidate_fill(request: Request) -> HttpResponse:
    """Say which listed households would join the list, and add them."""
    found, ward, others = _where(request)
    if request.method == "POST":
        try:
            made = actions.fill_candidates(
                round=found, area=ward, by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = _("Đã thêm %(count)d hộ vào danh sách.") % {"count": len(made)}
            messages.success(
                request, words if made else _("Danh sách đã đủ, không có hộ nào để thêm.")
            )
        return redirect(_back_to_list(found))
    new = listed_households(found, area=ward).order_by()
    counts = dict(new.values_list("listed_class").annotate(n=Count("pk")))
    facts = [
        (_("Đợt"), str(found)),
        (_("Phường, xã"), ward.name),
        (_("Chuẩn nghèo"), found.get_standard_display()),
        (_("Hộ nghèo chưa có trong danh sách"), str(counts.get(PovertyClass.POOR, 0))),
        (_("Hộ cận nghèo chưa có trong danh sách"), str(counts.get(PovertyClass.NEAR_POOR, 0))),
    ]
    return TemplateResponse(
        request,
        "households/candidate_confirm.html",
        {
            "title": _("Lập danh sách rà soát"),
            "text": _(
                "Thêm vào danh sách các hộ nghèo, cận nghèo theo quyết định công nhận gần nhất "
                "và còn trong sổ hộ. Làm lại nhiều lần cũng không thêm trùng."
            ),
            "facts": facts,
            "submit_label": _("Thêm vào danh sách"),
            "cancel_url": _back_to_list(found),
            "others": others,
            "ward": ward,
            "round": found,
        },
    )


@requires(Permission.CANDIDATE_MANAGE)
@never_cache
def candidate_request(request: Request) -> HttpResponse:
    """Find the household that asks to be reviewed, and enter its request."""
    user, found = request.user, _round_of(request)
    if found is None:
        raise Http404
    households = Household.objects.active().filter(
        user.scope(Permission.CANDIDATE_MANAGE, village="village")
    )
    code = request.POST.get("household") or request.GET.get("household") or ""
    if not code:
        return _find_household(request, found, households)
    household = get_object_or_404(
        households.select_related("area", "village", "head"), code=code[:20].upper()
    )
    today = timezone.localdate()
    form = RequestForm(
        request.POST or None, initial=RequestForm.initial_for(household.code, today=today)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.request_review(
                household=household,
                round=found,
                data=form.request_data(),
                by=user,
                now=timezone.now(),
            )
        except ValidationError as error:
            say_at_fields(form, error)
        else:
            due = f"{made.due_on:%d/%m/%Y}"
            messages.success(request, _("Đã ghi giấy đề nghị, hạn trả lời %(day)s.") % {"day": due})
            return redirect(_back_to_list(found))
    return TemplateResponse(
        request,
        "households/candidate_request.html",
        {
            "title": _("Ghi giấy đề nghị rà soát"),
            "form": form,
            "household": household,
            "round": found,
            "days": found.procedure.request_days,
            "submit_label": _("Ghi giấy đề nghị"),
            "cancel_url": reverse("candidate_request") + f"?round={found.pk}",
        },
    )


def _find_household(request: Request, found: ReviewRound, households: Any) -> HttpResponse:
    """Search the ward's households by code or name; those on the list already are marked."""
    text = request.GET.get("q", "")[:120].strip()
    rows = []
    if text:
        rows = list(
            households.matching(text, by=request.user)
            .select_related("village", "area", "head")
            .order_by("sort_key", "pk")[: MOST_FOUND + 1]
        )
    listed = set(
        Candidate.objects.filter(round=found, household__in=[row.pk for row in rows]).values_list(
            "household", flat=True
        )
    )
    return TemplateResponse(
        request,
        "households/candidate_search.html",
        {
            "title": _("Ghi giấy đề nghị rà soát"),
            "round": found,
            "q": text,
            "rows": [(row, row.pk in listed) for row in rows[:MOST_FOUND]],
            "has_more": len(rows) > MOST_FOUND,
        },
    )


@requires(Permission.CANDIDATE_MANAGE)
@never_cache
def candidate_assign(request: Request) -> HttpResponse:
    """Give ticked households or whole villages of the ward to an investigator."""
    found, ward, others = _where(request)
    keys = _keys(request)
    rows = Candidate.objects.filter(round=found).filter(
        request.user.scope(Permission.CANDIDATE_MANAGE, village="village")
    )
    chosen = list(rows.filter(pk__in=keys).select_related("household__head", "village", "area"))
    if keys and not chosen:
        raise Http404
    if chosen:
        ward = chosen[0].area
    people = reviewers_of(ward, today=timezone.localdate())
    form = AssignForm(
        request.POST or None,
        people=[(str(user.pk), words) for user, words in people],
        villages=_villages(found, ward) if not chosen else [],
        by_rows=bool(chosen),
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.assign_candidates(
                round=found,
                area=ward,
                investigator=next(
                    (u for u, _w in people if str(u.pk) == form.cleaned_data["investigator"]), None
                ),
                by=request.user,
                now=timezone.now(),
                keys=[row.pk for row in chosen],
                villages=[int(key) for key in form.cleaned_data.get("villages", [])],
            )
        except ValidationError as error:
            say_at_fields(form, error)
        else:
            messages.success(
                request, _("Đã đổi phân công của %(count)d hộ.") % {"count": len(changed)}
            )
            return redirect(_back_to_list(found))
    return TemplateResponse(
        request,
        "households/candidate_assign.html",
        {
            "title": _("Phân công rà soát viên"),
            "form": form,
            "round": found,
            "ward": ward,
            "others": [] if chosen else others,
            "chosen": chosen,
            "submit_label": _("Phân công"),
            "cancel_url": _back_to_list(found),
        },
    )


def _keys(request: Request) -> list[int]:
    """Return the ticked rows; what is no key is left out."""
    texts = request.POST.getlist("pk") or request.GET.getlist("pk")
    return [int(t) for t in texts[:5000] if t.isascii() and t.isdigit() and len(t) < 18]


def _villages(found: ReviewRound, ward: Area) -> list[tuple[str, str]]:
    """Return the villages with households on the list, and how many nobody has yet."""
    rows: Any = (
        Candidate.objects.filter(round=found, area=ward)
        .exclude(village=None)
        .exclude(quick_result=QuickResult.DROPPED)
        .order_by("village__path")
        .values_list("village", "village__name")
        .annotate(n=Count("pk"), given=Count("investigator"))
    )
    return [
        (
            str(key),
            _("%(name)s: %(count)d hộ, %(free)d chưa phân công")
            % {"name": name, "count": count, "free": count - given},
        )
        for key, name, count, given in rows
    ]


@requires(Permission.REVIEW_VIEW)
@never_cache
def quick_review(request: Request, pk: int) -> HttpResponse:
    """Enter or read Phiếu A of a household."""
    candidate = _candidate(request, pk)
    place = candidate.village or candidate.area
    may_edit = request.user.can(Permission.REVIEW_EDIT, place)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    quick = candidate.round.procedure.quick_in(get_language())
    initial = QuickForm.initial_of(candidate, quick=quick, seen=actions.quick_mark(candidate))
    form = QuickForm(
        request.POST if request.method == "POST" else None, quick=quick, initial=initial
    )
    frame = _quick_frame(candidate, quick=quick)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.quick_review(
                candidate=candidate,
                met=form.cleaned_data["met"],
                result=form.cleaned_data["result"],
                note=form.cleaned_data["note"],
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.ConflictError:
            return _quick_conflict(request, candidate, form, quick=quick)
        except ValidationError as error:
            say_at_fields(form, error)
        else:
            return _after_quick(request, saved)
    is_open = may_edit and not frame["has_review"] and not frame["is_closed"]
    context = frame | {"form": form, "can_edit": is_open, "can_undo": is_open}
    return TemplateResponse(request, "households/quick_review.html", context)


def _candidate(request: Request, pk: int) -> Candidate:
    rows = Candidate.objects.visible_to(request.user).select_related(
        "round", "area", "village", "household__head", "quick_by"
    )
    found: Candidate = get_object_or_404(rows, pk=pk)
    return found


def _quick_frame(candidate: Candidate, *, quick: Any) -> dict[str, Any]:
    met = set(candidate.quick_answers)
    return {
        "title": _("Phiếu A: nhận dạng nhanh"),
        "candidate": candidate,
        "household": candidate.household,
        "round": candidate.round,
        "quick": quick,
        "met_names": [each.name for each in quick.questions if each.code in met],
        "has_review": Review.objects.filter(
            round=candidate.round, household=candidate.household
        ).exists(),
        "is_closed": candidate.round.state != ReviewRound.State.OPEN,
        "cancel_url": _back_to_list(candidate.round),
        "differences": None,
    }


def _after_quick(request: Request, saved: Candidate) -> HttpResponse:
    """Go on to Phiếu B, or back to the list when the household was dropped."""
    if saved.quick_result == QuickResult.DROPPED:
        messages.success(request, _("Đã ghi: hộ khá giả, không rà soát bằng phiếu B."))
        return redirect(_back_to_list(saved.round))
    messages.success(request, _("Đã ghi phiếu A. Hộ được rà soát tiếp bằng phiếu B."))
    household, found = saved.household, saved.round
    return redirect(reverse("review_edit", args=[household.code, found.year]) + found.query)


def _quick_conflict(
    request: Request, candidate: Candidate, form: QuickForm, *, quick: Any
) -> HttpResponse:
    """Show what somebody else wrote beside what was typed; saving again means: mine."""
    candidate.refresh_from_db()
    mark = actions.quick_mark(candidate)
    stored = QuickForm.initial_of(candidate, quick=quick, seen=mark)
    data = request.POST.copy()
    data["seen"] = mark
    names = {each.code: each.name for each in quick.questions}
    results = {str(key): str(word) for key, word in QuickResult.choices}
    typed = form.cleaned_data
    pairs = [
        (
            _("Đặc điểm của hộ"),
            ", ".join(names[c] for c in stored["met"] if c in names),
            ", ".join(names[c] for c in typed["met"]),
        ),
        (_("Kết quả"), results.get(candidate.quick_result, ""), results.get(typed["result"], "")),
        (_("Ghi chú"), stored["note"], typed["note"]),
    ]
    context = _quick_frame(candidate, quick=quick) | {
        "form": QuickForm(data, quick=quick, initial=stored),
        "can_edit": True,
        "can_undo": False,
        "differences": [pair for pair in pairs if pair[1] != pair[2]],
    }
    return TemplateResponse(request, "households/quick_review.html", context, status=409)


@requires(Permission.REVIEW_EDIT)
def quick_review_undo(request: Request, pk: int) -> HttpResponse:
    """Ask and take Phiếu A back, as long as there is no review."""
    candidate = _candidate(request, pk)
    if not request.user.can(Permission.REVIEW_EDIT, candidate.village or candidate.area):
        raise PermissionDenied
    back = reverse("quick_review", args=[candidate.pk])
    if request.method == "POST":
        try:
            actions.undo_quick_review(candidate=candidate, by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã bỏ kết quả phiếu A."))
        return redirect(back)
    return TemplateResponse(
        request,
        "households/candidate_confirm.html",
        {
            "title": _("Bỏ kết quả phiếu A"),
            "text": _("Hộ trở lại danh sách như chưa có phiếu A."),
            "facts": [(_("Hộ"), str(candidate.household))],
            "submit_label": _("Bỏ kết quả"),
            "cancel_url": back,
            "round": candidate.round,
        },
    )
