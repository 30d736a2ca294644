"""The arithmetic of allocations."""

from dataclasses import astuple, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs import money
from programs.money import Act

KINDS = sorted(money.MOVES)
ENTRIES = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 10**12)))
MARCH, APRIL, MAY = date(2022, 3, 1), date(2022, 4, 1), date(2022, 5, 1)


@st.composite
def acts(draw):
    """Draw an act of any kind, with a sign only where its kind has one."""
    kind = draw(st.sampled_from(KINDS))
    sign = draw(st.sampled_from([1, -1])) if money.MOVES[kind].is_signed else 1
    day = draw(st.sampled_from([MARCH, APRIL, MAY]))
    whose = draw(st.sampled_from(["ward", "office"])) if money.is_of_recipient(kind) else None
    return Act(day, kind, sign * draw(st.integers(1, 40)), whose)


def kept(tried):
    """Return the acts that keep the rules, each tried after those before it."""
    held = []
    for act in tried:
        if money.first_break([*held, act]) is None:
            held.append(act)
    return held


def test_each_kind_moves_one_balance():
    sums = money.total(
        [
            ("assigned", 100),
            ("adjusted", -10),
            ("carried_over", 5),
            ("returned", 15),
            ("distributed", 65),
            ("withdrawn", 5),
            ("advance", 12),
            ("payment", 20),
            ("recovery", 12),
        ]
    )

    assert sums == money.Balances(assigned=80, distributed=60, disbursed=20, advanced=0)
    assert (sums.undistributed, sums.unspent) == (20, 40)


def test_an_advance_counts_as_disbursed_until_its_recovery():
    advanced = money.total([("advance", 30)])
    settled = money.total([("advance", 30), ("payment", 50), ("recovery", 30)])

    assert astuple(advanced) == (0, 0, 30, 30)
    assert astuple(settled) == (0, 0, 50, 0)


@given(ENTRIES)
def test_balances_are_sums_of_entries(entries):
    sums = money.total(entries)

    for balance in (money.ASSIGNED, money.DISTRIBUTED, money.DISBURSED):
        moved = [
            money.MOVES[kind].sign * amount
            for kind, amount in entries
            if money.MOVES[kind].balance == balance
        ]
        assert getattr(sums, balance) == sum(moved)
    assert sums.advanced == sum(money.MOVES[kind].advances * amount for kind, amount in entries)


@pytest.mark.parametrize(
    ("balances", "rule"),
    [
        ((0, 0, 0, 0), ""),
        ((10, 10, 10, 10), ""),
        ((-1, 0, 0, 0), "assigned"),
        ((9, 10, 0, 0), "distributed"),
        ((10, -1, 0, 0), "distributed"),
        ((10, 5, 6, 0), "disbursed"),
        ((10, 5, -1, 0), "disbursed"),
        ((10, 5, 5, -1), "advanced"),
        ((10, 5, 4, 5), "advanced"),
    ],
)
def test_broken_rule_names_what_may_not_be(balances, rule):
    assert money.Balances(*balances).broken_rule() == rule


def test_first_break_looks_at_every_day_not_only_the_last():
    entries = [
        Act(MARCH, "assigned", 100),
        Act(MAY, "distributed", 50, "ward"),
        Act(APRIL, "payment", 10, "ward"),
    ]

    broken = money.first_break(entries)

    assert (broken.on, broken.rule) == (APRIL, "disbursed")
    assert money.first_break(entries[:2]) is None


def test_first_break_looks_at_every_recipient_not_only_at_the_whole():
    entries = [
        Act(MARCH, "assigned", 100),
        Act(MARCH, "distributed", 50, "ward"),
        Act(APRIL, "payment", 10, "office"),
    ]

    broken = money.first_break(entries)

    assert (broken.on, broken.rule, broken.recipient) == (APRIL, "disbursed", "office")


def test_acts_of_one_day_count_together():
    together = [Act(MARCH, "distributed", 5, "ward"), Act(MARCH, "assigned", 5)]

    assert money.first_break(together) is None


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (Act(MARCH, "distributed", 1, "ward"), (30, "undistributed", MAY)),
        (Act(MAY, "returned", 1), (30, "undistributed", MAY)),
        (Act(APRIL, "payment", 1, "ward"), (45, "unspent", MAY)),
        (Act(APRIL, "withdrawn", 1, "ward"), (45, "unspent", MAY)),
        (Act(MARCH, "payment", 1, "office"), (0, "unspent", MARCH)),
        (Act(MAY, "recovery", 1, "ward"), (5, "unsettled", MAY)),
        (Act(APRIL, "recovery", 1, "ward"), (0, "unsettled", APRIL)),
        (Act(MAY, "payment", -1, "ward"), (0, "paid", MAY)),
        (Act(MAY, "assigned", 1), (money.MOST - 100, "in_all", MAY)),
    ],
)
def test_room_says_how_much_is_left_of_what_and_when(act, left):
    written = [
        Act(MARCH, "assigned", 100),
        Act(MARCH, "distributed", 50, "ward"),
        Act(MAY, "distributed", 20, "office"),
        Act(MAY, "advance", 5, "ward"),
    ]

    found = money.room(written, act)

    assert (found.amount, found.limit, found.on) == left


@given(st.lists(acts(), max_size=25), acts())
def test_room_and_first_break_agree_on_what_fits(tried, act):
    held = kept(tried)

    found = money.room(held, act)

    fits = found is None or abs(act.amount) <= found.amount
    assert fits == (money.first_break([*held, act]) is None)
    if found is not None and found.amount:
        full = replace(act, amount=found.amount if act.amount > 0 else -found.amount)
        assert money.first_break([*held, full]) is None


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("assigned", date(2021, 12, 1), date(2023, 1, 31)),
        ("payment", date(2021, 12, 1), date(2023, 1, 31)),
        ("carried_over", date(2021, 12, 1), date(2023, 12, 31)),
        ("returned", date(2021, 12, 1), date(2023, 12, 31)),
    ],
)
def test_a_year_takes_entries_from_december_before_it_to_its_closing(kind, first, last):
    assert money.entry_window(2022, kind) == (first, last)
