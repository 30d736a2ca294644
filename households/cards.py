"""The list of B1 score cards, and a card as a table of points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import scoring
from households.choices import StandardKey
from households.models import ScoreCard
from households.wording import region_name
from povertyportal.ui.filters import ListFilterSet
from povertyportal.ui.tables import DateColumn, DateTimeColumn, PortalTable


class ScoreCardFilter(ListFilterSet):
    """Cards by standard."""

    standard = django_filters.ChoiceFilter(
        choices=StandardKey.choices, label=gettext_lazy("Chuẩn nghèo")
    )


class ScoreCardTable(PortalTable):
    """The cards that were brought in."""

    name = tables.Column(linkify=True, attrs={"td": {"class": "key"}})
    valid_from = DateColumn()
    is_sample = tables.Column(verbose_name=gettext_lazy("Loại"))
    imported_at = DateTimeColumn()

    class Meta(PortalTable.Meta):
        model = ScoreCard
        fields = ["name", "standard", "valid_from", "is_sample", "source", "imported_at"]

    def render_is_sample(self, value: bool) -> str:
        """Say of a sample that it is one."""
        return _("Minh họa") if value else _("Chính thức")

    def value_is_sample(self, value: bool) -> str:
        """Say it in the workbook too."""
        return self.render_is_sample(value)


@dataclass(frozen=True)
class Question:
    """One question of a card: its words, and each answer with its points by region."""

    name: str
    options: Sequence[tuple[str, Sequence[int]]]


@dataclass(frozen=True)
class PointsTable:
    """A card as people read it: questions, answers, a column for each region it has."""

    regions: Sequence[str]
    questions: Sequence[Question]
    highest: Sequence[int]

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.regions) + 1


def points_table(items: Iterable[dict[str, Any]]) -> PointsTable:
    """Return the table of a card's points, for the regions that every answer has points for."""
    card = scoring.Card("", "", False, scoring.card_items(items))
    regions = [
        region
        for region in scoring.REGIONS
        if all(region in option.points for item in card.items for option in item.options)
    ]
    questions = [
        Question(
            item.name,
            [(option.name, [option.points[r] for r in regions]) for option in item.options],
        )
        for item in card.items
    ]
    highest = [scoring.card_highest(card=card, region=region) for region in regions]
    return PointsTable([region_name(region) for region in regions], questions, highest)


def without_card(keys: Iterable[str]) -> list[scoring.Standard]:
    """Return the standards with points for which only the sample, or nothing, is there."""
    known = set(keys)
    return [s for s in scoring.standards() if s.points_published and s.key not in known]
