"""Read the database as it stood at the end of a day: a view laid over the tables, nothing copied.

While `as_of(day)` is active, a SELECT that names a registered table gets in front of it a common
table expression of the same name. It hides what was recorded later, gives changed rows their
earlier values and removed rows their life back; joins, subqueries and sums see that alone. Two
sources tell what was so: the record of events, which keeps before and after of every field, and
the rows' own days (`register`). A row without an event of its creation, from an import, counts as
recorded on its own days. Writes and unregistered tables, such as accounts, are left alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Case, DateTimeField, F, Field, ForeignKey, Model, Q, QuerySet, When
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent

Columns = Callable[[date], Mapping[str, Any]]
Undone = Mapping[int, Mapping[str, Any] | None]
Undo = Callable[[datetime], Undone]
Wrapped = Callable[..., Any]
_NAMES = re.compile(r'"(\w+)"')
_LOCKING = (" FOR UPDATE", " FOR NO KEY UPDATE")


@dataclass(frozen=True)
class Dated:
    """How the rows of a model tell by their own days what was so on another day."""

    model: type[Model]
    begins: str
    ends: tuple[str, ...]
    columns: Columns | None
    undo: Undo | None

    @property
    def tells(self) -> bool:
        """Tell whether the rows have days of their own at all."""
        return bool(self.begins or self.ends or self.columns)

    def rows(self, day: date) -> QuerySet[Any]:
        """Return the rows that had begun, as the values of their columns on the day, in order."""
        found = self.model._base_manager.order_by()
        if self.begins:
            found = found.filter(_by(self.model, self.begins, day=day))
        then: dict[str, Any] = {
            name: Case(When(_by(self.model, name, day=day), then=F(name))) for name in self.ends
        }
        then |= self.columns(day) if self.columns else {}
        found = found.annotate(**{f"then_{name}": value for name, value in then.items()})
        names = [each.name for each in self.model._meta.concrete_fields]
        rows: QuerySet[Any] = found.values_list(
            *(f"then_{name}" if name in then else name for name in names)
        )
        return rows


def _by(model: type[Model], name: str, *, day: date) -> Q:
    """Return the condition that a day or an instant of the row is not after the day."""
    column: Any = None
    for part in name.split("__"):
        owner: Any = column.related_model if column else model
        column = owner._meta.get_field(part)
    if isinstance(column, DateTimeField):
        return Q(**{f"{name}__lt": end_of(day)})
    return Q(**{f"{name}__lte": day})


def end_of(day: date) -> datetime:
    """Return the instant at which the day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


_registry: dict[str, Dated] = {}


def register(
    *models: type[Model],
    begins: str = "",
    ends: Sequence[str] = (),
    columns: Columns | None = None,
    undo: Undo | None = None,
) -> None:
    """Read the models' tables as of a day; each app registers its own in a module `past`.

    `begins` names the day before which a row was not there; `ends` days that are empty until they
    come; `columns(day)` gives further columns as expressions over rows as they were then;
    `undo(instant)` the values before what other records tell was done to rows from then on, by
    key, None for a row that they made.
    """
    for model in models:
        _registry[model._meta.db_table] = Dated(model, begins, tuple(ends), columns, undo)


def registered() -> set[type[Model]]:
    """Return the models whose tables are read as of a day."""
    return {dated.model for dated in _registry.values()}


@dataclass(frozen=True)
class _Layer:
    """What one table was: common table expressions with their parameters, and what they read."""

    sql: tuple[str, ...] = ()
    params: tuple[Any, ...] = ()
    reads: tuple[str, ...] = ()


@dataclass
class _Past:
    """The tables as they stood at the end of a day, each looked up when it is first named."""

    day: date
    layers: dict[str, _Layer] = field(default_factory=dict)

    def over(self, sql: str, params: Any) -> tuple[str, Any]:
        """Return the statement with the layers of the tables that it names in front."""
        found: dict[str, _Layer] = {}
        self._gather(sql, found)
        expressions = [text for layer in found.values() for text in layer.sql]
        if not expressions:
            return sql, params
        given = tuple(value for layer in found.values() for value in layer.params)
        text = sql.replace("%", "%%") if params is None else sql
        return f"WITH {', '.join(expressions)} {text}", given + tuple(params or ())

    def _gather(self, sql: str, found: dict[str, _Layer]) -> None:
        """Add the layers of the named tables, those that others read before them."""
        for table in sorted(set(_NAMES.findall(sql)) & _registry.keys() - found.keys()):
            if table not in self.layers:
                with _as(None):
                    self.layers[table] = _layer(_registry[table], self)
            layer = self.layers[table]
            for text in layer.reads:
                self._gather(text, found)
            found.setdefault(table, layer)

    @cached_property
    def told(self) -> set[str]:
        """Return the kinds of objects of which events after the day tell."""
        kinds = [dated.model._meta.label_lower for dated in _registry.values()]
        later = AuditEvent.objects.filter(object_type__in=kinds, at__gte=end_of(self.day))
        return set(later.order_by().values_list("object_type", flat=True).distinct())


