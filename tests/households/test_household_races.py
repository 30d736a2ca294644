"""Two writers at once: one household from a double click, nothing in a round after it closes."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from households import actions
from households.models import Household, Person, Review, ReviewRound
from povertyportal.accounts.models import AuditEvent
from tests.households.factories import NOW, close, make_household, make_round
from tests.races import RACE, ROUNDS, together

pytestmark = RACE


def test_double_click_makes_one_household(ward, officer):
    for _round in range(ROUNDS):
        data = actions.HouseholdData(
            area=ward,
            registered_on=date(2023, 1, 1),
            submit_token=uuid4(),
            members=[
                actions.MemberData(
                    full_name="Bàn Thị Mùi",
                    gender="female",
                    birth_year=1980,
                    ethnicity="09",
                    relation="head",
                )
            ],
        )

        def save(data=data):
            return actions.save_household(data=data, by=officer, today=date(2023, 10, 2))

        found = together(save, save)

        assert found[0] == found[1]
    assert Household.objects.count() == ROUNDS == Person.objects.count()
    assert AuditEvent.objects.filter(action="household.create").count() == ROUNDS


def test_two_officers_never_get_the_same_code(ward, officer, other_ward, other_officer):
    def add(area, by):
        return lambda: actions.save_household(
            data=actions.HouseholdData(
                area=area,
                registered_on=date(2023, 1, 1),
                members=[
                    actions.MemberData(
                        full_name="Lý Văn Tòng",
                        gender="male",
                        birth_year=1980,
                        ethnicity="09",
                        relation="head",
                    )
                ],
            ),
            by=by,
            today=date(2023, 10, 2),
        )

    for _round in range(ROUNDS):
        found = together(add(ward, officer), add(other_ward, other_officer))
        assert all(isinstance(h, Household) for h in found), found
    assert Household.objects.values("code").distinct().count() == 2 * ROUNDS


def test_nothing_enters_a_round_that_closes_at_the_same_moment(ward, officer, standing):
    for place in range(ROUNDS):
        found = make_round(2015 + place)
        household = make_household(ward, head=f"Lý Văn {place}")
        Review.objects.filter(round=found).delete()

        def save(found=found, household=household):
            return actions.save_review(
                household=household,
                round=found,
                data=actions.ReviewData(b1=100, answers={}),
                by=officer,
                now=NOW,
            )

        def shut(found=found):
            return actions.close_round(round=found, by=standing, now=NOW)

        saved, closed = together(save, shut)

        state = ReviewRound.objects.get(pk=found.pk).state
        entered = Review.objects.filter(round=found).exists()
        assert (isinstance(saved, Review), isinstance(closed, ReviewRound)) in {
            (True, False),
            (False, True),
        }
        assert entered == (state == "open")
        if not entered:
            assert isinstance(saved, ValidationError)


def test_control_without_the_lock_the_trigger_still_refuses(ward, officer):
    found = make_round(2023)
    household = make_household(ward)
    close(found)

    with pytest.raises(Exception, match="round is closed"):
        Review.objects.create(
            household=household,
            round=found,
            area=ward,
            residence="urban",
            created_by=officer,
            created_at=NOW,
            updated_by=officer,
            updated_at=NOW,
        )
