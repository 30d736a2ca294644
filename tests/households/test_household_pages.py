"""Finding, adding and editing households: through the pages, by role."""

import io
import re
from uuid import uuid4

import openpyxl
import pytest

from households.models import Household, Membership, Person
from povertyportal.accounts.models import Assignment, AuditEvent
from tests.households.factories import (
    make_household,
    make_person,
    make_review,
    make_round,
    member_rows,
    recognised,
)

pytestmark = pytest.mark.django_db
LIST = "/households/"


def household_post(ward, *rows, initial=0, **changes):
    return (
        {
            "area": str(ward.pk),
            "village": "",
            "address": "Ngõ 5",
            "phone": "0912345678",
            "origin": "registered",
            "registered_on": "01/02/2023",
            "version": "0",
            "submit_token": str(uuid4()),
        }
        | member_rows(*rows, initial=initial)
        | changes
    )


def codes(response):
    return {row.code for row in response.context["page"].rows}


class TestSearch:
    @pytest.fixture
    def found(self, ward, client_of, officer):
        make_household(ward, head="Bàn Thị Mùi", code="BK-000001", members=["Đặng Văn Hoà"])
        make_household(ward, head="Hoàng Đức Xuân", code="BK-000002")
        make_household(
            ward,
            head=make_person("Lý Văn Tòng", citizen_id="999000000012"),
            code="BK-000003",
        )
        client = client_of(officer)
        return lambda text: codes(client.get(LIST, {"q": text}))

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("ban thi mui", {"BK-000001"}),
            ("BÀN THỊ MÙI", {"BK-000001"}),
            ("Mùi Bàn", {"BK-000001"}),
            ("dang", {"BK-000001"}),
            ("Đặng", {"BK-000001"}),
            ("hòa", {"BK-000001", "BK-000002"}),
            ("hoà", {"BK-000001", "BK-000002"}),
            ("ho\u0061\u0300", {"BK-000001", "BK-000002"}),
            ("duc xuan", {"BK-000002"}),
            ("bk-000003", {"BK-000003"}),
            ("999000000012", {"BK-000003"}),
            ("999 000 000 012", {"BK-000003"}),
            ("999000000013", set()),
            ("99900000001", set()),
            ("%", set()),
            ("_", set()),
            ("không có ai", set()),
        ],
    )
    def test_search_finds_by_words_code_and_citizen_id(self, found, text, expected):
        assert found(text) == expected

    @pytest.mark.parametrize("query", ["q=%00", "q=%ff", "q=%ed%a0%80", "q=" + "a" * 60000])
    def test_hostile_search_shows_an_error_or_nothing(self, client_of, officer, ward, query):
        make_household(ward)

        response = client_of(officer).get(f"{LIST}?{query}")

        assert response.status_code in (200, 400, 414)


def test_citizen_id_that_was_searched_is_in_no_link_of_the_page(client_of, officer, ward):
    make_household(ward, head=make_person("Lý Văn Tòng", citizen_id="999000000012"))
    query = {"q": "999 000 000 012", "poverty_class": "none", "per_page": "50"}

    response = client_of(officer).get(LIST, query)

    links = [chip.remove_url for chip in response.context["chips"]]
    words = {chip.value for chip in response.context["chips"]}
    assert "••••••••0012" in words
    assert len(codes(response)) == 1
    assert not response.context["can_export"]
    for link in [*links, *re.findall(r'href="([^"]*)"', response.content.decode())]:
        assert "999" not in link


