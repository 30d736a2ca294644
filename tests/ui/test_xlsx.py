"""Workbooks hold what was given: text is no formula or link, numbers and days keep their type."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from povertyportal.ui.xlsx import LONGEST_CELL, Sheet, workbook_response, write_workbook

FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+84905123456",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "|calc",
    "＝1+1",
    "http://example.org",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "{=1}",
]


def read(*sheets):
    return load_workbook(io.BytesIO(write_workbook(sheets)))


def column(values):
    page = read(Sheet("Thử", ["Cột"], [[value] for value in values])).active
    return [row[0] for row in page.iter_rows(min_row=2)]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_stays_text(text):
    [cell] = column([text])

    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.hyperlink is None


@pytest.mark.parametrize("text", FORMULAS)
def test_headings_and_notes_stay_text(text):
    page = read(Sheet("Thử", [text], [], notes=[text])).active

    assert [page["A1"].data_type, page["A2"].data_type] == ["s", "s"]


@pytest.mark.parametrize("name", ["=1+1", "a/b\\c[d]:*?", "x" * 60, "'", "Hộ nghèo"])
def test_a_sheet_may_have_any_name(name):
    assert len(read(Sheet(name, ["a"], [])).sheetnames[0]) in range(1, 32)


def test_leading_zeros_stay():
    assert column(["048088001234", "007"])[0].value == "048088001234"


def test_numbers_days_and_switches_keep_their_type():
    given = [1_500_000_000, 0, -5, Decimal("2.76"), 12.5, date(2025, 2, 1), True]
    cells = column(given)

    values = [cell.value for cell in cells]
    assert values[:3] == [1_500_000_000, 0, -5]
    assert values[3:5] == [2.76, 12.5]
    assert values[5] == datetime(2025, 2, 1)  # noqa: DTZ001
    assert values[6] is True
    assert cells[5].number_format == "dd/mm/yyyy"


def test_instants_are_written_in_local_time():
    [cell] = column([datetime(2025, 12, 31, 17, 0, 0, tzinfo=UTC)])

    assert cell.value == datetime(2026, 1, 1)  # noqa: DTZ001


def test_nothing_is_an_empty_cell():
    rows = [[None, "", "a"]]
    page = read(Sheet("Thử", ["1", "2", "3"], rows)).active

    assert [cell.value for cell in page[2]] == [None, None, "a"]


def test_what_no_workbook_can_hold_is_left_out():
    [bell, long] = column(["a\x07b\x00c\ud800\uffff", "x" * 40_000])

    assert bell.value == "abc"
    assert len(long.value) == LONGEST_CELL


def test_a_book_may_have_many_sheets_with_notes():
    book = read(
        Sheet("Một", ["A", "B"], [[1, 2]], notes=["Nguồn: thử"]), Sheet("Hai", ["C"], [[3]])
    )

    assert book.sheetnames == ["Một", "Hai"]
    assert [[c.value for c in row] for row in book["Một"].iter_rows()] == [
        ["Nguồn: thử", None],
        ["A", "B"],
        [1, 2],
    ]


def test_the_file_name_says_what_and_when():
    response = workbook_response([Sheet("a", ["b"], [])], filename="households")

    assert response["Content-Disposition"].startswith('attachment; filename="households-20')
