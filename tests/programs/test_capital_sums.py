"""After any run of entries the balances, the sums of entries, the shares and the figures agree."""

import os
import random
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.scope import Scope
from programs import actions, ledgers, money
from programs.models import (
    Allocation,
    AllocationEntry,
    AllocationShare,
    ApprovalRule,
    EntryProposal,
)
from tests.programs import factories

TRIES = int(os.environ.get("MONEY_TRIES", "200"))
"""Entries tried in a run; the whole promise is 10.000."""
BY_SQL = """
SELECT allocation_id,
  SUM(CASE WHEN kind IN ('assigned', 'adjusted', 'carried_over') THEN amount
           WHEN kind = 'returned' THEN -amount ELSE 0 END),
  SUM(CASE kind WHEN 'distributed' THEN amount WHEN 'withdrawn' THEN -amount ELSE 0 END),
  SUM(CASE kind WHEN 'advance' THEN amount WHEN 'payment' THEN amount
                WHEN 'recovery' THEN -amount ELSE 0 END),
  SUM(CASE kind WHEN 'advance' THEN amount WHEN 'recovery' THEN -amount ELSE 0 END)
FROM programs_allocationentry GROUP BY {by} ORDER BY {by}
"""
NOW = timezone.now()


@pytest.fixture
def chain(city):
    """Return accounts of two leaves and years; what is large needs a second person."""
    factories.programme(city)
    ApprovalRule.objects.create(
        level="colleague", amount_from=60, valid_from=date(2021, 1, 1), source="Quy định thử"
    )
    return [
        factories.allocation(city, component=factories.component(code), year=year)
        for code in ("DA2", "DA4.1")
        for year in (2022, 2023)
    ]


class Clerk:
    """Somebody who tries whatever comes to mind, with dice that fall the same way every time."""

    def __init__(self, accounts, places, *, by, second):
        self.dice = random.Random(2023)
        self.accounts, self.places, self.by, self.second = accounts, places, by, second
        self.posted = self.refused = 0

    def entry(self, kind):
        row = self.dice.choice(self.accounts)
        sign = self.dice.choice([1, -1]) if money.MOVES[kind].is_signed else 1
        place, unit = (None, None)
        if money.is_of_recipient(kind):
            place, unit = self.dice.choice(self.places)
        most = 400 if kind == "assigned" else 90
        day = date(row.year, self.dice.randint(1, 12), self.dice.choice([1, 15]))
        return factories.entry(
            row,
            kind,
            sign * self.dice.randint(1, most),
            entry_on=day,
            recipient=place,
            unit=unit,
        )

    def enter(self):
        entry = self.entry(self.dice.choice([*money.MOVES, "assigned", "distributed"]))
        actions.submit_entry(entry=entry, by=self.by)

    def move(self):
        row = self.entry("adjusted")
        row.amount = abs(row.amount)
        other = self.dice.choice([a for a in self.accounts if a.pk != row.allocation_id])
        actions.transfer(entry=row, counterpart=other, by=self.by)

    def carry(self):
        row = self.entry("carried_over")
        row.amount = abs(row.amount)
        row.allocation = self.dice.choice([a for a in self.accounts if a.year == 2022])
        row.entry_on = date(2023, 1, 10)
        actions.carry_over(entry=row, by=self.by)

    def correct(self):
        keys = list(AllocationEntry.objects.order_by("pk").values_list("pk", flat=True))
        if keys:
            row = AllocationEntry.objects.get(pk=self.dice.choice(keys))
            actions.correct_entry(entry=row, by=self.by, note="Ghi nhầm", entry_on=row.entry_on)

    def decide(self):
        waiting = EntryProposal.objects.filter(state="waiting").order_by("pk").first()
        if waiting is None:
            return
        if self.dice.random() < 0.2:
            actions.refuse_entry(proposal=waiting, by=self.second, reason="Sai", now=NOW)
        actions.approve_entry(proposal=waiting, by=self.second, now=NOW)

    def work(self, tries):
        kinds = [self.enter] * 10 + [self.move, self.carry, self.correct] + [self.decide] * 4
        for _try in range(tries):
            before = AllocationEntry.objects.count()
            try:
                self.dice.choice(kinds)()
            except (ValidationError, PermissionDenied):
                self.refused += 1
            self.posted += AllocationEntry.objects.count() - before


def by_sql(column):
    """Return the balances that a query of its own makes of the ledger, by the column."""
    with connection.cursor() as cursor:
        cursor.execute(BY_SQL.format(by=column).replace("allocation_id,", f"{column},", 1))
        return {key: tuple(int(each) for each in sums) for key, *sums in cursor.fetchall()}


def figure(key, area):
    found = get_indicator(key)
    scope = Scope(
        area=area,
        start=date(2021, 1, 1),
        end=date(2025, 12, 31),
        as_of=date(2025, 12, 31),
        standard="STD2022",
    )
    return found.rows(scope).order_by().aggregate(v=found.measure)["v"] or 0


def test_balances_entries_shares_tables_and_figures_agree_after_random_entries(
    chain, city, ward, other_ward, finance, colleague
):
    places = [(ward, None), (other_ward, None), (city, None), (city, factories.office())]
    clerk = Clerk(chain, places, by=finance, second=colleague)

    clerk.work(TRIES)

    assert clerk.posted > TRIES / 8
    assert clerk.refused > TRIES / 8
    rows = list(Allocation.objects.select_related("component"))
    balances = {
        row.pk: (row.assigned, row.distributed, row.disbursed, row.advanced) for row in rows
    }
    assert {key: sums for key, sums in balances.items() if any(sums)} == {
        key: sums for key, sums in by_sql("allocation_id").items() if any(sums)
    }
    assert all(row.balances.broken_rule() == "" for row in rows)
    lines = ledgers.accounts(rows, AllocationEntry.objects.all())
    assert all(line.sums.balances == line.allocation.balances for line in lines)
    for name in ("distributed", "disbursed", "advanced"):
        for row in rows:
            assert getattr(row, name) == sum(getattr(each, name) for each in row.shares.all())
    of_wards = {key: sums for key, sums in by_sql("recipient_id").items() if key is not None}
    for place, (_assigned, *sums) in of_wards.items():
        own = AllocationShare.objects.filter(recipient=place)
        found = own.aggregate(Sum("distributed"), Sum("disbursed"), Sum("advanced"))
        assert list(found.values()) == sums
    whole = [sum(part) for part in zip(*balances.values(), strict=True)]
    assert [
        figure(key, city)
        for key in ("capital_assigned", "capital_distributed", "capital_disbursed")
    ] == whole[:3]
    assert figure("capital_unallocated", city) == whole[0] - whole[1]
    assert figure("capital_disbursed", ward) == of_wards[ward.pk][2]


def test_no_day_of_the_random_ledger_breaks_a_rule(chain, city, ward, finance, colleague):
    clerk = Clerk(chain, [(ward, None), (city, None)], by=finance, second=colleague)

    clerk.work(TRIES // 4)

    for row in chain:
        acts = [
            money.Act(each.entry_on, each.kind, each.amount, each.recipient_key)
            for each in row.entries.all()
        ]
        assert money.first_break(acts) is None
