"""The views that users keep of pages: what is kept of an address, and who is offered which."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _

from povertyportal.accounts.exports import has_long_number
from povertyportal.accounts.models import User
from povertyportal.reporting.models import ListColumns, SavedView
from povertyportal.ui.memory import ListMemory

PASSING = frozenset({"page", "export", "format"})
"""Values of an address that say what to do once, not what to see."""
_AMOUNT = re.compile(r"[1-9]\d{0,2}(\.\d{3})+|[1-9]\d*")
_SALT = "povertyportal.saved_view"


@dataclass(frozen=True)
class Place:
    """A page with what is asked of it, as one of our pages offered to keep it."""

    path: str
    query: str

    def signed(self) -> str:
        """Return the place as a text that only we can make."""
        return signing.dumps([self.path, self.query], salt=_SALT, compress=True)


@dataclass(frozen=True)
class Item:
    """A view in a menu."""

    view: SavedView
    url: str
    is_own: bool
    is_current: bool


@dataclass(frozen=True)
class Menu:
    """The views kept of a page, and the address that keeps it as it is shown."""

    items: tuple[Item, ...]
    save_url: str

    @property
    def current(self) -> Item | None:
        """Return the view that is open."""
        return next((item for item in self.items if item.is_current), None)


def read_place(signed: str) -> Place | None:
    """Return the place that was signed; None for any other text."""
    try:
        path, query = signing.loads(signed, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Place(path, query)


def match_of(path: str) -> ResolverMatch | None:
    """Return what answers the path, if it is one of our own pages with a door."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match if hasattr(match.func, "required_permission") and match.url_name else None


def kept_query(query: QueryDict) -> str:
    """Return what is kept of a query: nothing that passes, nothing that may name a person."""
    pairs = [
        (name, value)
        for name, values in query.lists()
        for value in values
        if value and name not in PASSING and not _may_name_a_person(name, value)
    ]
    return urlencode(pairs)


def _may_name_a_person(name: str, value: str) -> bool:
    """Tell whether a value holds a citizen id or a telephone number; amounts of money do not."""
    return has_long_number(value) and (name == "q" or not _AMOUNT.fullmatch(value))


def views_for(user: User) -> QuerySet[SavedView]:
    """Return the user's own views and those shared with a role that the user holds today."""
    roles = {grant.role for grant in user.grants}
    rows = SavedView.objects.filter(Q(owner=user) | Q(role__in=roles))
    return rows.select_related("owner")


def address_of(view: SavedView) -> str:
    """Return the address that opens the view."""
    return f"{view.path}?{view.query}" if view.query else view.path


def problem_of(view: SavedView, *, user: User) -> str:
    """Return in words why the view cannot be opened; '' if it can, as far as its page tells."""
    match = match_of(view.path)
    if match is None or match.url_name != view.page:
        return _("Trang này không còn trong cổng.")
    permission = match.func.required_permission  # type: ignore[attr-defined]
    return "" if user.has(permission) else _("Bạn không có quyền mở trang này.")


def menu_of(request: HttpRequest, query: QueryDict) -> Menu | None:
    """Return the menu of the page; None where nobody is signed in."""
    user: Any = request.user
    match = request.resolver_match
    if not user.is_authenticated or match is None or not match.url_name:
        return None
    here = kept_query(query)
    rows = views_for(user).filter(page=match.url_name, path=request.path)
    items = tuple(
        Item(
            view=view,
            url=address_of(view),
            is_own=view.owner_id == user.pk,
            is_current=view.query == here,
        )
        for view in rows
    )
    at = Place(request.path, here).signed()
    return Menu(items, f"{reverse('saved_view_create')}?{urlencode({'at': at})}")


def hidden_columns(request: HttpRequest, table: str) -> Container[str]:
    """Return the columns that the user hid on this table."""
    user: Any = request.user
    if not user.is_authenticated:
        return ()
    found: list[list[str]] = list(
        ListColumns.objects.filter(user=user, table=table).values_list("hidden", flat=True)
    )
    return found[0] if found else ()


MEMORY = ListMemory(hidden=hidden_columns, views=menu_of)
