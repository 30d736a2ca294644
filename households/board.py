"""How far a round is: ward by step, or village by step inside one ward.

The board costs a fixed number of queries however many wards and households there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.choices import QuickResult, Stage
from households.models import Candidate, Review, ReviewRound, Unlock, WardRound
from households.workflow import STAGE_OF_STATE, State
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission, Role
from povertyportal.areas.models import Area

NOT_BEGUN = "none"
UNASSIGNED = "none"
ASSIGNED = "any"
BEFORE_SENDING = (State.DRAFT, State.RETURNED)
MOST_NAMES = 2


@dataclass(frozen=True)
class Head:
    """A step of the round: who owns it, by when, and whether that day has passed."""

    stage: Stage
    owner: str
    due_on: date
    is_past: bool


@dataclass(frozen=True)
class Part:
    """Some households of a cell: how many, in which state, and the list of them."""

    count: int
    words: str
    url: str


@dataclass(frozen=True)
class Cell:
    """What one step holds in one place; late when its day has passed and something is left."""

    head: Head
    parts: list[Part]
    is_late: bool
    holders: str = ""
    dropped: Part | None = None

    @property
    def count(self) -> int:
        """Return how many households stand at this step."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True)
class Row:
    """One ward or village: its cells, how many are done, who closed it when."""

    name: str
    cells: list[Cell]
    total: int
    done: int
    url: str = ""
    area: Area | None = None
    ward: WardRound | None = None
    unlocks: int = 0

    @property
    def percent(self) -> int | None:
        """Return the part that is recognised, in percent rounded down; None without a list."""
        return 100 * self.done // self.total if self.total else None

    @property
    def is_late(self) -> bool:
        """Tell whether any step is late."""
        return any(cell.is_late for cell in self.cells)


@dataclass(frozen=True)
class Board:
    """The whole board; `ward` is set where the rows are its villages."""

    round: ReviewRound
    heads: list[Head]
    rows: list[Row]
    whole: Row
    ward: Area | None = None
    ward_round: WardRound | None = None
    unlocks: int = 0


@dataclass
class _Numbers:
    """What was counted in one place."""

    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    unassigned: int = 0
    waiting: int = 0
    dropped: int = 0
    holders: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, other: _Numbers) -> None:
        """Add up."""
        for state, count in other.states.items():
            self.states[state] += count
        for name, count in other.holders.items():
            self.holders[name] += count
        self.unassigned += other.unassigned
        self.waiting += other.waiting
        self.dropped += other.dropped


def heads_of(round: ReviewRound, *, today: date) -> list[Head]:
    """Return the steps of the round in their order; as the law proposes where none is written."""
    written = {row.stage: (row.owner, row.due_on) for row in round.steps.all()}
    if not written:
        proposed = round.procedure.stages_of(round.starts_on, round.ends_on)
        written = {rule.stage: (rule.owner, due) for rule, due in proposed}
    return [
        Head(
            stage, str(Role(written[stage][0]).label), written[stage][1], today > written[stage][1]
        )
        for stage in Stage
        if stage in written
    ]


def only_ward_of(user: User) -> Area | None:
    """Return the one ward in which the user views reviews, None where there are several."""
    held = [g.area for g in user.grants if Permission.REVIEW_VIEW in g.permissions]
    wards = {a.pk if a.level == Area.Level.WARD else a.parent_id for a in held}
    narrow = all(a.level in (Area.Level.WARD, Area.Level.VILLAGE) for a in held)
    if not narrow or len(wards) != 1:
        return None
    return held[0] if held[0].level == Area.Level.WARD else held[0].parent


def board(round: ReviewRound, *, user: User, now: datetime, ward: Area | None = None) -> Board:
    """Return the board of the user's wards; of the villages of `ward`, or of the only ward."""
    only = only_ward_of(user)
    chosen = ward or only
    key = "village" if chosen else "area"
    reviews: Any = Review.objects.visible_to(user).filter(round=round)
    candidates: Any = Candidate.objects.visible_to(user).filter(round=round)
    if chosen:
        reviews, candidates = reviews.filter(area=chosen), candidates.filter(area=chosen)
    numbers = _counted(reviews, candidates, key=key)
    heads = heads_of(round, today=localdate(now))
    held = Count("unlocks", filter=Q(unlocks__in=Unlock.objects.active_at(now)))
    parts = WardRound.objects.filter(round=round).select_related("closed_by")
    known: Any = parts.annotate(held=held)
    ward_rounds = {row.area_id: row for row in known}
    unlocks = {area: row.held for area, row in ward_rounds.items()}
    links = _Links(round, chosen, user=user)
    rows = []
    for area in _areas(round, user=user, ward=chosen, keys=numbers):
        found = numbers.get(area.pk, _Numbers())
        state = None if chosen else ward_rounds.get(area.pk)
        rows.append(_row(area, found, heads, links, ward=state, unlocks=unlocks.get(area.pk, 0)))
    if chosen and None in numbers:
        rows.append(_row(None, numbers[None], heads, links))
    whole = _Numbers()
    for found in numbers.values():
        whole.add(found)
    return Board(
        round=round,
        heads=heads,
        rows=rows,
        whole=_row(chosen, whole, heads, links, is_whole=True),
        ward=chosen,
        ward_round=ward_rounds.get(chosen.pk) if chosen else None,
        unlocks=unlocks.get(chosen.pk, 0) if chosen else sum(unlocks.values()),
    )


