"""The 15 forms of the demo city: they are what plain counts say, and LibreOffice agrees."""

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from households.choices import CauseCode
from households.models import Cause, Deprivation, Review, ReviewMember, ReviewRound
from households.movement_pages import wards_of
from households.returns.book import open_book
from households.returns.papers import written
from households.returns.workbook import workbook_of
from households.scoring import load
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.figures import figure
from povertyportal.reporting.questions import ask
from povertyportal.reporting.registry import get_indicator

pytestmark = pytest.mark.xdist_group("demo")

POOR, NEAR = "poor", "near_poor"
CACHED = re.compile(rb"(</f>)<v>[^<]*</v>")


@pytest.fixture
def book(demo_city):
    found = ReviewRound.objects.get(year=2022, standard="STD2022")
    wards = wards_of(User.objects.get(username="thanhpho"), found)
    return open_book(round=found, area=Area.objects.get(code="058"), wards=wards)


def column(book, code, ref, line=""):
    """Return the numbers of a column by the key of each place, the city under ''."""
    found = book.returns[code]
    rows = [row for row in found.rows if row.line.key == (line or found.lines[0].key)]
    return {
        "" if row.place.is_total else row.place.ward: row.cells[ref].number or 0 for row in rows
    }


def counted(pairs):
    """Return the sums by ward of (ward, amount), the city under ''."""
    sums = Counter()
    for ward, amount in pairs:
        sums[ward] += amount
        sums[""] += amount
    return sums


def listed(book, name):
    return Review.objects.filter(
        round=book.round, state="recognised", recognised_class=name
    ).select_related("household__head")


def same(book, code, ref, pairs, line=""):
    sums = counted(pairs)
    assert column(book, code, ref, line) == {
        key: sums[key] for key in column(book, code, ref, line)
    }, (code, ref)


def test_no_form_of_the_demo_city_is_refused(book):
    assert {code: book.gaps(code) for code in book.codes()} == dict.fromkeys(book.codes(), ())


def test_results_and_movement_are_those_of_the_report(book):
    whole = {code: found.rows[0].cells for code, found in book.returns.items()}

    assert [cell.number for cell in whole["R2"].values()] == [331, 51, 23, 0, 0, 5, 17, 0, 279]
    assert [cell.number for cell in whole["R3"].values()] == [430, 142, 0, 0, 51, 4, 25, 0, 368]
    assert [whole["R1"][ref].number for ref in ("3", "5")] == [279, 368]
    assert written(whole["R1"]["4"].number, book.returns["R1"].form.by_ref["4"]) == "2,33"


@pytest.mark.parametrize(
    ("key", "code", "refs"),
    [
        ("poor_households", "R1", ("3",)),
        ("poor_households_exited", "R2", ("2", "3")),
        ("poor_households_entered", "R2", ("5", "6", "7")),
        ("poor_households_net_fall", "R2", ("1", "-9")),
    ],
)
def test_a_form_says_what_the_figure_says_of_the_city_and_of_each_ward(book, key, code, refs):
    indicator = get_indicator(key)
    city = Area.objects.get(code="058")
    scope = ask(
        city,
        today=date(2023, 8, 11),
        report=None,
        start=date(2021, 12, 1),
        end=date(2022, 12, 31),
        as_of=date(2023, 8, 11),
        standard="STD2022",
    )

    form = Counter()
    for ref in refs:
        for place, number in column(book, code, ref.lstrip("-")).items():
            form[place] += -number if ref.startswith("-") else number

    wards = {area: value for area, value in indicator.by_area(scope).items() if value}
    assert form[""] == figure(indicator, scope=scope).value
    assert {place: n for place, n in form.items() if place and n} == wards


def test_the_forms_are_what_plain_counts_say(book):
    for name, results, group, ethnic in ((POOR, "3", 1, 1), (NEAR, "5", 6, 10)):
        rows = list(listed(book, name))
        same(book, "R1", results, ((r.area_id, 1) for r in rows))
        persons = str(int(results) + 6)
        same(book, "R1", persons, ((r.area_id, r.size) for r in rows))
        minority = [r for r in rows if r.household.head.ethnicity != "01"]
        same(book, "R8", str(group + 1), ((r.area_id, 1) for r in minority))
        same(book, "R8", str(group + 1), ((r.area_id, r.size) for r in minority), "persons")
        same(book, "R9", str(ethnic), ((r.area_id, 1) for r in rows))
        same(book, "R9", str(ethnic + 2), ((r.area_id, 1) for r in minority))
        women = [r for r in rows if r.household.head.gender == "female"]
        same(book, "R12" if name == POOR else "R13", "12", ((r.area_id, 1) for r in women))


