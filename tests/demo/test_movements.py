"""The movement forms of the demo city: its wards add up to the figures of the report."""

from datetime import date

import pytest

from households import movement, movement_pages
from households.indicators import rows
from households.models import ReviewRound
from households.movement_records import movements_of
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.questions import ask, report_for

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture
def wards(demo_city):
    found = ReviewRound.objects.get(year=2022, standard="STD2022")
    of_city = movement_pages.wards_of(User.objects.get(username="thanhpho"), found)
    return movements_of(round=found, wards=of_city)


def test_the_wards_add_up_to_the_city(wards):
    found = movement.total(ward.movement for ward in wards)

    assert len(wards) == 8
    assert found["r2"]["count"] == [331, 51, 23, 0, 0, 5, 17, 0, 279]
    assert found["r3"]["count"] == [430, 142, 0, 0, 51, 4, 25, 0, 368]


def test_every_ward_could_close(wards):
    assert all(ward.may_close for ward in wards)
    assert not any(ward.movement.pending for ward in wards)


def test_the_forms_say_what_the_figures_say(wards):
    city = Area.objects.get(code="058")
    scope = ask(city, today=date(2026, 1, 1), report=report_for(city))
    poor = movement.total(ward.movement for ward in wards)["r2"]["count"]

    assert rows.poor_at_start(scope).count() == poor[0]
    assert rows.exited(scope).count() == poor[1] + poor[2]
    assert rows.entered(scope).count() == poor[4] + poor[5] + poor[6]
    assert rows.relapsed(scope).count() == poor[5]
    assert sum(row.effect for row in rows.other_changes(scope)) == poor[7] - poor[3]
    assert rows.poor_at_end(scope).count() == poor[8]
    keys = {k for ward in wards for n in (2, 3) for k in ward.movement.forms["r2"].cells[n].keys}
    assert set(rows.exited(scope).values_list("household", flat=True)) == keys


def test_the_city_page_costs_the_same_for_eight_wards(demo_client, django_assert_max_num_queries):
    browser = demo_client("thuongtruc")
    asked = ReviewRound.objects.get(year=2022, standard="STD2022").pk

    with django_assert_max_num_queries(24):
        page = browser.get("/reviews/movements/", {"round": asked}).content.decode()

    assert "Phường Huyền Tụng" in page
