"""The views that users keep: their list, keeping one, its name and role, and the columns chosen."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request, inside
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import actions
from povertyportal.reporting.forms import SaveViewForm, ViewForm
from povertyportal.reporting.models import SavedView
from povertyportal.reporting.saved import (
    Place,
    address_of,
    match_of,
    problem_of,
    read_place,
    views_for,
)
from povertyportal.ui.memory import key_of
from povertyportal.ui.tables import PortalTable


@requires(Permission.SIGNED_IN)
def saved_view_list(request: Request) -> HttpResponse:
    """Show the own and the shared views, and which of them lead nowhere any more."""
    rows = [
        {
            "view": view,
            "url": address_of(view),
            "problem": problem_of(view, user=request.user),
            "is_own": view.owner_id == request.user.pk,
        }
        for view in views_for(request.user)
    ]
    return TemplateResponse(
        request,
        "reporting/saved_views.html",
        {
            "title": _("Chế độ xem đã lưu"),
            "own": [row for row in rows if row["is_own"]],
            "shared": [row for row in rows if not row["is_own"]],
        },
    )


@requires(Permission.SIGNED_IN)
def saved_view_create(request: Request) -> HttpResponse:
    """Keep a page as one of our pages offered it: the address is signed, never typed."""
    place = read_place(request.GET.get("at", ""))
    match = match_of(place.path) if place else None
    if place is None or match is None:
        messages.error(request, _("Hãy mở trang cần lưu rồi chọn Lưu chế độ xem."))
        return redirect("saved_view_list")
    own = SavedView.objects.filter(owner=request.user, page=match.url_name, path=place.path)
    form = SaveViewForm(request.POST or None, own=list(own))
    if request.method == "POST" and form.is_valid():
        try:
            view = _save(request, form, place)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã lưu chế độ xem “%(name)s”.") % {"name": view})
            return redirect(address_of(view))
    context = {
        "title": _("Lưu chế độ xem"),
        "form": form,
        "submit_label": _("Lưu"),
        "cancel_url": f"{place.path}?{place.query}",
    }
    return TemplateResponse(request, "reporting/saved_view_form.html", context)


@requires(Permission.SIGNED_IN)
def saved_view_edit(request: Request, pk: int) -> HttpResponse:
    view = _own_or_404(request, pk)
    form = ViewForm(request.POST or None, initial={"name": view.name, "role": view.role})
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend_view(view=view, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("saved_view_list")
    context = {
        "title": _("Sửa chế độ xem: %(name)s") % {"name": view},
        "form": form,
        "cancel_url": _list_url(),
    }
    return TemplateResponse(request, "reporting/saved_view_form.html", context)


@requires(Permission.SIGNED_IN)
def saved_view_remove(request: Request, pk: int) -> HttpResponse:
    view = _own_or_404(request, pk)
    if request.method == "POST":
        actions.remove_view(view=view, by=request.user)
        messages.success(request, _("Đã xoá chế độ xem."))
        return redirect("saved_view_list")
    shared = view.get_role_display() if view.role else ""
    text = _("Xoá chế độ xem này? Hồ sơ và số liệu không bị ảnh hưởng.")
    if shared:
        text += " " + _("Những người đang được chia sẻ (%(role)s) cũng không còn thấy.") % {
            "role": shared
        }
    context = {
        "title": _("Xoá chế độ xem: %(name)s") % {"name": view},
        "text": text,
        "danger": True,
        "submit_label": _("Xoá"),
        "cancel_url": _list_url(),
    }
    return TemplateResponse(request, "confirm.html", context)


@requires(Permission.SIGNED_IN)
@require_POST
def list_columns(request: Request) -> HttpResponse:
    """Remember the columns of a list and go back to it; "reset" shows all of them again."""
    table = _table_or_404(request.POST.get("table", ""))
    names = set(table.base_columns)
    offered = names.intersection(request.POST.getlist("offered"))
    wanted = offered if "reset" in request.POST else set(request.POST.getlist("shown"))
    try:
        actions.set_columns(table=key_of(table), offered=offered, shown=wanted, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(inside(request, request.POST.get("next", "")))


def _save(request: Request, form: SaveViewForm, place: Place) -> SavedView:
    data = form.cleaned_data
    if form.replaced is None:
        return actions.save_view(place=place, name=data["name"], role=data["role"], by=request.user)
    if not data["name"]:
        return actions.amend_view(view=form.replaced, place=place, by=request.user)
    return actions.amend_view(
        view=form.replaced, place=place, name=data["name"], role=data["role"], by=request.user
    )


def _own_or_404(request: Request, pk: int) -> SavedView:
    found = SavedView.objects.filter(owner=request.user, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _table_or_404(key: str) -> type[PortalTable]:
    found = next((table for table in _tables(PortalTable) if key_of(table) == key), None)
    if found is None:
        raise Http404
    return found


def _tables(base: type[PortalTable]) -> Iterator[type[PortalTable]]:
    for table in base.__subclasses__():
        yield table
        yield from _tables(table)


def _list_url() -> str:
    return reverse("saved_view_list")
