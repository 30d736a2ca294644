"""Breakdowns: the ways in which the rows of a figure fall into groups.

A group is found again by its key, so that the list below a figure can be narrowed to it. Rows
that lack the attribute are a group of their own: together the groups are all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, F, Model, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Number

UNKNOWN = "-"
"""The key of the group of rows that lack the attribute."""
NOT_KNOWN = _("chưa rõ")

Text = str | Promise
Labels = Callable[[Collection[Any]], Mapping[Any, Text]]


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """One attribute of a figure's rows.

    `column` is a lookup path, or gives an expression for a scope; NULL means that the attribute
    is not known. `labels` names the values, in their order where `is_ordered`, else the largest
    group comes first. With `is_multiple` a row may stand in several groups, so that these add
    up to more than the figure; `note` says why. `base_column` is the same attribute of what a
    rate is divided by, where that is another kind of record.
    """

    key: str
    title: Text
    column: str | Callable[[Scope], Any]
    labels: Labels = lambda values: {}
    base_column: str = ""
    is_ordered: bool = False
    is_multiple: bool = False
    note: Text = ""
    unknown: Text = NOT_KNOWN

    def values(
        self, rows: QuerySet[Any], *, scope: Scope, measure: Aggregate
    ) -> dict[Any, Number | None]:
        """Return the measure of each group by the value of the attribute, None where unknown."""
        return _measured(self._parted(rows, scope), measure)

    def base_values(
        self, base: QuerySet[Any], *, scope: Scope, of: type[Model], measure: Aggregate
    ) -> dict[Any, Number | None] | None:
        """Return what each group of a rate over rows of `of` is divided by; None if unknown."""
        if base.model is of:
            return self.values(base, scope=scope, measure=measure)
        if not self.base_column:
            return None
        return _measured(base.annotate(part=F(self.base_column)), measure)

    def narrowed(self, rows: QuerySet[Any], *, scope: Scope, value: Any) -> QuerySet[Any]:
        """Keep the rows of one group."""
        parted = self._parted(rows, scope).order_by()
        same = parted.filter(part__isnull=True) if value is None else parted.filter(part=value)
        return rows.filter(pk__in=same.values("pk"))

    def _parted(self, rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
        column = F(self.column) if isinstance(self.column, str) else self.column(scope)
        parted: QuerySet[Any] = rows.annotate(part=column)
        return parted


def _measured(parted: QuerySet[Any], measure: Aggregate) -> dict[Any, Number | None]:
    return dict(parted.order_by().values_list("part").annotate(v=measure))


def by_choice(
    key: str,
    title: Text,
    *,
    column: str | Callable[[Scope], Any],
    choices: type[TextChoices],
    **more: Any,
) -> Breakdown:
    """Return the breakdown by a column with a closed list of values."""
    labels: Labels = lambda values: dict(choices.choices)  # noqa: E731  a value like any other
    return Breakdown(key=key, title=title, column=column, labels=labels, **more)


def by_record(key: str, title: Text, *, column: str, model: type[Model], **more: Any) -> Breakdown:
    """Return the breakdown by a foreign key; the records name the groups."""

    def labels(values: Collection[Any]) -> Mapping[Any, Text]:
        found = model._default_manager.in_bulk([value for value in values if value is not None])
        return {key: str(record) for key, record in found.items()}

    return Breakdown(key=key, title=title, column=column, labels=labels, **more)


def by_value(key: str, title: Text, *, column: str, **more: Any) -> Breakdown:
    """Return the breakdown by a column whose values name themselves, such as years."""
    return Breakdown(key=key, title=title, column=column, **more)
