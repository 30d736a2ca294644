"""Lists over the whole city stay cheap and agree with their workbooks."""

import io
import zipfile

import pytest

from households.models import Household

pytestmark = pytest.mark.xdist_group("demo")


@pytest.mark.parametrize("username", ["thanhpho", "phuong.huyentung", "rasoat.huyentung1"])
@pytest.mark.parametrize(
    "query", ["", "?q=nguyen&per_page=100", "?poverty_class=poor", "?page=9999"]
)
def test_the_household_list_takes_seven_queries_at_most(
    demo_client, django_assert_max_num_queries, username, query
):
    client = demo_client(username)

    with django_assert_max_num_queries(9):
        assert client.get(f"/households/{query}").status_code == 200


def test_a_list_longer_than_the_cap_says_so(demo_client):
    page = demo_client("thanhpho").get("/households/").context["page"]

    assert Household.objects.count() > 10_000
    assert (page.total, page.total_text) == (None, "10.000+")


def test_a_ward_officer_takes_away_the_households_of_the_ward_and_no_other(demo_client):
    client = demo_client("phuong.huyentung")
    listed = client.get("/households/").context["page"].total

    workbook = client.get("/households/?export=xlsx").content

    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    own, other = Household.objects.active().filter(area__code="01846"), "01849"
    assert sheet.count("<row ") - 1 == listed
    assert own.first().code in sheet
    codes = Household.objects.filter(area__code=other).values_list("code", flat=True)
    assert not [code for code in codes if code in sheet]
