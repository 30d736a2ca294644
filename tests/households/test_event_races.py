"""Two events of one household at the same moment: one is recorded, the other asks to look again."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError

from households import actions
from households.actions import EventData
from households.models import Household, LifeEvent, Membership
from tests.households.factories import NOW, make_household
from tests.races import RACE, ROUNDS, together

DAY = date(2023, 6, 1)
pytestmark = RACE


def make(ward, place):
    return make_household(
        ward,
        head=f"Lý Văn {place}",
        members=[f"Lý Thị {place}", f"Lý Mai {place}"],
        code=f"BK-{(place + 1) * 1000:06d}",
    )


def test_two_events_at_once_leave_one_and_a_conflict(ward, officer):
    for place in range(ROUNDS):
        home = make(ward, place)
        people = list(home.memberships.order_by("pk").values_list("person", flat=True))

        def leave(home=home, people=people):
            return actions.move_out(
                household=home,
                people=[people[1]],
                data=EventData(happened_on=DAY, version=1, place="Hà Nội"),
                by=officer,
                now=NOW,
            )

        def split(home=home, people=people):
            return actions.split_household(
                household=home,
                people=[people[1]],
                head=people[1],
                data=EventData(happened_on=DAY, version=1),
                by=officer,
                now=NOW,
            )

        found = together(leave, split)

        assert sum(isinstance(result, LifeEvent) for result in found) == 1, found
        assert sum(isinstance(result, actions.ConflictError) for result in found) == 1, found
        open_stays = Membership.objects.filter(person=people[1], valid_to=None)
        assert open_stays.count() <= 1
    assert LifeEvent.objects.count() == ROUNDS


def test_a_double_click_is_one_event(ward, officer):
    for place in range(ROUNDS):
        home = make(ward, place)
        going = home.memberships.order_by("pk").values_list("person", flat=True)[1]
        data = EventData(happened_on=DAY, version=1, submit_token=uuid4())

        def split(home=home, going=going, data=data):
            return actions.split_household(
                household=home, people=[going], head=going, data=data, by=officer, now=NOW
            )

        found = together(split, split)

        assert found[0] == found[1], found
    assert LifeEvent.objects.count() == ROUNDS
    assert Household.objects.count() == 2 * ROUNDS


def test_control_without_the_lock_the_database_still_refuses_two_stays(ward, officer):
    home, other = make(ward, 0), make(ward, 1)
    going = home.memberships.order_by("pk").last().person

    with pytest.raises(IntegrityError):
        Membership.objects.create(household=other, person=going, relation="other", valid_from=DAY)
