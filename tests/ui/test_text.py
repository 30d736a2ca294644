"""Vietnamese text: cleaned at the door, folded for search, keyed for sorting."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from povertyportal.ui.text import clean, fold, name_key

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("\ufeff\u00a0Lý  Thị\u200b Hoa\u00a0", "Lý Thị Hoa"),
        ("Tổ\t1", "Tổ 1"),
        ("dòng một\r\n  dòng hai ", "dòng một\ndòng hai"),
        ("Hà\u00ad Giang", "Hà Giang"),
        ("   ", ""),
    ],
)
def test_text_is_cleaned_at_the_door(typed, stored):
    assert clean(typed) == stored


@pytest.mark.parametrize("typed", ["a\x07b", "a\x00b", "a\x1bb", "a\x7fb", "a\ud800b"])
def test_control_characters_are_refused_in_words(typed):
    with pytest.raises(ValidationError, match="ký tự"):
        clean(typed)


@given(st.text(alphabet=VOWELS + "đbcĐ  ", max_size=40))
def test_composed_and_decomposed_text_are_the_same(text):
    assert clean(unicodedata.normalize("NFD", text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Ớt", "dang ot"),
        ("NGUYỄN  văn   Đức", "nguyen van duc"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        ("100%_a", "100%_a"),
        ("", ""),
        ("\x00", ""),
    ],
)
def test_fold_takes_marks_and_case_away(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_fold_of_folded_text_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_every_vowel_with_every_tone_folds_to_its_letter():
    plain = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u"}

    for vowel in VOWELS:
        for tone in TONES:
            for form in ("NFC", "NFD"):
                typed = unicodedata.normalize(form, vowel + tone)
                assert fold(typed.upper()) == plain.get(vowel, vowel)


def test_people_sort_by_given_name_first():
    names = ["Trần Văn An", "Bế Thị Yến", "Nguyễn Văn An", "Lý Thị Bình"]

    assert sorted(names, key=name_key) == [
        "Nguyễn Văn An",
        "Trần Văn An",
        "Lý Thị Bình",
        "Bế Thị Yến",
    ]


@pytest.mark.parametrize(
    "order",
    [
        ["An", "Ăn", "Ân", "Ba"],
        ["Dung", "Đào", "Em"],
        ["Ha", "Hà", "Hả", "Hã", "Há", "Hạ"],
        ["La", "Lan", "Làn", "Lăn"],
        ["Oanh", "Ông", "Ơn", "Phú"],
        ["Tú", "Tùng", "Tuyết", "Tư"],
        ["Lê Hoa", "Lề Hoa", "Lê Hòa"],
    ],
)
def test_letters_come_before_tones_in_the_order_of_the_alphabet(order):
    assert sorted(reversed(order), key=name_key) == order


def test_the_key_is_the_same_whatever_the_form_and_case():
    assert name_key("Nguyễn Thị Hạ") == name_key(unicodedata.normalize("NFD", "NGUYỄN THỊ HẠ"))


@given(st.text(max_size=60))
def test_the_key_is_ascii_so_that_every_database_sorts_it_alike(text):
    assert name_key(text).isascii()
