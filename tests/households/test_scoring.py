"""The class rule of each standard, at its boundaries."""

import re
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from datetime import date

import pytest

from households import scoring


def lacking(count, key="STD2022"):
    return scoring.load(key).codes[:count]


@pytest.mark.parametrize(
    ("key", "residence", "b1", "lacks", "result"),
    [
        ("STD2022", "rural", 140, 3, "poor"),
        ("STD2022", "rural", 140, 2, "near_poor"),
        ("STD2022", "rural", 141, 12, "not_poor"),
        ("STD2022", "rural", 0, 0, "near_poor"),
        ("STD2022", "urban", 175, 3, "poor"),
        ("STD2022", "urban", 175, 2, "near_poor"),
        ("STD2022", "urban", 176, 3, "not_poor"),
        ("STD2022", "urban", 141, 3, "poor"),
        ("STD2016", "rural", 120, 0, "poor"),
        ("STD2016", "rural", 121, 2, "near_poor"),
        ("STD2016", "rural", 121, 3, "poor"),
        ("STD2016", "rural", 150, 3, "poor"),
        ("STD2016", "rural", 151, 10, "not_poor"),
        ("STD2016", "urban", 140, 0, "poor"),
        ("STD2016", "urban", 141, 2, "near_poor"),
        ("STD2016", "urban", 175, 3, "poor"),
        ("STD2016", "urban", 176, 10, "not_poor"),
    ],
)
def test_score_puts_household_in_class(key, residence, b1, lacks, result):
    found = scoring.score(
        b1=b1, lacking=lacking(lacks, key), standard=scoring.load(key), residence=residence
    )

    assert found.result == result
    assert found.b2 == 10 * lacks


def test_low_income_alone_is_poor_in_2016_and_near_poor_in_2022():
    """650.000 đồng in a rural place lies below both lines: 120 points and less."""
    found = {
        key: scoring.score(b1=110, lacking=[], standard=scoring.load(key), residence="rural").result
        for key in ("STD2016", "STD2022")
    }

    assert found == {"STD2016": "poor", "STD2022": "near_poor"}


@pytest.mark.parametrize("b2", [25, 40, 0])
def test_paper_total_must_equal_ten_points_for_each_lack(b2):
    with pytest.raises(scoring.ScoringError, match="b2"):
        scoring.score(
            b1=100, lacking=lacking(3), b2=b2, standard=scoring.load("STD2022"), residence="rural"
        )


@pytest.mark.parametrize(("b1", "codes", "part"), [(-1, (), "b1"), (1, ("NO_SUCH",), "lacking")])
def test_answers_off_the_card_are_refused(b1, codes, part):
    with pytest.raises(scoring.ScoringError, match=part):
        scoring.score(b1=b1, lacking=codes, standard=scoring.load("STD2022"), residence="rural")


def test_nobody_is_scored_by_a_standard_without_points():
    with pytest.raises(scoring.PointsNotPublished):
        scoring.score(b1=100, lacking=[], standard=scoring.load("STD2027"), residence="rural")


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        (date(2015, 12, 31), []),
        (date(2021, 12, 31), ["STD2016"]),
        (date(2022, 1, 1), ["STD2022"]),
        (date(2026, 12, 31), ["STD2022"]),
        (date(2027, 1, 1), ["STD2027"]),
    ],
)
def test_each_day_has_its_standard(day, keys):
    assert scoring.keys_valid_on(day) == keys


def test_standards_have_the_indicators_of_their_decrees():
    assert [len(s.indicators) for s in scoring.standards()] == [10, 12, 0]
    assert len({i.service for i in scoring.load("STD2022").indicators}) == 6
    assert len({i.service for i in scoring.load("STD2016").indicators}) == 5


def test_score_says_how_far_from_the_limits_it_lies():
    found = scoring.score(
        b1=165, lacking=lacking(4), standard=scoring.load("STD2022"), residence="urban"
    )

    assert [(p.name, p.value, p.sign, p.limit) for p in found.parts] == [
        ("b1", 165, "≤", 175),
        ("b2", 40, "≥", 30),
    ]
    assert (found.b1_margin, found.b2_margin, found.services_to_leave) == (10, 10, 2)


