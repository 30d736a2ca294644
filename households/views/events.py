"""Life events: the list, the choice of a kind, and the form that records one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from households import actions, overview, timeline
from households.choices import EventKind, Origin
from households.forms.events import FORMS, HINTS, EventForm
from households.forms.households import without_errors
from households.lists.events import LifeEventFilter, LifeEventTable
from households.models import Household, LifeEvent
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.listing import list_page

MOST_UNPLACED = 20
OWN_KEYS = ("csrfmiddlewaretoken", "confirmed", "edit")


@requires(Permission.HOUSEHOLD_VIEW)
def life_event_list(request: Request) -> HttpResponse:
    """List the events of the user's areas, and the households that wait for a village."""
    unplaced = (
        Household.objects.visible_to(request.user)
        .editable_by(request.user)
        .active()
        .filter(village=None, events__kind=EventKind.MOVED_OUT)
        .select_related("head", "area")
        .distinct()
    )
    return list_page(
        request,
        rows=LifeEvent.objects.visible_to(request.user)
        .select_related("household__head", "other", "area", "other_area", "recorded_by")
        .prefetch_related("people__person"),
        filters=LifeEventFilter,
        table=LifeEventTable,
        template="households/event_list.html",
        filename="life-events",
        title=_("Biến động hộ và nhân khẩu"),
        context={"unplaced": list(unplaced.order_by("sort_key", "pk")[:MOST_UNPLACED])},
    )


def _household(request: Request, code: str) -> Household:
    rows = Household.objects.visible_to(request.user).editable_by(request.user).active()
    return get_object_or_404(rows.select_related("area", "village", "head"), code=code)


@requires(Permission.HOUSEHOLD_EDIT)
def event_choose(request: Request, code: str) -> HttpResponse:
    """Offer the kinds of events of a household."""
    household = _household(request, code)
    return TemplateResponse(
        request,
        "households/event_choose.html",
        {
            "title": _("Ghi biến động"),
            "household": household,
            "kinds": [(kind.value, kind.label, HINTS[kind]) for kind in EventKind],
            "moved_in": Origin.MOVED_IN,
        },
    )


@requires(Permission.HOUSEHOLD_EDIT)
@never_cache
def event_create(request: Request, code: str, kind: str) -> HttpResponse:
    """Record an event in two pages: what happened, then what will change because of it."""
    household = _household(request, code)
    form = _form(household, kind, request, request.POST or None)
    if request.method != "POST":
        return _show(request, form, household, kind)
    if "edit" in request.POST:
        without_errors(form)
        return _show(request, form, household, kind)
    if not form.is_valid():
        return _show(request, form, household, kind)
    now = timezone.now()
    try:
        if "confirmed" not in request.POST:
            changes = actions.preview(work=lambda: form.act(by=request.user, now=now))
            return _confirm(request, form, household, kind, changes)
        event = form.act(by=request.user, now=now)
    except actions.ConflictError as conflict:
        return _conflict(request, household, kind, version=_version(conflict.current))
    except ValidationError as error:
        _add(form, error)
        return _show(request, form, household, kind)
    messages.success(
        request, _("Đã ghi biến động: %(kind)s.") % {"kind": event.get_kind_display().lower()}
    )
    seen = Household.objects.visible_to(request.user).filter(pk=event.household_id).exists()
    return redirect(event.household if seen else "life_event_list")


def _version(current: Any) -> int:
    return int(current.version)


def _form(household: Household, kind: str, request: Request, data: QueryDict | None) -> EventForm:
    return FORMS[kind](
        data,
        household=household,
        stays=overview.members_of(household)[0],
        user=request.user,
        today=timezone.localdate(),
    )


def _add(form: EventForm, error: ValidationError) -> None:
    """Put each error where the eye is: at its field, or on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))


def _show(
    request: Request,
    form: EventForm,
    household: Household,
    kind: str,
    *,
    has_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    return TemplateResponse(
        request,
        "households/event_form.html",
        {
            "title": EventKind(kind).label,
            "form": form,
            "household": household,
            "hint": HINTS[kind],
            "has_changed": has_changed,
            "submit_label": _("Xem thay đổi"),
            "cancel_url": household.get_absolute_url(),
        },
        status=status,
    )


def _confirm(
    request: Request, form: EventForm, household: Household, kind: str, changes: Any
) -> HttpResponse:
    typed = [
        (name, value)
        for name in request.POST
        if name not in OWN_KEYS
        for value in request.POST.getlist(name)
    ]
    return TemplateResponse(
        request,
        "households/event_confirm.html",
        {
            "title": _("Xác nhận: %(kind)s") % {"kind": EventKind(kind).label},
            "household": household,
            "happened_on": form.cleaned_data["happened_on"],
            "changes": timeline.in_words(changes),
            "typed": typed,
            "is_repeated": not changes,
        },
    )


def _conflict(request: Request, household: Household, kind: str, *, version: int) -> HttpResponse:
    """Show what was typed over the household as it is now; sending again means: still so."""
    data = request.POST.copy()
    data["version"] = str(version)
    household.refresh_from_db()
    form = _form(household, kind, request, data)
    form.is_valid()
    return _show(request, form, household, kind, has_changed=True, status=409)