class TestWithoutReviews:
    """A bank lends by the recognised class; the review behind it is not the bank's."""

    @pytest.fixture
    def household(self, ward, officer):
        head = make_person("Lý Văn Tòng", citizen_id="999000000012")
        household = make_household(ward, head=head, poverty_class="poor", code="BK-000003")
        review = make_review(household, make_round(2023), by=officer, b1=137, lacking=4)
        review.needs.create(code="credit")
        return household

    def test_list_shows_the_class_without_points_and_state(self, client_of, bank, household):
        response = client_of(bank).get(LIST)

        page = response.content.decode()
        assert codes(response) == {household.code}
        assert "Hộ nghèo" in page
        for words in ("137", "Điểm B", "Nháp", "Rà soát", "Nhu cầu", "/reviews/2"):
            assert words not in page
        assert set(response.context["filterset"].form.fields).isdisjoint({"state", "need"})

    @pytest.mark.parametrize(
        "query", [{"state": "none"}, {"need": "health"}, {"sort": "current_b1"}, {"sort": "action"}]
    )
    def test_filters_and_order_tell_nothing_of_the_review(
        self, client_of, bank, ward, household, query
    ):
        make_household(ward, code="BK-000004")

        plain, asked = (codes(client_of(bank).get(LIST, each)) for each in ({}, query))

        assert asked == plain == {"BK-000003", "BK-000004"}

    def test_workbook_holds_no_points_and_no_state(self, client_of, bank, household):
        response = client_of(bank).get(LIST, {"export": "xlsx"})

        rows = list(openpyxl.load_workbook(io.BytesIO(response.getvalue())).active.values)
        cells = {str(cell) for row in rows for cell in row}
        assert household.code in cells
        assert cells.isdisjoint({"137", "40", "Nháp", "Điểm B1", "Điểm B2", "Đợt đang mở"})

    def test_second_role_without_reviews_hides_them_everywhere(
        self, client_of, officer, city, household
    ):
        Assignment.objects.create(
            user=officer, role="bank_officer", area=city, valid_from=household.registered_on
        )

        assert "Điểm B1" not in client_of(officer).get(LIST).content.decode()

    @pytest.mark.parametrize("who", ["bank", "leader", "front"])
    def test_citizen_id_is_not_confirmed_to_those_who_may_not_see_it(
        self, request, client_of, household, who
    ):
        client = client_of(request.getfixturevalue(who))

        for number in ("999000000012", "999 000 000 012"):
            assert codes(client.get(LIST, {"q": number})) == set()
        assert codes(client.get(LIST, {"q": "ly van tong"})) == {household.code}


class TestList:
    def test_outsider_and_administrator_are_refused(
        self, client_of, outsider, administrator, finance
    ):
        for user in (outsider, administrator, finance):
            assert client_of(user).get(LIST).status_code == 403
        assert client_of(None).get(LIST).status_code == 302

    def test_officer_sees_the_own_ward_only(self, client_of, officer, ward, other_ward):
        make_household(ward, code="BK-000001")
        make_household(other_ward, head="Nông Văn Việt", code="BK-000002")

        response = client_of(officer).get(LIST)

        assert codes(response) == {"BK-000001"}
        assert "Nông Văn Việt" not in response.content.decode()

    def test_investigator_sees_the_own_village_only(
        self, client_of, investigator, ward, village, second_village
    ):
        make_household(ward, village=village, code="BK-000001")
        make_household(ward, head="Nông Văn Việt", village=second_village, code="BK-000002")

        assert codes(client_of(investigator).get(LIST)) == {"BK-000001"}

    def test_another_ward_in_the_filter_is_an_error_and_no_row(
        self, client_of, officer, ward, other_ward
    ):
        make_household(ward)

        for value in (other_ward.pk, 999, "abc"):
            response = client_of(officer).get(LIST, {"area": value})
            assert response.status_code == 200
            assert codes(response) == set()

    def test_filters_narrow_by_class_ethnicity_state_and_need(
        self, client_of, officer, chair, ward, village
    ):
        poor = make_household(ward, village=village, poverty_class="poor")
        other = make_household(ward, head=make_person("Nông Văn Việt", ethnicity="07"))
        review = make_review(poor, make_round(2023), by=officer)
        review.needs.create(code="credit")
        client = client_of(officer)

        def shown(**query):
            return codes(client.get(LIST, query))

        assert shown(poverty_class="poor") == {poor.code}
        assert shown(poverty_class="none") == {other.code}
        assert shown(ethnicity="07") == {other.code}
        assert shown(state="draft") == {poor.code}
        assert shown(state="none") == {other.code}
        assert shown(state=["none", "draft"]) == {poor.code, other.code}
        assert shown(need="credit") == {poor.code}
        assert shown(need="health") == set()
        assert shown(village=village.pk) == {poor.code}
        assert shown(poverty_class="rich") == set()

    def test_list_shows_the_review_of_the_open_round(self, client_of, officer, chair, ward):
        household = make_household(ward)
        recognised(household, make_round(2022), by=officer, chair=chair, b1=150)
        make_review(household, make_round(2023), by=officer, b1=165, lacking=4)

        page = client_of(officer).get(LIST).content.decode()

        assert ">165<" in page
        assert ">40<" in page
        assert f"/households/{household.code}/reviews/2023/" in page

    @pytest.mark.parametrize("size", [1, 30])
    def test_list_costs_the_same_for_one_row_or_many(
        self, client_of, officer, leader, ward, village, django_assert_max_num_queries, size
    ):
        found = make_round(2023)
        for number in range(size):
            household = make_household(ward, head=f"Lý Văn {number}", village=village)
            make_review(household, found, by=officer)

        for user in (officer, leader):
            client = client_of(user)
            with django_assert_max_num_queries(9):
                response = client.get(LIST)
            assert len(response.context["page"].rows) == min(size, 25)

    @pytest.mark.parametrize(
        "query",
        [
            "per_page=-1",
            "per_page=100000",
            "page=-1",
            "page=99999999999999999999",
            "sort=zzz",
            "sort=head__citizen_id_index",
            "sort=-current_b1",
            "sort=size",
            "sort=village",
        ],
    )
    def test_odd_page_and_sort_are_clamped(self, client_of, officer, ward, query):
        make_household(ward)

        assert client_of(officer).get(f"{LIST}?{query}").status_code == 200

    def test_export_holds_what_the_list_shows(self, client_of, officer, ward):
        make_household(ward, head="Bàn Thị Mùi", code="BK-000001", poverty_class="poor")
        make_household(ward, head="Lý Văn Tòng", code="BK-000002")

        response = client_of(officer).get(LIST, {"poverty_class": "poor", "export": "xlsx"})

        rows = list(openpyxl.load_workbook(io.BytesIO(response.getvalue())).active.values)
        assert [row[0] for row in rows[1:]] == ["BK-000001"]
        assert "Bàn Thị Mùi" in rows[1]