def test_ending_that_many_lacks_makes_the_household_near_poor():
    standard = scoring.load("STD2022")
    for lacks in range(3, 13):
        found = scoring.score(b1=1, lacking=lacking(lacks), standard=standard, residence="rural")

        fewer = lacking(lacks - found.services_to_leave)
        after = scoring.score(b1=1, lacking=fewer, standard=standard, residence="rural")
        one_too_few = scoring.score(
            b1=1,
            lacking=lacking(lacks - found.services_to_leave + 1),
            standard=standard,
            residence="rural",
        )

        assert (after.result, one_too_few.result) == ("near_poor", "poor")


def test_sample_card_adds_up_by_residence():
    standard = scoring.load("STD2022")
    answers = {item.code: item.options[0].code for item in standard.card.items}

    totals = {
        residence: scoring.card_total(answers=answers, standard=standard, residence=residence)
        for residence in ("rural", "urban")
    }

    assert totals == {
        residence: sum(getattr(i.options[0], residence) for i in standard.card.items)
        for residence in ("rural", "urban")
    }
    assert standard.card.is_sample
    with pytest.raises(scoring.ScoringError):
        scoring.card_total(answers={}, standard=standard, residence="rural")


@pytest.mark.parametrize("key", ["../settings", "STD2099", "", "std/2022"])
def test_unknown_standard_is_a_key_error(key):
    with pytest.raises(KeyError):
        scoring.load(key)


VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u00c0-\u00ff\u1ea0-\u1ef9]")
DOCUMENT_NUMBER = re.compile(r"\d+/\d{4}/\S+")


def displayed(value):
    """Return every text of a standard that is neither a key nor a code."""
    if isinstance(value, str):
        return {value} - {""}
    if isinstance(value, tuple):
        return set().union(*map(displayed, value))
    if is_dataclass(value):
        names = [f.name for f in fields(value) if f.name not in ("key", "code")]
        return set().union(*(displayed(getattr(value, name)) for name in names))
    return set()


@pytest.mark.parametrize("standard", scoring.standards(), ids=lambda standard: standard.key)
class TestLanguages:
    def test_every_text_has_english_and_no_english_is_left_over(self, standard):
        assert set(standard.english) == displayed(standard)

    def test_english_holds_no_vietnamese_but_document_numbers(self, standard):
        texts = displayed(standard.in_language("en"))

        assert texts == set(standard.english.values())
        assert not [t for t in texts if VIETNAMESE.search(DOCUMENT_NUMBER.sub("", t))]

    def test_different_texts_stay_different(self, standard):
        assert len(set(standard.english.values())) == len(standard.english)

    def test_only_words_depend_on_the_language(self, standard):
        english = standard.in_language("en")

        assert english.codes == standard.codes
        assert (english.key, english.limits) == (standard.key, standard.limits)
        assert (english.valid_from, english.valid_to) == (standard.valid_from, standard.valid_to)
        for ours, theirs in zip(
            standard.card.items if standard.card else (),
            english.card.items if english.card else (),
            strict=True,
        ):
            assert ours.code == theirs.code
            assert [(o.code, o.rural, o.urban) for o in ours.options] == [
                (o.code, o.rural, o.urban) for o in theirs.options
            ]

    @pytest.mark.parametrize("language", ["vi", "fr", "", None])
    def test_any_other_language_reads_vietnamese(self, standard, language):
        assert standard.in_language(language) is standard

    def test_english_is_made_once_and_cannot_be_changed(self, standard):
        english = standard.in_language("en")

        assert standard.in_language("en") is english
        with pytest.raises(FrozenInstanceError):
            english.name = ""

    def test_a_missing_word_stays_vietnamese(self, standard):
        bare = replace(standard, english={})

        assert displayed(bare.in_language("en")) == displayed(standard)


def test_the_score_is_the_same_in_both_languages():
    standard = scoring.load("STD2022")
    answers = {item.code: item.options[0].code for item in standard.card.items}

    for residence in ("rural", "urban"):
        scores, totals = zip(
            *(
                (
                    scoring.score(b1=130, lacking=lacking(4), standard=spoken, residence=residence),
                    scoring.card_total(answers=answers, standard=spoken, residence=residence),
                )
                for spoken in (standard, standard.in_language("en"))
            ),
            strict=True,
        )

        assert scores[0] == scores[1]
        assert totals[0] == totals[1]
