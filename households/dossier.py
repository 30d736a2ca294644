"""What a household received, shown on its page by whoever keeps the record.

An application names its sections in its own `dossier.py`, which is found by autodiscovery:
    register(Section(title=_("Vay vốn"), permission=Permission.LOAN_VIEW, rows=loans_of))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
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

    `of_person` gives what one person received, where the records say who it was. `create` names
    the address of the form for a new one, offered to those who hold `edit` over the area.
    """

    title: str | Promise
    permission: Permission
    rows: Callable[[Household], list[DossierItem]]
    of_person: Callable[[Person], list[DossierItem]] | None = None
    create: str = ""
    edit: Permission | None = None

    def create_url(self, household: Household, *, user: User) -> str:
        """Return the address of the form about this household; '' without the right."""
        if self.edit is None or not user.can(self.edit, household.area):
            return ""
        return f"{reverse(self.create)}?{urlencode({'household': household.code})}"


@dataclass(frozen=True)
class Shown:
    """A section with its rows and the address of the form for a new one, ready for the page."""

    title: str | Promise
    rows: list[DossierItem]
    create_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Note:
    """A remark on top of the page, such as "not helped for two years", and where to read more."""

    text: str | Promise
    tone: str = "attention"
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Notes:
    """Remarks of one kind; shown to those who hold the permission over the household's area."""

    permission: Permission
    of: Callable[[Household, date], list[Note]]


_sections: list[Section] = []
_notes: list[Notes] = []


def register(section: Section) -> None:
    """Add a section to every household's page."""
    _sections.append(section)


def sections_for(household: Household, *, user: User) -> list[Shown]:
    """Return the sections that the user may see, each with its items, empty ones too."""
    place = household.village or household.area
    return [
        Shown(
            section.title,
            section.rows(household),
            section.create_url(household, user=user),
        )
        for section in _sections
        if user.can(section.permission, place)
    ]


def register_notes(notes: Notes) -> None:
    """Add remarks to every household's page."""
    _notes.append(notes)


def notes_for(household: Household, *, user: User, today: date) -> list[Note]:
    """Return the remarks on the household that the user may see."""
    return [
        note
        for notes in _notes
        if user.can(notes.permission, household.area)
        for note in notes.of(household, today)
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
