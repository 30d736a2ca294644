"""What is typed on a review, built from the standard of its round, and what it comes to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import checks, facts, scoring, wording
from households.actions import ReviewData
from households.choices import CauseCode, NeedCode, PovertyClass
from households.facts import Decision, DwellingFacts
from households.forms.review_facts import (
    MemberRow,
    dwelling_fields,
    dwelling_found,
    one_of,
    stored_facts,
)
from households.forms.review_rows import LACKING, MET, values_of
from households.models import Review, ScoreCard
from povertyportal.ui.fields import TextField

ANSWERS = [(LACKING, gettext_lazy("Thiếu hụt")), (MET, gettext_lazy("Đạt"))]
TAKEN_OVER = ("", gettext_lazy("Theo dữ kiện"))


class PointsField(forms.CharField):
    """Whole points from 0 to 999; '1.000' or '1e2' is refused, not guessed."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,3}", text):
            raise ValidationError(_("Điểm là số nguyên từ 0 đến 999."), code="points")
        return int(text)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a review form is about: standard, place, days, members, and what was found last year.

    `card` is the B1 card in use and `card_row` where it was imported; `region` its column.
    """

    standard: scoring.Standard
    residence: str
    starts_on: date
    ends_on: date
    card: scoring.Card | None = None
    card_row: ScoreCard | None = None
    region: str = ""
    members: Sequence[MemberRow] = ()
    last: Review | None = None

    @cached_property
    def last_values(self) -> dict[str, Any]:
        """Return last year's answers by field name; empty without a review of last year."""
        return AnswersForm.initial_of(self.last) if self.last else {}

    @cached_property
    def last_answers(self) -> dict[str, bool]:
        """Return last year's indicators: True where the household lacked it."""
        rows = self.last.deprivations.all() if self.last else ()
        return {row.indicator: row.is_lacking for row in rows}

    @cached_property
    def decidable(self) -> frozenset[str]:
        """Return the indicators that facts may decide under this standard."""
        return frozenset(facts.decide(standard=self.standard, members=[], dwelling=DwellingFacts()))

    @cached_property
    def earlier(self) -> checks.Earlier | None:
        """Return what the checks compare with."""
        if self.last is None:
            return None
        house = getattr(self.last, "dwelling", None)
        return checks.Earlier(
            year=self.last.round.year,
            size=self.last.size,
            b1=self.last.b1,
            lacks=sum(self.last_answers.values()) if self.last_answers else None,
            result=self.last.recognised_class,
            floor_area=house.floor_area if house else None,
        )


