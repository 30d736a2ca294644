"""Maps: darker is worse, ranks and legend say the numbers, labels lie inside their area."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from povertyportal.ui.maps import Choropleth, Place, TileMap, area_map

SQUARE = [[[105.0, 22.0], [105.4, 22.0], [105.4, 22.4], [105.0, 22.4], [105.0, 22.0]]]
EAST = [[[lon + 0.4, lat] for lon, lat in SQUARE[0]]]
TINY = [[[106.0, 22.0], [106.002, 22.0], [106.002, 22.002], [106.0, 22.0]]]


def wards(*, outlined=False):
    """Return three wards, the last without a value."""
    shapes = [[SQUARE], [EAST], [TINY]] if outlined else [[], [], []]
    return [
        Place(
            label="Dương Quang", value=4.9, text="4,9", url="/a/", tile=(1, 1), outline=shapes[0]
        ),
        Place(label="Đức Xuân", value=0.9, text="0,9", url="/b/", tile=(2, 1), outline=shapes[1]),
        Place(label="Phùng Chí Kiên", value=None, url="/c/", tile=(1, 2), outline=shapes[2]),
    ]


def draw(picture):
    template = engines["django"].from_string("{% load portal %}{% chart picture %}")
    return template.render({"picture": picture})


def drawing(html):
    return ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])  # noqa: S314


def colours(picture):
    return {mark.datum.label: mark.css for mark in picture.rows}


def ranks(picture):
    return [(mark.datum.label, mark.rank) for mark in picture.rows]


@pytest.mark.parametrize(
    ("direction", "dark", "first"),
    [("down", "Dương Quang", "Đức Xuân"), ("up", "Đức Xuân", "Dương Quang")],
)
def test_the_worst_area_is_the_darkest_and_the_best_the_first(direction, dark, first):
    picture = area_map(wards(), title="t", direction=direction)

    assert colours(picture)[dark] == "s6"
    assert colours(picture)[first] == "s0"
    assert ranks(picture) == [(first, 1), (dark, 2), ("Phùng Chí Kiên", None)]


def test_where_no_way_is_better_high_values_are_dark_and_first():
    picture = area_map(wards(), title="t")

    assert colours(picture)["Dương Quang"] == "s6"
    assert ranks(picture)[0] == ("Dương Quang", 1)


def test_a_gap_has_a_hatch_no_rank_and_no_colour_of_the_scale():
    html = draw(area_map(wards(), title="Tỷ lệ hộ nghèo", direction="down"))

    assert html.count('class="hatch"') == 1
    assert 'fill="url(#hatch-ty-le-ho-ngheo)"' in html
    assert 'id="hatch-ty-le-ho-ngheo"' in html
    assert "Phùng Chí Kiên: chưa có số liệu" in html


def test_equal_values_share_a_rank_and_the_middle_of_the_scale():
    places = [
        Place(label=name, value=2.0, text="2", tile=(place, 0)) for place, name in enumerate("abc")
    ]

    picture = area_map(places, title="t", direction="up")

    assert set(colours(picture).values()) == {"s3"}
    assert [mark.rank for mark in picture.rows] == [1, 1, 1]
    assert [step.text for step in picture.legend] == ["2"]


def test_the_legend_says_the_values_that_each_colour_stands_for():
    values = (1.0, 1.1, 4.0, 8.0)
    places = [
        Place(label=str(value), value=value, text=f"{value:.1f}", tile=(place, 0))
        for place, value in enumerate(values)
    ]

    picture = area_map([*places, Place(label="?", value=None, tile=(9, 9))], title="t")

    assert [(step.css, step.text) for step in picture.legend] == [
        ("s0", "1.0 – 1.1"),
        ("s3", "4.0"),
        ("s6", "8.0"),
        ("s-none", ""),
    ]


@pytest.mark.parametrize("outlined", [True, False])
def test_the_table_holds_ranks_and_values_of_every_area(outlined):
    html = draw(area_map(wards(outlined=outlined), title="t", unit="%", direction="down"))
    table = html[html.index("<table") :]

    assert [table.index(name) for name in ("Đức Xuân", "Dương Quang", "Phùng Chí Kiên")] == sorted(
        table.index(name) for name in ("Đức Xuân", "Dương Quang", "Phùng Chí Kiên")
    )
    assert '<a href="/b/">0,9</a>' in table
    assert "chưa có số liệu" in table


def test_long_names_take_two_lines_and_the_grid_starts_at_its_first_tile():
    places = [
        Place(label="Nguyễn Thị Minh Khai", value=1.0, text="1", tile=(3, 2)),
        Place(label="Đức Xuân", value=2.0, text="2", tile=(4, 2)),
    ]

    picture = area_map(places, title="t")

    first = picture.tiles[0]
    assert [word.text for word in first.words] == ["Nguyễn Thị", "Minh Khai", "1"]
    assert (first.x, first.y) == (0, 0)


def test_outlines_are_drawn_only_where_every_area_has_one():
    some = wards(outlined=True)[:2] + wards()[2:]

    assert isinstance(area_map(wards(outlined=True), title="t"), Choropleth)
    assert isinstance(area_map(some, title="t"), TileMap)


def test_nothing_is_drawn_of_one_area_or_of_two_on_one_tile():
    one = wards()[:1]
    crowded = [*wards(), Place(label="d", value=1.0, text="1", tile=(1, 1))]
    nowhere = [*wards(), Place(label="d", value=1.0, text="1")]

    for places in ([], one, crowded, nowhere):
        assert area_map(places, title="t") is None


def test_a_degree_of_longitude_is_shortened_by_the_latitude():
    picture = area_map([Place(label="a", value=1, text="1", outline=[SQUARE])] * 2, title="t")

    assert picture.width / picture.height == pytest.approx(0.9259, abs=0.001)


def test_neighbours_draw_their_shared_border_at_the_same_place():
    picture = area_map(wards(outlined=True)[:2], title="t")
    paths = {
        shape.mark.datum.label: set(shape.path.strip("MZ").split("L")) for shape in picture.shapes
    }

    assert len(paths["Dương Quang"] & paths["Đức Xuân"]) == 2


def test_a_name_stands_where_it_fits_and_nowhere_else():
    picture = area_map(wards(outlined=True), title="t")
    words = {shape.mark.datum.label: shape.words for shape in picture.shapes}

    assert [word.text for word in words["Dương Quang"]] == ["Dương Quang", "4,9"]
    assert words["Phùng Chí Kiên"] == ()


def test_a_name_is_not_set_into_a_hole():
    hole = [[lon, lat] for lon, lat in reversed(SQUARE[0])]
    big = [[[104.6, 21.9], [105.6, 21.9], [105.6, 22.5], [104.6, 22.5], [104.6, 21.9]], hole]
    picture = area_map([Place(label="Vành", value=1, text="1", outline=[big])] * 2, title="t")

    middle = picture.shapes[0].words[0].x / picture.width

    assert not 0.4 < middle < 0.8


@given(
    st.lists(
        st.none() | st.floats(min_value=0, max_value=1e12, allow_nan=False),
        min_size=2,
        max_size=12,
    ),
    st.sampled_from(["up", "down", "none"]),
)
def test_every_area_is_ranked_once_and_coloured_by_its_value(values, direction):
    places = [
        Place(label=str(place), value=value, text=str(value), tile=(place, 0))
        for place, value in enumerate(values)
    ]

    picture = area_map(places, title="t", direction=direction)

    assert sorted(colours(picture)) == sorted(str(place) for place in range(len(values)))
    known = [mark for mark in picture.rows if mark.rank is not None]
    assert [mark.rank for mark in known] == sorted(mark.rank for mark in known)
    assert len(known) == sum(value is not None for value in values)
    for mark in known:
        assert mark.css in {f"s{step}" for step in range(7)}


@pytest.mark.parametrize("outlined", [True, False])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_maps_draw_sound_svg_with_links_and_words_for_readers(outlined, language):
    with translation.override(language):
        html = draw(area_map(wards(outlined=outlined), title="Tỷ lệ", unit="%"))

    svg = drawing(html)
    links = [node for node in svg.iter() if node.tag.endswith("a")]
    assert [link.get("href") for link in links if link.get("href")] != []
    assert all(
        "Dương Quang" not in link.get("aria-label") or "4,9" in link.get("aria-label")
        for link in links
    )
    assert len([node for node in svg.iter() if node.tag.endswith("title")]) == 3
    assert "style=" not in html


def test_what_a_value_leaves_out_is_said_beside_the_map():
    partial = Place(
        label="Phong Quang", value=1.0, text="1", tile=(5, 5), note="Không gồm Đôn Phong."
    )

    html = draw(area_map([*wards(), partial], title="t"))

    assert html.count("Không gồm Đôn Phong.") == 2
