"""Borders from GeoJSON: what is no border is named, neighbours keep one line, loading is whole."""

import json
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from povertyportal.accounts.audit import broken_links
from povertyportal.accounts.models import AuditEvent
from povertyportal.areas import outlines
from povertyportal.areas.loading import load_areas
from povertyportal.areas.models import Area, AreaOutline
from povertyportal.areas.outlines import Outline, read_outlines, simplified

WARDS = Path(__file__).parent / "wards.geojson"
SQUARE = [[105.0, 22.0], [105.2, 22.0], [105.2, 22.2], [105.0, 22.2], [105.0, 22.0]]


def collection(*rings, kind="Polygon", code="01846", **more):
    """Return a file with one feature of these rings."""
    geometry = {"type": kind, "coordinates": list(rings)}
    feature = {"type": "Feature", "properties": {"ma": code}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]} | more).encode()


def read(content):
    return read_outlines(content, code_property="ma")


def edges(ring):
    return {frozenset(pair) for pair in pairwise(ring)}


def neighbours(rings):
    """Return the pairs of rings that have an edge in common; no edge belongs to three."""
    owners = defaultdict(set)
    for number, ring in enumerate(rings):
        for edge in edges(ring):
            owners[edge].add(number)
    assert all(len(found) <= 2 for found in owners.values())
    return {frozenset(found) for found in owners.values() if len(found) == 2}


def test_a_polygon_and_a_multipolygon_are_read_as_polygons_of_rings():
    ring = [tuple(point) for point in SQUARE]

    assert read(collection(SQUARE)) == ([Outline("01846", [[ring]])], [])
    several = collection([SQUARE], [SQUARE], kind="MultiPolygon")
    assert read(several) == ([Outline("01846", [[ring], [ring]])], [])


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "GeoJSON"),
        (b"\xff\xfe", "GeoJSON"),
        (b"[" * 100_000, "GeoJSON"),
        (b"[]", "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "FeatureCollection"),
        (collection(SQUARE, crs={"properties": {"name": "EPSG:3405"}}), "WGS84"),
        (collection(SQUARE, code=1846), "thuộc tính ma|Thuộc tính ma"),
        (collection(SQUARE, code=""), "Thuộc tính ma"),
        (collection(SQUARE, code="a\x00b"), "Thuộc tính ma"),
        (collection(SQUARE, kind="Point"), "MultiPolygon"),
        (collection(), "không có đa giác|không có vòng"),
        (collection([], kind="MultiPolygon"), "không có vòng"),
        (collection([]), "không có điểm"),
        (collection(SQUARE[:-1]), "không khép kín"),
        (collection([SQUARE[0], SQUARE[1], SQUARE[0]]), "không có diện tích"),
        (collection([SQUARE[0], SQUARE[1], SQUARE[1], SQUARE[0]]), "không có diện tích"),
        (
            collection([[22.0, 105.0], [22.2, 105.0], [22.2, 105.2], [22.0, 105.0]]),
            "ngoài Việt Nam",
        ),
        (collection([[105.0, "22"], *SQUARE[1:]]), "không phải là hai số"),
        (collection([[True, False], *SQUARE[1:]]), "không phải là hai số"),
        (collection([105.0, 22.0]), "không phải là hai số"),
        (collection(SQUARE).replace(b"105.2", b"NaN"), "ngoài Việt Nam"),
        (collection(SQUARE).replace(b"105.2", b"1e999"), "ngoài Việt Nam"),
        (collection(SQUARE).replace(b"105.2", b"9" * 400), "ngoài Việt Nam"),
        (b'{"type": "FeatureCollection", "features": [7]}', "Thuộc tính ma"),
    ],
)
def test_what_is_no_border_is_refused_in_words(content, word):
    found, errors = read(content)

    assert found == []
    assert len(errors) == 1
    assert any(part in errors[0] for part in word.split("|"))


def test_every_wrong_feature_is_named_and_a_code_counts_once():
    good = json.loads(collection(SQUARE))
    bad = json.loads(collection(SQUARE[:-1], code="01849"))
    features = [*good["features"], *bad["features"], *good["features"]]

    _found, errors = read(json.dumps(good | {"features": features}).encode())

    assert [error.split(":")[0] for error in errors] == ["Đối tượng 2", "Đối tượng 3"]
    assert "01846" in errors[1]


def test_a_file_that_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(outlines, "MAX_BYTES", 10)
    assert "lớn hơn" in read(collection(SQUARE))[1][0]

    monkeypatch.undo()
    monkeypatch.setattr(outlines, "MAX_POINTS", 4)
    assert "chia nhỏ" in read(collection(SQUARE))[1][0]


@pytest.mark.parametrize("tolerance", [0, 50, 1000])
def test_neighbours_keep_one_line_however_coarse(tolerance):
    found, errors = read(WARDS.read_bytes())
    assert (len(found), errors) == (8, [])

    rings = [each.rings[0][0] for each in simplified(found, tolerance=tolerance)]

    before = neighbours([each.rings[0][0] for each in found])
    assert len(before) == 17
    assert neighbours(rings) == before
    assert all(len(ring) >= 4 and ring[0] == ring[-1] for ring in rings)