_past: ContextVar[_Past | None] = ContextVar("past", default=None)
_visit: ContextVar[ExitStack | None] = ContextVar("visit", default=None)


@contextmanager
def as_of(day: date) -> Iterator[None]:
    """Read what was recorded by the end of the day and held then; today is read as it is.

    It may be nested: the innermost day counts. Answers are to be rendered inside.
    """
    current = _past.get()
    if day >= timezone.localdate():
        wanted = None
    else:
        wanted = current if current is not None and current.day == day else _Past(day)
    with _as(wanted):
        if wanted is None or wanted is current:
            yield
            return
        with connection.execute_wrapper(_read), _grouping_by_every_column():
            yield


@contextmanager
def present() -> Iterator[None]:
    """Read what is so now, inside of `as_of` too."""
    with _as(None):
        yield


@contextmanager
def visit() -> Iterator[None]:
    """Let `turn_to` reach as far as this block: one request, its template included."""
    with ExitStack() as stack:
        token = _visit.set(stack)
        try:
            yield
        finally:
            _visit.reset(token)


def turn_to(day: date) -> None:
    """Read as of the day from here to the end of the visit: a view knows its day only half-way."""
    stack = _visit.get()
    if stack is None:
        raise RuntimeError("nobody visits: read inside of as_of instead")
    stack.enter_context(as_of(day))


def today() -> date:
    """Return the day by which what is read is late or over: the day read as of, or today."""
    return day_read() or timezone.localdate()


def day_read() -> date | None:
    """Return the day that is read as of, or None for the present."""
    current = _past.get()
    return current.day if current else None


@contextmanager
def _as(wanted: _Past | None) -> Iterator[None]:
    token = _past.set(wanted)
    try:
        yield
    finally:
        _past.reset(token)


@contextmanager
def _grouping_by_every_column() -> Iterator[None]:
    """Name every column in GROUP BY: through a view PostgreSQL knows of no primary key."""
    features = connection.features
    before = features.allows_group_by_selected_pks
    features.allows_group_by_selected_pks = False
    try:
        yield
    finally:
        features.allows_group_by_selected_pks = before


