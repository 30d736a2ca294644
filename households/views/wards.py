"""The board of a round; closing and reopening a ward; unlocking one household of a closed ward."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from households import actions
from households.board import board, only_ward_of
from households.forms.candidates import reviewers_of
from households.forms.rounds import NoteForm, UnlockForm, say_at_fields
from households.lists.rounds import UnlockFilter, UnlockTable
from households.models import Household, ReviewRound, Unlock, WardRound
from households.movement_pages import broken_forms
from households.progress import missing_of, progress_of
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.listing import list_page


@requires(Permission.REVIEW_VIEW)
def round_board(request: Request) -> HttpResponse:
    """Show how far each ward is at each step, or each village of one ward."""
    user, now = request.user, timezone.now()
    rounds = list(ReviewRound.objects.all())
    found = _asked(request, rounds)
    if found is None:
        return TemplateResponse(
            request,
            "households/round_board.html",
            {
                "title": _("Bảng theo dõi rà soát"),
                "can_manage": user.has(Permission.ROUND_MANAGE),
            },
        )
    ward = _asked_ward(request)
    shown = board(found, user=user, now=now, ward=ward)
    place = shown.ward
    return TemplateResponse(
        request,
        "households/round_board.html",
        {
            "title": _("Bảng theo dõi rà soát"),
            "board": shown,
            "round": found,
            "rounds": rounds,
            "progress": progress_of(found, user=user, today=timezone.localdate(now), area=place)
            if place
            else [],
            "is_open": found.state == ReviewRound.State.OPEN,
            "can_manage": user.has(Permission.ROUND_MANAGE),
            "can_close": place is not None and user.can(Permission.WARD_CLOSE, place),
            "can_unlock": place is not None and user.can(Permission.ROUND_MANAGE, place),
            "can_fill": place is not None and user.can(Permission.CANDIDATE_MANAGE, place),
            "has_all_wards": only_ward_of(user) is None,
        },
    )


def _asked(request: Request, rounds: list[ReviewRound]) -> ReviewRound | None:
    """Return the round asked for, else the open one, else the latest."""
    wanted = request.GET.get("round")
    if wanted:
        chosen = next((each for each in rounds if str(each.pk) == wanted), None)
        if chosen is None:
            raise Http404
        return chosen
    periodic = [each for each in rounds if each.kind == ReviewRound.Kind.PERIODIC]
    still_open = [each for each in periodic if each.state == ReviewRound.State.OPEN]
    return next(iter(still_open or periodic or rounds), None)


def _asked_ward(request: Request) -> Area | None:
    wanted = request.GET.get("area", "")
    if not wanted:
        return None
    wards = request.user.areas(Permission.REVIEW_VIEW).wards()
    key = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 18 else 0
    found: Area = get_object_or_404(wards, pk=key)
    return found


def _place(request: Request, pk: int, area: int, permission: Permission) -> tuple[Any, Area]:
    """Return the round and a ward that the user sees; refuse without the right over it."""
    found = get_object_or_404(ReviewRound, pk=pk)
    wards = request.user.areas(Permission.REVIEW_VIEW).wards()
    ward = get_object_or_404(wards, pk=area)
    if not request.user.can(permission, ward):
        raise PermissionDenied
    return found, ward


def _board_url(found: ReviewRound, ward: Area) -> str:
    return f"{reverse('round_board')}?round={found.pk}&area={ward.pk}"


@requires(Permission.WARD_CLOSE)
def ward_close(request: Request, pk: int, area: int) -> HttpResponse:
    """Show what keeps the ward's round from being closed, or ask and close it."""
    found, ward = _place(request, pk, area, Permission.WARD_CLOSE)
    if request.method == "POST":
        try:
            actions.close_ward(round=found, area=ward, by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("ward_close", found.pk, ward.pk)
        messages.success(request, _("Đã khoá đợt rà soát của %(ward)s.") % {"ward": ward.name})
        return redirect(_board_url(found, ward))
    return TemplateResponse(
        request,
        "households/ward_close.html",
        {
            "title": _("Khoá đợt rà soát của %(ward)s") % {"ward": ward.name},
            "text": _(
                "Sau khi khoá, không ai thêm hay sửa được phiếu của địa bàn này; kết quả là số "
                "đầu kỳ của đợt sau. Cơ quan thường trực mới mở lại được, kèm lý do."
            ),
            "submit_label": _("Khoá địa bàn"),
            "cancel_url": _board_url(found, ward),
            "danger": True,
            "round": found,
            "area": ward,
            "missing": missing_of(found, ward),
            "findings": broken_forms(round=found, area=ward, user=request.user),
        },
    )


@requires(Permission.ROUND_MANAGE)
def ward_reopen(request: Request, pk: int, area: int) -> HttpResponse:
    """Ask for the reason and open a closed ward again."""
    found, ward = _place(request, pk, area, Permission.ROUND_MANAGE)
    row = get_object_or_404(
        WardRound.objects.select_related("area"),
        round=found,
        area=ward,
        state=WardRound.State.CLOSED,
    )
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_ward(ward=row, by=request.user, note=form.cleaned_data["note"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã mở lại địa bàn."))
        return redirect(_board_url(found, ward))
    return TemplateResponse(
        request,
        "households/round_confirm.html",
        {
            "title": _("Mở lại đợt rà soát của %(ward)s") % {"ward": ward.name},
            "text": _("Phiếu của địa bàn này lại sửa được cho đến khi khoá lần nữa."),
            "submit_label": _("Mở lại"),
            "cancel_url": _board_url(found, ward),
            "danger": True,
            "form": form,
            "round": found,
        },
    )


@requires(Permission.ROUND_MANAGE)
@never_cache
def unlock_create(request: Request, pk: int, area: int) -> HttpResponse:
    """Let one person correct one household of a closed ward for some hours."""
    found, ward = _place(request, pk, area, Permission.ROUND_MANAGE)
    row = get_object_or_404(
        WardRound.objects.select_related("area"),
        round=found,
        area=ward,
        state=WardRound.State.CLOSED,
    )
    people = reviewers_of(ward, today=timezone.localdate())
    form = UnlockForm(
        request.POST or None,
        people=[(str(user.pk), words) for user, words in people],
        initial={"household": request.GET.get("household", "")[:20]},
    )
    if request.method == "POST" and form.is_valid():
        chosen = next(user for user, _w in people if str(user.pk) == form.cleaned_data["user"])
        if _unlock(request, row, form, chosen):
            return redirect(f"{reverse('unlock_list')}?round={found.pk}")
    return TemplateResponse(
        request,
        "households/unlock_form.html",
        {
            "title": _("Mở khoá tạm một hộ của %(ward)s") % {"ward": ward.name},
            "form": form,
            "round": found,
            "submit_label": _("Mở khoá"),
            "cancel_url": _board_url(found, ward),
        },
    )


def _unlock(request: Request, row: WardRound, form: UnlockForm, user: User) -> bool:
    """Grant the unlock; say at its field what is refused."""
    households = Household.objects.filter(reviews__round=row.round_id, reviews__area=row.area_id)
    household = households.filter(code=form.cleaned_data["household"]).first()
    if household is None:
        form.add_error("household", _("Không có hộ nào mang mã này ở đợt của địa bàn."))
        return False
    try:
        unlock = actions.grant_unlock(
            ward=row,
            household=household,
            user=user,
            hours=form.cleaned_data["hours"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        say_at_fields(form, error)
        return False
    until = timezone.localtime(unlock.expires_at)
    messages.success(
        request,
        _("Đã mở khoá hộ %(code)s đến %(until)s.")
        % {"code": household.code, "until": f"{until:%H:%M %d/%m/%Y}"},
    )
    return True


@requires(Permission.REVIEW_VIEW)
def unlock_end(request: Request, pk: int) -> HttpResponse:
    """Lock the household again before its time is over."""
    found = get_object_or_404(_visible_unlocks(request.user), pk=pk)
    may_end = request.user.can(Permission.ROUND_MANAGE, found.ward_round.area)
    if request.user.pk != found.user_id and not may_end:
        raise PermissionDenied
    if request.method == "POST":
        try:
            actions.end_unlock(unlock=found, by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã khoá lại."))
        return redirect("unlock_list")
    return TemplateResponse(
        request,
        "households/round_confirm.html",
        {
            "title": _("Khoá lại hộ %(code)s") % {"code": found.household.code},
            "text": _("Người được mở khoá không sửa được hộ này nữa."),
            "submit_label": _("Khoá lại"),
            "cancel_url": reverse("unlock_list"),
            "round": found.ward_round.round,
        },
    )


def _visible_unlocks(user: User) -> Any:
    return Unlock.objects.filter(
        user.scope(Permission.REVIEW_VIEW, "ward_round__area", "household__village")
    ).select_related("ward_round__area", "ward_round__round", "household", "user", "granted_by")


@requires(Permission.REVIEW_VIEW)
def unlock_list(request: Request) -> HttpResponse:
    """List who may or might correct which household of a closed ward."""
    return list_page(
        request,
        rows=_visible_unlocks(request.user),
        filters=UnlockFilter,
        table=UnlockTable,
        template="households/unlock_list.html",
        filename="unlocks",
        title=_("Mở khoá tạm"),
    )
