"""The class rule of each standard, at its boundaries."""

import re
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from datetime import date

import pytest

from households import scoring
from povertyportal.areas.models import Region, Residence


def lacking(count, key="STD2022"):
    return scoring.load(key).codes[:count]


GOLDEN = [
    # standard, residence, B1, lacks, B2 on the paper, class or the part that is refused
    ("STD2022", "rural", 140, 3, 30, "poor"),
    ("STD2022", "rural", 140, 3, None, "poor"),
    ("STD2022", "rural", 140, 2, 20, "near_poor"),
    ("STD2022", "rural", 141, 12, 120, "not_poor"),
    ("STD2022", "rural", 141, 3, 30, "not_poor"),
    ("STD2022", "rural", 139, 12, 120, "poor"),
    ("STD2022", "rural", 0, 0, 0, "near_poor"),
    ("STD2022", "rural", 0, 3, None, "poor"),
    ("STD2022", "rural", 175, 3, None, "not_poor"),
    ("STD2022", "urban", 140, 3, None, "poor"),
    ("STD2022", "urban", 141, 3, None, "poor"),
    ("STD2022", "urban", 175, 3, 30, "poor"),
    ("STD2022", "urban", 175, 2, 20, "near_poor"),
    ("STD2022", "urban", 176, 3, 30, "not_poor"),
    ("STD2022", "urban", 176, 0, 0, "not_poor"),
    ("STD2022", "urban", 999, 12, None, "not_poor"),
    ("STD2016", "rural", 120, 0, 0, "poor"),
    ("STD2016", "rural", 119, 0, None, "poor"),
    ("STD2016", "rural", 121, 2, 20, "near_poor"),
    ("STD2016", "rural", 121, 3, 30, "poor"),
    ("STD2016", "rural", 150, 3, None, "poor"),
    ("STD2016", "rural", 150, 2, None, "near_poor"),
    ("STD2016", "rural", 151, 10, 100, "not_poor"),
    ("STD2016", "urban", 140, 0, None, "poor"),
    ("STD2016", "urban", 141, 2, None, "near_poor"),
    ("STD2016", "urban", 141, 3, None, "poor"),
    ("STD2016", "urban", 175, 3, None, "poor"),
    ("STD2016", "urban", 175, 2, None, "near_poor"),
    ("STD2016", "urban", 176, 10, None, "not_poor"),
    ("STD2022", "rural", 140, 3, 25, "b2"),
    ("STD2022", "rural", 140, 3, 40, "b2"),
    ("STD2022", "rural", 140, 3, 20, "b2"),
    ("STD2022", "rural", 140, 3, 0, "b2"),
    ("STD2022", "rural", 140, 0, 10, "b2"),
    ("STD2022", "urban", 175, 3, 31, "b2"),
    ("STD2022", "urban", 175, 3, -30, "b2"),
    ("STD2016", "rural", 121, 3, 3, "b2"),
    ("STD2022", "rural", -1, 3, None, "b1"),
    ("STD2016", "urban", -1, 0, None, "b1"),
]


@pytest.mark.parametrize(("key", "residence", "b1", "lacks", "b2", "expected"), GOLDEN)
def test_golden_cases(key, residence, b1, lacks, b2, expected):
    """The boundaries of Circular 07/2021 and of Decision 59/2015, and totals that are refused."""
    typed = {"b1": b1, "b2": b2, "lacking": lacking(lacks, key), "residence": residence}

    if expected in ("b1", "b2"):
        with pytest.raises(scoring.ScoringError, match=expected):
            scoring.score(standard=scoring.load(key), **typed)
        return
    found = scoring.score(standard=scoring.load(key), **typed)
    assert (found.result, found.b2) == (expected, 10 * lacks)


def test_golden_cases_touch_both_sides_of_every_limit():
    for key in ("STD2016", "STD2022"):
        for residence, limit in scoring.load(key).limits.items():
            points = {b1 for k, r, b1, *_ in GOLDEN if (k, r) == (key, residence)}
            assert {limit.b1, limit.b1 + 1} <= points
            if limit.b1_alone is not None:
                assert {limit.b1_alone, limit.b1_alone + 1} <= points


def test_low_income_alone_is_poor_in_2016_and_near_poor_in_2022():
    """650.000 đồng in a rural place lies below both lines: 120 points and less."""
    found = {
        key: scoring.score(b1=110, lacking=[], standard=scoring.load(key), residence="rural").result
        for key in ("STD2016", "STD2022")
    }

    assert found == {"STD2016": "poor", "STD2022": "near_poor"}


@pytest.mark.parametrize(
    ("b1", "codes", "part"), [(1, ("NO_SUCH",), "lacking"), (1, ("KHAM_CHUA_BENH",), "lacking")]
)
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


@pytest.mark.parametrize(
    ("region", "first", "last"),
    [
        ("red_river", 75 + 15 + 10 + 25 + 35 + 0, 0),
        ("northern", 75 + 10 + 15 + 45 + 50 + 5, 0),
        ("central", 70 + 15 + 15 + 25 + 45 + 20, 0),
        ("highlands", 75 + 20 + 10 + 30 + 30 + 10, 0),
        ("southeast", 70 + 20 + 20 + 25 + 25 + 0, 0),
        ("mekong", 65 + 20 + 15 + 20 + 40 + 0, 0),
        ("urban", 80 + 15 + 15 + 10 + 15 + 10, 0),
    ],
)
def test_sample_card_adds_up_by_region(region, first, last):
    card = scoring.load("STD2022").card
    best = {item.code: item.options[0].code for item in card.items}
    worst = {item.code: item.options[-1].code for item in card.items}

    assert scoring.card_total(answers=best, card=card, region=region) == first
    assert scoring.card_total(answers=worst, card=card, region=region) == last
    assert scoring.card_highest(card=card, region=region) == first


def test_sample_card_says_what_it_is():
    card = scoring.load("STD2022").card

    assert card.is_sample
    assert "không phải bảng điểm chính thức" in card.note
    assert scoring.load("STD2016").card is scoring.load("STD2027").card is None


@pytest.mark.parametrize("region", ["", "rural", "mars"])
def test_a_card_without_a_column_for_the_place_is_an_error_that_names_it(region):
    card = scoring.load("STD2022").card
    answers = {item.code: item.options[0].code for item in card.items}

    with pytest.raises(scoring.UnknownRegion, match=f"^{region}$"):
        scoring.card_total(answers=answers, card=card, region=region)
    with pytest.raises(scoring.UnknownRegion):
        scoring.card_highest(card=card, region=region)


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"SIZE": "99"}, "SIZE"),
        ({"PENSION": None}, "PENSION"),
        ({"NO_SUCH": "1"}, "NO_SUCH"),
    ],
)
def test_an_answer_off_the_card_names_its_question(changed, part):
    card = scoring.load("STD2022").card
    answers = {item.code: item.options[0].code for item in card.items} | changed

    with pytest.raises(scoring.ScoringError, match=part):
        scoring.card_total(answers=answers, card=card, region="northern")


def test_columns_of_the_card_are_the_regions_of_areas():
    assert (*Region.values, Residence.URBAN) == scoring.REGIONS


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
            assert [(o.code, o.points) for o in ours.options] == [
                (o.code, o.points) for o in theirs.options
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
                    scoring.card_total(answers=answers, card=spoken.card, region="northern"),
                )
                for spoken in (standard, standard.in_language("en"))
            ),
            strict=True,
        )

        assert scores[0] == scores[1]
        assert totals[0] == totals[1]