def _read(execute: Wrapped, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Lay the past over a reading statement; pass every other one on as it is."""
    current = _past.get()
    is_read = sql.startswith(("SELECT", "(")) and not any(lock in sql for lock in _LOCKING)
    if current is not None and is_read and not many:
        sql, params = current.over(sql, params)
    return execute(sql, params, many, context)


def _layer(dated: Dated, then: _Past) -> _Layer:
    """Return the layer of a table: its rows by the trail, then what their own days say of them."""
    meta = dated.model._meta
    table = meta.db_table
    source = f'main."{table}"' if connection.vendor == "sqlite" else f'"{table}"'
    sql: list[str] = []
    params: list[Any] = []
    if trail := _trail(dated, then):
        name = f"{table} then" if dated.tells else table
        text, given = _by_trail(dated.model, source, trail)
        sql.append(_expression(name, dated.model, text))
        params += given
        source = f'"{name}"'
    if not dated.tells:
        return _Layer(tuple(sql), tuple(params))
    text, given = dated.rows(then.day).query.get_compiler(connection=connection).as_sql()
    sql.append(_expression(table, dated.model, _from(source, table, text)))
    reads = text.replace(f'"{table}"', "")
    return _Layer(tuple(sql), (*params, *given), (reads,))


def _from(source: str, table: str, sql: str) -> str:
    """Return the statement, which names its own table once, reading from the source instead."""
    own = f'FROM "{table}"'
    assert sql.count(own) == 1, sql  # noqa: S101 - a registration reads other tables alone
    return sql.replace(own, f'FROM {source} AS "{table}"')


def _expression(name: str, model: type[Model], sql: str) -> str:
    columns = ", ".join(f'"{each.column}"' for each in model._meta.concrete_fields)
    return f'"{name}" ({columns}) AS NOT MATERIALIZED ({sql})'


def _by_trail(
    model: type[Model], source: str, trail: Mapping[int, Model | None]
) -> tuple[str, list[Any]]:
    """Return the rows without those that changed later, and these as they were."""
    fields = model._meta.concrete_fields
    key = model._meta.pk.column
    names = ", ".join(f'"{each.column}"' for each in fields)
    keys = json.dumps(list(trail))
    rows = [row for row in trail.values() if row is not None]
    if connection.vendor == "sqlite":
        told = "SELECT value FROM json_each(%s)"
        cells = ", ".join(_cell(each) for each in fields)
        then = f"SELECT {cells} FROM json_each(%s)"  # noqa: S608 - names of our own columns
    else:
        told = "SELECT value::bigint FROM jsonb_array_elements_text(%s::jsonb)"
        populated = f'jsonb_populate_recordset(NULL::"{model._meta.db_table}", %s::jsonb)'
        then = f"SELECT {names} FROM {populated}"  # noqa: S608
    kept = f'SELECT {names} FROM {source} WHERE "{key}" NOT IN ({told})'  # noqa: S608
    if not rows:
        return kept, [keys]
    stored = json.dumps([_stored(row) for row in rows], cls=_Encoder)
    return f"{kept} UNION ALL {then}", [keys, stored]


class _Encoder(DjangoJSONEncoder):
    """Keep instants to the microsecond, as columns do."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _cell(column: Field[Any, Any]) -> str:
    """Return what reads a column out of JSON on SQLite, where decimals are numbers."""
    read = f"json_extract(value, '$.{column.column}')"
    return f"CAST({read} AS NUMERIC)" if column.get_internal_type() == "DecimalField" else read


def _stored(row: Model) -> dict[str, Any]:
    """Return the row's columns as the database keeps them; PostgreSQL reads JSON by itself."""
    found: dict[str, Any] = {}
    for each in row._meta.concrete_fields:
        value = each.pre_save(row, False)
        if connection.vendor == "sqlite":
            value = each.get_db_prep_save(value, connection)
        found[str(each.column)] = value
    return found


def _trail(dated: Dated, then: _Past) -> dict[int, Model | None]:
    """Return each row of which later events tell, as it was before them; None if it was not."""
    model, cut = dated.model, end_of(then.day)
    found = _told(model, cut) if model._meta.label_lower in then.told else {}
    undone = dated.undo(cut) if dated.undo else {}
    found |= model._base_manager.in_bulk([key for key in undone if key not in found])
    for key, values in undone.items():
        row = found.get(key)
        if values is None:
            found[key] = None
        elif row is not None:
            for name, value in values.items():
                setattr(row, name, value)
    return found


def _told(model: type[Model], cut: datetime) -> dict[int, Model | None]:
    events: dict[int, list[AuditEvent]] = {}
    later = AuditEvent.objects.filter(object_type=model._meta.label_lower, at__gte=cut)
    for event in later.order_by("-pk").only("object_id", "changes", "at", "actor_id"):
        if event.object_id.isdigit() and _befores(model, event):
            events.setdefault(int(event.object_id), []).append(event)
    found: dict[int, Model | None] = dict(model._base_manager.in_bulk(list(events)))
    return {key: _before(model, key, found.get(key), told) for key, told in events.items()}


def _befores(model: type[Model], event: AuditEvent) -> dict[Field[Any, Any], tuple[Any, Any]]:
    """Return before and after of the columns that an event tells of, by column."""
    found = {}
    for each in model._meta.concrete_fields:
        pair = event.changes.get(each.name, event.changes.get(each.attname))
        if isinstance(pair, list) and len(pair) == 2 and not each.primary_key:
            found[each] = (pair[0], pair[1])
    return found


def _before(
    model: type[Model], key: int, row: Model | None, events: Sequence[AuditEvent]
) -> Model | None:
    """Undo the events, the latest first; a row that cannot be told whole is left out.

    A column that is never empty and was empty before tells of a creation, one that is empty
    afterwards of a removal.
    """
    for event in events:
        told = _befores(model, event)
        whole = [pair for each, pair in told.items() if not each.null]
        if row is None and any(after is None for _before_, after in whole):
            row = _revived(model, key, event)
        if row is None or any(before is None for before, _after in whole):
            return None
        for each, (before, _after) in told.items():
            try:
                setattr(row, each.attname, _value(each, before))
            except ValidationError:
                continue
    return row if row is not None and _is_whole(row) else None


def _is_whole(row: Model) -> bool:
    return not any(
        getattr(row, each.attname) is None for each in row._meta.concrete_fields if not each.null
    )


def _revived(model: type[Model], key: int, event: AuditEvent) -> Model:
    """Return a removed row with what no event keeps: who and when, as far as the removal tells."""
    row = model(pk=key)
    for each in model._meta.concrete_fields:
        if isinstance(each, DateTimeField) and not each.null:
            setattr(row, each.attname, event.at)
        elif isinstance(each, ForeignKey) and each.name == "created_by":
            setattr(row, each.attname, event.actor_id)
    return row


def _value(column: Field[Any, Any], recorded: Any) -> Any:
    """Return a recorded value as the column holds it; raise ValidationError for mere words."""
    if isinstance(column, ForeignKey):
        return column.target_field.to_python(recorded)
    return column.to_python(recorded)
