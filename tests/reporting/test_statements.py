"""Numbers as reports state them are read to their last digit, and asked back where unclear."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from povertyportal.reporting.statements import Statement, counted_noun, read_statement


@pytest.mark.parametrize(
    ("text", "unit", "value", "relation", "step"),
    [
        ("hơn 7,4 tỷ", "dong", 7_400_000_000, "over", 100_000_000),
        ("Trên 530 triệu đồng", "dong", 530_000_000, "over", 10_000_000),
        ("gần 490 triệu đồng", "dong", 490_000_000, "under", 10_000_000),
        ("1.975 triệu đồng", "dong", 1_975_000_000, "exact", 1_000_000),
        ("7 tỷ 431 triệu đồng", "dong", 7_431_000_000, "exact", 1_000_000),
        ("hơn 7 tỉ 400 triệu đồng", "dong", 7_400_000_000, "over", 100_000_000),
        ("654.321.000 đồng", "dong", 654_321_000, "exact", 1),
        ("25 nghìn đồng", "dong", 25_000, "exact", 1_000),
        ("giảm 74 hộ nghèo", "households", 74, "exact", 1),
        ("hằng năm trên 500 lao động", "workers_per_year", 500, "over", 100),
        ("05 hộ cận nghèo", "learners", 5, "exact", 1),
        ("1.042 hộ", "households", 1042, "exact", 1),
        ("129 lao động, bằng 64,5 % kế hoạch", "workers", 129, "exact", 1),
        ("xuống còn 2,33%", "percent", "2.33", "exact", "0.01"),
        ("bình quân mỗi năm 0,43 %", "points_per_year", "0.43", "exact", "0.01"),
        ("0,19", "points_per_year", "0.19", "exact", "0.01"),
        ("hơn 7,40 tỷ", "dong", 7_400_000_000, "over", 10_000_000),
        ("hơn 1,2 nghìn lượt", "loans", 1200, "over", 100),
    ],
)
def test_a_statement_gives_value_relation_and_last_digit(text, unit, value, relation, step):
    read = read_statement(text, unit=unit)

    assert read == Statement(Decimal(value), relation, Decimal(step))


@pytest.mark.parametrize(
    ("text", "unit", "asks"),
    [
        ("đạt chỉ tiêu giao", "workers", "Không thấy số"),
        ("100 % kế hoạch", "workers", "Không thấy số"),
        ("30 hộ nghèo và 5 hộ cận nghèo", "learners", "nhiều số"),
        ("từ 2,76 % xuống 2,33 %", "percent", "nhiều số"),
        ("1.975", "dong", "tiền tính bằng gì"),
        ("7.4 tỷ", "dong", "hai cách"),
        ("khoảng 500 lao động", "workers", "khoảng"),
        ("không quá 500 lao động", "workers", "không quá"),
        ("hơn 40, gần 50 người", "learners", "nhiều số"),
        ("gần hơn 40 người", "learners", "vừa nói hơn vừa nói gần"),
        ("7,4 hộ", "households", "số nguyên"),
        ("", "dong", "Không thấy số"),
    ],
)
def test_what_a_statement_leaves_open_is_asked_back(text, unit, asks):
    with pytest.raises(ValidationError, match=asks):
        read_statement(text, unit=unit)


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("30 hộ nghèo", "hộ"),
        ("42 lượt hộ", "lượt"),
        ("525 người", "người"),
        ("2,76 %", ""),
        ("hơn 7,4 tỷ đồng", "đồng"),
        ("đạt", ""),
    ],
)
def test_the_word_behind_the_number_says_what_was_counted(text, noun):
    assert counted_noun(text) == noun
