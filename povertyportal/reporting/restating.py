"""What a filed report says today: the same questions asked again, and the events in between.

The filed numbers stay as they are. What became of them is shown beside them: from what to what,
and by which events on the records behind the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts import past
from povertyportal.accounts.acts import in_words
from povertyportal.accounts.models import AuditEvent, User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.figures import Figure, figure, figure_url
from povertyportal.reporting.freezing import as_number, as_text, scope_of
from povertyportal.reporting.models import FiledReport, Target
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.reports import get_report
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Number, is_additive, with_unit

T = TypeVar("T")

RECORD_APPS = ("areas", "households", "programs")
MOST_ACTS = 20
MOST_COMPARED = 10
"""Reports of a list that are compared on one page; more would keep the reader waiting."""
KEPT_SECONDS = 60 * 60


class State(models.TextChoices):
    """How a filed report stands to the records of today."""

    SAME = "same", gettext_lazy("không đổi")
    CHANGED = "changed", gettext_lazy("đã thay đổi sau khi chốt")
    UNASKED = "unasked", gettext_lazy("chưa so lại")


STATE_TONES = {State.SAME: "good", State.CHANGED: "attention", State.UNASKED: "neutral"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One number that reads otherwise today."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that was done to a record; named, with its event, to readers of the log only."""

    at: datetime
    actor: str
    words: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Restated:
    """One figure that reads otherwise today, and what was done to its records since."""

    title: str
    changes: tuple[Change, ...]
    is_redefined: bool
    url: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, kw_only=True)
class Restatement:
    """A filed report beside today; `unasked` are titles that this user may not compute."""

    figures: tuple[Restated, ...] = ()
    numbers: tuple[Change, ...] = ()
    acts: tuple[Act, ...] = ()
    unasked: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Return whether anything reads otherwise."""
        return State.CHANGED if self.figures or self.numbers else State.SAME


@dataclass(frozen=True)
class _Asked:
    """A frozen figure and the same one today."""

    frozen: Mapping[str, Any]
    now: Figure

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Return value, plan and parts that read otherwise."""
        pairs: list[tuple[str, str | None, Number | None]] = [
            (_("Thực hiện"), self.frozen["value"], self.now.value),
            (_("Kế hoạch"), self.frozen["plan"], self.now.plan),
        ]
        unit = self.frozen["unit"]
        spread = self.now.indicator.by_area(self.now.scope)
        before = {part["area"]: part["value"] for part in self.frozen["by_area"]}
        names = {part["area"]: part["name"] for part in self.frozen["by_area"]}
        new = [key for key in spread if key not in names]
        names |= {area.pk: area.name for area in Area.objects.filter(pk__in=new)}
        nothing = 0 if is_additive(unit) else None
        for key in dict.fromkeys([*before, *spread]):
            if key == self.frozen["area"]:
                continue  # the whole, which stands above
            then = before.get(key, as_text(nothing))
            pairs.append((names.get(key) or "–", then, spread.get(key, nothing)))
        return tuple(
            Change(
                label=label,
                before=with_unit(as_number(then), unit),
                after=with_unit(now, self.now.indicator.unit),
            )
            for label, then, now in pairs
            if not _is_same(as_number(then), now)
        )

    @property
    def kinds_behind(self) -> set[str]:
        """Return the kinds of record that it counts; those of plans too where its plan moved."""
        kinds = _kinds_behind(self.now)
        is_plan_same = _is_same(as_number(self.frozen["plan"]), self.now.plan)
        return kinds if is_plan_same else kinds | {Target._meta.label_lower}

    @property
    def is_redefined(self) -> bool:
        """Tell whether the figure means something else today."""
        with translation.override("vi"):
            indicator = self.now.indicator
            today = (str(indicator.definition), str(indicator.unit))
        return today != (self.frozen["definition"], self.frozen["unit"])


def restate(filed: FiledReport, *, user: User) -> Restatement:
    """Ask every figure and number of the report again, as far as the user may see them."""
    scope = scope_of(filed)
    figures, unasked = _figures(filed, scope=scope, user=user)
    numbers = _remembered("numbers", filed, user, lambda: _numbers(filed, scope=scope, user=user))
    return Restatement(
        figures=figures,
        numbers=numbers,
        acts=_acts(events_since(filed), user=user) if numbers else (),
        unasked=unasked,
    )


def state_of(filed: FiledReport, *, user: User, may_ask: bool = True) -> State:
    """Return how the report stands to today, as far as a list can tell without a long wait.

    Its figures are asked again; numbers that are no figures need the whole report to be built
    again, which only its own page does.
    """
    last = _last_event()
    if last is None or last.at <= _known_until(filed):
        return State.SAME
    if not may_ask:
        return State.UNASKED
    figures, _unasked = _figures(filed, scope=scope_of(filed), user=user)
    if figures:
        return State.CHANGED
    if not filed.figures["numbers"]:
        return State.SAME
    numbers: tuple[Change, ...] | None = cache.get(_cache_key("numbers", filed, user))
    if numbers is None:
        return State.UNASKED
    return State.CHANGED if numbers else State.SAME


def events_since(filed: FiledReport, *, kinds: Iterable[str] = ()) -> QuerySet[AuditEvent]:
    """Return what was done to records of the area that the report could not know, newest first."""
    path = filed.area.path
    above = [path[: place + 1] for place, mark in enumerate(path) if mark == "/"]
    here = Q(area_path__startswith=path) | Q(area_path__in=["", *above])
    wanted = set(kinds) or _record_kinds()
    return AuditEvent.objects.filter(here, at__gt=_known_until(filed), object_type__in=wanted)


