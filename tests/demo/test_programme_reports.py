"""The reports of the programme state what the figures compute, in words, tables and annexes."""

import io
import re
import shutil
import subprocess
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn

from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import Paragraph, Table, pdf, texts
from povertyportal.reporting.documents.pdf import can_make_pdf, pdf_of
from povertyportal.reporting.figures import all_figures
from povertyportal.reporting.questions import ask, report_for
from povertyportal.reporting.reports import get_report
from povertyportal.reporting.units import MISSING, Unit, shown, written
from povertyportal.ui.text import grouped

pytestmark = pytest.mark.xdist_group("demo")

LEADER = "thanhpho"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
THEMES = ("Giảm nghèo", "Nguồn vốn Chương trình", "Tín dụng chính sách")
PARTS = (
    "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
    "II. KẾT QUẢ THỰC HIỆN",
    "III. ĐÁNH GIÁ SO VỚI KẾ HOẠCH",
    "IV. KHÓ KHĂN, TỒN TẠI VÀ NGUYÊN NHÂN",
    "V. NHIỆM VỤ, GIẢI PHÁP VÀ KIẾN NGHỊ",
)
ARTICLE = (
    "được các cấp, các ngành quan tâm triển khai",
    "Các địa phương tích cực triển khai thông tin",
    "Chính sách tín dụng cho hộ nghèo được quan tâm",
    "đạt chỉ tiêu giao",
)
"""Sentences of the article that the figures come from: the report has its own."""


def question(code="058", *, start=None, end=None, as_of=None):
    area = Area.objects.filter(code=code).order_by("valid_from")[0]
    today = date(2026, 1, 1)
    return ask(area, today=today, report=report_for(area), start=start, end=end, as_of=as_of)


def built(kind="mid_term", *, user=LEADER, **asked):
    scope = question(**asked)
    return get_report(kind).build(scope, User.objects.get(username=user))


def words(report):
    """Return all that stands on the papers, with plain blanks."""
    return plain(" ".join(text for paper in report.papers for text in texts(paper)))


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def tables(report):
    return [block for paper in report.papers for block in paper.blocks if isinstance(block, Table)]


def table_with(report, heading):
    """Return the body of the first table that has a column of this heading, as texts."""
    for table in tables(report):
        if heading in {cell.text for cell in table.head_cells[0]}:
            return [[cell.text for cell in row] for row in table.body_cells]
    raise AssertionError(heading)


@pytest.fixture(scope="module")
def mid_term(_built_city, django_db_blocker):
    """Return the mid-term report of the whole city, built once."""
    with django_db_blocker.unblock():
        return built()


@pytest.fixture
def values(demo_city):
    return {found.key: found for found in all_figures(question())}


def test_the_report_has_the_parts_and_the_heading_of_an_official_one(mid_term):
    paper = mid_term.papers[0]
    titles = [
        block.text for block in paper.blocks if isinstance(block, Paragraph) and block.is_bold
    ]

    assert paper.agency == ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ BẮC KẠN")
    assert paper.number == "Số: ………/BC-UBND"
    assert paper.place_and_date.startswith("Bắc Kạn, ngày")
    assert paper.title == "BÁO CÁO"
    assert paper.subtitle[0].startswith("Đánh giá giữa kỳ kết quả thực hiện Chương trình")
    assert [title for title in titles if title in PARTS] == list(PARTS)
    assert [f"{n}. {title}" in titles for n, title in enumerate(THEMES[:2], start=1)] == [True] * 2
    signature = paper.blocks[-1]
    assert signature.columns[0].title.startswith("TM. ỦY BAN NHÂN DÂN")
    assert signature.recipients[-1] == "- Lưu: VT."


def test_the_grounds_are_those_in_force_on_the_day(mid_term, demo_city):
    assert "Nghị định số 38/2023/NĐ-CP" in words(mid_term)

    early = words(
        built("half_year", start=date(2022, 1, 1), end=date(2022, 6, 30), as_of=date(2022, 6, 30))
    )

    assert "Nghị định số 27/2022/NĐ-CP" in early
    assert "38/2023/NĐ-CP" not in early
    assert "Thông tư số 10/2022/TT-BLĐTBXH" not in early


