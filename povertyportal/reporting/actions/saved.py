"""Users keep views of pages and choose the columns of lists."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.exports import query_note
from povertyportal.accounts.models import User
from povertyportal.reporting.models import ListColumns, SavedView
from povertyportal.reporting.saved import Place, kept_query, match_of

LONGEST_QUERY = 2000
MOST_VIEWS = 100
"""Views of one person; nobody finds anything in more."""
FACTS = ("name", "role", "path", "query")
TAKEN = _("Bạn đã có chế độ xem tên này ở trang này. Hãy đặt tên khác.")


@transaction.atomic
def save_view(*, place: Place, name: str, role: str, by: User) -> SavedView:
    """Keep a page under a name; the same submission again returns the row it made first."""
    view = SavedView(owner=by, name=name, role=role, **_kept(place, by=by))
    same = SavedView.objects.filter(owner=by, page=view.page, name=name).first()
    if same is not None and _facts(same) == _facts(view):
        return same
    if SavedView.objects.filter(owner=by).count() >= MOST_VIEWS:
        raise ValidationError(_("Bạn đã lưu nhiều chế độ xem. Hãy xoá bớt những cái không dùng."))
    _demand_sound(view)
    _store(view)
    _note("record", view, {key: (None, value) for key, value in _facts(view).items()}, by=by)
    return view


@transaction.atomic
def amend_view(
    *,
    view: SavedView,
    by: User,
    name: str | None = None,
    role: str | None = None,
    place: Place | None = None,
) -> SavedView:
    """Give a view another name or another role, or let it lead to the page as it is shown now."""
    view = _locked(view, by=by)
    before = _facts(view)
    view.name = view.name if name is None else name
    view.role = view.role if role is None else role
    if place is not None:
        for column, value in _kept(place, by=by).items():
            setattr(view, column, value)
    after = _facts(view)
    changes = {key: (before[key], after[key]) for key in FACTS if before[key] != after[key]}
    if changes:
        _demand_sound(view)
        _store(view)
        _note("amend", view, changes, by=by)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: User) -> None:
    """Delete a view of one's own; nothing hangs on it."""
    view = _locked(view, by=by)
    _note("remove", view, {key: (value, None) for key, value in _facts(view).items()}, by=by)
    view.delete()


@transaction.atomic
def set_columns(
    *, table: str, offered: Collection[str], shown: Collection[str], by: User
) -> ListColumns:
    """Remember which of the offered columns the user wants to see; columns not offered stay."""
    if not set(offered) & set(shown):
        raise ValidationError(_("Phải còn ít nhất một cột."), code="no_column")
    row = ListColumns.objects.select_for_update().filter(user=by, table=table).first()
    row = row or ListColumns(user=by, table=table)
    before = sorted(row.hidden)
    row.hidden = sorted((set(before) - set(offered)) | (set(offered) - set(shown)))
    if row.hidden == before:
        return row
    row.full_clean(exclude=["hidden"])
    row.save()
    record("list_columns.change", by=by, on=row, changes={"hidden": (before, row.hidden)})
    return row


def _kept(place: Place, *, by: User) -> dict[str, str]:
    """Return the columns of a view of the place; refuse a page that is not there or not open."""
    match = match_of(place.path)
    if match is None:
        raise ValidationError(_("Trang này không còn trong cổng."), code="gone")
    if not by.has(match.func.required_permission):  # type: ignore[attr-defined]
        raise PermissionDenied
    query = kept_query(QueryDict(place.query))
    if len(query) > LONGEST_QUERY:
        raise ValidationError(_("Bộ lọc dài quá, không lưu được. Hãy bỏ bớt điều kiện."))
    return {"page": match.url_name or "", "path": place.path, "query": query}


def _locked(view: SavedView, *, by: User) -> SavedView:
    found = SavedView.objects.select_for_update().filter(pk=view.pk).first()
    if found is None:
        raise ValidationError(_("Chế độ xem này vừa bị xoá."), code="gone")
    if found.owner_id != by.pk:
        raise PermissionDenied
    return found


def _demand_sound(view: SavedView) -> None:
    try:
        view.full_clean()
    except ValidationError as error:
        if NON_FIELD_ERRORS in error.error_dict:
            raise ValidationError({"name": ValidationError(TAKEN, code="taken")}) from error
        raise


def _store(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise ValidationError({"name": ValidationError(TAKEN, code="taken")}) from error


def _facts(view: SavedView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in FACTS}


def _note(verb: str, view: SavedView, changes: Mapping[str, Any], *, by: User) -> None:
    """Record the change; what is searched for stays out of the log, as with exports."""
    told = {
        key: tuple(value and query_note(value) if key == "query" else value for value in pair)
        for key, pair in changes.items()
    }
    record(f"saved_view.{verb}", by=by, on=view, changes=told)
