"""The draft that proposes to move idle money: who gives, who takes, what stands on the paper."""

import io
from datetime import date

import pytest
from django.urls import reverse
from docx import Document

from households.models import Deprivation, Household, Need
from povertyportal.accounts.models import AuditEvent
from programs import findings, matcher
from programs.models import Allocation, BudgetYear, IdleReason
from programs.reallocation import Advice, suggestions
from tests.programs import factories

pytestmark = pytest.mark.django_db
DAY = date(2023, 1, 18)
TODAY = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def _programme(city):
    factories.programme(city)


@pytest.fixture
def home(ward, officer, chair):
    """Return a poor household that lacks information and asks for nothing."""
    row = factories.household(ward)
    row.review = factories.recognised(
        row, result="poor", on=date(2022, 12, 14), standard="STD2022", author=officer, chair=chair
    )
    Deprivation.objects.create(review=row.review, indicator="VIEN_THONG", is_lacking=True)
    return row


@pytest.fixture
def account(city, finance):
    """Return the function that makes an account of 2023 with some idle money and its reason."""

    def make(code, *, idle, cause="no_project_list", kind="recurrent", source="TW"):
        row = factories.allocation(
            city, component=factories.component(code), year=2023, kind=kind, source=source
        )
        factories.enter(row, "assigned", 1_000, by=finance, entry_on=DAY)
        if idle < 1_000:
            factories.enter(row, "distributed", 1_000 - idle, by=finance, entry_on=DAY)
        if idle:
            IdleReason.objects.create(
                allocation=row, reason=cause, amount=idle, owner=factories.office(), stated_on=DAY,
                due_on=date(2023, 9, 30), note="Mức giao quá cao",
            )  # fmt: skip
        return Allocation.objects.get(pk=row.pk)

    return make


def advice():
    """Return what is suggested for each leaf with idle money of 2023."""
    rows = Allocation.objects.filter(year=2023).select_related("component__programme")
    leaves = {row.component_id: row.component for row in rows}
    found = matcher.matches(
        leaves.values(), year=2023, today=TODAY, households=Household.objects.all()
    )
    made = suggestions(findings.idle_in(rows), found, list(rows.order_by("pk")))
    return {row.money.allocation.component.code: row for row in made}


def test_money_moves_from_a_leaf_with_nobody_to_one_with_people_left(home, account):
    account("DA2", idle=600)
    taker = account("DA6.1", idle=0)

    row = advice()["DA2"]

    assert (row.advice, row.amount, row.to) == (Advice.MOVE, 600, taker)


def test_money_stays_where_people_are_left(home, account):
    Need.objects.create(review=home.review, code="production")
    account("DA2", idle=600)
    account("DA6.1", idle=0)

    assert advice()["DA2"].advice == Advice.KEEP


def test_what_does_not_fit_moves_although_people_are_left(home, account):
    Need.objects.create(review=home.review, code="production")
    account("DA2", idle=600, cause="does_not_fit")
    account("DA6.1", idle=0)

    assert (advice()["DA2"].advice, advice()["DA2"].amount) == (Advice.MOVE, 600)


@pytest.mark.parametrize("fields", [{"kind": "investment"}, {"idle": 100}])
def test_no_money_goes_to_another_kind_or_where_some_lies_idle(home, account, fields):
    account("DA2", idle=600)
    account("DA6.1", **({"idle": 0} | fields))

    assert advice()["DA2"].advice == Advice.NOWHERE


def test_what_is_not_known_is_asked_and_what_helps_no_person_is_planned(home, account):
    account("DA3.2", idle=600)
    account("DA7.2", idle=300)

    assert advice()["DA3.2"].advice == Advice.ASK
    assert advice()["DA7.2"].advice == Advice.PLAN


def test_the_draft_of_a_year_says_everything_from_the_records(home, account, finance, client_of):
    account("DA2", idle=600)
    account("DA6.1", idle=0)
    url = reverse("year_reallocation", args=[BudgetYear.objects.get(year=2023).pk])

    answer = client_of(finance).get(url, {"format": "docx"})

    paper = Document(io.BytesIO(answer.content))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    text = "\n".join([*(p.text for p in paper.paragraphs), *cells])
    for words in (
        "TỜ TRÌNH (DỰ THẢO)",
        "còn 600 đồng được giao mà chưa phân bổ",
        "Chưa có danh mục dự án (600 đồng",
        "hạn 30/09/2023",
        "Căn cứ: Quyết định 90/QĐ-TTg",
        "không còn ai trong 1",
        "DA6.1 còn 1 hộ đủ điều kiện chưa được hỗ trợ",
        "THỦ TRƯỞNG CƠ QUAN",
    ):
        assert words in text
    assert AuditEvent.objects.filter(action="paper.print").count() == 1


def test_the_draft_of_one_account_speaks_of_that_account_alone(home, account, finance, client_of):
    first = account("DA2", idle=600)
    account("DA3.1", idle=500)

    page = client_of(finance).get(reverse("allocation_reallocation", args=[first.pk]))

    text = page.content.decode()
    assert "còn 600 đồng được giao mà chưa phân bổ" in text
    assert "DA3.1" not in text


def test_the_draft_shows_that_a_reason_does_not_fit_the_records(home, account, finance, client_of):
    Need.objects.create(review=home.review, code="production")
    row = account("DA2", idle=600, cause="nobody_eligible")

    page = client_of(finance).get(reverse("allocation_reallocation", args=[row.pk]))

    assert "nhưng hồ sơ có 1 hộ đủ điều kiện" in page.content.decode()


def test_the_draft_names_nobody(home, account, finance, client_of):
    row = account("DA2", idle=600)

    page = client_of(finance).get(reverse("allocation_reallocation", args=[row.pk]))

    assert home.head.full_name not in page.content.decode()


def test_wards_and_outsiders_get_no_draft(home, account, officer, outsider, client_of):
    row = account("DA2", idle=600)
    url = reverse("allocation_reallocation", args=[row.pk])

    assert client_of(officer).get(url).status_code == 404
    assert client_of(outsider).get(url).status_code == 403


def test_a_year_without_idle_money_still_gives_a_draft_that_says_so(account, finance, client_of):
    account("DA6.1", idle=0)
    url = reverse("year_reallocation", args=[BudgetYear.objects.get(year=2023).pk])

    text = client_of(finance).get(url).content.decode()

    assert "còn 0 đồng" in text
    assert "Chưa có khoản nào đề nghị chuyển" in text
