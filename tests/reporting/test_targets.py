"""Plans: entered, put right, split over the wards, compared with what was reached, refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting import actions, splits
from povertyportal.reporting.compare import percent_of_plan, reach_in_words
from povertyportal.reporting.models import Target
from povertyportal.reporting.reach import Reach
from povertyportal.reporting.todo import todo_for
from povertyportal.reporting.units import Direction
from tests.programs import factories
from tests.races import RACE, together

TOKEN = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a11"
LIST = "/targets/"


def typed(area, **fields):
    return {
        "key": "poor_households_exited",
        "area": area.pk,
        "period_from": "14/12/2021",
        "period_to": "14/12/2022",
        "value": "42",
        "baseline": "",
        "document": "Quyết định 12/QĐ-UBND",
        "note": "",
        "submit_token": TOKEN,
    } | fields


def shares(target, *parts, seen="", **fields):
    """Return what is typed on the page that splits a plan: (ward, number) pairs."""
    fields = {"document": "Quyết định 15/QĐ-UBND", "seen": seen} | fields
    return fields | {f"ward_{ward.pk}": number for ward, number in parts}


def split_url(target):
    return reverse("target_split", args=[target.pk])


def test_standing_office_enters_a_plan_once_however_often_it_is_sent(city, standing, client_of):
    browser = client_of(standing)
    door = browser.get(LIST).content.decode()

    answers = [browser.post(reverse("target_create"), typed(city)) for _twice in range(2)]

    target = Target.objects.get()
    assert reverse("target_create") in door
    assert {answer.url for answer in answers} == {target.get_absolute_url()}
    assert AuditEvent.objects.filter(action="target.record").count() == 1


@pytest.mark.parametrize("who", ["officer", "finance", "bank", "leader", "auditor", "outsider"])
def test_others_may_look_at_most_but_not_set_plans(city, ward, who, request, client_of):
    target = factories.target(city)
    user = request.getfixturevalue(who)
    browser = client_of(user)

    for name in ("edit", "remove", "split"):
        assert browser.get(reverse(f"target_{name}", args=[target.pk])).status_code in (403, 404)
        assert browser.post(reverse(f"target_{name}", args=[target.pk])).status_code in (403, 404)
    assert browser.post(reverse("target_create"), typed(city)).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.record_target(target=factories_plan(ward), by=user)
    assert Target.objects.get() == target


def factories_plan(area):
    """Return an unsaved plan of the area."""
    return Target(
        key="workers_placed",
        area=area,
        period_from=date(2022, 1, 1),
        period_to=date(2022, 12, 31),
        value=20,
        document="Quyết định",
    )


def test_plan_of_another_ward_is_not_there(ward, other_officer, client_of):
    target = factories.target(ward)
    browser = client_of(other_officer)

    assert browser.get(target.get_absolute_url()).status_code == 404
    assert browser.get(LIST).context["page"].total == 0


@pytest.mark.parametrize(
    ("key", "text", "stored"),
    [
        ("poor_households_exited", "1.042", Decimal(1042)),
        ("loans_poor_amount", "1.975.000.000", Decimal(1_975_000_000)),
        ("poor_rate_fall_per_year", "0,19", Decimal("0.19")),
        ("capital_unallocated", "0", Decimal(0)),
    ],
)
def test_value_is_read_in_the_unit_of_its_figure_and_shown_so_again(
    city, standing, client_of, key, text, stored
):
    browser = client_of(standing)

    browser.post(reverse("target_create"), typed(city, key=key, value=text))

    target = Target.objects.get()
    form = browser.get(reverse("target_edit", args=[target.pk])).context["form"]
    assert target.value == stored
    assert form["value"].value() == text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": "-1"}, "value"),
        ({"value": "1,5"}, "value"),
        ({"value": "1.5"}, "value"),
        ({"value": ""}, "value"),
        ({"key": "loans_poor_amount", "value": "1234567890123456"}, "value"),
        ({"key": "job_counselling_rate", "value": "100,1"}, "value"),
        ({"key": "poor_households_exited", "baseline": "abc"}, "baseline"),
        ({"key": "nothing"}, "key"),
        ({"key": "capital_distributed"}, "key"),
        ({"period_to": "13/12/2021"}, "period_to"),
        ({"period_from": "31/02/2022"}, "period_from"),
        ({"document": ""}, "document"),
        ({"area": "999999"}, "area"),
    ],
)
def test_wrong_plan_is_refused_at_its_field_and_what_was_typed_stays(
    city, standing, client_of, wrong, field
):
    answer = client_of(standing).post(reverse("target_create"), typed(city) | wrong)

    assert answer.status_code == 200
    assert answer.context["form"].errors[field]
    if "document" not in wrong:
        assert "12/QĐ-UBND" in answer.content.decode()
    assert not Target.objects.exists()


def test_second_plan_for_the_same_figure_area_and_period_is_refused_in_words(
    city, standing, client_of
):
    factories.target(city)

    answer = client_of(standing).post(reverse("target_create"), typed(city))

    assert "đã có kế hoạch cho địa bàn và kỳ này" in answer.content.decode()
    assert Target.objects.count() == 1


def test_edit_made_on_an_older_state_shows_both_states(city, standing, client_of):
    target = factories.target(city)
    browser, address = client_of(standing), reverse("target_edit", args=[target.pk])
    Target.objects.update(value=50, version=2)
    sent = typed(city, value="45", version="1")

    conflict = browser.post(address, sent)
    again = browser.post(address, sent | {"version": conflict.context["form"]["version"].value()})

    target.refresh_from_db()
    assert ("Kế hoạch", "50", "45") in conflict.context["conflict"]
    assert again.status_code == 302
    assert (target.value, target.version) == (45, 3)
    assert AuditEvent.objects.get(action="target.amend").changes["value"] == ["50", "45"]


def test_plan_is_split_over_the_wards_and_the_page_says_by_how_much_it_is_off(
    city, ward, other_ward, standing, client_of
):
    target = factories.target(city)
    browser = client_of(standing)

    browser.post(split_url(target), shares(target, (ward, "20"), (other_ward, "10")))
    off = browser.get(target.get_absolute_url()).content.decode()
    seen = browser.get(split_url(target)).context["form"]["seen"].value()
    browser.post(split_url(target), shares(target, (ward, "20"), (other_ward, "22"), seen=seen))
    fits = browser.get(target.get_absolute_url()).content.decode()

    assert "lệch −12" in off
    assert "khớp" in fits
    assert "lệch" not in fits
    assert {part.area: part.value for part in splits.parts_of(target)} == {ward: 20, other_ward: 22}
    assert AuditEvent.objects.filter(action="target.record").count() == 2
    assert AuditEvent.objects.filter(action="target.amend").count() == 1


def test_empty_field_takes_the_part_of_a_ward_away(city, ward, other_ward, standing, client_of):
    target = factories.target(city)
    parts = [factories.target(ward, value=20), factories.target(other_ward, value=22)]
    seen = actions.state_of(parts)

    client_of(standing).post(
        split_url(target), shares(target, (ward, "42"), (other_ward, ""), seen=seen)
    )

    assert [(part.area, part.value) for part in splits.parts_of(target)] == [(ward, 42)]
    assert AuditEvent.objects.filter(action="target.remove").count() == 1


def test_split_made_on_an_older_state_shows_both_states_and_then_counts(
    city, ward, other_ward, standing, client_of
):
    target = factories.target(city)
    factories.target(ward, value=30)
    browser = client_of(standing)
    sent = shares(target, (ward, "20"), (other_ward, "22"))

    conflict = browser.post(split_url(target), sent)
    unchanged = [part.value for part in splits.parts_of(target)]
    seen = conflict.context["form"]["seen"].value()
    again = browser.post(split_url(target), sent | {"seen": seen})

    assert (ward.name, "30", "20") in conflict.context["conflict"]
    assert unchanged == [30]
    assert again.status_code == 302
    assert splits.split_of(target).total == 42


@pytest.mark.parametrize("number", ["-1", "1,5", "abc"])
def test_wrong_part_is_refused_at_its_ward(city, ward, standing, client_of, number):
    target = factories.target(city)

    answer = client_of(standing).post(split_url(target), shares(target, (ward, number)))

    assert answer.context["form"].errors[f"ward_{ward.pk}"]
    assert number in answer.content.decode()
    assert Target.objects.count() == 1


def test_rates_are_never_added(city, ward, other_ward, standing, client_of):
    target = factories.target(city, key="poor_rate_fall_per_year", value="0.19")
    for area in (ward, other_ward):
        factories.target(area, key="poor_rate_fall_per_year", value="0.19")
    browser = client_of(standing)

    page = browser.get(target.get_absolute_url()).content.decode()
    form = browser.get(split_url(target)).content.decode()

    assert "không cộng được" in page
    assert "lệch" not in page
    assert "không cộng lại thành số chung" in form
    assert not splits.uneven(Target.objects.all()).exists()


def test_plan_that_wards_share_is_neither_deleted_nor_moved(city, ward, standing, client_of):
    target = factories.target(city)
    factories.target(ward, value=42)
    browser = client_of(standing)
    gone = {"version": 1, "reason": "Nhập nhầm"}

    page = browser.post(reverse("target_remove", args=[target.pk]), gone).content.decode()
    moved = browser.post(
        reverse("target_edit", args=[target.pk]),
        typed(city, period_to="31/12/2022", version="1"),
    )

    assert ward.name in page
    assert "đã chia cho" in page
    assert "bỏ phần chia trước" in moved.content.decode()
    assert Target.objects.count() == 2


def test_plan_is_deleted_with_its_reason(ward, standing, client_of):
    target = factories.target(ward)
    browser, address = client_of(standing), reverse("target_remove", args=[target.pk])

    unsaid = browser.post(address, {"version": 1, "reason": ""})
    done = browser.post(address, {"version": 1, "reason": "Nhập nhầm"})

    assert unsaid.status_code == 200
    assert done.url == LIST
    assert AuditEvent.objects.get(action="target.remove").note == "Nhập nhầm"


def test_standing_office_is_told_of_plans_that_do_not_add_up_and_the_list_holds_as_many(
    city, ward, standing, leader, client_of
):
    factories.target(city)
    factories.target(ward, value=40)
    even = {"period_from": date(2022, 1, 1), "period_to": date(2022, 12, 31)}
    factories.target(city, **even)
    factories.target(ward, **even)
    today = timezone.localdate()

    (item,) = [
        item
        for group in todo_for(standing, today=today)
        for item in group.items
        if "uneven" in item.url
    ]
    listed = client_of(standing).get(item.url).context["page"]
    fitting = client_of(standing).get(LIST, {"split": "even"}).context["page"]

    assert item.count == listed.total == fitting.total == 1
    assert "uneven" not in str([group.items for group in todo_for(leader, today=today)])


def test_list_is_narrowed_by_figure_area_and_period(city, ward, standing, client_of):
    factories.target(city)
    factories.target(ward)
    days = {"period_from": date(2023, 1, 1), "period_to": date(2023, 12, 31)}
    factories.target(ward, key="workers_placed", value=5, **days)
    browser = client_of(standing)

    totals = [
        browser.get(LIST, query).context["page"].total
        for query in (
            {},
            {"key": "poor_households_exited"},
            {"area": ward.pk},
            {"starts": "01/01/2023"},
            {"ends": "31/12/2022"},
            {"area": "abc"},
        )
    ]

    assert totals == [3, 2, 2, 1, 2, 0]


def test_list_costs_the_same_for_one_plan_or_many(
    city, ward, other_ward, standing, client_of, django_assert_max_num_queries
):
    for year in range(2016, 2024):
        days = {"period_from": date(year, 1, 1), "period_to": date(year, 12, 31)}
        for area in (city, ward, other_ward):
            factories.target(area, **days)
    browser = client_of(standing)

    with django_assert_max_num_queries(9):
        browser.get(LIST)


def test_who_may_not_see_the_figure_sees_the_plan_without_the_result(city, bank, leader, client_of):
    target = factories.target(city)

    without = client_of(bank).get(target.get_absolute_url()).content.decode()
    seen = client_of(leader).get(target.get_absolute_url()).content.decode()

    assert "không có quyền xem số thực hiện" in without
    assert "chưa có số liệu" in seen


@pytest.mark.parametrize(
    ("key", "plan", "baseline", "actual", "words"),
    [
        ("poor_households_exited", 42, None, 74, "176,2 %"),
        ("poor_households_exited", 20, 10, 15, "50,0 %"),
        ("poor_rate_end", 2, 4, 3, "50,0 %"),
        ("poor_rate_end", 2, 4, 5, "−50,0 %"),
        ("poor_rate_end", 2, None, 2, "đạt kế hoạch"),
        ("capital_unallocated", 0, None, 1, "chưa đạt kế hoạch"),
        ("capital_unallocated", 0, None, 0, "đạt kế hoạch"),
        ("workers_placed", 10, 10, 9, "chưa đạt kế hoạch"),
        ("workers_placed", 10, 20, 15, "đạt kế hoạch"),
        ("workers_placed", 10, None, None, ""),
    ],
)
def test_reach_is_a_percentage_or_words_never_nonsense(key, plan, baseline, actual, words):
    target = Target(
        key=key,
        value=Decimal(plan),
        baseline=None if baseline is None else Decimal(baseline),
        period_from=date(2022, 1, 1),
        period_to=date(2022, 12, 31),
    )

    assert Reach(target=target, actual=actual).words == words


def test_plan_on_the_wrong_side_of_its_baseline_has_no_percentage():
    assert percent_of_plan(15, plan=10, baseline=20, direction=Direction.UP) is None
    assert percent_of_plan(15, plan=20, baseline=10, direction=Direction.DOWN) is None
    assert reach_in_words(None, None) == ""


def test_area_and_period_have_to_meet(city, ward, standing):
    ward.valid_to = date(2021, 1, 1)
    ward.save()

    with pytest.raises(ValidationError) as refused:
        actions.record_target(target=factories_plan(ward), by=standing)

    assert "area" in refused.value.error_dict


class TestRace:
    pytestmark = RACE

    def test_two_splits_at_once_leave_one_whole(self, city, ward, other_ward, standing):
        target = factories.target(city)
        wanted = [{ward.pk: Decimal(20), other_ward.pk: Decimal(22)}, {ward.pk: Decimal(42)}]

        answers = together(
            *(
                lambda values=values: actions.split_target(
                    target=target, values=values, document="QĐ", by=standing, seen=""
                )
                for values in wanted
            )
        )

        assert sum(isinstance(answer, ValidationError) for answer in answers) == 1, answers
        assert splits.split_of(target).total == 42
