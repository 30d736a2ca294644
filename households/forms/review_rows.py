"""How the review form shows its fields: beside last year's, beside what facts say, two by two."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from households.facts import Decision
from households.scoring import Indicator
from households.topics import Topic
from povertyportal.ui.fields import DecimalField
from povertyportal.ui.parsing import parse_decimal

LACKING, MET = "lacking", "met"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A field beside last year's answer, and whether the two differ."""

    field: forms.BoundField
    last: str = ""
    last_value: str = ""
    is_changed: bool = False


@dataclass(frozen=True, kw_only=True)
class IndicatorRow:
    """An indicator as the form shows it: question, what facts or last year say, the answer.

    `words` say what the facts come to; `is_carried` that the answer is last year's for want of
    anything newer.
    """

    indicator: Indicator
    field: forms.BoundField
    note: forms.BoundField
    decision: Decision | None
    words: str
    is_lacking: bool | None
    is_carried: bool
    last: str
    is_changed: bool

    @property
    def is_decided(self) -> bool:
        """Tell whether facts decide the indicator."""
        return self.decision is not None and self.decision.is_lacking is not None

    @property
    def says_lacking(self) -> bool:
        """Tell whether the facts say that the household lacks it."""
        return self.decision is not None and self.decision.is_lacking is True

    @property
    def answer(self) -> str:
        """Return the answer that would be stored, as the field's code; "" for none."""
        if self.is_lacking is None:
            return ""
        return LACKING if self.is_lacking else MET

    @property
    def is_overridden(self) -> bool:
        """Tell whether the answer differs from what the facts say."""
        return self.is_decided and self.is_lacking is not self.says_lacking

    @property
    def is_settled(self) -> bool:
        """Tell whether facts answer and nobody said otherwise: the answer may stay folded."""
        wrong = self.field.errors or self.note.errors
        return self.is_decided and not self.is_overridden and not wrong


@dataclass(frozen=True, kw_only=True)
class TopicState:
    """How far a topic is: answered of asked, and what stands wrong in it."""

    topic: Topic
    answered: int
    asked: int
    errors: int
    rows: Sequence[tuple[str, str]]

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left open or wrong."""
        return self.answered == self.asked and not self.errors


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that must be mended: in words, and at which field and topic."""

    label: str
    words: str
    anchor: str = ""
    topic: Topic | None = None


def choices_of(field: forms.Field) -> dict[str, str]:
    """Return the words of a field's answers by their codes."""
    return {str(key): str(words) for key, words in getattr(field, "choices", ())}


def words_of(value: Any, choices: Mapping[str, str]) -> str:
    """Return a field's value as people read it."""
    if isinstance(value, list | tuple):
        return ", ".join(sorted(choices.get(str(v), str(v)) for v in value))
    text = "" if value is None else str(value)
    return choices.get(text, text) if text else ""


def shown(bound: forms.BoundField, value: Any) -> str:
    """Return a value of the field as people read it; "" for none."""
    return words_of(bound.field.prepare_value(value), choices_of(bound.field))


def values_of(bound: forms.BoundField, value: Any) -> list[str]:
    """Return a value of the field as a browser sends it; "36,0" is the same number as "36"."""
    sent = bound.field.prepare_value(value)
    if isinstance(bound.field, DecimalField) and sent:
        with suppress(ValidationError):
            return [f"{parse_decimal(str(sent)).normalize():f}"]
    if sent is None or sent == "":
        return []
    if isinstance(sent, list | tuple):
        return sorted(str(item) for item in sent)
    return [str(sent)]


def asked(bound: forms.BoundField, last: Mapping[str, Any]) -> Asked:
    """Return the field beside last year's answer, where there was one."""
    if bound.name not in last:
        return Asked(field=bound)
    before = values_of(bound, last[bound.name])
    return Asked(
        field=bound,
        last=shown(bound, last[bound.name]) or _("chưa ghi"),
        last_value=",".join(before),
        is_changed=before != values_of(bound, bound.value()),
    )


def differences(
    form: forms.Form, *, rows: Sequence[IndicatorRow] = ()
) -> list[tuple[str, str, str]]:
    """Return each field whose typed value differs from the stored one: label, stored, typed.

    An indicator left to the facts, or to last year's answer, is compared by what it comes to
    where the stored one was answered.
    """
    stored = {name for name, value in form.initial.items() if value}
    left = {r.field.name: r.answer for r in rows if not r.field.value() and r.field.name in stored}
    found = []
    for bound in form.visible_fields():
        theirs, mine = form.initial.get(bound.name), left.get(bound.name, bound.value())
        if values_of(bound, theirs) != values_of(bound, mine):
            label = getattr(bound.field, "full_label", bound.label)
            found.append((str(label), shown(bound, theirs), shown(bound, mine)))
    return found
