"""The steps of a yearly review: owners, days, deadlines; pure, read from procedures/*.toml.

What the law sets stands in the file beside the name of its source. Days are working days.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

DIRECTORY = Path(__file__).parent / "procedures"


@dataclass(frozen=True, slots=True)
class StageRule:
    """One step of the procedure: who owns it, by which day and month, and until when it exists."""

    stage: str
    owner: str
    due: tuple[int, int]
    valid_to: date | None = None
    note: str = ""

    def valid_on(self, day: date) -> bool:
        """Tell whether the law knew this step on that day."""
        return self.valid_to is None or day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion of the quick identification (Phiếu A)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Quick:
    """Phiếu A: `enough` criteria met mean that the household is clearly well-off."""

    name: str
    note: str
    is_sample: bool
    enough: int
    questions: tuple[Question, ...]

    def is_well_off(self, met: Iterable[str]) -> bool:
        """Tell whether so many criteria are met that no Phiếu B is needed."""
        known = {question.code for question in self.questions}
        return len(known & set(met)) >= self.enough


@dataclass(frozen=True)
class Procedure:
    """A review procedure as it stands in its file; days are working days."""

    key: str
    name: str
    source: str
    confidence: str
    valid_from: date
    periodic_from: tuple[int, int]
    periodic_to: tuple[int, int]
    adhoc_day: int
    request_days: int
    posting_days: int
    recheck_days: int
    opinion_days: int
    meeting_share: int
    stages: tuple[StageRule, ...]
    quick: Quick
    english: Mapping[str, str]

    def window(self, year: int, month: int) -> tuple[date, date]:
        """Return the first and last day of a round: the year's, or that of a month (1 to 12)."""
        if month == 0:
            return date(year, *self.periodic_from), date(year, *self.periodic_to)
        return date(year, month, self.adhoc_day), _last_of_month(year, month)

    def stages_of(self, starts_on: date, ends_on: date) -> list[tuple[StageRule, date]]:
        """Return the steps of a round with their deadlines, those that exist on their deadline.

        A periodic round has the days of the file; a monthly one shares its days out evenly.
        """
        is_periodic = (starts_on.month, starts_on.day) == self.periodic_from
        found = []
        for place, rule in enumerate(self.stages, start=1):
            due = date(starts_on.year, *rule.due)
            if not is_periodic or not starts_on <= due <= ends_on:
                span = (ends_on - starts_on).days
                due = starts_on + timedelta(days=span * place // len(self.stages))
            if rule.valid_on(due):
                found.append((rule, due))
        return found

    def rule(self, stage: str) -> StageRule:
        """Return the rule of a step; raise StopIteration for a step the procedure lacks."""
        return next(rule for rule in self.stages if rule.stage == stage)

    def meeting_agrees(self, *, in_favour: int, attended: int) -> bool:
        """Tell whether enough of those present agreed."""
        return attended > 0 and in_favour * 100 >= attended * self.meeting_share

    def quick_in(self, language: str | None) -> Quick:
        """Return Phiếu A with English words for "en", else as it is: Vietnamese."""
        if language != "en":
            return self.quick
        questions = tuple(
            replace(question, name=self.english.get(question.name, question.name))
            for question in self.quick.questions
        )
        name = self.english.get(self.quick.name, self.quick.name)
        note = self.english.get(self.quick.note, self.quick.note)
        return replace(self.quick, name=name, note=note, questions=questions)


def _last_of_month(year: int, month: int) -> date:
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


@cache
def procedures() -> tuple[Procedure, ...]:
    """Return every procedure, oldest first."""
    found = (_read(path) for path in DIRECTORY.glob("*.toml"))
    return tuple(sorted(found, key=lambda procedure: procedure.valid_from))


def procedure_on(day: date) -> Procedure:
    """Return the procedure in force on that day; the first one for days before all of them."""
    found = [p for p in procedures() if p.valid_from <= day]
    return found[-1] if found else procedures()[0]


def _read(path: Path) -> Procedure:
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    days, quick = data["days"], data["quick"]
    return Procedure(
        key=data["key"],
        name=data["name"],
        source=data["source"],
        confidence=data["confidence"],
        valid_from=data["valid_from"],
        periodic_from=tuple(data["round"]["periodic_from"]),
        periodic_to=tuple(data["round"]["periodic_to"]),
        adhoc_day=data["round"]["adhoc_day"],
        request_days=days["request"],
        posting_days=days["posting"],
        recheck_days=days["recheck"],
        opinion_days=days["opinion"],
        meeting_share=data["meeting"]["share"],
        stages=tuple(StageRule(**{**step, "due": tuple(step["due"])}) for step in data["steps"]),
        quick=Quick(
            name=quick["name"],
            note=quick["note"],
            is_sample=quick["sample"],
            enough=quick["enough"],
            questions=tuple(Question(**question) for question in quick["questions"]),
        ),
        english=data["english"],
    )
