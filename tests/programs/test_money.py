"""The arithmetic of allocations."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs import money

ENTRIES = st.lists(st.tuples(st.sampled_from(sorted(money.MOVES)), st.integers(1, 10**12)))


def test_each_kind_moves_one_balance():
    sums = money.total(
        [
            ("assigned", 100),
            ("adjusted", -10),
            ("carried_over", 5),
            ("returned", 15),
            ("distributed", 60),
            ("disbursed", 20),
        ]
    )

    assert sums == money.Balances(assigned=80, distributed=60, disbursed=20)
    assert (sums.undistributed, sums.unspent) == (20, 40)


@given(ENTRIES)
def test_balances_are_sums_of_entries(entries):
    sums = money.total(entries)

    for balance in money.BALANCES:
        moved = [
            money.MOVES[kind].sign * amount
            for kind, amount in entries
            if money.MOVES[kind].balance == balance
        ]
        assert getattr(sums, balance) == sum(moved)


@pytest.mark.parametrize(
    ("balances", "rule"),
    [
        ((0, 0, 0), ""),
        ((10, 10, 10), ""),
        ((-1, 0, 0), "assigned"),
        ((9, 10, 0), "distributed"),
        ((10, -1, 0), "distributed"),
        ((10, 5, 6), "disbursed"),
        ((10, 5, -1), "disbursed"),
    ],
)
def test_broken_rule_names_what_may_not_be(balances, rule):
    assert money.Balances(*balances).broken_rule() == rule


def test_first_break_looks_at_every_day_not_only_the_last():
    entries = [
        (date(2022, 3, 1), "assigned", 100),
        (date(2022, 5, 1), "distributed", 50),
        (date(2022, 4, 1), "disbursed", 10),
    ]

    assert money.first_break(entries) == (date(2022, 4, 1), "disbursed")
    assert money.first_break(entries[:2]) is None


def test_acts_of_one_day_count_together():
    day = date(2022, 3, 1)

    assert money.first_break([(day, "distributed", 5), (day, "assigned", 5)]) is None
