"""Two people move money at the same moment: never more than there is, never a riddle."""

import uuid
from datetime import date
from threading import Barrier

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone

from programs import actions, money
from programs.actions.capital import approval
from programs.models import Allocation, AllocationEntry, BudgetYear, EntryProposal
from tests.programs import factories
from tests.races import RACE, ROUNDS, together

pytestmark = RACE
NOW = timezone.now()


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def approve(proposal, *, by):
    return lambda: actions.approve_entry(proposal=fresh(proposal), by=by, now=NOW)


def two_of_sixty(account, *, by):
    """Give the account 100 đồng to distribute; return two waiting entries of 60 each."""
    factories.enter(account, "assigned", 100, by=by)
    return [factories.proposal(account, "distributed", 60, by=by) for _ in range(2)]


def given_out(account):
    return account.entries.filter(kind="distributed").aggregate(v=Sum("amount"))["v"] or 0


def test_of_two_approvals_that_fit_only_singly_one_is_refused_in_words(
    allocation, finance, colleague, leader
):
    won, told, overspent = 0, [], 0
    for _round in range(ROUNDS):
        first, second = two_of_sixty(allocation, by=finance)

        answers = together(approve(first, by=leader), approve(second, by=colleague))

        allocation.refresh_from_db()
        won += sum(isinstance(each, AllocationEntry) for each in answers)
        told += [each.messages[0] for each in answers if isinstance(each, ValidationError)]
        overspent += given_out(allocation) > allocation.assigned
        factories.enter(allocation, "distributed", 40, by=finance)

    assert (won, overspent) == (ROUNDS, 0)
    assert len(told) == ROUNDS
    assert all("Chỉ còn 40 đồng chưa phân bổ" in words for words in told)
    assert EntryProposal.objects.filter(state="waiting").count() == ROUNDS
    assert given_out(allocation) == allocation.distributed == allocation.assigned


def test_the_control_that_looks_and_then_writes_overspends(allocation, finance):
    overspent = 0
    for _round in range(ROUNDS):
        proposals = two_of_sixty(allocation, by=finance)
        assigned, both_looked = 100 * (_round + 1), Barrier(2)

        def naive(proposal, assigned=assigned, both_looked=both_looked):
            fits = given_out(allocation) + proposal.amount <= assigned
            both_looked.wait(timeout=10)
            if fits:
                entry = factories.entry(allocation, "distributed", 60, created_by=finance)
                AllocationEntry.objects.bulk_create([entry])

        together(*(lambda p=each: naive(p) for each in proposals))

        overspent += given_out(allocation) > assigned
    assert overspent >= 1


def test_without_lock_and_look_the_database_still_refuses(
    allocation, finance, colleague, leader, monkeypatch
):
    monkeypatch.setattr(approval, "lock_allocations", lambda *rows: None)
    monkeypatch.setattr(money, "room", lambda acts, act: None)
    for _round in range(ROUNDS):
        first, second = two_of_sixty(allocation, by=finance)

        answers = together(approve(first, by=leader), approve(second, by=colleague))

        allocation.refresh_from_db()
        assert sorted(type(each).__name__ for each in answers) == [
            AllocationEntry.__name__,
            IntegrityError.__name__,
        ]
        assert given_out(allocation) == allocation.distributed <= allocation.assigned
        factories.enter(allocation, "distributed", 40, by=finance)


def test_two_people_approve_one_entry_and_it_enters_once(allocation, finance, colleague, leader):
    for _round in range(ROUNDS):
        waiting, _other = two_of_sixty(allocation, by=finance)

        answers = together(approve(waiting, by=leader), approve(waiting, by=colleague))

        assert sorted(type(each).__name__ for each in answers) == [
            "AllocationEntry",
            "ValidationError",
        ]
        assert waiting.entries.count() == 1


def test_a_double_click_enters_once(allocation, finance):
    for _round in range(ROUNDS):
        token = uuid.uuid4()

        def click(token=token):
            return factories.enter(fresh(allocation), "assigned", 1, by=finance, submit_token=token)

        first, second = together(click, click)

        assert first == second
    assert allocation.entries.count() == ROUNDS


def test_a_year_being_settled_takes_the_entry_before_or_not_at_all(allocation, finance):
    settled_on = date(2023, 12, 20)
    for _round in range(ROUNDS):
        year = BudgetYear.objects.get(area=allocation.area, year=2022)

        def settle(year=year):
            return actions.settle_year(
                year=year,
                settled_on=settled_on,
                document_number="90/QĐ-UBND",
                by=finance,
                version=year.version,
            )

        def enter():
            return factories.enter(fresh(allocation), "assigned", 10, by=finance)

        before = allocation.entries.count()
        answers = together(settle, enter)

        year.refresh_from_db()
        entered = allocation.entries.count() - before
        assert (year.is_settled, entered) in {(True, 0), (False, 1)}
        refused = [each for each in answers if isinstance(each, Exception)]
        assert [type(each) for each in refused] == [ValidationError]
        make_ready_again(allocation, year, by=finance)


def make_ready_again(allocation, year, *, by):
    """Open the year, and spend what was assigned to it."""
    BudgetYear.objects.filter(pk=year.pk).update(
        settled_on=None, settled_by=None, document_number=""
    )
    rest = Allocation.objects.get(pk=allocation.pk).undistributed
    if rest:
        factories.enter(allocation, "distributed", rest, by=by)
        factories.enter(allocation, "payment", rest, by=by)
