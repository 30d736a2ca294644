"""Help to households one by one and many at once, statistics, and the programme tree."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent
from programs import actions
from programs.choices import SupportKind
from programs.models import (
    Component,
    ComponentLead,
    LoanProduct,
    Statistic,
    Support,
)
from tests.conftest import make_user
from tests.programs import factories

DAY = factories.DAY


def test_programme_has_seven_projects_eleven_parts_thirteen_leaves(city):
    factories.programme(city)

    assert Component.objects.filter(parent=None).count() == 7
    assert Component.objects.exclude(parent=None).count() == 11
    leaves = Component.objects.filter(carries_money=True)
    assert leaves.count() == 13
    assert set(
        leaves.filter(applicability__area=city, applicability__applies=True).values_list(
            "code", flat=True
        )
    ) == {"DA2", "DA3.1", "DA3.2", "DA4.1", "DA4.3", "DA6.1", "DA6.2", "DA7.1", "DA7.2"}


def test_loading_again_changes_nothing_and_keeps_corrections(city):
    factories.programme(city, approvals=True)
    LoanProduct.objects.filter(code="01").update(name="Tên đã sửa")
    before = (Component.objects.count(), ComponentLead.objects.count())

    factories.programme(city, approvals=True)

    assert (Component.objects.count(), ComponentLead.objects.count()) == before
    assert LoanProduct.objects.get(code="01").name == "Tên đã sửa"
    assert AuditEvent.objects.filter(action="programme.load").count() == 1


def test_leading_ministry_changes_on_its_day(city):
    factories.programme(city)
    leads = factories.component("DA2").leads

    assert leads.get(valid_to=date(2025, 2, 28)).organisation.startswith("Bộ Lao động")
    assert leads.get(valid_to=None).organisation == "Bộ Nông nghiệp và Môi trường"


def test_command_names_the_city_it_misses(db):
    with pytest.raises(CommandError, match="999"):
        call_command("load_programme", city="999")


def test_support_is_recorded_in_the_ward_of_the_household(ward, officer):
    home = factories.household(ward)

    row = actions.record_support(
        support=Support(household=home, kind="livelihood", provided_on=DAY, amount=0), by=officer
    )

    assert row.area == ward


def test_statistics_are_entered_by_administrators_with_a_source(city, administrator, leader):
    def statistic(**fields):
        fields = {"source": "Cục Thống kê"} | fields
        return Statistic(
            key="trained_labour_rate", area=city, year=2022, value="73.6", stated_on=DAY, **fields
        )

    with pytest.raises(PermissionDenied):
        actions.record_statistic(statistic=statistic(), by=leader)
    with pytest.raises(ValidationError):
        actions.record_statistic(statistic=statistic(source=""), by=administrator)
    assert actions.record_statistic(statistic=statistic(), by=administrator).pk


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Support, {"amount": -1}),
        (Support, {"kind": "x"}),
        (Statistic, {"source": ""}),
    ],
)
def test_database_holds_the_rest(ward, city, officer, model, wrong):
    factories.programme(city)
    factories.one_of_each(ward, city, officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**wrong)


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


def typed(**fields):
    """Return what an officer types into the form of a support."""
    return {
        "kind": "livelihood",
        "component": factories.component("DA2").pk,
        "provided_on": "15/06/2022",
        "amount": "11.500.000",
        "note": "Mô hình nuôi gà",
        "submit_token": str(uuid.uuid4()),
    } | fields


def create_url(home):
    return f"{reverse('support_create')}?household={home.code}"


def events(verb):
    return AuditEvent.objects.filter(action=f"support.{verb}")


def errors_of(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_officer_enters_help_once_however_often_it_is_sent(home, ward, officer, chair, client_of):
    factories.recognised(
        home,
        result="near_poor",
        on=date(2022, 1, 10),
        standard="STD2022",
        author=officer,
        chair=chair,
    )
    browser, sent = client_of(officer), typed(person=home.head_id)

    first = browser.post(create_url(home), sent)
    again = browser.post(create_url(home), sent)

    row = Support.objects.get()
    assert (first.status_code, first["Location"]) == (302, row.get_absolute_url())
    assert again["Location"] == row.get_absolute_url()
    assert (row.area, row.person, row.amount) == (ward, home.head, 11_500_000)
    assert (row.household_class, row.component.code) == ("near_poor", "DA2")
    assert events("record").count() == 1


def test_household_is_chosen_first_and_its_page_leads_to_the_form(home, officer, client_of):
    browser = client_of(officer)

    empty = browser.get(reverse("support_create"))
    page = browser.get(home.get_absolute_url())

    assert empty.status_code == 200
    assert "form" not in empty.context
    assert f"{reverse('support_create')}?household={home.code}" in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"amount": "-5"}, "amount", "Số tiền phải là số đồng nguyên"),
        ({"amount": "1.5"}, "amount", "Số tiền phải là số đồng nguyên"),
        ({"amount": "1234567890123456"}, "amount", "quá lớn"),
        ({"provided_on": "31/02/2022"}, "provided_on", "Không có ngày này"),
        ({"provided_on": "15/06/2099"}, "provided_on", "chưa đến"),
        ({"kind": ""}, "kind", ""),
        ({"kind": "nutrition"}, "component", "DA3.2"),
        ({"kind": "health"}, "component", "để trống dự án"),
    ],
)
def test_wrong_help_is_refused_at_its_field_and_what_was_typed_stays(
    home, officer, client_of, wrong, field, words
):
    response = client_of(officer).post(create_url(home), typed(**wrong))

    assert response.status_code == 200
    assert words in " ".join(errors_of(response)[field])
    assert "Mô hình nuôi gà" in response.content.decode()
    assert not Support.objects.exists()
    assert not events("record").exists()


def test_a_leaf_that_does_not_apply_is_refused_with_its_reason(home, officer, client_of):
    sent = typed(kind="other", component=factories.component("DA5").pk)

    response = client_of(officer).post(create_url(home), sent)

    assert (
        "không áp dụng ở đây: Thành phố không phải huyện nghèo"
        in errors_of(response)["component"][0]
    )
    assert not Support.objects.exists()


def test_a_leaf_applies_by_the_word_of_the_day(home, city, officer):
    leaf = factories.component("DA5")
    leaf.applicability.filter(area=city).update(valid_to=date(2022, 12, 31))
    leaf.applicability.create(
        area=city, applies=True, reason="Mở rộng", source="QĐ", valid_from=date(2023, 1, 1)
    )

    def help_on(day):
        return Support(household=home, component=leaf, kind="other", provided_on=day, amount=1)

    with pytest.raises(ValidationError):
        actions.record_support(support=help_on(date(2022, 12, 31)), by=officer)
    assert actions.record_support(support=help_on(date(2023, 1, 1)), by=officer).pk


def test_every_kind_that_belongs_to_a_leaf_names_leaves_of_the_programme(city):
    factories.programme(city)
    known = set(Component.objects.filter(carries_money=True).values_list("code", flat=True))

    named = {kind.value: set(actions.leaves_of(kind)) for kind in SupportKind}

    assert all(codes <= known for codes in named.values())
    assert {kind for kind, codes in named.items() if not codes} == {"health", "education"}


def test_help_after_the_household_left_the_books_is_refused(home, officer, client_of):
    home.closed_on, home.closed_reason = date(2022, 6, 14), "moved_out"
    home.save()

    response = client_of(officer).post(create_url(home), typed())

    assert "đưa ra khỏi sổ từ 14/06/2022" in errors_of(response)["provided_on"][0]


def test_help_of_another_ward_is_not_there(home, other_officer, outsider, leader, client_of):
    row = actions.record_support(
        support=Support(household=home, kind="health", provided_on=DAY, amount=0),
        by=make_officer(home),
    )
    urls = [reverse(name, args=[row.pk]) for name in ("support_edit", "support_remove")]

    for url in [create_url(home), *urls]:
        for method in ("get", "post"):
            assert getattr(client_of(other_officer), method)(url).status_code == 404, url
            assert getattr(client_of(outsider), method)(url).status_code == 403, url
            assert getattr(client_of(leader), method)(url).status_code == 403, url
    assert Support.objects.count() == 1


def make_officer(home):
    return make_user("helper", role="ward_officer", area=home.area)


def test_help_is_put_right_and_an_edit_of_an_older_state_is_shown(home, officer, client_of):
    row = actions.record_support(
        support=Support(household=home, kind="health", provided_on=DAY, amount=804_600), by=officer
    )
    browser, url = client_of(officer), reverse("support_edit", args=[row.pk])
    sent = typed(kind="health", component="", amount="900.000", note="Thẻ một năm", version=1)

    first = browser.post(url, sent)
    stale = browser.post(url, sent | {"amount": "700.000"})
    row.refresh_from_db()
    seen = (row.amount, row.version)
    again = browser.post(url, sent | {"amount": "700.000", "version": 2})

    row.refresh_from_db()
    assert first.status_code == 302
    assert seen == (900_000, 2)
    assert stale.context["conflict"] == [("Trị giá (đồng)", "900.000", "700.000")]
    assert (again.status_code, row.amount, row.note) == (302, 700_000, "Thẻ một năm")
    assert events("amend").count() == 2


def test_help_is_deleted_with_a_reason_only(home, officer, client_of):
    row = actions.record_support(
        support=Support(household=home, kind="health", provided_on=DAY, amount=0), by=officer
    )
    browser, url = client_of(officer), reverse("support_remove", args=[row.pk])

    refused = browser.post(url, {"version": 1, "reason": " ", "submit_token": uuid.uuid4()})
    done = browser.post(url, {"version": 1, "reason": "Ghi nhầm", "submit_token": uuid.uuid4()})

    assert "reason" in errors_of(refused)
    assert (done.status_code, Support.objects.count()) == (302, 0)
    assert events("remove").get().note == "Ghi nhầm"


@pytest.fixture
def poor(ward, home):
    """Return three poor households of the ward, beside one that is not poor."""
    found = [factories.household(ward, poverty_class="poor") for _ in range(3)]
    factories.household(ward, poverty_class="not_poor")
    return found


def test_many_households_are_helped_by_one_form_once(poor, officer, client_of):
    browser, url = client_of(officer), reverse("support_batch")
    sent = typed(households=[home.pk for home in poor[:2]])

    first = browser.post(url, sent, follow=True)
    again = browser.post(url, sent)

    rows = Support.objects.all()
    assert {row.household for row in rows} == set(poor[:2])
    assert {(row.amount, row.note) for row in rows} == {(11_500_000, "Mô hình nuôi gà")}
    assert (rows.count(), again.status_code, events("record").count()) == (2, 302, 2)
    assert "Đã ghi hỗ trợ cho 2 hộ." in first.content.decode()
    assert len(first.context["page"].rows) == 2


def test_only_listed_households_of_the_ward_can_be_chosen(
    poor, other_ward, officer, standing, client_of
):
    factories.household(other_ward, poverty_class="poor")

    own = client_of(officer).get(reverse("support_batch"))
    city_wide = client_of(standing).get(reverse("support_batch"))
    theirs = client_of(standing).get(reverse("support_batch"), {"ward": other_ward.pk})

    def offered(response):
        return {int(key) for key, _label in response.context["form"].fields["households"].choices}

    assert offered(own) == {home.pk for home in poor}
    assert offered(city_wide) == set()
    assert len(offered(theirs)) == 1
    strange = client_of(officer).get(reverse("support_batch"), {"ward": other_ward.pk})
    assert strange.status_code == 404


def test_a_batch_is_written_whole_or_not_at_all(poor, other_ward, officer, client_of):
    stranger = factories.household(other_ward, poverty_class="poor")
    browser, url = client_of(officer), reverse("support_batch")
    tomorrow = timezone.localdate() + timedelta(days=1)

    mixed = browser.post(url, typed(households=[poor[0].pk, stranger.pk]))
    late = browser.post(
        url, typed(households=[poor[0].pk, poor[1].pk], provided_on=f"{tomorrow:%d/%m/%Y}")
    )
    nobody = browser.post(url, typed(households=[]))

    assert "households" in errors_of(mixed)
    assert "chưa đến" in errors_of(late)["provided_on"][0]
    assert errors_of(nobody)["households"] == ["Hãy đánh dấu ít nhất một hộ."]
    assert late.context["form"]["households"].value() == [str(poor[0].pk), str(poor[1].pk)]
    with pytest.raises(PermissionDenied):
        actions.record_supports(
            support=Support(kind="health", provided_on=DAY, amount=0),
            households=[poor[0], stranger],
            token=uuid.uuid4(),
            by=officer,
        )
    assert not Support.objects.exists()
    assert not events("record").exists()


def test_batch_costs_no_more_to_show_for_many_households(
    poor, ward, officer, client_of, django_assert_max_num_queries
):
    browser = client_of(officer)
    for _ in range(20):
        factories.household(ward, poverty_class="near_poor")

    with django_assert_max_num_queries(8):
        browser.get(reverse("support_batch"))
