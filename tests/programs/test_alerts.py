"""What money warns of: idle too long, behind the calendar, the end of the year."""

from datetime import date

import pytest
from django.urls import reverse

from povertyportal.accounts.models import User
from povertyportal.reporting.todo import todo_for
from programs import watch
from programs.alerts import Account, AlertKind, Limits, alerts, behind, idle, idle_since, year_end
from programs.models import Allocation, BudgetYear, Limit
from tests.programs import factories

GIVEN = ((date(2023, 1, 10), 100), (date(2023, 4, 1), 50))


def account(**fields):
    fields = {"year": 2023, "assigned": 150, "distributed": 0, "disbursed": 0} | fields
    return Account(given=fields.pop("given", GIVEN), **fields)


@pytest.mark.parametrize(
    ("distributed", "since"),
    [(0, date(2023, 1, 10)), (99, date(2023, 1, 10)), (100, date(2023, 4, 1)), (150, None)],
)
def test_what_came_first_is_given_first(distributed, since):
    assert idle_since(account(distributed=distributed)) == since


@pytest.mark.parametrize(
    ("today", "amount"),
    [
        (date(2023, 3, 11), None),
        (date(2023, 3, 12), 60),
        (date(2023, 5, 31), 60),
        (date(2023, 6, 1), 110),
    ],
)
def test_idle_money_warns_from_the_day_after_the_limit(today, amount):
    found = idle(account(distributed=40), limit=60, today=today)

    assert (found.amount if found else None) == amount


def test_money_that_was_taken_back_again_is_not_idle():
    given = ((date(2023, 1, 10), 100), (date(2023, 2, 1), -60))

    found = idle(
        account(given=given, assigned=40, distributed=30), limit=10, today=date(2023, 5, 1)
    )

    assert found.amount == 10


@pytest.mark.parametrize(
    ("disbursed", "today", "points"),
    [
        (0, date(2023, 2, 23), None),
        (0, date(2023, 2, 24), 15),
        (75, date(2023, 8, 25), None),
        (75, date(2023, 8, 26), 15),
        (75, date(2023, 12, 31), 50),
        (0, date(2024, 1, 1), None),
        (0, date(2022, 12, 31), None),
    ],
)
def test_paying_out_is_measured_against_the_part_of_the_year_that_passed(disbursed, today, points):
    found = behind(account(disbursed=disbursed), limit=15, today=today)

    assert (found.number if found else None) == points


def test_a_delay_is_dated_to_the_first_day_it_was_too_long():
    first = behind(account(disbursed=75), limit=15, today=date(2023, 8, 26))
    later = behind(account(disbursed=75), limit=15, today=date(2023, 11, 1))

    assert first.since == later.since == date(2023, 8, 26)


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2023, 10, 31), None),
        (date(2023, 11, 1), 60),
        (date(2023, 12, 31), 0),
        (date(2024, 1, 10), -10),
    ],
)
def test_the_end_of_the_year_warns_while_money_is_left(today, left):
    found = year_end(account(disbursed=149), limit=60, today=today)

    assert (found.number if found else None) == left
    assert year_end(account(disbursed=150), limit=60, today=today) is None


def test_without_limits_nothing_warns():
    assert alerts(account(), limits=Limits(), today=date(2024, 6, 1)) == []


@pytest.fixture
def money(city, finance):
    factories.programme(city)
    row = factories.allocation(city)
    factories.enter(row, "assigned", 1_000, by=finance, entry_on=date(2022, 3, 1))
    factories.enter(row, "distributed", 400, by=finance, entry_on=date(2022, 5, 1))
    factories.enter(row, "payment", 100, by=finance, entry_on=date(2022, 11, 20))
    return Allocation.objects.get(pk=row.pk)


def kinds(day, today=date(2022, 12, 1)):
    return {
        row.alert.kind: row.alert
        for row in watch.warned(Allocation.objects.all(), today=today, day=day)
    }


@pytest.mark.django_db
def test_warnings_are_read_as_of_a_past_day_from_the_entries(money):
    early, late = kinds(date(2022, 4, 30)), kinds(date(2022, 12, 1))

    assert set(early) == {AlertKind.BEHIND}
    assert {kind: alert.amount for kind, alert in late.items()} == {
        AlertKind.IDLE: 600,
        AlertKind.BEHIND: 900,
        AlertKind.YEAR_END: 900,
    }
    assert late == kinds(None)


@pytest.mark.django_db
def test_a_settled_year_and_an_ended_limit_warn_no_more(money, finance):
    Limit.objects.filter(key=Limit.IDLE_DAYS).update(valid_to=date(2022, 11, 30))
    ended = kinds(None)
    BudgetYear.objects.update(
        settled_on=date(2022, 12, 1), settled_by=finance, document_number="1/QĐ"
    )

    assert AlertKind.IDLE not in ended
    assert kinds(None) == {}


@pytest.mark.django_db
def test_the_page_has_as_many_lines_as_the_list_of_tasks_says(money, finance, client_of):
    today = date(2022, 12, 1)
    groups = {g.todo.key: g for g in todo_for(User.objects.get(pk=finance.pk), today=today)}

    items = groups["capital_alerts"].items

    assert len(items) == 3
    for item in items:
        page = client_of(finance).get(f"{item.url}&as_of=01/12/2022")
        assert len(page.context["page"].rows) == item.count


@pytest.mark.django_db
def test_each_line_says_since_when_how_much_and_leads_on(money, standing, client_of):
    url = reverse("alert_list")

    page = client_of(standing).get(url, {"as_of": "01/12/2022", "alert": "idle"})

    text = page.content.decode()
    assert "275 ngày chưa phân bổ" in text
    assert "01/03/2022" in text
    assert money.get_absolute_url() in text
    assert f"{reverse('leaf_match', args=[money.component_id])}?year=2022" in text


@pytest.mark.django_db
def test_others_see_no_warning_of_the_city(money, other_officer, outsider, client_of):
    page = client_of(other_officer).get(reverse("alert_list"))

    assert page.context["page"].rows == []
    assert client_of(outsider).get(reverse("alert_list")).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"as_of": "31/02/2022"}, {"year": "x"}, {"alert": "flood"}])
def test_a_wrong_filter_says_so_and_shows_no_line(money, finance, client_of, query):
    page = client_of(finance).get(reverse("alert_list"), query)

    assert page.status_code == 200
    assert page.context["filterset"].form.errors
    assert page.context["page"].rows == []


@pytest.mark.django_db
def test_warnings_cost_the_same_for_one_account_or_many(
    money, city, finance, django_assert_max_num_queries
):
    for source in ("DP", "HD"):
        row = factories.allocation(city, source=source)
        factories.enter(row, "assigned", 1_000, by=finance, entry_on=date(2022, 3, 1))

    with django_assert_max_num_queries(5):
        assert len(watch.warned(Allocation.objects.all(), today=date(2022, 12, 1))) == 9
