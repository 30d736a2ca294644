"""The 15 official forms: what their cells count, what keeps them back, and who may have them."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from openpyxl import load_workbook

from households import movement, scoring
from households.choices import PovertyClass
from households.models import Cause, Need, Review, ReviewMember, WardRound
from households.movement_records import movements_of
from households.returns.book import open_book
from households.returns.checks import SAME, troubles
from households.returns.fill import Cell
from households.returns.forms import forms_for
from households.returns.formulas import rate_of, terms_of, worked_out
from households.returns.layout import path_of
from povertyportal.accounts.models import AuditEvent
from povertyportal.accounts.roles import ROLE_PERMISSIONS, Permission, Role
from povertyportal.areas.models import AreaTotal
from povertyportal.reporting.questions import ask
from povertyportal.reporting.reports import all_reports, get_report
from tests.households.factories import (
    NOW,
    close,
    make_household,
    make_person,
    make_round,
    recognised,
)

POOR, NEAR, NOT = "poor", "near_poor", "not_poor"
POINTS = {POOR: (100, 3), NEAR: (100, 2), NOT: (300, 0)}
FORMS = forms_for(standard=scoring.load("STD2022"), local=("02", "09"))


@pytest.fixture
def rounds(db):
    """Return two rounds, the one that the forms speak of last."""
    return make_round(2022), make_round(2023)


@pytest.fixture
def put(rounds, officer, chair):
    """Return the function that lists a household in both rounds; None is no review."""

    def household(area, before, after, *, village=None, members=("Lý Văn An",), **fields):
        home = make_household(area, village=village, members=members, **fields)
        for round_, found in zip(rounds, (before, after), strict=True):
            if found:
                b1, lacking = POINTS[found]
                recognised(home, round_, by=officer, chair=chair, b1=b1, lacking=lacking)
        return home

    return household


@pytest.fixture
def total():
    def write(area, households, persons):
        return AreaTotal.objects.create(
            area=area,
            year=2023,
            households=households,
            persons=persons,
            as_of=date(2023, 12, 14),
            source="Chi cục Thống kê",
        )

    return write


@pytest.fixture
def world(put, total, ward, other_ward):
    """Return four listed households in two wards whose totals are known."""
    total(ward, 100, 400)
    total(other_ward, 50, 150)
    return {
        "stays": put(ward, POOR, POOR),
        "exits": put(ward, POOR, NEAR),
        "enters": put(other_ward, NOT, POOR, members=("Lý Thị Bình", "Lý Văn Cao")),
        "leaves": put(other_ward, NEAR, NOT),
    }


@pytest.fixture
def closed(world, rounds):
    """Close both rounds once everything is written: nothing enters them afterwards."""
    for each in rounds:
        close(each)
        each.refresh_from_db()
    return world


def book_of(rounds, area, *wards):
    return open_book(round=rounds[1], area=area, wards=wards or [area])


def cell(book, name, area, line=""):
    code, _dot, ref = name.partition(".")
    return book.returns[code].row(str(area.pk), line).cells[ref]


def number(book, name, area, line=""):
    return cell(book, name, area, line).number


def titles(book, code):
    return [gap.title for gap in book.gaps(code)]


def read(content):
    return load_workbook(io.BytesIO(content))


class TestLayout:
    @pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
    def test_every_formula_names_columns_that_are_there(self, form):
        for column in form.columns:
            refs = rate_of(column.formula) or [ref for _sign, ref in terms_of(column.formula)]
            for ref in refs:
                code, _dot, own = ref.rpartition(".")
                assert own in FORMS[code or form.code].by_ref, (column.ref, ref)
            assert path_of(form, column.ref)

    def test_the_numbers_stand_as_the_official_forms_have_them(self):
        assert [column.number for column in FORMS["R1"].columns] == [
            *("1", "2", "3", "4=3/1*100", "5", "6=5/1*100", "7", "8=7/1*100"),
            *("9", "10=9/2*100", "11", "12=11/2*100", "13", "14=13/2*100"),
        ]
        assert FORMS["R2"].columns[-1].number == "9=1-2-3-4+5+6+7+8"

    @pytest.mark.parametrize(
        ("formula", "given", "result"),
        [
            ("1-2+3", {"1": 5, "2": 3, "3": 1}, 3),
            ("1-2", {"1": 5, "2": None}, None),
            ("3/1*100", {"3": 1, "1": 3}, Decimal(100) / 3),
            ("3/1*100", {"3": 1, "1": 0}, None),
            ("3/1*100", {"3": 1, "1": None}, None),
            ("R4.1/hh*100", {"R4.1": 1, "hh": 4}, Decimal(25)),
        ],
    )
    def test_a_formula_is_worked_out(self, formula, given, result):
        assert worked_out(formula, given.get) == result


class TestCells:
    def test_the_city_is_the_sum_of_its_wards(self, world, rounds, city, ward, other_ward):
        book = book_of(rounds, city, ward, other_ward)

        assert [number(book, "R1.3", place) for place in (city, ward, other_ward)] == [2, 1, 1]
        assert [number(book, "R1.9", place) for place in (city, ward, other_ward)] == [5, 2, 3]
        assert number(book, "R1.1", city) == 150
        assert number(book, "R1.4", ward) == 1
        assert number(book, "R1.4", city) == Decimal(200) / 150
        for each in ("R1.3", "R2.5", "R4.2", "R8.2", "R12.12"):
            whole = cell(book, each, city).parts
            parts = [cell(book, each, place).parts for place in (ward, other_ward)]
            assert whole == parts[0] | parts[1]

    def test_the_movement_is_that_of_the_movement_pages(
        self, world, rounds, city, ward, other_ward
    ):
        book = book_of(rounds, city, ward, other_ward)
        sums = movement.total(
            row.movement for row in movements_of(round=rounds[1], wards=[ward, other_ward])
        )

        for code, form in (("R2", "r2"), ("R3", "r3")):
            for line, what in (("households", "count"), ("persons", "persons")):
                row = book.returns[code].row(str(city.pk), line)
                assert [each.number for each in row.cells.values()] == sums[form][what]

    def test_a_ward_is_the_sum_of_its_villages(
        self, put, total, rounds, ward, village, second_village
    ):
        total(ward, 100, 400)
        put(ward, POOR, POOR, village=village)
        put(ward, POOR, NEAR, village=second_village)
        put(ward, None, POOR)

        book = book_of(rounds, ward)
        places = [place.key for place in book.returns["R1"].places]

        assert places == [str(ward.pk), str(village.pk), str(second_village.pk), "0"]
        found = [book.returns["R1"].row(key).cells["3"].number for key in places]
        assert found == [2, 1, 0, 1]
        moved = [book.returns["R2"].row(key).cells["2"].number for key in places]
        assert moved == [1, 0, 1, 0]
        assert number(book, "R1.1", ward) == 100
        assert book.returns["R1"].row(str(village.pk)).cells["1"].number is None
        assert not book.gaps("R1")

    def test_what_nobody_records_is_empty_and_not_nothing(self, world, rounds, ward):
        book = book_of(rounds, ward)

        for name in ("R1.7", "R1.8", "R1.13", "R12.3", "R12.16"):
            assert number(book, name, ward) is None
        assert any("7, 13" in note for note in book.notes("R1"))

    def test_groups_are_those_of_the_head_and_the_members(self, put, total, rounds, ward):
        total(ward, 100, 400)
        soldier = make_person("Lý Văn Quân", merit=True, ethnicity="01", birth_year=1950)
        kinh = put(
            ward,
            POOR,
            POOR,
            head=make_person("Trần Văn Kinh", ethnicity="01", gender="male", birth_year=1940),
            members=(soldier,),
        )
        dao = put(ward, POOR, POOR)

        book = book_of(rounds, ward)

        assert cell(book, "R8.2", ward).parts == {dao.pk: 1}
        assert cell(book, "R8.3", ward).parts == {kinh.pk: 1}
        assert cell(book, "R8.4", ward).parts == {kinh.pk: 1}
        assert number(book, "R8.5", ward) == 0
        assert cell(book, "R8.4", ward, "persons").parts == {kinh.pk: 2}
        assert cell(book, "R12.12", ward).parts == {dao.pk: 1}
        assert [c.name for c in book.returns["R9"].form.columns][:5] == [
            f"poor.{name}" for name in ("all", "01", "minority", "09", "other")
        ]
        assert cell(book, "R9.4", ward).parts == {dao.pk: 1}

    def test_causes_are_counted_once_for_each_household(self, world, rounds, ward):
        review = Review.objects.get(household=world["stays"], round=rounds[1])
        for code in ("land", "capital"):
            Cause.objects.create(review=review, code=code)

        book = book_of(rounds, ward)

        assert [number(book, f"R10.{n}", ward) for n in (1, 2, 3, 4)] == [1, 1, 1, 0]

    def test_children_of_whom_nothing_is_known_are_not_well(self, put, total, rounds, ward):
        total(ward, 100, 400)
        child = make_person("Bàn Văn Út", birth_year=2013)
        home = put(ward, POOR, POOR, members=(child,))

        unknown = book_of(rounds, ward)
        ReviewMember.objects.create(
            review=Review.objects.get(household=home, round=rounds[1]),
            person=child,
            relation="child",
            age=10,
            has_insurance=False,
            schooling="primary",
        )
        known = book_of(rounds, ward)

        assert [number(unknown, f"R11.{n}", ward) for n in (1, 2, 3)] == [1, None, None]
        assert [number(known, f"R11.{n}", ward) for n in (1, 2, 3)] == [1, 1, 0]
        assert any("1 hộ chưa ghi đủ" in note for note in unknown.notes("R11"))

    def test_rates_of_services_are_shares_of_the_households(self, world, rounds, city, ward):
        book = book_of(rounds, city, ward)

        assert number(book, "R4.all", ward) == 3
        assert number(book, "R5.1", ward) == 100
        assert number(book, "R5.12", ward) == 0
        assert number(book, "R7.2", ward) == 100


class TestRefusals:
    def test_a_whole_round_has_no_gaps(self, world, rounds, city, ward, other_ward):
        book = book_of(rounds, city, ward, other_ward)

        assert {code: titles(book, code) for code in book.codes()} == {
            code: [] for code in book.codes()
        }

    def test_a_ward_without_total_is_named(self, put, total, rounds, city, ward, other_ward):
        total(ward, 100, 400)
        put(ward, POOR, POOR)
        put(other_ward, POOR, POOR)

        book = book_of(rounds, city, ward, other_ward)

        assert number(book, "R1.1", city) is None
        assert number(book, "R1.4", city) is None
        [title] = titles(book, "R1")
        assert other_ward.name in title
        assert titles(book, "R12") == [title]
        assert not book.gaps("R2")

    def test_a_rate_above_a_hundred_is_impossible(self, put, total, rounds, ward):
        total(ward, 1, 3)
        for _n in range(2):
            put(ward, POOR, POOR)

        book = book_of(rounds, ward)

        assert any("200.00 % > 100 %" in title for title in titles(book, "R1"))
        assert any("133.33 % > 100 %" in title for title in titles(book, "R1"))
        assert not book.gaps("R4")

    def test_forms_that_contradict_each_other_go_out_neither(self, world, rounds, ward, chair):
        [row] = movements_of(round=rounds[1], wards=[ward])
        kept = movement.frozen(row.movement)
        review = Review.objects.filter(household=world["stays"], round=rounds[1])
        review.update(recognised_class=NEAR)
        WardRound.objects.create(
            round=rounds[1],
            area=ward,
            state="closed",
            closed_at=NOW,
            closed_by=chair,
            result=kept,
        )

        book = book_of(rounds, ward)

        expected = f"{ward.name}: R1 cột 3 = 0 hộ ≠ R2 cột 9 = 1 hộ"
        assert expected in titles(book, "R1")
        assert expected in titles(book, "R2")
        [gap] = [gap for gap in book.gaps("R1") if gap.title == expected]
        assert gap.url == reverse("movement_ward", args=[rounds[1].pk, ward.pk]) + "#findings"

    def test_each_identity_is_held(self, world, rounds, ward):
        book = book_of(rounds, ward)

        for one, other, line in SAME:
            code, _dot, ref = one.partition(".")
            found = book.returns[code]
            row = found.row(str(ward.pk), line if found.form.lines else "")
            before = row.cells[ref]
            row.cells[ref] = Cell((before.number or 0) + 1, before.parts)
            wrong = troubles(book.records, book.returns)
            row.cells[ref] = before

            assert any(
                {code, other.partition(".")[0]} <= each.forms and " ≠ " in each.gap.title
                for each in wrong
            ), (one, other)

    def test_deprivations_that_miss_the_points_are_named(self, world, rounds, ward):
        Review.objects.filter(household=world["stays"], round=rounds[1]).update(b2=50)

        book = book_of(rounds, ward)

        for code in ("R4", "R5"):
            assert any("B2" in title for title in titles(book, code))
        assert not book.gaps("R1")

    def test_who_has_no_result_keeps_the_movement_back(self, put, world, rounds, ward):
        put(ward, POOR, None)

        book = book_of(rounds, ward)

        assert any("chưa đạt (1 hộ)" in title for title in titles(book, "R2"))
        assert not book.gaps("R1")

    def test_the_first_round_of_a_standard_has_no_movement(self, put, rounds, ward):
        put(ward, POOR, POOR)

        book = open_book(round=rounds[0], area=ward, wards=[ward])

        assert "đầu kỳ" in titles(book, "R2")[0]
        assert number(book, "R2.1", ward) is None
        assert not book.gaps("R4")

    def test_a_round_that_found_nothing_yet_says_nothing(self, put, rounds, ward):
        put(ward, POOR, None)

        book = book_of(rounds, ward)

        assert number(book, "R4.hh", ward) is None
        assert "chưa có kết quả" in titles(book, "R4")[0]


class TestPages:
    def ask(self, rounds, area, **more):
        return {"round": rounds[1].pk, "area": area.pk, **more}

    def test_a_number_leads_to_its_households(self, world, rounds, ward, officer, client_of):
        browser = client_of(officer)

        page = browser.get(reverse("return_detail", args=["R1"]), self.ask(rounds, ward))
        link = reverse(
            "return_households", args=["R1", rounds[1].pk, ward.pk, f"3-households-{ward.pk}"]
        )
        behind = browser.get(link).content.decode()

        assert f'<a href="{link}">1</a>' in page.content.decode()
        assert world["stays"].code in behind
        assert world["exits"].code not in behind

    def test_a_number_of_the_movement_leads_to_the_movement(
        self, world, rounds, city, ward, leader, client_of
    ):
        browser = client_of(leader)

        page = browser.get(reverse("return_detail", args=["R2"]), self.ask(rounds, city))
        own = reverse("movement_ward", args=[rounds[1].pk, ward.pk]) + "?cell=r2-2#cell"
        whole = reverse(
            "return_households", args=["R2", rounds[1].pk, city.pk, f"2-persons-{city.pk}"]
        )

        assert own in page.content.decode()
        assert whole in page.content.decode()
        assert world["exits"].code in browser.get(whole).content.decode()

    def test_the_screen_says_what_the_workbook_says(self, world, rounds, city, leader, client_of):
        browser = client_of(leader)
        url = reverse("return_detail", args=["R8"])

        form = browser.get(url, self.ask(rounds, city)).context["form"]
        sheet = read(browser.get(url, self.ask(rounds, city, export="xlsx")).content)["R8"]
        rows = list(sheet.iter_rows(values_only=True))
        first = next(n for n, row in enumerate(rows) if row[2] == "Hộ")
        shown = [[cell.text for cell in row.cells] for row in form.rows]
        written = [
            [str(value) for value in row[3:]] for row in rows[first + 2 : first + len(shown)]
        ]

        assert shown[2:] == written
        assert rows[first][3].startswith("=SUMIF(")

    def test_the_workbook_of_a_ward_with_rates_brings_their_base(
        self, world, rounds, ward, officer, client_of
    ):
        url = reverse("return_detail", args=["R5"])

        book = read(client_of(officer).get(url, self.ask(rounds, ward, export="xlsx")).content)

        assert book.sheetnames == ["R4", "R5"]

    def test_what_is_amiss_is_told_and_nothing_goes_out(
        self, put, rounds, ward, officer, client_of
    ):
        put(ward, POOR, POOR)
        browser = client_of(officer)

        page = browser.get(reverse("return_detail", args=["R1"]), self.ask(rounds, ward))
        text = page.content.decode()
        taken = browser.get(
            reverse("return_detail", args=["R1"]), self.ask(rounds, ward, export="xlsx")
        )
        paper = browser.get(reverse("return_paper", args=["R1"]), self.ask(rounds, ward))

        assert "chưa có tổng số hộ" in text
        assert "export=xlsx" not in text
        assert (taken.status_code, paper.status_code) == (409, 409)
        assert "chưa có tổng số hộ" in taken.content.decode()
        assert not AuditEvent.objects.filter(action__in=["export", "paper.print"]).exists()

    def test_the_list_hands_over_the_forms_without_gaps(
        self, put, rounds, ward, officer, client_of
    ):
        put(ward, POOR, POOR)

        answer = client_of(officer).get(
            reverse("return_list"), self.ask(rounds, ward, export="xlsx")
        )

        names = read(answer.content).sheetnames
        assert "R2" in names
        assert not {"R1", "R12", "R13"} & set(names)

    def test_a_round_still_open_is_marked(self, world, rounds, ward, officer, client_of):
        page = client_of(officer).get(reverse("return_detail", args=["R1"]), self.ask(rounds, ward))

        assert "chưa chính thức" in page.content.decode()

    def test_a_closed_round_is_not(self, closed, rounds, ward, officer, client_of):
        page = client_of(officer).get(reverse("return_detail", args=["R1"]))

        assert page.context["round"] == rounds[1]
        assert "chưa chính thức" not in page.content.decode()

    @pytest.mark.parametrize("asked", [{"round": "0"}, {"area": "0"}, {"round": "x"}])
    def test_what_is_not_there_is_not_found(self, asked, world, officer, client_of):
        for url in (reverse("return_list"), reverse("return_detail", args=["R1"])):
            assert client_of(officer).get(url, asked).status_code == 404

    @pytest.mark.parametrize("asked", ["99-households-1", "3", "3-persons-1", "x"])
    def test_a_cell_that_is_not_there_is_not_found(
        self, asked, world, rounds, ward, officer, client_of
    ):
        url = reverse("return_households", args=["R1", rounds[1].pk, ward.pk, asked])

        assert client_of(officer).get(url).status_code == 404

    def test_the_page_costs_the_same_for_one_household_or_many(
        self, put, total, rounds, ward, officer, client_of, django_assert_max_num_queries
    ):
        total(ward, 100, 400)
        for _n in range(8):
            put(ward, POOR, POOR)
        browser = client_of(officer)

        with django_assert_max_num_queries(40):
            browser.get(reverse("return_detail", args=["R15"]), self.ask(rounds, ward))


class TestPersons:
    def test_everybody_stands_in_the_column_of_their_sex(
        self, put, total, rounds, ward, officer, client_of
    ):
        total(ward, 100, 400)
        husband = make_person("Bàn Văn Sơn", gender="male", birth_year=1975)
        home = put(ward, POOR, POOR, members=(husband,))
        review = Review.objects.get(household=home, round=rounds[1])
        Need.objects.create(review=review, code="credit")

        [listed] = book_of(rounds, ward).people["R15"].homes
        head, other = listed.lines

        assert head[:10] == ("1", "1", "Bàn Thị Mùi", "", "1980", "Dao", "Chủ hộ", "", "", "x")
        assert head[13:] == ("", "", "", "x", "", "")
        assert other[:7] == ("", "2", "Bàn Văn Sơn", "1975", "", "Dao", "Con")
        assert not any(other[7:])

    def test_new_and_returned_households_are_told_apart(self, put, total, rounds, ward):
        total(ward, 100, 400)
        new = put(ward, NOT, POOR)
        old = put(ward, POOR, POOR)

        homes = book_of(rounds, ward).people["R15"].homes
        found = {home.listed.household: home.lines[0][7:10] for home in homes}

        assert found == {new.pk: ("x", "", ""), old.pk: ("", "", "x")}

    def test_lines_that_are_not_the_persons_recognised_are_counted(self, put, rounds, ward):
        home = put(ward, POOR, POOR)
        Review.objects.filter(household=home).update(size=5)

        assert "1 hộ có số người" in book_of(rounds, ward).notes("R15")[0]

    def test_taking_a_list_away_leaves_an_event(self, world, rounds, ward, officer, client_of):
        asked = {"round": rounds[1].pk, "area": ward.pk}
        browser = client_of(officer)

        taken = browser.get(reverse("return_detail", args=["R15"]), asked | {"export": "xlsx"})
        browser.get(reverse("return_paper", args=["R15"]), asked)

        assert taken.status_code == 200
        event = AuditEvent.objects.get(action="export")
        assert event.changes["list"] == [None, "returns R15"]
        assert AuditEvent.objects.filter(action="paper.print").count() == 1

    def test_without_the_right_over_households_there_is_no_list(
        self, world, rounds, ward, auditor, client_of, monkeypatch
    ):
        narrow = ROLE_PERMISSIONS[Role.AUDITOR] - {Permission.HOUSEHOLD_VIEW}
        monkeypatch.setitem(ROLE_PERMISSIONS, Role.AUDITOR, narrow)
        asked = {"round": rounds[1].pk, "area": ward.pk}
        browser = client_of(auditor)

        page = browser.get(reverse("return_list"), asked).content.decode()
        book = read(browser.get(reverse("return_list"), asked | {"export": "xlsx"}).content)

        for name in ("return_detail", "return_paper"):
            assert browser.get(reverse(name, args=["R14"]), asked).status_code == 403
        assert "R13" in page
        assert "/R15/" not in page
        assert not {"R14", "R15"} & set(book.sheetnames)


class TestRights:
    def test_nobody_sees_another_wards_forms(
        self, world, rounds, city, ward, other_ward, other_officer, client_of
    ):
        browser = client_of(other_officer)
        asked = {"round": rounds[1].pk, "area": ward.pk}
        cell_of = f"3-households-{ward.pk}"

        assert browser.get(reverse("return_list"), asked).status_code == 404
        assert browser.get(reverse("return_detail", args=["R1"]), asked).status_code == 404
        assert browser.get(reverse("return_paper", args=["R15"]), asked).status_code == 404
        for area in (ward, city):
            url = reverse("return_households", args=["R1", rounds[1].pk, area.pk, cell_of])
            assert browser.get(url).status_code == 404
        own = browser.get(reverse("return_detail", args=["R15"])).content.decode()
        assert other_ward.name in own
        assert ward.name not in own

    @pytest.mark.parametrize("who", ["outsider", "bank", "finance"])
    def test_who_may_not_view_reviews_sees_no_form(self, who, world, client_of, request):
        browser = client_of(request.getfixturevalue(who))

        assert browser.get(reverse("return_list")).status_code == 403
        assert browser.get(reverse("return_detail", args=["R1"])).status_code == 403

    def test_an_investigator_has_no_ward_to_report(self, world, investigator, client_of):
        page = client_of(investigator).get(reverse("return_list"))

        assert "Chưa có biểu nào" in page.content.decode()

    def test_without_the_right_to_export_nothing_is_taken(
        self, world, rounds, ward, officer, client_of, monkeypatch
    ):
        narrow = ROLE_PERMISSIONS[Role.WARD_OFFICER] - {Permission.EXPORT}
        monkeypatch.setitem(ROLE_PERMISSIONS, Role.WARD_OFFICER, narrow)
        asked = {"round": rounds[1].pk, "area": ward.pk}
        browser = client_of(officer)

        taken = browser.get(reverse("return_detail", args=["R1"]), asked | {"export": "xlsx"})

        assert taken.status_code == 403
        assert browser.get(reverse("return_paper", args=["R15"]), asked).status_code == 403
        assert browser.get(reverse("return_paper", args=["R1"]), asked).status_code == 200


class TestReports:
    def scope(self, area, year=2023):
        return ask(
            area,
            today=date(2024, 1, 10),
            report=None,
            start=date(year, 1, 1),
            end=date(year, 12, 31),
            standard="STD2022",
        )

    def test_each_form_can_be_filed(self):
        keys = {kind.key for kind in all_reports()}

        assert {f"r{n}" for n in range(1, 16)} | {"returns"} <= keys
        for code in ("r14", "r15"):
            assert get_report(code).permission == Permission.HOUSEHOLD_VIEW

    def test_the_numbers_have_names_that_stay(self, closed, city, ward, leader):
        report = get_report("returns").build(self.scope(city), leader)

        assert not report.gaps
        assert len(report.papers) == 13
        assert report.numbers[f"R1/{ward.code}/3/households"] == 1
        assert report.numbers[f"R1/{ward.code}/4/rate"] == Decimal("1.00")
        assert report.numbers[f"R2/{city.code}/9/persons"] == 5
        assert report.numbers[f"R4/{ward.code}/BHYT/households"] == 0
        assert report.numbers[f"R1/{ward.code}/7/households"] is None
        people = get_report("r15").build(self.scope(ward), leader)
        assert people.numbers == {f"R15/{ward.code}/households": 1, f"R15/{ward.code}/persons": 2}

    def test_a_period_without_a_round_is_a_gap(self, closed, city, leader):
        report = get_report("r1").build(self.scope(city, year=2020), leader)

        assert not report.papers
        assert "Không có đợt rà soát" in report.gaps[0].title

    def test_an_area_of_somebody_else_is_a_gap(self, closed, ward, other_officer):
        report = get_report("r1").build(self.scope(ward), other_officer)

        assert not report.papers
        assert ward.name in report.gaps[0].title

    def test_who_may_not_view_households_builds_no_list(self, closed, ward, officer, monkeypatch):
        narrow = ROLE_PERMISSIONS[Role.WARD_OFFICER] - {Permission.HOUSEHOLD_VIEW}
        monkeypatch.setitem(ROLE_PERMISSIONS, Role.WARD_OFFICER, narrow)

        with pytest.raises(PermissionDenied):
            get_report("r15").build(self.scope(ward), officer)


def test_classes_are_those_of_the_choices():
    assert {POOR, NEAR, NOT} == set(PovertyClass.values)
