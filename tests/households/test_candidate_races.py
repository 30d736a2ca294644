"""Two people at the list of a round at once: each household is on it once, closed means closed."""

from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError

from households import actions
from households.models import Candidate, ReviewRound, WardRound
from povertyportal.accounts.models import AuditEvent
from tests.households.factories import NOW, listed, make_household, make_round, recognised
from tests.races import RACE, ROUNDS, together

pytestmark = RACE


def test_filling_twice_at_once_adds_each_household_once(ward, officer, chair):
    old = make_round(2022)
    for place in range(3):
        recognised(make_household(ward, head=f"Lý Văn {place}"), old, by=officer, chair=chair)
    for year in range(2023, 2023 + ROUNDS):
        round_ = make_round(year)

        def fill(round_=round_):
            return actions.fill_candidates(round=round_, area=ward, by=officer, now=NOW)

        found = together(fill, fill)

        assert sorted(len(made) for made in found) == [0, 3]
    assert Candidate.objects.count() == 3 * ROUNDS
    assert AuditEvent.objects.filter(action="candidate.add").count() == 3 * ROUNDS


def test_a_request_sent_twice_at_once_is_entered_once(ward, officer):
    round_ = make_round(2023)
    for place in range(ROUNDS):
        household = make_household(ward, head=f"Lý Văn {place}")
        data = actions.RequestData(
            requested_on=date(2023, 9, 25), reason="Ốm nặng", submit_token=uuid4()
        )

        def ask(household=household, data=data):
            return actions.request_review(
                household=household, round=round_, data=data, by=officer, now=NOW
            )

        found = together(ask, ask)

        assert found[0] == found[1]
    assert Candidate.objects.count() == ROUNDS


def test_a_household_is_dropped_or_reviewed_and_never_both(ward, officer):
    round_ = make_round(2023)
    for place in range(ROUNDS):
        household = make_household(ward, head=f"Lý Văn {place}")
        candidate = listed(household, round_, by=officer)

        def drop(candidate=candidate):
            return actions.quick_review(
                candidate=candidate, met=["CAR", "LAND"], by=officer, now=NOW
            )

        def review(household=household):
            return actions.save_review(
                household=household,
                round=round_,
                data=actions.ReviewData(b1=165, answers={}),
                by=officer,
                now=NOW,
            )

        found = together(drop, review)

        assert sum(isinstance(each, ValidationError) for each in found) == 1
        candidate.refresh_from_db()
        assert bool(candidate.quick_result) != household.reviews.exists()


def test_nothing_joins_the_list_of_a_ward_while_it_closes(ward, officer, chair):
    for year in range(2023, 2023 + ROUNDS):
        round_ = make_round(year)
        household = make_household(ward, head=f"Lý Văn {year}")
        recognised(household, round_, by=officer, chair=chair)
        late = make_household(ward, head=f"Nông Thị {year}")

        def ask(late=late, round_=round_, year=year):
            return actions.request_review(
                household=late,
                round=round_,
                data=actions.RequestData(requested_on=date(year, 9, 2), reason="Ốm nặng"),
                by=officer,
                now=NOW.replace(year=year),
            )

        def close(round_=round_):
            return actions.close_ward(round=round_, area=ward, by=chair, now=NOW)

        together(ask, close)

        part = WardRound.objects.get(round=round_)
        waiting = Candidate.objects.filter(round=round_).unfinished().count()
        assert (part.state, waiting) in {("closed", 0), ("open", 1)}
    assert ReviewRound.objects.count() == ROUNDS
