"""What the papers of a ward share: the token, the scan, the reviews that go on the paper."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import Review
from households.readiness import Standing
from households.workflow import Step
from povertyportal.reporting.fields import PaperField
from povertyportal.ui.fields import TextField


class CountField(forms.CharField):
    """A whole number of people from 0 to 9999; '1.000' or '1e2' is refused, not guessed."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,4}", text):
            raise ValidationError(_("Ghi số nguyên từ 0 đến 9999."), code="count")
        return int(text)


class ChosenField(forms.TypedMultipleChoiceField):
    """The reviews that go on the paper, by key."""

    default_error_messages = {
        "required": gettext_lazy("Hãy chọn ít nhất một hộ."),
        "invalid_choice": gettext_lazy("Có hộ không thuộc địa bàn hoặc đợt này."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            coerce=int,
            label=gettext_lazy("Các hộ"),
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def valid_value(self, value: Any) -> bool:
        """Let every key through: the action names what is elsewhere or past the step.

        A form sent twice thus finds the paper that it made, though its reviews have moved on.
        """
        text = str(value)
        return text.isascii() and text.isdigit() and len(text) < 19


class PaperForm(forms.Form):
    """What every paper carries: the token of the form and the scan."""

    submit_token = forms.UUIDField(widget=forms.HiddenInput)
    scan = PaperField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submit_token", uuid4())

    @property
    def token(self) -> UUID:
        """Return the token that makes a second sending harmless."""
        token: UUID = self.cleaned_data["submit_token"]
        return token

    def refuse(self, error: ValidationError) -> None:
        """Show what the action refused, at its field where the form has that field."""
        fields = getattr(error, "error_dict", None)
        if fields is None or set(fields) <= set(self.fields):
            self.add_error(None, error)
        else:
            self.add_error(None, error.messages)

    def typed_fields(self) -> list[forms.BoundField]:
        """Return the fields above the list of households."""
        return [field for field in self.visible_fields() if field.name != "review"]


class ChoosingForm(PaperForm):
    """A paper on chosen reviews of a ward: those that are ready are ticked at first."""

    review = ChosenField()

    def __init__(
        self, *args: Any, standings: Sequence[Standing], asked: Sequence[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ready = [s.review for s in standings if s.is_ready]
        self.others = [s for s in standings if not s.is_ready]
        field = self.fields["review"]
        keys = [standing.review for standing in standings]
        field.choices = [(r.pk, r.household.code) for r in keys]  # type: ignore[attr-defined]
        ready = {r.pk for r in self.ready}
        self.initial["review"] = sorted(ready & set(asked) if asked else ready)

    def rows(self) -> list[dict[str, Any]]:
        """Return the reviews to choose from: the ready ones, and whatever else was ticked."""
        ticked = {str(key) for key in self["review"].value() or ()}
        late = [s for s in self.others if self.is_bound and str(s.review.pk) in ticked]
        rows = [self._row(review, "", ticked=ticked) for review in self.ready]
        return rows + [self._row(s.review, s.obstacle, ticked=ticked) for s in late]

    def _row(self, review: Review, obstacle: str, *, ticked: set[str]) -> dict[str, Any]:
        return {
            "review": review,
            "is_ticked": str(review.pk) in ticked,
            "obstacle": obstacle,
            "is_different": review.proposed_class != review.computed_class,
        }


class ScanForm(forms.Form):
    """The scan of a paper that has none yet."""

    scan = PaperField(required=True)


class BatchForm(forms.Form):
    """The reason of a step taken with many reviews."""

    note = TextField(
        label=gettext_lazy("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not step.needs_note:
            del self.fields["note"]
