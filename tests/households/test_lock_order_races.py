"""Two actions that want the same households, people and wards: no circle, nothing astray."""

import time
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from households import actions
from households.actions import EventData
from households.actions import reviews as saving
from households.actions.events import homes
from households.models import DuplicatePair, Household, LifeEvent, Person, Review, WardRound
from tests.conftest import make_user
from tests.households.factories import (
    NOW,
    close_part,
    make_household,
    make_person,
    make_review,
    make_round,
    make_unlock,
    recognised,
)
from tests.races import RACE, together

ROUNDS = 4
DAY = date(2023, 6, 1)
pytestmark = RACE


def pair_of(ward, number):
    """Return the heads of two households as a pair; the second has somebody to lead it."""
    name = f"Lý Thị {number}"
    going = make_household(ward, head=make_person(name))
    staying = make_household(ward, head=make_person(name), members=["Lý Văn Con"])
    pair = DuplicatePair.objects.create(
        kind="likely",
        first=going.head,
        second=staying.head,
        first_area=ward,
        second_area=ward,
        reason="cùng tên",
        found_at=NOW,
    )
    return pair, staying


def test_a_merger_and_an_event_of_one_household_do_not_wait_in_a_circle(ward, officer, monkeypatch):
    """The event holds the household for a while, then writes a stay of the person."""
    check_day = homes.check_day

    def slowly(**values):
        time.sleep(0.15)
        check_day(**values)

    monkeypatch.setattr(homes, "check_day", slowly)
    for number in range(ROUNDS):
        pair, home = pair_of(ward, number)
        child = home.memberships.get(is_head=False).person_id

        def merge(pair=pair):
            return actions.decide_duplicate(
                pair=pair, is_one_person=True, keep=pair.second, note="x", by=officer, now=NOW
            )

        def new_head(home=home, child=child):
            return actions.change_head(
                household=home,
                new_head=child,
                data=EventData(happened_on=DAY, version=1),
                by=officer,
                now=NOW,
            )

        merged, changed = together(merge, new_head)

        assert isinstance(merged, DuplicatePair), merged
        assert isinstance(changed, LifeEvent | actions.ConflictError), changed
        assert Person.objects.get(pk=pair.first_id).merged_into_id == pair.second_id


def test_control_people_before_households_is_a_circle(ward, on_postgresql):
    if not on_postgresql:
        pytest.skip("SQLite has one writer at a time")
    home = make_household(ward)
    both = Barrier(2)

    def one_way():
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=home.head_id)
            both.wait(timeout=10)
            return Household.objects.select_for_update().get(pk=home.pk)

    def other_way():
        with transaction.atomic():
            Household.objects.select_for_update().get(pk=home.pk)
            both.wait(timeout=10)
            return Person.objects.select_for_update().get(pk=home.head_id)

    found = together(one_way, other_way)

    assert sum(isinstance(result, OperationalError) for result in found) == 1, found


def test_a_person_who_moved_before_the_merger_held_the_household_is_looked_at_again(
    ward, officer, monkeypatch
):
    pair, home = pair_of(ward, 0)
    elsewhere = make_household(ward)
    stay = home.memberships.get(is_head=True)
    of_households = Household.objects.select_for_update

    def after_a_move(*args, **values):
        monkeypatch.undo()
        home.memberships.filter(pk=stay.pk).update(valid_to=date(2023, 5, 31))
        elsewhere.memberships.create(person=stay.person, relation="other", valid_from=DAY)
        return of_households(*args, **values)

    monkeypatch.setattr(Household.objects, "select_for_update", after_a_move)

    with pytest.raises(ValidationError) as refused:
        actions.decide_duplicate(
            pair=pair, is_one_person=True, keep=pair.second, note="x", by=officer, now=NOW
        )

    assert refused.value.code == "race"
    pair.refresh_from_db()
    assert pair.state == "open"


def between(monkeypatch, name, act):
    """Let something happen right behind a part of the saving of a review."""
    part = getattr(saving, name)

    def then(*args, **values):
        found = part(*args, **values)
        act()
        return found

    monkeypatch.setattr(saving, name, then)


def test_a_review_is_not_begun_in_the_ward_that_the_household_has_left(
    ward, other_ward, officer, monkeypatch
):
    home, opened = make_household(ward), make_round(2023)
    between(
        monkeypatch,
        "lock_ward",
        lambda: actions.move_out(
            household=home,
            to=other_ward,
            data=EventData(happened_on=DAY, version=1),
            by=officer,
            now=NOW,
        ),
    )

    with pytest.raises(ValidationError) as refused:
        actions.save_review(
            household=home,
            round=opened,
            data=actions.ReviewData(b1=100, answers={}),
            by=officer,
            now=NOW,
        )

    assert refused.value.code == "moved"
    assert not Review.objects.exists()


def test_an_unlock_that_ends_while_its_review_is_saved_is_said_in_words(
    ward, officer, chair, standing, monkeypatch
):
    author, opened = make_user("author"), make_round(2022)
    home = make_household(ward)
    review = recognised(home, opened, by=author, chair=chair)
    unlock = make_unlock(home, user=officer, by=standing, round_=opened)
    now = timezone.now()
    answers = {row.indicator: row.is_lacking for row in review.deprivations.all()}
    between(
        monkeypatch,
        "findings_of",
        lambda: actions.end_unlock(unlock=unlock, by=standing, now=now + timedelta(seconds=1)),
    )

    with pytest.raises(ValidationError) as refused:
        actions.save_review(
            household=home,
            round=opened,
            data=actions.ReviewData(b1=review.b1, answers=answers, causes=["no_land"]),
            by=officer,
            now=now,
            version=review.version,
        )

    assert refused.value.code == "round_closed"
    assert not review.causes.exists()


def test_no_draft_comes_along_into_a_ward_that_closes_at_the_same_moment(ward, other_ward, officer):
    opened = make_round(2023)
    closer = make_user("closer", role="ward_chair", area=other_ward)
    for _number in range(ROUNDS):
        home = make_household(ward)
        draft = make_review(home, opened, by=officer)

        def move(home=home):
            return actions.move_out(
                household=home,
                to=other_ward,
                data=EventData(happened_on=DAY, version=1),
                by=officer,
                now=NOW,
            )

        def shut():
            return actions.close_ward(round=opened, area=other_ward, by=closer, now=NOW)

        moved, closed = together(move, shut)

        assert isinstance(moved, LifeEvent), moved
        draft.refresh_from_db()
        is_shut = isinstance(closed, WardRound)
        assert is_shut or isinstance(closed, ValidationError), closed
        assert draft.area == (ward if is_shut else other_ward)
        WardRound.objects.filter(area=other_ward).update(
            state="open", closed_at=None, closed_by=None
        )
        Review.objects.all().delete()


def test_control_without_the_lock_the_closed_ward_still_takes_no_draft(ward, other_ward, officer):
    opened = make_round(2023)
    draft = make_review(make_household(ward), opened, by=officer)
    close_part(opened, other_ward, by=officer)

    with pytest.raises(IntegrityError, match="closed"):
        Review.objects.filter(pk=draft.pk).update(area=other_ward)
