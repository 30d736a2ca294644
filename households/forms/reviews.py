"""The review form, built from the standard of its round, and the form of a workflow step."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import scoring
from households.actions import ReviewData
from households.choices import CauseCode, NeedCode, PovertyClass
from households.models import Review
from households.workflow import Step
from povertyportal.ui.fields import TextField

LACKING, MET = "lacking", "met"
ANSWERS = [(LACKING, gettext_lazy("Thiếu hụt")), (MET, gettext_lazy("Đạt"))]


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


class ReviewForm(forms.Form):
    """B1 as a total or by the card, the indicators of the standard, causes and needs.

    Everything may stay open in a draft; the class shows once B1 and all indicators are there.
    """

    b1_kind = forms.ChoiceField(
        label=gettext_lazy("Cách ghi điểm B1"),
        choices=Review.B1Kind.choices,
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    b1 = PointsField(label=gettext_lazy("Tổng điểm B1 (điểm A)"), required=False)
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

    def __init__(
        self,
        *args: Any,
        standard: scoring.Standard,
        residence: str,
        last: Mapping[str, bool] | None = None,
        last_year: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.standard, self.residence = standard, residence
        self.last, self.last_year = last or {}, last_year
        if standard.card is None:
            del self.fields["b1_kind"]
        for item in standard.card.items if standard.card else ():
            options = [(o.code, f"{o.name} — {getattr(o, residence)}") for o in item.options]
            self.fields[f"card_{item.code}"] = forms.ChoiceField(
                label=item.name, choices=[("", "—"), *options], required=False
            )
        for indicator in standard.indicators:
            self.fields[f"indicator_{indicator.code}"] = forms.ChoiceField(
                label=indicator.name,
                choices=ANSWERS,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "segmented"}),
            )

    def indicator_rows(self) -> list[dict[str, Any]]:
        """Return each indicator with its field, rule and last year's answer."""
        rows = []
        for indicator in self.standard.indicators:
            last = self.last.get(indicator.code)
            words = "" if last is None else str(dict(ANSWERS)[LACKING if last else MET])
            rows.append(
                {
                    "indicator": indicator,
                    "field": self[f"indicator_{indicator.code}"],
                    "last": words,
                    "was_lacking": bool(last),
                }
            )
        return rows

    def card_fields(self) -> list[forms.BoundField]:
        """Return the fields of the B1 card in its order."""
        return [
            self[f"card_{item.code}"]
            for item in (self.standard.card.items if self.standard.card else ())
        ]

    def clean(self) -> dict[str, Any]:
        """Add up the card when B1 comes from it."""
        values = super().clean() or {}
        if self._by_card(values):
            answers = self._card_answers(values)
            values["b1"] = None
            if len(answers) == len(self.card_fields()):
                values["b1"] = scoring.card_total(
                    answers=answers, standard=self.standard, residence=self.residence
                )
            elif answers:
                missing = next(f for f in self.card_fields() if f.name[5:] not in answers)
                self.add_error(missing.name, _("Chưa chọn."))
        return values

    def _by_card(self, values: Mapping[str, Any]) -> bool:
        return values.get("b1_kind") == Review.B1Kind.CARD

    def _card_answers(self, values: Mapping[str, Any]) -> dict[str, str]:
        return {f.name[5:]: values[f.name] for f in self.card_fields() if values.get(f.name)}

    def answers(self) -> dict[str, bool]:
        """Return the indicators answered so far: True where the household lacks it."""
        typed = {code: self.cleaned_data.get(f"indicator_{code}") for code in self.standard.codes}
        return {code: answer == LACKING for code, answer in typed.items() if answer}

    def score(self) -> scoring.Score | None:
        """Return the score when everything it needs was typed."""
        b1, answers = self.cleaned_data.get("b1"), self.answers()
        if b1 is None or len(answers) != len(self.standard.codes) or not answers:
            return None
        return scoring.score(
            b1=b1,
            lacking=[code for code, is_lacking in answers.items() if is_lacking],
            standard=self.standard,
            residence=self.residence,
        )

    def review_data(self) -> ReviewData:
        """Return what the action saves."""
        values = self.cleaned_data
        return ReviewData(
            b1=values["b1"],
            b1_kind=values.get("b1_kind") or Review.B1Kind.TOTAL,
            b1_answers=self._card_answers(values) if self._by_card(values) else {},
            answers=self.answers(),
            proposed_class=values["proposed_class"],
            class_reason=values["class_reason"],
            causes=values["causes"],
            needs=values["needs"],
            submit_token=values["submit_token"],
        )

    @staticmethod
    def initial_of(review: Review | None) -> dict[str, Any]:
        """Return the stored answers, or those of an empty form."""
        if review is None:
            return {"b1_kind": Review.B1Kind.TOTAL, "version": 0, "submit_token": uuid4()}
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
            **{f"card_{code}": answer for code, answer in review.b1_answers.items()},
            **{
                f"indicator_{answer.indicator}": LACKING if answer.is_lacking else MET
                for answer in review.deprivations.all()
            },
        }


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