class TestDossier:
    def test_household_of_another_ward_is_not_there(self, client_of, other_officer, outsider, ward):
        household = make_household(ward)

        assert client_of(other_officer).get(household.get_absolute_url()).status_code == 404
        assert client_of(outsider).get(household.get_absolute_url()).status_code == 403

    @pytest.mark.parametrize("code", ["BK-1", "bk-000001", "BK-000001%20OR%201=1", "0", "-1"])
    def test_odd_codes_are_404(self, client_of, officer, ward, code):
        assert client_of(officer).get(f"/households/{code}/").status_code == 404

    def test_page_takes_the_last_score_apart_in_words(self, client_of, officer, chair, ward):
        household = make_household(ward)
        recognised(household, make_round(2022), by=officer, chair=chair, b1=165, lacking=4)

        page = client_of(officer).get(household.get_absolute_url()).content.decode()

        assert "B1 165 ≤ 175 (thành thị) và B2 40 ≥ 30" in page
        assert "Việc làm" in page

    def test_two_standards_are_two_ribbons(self, client_of, officer, chair, ward):
        household = make_household(ward)
        recognised(household, make_round(2021, standard="STD2016"), by=officer, chair=chair)
        recognised(household, make_round(2021), by=officer, chair=chair)

        response = client_of(officer).get(household.get_absolute_url())

        assert [r.standard.key for r in response.context["ribbons"]] == ["STD2022", "STD2016"]

    def test_citizen_id_is_masked_and_each_look_leaves_an_event(
        self, client_of, officer, leader, ward
    ):
        person = make_person(citizen_id="999000000012")
        household = make_household(ward, head=person)
        client = client_of(officer)

        page = client.get(household.get_absolute_url()).content.decode()
        full = client.post(f"/persons/{person.pk}/citizen-id/")

        assert "999000000012" not in page
        assert "••••••••0012" in page
        assert "999000000012" in full.content.decode()
        event = AuditEvent.objects.get(action="person.citizen_id_view")
        assert event.actor == "officer"
        assert "999000000012" not in str(event.changes) + event.object_label
        assert client.get(f"/persons/{person.pk}/citizen-id/").status_code == 405
        assert client_of(leader).post(f"/persons/{person.pk}/citizen-id/").status_code == 403

    def test_citizen_id_of_another_ward_is_not_there(self, client_of, other_officer, ward):
        person = make_person(citizen_id="999000000012")
        make_household(ward, head=person)

        response = client_of(other_officer).post(f"/persons/{person.pk}/citizen-id/")

        assert response.status_code == 404
        assert not AuditEvent.objects.filter(action="person.citizen_id_view").exists()

    def test_bank_officer_sees_the_recognised_classes_and_nothing_else_of_reviews(
        self, client_of, bank, officer, chair, ward
    ):
        household = make_household(ward)
        recognised(household, make_round(2022), by=officer, chair=chair, lacking=4)
        draft = make_review(household, make_round(2023), by=officer)
        draft.causes.create(code="land")
        draft.needs.create(code="credit")

        response = client_of(bank).get(household.get_absolute_url())

        page = response.content.decode()
        years = [item for ribbon in response.context["ribbons"] for item in ribbon.years]
        assert [(item.review.round.year, item.label) for item in years] == [(2022, "Hộ nghèo")]
        assert "Bàn Thị Mùi" in page
        for words in ("B1", "Vì sao", "thiếu hụt", "Nguyên nhân", "Nhu cầu", "Nháp", "/reviews/2"):
            assert words not in page
        assert "B1 165" in client_of(officer).get(household.get_absolute_url()).content.decode()


