"""What a household received, shown on its page by whoever keeps the record.

An application names its sections in its own `dossier.py`, which is found by autodiscovery:
    register(Section(title=_("Vay vốn"), permission=Permission.LOAN_VIEW, rows=loans_of))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from households.models import Household
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission


@dataclass(frozen=True, kw_only=True)
class DossierItem:
    """One thing received: day, what, from whom, how much (đồng), and where to read more."""

    on: date | None
    title: str | Promise
    detail: str | Promise = ""
    amount: int | None = None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One kind of support; shown to those who hold the permission over the household's area."""

    title: str | Promise
    permission: Permission
    rows: Callable[[Household], list[DossierItem]]


@dataclass(frozen=True)
class Shown:
    """A section with its rows, ready for the page."""

    title: str | Promise
    rows: list[DossierItem]


_sections: list[Section] = []


def register(section: Section) -> None:
    """Add a section to every household's page."""
    _sections.append(section)


def sections_for(household: Household, *, user: User) -> list[Shown]:
    """Return the sections that the user may see, each with its items, empty ones too."""
    place = household.village or household.area
    return [
        Shown(section.title, section.rows(household))
        for section in _sections
        if user.can(section.permission, place)
    ]
