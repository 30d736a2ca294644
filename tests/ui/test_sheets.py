"""Official forms as workbooks: headings merged, formulas live, text still text, ready to print."""

import io

import pytest
from openpyxl import load_workbook

from povertyportal.ui.sheets import (
    At,
    Filled,
    FormLine,
    FormSheet,
    Head,
    Placed,
    Span,
    placed,
    write_forms,
)

HEADS = (
    Head(text="TT"),
    Head(text="Hộ", below=(Head(text="Nghèo"), Head(text="Cận nghèo"))),
)


def sheet(name="A", **fields):
    lines = [
        FormLine(
            cells=[
                Filled(value="Cộng"),
                Filled(value=3, formula=("SUM(", Span(1, 2, 1), ")")),
                Filled(),
            ],
            is_bold=True,
        ),
        FormLine(cells=[Filled(value="Xã", rows=2), Filled(value=1), Filled(value="=1+1")]),
        FormLine(cells=[Filled(rows=0), Filled(value=2), Filled(value=2.5, is_rate=True)]),
    ]
    return FormSheet(
        name=name,
        title="BIỂU THỬ",
        heads=HEADS,
        lines=lines,
        left=("ỦY BAN NHÂN DÂN",),
        right=("CỘNG HÒA", "Độc lập"),
        numbers=("A", "1", "2"),
        notes=("Ghi chú",),
        signatures=(("", "NGƯỜI LẬP BIỂU"), ("TM. ỦY BAN", "CHỦ TỊCH")),
        **fields,
    )


@pytest.fixture
def written():
    return load_workbook(io.BytesIO(write_forms([sheet()])))["A"]


def test_headings_reach_over_what_is_below_them():
    assert placed(HEADS) == [
        [Placed("TT", 0, 1, 2), Placed("Hộ", 1, 2, 1)],
        [Placed("Nghèo", 1, 1, 1), Placed("Cận nghèo", 2, 1, 1)],
    ]


def test_cells_are_merged_as_the_headings_say(written):
    first = sheet().head_line + 1

    merged = {str(each) for each in written.merged_cells.ranges}

    assert {f"A{first}:A{first + 1}", f"B{first}:C{first}"} <= merged
    assert f"A{first + 4}:A{first + 5}" in merged


def test_a_formula_points_at_its_lines_and_keeps_our_value(written):
    first = sheet().first_line + 1
    values = load_workbook(io.BytesIO(write_forms([sheet()])), data_only=True)["A"]

    assert written[f"B{first}"].value == f"=SUM(B{first + 1}:B{first + 2})"
    assert values[f"B{first}"].value == 3


def test_a_formula_may_point_at_another_sheet():
    other = FormSheet(
        name="B",
        title="",
        heads=(Head(text="Tỷ lệ"), Head(text="x")),
        lines=[FormLine(cells=[Filled(value=1, formula=(At(1, 1, "A"), "*2")), Filled()])],
    )

    book = load_workbook(io.BytesIO(write_forms([sheet(), other])))

    assert book["B"][f"A{other.first_line + 1}"].value == f"=A!B{sheet().first_line + 2}*2"


def test_text_stays_text(written):
    cell = written[f"C{sheet().first_line + 2}"]

    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_the_sheet_is_ready_to_print(written):
    form = sheet()

    assert (written.page_setup.orientation, str(written.page_setup.paperSize)) == ("landscape", "9")
    assert written.sheet_properties.pageSetUpPr.fitToPage
    assert written.page_setup.fitToHeight in (None, 1)  # one page is what is meant without a number
    assert written.print_title_rows == f"${form.head_line + 1}:${form.first_line}"
    assert written.freeze_panes == f"C{form.first_line + 1}"
    assert "&P" in written.oddFooter.center.text
    assert written[f"A{form.first_line + 1}"].font.name == "Times New Roman"
    assert written[f"A{form.first_line + 1}"].border.left.style == "thin"
    words = [cell.value for row in written.iter_rows() for cell in row if cell.value]
    for word in ("BIỂU THỬ", "Độc lập", "Ghi chú", "NGƯỜI LẬP BIỂU", "CHỦ TỊCH"):
        assert word in words


def test_a_long_form_takes_as_many_pages_as_it_needs():
    long = FormSheet(
        name="A",
        title="",
        heads=HEADS,
        lines=[FormLine(cells=[Filled(value=1)] * 3) for _n in range(200)],
    )

    page = load_workbook(io.BytesIO(write_forms([long])))["A"]

    assert page.page_setup.fitToHeight == 0
