"""What a check is, the list of all of them, and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.figures import Figure, all_figures, figure, figure_url
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import with_unit

Text = str | Promise


class Outcome(models.TextChoices):
    """What a check found."""

    BROKEN = "broken", gettext_lazy("không khớp nhau")
    UNKNOWN = "unknown", gettext_lazy("chưa kiểm được")
    HOLDS = "holds", pgettext_lazy("check", "đúng")


TONES = {Outcome.HOLDS: "good", Outcome.BROKEN: "bad", Outcome.UNKNOWN: "neutral"}


@dataclass(frozen=True)
class Line:
    """One number of a check: what it is, as it reads, and where it leads."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Finding:
    """What a check found, in one sentence, with the numbers it looked at."""

    outcome: Outcome
    words: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What a check runs on: the question, and who asks it (nobody: a command)."""

    scope: Scope
    user: User | None = None

    def figure(self, key: str) -> Figure:
        """Return a figure in its own window; what was computed once is not computed again."""
        return figure(get_indicator(key), scope=self.scope)

    def figures(self) -> list[Figure]:
        """Return every figure that the user may see."""
        return all_figures(self.scope, user=self.user)


@dataclass(frozen=True, kw_only=True)
class Check:
    """A rule. `question` is what it asks, `source` where it comes from, `advice` what to do.

    Only who may see all its numbers (`permissions`) is told what it found. One that asks the
    database once for each figure is `is_long`: the dashboard leaves it to its own page.
    """

    key: str
    title: Text
    question: Text
    source: Text
    advice: Text
    run: Callable[[Asked], Finding]
    permissions: frozenset[Permission] = frozenset()
    order: int = 0
    is_long: bool = False


@dataclass(frozen=True)
class Checked:
    """A check and what it found."""

    check: Check
    finding: Finding

    @property
    def outcome(self) -> Outcome:
        """Return whether the rule holds."""
        return self.finding.outcome

    @property
    def is_broken(self) -> bool:
        """Tell whether the rule does not hold."""
        return self.outcome is Outcome.BROKEN

    @property
    def tone(self) -> str:
        """Return the tone of the outcome."""
        return TONES[self.outcome]


_checks: dict[str, Check] = {}


def register_check(*checks: Check) -> None:
    """Add checks; a key is taken once."""
    for check in checks:
        if check.key in _checks:
            raise ValueError(f"check {check.key} is registered twice")
        _checks[check.key] = check


def all_checks() -> list[Check]:
    """Return every check in its order."""
    return sorted(_checks.values(), key=lambda check: check.order)


def run_checks(scope: Scope, user: User | None = None, *, with_long: bool = True) -> list[Checked]:
    """Return what every check found that the user may know of, the broken ones first."""
    asked = Asked(scope, user)
    found = [
        Checked(check, check.run(asked))
        for check in all_checks()
        if (with_long or not check.is_long) and _may_know(check, scope, user)
    ]
    order = list(Outcome)
    return sorted(found, key=lambda checked: order.index(checked.outcome))


def broken_checks(
    scope: Scope, user: User | None = None, *, with_long: bool = True
) -> list[Checked]:
    """Return the checks that do not hold."""
    found = run_checks(scope, user, with_long=with_long)
    return [checked for checked in found if checked.is_broken]


def _may_know(check: Check, scope: Scope, user: User | None) -> bool:
    return user is None or all(scope.allows(user, right) for right in check.permissions)


def verdict(problems: Iterable[str], *, holds: str, lines: Iterable[Line]) -> Finding:
    """Return the finding: broken with all its problems, or the words for what holds."""
    words = " ".join(problems)
    return Finding(Outcome.BROKEN if words else Outcome.HOLDS, words or holds, tuple(lines))


def figure_line(found: Figure, label: Text = "") -> Line:
    """Return the line of a computed figure, with the link to it in its own window."""
    value = with_unit(found.value, found.indicator.unit)
    return Line(
        str(label or found.indicator.title), value, figure_url(found.key, scope=found.scope)
    )


def stated_line(found: Figure) -> Line | None:
    """Return the line of what the report states of a figure; None where it says nothing."""
    report = found.asked.report
    if found.reported is None or report is None:
        return None
    label = _("Báo cáo nêu: %(figure)s") % {"figure": found.indicator.title}
    url = reverse("official_report_detail", args=[report.pk])
    return Line(label, found.reported.as_stated, url)
