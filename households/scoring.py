"""Score a household by a poverty standard; pure, without Django or the database.

B1 stands for income ("điểm A" in Circular 07/2021), B2 for the lack of basic services
("điểm B"). The numbers live in standards/<key>.toml beside the name of the decree, the words in
Vietnamese with their English; points and codes are the same in both.
"""

import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

POOR, NEAR_POOR, NOT_POOR = "poor", "near_poor", "not_poor"
REGIONS = ("red_river", "northern", "central", "highlands", "southeast", "mekong", "urban")
"""The columns of a B1 card in its order: the rural regions of `areas.Region`, then urban."""
DIRECTORY = Path(__file__).parent / "standards"


class ScoringError(ValueError):
    """The answers do not fit the standard; the message names the part at fault."""


class PointsNotPublished(ScoringError):
    """The standard is known in money only: its score card has not been published."""


class UnknownRegion(ScoringError):
    """The card has no points for the region, or the area has no region; the message names it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Lines of one kind of residence: points of B1 and B2, and đồng per person and month."""

    income: int
    b1: int | None = None
    b2: int | None = None
    b1_alone: int | None = None
    income_alone: int | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One basic service indicator and the rule by which a household lacks it.

    `facts` holds the rule's ages, shares and accepted kinds for `facts.decide`; it is empty where
    no rule on facts is known.
    """

    code: str
    service: str
    name: str
    rule: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CardOption:
    """One answer on the B1 card and its points by region: one of `REGIONS`."""

    code: str
    name: str
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CardItem:
    """One question of the B1 card."""

    code: str
    name: str
    options: tuple[CardOption, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A B1 card; `is_sample` marks one that only shows how the sum is made."""

    name: str
    note: str
    is_sample: bool
    items: tuple[CardItem, ...]


@dataclass(frozen=True)
class Standard:
    """One poverty standard as it stands in its file."""

    key: str
    name: str
    valid_from: date
    valid_to: date
    decree: str
    article: str
    continued_by: str
    confidence: str
    points_published: bool
    poor_needs_deprivation: bool
    points_per_indicator: int
    limits: Mapping[str, Limit]
    indicators: tuple[Indicator, ...]
    card: Card | None
    english: Mapping[str, str]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Return the indicator codes in the order of the report forms."""
        return tuple(indicator.code for indicator in self.indicators)

    @cached_property
    def known(self) -> frozenset[str]:
        """Return the indicator codes as a set."""
        return frozenset(self.codes)

    def valid_on(self, day: date) -> bool:
        """Tell whether the standard is in force on that day."""
        return self.valid_from <= day <= self.valid_to

    def in_language(self, language: str | None) -> "Standard":
        """Return the loaded standard with English words for "en", else as it is: Vietnamese."""
        return self._in_english if language == "en" else self

    @cached_property
    def _in_english(self) -> "Standard":
        return _translated(self, self.english)


@dataclass(frozen=True, slots=True)
class Part:
    """One comparison behind a result: `value` against `limit`, and whether it is at or past it."""

    name: str
    value: int
    sign: str
    limit: int


@dataclass(frozen=True, slots=True)
class Score:
    """The points of a household, its class, and the limits it was held against."""

    b1: int
    b2: int
    result: str
    lacking: tuple[str, ...]
    residence: str
    limit: Limit
    points_per_indicator: int

    @property
    def b1_margin(self) -> int:
        """Return how many points B1 lies below its limit; negative above it."""
        return (self.limit.b1 or 0) - self.b1

    @property
    def b2_margin(self) -> int:
        """Return how many points B2 lies above its limit; negative below it."""
        return self.b2 - (self.limit.b2 or 0)

    @property
    def services_to_leave(self) -> int:
        """Return how many lacks must end for a poor household to become near-poor; else 0."""
        if self.result != POOR or self.is_poor_by_income_alone:
            return 0
        return self.b2_margin // self.points_per_indicator + 1

    @property
    def is_poor_by_income_alone(self) -> bool:
        """Tell whether low income alone decided, as the standard of 2016 allowed."""
        return self.limit.b1_alone is not None and self.b1 <= self.limit.b1_alone

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the comparisons that decided, in the order they are made."""
        if self.is_poor_by_income_alone:
            return (Part("b1", self.b1, "≤", self.limit.b1_alone or 0),)
        if self.result == NOT_POOR:
            return (Part("b1", self.b1, ">", self.limit.b1 or 0),)
        return (
            Part("b1", self.b1, "≤", self.limit.b1 or 0),
            Part("b2", self.b2, "≥" if self.result == POOR else "<", self.limit.b2 or 0),
        )


