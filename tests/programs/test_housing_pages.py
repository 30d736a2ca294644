"""Houses and the Fund in the browser: every form, who meets it, what it says, what it costs."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting.todo import todo_for
from programs import actions
from programs.models import FundAccount, FundTransaction, HousingCase, HousingContribution
from programs.wording import dong_in_words
from tests.programs import factories
from tests.programs.test_fund import give, move
from tests.programs.test_housing import gift, house

DAY = factories.DAY
TOKEN = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a11"


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


@pytest.fixture
def case(home, front):
    return house(home, front)


def house_typed(**fields):
    return {
        "kind": "new",
        "funding": "other",
        "programme": "Mái ấm",
        "started_on": "15/06/2022",
        "submit_token": TOKEN,
    } | fields


def gift_typed(**fields):
    return {
        "source": "organisation",
        "contributor": "Doanh nghiệp A",
        "form": "cash",
        "amount": "40.000.000",
        "given_on": "20/06/2022",
        "submit_token": TOKEN,
    } | fields


def fund_typed(area, **fields):
    return {
        "area": area.pk,
        "kind": "income",
        "amount": "5.000.000",
        "occurred_on": "20/06/2022",
        "document_number": "PT-1",
        "party": "Doanh nghiệp A",
        "purpose": "Ủng hộ",
        "submit_token": TOKEN,
    } | fields


def text_of(answer):
    return answer.content.decode()


def rows_of(answer):
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


def test_officer_enters_a_house_from_the_household_page(home, officer, client_of):
    browser = client_of(officer)
    door = f"{reverse('housing_case_create')}?household={home.code}"
    assert door.replace("&", "&amp;") in text_of(browser.get(home.get_absolute_url()))

    answers = [browser.post(door, house_typed()) for _time in range(2)]

    case = HousingCase.objects.get()
    assert [answer["Location"] for answer in answers] == [case.get_absolute_url()] * 2
    assert (case.household, case.area) == (home, home.area)


def test_house_of_another_ward_is_not_found(home, case, other_officer, client_of):
    browser = client_of(other_officer)
    row = HousingContribution.objects.create(
        case=case, source="other", form="cash", amount=5, given_on=DAY
    )

    for url in (
        f"{reverse('housing_case_create')}?household={home.code}",
        *(reverse(f"housing_case_{act}", args=[case.pk]) for act in ("edit", "remove", "finish")),
        reverse("housing_contribution_create", args=[case.pk]),
        reverse("housing_contribution_edit", args=[row.pk]),
        reverse("housing_contribution_remove", args=[row.pk]),
    ):
        assert browser.get(url).status_code == 404, url
        assert browser.post(url, house_typed()).status_code == 404, url


@pytest.mark.parametrize("who", ["leader", "auditor", "chair"])
def test_who_reads_houses_meets_no_door_to_write(case, who, request, client_of):
    browser = client_of(request.getfixturevalue(who))

    page = text_of(browser.get(case.get_absolute_url()))
    listed = text_of(browser.get(reverse("housing_case_list")))

    for words in ("Ghi đóng góp", "Ghi hoàn thành", "Chi từ Quỹ", "/edit/", "/remove/"):
        assert words not in page
    assert "Ghi nhà ở" not in listed
    assert browser.get(reverse("housing_case_edit", args=[case.pk])).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"started_on": "31/02/2022"}, "lịch"),
        ({"started_on": "01/01/2099"}, "chưa đến"),
        ({"finished_on": "01/06/2022"}, "không thể trước"),
        ({"accepted_on": "01/09/2022"}, "cần ghi ngày hoàn thành"),
        ({"programme": "Dự án 5"}, "không phải huyện nghèo"),
        ({"programme": " "}, "Mái ấm"),
    ],
)
def test_wrong_house_says_what_to_do_and_keeps_what_was_typed(
    home, officer, client_of, wrong, words
):
    typed = house_typed(**{"programme": "Mái ấm tình thương"} | wrong)

    answer = client_of(officer).post(
        f"{reverse('housing_case_create')}?household={home.code}", typed
    )

    page = text_of(answer)
    assert answer.status_code == 200
    assert words in page or "programme" in wrong
    assert typed["started_on"] in page
    assert answer.context["form"].errors
    assert not HousingCase.objects.exists()


def test_house_is_finished_then_accepted(case, officer, client_of):
    browser = client_of(officer)
    url = reverse("housing_case_finish", args=[case.pk])

    browser.post(url, {"version": 1, "finished_on": "01/09/2022", "submit_token": TOKEN})
    finished = text_of(browser.get(case.get_absolute_url()))
    sent = {"version": 2, "finished_on": "01/09/2022", "accepted_on": "05/09/2022"}
    browser.post(url, sent | {"submit_token": TOKEN})

    case.refresh_from_db()
    assert "Ghi nghiệm thu" in finished
    assert (case.finished_on, case.accepted_on) == (date(2022, 9, 1), date(2022, 9, 5))


def test_edit_made_on_an_older_state_shows_both(case, officer, front, client_of):
    actions.amend_housing_case(
        case=case, values={"programme": "Xoá nhà tạm"}, by=front, version=case.version
    )
    url = reverse("housing_case_edit", args=[case.pk])

    answer = client_of(officer).post(url, house_typed(version=1, programme="Đại đoàn kết"))

    page = text_of(answer)
    assert "Người khác vừa sửa" in page
    assert "Xoá nhà tạm" in page
    assert "Đại đoàn kết" in page
    case.refresh_from_db()
    assert case.programme == "Xoá nhà tạm"


def test_house_in_use_is_not_deleted_and_says_by_what(case, officer, client_of):
    gift(case, officer)
    url = reverse("housing_case_remove", args=[case.pk])

    asked = text_of(client_of(officer).get(url))
    client_of(officer).post(url, {"version": 1, "reason": "Nhầm", "submit_token": TOKEN})

    assert "Đóng góp làm nhà Tổ chức, doanh nghiệp" in asked
    assert HousingCase.objects.filter(pk=case.pk).exists()


def test_gift_is_entered_put_right_and_deleted(case, officer, client_of):
    browser = client_of(officer)
    url = reverse("housing_contribution_create", args=[case.pk])
    for _time in range(2):
        assert browser.post(url, gift_typed())["Location"] == case.get_absolute_url()
    row = case.contributions.get()

    edit = reverse("housing_contribution_edit", args=[row.pk])
    browser.post(edit, gift_typed(version=1, amount="30.000.000"))
    row.refresh_from_db()
    assert row.amount == 30_000_000
    remove = reverse("housing_contribution_remove", args=[row.pk])
    browser.post(remove, {"version": 2, "reason": "Ghi nhầm", "submit_token": TOKEN})

    assert not case.contributions.exists()
    assert AuditEvent.objects.filter(action="housingcontribution.remove").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "-1"}, "số đồng nguyên"),
        ({"amount": "9999999999999999"}, "quá lớn"),
        ({"contributor": ""}, "Hãy ghi rõ"),
        ({"form": "labour"}, "Hãy ghi số ngày công"),
        ({"labour_days": "3"}, "Chỉ ghi số ngày công"),
        ({"source": "fund"}, "không có trong danh sách"),
        ({"given_on": "01/01/2099"}, "chưa đến"),
    ],
)
def test_wrong_gift_says_what_to_do(case, officer, client_of, wrong, words):
    url = reverse("housing_contribution_create", args=[case.pk])

    answer = client_of(officer).post(url, gift_typed(**wrong))

    assert words in text_of(answer)
    assert not case.contributions.exists()


def test_a_thousand_is_typed_with_a_point(case, officer, client_of):
    url = reverse("housing_contribution_create", args=[case.pk])

    sent = gift_typed(form="labour", labour_days="1.000", amount="1.000")
    assert client_of(officer).post(url, sent).status_code == 302

    row = case.contributions.get()
    assert (row.labour_days, row.amount) == (1000, 1000)


def test_front_pays_for_a_house_and_takes_it_back(case, city, front, client_of):
    browser = client_of(front)
    give(city, "income", 9_000_000, front)
    door = f"{reverse('fund_spending_create')}?house={case.pk}"
    assert door in text_of(browser.get(case.get_absolute_url()))

    browser.post(door, fund_typed(city, party=""))
    row = FundTransaction.objects.get(kind="spending")
    made = case.contributions.get()
    back = reverse("fund_transaction_correct", args=[row.pk])
    browser.post(
        back, {"occurred_on": "21/06/2022", "purpose": "Ghi nhầm", "submit_token": TOKEN[:-1] + "2"}
    )

    assert (made.amount, made.fund_transaction) == (5_000_000, row)
    assert not case.contributions.exists()
    assert "Đã được đính chính" in text_of(browser.get(row.get_absolute_url()))


def test_contribution_of_the_fund_leads_to_the_ledger(case, city, front, officer, client_of):
    give(city, "income", 9_000_000, front)
    row = give(city, "spending", 5_000_000, front, housing_case=case)
    made = case.contributions.get()

    page = text_of(client_of(front).get(made.get_absolute_url()))
    edit = client_of(front).get(reverse("housing_contribution_edit", args=[made.pk]), follow=True)
    removed = client_of(front).post(reverse("housing_contribution_remove", args=[made.pk]))
    of_ward = text_of(client_of(officer).get(made.get_absolute_url()))

    assert row.get_absolute_url() in page
    assert "/edit/" not in page
    assert "theo sổ Quỹ" in text_of(edit)
    assert removed["Location"] == made.get_absolute_url()
    assert row.get_absolute_url() not in of_ward


def test_house_out_of_sight_is_paid_for_by_nobody(case, front, client_of):
    for key in ("999999", "abc", "-1", "9" * 30):
        url = f"{reverse('fund_spending_create')}?house={key}"
        assert client_of(front).get(url).status_code == 404, key


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "1.5"}, "số đồng nguyên"),
        ({"amount": "5.000.001"}, "sẽ âm 1 đồng"),
        ({"occurred_on": "14/06/2022"}, "Ngày 14/06/2022 Quỹ của Thành phố Bắc Kạn sẽ âm"),
        ({"occurred_on": "01/01/2099"}, "chưa đến"),
        ({"party": ""}, "Hãy ghi rõ người"),
    ],
)
def test_wrong_spending_says_what_to_do_and_keeps_what_was_typed(
    city, front, client_of, wrong, words
):
    give(city, "income", 5_000_000, front)

    answer = client_of(front).post(reverse("fund_spending_create"), fund_typed(city, **wrong))

    assert words in text_of(answer)
    assert "PT-1" in text_of(answer)
    assert FundTransaction.objects.count() == 1


def test_front_moves_money_to_a_ward(city, ward, front, officer, client_of):
    give(city, "income", 9_000_000, front)
    sent = fund_typed(city, to=ward.pk)

    for _time in range(2):
        assert client_of(front).post(reverse("fund_transfer_create"), sent).status_code == 302

    received = FundTransaction.objects.get(kind="transfer_in")
    assert received.area == ward
    assert received.pair.get_absolute_url() in text_of(
        client_of(front).get(received.get_absolute_url())
    )
    of_ward = client_of(officer).get(received.get_absolute_url())
    assert of_ward.status_code == 200
    assert received.pair.get_absolute_url() not in text_of(of_ward)


def test_opening_balance_is_set_right_by_the_right_number(city, front, client_of):
    row = give(city, "opening", 40, front)
    url = reverse("fund_transaction_correct", args=[row.pk])
    assert "Số dư đầu kỳ đúng" in text_of(client_of(front).get(url))

    client_of(front).post(
        url, {"amount": "1.000.000", "purpose": "Theo biên bản", "submit_token": TOKEN}
    )

    assert FundAccount.objects.get(area=city).balance == 1_000_000


def test_unnamed_donor_is_shown_and_found_nowhere(city, front, leader, client_of):
    browser = client_of(front)
    sent = fund_typed(city, party="Nguyễn Thị Ẩn Danh", is_anonymous="on")
    browser.post(reverse("fund_income_create"), sent)
    kept = factories.fund(
        city, "income", 5, created_by=front, party="Trần Văn Giấu", is_anonymous=True
    )
    kept.save()  # as rows were kept before names were dropped
    row = FundTransaction.objects.get(document_number="PT-1")

    for who in (front, leader):
        reader = client_of(who)
        listing = reverse("fund_transaction_list")
        pages = [
            text_of(reader.get(listing)),
            rows_of(reader.get(listing, {"export": "xlsx"})),
            text_of(reader.get(FundAccount.objects.get(area=city).get_absolute_url())),
        ]
        for one in (row, kept):
            pages += [
                text_of(reader.get(one.get_absolute_url())),
                text_of(reader.get(reverse("fund_receipt", args=[one.pk]))),
            ]
        assert not [page for page in pages if "Ẩn Danh" in page or "Giấu" in page]
        for words in ("ẩn danh", "giau", "tran van giau"):
            assert reader.get(listing, {"q": words}).context["page"].total == 0
        assert reader.get(listing, {"q": kept.document_number}).context["page"].total == 1
    assert not AuditEvent.objects.filter(changes__icontains="Danh").exists()


def test_named_donor_is_found_without_marks(city, front, client_of):
    give(city, "income", 5, front, party="Công ty Hoà Bình")

    found = client_of(front).get(reverse("fund_transaction_list"), {"q": "hoa binh"})

    assert found.context["page"].total == 1


def test_receipts_say_the_amount_in_words(case, city, front, client_of):
    income = give(city, "income", 5_005_000, front)
    paid = give(city, "spending", 21_000, front, housing_case=case, party="")
    browser = client_of(front)

    page = text_of(browser.get(reverse("fund_receipt", args=[income.pk])))
    out = text_of(browser.get(reverse("fund_receipt", args=[paid.pk])))
    word = browser.get(reverse("fund_receipt", args=[income.pk]), {"format": "docx"})

    assert "PHIẾU THU" in page
    assert "Năm triệu không trăm linh năm nghìn đồng" in page
    assert "PHIẾU CHI" in out
    assert case.household.head.full_name in out
    assert word["Content-Type"].endswith("wordprocessingml.document")
    assert AuditEvent.objects.filter(action="paper.print").count() == 3


def test_there_is_no_receipt_where_no_money_changed_hands(city, front, client_of):
    opening = give(city, "opening", 50, front)
    row = give(city, "income", 50, front)
    counter = actions.correct_fund_transaction(row=row, by=front, purpose="Nhầm", occurred_on=DAY)

    for one in (opening, counter):
        assert client_of(front).get(reverse("fund_receipt", args=[one.pk])).status_code == 404
    assert "không còn giá trị" in text_of(
        client_of(front).get(reverse("fund_receipt", args=[row.pk]))
    )


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (1, "Một đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (105, "Một trăm linh năm đồng"),
        (1_000, "Một nghìn đồng"),
        (1_011, "Một nghìn không trăm mười một đồng"),
        (25_220_000, "Hai mươi lăm triệu hai trăm hai mươi nghìn đồng"),
        (1_000_000_005, "Một tỷ không trăm linh năm đồng"),
        (12_000_000_000_000, "Mười hai nghìn tỷ đồng"),
    ],
)
def test_amounts_are_read_as_on_receipts(amount, words):
    assert dong_in_words(amount) == words


def test_page_of_a_fund_adds_up_by_kind_by_year_and_by_row(city, ward, front, client_of):
    give(city, "opening", 100, front, occurred_on=date(2021, 1, 1))
    give(city, "spending", 30, front, occurred_on=date(2021, 5, 1))
    give(city, "spending", 40, front)
    give(city, "income", 50, front)
    move(city, ward, 20, front)
    account = FundAccount.objects.get(area=city)

    page = client_of(front).get(account.get_absolute_url())
    earlier = client_of(front).get(account.get_absolute_url(), {"year": "2021"})

    kinds, years, ledger = page.context["sections"]
    assert [value for _label, value in kinds.sums] == ["100", "50", "0", "70", "20", "60"]
    assert [(row["start"], row["income"], row["spending"], row["end"]) for row in years.rows] == [
        (100, 0, 30, 70),
        (70, 50, 40, 60),
        (100, 50, 70, 60),
    ]
    assert [row.balance for row in ledger.rows] == [120, 80, 60]
    assert [row.balance for row in earlier.context["sections"][2].rows] == [100, 70]


def test_funds_on_one_page_hold_what_their_rows_sum_to(city, ward, front, officer, client_of):
    give(city, "opening", 100, front)
    move(city, ward, 20, front)

    rows = client_of(front).get(reverse("fund_account_list")).context["page"].rows
    own = client_of(officer).get(reverse("fund_account_list")).context["page"].rows

    assert [(row.area, row.opening, row.transfer_out, row.balance) for row in rows] == [
        (city, 100, 20, 80),
        (ward, None, None, 20),
    ]
    assert [row.area for row in own] == [ward]


def test_fund_pages_cost_the_same_for_one_row_or_many(
    city, ward, front, client_of, django_assert_max_num_queries
):
    for _row in range(30):
        give(city, "income", 100, front)
        move(city, ward, 20, front)
    account, browser = FundAccount.objects.get(area=city), client_of(front)

    for url in (
        reverse("fund_account_list"),
        account.get_absolute_url(),
        reverse("fund_transaction_list"),
        reverse("fund_transfer_create"),
    ):
        with django_assert_max_num_queries(9):
            browser.get(url)


def test_houses_that_wait_are_on_the_list_of_those_who_enter_them(
    home, officer, other_officer, leader, client_of
):
    today = timezone.localdate()
    house(home, officer, started_on=today - timedelta(days=400))
    house(home, officer, started_on=today - timedelta(days=181))
    house(home, officer, started_on=today - timedelta(days=100))
    house(home, officer, finished_on=date(2022, 9, 1))
    house(home, officer, kind="repair", finished_on=DAY, accepted_on=DAY)

    found = {group.todo.key: group.items for group in todo_for(officer, today=today)}["houses"]

    assert sorted(item.count for item in found) == [1, 2]
    for item in found:
        assert client_of(officer).get(item.url).context["page"].total == item.count
    for who in (other_officer, leader):
        assert "houses" not in [group.todo.key for group in todo_for(who, today=today)]