class AnswersForm(forms.Form):
    """Members, house, B1 as a total or by the card, the indicators, causes and needs.

    Everything may stay open in a draft; the class shows once B1 and all indicators are there.
    """

    b1_kind = forms.ChoiceField(
        label=gettext_lazy("Cách ghi điểm B1"),
        choices=Review.B1Kind.choices,
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    b1 = PointsField(label=gettext_lazy("Tổng điểm B1 (điểm A)"), required=False)
    b2_total = PointsField(
        label=gettext_lazy("Tổng điểm B2 ghi trên phiếu giấy (nếu có)"),
        required=False,
        help_text=gettext_lazy("Để đối chiếu: phải bằng 10 điểm nhân với số chỉ số thiếu hụt."),
    )
    causes = forms.MultipleChoiceField(
        label=gettext_lazy("Nguyên nhân nghèo"),
        choices=CauseCode.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Nhu cầu hỗ trợ"),
        choices=NeedCode.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    proposed_class = forms.ChoiceField(
        label=gettext_lazy("Diện đề nghị"),
        choices=[("", gettext_lazy("Theo kết quả chấm điểm")), *PovertyClass.choices],
        required=False,
    )
    class_reason = TextField(
        label=gettext_lazy("Lý do nếu khác kết quả chấm điểm"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    submit_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.standard = sheet, sheet.standard
        for member in sheet.members:
            self.fields |= member.fields()
        self.fields |= dwelling_fields()
        if sheet.card is None:
            del self.fields["b1_kind"]
        for item in sheet.card.items if sheet.card else ():
            self.fields[f"card_{item.code}"] = one_of(
                item.name,
                [(o.code, f"{o.name} — {o.points.get(sheet.region, '?')}") for o in item.options],
            )
        for indicator in self.standard.indicators:
            self._add_indicator(indicator)

    def _add_indicator(self, indicator: scoring.Indicator) -> None:
        taken_over = indicator.code in self.sheet.decidable
        self.fields[f"indicator_{indicator.code}"] = forms.ChoiceField(
            label=indicator.name,
            choices=[TAKEN_OVER, *ANSWERS] if taken_over else ANSWERS,
            required=False,
            widget=forms.RadioSelect(attrs={"class": "segmented"}),
        )
        note = TextField(label=_("Lý do khác dữ kiện"), max_length=200, required=False)
        note.full_label = f"{note.label}: {indicator.name}"  # type: ignore[attr-defined]
        self.fields[f"note_{indicator.code}"] = note

    def card_fields(self) -> list[forms.BoundField]:
        """Return the fields of the B1 card."""
        return [
            self[f"card_{item.code}"] for item in (self.sheet.card.items if self.sheet.card else ())
        ]

    def refuse(self, error: ValidationError) -> None:
        """Show why the action refused: at the fields it names, where this form has them."""
        for name, words in getattr(error, "message_dict", {}).items():
            self.add_error(name if name in self.fields else None, words)
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)

    # What the answers come to

    @property
    def typed_version(self) -> int:
        """Return the version that whoever typed this had seen; -1 when it cannot be read."""
        version = self.data.get("version", "")
        is_number = version.isascii() and version.isdigit() and len(version) < 8
        return int(version) if is_number else -1

    @property
    def typed(self) -> Mapping[str, Any]:
        """Return what is sound of what was typed; of an unbound form, what it starts with."""
        if self.is_bound:
            self.errors  # noqa: B018  cleans once
            return self.cleaned_data
        return self.initial

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """Return what the facts typed so far say about the indicators."""
        return facts.decide(
            standard=self.standard,
            members=list(self.found_members().values()),
            dwelling=dwelling_found(self.typed),
        )

    def found_members(self) -> dict[int, facts.MemberFacts]:
        """Return the facts about each member by the person's key."""
        return {row.stay.person_id: row.found(self.typed) for row in self.sheet.members}

    def answers(self) -> dict[str, bool]:
        """Return the indicators answered so far: True where the household lacks it.

        An answer given counts; else what the facts say; else what was found last year.
        """
        found = {}
        for code in self.standard.codes:
            given = self.typed.get(f"indicator_{code}")
            decided = self.decisions[code].is_lacking if code in self.decisions else None
            last = self.sheet.last_answers.get(code)
            answer = given == LACKING if given else last if decided is None else decided
            if answer is not None:
                found[code] = answer
        return found

    def _is_carried(self, code: str) -> bool:
        """Tell whether the answer is last year's for want of anything newer."""
        decided = self.decisions[code].is_lacking if code in self.decisions else None
        return (
            not self.typed.get(f"indicator_{code}")
            and decided is None
            and code in self.sheet.last_answers
        )

    def score(self) -> scoring.Score | None:
        """Return the score when everything it needs was typed."""
        b1, answers = self.typed.get("b1"), self.answers()
        if not isinstance(b1, int) or len(answers) != len(self.standard.codes) or not answers:
            return None
        try:
            return scoring.score(
                b1=b1,
                lacking=[code for code, is_lacking in answers.items() if is_lacking],
                standard=self.standard,
                residence=self.sheet.residence,
            )
        except scoring.ScoringError:
            return None

    # Checks

    def clean(self) -> dict[str, Any]:
        """Add up the card, hold answers against facts, put hard findings at their fields."""
        values = super().clean() or {}
        if self._by_card(values):
            values["b1"] = self._card_total(values)
        self._check_overrides(values)
        for finding in checks.hard(self.findings):
            if finding.field in self.fields:
                self.add_error(finding.field, wording.finding(finding))
        return values

    def _card_total(self, values: Mapping[str, Any]) -> int | None:
        answers = self._card_answers(values)
        if self.sheet.card is not None and len(answers) == len(self.card_fields()):
            try:
                return scoring.card_total(
                    answers=answers, card=self.sheet.card, region=self.sheet.region
                )
            except scoring.ScoringError as error:
                self.add_error("b1_kind", wording.scoring_error(error))
        elif answers:
            missing = next(f for f in self.card_fields() if f.name[5:] not in answers)
            self.add_error(missing.name, _("Chưa chọn."))
        return None

    def _check_overrides(self, values: Mapping[str, Any]) -> None:
        for code, decision in self.decisions.items():
            given = values.get(f"indicator_{code}")
            if not given or decision.is_lacking in (None, given == LACKING):
                continue
            if f"note_{code}" in values and not values[f"note_{code}"]:
                self.add_error(
                    f"note_{code}",
                    _("Khác với dữ kiện đã ghi: cần ghi rõ lý do, hoặc chọn “Theo dữ kiện”."),
                )

    @cached_property
    def findings(self) -> list[checks.Finding]:
        """Return what the checks say of the answers so far."""
        score = self.score()
        return checks.review(
            checks.Typed(
                standard=self.standard,
                starts_on=self.sheet.starts_on,
                ends_on=self.sheet.ends_on,
                members=[row.resident(self.typed) for row in self.sheet.members],
                dwelling=dwelling_found(self.typed),
                answers=self.answers(),
                b1=self.typed.get("b1"),
                b2=self.typed.get("b2_total"),
                result=score.result if score else "",
                card=self.sheet.card,
                region=self.sheet.region,
            ),
            earlier=self.sheet.earlier,
        )

    def _by_card(self, values: Mapping[str, Any]) -> bool:
        return values.get("b1_kind") == Review.B1Kind.CARD

    def _card_answers(self, values: Mapping[str, Any]) -> dict[str, str]:
        return {f.name[5:]: values[f.name] for f in self.card_fields() if values.get(f.name)}

    # What is saved, and where the form starts

    def review_data(self) -> ReviewData:
        """Return what the action saves."""
        values = self.cleaned_data
        return ReviewData(
            b1=values["b1"],
            b1_kind=values.get("b1_kind") or Review.B1Kind.TOTAL,
            b1_answers=self._card_answers(values) if self._by_card(values) else {},
            card=self.sheet.card_row if self._by_card(values) else None,
            answers=self.answers(),
            members=self.found_members(),
            dwelling=dwelling_found(values),
            notes={code: values[f"note_{code}"] for code in self.standard.codes},
            proposed_class=values["proposed_class"],
            class_reason=values["class_reason"],
            b2=values["b2_total"],
            causes=values["causes"],
            needs=values["needs"],
            submit_token=values["submit_token"],
        )

    def kept_data(self) -> dict[str, list[str]]:
        """Return what was typed in this form's fields, unchecked, as a draft keeps it."""
        data = self.typed_data
        return {name: data.getlist(name) for name in self.fields if name in data}

    @property
    def typed_data(self) -> QueryDict:
        """Return the form as the browser sent it."""
        return self.data if isinstance(self.data, QueryDict) else QueryDict()

    def as_data(self) -> QueryDict:
        """Return the form as a browser would send it unchanged."""
        data = QueryDict(mutable=True)
        for bound in self:
            values = values_of(bound, bound.value())
            if values:
                data.setlist(bound.html_name, values)
        return data

    @staticmethod
    def initial_of(review: Review | None, *, last: Review | None = None) -> dict[str, Any]:
        """Return the stored answers, or those a new form starts with: last year's facts."""
        if review is None:
            return {
                "b1_kind": Review.B1Kind.TOTAL,
                "version": 0,
                "submit_token": uuid4(),
                "causes": [cause.code for cause in last.causes.all()] if last else [],
                "needs": [need.code for need in last.needs.all()] if last else [],
                **stored_facts(last),
            }
        differs = review.proposed_class != review.computed_class
        return {
            "b1": review.b1,
            "b1_kind": review.b1_kind,
            "causes": [cause.code for cause in review.causes.all()],
            "needs": [need.code for need in review.needs.all()],
            "proposed_class": review.proposed_class if differs else "",
            "class_reason": review.class_reason,
            "version": review.version,
            "submit_token": review.submit_token,
            **stored_facts(review),
            **{f"card_{code}": answer for code, answer in review.b1_answers.items()},
            **{
                f"indicator_{answer.indicator}": LACKING if answer.is_lacking else MET
                for answer in review.deprivations.all()
                if answer.computed is None or answer.computed != answer.is_lacking
            },
            **{f"note_{answer.indicator}": answer.note for answer in review.deprivations.all()},
        }
