"""Two at once on the way of a review: nothing enters a closed ward, nothing is done twice."""

import time
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from households import actions
from households.actions.proceedings import postings
from households.models import (
    Candidate,
    Certificate,
    Complaint,
    Opinion,
    Posting,
    RecognitionDecision,
    Review,
    VillageMeeting,
    WardRound,
)
from households.workflow import State
from povertyportal.accounts.models import AuditEvent
from tests.conftest import make_user
from tests.households.factories import NOW, make_household, make_review, make_round
from tests.races import RACE, together

CLOSINGS = 50
CLICKS = 30
TODAY = date(2023, 10, 2)
LATER = NOW + timedelta(days=14)
pytestmark = RACE


@pytest.fixture
def round_2023(db):
    return make_round(2023)


@pytest.fixture
def author(ward):
    return make_user("author", role="ward_officer", area=ward)


@pytest.fixture
def filed(ward, round_2023, author):
    """Return the function that files a new review of the ward in a state, posted long ago."""

    def file(state):
        posted = {"posted_by": author, "posted_at": NOW - timedelta(days=20)}
        return make_review(make_household(ward), round_2023, by=author, state=state, **posted)

    return file


def reopened(ward, round_2023):
    """Open the ward again and forget what was on its list."""
    WardRound.objects.filter(round=round_2023, area=ward).update(
        state="open", closed_at=None, closed_by=None
    )
    Review.objects.filter(round=round_2023).exclude(state=State.RECOGNISED).delete()
    Candidate.objects.filter(round=round_2023).delete()


def shut(round_2023, ward, chair):
    return lambda: actions.close_ward(round=round_2023, area=ward, by=chair, now=LATER)


def test_nothing_is_saved_in_a_ward_that_closes_at_the_same_moment(
    ward, round_2023, officer, chair
):
    for _number in range(CLOSINGS):
        household = make_household(ward)

        def save(household=household):
            return actions.save_review(
                household=household,
                round=round_2023,
                data=actions.ReviewData(b1=100, answers={}),
                by=officer,
                now=NOW,
            )

        saved, closed = together(save, shut(round_2023, ward, chair))

        is_saved, is_closed = isinstance(saved, Review), isinstance(closed, WardRound)
        assert is_saved != is_closed, (saved, closed)
        assert Review.objects.filter(household=household).exists() == is_saved
        reopened(ward, round_2023)


def test_a_ward_never_closes_over_a_review_that_is_being_recognised(ward, round_2023, chair, filed):
    for number in range(CLOSINGS):
        review = filed(State.ANSWERED)

        def recognise(review=review, number=number):
            return actions.recognise(
                round=round_2023,
                area=ward,
                keys=[review.pk],
                decision=actions.DecisionData(
                    number=f"{number}/QĐ", decided_on=TODAY, signer_title="x"
                ),
                by=chair,
                now=LATER,
            )

        decided, closed = together(recognise, shut(round_2023, ward, chair))

        review.refresh_from_db()
        assert isinstance(decided, RecognitionDecision), decided
        assert review.state == State.RECOGNISED
        assert isinstance(closed, WardRound | ValidationError), closed
        reopened(ward, round_2023)


def test_a_ward_never_closes_over_a_review_that_is_being_posted(
    ward, round_2023, officer, chair, filed
):
    for _number in range(CLOSINGS):
        review = filed(State.MET)

        def post(review=review):
            return actions.post_results(
                round=round_2023,
                area=ward,
                keys=[review.pk],
                data=actions.PostingData(posted_on=TODAY, places="x"),
                by=officer,
                now=NOW,
            )

        posted, closed = together(post, shut(round_2023, ward, chair))

        assert isinstance(posted, Posting), posted
        assert isinstance(closed, ValidationError), closed
        posted.entries.all().delete()
        reopened(ward, round_2023)


def meeting_of(review, by):
    data = actions.MeetingData(
        held_on=TODAY,
        place="x",
        chaired_by="x",
        secretary="x",
        invited=9,
        attended=9,
        submit_token=uuid4(),
    )
    return lambda: actions.hold_meeting(
        round=review.round,
        area=review.area,
        village=None,
        data=data,
        votes=[actions.VoteData(review=review.pk, in_favour=9)],
        by=by,
        now=NOW,
    )


def posting_of(review, by):
    data = actions.PostingData(posted_on=TODAY, places="x", submit_token=uuid4())
    return lambda: actions.post_results(
        round=review.round, area=review.area, keys=[review.pk], data=data, by=by, now=NOW
    )


def complaint_of(review, by):
    data = actions.ComplaintData(received_on=TODAY, content="x", submit_token=uuid4())
    return lambda: actions.record_complaint(review=review, data=data, by=by, now=NOW)


