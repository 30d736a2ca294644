"""Idle money: its reasons are stated, put right, closed, trimmed; whoever owns one is told."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from povertyportal.accounts.models import AuditEvent, User
from povertyportal.reporting.todo import todo_for
from programs.models import Allocation, IdleReason
from tests.programs import factories

pytestmark = pytest.mark.django_db
DAY = factories.DAY
DUE = date(2022, 9, 1)


@pytest.fixture(autouse=True)
def money(city, finance):
    factories.programme(city)
    row = factories.allocation(city)
    factories.enter(row, "assigned", 1_000_000, by=finance)
    return Allocation.objects.get(pk=row.pk)


def reason(money, **fields):
    fields = {
        "reason": "no_project_list",
        "amount": 400_000,
        "owner": factories.office(),
        "stated_on": DAY,
        "due_on": DUE,
    } | fields
    return IdleReason.objects.create(allocation=money, **fields)


def typed(**fields):
    return {
        "reason": "no_project_list",
        "amount": "400.000",
        "owner": factories.office().pk,
        "stated_on": "15/06/2022",
        "due_on": "01/09/2022",
        "note": "",
        "submit_token": str(uuid.uuid4()),
    } | fields


def waiting(user, *, today=DAY):
    groups = todo_for(User.objects.get(pk=user.pk), today=today)
    return {group.todo.key: group.items for group in groups}


def errors(page):
    return page.context["form"].errors


def test_a_rest_without_a_reason_is_an_open_task_until_it_is_explained(money, finance, client_of):
    client = client_of(finance)
    item = waiting(finance)["idle_unexplained"][0]
    before = client.get(item.url).context["page"].rows

    reason(money, amount=999_999)
    still = client.get(item.url).context["page"].rows
    reason(money, amount=1)
    after = client.get(item.url).context["page"].rows

    assert item.count == len(before) == len(still) == 1
    assert after == []
    assert "idle_unexplained" not in waiting(finance)


def test_a_closed_reason_explains_nothing(money):
    reason(money, amount=1_000_000, closed_on=DUE)

    assert list(Allocation.objects.unexplained()) == [money]


def test_the_page_of_the_account_says_how_much_has_no_reason(money, finance, client_of):
    reason(money)

    page = client_of(finance).get(money.get_absolute_url()).content.decode()

    assert "Chưa nêu lý do (đồng)" in page
    assert "600.000" in page


@pytest.mark.parametrize("who", ["finance", "standing"])
def test_a_reason_is_stated_in_the_browser_with_one_event(money, who, request, client_of):
    client = client_of(request.getfixturevalue(who))
    url = reverse("idle_reason_create", args=[money.pk])
    sent = typed()

    client.post(url, sent)
    client.post(url, sent)

    assert money.idle_reasons.get().amount == 400_000
    assert AuditEvent.objects.filter(action="idle_reason.state").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "1.000.001"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "1234567890123456"}, "amount"),
        ({"reason": "other"}, "note"),
        ({"due_on": "14/06/2022"}, "due_on"),
        ({"due_on": "31/02/2022"}, "due_on"),
        ({"owner": ""}, "owner"),
    ],
)
def test_a_wrong_entry_is_refused_at_its_field_and_nothing_is_lost(
    money, finance, client_of, wrong, field
):
    page = client_of(finance).post(reverse("idle_reason_create", args=[money.pk]), typed(**wrong))

    assert field in errors(page)
    assert page.context["form"].data["stated_on"] == "15/06/2022"
    assert not money.idle_reasons.exists()


def test_a_reason_is_put_right_and_a_stale_edit_shows_both_states(money, finance, client_of):
    row = reason(money)
    url = reverse("idle_reason_edit", args=[row.pk])
    client = client_of(finance)

    client.post(url, typed(amount="500.000", version=1))
    stale = client.post(url, typed(amount="700.000", version=1))

    row.refresh_from_db()
    assert (row.amount, row.version) == (500_000, 2)
    assert "Người khác vừa sửa" in stale.content.decode()
    assert stale.context["form"].data["amount"] == "700.000"


def test_a_reason_is_closed_once_with_how_it_ended(money, standing, client_of):
    row = reason(money)
    url = reverse("idle_reason_close", args=[row.pk])
    sent = {"closed_on": "20/06/2022", "note": "Đã có danh mục", "submit_token": uuid.uuid4()}

    client_of(standing).post(url, sent)
    again = client_of(standing).post(url, sent)

    row.refresh_from_db()
    assert row.closed_on == date(2022, 6, 20)
    assert "đã đóng" in again.content.decode()
    assert AuditEvent.objects.get(action="idle_reason.close").note == "Đã có danh mục"


@pytest.mark.parametrize("day", ["14/06/2022", "01/01/2100"])
def test_a_reason_is_not_closed_before_it_was_stated_nor_in_the_future(
    money, standing, client_of, day
):
    row = reason(money)

    page = client_of(standing).post(
        reverse("idle_reason_close", args=[row.pk]),
        {"closed_on": day, "note": "Xong", "submit_token": uuid.uuid4()},
    )

    row.refresh_from_db()
    assert "closed_on" in errors(page)
    assert row.closed_on is None


def test_distributing_trims_the_reasons_and_closes_those_that_explain_nothing(money, finance):
    first, second = reason(money), reason(money, amount=600_000, due_on=date(2022, 12, 1))

    factories.enter(money, "distributed", 500_000, by=finance)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.closed_on, second.amount, second.closed_on) == (DAY, 500_000, None)
    assert AuditEvent.objects.filter(action="idle_reason.trim").count() == 2
    factories.enter(money, "distributed", 500_000, by=finance)
    second.refresh_from_db()
    assert second.closed_on == DAY


def test_the_owner_office_is_told_of_its_reasons_and_late_ones_are_marked(
    money, officer, other_officer, city, client_of
):
    wards = factories.office("Các phường, xã")
    row = reason(money, owner=wards)
    reason(money, amount=1)

    item = waiting(officer)["idle_owned"][0]
    late = waiting(officer, today=date(2022, 9, 2))["idle_owned"][0]
    rows = client_of(officer).get(item.url).context["page"].rows

    assert (item.count, item.is_late, late.is_late) == (1, False, True)
    assert rows == [row]
    assert client_of(other_officer).get(row.get_absolute_url()).status_code == 200


def test_an_owner_reads_the_reason_but_neither_edits_it_nor_sees_the_account(
    money, officer, client_of
):
    row = reason(money, owner=factories.office("Các phường, xã"))
    client = client_of(officer)
    page = client.get(row.get_absolute_url())

    assert page.status_code == 200
    assert reverse("idle_reason_edit", args=[row.pk]) not in page.content.decode()
    assert client.get(reverse("idle_reason_edit", args=[row.pk])).status_code == 403
    assert client.get(money.get_absolute_url()).status_code == 404


def test_reasons_of_other_offices_stay_unseen(money, officer, outsider, client_of):
    row = reason(money)

    assert client_of(officer).get(row.get_absolute_url()).status_code == 404
    assert client_of(outsider).get(row.get_absolute_url()).status_code == 403
    assert "idle_owned" not in waiting(officer)


def test_an_office_of_a_role_without_money_sees_no_reason(money, front):
    row = reason(money, owner=factories.office("Ủy ban Mặt trận Tổ quốc thành phố"))

    assert row not in IdleReason.objects.visible_to(User.objects.get(pk=front.pk))


def test_a_late_reason_says_so_and_leads_to_who_is_eligible(money, finance, client_of):
    row = reason(money)

    page = client_of(finance).get(row.get_absolute_url()).content.decode()

    assert "Việc này đã quá hạn" in page
    assert f"{reverse('leaf_match', args=[money.component_id])}?year=2022" in page
    assert money.get_absolute_url() in page
