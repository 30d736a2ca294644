"""The workflow against a table: every state, step and role; then a walk that tries everything."""

import os
from datetime import date, timedelta
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from households import actions
from households.models import Complaint, Opinion, Review, RoundStep
from households.workflow import STEPS, State
from povertyportal.accounts.models import Assignment
from tests.conftest import LONG_AGO, make_user
from tests.households.factories import (
    NOW,
    make_household,
    make_review,
    make_round,
    recognised,
)

pytestmark = pytest.mark.django_db
SOAK = bool(os.environ.get("PORTAL_SOAK"))
EXAMPLES, WALK = (150, 40) if SOAK else (15, 30)

ALLOWED = {
    "submit": {"officer", "investigator"},
    "return": {"officer", "chair", "standing"},
    "refuse": {"leader"},
    "meet": {"officer"},
    "post": {"officer", "chair", "standing"},
    "complain": {"officer", "chair", "standing"},
    "resolve": {"officer", "chair", "standing"},
    "ask": {"chair"},
    "answer": {"leader"},
    "recognise": {"chair"},
}
"""Who may take each step on a review of the own ward that somebody else entered."""
WAYS = {
    "submit": {"draft": "submitted", "returned": "submitted"},
    "return": dict.fromkeys(["submitted", "met", "posted", "answered"], "returned"),
    "refuse": {"asked": "returned"},
    "meet": {"submitted": "met"},
    "post": {"met": "posted"},
    "complain": {"posted": "recheck"},
    "resolve": {"recheck": "met"},
    "ask": {"posted": "asked"},
    "answer": {"asked": "answered"},
    "recognise": {"answered": "recognised"},
}
"""From which state to which each step leads."""
WITHOUT_CITY = WAYS | {
    "ask": {},
    "answer": {},
    "recognise": {"answered": "recognised", "posted": "recognised"},
}
EVERYBODY = [
    "officer",
    "investigator",
    "chair",
    "standing",
    "leader",
    "bank",
    "front",
    "finance",
    "auditor",
    "administrator",
    "other_officer",
    "outsider",
]
numbers = count(1)


def without_city(round_):
    """Write the stages of a round that asks no opinion of the city."""
    for stage in ("meeting", "posting", "recognition"):
        RoundStep.objects.create(
            round=round_, stage=stage, owner="ward_officer", due_on=round_.ends_on
        )
    round_.__dict__.pop("stages", None)
    return round_


def take(step, review, *, by, now):
    """Take the step with its paper, each paper as the law asks for it."""
    today, place = localdate(now), {"round": review.round, "area": review.area}
    if step in ("submit", "return"):
        review.refresh_from_db()
        actions.take_step(
            review=review, step=step, by=by, now=now, version=review.version, note="vì"
        )
    elif step == "meet":
        data = actions.MeetingData(
            held_on=today, place="x", chaired_by="x", secretary="x", invited=9, attended=9
        )
        votes = [actions.VoteData(review=review.pk, in_favour=9)]
        actions.hold_meeting(**place, village=None, data=data, votes=votes, by=by, now=now)
    elif step == "post":
        data = actions.PostingData(posted_on=today, places="x")
        actions.post_results(**place, keys=[review.pk], data=data, by=by, now=now)
    elif step == "complain":
        data = actions.ComplaintData(received_on=today, content="x")
        actions.record_complaint(review=review, data=data, by=by, now=now)
    elif step == "resolve":
        data = actions.RecheckData(rechecked_on=today, outcome="kept", finding="x")
        complaint = Complaint.objects.filter(review=review).order_by("pk").last()
        if complaint is None:
            raise ValidationError("no complaint")
        actions.resolve_complaint(complaint=complaint, data=data, by=by, now=now)
    elif step == "ask":
        data = actions.OpinionData(number=f"{next(numbers)}", asked_on=today)
        actions.ask_opinion(**place, keys=[review.pk], data=data, by=by, now=now)
    elif step in ("answer", "refuse"):
        opinion = Opinion.objects.filter(entries__review=review).order_by("pk").last()
        if opinion is None:
            raise ValidationError("no report")
        refused = {review.pk: "vì"} if step == "refuse" else {}
        data = actions.AnswerData(number="9", answered_on=today)
        actions.answer_opinion(opinion=opinion, data=data, refused=refused, by=by, now=now)
    else:
        decision = actions.DecisionData(
            number=f"{next(numbers)}/QĐ", decided_on=today, signer_title="x"
        )
        actions.recognise(**place, keys=[review.pk], decision=decision, by=by, now=now)


def tried(step, review, *, by, now):
    """Tell whether the step was taken; a refusal leaves nothing behind."""
    try:
        with transaction.atomic():
            take(step, review, by=by, now=now)
    except (PermissionDenied, ValidationError):
        return False
    return True


