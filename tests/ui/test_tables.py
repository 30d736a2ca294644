"""The fast rows show what stock django-tables2 would show."""

from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import django_tables2 as tables
import pytest
from django.http import QueryDict
from django.utils.html import format_html, format_html_join

from povertyportal.areas.models import Area
from povertyportal.ui.tables import (
    EMPTY,
    BadgeColumn,
    CountColumn,
    DateColumn,
    DateTimeColumn,
    DecimalColumn,
    MoneyColumn,
    PortalTable,
)


class Cells(HTMLParser):
    """Collects the text and the links of each cell."""

    def __init__(self, html):
        super().__init__()
        self.rows = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
        elif tag == "a" and self.rows and self.rows[-1]:
            self.rows[-1][-1] += f"[{dict(attrs)['href']}]"

    def handle_data(self, data):
        if self.rows and self.rows[-1] and data.strip():
            self.rows[-1][-1] += data


class StockTable(PortalTable):
    """Columns of every kind that our renderer compiles."""

    code = tables.Column(linkify=lambda record: f"/areas/{record.pk}/")
    name = tables.Column()
    level = tables.Column()
    parent = tables.Column(accessor="parent__name")
    residence = tables.Column()
    valid_from = DateColumn()
    valid_to = DateColumn()
    tile_column = CountColumn()
    shout = tables.Column(accessor="name", orderable=False)
    method = tables.Column(accessor="short_name")

    class Meta(PortalTable.Meta):
        model = Area
        fields = []

    def render_shout(self, value, record):
        return f"{value}! {record.code}"


@pytest.fixture
def table(ward, other_ward, city):
    Area.objects.filter(pk=ward.pk).update(
        name='<b>"Một" & hai</b>', tile_column=12345, valid_to=date(2025, 6, 30)
    )
    return StockTable(Area.objects.select_related("parent"))


def test_fast_cells_equal_stock_cells(table):
    fast = Cells(table.body(list(table.data.data))).rows
    stock = [
        Cells(format_html("<tr>{}</tr>", format_html_join("", "<td>{}</td>", cells))).rows[0]
        for cells in ([(cell,) for cell in row.cells] for row in table.rows)
    ]

    assert fast == stock
    assert ["12.345" in row for row in fast].count(True) == 1


def test_cells_are_escaped(table):
    html = table.body(list(table.data.data))

    assert "<b>" not in html
    assert "&lt;b&gt;&quot;Một&quot; &amp; hai&lt;/b&gt;" in html


def test_every_cell_names_its_column_for_phones(table):
    assert table.body(list(table.data.data)[:1]).count("data-label=") == 10


def test_nothing_is_a_dash_and_zero_is_a_number():
    class Numbers(PortalTable):
        count = CountColumn()
        amount = MoneyColumn()
        rate = DecimalColumn()
        word = tables.Column()

    rows = [
        {"count": 0, "amount": 0, "rate": Decimal(0), "word": ""},
        {"count": None, "amount": None, "rate": None, "word": None},
        {"count": 1234, "amount": 1_500_000_000, "rate": Decimal("1234.5"), "word": "a"},
    ]

    assert Cells(Numbers(rows).body(rows)).rows == [
        ["0", "0", "0,00", EMPTY],
        [EMPTY] * 4,
        ["1.234", "1.500.000.000", "1.234,50", "a"],
    ]


def test_instants_show_in_local_time():
    class Times(PortalTable):
        at = DateTimeColumn()

    rows = [{"at": datetime(2025, 12, 31, 17, 0, 0, tzinfo=UTC)}]

    assert Cells(Times(rows).body(rows)).rows == [["00:00:00 01/01/2026"]]


def test_a_badge_has_the_choice_in_words_and_its_tone(ward, city):
    class Levels(PortalTable):
        level = BadgeColumn(tones={"ward": "good"})

        class Meta(PortalTable.Meta):
            model = Area
            fields = ["level"]

    rows = [ward, city]
    html = Levels(Area.objects.all()).body(rows)

    assert '<span class="badge badge-good">Phường, xã</span>' in html
    assert '<span class="badge badge-neutral">Thành phố</span>' in html


def test_exported_values_keep_their_type(table, ward):
    record = Area.objects.select_related("parent").get(pk=ward.pk)
    values = [value(record) for _heading, value in table.plain()]

    assert values[:4] == ["T01846", '<b>"Một" & hai</b>', "Phường, xã", "Thành phố Bắc Kạn"]
    assert values[5:8] == [date(2015, 1, 1), date(2025, 6, 30), 12345]


def test_a_table_may_say_what_is_exported(ward):
    class Own(PortalTable):
        name = tables.Column()
        hidden = tables.Column(accessor="code", exclude_from_export=True)
        dim = tables.Column(accessor="code", visible=False)

        def value_name(self, value, record):
            return f"{record.code}: {value}"

    [(_heading, value)] = Own(Area.objects.all()).plain()

    assert value(ward) == "T01846: Phường Huyền Tụng"


def test_a_gap_on_the_way_is_nothing(province):
    class Parents(PortalTable):
        parent = tables.Column(accessor="parent__parent__name")

    assert Cells(Parents([province]).body([province])).rows == [[EMPTY]]


def test_a_heading_without_words_says_unseen_what_the_column_is_for(province):
    class Doing(PortalTable):
        todo = tables.Column(accessor="pk", verbose_name="", orderable=False)

    assert 'class="visually-hidden">Thao tác</span></th>' in Doing([province]).head(QueryDict())
