"""Who is eligible under a leaf, step by step: class and age by day, who counts, who was helped."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from households.models import Household, Membership, Need, ReviewMember
from programs import findings, matcher
from programs.findings import Outcome
from programs.models import Enrolment, IdleReason, JobNeed, JobService, Support
from tests.programs import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _programme(city):
    factories.programme(city)


@pytest.fixture
def poor(ward, officer, chair):
    """Return the function that makes a household recognised on a day, with a child."""

    def make(*, area=ward, on=date(2022, 12, 14), result="poor", standard="STD2022", born=2015):
        home = factories.household(area)
        child = factories.person(birth_year=born, birth_date=date(born, 6, 15))
        Membership.objects.create(
            household=home, person=child, relation="child", valid_from=date(2020, 1, 1)
        )
        review = factories.recognised(
            home, result=result, on=on, standard=standard, author=officer, chair=chair
        )
        home.child, home.review = child, review
        return home

    return make


def asked(home, *, malnourished=True, **fields):
    return ReviewMember.objects.create(
        review=home.review,
        person=home.child,
        relation="child",
        age=7,
        is_malnourished=malnourished,
        **fields,
    )


def match(code, year=2023, today=TODAY, homes=None):
    homes = Household.objects.all() if homes is None else homes
    return matcher.match(factories.component(code), year=year, today=today, households=homes)


def children(year=2023, **kwargs):
    return match("DA3.2", year, **kwargs).groups[0]


def steps(group):
    return [(sum(step.met.values()), sum(step.unknown.values())) for step in group.steps]


def test_each_step_counts_who_met_it_and_all_before_it_by_ward(poor, ward, other_ward):
    asked(poor())
    asked(poor(area=other_ward), malnourished=False)
    poor(area=other_ward)
    poor(born=2000)
    poor(result="not_poor")

    found = children()

    assert sum(found.everybody.values()) == 10
    assert steps(found) == [(8, 0), (3, 0), (1, 1)]
    assert dict(found.steps[1].met) == {ward.pk: 1, other_ward.pk: 2}
    assert dict(found.steps[2].unknown) == {other_ward.pk: 1}
    assert set(found.eligible.values()) == {ward.pk}


def test_what_is_not_recorded_is_said_and_proves_no_zero(poor):
    poor()

    women = match("DA3.2").groups[1]

    assert steps(women)[-1] == (0, 1)
    assert findings.finding(match("DA3.2")).outcome == Outcome.UNSURE
    assert "chưa có số liệu" in findings.finding(match("DA3.2")).words


@pytest.mark.parametrize(("day", "eligible"), [(date(2023, 6, 14), 1), (date(2023, 6, 15), 0)])
def test_a_child_is_a_child_until_the_day_before_turning_sixteen(poor, day, eligible):
    asked(poor(born=2007))

    assert len(children(today=day).eligible) == eligible


@pytest.mark.parametrize(("day", "eligible"), [(date(2022, 12, 13), 0), (date(2022, 12, 14), 1)])
def test_the_class_counts_from_the_day_of_its_decision(poor, day, eligible):
    asked(poor())

    assert len(children(2022, today=day).eligible) == eligible


def test_the_standard_of_the_day_decides_after_the_change_of_2022(poor, officer, chair):
    home = poor(on=date(2021, 12, 10), standard="STD2016")

    assert steps(match("DA2", 2022).groups[0])[0] == (0, 0)
    factories.recognised(
        home, result="poor", on=date(2021, 12, 14), standard="STD2022", author=officer, chair=chair
    )
    assert steps(match("DA2", 2022).groups[0])[0] == (1, 0)


def test_the_newly_escaped_count_for_three_years(poor, officer, chair):
    home = poor(on=date(2021, 12, 14))
    factories.recognised(
        home, result="not_poor", on=date(2022, 12, 14), standard="STD2022", author=officer,
        chair=chair,
    )  # fmt: skip

    def classes(year, day):
        return steps(match("DA2", year, today=day).groups[0])[0][0]

    assert classes(2022, date(2022, 12, 31)) == 1
    assert classes(2025, date(2025, 12, 13)) == 1
    assert classes(2025, date(2025, 12, 14)) == 0
    assert steps(match("DA6.1", 2023).groups[0])[0] == (0, 0)


def test_the_dead_the_moved_and_merged_records_do_not_count(poor):
    dead, moved, merged, closed, stays = (poor() for _home in range(5))
    for home in (dead, moved, merged, closed, stays):
        asked(home)
    dead.child.died_on = date(2023, 5, 1)
    dead.child.save()
    Membership.objects.filter(person=moved.child).update(valid_to=date(2023, 5, 1))
    merged.child.merged_into = stays.child
    merged.child.save()
    Household.objects.filter(pk=closed.pk).update(
        closed_on=date(2023, 5, 1), closed_reason="moved_out"
    )

    assert set(children().eligible) == {stays.child.pk}
    before = set(children(today=date(2023, 4, 30)).eligible)
    assert before == {home.child.pk for home in (dead, moved, closed, stays)}


def test_somebody_who_changed_households_counts_once_where_they_live_now(poor, other_ward):
    old, new = poor(), poor(area=other_ward)
    asked(old)
    day = date(2023, 7, 1)
    Membership.objects.filter(person=old.child).update(valid_to=day - timedelta(days=1))
    Membership.objects.create(household=new, person=old.child, relation="other", valid_from=day)

    assert children(today=day).eligible == {old.child.pk: other_ward.pk}


@pytest.mark.parametrize(
    ("fields", "served"),
    [
        ({}, True),
        ({"whole": True}, True),
        ({"provided_on": date(2022, 12, 31)}, False),
        ({"provided_on": date(2024, 1, 1)}, False),
        ({"code": "DA2"}, False),
    ],
)
def test_help_under_the_leaf_in_the_year_reaches_its_person_or_the_whole_household(
    poor, fields, served
):
    home = poor()
    asked(home)
    Support.objects.create(
        household=home,
        person=None if fields.get("whole") else home.child,
        component=factories.component(fields.get("code", "DA3.2")),
        area=home.area,
        household_class="poor",
        kind="nutrition",
        provided_on=fields.get("provided_on", date(2023, 3, 1)),
        amount=1,
    )

    found = children()

    assert len(found.eligible) == 1
    assert (not found.unserved) is served


def test_help_to_one_member_does_not_reach_another(poor):
    home = poor()
    asked(home)
    Support.objects.create(
        household=home, person=home.head, component=factories.component("DA3.2"), area=home.area,
        household_class="poor", kind="nutrition", provided_on=date(2023, 3, 1), amount=1,
    )  # fmt: skip

    assert set(children().unserved) == {home.child.pk}


def test_a_household_is_eligible_by_what_it_asks_for_and_who_can_work(poor):
    home, idle = poor(), poor()
    for each in (home, idle):
        Need.objects.create(review=each.review, code="production")
    idle.head.has_labour_capacity = False
    idle.head.save()
    poor()

    found = match("DA2").groups[0]

    assert steps(found) == [(3, 0), (2, 0), (1, 0)]
    assert set(found.unserved) == {home.pk}


def test_training_and_work_serve_their_own_leaves(poor):
    home = poor(born=1995)
    who = {"person": home.child, "household": home, "area": home.area, "household_class": "poor"}
    asked(home, malnourished=None, schooling="none", work="own")
    need = JobNeed.objects.create(**who, need="training", registered_on=date(2023, 2, 1))

    assert set(match("DA4.1").unserved) == {home.child.pk}
    assert match("DA4.3").eligible == 0
    JobNeed.objects.create(**who, need="job", registered_on=date(2023, 2, 1))
    assert set(match("DA4.3").unserved) == {home.child.pk}
    JobService.objects.create(
        need=need, kind="counselling", served_on=date(2023, 2, 2), provider="Trung tâm"
    )
    row = factories.enrolment(factories.training_class(home.area), home, area=home.area)
    row.person, row.household_class, row.enrolled_on = home.child, "poor", date(2023, 3, 1)
    row.save()

    assert Enrolment.objects.count() == 1
    assert (match("DA4.1").served, match("DA4.3").served) == (1, 1)
    assert match("DA4.1").unserved == {}


def test_zero_is_proved_by_the_step_at_which_nobody_is_left(poor):
    poor(result="near_poor")

    found = match("DA6.1")

    assert findings.outcome(found) == Outcome.NOBODY
    assert "không còn ai trong 1 của nhóm hộ nghèo" in findings.finding(found).words


def test_leaves_that_help_no_person_say_so_and_unknown_days_have_no_rule():
    assert findings.outcome(match("DA7.2")) == Outcome.NO_PERSONS
    assert findings.outcome(match("DA2", 2021)) == Outcome.NO_RULE
    assert findings.outcome(match("DA5")) == Outcome.NO_RULE


def test_matching_costs_the_same_for_one_household_or_many(poor, django_assert_num_queries):
    asked(poor())
    with django_assert_num_queries(17) as first:
        match("DA3.2")
    for _home in range(8):
        asked(poor())

    with django_assert_num_queries(len(first)):
        match("DA3.2")


@pytest.fixture
def leaf_url():
    return reverse("leaf_match", args=[factories.component("DA3.2").pk])


@pytest.fixture
def list_url():
    return reverse("leaf_unserved", args=[factories.component("DA3.2").pk])


def test_finance_sees_counts_and_no_name(poor, finance, client_of, leaf_url, list_url):
    home = poor()
    asked(home)

    page = client_of(finance).get(leaf_url, {"year": "2023"})

    assert "1 người đủ điều kiện" in page.content.decode()
    assert home.child.full_name not in page.content.decode()
    assert list_url not in page.content.decode()
    assert client_of(finance).get(list_url).status_code == 403


def test_a_ward_counts_and_lists_its_own_people_alone(
    poor, officer, other_officer, client_of, leaf_url, list_url
):
    home = poor()
    asked(home)

    own = client_of(officer).get(list_url, {"year": "2023"})
    counted = client_of(other_officer).get(leaf_url, {"year": "2023"})
    other = client_of(other_officer).get(list_url, {"year": "2023"})

    assert home.child.full_name in own.content.decode()
    assert counted.context["match"].eligible == 0
    assert other.context["page"].rows == []


def test_the_list_has_as_many_rows_as_the_steps_say_and_is_exported(
    poor, standing, client_of, leaf_url, list_url, ward
):
    for _home in range(3):
        asked(poor())
    query = {"year": "2023", "ward": ward.pk}

    page = client_of(standing).get(leaf_url, query)
    rows = client_of(standing).get(list_url, query).context["page"].rows
    book = client_of(standing).get(list_url, query | {"export": "xlsx"})

    assert len(rows) == len(page.context["match"].unserved) == 3
    assert {row.day_class for row in rows} == {"poor"}
    assert "spreadsheet" in book["Content-Type"]


def test_a_reason_that_does_not_fit_the_records_is_said(poor, city, finance, client_of, leaf_url):
    asked(poor())
    money = factories.allocation(city, component=factories.component("DA3.2"), year=2023)
    day = date(2023, 1, 18)
    factories.enter(money, "assigned", 500, by=finance, entry_on=day)
    IdleReason.objects.create(
        allocation=money, reason="nobody_eligible", amount=500, owner=factories.office(),
        stated_on=day, due_on=day + timedelta(days=30),
    )  # fmt: skip

    page = client_of(finance).get(leaf_url).content.decode()

    assert "Lý do đã nêu là không có đối tượng, nhưng hồ sơ có 1 người" in page


def test_unknown_counts_are_shown_as_unknown(poor, finance, client_of, leaf_url):
    poor()

    page = client_of(finance).get(leaf_url, {"year": "2023"})
    lines = page.context["groups"][1][1]

    assert [line.total for line in lines if line.number == 4] == [None]
    assert "chưa rõ" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "status"), [({"year": "1999"}, 404), ({"year": "²"}, 404), ({"ward": "0"}, 200)]
)
def test_years_and_wards_that_do_not_exist_give_no_count(
    finance, client_of, leaf_url, query, status
):
    page = client_of(finance).get(leaf_url, query)

    assert page.status_code == status
    assert not (page.context or {}).get("match")


def test_a_project_that_carries_no_money_has_no_match(finance, outsider, client_of):
    url = reverse("leaf_match", args=[factories.component("DA3").pk])

    assert client_of(finance).get(url).status_code == 404
    assert client_of(outsider).get(url).status_code == 403
