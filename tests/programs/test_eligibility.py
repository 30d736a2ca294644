"""The rules of who is helped: the file as it stands, and how its steps are asked."""

from datetime import date, timedelta

import pytest

from programs import eligibility
from programs.eligibility import TESTS, Answer, Facts, Rule, Step, load, rules_on, walk

PROGRAMME = "GNBV-2021-2025"
DAY = date(2023, 6, 30)
CLASS = Step("class", "Thuộc hộ nghèo", {"classes": ["poor", "near_poor"]})
CHILD = Step("age", "Dưới 16 tuổi", {"age_from": 0, "age_until": 15})
THIN = Step("malnourished", "Suy dinh dưỡng")


def rule(*steps, **fields):
    fields = {
        "component": "DA3.2",
        "group": "Trẻ em",
        "whom": "person",
        "source": "Quyết định",
        "trust": "chắc chắn",
        "valid_from": date(2022, 1, 18),
    } | fields
    return Rule(steps=steps, **fields)


def test_every_leaf_of_the_city_has_rules_with_source_and_words():
    found = {code: rules_on(DAY, programme=PROGRAMME, component=code) for code in LEAVES}

    assert all(found.values())
    for each in [one for rules in found.values() for one in rules]:
        assert each.source
        assert each.trust
        assert all(step.words for step in [*each.steps, *each.priority])


LEAVES = ["DA2", "DA3.1", "DA3.2", "DA4.1", "DA4.3", "DA6.1", "DA6.2", "DA7.1", "DA7.2"]


def test_every_test_is_used_by_a_rule_and_answers_with_the_values_it_is_given():
    _programme, rules = load()
    steps = [step for each in rules for step in [*each.steps, *each.priority]]

    assert {step.test for step in steps} == set(TESTS)
    assert {step.asked(Facts()) for step in steps} <= {True, False, None}


@pytest.mark.parametrize(
    ("component", "day", "groups"),
    [
        ("DA3.2", date(2022, 7, 7), 0),
        ("DA3.2", date(2022, 7, 8), 2),
        ("DA4.1", date(2025, 2, 23), 1),
        ("DA4.1", date(2025, 2, 24), 2),
        ("DA5", DAY, 0),
    ],
)
def test_rules_hold_from_the_day_of_their_document(component, day, groups):
    assert len(rules_on(day, programme=PROGRAMME, component=component)) == groups
    assert rules_on(day, programme="another", component=component) == ()


def test_a_rule_ends_with_its_last_day():
    last = date(2024, 12, 31)
    ended = rule(CLASS, valid_to=last)

    assert ended.holds_on(last)
    assert not ended.holds_on(last + timedelta(days=1))


@pytest.mark.parametrize(("age", "met"), [(0, True), (15, True), (16, False)])
def test_ages_count_to_the_last_year_of_the_band(age, met):
    steps, answer = walk(rule(CLASS, CHILD), Facts(household_class="poor", age=age))

    assert (steps, answer) == ((2, Answer.MET) if met else (1, Answer.FAILED))


@pytest.mark.parametrize(
    ("malnourished", "answer"),
    [(True, Answer.MET), (False, Answer.FAILED), (None, Answer.UNKNOWN)],
)
def test_what_nobody_recorded_is_unknown_and_no_answer(malnourished, answer):
    facts = Facts(household_class="near_poor", age=7, is_malnourished=malnourished)

    assert walk(rule(CLASS, CHILD, THIN), facts)[1] == answer


def test_the_walk_stops_at_the_first_step_that_is_not_met():
    facts = Facts(household_class="not_poor", age=7, is_malnourished=True)

    assert walk(rule(CLASS, CHILD, THIN), facts) == (0, Answer.FAILED)


@pytest.mark.parametrize(
    ("test", "values", "facts", "answer"),
    [
        ("wants_work", {"needs": ["job"]}, Facts(work="own"), False),
        ("wants_work", {"needs": ["job"]}, Facts(work="none"), True),
        ("wants_work", {"needs": ["job"]}, Facts(work=""), None),
        ("wants_work", {"needs": ["job"]}, Facts(registered=frozenset({"job"})), True),
        ("not_at_school", {}, Facts(schooling="none"), True),
        ("not_at_school", {}, Facts(schooling="upper"), False),
        ("not_at_school", {}, Facts(), None),
        ("pregnant_or_nursing", {}, Facts(gender="female"), None),
        ("has_worker", {"age_from": 15, "age_until": 59}, Facts(worker_ages=(14, 60)), False),
        ("has_worker", {"age_from": 15, "age_until": 59}, Facts(worker_ages=(15,)), True),
        ("asks_for", {"need": "production"}, Facts(needs=frozenset()), False),
        ("asks_for", {"need": "production"}, Facts(), None),
        ("lacks", {"indicators": ["NUOC"]}, Facts(lacking=frozenset({"NUOC"})), True),
        ("minority", {}, Facts(ethnicity="01"), False),
        ("minority", {}, Facts(ethnicity="02"), True),
        ("residence", {"residence": "rural"}, Facts(residence="urban"), False),
    ],
)
def test_steps_are_answered_by_the_facts(test, values, facts, answer):
    assert Step(test, "Câu hỏi", values).asked(facts) is answer


HEAD = """programme = "P"
[[rule]]
component = "DA2"
valid_from = 2022-01-18
group = "Nhóm"
source = "Quyết định"
trust = "chắc chắn"
"""


@pytest.mark.parametrize(
    "rest",
    [
        'whom = "village"',
        'whom = "person"',
        'whom = "nobody"\n[[rule.step]]\ntest = "class"\nwords = "x"',
        'whom = "person"\nserved_by = "support"\n[[rule.step]]\ntest = "age"\nwords = "x"',
        'whom = "person"\n[[rule.step]]\ntest = "class"\nwords = "x"',
        'whom = "person"\nserved_by = "support"\n[[rule.step]]\ntest = "tall"\nwords = "x"',
    ],
)
def test_a_wrong_rule_is_refused_when_the_file_is_read(tmp_path, rest):
    file = tmp_path / "rules.toml"
    file.write_text(HEAD + rest, encoding="utf-8")

    with pytest.raises(ValueError, match=r"DA2|tall"):
        eligibility.load(file)
