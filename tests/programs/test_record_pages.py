"""Lists and pages of every record: who may open them, what they show, what they cost."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from povertyportal.accounts.models import Assignment
from povertyportal.accounts.roles import ROLE_PERMISSIONS, Permission, Role
from povertyportal.ui.filters import ListFilterSet
from programs.models import Loan, Support
from tests.conftest import make_user
from tests.programs import factories

LISTS = [
    "component",
    "allocation",
    "allocation_entry",
    "idle_reason",
    "loan",
    "training_class",
    "enrolment",
    "job_need",
    "job_placement",
    "overseas_contract",
    "job_aggregate",
    "housing_case",
    "housing_contribution",
    "fund_transaction",
    "support",
    "award",
    "directive",
    "directive_note",
    "repayment",
    "enrolment_follow_up",
    "communication",
    "supervision_visit",
    "supervision_finding",
    "statistic",
]
CITY_ONLY = {"allocation", "allocation_entry", "idle_reason"}


@pytest.fixture
def records(ward, city, officer):
    factories.programme(city)
    return factories.one_of_each(ward, city, officer)


def test_leader_opens_every_list_and_page(records, leader, client_of):
    browser = client_of(leader)

    for name in LISTS:
        assert browser.get(reverse(f"{name}_list")).status_code == 200, name
        assert browser.get(records[name].get_absolute_url()).status_code == 200, name


def test_outsider_is_refused_and_stranger_sent_to_login(records, outsider, client_of):
    browser, nobody = client_of(outsider), client_of(None)

    for name in LISTS:
        assert browser.get(reverse(f"{name}_list")).status_code == 403, name
        assert browser.get(records[name].get_absolute_url()).status_code == 403, name
        assert nobody.get(reverse(f"{name}_list")).status_code == 302, name


def test_officer_of_another_ward_finds_nothing(records, other_officer, client_of):
    browser = client_of(other_officer)

    for name in LISTS:
        if name != "component":
            assert browser.get(records[name].get_absolute_url()).status_code == 404, name
            assert not browser.get(reverse(f"{name}_list")).context["page"].rows, name


def test_officer_of_the_ward_finds_its_records(records, officer, client_of):
    browser = client_of(officer)

    for name in LISTS:
        status = browser.get(records[name].get_absolute_url()).status_code
        assert status == (404 if name in CITY_ONLY else 200), name


@pytest.mark.parametrize(
    ("who", "seen", "refused"),
    [
        ("finance", "allocation", "loan"),
        ("bank", "loan", "allocation"),
        ("front", "fund_transaction", "loan"),
        ("administrator", "statistic", "loan"),
    ],
)
def test_each_office_sees_its_own(records, client_of, request, who, seen, refused):
    browser = client_of(request.getfixturevalue(who))

    assert browser.get(reverse(f"{seen}_list")).status_code == 200
    assert browser.get(reverse(f"{refused}_list")).status_code == 403


def test_every_list_is_handed_over_as_workbook(records, leader, client_of):
    browser = client_of(leader)

    for name in LISTS:
        answer = browser.get(reverse(f"{name}_list"), {"export": "xlsx"})
        assert answer.status_code == 200, name
        assert "spreadsheetml" in answer["Content-Type"], name


@pytest.mark.parametrize("key", ["0", "9223372036854775808", "-1", "1 OR 1=1"])
def test_impossible_key_is_not_found(leader, client_of, key):
    browser = client_of(leader)

    for name in LISTS:
        address = reverse(f"{name}_detail", args=[1]).replace("/1/", f"/{key}/")
        assert browser.get(address).status_code == 404, name


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "password"},
        {"page": "99999999999999999999", "per_page": "-1"},
        {"q": "%_\x00"},
        {"from_day": "31/02/2022"},
        {"component": "99999999999999999999", "year": "99999999999"},
        {"ward": "abc", "kind": "x"},
    ],
)
def test_hostile_query_never_breaks_a_list(records, leader, client_of, query):
    browser = client_of(leader)

    for name in LISTS:
        assert browser.get(reverse(f"{name}_list"), query).status_code in (200, 400), name


def test_every_sortable_column_sorts(records, leader, client_of):
    browser = client_of(leader)

    for name in LISTS:
        for column in browser.get(reverse(f"{name}_list")).context["table"].columns:
            if column.orderable:
                answer = browser.get(reverse(f"{name}_list"), {"sort": f"-{column.name}"})
                assert answer.status_code == 200, (name, column.name)


def test_list_costs_the_same_for_one_row_or_many(
    records, ward, city, officer, leader, client_of, django_assert_max_num_queries
):
    browser = client_of(leader)
    for year in (2023, 2024):
        _more(ward, city, officer, year)

    for name in LISTS:
        with django_assert_max_num_queries(11):
            browser.get(reverse(f"{name}_list"))


def _more(ward, city, officer, year):
    home = factories.household(ward)
    factories.saved_loan(home)
    money = factories.allocation(city, year=year, assigned=5)
    factories.entry(money, "assigned", 5, created_by=officer).save()


def test_search_ignores_marks_and_case(records, leader, client_of):
    home = records["loan"].household
    name = home.head.full_name

    found = client_of(leader).get(reverse("loan_list"), {"q": name.upper()})
    nothing = client_of(leader).get(reverse("loan_list"), {"q": "khong co ai"})

    assert found.context["page"].total == 1
    assert nothing.context["page"].total == 0


def test_totals_follow_the_filter(records, ward, leader, client_of):
    factories.saved_loan(records["loan"].household, amount=7_000_000, borrower_class="near_poor")

    everything = client_of(leader).get(reverse("loan_list"))
    near = client_of(leader).get(reverse("loan_list"), {"borrower_class": "near_poor"})

    assert [value for _label, value in everything.context["totals"][:3]] == ["2", "1", "57.000.000"]
    assert [value for _label, value in near.context["totals"][:3]] == ["1", "1", "7.000.000"]


def test_ward_of_others_is_an_error_not_an_answer(records, officer, other_ward, client_of):
    answer = client_of(officer).get(reverse("loan_list"), {"ward": other_ward.pk})

    assert not answer.context["page"].rows
    assert answer.context["filterset"].form.errors


def test_household_page_tells_what_it_received(records, officer, client_of):
    home = records["loan"].household

    page = client_of(officer).get(home.get_absolute_url()).content.decode()

    for word in ("50.000.000", "Xưởng may", "Xoá nhà tạm"):
        assert word in page


def test_markup_in_a_name_is_shown_as_text(ward, city, officer, leader, client_of):
    factories.programme(city)
    home = factories.household(ward, head=factories.person(full_name="<script>alert(1)</script>"))
    factories.saved_loan(home)

    page = client_of(leader).get(reverse("loan_list")).content.decode()

    assert "<script>alert(1)" not in page
    assert Loan.objects.count() == 1


@pytest.mark.parametrize(
    "model",
    ["allocation", "loan", "component", "loanproduct", "statistic", "fundtransaction", "directive"],
)
def test_administrator_looks_at_records_in_admin(records, administrator, officer, client_of, model):
    address = reverse(f"admin:programs_{model}_changelist")

    assert client_of(administrator).get(address).status_code == 200
    assert client_of(officer).get(address).status_code in (302, 403)


@pytest.fixture
def nameless(finance, monkeypatch):
    """Return a user who may see every record of the city, but no household."""
    seen = ROLE_PERMISSIONS[Role.CITY_LEADER] - {Permission.HOUSEHOLD_VIEW}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.FINANCE, seen)
    return finance


def rows_of(answer):
    """Return the cells of the workbook as one text."""
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


def test_no_name_is_shown_to_who_may_not_see_households(records, nameless, leader, client_of):
    name = records["loan"].household.head.full_name

    for key in LISTS:
        address, page = reverse(f"{key}_list"), records[key].get_absolute_url()
        browser = client_of(nameless)
        assert name not in browser.get(address).content.decode(), key
        assert name not in rows_of(browser.get(address, {"export": "xlsx"})), key
        assert name not in browser.get(page).content.decode(), key
        assert browser.get(address, {"sort": "head"}).status_code == 200, key
    assert name in client_of(leader).get(reverse("support_list")).content.decode()


def test_no_name_is_found_by_who_may_not_see_households(records, nameless, client_of):
    browser = client_of(nameless)
    home = records["loan"].household
    word = home.head.full_name.split()[-1]

    for key in ["loan", "enrolment", "job_need", "job_placement", "overseas_contract", "support"]:
        by_name = browser.get(reverse(f"{key}_list"), {"q": word})
        by_code = browser.get(reverse(f"{key}_list"), {"q": home.code.lower()})
        assert by_name.context["page"].total == 0, key
        assert by_code.context["page"].total == 1, key


def test_finance_reads_supports_by_code(records, finance, client_of):
    support = records["support"]
    Support.objects.filter(pk=support.pk).update(person=support.household.head)
    browser = client_of(finance)

    listed = browser.get(reverse("support_list")).content.decode()
    page = browser.get(support.get_absolute_url()).content.decode()

    for text in (listed, page):
        assert support.household.code in text
        assert support.household.head.full_name not in text
        assert support.household.get_absolute_url() not in text
    assert "Mã hộ hoặc nội dung" in listed


def test_names_of_one_village_open_no_names_of_the_city(records, finance, village, client_of):
    Assignment.objects.create(
        user=finance, role="investigator", area=village, valid_from=date(2015, 1, 1)
    )
    name = records["support"].household.head.full_name

    assert name not in client_of(finance).get(reverse("support_list")).content.decode()


def test_class_list_counts_only_the_learners_one_may_see(ward, other_ward, leader, client_of):
    training = factories.training_class(ward)
    for place in (ward, other_ward, other_ward):
        home = factories.household(place)
        learner = factories.enrolment(training, home, area=place, household_class="poor")
        learner.save()
    officer = make_user("counting", role="ward_officer", area=ward)

    for who, count in ((officer, 1), (leader, 3)):
        page = client_of(who).get(reverse("training_class_list"))
        assert [row.learners for row in page.context["page"].rows] == [count]
        assert [value for _label, value in page.context["totals"]] == ["1", str(count)]


def test_list_reads_its_filter_once(records, leader, client_of, monkeypatch):
    built = []
    init = ListFilterSet.__init__
    monkeypatch.setattr(
        ListFilterSet, "__init__", lambda self, *a, **k: built.append(self) or init(self, *a, **k)
    )

    page = client_of(leader).get(reverse("loan_list"))

    assert page.context["totals"]
    assert len(built) == 1
