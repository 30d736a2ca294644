"""Plans know their direction; reported numbers are brought to their own digits."""

from decimal import Decimal

import pytest

from povertyportal.reporting.compare import (
    Reported,
    Span,
    Status,
    agrees,
    percent_of_plan,
    plan_met,
    span_of,
    status_of,
    tone_of,
)
from povertyportal.reporting.units import Direction, billion, million, published, shown, written

UP, DOWN, NONE = Direction.UP, Direction.DOWN, Direction.NONE


@pytest.mark.parametrize(
    ("actual", "plan", "baseline", "direction", "percent"),
    [
        (74, 42, None, UP, "176.2"),
        (129, 200, None, UP, "64.5"),
        (0, 200, None, UP, "0.0"),
        (30, 20, 40, DOWN, "50.0"),
        (20, 20, 40, DOWN, "100.0"),
        (10, 20, 40, DOWN, "150.0"),
        (50, 20, 40, DOWN, "-50.0"),
        (15, 20, 10, UP, "50.0"),
        (30, 20, None, DOWN, None),
        (5, 0, None, UP, None),
        (5, 0, None, DOWN, None),
        (5, 10, 10, UP, None),
        (None, 10, None, UP, None),
        (5, None, None, UP, None),
        (5, 10, None, NONE, None),
    ],
)
def test_percent_of_plan_knows_direction_baseline_and_zero(
    actual, plan, baseline, direction, percent
):
    found = percent_of_plan(actual, plan=plan, baseline=baseline, direction=direction)

    assert found == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("actual", "plan", "direction", "met"),
    [
        (5, 5, UP, True),
        (4, 5, UP, False),
        (0, 0, DOWN, True),
        (1, 0, DOWN, False),
        (None, 0, DOWN, None),
        (1, None, UP, None),
        (1, 1, NONE, None),
    ],
)
def test_a_plan_is_met_in_its_direction(actual, plan, direction, met):
    assert plan_met(actual, plan=plan, direction=direction) is met


def test_tone_says_good_near_or_bad():
    assert tone_of(42, plan=42, direction=UP) == "good"
    assert tone_of(95, plan=100, direction=UP) == "attention"
    assert tone_of(64, plan=100, direction=UP) == "bad"
    assert tone_of(1, plan=0, direction=DOWN) == "bad"
    assert tone_of(1, plan=None, direction=UP) == "neutral"


def stated(value, relation="exact", step="1", *, claims_plan_met=False, tolerance=0):
    return Reported(
        None if value is None else Decimal(value),
        relation,
        Decimal(step),
        as_stated="",
        claims_plan_met=claims_plan_met,
        tolerance=Decimal(tolerance),
    )


@pytest.mark.parametrize(
    ("computed", "reported", "same"),
    [
        (Decimal("2.7583"), stated("2.76", step="0.01"), True),
        (Decimal("2.7649"), stated("2.76", step="0.01"), True),
        (Decimal("2.7651"), stated("2.76", step="0.01"), False),
        (7_431_265_000, stated(7_400_000_000, "over", "100000000"), True),
        (7_399_999_999, stated(7_400_000_000, "over", "100000000"), False),
        (7_500_000_000, stated(7_400_000_000, "over", "100000000"), False),
        (489_270_000, stated(490_000_000, "under", "10000000"), True),
        (490_000_000, stated(490_000_000, "under", "10000000"), True),
        (480_000_000, stated(490_000_000, "under", "10000000"), False),
        (490_000_001, stated(490_000_000, "under", "10000000"), False),
        (525, stated(500, "over", "100"), True),
    ],
)
def test_over_truncates_under_rounds_up_exact_rounds_half_up(computed, reported, same):
    assert agrees(computed, reported) is same


@pytest.mark.parametrize(
    ("computed", "reported", "same"),
    [
        (76, stated(74, tolerance=2), True),
        (72, stated(74, tolerance=2), True),
        (77, stated(74, tolerance=2), False),
        (7_395_000_000, stated(7_400_000_000, "over", "100000000", tolerance=5_000_000), True),
        (7_504_999_999, stated(7_400_000_000, "over", "100000000", tolerance=5_000_000), True),
        (7_505_000_000, stated(7_400_000_000, "over", "100000000", tolerance=5_000_000), False),
        (495_000_000, stated(490_000_000, "under", "10000000", tolerance=5_000_000), True),
        (475_000_000, stated(490_000_000, "under", "10000000", tolerance=5_000_000), False),
    ],
)
def test_tolerance_widens_what_agrees_beyond_the_rounding(computed, reported, same):
    assert agrees(computed, reported) is same


def test_spans_add_turn_and_meet_only_where_both_can_mean_one_number():
    money = [
        span_of(stated(value, "over", "100000000"))
        for value in (7_400_000_000, 4_200_000_000, 3_100_000_000)
    ]
    whole, *parts = money

    assert whole.meets(parts[0] + parts[1])
    assert not whole.meets(parts[0] + span_of(stated(2_900_000_000, "over", "100000000")))
    assert (-span_of(stated(5))).holds(-5)
    low, high = Span(Decimal(1), Decimal(2), True, False), Span(Decimal(2), Decimal(3), True, True)
    assert not low.meets(high)
    assert Span(Decimal(1), Decimal(2), True, True).meets(high)
    assert span_of(stated(None)) is None
    assert span_of(stated(10)).whole() == Span(Decimal(10), Decimal(10), True, True)
    assert span_of(stated(30, "under", "10")).whole() == Span(Decimal(21), Decimal(30), True, True)


def test_status_tells_match_difference_unverifiable_missing_and_silence():
    assert status_of(85, reported=stated(85), plan=None) is Status.MATCH
    assert status_of(84, reported=stated(85), plan=None) is Status.DIFFERS
    claim = stated(85, claims_plan_met=True)
    assert status_of(85, reported=claim, plan=None) is Status.UNVERIFIABLE
    assert status_of(85, reported=claim, plan=80) is Status.MATCH
    assert status_of(None, reported=stated(85), plan=None) is Status.MISSING
    assert status_of(85, reported=None, plan=None) is Status.NOT_REPORTED
    assert status_of(85, reported=stated(None), plan=None) is Status.UNVERIFIABLE


def test_values_are_written_the_vietnamese_way():
    assert shown(1_975_000_000, "dong") == "1.975"
    assert million(3_153_161_000) == "3.153,161"
    assert billion(3_153_161_000) == "3,15"
    assert shown(Decimal("2.33"), "percent") == "2,33"
    assert shown(None, "percent") == "chưa có số liệu"
    assert written(-1234) == "−1.234"
    assert published(Decimal("2.765"), "percent") == Decimal("2.77")
    assert published(74, "households") == 74
