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
class PointsRow:
    """One answer of a card; `item` is empty on all but the first answer of a question."""

    item: str
    option: str
    points: Sequence[int | None]


@dataclass(frozen=True)
class PointsTable:
    """A card as people read it: questions, answers, a column for each region it has."""

    regions: Sequence[str]
    rows: Sequence[PointsRow]
    highest: Sequence[int]


def points_table(items: Iterable[dict[str, Any]]) -> PointsTable:
    """Return the table of a card's points."""
    card = scoring.Card("", "", False, scoring.card_items(items))
    regions = [
        region
        for region in scoring.REGIONS
        if all(region in option.points for item in card.items for option in item.options)
    ]
    rows = [
        PointsRow(
            item.name if place == 0 else "",
            option.name,
            [option.points.get(region) for region in regions],
        )
        for item in card.items
        for place, option in enumerate(item.options)
    ]
    highest = [scoring.card_highest(card=card, region=region) for region in regions]
    return PointsTable([region_name(region) for region in regions], rows, highest)


def without_card(keys: Iterable[str]) -> list[scoring.Standard]:
    """Return the standards with points for which only the sample, or nothing, is there."""
    known = set(keys)
    return [s for s in scoring.standards() if s.points_published and s.key not in known]
