"""Households as of a day: class, size and members of then, before what was told later."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import make_aware

from households import actions
from households.actions import EventData
from households.models import Household, LifeEvent, Membership, Review, ReviewRound
from povertyportal.accounts import past
from tests.households.factories import (
    NOW,
    close,
    make_household,
    make_review,
    make_round,
    recognised,
)

MOVED = date(2023, 6, 1)
UNTOLD = date(2023, 9, 1)
"""A day after what happened and before anybody told of it (`NOW`)."""


@pytest.fixture
def home(ward, village):
    return make_household(
        ward, village=village, head="Lý Văn Tòng", members=["Bàn Thị Mùi", "Lý Văn An"]
    )


def about(household, **fields):
    household.refresh_from_db()
    return EventData(happened_on=MOVED, version=household.version, **fields)


def names(household):
    rows = household.memberships.filter(valid_to=None).order_by("pk")
    return [stay.person.full_name for stay in rows.select_related("person")]


def judged(home, year, result, *, by, chair):
    """Return a review recognised in December of the year, as an import brings it."""
    lacking, b1 = (3, 100) if result == "poor" else (0, 300)
    found = recognised(home, make_round(year), by=by, chair=chair, b1=b1, lacking=lacking)
    at = make_aware(datetime(year, 12, 10, 9))  # noqa: DTZ001
    Review.objects.filter(pk=found.pk).update(
        recognised_class=result, created_at=at - timedelta(days=60), recognised_at=at
    )
    return found


def test_the_class_is_the_one_recognised_by_then(home, officer, chair):
    judged(home, 2021, "poor", by=officer, chair=chair)
    judged(home, 2022, "not_poor", by=officer, chair=chair)
    Household.objects.update(poverty_class="not_poor")

    for day, result in (
        (date(2021, 12, 9), ""),
        (date(2022, 1, 1), "poor"),
        (date(2022, 12, 9), "poor"),
        (date(2022, 12, 10), "not_poor"),
    ):
        with past.as_of(day):
            assert Household.objects.get().poverty_class == result == home.class_on(day), day
            assert Household.objects.filter(poverty_class=result).count() == 1
            assert Household.objects.exclude(poverty_class=result).count() == 0


def test_a_review_recognised_later_is_not_recognised_yet(home, officer, chair):
    judged(home, 2022, "poor", by=officer, chair=chair)
    close(ReviewRound.objects.get())

    with past.as_of(date(2022, 12, 9)):
        found = Review.objects.get()
        assert (found.state, found.recognised_class, found.decision) == ("posted", "", None)
        assert found.recognised_at is None
        assert ReviewRound.objects.get().state == "open"
    with past.as_of(date(2022, 12, 10)):
        assert Review.objects.poor().get().decision.decided_on == date(2022, 12, 10)
    with past.as_of(date(2022, 9, 30)):
        assert not Review.objects.exists()


def test_a_review_sent_today_was_a_draft_yesterday(home, officer, chair, today_and_yesterday):
    today, yesterday = today_and_yesterday
    draft = make_review(home, make_round(), by=officer)
    actions.take_step(review=draft, step="submit", by=officer, now=today, version=1)

    with past.as_of(yesterday):
        assert Review.objects.get().state == "draft"
    assert Review.objects.get().state == "submitted"


@pytest.fixture
def today_and_yesterday():
    now = make_aware(datetime.now())  # noqa: DTZ005
    return now, now.date() - timedelta(days=1)


def test_a_move_told_later_leaves_the_household_where_it_was(home, officer, ward, other_ward):
    actions.move_out(household=home, to=other_ward, data=about(home), by=officer, now=NOW)

    with past.as_of(UNTOLD):
        assert Household.objects.get(area=ward) == home
        assert not Household.objects.filter(area=other_ward).exists()
        assert not LifeEvent.objects.exists()
    assert Household.objects.get(area=other_ward) == home


def test_a_household_closed_later_is_still_on_the_books(home, officer):
    actions.move_out(household=home, data=about(home, place="Hà Nội"), by=officer, now=NOW)

    for day in (UNTOLD, MOVED - timedelta(days=1)):
        with past.as_of(day):
            found = Household.objects.active().get()
            assert (found.closed_on, found.closed_reason, found.size) == (None, "", 3)
            assert names(found) == ["Lý Văn Tòng", "Bàn Thị Mùi", "Lý Văn An"]
    with past.as_of(NOW.date()):
        assert Household.objects.get().closed_reason == "moved_out"


def test_a_death_told_later_has_not_happened(home, officer):
    child = Membership.objects.get(person__full_name="Lý Văn An").person
    actions.record_death(household=home, person=child.pk, data=about(home), by=officer, now=NOW)

    with past.as_of(UNTOLD):
        found = Household.objects.get()
        assert names(found) == ["Lý Văn Tòng", "Bàn Thị Mùi", "Lý Văn An"]
        assert found.size == 3
        assert found.memberships.get(person=child).person.died_on is None
    with past.as_of(NOW.date()):
        assert Household.objects.get().size == 2


def test_a_household_that_split_off_later_is_not_there(home, officer):
    child = Membership.objects.get(person__full_name="Lý Văn An").person
    actions.split_household(
        household=home, people=[child.pk], head=child.pk, data=about(home), by=officer, now=NOW
    )

    with past.as_of(UNTOLD):
        assert Household.objects.get() == home
        assert names(home) == ["Lý Văn Tòng", "Bàn Thị Mùi", "Lý Văn An"]
    assert Household.objects.count() == 2


def test_a_household_entered_later_is_not_there(home, officer, client_of):
    home.registered_on = date(2023, 10, 1)
    home.save()

    with past.as_of(UNTOLD):
        assert not Household.objects.exists()
    page = client_of(officer).get(home.get_absolute_url(), {"as_of": "01/09/2023"})
    assert page.status_code == 404


def test_list_and_its_filters_are_those_of_the_day(home, officer, chair, client_of):
    judged(home, 2021, "poor", by=officer, chair=chair)
    judged(home, 2022, "not_poor", by=officer, chair=chair)
    Household.objects.update(poverty_class="not_poor")
    browser = client_of(officer)
    url = reverse("household_list")

    then = browser.get(url, {"as_of": "01/06/2022", "poverty_class": "poor"})
    now = browser.get(url, {"poverty_class": "poor"})

    assert [row.pk for row in then.context["page"].rows] == [home.pk]
    assert f"{home.get_absolute_url()}?as_of=01%2F06%2F2022" in then.content.decode()
    assert now.context["page"].rows == []


def test_the_page_of_a_household_is_that_of_the_day(home, officer, other_officer, chair, client_of):
    judged(home, 2021, "poor", by=officer, chair=chair)
    judged(home, 2022, "not_poor", by=officer, chair=chair)
    actions.move_out(
        household=home,
        people=[Membership.objects.get(person__full_name="Lý Văn An").person_id],
        data=about(home, place="Hà Nội"),
        by=officer,
        now=NOW,
    )
    url = home.get_absolute_url()

    page = client_of(officer).get(url, {"as_of": "01/06/2022"})
    words = page.content.decode()

    assert "Đang xem số liệu tại ngày <strong>01/06/2022</strong>" in words
    assert page.context["household"].poverty_class == "poor"
    assert [stay.person.full_name for stay in page.context["present"]] == [
        "Lý Văn Tòng",
        "Bàn Thị Mùi",
        "Lý Văn An",
    ]
    assert "2021" in words
    assert reverse("household_edit", args=[home.code]) not in words
    assert reverse("event_choose", args=[home.code]) not in words
    assert client_of(other_officer).get(url, {"as_of": "01/06/2022"}).status_code == 404
