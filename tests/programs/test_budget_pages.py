"""Pages of money: forms that enter it, and the tables of a leaf, a ward and an office."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from programs import actions, ledgers
from programs.models import Allocation, AllocationEntry, EntryProposal
from tests.programs import factories


def typed(**fields):
    return {
        "act": "distributed",
        "amount": "1.000.000",
        "entry_on": "20/06/2022",
        "document_number": "12/QĐ",
        "document_on": "20/06/2022",
        "submit_token": "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a11",
    } | fields


@pytest.fixture
def opened(allocation, finance):
    factories.enter(allocation, "assigned", 10_000_000, by=finance)
    allocation.refresh_from_db()
    return allocation


@pytest.fixture
def chain(opened, city, ward, other_ward, finance):
    """Return the account with money given to two wards and an office, and paid out by one."""
    unit = factories.office()
    for kind, amount, place, office in (
        ("adjusted", -500_000, None, None),
        ("returned", 500_000, None, None),
        ("distributed", 3_000_000, ward, None),
        ("distributed", 2_000_000, other_ward, None),
        ("distributed", 1_000_000, city, unit),
        ("withdrawn", 400_000, ward, None),
        ("advance", 600_000, ward, None),
        ("payment", 900_000, ward, None),
        ("recovery", 250_000, ward, None),
    ):
        factories.enter(opened, kind, amount, by=finance, recipient=place, unit=office)
    opened.refresh_from_db()
    return opened


def for_ward(ward, **fields):
    return typed(recipient=f"area-{ward.pk}", **fields)


def numbers(line):
    return [cell.text for cell in line.cells]


def grid_of(page, part=0):
    return page.context["sections"][part].grid


def test_finance_enters_money_once_however_often_it_is_sent(opened, ward, finance, client_of):
    browser = client_of(finance)
    address = reverse("allocation_entry_create", args=[opened.pk])
    assert browser.get(address).status_code == 200

    assert browser.post(address, for_ward(ward)).status_code == 302
    assert browser.post(address, for_ward(ward)).status_code == 302

    opened.refresh_from_db()
    assert opened.distributed == 1_000_000


def test_what_needs_a_second_person_waits_once_however_often_it_is_sent(
    guarded, finance, client_of
):
    browser = client_of(finance)
    address = reverse("allocation_entry_create", args=[guarded.pk])

    first, again = (browser.post(address, typed(act="assigned")) for _ in range(2))

    assert first.url == again.url == EntryProposal.objects.get().get_absolute_url()


@pytest.mark.parametrize(("text", "amount"), [("1.000", 1000), ("1000", 1000), ("1 000", 1000)])
def test_a_thousand_is_read_as_a_thousand(opened, ward, finance, client_of, text, amount):
    address = reverse("allocation_entry_create", args=[opened.pk])

    client_of(finance).post(address, for_ward(ward, amount=text))

    assert opened.entries.get(kind="distributed").amount == amount


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "10.000.001"}, "Chỉ còn 10.000.000 đồng chưa phân bổ"),
        ({"amount": "1.5"}, "số đồng nguyên"),
        ({"amount": "-1"}, "số đồng nguyên"),
        ({"amount": "1000000000000000"}, "quá lớn"),
        ({"amount": "9223372036854775808"}, "quá lớn"),
        ({"entry_on": "31/02/2022"}, "lịch"),
        ({"entry_on": "01/01/2024"}, "Vốn năm 2022 chỉ ghi từ"),
        ({"entry_on": "01/01/2100"}, "chưa đến"),
        ({"act": "stolen"}, "Lựa chọn này không có trong danh sách"),
        ({"act": "payment"}, "chỉ còn 0 đồng được phân bổ mà chưa giải ngân"),
        ({"act": "recovery"}, "chỉ còn 0 đồng tạm ứng chưa thu hồi"),
        ({"act": "assigned"}, "Nội dung này không có đơn vị nhận"),
        ({"recipient": ""}, "Hãy chọn đơn vị nhận"),
        ({"recipient": "area-999999"}, "Lựa chọn này không có trong danh sách"),
    ],
)
def test_wrong_entry_is_refused_and_what_was_typed_stays(
    opened, ward, finance, client_of, wrong, words
):
    address = reverse("allocation_entry_create", args=[opened.pk])

    answer = client_of(finance).post(address, for_ward(ward) | wrong)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert 'value="12/QĐ"' in page
    assert opened.entries.count() == 1


def test_entry_is_taken_back_in_the_browser(opened, finance, client_of):
    entry = opened.entries.get()
    address = reverse("allocation_entry_correct", args=[entry.pk])
    sent = {"entry_on": "20/06/2022", "note": "Ghi nhầm", "submit_token": uuid.uuid4()}

    assert client_of(finance).post(address, sent).status_code == 302
    assert client_of(finance).post(address, sent).status_code == 302

    opened.refresh_from_db()
    assert opened.assigned == 0


def test_money_moves_to_another_leaf_and_to_the_next_year_in_the_browser(
    opened, city, finance, client_of
):
    other = factories.allocation(city, component=factories.component("DA4.1"))
    browser = client_of(finance)
    moved = typed(counterpart=other.pk, submit_token=uuid.uuid4())
    carried = typed(entry_on="10/01/2023", submit_token=uuid.uuid4())

    browser.post(reverse("allocation_transfer", args=[opened.pk]), moved)
    browser.post(reverse("allocation_carry_over", args=[opened.pk]), carried)

    following = Allocation.objects.get(component=opened.component, year=2023)
    opened.refresh_from_db()
    other.refresh_from_db()
    assert (opened.assigned, other.assigned, following.assigned) == (
        8_000_000,
        1_000_000,
        1_000_000,
    )


def test_who_may_not_enter_money_sees_no_door(opened, leader, outsider, client_of):
    address = reverse("allocation_entry_create", args=[opened.pk])

    for who in (leader, outsider):
        assert client_of(who).get(address).status_code == 403
        assert client_of(who).post(address, typed()).status_code == 403
    assert "Ghi vốn" not in client_of(leader).get(opened.get_absolute_url()).content.decode()
    assert opened.entries.count() == 1


def test_form_of_money_shows_the_way_back(opened, finance, client_of):
    doors = {
        "allocation_entry_create": opened.pk,
        "allocation_entry_correct": opened.entries.get().pk,
    }

    for name, key in doors.items():
        page = client_of(finance).get(reverse(name, args=[key])).content.decode()
        crumbs = page.split('class="crumbs"')[1].split("</nav>")[0]
        assert f'href="{reverse("allocation_list")}"' in crumbs, name
        assert f'<a href="{opened.get_absolute_url()}">{opened}</a>' in crumbs, name


def test_an_account_without_entries_is_removed_in_the_browser_a_used_one_is_not(
    opened, city, finance, client_of
):
    empty = factories.allocation(city, component=factories.component("DA4.1"))
    browser = client_of(finance)
    sent = {"reason": "Mở nhầm", "version": "1", "submit_token": uuid.uuid4()}

    offered = browser.get(empty.get_absolute_url()).content.decode()
    gone = browser.post(reverse("allocation_remove", args=[empty.pk]), sent)
    kept = browser.post(reverse("allocation_remove", args=[opened.pk]), sent)

    assert reverse("allocation_remove", args=[empty.pk]) in offered
    assert gone.status_code == 302
    assert "đang được dùng" in kept.content.decode()
    assert [row.pk for row in Allocation.objects.all()] == [opened.pk]


def test_a_leaf_adds_up_to_the_dong_by_year_and_in_all(chain, city, finance, leader, client_of):
    following = factories.allocation(city, year=2023)
    factories.enter(
        following, "assigned", 7, by=finance, entry_on=date(2023, 3, 1), document_number="13/QĐ"
    )

    page = client_of(leader).get(chain.component.get_absolute_url())

    grid = grid_of(page)
    assert {line.label: numbers(line) for line in grid.lines}[str(chain)] == [
        "10.000.000",
        "-500.000",
        "–",
        "-500.000",
        "9.000.000",
        "5.600.000",
        "3.400.000",
        "1.250.000",
        "350.000",
        "7.750.000",
    ]
    assert numbers(grid.total) == [
        "10.000.007",
        "-500.000",
        "–",
        "-500.000",
        "9.000.007",
        "5.600.000",
        "3.400.007",
        "1.250.000",
        "350.000",
        "7.750.007",
    ]
    assert "<svg" in page.content.decode()


def test_a_leaf_shows_one_year_when_asked_and_nothing_for_no_year(chain, city, leader, client_of):
    factories.allocation(city, year=2023)
    address = chain.component.get_absolute_url()
    browser = client_of(leader)

    one = browser.get(address, {"year": "2022"})

    assert [line.label for line in grid_of(one).lines] == [str(chain)]
    assert "?year=2023" in one.content.decode()
    for wrong in ("1999", "abc", "99999999999", "٢٠٢٢"):
        page = browser.get(address, {"year": wrong})
        assert page.status_code == 200
        assert [part.grid for part in page.context["sections"]] == [None], wrong


def test_the_ledger_of_a_leaf_has_a_sub_total_by_kind(chain, leader, client_of):
    page = client_of(leader).get(chain.component.get_absolute_url())

    assert [value for _label, value in page.context["sections"][-1].sums] == [
        "10.000.000",
        "-500.000",
        "500.000",
        "6.000.000",
        "400.000",
        "600.000",
        "900.000",
        "250.000",
    ]


def test_every_number_leads_to_the_entries_it_is_the_sum_of(chain, ward, leader, client_of):
    browser = client_of(leader)
    pages = [
        chain.component.get_absolute_url(),
        reverse("capital_recipients"),
        reverse("capital_ward", args=[ward.pk]),
    ]
    followed = 0

    for address in pages:
        for section in browser.get(address).context["sections"]:
            lines = [*section.grid.lines, section.grid.total] if section.grid else []
            for cell in [cell for line in lines if line for cell in line.cells if cell.url]:
                rows = browser.get(cell.url).context["page"].rows
                assert rows, cell.url
                sums = ledgers.sums_of(
                    AllocationEntry.objects.filter(pk__in=[row.pk for row in rows])
                ).balances
                assert cell.text.replace(".", "") in {
                    str(value)
                    for value in (
                        sums.assigned,
                        sums.distributed,
                        sums.disbursed,
                        sums.advanced,
                        sums.undistributed,
                        sums.unspent,
                        sums.assigned - sums.disbursed,
                    )
                }, cell.url
                followed += 1
    assert followed > 30


def test_a_ward_adds_up_on_its_page_and_sees_itself_alone(
    chain, ward, other_ward, officer, chair, client_of
):
    for who in (officer, chair):
        page = client_of(who).get(reverse("capital_ward", args=[ward.pk]))

        assert numbers(grid_of(page).lines[0]) == [
            "3.000.000",
            "-400.000",
            "2.600.000",
            "600.000",
            "900.000",
            "-250.000",
            "1.250.000",
            "350.000",
            "1.350.000",
        ]
        assert client_of(who).get(reverse("capital_ward", args=[other_ward.pk])).status_code == 404
        found = client_of(who).get(reverse("capital_recipients"))
        assert [line.label for line in grid_of(found).lines] == [ward.name]


def test_a_ward_reads_its_own_part_of_a_leaf(chain, officer, ward, client_of):
    page = client_of(officer).get(chain.component.get_absolute_url())

    assert [line.label for line in grid_of(page).lines] == [ward.name]
    assert "10.000.000" not in page.content.decode()


def test_wards_and_offices_add_up_to_what_the_city_gave(
    chain, ward, other_ward, finance, client_of
):
    page = client_of(finance).get(reverse("capital_recipients"))

    grid = grid_of(page)
    assert {line.label: numbers(line)[:3] for line in grid.lines} == {
        ward.name: ["2.600.000", "1.250.000", "1.350.000"],
        other_ward.name: ["2.000.000", "0", "2.000.000"],
        factories.office().name: ["1.000.000", "0", "1.000.000"],
    }
    assert numbers(grid.total) == ["5.600.000", "1.250.000", "4.350.000", "350.000"]


def test_an_office_of_the_city_has_a_page_that_wards_do_not_see(
    chain, finance, officer, outsider, client_of
):
    address = reverse("capital_unit", args=[factories.office().pk])

    page = client_of(finance).get(address)

    assert numbers(grid_of(page).lines[0])[2] == "1.000.000"
    assert client_of(officer).get(address).status_code == 404
    assert client_of(outsider).get(address).status_code == 403


def test_shares_are_filtered_by_recipient_and_by_what_is_left(
    chain, ward, finance, officer, other_ward, client_of
):
    address = reverse("allocation_share_list")
    browser = client_of(finance)
    office = factories.office()

    own = browser.get(address, {"recipient": f"unit-{office.pk}", "unspent": "true"})
    far = client_of(officer).get(address, {"recipient": f"area-{other_ward.pk}"})

    assert [row.unit for row in own.context["page"].rows] == [office]
    assert [value for _label, value in own.context["totals"]] == [
        "1.000.000",
        "0",
        "1.000.000",
        "0",
    ]
    assert far.context["filterset"].form.errors
    assert not far.context["page"].rows


@pytest.mark.parametrize("name", ["component", "recipients", "ward", "share"])
def test_pages_of_sums_cost_the_same_for_few_entries_or_many(
    chain, ward, finance, leader, client_of, django_assert_max_num_queries, name
):
    address = {
        "component": chain.component.get_absolute_url(),
        "recipients": reverse("capital_recipients"),
        "ward": reverse("capital_ward", args=[ward.pk]),
        "share": reverse("allocation_share_list"),
    }[name]
    browser = client_of(leader)
    browser.get(address)
    for day in range(1, 25):
        factories.enter(
            chain, "payment", 1_000, by=finance, recipient=ward, entry_on=date(2022, 7, day)
        )

    with django_assert_max_num_queries(22):
        assert browser.get(address).status_code == 200


def test_the_ledger_list_totals_each_kind_of_its_own(chain, ward, finance, client_of):
    page = client_of(finance).get(
        reverse("allocation_entry_list"),
        {"recipient": f"area-{ward.pk}", "source": "TW", "capital": "recurrent"},
    )

    totals = {str(label): value for label, value in page.context["totals"]}
    assert totals["Phân bổ (đồng)"] == "3.000.000"
    assert totals["Thu hồi phân bổ (đồng)"] == "400.000"
    assert totals["Thanh toán (đồng)"] == "900.000"
    assert totals["Giao vốn (đồng)"] == "0"


def test_the_account_page_shows_what_waits_and_the_sums(chain, ward, finance, leader, client_of):
    factories.proposal(chain, "distributed", 123_000, by=finance, recipient=ward)

    page = client_of(leader).get(chain.get_absolute_url())

    text = page.content.decode()
    assert numbers(grid_of(page).lines[0])[4:7] == ["9.000.000", "5.600.000", "3.400.000"]
    assert "123.000" in text
    assert actions.may_decide(chain.proposals.get(), by=leader)
