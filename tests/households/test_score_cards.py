"""B1 score cards: read from a workbook behind limits, shown before they are kept, kept once."""

import io
import zipfile
from contextlib import suppress
from datetime import date
from html import unescape

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from households import actions, scoring
from households.imports import card_sheet, headings, read_card
from households.models import ScoreCard
from povertyportal.accounts.models import AuditEvent
from povertyportal.ui.workbooks import Limits, read_workbook
from povertyportal.ui.xlsx import write_workbook
from tests.households.factories import NOW, make_card, make_household, make_review, make_round

SAMPLE = scoring.load("STD2022").card
HEADS = list(headings().values())
POINTS = [5, 5, 5, 5, 5, 5, 5]
GOOD = [
    ["SIZE", "Số nhân khẩu", "1", "1 người", *POINTS],
    ["SIZE", "Số nhân khẩu", "2", "Từ 2 người", 0, 0, 0, 0, 0, 0, 0],
]


def workbook(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def card_workbook(*rows, change=None):
    return workbook(HEADS, *rows, change=change)


def sample_workbook():
    return write_workbook([card_sheet(SAMPLE)])


def rezipped(content, **changes):
    """Return the workbook with some members replaced (None: left out)."""
    packed = io.BytesIO()
    names = {name.replace("__", "/"): value for name, value in changes.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            key = name.rsplit(".", 1)[0]
            value = names.get(key, old.read(name))
            if value is not None:
                new.writestr(name, value)
    return packed.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "{dimension}<sheetData>{rows}</sheetData></worksheet>"
)
TWO_ROWS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'


def sheet_of(rows, dimension=""):
    dimension = f'<dimension ref="{dimension}"/>' if dimension else ""
    xml = SHEET.format(rows=rows, dimension=dimension)
    return rezipped(workbook(["x"]), xl__worksheets__sheet1=xml)


def rows_of_xml(count):
    return "<row><c><v>1</v></c></row>" * count


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'


class TestReading:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            pytest.param(lambda: b"", "empty_file", id="O1 empty"),
            pytest.param(lambda: b"a;b\n1;2\n", "not_workbook", id="O2 csv"),
            pytest.param(lambda: b"<table><tr><td>1", "not_workbook", id="O2 html"),
            pytest.param(
                lambda: bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "old_or_locked", id="O3"
            ),
            pytest.param(
                lambda: sample_workbook()[: len(sample_workbook()) // 2],
                "broken_file",
                id="O4 half",
            ),
            pytest.param(lambda: sample_workbook()[:-30], "broken_file", id="O4 tail"),
            pytest.param(
                lambda: rezipped(workbook(["x"]), **{"[Content_Types]": None}),
                "broken_file",
                id="O5 no types",
            ),
            pytest.param(
                lambda: rezipped(workbook(["x"]), xl__workbook=None), "broken_file", id="O5 no book"
            ),
            pytest.param(
                lambda: rezipped(workbook(["x"]), xl__worksheets__sheet1=None),
                "broken_file",
                id="O5 no sheet",
            ),
            pytest.param(
                lambda: sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
                "too_many_rows",
                id="O8 far row",
            ),
            pytest.param(
                lambda: sheet_of('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
                "too_many_columns",
                id="O8 far column",
            ),
            pytest.param(lambda: sheet_of(rows_of_xml(300_000)), "too_much", id="O9 bomb"),
            pytest.param(
                lambda: rezipped(workbook(["x"]), xl__styles="<a>" + "x" * 10**7 + "</a>"),
                "too_much",
                id="O10 one text",
            ),
            pytest.param(
                lambda: rezipped(workbook(["x"]), xl__worksheets__sheet1=LAUGHS),
                "broken_file",
                id="O11 laughs",
            ),
            pytest.param(
                lambda: rezipped(workbook(["x"]), xl__worksheets__sheet1=OUTSIDE),
                "broken_file",
                id="O12 outside",
            ),
            pytest.param(
                lambda: sheet_of('<row r="1"><c r="ZZZZZ0"><v>1</v></c></row>'),
                "broken_file",
                id="O13 no such cell",
            ),
            pytest.param(lambda: workbook(["x" * 2001]), "cell_too_long", id="O30 long cell"),
            pytest.param(lambda: workbook(["x"] * 61), "too_many_columns", id="O30 61 columns"),
            pytest.param(
                lambda: workbook(*[[n] for n in range(2001)]), "too_many_rows", id="O30 rows"
            ),
            pytest.param(lambda: b"PK\x03\x04" + bytes(2 * 1024**2), "too_large", id="O30 size"),
        ],
    )
    def test_a_bad_file_is_refused_in_words(self, content, code):
        with pytest.raises(ValidationError) as refused:
            read_workbook(content())

        assert refused.value.code == code
        assert "root:" not in refused.value.messages[0]

    def test_every_limit_exactly_is_accepted(self):
        limits = Limits(rows=3, columns=4, text=5)
        content = workbook(["12345", None, None, "d"], [1], ["e"])

        assert [row.line for row in read_workbook(content, limits=limits)] == [1, 2, 3]

    @pytest.mark.parametrize("dimension", ["A1:A1", "A1:XFD1048576", ""])
    def test_what_the_sheet_says_of_its_size_does_not_matter(self, dimension):
        rows = read_workbook(sheet_of(TWO_ROWS, dimension))

        assert [row.cells for row in rows] == [(1.0,), (2.0,)]

    @pytest.mark.parametrize(
        "cell",
        [
            '<c r="A1" t="s"><v>999999</v></c>',
            '<c r="A1" s="9999"><v>1</v></c>',
            '<c r="A1"><v>abc</v></c>',
            '<c r="A1"><v>1e999</v></c>',
            '<c r="A1" t="zzz"><v>1</v></c>',
        ],
    )
    def test_a_strange_cell_is_read_or_refused_and_never_fails(self, cell):
        with suppress(ValidationError):
            read_workbook(sheet_of(f'<row r="1">{cell}</row>'))

    def test_blank_lines_keep_the_numbers_of_those_below(self):
        rows = read_workbook(workbook(["a"], [], ["b"]))

        assert [(row.line, row.cells) for row in rows] == [(1, ("a",)), (3, ("b",))]

    def test_mutated_files_never_fail_otherwise(self):
        content, tried = sample_workbook(), 0
        for place in range(0, len(content), max(len(content) // 150, 1)):
            mutated = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
            tried += 1
            with suppress(ValidationError):
                read_card(mutated)

        assert tried >= 150


class TestCardSheet:
    def test_the_template_reads_back_as_the_sample(self):
        found = read_card(sample_workbook())

        assert found.errors == found.ignored == found.missing == []
        assert scoring.card_items(found.items) == SAMPLE.items
        assert found.rows == sum(len(item.options) for item in SAMPLE.items)

    @pytest.mark.parametrize(
        ("rows", "line", "column", "words"),
        [
            ([["", *GOOD[0][1:]], GOOD[1]], 2, "Mã câu hỏi", "còn trống"),
            ([["số", *GOOD[0][1:]], GOOD[1]], 2, "Mã câu hỏi", "mã chỉ gồm"),
            ([GOOD[0], [*GOOD[1][:2], "1", *GOOD[1][3:]]], 3, "Mã lựa chọn", "trùng với dòng 2"),
            ([GOOD[0], ["SIZE", "Khác", *GOOD[1][2:]]], 3, "Câu hỏi", "khác tên"),
            ([GOOD[0], [*GOOD[1][:10], None]], 3, "Thành thị", "còn trống"),
            ([GOOD[0], [*GOOD[1][:10], 2.5]], 3, "Thành thị", "số nguyên"),
            ([GOOD[0], [*GOOD[1][:10], -1]], 3, "Thành thị", "số nguyên"),
            ([GOOD[0], [*GOOD[1][:10], "1.000"]], 3, "Thành thị", "số nguyên"),
            ([GOOD[0], [*GOOD[1][:10], True]], 3, "Thành thị", "số nguyên"),
            ([GOOD[0], [*GOOD[1][:10], "٣"]], 3, "Thành thị", "số nguyên"),
            ([GOOD[0], [*GOOD[1][:10], "=1+1"]], 3, "Thành thị", "công thức chưa có giá trị"),
            ([GOOD[0], [*GOOD[1][:10], "#REF!"]], 3, "Thành thị", "ô báo lỗi"),
            ([GOOD[0]], 0, "", "ít nhất hai lựa chọn"),
            ([], 0, "", "không có dòng nào"),
            (
                [
                    [*GOOD[0][:10], 999],
                    GOOD[1],
                    ["B", "b", "1", "x", *[1] * 7],
                    ["B", "b", "2", "y", *[0] * 7],
                ],
                0,
                "",
                "vượt 999",
            ),
        ],
    )
    def test_each_error_names_row_and_column(self, rows, line, column, words):
        found = read_card(card_workbook(*rows))

        assert found.items == []
        assert (found.errors[0].line, found.errors[0].column) == (line, column)
        assert words in found.errors[0].message

    def test_merged_cells_are_not_copied_down(self):
        content = card_workbook(*GOOD, change=lambda sheet: sheet.merge_cells("A2:A3"))

        found = read_card(content)

        assert {(e.line, e.column) for e in found.errors} == {(2, "Mã câu hỏi"), (3, "Mã câu hỏi")}

    def test_every_error_is_named_at_once(self):
        rows = [["số", "", "1", "x", *POINTS], ["SIZE", "a", "1", "y", "x", *POINTS[1:]]]

        found = read_card(card_workbook(*rows))

        assert len(found.errors) == 3

    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            ([*GOOD], "no_header"),
            ([HEADS[:3], *GOOD], "no_header"),
            ([HEADS[:4], *GOOD], "no_region"),
            ([[*HEADS, HEADS[0]], *GOOD], "double_heading"),
            ([[n] for n in range(11)] + [HEADS, *GOOD], "no_header"),
        ],
    )
    def test_a_table_without_its_headings_is_refused(self, rows, code):
        with pytest.raises(ValidationError) as refused:
            read_card(workbook(*rows))

        assert refused.value.code == code

    def test_headings_may_stand_lower_in_another_order_without_marks(self):
        heads = [heading.upper() for heading in reversed(HEADS)]
        rows = [list(reversed(row)) for row in GOOD]

        found = read_card(workbook(["Bảng điểm"], [], heads, *rows))

        assert found.errors == []
        assert found.items[0]["options"][0]["points"] == dict.fromkeys(scoring.REGIONS, 5)

    def test_unknown_columns_are_named_and_never_kept(self):
        found = read_card(workbook([*HEADS, "ward_id"], *([*row, 7] for row in GOOD)))

        assert found.ignored == ["ward_id"]
        assert "ward_id" not in str(found.items)

    def test_a_card_may_lack_regions_and_says_so(self):
        rows = [row[:5] + row[10:] for row in (HEADS, *GOOD)]

        found = read_card(workbook(*rows))

        assert set(found.items[0]["options"][0]["points"]) == {"red_river", "urban"}
        assert len(found.missing) == 5

    def test_the_headings_do_not_depend_on_the_reader(self, client_of, administrator):
        client = client_of(administrator)
        client.post("/language/", {"language": "en"})

        content = client.get("/score-cards/template/").content

        assert read_card(content).errors == []


def data(**changes):
    items = read_card(card_workbook(*GOOD)).items
    values = {
        "standard": "STD2022",
        "name": "Bảng điểm B1",
        "source": "Phụ lục III",
        "valid_from": date(2023, 1, 1),
        "items": items,
    }
    return actions.CardData(**values | changes)


@pytest.mark.django_db
class TestImport:
    def test_a_card_is_kept_with_one_event(self, administrator):
        card, is_new = actions.import_card(data=data(), by=administrator, now=NOW)

        assert is_new
        assert card.card.items == scoring.card_items(data().items)
        event = AuditEvent.objects.get(action="score_card.import")
        assert (event.object_id, event.actor_id) == (str(card.pk), administrator.pk)

    def test_the_same_card_twice_is_one(self, administrator):
        first, _ = actions.import_card(data=data(), by=administrator, now=NOW)

        again, is_new = actions.import_card(data=data(name="Khác"), by=administrator, now=NOW)

        assert (again, is_new) == (first, False)
        assert AuditEvent.objects.filter(action="score_card.import").count() == 1

    @pytest.mark.parametrize("who", ["officer", "standing", "leader", "auditor", "outsider"])
    def test_nobody_else_brings_in_cards(self, who, request):
        with pytest.raises(PermissionDenied):
            actions.import_card(data=data(), by=request.getfixturevalue(who), now=NOW)

        assert not ScoreCard.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"standard": "STD2027", "valid_from": date(2027, 1, 1)}, "no_points"),
            ({"valid_from": date(2021, 12, 31)}, "valid_from"),
            ({"valid_from": date(2027, 1, 1)}, "valid_from"),
            ({"items": []}, "no_card"),
            ({"items": [{"code": "A"}]}, "no_card"),
            ({"standard": "STD2099"}, "no_card"),
        ],
    )
    def test_what_is_no_card_is_refused(self, administrator, changes, code):
        with pytest.raises(ValidationError) as refused:
            actions.import_card(data=data(**changes), by=administrator, now=NOW)

        found = refused.value
        fields = getattr(found, "error_dict", {"": [found]})
        assert {error.code for errors in fields.values() for error in errors} == {code}
        assert not ScoreCard.objects.exists()

    def test_the_card_in_force_is_the_latest_begun(self, administrator):
        early = make_card(by=administrator, valid_from=date(2022, 1, 1))
        late = make_card(by=administrator, valid_from=date(2023, 9, 1))
        make_card(by=administrator, standard="STD2016", valid_from=date(2020, 1, 1))

        assert ScoreCard.objects.in_force("STD2022", date(2021, 12, 31)) is None
        assert ScoreCard.objects.in_force("STD2022", date(2023, 8, 31)) == early
        assert ScoreCard.objects.in_force("STD2022", date(2023, 9, 1)) == late


