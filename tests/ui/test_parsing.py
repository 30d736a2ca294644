"""Money, numbers and dates are read one way or refused; formats write them the Vietnamese way."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, translation
from hypothesis import given
from hypothesis import strategies as st

from povertyportal.ui.fields import DateField, DecimalField, MoneyField
from povertyportal.ui.parsing import HIGHEST_AMOUNT, parse_date, parse_decimal, parse_money
from povertyportal.ui.text import grouped

AMBIGUOUS = [(day, month) for day in range(1, 13) for month in range(1, 13)]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("day", "month"), AMBIGUOUS)
def test_day_comes_before_month(language, day, month):
    typed = f"{day:02}/{month:02}/2025"
    meant = date(2025, month, day)

    with translation.override(language):
        assert parse_date(typed) == meant
        assert DateField().clean(typed) == meant
        assert formats.localize_input(meant) == typed
        assert formats.date_format(meant, "SHORT_DATE_FORMAT") == typed


@pytest.mark.parametrize("language", ["vi", "en"])
def test_formats_of_both_languages_are_vietnamese(language):
    with translation.override(language):
        assert formats.number_format(1234567, use_l10n=True, force_grouping=True) == "1.234.567"
        assert formats.number_format(Decimal("2.76"), use_l10n=True) == "2,76"
        assert formats.number_format(2025, use_l10n=True) == "2025"
        assert formats.date_format(date(2025, 12, 31)) == "31/12/2025"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("31/12/2025", date(2025, 12, 31)),
        ("1/2/2025", date(2025, 2, 1)),
        ("29-02-2024", date(2024, 2, 29)),
        ("01.02.2025", date(2025, 2, 1)),
        ("2025-02-01", date(2025, 2, 1)),
        ("  01/02/2025 ", date(2025, 2, 1)),
    ],
)
def test_dates_as_officers_write_them(typed, meant):
    assert parse_date(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/2025",
        "29/02/2023",
        "2025",
        "1/1/25",
        "13/13/2025",
        "00/01/2025",
        "01/02/20255",
        "01/02/1899",
        "01/02/2101",
        "45000",
        "hôm nay",
        "٠١/٠٢/٢٠٢٥",
        "01/02\n/2025",
        "",
    ],
)
def test_text_that_is_no_day_is_refused_in_words(typed):
    with pytest.raises(ValidationError) as refusal:
        parse_date(typed)

    assert str(refusal.value.messages[0]).endswith(".")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.000", 1000),
        ("1.500.000", 1_500_000),
        ("1000", 1000),
        ("1 000", 1000),
        ("1\u00a0000", 1000),
        ("0", 0),
        ("25.000.000 đồng", 25_000_000),
        ("25.000.000đ", 25_000_000),
        ("25.000.000 VND", 25_000_000),
        ("999.999.999.999.999", HIGHEST_AMOUNT - 1),
    ],
)
def test_money_as_officers_write_it(typed, amount):
    assert parse_money(typed) == amount
    assert MoneyField().clean(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "1,5 triệu",
        "1_000",
        "15e5",
        "-1",
        "9223372036854775808",
        "1.5",
        "1.00",
        "1.0000",
        "1,000",
        "1.000 000",
        "1.000,5",
        "+1",
        "inf",
        "NaN",
        "١٠٠٠",
        "１０００",
        "",
        "1000000000000000",
        "9" * 5000,
    ],
)
def test_ambiguous_or_impossible_money_is_refused(typed):
    with pytest.raises(ValidationError):
        parse_money(typed)


def test_a_money_field_tells_nothing_from_zero():
    assert MoneyField(required=False).clean("") is None
    assert MoneyField(required=False).clean("  ") is None
    assert MoneyField(required=False).clean("0") == 0
    with pytest.raises(ValidationError):
        MoneyField(lowest=1).clean("0")
    with pytest.raises(ValidationError):
        MoneyField().clean("")


@given(st.integers(min_value=0, max_value=HIGHEST_AMOUNT - 1))
def test_money_written_by_the_portal_reads_back(amount):
    assert parse_money(grouped(amount)) == amount
    assert parse_money(MoneyField().prepare_value(amount)) == amount
    assert parse_money(str(amount)) == amount


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_dates_written_by_the_portal_read_back(day):
    assert parse_date(f"{day:%d/%m/}{day.year:04}") == day
    assert DateField().clean(DateField().widget.format_value(day)) == day


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_numbers_with_a_decimal_comma_read_back(number):
    typed = f"{number:f}".replace(".", ",")

    assert parse_decimal(typed) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12,5", Decimal("12.5")), ("1.234,50", Decimal("1234.50")), ("0,43", Decimal("0.43"))],
)
def test_numbers_as_officers_write_them(typed, number):
    assert parse_decimal(typed) == number


@pytest.mark.parametrize("typed", ["12.5", "1e5", "1,2,3", ",5", "5,", "1.23,4", "abc", "", "--1"])
def test_text_that_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        parse_decimal(typed)


def test_a_number_outside_its_limits_is_refused():
    field = DecimalField(lowest=Decimal(0), highest=Decimal(100))

    assert field.clean("99,5") == Decimal("99.5")
    with pytest.raises(ValidationError, match="0"):
        field.clean("100,5")
    assert field.prepare_value(Decimal("2.50")) == "2,50"


def test_the_limits_of_a_number_are_said_with_a_decimal_comma():
    field = DecimalField(lowest=Decimal("0.1"), highest=Decimal(9999))

    with pytest.raises(ValidationError, match="Số phải từ 0,1 đến 9999"):
        field.clean("-1")


def test_an_empty_field_says_what_to_do():
    with pytest.raises(ValidationError, match="bắt buộc: hãy điền hoặc chọn"):
        forms.CharField().clean("")
