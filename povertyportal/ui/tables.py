"""Tables: declared with django-tables2, rendered by one fast row renderer, exported as shown.

Each column is compiled once into a function from a record to a cell; a page of rows is then one
join of strings. Stock rendering walks bound rows and a template for each cell.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import Aggregate, Field, Model
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_tables2.columns import BoundColumn

from povertyportal.ui.text import grouped

EMPTY = "–"
Cell = Callable[[Any], str]


class CountColumn(tables.Column):
    """A whole number, right-aligned and grouped."""

    attrs = {"td": {"class": "num"}, "th": {"class": "num"}}
    empty_values = (None, "")

    def render(self, value: Any) -> str:
        return grouped(value)


class MoneyColumn(CountColumn):
    """Whole đồng. The heading names the unit."""


class DecimalColumn(CountColumn):
    """A number with two decimals."""

    def render(self, value: Any) -> str:
        whole, fraction = f"{value:,.2f}".split(".")
        return f"{whole.replace(',', '.')},{fraction}"


class DateColumn(tables.Column):
    """A day as dd/mm/yyyy."""

    attrs = {"td": {"class": "date"}}

    def render(self, value: date) -> str:
        return f"{value:%d/%m/%Y}"


class DateTimeColumn(tables.Column):
    """An instant in local time."""

    attrs = {"td": {"class": "date"}}

    def render(self, value: datetime) -> str:
        return f"{timezone.localtime(value):%H:%M:%S %d/%m/%Y}"


class BadgeColumn(tables.Column):
    """A choice as a word on a tone: good, attention, bad or neutral."""

    def __init__(self, *args: Any, tones: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tones = dict(tones or {})


class PortalTable(tables.Table):
    """The base of every table of the portal.

    `added` names the columns that are counted or summed from related rows; `follows` the foreign
    keys that cells read beside the columns' own, such as those in the text of a related row.
    `carried` is set to what the links to records carry on, such as the day they are read as of.
    """

    added: ClassVar[dict[str, Aggregate]] = {}
    follows: ClassVar[tuple[str, ...]] = ()
    carried: Mapping[str, str] = {}

    class Meta:
        default = EMPTY

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show nothing as a dash, in tables without a Meta of their own too."""
        kwargs.setdefault("default", EMPTY)
        super().__init__(*args, **kwargs)

    @classmethod
    def added_for(cls, user: Any) -> dict[str, Aggregate]:
        """Return the counts and sums of `added`, over the related rows that the user may see."""
        return cls.added

    def cells(self) -> list[tuple[BoundColumn, Cell]]:
        """Return each visible column with the function that makes its cell of a record."""
        return [
            (column, _cell(self, column)) for column in self.columns.iterall() if column.visible
        ]

    def relations(self) -> list[str]:
        """Return the foreign keys that the cells follow, for one query in place of one a row."""
        found = dict.fromkeys(self.follows)
        for column in self.columns.iterall():
            if column.visible:
                found |= dict.fromkeys(_relations(self, _path(column)))
        return list(found)

    def body(self, records: Iterable[Any]) -> SafeString:
        """Return the rows as HTML."""
        cells = []
        for column, cell in self.cells():
            css = column.column.attrs.get("td", {}).get("class", "")
            full, blank = (
                format_html('<td data-label="{}" class="{}">', column.header, name)
                for name in (css, f"{css} blank".strip())
            )
            empty = _default(column)
            cells.append((full, blank, empty, cell))
        rows = []
        for record in records:
            line = []
            for full, blank, empty, cell in cells:
                inner = cell(record)
                line.append(f"{blank if inner == empty else full}{inner}</td>")
            rows.append(f"<tr>{''.join(line)}</tr>")
        return mark_safe("\n".join(rows))  # noqa: S308 - each cell was escaped

    def head(self, query: QueryDict) -> SafeString:
        """Return the heading cells; a sortable one links to its order and says the present one."""
        return mark_safe(  # noqa: S308 - made by format_html
            "".join(_heading(column, query) for column, _cell_ in self.cells())
        )

    def plain(self) -> list[tuple[str, Callable[[Any], Any]]]:
        """Return each exported column's heading and the function that gives its typed value."""
        return [
            (str(column.header), _plain(self, column))
            for column in self.columns.iterall()
            if column.visible and not getattr(column.column, "exclude_from_export", False)
        ]


def _heading(column: BoundColumn, query: QueryDict) -> str:
    """Return the heading cell; one without words says unseen that it holds what can be done."""
    css = column.column.attrs.get("th", {}).get("class", "")
    opening = format_html(' class="{}"', css) if css else ""
    if not column.header:
        hidden = '<th scope="col"{}><span class="visually-hidden">{}</span></th>'
        return format_html(hidden, opening, _("Thao tác"))
    if not column.orderable:
        return format_html('<th scope="col"{}>{}</th>', opening, column.header)
    ascending = column.is_ordered and column.order_by_alias == column.name
    target = query.copy()
    target.pop("page", None)
    target["sort"] = f"-{column.name}" if ascending else column.name
    state = ""
    if column.is_ordered:
        state = "ascending" if ascending else "descending"
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{}</a></th>',
        opening,
        format_html(' aria-sort="{}"', state) if state else "",
        target.urlencode(),
        column.header,
    )


