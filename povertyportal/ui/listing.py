"""The one list: filter, sort, count, page, show; or hand over what is shown as a workbook."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from povertyportal.ui import days
from povertyportal.ui.filters import ListFilterSet
from povertyportal.ui.memory import COLUMNS, ColumnChoice, choose_columns, views_of
from povertyportal.ui.tables import PortalTable
from povertyportal.ui.text import grouped
from povertyportal.ui.xlsx import Sheet, workbook_response

PAGE_SIZES = (25, 50, 100)
COUNT_CAP = 10_000


@dataclass(frozen=True)
class ExportGuard:
    """Who may take a list away, and the note that they did. Accounts register theirs."""

    allows: Callable[[HttpRequest], bool]
    note: Callable[[HttpRequest, str, int], None]


_guards: list[ExportGuard] = []


def guard_exports(guard: ExportGuard) -> None:
    """Ask this guard before every export and tell it afterwards."""
    _guards[:] = [guard]


def may_export(request: HttpRequest) -> bool:
    """Tell whether the user may take lists away."""
    return all(guard.allows(request) for guard in _guards)


def note_export(request: HttpRequest, filename: str, rows: int) -> None:
    """Record that a list or document of so many rows left the portal."""
    for guard in _guards:
        guard.note(request, filename, rows)


@dataclass(frozen=True)
class Page:
    """One page of a list. `total` is None where there are more rows than are counted."""

    number: int
    per_page: int
    total: int | None
    rows: list[Any]

    @property
    def counted(self) -> int:
        """Return how many rows can be paged through."""
        return COUNT_CAP if self.total is None else self.total

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.counted // self.per_page))

    @property
    def start(self) -> int:
        """Return the place of the first row shown, from 1."""
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def end(self) -> int:
        """Return the place of the last row shown."""
        return (self.number - 1) * self.per_page + len(self.rows)

    @property
    def total_text(self) -> str:
        """Return the number of rows as shown: '1.234' or '10.000+'."""
        return grouped(self.counted) + ("+" if self.total is None else "")


@dataclass(frozen=True)
class Chip:
    """One active filter, in words, with the address of the list without it."""

    label: str
    value: str
    remove_url: str


def list_page(
    request: HttpRequest,
    *,
    rows: QuerySet[Any],
    filters: type[ListFilterSet],
    table: type[PortalTable],
    filename: str,
    title: str | Promise,
    template: str = "list.html",
    context: dict[str, Any] | None = None,
    keep: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    totals: Callable[[QuerySet[Any]], Sequence[Any]] | None = None,
) -> HttpResponse:
    """Show the rows that the query string asks for, or hand them over as a workbook.

    `keep` names values of the query string that are no filters and survive filtering, such as
    the scope of a figure; `notes` stand above the headings of the workbook; `exclude` names the
    columns that this user may not see; `totals` gives the sums of the rows that pass the filter.
    """
    filterset = filters(request.GET, queryset=rows, request=request)
    passed = filterset.qs
    shown = table(passed.annotate(**table.added_for(request.user)), exclude=exclude)
    shown.request = request  # given to the constructor, it would count and page by itself
    shown.carried = days.carried(request)
    asks_own_day = days.NAME in keep or days.NAME in filterset.filters
    columns = choose_columns(request, shown)
    ordered = in_order(shown, request.GET)
    if request.GET.get("export") == "xlsx":
        return export_response(
            request,
            table=shown,
            rows=ordered,
            filename=filename,
            title=title,
            notes=notes if asks_own_day else (*notes, *_day_notes(request)),
        )
    page = paginate(ordered, request.GET)
    kept = [(name, request.GET[name]) for name in (*keep, COLUMNS) if request.GET.get(name)]
    staying = kept if asks_own_day else [*kept, *shown.carried.items()]
    concealed = filterset.concealed()
    query = _without(request.GET, concealed)
    return TemplateResponse(
        request,
        template,
        {
            "title": title,
            "filterset": filterset,
            "table": shown,
            "page": page,
            "head": shown.head(query),
            "body": shown.body(page.rows),
            "chips": chips(filterset, request.GET),
            "kept": kept,
            "day": None if asks_own_day else days.day_form(request),
            "clear_url": f"{request.path}?{urlencode(staying)}" if staying else request.path,
            "export_url": _with(query, export="xlsx", page=None),
            "can_export": may_export(request) and not concealed,
            "page_links": _page_links(page, query),
            "totals": totals(passed) if totals else (),
            "columns": columns,
            "columns_next": request.path + _with(query, **{COLUMNS: None}, page=None),
            "views": views_of(request, _with_columns(query, columns)),
            **(context or {}),
        },
    )


def _day_notes(request: HttpRequest) -> tuple[str, ...]:
    """Return the line above a workbook's headings that says of which day it is."""
    past = days.past_of(request)
    return (_("Số liệu tại ngày %s") % days.written(past.day),) if past else ()


