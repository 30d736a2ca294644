"""Who is helped under a leaf: dated rules with their source, and how their steps are asked.

Pure: no database, no framework. The rules stand in data/eligibility.toml. A fact that nobody has
recorded is unknown: it neither meets a step nor fails it.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "eligibility.toml"
HOUSEHOLD, PERSON, NOBODY = "household", "person", "nobody"
SUPPORT, TRAINING, WORK = "support", "training", "work"
KINH = "01"


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is known of a household or of a person in it; None where nobody has recorded it.

    A household has the facts of its head for `gender` and `ethnicity`. `needs`, `lacking` and
    `causes` come from its latest recognised review, `registered` from the register of work.
    """

    household_class: str = ""
    residence: str = ""
    age: int | None = None
    gender: str = ""
    ethnicity: str = ""
    can_work: bool | None = None
    is_low_income: bool = False
    is_malnourished: bool | None = None
    is_pregnant_or_nursing: bool | None = None
    work: str = ""
    schooling: str = ""
    registered: frozenset[str] = frozenset()
    worker_ages: tuple[int, ...] = ()
    has_merit: bool = False
    needs: frozenset[str] | None = None
    lacking: frozenset[str] | None = None
    causes: frozenset[str] | None = None


def _in_band(age: int | None, step: "Step") -> bool | None:
    if age is None:
        return None
    return bool(step.values["age_from"] <= age <= step.values["age_until"])


def _among(found: frozenset[str] | None, wanted: Iterable[str]) -> bool | None:
    return None if found is None else bool(found & frozenset(wanted))


def _not_at_school(facts: Facts) -> bool | None:
    return facts.schooling == "none" if facts.schooling else None


def _without_job(facts: Facts) -> bool | None:
    return facts.work == "none" if facts.work else None


def _wants_work(facts: Facts, step: "Step") -> bool | None:
    """Who has registered a need wants work, whatever the review says."""
    return True if facts.registered & set(step.values["needs"]) else _without_job(facts)


def _has_worker(facts: Facts, step: "Step") -> bool:
    return any(_in_band(age, step) for age in facts.worker_ages)


TESTS: Mapping[str, Callable[[Facts, "Step"], bool | None]] = {
    "class": lambda facts, step: facts.household_class in step.values["classes"],
    "low_income_worker": lambda facts, step: facts.is_low_income,
    "residence": lambda facts, step: facts.residence == step.values["residence"],
    "age": lambda facts, step: _in_band(facts.age, step),
    "gender": lambda facts, step: facts.gender == step.values["gender"],
    "malnourished": lambda facts, step: facts.is_malnourished,
    "pregnant_or_nursing": lambda facts, step: facts.is_pregnant_or_nursing,
    "can_work": lambda facts, step: facts.can_work,
    "not_at_school": lambda facts, step: _not_at_school(facts),
    "without_job": lambda facts, step: _without_job(facts),
    "wants_work": _wants_work,
    "registered_need": lambda facts, step: bool(facts.registered & set(step.values["needs"])),
    "minority": lambda facts, step: facts.ethnicity != KINH,
    "woman_head": lambda facts, step: facts.gender == "female",
    "has_worker": _has_worker,
    "has_merit": lambda facts, step: facts.has_merit,
    "asks_for": lambda facts, step: _among(facts.needs, [step.values["need"]]),
    "lacks": lambda facts, step: _among(facts.lacking, step.values["indicators"]),
    "because_of": lambda facts, step: _among(facts.causes, [step.values["cause"]]),
}
"""How each kind of step is asked: True met, False not met, None unknown."""

FIRST = ("class", "low_income_worker")
"""Steps that a rule may begin with: they narrow to few households without looking at each."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a rule, in words, with the values it is asked with."""

    test: str
    words: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def asked(self, facts: Facts) -> bool | None:
        """Return whether the facts meet the step, None where they do not say."""
        return TESTS[self.test](facts, self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One group that is helped under a leaf, from a day to a day, after a document.

    `how_to_know` says where to look for what the portal does not record.
    """

    component: str
    group: str
    whom: str
    source: str
    trust: str
    valid_from: date
    valid_to: date | None = None
    served_by: str = ""
    how_to_know: str = ""
    steps: tuple[Step, ...] = ()
    priority: tuple[Step, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Tell whether the rule is in force on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Answer(StrEnum):
    """How the walk through a rule's steps ended."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"


def walk(rule: Rule, facts: Facts) -> tuple[int, Answer]:
    """Return how many steps in a row were met, and whether all were, one failed or is unknown."""
    for place, step in enumerate(rule.steps):
        answer = step.asked(facts)
        if not answer:
            return place, Answer.UNKNOWN if answer is None else Answer.FAILED
    return len(rule.steps), Answer.MET


@cache
def load(path: Path = FILE) -> tuple[str, tuple[Rule, ...]]:
    """Return the code of the programme and its rules; raise ValueError for a rule that is wrong."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return data["programme"], tuple(_rule(row) for row in data["rule"])


def rules_on(day: date, *, programme: str, component: str) -> tuple[Rule, ...]:
    """Return the rules of a leaf that hold on the day, in the order of the file."""
    code, rules = load()
    if code != programme:
        return ()
    return tuple(rule for rule in rules if rule.component == component and rule.holds_on(day))


def _rule(row: dict[str, Any]) -> Rule:
    rest = {name: value for name, value in row.items() if name not in ("step", "priority")}
    rule = Rule(
        **rest,
        steps=tuple(map(_step, row.get("step", ()))),
        priority=tuple(map(_step, row.get("priority", ()))),
    )
    where = f"{rule.component} {rule.group}"
    if rule.whom not in (HOUSEHOLD, PERSON, NOBODY):
        raise ValueError(f"{where}: {rule.whom} is nobody the portal knows")
    if (rule.whom == NOBODY) == bool(rule.steps):
        raise ValueError(f"{where}: steps are for households and persons")
    if rule.steps and (rule.steps[0].test not in FIRST or not rule.served_by):
        raise ValueError(f"{where}: begins with {FIRST} and says what serves")
    return rule


def _step(row: dict[str, Any]) -> Step:
    if row["test"] not in TESTS:
        raise ValueError(f"{row['test']} is no test of eligibility.py")
    values = {name: value for name, value in row.items() if name not in ("test", "words")}
    return Step(row["test"], row["words"], values)
