"""The matcher's counts over the demo city equal a plain count that shares no query with it."""

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from households.models import Household, Membership, Need, Review, ReviewMember
from programs import matcher
from programs.models import Component, JobNeed, Support

pytestmark = pytest.mark.xdist_group("demo")
DAY = date(2023, 12, 31)
LISTED = ("poor", "near_poor")


def found(code):
    component = Component.objects.select_related("programme").get(code=code)
    return matcher.match(
        component, year=2023, today=timezone.localdate(), households=Household.objects.all()
    ).groups[0]


def counts(group):
    return [dict(+Counter(step.met)) for step in group.steps]


def plain_classes():
    """Return the class of each household on the day, from its decisions under the standard."""
    classes = {}
    for home in Household.objects.filter(closed_on=None).prefetch_related("reviews__decision"):
        results = sorted(
            (r.decision.decided_on, r.pk, r.recognised_class)
            for r in home.reviews.all()
            if r.decision and r.decision.decided_on <= DAY
        )
        current = [r for r in results if Review.objects.get(pk=r[1]).round.standard == "STD2022"]
        if not current:
            continue
        last = current[-1][2]
        was_listed = any(value in LISTED for _on, _pk, value in results)
        if last in LISTED:
            classes[home.pk] = (last, current[-1][1])
        elif was_listed:
            classes[home.pk] = ("escaped", current[-1][1])
    return classes


def age(person):
    born = person.birth_date
    years = DAY.year - person.birth_year
    return years - 1 if born and (born.month, born.day) > (12, 31) else years


@pytest.fixture
def people(demo_city):
    """Return (person, household, ward, class, review) of everybody who lives in such a home."""
    classes = plain_classes()
    rows = []
    for stay in Membership.objects.filter(household__in=classes).select_related(
        "person", "household"
    ):
        lives = stay.valid_from <= DAY and (stay.valid_to is None or stay.valid_to >= DAY)
        person = stay.person
        if lives and not person.merged_into_id and not (person.died_on and person.died_on <= DAY):
            value, review = classes[stay.household_id]
            rows.append((person, stay.household, value, review))
    return rows


def by_ward(rows):
    return dict(Counter(home.area_id for _person, home, _value, _review in rows))


def test_malnourished_children_are_counted_step_by_step_as_by_hand(people):
    thin = set(ReviewMember.objects.filter(is_malnourished=True).values_list("review", "person"))
    helped = Support.objects.filter(component__code="DA3.2", provided_on__year=2023)
    homes = set(helped.filter(person=None).values_list("household", flat=True))
    children = [row for row in people if age(row[0]) < 16]
    eligible = [row for row in children if (row[3], row[0].pk) in thin]

    group = found("DA3.2")

    assert counts(group) == [by_ward(people), by_ward(children), by_ward(eligible)]
    assert set(group.eligible) == {row[0].pk for row in eligible}
    assert set(group.unserved) == {row[0].pk for row in eligible if row[1].pk not in homes}
    assert len(eligible) > 10


def test_workers_who_want_to_learn_are_counted_step_by_step_as_by_hand(people):
    facts = {
        (m.review_id, m.person_id): m for m in ReviewMember.objects.filter(review__round__year=2022)
    }
    wish = set(JobNeed.objects.filter(need="training").values_list("person", flat=True))
    grown = [row for row in people if 15 <= age(row[0]) <= 59]

    def fact(row, name):
        return getattr(facts.get((row[3], row[0].pk)), name, "")

    able = [r for r in grown if r[0].has_labour_capacity and fact(r, "work") != "unable"]
    free = [row for row in able if fact(row, "schooling") == "none"]
    eligible = [row for row in free if row[0].pk in wish]

    group = found("DA4.1")

    assert counts(group) == [by_ward(rows) for rows in (people, grown, able, free, eligible)]
    assert set(group.eligible) == {row[0].pk for row in eligible}


def test_households_that_want_to_produce_are_counted_step_by_step_as_by_hand(people):
    unable = set(ReviewMember.objects.filter(work="unable").values_list("review", "person"))
    wanting = set(Need.objects.filter(code="production").values_list("review", flat=True))
    homes = {row[1].pk: row[1].area_id for row in people}
    reviews = {row[1].pk: row[3] for row in people}
    working = {
        row[1].pk
        for row in people
        if 15 <= age(row[0]) <= 59
        and row[0].has_labour_capacity
        and (row[3], row[0].pk) not in unable
    }
    asking = {key for key in working if reviews[key] in wanting}
    served = set(
        Support.objects.filter(component__code="DA2", provided_on__year=2023).values_list(
            "household", flat=True
        )
    )

    group = found("DA2")

    expected = [Counter(homes[key] for key in kept) for kept in (homes, working, asking)]
    assert counts(group) == [dict(count) for count in expected]
    assert set(group.unserved) == asking - served
    assert sum(group.everybody.values()) == Household.objects.filter(closed_on=None).count()