class TestTable:
    @pytest.fixture
    def author(self, ward):
        return make_user("author", role="ward_officer", area=ward)

    @pytest.fixture
    def filed(self, ward, village, author, chair):
        """Return the function that files a review in a state, with the papers of all steps."""

        def file(state, round_):
            household = make_household(ward, village=village)
            if state == State.RECOGNISED:
                return recognised(household, round_, by=author, chair=chair)
            posted = {"posted_by": author, "posted_at": NOW - timedelta(days=14)}
            review = make_review(household, round_, by=author, state=state, **posted)
            common = {
                "round": round_,
                "area": ward,
                "recorded_by": author,
                "recorded_at": NOW,
            }
            day = localdate(NOW)
            Complaint.objects.create(
                **common, review=review, received_on=day, due_on=day, content="x"
            ) if state == State.RECHECK else None
            opinion = Opinion.objects.create(
                **common, number=f"{next(numbers)}", asked_on=day, due_on=day
            )
            opinion.entries.create(review=review, proposed_class="poor")
            return review

        return file

    def test_the_table_names_every_step(self):
        assert set(ALLOWED) == set(WAYS) == set(STEPS)

    @pytest.mark.parametrize("step", list(STEPS))
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_a_step_leads_from_its_states_by_those_the_table_names(
        self, request, filed, other_village, who, step
    ):
        user = request.getfixturevalue(who)
        for ways, round_ in (
            (WAYS, make_round(2023)),
            (WITHOUT_CITY, without_city(make_round(2022))),
        ):
            found = {}
            for state in State:
                review = filed(state, round_)
                if tried(step, review, by=user, now=NOW):
                    review.refresh_from_db()
                    found[str(state)] = review.state

            assert found == (ways[step] if who in ALLOWED[step] else {})


class Walk(RuleBasedStateMachine):
    """One review on its way; whoever tries whatever, it goes only where the table leads.

    `author` and `both` enter reviews; `both` also holds every role above, so that only the rule
    that nobody approves their own entry stands between them and recognition.
    """

    people: dict = {}
    round = None
    place = None
    steps_taken = 0
    steps_done = 0
    reached: set = set()

    @initialize(
        who=st.sampled_from(["officer", "both"]),
        state=st.sampled_from(["draft", "submitted", "met", "posted", "answered"]),
    )
    def begin(self, who, state):
        ward, village = type(self).place
        self.now = NOW
        self.state = state
        self.authors = {who}
        self.posted_until = date(2023, 10, 5)
        household = make_household(ward, village=village)
        posted = {"posted_by": self.people["officer"], "posted_at": NOW}
        self.review = make_review(
            household,
            type(self).round,
            by=self.people[who],
            state=state,
            **(posted if state in ("posted", "answered") else {}),
        )

    @rule(choices=st.lists(st.integers(0, 999), min_size=2, max_size=8), days=st.integers(0, 6))
    def go_on(self, choices, days):
        """Try steps that lead on from here, by those who may: else few walks get far."""
        for choice in choices:
            self.now += timedelta(days=days)
            ways = [(s, w) for s in STEPS if self.state in WAYS[s] for w in (*ALLOWED[s], "both")]
            if ways:
                self.attempt_as(*sorted(ways)[choice % len(ways)])
                self.it_stands_where_the_table_says()

    @rule(step=st.sampled_from(list(STEPS)), who=st.sampled_from([*EVERYBODY, "both"]))
    def attempt(self, step, who):
        self.attempt_as(step, who)

    def attempt_as(self, step, who):
        type(self).steps_taken += 1
        today = localdate(self.now)
        rule_of = STEPS[step]
        may = who in ALLOWED[step] or who == "both"
        may = may and self.state in WAYS[step]
        may = may and not (rule_of.not_by_author and who in self.authors)
        if step == "ask":
            may = may and today > self.posted_until
        if step == "answer" or step == "refuse":
            may = may and self.asked_by != who
        done = tried(step, self.review, by=self.people[who], now=self.now)

        assert done == may, (step, who, self.state, today, self.posted_until)
        if done:
            type(self).steps_done += 1
            self.state = WAYS[step][self.state]
            self.reached.add(self.state)
            self.follow(step, who)

    def follow(self, step, who):
        if step == "submit":
            self.authors = {a for a in self.authors if a != self.sender()} | {who}
            self.sent_by = who
        if step == "post":
            self.posted_until = self.review.postings.last().posting.ends_on
        if step == "ask":
            self.asked_by = who

    def sender(self):
        """Return who sent it before: only the last one counts as its author."""
        before = getattr(self, "sent_by", None)
        entered = {u for u, p in self.people.items() if p.pk == self.review.created_by_id}
        return before if before not in entered else None

    @invariant()
    def it_stands_where_the_table_says(self):
        if not hasattr(self, "review"):
            return
        self.review = Review.objects.select_related("round", "area").get(pk=self.review.pk)
        assert self.review.state == self.state
        if self.state == "recognised":
            assert self.review.recognised_by_id not in self.review.authors


def test_a_walk_never_leaves_the_table(request, ward, village, city, other_village):
    people = {who: request.getfixturevalue(who) for who in EVERYBODY}
    both = make_user("both", role="ward_officer", area=ward)
    for role, area in (("ward_chair", ward), ("city_leader", city)):
        Assignment.objects.create(user=both, role=role, area=area, valid_from=LONG_AGO)
    Walk.people = people | {"both": both}
    Walk.place, Walk.round = (ward, village), make_round(2023)
    Walk.steps_taken = Walk.steps_done = 0

    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=WALK,
            deadline=None,
            database=None,
            derandomize=not SOAK,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert Walk.steps_taken >= (2000 if SOAK else 200)
    assert Walk.steps_done > 40
    assert Walk.reached >= {"submitted", "returned", "met", "posted", "recognised"}
