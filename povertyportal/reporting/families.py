"""Figures that count one kind of record, told apart by one column: one query answers them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Aggregate, Count, QuerySet

from povertyportal.reporting.registry import Rows, everywhere
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Number


@dataclass(frozen=True, kw_only=True, eq=False)
class Family:
    """The records that several figures share, the column they differ in, and what is measured.

    A figure's rows are the family's rows with its value in the column, so what is read for all at
    once is the same measure of the same rows as the figure's own list.
    """

    rows: Rows
    column: str
    measures: Mapping[str, Aggregate] = field(default_factory=lambda: {"count": Count("pk")})

    def figure(self, value: str = "", measure: str = "count") -> dict[str, Any]:
        """Return what an indicator of one value counts; without a value, of all rows together."""
        if not value and getattr(self.measures[measure], "distinct", False):
            raise ValueError("distinct counts of parts do not add up to that of the whole")
        return {
            "rows": self._only(value),
            "measure": self.measures[measure],
            "measured": lambda scope: self._read(scope, value, measure),
            "is_kept": lambda scope: self.is_kept(scope, value),
        }

    def _only(self, value: str) -> Callable[[Scope], QuerySet[Any]]:
        def rows(scope: Scope) -> QuerySet[Any]:
            found = self.rows(scope)
            return found.filter(**{self.column: value}) if value else found

        return rows

    def _read(self, scope: Scope, value: str, measure: str) -> Number | None:
        found = self._grouped(scope)
        wanted = [value] if value else list(found)
        return sum(found[each][measure] or 0 for each in wanted if each in found)

    def _grouped(self, scope: Scope) -> dict[str, dict[str, Number | None]]:
        return scope.remember((self, "measures"), lambda: self._read_groups(scope))

    def _read_groups(self, scope: Scope) -> dict[str, dict[str, Number | None]]:
        named = {f"v_{name}": measure for name, measure in self.measures.items()}
        rows = self.rows(scope).order_by().values(self.column).annotate(**named)
        return {
            row[self.column]: {name: row[f"v_{name}"] for name in self.measures} for row in rows
        }

    def is_kept(self, scope: Scope, value: str = "") -> bool:
        """Tell whether anybody recorded such rows by then; of any value, without one."""
        if not value and self._grouped(scope):
            return True
        wide = everywhere(scope)
        known = wide.remember(
            (self, "values"),
            lambda: set(self.rows(wide).order_by().values_list(self.column, flat=True).distinct()),
        )
        return value in known if value else bool(known)