def _getter(path: Sequence[str]) -> Callable[[Any], Any]:
    """Return the function that follows attributes or keys; a gap on the way gives None."""

    def get(record: Any) -> Any:
        for name in path:
            if isinstance(record, Mapping):
                record = record.get(name)
            else:
                try:
                    record = getattr(record, name, None)
                except ObjectDoesNotExist:
                    return None
            if record is None:
                return None
            if callable(record) and not isinstance(record, Model):
                record = record()
        return record

    return get


def _field(table: PortalTable, path: Sequence[str]) -> Field[Any, Any] | None:
    """Return the model field at the end of the path, if there is one."""
    model = getattr(table._meta, "model", None)
    field: Any = None
    for name in path:
        if model is None:
            return None
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        model = getattr(field, "related_model", None)
    return field if isinstance(field, Field) else None


def _path(column: BoundColumn) -> list[str]:
    """Return the names that lead from a record to the column's value."""
    return str(column.accessor).replace(".", "__").split("__")


def _relations(table: PortalTable, path: Sequence[str]) -> list[str]:
    """Return every part of the path that ends in a foreign key: 'a__b__c' -> ['a', 'a__b']."""
    found = []
    for length in range(1, len(path) + 1):
        field = _field(table, path[:length])
        if field is None or not (field.many_to_one or field.one_to_one):
            break
        found.append("__".join(path[:length]))
    return found


def _value(table: PortalTable, column: BoundColumn) -> Callable[[Any], Any]:
    """Return the function that gives the column's value; choices give their words."""
    path = _path(column)
    get = _getter(path)
    field = _field(table, path)
    choices = dict(field.flatchoices) if field is not None and field.choices else None
    if choices is None or isinstance(column.column, BadgeColumn):
        return get
    return lambda record: choices.get(value := get(record), value)


def _arguments(function: Callable[..., Any]) -> set[str]:
    return set(inspect.signature(function).parameters)


def _cell(table: PortalTable, column: BoundColumn) -> Cell:
    """Compile the column into the function that makes an escaped cell."""
    get = _value(table, column)
    render = getattr(table, f"render_{column.name}", None) or column.column.render
    wanted = _arguments(render)
    stock = render.__qualname__ == "Column.render"
    empty = column.column.empty_values
    default = _default(column)
    badges = _badges(table, column) if isinstance(column.column, BadgeColumn) else None

    def content(record: Any) -> str:
        value = get(record)
        if value in empty:
            return default
        if badges is not None and stock:
            return badges(value)
        if stock:
            return conditional_escape(value)
        given = {"value": value, "record": record, "column": column.column, "table": table}
        given["bound_column"] = column
        return conditional_escape(render(**{k: v for k, v in given.items() if k in wanted}))

    link = column.link
    if link is None:
        return content
    carried = urlencode(table.carried)

    def linked(record: Any) -> str:
        inner = content(record)
        if inner == default:
            return inner
        url = link.compose_url(record=record, bound_column=column, value=get(record))
        if url and carried:
            url += ("&" if "?" in url else "?") + carried
        return format_html('<a href="{}">{}</a>', url, mark_safe(inner)) if url else inner  # noqa: S308

    return linked


def _default(column: BoundColumn) -> str:
    """Return what stands in an empty cell; on phones such cells are left out."""
    return conditional_escape(column.default if column.default is not None else EMPTY)


def _badges(table: PortalTable, column: BoundColumn) -> Callable[[Any], str]:
    """Return the function that shows a choice as a badge; each is made once."""
    field = _field(table, _path(column))
    words: dict[Any, str | Promise] = dict(field.flatchoices) if field is not None else {}
    tones = column.column.tones
    made: dict[Any, str] = {}

    def badge(value: Any) -> str:
        if value not in made:
            made[value] = format_html(
                '<span class="badge badge-{}">{}</span>',
                tones.get(value, "neutral"),
                words.get(value, value),
            )
        return made[value]

    return badge


def _plain(table: PortalTable, column: BoundColumn) -> Callable[[Any], Any]:
    """Compile the column into the function that gives a typed value for a workbook."""
    get = _value(table, column)
    own = getattr(table, f"value_{column.name}", None)
    if own is not None:
        wanted = _arguments(own)

        def call(record: Any) -> Any:
            given = {"value": get(record), "record": record}
            return own(**{k: v for k, v in given.items() if k in wanted})

        return call
    if isinstance(column.column, BadgeColumn):
        field = _field(table, _path(column))
        words = dict(field.flatchoices) if field is not None else {}
        return lambda record: words.get(value := get(record), value)
    return get
