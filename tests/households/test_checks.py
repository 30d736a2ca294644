"""What the checks of a typed review find: impossible things apart from rare ones."""

import ast
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from households import checks, scoring, wording
from households.checks import HARD, SOFT, Earlier, Resident, Typed
from households.facts import DwellingFacts, MemberFacts

STANDARD = scoring.load("STD2022")
ALL_MET = dict.fromkeys(STANDARD.codes, False)
HEAD = Resident(
    key=1, name="Bàn Thị Mùi", relation="head", facts=MemberFacts(age=40), birth_year=1983
)
CHILD = Resident(
    key=2, name="Bàn Văn Nam", relation="child", facts=MemberFacts(age=10), birth_year=2013
)


def person(base=CHILD, *, age=None, **changes):
    """Return a member with other facts; the year of birth follows the age."""
    names = MemberFacts.__dataclass_fields__
    found = {name: changes.pop(name) for name in list(changes) if name in names}
    if age is not None:
        found["age"] = age
        changes.setdefault("birth_year", 2023 - age)
    return replace(base, facts=replace(base.facts, **found), **changes)


def typed(*members, **changes):
    values = {
        "standard": STANDARD,
        "starts_on": date(2023, 9, 1),
        "ends_on": date(2023, 12, 14),
        "members": members or (HEAD, CHILD),
        "dwelling": DwellingFacts(),
        "answers": ALL_MET,
        "b1": 150,
        "result": "near_poor",
    }
    return Typed(**values | changes)


def found(review, earlier=None):
    return {(f.code, f.level, f.field) for f in checks.review(review, earlier=earlier)}


def test_an_ordinary_review_has_no_findings():
    assert checks.review(typed()) == []


@pytest.mark.parametrize(
    ("members", "finding"),
    [
        ([CHILD], ("no_head", HARD, "")),
        ([HEAD, replace(HEAD, key=3)], ("two_heads", HARD, "")),
        ([replace(HEAD, died_on=date(2023, 9, 1))], ("head_died", HARD, "")),
        ([HEAD, replace(CHILD, died_on=date(2023, 8, 1))], ("member_died", HARD, "")),
        ([HEAD, replace(CHILD, birth_year=None)], ("no_birth_year", HARD, "")),
        ([HEAD, replace(CHILD, birth_year=2024)], ("born_after_round", HARD, "")),
        (
            [HEAD, replace(CHILD, birth_year=2023, birth_date=date(2023, 12, 15))],
            ("born_after_round", HARD, ""),
        ),
        ([HEAD, replace(CHILD, joined_on=date(2023, 12, 15))], ("joined_after_round", HARD, "")),
        ([HEAD, person(relation="parent", birth_year=1872, age=150)], ("too_old", HARD, "")),
        ([HEAD, person(relation="parent", age=106)], ("very_old", SOFT, "")),
        ([HEAD, person(age=3, work="own")], ("small_child_at_work", HARD, "member_2_work")),
        ([HEAD, person(age=14, work="own")], ("child_at_work", SOFT, "member_2_work")),
        (
            [person(HEAD, work="contract", has_labour_capacity=False)],
            ("works_without_capacity", SOFT, "member_1_work"),
        ),
        ([person(HEAD, work="unable")], ("unable_without_disability", SOFT, "member_1_work")),
        (
            [HEAD, person(age=5, schooling="lower")],
            ("too_young_for_school", HARD, "member_2_schooling"),
        ),
        (
            [HEAD, person(age=10, education="upper")],
            ("too_young_to_finish", HARD, "member_2_education"),
        ),
        (
            [HEAD, person(age=17, schooling="upper", education="primary")],
            ("school_above_education", SOFT, "member_2_education"),
        ),
        (
            [HEAD, person(age=5, has_insurance=False)],
            ("child_uninsured", SOFT, "member_2_has_insurance"),
        ),
        (
            [HEAD, person(relation="parent", age=80, has_insurance=False, has_allowance=True)],
            ("allowance_uninsured", SOFT, "member_2_has_insurance"),
        ),
        ([person(HEAD, age=14)], ("young_head", SOFT, "")),
        ([HEAD, person(relation="spouse", age=11)], ("child_spouse", HARD, "")),
        ([HEAD, person(relation="spouse", age=15)], ("young_spouse", SOFT, "")),
        ([HEAD, person(relation="parent", age=39)], ("young_parent", SOFT, "")),
        ([HEAD, person(relation="child", age=38)], ("old_child", SOFT, "")),
        (
            [HEAD, person(age=10, schooling="none")],
            ("child_out_of_school", SOFT, "indicator_DI_HOC_TRE_EM"),
        ),
    ],
)
def test_a_finding_about_people(members, finding):
    assert found(typed(*members)) == {finding}


@pytest.mark.parametrize(
    "members",
    [
        [HEAD, replace(CHILD, died_on=date(2024, 1, 5))],
        [HEAD, replace(CHILD, birth_year=2023, birth_date=date(2023, 12, 14))],
        [HEAD, person(relation="parent", age=105)],
        [person(HEAD, work="unable", is_disabled=True)],
        [person(HEAD, work="unable", has_labour_capacity=False)],
        [person(HEAD, age=60, work="unable")],
        [HEAD, person(age=15, work="own")],
        [HEAD, person(age=13, schooling="upper")],
        [HEAD, person(age=6, has_insurance=False)],
        [HEAD, person(relation="spouse", age=16)],
        [HEAD, person(relation="parent", age=54)],
        [HEAD, person(relation="child", age=26)],
        [HEAD, person(age=16, schooling="none", education="lower")],
    ],
)
def test_what_may_be_is_no_finding(members):
    assert found(typed(*members)) == set()


