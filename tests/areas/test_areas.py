"""Areas of every level, their dates and what became of them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from povertyportal.areas.loading import load_areas
from povertyportal.areas.models import Area, AreaChange, AreaTotal, Succession
from tests.conftest import LONG_AGO, make_area

LAST_DAY = date(2025, 6, 30)
FIRST_DAY = date(2025, 7, 1)


@pytest.fixture
def loaded(db):
    return load_areas()


def test_the_city_has_its_eight_units_until_the_last_day(loaded):
    city = Area.objects.valid_on(LAST_DAY).get(code="058")
    wards = Area.objects.under(city).wards().valid_on(LAST_DAY)

    assert {ward.code: ward.name for ward in wards} == {
        "01834": "Phường Nguyễn Thị Minh Khai",
        "01837": "Phường Sông Cầu",
        "01840": "Phường Đức Xuân",
        "01843": "Phường Phùng Chí Kiên",
        "01846": "Phường Huyền Tụng",
        "01849": "Xã Dương Quang",
        "01852": "Xã Nông Thượng",
        "01855": "Phường Xuất Hóa",
    }
    assert {ward.code for ward in wards if ward.residence == "rural"} == {"01849", "01852"}
    assert not Area.objects.valid_on(FIRST_DAY).filter(code="058").exists()


def test_three_units_take_over_the_next_day(loaded):
    wards = Area.objects.wards().valid_on(FIRST_DAY)

    assert {ward.code: ward.name for ward in wards} == {
        "01840": "Phường Đức Xuân",
        "01843": "Phường Bắc Kạn",
        "01849": "Xã Phong Quang",
    }
    assert {ward.parent.code for ward in wards} == {"19"}


@pytest.mark.parametrize("code", ["01840", "01843", "01849"])
def test_a_code_that_is_used_again_names_another_row(loaded, code):
    old = Area.objects.valid_on(LAST_DAY).get(code=code)
    new = Area.objects.valid_on(FIRST_DAY).get(code=code)

    assert old.pk != new.pk
    assert not new.path.startswith(old.path)


def test_the_territory_of_every_old_unit_is_accounted_for(loaded):
    moves = {
        (row.predecessor.code, row.successor.name)
        for row in Succession.objects.select_related("predecessor", "successor")
    }

    assert moves == {
        ("01834", "Phường Đức Xuân"),
        ("01846", "Phường Đức Xuân"),
        ("01840", "Phường Đức Xuân"),
        ("01837", "Phường Bắc Kạn"),
        ("01843", "Phường Bắc Kạn"),
        ("01855", "Phường Bắc Kạn"),
        ("01852", "Phường Bắc Kạn"),
        ("01849", "Xã Phong Quang"),
        ("01984", "Xã Phong Quang"),
    }
    for row in Succession.objects.select_related("predecessor", "successor"):
        assert row.predecessor.valid_to + timedelta(days=1) == row.successor.valid_from


def test_loading_twice_changes_nothing(loaded):
    before = list(Area.objects.order_by("pk").values())

    again = load_areas()

    assert (again.areas, again.successions) == (0, 0)
    assert list(Area.objects.order_by("pk").values()) == before


def test_loading_keeps_what_an_administrator_mended(loaded):
    Area.objects.filter(code="01846").update(name="Phường Huyền Tụng (sửa)")

    load_areas()

    assert Area.objects.get(code="01846").name == "Phường Huyền Tụng (sửa)"


def test_the_command_says_what_was_new(db, capsys):
    call_command("load_areas")
    call_command("load_areas")

    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("9 successions added")
    assert second == "0 areas, 0 successions added"


def test_paths_are_made_of_keys_and_hold_the_whole_tree(loaded):
    for area in Area.objects.select_related("parent"):
        assert area.path == f"{area.parent.path if area.parent else ''}{area.pk}/"


def test_under_keeps_the_area_and_what_is_inside(city, ward, village, other_ward):
    assert set(Area.objects.under(ward)) == {ward, village}
    assert set(Area.objects.under(city)) == {city, ward, village, other_ward}
    assert set(Area.objects.inside([ward, other_ward])) == {ward, village, other_ward}
    assert set(Area.objects.inside([])) == set()


def test_a_ward_whose_key_begins_alike_is_not_inside(city):
    first = Area.objects.create(
        code="a", name="Phường A", level="ward", parent=city, residence="urban", valid_from=LONG_AGO
    )
    twin = Area.objects.create(
        pk=int(f"{first.pk}0"),
        code="b",
        name="Phường B",
        level="ward",
        parent=city,
        residence="urban",
        valid_from=LONG_AGO,
    )

    assert not first.contains(twin)
    assert twin not in Area.objects.under(first)


def test_an_area_that_moves_takes_along_what_is_inside(city, ward, village, other_ward):
    province = make_area(code="T19", name="Tỉnh Thái Nguyên", level="province")
    city.parent = province
    city.save()

    assert set(Area.objects.under(province)) == {province, city, ward, village, other_ward}
    for area in Area.objects.select_related("parent"):
        assert area.path == f"{area.parent.path if area.parent else ''}{area.pk}/"


def test_an_area_does_not_move_into_itself(ward, village):
    ward.parent = village

    with pytest.raises(ValidationError, match="trong chính nó"):
        ward.full_clean()


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2014, 12, 31), False),
        (LONG_AGO, True),
        (LAST_DAY, True),
        (FIRST_DAY, False),
    ],
)
def test_an_area_holds_from_its_first_to_its_last_day(ward, day, there):
    Area.objects.filter(pk=ward.pk).update(valid_to=LAST_DAY)

    assert Area.objects.valid_on(day).filter(pk=ward.pk).exists() is there


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Phường Huyền Tụng", "Huyền Tụng"),
        ("Xã Dương Quang", "Dương Quang"),
        ("Thành phố Bắc Kạn", "Bắc Kạn"),
        ("Tổ 1", "Tổ 1"),
    ],
)
def test_a_short_name_leaves_the_kind_out(name, short):
    assert Area(name=name).short_name == short


def refused(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        action()


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_to": date(2014, 1, 1)},
        {"level": "district"},
        {"residence": ""},
        {"residence": "both"},
    ],
)
def test_the_database_refuses_a_wrong_ward(ward, wrong):
    refused(lambda: Area.objects.filter(pk=ward.pk).update(**wrong))


def test_the_database_keeps_codes_apart(ward, city):
    twin = {"name": "Phường Khác", "level": "ward", "parent": city, "residence": "urban"}

    refused(
        lambda: Area.objects.bulk_create(
            [Area(code=ward.code, valid_from=LONG_AGO, path="x/", valid_to=LAST_DAY, **twin)]
        )
    )
    refused(
        lambda: Area.objects.bulk_create(
            [Area(code=ward.code, valid_from=FIRST_DAY, path="x/", **twin)]
        )
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"persons": 9},
        {"households": 0},
        {"source": ""},
        {"year": 2014},
        {"year": 2101},
    ],
)
def test_the_database_refuses_a_wrong_total(ward, wrong):
    fields = {"area": ward, "year": 2023, "households": 10, "persons": 40, "source": "Báo cáo"}

    refused(lambda: AreaTotal.objects.bulk_create([AreaTotal(as_of=LAST_DAY, **fields | wrong)]))


def test_a_ward_has_one_total_a_year(ward):
    fields = {"area": ward, "year": 2023, "households": 10, "persons": 40, "as_of": LAST_DAY}
    AreaTotal.objects.create(source="Báo cáo", **fields)

    refused(lambda: AreaTotal.objects.bulk_create([AreaTotal(source="Khác", **fields)]))


@pytest.mark.parametrize("share", ["0", "1.0001", "-0.5"])
def test_a_succession_moves_a_part_to_somewhere_else(ward, other_ward, share):
    change = AreaChange.objects.create(kind="merge", effective_on=FIRST_DAY, document="NQ 1")
    move = {"change": change, "predecessor": ward}

    refused(
        lambda: Succession.objects.bulk_create(
            [Succession(successor=other_ward, share=share, **move)]
        )
    )
    refused(lambda: Succession.objects.bulk_create([Succession(successor=ward, **move)]))
