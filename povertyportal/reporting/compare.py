"""Compare a computed figure with its plan and with what was reported. Pure arithmetic."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from povertyportal.reporting.units import Direction, Number


class Status(models.TextChoices):
    """How the reported figure stands to the computed one."""

    MATCH = "match", _("khớp")
    DIFFERS = "differs", _("lệch")
    UNVERIFIABLE = "unverifiable", _("không kiểm chứng được")
    MISSING = "missing", _("thiếu dữ liệu")
    NOT_REPORTED = "not_reported", _("không báo cáo")


STATUS_TONES = {
    Status.MATCH: "good",
    Status.DIFFERS: "bad",
    Status.UNVERIFIABLE: "neutral",
    Status.MISSING: "attention",
    Status.NOT_REPORTED: "neutral",
}


TO_RECONCILE = (Status.DIFFERS, Status.UNVERIFIABLE, Status.MISSING)
"""What an officer has to explain."""


@dataclass(frozen=True)
class Reported:
    """A figure as stated: "hơn 7,4 tỷ" is value 7.4 bn, relation over, step 0.1 bn.

    `tolerance` is a difference beyond the stated digits that still counts as equal; `explanation`
    is an officer's word on a difference.
    """

    value: Decimal | None
    relation: str
    step: Decimal
    as_stated: str
    claims_plan_met: bool = False
    note: str = ""
    tolerance: Decimal = Decimal(0)
    explanation: str = ""


@dataclass(frozen=True)
class Span:
    """The numbers that a statement can mean, from `low` to `high`."""

    low: Decimal
    high: Decimal
    has_low: bool
    has_high: bool

    def holds(self, number: Number) -> bool:
        """Tell whether the statement can mean the number."""
        above = number >= self.low if self.has_low else number > self.low
        below = number <= self.high if self.has_high else number < self.high
        return above and below

    def meets(self, other: "Span") -> bool:
        """Tell whether both statements can mean the same number."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and self.holds(low) and other.holds(low))

    def whole(self) -> "Span":
        """Return the whole numbers of the span, its ends included: counts and đồng are whole."""
        low, high = self.low.to_integral(ROUND_CEILING), self.high.to_integral(ROUND_FLOOR)
        low += int(low == self.low and not self.has_low)
        high -= int(high == self.high and not self.has_high)
        return Span(low, high, True, True)

    def __add__(self, other: "Span") -> "Span":
        return Span(
            self.low + other.low,
            self.high + other.high,
            self.has_low and other.has_low,
            self.has_high and other.has_high,
        )

    def __neg__(self) -> "Span":
        return Span(-self.high, -self.low, self.has_high, self.has_low)


def span_of(reported: Reported) -> Span | None:
    """Return what the statement can mean; None where no number is stated.

    exact: rounded half up to the stated digits; over: truncated to them; under: rounded up to
    them. The tolerance widens both ends.
    """
    if reported.value is None:
        return None
    below = {"exact": reported.step / 2, "over": Decimal(0), "under": reported.step}
    above = {"exact": reported.step / 2, "over": reported.step, "under": Decimal(0)}
    is_under = reported.relation == "under"
    return Span(
        reported.value - below[reported.relation] - reported.tolerance,
        reported.value + above[reported.relation] + reported.tolerance,
        has_low=not is_under,
        has_high=is_under,
    )


def agrees(computed: Number, reported: Reported) -> bool:
    """Tell whether the statement can mean the computed value."""
    span = span_of(reported)
    return span is not None and span.holds(computed)


def status_of(computed: Number | None, *, reported: Reported | None, plan: Number | None) -> Status:
    """Return the status; a claim without a number, or of an unstated plan, cannot be verified."""
    if reported is None:
        return Status.NOT_REPORTED
    if reported.value is None:
        return Status.UNVERIFIABLE
    if computed is None:
        return Status.MISSING
    if not agrees(computed, reported):
        return Status.DIFFERS
    if reported.claims_plan_met and plan is None:
        return Status.UNVERIFIABLE
    return Status.MATCH


def percent_of_plan(
    actual: Number | None,
    *,
    plan: Number | None,
    baseline: Number | None = None,
    direction: Direction = Direction.UP,
) -> Decimal | None:
    """Return how much of the plan was reached, in percent with one decimal; None if undefined.

    With a baseline it is the part of the way gone, for rising and falling plans alike. Without
    one it is actual / plan for rising figures; for falling figures no percentage says anything
    sensible, so there is none, as for a plan of 0, or for one on the wrong side of its baseline
    (`plan_met` still tells).
    """
    if actual is None or plan is None or direction is Direction.NONE:
        return None
    if baseline is not None:
        way, gone = Decimal(plan) - Decimal(baseline), Decimal(actual) - Decimal(baseline)
        if (way < 0) is (direction is Direction.UP):
            return None
    elif direction is Direction.UP:
        way, gone = Decimal(plan), Decimal(actual)
    else:
        return None
    if way == 0:
        return None
    return (100 * gone / way).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def plan_met(actual: Number | None, *, plan: Number | None, direction: Direction) -> bool | None:
    """Tell whether the plan is met; None where there is nothing to compare."""
    if actual is None or plan is None or direction is Direction.NONE:
        return None
    return actual >= plan if direction is Direction.UP else actual <= plan


def tone_of(
    actual: Number | None,
    *,
    plan: Number | None,
    baseline: Number | None = None,
    direction: Direction,
) -> str:
    """Return the tone that shows how the figure stands to its plan."""
    met = plan_met(actual, plan=plan, direction=direction)
    if met is None:
        return "neutral"
    if met:
        return "good"
    percent = percent_of_plan(actual, plan=plan, baseline=baseline, direction=direction)
    return "attention" if percent is not None and percent >= 90 else "bad"


def reach_in_words(met: bool | None, percent: Decimal | None) -> str:
    """Return the words where a plan has no percentage: met or not; '' where neither can be said."""
    if met is None or percent is not None:
        return ""
    return str(_("đạt kế hoạch") if met else _("chưa đạt kế hoạch"))
