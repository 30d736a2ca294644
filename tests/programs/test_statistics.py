"""Published statistics in the browser: entered, put right, deleted, refused."""

import pytest
from django.urls import reverse

from povertyportal.accounts.models import AuditEvent
from programs.models import Statistic

TOKEN = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a11"


def typed(city, **fields):
    return {
        "key": "trained_labour_rate",
        "area": city.pk,
        "year": "2023",
        "value": "73,6",
        "source": "Niên giám thống kê, trang 12",
        "stated_on": "30/06/2024",
        "submit_token": TOKEN,
    } | fields


@pytest.fixture
def statistic(city, standing, client_of):
    client_of(standing).post(reverse("statistic_create"), typed(city))
    return Statistic.objects.get()


@pytest.mark.parametrize("who", ["standing", "administrator"])
def test_value_is_entered_once_however_often_it_is_sent(city, who, request, client_of):
    browser = client_of(request.getfixturevalue(who))
    door = browser.get(reverse("statistic_list")).content.decode()

    answers = [browser.post(reverse("statistic_create"), typed(city)) for _twice in range(2)]

    row = Statistic.objects.get()
    assert reverse("statistic_create") in door
    assert {answer.url for answer in answers} == {row.get_absolute_url()}
    assert str(row.value) == "73.6000"
    assert AuditEvent.objects.filter(action="statistic.record").count() == 1


@pytest.mark.parametrize("who", ["officer", "leader", "bank", "outsider"])
def test_others_enter_nothing(city, statistic, who, request, client_of):
    browser = client_of(request.getfixturevalue(who))

    assert browser.post(reverse("statistic_create"), typed(city, year="2022")).status_code == 403
    for name in ("edit", "remove"):
        address = reverse(f"statistic_{name}", args=[statistic.pk])
        assert browser.post(address).status_code in (403, 404)
    assert Statistic.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": "100,1"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "73.6"}, "value"),
        ({"source": ""}, "source"),
        ({"year": "2025"}, "year"),
        ({"stated_on": "01/01/2099"}, "stated_on"),
        ({"key": "unknown"}, "key"),
    ],
)
def test_wrong_value_is_refused_at_its_field(city, standing, client_of, wrong, field):
    answer = client_of(standing).post(reverse("statistic_create"), typed(city, **wrong))

    assert answer.context["form"].errors[field]
    assert not Statistic.objects.exists()


def test_edit_made_on_an_older_state_shows_both_states(city, statistic, standing, client_of):
    browser, address = client_of(standing), reverse("statistic_edit", args=[statistic.pk])
    Statistic.objects.update(value="70", version=2)
    sent = typed(city, value="71,5", version="1")

    conflict = browser.post(address, sent)
    again = browser.post(address, sent | {"version": conflict.context["form"]["version"].value()})

    statistic.refresh_from_db()
    assert conflict.context["conflict"][0][2] == "71,5"
    assert again.status_code == 302
    assert str(statistic.value) == "71.5000"


def test_value_is_deleted_with_its_reason(statistic, standing, client_of):
    address = reverse("statistic_remove", args=[statistic.pk])
    sent = {"version": 1, "reason": "Nhập nhầm năm", "submit_token": TOKEN}

    assert client_of(standing).post(address, sent).url == reverse("statistic_list")

    assert not Statistic.objects.exists()
    assert AuditEvent.objects.get(action="statistic.remove").note == "Nhập nhầm năm"


def test_list_names_what_the_number_says(statistic, leader, client_of):
    page = client_of(leader).get(reverse("statistic_list")).content.decode()

    assert "Tỷ lệ lao động qua đào tạo" in page
    assert "trained_labour_rate</a>" not in page
