"""Rewards and the figures that earned them: entered, put right, kept as they stood."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent
from programs.models import Award, AwardFigure
from tests.programs import factories

pytestmark = pytest.mark.django_db
TOKEN = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a21"
LATER = "31/12/2099"


@pytest.fixture(autouse=True)
def _programme(city):
    factories.programme(city)


@pytest.fixture
def award(ward):
    return Award.objects.create(
        area=ward,
        recipient_kind="collective",
        recipient="Ban Chỉ đạo phường",
        decision_number="1287/QĐ-UBND",
        decided_on=date(2022, 12, 20),
        movement="Chung tay vì người nghèo",
    )


def typed(area, **fields):
    return {
        "recipient_kind": "individual",
        "recipient": "Nông Văn Thử",
        "area": area.pk,
        "decision_number": "12/QĐ-UBND",
        "decided_on": "15/06/2022",
        "movement": "Chung tay vì người nghèo",
        "merit": "Giúp ba hộ làm nhà",
        "submit_token": TOKEN,
    } | fields


def figure(area, **fields):
    return {
        "key": "awards_collective",
        "area": area.pk,
        "period_from": "01/01/2022",
        "period_to": "31/12/2022",
        "submit_token": TOKEN,
    } | fields


def test_standing_office_enters_a_reward_once_however_often_it_is_sent(ward, standing, client_of):
    browser, address = client_of(standing), reverse("award_create")

    first = browser.post(address, typed(ward))
    again = browser.post(address, typed(ward))

    award = Award.objects.get()
    assert first["Location"] == again["Location"] == award.get_absolute_url()
    assert (award.recipient, award.decided_on) == ("Nông Văn Thử", date(2022, 6, 15))
    assert AuditEvent.objects.filter(action="award.record").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"decided_on": LATER}, "decided_on", "Ngày này chưa đến"),
        ({"decided_on": "31/02/2022"}, "decided_on", "lịch"),
        ({"recipient": " "}, "recipient", ""),
        ({"recipient_kind": "household"}, "recipient_kind", "không có trong danh sách"),
        ({"decision_number": ""}, "decision_number", ""),
    ],
)
def test_wrong_reward_is_refused_at_its_field_and_what_was_typed_stays(
    ward, standing, client_of, wrong, field, words
):
    answer = client_of(standing).post(reverse("award_create"), typed(ward, **wrong))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors[field])
    assert "Giúp ba hộ làm nhà" in page
    assert not Award.objects.exists()


def test_same_reward_of_the_same_decision_is_refused_in_words(ward, standing, client_of):
    browser = client_of(standing)
    browser.post(reverse("award_create"), typed(ward))

    again = browser.post(
        reverse("award_create"), typed(ward, submit_token=TOKEN.replace("0a3c", "0a3d"))
    )

    assert "đã có rồi" in again.content.decode()
    assert Award.objects.count() == 1


def test_reward_of_a_household_takes_name_and_ward_from_it(ward, standing, client_of):
    home = factories.household(ward)
    address = f"{reverse('award_household_create')}?household={home.code}"
    browser = client_of(standing)

    form = browser.get(address).context["form"]
    sent = {key: value for key, value in typed(ward).items() if key != "area"}
    browser.post(address, sent | {"recipient": form["recipient"].value()})

    award = Award.objects.get()
    assert (award.household, award.area) == (home, ward)
    assert award.recipient == f"Hộ {home.head.full_name}"
    assert award.recipient_kind == "household"
    page = browser.get(home.get_absolute_url()).content.decode()
    assert award.get_absolute_url() in page
    assert address in page


def test_household_is_searched_and_a_strange_code_is_not_found(ward, standing, client_of):
    home = factories.household(ward)
    browser, address = client_of(standing), reverse("award_household_create")

    found = browser.get(address, {"q": home.head.full_name}).content.decode()

    assert home.code in found
    assert browser.get(address, {"household": "BK-999999"}).status_code == 404


def test_ward_of_another_role_may_not_enter_rewards(
    ward, award, officer, other_officer, outsider, client_of
):
    for who in (officer, other_officer, outsider):
        assert client_of(who).post(reverse("award_create"), typed(ward)).status_code == 403
        address = reverse("award_edit", args=[award.pk])
        assert client_of(who).post(address, typed(ward)).status_code == 403
    assert Award.objects.count() == 1
    assert "Ghi khen thưởng" not in client_of(officer).get(reverse("award_list")).content.decode()


def test_figure_is_computed_when_it_is_added_and_kept_as_it_stood(
    ward, city, award, standing, client_of
):
    browser = client_of(standing)

    answer = browser.post(reverse("award_figure_create", args=[award.pk]), figure(city))

    kept = award.figures.get()
    assert answer["Location"] == award.get_absolute_url()
    assert kept.value == 1
    assert (kept.period_from, kept.period_to) == (date(2022, 1, 1), date(2022, 12, 31))
    page = browser.get(award.get_absolute_url()).content.decode()
    assert "không đổi" in page
    assert reverse("figure_detail", args=["awards_collective"]) in page


def test_page_says_when_a_figure_has_changed_since(ward, city, award, standing, client_of):
    browser = client_of(standing)
    browser.post(reverse("award_figure_create", args=[award.pk]), figure(city))

    browser.post(
        reverse("award_create"), typed(ward, recipient_kind="collective", recipient="Tổ 5")
    )

    section = browser.get(award.get_absolute_url()).context["sections"][0]
    row = section.rows[0]
    assert (row.then, row.now) == ("1 tập thể", "2 tập thể")
    assert row.change == "đã đổi từ khi khen thưởng"
    assert award.figures.get().value == 1


def test_link_of_a_figure_leads_to_the_same_number(city, award, standing, client_of):
    browser = client_of(standing)
    browser.post(reverse("award_figure_create", args=[award.pk]), figure(city))
    row = browser.get(award.get_absolute_url()).context["sections"][0].rows[0]

    found = browser.get(row.url).context["figure"]

    assert found.value == award.figures.get().value


def test_same_figure_sent_twice_is_kept_once_and_another_period_is_refused(
    city, award, standing, client_of
):
    browser, address = client_of(standing), reverse("award_figure_create", args=[award.pk])

    browser.post(address, figure(city))
    again = browser.post(address, figure(city))
    other = browser.post(address, figure(city, period_from="01/06/2022"))

    assert again.status_code == 302
    assert "đã có ở khen thưởng này" in other.content.decode()
    assert award.figures.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"period_to": LATER}, "chưa kết thúc"),
        ({"period_from": "01/01/2023", "period_to": "31/12/2022"}, "Ngày cuối phải sau"),
        ({"key": "no_such_figure"}, "không có trong danh sách"),
        ({"key": "loans_poor_amount", "period_from": "01/01/2016"}, ""),
    ],
)
def test_wrong_figure_is_refused(city, award, standing, client_of, wrong, words):
    address = reverse("award_figure_create", args=[award.pk])

    answer = client_of(standing).post(address, figure(city, **wrong))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not AwardFigure.objects.exists()


def test_figure_without_any_record_is_not_kept_as_zero(city, award, standing, client_of):
    address = reverse("award_figure_create", args=[award.pk])

    answer = client_of(standing).post(address, figure(city, key="awards_individual"))

    assert "chưa có số liệu" in answer.content.decode()
    assert not AwardFigure.objects.exists()


def test_figure_is_taken_off_with_a_reason(city, award, standing, client_of):
    row = factories.award_figure(award, area=city)
    browser, address = client_of(standing), reverse("award_figure_remove", args=[row.pk])
    sent = {"version": award.version, "submit_token": TOKEN}

    silent = browser.post(address, sent | {"reason": ""})
    told = browser.post(address, sent | {"reason": "Chọn nhầm chỉ tiêu"})

    assert (silent.status_code, told.status_code) == (200, 302)
    event = AuditEvent.objects.get(action="award_figure.remove")
    assert event.note == "Chọn nhầm chỉ tiêu"
    assert not award.figures.exists()


def test_figure_nobody_may_see_now_shows_only_what_was_kept(city, award, front, client_of):
    factories.award_figure(award, key="loans_poor_amount", area=city, value=7_000_000)

    page = client_of(front).get(award.get_absolute_url())

    row = page.context["sections"][0].rows[0]
    assert row.then == "7 triệu đồng"
    assert (row.now, row.url, row.remove_url) == ("", "", "")


def test_form_of_a_figure_starts_at_the_year_of_the_decision(award, standing, client_of):
    form = client_of(standing).get(reverse("award_figure_create", args=[award.pk])).context["form"]

    assert form["period_from"].value() == date(2022, 1, 1)
    assert form["period_to"].value() == award.decided_on
    assert award.decided_on < timezone.localdate()