def test_every_number_of_a_sentence_is_the_figures_own(mid_term, values):
    text = words(mid_term)
    value = {key: found.value for key, found in values.items()}
    money = {key: shown(value[key], Unit.DONG) for key in value if "capital" in key}

    for sentence in (
        f"giảm từ {written(value['poor_rate_start'])}%",
        f"xuống còn {written(value['poor_rate_end'])}%",
        f"số hộ thoát nghèo là {value['poor_households_exited']} hộ",
        f"kế hoạch ({values['poor_households_exited'].plan} hộ), vượt",
        f"phát sinh mới và tái nghèo là {value['poor_households_entered']} hộ",
        f"giảm ròng {value['poor_households_net_fall']} hộ",
        f"vốn được giao là {money['capital_assigned']} triệu đồng",
        f"chưa phân bổ {money['capital_unallocated']} triệu đồng",
        f"Đã giải ngân {money['capital_disbursed']} triệu đồng",
        f"{value['loans_poor_count']} lượt vay của {value['loans_poor_households']} hộ",
        f"Kết nối việc làm thành công: {value['workers_placed']} lao động, bằng "
        f"{written(values['workers_placed'].percent_of_plan)}% kế hoạch",
        f"{value['training_classes']} lớp đào tạo nghề với {value['trainees']} học viên",
        f"nguồn ngoài Quỹ Vì người nghèo là {value['houses_supported']} nhà",
        "kế hoạch không nêu số cụ thể nên chưa đủ căn cứ kiểm chứng",
    ):
        assert sentence in text, sentence


def test_the_sentences_are_our_own(mid_term):
    text = words(mid_term)

    assert not [sentence for sentence in ARTICLE if sentence in text]


def test_wards_and_projects_add_up_to_the_figures(mid_term, values):
    wards = table_with(mid_term, "Mới và tái nghèo")
    accounts = table_with(mid_term, "Chuyển nguồn")
    counted = [
        [int(cell.replace(".", "").replace("−", "-")) for cell in row[2:7]] for row in wards[:-1]
    ]
    paid = [
        [int(cell.replace(".", "").replace("−", "-")) for cell in row[5:9]] for row in accounts[:-1]
    ]

    assert len(counted) == 8
    assert [sum(column) for column in zip(*counted, strict=True)] == [
        values["poor_rate_start"].computed.top,
        values["poor_households_exited"].value,
        values["poor_households_entered"].value,
        values["poor_households_other"].value,
        values["poor_rate_end"].computed.top,
    ]
    money = ("capital_assigned", "capital_distributed", "capital_unallocated", "capital_disbursed")
    sums = [sum(column) for column in zip(*paid, strict=True)]
    assert sums == [values[key].value for key in money]
    assert accounts[-1][1:5] == [grouped(total) for total in sums]


def test_the_annex_states_every_figure_with_plan_and_report(mid_term, values):
    rows = {row[1]: row for row in table_with(mid_term, "Số đã báo cáo") if len(row) > 1}

    assert len(rows) == len(values)
    for found in values.values():
        row = rows[str(found.indicator.title)]
        assert row[5] == found.shown
        assert row[4] == (found.plan_shown or "–")
        assert row[9] == ("–" if found.reported is None else found.status.label)
    assert {found.key: found.value for found in mid_term.figures} == {
        key: found.value for key, found in values.items()
    }


def test_the_idle_money_is_told_by_reason_office_and_day(mid_term, values):
    rows = table_with(mid_term, "Hạn xử lý")

    assert rows[-1][1] == shown(values["capital_unallocated"].value, Unit.DONG)
    assert {"Phòng Y tế", "Phòng Kinh tế"} <= {row[4] for row in rows[:-1]}
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}", row[5]) for row in rows[:-1])
    assert any("Chuyển sang DA" in row[3] for row in table_with(mid_term, "Đề nghị"))
    assert len(table_with(mid_term, "Nhiệm vụ")) == 6