def _counted(reviews: Any, candidates: Any, *, key: str) -> dict[int | None, _Numbers]:
    """Count reviews by state and candidates without one by who holds them, for each place."""
    found: dict[int | None, _Numbers] = defaultdict(_Numbers)
    for place, state, count in reviews.order_by().values_list(key, "state").annotate(n=Count("pk")):
        found[place].states[state] += count
    listed = candidates.with_review().order_by()
    parts = listed.values_list(key, "investigator__full_name", "review_state", "quick_result")
    for place, name, state, quick, count in parts.annotate(n=Count("pk")):
        numbers = found[place]
        is_dropped = quick == QuickResult.DROPPED
        is_waiting = state is None and not is_dropped
        if is_dropped:
            numbers.dropped += count
        if is_waiting and name is None:
            numbers.unassigned += count
        elif is_waiting:
            numbers.waiting += count
        if name is not None and (is_waiting or state in BEFORE_SENDING):
            numbers.holders[name] += count
    return found


def _areas(
    round: ReviewRound, *, user: User, ward: Area | None, keys: Iterable[int | None]
) -> list[Area]:
    """Return the places of the rows: those that were there, and those that hold something."""
    rows = user.areas(Permission.REVIEW_VIEW)
    rows = rows.filter(parent=ward, level=Area.Level.VILLAGE) if ward else rows.wards()
    counted = Q(pk__in=[key for key in keys if key is not None])
    then = Area.objects.valid_on(round.starts_on)
    return list(rows.filter(counted | Q(pk__in=then.order_by().values("pk"))).order_by("path"))


@dataclass(frozen=True)
class _Links:
    """The addresses of the lists behind the cells, inside what the filters offer the user."""

    round: ReviewRound
    ward: Area | None
    user: User

    @cached_property
    def _sees_ward(self) -> bool:
        return self.ward is None or self.user.can(Permission.REVIEW_VIEW, self.ward)

    def to(self, name: str, place: Area | None, **query: Any) -> str:
        """Return the list of a place with these filters; "" where no filter says the place."""
        where: dict[str, Any] = {"round": self.round.pk}
        if self.ward is None:
            where["area"] = place.pk if place else None
        else:
            where["area"] = self.ward.pk if self._sees_ward else None
            where["village"] = place.pk if place and place.pk != self.ward.pk else None
        pairs = {key: value for key, value in {**where, **query}.items() if value is not None}
        return f"{reverse(name)}?{urlencode(pairs, doseq=True)}"


def _row(
    place: Area | None,
    numbers: _Numbers,
    heads: list[Head],
    links: _Links,
    *,
    ward: WardRound | None = None,
    unlocks: int = 0,
    is_whole: bool = False,
) -> Row:
    is_closed = ward is not None and ward.state == WardRound.State.CLOSED
    known = place is not None or is_whole
    cells = [
        _cell(head, numbers, place, links, is_closed=is_closed, is_linked=known) for head in heads
    ]
    name = _("Chưa rõ thôn, tổ") if place is None else place.name
    url = ""
    if place is not None and links.ward is None and not is_whole:
        url = f"{reverse('round_board')}?round={links.round.pk}&area={place.pk}"
    return Row(
        name=_("Tất cả") if is_whole else name,
        cells=cells,
        total=sum(numbers.states.values()) + numbers.unassigned + numbers.waiting,
        done=numbers.states.get(State.RECOGNISED, 0),
        url=url,
        area=place,
        ward=ward,
        unlocks=unlocks,
    )


def _cell(
    head: Head,
    numbers: _Numbers,
    place: Area | None,
    links: _Links,
    *,
    is_closed: bool,
    is_linked: bool,
) -> Cell:
    parts = []
    dropped = None

    def add(count: int, words: str, name: str, **query: Any) -> None:
        if count:
            url = links.to(name, place, **query) if is_linked else ""
            parts.append(Part(count, words, url))

    if head.stage == Stage.CANDIDATES:
        query = {"state": NOT_BEGUN, "investigator": UNASSIGNED}
        add(numbers.unassigned, _("chưa phân công"), "candidate_list", **query)
        if numbers.dropped:
            url = links.to("candidate_list", place, quick=QuickResult.DROPPED) if is_linked else ""
            dropped = Part(numbers.dropped, _("loại theo phiếu A"), url)
    if head.stage == Stage.VISIT:
        query = {"state": NOT_BEGUN, "investigator": ASSIGNED}
        add(numbers.waiting, _("chưa có phiếu"), "candidate_list", **query)
    for state, stage in STAGE_OF_STATE.items():
        if stage == head.stage:
            words = str(State(state).label).lower()
            add(numbers.states.get(state, 0), words, "review_list", state=str(state))
    is_left = bool(parts) if head.stage != Stage.SUMMARY else not is_closed and bool(parts)
    holders = _names(numbers.holders) if head.stage == Stage.VISIT else ""
    return Cell(head, parts, head.is_past and is_left, holders, dropped)


def _names(holders: Mapping[str, int]) -> str:
    """Return who holds the most, and how many others there are."""
    ordered = sorted(holders, key=lambda name: (-holders[name], name))
    shown = ", ".join(ordered[:MOST_NAMES])
    if len(ordered) > MOST_NAMES:
        rest = len(ordered) - MOST_NAMES
        shown = _("%(names)s và %(count)d người khác") % {"names": shown, "count": rest}
    return shown