def test_a_review_without_members_is_refused():
    review = replace(typed(), members=())

    assert found(review) == {("no_members", HARD, "")}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"b2": 0}, set()),
        ({"b2": 10}, {"b2_is_not_sum"}),
        ({"b2": 25}, {"b2_not_in_tens"}),
        ({"b2": 130}, {"b2_not_in_tens"}),
        ({"b2": 20, "answers": ALL_MET | {"NUOC": True, "BHYT": True}}, set()),
        ({"b2": 30, "answers": ALL_MET | {"NUOC": True, "BHYT": True}}, {"b2_is_not_sum"}),
        ({"b2": 30, "answers": {"NUOC": True}}, set()),
    ],
)
def test_the_papers_total_is_held_against_what_was_ticked(changes, codes):
    assert {f.code for f in checks.review(typed(**changes))} == codes


@pytest.mark.parametrize(
    ("is_sample", "b1", "codes"),
    [(True, 999, set()), (False, 145, set()), (False, 146, {"b1_off_card"})],
)
def test_an_official_card_bounds_the_total(is_sample, b1, codes):
    card = replace(STANDARD.card, is_sample=is_sample)

    findings = checks.review(typed(b1=b1, card=card, region="urban"))

    assert {f.code for f in findings} == codes


def test_a_card_without_the_column_bounds_nothing():
    card = replace(STANDARD.card, is_sample=False)

    assert checks.review(typed(b1=999, card=card, region="")) == []


LAST = Earlier(year=2022, size=2, b1=150, lacks=0, result="near_poor", floor_area=Decimal("60"))


@pytest.mark.parametrize(
    ("now", "before", "codes"),
    [
        ({}, {}, set()),
        ({"result": "not_poor"}, {"result": "poor"}, {"class_jumped"}),
        ({"result": "poor"}, {"result": "not_poor"}, {"class_jumped"}),
        ({"result": "not_poor"}, {}, set()),
        ({"result": ""}, {"result": "poor"}, set()),
        ({"b1": 184}, {}, set()),
        ({"b1": 185}, {}, {"b1_changed"}),
        ({"b1": 115}, {}, {"b1_changed"}),
        ({"b1": None}, {}, set()),
        ({}, {"lacks": 2}, set()),
        ({}, {"lacks": 3}, {"lacks_changed"}),
        ({"answers": {}}, {"lacks": 12}, set()),
        ({"dwelling": DwellingFacts(floor_area=Decimal(75))}, {}, set()),
        ({"dwelling": DwellingFacts(floor_area=Decimal(80))}, {}, {"area_changed"}),
        ({"dwelling": DwellingFacts(floor_area=Decimal(40))}, {}, {"area_changed"}),
        (
            {"dwelling": DwellingFacts(floor_area=Decimal(500))},
            {"floor_area": None},
            {"large_house"},
        ),
        ({}, {"size": 3}, {"size_changed"}),
    ],
)
def test_great_differences_from_last_year_are_asked_about(now, before, codes):
    findings = checks.review(typed(**now), earlier=replace(LAST, **before))

    assert {f.code for f in findings} == codes
    assert {f.level for f in findings} <= {SOFT}


def test_hard_findings_come_first_and_can_be_told_apart():
    members = [HEAD, person(age=14, work="own"), person(key=3, age=3, work="own")]

    findings = checks.review(typed(*members))

    assert [f.level for f in findings] == [HARD, SOFT]
    assert checks.hard(findings) + checks.soft(findings) == findings


def test_every_finding_has_words_that_say_what_to_do():
    source = Path(checks.__file__).read_text(encoding="utf-8")
    texts = {n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant)}
    codes = {code for code in wording._FINDINGS if code in texts}

    assert codes == set(wording._FINDINGS)
    for words in wording._FINDINGS.values():
        assert any(asked in str(words).lower() for asked in ("hãy", "phải"))


@pytest.mark.parametrize(
    ("review", "earlier", "words"),
    [
        (
            typed(HEAD, person(age=3, work="own")),
            None,
            "Bàn Văn Nam mới 3 tuổi, không thể đi làm. Hãy sửa việc làm.",
        ),
        (
            typed(replace(HEAD, died_on=date(2023, 9, 1))),
            None,
            "Chủ hộ Bàn Thị Mùi đã mất ngày 01/09/2023. Hãy đổi chủ hộ rồi rà soát tiếp.",
        ),
        (
            typed(result="not_poor"),
            replace(LAST, result="poor"),
            "Năm 2022 là hộ nghèo, năm nay là không nghèo: hãy kiểm tra lại điểm, nếu đúng thì "
            "ghi rõ trong biên bản họp dân.",
        ),
        (
            typed(dwelling=DwellingFacts(floor_area=Decimal("20.5"))),
            LAST,
            "Diện tích nhà năm 2022 là 60 m², năm nay là 20,5 m²: hãy đo lại nếu nhà không xây "
            "sửa.",
        ),
    ],
)
def test_findings_are_said_with_names_and_numbers(review, earlier, words):
    assert [wording.finding(f) for f in checks.review(review, earlier=earlier)] == [words]
