"""Who is left out, helped twice, or helped and still poor: rules, lists, to-dos, notes."""

import io
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from povertyportal.accounts.models import User
from povertyportal.reporting.todo import todo_for
from programs import gaps
from programs.models import (
    Enrolment,
    HousingCase,
    HousingContribution,
    JobNeed,
    JobPlacement,
    JobService,
    Limit,
    OverseasContract,
    Support,
)
from tests.programs import factories

pytestmark = pytest.mark.django_db
AS_OF = date(2023, 8, 11)
LISTS = ("unsupported_list", "repeated_support_list", "stuck_list")


@pytest.fixture(autouse=True)
def _programme(city):
    factories.programme(city)


@pytest.fixture
def listed(ward, officer, chair):
    """Return the function that makes a household with the given recognised classes."""

    def make(area=ward, **classes):
        home = factories.household(area)
        for year, result in classes.items():
            factories.recognised(
                home,
                result=result,
                on=date(int(year[1:]), 12, 14),
                standard="STD2022",
                author=officer,
                chair=chair,
            )
        home.poverty_class = next(reversed(classes.values()))
        home.save()
        return home

    return make


def support(home, day=date(2022, 6, 15), **fields):
    fields = {
        "area": home.area,
        "household_class": "poor",
        "kind": "livelihood",
        "amount": 11_500_000,
        "provided_on": day,
    } | fields
    return Support.objects.create(household=home, **fields)


def who(home):
    return {
        "household": home,
        "person": home.head,
        "area": home.area,
        "household_class": "poor",
    }


def loan(home, day):
    return factories.saved_loan(home, disbursed_on=day)


def house(home, day):
    return HousingCase.objects.create(
        household=home,
        area=home.area,
        household_class="poor",
        kind="new",
        funding="other",
        programme="Xoá nhà tạm",
        started_on=day,
    )


def old_house_new_gift(home, day, source="organisation"):
    case = house(home, date(2016, 1, 4))
    return HousingContribution.objects.create(
        case=case, source=source, form="cash", amount=40_000_000, given_on=day
    )


def training(home, day):
    return Enrolment.objects.create(
        training_class=factories.training_class(home.area),
        enrolled_on=day,
        funding="local",
        **who(home),
    )


def job(home, day):
    return JobPlacement.objects.create(employer="Xưởng may", started_on=day, **who(home))


def abroad(home, day):
    return OverseasContract.objects.create(
        country="Nhật Bản",
        enterprise="Công ty",
        contract_number=factories.serial("HD-"),
        departed_on=day,
        **who(home),
    )


def counselling(home, day):
    need = JobNeed.objects.create(need="job", registered_on=date(2016, 1, 4), **who(home))
    return JobService.objects.create(need=need, kind="counselling", served_on=day)


EVERY_HELP = [loan, house, old_house_new_gift, training, job, abroad, counselling, support]


@pytest.mark.parametrize("given", EVERY_HELP, ids=lambda each: each.__name__)
def test_any_help_within_two_years_takes_a_household_off_the_list(listed, given):
    home = listed(y2021="poor", y2022="poor")
    before = set(gaps.unsupported(AS_OF))

    row = given(home, date(2021, 8, 12))
    within = set(gaps.unsupported(AS_OF))
    too_old = gaps.unsupported(AS_OF + timedelta(days=1)).get()
    before_it = set(gaps.unsupported(date(2022, 1, 10)).filter(helped_on=None))

    assert row.pk
    assert (before, within) == ({home}, set())
    assert (too_old, too_old.helped_on) == (home, date(2021, 8, 12))
    assert before_it == set()


def test_what_the_family_gives_itself_is_no_help(listed):
    home = listed(y2022="poor")
    old_house_new_gift(home, date(2023, 1, 4), source="household")

    assert gaps.unsupported(AS_OF).get() == home


@pytest.mark.parametrize(
    ("classes", "is_named"),
    [
        ({"y2022": "near_poor"}, True),
        ({"y2021": "poor", "y2022": "not_poor"}, False),
        ({"y2022": "not_poor"}, False),
        ({"y2023": "poor"}, False),
    ],
)
def test_only_who_is_listed_on_the_day_is_left_out(listed, classes, is_named):
    home = listed(**classes)

    assert list(gaps.unsupported(AS_OF)) == ([home] if is_named else [])


