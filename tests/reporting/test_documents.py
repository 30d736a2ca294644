"""One content, three renderers: the same texts in the same order, in the official layout."""

import io
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser

import docx
import pytest
from docx.oxml.ns import qn

from povertyportal.reporting.documents import (
    Align,
    Cell,
    Column,
    Document,
    Field,
    Fields,
    Numbered,
    PageBreak,
    Paragraph,
    Signature,
    Signatures,
    Table,
    Tick,
    Ticks,
    pdf,
    texts,
)
from povertyportal.reporting.documents.content import places_of
from povertyportal.reporting.documents.docx import docx_of
from povertyportal.reporting.documents.html import file_of
from povertyportal.reporting.documents.pdf import can_make_pdf, pdf_of, static_file

HOSTILE = "<script>alert('x')</script> & =1+1 \x00\x0b\ud800\u202e" + "Ă" * 300
BOXES = "☐☒×"


def people(*rows):
    """Return a table with a head of two rows and a cell over two rows."""
    return Table(
        columns=(Column(width=10, align=Align.CENTRE), Column(width=60), Column(width=30)),
        head=((Cell(text="STT", rows=2), Cell(text="Người", span=2)), ("Họ tên", "Thôn")),
        rows=rows or (("1", "Đặng Thị Ớt", "Tổ 1A"), ("2", "Nguyễn Văn Ẩn", "Tổ 2")),
        has_numbers=True,
    )


def paper(*blocks, **fields):
    values = {
        "title": "QUYẾT ĐỊNH",
        "subtitle": ("Về việc thử",),
        "agency": ("ỦY BAN NHÂN DÂN", "PHƯỜNG HUYỀN TỤNG"),
        "number": "Số: 12/QĐ-UBND",
        "place_and_date": "Huyền Tụng, ngày 10 tháng 12 năm 2023",
        "form_code": "Mẫu số 01",
    }
    return Document(blocks=blocks or whole(), **values | fields)


def whole():
    """Return one block of every kind."""
    return (
        Paragraph(text="Công nhận kết quả.", lead="Điều 1."),
        Numbered(items=("Việc thứ nhất", "Việc thứ hai")),
        Fields(fields=(Field(label="Họ và tên:", value="Lý Văn Sơn"), Field(label="Sinh năm:"))),
        Ticks(label="Kết luận:", options=(Tick(text="Nghèo", is_on=True), Tick(text="Không"))),
        Signatures(
            columns=(Signature(title="CHỦ TỊCH", above="TM. ỦY BAN", name="Hà Văn Ba"),),
            recipients=("- Như Điều 3;", "- Lưu: VT."),
        ),
        PageBreak(),
        people(),
    )


class _Words(HTMLParser):
    """Collect what a page shows, without its head."""

    def __init__(self):
        super().__init__()
        self.found, self.is_body = [], False

    def handle_starttag(self, tag, attrs):
        self.is_body = self.is_body or tag == "body"

    def handle_data(self, data):
        if self.is_body:
            self.found.append(data)


def squeezed(text):
    """Return the text without blanks, boxes and dots: how lines break is no difference."""
    return re.sub(rf"[\s{BOXES}]", "", text)


def words_of_page(documents):
    reader = _Words()
    reader.feed(file_of(documents, title="Thử"))
    return squeezed("".join(reader.found))


def words_of_docx(documents):
    body = docx.Document(io.BytesIO(docx_of(documents, title="Thử"))).element.body
    return squeezed("".join(node.text or "" for node in body.iter(qn("w:t"))))


def words_of_content(documents):
    return squeezed("".join(text for document in documents for text in texts(document)))


@pytest.mark.parametrize(
    "documents",
    [
        [paper()],
        [paper(), paper(title="BIÊN BẢN", agency=(), form_code="")],
        [paper(Paragraph(text=HOSTILE), people((HOSTILE, HOSTILE, HOSTILE)), title=HOSTILE)],
        [paper(has_heading=False, is_landscape=True), paper(is_framed=True)],
    ],
    ids=["whole", "two", "hostile", "shapes"],
)
def test_page_and_docx_say_what_the_content_says_in_its_order(documents):
    wanted = words_of_content(documents)

    assert len(wanted) > 200
    assert words_of_page(documents) == wanted
    assert words_of_docx(documents) == wanted


@pytest.mark.skipif(not can_make_pdf() or pdf.engine() is None, reason="WeasyPrint is missing")
def test_the_pdf_says_it_too_with_every_vietnamese_letter():
    content = pdf_of([paper()], title="Thử")

    assert content.startswith(b"%PDF-")
    if shutil.which("pdftotext"):
        found = subprocess.run(
            ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
        ).stdout.decode()
        for text in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Đặng Thị Ớt", "Nguyễn Văn Ẩn"):
            assert text in found
        assert found.count("(1)") == 1


@pytest.mark.skipif(not can_make_pdf() or pdf.engine() is None, reason="WeasyPrint is missing")
def test_the_pages_of_each_paper_are_numbered_from_its_second_page():
    long = paper(*(Paragraph(text=f"Đoạn {n}") for n in range(80)))

    content = pdf_of([long, long], title="Thử")

    if not shutil.which("pdftotext"):
        pytest.skip("poppler is missing")
    found = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
    firsts = [page.strip().split("\n")[0].strip() for page in found.split("\f") if page.strip()]
    assert firsts == ["Mẫu số 01", "2", "Mẫu số 01", "2"] or firsts == [
        *("Mẫu số 01", "2", "3"),
        *("Mẫu số 01", "2", "3"),
    ]