class TestCreate:
    def test_officer_adds_a_household_with_members(self, client_of, officer, ward, village):
        data = household_post(
            ward,
            {"full_name": "Bàn Thị Mùi", "birth": "05/03/1987", "citizen_id": "999 000 000 012"},
            {"full_name": "Bàn Văn Sơn", "relation": "child", "birth": "2012", "gender": "male"},
            village=str(village.pk),
        )

        response = client_of(officer).post("/households/new/", data)

        household = Household.objects.get()
        assert response.status_code == 302
        assert response["Location"] == household.get_absolute_url()
        assert (household.code, household.size, household.head.full_name) == (
            "BK-000001",
            2,
            "Bàn Thị Mùi",
        )
        assert str(household.head.birth_date) == "1987-03-05"
        assert household.head.reveal_citizen_id() == "999000000012"
        assert str(household.registered_on) == "2023-02-01"
        assert {m.valid_from for m in household.memberships.all()} == {household.registered_on}
        event = AuditEvent.objects.get(action="household.create")
        assert "999000000012" not in str(event.changes)

    def test_form_opens_with_the_ward_chosen_and_rows_to_fill(self, client_of, officer, ward):
        page = client_of(officer).get("/households/new/").content.decode()

        assert "form-1-full_name" in page
        assert "Thêm dòng" in page

    def test_same_post_twice_makes_one_household(self, client_of, officer, ward):
        data = household_post(ward, {"full_name": "Bàn Thị Mùi"})
        client = client_of(officer)

        places = [client.post("/households/new/", data)["Location"] for _time in range(2)]

        assert len(set(places)) == 1
        assert Household.objects.count() == 1
        assert Person.objects.count() == 1

    @pytest.mark.parametrize("who", ["leader", "chair", "investigator", "outsider", "bank"])
    def test_others_may_not_add(self, request, client_of, ward, who):
        user = request.getfixturevalue(who)

        response = client_of(user).post(
            "/households/new/", household_post(ward, {"full_name": "Bàn Thị Mùi"})
        )

        assert response.status_code == 403
        assert not Household.objects.exists()

    def test_ward_of_somebody_else_is_not_a_choice(self, client_of, officer, ward, other_ward):
        response = client_of(officer).post(
            "/households/new/", household_post(other_ward, {"full_name": "Bàn Thị Mùi"})
        )

        assert response.status_code == 200
        assert not Household.objects.exists()

    @pytest.mark.parametrize(
        "row",
        [
            {"full_name": "a\x07b"},
            {"full_name": "a\x00b"},
            {"full_name": ""},
            {"full_name": "a" * 121},
            {"birth": "31/02/2000"},
            {"birth": "1/1/25"},
            {"birth": "2999"},
            {"birth": "01/01/2099"},
            {"gender": "x"},
            {"relation": "child"},
            {"relation": "boss"},
            {"ethnicity": "99"},
            {"citizen_id": "12345678901"},
            {"citizen_id": "٠٤٨٠٨٨٠٠١٢٣٤"},
            {"citizen_id": "003000000001"},
        ],
    )
    def test_bad_rows_are_refused_and_what_was_typed_stays(self, client_of, officer, ward, row):
        typed = {"full_name": "Bàn Thị Mùi"} | row

        response = client_of(officer).post(
            "/households/new/", household_post(ward, typed, address="Ngõ giữ lại")
        )

        assert response.status_code == 200
        assert "Ngõ giữ lại" in response.content.decode()
        assert not Household.objects.exists()

    @pytest.mark.parametrize(
        "change",
        [
            {"registered_on": "31/02/2023"},
            {"registered_on": "2023"},
            {"registered_on": "01/01/2099"},
            {"phone": "12"},
            {"version": "-1"},
            {"version": "99999999999999999999"},
            {"submit_token": "x"},
            {"form-TOTAL_FORMS": "999999"},
            {"form-TOTAL_FORMS": "x"},
            {"form-0-membership_id": "99999999999999999999999"},
            {"form-0-membership_id": "5"},
            {"village": "999"},
        ],
    )
    def test_hostile_fields_never_break_the_page(self, client_of, officer, ward, change):
        data = household_post(ward, {"full_name": "Bàn Thị Mùi"}) | change

        response = client_of(officer).post("/households/new/", data)

        assert response.status_code == 200
        assert not Household.objects.exists()

    def test_fields_that_the_form_does_not_show_are_ignored(self, client_of, officer, ward):
        data = household_post(
            ward,
            {"full_name": "Bàn Thị Mùi", "died_on": "2020-01-01"},
            poverty_class="poor",
            code="BK-777777",
            size="9",
            id="5",
        )

        client_of(officer).post("/households/new/", data)

        household = Household.objects.get()
        assert (household.poverty_class, household.code, household.size) == ("", "BK-000001", 1)

    def test_script_in_a_name_is_shown_as_text(self, client_of, officer, ward):
        name = "<script>alert(1)</script> {{7*7}}"
        client = client_of(officer)

        client.post("/households/new/", household_post(ward, {"full_name": name}))
        page = client.get(Household.objects.get().get_absolute_url()).content.decode()

        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "{{7*7}}" in page

    def test_two_heads_are_refused(self, client_of, officer, ward):
        data = household_post(ward, {"full_name": "Bàn Thị Mùi"}, {"full_name": "Lý Văn Tòng"})

        page = client_of(officer).post("/households/new/", data).content.decode()

        assert "đúng một người làm chủ hộ" in page
        assert not Household.objects.exists()

    def test_row_can_be_added_without_scripts(self, client_of, officer, ward):
        data = household_post(ward, {"full_name": "Bàn Thị Mùi", "birth": "sai"}, add_row="1")

        page = client_of(officer).post("/households/new/", data).content.decode()

        assert "form-1-full_name" in page
        assert 'value="sai"' in page
        assert "Chưa lưu được" not in page

    def test_duplicate_citizen_id_does_not_name_another_wards_household(
        self, client_of, officer, ward, other_ward
    ):
        theirs = make_household(
            other_ward, head=make_person("Nông Văn Việt", citizen_id="999000000012")
        )
        data = household_post(ward, {"full_name": "Bàn Thị Mùi", "citizen_id": "999000000012"})

        page = client_of(officer).post("/households/new/", data).content.decode()

        assert "đã có trong hệ thống" in page
        assert theirs.code not in page
        assert "Nông Văn Việt" not in page
        assert Household.objects.count() == 1

    def test_duplicate_citizen_id_in_the_own_ward_names_the_household(
        self, client_of, officer, ward
    ):
        known = make_household(ward, head=make_person("Lý Văn Tòng", citizen_id="999000000012"))
        data = household_post(ward, {"full_name": "Bàn Thị Mùi", "citizen_id": "999000000012"})

        assert known.code in client_of(officer).post("/households/new/", data).content.decode()


