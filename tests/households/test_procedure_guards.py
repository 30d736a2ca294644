"""The database holds the rules of the procedure by itself, whoever writes by whatever means."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from households.models import (
    Certificate,
    Deprivation,
    MeetingVote,
    Opinion,
    OpinionEntry,
    Review,
    Unlock,
)
from tests.households.factories import (
    NOW,
    close_part,
    listed,
    make_household,
    make_papers,
    make_review,
    make_round,
    make_unlock,
)
from tests.households.paper_rows import make_certificate

pytestmark = pytest.mark.django_db


def refused(write):
    """Tell whether the database refuses the write."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


@pytest.fixture
def review(ward, officer):
    return make_review(make_household(ward), make_round(2023), by=officer)


class TestClosedWard:
    @pytest.fixture
    def shut(self, review, ward, chair):
        close_part(review.round, ward, by=chair)
        return Review.objects.filter(pk=review.pk)

    def test_takes_no_review_answer_or_candidate(self, shut, review, ward, officer):
        home = make_household(ward)

        assert refused(lambda: shut.update(b1=1))
        assert refused(lambda: shut.delete())
        assert refused(lambda: review.deprivations.update(is_lacking=False))
        assert refused(lambda: review.causes.create(code="land"))
        assert refused(lambda: make_review(home, review.round, by=officer))
        assert refused(lambda: listed(home, review.round, by=officer))

    def test_opens_for_the_household_that_is_unlocked_and_no_other(
        self, shut, review, ward, officer, chair
    ):
        other = make_household(ward)
        make_unlock(other, user=officer, by=chair, round_=review.round)
        assert refused(lambda: shut.update(b1=1))

        make_unlock(review.household, user=officer, by=chair, round_=review.round)
        assert shut.update(b1=1) == 1

    def test_stays_shut_when_the_unlock_is_over_or_ended(self, shut, review, officer, chair):
        long_ago = timezone.now() - timedelta(hours=25)
        make_unlock(review.household, user=officer, by=chair, round_=review.round, started=long_ago)
        assert refused(lambda: shut.update(b1=1))

        held = make_unlock(review.household, user=officer, by=chair, round_=review.round)
        Unlock.objects.filter(pk=held.pk).update(ended_at=timezone.now())
        assert refused(lambda: shut.update(b1=1))


def test_nobody_unlocks_for_themselves(review, officer, chair):
    held = make_unlock(review.household, user=officer, by=chair)

    assert refused(lambda: Unlock.objects.filter(pk=held.pk).update(granted_by=officer))
    assert refused(lambda: Unlock.objects.filter(pk=held.pk).update(reason=""))
    assert refused(lambda: Unlock.objects.filter(pk=held.pk).update(expires_at=held.granted_at))


def test_an_answer_against_the_facts_needs_a_reason(review):
    rows = Deprivation.objects.filter(pk=review.deprivations.first().pk)
    lacking = rows.get().is_lacking

    assert refused(lambda: rows.update(computed=not lacking, note=""))
    assert rows.update(computed=not lacking, note="Đã xem nhà") == 1


def test_a_vote_or_an_opinion_against_needs_a_reason(review, officer):
    make_papers(review, by=officer)

    assert refused(lambda: MeetingVote.objects.update(is_agreed=False, note=""))
    assert refused(lambda: OpinionEntry.objects.update(is_agreed=False, note=""))


def test_who_asked_for_the_opinion_does_not_answer_it(review, officer, leader):
    make_papers(review, by=officer)
    answer = {"answered_on": NOW.date(), "answer_number": "1/UBND"}
    Opinion.objects.update(asked_on=NOW.date(), due_on=NOW.date())

    assert refused(lambda: Opinion.objects.update(answered_by=officer, **answer))
    assert Opinion.objects.update(answered_by=leader, **answer) == 1


def test_a_review_has_one_certificate_and_a_number_is_given_once(ward, village, officer, chair):
    first = make_certificate(ward, village, by=officer, chair=chair)
    second = make_certificate(ward, village, by=officer, chair=chair, year=2020)
    values = {"round": first.round, "area": ward, "issued_on": first.issued_on, "issued_by": chair}

    assert refused(lambda: Certificate.objects.create(review=first.review, number=2, **values))
    assert refused(lambda: Certificate.objects.create(review=second.review, number=1, **values))
