"""Charts: geometry follows the values, gaps stay gaps, and the drawing is sound in any language."""

import math
import xml.etree.ElementTree as ElementTree

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from povertyportal.ui.charts import (
    Datum,
    Series,
    bar_chart,
    bullet,
    line_chart,
    stacked_bar,
)

VALUES = st.none() | st.floats(min_value=0, max_value=1e12, allow_nan=False)


def draw(picture):
    template = engines["django"].from_string("{% load portal %}{% chart picture %}")
    return template.render({"picture": picture})


def drawing(picture):
    html = draw(picture)
    return ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])  # noqa: S314


@pytest.fixture
def bars():
    return bar_chart(
        [
            Datum("Huyền Tụng", 19, "/a/", "19"),
            Datum("Sông Cầu", None, "/b/"),
            Datum("Đức Xuân", 9.5, "/c/", "9,5"),
        ],
        title="Hộ thoát nghèo",
    )


def test_bars_are_as_long_as_their_values(bars):
    first, gap, half = bars.bars

    assert first.width == pytest.approx(2 * half.width)
    assert gap.width is None


def test_a_gap_is_said_in_words_and_not_drawn_as_zero(bars):
    html = draw(bars)

    assert html.count('class="bar"') == 2
    assert "chưa có số liệu" in html


def test_every_bar_is_a_link_and_a_row_of_the_table(bars):
    html = draw(bars)

    for url in ("/a/", "/b/", "/c/"):
        assert f'<a href="{url}"' in html
    assert html.count('<th scope="row">') == 3


@pytest.mark.parametrize("language", ["vi", "en"])
def test_coordinates_use_a_point_in_every_language(bars, language):
    with translation.override(language):
        svg = drawing(bars)

    for element in svg.iter():
        for name in ("x", "y", "width", "height"):
            if name in element.attrib:
                assert math.isfinite(float(element.attrib[name]))


def test_labels_are_escaped():
    html = draw(bar_chart([Datum("<script>", 1, "/a/?b=1&c=2", "<b>")], title='"><i>'))

    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html


def test_an_empty_chart_says_so():
    assert "chưa có số liệu" in draw(bar_chart([], title="Trống"))


@given(st.lists(VALUES, max_size=12))
def test_bars_stay_inside_their_picture(values):
    chart = bar_chart([Datum(str(i), value) for i, value in enumerate(values)], title="t")

    for bar in chart.bars:
        assert bar.width is None or 0 <= chart.bar_x + bar.width < chart.width


def test_lines_of_two_standards_are_never_joined():
    chart = line_chart(
        [
            Series("2016-2020", [Datum("2019", 4.1), Datum("2020", 3.2)]),
            Series("2022-2025", [Datum("2021", 2.8), Datum("2022", 2.3)]),
        ],
        title="Tỷ lệ hộ nghèo",
    )

    assert [len(line.segments) for line in chart.lines] == [1, 1]
    assert [tick.label for tick in chart.ticks] == ["2019", "2020", "2021", "2022"]


def test_a_line_is_not_drawn_through_a_gap():
    points = [Datum("2021", 3.0), Datum("2022", None), Datum("2023", 2.0)]

    (line,) = line_chart([Series("a", points)], title="t").lines

    assert line.segments == ()
    assert line.points[1].y is None


@given(st.lists(VALUES, min_size=1, max_size=12), st.booleans())
def test_points_stay_inside_their_picture(values, is_compact):
    series = Series("a", [Datum(str(i), value) for i, value in enumerate(values)])

    chart = line_chart([series], title="t", is_compact=is_compact)

    for point in chart.lines[0].points:
        assert 0 <= point.x <= chart.width
        assert point.y is None or 0 <= point.y <= chart.height


@pytest.mark.parametrize(
    ("value", "plan", "direction", "tone"),
    [
        (74, 42, "up", "good"),
        (129, 200, "up", "bad"),
        (200, 200, "up", "good"),
        (10, 20, "down", "good"),
        (30, 20, "down", "bad"),
        (0, 0, "down", "good"),
        (5, 0, "up", "good"),
        (None, 42, "up", "neutral"),
        (74, None, "up", "neutral"),
    ],
)
def test_a_bullet_knows_whether_the_plan_is_met(value, plan, direction, tone):
    assert bullet(value, plan, direction=direction).tone == tone


@given(VALUES, VALUES)
def test_value_and_plan_both_fit_into_the_bullet(value, plan):
    picture = bullet(value, plan)

    assert picture.value_width is None or 0 <= picture.value_width <= picture.width
    assert picture.plan_x is None or 0 <= picture.plan_x <= picture.width


def test_a_bullet_without_value_draws_no_bar_and_says_why():
    html = draw(bullet(None, 42, title="Hộ thoát nghèo", plan_text="42"))

    assert 'class="fill"' not in html
    assert "chưa có số liệu" in html


def test_parts_of_a_stack_fill_the_whole():
    chart = stacked_bar([Datum("a", 1), Datum("b", 2), Datum("c", 1)], title="Vốn")

    assert sum(part.width for part in chart.parts) == pytest.approx(chart.width)
    assert [part.share for part in chart.parts] == [0.25, 0.5, 0.25]


def test_a_stack_of_nothing_has_no_parts_to_draw():
    chart = stacked_bar([Datum("a", 0), Datum("b", None)], title="Vốn")

    assert [part.width for part in chart.parts] == [0, 0]
    assert "chưa có số liệu" in draw(chart)


@pytest.mark.parametrize(
    "picture",
    [
        line_chart([Series("a", [Datum("2021", 1.5, "/a/", "1,5")])], title="t"),
        bullet(1.5, 2, text="1,5", url="/a/"),
        stacked_bar([Datum("a", 1.5, "/a/", "1,5")], title="t"),
    ],
    ids=lambda picture: type(picture).__name__,
)
def test_every_kind_draws_sound_svg_with_links_and_without_inline_style(picture):
    html = draw(picture)

    drawing(picture)
    assert 'href="/a/"' in html
    assert "style=" not in html