def test_services_and_causes_are_what_plain_counts_say(book):
    for name, code in ((POOR, "R4"), (NEAR, "R6")):
        answers = Deprivation.objects.filter(review__in=listed(book, name), is_lacking=True)
        pairs = list(answers.values_list("indicator", "review__area"))
        same(book, code, "all", ((ward, 1) for _indicator, ward in pairs))
        for number, indicator in enumerate(load("STD2022").codes, start=1):
            same(book, code, str(number), ((w, 1) for i, w in pairs if i == indicator))
    named = list(
        Cause.objects.filter(review__in=listed(book, POOR)).values_list("code", "review__area")
    )
    for number, cause in enumerate(CauseCode.values, start=2):
        same(book, "R10", str(number), ((ward, 1) for code, ward in named if code == cause))


def test_children_are_what_the_sheets_say(book):
    for name, first in ((POOR, 1), (NEAR, 4)):
        children = list(
            ReviewMember.objects.filter(review__in=listed(book, name), age__lt=16).values_list(
                "review__area", "age", "has_insurance", "is_malnourished"
            )
        )
        same(book, "R11", str(first), ((ward, 1) for ward, *_facts in children))
        ill = [w for w, age, card, thin in children if thin or (age >= 6 and card is False)]
        same(book, "R11", str(first + 1), ((ward, 1) for ward in ill))


def test_the_lists_of_persons_hold_everybody_once(book):
    for code, results in (("R14", "5"), ("R15", "3")):
        found, whole = book.people[code], book.returns["R1"].rows[0].cells
        assert len(found.homes) == whole[results].number
        assert found.persons == whole[str(int(results) + 6)].number
        marks = Counter(mark for home in found.homes for mark in home.lines[0][7:10])
        assert marks["x"] == len(found.homes)
        merits = sum(home.lines[0][10] == "x" for home in found.homes)
        group = "4" if code == "R15" else "9"
        assert merits == book.returns["R8"].rows[0].cells[group].number


def test_a_number_on_the_page_is_the_length_of_the_list_behind_it(book, demo_client):
    browser = demo_client("thanhpho")
    asked = {"round": book.round.pk, "area": book.area.pk}

    page = browser.get(reverse("return_detail", args=["R4"]), asked)
    links = [cell for cell in page.context["form"].rows[0].cells if cell.url]

    assert len(links) == 14
    for cell in (links[0], links[2], links[7]):
        assert browser.get(cell.url).context["page"].total == int(cell.text)


def test_the_city_page_costs_the_same_for_eight_wards(demo_client, django_assert_max_num_queries):
    browser = demo_client("thuongtruc")
    asked = ReviewRound.objects.get(year=2022, standard="STD2022").pk

    with django_assert_max_num_queries(40):
        page = browser.get(reverse("return_detail", args=["R2"]), {"round": asked})

    assert "Phường Huyền Tụng" in page.content.decode()


def without_values(content):
    """Return the workbook without the value beside each formula: whoever opens it has to reckon."""
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(bare, "w") as copy:
        for name in book.namelist():
            data = book.read(name)
            copy.writestr(name, CACHED.sub(rb"\1", data) if "worksheets/" in name else data)
    return bare.getvalue()


def recalculated(content, folder):
    """Return the workbook as LibreOffice opens, works out and writes it."""
    source = folder / "source" / "forms.xlsx"
    source.parent.mkdir()
    source.write_bytes(without_values(content))
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder),
            str(source),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "error" not in done.stderr.lower().replace("failed to launch javaldx", "")
    return load_workbook(folder / "forms.xlsx", data_only=True)


@pytest.mark.one_database
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is missing")
def test_libreoffice_opens_all_15_forms_and_finds_our_values(book, tmp_path):
    """Compare every formula cell; the other tests hold both databases to plain counts."""
    content = workbook_of(book, book.codes())

    theirs = recalculated(content, tmp_path)

    formulas, ours = (
        load_workbook(io.BytesIO(content)),
        load_workbook(io.BytesIO(content), data_only=True),
    )
    assert theirs.sheetnames == [f"R{n}" for n in range(1, 16)]
    compared = Counter()
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            own = ours[sheet.title][cell.coordinate].value or 0
            found = theirs[sheet.title][cell.coordinate].value or 0
            assert found == pytest.approx(own, abs=1e-9), (sheet.title, cell.coordinate)
            compared[sheet.title] += 1
    assert set(compared) == {f"R{n}" for n in range(1, 14)}
    assert compared["R1"] == 9 * 6 + 8
    assert not any(
        str(cell.value).startswith(("#", "Err:"))
        for sheet in theirs
        for row in sheet.iter_rows()
        for cell in row
    )
