"""Marriage, and households that split or merge."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import actions
from households.choices import Relation
from households.forms.events.base import (
    NEWCOMER,
    NOBODY,
    RELATIONS,
    EventForm,
    NewcomerFields,
    OtherHouseholdForm,
    member_choices,
)
from households.models import LifeEvent
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.ui.fields import TextField


class MarriageForm(NewcomerFields, OtherHouseholdForm):
    """A spouse comes to live in the household: from outside, or from another household."""

    lead = ("relation", "other_code", "spouse", "new_head", *NEWCOMER, "place")
    place = TextField(label=gettext_lazy("Nơi ở trước"), max_length=200, required=False)

    def prepare(self) -> None:
        """Ask for a newcomer, or for a member of the other household once its code is known."""
        self.fields["happened_on"].label = _("Ngày về ở")
        self.fields["relation"].initial = Relation.SPOUSE
        self.fields["other_code"].required = False
        self.fields["other_code"].help_text = _(
            "Nếu người này đang ở một hộ trong địa bàn bạn phụ trách; nếu không, ghi họ tên ở dưới."
        )
        for name in ("full_name", "gender", "birth"):
            self.fields[name].required = False
        typed = str(self.data.get(self.add_prefix("other_code"), "")) if self.is_bound else ""
        found = self.find(typed.upper().strip()) if typed.strip() else None
        if found is None or found.pk == self.household.pk:
            return
        stays = list(found.memberships.filter(valid_to=None).select_related("person"))
        stays.sort(key=lambda stay: (not stay.is_head, stay.pk))
        self.fields["spouse"] = forms.ChoiceField(
            label=_("Người về ở, hiện ở hộ %(code)s") % {"code": found.code},
            widget=forms.RadioSelect,
            choices=member_choices(stays),
            error_messages={"required": _("Hãy chọn người về ở trong số người của hộ này.")},
        )
        self.add_new_head(
            _("Chủ hộ mới của hộ %(code)s") % {"code": found.code},
            _("Chỉ chọn khi chủ hộ của hộ đó rời đi mà hộ còn người ở lại."),
            stays,
        )
        for name in (*NEWCOMER, "place"):
            if name != "relation":
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for either."""
        values = super().clean() or {}
        if "full_name" in self.fields and not self.errors.get("other_code"):
            for name in ("full_name", "gender", "birth"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Ghi mục này, hoặc ghi mã hộ của người đó ở trên."))
        return values

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record the marriage."""
        return actions.marry(
            household=self.household,
            relation=self.cleaned_data["relation"],
            other=self.other,
            spouse=self.key("spouse"),
            newcomer=None if self.other else self.newcomer(),
            new_head=self.key("new_head"),
            data=self.event(),
            by=by,
            now=now,
        )


class SplitForm(EventForm):
    """The chosen members form a household of their own."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Người tách ra"), widget=forms.CheckboxSelectMultiple
    )
    head = forms.ChoiceField(label=gettext_lazy("Chủ hộ của hộ mới"))
    village = forms.ChoiceField(
        label=gettext_lazy("Thôn, tổ của hộ mới"),
        required=False,
        help_text=gettext_lazy("Để trống nếu ở cùng thôn, tổ với hộ cũ."),
    )
    address = TextField(label=gettext_lazy("Địa chỉ"), max_length=200, required=False)
    lead = ("people", "head", "new_head", "village", "address")

    def prepare(self) -> None:
        """Offer the members and the villages of the ward."""
        self.fields["people"].choices = member_choices(self.stays)  # type: ignore[attr-defined]
        self.fields["head"].choices = [*NOBODY, *member_choices(self.stays)]  # type: ignore[attr-defined]
        villages = Area.objects.filter(
            parent=self.household.area_id, level=Area.Level.VILLAGE
        ).valid_on(self.units_on)
        self.villages = {str(area.pk): area for area in villages.order_by("path")}
        self.fields["village"].choices = [  # type: ignore[attr-defined]
            *NOBODY,
            *[(key, area.name) for key, area in self.villages.items()],
        ]
        self.add_new_head(_("Chủ hộ mới của hộ cũ"), _("Chỉ chọn khi chủ hộ tách ra."), self.stays)

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record the split."""
        return actions.split_household(
            household=self.household,
            people=self.keys("people"),
            head=self.key("head") or 0,
            new_head=self.key("new_head"),
            village=self.villages.get(self.cleaned_data["village"]),
            address=self.cleaned_data["address"],
            data=self.event(),
            by=by,
            now=now,
        )


class MergeForm(OtherHouseholdForm):
    """Another household takes this one in."""

    relation = forms.ChoiceField(
        label=gettext_lazy("Chủ hộ này là gì của chủ hộ nhận"),
        choices=RELATIONS,
        initial=Relation.OTHER,
        help_text=gettext_lazy("Những người khác ghi là Khác; sửa lại ở trang Sửa hộ nếu cần."),
    )
    lead = ("other_code", "relation")

    def prepare(self) -> None:
        """Say which household is meant."""
        self.fields["other_code"].label = _("Mã hộ nhận về")

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record the merger."""
        return actions.merge_households(
            household=self.household,
            into=self.other or self.household,
            relation=self.cleaned_data["relation"],
            data=self.event(),
            by=by,
            now=now,
        )