def _known_until(filed: FiledReport) -> datetime:
    """Return until when records count in the report: the end of its day, or when it was filed."""
    return min(filed.filed_at, past.end_of(filed.as_of))


def _remembered(part: str, filed: FiledReport, user: User, read: Callable[[], T]) -> T:
    """Return what was read the last time, until somebody changes a record."""
    found: T | None = cache.get(_cache_key(part, filed, user))
    if found is None:
        key = _cache_key(part, filed, user)
        with past.present():
            found = read()
        cache.set(key, found, KEPT_SECONDS)
    return found


def _cache_key(part: str, filed: FiledReport, user: User) -> str:
    last = _last_event()
    language = translation.get_language()
    return f"restated:{part}:{filed.sha256}:{user.pk}:{language}:{last.digest if last else ''}"


def _figures(
    filed: FiledReport, *, scope: Scope, user: User
) -> tuple[tuple[Restated, ...], tuple[str, ...]]:
    """Return the figures that read otherwise, and the titles of those that cannot be asked."""

    def read() -> tuple[tuple[Restated, ...], tuple[str, ...]]:
        asked, unasked = _ask(filed, scope=scope, user=user)
        changed = [each for each in asked if each.changes or each.is_redefined]
        return tuple(_restated(each, filed=filed, user=user) for each in changed), tuple(unasked)

    return _remembered("figures", filed, user, read)


def _restated(each: _Asked, *, filed: FiledReport, user: User) -> Restated:
    return Restated(
        title=each.frozen["title"],
        changes=each.changes,
        is_redefined=each.is_redefined,
        url=figure_url(each.now.key, scope=each.now.scope),
        acts=_acts(events_since(filed, kinds=each.kinds_behind), user=user),
    )


def _ask(filed: FiledReport, *, scope: Scope, user: User) -> tuple[list[_Asked], list[str]]:
    asked, unasked = [], []
    for frozen in filed.figures["figures"]:
        try:
            indicator = get_indicator(frozen["key"])
        except KeyError:
            unasked.append(frozen["title"])
            continue
        own = _own(frozen, scope=scope)
        if own is None or not own.allows(user, indicator.permission):
            unasked.append(frozen["title"])
        else:
            asked.append(_Asked(frozen, figure(indicator, scope=own)))
    return asked, unasked


def _own(frozen: Mapping[str, Any], *, scope: Scope) -> Scope | None:
    """Return the question of one frozen figure; None where its area is no more."""
    area: Area | None = scope.area
    if frozen["area"] != scope.area.pk:
        area = Area.objects.filter(pk=frozen["area"]).first()
    if area is None:
        return None
    own = replace(
        scope,
        area=area,
        start=date.fromisoformat(frozen["from"]),
        end=date.fromisoformat(frozen["to"]),
        as_of=date.fromisoformat(frozen["as_of"]),
        standard=frozen["standard"],
        report=None,
        is_chosen=True,
    )
    if set(frozen["parts"]) != {part.pk for part in scope.parts}:
        own = replace(own, parts=tuple(Area.objects.filter(pk__in=frozen["parts"])))
    return own


def _numbers(filed: FiledReport, *, scope: Scope, user: User) -> tuple[Change, ...]:
    """Build the report again for the numbers that are no figures, such as cells of a return."""
    before: Mapping[str, Any] = filed.figures["numbers"]
    if not before:
        return ()
    try:
        kind = get_report(filed.kind)
    except KeyError:
        return ()
    with translation.override("vi"):
        found = kind.build(scope, user).numbers
    now = {key: as_text(value) for key, value in found.items()}
    return tuple(
        Change(
            label=number_label(filed, key),
            before=_said(before.get(key)),
            after=_said(now.get(key)),
        )
        for key in dict.fromkeys([*before, *now])
        if before.get(key) != now.get(key)
    )


def number_label(filed: FiledReport, key: str) -> str:
    """Return the key of a number in words where it begins with that of a figure of the report."""
    name, dot, rest = key.partition(".")
    titles = {each["key"]: each["title"] for each in filed.figures["figures"]}
    return f"{titles[name]}{dot and ' · '}{rest}" if name in titles else key


def _said(value: Any) -> str:
    return str(value) if value is not None else _("chưa có số liệu")


def _acts(events: QuerySet[AuditEvent], *, user: User) -> tuple[Act, ...]:
    """Return the last of the events in words."""
    sees_log = user.has(Permission.AUDIT_VIEW)
    return tuple(
        Act(
            at=event.at,
            actor=event.actor,
            words=f"{in_words(event)}, {event.object_label}" if sees_log else in_words(event),
            url=event.get_absolute_url() if sees_log else "",
        )
        for event in events[:MOST_ACTS]
    )


def _kinds_behind(now: Figure) -> set[str]:
    """Return the kinds of record that a figure counts, and those that these hang on."""
    indicator, scope = now.indicator, now.scope
    rows: list[type[models.Model]] = [indicator.rows(scope).model]
    if indicator.base is not None:
        rows.append(indicator.base(scope).model)
    found: set[Any] = {*rows}
    for model in rows:
        found |= {
            field.related_model
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and field.related_model._meta.app_label in ("households", "programs")
        }
    return {model._meta.label_lower for model in found}


def _record_kinds() -> set[str]:
    found = {
        model._meta.label_lower
        for app in RECORD_APPS
        for model in apps.get_app_config(app).get_models()
    }
    return found | {Target._meta.label_lower}


def _last_event() -> AuditEvent | None:
    return AuditEvent.objects.filter(object_type__in=_record_kinds()).order_by("-at").first()


def _is_same(before: Number | None, after: Number | None) -> bool:
    """Tell whether two numbers are equal; no number is equal to none only."""
    return (before is None) == (after is None) and (before is None or before == after)
