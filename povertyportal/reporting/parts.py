"""A figure taken apart: by place, through time, and by what its records know.

The page of a figure, its data and its workbook all read the parts here. Every part leads to the
records that make it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.areas.models import Area
from povertyportal.reporting.breakdowns import UNKNOWN, Breakdown
from povertyportal.reporting.figures import Figure, figure_url
from povertyportal.reporting.registry import Indicator, rate, standards
from povertyportal.reporting.spread import Share, spread
from povertyportal.reporting.units import Number, published, written

PLACE, VILLAGE = "area", "village"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a figure. For a rate `top` and `bottom` are its numerator and denominator."""

    key: str
    label: str
    value: Number | None
    url: str
    area: Area | None = None
    top: Number | None = None
    bottom: Number | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Parted:
    """A figure by one attribute; `total` is what the groups add up to, `whole` the figure's own."""

    breakdown: Breakdown
    parts: tuple[Part, ...]
    unknown: Part | None
    total: Number
    whole: Number

    @property
    def overlap(self) -> Number:
        """Return by how much the groups exceed the figure: what stands in several groups."""
        return self.total - self.whole

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """Return the groups, the rows that lack the attribute last."""
        return (*self.parts, self.unknown) if self.unknown else self.parts


@dataclass(frozen=True)
class Narrowed:
    """The records of one group of a figure, and how the group is called."""

    rows: QuerySet[Any]
    breakdown: Breakdown
    label: str


@dataclass(frozen=True)
class Moment:
    """A figure in a part of time, with the days it speaks of."""

    label: str
    value: Number | None
    url: str
    start: date
    end: date


@dataclass(frozen=True)
class Trend:
    """The figure through time by one poverty standard; '' where no standard matters."""

    standard: str
    label: str
    moments: tuple[Moment, ...]


def breakdowns_of(found: Figure) -> list[Breakdown]:
    """Return every way the records of a figure can be narrowed: by place and as it declares."""
    indicator = found.indicator
    places = Breakdown(
        key=PLACE,
        title=gettext_lazy("Địa bàn"),
        column=_unit(indicator),
        labels=_names,
        unknown=gettext_lazy("Không giao cho địa bàn nào"),
    )
    villages = [_villages(found)] if indicator.village else []
    return [places, *villages, *indicator.breakdowns]


def by_village(found: Figure) -> Parted | None:
    """Return the figure of each village, where its records know one and can be counted alone."""
    indicator = found.indicator
    if not indicator.village or not (indicator.is_sum or indicator.base):
        return None
    return by_breakdown(found, _villages(found))


def by_groups(found: Figure) -> list[Parted]:
    """Return the figure by each attribute that it declares.

    The groups of a mean are those of what it adds up before it divides.
    """
    parted = (by_breakdown(found, breakdown) for breakdown in found.indicator.breakdowns)
    return [each for each in parted if each is not None]


def _villages(found: Figure) -> Breakdown:
    """Return the breakdown by village: in a ward the largest first, in a city ward by ward."""
    is_ward = found.scope.area.level == Area.Level.WARD
    is_kept = found.indicator.village == VILLAGE
    return Breakdown(
        key=VILLAGE,
        title=gettext_lazy("Thôn, tổ dân phố"),
        column=_village(found.indicator),
        labels=_names if is_ward else _names_with_ward,
        is_ordered=not is_ward,
        note="" if is_kept else gettext_lazy("Theo thôn, tổ hiện nay của hộ."),
        unknown=gettext_lazy("Chưa rõ thôn, tổ"),
    )


def _unit(indicator: Indicator) -> Any:
    return lambda scope: scope.unit_of(indicator.area)


def _village(indicator: Indicator) -> Any:
    """Return the village of a row where it lies in the row's own ward."""
    inside = {f"{indicator.village}__parent": F(indicator.area)}
    return lambda scope: Case(When(**inside, then=F(indicator.village)))


def _names(keys: Collection[Any]) -> Mapping[Any, str]:
    return {area.pk: area.name for area in Area.objects.filter(pk__in=_known(keys))}


def _names_with_ward(keys: Collection[Any]) -> Mapping[Any, str]:
    """Return the names of villages by path; villages of two wards have the same name."""
    found = Area.objects.filter(pk__in=_known(keys)).select_related("parent").order_by("path")
    return {
        area.pk: f"{area.name}, {area.parent.short_name}" if area.parent else area.name
        for area in found
    }


def _known(keys: Collection[Any]) -> list[Any]:
    return [key for key in keys if key is not None]


def by_breakdown(found: Figure, breakdown: Breakdown) -> Parted | None:
    """Return the groups of the figure's records; nothing where the figure is not known."""
    own, indicator = found.scope, found.indicator
    whole = found.computed.top
    if found.value is None or whole is None:
        return None
    tops = breakdown.values(indicator.rows(own), scope=own, measure=indicator.measure)
    bottoms = _bottoms(found, breakdown)
    keys = [*tops, *(key for key in bottoms or {} if key not in tops)]
    labels = breakdown.labels(keys)
    parts = [
        _part(found, breakdown, key, labels=labels, top=tops.get(key) or 0, bottoms=bottoms)
        for key in _in_order(keys, breakdown=breakdown, tops=tops, labels=labels)
    ]
    return Parted(
        breakdown=breakdown,
        parts=tuple(part for part in parts if part.key != UNKNOWN),
        unknown=next((part for part in parts if part.key == UNKNOWN), None),
        total=sum(value or 0 for value in tops.values()),
        whole=whole,
    )


