"""The second person: which entries wait, for whom, and what the decision does."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent, User
from povertyportal.reporting.todo import todo_for
from programs import actions
from programs.models import Allocation, AllocationEntry, ApprovalRule, Component, EntryProposal
from tests.programs import factories

DAY = factories.DAY
NOW = timezone.now()


@pytest.fixture
def funded(guarded, finance, colleague):
    """Return an account with 1.000.000.000 đồng that the second person approved."""
    waiting = factories.enter(guarded, "assigned", 1_000_000_000, by=finance)
    actions.approve_entry(proposal=waiting, by=colleague, now=NOW)
    return guarded


def balances(row):
    row.refresh_from_db()
    return (row.assigned, row.distributed, row.disbursed)


def test_an_entry_waits_until_a_second_person_approves_it(guarded, finance, colleague):
    waiting = factories.enter(guarded, "assigned", 100, by=finance)
    before = (balances(guarded), guarded.entries.count())

    posted = actions.approve_entry(proposal=waiting, by=colleague, now=NOW)

    waiting.refresh_from_db()
    assert before == ((0, 0, 0), 0)
    assert balances(guarded) == (100, 0, 0)
    assert (waiting.state, waiting.decided_by) == ("approved", colleague)
    assert (posted.proposal, posted.created_by, posted.approved_by) == (waiting, finance, colleague)
    assert AuditEvent.objects.filter(action="proposal.approved").count() == 1


def test_nobody_approves_their_own_entry_nor_the_same_one_twice(guarded, finance, colleague):
    waiting = factories.enter(guarded, "assigned", 100, by=finance)

    with pytest.raises(ValidationError, match="không tự duyệt"):
        actions.approve_entry(proposal=waiting, by=finance, now=NOW)
    with pytest.raises(ValidationError, match="không tự duyệt"):
        actions.refuse_entry(proposal=waiting, by=finance, reason="Tự bỏ", now=NOW)
    actions.approve_entry(proposal=waiting, by=colleague, now=NOW)
    with pytest.raises(ValidationError, match="không còn chờ duyệt: Đã duyệt"):
        actions.approve_entry(proposal=waiting, by=colleague, now=NOW)

    assert balances(guarded) == (100, 0, 0)


@pytest.mark.parametrize(
    "who",
    ["outsider", "officer", "chair", "standing", "bank", "front", "auditor", "administrator"],
)
def test_only_finance_and_the_leader_decide(guarded, finance, who, request):
    waiting = factories.enter(guarded, "assigned", 100, by=finance)
    user = request.getfixturevalue(who)

    assert not actions.may_decide(waiting, by=user)
    with pytest.raises(PermissionDenied):
        actions.approve_entry(proposal=waiting, by=user, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.refuse_entry(proposal=waiting, by=user, reason="Không được", now=NOW)
    with pytest.raises(PermissionDenied):
        actions.withdraw_entry(proposal=waiting, by=user, now=NOW)


@pytest.mark.parametrize(
    ("kind", "amount", "level"),
    [
        ("distributed", 199_999_999, "colleague"),
        ("distributed", 200_000_000, "leader"),
        ("payment", 900_000_000, "colleague"),
        ("adjusted", -1, "leader"),
    ],
)
def test_thresholds_say_by_kind_and_amount_whose_word_counts(guarded, kind, amount, level):
    assert actions.capital.ledger.approval_level(kind, amount, on=DAY) == level


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (date(2021, 12, 31), None),
        (date(2022, 1, 1), "colleague"),
        (date(2022, 6, 30), "colleague"),
        (date(2022, 7, 1), "leader"),
    ],
)
def test_thresholds_hold_from_their_day_on(allocation, day, level):
    common = {"kind": "distributed", "source": "Quyết định thử"}
    ApprovalRule.objects.create(
        level="colleague", amount_from=100, valid_from=date(2022, 1, 1), **common
    )
    ApprovalRule.objects.create(
        level="leader", amount_from=100, valid_from=date(2022, 7, 1), **common
    )

    assert actions.capital.ledger.approval_level("distributed", 100, on=day) == level
    assert actions.capital.ledger.approval_level("distributed", 99, on=day) is None
    assert actions.capital.ledger.approval_level("payment", 100, on=day) is None


def test_a_large_distribution_needs_the_leader(funded, finance, colleague, leader):
    waiting = factories.enter(funded, "distributed", 200_000_000, by=finance)

    with pytest.raises(PermissionDenied):
        actions.approve_entry(proposal=waiting, by=colleague, now=NOW)
    actions.approve_entry(proposal=waiting, by=leader, now=NOW)

    assert balances(funded) == (1_000_000_000, 200_000_000, 0)


def test_what_does_not_fit_is_refused_before_it_waits(funded, finance):
    with pytest.raises(ValidationError, match=r"Chỉ còn 1\.000\.000\.000 đồng chưa phân bổ"):
        factories.enter(funded, "distributed", 1_000_000_001, by=finance)

    assert not EntryProposal.objects.filter(state="waiting").exists()


def test_approved_after_the_money_is_gone_is_refused_and_still_waits(funded, finance, leader):
    first, second = (
        factories.enter(funded, "distributed", 600_000_000, by=finance) for _ in range(2)
    )
    actions.approve_entry(proposal=first, by=leader, now=NOW)

    with pytest.raises(ValidationError, match=r"Chỉ còn 400\.000\.000 đồng chưa phân bổ"):
        actions.approve_entry(proposal=second, by=leader, now=NOW)

    second.refresh_from_db()
    assert (second.state, second.decided_by) == ("waiting", None)
    assert balances(funded) == (1_000_000_000, 600_000_000, 0)


def test_the_page_says_why_an_approval_came_too_late(funded, finance, leader, client_of):
    first, second = (
        factories.enter(funded, "distributed", 600_000_000, by=finance) for _ in range(2)
    )
    actions.approve_entry(proposal=first, by=leader, now=NOW)

    page = client_of(leader).post(
        reverse("proposal_approve", args=[second.pk]), {"submit_token": uuid.uuid4()}
    )

    assert page.status_code == 200
    assert "Chỉ còn 400.000.000 đồng chưa phân bổ" in page.content.decode()
    assert EntryProposal.objects.get(pk=second.pk).state == "waiting"


def test_a_refusal_needs_its_reason_and_moves_nothing(funded, finance, colleague):
    waiting = factories.enter(funded, "distributed", 100, by=finance)

    with pytest.raises(ValidationError, match="lý do không duyệt"):
        actions.refuse_entry(proposal=waiting, by=colleague, reason=" ", now=NOW)
    actions.refuse_entry(proposal=waiting, by=colleague, reason="Sai số quyết định", now=NOW)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("refused", "Sai số quyết định")
    assert balances(funded) == (1_000_000_000, 0, 0)


def test_only_its_author_takes_a_proposal_back(funded, finance, colleague):
    waiting = factories.enter(funded, "distributed", 100, by=finance)

    with pytest.raises(PermissionDenied):
        actions.withdraw_entry(proposal=waiting, by=colleague, now=NOW)
    actions.withdraw_entry(proposal=waiting, by=finance, now=NOW)

    with pytest.raises(ValidationError, match="Đã rút lại"):
        actions.approve_entry(proposal=waiting, by=colleague, now=NOW)


def test_the_same_submission_twice_waits_once(funded, finance):
    token = uuid.uuid4()
    first, again = (
        factories.enter(funded, "distributed", 100, by=finance, submit_token=token)
        for _ in range(2)
    )

    assert first.pk == again.pk
    assert EntryProposal.objects.filter(state="waiting").count() == 1


def test_an_approved_transfer_makes_both_halves(funded, city, finance, leader):
    other = factories.allocation(city, component=Component.objects.get(code="DA4.1"))
    waiting = actions.transfer(
        entry=factories.entry(funded, "adjusted", 300), counterpart=other, by=finance
    )

    actions.approve_entry(proposal=waiting, by=leader, now=NOW)

    assert (balances(funded)[0], balances(other)[0]) == (999_999_700, 300)
    assert waiting.entries.count() == 2


def test_a_correction_waits_too_and_two_of_them_do_not_both_pass(funded, finance, colleague):
    entry = funded.entries.get()
    first, second = (
        actions.correct_entry(entry=entry, by=finance, note="Ghi nhầm", entry_on=DAY)
        for _ in range(2)
    )

    actions.approve_entry(proposal=first, by=colleague, now=NOW)
    with pytest.raises(ValidationError, match=r"Chỉ còn 0 đồng|đính chính"):
        actions.approve_entry(proposal=second, by=colleague, now=NOW)

    assert balances(funded) == (0, 0, 0)


def test_the_database_lets_nobody_approve_their_own(guarded, finance, colleague):
    waiting = factories.enter(guarded, "assigned", 100, by=finance)
    row = factories.entry(guarded, "assigned", 100, created_by=finance, approved_by=finance)

    with pytest.raises(IntegrityError), transaction.atomic():
        EntryProposal.objects.filter(pk=waiting.pk).update(
            state="approved", decided_by=finance, decided_at=NOW
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryProposal.objects.filter(pk=waiting.pk).update(state="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationEntry.objects.bulk_create([row])


def test_an_approved_proposal_makes_its_entry_once_even_in_the_database(
    guarded, finance, colleague
):
    waiting = factories.enter(guarded, "assigned", 100, by=finance)
    posted = actions.approve_entry(proposal=waiting, by=colleague, now=NOW)
    posted.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationEntry.objects.bulk_create([posted])


def waiting_for(user):
    """Return how many entries the home page says wait for the user, and where they are listed."""
    user = User.objects.get(pk=user.pk)
    for group in todo_for(user, today=date(2022, 7, 1)):
        for item in group.items:
            if str(item.words) == "đề nghị ghi vốn chờ duyệt":
                return item
    return None


def test_the_to_do_list_counts_what_each_may_decide_and_leads_to_it(
    funded, finance, colleague, leader, auditor, client_of
):
    factories.enter(funded, "distributed", 100, by=finance)
    factories.enter(funded, "distributed", 200, by=colleague)
    factories.enter(funded, "distributed", 200_000_000, by=finance)

    found = {user.username: waiting_for(user) for user in (finance, colleague, leader)}

    assert {name: item.count for name, item in found.items()} == {
        "finance": 1,
        "colleague": 1,
        "leader": 3,
    }
    for user in (finance, colleague, leader):
        rows = client_of(user).get(found[user.username].url).context["page"].rows
        assert len(rows) == found[user.username].count
        assert all(actions.may_decide(row, by=User.objects.get(pk=user.pk)) for row in rows)
    assert waiting_for(auditor) is None


def test_a_ward_sees_what_waits_for_it_and_no_other_ward_does(
    funded, ward, finance, officer, other_officer, client_of
):
    waiting = factories.enter(funded, "distributed", 100, by=finance, recipient=ward)

    assert client_of(officer).get(waiting.get_absolute_url()).status_code == 200
    assert client_of(other_officer).get(waiting.get_absolute_url()).status_code == 404


def test_each_account_needs_its_own_approval_again_after_a_correction(guarded, finance, colleague):
    """A corrected entry that was never approved moves nothing."""
    waiting = factories.enter(guarded, "assigned", 100, by=finance)
    posted = actions.approve_entry(proposal=waiting, by=colleague, now=NOW)
    actions.correct_entry(entry=posted, by=colleague, note="Ghi nhầm", entry_on=DAY)

    assert balances(guarded) == (100, 0, 0)
    assert Allocation.objects.get(pk=guarded.pk).proposals.filter(state="waiting").count() == 1
