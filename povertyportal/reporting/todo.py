"""What waits for each person: the list on top of the home page, filled by the apps' `todo` modules.

A to-do is looked for on each visit, so it names the rows that wait and does not count them: the
rows of all are counted by one question to the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.models import Assignment, User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import reconciling, splits
from povertyportal.reporting.models import Target
from povertyportal.ui.counting import count_together
from povertyportal.ui.once import reading_once

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class TodoItem:
    """Some rows that wait: how many, for what, where to do it; `is_late` past its deadline.

    What only counting tells is given as the rows; `todo_for` puts the numbers in, and in `late`
    how many of them are past their deadline.
    """

    count: int | QuerySet[Any]
    words: Text
    url: str
    note: Text = ""
    is_late: bool | QuerySet[Any] = False
    late: int = 0


@dataclass(frozen=True, kw_only=True)
class Todo:
    """A kind of work, for those who hold the permission; `items` returns what waits on a day."""

    key: str
    title: Text
    permission: Permission
    items: Callable[[User, date], list[TodoItem]]
    order: int = 50


@dataclass(frozen=True)
class TodoGroup:
    """The waiting items of one kind of work, late ones first."""

    todo: Todo
    items: list[TodoItem]


_todos: dict[str, Todo] = {}


def register_todo(*todos: Todo) -> None:
    """Add kinds of work; a key is taken once."""
    for todo in todos:
        if todo.key in _todos:
            raise ValueError(f"to-do {todo.key} is registered twice")
        _todos[todo.key] = todo


def todo_for(user: User, *, today: date, told: Collection[str] = ()) -> list[TodoGroup]:
    """Return what waits for the user on that day; kinds with nothing to do are left out.

    Those that the page tells by itself, `told`, are not looked for.
    """
    wanted = (todo for todo in _todos.values() if todo.key not in told)
    kinds = sorted(wanted, key=lambda todo: (todo.order, todo.key))
    with reading_once():
        offered = [(todo, todo.items(user, today)) for todo in kinds if user.has(todo.permission)]
    counted = _counted(item for _todo, items in offered for item in items)
    found = []
    for todo, items in offered:
        waiting = [item for item in (counted[id(each)] for each in items) if item.count]
        if waiting:
            found.append(TodoGroup(todo, sorted(waiting, key=lambda item: not item.is_late)))
    return found


def _counted(items: Iterable[TodoItem]) -> dict[int, TodoItem]:
    """Return each item, by its identity, with numbers in place of rows."""
    known = list(items)
    asked = [rows for item in known for rows in (item.count, item.is_late)]
    queries = [rows for rows in asked if isinstance(rows, QuerySet)]
    numbers = iter(count_together(queries))
    told = [next(numbers) if isinstance(rows, QuerySet) else rows for rows in asked]
    return {
        id(item): replace(
            item,
            count=told[2 * place],
            is_late=bool(told[2 * place + 1]),
            late=int(told[2 * place + 1]) if isinstance(item.is_late, QuerySet) else 0,
        )
        for place, item in enumerate(known)
    }


def todo_url(name: str, query: Mapping[str, Any] | None = None, *args: Any) -> str:
    """Return the address of a page with a query, or "" while no such page exists."""
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    pairs = {key: value for key, value in (query or {}).items() if value not in (None, "")}
    return f"{url}?{urlencode(pairs, doseq=True)}" if pairs else url


def _accounts(user: User, today: date) -> list[TodoItem]:
    """Return the accounts that may sign in and have no role."""
    held = Assignment.objects.valid_on(today).values("user")
    rows = User.objects.filter(is_active=True).exclude(pk__in=held)
    url = todo_url("admin:accounts_user_changelist")
    return [TodoItem(count=rows, words=_("tài khoản chưa được phân công vai trò"), url=url)]


def _uneven_targets(user: User, today: date) -> list[TodoItem]:
    """Return the plans whose split over the wards does not add up."""
    rows = splits.uneven(Target.objects.filter(user.scope(Permission.TARGET_EDIT)))
    return [
        TodoItem(
            count=rows,
            words=_("chỉ tiêu chia cho phường, xã chưa khớp với kế hoạch chung"),
            url=todo_url("target_list", {"split": "uneven"}),
        )
    ]


def _unexplained(user: User, today: date) -> list[TodoItem]:
    """Return the reported figures that differ from the records and that nobody explained."""
    return [
        TodoItem(
            count=len(reconciling.unexplained(user)),
            words=_("số báo cáo lệch hồ sơ hoặc không kiểm chứng được, chưa giải trình"),
            url=todo_url("reported_figures", {"explained": "no"}),
        )
    ]


register_todo(
    Todo(
        key="unexplained_differences",
        title=gettext_lazy("Đối chiếu"),
        permission=Permission.REPORTED_EDIT,
        items=_unexplained,
        order=55,
    ),
    Todo(
        key="uneven_targets",
        title=gettext_lazy("Chỉ tiêu kế hoạch"),
        permission=Permission.TARGET_EDIT,
        items=_uneven_targets,
        order=60,
    ),
    Todo(
        key="accounts_without_role",
        title=gettext_lazy("Tài khoản"),
        permission=Permission.REFERENCE_EDIT,
        items=_accounts,
        order=90,
    ),
)
