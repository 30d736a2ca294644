"""The review form as its pages show it, and the form of a workflow step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from households import checks, scoring, wording
from households.forms.review_answers import ANSWERS, AnswersForm
from households.forms.review_facts import (
    DWELLING_FACTS,
)
from households.forms.review_rows import (
    LACKING,
    MET,
    Asked,
    IndicatorRow,
    Problem,
    TopicState,
    asked,
    shown,
)
from households.topics import Topic
from households.workflow import Step
from povertyportal.ui.fields import TextField


class ReviewForm(AnswersForm):
    """The answers with what the pages show: rows beside last year's, topics, what is wrong."""

    def asked(self, name: str) -> Asked:
        """Return the field of that name beside last year's answer."""
        return asked(self[name], self.sheet.last_values)

    def member_rows(self) -> list[dict[str, Any]]:
        """Return each member with the fields asked about them."""
        return [
            {"member": row, "fields": [self.asked(row.name_of(fact)) for fact in row.facts]}
            for row in self.sheet.members
        ]

    def dwelling_rows(self) -> list[Asked]:
        """Return the fields about the house."""
        return [self.asked(name) for name in DWELLING_FACTS]

    def dwelling_in_words(self) -> list[tuple[str, str]]:
        """Return what is known about the house, for reading."""
        return [(str(row.field.label), self._said(row)) for row in self.dwelling_rows()]

    def cause_rows(self) -> list[Asked]:
        """Return causes and needs."""
        return [self.asked("causes"), self.asked("needs")]

    def b1_row(self) -> Asked:
        """Return the total of B1."""
        return self.asked("b1")

    def card_rows(self) -> list[Asked]:
        """Return the fields of the B1 card in its order."""
        return [self.asked(bound.name) for bound in self.card_fields()]

    def indicator_rows(self) -> list[IndicatorRow]:
        """Return each indicator with its fields, what the facts say, and last year's answer."""
        return [self._indicator_row(indicator) for indicator in self.standard.indicators]

    def _indicator_row(self, indicator: scoring.Indicator) -> IndicatorRow:
        code = indicator.code
        decision, last = self.decisions.get(code), self.sheet.last_answers.get(code)
        answer = self.answers().get(code)
        return IndicatorRow(
            indicator=indicator,
            field=self[f"indicator_{code}"],
            note=self[f"note_{code}"],
            decision=decision,
            words=wording.decision(decision, self.standard) if decision else "",
            is_lacking=answer,
            is_carried=self._is_carried(code),
            last="" if last is None else str(dict(ANSWERS)[LACKING if last else MET]),
            is_changed=last is not None and answer is not None and answer != last,
        )

    def names_of(self, topic: Topic) -> list[str]:
        """Return the names of a topic's fields, those that this form has."""
        names = {
            Topic.MEMBERS: [row.name_of(f) for row in self.sheet.members for f in row.facts],
            Topic.DWELLING: list(DWELLING_FACTS),
            Topic.INCOME: ["b1_kind", "b1", *(f.name for f in self.card_fields())],
            Topic.SERVICES: [
                f"{kind}_{code}" for code in self.standard.codes for kind in ("indicator", "note")
            ]
            + ["b2_total"],
            Topic.CAUSES: ["causes", "needs"],
            Topic.CHECK: ["proposed_class", "class_reason"],
        }[topic]
        return [name for name in names if name in self.fields]

    def topic_of(self, name: str) -> Topic | None:
        """Return the topic of a field."""
        return next((topic for topic in Topic if name in self.names_of(topic)), None)

    def topic_states(self) -> list[TopicState]:
        """Return how far each topic is, with its answers in words; the last page apart."""
        return [self._topic_state(topic) for topic in Topic if topic != Topic.CHECK]

    def _topic_state(self, topic: Topic) -> TopicState:
        names, answers = self.names_of(topic), self.answers()
        errors = sum(name in self.errors for name in names) if self.is_bound else 0
        if topic == Topic.SERVICES:
            said = {code: str(dict(ANSWERS)[LACKING if a else MET]) for code, a in answers.items()}
            rows = [(i.name, said.get(i.code, "")) for i in self.standard.indicators]
        elif topic == Topic.MEMBERS:
            rows = [
                (f"{row['member'].stay.person.full_name} · {a.field.label}", self._said(a))
                for row in self.member_rows()
                for a in row["fields"]
            ]
        elif topic == Topic.INCOME:
            names = ["b1"] if not self._by_card(self.typed) else names[2:]
            rows = [(str(self[name].label), self._said(self.asked(name))) for name in names]
        else:
            rows = [(str(self[name].label), self._said(self.asked(name))) for name in names]
        return TopicState(
            topic=topic,
            answered=sum(bool(words) for _label, words in rows),
            asked=len(rows),
            errors=errors,
            rows=rows,
        )

    @staticmethod
    def _said(row: Asked) -> str:
        return shown(row.field, row.field.value())

    def errors_of(self, topic: Topic) -> list[Problem]:
        """Return what is wrong in one topic."""
        return [problem for problem in self.problems() if problem.topic == topic]

    def problems(self) -> list[Problem]:
        """Return what must be mended, each at its field."""
        if not self.is_bound:
            return []
        found = [Problem(label="", words=str(e)) for e in self.non_field_errors()]
        for bound in self:
            for error in bound.errors:
                found.append(
                    Problem(
                        label=str(getattr(bound.field, "full_label", bound.label)),
                        words=str(error),
                        anchor="" if bound.is_hidden else bound.anchor,  # type: ignore[attr-defined]
                        topic=self.topic_of(bound.name),
                    )
                )
        return found + [Problem(label="", words=words) for words in self.obstacles()]

    def obstacles(self) -> list[str]:
        """Return what keeps the review from being sent and no field of the form can mend."""
        hard = checks.hard(self.findings)
        return [wording.finding(f) for f in hard if f.field not in self.fields]

    def warnings(self) -> list[str]:
        """Return what is rare and asks somebody to look again."""
        return [wording.finding(f) for f in checks.soft(self.findings)]


class StepForm(forms.Form):
    """What a step needs beside the button: a reason, where it asks for one.

    `version` is that of the record shown beside the button, where the step may not pass over it.
    """

    version = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)
    note = TextField(
        label=gettext_lazy("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, step: Step, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = version
        if version is None:
            del self.fields["version"]
        if not step.needs_note:
            del self.fields["note"]