def _bottoms(found: Figure, breakdown: Breakdown) -> Mapping[Any, Number | None] | None:
    """Return what each group of a rate is divided by; None where nobody can say."""
    own, indicator = found.scope, found.indicator
    if indicator.base is None:
        return None
    rows = indicator.rows(own)
    return breakdown.base_values(
        indicator.base(own), scope=own, of=rows.model, measure=indicator.base_measure
    )


def _in_order(
    keys: list[Any],
    *,
    breakdown: Breakdown,
    tops: Mapping[Any, Number | None],
    labels: Mapping[Any, Any],
) -> list[Any]:
    """Return the keys in the order of their labels or values, or the largest group first."""
    if not breakdown.is_ordered:
        return sorted(keys, key=lambda key: (-(tops.get(key) or 0), str(labels.get(key, key))))
    places = {key: place for place, key in enumerate(labels)}
    return sorted(keys, key=lambda key: (places.get(key, len(places)), str(key)))


def _part(
    found: Figure,
    breakdown: Breakdown,
    key: Any,
    *,
    labels: Mapping[Any, Any],
    top: Number,
    bottoms: Mapping[Any, Number | None] | None,
) -> Part:
    is_rate = found.indicator.base is not None
    bottom = bottoms.get(key) if bottoms is not None else None
    name = UNKNOWN if key is None else str(key)
    return Part(
        key=name,
        label=str(breakdown.unknown if key is None else labels.get(key, key)),
        value=published(rate(top, bottom), found.indicator.unit) if is_rate else top,
        url=figure_url(found.key, scope=found.asked, by=breakdown.key, group=name),
        top=top if is_rate else None,
        bottom=bottom,
    )


def narrowed(found: Figure, *, by: str, group: str) -> Narrowed | None:
    """Return the records of one group; None where the figure knows no such breakdown.

    A group without records is empty and no error: a link may be older than the records.
    """
    breakdown = next((each for each in breakdowns_of(found) if each.key == by), None)
    if breakdown is None:
        return None
    own = found.scope
    rows = found.indicator.rows(own)
    values = breakdown.values(rows, scope=own, measure=found.indicator.measure)
    keys = {UNKNOWN if key is None else str(key): key for key in values}
    if group not in keys:
        label = dict(breakdown.labels([])).get(group, group)
        return Narrowed(rows.none(), breakdown, str(label))
    key = keys[group]
    label = breakdown.unknown if key is None else breakdown.labels([key]).get(key, key)
    return Narrowed(breakdown.narrowed(rows, scope=own, value=key), breakdown, str(label))


def by_place(found: Figure) -> list[Part]:
    """Return the figure of each ward, the largest first, and what belongs to no ward.

    A ward itself falls apart by village only.
    """
    own = found.scope
    if found.value is None or own.area.level == Area.Level.WARD:
        return []
    shares = spread(found)
    if not any(share.area != own.area for share in shares):
        return []
    parts = [_place(found, share) for share in shares]
    parts.sort(key=lambda part: (-(part.value or 0), part.label))
    return parts + _beside(found, parts)


def _place(found: Figure, share: Share) -> Part:
    """Return a ward with its own page; the city's own records are found by their area."""
    area = share.area
    url = share.url or figure_url(found.key, scope=found.asked, by=PLACE, group=str(area.pk))
    label = _("Cấp thành phố") if area == found.scope.area else area.short_name
    return Part(
        key=area.code, label=label, value=share.value, url=url, area=area, remark=share.remark
    )


def _beside(found: Figure, parts: list[Part]) -> list[Part]:
    """Return what the figure counts and no area has, such as money given to nobody yet.

    Where people are counted once, one of two wards makes the wards more than the city: no rest.
    """
    rest = (found.value or 0) - sum(part.value or 0 for part in parts)
    if not found.indicator.is_sum or not rest or (found.indicator.is_distinct and rest < 0):
        return []
    url = figure_url(found.key, scope=found.asked, by=PLACE, group=UNKNOWN)
    return [Part(key="", label=_("Không giao cho địa bàn nào"), value=rest, url=url)]


def closing_lines(found: Figure) -> list[dict[str, Any]]:
    """Return the lines of the table that must close, each with the records it counts."""
    closing = found.indicator.closing
    return [
        {
            "line": line,
            "shown": written(line.value),
            "url": figure_url(line.key, scope=found.asked, by=line.by, group=line.group)
            if line.key
            else "",
        }
        for line in (closing(found.scope) if closing else [])
    ]


def through_time(found: Figure) -> list[Trend]:
    """Return the figure by year or round: a series for each standard, never joined."""
    own, indicator = found.scope, found.indicator
    named = standards().choices if indicator.by_standard else [("", "")]
    trends = []
    for standard, label in named:
        asked = replace(found.asked, standard=standard) if standard else found.asked
        points = indicator.points(replace(own, standard=standard) if standard else own)
        moments = tuple(
            Moment(
                point.label,
                point.value,
                figure_url(found.key, scope=asked.of_days(point.start, point.end)),
                point.start,
                point.end,
            )
            for point in points
        )
        if moments:
            trends.append(Trend(standard, str(label), moments))
    return trends
