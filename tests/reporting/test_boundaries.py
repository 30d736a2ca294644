"""Figures by today's units: parts add up, rates are those of the whole, what is left out is said.

The city's wards Huyền Tụng and Sông Cầu became one unit; Dương Quang joined another together with
Đôn Phong, which was never part of the city.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext

from povertyportal.accounts.models import Assignment
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import (
    Area,
    AreaChange,
    AreaOutline,
    AreaTotal,
    Boundaries,
    Succession,
)
from povertyportal.reporting.figures import all_figures, figure
from povertyportal.reporting.maps import map_of
from povertyportal.reporting.models import Target
from povertyportal.reporting.places import places_for
from povertyportal.reporting.questions import ask
from povertyportal.reporting.registry import Indicator, Theme
from povertyportal.reporting.spread import spread
from povertyportal.reporting.units import Unit
from povertyportal.ui.filters import ListFilterSet
from povertyportal.ui.maps import Choropleth, TileMap
from povertyportal.ui.tables import PortalTable
from tests.conftest import LONG_AGO, make_area, make_user

LAST, FIRST, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1)
YEAR = {"start": date(2023, 1, 1), "end": date(2023, 12, 31), "as_of": date(2023, 12, 31)}


def totals(scope):
    return AreaTotal.objects.filter(scope.inside(), scope.during("as_of"))


def indicator(**more):
    about = {
        "key": "households",
        "theme": Theme.POVERTY,
        "title": "Số hộ",
        "definition": "Số hộ của địa bàn.",
        "source": "Báo cáo",
        "unit": Unit.HOUSEHOLDS,
        "permission": Permission.FIGURE_VIEW,
        "rows": totals,
        "measure": Sum("households"),
        "table": PortalTable,
        "filters": ListFilterSet,
    }
    return Indicator(**about | more)


HOUSEHOLDS = indicator()
SHARE = indicator(key="share", unit=Unit.PERCENT, base=totals, base_measure=Sum("persons"))
SOURCES = indicator(key="sources", measure=Count("source", distinct=True))


def total(area, households, persons):
    return AreaTotal.objects.create(
        area=area,
        year=2023,
        households=households,
        persons=persons,
        as_of=date(2023, 12, 14),
        source="Báo cáo rà soát",
    )


def unit(code, name, parent, origins, *, share=1):
    """Return a unit that began on 01/07/2025, made of older areas that ended the day before."""
    Area.objects.filter(pk__in=[origin.pk for origin in origins]).update(valid_to=LAST)
    made = Area.objects.create(
        code=code, name=name, level="ward", parent=parent, residence="urban", valid_from=FIRST
    )
    change, _created = AreaChange.objects.get_or_create(
        document="Nghị quyết 1683", defaults={"kind": "merge", "effective_on": FIRST}
    )
    for origin in origins:
        Succession.objects.create(change=change, predecessor=origin, successor=made, share=share)
    return made


@pytest.fixture
def third_ward(city):
    return make_area(
        code="T01837", name="Phường Sông Cầu", level="ward", parent=city, residence="urban"
    )


@pytest.fixture
def outside(province):
    """Return a ward of the province that was never part of the city and has no records."""
    return make_area(
        code="T01984", name="Xã Đôn Phong", level="ward", parent=province, residence="rural"
    )


@pytest.fixture
def counted(ward, other_ward, third_ward):
    """Give every ward of the city households and persons: 10 %, 50 %, 20 %."""
    total(ward, 10, 100)
    total(other_ward, 20, 40)
    total(third_ward, 60, 300)


@pytest.fixture
def new_province(db):
    return Area.objects.create(
        code="T19", name="Tỉnh Thái Nguyên", level="province", valid_from=FIRST
    )


@pytest.fixture
def units(new_province, ward, other_ward, third_ward, outside):
    """Return the two units of today."""
    return (
        unit("T01840", "Phường Đức Xuân", new_province, [ward, third_ward]),
        unit("T01849", "Xã Phong Quang", new_province, [other_ward, outside]),
    )


def scope_of(area, *, boundaries=Boundaries.TODAY, **more):
    asked = YEAR | more
    return ask(area, today=TODAY, report=None, standard="STD2022", boundaries=boundaries, **asked)


def by_name(values):
    names = dict(Area.objects.values_list("pk", "name"))
    return {names[key]: value for key, value in values.items()}


def test_counts_of_old_wards_are_added_and_add_up_to_the_whole(city, counted, units):
    scope = scope_of(city)

    values = HOUSEHOLDS.by_area(scope)

    assert by_name(values) == {"Phường Đức Xuân": 70, "Xã Phong Quang": 20}
    assert sum(values.values()) == HOUSEHOLDS.value(scope).value


def test_a_rate_is_that_of_the_merged_rows_and_not_a_mean(city, counted, units):
    assert by_name(SHARE.by_area(scope_of(city))) == {
        "Phường Đức Xuân": Decimal("17.50"),  # 70 of 400; the mean of 10 and 20 is 15
        "Xã Phong Quang": Decimal("50.00"),
    }


def test_what_two_old_wards_share_counts_once(city, counted, units):
    assert by_name(SOURCES.by_area(scope_of(city))) == {
        "Phường Đức Xuân": 1,
        "Xã Phong Quang": 1,
    }


def test_the_boundaries_of_the_time_never_change_by_a_digit(
    city, counted, ward, other_ward, third_ward, outside, new_province
):
    asked = scope_of(city, boundaries=Boundaries.THEN)
    before = [each.by_area(asked) for each in (HOUSEHOLDS, SHARE, SOURCES)]
    assert by_name(before[0]) == {ward.name: 10, other_ward.name: 20, third_ward.name: 60}

    unit("T01840", "Phường Đức Xuân", new_province, [ward, third_ward])

    again = scope_of(city, boundaries=Boundaries.THEN)
    assert [each.by_area(again) for each in (HOUSEHOLDS, SHARE, SOURCES)] == before
    assert not any(share.remark for share in spread(figure(HOUSEHOLDS, scope=again)))


def test_before_the_change_todays_units_are_the_old_ones(city, counted, ward, units):
    asked = replace(scope_of(city), units_on=LAST)

    assert HOUSEHOLDS.by_area(asked)[ward.pk] == 10


def test_territory_outside_the_question_is_named(city, counted, units):
    whole, partial = spread(figure(HOUSEHOLDS, scope=scope_of(city)))

    assert (whole.area.name, whole.remark) == ("Phường Đức Xuân", "")
    assert partial.remark == "Chỉ gồm phần Xã Dương Quang; không gồm Xã Đôn Phong."


@pytest.mark.parametrize("boundaries", Boundaries)
def test_a_ward_without_records_has_a_zero_of_what_adds_up_and_no_rate(
    city, counted, new_province, boundaries
):
    empty = make_area(
        code="T01855", name="Phường Xuất Hóa", level="ward", parent=city, residence="urban"
    )
    made = unit("N1", "Phường Một", new_province, [empty])
    scope = scope_of(city, boundaries=boundaries)
    shown = empty if boundaries == Boundaries.THEN else made

    shares = {share.area: share.value for share in spread(figure(HOUSEHOLDS, scope=scope))}

    assert shares[shown] == 0
    assert len(shares) == 4
    assert shown not in [share.area for share in spread(figure(SHARE, scope=scope))]


def test_an_old_ward_alone_is_a_part_of_its_unit(ward, counted, units):
    (share,) = spread(figure(HOUSEHOLDS, scope=scope_of(ward)))

    assert (share.area, share.value) == (units[0], 10)
    assert share.remark == "Chỉ gồm phần Phường Huyền Tụng; không gồm Phường Sông Cầu."


def test_a_divided_ward_stays_under_its_name_and_says_why(city, counted, ward, new_province):
    for code, name in (("N1", "Phường Một"), ("N2", "Phường Hai")):
        unit(code, name, new_province, [ward], share="0.5")
    scope = scope_of(city)

    shares = {share.area.name: share for share in spread(figure(HOUSEHOLDS, scope=scope))}

    assert shares[ward.name].value == 10
    assert shares[ward.name].remark == (
        "Không quy đổi được: địa giới đã chia cho Phường Một, Phường Hai."
    )
    assert sum(share.value for share in shares.values()) == 90


def test_a_unit_that_holds_a_piece_of_a_divided_ward_says_so(
    city, counted, ward, third_ward, new_province
):
    made = unit("N1", "Phường Một", new_province, [third_ward])
    other = unit("N2", "Phường Hai", new_province, [])
    change = AreaChange.objects.get()
    Area.objects.filter(pk=ward.pk).update(valid_to=LAST)
    for heir in (made, other):
        Succession.objects.create(change=change, predecessor=ward, successor=heir, share="0.5")

    shares = {share.area: share for share in spread(figure(HOUSEHOLDS, scope=scope_of(city)))}

    assert shares[made].value == 60
    assert shares[made].remark == "Phần tách từ Phường Huyền Tụng không quy đổi được."


def test_a_ward_that_ended_without_a_successor_is_not_converted(city, counted, ward):
    Area.objects.filter(pk=ward.pk).update(valid_to=LAST)

    shares = {share.area: share for share in spread(figure(HOUSEHOLDS, scope=scope_of(city)))}

    assert shares[ward].remark.startswith("Không quy đổi được: chưa ghi đơn vị")


def test_a_unit_renamed_later_takes_everything_along(city, counted, units, new_province):
    Area.objects.filter(pk=units[0].pk).update(valid_to=date(2025, 12, 31))
    renamed = Area.objects.create(
        code="N9",
        name="Phường Bắc Kạn",
        level="ward",
        parent=new_province,
        residence="urban",
        valid_from=TODAY,
    )
    change = AreaChange.objects.create(kind="rename", effective_on=TODAY, document="NQ đổi tên")
    Succession.objects.create(change=change, predecessor=units[0], successor=renamed)

    shares = {share.area: share for share in spread(figure(HOUSEHOLDS, scope=scope_of(city)))}

    assert (shares[renamed].value, shares[renamed].remark) == (70, "")


def test_a_unit_asked_for_alone_gives_what_the_city_shows_for_it(city, counted, units):
    scope = scope_of(city)

    for share in spread(figure(HOUSEHOLDS, scope=scope)):
        alone = scope.of_area(share.area)
        assert figure(HOUSEHOLDS, scope=alone).value == share.value
        assert alone.remark == share.remark


def test_two_units_of_one_question_do_not_share_what_was_remembered(city, counted, units):
    scope = scope_of(city)

    values = [figure(HOUSEHOLDS, scope=scope.of_area(each)).value for each in units]

    assert values == [70, 20]


def queries_of(scope):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        spread(figure(SHARE, scope=scope))
    return len(asked)


def test_converting_costs_as_many_queries_for_many_wards_as_for_few(
    city, counted, units, new_province
):
    few, then = queries_of(scope_of(city)), queries_of(scope_of(city, boundaries=Boundaries.THEN))
    for number in range(12):
        old = make_area(
            code=f"X{number}", name=f"Xã {number}", level="ward", parent=city, residence="rural"
        )
        total(old, 1, 4)
        unit(f"Y{number}", f"Xã mới {number}", new_province, [old])

    assert queries_of(scope_of(city)) == few
    assert few <= then + 3


def place_page(client, area, **more):
    asked = {"place": area.pk, "as_of": "31/12/2023", "boundaries": "today"} | more
    return client.get("/figures/poor_rate_end/", asked)


def test_who_sees_all_old_wards_may_ask_for_a_unit_of_today(leader, counted, units, client_of):
    page = place_page(client_of(leader), units[0])

    assert page.status_code == 200
    assert [part.name for part in page.context["scope"].parts] == [
        "Phường Huyền Tụng",
        "Phường Sông Cầu",
    ]
    assert "Gồm: Phường Huyền Tụng, Phường Sông Cầu." in page.content.decode()
    assert "boundaries=today" in page.context["scope"].query


def test_territory_without_records_takes_nothing_from_what_may_be_seen(
    leader, counted, units, client_of
):
    page = place_page(client_of(leader), units[1])

    assert page.status_code == 200
    assert "không gồm Xã Đôn Phong" in page.content.decode()


def test_who_misses_one_old_ward_may_not(officer, counted, units, client_of):
    page = place_page(client_of(officer), units[0])

    assert page.status_code == 400
    assert "Đức Xuân" not in page.content.decode()


def test_a_ward_counts_as_kept_by_its_villages_too(officer, third_ward, units):
    assert units[0].pk in places_for(officer, units_on=TODAY).units

    make_area(code="v", name="Tổ 1", level="village", parent=third_ward, residence="urban")

    assert units[0].pk not in places_for(officer, units_on=TODAY).units


def test_an_officer_of_the_new_unit_sees_only_its_own_records(counted, units, client_of):
    newcomer = make_user("newcomer", role="ward_officer", area=units[0])

    page = place_page(client_of(newcomer), units[0])

    assert page.status_code == 200
    assert page.context["scope"].territory == (units[0],)
    assert page.context["figure"].value is None
    assert "Không gồm Phường Huyền Tụng, Phường Sông Cầu." in page.content.decode()


def test_every_right_is_asked_on_every_part(counted, ward, third_ward, units, client_of):
    user = make_user("two_roles", role="ward_officer", area=ward)
    Assignment.objects.create(user=user, role="finance", area=third_ward, valid_from=LONG_AGO)
    client = client_of(user)

    assert place_page(client, units[0]).status_code == 403
    dashboard = client.get("/", {"place": units[0].pk, "boundaries": "today"})
    seen = {
        found.indicator.permission for found in all_figures(dashboard.context["scope"], user=user)
    }
    assert seen
    for permission in seen:
        assert user.can(permission, ward)
        assert user.can(permission, third_ward)


def test_the_outsider_sees_no_unit(outsider, counted, units, client_of):
    assert place_page(client_of(outsider), units[0]).status_code == 403


def test_a_unit_of_today_needs_the_boundaries_of_today(leader, counted, units, client_of):
    page = place_page(client_of(leader), units[0], boundaries="then")

    assert page.status_code == 400
    assert "chỉ có khi chọn địa giới hiện nay" in page.content.decode()


@pytest.mark.parametrize("address", ["/", "/figures/poor_rate_end/", "/reported/"])
@pytest.mark.parametrize("wrong", ["tomorrow", "\x00", "today "])
def test_unknown_boundaries_give_a_clear_page_and_no_number(
    leader, counted, client_of, address, wrong
):
    page = client_of(leader).get(address, {"boundaries": wrong})

    assert page.status_code == 400
    assert "Phạm vi chưa đúng" in page.content.decode()


def test_a_plan_of_a_unit_is_not_shown_to_who_sees_only_its_old_wards(city, counted, units):
    Target.objects.create(
        key="households",
        area=units[0],
        period_from=YEAR["start"],
        period_to=YEAR["end"],
        value=100,
        document="Kế hoạch",
    )

    assert figure(HOUSEHOLDS, scope=scope_of(city).of_area(units[0])).plan is None


def square(place):
    west, east = 105 + place / 10, 105.1 + place / 10
    return [[[[west, 22], [east, 22], [east, 22.1], [west, 22.1], [west, 22]]]]


def outlined(areas):
    for place, area in enumerate(areas):
        AreaOutline.objects.create(
            area=area, rings=square(place), source="Hình thử", loaded_at="2026-01-01T00:00Z"
        )


def test_the_map_shows_outlines_of_the_units_it_speaks_of(
    city, counted, ward, other_ward, third_ward, units
):
    outlined([ward, other_ward, third_ward])
    then = figure(HOUSEHOLDS, scope=scope_of(city, boundaries=Boundaries.THEN))
    today = figure(HOUSEHOLDS, scope=scope_of(city))

    assert isinstance(map_of(then, title="t"), Choropleth)
    assert map_of(today, title="t") is None

    outlined(units)

    picture = map_of(today, title="t")
    assert isinstance(picture, Choropleth)
    assert [mark.datum.label for mark in picture.rows] == ["Đức Xuân", "Phong Quang"]
    assert picture.rows[1].datum.note.endswith("không gồm Xã Đôn Phong.")


def test_without_all_outlines_the_map_is_the_grid(city, counted, ward, other_ward, third_ward):
    outlined([ward, other_ward])
    for place, area in enumerate((ward, other_ward, third_ward)):
        Area.objects.filter(pk=area.pk).update(tile_column=place, tile_row=0)
    found = figure(HOUSEHOLDS, scope=scope_of(city, boundaries=Boundaries.THEN))

    picture = map_of(found, title="Số hộ")

    assert isinstance(picture, TileMap)
    assert [(mark.datum.label, mark.rank) for mark in picture.rows] == [
        ("Sông Cầu", 1),
        ("Dương Quang", 2),
        ("Huyền Tụng", 3),
    ]


def test_a_ward_alone_has_no_map(ward, counted, units):
    for boundaries in Boundaries:
        found = figure(HOUSEHOLDS, scope=scope_of(ward, boundaries=boundaries))
        assert map_of(found, title="t") is None
