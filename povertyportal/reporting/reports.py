"""Reports: what one is, and the list of all of them, filled by the apps as figures are.

A report is built from figures for a scope. What keeps it from being filed is named in `gaps`,
each with what to do: an impossible number is never printed as if it were one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.documents import Document
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.registry import Text
from povertyportal.reporting.scope import Scope


@dataclass(frozen=True)
class Gap:
    """One thing to mend before a report can be filed; `url` leads to where it is mended."""

    title: str
    advice: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report as built: its papers, the figures it states, other numbers by name, and its gaps.

    `numbers` are values that are no registered figures, such as the cells of a return, by a key
    that stays the same from one year to the next.
    """

    papers: tuple[Document, ...]
    figures: tuple[Figure, ...] = ()
    numbers: Mapping[str, Any] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()


class Period(StrEnum):
    """Which periods a kind of report is made for: any days, a whole year, or half of one."""

    ANY = "any"
    YEAR = "year"
    HALF = "half"


@dataclass(frozen=True, kw_only=True)
class ReportKind:
    """A kind of report: who may see it, for which periods, and how it is built for a scope."""

    key: str
    title: Text
    description: Text
    permission: Permission
    build: Callable[[Scope, User], Report]
    period: Period = Period.ANY
    order: int = 0


_kinds: dict[str, ReportKind] = {}


def register_report(*kinds: ReportKind) -> None:
    """Add kinds of report; a key is taken once."""
    for kind in kinds:
        if kind.key in _kinds:
            raise ValueError(f"report {kind.key} is registered twice")
        _kinds[kind.key] = kind


def all_reports() -> list[ReportKind]:
    """Return every kind in its order."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def get_report(key: str) -> ReportKind:
    """Return a kind; raise KeyError for a key nobody registered."""
    return _kinds[key]