def in_order(table: PortalTable, query: QueryDict) -> QuerySet[Any]:
    """Return the table's rows in the order asked for; the key decides between equals."""
    wanted = query.getlist("sort")
    if wanted:
        table.order_by = wanted
    rows: QuerySet[Any] = table.data.data
    if relations := table.relations():
        rows = rows.select_related(*relations)
    order = rows.query.order_by or tuple(rows.model._meta.ordering or ())
    names = {str(getattr(name, "name", name)).lstrip("-") for name in order}
    return rows if "pk" in names or "id" in names else rows.order_by(*order, "pk")


def paginate(rows: QuerySet[Any], query: QueryDict) -> Page:
    """Return the page asked for, clamped to what there is."""
    per_page = _whole(query.get("per_page"), default=PAGE_SIZES[0])
    per_page = per_page if per_page in PAGE_SIZES else PAGE_SIZES[0]
    counted = rows.order_by()[: COUNT_CAP + 1].count()
    total = counted if counted <= COUNT_CAP else None
    last = max(1, -(-min(counted, COUNT_CAP) // per_page))
    number = min(max(_whole(query.get("page"), default=1), 1), last)
    first = (number - 1) * per_page
    found = list(rows[first : min(first + per_page, COUNT_CAP)]) if counted else []
    return Page(number, per_page, total, found)


def export_response(
    request: HttpRequest,
    *,
    table: PortalTable,
    rows: QuerySet[Any],
    filename: str,
    title: str | Promise,
    notes: tuple[str, ...] = (),
) -> HttpResponse:
    """Return every row of the list, in its order and with its columns, as a workbook."""
    if not may_export(request):
        raise PermissionDenied
    columns = table.plain()
    count = 0

    def lines() -> Any:
        nonlocal count
        for record in rows.iterator(chunk_size=2000) if not _prefetches(rows) else rows:
            count += 1
            yield [value(record) for _heading, value in columns]

    sheet = Sheet(
        name=str(title),
        headings=[heading for heading, _value in columns],
        rows=lines(),
        notes=notes,
    )
    response = workbook_response([sheet], filename=filename)
    note_export(request, filename, count)
    return response


def _prefetches(rows: QuerySet[Any]) -> bool:
    return bool(rows._prefetch_related_lookups)  # type: ignore[attr-defined]


def chips(filterset: ListFilterSet, query: QueryDict) -> list[Chip]:
    """Return the active filters in words."""
    made = []
    if not filterset.is_bound:
        return []
    filterset.form.is_valid()
    concealed = filterset.concealed()
    carried = _without(query, concealed)
    for name, field in filterset.form.fields.items():
        values = [value for value in query.getlist(name) if value.strip()]
        if not values or name not in filterset.form.cleaned_data:
            continue
        words = dict(_flat(getattr(field, "choices", ())))
        shown = concealed.get(name) or ", ".join(str(words.get(v, v)) for v in values)
        link = _with(carried, **{name: None}, page=None)
        made.append(Chip(str(field.label or name), shown, link))
    return made


def _flat(choices: Any) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for key, word in choices:
        if isinstance(word, list | tuple):
            pairs += [(str(inner), text) for inner, text in word]
        else:
            pairs.append((str(key), word))
    return pairs


def _page_links(page: Page, query: QueryDict) -> dict[str, Any]:
    """Return the addresses of the pages around this one and of the page sizes."""
    return {
        "previous": _with(query, page=page.number - 1) if page.number > 1 else "",
        "next": _with(query, page=page.number + 1) if page.number < page.last else "",
        "sizes": [
            (size, _with(query, per_page=size, page=None), size == page.per_page)
            for size in PAGE_SIZES
        ],
    }


def _without(query: QueryDict, names: Container[str]) -> QueryDict:
    """Return the query without the values that no further address may carry."""
    copy = QueryDict(mutable=True)
    for name in query:
        if name not in names:
            copy.setlist(name, query.getlist(name))
    return copy


def _with_columns(query: QueryDict, columns: ColumnChoice) -> QueryDict:
    """Return the query as somebody else would have to ask to see the same columns."""
    copy = _without(query, {COLUMNS})
    if columns.is_narrowed:
        copy[COLUMNS] = ",".join(columns.shown)
    return copy


def _with(query: QueryDict, **changes: Any) -> str:
    """Return the query string with some values set, or left out where they are None."""
    pairs = [
        (key, value) for key in query if key not in changes for value in query.getlist(key) if value
    ]
    pairs += [(key, value) for key, value in changes.items() if value is not None]
    return "?" + urlencode(pairs)


def _whole(text: str | None, *, default: int) -> int:
    """Return a whole number of at most nine digits, or the default."""
    if text and text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    return default