def upload(content, **changes):
    values = {
        "standard": "STD2022",
        "name": "Bảng điểm B1",
        "source": "Phụ lục III Thông tư 07/2021",
        "valid_from": "01/01/2023",
    }
    file = SimpleUploadedFile("bang.xlsx", content) if content is not None else ""
    return values | changes | {"file": file}


def staged_in(page):
    return unescape(page.split('name="staged" value="')[1].split('"')[0])


@pytest.mark.django_db
class TestPages:
    URL = "/score-cards/import/"

    def test_administrator_sees_the_points_before_they_are_kept(self, client_of, administrator):
        client = client_of(administrator)

        page = client.post(self.URL, upload(sample_workbook())).content.decode()

        assert not ScoreCard.objects.exists()
        assert "Trung du và miền núi phía Bắc" in page
        assert "Từ 7 người trở lên" in page

        response = client.post(self.URL, {"staged": staged_in(page)}, follow=True)

        card = ScoreCard.objects.get()
        assert card.card.items == SAMPLE.items
        assert response.redirect_chain == [(card.get_absolute_url(), 302)]
        assert "Đã nạp bảng điểm" in response.content.decode()

    def test_confirming_twice_leads_to_the_same_card(self, client_of, administrator):
        client = client_of(administrator)
        staged = staged_in(client.post(self.URL, upload(sample_workbook())).content.decode())

        first = client.post(self.URL, {"staged": staged})
        second = client.post(self.URL, {"staged": staged})

        assert first.url == second.url
        assert ScoreCard.objects.count() == 1
        again = client.post(self.URL, upload(sample_workbook())).content.decode()
        assert "đã có từ trước" in again

    def test_errors_are_listed_and_what_was_typed_stays(self, client_of, administrator):
        content = card_workbook(GOOD[0], [*GOOD[1][:10], "=1+1"])

        page = client_of(administrator).post(self.URL, upload(content)).content.decode()

        assert "công thức chưa có giá trị" in page
        assert "Phụ lục III Thông tư 07/2021" in page
        assert "chỗ phải sửa" in page
        assert not ScoreCard.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"standard": "STD2027"},
            {"standard": "x"},
            {"valid_from": "31/02/2023"},
            {"valid_from": "01/01/2030"},
            {"name": "a\x00b"},
            {"name": ""},
            {"source": "x" * 301},
        ],
    )
    def test_bad_input_is_said_at_its_field(self, client_of, administrator, changes):
        sent = upload(sample_workbook(), **changes)

        response = client_of(administrator).post(self.URL, sent)

        assert response.status_code == 200
        assert next(iter(changes)) in response.context["form"].errors
        assert not ScoreCard.objects.exists()

    @pytest.mark.parametrize("content", [None, b"", b"x", b"PK\x03\x04", sample_workbook()[:900]])
    def test_a_file_that_cannot_be_read_is_said_at_its_field(
        self, client_of, administrator, content
    ):
        response = client_of(administrator).post(self.URL, upload(content))

        assert response.status_code == 200
        assert "file" in response.context["form"].errors

    @pytest.mark.parametrize("staged", ["", "x", "eyJhIjoxfQ:1abc:def"])
    def test_a_preview_nobody_made_is_refused(self, client_of, administrator, staged):
        response = client_of(administrator).post(self.URL, {"staged": staged}, follow=True)

        assert "Hãy nạp lại tệp" in response.content.decode()
        assert not ScoreCard.objects.exists()

    def test_a_script_in_the_workbook_is_text(self, client_of, administrator):
        rows = [[*row[:3], "<script>alert(1)</script>", *row[4:]] for row in GOOD]

        page = client_of(administrator).post(self.URL, upload(card_workbook(*rows))).content

        assert b"<script>alert(1)" not in page
        assert b"&lt;script&gt;alert(1)" in page

    def test_the_list_says_what_is_scored_by_the_sample(self, client_of, administrator):
        client = client_of(administrator)
        before = client.get("/score-cards/").content.decode()
        make_card(by=administrator)

        after = client.get("/score-cards/").content.decode()

        assert "đang chấm theo bảng minh họa" in before
        assert "đang chấm theo bảng minh họa" not in after
        assert "Bảng điểm thử" in after

    def test_a_card_shows_its_points(self, client_of, administrator):
        card = make_card(by=administrator)

        page = client_of(administrator).get(card.get_absolute_url()).content.decode()

        assert "Câu SIZE" in page
        assert "Thành thị" in page
        assert "Tổng điểm cao nhất" in page

    @pytest.mark.parametrize("who", ["officer", "other_officer", "chair", "leader", "outsider"])
    @pytest.mark.parametrize("path", ["", "import/", "template/", "1/"])
    def test_others_do_not_see_them(self, client_of, request, who, path):
        client = client_of(request.getfixturevalue(who))

        assert client.get(f"/score-cards/{path}").status_code == 403

    def test_list_costs_the_same_for_one_row_or_many(self, client_of, administrator):
        client = client_of(administrator)
        make_card(by=administrator)
        client.get("/score-cards/")
        one = _queries(client)
        for _ in range(20):
            make_card(by=administrator)

        assert _queries(client) == one


def _queries(client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/score-cards/")
    return len(queries)


@pytest.mark.django_db
def test_a_card_that_scored_reviews_cannot_be_taken_away(administrator, officer, ward):
    card = make_card(by=administrator)
    make_review(make_household(ward), make_round(), by=officer, card=card)

    with pytest.raises(ProtectedError):
        card.delete()