def score(
    *,
    b1: int,
    lacking: Collection[str],
    standard: Standard,
    residence: str,
    b2: int | None = None,
) -> Score:
    """Return the points and the class.

    `b2`, when given, is the total written on paper and must equal the count of lacks. Raise
    ScoringError for an unknown indicator or a wrong total, PointsNotPublished where there are
    no points yet.
    """
    limit = standard.limits[residence]
    if not standard.points_published or limit.b1 is None or limit.b2 is None:
        raise PointsNotPublished(standard.key)
    if b1 < 0:
        raise ScoringError("b1")
    ordered = tuple(code for code in standard.codes if code in lacking)
    if len(ordered) != len(lacking):
        raise ScoringError("lacking")
    points = standard.points_per_indicator * len(ordered)
    if b2 is not None and b2 != points:
        raise ScoringError("b2")
    if limit.b1_alone is not None and b1 <= limit.b1_alone:
        result = POOR
    elif b1 > limit.b1:
        result = NOT_POOR
    else:
        result = POOR if points >= limit.b2 else NEAR_POOR
    return Score(b1, points, result, ordered, residence, limit, standard.points_per_indicator)


def card_total(*, answers: Mapping[str, str], card: Card, region: str) -> int:
    """Return B1 from the answers on the card, by the points of the region.

    `region` is `Area.card_region`. Raise UnknownRegion where the card has no such column, and
    ScoringError naming the first question without an answer or with one off the card.
    """
    total = 0
    for item in card.items:
        option = next((o for o in item.options if o.code == answers.get(item.code)), None)
        if option is None:
            raise ScoringError(item.code)
        total += _points(option, region)
    if len(answers) > len(card.items):
        raise ScoringError(min(set(answers) - {item.code for item in card.items}))
    return total


def card_highest(*, card: Card, region: str) -> int:
    """Return the most points that anybody can reach on the card in the region."""
    return sum(max(_points(option, region) for option in item.options) for item in card.items)


def _points(option: CardOption, region: str) -> int:
    try:
        return option.points[region]
    except KeyError:
        raise UnknownRegion(region) from None


@cache
def load(key: str) -> Standard:
    """Return the standard of that key ("STD2022"); raise KeyError when there is none."""
    path = DIRECTORY / f"{key.lower()}.toml"
    if not key.isalnum() or not path.is_file():
        raise KeyError(key)
    return _standard(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def standards() -> tuple[Standard, ...]:
    """Return every standard, oldest first."""
    found = (load(path.stem.upper()) for path in DIRECTORY.glob("*.toml"))
    return tuple(sorted(found, key=lambda standard: standard.valid_from))


def keys_valid_on(day: date) -> list[str]:
    """Return the keys of the standards in force on that day."""
    return [standard.key for standard in standards() if standard.valid_on(day)]


def _standard(data: dict[str, Any]) -> Standard:
    card = data.pop("card", None)
    limits = {residence: Limit(**values) for residence, values in data.pop("limits").items()}
    indicators = tuple(Indicator(**values) for values in data.pop("indicators"))
    return Standard(**data, limits=limits, indicators=indicators, card=card and _card(card))


def _translated(standard: Standard, words: Mapping[str, str]) -> Standard:
    """Return the standard in other words; a text without a translation stays as it is."""

    def said(text: str) -> str:
        return words.get(text, text)

    return replace(
        standard,
        name=said(standard.name),
        decree=said(standard.decree),
        article=said(standard.article),
        continued_by=said(standard.continued_by),
        confidence=said(standard.confidence),
        indicators=tuple(
            replace(i, service=said(i.service), name=said(i.name), rule=said(i.rule))
            for i in standard.indicators
        ),
        card=standard.card and _card_said(standard.card, said),
    )


def _card_said(card: Card, said: Callable[[str], str]) -> Card:
    items = tuple(
        replace(
            item,
            name=said(item.name),
            options=tuple(replace(option, name=said(option.name)) for option in item.options),
        )
        for item in card.items
    )
    return replace(card, name=said(card.name), note=said(card.note), items=items)


def _card(data: dict[str, Any]) -> Card:
    regions = data["regions"]
    items = [
        item
        | {
            "options": [
                option | {"points": dict(zip(regions, option["points"], strict=True))}
                for option in item["options"]
            ]
        }
        for item in data["items"]
    ]
    return Card(data["name"], data["note"], data["sample"], card_items(items))


def card_items(items: Iterable[Mapping[str, Any]]) -> tuple[CardItem, ...]:
    """Return the questions of a card from plain data, as `ScoreCard.items` keeps it."""
    return tuple(
        CardItem(
            item["code"], item["name"], tuple(CardOption(**option) for option in item["options"])
        )
        for item in items
    )
