"""What users keep of lists: the columns each wants to see, and pages under a name.

Lists know nobody: who remembers registers here, as the guard of exports does.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from povertyportal.ui.tables import PortalTable

COLUMNS = "columns"
"""The value of a query string that names the columns to show, with commas between them."""


@dataclass(frozen=True)
class ListMemory:
    """The columns of a table that the user hid, and the menu of views kept of this page."""

    hidden: Callable[[HttpRequest, str], Container[str]]
    views: Callable[[HttpRequest, QueryDict], Any]


_memories: list[ListMemory] = []


def remember_lists(memory: ListMemory) -> None:
    """Ask this memory on every list."""
    _memories[:] = [memory]


def views_of(request: HttpRequest, query: QueryDict) -> Any:
    """Return the menu of the views kept of this page; None where nobody keeps any."""
    return next((memory.views(request, query) for memory in _memories), None)


@dataclass(frozen=True)
class Option:
    """A column that a list can show."""

    name: str
    heading: str
    is_shown: bool


@dataclass(frozen=True)
class ColumnChoice:
    """The columns of a list as offered; `missing` names asked for that this user is not shown."""

    table: str
    options: tuple[Option, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """Return the names of the columns that are shown."""
        return tuple(option.name for option in self.options if option.is_shown)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether a column is hidden."""
        return len(self.shown) < len(self.options)


def key_of(table: type[PortalTable]) -> str:
    """Return the name under which the columns of a table are remembered."""
    return f"{table.__module__.partition('.')[0]}.{table.__name__}"


def choose_columns(request: HttpRequest, table: PortalTable) -> ColumnChoice:
    """Hide the columns that were not asked for, or that the user hid; one stays in any case.

    Only columns that the table has for this user count: a choice never brings one back. Columns
    without a heading hold what can be done with a row, and stay.
    """
    key = key_of(type(table))
    columns = [column for column in table.columns.iterall() if column.visible and column.header]
    names = [column.name for column in columns]
    asked = [name for name in request.GET.get(COLUMNS, "").split(",") if name]
    if asked:
        wanted = [name for name in names if name in asked]
    else:
        hidden: Container[str] = next((m.hidden(request, key) for m in _memories), ())
        wanted = [name for name in names if name not in hidden]
    wanted = wanted or names
    for name in names:
        if name not in wanted:
            table.columns.hide(name)
    return ColumnChoice(
        table=key,
        options=tuple(Option(c.name, str(c.header), c.name in wanted) for c in columns),
        missing=tuple(name for name in asked if name not in names),
    )