def test_who_left_the_books_is_not_named_from_that_day(listed):
    home = listed(y2022="poor")
    home.closed_on, home.closed_reason = AS_OF, "moved_out"
    home.save()

    assert gaps.unsupported(AS_OF - timedelta(days=1)).get() == home
    assert not gaps.unsupported(AS_OF).exists()


def test_the_years_come_from_the_limit_of_the_day(listed):
    home = listed(y2022="poor")
    support(home, date(2022, 3, 1))
    Limit.objects.filter(key=Limit.UNSUPPORTED_YEARS).update(valid_to=date(2023, 6, 30))
    Limit.objects.create(
        key=Limit.UNSUPPORTED_YEARS, value=1, valid_from=date(2023, 7, 1), source="Thử"
    )

    assert not gaps.unsupported(date(2023, 6, 30)).exists()
    assert gaps.unsupported(AS_OF).get().helped_on == date(2022, 3, 1)


def test_the_list_says_since_when_a_household_is_listed(listed):
    home = listed(y2021="poor", y2022="near_poor")
    again = listed(y2020="poor", y2021="not_poor", y2022="poor")

    found = {row.pk: row.listed_on for row in gaps.unsupported(AS_OF)}

    assert found[home.pk] == date(2021, 12, 14)
    assert found[again.pk] == date(2022, 12, 14)


@pytest.mark.parametrize(
    ("second", "is_same"),
    [
        ({}, True),
        ({"day": date(2022, 6, 15)}, True),
        ({"day": date(2023, 6, 14)}, True),
        ({"day": date(2023, 6, 15)}, False),
        ({"kind": "production"}, False),
        ({"component": "DA3.1"}, False),
        ({"person": True}, False),
    ],
)
def test_the_same_help_twice_is_one_kind_leaf_and_recipient_within_a_year(listed, second, is_same):
    home = listed(y2021="poor")
    first = support(home, component=factories.component("DA2"))
    fields = {"day": date(2023, 1, 10), "component": "DA2"} | second
    fields["component"] = factories.component(fields["component"])
    fields |= {"person": home.head} if fields.get("person") else {}
    support(listed(y2021="poor"), component=factories.component("DA2"))

    later = support(home, **fields)

    found = list(gaps.repeated(Support.objects.all()))
    assert found == ([later] if is_same else [])
    if is_same:
        assert (found[0].before_pk, found[0].before_on) == (first.pk, first.provided_on)


def test_helped_and_kept_on_the_list_by_the_next_review_is_said_with_since_and_how_much(listed):
    home = listed(y2021="poor", y2022="near_poor")
    support(home, date(2022, 3, 1))
    loan(home, date(2022, 6, 1))
    old_house_new_gift(home, date(2022, 9, 1))
    support(home, date(2023, 2, 1), amount=9)

    row = gaps.stuck(AS_OF).get()

    assert row == home
    assert (row.helped_on, row.reviewed_on) == (date(2022, 3, 1), date(2022, 12, 14))
    assert (row.helps, row.given, row.lent) == (2, 51_500_000, 50_000_000)


@pytest.mark.parametrize(
    ("classes", "day"),
    [
        ({"y2021": "poor", "y2022": "not_poor"}, date(2022, 3, 1)),
        ({"y2021": "poor", "y2022": "poor"}, date(2022, 12, 14)),
        ({"y2021": "poor", "y2022": "poor"}, date(2021, 12, 13)),
        ({"y2021": "not_poor", "y2022": "poor"}, date(2022, 3, 1)),
        ({"y2020": "poor", "y2021": "not_poor", "y2022": "poor"}, date(2021, 3, 1)),
    ],
)
def test_who_left_or_was_not_yet_listed_is_not_called_stuck(listed, classes, day):
    support(listed(**classes), day)

    assert not gaps.stuck(AS_OF).exists()


@pytest.fixture
def found(listed, ward, other_ward):
    """Return a household of each list in the ward, and one of another ward in all of them."""
    left_out = listed(y2022="poor")
    twice, elsewhere = (
        listed(y2021="poor", y2022="poor"),
        listed(other_ward, y2021="poor", y2022="poor"),
    )
    for home in (twice, elsewhere):
        support(home, date(2022, 3, 1))
        support(home, date(2022, 5, 1))
    return {"left_out": left_out, "twice": twice, "elsewhere": elsewhere}


def codes(response):
    return {getattr(row, "household", row).code for row in response.context["page"].rows}