class TestEdit:
    @pytest.fixture
    def household(self, ward):
        return make_household(ward, members=["Lý Văn Tòng"], address="Ngõ 1")

    def post(self, household, *changes, version=None, **fields):
        rows = []
        stays = household.memberships.filter(valid_to=None).order_by("-is_head", "pk")
        for stay, change in zip(stays, changes, strict=False):
            rows.append(
                {
                    "membership_id": str(stay.pk),
                    "full_name": stay.person.full_name,
                    "relation": stay.relation,
                    "ethnicity": "09",
                }
                | change
            )
        rows += changes[len(rows) :]
        return household_post(
            household.area,
            *rows,
            initial=household.memberships.filter(valid_to=None).count(),
            version=str(household.version if version is None else version),
            **fields,
        )

    def url(self, household):
        return f"{household.get_absolute_url()}edit/"

    def test_officer_changes_address_adds_and_renames(self, client_of, officer, household):
        data = self.post(
            household,
            {"full_name": "Bàn Thị Mùi Em"},
            {},
            {"full_name": "Lý Thị Hoa", "relation": "child"},
            address="Ngõ 2",
        )

        response = client_of(officer).post(self.url(household), data)

        household.refresh_from_db()
        assert response.status_code == 302
        assert (household.address, household.size, household.version) == ("Ngõ 2", 3, 2)
        assert "ly thi hoa" in household.search_text
        event = AuditEvent.objects.get(action="household.change")
        assert event.changes["address"] == ["Ngõ 1", "Ngõ 2"]
        assert event.changes["Bàn Thị Mùi Em: full_name"] == ["Bàn Thị Mùi", "Bàn Thị Mùi Em"]

    def test_head_can_change_and_the_past_is_kept(self, client_of, officer, household):
        data = self.post(household, {"relation": "parent"}, {"relation": "head"})

        client_of(officer).post(self.url(household), data)

        household.refresh_from_db()
        assert household.head.full_name == "Lý Văn Tòng"
        past = household.memberships.filter(is_head=True).exclude(valid_to=None).get()
        assert past.person.full_name == "Bàn Thị Mùi"
        assert household.memberships.filter(valid_to=None).count() == 2

    def test_head_who_died_is_followed_by_another(self, client_of, officer, household):
        data = self.post(
            household,
            {"left_on": "01/06/2023", "has_died": "on"},
            {"relation": "head"},
        )

        client_of(officer).post(self.url(household), data)

        household.refresh_from_db()
        assert household.head.full_name == "Lý Văn Tòng"
        assert household.size == 1
        assert str(Person.objects.get(full_name="Bàn Thị Mùi").died_on) == "2023-06-01"

    @pytest.mark.parametrize("relation", ["parent", "head"])
    def test_head_who_left_in_the_past_ends_as_head(self, client_of, officer, household, relation):
        data = self.post(
            household, {"left_on": "01/06/2023", "relation": relation}, {"relation": "head"}
        )

        response = client_of(officer).post(self.url(household), data)

        assert response.status_code == 302
        former = household.memberships.get(person__full_name="Bàn Thị Mùi")
        assert (former.is_head, str(former.valid_to)) == (True, "2023-06-01")
        assert household.memberships.get(valid_to=None).person.full_name == "Lý Văn Tòng"

    def test_household_keeps_a_head(self, client_of, officer, household):
        data = self.post(household, {"left_on": "01/06/2023"}, {})

        page = client_of(officer).post(self.url(household), data).content.decode()

        assert "đúng một người làm chủ hộ" in page
        assert household.memberships.filter(valid_to=None).count() == 2

    def test_stale_form_is_a_conflict_that_keeps_what_was_typed(
        self, client_of, officer, household
    ):
        client = client_of(officer)
        first = self.post(household, {}, {}, address="Bản của người thứ nhất")
        second = self.post(household, {}, {}, address="Bản của người thứ hai")

        client.post(self.url(household), first)
        response = client.post(self.url(household), second)

        page = response.content.decode()
        assert response.status_code == 409
        assert "Bản của người thứ nhất" in page
        assert 'value="Bản của người thứ hai"' in page
        household.refresh_from_db()
        assert household.address == "Bản của người thứ nhất"

    def test_saving_again_after_a_conflict_keeps_a_member_added_meanwhile(
        self, client_of, officer, household
    ):
        client = client_of(officer)
        stale = self.post(household, {}, {}, address="Ngõ 9")
        added = {"full_name": "Lý Thị Hoa", "relation": "child"}
        client.post(self.url(household), self.post(household, {}, {}, added, address="Ngõ 8"))

        response = client.post(self.url(household), stale)
        client.post(self.url(household), response.context["form"].data.dict())

        household.refresh_from_db()
        assert (household.address, household.size) == ("Ngõ 9", 3)

    def test_member_of_another_household_cannot_be_slipped_in(
        self, client_of, officer, household, other_ward
    ):
        foreign = make_household(other_ward, head="Nông Văn Việt").memberships.get()
        data = self.post(household, {}, {}, {"full_name": "X", "relation": "child"})
        data["form-2-membership_id"] = str(foreign.pk)

        response = client_of(officer).post(self.url(household), data)

        foreign.refresh_from_db()
        assert response.status_code == 200
        assert foreign.person.full_name == "Nông Văn Việt"
        assert household.memberships.count() == 2

    @pytest.mark.parametrize("who", ["other_officer", "leader", "chair", "investigator"])
    def test_others_may_not_edit(self, request, client_of, household, who):
        user = request.getfixturevalue(who)

        response = client_of(user).post(self.url(household), self.post(household, {}, {}))

        assert response.status_code in (403, 404)
        household.refresh_from_db()
        assert household.version == 1

    def test_leaving_out_a_member_is_refused(self, client_of, officer, household):
        data = self.post(household, {})

        page = client_of(officer).post(self.url(household), data).content.decode()

        assert "Thiếu thành viên" in page
        assert Membership.objects.filter(valid_to=None).count() == 2
