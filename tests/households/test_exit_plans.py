"""Exit plans: named households, agreed supports, who helps, and whether it came true."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from households import actions
from households.models import ExitPlan, Household
from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting.questions import ask
from povertyportal.reporting.registry import get_indicator
from tests.households.factories import (
    NOW,
    close,
    make_household,
    make_plan,
    make_round,
    recognised,
)

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 1)


@pytest.fixture
def home(ward, village, officer, chair):
    """Return a poor household that one of three services would lift."""
    household = make_household(ward, village=village, poverty_class="poor")
    recognised(household, make_round(2023), by=officer, chair=chair, b1=120, lacking=3)
    return household


@pytest.fixture
def url(home):
    return f"/households/{home.code}/exit-plans/new/"


def data(**changes):
    given = {
        "year": 2024,
        "month": 10,
        "organisation": "women",
        "supports": [actions.SupportData(aim="BHYT", text="Cấp thẻ BHYT cho 1 người")],
    }
    return actions.PlanData(**given | changes)


def posted(*lines, initial=0, **changes):
    """Return the fields of the form; a line is (key, aim, text)."""
    fields = {
        "year": "2024",
        "month": "10",
        "organisation": "farmers",
        "note": "",
        "version": "0",
        "submit_token": str(uuid4()),
        "supports-TOTAL_FORMS": str(len(lines)),
        "supports-INITIAL_FORMS": str(initial),
    }
    for place, (key, aim, text) in enumerate(lines):
        fields |= {
            f"supports-{place}-key": key,
            f"supports-{place}-aim": aim,
            f"supports-{place}-text": text,
        }
    return fields | changes


LINE = ("", "BHYT", "Cấp thẻ BHYT cho 1 người")


def test_the_form_comes_filled_with_what_the_simulation_found(client_of, officer, url):
    page = client_of(officer).get(url)

    lines = [form.initial for form in page.context["formset"].forms if form.initial]
    assert [line["aim"] for line in lines] == ["VIEC_LAM", "DINH_DUONG"]
    assert "Giới thiệu việc làm có hợp đồng" in page.content.decode()


def test_the_officer_makes_a_plan_for_a_named_household(client_of, officer, home, url):
    answer = client_of(officer).post(
        url, posted(LINE, ("", "b1", "Cho vay nuôi lợn"), ("", "", ""))
    )

    plan = ExitPlan.objects.get()
    assert answer.url == plan.get_absolute_url()
    assert (plan.household, plan.year, plan.month) == (home, 2024, 10)
    assert [s.text for s in plan.supports.all()] == [LINE[2], "Cho vay nuôi lợn"]
    event = AuditEvent.objects.get(action="exit_plan.create")
    assert event.changes["supports"][1] == [LINE[2], "Cho vay nuôi lợn"]
    assert event.area_path == home.village.path


def test_the_same_form_sent_twice_makes_one_plan(client_of, officer, url):
    fields = posted(LINE)

    first, second = (client_of(officer).post(url, fields) for _time in range(2))

    assert first.url == second.url
    assert ExitPlan.objects.count() == 1
    assert AuditEvent.objects.filter(action="exit_plan.create").count() == 1


def test_a_second_plan_of_the_same_year_is_refused_at_the_year(client_of, officer, home, url):
    make_plan(home, by=officer)

    page = client_of(officer).post(url, posted(LINE))

    assert page.status_code == 200
    assert "year" in page.context["form"].errors
    assert ExitPlan.objects.count() == 1


def test_after_a_plan_was_given_up_another_can_be_made(officer, home):
    plan = make_plan(home, by=officer)
    actions.drop_plan(plan=plan, reason="Hộ đi làm xa", by=officer, now=NOW, version=1)

    actions.create_plan(household=home, data=data(), by=officer, now=NOW)

    assert home.exit_plans.kept().count() == 1


@pytest.mark.parametrize("poverty_class", ["near_poor", "not_poor", ""])
def test_plans_are_for_poor_households(ward, officer, poverty_class):
    household = make_household(ward, poverty_class=poverty_class)

    with pytest.raises(ValidationError, match="đang là hộ nghèo"):
        actions.create_plan(household=household, data=data(), by=officer, now=NOW)


def test_a_household_off_the_books_gets_no_plan(officer, home):
    Household.objects.filter(pk=home.pk).update(
        closed_on=date(2024, 1, 1), closed_reason="moved_out"
    )

    with pytest.raises(ValidationError, match="ra khỏi danh sách"):
        actions.create_plan(household=home, data=data(), by=officer, now=NOW)


@pytest.mark.parametrize("actor", ["chair", "investigator", "standing", "leader", "outsider"])
def test_only_the_ward_officer_makes_plans(request, home, actor):
    with pytest.raises(PermissionDenied):
        actions.create_plan(household=home, data=data(), by=request.getfixturevalue(actor), now=NOW)


def test_the_officer_of_another_ward_finds_no_plan_and_no_household(
    client_of, officer, other_officer, home, url
):
    plan = make_plan(home, by=officer)
    browser = client_of(other_officer)

    page = browser.get("/exit-plans/")

    assert not page.context["page"].rows
    for address in (url, plan.get_absolute_url(), f"{plan.get_absolute_url()}edit/"):
        assert browser.get(address).status_code == 404
        assert (
            browser.post(address, posted(LINE)).status_code in (404, 405) or "edit" not in address
        )
    with pytest.raises(PermissionDenied):
        actions.change_plan(plan=plan, data=data(), by=other_officer, version=1)
    with pytest.raises(PermissionDenied):
        actions.drop_plan(plan=plan, reason="x", by=other_officer, now=NOW, version=1)
    with pytest.raises(PermissionDenied):
        actions.mark_support_done(
            support=plan.supports.get(), done_on=TODAY, by=other_officer, today=TODAY
        )


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"year": "1999"}, "year"),
        ({"year": "2024' OR 1=1"}, "year"),
        ({"month": "13"}, "month"),
        ({"month": "-1"}, "month"),
        ({"organisation": "nobody"}, "organisation"),
        ({"organisation": ""}, "organisation"),
        ({"note": "x" * 501}, "note"),
        ({"note": "a\x00b"}, "note"),
    ],
)
def test_bad_input_is_said_at_its_field_and_keeps_what_was_typed(
    client_of, officer, url, change, at
):
    page = client_of(officer).post(url, posted(LINE, **change))

    assert page.status_code == 200
    assert at in page.context["form"].errors
    assert LINE[2] in page.content.decode()
    assert not ExitPlan.objects.exists()


@pytest.mark.parametrize(
    "lines",
    [
        [("", "", "")],
        [("", "", "Một việc không nhằm vào đâu")],
        [("", "KHONG_CO", "Việc lạ")],
        [("", "BHYT", "x" * 301)],
        [("-5", "BHYT", "Khoá âm")],
        [("99999999999999999999", "BHYT", "Khoá quá lớn")],
    ],
)
def test_bad_supports_are_refused(client_of, officer, url, lines):
    page = client_of(officer).post(url, posted(*lines))

    assert page.status_code == 200
    assert not page.context["formset"].is_valid()
    assert not ExitPlan.objects.exists()


def test_markup_in_a_support_is_shown_as_text(client_of, officer, home):
    plan = make_plan(home, by=officer, text="<script>alert(1)</script>")

    page = client_of(officer).get(plan.get_absolute_url()).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_plan_is_changed_line_by_line(client_of, officer, home):
    plan = make_plan(home, by=officer)
    support = plan.supports.get()

    client_of(officer).post(
        f"{plan.get_absolute_url()}edit/",
        posted(
            (str(support.pk), "BHYT", "Cấp thẻ BHYT cho hai người"),
            ("", "NUOC", "Kéo nước máy"),
            initial=1,
            version="1",
        ),
    )

    plan.refresh_from_db()
    assert [s.text for s in plan.supports.all()] == ["Cấp thẻ BHYT cho hai người", "Kéo nước máy"]
    assert plan.supports.first().pk == support.pk
    assert (plan.organisation, plan.version) == ("farmers", 2)


def test_a_key_of_another_plans_support_does_not_move_it(officer, home, ward):
    plan = make_plan(home, by=officer)
    other = make_plan(make_household(ward, poverty_class="poor"), by=officer, text="Của hộ khác")
    stolen = other.supports.get()

    actions.change_plan(
        plan=plan,
        data=data(supports=[actions.SupportData(key=stolen.pk, aim="BHYT", text="Lấy cắp")]),
        by=officer,
        version=1,
    )

    stolen.refresh_from_db()
    assert (stolen.plan, stolen.text) == (other, "Của hộ khác")


def test_two_people_on_one_plan_get_both_versions(client_of, officer, home):
    plan = make_plan(home, by=officer)
    support = plan.supports.get()
    edit = f"{plan.get_absolute_url()}edit/"
    line = (str(support.pk), "BHYT", "Bản của người thứ nhất")
    client_of(officer).post(edit, posted(line, initial=1, version="1"))

    mine = (str(support.pk), "BHYT", "Bản của người thứ hai")
    page = client_of(officer).post(edit, posted(mine, initial=1, version="1", month="7"))

    text = page.content.decode()
    assert page.status_code == 409
    assert "Bản của người thứ nhất" in text
    assert "Bản của người thứ hai" in text
    assert plan.supports.get().text == "Bản của người thứ nhất"
    again = client_of(officer).post(edit, posted(mine, initial=1, version="2", month="7"))
    assert again.status_code == 302
    assert plan.supports.get().text == "Bản của người thứ hai"


def test_a_support_is_done_on_a_day_that_is_not_to_come(officer, home):
    support = make_plan(home, by=officer).supports.get()

    with pytest.raises(ValidationError, match="sau hôm nay"):
        actions.mark_support_done(
            support=support, done_on=date(2024, 6, 2), by=officer, today=TODAY
        )
    actions.mark_support_done(support=support, done_on=TODAY, by=officer, today=TODAY)

    support.refresh_from_db()
    assert support.done_on == TODAY
    assert AuditEvent.objects.get(action="exit_plan.support_done").note == support.text


def test_noting_the_same_day_twice_leaves_one_event(officer, home):
    support = make_plan(home, by=officer).supports.get()

    for _time in range(2):
        actions.mark_support_done(support=support, done_on=TODAY, by=officer, today=TODAY)

    assert AuditEvent.objects.filter(action="exit_plan.support_done").count() == 1


@pytest.mark.parametrize("typed", ["31/02/2024", "hôm qua", "", "01/01/9999"])
def test_a_day_that_is_none_is_refused_at_the_field(client_of, officer, home, typed):
    support = make_plan(home, by=officer).supports.get()

    page = client_of(officer).post(f"/exit-plans/supports/{support.pk}/done/", {"done_on": typed})

    assert page.status_code == 200
    assert "done_on" in page.context["form"].errors


def test_what_is_done_cannot_be_left_out(officer, home):
    plan = make_plan(home, by=officer)
    actions.mark_support_done(support=plan.supports.get(), done_on=TODAY, by=officer, today=TODAY)

    with pytest.raises(ValidationError, match="không xoá được"):
        actions.change_plan(
            plan=plan,
            data=data(supports=[actions.SupportData(aim="NUOC", text="Kéo nước máy")]),
            by=officer,
            version=2,
        )

    assert plan.supports.count() == 1


def test_giving_up_needs_a_reason_and_the_plan_as_it_is(client_of, officer, home):
    plan = make_plan(home, by=officer)
    drop = f"{plan.get_absolute_url()}drop/"

    without = client_of(officer).post(drop, {"version": "1", "reason": "  "})
    stale = client_of(officer).post(drop, {"version": "7", "reason": "Hộ chuyển đi"})
    done = client_of(officer).post(drop, {"version": "1", "reason": "Hộ chuyển đi"})

    assert "reason" in without.context["form"].errors
    assert stale.status_code == 409
    assert done.status_code == 302
    plan.refresh_from_db()
    assert plan.dropped_reason == "Hộ chuyển đi"
    with pytest.raises(ValidationError, match="đã thôi"):
        actions.change_plan(plan=plan, data=data(), by=officer, version=plan.version)


def test_the_dossier_shows_the_plan(client_of, officer, other_officer, home):
    plan = make_plan(home, by=officer)

    page = client_of(officer).get(home.get_absolute_url()).content.decode()

    assert plan.get_absolute_url() in page
    assert "Cấp thẻ BHYT" in page


def test_the_list_costs_the_same_for_one_plan_or_many(
    client_of, officer, ward, django_assert_max_num_queries
):
    for _place in range(25):
        make_plan(make_household(ward, poverty_class="poor"), by=officer)

    browser = client_of(officer)
    with django_assert_max_num_queries(10):
        page = browser.get("/exit-plans/?year=2024&result=unknown&dropped=0")

    assert len(page.context["page"].rows) == 25


# -- The figures


@pytest.fixture
def scope(city):
    found = ask(city, today=date(2026, 1, 1), report=None)
    return replace(
        found,
        start=date(2024, 1, 1),
        end=date(2024, 12, 31),
        as_of=date(2025, 6, 30),
        is_chosen=True,
    )


def value(key, scope):
    return get_indicator(key).value(scope).value


@pytest.fixture
def reviewed(ward, other_ward, officer, chair):
    """Return the function that makes a planned household with a review of 2024."""
    round_ = make_round(2024)

    def make(*, b1, lacking, area=ward, planned=True, **fields):
        household = make_household(area, poverty_class="poor")
        recognised(household, round_, by=officer, chair=chair, b1=b1, lacking=lacking)
        return make_plan(household, by=officer, **fields) if planned else household

    return make


def test_fulfilment_is_read_from_the_review_of_the_plans_year(reviewed, scope, ward, officer):
    reviewed(b1=120, lacking=3)
    reviewed(b1=120, lacking=2)
    reviewed(b1=180, lacking=3)
    make_plan(make_household(ward, poverty_class="poor"), by=officer)

    assert value("exit_plans", scope) == 4
    assert int(value("exit_plans_fulfilled", scope)) == 66


def test_before_any_result_the_rate_is_unknown_not_zero(ward, officer, scope):
    make_plan(make_household(ward, poverty_class="poor"), by=officer)

    assert value("exit_plans_fulfilled", scope) is None


def test_a_decision_after_the_as_of_day_does_not_count_yet(reviewed, scope):
    reviewed(b1=180, lacking=3)

    early = replace(scope, as_of=date(2024, 12, 9), end=date(2024, 12, 9))

    assert value("exit_plans_fulfilled", early) is None
    assert value("exit_plans", early) == 1


def test_plans_given_up_and_those_of_another_period_do_not_count(reviewed, scope, officer):
    given_up = reviewed(b1=120, lacking=3)
    actions.drop_plan(plan=given_up, reason="Hộ đi xa", by=officer, now=NOW, version=1)
    reviewed(b1=180, lacking=3, year=2025)
    reviewed(b1=180, lacking=3)

    assert value("exit_plans", scope) == 1
    assert value("exit_plans_fulfilled", scope) == 100
    first_half = replace(scope, end=date(2024, 6, 30))
    assert value("exit_plans", first_half) is None


def test_the_parts_of_the_wards_are_the_citys(reviewed, scope, ward, other_ward):
    reviewed(b1=120, lacking=2)
    reviewed(b1=120, lacking=3)
    reviewed(b1=120, lacking=2, area=other_ward)

    assert get_indicator("exit_plans").by_area(scope) == {ward.pk: 2, other_ward.pk: 1}
    assert get_indicator("exit_plans_fulfilled").by_area(scope) == {ward.pk: 50, other_ward.pk: 100}


def test_the_list_behind_the_figure_holds_its_rows(reviewed, leader, client_of, scope):
    kept = reviewed(b1=120, lacking=2)
    close(kept.household.reviews.get().round)

    page = client_of(leader).get(f"/figures/exit_plans_fulfilled/?{scope.query}")

    assert page.status_code == 200
    assert [row.pk for row in page.context["page"].rows] == [kept.pk]
