"""The pages on which a record is entered, put right and deleted: one shape for all."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm, ChoiceField, Field, ModelChoiceField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.choices import flatten_choices
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from households.models import Household
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.views.base import removal_page
from povertyportal.ui.forms import Refusable
from programs import actions
from programs.forms.base import ReasonForm, RecordForm
from programs.models.base import EditableRecord, Record
from programs.views.base import as_read, list_crumb, visible_or_404

MOST_FOUND = 20
Text = str | Promise


def create_page(
    request: Request,
    *,
    form: RecordForm,
    act: Callable[[], Record],
    title: Text,
    back: str,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show an empty form; when it is sent and valid, enter the record and go to its page.

    `back` names the list the record belongs to.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect(made)
    return _form(
        request,
        form,
        title=title,
        cancel_url=reverse(back),
        row=form.instance,
        back=back,
        submit_label=_("Ghi"),
        context=context,
    )


def edit_page(
    request: Request,
    *,
    form: RecordForm,
    record: EditableRecord,
    act: Callable[[], Record],
    back: str,
    title: Text = "",
) -> HttpResponse:
    """Show a record's form; when it is sent and valid, put the record right and go to its page.

    Where somebody else changed it meanwhile, both states are shown side by side and what was
    typed stays; sending it again then counts.
    """
    conflict: list[tuple[str, Any, Any]] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except ValidationError as error:
            if getattr(error, "code", "") == "conflict":
                conflict = _differences(form, record)
            else:
                form.refuse(error)
        else:
            messages.success(request, _("Đã sửa."))
            return redirect(record)
    return _form(
        request,
        form,
        title=title or _("Sửa: %(record)s") % {"record": record},
        cancel_url=record.get_absolute_url(),
        row=record,
        back=back,
        submit_label=_("Lưu"),
        context={
            "record": record,
            "conflict": conflict,
            "is_conflict": conflict is not None,
            "crumb": _("Sửa"),
        },
    )


def act_page(
    request: Request,
    *,
    form: Refusable,
    act: Callable[[], Any],
    title: Text,
    record: Record,
    back: str,
    submit_label: Text,
    done: Text = "",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form of an act on a record; when it is valid, act and go back to the record.

    Where the act makes a record of its own, such as a proposal, the page goes there.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, str(done or _("Đã ghi.")))
            return redirect(made if isinstance(made, Record) and made.pk else record)
    return _form(
        request,
        form,
        title=title,
        cancel_url=record.get_absolute_url(),
        row=record,
        back=back,
        submit_label=submit_label,
        context={"record": record, **(context or {})},
    )


def remove_page(
    request: Request, row: Record, *, back: str, act: Callable[..., None] = actions.remove
) -> HttpResponse:
    """Ask why a record is to be deleted, and delete it; refuse it where others rest on it.

    `act` deletes it, where more than the row itself has to be locked.
    """
    form = ReasonForm(request.POST or None, initial={"version": getattr(row, "version", 1)})

    def discard() -> None:
        seen = {"version": form.cleaned_data["version"]} if hasattr(row, "version") else {}
        act(row=row, by=request.user, reason=form.cleaned_data["reason"], **seen)

    return removal_page(
        request,
        form=form,
        act=discard,
        record=row,
        back=back,
        template="programs/remove.html",
        context=lambda: {
            "text": _(
                "Chỉ xoá bản ghi nhập nhầm. Số liệu đã tính từ bản ghi này sẽ đổi theo; nhật ký "
                "vẫn giữ nội dung cũ và lý do."
            ),
            "uses": actions.uses_of(row),
            "cancel_url": row.get_absolute_url(),
            "record": row,
            **list_crumb(row, back),
        },
    )


def editable_or_403(request: Request, rows: QuerySet[Any], pk: int) -> Any:
    """Return the row if the user sees it and may write it: 404 unseen, 403 without the right."""
    found = visible_or_404(rows, pk)
    if not request.user.can(type(found).EDIT, found.where):
        raise PermissionDenied
    return found


def without_token(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed without the token, for acts that change a row and need none."""
    return {name: value for name, value in typed.items() if name != "submit_token"}


def chosen_household(request: Request, permission: Permission) -> Household | None:
    """Return the household that the address names, None where none is named yet.

    404 for one outside the areas where the user holds the permission.
    """
    code = request.GET.get("household", "")
    if not code:
        return None
    found: Household | None = _households(request, permission).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def household_page(
    request: Request, permission: Permission, *, title: Text, back: str
) -> HttpResponse:
    """Ask which household the record is about: search by name or code, then choose."""
    query = request.GET.get("q", "").strip()[:80]
    rows = _households(request, permission).order_by("sort_key", "pk")
    found = list(rows.matching(query, by=request.user)[: MOST_FOUND + 1]) if query else []
    kept = request.GET.copy()
    kept.pop("q", None)
    return TemplateResponse(
        request,
        "programs/choose_household.html",
        {
            "title": title,
            "q": query,
            "rows": found[:MOST_FOUND],
            "has_more": len(found) > MOST_FOUND,
            "kept": list(kept.items()),
            "kept_query": kept.urlencode(),
            "list_url": reverse(back),
            "cancel_url": reverse(back),
        },
    )


def _households(request: Request, permission: Permission) -> Any:
    rows = Household.objects.visible_to(request.user).filter(request.user.scope(permission))
    return rows.select_related("head", "area", "village")


def _form(
    request: Request,
    form: BaseForm,
    *,
    title: Text,
    cancel_url: str,
    row: Record,
    back: str,
    submit_label: Text,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    return TemplateResponse(
        request,
        "programs/form.html",
        {
            "form": form,
            "title": title,
            "cancel_url": cancel_url,
            "submit_label": submit_label,
            **list_crumb(row, back),
            **(context or {}),
        },
    )


def _differences(form: RecordForm, record: EditableRecord) -> list[tuple[str, Any, Any]]:
    """Return (label, value now, value typed) where they differ; let the form count from now on."""
    current = type(record)._default_manager.get(pk=record.pk)
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(getattr(current, "version", ""))
    form.data = data
    rows = []
    for name, typed in form.typed.items():
        now = getattr(current, name)
        if now != typed:
            field = form.fields[name]
            label = capfirst(str(field.label or name))
            rows.append((label, _in_words(field, now), _in_words(field, typed)))
    return rows


def _in_words(field: Field, value: Any) -> Any:
    """Return a value as people read it, a choice by its label."""
    if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
        choices: Any = field.choices
        value = dict(flatten_choices(choices)).get(value, value)
    return as_read(value, named=True)
