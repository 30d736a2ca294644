"""Who is near a limit: a simulation over recognised reviews that writes nothing."""

from datetime import date

import pytest

from households import outlook
from households.models import Review, ReviewMember
from povertyportal.accounts.models import AuditEvent
from tests.households.factories import (
    close,
    make_household,
    make_person,
    make_plan,
    make_round,
    recognised,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_2022(db):
    return make_round(2022)


@pytest.fixture
def found(ward, officer, chair, round_2022):
    """Return the function from points to a recognised review of a household of its own."""

    def make(*, b1, lacking, area=ward, round_=round_2022, household=None, **fields):
        home = household or make_household(area, head=make_person(f"Hoàng Thị {b1} {lacking}"))
        return recognised(home, round_, by=officer, chair=chair, b1=b1, lacking=lacking, **fields)

    return make


@pytest.mark.parametrize(
    ("b1", "lacking", "distance", "over", "single"),
    [
        (160, 3, 10, 1, 1),
        (160, 4, 16, 2, 0),
        (160, 5, 16, 3, 0),
        (120, 5, 30, 3, 0),
        (170, 5, 6, 3, 1),
        (166, 5, 10, 3, 1),
        (165, 5, 11, 3, 0),
        (175, 3, 1, 1, 1),
        (175, 2, 1, None, 1),
        (165, 2, 11, None, 0),
        (165, 0, 11, None, 0),
    ],
)
def test_distance_is_the_shorter_of_income_and_services(found, b1, lacking, distance, over, single):
    found(b1=b1, lacking=lacking)

    [row] = outlook.exit_candidates()

    assert (row.distance, row.over, row.single) == (distance, over, single)
    assert bool(outlook.outlook_of(row).single) == bool(single)


def test_the_limit_is_that_of_the_residence(found, other_ward):
    found(b1=135, lacking=3, area=other_ward)

    [row] = outlook.exit_candidates()

    assert (row.b1_gap, row.distance) == (6, 6)


def test_exactly_three_lacks_offer_each_of_them_alone(found):
    row = found(b1=120, lacking=3)

    supports = outlook.outlook_of(row).single

    assert [s.aim for s in supports] == ["VIEC_LAM", "DINH_DUONG"]
    assert {s.result for s in supports} == {"near_poor"}


def test_no_support_ends_a_matter_of_ages(found):
    row = found(b1=120, lacking=3)

    assert "PHU_THUOC" in [d.indicator for d in row.deprivations.all() if d.is_lacking]
    assert "PHU_THUOC" not in [s.aim for s in outlook.outlook_of(row).single]


def test_more_lacks_say_how_many_must_end_at_least(found):
    row = found(b1=120, lacking=5)

    assert outlook.outlook_of(row).sentence == "Cần ít nhất 3 việc"


def test_little_missing_income_lifts_above_the_limit(found):
    row = found(b1=170, lacking=5)

    [support] = outlook.outlook_of(row).single

    assert (support.aim, support.result) == ("b1", "not_poor")
    assert support.text == "Tăng thu nhập: thêm 6 điểm B1"


def test_near_poor_households_need_income_alone(found):
    row = found(b1=150, lacking=1)

    assert outlook.outlook_of(row).sentence == "Phải tăng thu nhập: thêm 26 điểm B1"


def test_the_facts_say_how_many_people_need_a_card(found, ward, round_2022):
    home = make_household(ward, members=["Hoàng Văn Ba"])
    row = found(b1=120, lacking=4, household=home)
    row.deprivations.filter(indicator="PHU_THUOC").update(is_lacking=False)
    Review.objects.filter(pk=row.pk).update(b2=30)
    for person, insured in ((home.head, True), (home.memberships.last().person, False)):
        ReviewMember.objects.create(
            review=row, person=person, relation="other", age=40, has_insurance=insured
        )

    [row] = outlook.with_facts(outlook.exit_candidates())

    assert "Cấp thẻ BHYT cho 1 người" in [s.text for s in outlook.outlook_of(row).single]


def test_only_the_latest_recognised_review_counts(found, ward):
    home = make_household(ward)
    found(b1=120, lacking=5, household=home)
    found(b1=120, lacking=3, household=home, round_=make_round(2023))

    [row] = outlook.exit_candidates()

    assert (row.round.year, row.distance) == (2023, 10)


def test_a_year_reviewed_by_two_standards_counts_by_the_later_one(found, ward):
    home = make_household(ward)
    found(b1=120, lacking=3, household=home, round_=make_round(2021, standard="STD2016"))
    found(b1=120, lacking=3, household=home, round_=make_round(2021))

    [row] = outlook.exit_candidates()

    assert row.round.standard == "STD2022"


def test_poor_by_income_alone_no_service_helps(found):
    row = found(b1=100, lacking=4, round_=make_round(2020, standard="STD2016"))

    [listed] = outlook.exit_candidates()

    assert listed.pk == row.pk
    assert listed.over is None
    assert outlook.outlook_of(listed).single == ()


def test_households_off_the_books_and_those_that_differ_from_their_points_are_left_out(found, ward):
    gone = make_household(ward, closed_on=date(2023, 1, 1), closed_reason="moved_out")
    found(b1=120, lacking=3, household=gone)
    found(b1=120, lacking=2, proposed_class="poor", class_reason="Cháy nhà")

    assert not outlook.exit_candidates().exists()


def test_nearest_come_first_and_nothing_is_written(found, client_of, officer):
    found(b1=100, lacking=6)
    found(b1=175, lacking=4)
    found(b1=150, lacking=3)
    events, reviews = AuditEvent.objects.count(), list(Review.objects.values())

    page = client_of(officer).get("/reviews/exit-candidates/")

    assert [row.distance for row in page.context["page"].rows] == [1, 10, 40]
    assert "mô phỏng" in page.content.decode()
    assert (AuditEvent.objects.count(), list(Review.objects.values())) == (events, reviews)


def test_wards_tell_what_would_be_if_every_single_support_was_given(found):
    found(b1=120, lacking=3)
    found(b1=170, lacking=5)
    found(b1=120, lacking=5)
    found(b1=170, lacking=1)
    found(b1=120, lacking=1)

    [ward] = outlook.wards_after(outlook.exit_candidates())

    assert (ward.poor, ward.to_near_poor, ward.to_not_poor, ward.poor_after) == (3, 1, 1, 1)
    assert (ward.near_poor, ward.near_poor_leave) == (2, 1)


@pytest.mark.parametrize(
    ("b1", "lacking", "distance", "words"),
    [
        (150, 2, 10, "Thêm 1 chỉ số thiếu hụt thì thành hộ nghèo"),
        (150, 1, 20, "Thêm 2 chỉ số thiếu hụt thì thành hộ nghèo"),
        (178, 0, 3, "Điểm B1 giảm 3 điểm thì thành hộ cận nghèo"),
        (178, 3, 3, "Điểm B1 giảm 3 điểm thì thành hộ nghèo"),
        (195, 3, 20, "Điểm B1 giảm 20 điểm thì thành hộ nghèo"),
    ],
)
def test_who_may_fall_back_and_what_would_push_them(found, b1, lacking, distance, words):
    found(b1=b1, lacking=lacking)

    [row] = outlook.near_falls()

    assert row.distance == distance
    assert outlook.fall_sentence(row) == words


@pytest.mark.parametrize(("b1", "lacking"), [(150, 0), (196, 3), (150, 3)])
def test_who_is_far_from_the_limit_or_poor_already_does_not_fall(found, b1, lacking):
    found(b1=b1, lacking=lacking)

    assert not outlook.near_falls().exists()


def test_those_who_left_the_poor_list_are_marked(found, ward, officer, client_of):
    home = make_household(ward)
    last = found(b1=120, lacking=3, household=home)
    found(b1=180, lacking=0, household=home, round_=make_round(2023), previous=last)

    page = client_of(officer).get("/reviews/fall-back/?before=poor")

    assert [row.household_id for row in page.context["page"].rows] == [home.pk]
    assert page.context["page"].rows[0].previous == last


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("distance=10", 2),
        ("single=1", 2),
        ("indicator=DINH_DUONG", 2),
        ("recognised_class=near_poor", 1),
        ("distance=1e9", 0),
        ("indicator=%27%3B--", 0),
        ("village=999999999999999999999", 0),
    ],
)
def test_filters_narrow_the_list_and_refuse_nonsense(found, client_of, officer, query, count):
    found(b1=120, lacking=3)
    found(b1=120, lacking=6)
    found(b1=170, lacking=1)

    page = client_of(officer).get(f"/reviews/exit-candidates/?{query}")

    assert len(page.context["page"].rows) == count