def opinion_of(review, by):
    data = actions.OpinionData(number=str(review.pk), asked_on=TODAY, submit_token=uuid4())
    return lambda: actions.ask_opinion(
        round=review.round, area=review.area, keys=[review.pk], data=data, by=by, now=NOW
    )


def decision_of(review, by):
    data = actions.DecisionData(number=str(review.pk), decided_on=TODAY, signer_title="x")
    return lambda: actions.recognise(
        round=review.round, area=review.area, keys=[review.pk], decision=data, by=by, now=NOW
    )


@pytest.mark.parametrize(
    ("state", "make", "model", "who", "event"),
    [
        (State.SUBMITTED, meeting_of, VillageMeeting, "officer", "meeting.create"),
        (State.MET, posting_of, Posting, "officer", "posting.create"),
        (State.POSTED, complaint_of, Complaint, "officer", "complaint.create"),
        (State.POSTED, opinion_of, Opinion, "chair", "opinion.create"),
        (State.ANSWERED, decision_of, RecognitionDecision, "chair", "decision.create"),
    ],
)
def test_a_double_click_writes_one_paper(request, filed, state, make, model, who, event):
    user = request.getfixturevalue(who)
    for _number in range(CLICKS):
        work = make(filed(state), user)

        first, second = together(work, work)

        assert isinstance(first, model), first
        assert first == second
    assert model.objects.count() == CLICKS
    assert AuditEvent.objects.filter(action=event).count() == CLICKS


def test_of_two_answers_at_once_one_holds(ward, chair, leader, filed, city):
    other = make_user("second_leader", role="city_leader", area=city)
    for number in range(CLICKS):
        review = filed(State.POSTED)
        opinion = opinion_of(review, chair)()

        def answer(by, refused, opinion=opinion, number=number):
            data = actions.AnswerData(number=f"{number}/{by.pk}", answered_on=TODAY)
            return lambda: actions.answer_opinion(
                opinion=opinion, data=data, refused=refused, by=by, now=NOW
            )

        found = together(answer(leader, {}), answer(other, {review.pk: "Chưa đủ"}))

        assert sorted(isinstance(f, Opinion) for f in found) == [False, True], found
        review.refresh_from_db()
        is_refused = Opinion.objects.get(pk=opinion.pk).answered_by == other
        assert review.state == (State.RETURNED if is_refused else State.ANSWERED)
        assert opinion.entries.get().is_agreed != is_refused
    assert AuditEvent.objects.filter(action="opinion.answer").count() == CLICKS


def test_certificates_issued_twice_at_once_have_one_number_each(ward, round_2023, chair, filed):
    for number in range(CLICKS):
        reviews = [filed(State.ANSWERED) for _place in range(2)]
        decision = actions.recognise(
            round=round_2023,
            area=ward,
            keys=[review.pk for review in reviews],
            decision=actions.DecisionData(number=f"{number}", decided_on=TODAY, signer_title="x"),
            by=chair,
            now=NOW,
        )

        def issue(decision=decision):
            return actions.issue_certificates(decision=decision, by=chair, now=NOW)

        made = together(issue, issue)

        assert sorted(len(m) for m in made) == [0, 2], made
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 2 * CLICKS + 1))


def posted_twice(filed, officer, author):
    """Let two people post the same review at once; return in how many rounds both did."""
    both = 0
    for _number in range(CLICKS):
        review = filed(State.MET)
        found = together(posting_of(review, officer), posting_of(review, author))
        both += all(isinstance(made, Posting) for made in found)
    return both


def test_two_officers_never_post_one_review_twice(filed, officer, author):
    assert posted_twice(filed, officer, author) == 0
    assert AuditEvent.objects.filter(action="review.post").count() == CLICKS


def test_control_without_the_locks_a_review_is_posted_twice(
    monkeypatch, filed, officer, author, on_postgresql
):
    if not on_postgresql:
        pytest.skip("SQLite lets one transaction write at a time, with locks or without")

    def unlocked_ward(*, round, area, by, now, household=None):
        ward, _created = WardRound.objects.get_or_create(round=round, area=area)
        return ward

    def unlocked_reviews(*, ward, keys, step, by):
        found = list(Review.objects.filter(pk__in=keys).select_related("household", "area"))
        if any(review.state != State.MET for review in found):
            raise ValidationError("late")
        time.sleep(0.02)
        return found

    monkeypatch.setattr(postings, "lock_ward", unlocked_ward)
    monkeypatch.setattr(postings, "locked_reviews", unlocked_reviews)

    assert posted_twice(filed, officer, author) > 0