def test_a_paper_has_the_official_margins_font_and_heading():
    made = docx.Document(io.BytesIO(docx_of([paper()], title="Thử")))

    section = made.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    assert made.styles["Normal"].font.name == "Times New Roman"
    assert 13 <= made.styles["Normal"].font.size.pt <= 14
    assert made.core_properties.author == ""
    agency, nation = made.tables[0].rows[0].cells
    assert agency.text.startswith("ỦY BAN NHÂN DÂN\nPHƯỜNG HUYỀN TỤNG")
    assert nation.text.startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")
    place = next(p for p in nation.paragraphs if "ngày 10" in p.text)
    assert all(run.italic for run in place.runs)


def test_the_page_number_stands_at_the_top_from_the_second_page_of_each_paper():
    made = docx.Document(io.BytesIO(docx_of([paper(), paper()], title="Thử")))

    for section in made.sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert "PAGE" in section.header._element.xml
        assert section.first_page_header.is_linked_to_previous or not "".join(
            p.text for p in section.first_page_header.paragraphs
        )


def kept_rows(table):
    """Return for each row of a DOCX table whether it stays with the next one."""
    return [row._tr.find(".//" + qn("w:keepNext")) is not None for row in table.rows]


def test_a_short_table_stays_on_one_page_and_the_last_row_of_a_long_one_is_never_alone():
    title = (Cell(text="Nhóm", span=3, is_bold=True),)
    rows = [(str(n), "Lý Văn Sơn", "Tổ 2") for n in range(12)]

    made = docx.Document(io.BytesIO(docx_of([paper(people(), people(title, *rows))], title="Thử")))

    short, long = made.tables[-2:]
    assert kept_rows(short) == [True, True, True, True, False]
    assert kept_rows(long) == [True, True, True, True, *[False] * 10, True, False]
    page = file_of([paper(people(title, *rows))], title="Thử")
    assert page.count('class="is-kept"') == 2


def test_the_break_between_papers_takes_no_line():
    made = docx.Document(io.BytesIO(docx_of([paper(), paper()], title="Thử")))

    breaks = [
        p for p in made.element.body.iter(qn("w:p")) if p.find(".//" + qn("w:sectPr")) is not None
    ]
    assert [p.find(".//" + qn("w:spacing")).get(qn("w:line")) for p in breaks] == ["20"]


def test_the_head_of_a_table_repeats_on_every_page():
    made = docx.Document(io.BytesIO(docx_of([paper(people())], title="Thử")))

    table = made.tables[-1]
    repeated = [row._tr.find(".//" + qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True, True, True, False, False]


def test_wide_and_framed_papers_have_their_shape():
    made = docx.Document(
        io.BytesIO(docx_of([paper(is_landscape=True), paper(is_framed=True)], title="Thử"))
    )

    wide, framed = made.sections
    assert wide.page_width > wide.page_height
    assert wide._sectPr.find(qn("w:pgBorders")) is None
    assert framed.page_width < framed.page_height
    assert framed._sectPr.find(qn("w:pgBorders")) is not None


def test_a_cell_over_rows_takes_the_place_of_those_below():
    rows = ((Cell(text="a", rows=3), Cell(text="b")), (Cell(text="c"),), (Cell(text="d"),))

    assert list(places_of(rows)) == [[0, 1], [1], [1]]
    assert list(places_of(((Cell(text="x", span=2), Cell(text="y", rows=2)), (Cell(),) * 2))) == [
        [0, 2],
        [0, 1],
    ]


def test_a_hostile_name_is_text_and_never_part_of_the_file():
    page = file_of([paper(people((HOSTILE, HOSTILE, HOSTILE)))], title=HOSTILE)
    package = zipfile.ZipFile(io.BytesIO(docx_of([paper(Paragraph(text=HOSTILE))], title=HOSTILE)))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    for name in package.namelist():
        assert b"<script" not in package.read(name), name
        assert b"\x00" not in package.read(name) or not name.endswith(".xml")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_hundreds_of_hostile_rows(tmp_path):
    rows = tuple((str(n), HOSTILE if n % 20 == 0 else f"Người {n}", "Tổ 1") for n in range(200))
    (tmp_path / "a.docx").write_bytes(docx_of([paper(*whole(), people(*rows))], title="Thử"))

    subprocess.run(
        [
            *("soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/home"),
            *("--convert-to", "txt:Text", "--outdir", str(tmp_path), str(tmp_path / "a.docx")),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    found = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert "Người 199" in found
    assert "<script>alert('x')</script> & =1+1" in found


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.css",
        "http://static.invalid/static/paper.css",
        "file:///etc/passwd",
        "https://static.invalid/etc/passwd",
        "https://static.invalid/static/../../etc/passwd",
        "https://static.invalid/static/%2e%2e/manage.py",
        "https://static.invalid/static/",
        "data:text/plain,x",
    ],
)
def test_drawing_a_paper_reads_static_files_and_nothing_else(address):
    with pytest.raises(ValueError, match="not a static file"):
        static_file(address)


def test_static_files_of_papers_are_found():
    assert static_file("https://static.invalid/static/paper.css").name == "paper.css"
    assert static_file("https://static.invalid/static/vendor/tinos/Tinos-Bold.ttf").is_file()