def test_a_coarser_picture_has_fewer_points_and_keeps_where_three_areas_meet():
    found, _errors = read(WARDS.read_bytes())
    meetings = {
        point
        for each in found
        for point in each.rings[0][0]
        if sum(point in other.rings[0][0] for other in found) >= 3
    }

    counts = []
    for tolerance in (0, 50, 300):
        coarse = simplified(found, tolerance=tolerance)
        counts.append(sum(len(each.rings[0][0]) for each in coarse))
        left = {point for each in coarse for point in each.rings[0][0]}
        assert meetings <= left

    assert counts[0] > counts[1] > counts[2]


def test_an_island_and_the_hole_it_fills_keep_one_line():
    hole = [
        (105.0 + x / 100, 22.0 + y / 100)
        for x, y in [(5, 5), (9, 5.01), (15, 5), (15, 15), (5, 15)]
    ]
    around = [(float(x), float(y)) for x, y in SQUARE]
    lake = Outline("a", [[around, [*hole[2:], *hole[:2], hole[2]]]])
    island = Outline("b", [[[*hole[::-1], hole[-1]]]])

    outer, inner = simplified([lake, island], tolerance=300)

    assert edges(outer.rings[0][1]) == edges(inner.rings[0][0])
    assert len(inner.rings[0][0]) < 6


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-4, 4), min_size=3, max_size=20),
    st.floats(min_value=0, max_value=1000),
)
def test_two_squares_never_part_along_a_ragged_border(bends, tolerance):
    """The border between them runs upwards, bent by thousandths of a degree."""
    count = len(bends) + 1
    border = [
        (105.1, 22.0),
        *((105.1 + bend / 1000, 22.0 + place / count / 10) for place, bend in enumerate(bends, 1)),
        (105.1, 22.1),
    ]
    west = [(105.0, 22.0), *border, (105.0, 22.1), (105.0, 22.0)]
    east = [(105.2, 22.1), *border[::-1], (105.2, 22.0), (105.2, 22.1)]

    left, right = simplified([Outline("w", [[west]]), Outline("e", [[east]])], tolerance=tolerance)

    line = edges(left.rings[0][0]) & edges(right.rings[0][0])
    assert edges(left.rings[0][0]) - line == edges([west[1], *west[:1], *west[-2:-4:-1]])
    assert edges(right.rings[0][0]) - line == edges([east[1], *east[:1], *east[-2:-4:-1]])


@pytest.fixture
def loaded(db):
    load_areas()


def load(path=WARDS, **options):
    call_command(
        "import_boundaries",
        str(path),
        **{"code_property": "ma", "source": "Hình thử", "valid_on": date(2023, 8, 11)} | options,
    )


def test_loading_gives_each_ward_of_the_day_its_outline_and_notes_it(loaded, capsys):
    load()

    assert "8 outlines added" in capsys.readouterr().out
    row = AreaOutline.objects.select_related("area").get(area__code="01840")
    assert row.area.valid_to == date(2025, 6, 30)
    assert row.source == "Hình thử"
    assert row.rings[0][0][0] == row.rings[0][0][-1]
    events = AuditEvent.objects.filter(action="area_outline.load")
    assert {event.actor for event in events} == {"import_boundaries"}
    assert {event.area_path for event in events} == set(
        Area.objects.filter(outline__isnull=False).values_list("path", flat=True)
    )
    assert not broken_links()


def test_loading_again_changes_nothing_and_another_source_replaces(loaded, capsys):
    load()
    events = AuditEvent.objects.count()
    load()
    assert AuditEvent.objects.count() == events

    load(source="Nguồn mới", tolerance=300)

    assert capsys.readouterr().out.splitlines()[1:] == [
        "0 outlines added, 0 changed, 8 unchanged",
        "0 outlines added, 8 changed, 0 unchanged",
    ]
    assert set(AreaOutline.objects.values_list("source", flat=True)) == {"Nguồn mới"}
    changes = AuditEvent.objects.first().changes
    assert changes["source"] == ["Hình thử", "Nguồn mới"]
    assert changes["points"][0] > changes["points"][1] > 0


def test_a_dry_run_saves_nothing(loaded, capsys):
    load(dry_run=True)

    assert "(dry run) 8 outlines added" in capsys.readouterr().out
    assert not AreaOutline.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_code_of_another_day_or_of_nobody_is_named_and_nothing_is_saved(loaded, tmp_path):
    data = json.loads(WARDS.read_text())
    data["features"][0]["properties"]["ma"] = "99999"
    path = tmp_path / "wrong.geojson"
    path.write_text(json.dumps(data))

    with pytest.raises(CommandError) as refused:
        load(path, valid_on=date(2026, 1, 1))

    lines = str(refused.value).splitlines()
    assert lines[0] == "99999: không có địa bàn nào mang mã này."
    assert "01837: không có địa bàn mang mã này vào ngày 01/01/2026." in lines
    assert len(lines) == 5
    assert not AreaOutline.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": Path("/nowhere/at/all.geojson")},
        {"code_property": "no_such_property"},
        {"source": ""},
        {"source": "x" * 301},
    ],
)
def test_a_wrong_call_ends_in_words_and_saves_nothing(loaded, wrong):
    with pytest.raises(CommandError):
        load(**wrong)

    assert not AreaOutline.objects.exists()


@pytest.mark.parametrize("tolerance", ["-1", "nan", "1e9", "wide"])
def test_a_tolerance_is_a_length(loaded, tolerance):
    with pytest.raises(CommandError, match="metres"):
        call_command(
            "import_boundaries",
            str(WARDS),
            "--code-property=ma",
            "--source=x",
            f"--tolerance={tolerance}",
        )