def test_the_docx_says_all_that_the_report_holds(demo_city, demo_client, mid_term):
    place = question().area.pk
    client = demo_client(LEADER)

    answer = client.get(f"/reports/mid_term/?place={place}&format=docx")

    assert answer["Content-Type"] == DOCX
    made = docx.Document(io.BytesIO(answer.content))
    found = "".join(node.text or "" for node in made.element.body.iter(qn("w:t")))
    wanted = [text for paper in mid_term.papers for text in texts(paper)]
    squeezed = re.sub(r"\s", "", found)
    assert squeezed == re.sub(r"\s", "", "".join(wanted))
    assert made.tables[0].rows[0].cells[0].text.startswith("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ BẮC KẠN")
    assert len(made.sections) == len(mid_term.papers)


@pytest.mark.skipif(not can_make_pdf() or pdf.engine() is None, reason="WeasyPrint is missing")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is missing")
def test_the_pdf_carries_every_sentence(mid_term):
    paper = mid_term.papers[0]

    content = pdf_of([paper], title="Báo cáo")

    printed = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
    read = re.sub(r"\s", "", printed)
    sentences = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    assert not [text for text in sentences if re.sub(r"\s", "", text)[:60] not in read]


@pytest.mark.parametrize(
    ("kind", "year"),
    [("mid_term", 2021), ("end_term", 2022), ("half_year", 2022), ("yearly", 2021)],
)
def test_every_kind_can_be_built_for_any_year(demo_city, kind, year):
    report = built(kind, start=date(year, 1, 1), end=date(year, 12, 31))

    text = words(report)
    assert all(part in text for part in PARTS)
    assert f"từ ngày 01/01/{year} đến ngày 31/12/{year}" in text
    if year == 2021:
        assert re.search(f"Vốn Chương trình được giao, [^:]*31/12/2021: {MISSING}", text)
        assert "0 triệu đồng" not in text


def test_the_movement_of_a_year_begins_with_the_review_before_it(demo_city):
    report = built("yearly", start=date(2022, 1, 1), end=date(2022, 12, 31))

    found = {figure.key: figure for figure in report.figures}

    assert found["poor_households_exited"].value == 74
    assert found["poor_households_exited"].scope.start == date(2021, 12, 14)
    assert found["workers_placed"].scope.start == date(2022, 1, 1)
    assert "bằng 176,2% kế hoạch (42 hộ), vượt 32 hộ" in words(report)


def test_a_year_that_runs_is_estimated_to_its_end(demo_city):
    report = built("half_year", start=date(2023, 1, 1), end=date(2023, 6, 30))
    done = {figure.key: figure.value for figure in report.figures}
    before = question(start=date(2022, 7, 1), end=date(2022, 12, 31))
    rest = {found.key: found.value for found in all_figures(before)}

    expected = report.numbers

    assert (
        expected["loans_poor_count.estimate"] == done["loans_poor_count"] + rest["loans_poor_count"]
    )
    assert expected["poor_rate_end.estimate"] == done["poor_rate_end"]
    assert expected["capital_assigned.estimate"] == done["capital_assigned"]
    assert (
        done["capital_distributed"]
        <= expected["capital_distributed.estimate"]
        <= done["capital_assigned"]
    )
    assert (
        expected["capital_unallocated.estimate"]
        == done["capital_assigned"] - expected["capital_distributed.estimate"]
    )
    assert "Cách ước thực hiện" in words(report)


def test_a_ward_reports_on_itself(demo_city):
    report = built(user="phuong.huyentung", code="01846")

    text = words(report)
    assert report.papers[0].agency == ("ỦY BAN NHÂN DÂN", "PHƯỜNG HUYỀN TỤNG")
    assert "Cấp phường, xã không được giao vốn trực tiếp" in text
    assert "Xã Dương Quang" not in text
    assert "Lập danh sách hộ có khả năng thoát nghèo" in text


def test_who_may_not_see_a_part_gets_a_report_that_says_so(demo_city):
    text = words(built(user="taichinh"))

    assert "2. Hỗ trợ trực tiếp" in text
    assert "không có các phần “Giảm nghèo”; “Tín dụng chính sách”" in text
    assert "thoát nghèo là" not in text
    assert "Lượt hộ nghèo vay" not in text


def test_the_dashboard_offers_the_report_and_the_event_is_kept(demo_city, demo_client):
    client = demo_client(LEADER)

    address = re.search(r'href="(/reports/mid_term/[^"]+docx)"', client.get("/").content.decode())

    assert client.get(address[1].replace("&amp;", "&"))["Content-Type"] == DOCX
