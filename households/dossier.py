"""What a household received, shown on its page by whoever keeps the record.

An application names its sections in its own `dossier.py`, which is found by autodiscovery:
    register(Section(title=_("Vay vốn"), permission=Permission.LOAN_VIEW, rows=loans_of))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import Household, Person
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area


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
    """One kind of support; shown to those who hold the permission over the household's area.

    `of_person` gives what one person received, where the records say who it was.
    """

    title: str | Promise
    permission: Permission
    rows: Callable[[Household], list[DossierItem]]
    of_person: Callable[[Person], list[DossierItem]] | None = None


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


def plans_of(household: Household) -> list[DossierItem]:
    """Return the household's exit plans, the latest year first."""
    return [
        DossierItem(
            on=timezone.localdate(plan.created_at),
            title=_("Kế hoạch thoát nghèo %(year)s") % {"year": plan.year},
            detail=" · ".join(
                str(part)
                for part in (
                    plan.get_organisation_display(),
                    "; ".join(s.text for s in plan.supports.all()),
                    _("đã thôi") if plan.dropped_at else "",
                )
                if part
            ),
            url=plan.get_absolute_url(),
        )
        for plan in household.exit_plans.prefetch_related("supports")
    ]


register(
    Section(
        title=gettext_lazy("Kế hoạch thoát nghèo"),
        permission=Permission.REVIEW_VIEW,
        rows=plans_of,
    )
)


def sections_for_person(person: Person, *, user: User, place: Area) -> list[Shown]:
    """Return the sections about one person that the user may see, where the person lives."""
    return [
        Shown(section.title, section.of_person(person))
        for section in _sections
        if section.of_person is not None and user.can(section.permission, place)
    ]
