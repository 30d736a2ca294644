"""Moving in and moving out."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import actions
from households.forms.events.base import NEWCOMER, NOBODY, EventForm, NewcomerFields, member_choices
from households.models import LifeEvent
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.ui.fields import TextField


class MoveInForm(NewcomerFields, EventForm):
    """Somebody joins the household from outside."""

    place = TextField(label=gettext_lazy("Nơi ở trước"), max_length=200, required=False)
    lead = (*NEWCOMER, "place")

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record who moved in."""
        return actions.move_in(
            household=self.household, members=[self.newcomer()], data=self.event(), by=by, now=now
        )


class MoveOutForm(EventForm):
    """Members or the whole household move away, or to another ward of the city."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Người chuyển đi"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Chọn tất cả mọi người nếu cả hộ chuyển đi."),
    )
    place = TextField(label=gettext_lazy("Nơi đến ngoài thành phố"), max_length=200, required=False)
    ward = forms.ChoiceField(
        label=gettext_lazy("Hoặc phường, xã khác trong thành phố"),
        required=False,
        help_text=gettext_lazy("Chỉ khi cả hộ chuyển: hộ sang danh sách của nơi đến."),
    )
    lead = ("people", "place", "ward", "new_head")

    def prepare(self) -> None:
        """Offer the members and the other wards of the city."""
        self.fields["people"].choices = member_choices(self.stays)  # type: ignore[attr-defined]
        self.wards = {
            str(area.pk): area
            for area in Area.objects.wards()
            .valid_on(self.units_on)
            .filter(parent=self.household.area.parent_id)
            .exclude(pk=self.household.area_id)
            .order_by("path")
        }
        self.fields["ward"].choices = [  # type: ignore[attr-defined]
            *NOBODY,
            *[(key, area.name) for key, area in self.wards.items()],
        ]
        self.add_new_head(
            _("Chủ hộ mới"), _("Chỉ chọn khi chủ hộ đi mà hộ còn người ở lại."), self.stays
        )

    def clean(self) -> dict[str, Any]:
        """Take one place to go, not two."""
        values = super().clean() or {}
        if values.get("place") and values.get("ward"):
            self.add_error("ward", _("Chỉ ghi một nơi đến: ngoài thành phố hoặc phường, xã khác."))
        return values

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record who moved away."""
        return actions.move_out(
            household=self.household,
            people=self.keys("people"),
            to=self.wards.get(self.cleaned_data["ward"]),
            new_head=self.key("new_head"),
            data=self.event(),
            by=by,
            now=now,
        )
