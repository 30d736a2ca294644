"""How the three numbers of work overlap: counts, the stated total, and the people behind each."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from programs.choices import WorkNumber
from programs.models import JobAggregate, JobPlacement, OverseasContract
from programs.overlaps import overlaps
from tests.programs import factories

DAY = factories.DAY
PLACED, ABROAD, LOAN = WorkNumber


@pytest.fixture(autouse=True)
def _programme(city):
    factories.programme(city)


def placed(home, day=DAY):
    return JobPlacement.objects.create(
        person=home.head,
        household=home,
        area=home.area,
        household_class="poor",
        employer="Xưởng may",
        started_on=day,
    )


def abroad(home, day=DAY):
    return OverseasContract.objects.create(
        person=home.head,
        household=home,
        area=home.area,
        household_class="poor",
        country="Nhật Bản",
        enterprise="Công ty",
        contract_number=factories.serial("HD-"),
        departed_on=day,
    )


def borrowed(home, day=DAY):
    return factories.saved_loan(home, disbursed_on=day)


def stated(area, workers):
    return JobAggregate.objects.create(
        area=area, year=2022, workers=workers, evidence="Báo cáo", stated_on=DAY
    )


@pytest.fixture
def homes(ward):
    """Return four households: in one number, in two, in all three, and of another year."""
    one, two, three, other = (factories.household(ward) for _ in range(4))
    placed(one)
    placed(one, date(2022, 9, 1))
    placed(two)
    abroad(two)
    placed(three)
    abroad(three)
    borrowed(three)
    placed(other, date(2021, 12, 31))
    borrowed(other, date(2023, 1, 1))
    return one, two, three


def test_each_person_is_counted_once_in_every_number(homes, ward, officer):
    stated(ward, 10)

    (line,), _whole = overlaps(user=officer, year=2022)

    assert [line.together(number) for number in WorkNumber] == [3, 2, 1]
    assert line.together(PLACED, ABROAD) == 2
    assert line.together(PLACED, LOAN) == line.together(ABROAD, LOAN) == 1
    assert line.together(*WorkNumber) == 1
    assert (line.distinct, line.difference) == (3, 7)


def test_loan_of_another_product_is_no_job(ward, officer):
    home = factories.household(ward)
    product = factories.m.LoanProduct.objects.get(code="06")
    factories.saved_loan(home, product=product, disbursed_on=DAY)

    assert overlaps(user=officer, year=2022)[0] == []


def test_person_of_two_wards_stands_in_both_lines_and_once_in_the_whole(
    homes, ward, other_ward, leader
):
    moved = abroad(homes[0])
    OverseasContract.objects.filter(pk=moved.pk).update(area=other_ward)

    lines, whole = overlaps(user=leader, year=2022)

    assert [line.distinct for line in lines] == [3, 1]
    assert whole.distinct == 3
    assert whole.together(PLACED, ABROAD) == 3


def test_whole_has_no_difference_while_a_ward_has_stated_nothing(homes, ward, other_ward, leader):
    stated(ward, 10)
    placed(factories.household(other_ward))

    lines, whole = overlaps(user=leader, year=2022)

    assert [line.stated for line in lines] == [10, None]
    assert (whole.stated, whole.difference) == (None, None)


def test_another_ward_counts_nothing_of_this_one(homes, ward, other_officer):
    stated(ward, 10)

    assert overlaps(user=other_officer, year=2022)[0] == []


@pytest.mark.parametrize(
    ("workers", "words"),
    [(10, "7 người chưa có hồ sơ"), (3, "khớp"), (1, "hồ sơ nhiều hơn 2 người")],
)
def test_page_says_how_the_total_stands_to_the_records(
    homes, ward, officer, client_of, workers, words
):
    stated(ward, workers)

    page = client_of(officer).get(reverse("overlap_list")).content.decode()

    assert "năm 2022" in page
    assert words in page


def test_missing_total_is_said_and_not_zero(homes, ward, officer, client_of):
    page = client_of(officer).get(reverse("overlap_list"), {"year": 2022}).content.decode()

    assert "chưa có số liệu" in page


def test_every_number_leads_to_as_many_people(homes, ward, other_ward, leader, client_of):
    stated(ward, 10)
    stated(other_ward, 4)
    abroad(factories.household(other_ward))
    browser = client_of(leader)
    page = browser.get(reverse("overlap_list"), {"year": 2022}).content.decode()

    links = {url.replace("&amp;", "&") for url in page.split('href="') if "/work/" in url[:40]}

    found = {}
    for line in overlaps(user=leader, year=2022)[0]:
        for numbers in ([PLACED, ABROAD], [PLACED, LOAN], [ABROAD, LOAN], [*WorkNumber], []):
            query = {"year": 2022, "ward": line.area.pk, "number": numbers}
            rows = browser.get(reverse("overlap_people"), query).context["page"].total
            found[(line.area.pk, *numbers)] = rows
            wanted = line.together(*numbers) if numbers else line.distinct
            assert rows == wanted, (line.area, numbers)
            shown = any(_asks(url, query) for url in links)
            assert shown == bool(wanted), (line.area, numbers)
    assert sum(found.values()) > 8


def _asks(url, query):
    """Tell whether the address opens the list of people with this query."""
    parts = urlsplit(url.split('"')[0])
    asked = parse_qs(parts.query)
    wanted = {"year": ["2022"], "ward": [str(query["ward"])]}
    if query["number"]:
        wanted["number"] = [str(number.value) for number in query["number"]]
    return parts.path == reverse("overlap_people") and asked == wanted


def test_numbers_of_one_kind_lead_to_their_records(homes, ward, officer, client_of):
    browser = client_of(officer)
    page = browser.get(reverse("overlap_list"), {"year": 2022}).content.decode()

    for name, count in (("job_placement_list", 4), ("overseas_contract_list", 2), ("loan_list", 1)):
        start = f'href="{reverse(name)}?ward={ward.pk}&amp;'
        url = start[6:].replace("&amp;", "&") + page.split(start)[1].split('"')[0].replace(
            "&amp;", "&"
        )
        assert browser.get(url).context["page"].total == count, name


@pytest.mark.parametrize("name", ["overlap_list", "overlap_people"])
def test_page_costs_the_same_for_many_people(
    homes, ward, officer, client_of, name, django_assert_max_num_queries
):
    browser = client_of(officer)
    browser.get(reverse(name), {"year": 2022})
    for _number in range(10):
        home = factories.household(ward)
        placed(home)
        abroad(home)

    with django_assert_max_num_queries(12):
        browser.get(reverse(name), {"year": 2022})


def test_people_of_another_ward_are_not_listed(homes, ward, other_officer, client_of):
    browser = client_of(other_officer)

    own = browser.get(reverse("overlap_people"), {"year": 2022})
    theirs = browser.get(reverse("overlap_people"), {"year": 2022, "ward": ward.pk})

    assert own.context["page"].total == 0
    assert not theirs.context["page"].rows
    assert theirs.context["filterset"].form.errors


def test_three_lists_lead_to_the_overlaps(officer, client_of):
    for name in ("job_placement_list", "overseas_contract_list", "job_aggregate_list"):
        page = client_of(officer).get(reverse(name)).content.decode()
        assert "Trùng lặp giữa ba số" in page, name