def test_each_list_shows_its_households_and_leads_to_their_pages(found, officer, client_of):
    browser, day = client_of(officer), {"day": "11/08/2023"}

    shown = {name: browser.get(reverse(name), day) for name in LISTS}

    assert {name: codes(response) for name, response in shown.items()} == {
        "unsupported_list": {found["left_out"].code},
        "repeated_support_list": {found["twice"].code},
        "stuck_list": {found["twice"].code},
    }
    for response in shown.values():
        address = re.search(r'href="(/households/[A-Z]{2}-[0-9]{6}/)"', response.context["body"])
        assert browser.get(address[1]).status_code == 200


def test_another_ward_and_other_offices_see_none_of_it(
    found, other_officer, outsider, finance, front, investigator, client_of
):
    for name in LISTS:
        seen = codes(client_of(other_officer).get(reverse(name), {"day": "11/08/2023"}))
        assert seen <= {found["elsewhere"].code}, name
        for user in (outsider, finance, front, investigator):
            assert client_of(user).get(reverse(name)).status_code == 403, (name, user)


def test_lists_are_filtered_by_ward_class_word_and_handed_over(
    found, ward, other_ward, leader, client_of
):
    browser, url = client_of(leader), reverse("stuck_list")

    def asked(**query):
        return codes(browser.get(url, {"day": "11/08/2023"} | query))

    assert asked() == {found["twice"].code, found["elsewhere"].code}
    assert asked(ward=other_ward.pk) == {found["elsewhere"].code}
    assert asked(q=found["twice"].code) == {found["twice"].code}
    assert asked(day_class="near_poor") == set()
    answer = browser.get(url, {"day": "11/08/2023", "export": "xlsx"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert any("Hộ nghèo" in row and 23_000_000 in row for row in rows)


def test_a_wrong_day_is_refused_and_shows_no_row(found, leader, client_of):
    response = client_of(leader).get(reverse("unsupported_list"), {"day": "31/02/2023"})

    assert response.status_code == 200
    assert "Không có ngày này trong lịch" in response.content.decode()
    assert not response.context["page"].rows


def test_the_to_do_counts_what_its_list_shows(found, officer, other_officer, client_of):
    today = AS_OF
    groups = todo_for(User.objects.get(pk=officer.pk), today=today)
    items = [item for group in groups if group.todo.key == "help_gaps" for item in group.items]

    counts = {
        item.url.partition("?")[0]: (
            item.count,
            len(client_of(officer).get(item.url).context["page"].rows),
        )
        for item in items
    }

    assert counts == {
        reverse("unsupported_list"): (1, 1),
        reverse("stuck_list"): (1, 1),
    }


def test_same_help_of_the_last_year_waits_to_be_looked_at(listed, officer, client_of):
    home, today = listed(y2022="poor"), timezone.localdate()
    support(home, today - timedelta(days=30))
    support(home, today)
    support(home, date(2020, 1, 10))
    support(home, date(2020, 2, 10))

    groups = todo_for(User.objects.get(pk=officer.pk), today=today)
    items = [item for group in groups if group.todo.key == "help_gaps" for item in group.items]
    item = next(item for item in items if reverse("repeated_support_list") in item.url)

    assert item.count == len(client_of(officer).get(item.url).context["page"].rows) == 1


def test_the_page_of_a_household_says_what_stands_out(found, officer, front, client_of):
    browser = client_of(officer)

    left_out = browser.get(found["left_out"].get_absolute_url())
    twice = browser.get(found["twice"].get_absolute_url())
    hidden = client_of(front).get(found["twice"].get_absolute_url())

    assert [str(note.text) for note in left_out.context["notes"]] == ["2 năm chưa được hỗ trợ"]
    assert {str(note.text) for note in twice.context["notes"]} == {
        "2 năm chưa được hỗ trợ",
        "1 lần hỗ trợ trùng loại",
        "đã được hỗ trợ từ 01/03/2022 nhưng chưa thoát nghèo",
    }
    for note in twice.context["notes"]:
        assert codes(browser.get(note.url)) == {found["twice"].code}
    assert hidden.status_code == 200
    assert not hidden.context["notes"]


def test_lists_cost_the_same_for_one_household_or_many(
    listed, leader, client_of, django_assert_max_num_queries
):
    browser = client_of(leader)
    for _ in range(12):
        home = listed(y2021="poor", y2022="poor")
        support(home, date(2022, 3, 1))
        support(home, date(2022, 5, 1))

    for name in LISTS:
        with django_assert_max_num_queries(11):
            assert len(browser.get(reverse(name)).context["page"].rows) == 12