@pytest.mark.parametrize("url", ["/reviews/exit-candidates/", "/reviews/fall-back/"])
def test_the_officer_of_another_ward_and_the_outsider_see_nothing(
    found, client_of, other_officer, outsider, url
):
    near = found(b1=178, lacking=3)
    poor = found(b1=120, lacking=3)

    elsewhere = client_of(other_officer).get(url)

    assert elsewhere.status_code == 200
    assert not elsewhere.context["page"].rows
    for review in (near, poor):
        assert review.household.code not in elsewhere.content.decode()
    assert client_of(outsider).get(url).status_code == 403


@pytest.mark.parametrize("url", ["/reviews/exit-candidates/", "/reviews/fall-back/"])
def test_the_lists_cost_the_same_for_one_row_or_many(
    found, client_of, officer, url, django_assert_max_num_queries
):
    for place in range(25):
        found(b1=120 if "exit" in url else 180, lacking=3 + place % 3)

    browser = client_of(officer)
    with django_assert_max_num_queries(14):
        page = browser.get(url)

    assert len(page.context["page"].rows) == 25


def test_the_workbook_says_the_supports_and_that_it_is_a_simulation(found, client_of, officer):
    found(b1=120, lacking=3)

    answer = client_of(officer).get("/reviews/exit-candidates/?export=xlsx")

    assert answer.status_code == 200
    assert AuditEvent.objects.filter(action__contains="export").exists()


def test_a_household_with_a_plan_leads_to_it(found, client_of, officer):
    poor = found(b1=120, lacking=3)
    without = client_of(officer).get("/reviews/exit-candidates/").content.decode()
    plan = make_plan(poor.household, by=officer, year=2023)

    page = client_of(officer).get("/reviews/exit-candidates/").content.decode()

    assert f"/households/{poor.household.code}/exit-plans/new/" in without
    assert plan.get_absolute_url() in page


def test_closing_the_round_changes_nothing_in_the_list(found, round_2022):
    found(b1=120, lacking=3)
    close(round_2022)

    assert outlook.exit_candidates().count() == 1
