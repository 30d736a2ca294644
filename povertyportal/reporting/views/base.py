"""What pages share: a scope that cannot be asked, the page of a form, and that of a deletion."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from povertyportal.accounts import past
from povertyportal.accounts.http import Request
from povertyportal.reporting.forms import ScopeForm
from povertyportal.reporting.scope import Scope
from povertyportal.ui import days
from povertyportal.ui.forms import Refusable

Difference = tuple[str, Any, Any]
"""Where a record as it stands differs from what was typed: (field, now, typed)."""


def as_of_scope(request: Request, scope: Scope) -> None:
    """Read the rest of this answer as of the scope's day, its page included; the page says so."""
    days.set_past(request, scope.as_of, is_record=False)
    past.turn_to(scope.as_of)


def wrong_scope(request: Request, form: ScopeForm) -> HttpResponse:
    """Say what is wrong with the scope; show no number."""
    context = {"title": _("Phạm vi chưa đúng"), "form": form}
    return TemplateResponse(request, "reporting/wrong_scope.html", context, status=400)


def form_page(
    request: Request,
    *,
    form: Refusable,
    act: Callable[[], Any],
    template: str,
    context: dict[str, Any],
    differences: Callable[[], list[Difference]] | None = None,
) -> HttpResponse:
    """Show a form; when it is sent and valid, act and go to the page of what was made.

    Where somebody else changed the record meanwhile, both states are shown side by side and what
    was typed stays; sending it again then counts.
    """
    conflict: list[Difference] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except ValidationError as error:
            if differences is not None and getattr(error, "code", "") == "conflict":
                conflict = differences()
            else:
                form.refuse(error)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect(made)
    shown = {"form": form, "conflict": conflict, "is_conflict": conflict is not None}
    return TemplateResponse(request, template, shown | context)


def removal_page(
    request: Request,
    *,
    form: Refusable,
    act: Callable[[], Any],
    record: Any,
    back: Any,
    template: str,
    context: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """Ask why a record is to be deleted; when it is said, act and go back. `act` may refuse it.

    `context` is read only where the page is shown.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã xoá. Nhật ký còn giữ nội dung đã xoá."))
            return redirect(back)
    shown = {
        "title": _("Xoá: %(record)s") % {"record": record},
        "form": form,
        "danger": True,
        "submit_label": _("Xoá"),
    }
    return TemplateResponse(request, template, shown | context())


def count_from_now(form: Any, name: str, value: Any) -> None:
    """Let a form that was made on an older state count as made on the present one."""
    data = form.data.copy()
    data[name] = str(value)
    form.data = data
