"""What the forms of life events share: the day, who it happens to, whoever is new."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.actions import EventData, MemberData
from households.choices import Gender, Relation, ethnicity_choices
from households.forms.households import BirthField, CitizenIdField
from households.models import Household, LifeEvent, Membership
from povertyportal.accounts.models import User
from povertyportal.ui.fields import DateField, TextField

NOBODY = [("", "—")]
RELATIONS = [
    *NOBODY,
    *[(value, label) for value, label in Relation.choices if value != Relation.HEAD],
]
NEWCOMER = ("full_name", "gender", "birth", "ethnicity", "relation", "citizen_id")


def word_of(stay: Membership) -> str:
    """Return how a member is offered: name, relation and year of birth."""
    return f"{stay.person.full_name} · {stay.get_relation_display()} · {stay.person.birth_year}"


def member_choices(stays: Sequence[Membership]) -> list[tuple[str, str]]:
    """Return the members for a choice."""
    return [(str(stay.person_id), word_of(stay)) for stay in stays]


class EventForm(forms.Form):
    """What every event says. `act` records it."""

    happened_on = DateField(label=gettext_lazy("Ngày xảy ra"))
    document = TextField(
        label=gettext_lazy("Giấy tờ"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Ví dụ số giấy khai sinh, trích lục khai tử, quyết định."),
    )
    note = TextField(label=gettext_lazy("Ghi chú"), max_length=500, required=False)
    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    submit_token = forms.UUIDField(widget=forms.HiddenInput)

    lead: Sequence[str] = ()

    def __init__(
        self,
        *args: Any,
        household: Household,
        stays: Sequence[Membership],
        user: User,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.household, self.stays, self.user = household, stays, user
        self.units_on = min(today, household.area.valid_to or today)
        self.fields["version"].initial = household.version
        self.fields["submit_token"].initial = uuid4()
        self.prepare()
        self.order_fields(["happened_on", *self.lead])

    def prepare(self) -> None:
        """Fill in what can be chosen."""

    def event(self) -> EventData:
        """Return what every event says."""
        values = self.cleaned_data
        return EventData(
            happened_on=values["happened_on"],
            version=values["version"],
            place=values.get("place", ""),
            document=values["document"],
            note=values["note"],
            submit_token=values["submit_token"],
        )

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record the event."""
        raise NotImplementedError

    def key(self, name: str) -> int | None:
        """Return the chosen person's key, or None."""
        value = self.cleaned_data.get(name)
        return int(value) if value else None

    def keys(self, name: str) -> list[int]:
        """Return the keys of the chosen people."""
        return [int(value) for value in self.cleaned_data.get(name) or ()]

    def add_new_head(self, label: str, hint: str, stays: Sequence[Membership]) -> None:
        """Ask for a new head where the head may go."""
        self.fields["new_head"] = forms.ChoiceField(
            label=label,
            help_text=hint,
            required=False,
            choices=[*NOBODY, *member_choices([s for s in stays if not s.is_head])],
        )


class NewcomerFields(forms.Form):
    """Somebody who was not in the registry's household before."""

    full_name = TextField(label=gettext_lazy("Họ và tên"), max_length=120)
    gender = forms.ChoiceField(label=gettext_lazy("Giới tính"), choices=[*NOBODY, *Gender.choices])
    birth = BirthField(
        label=gettext_lazy("Ngày sinh hoặc năm sinh"),
        help_text=gettext_lazy("Ví dụ 05/03/1987 hoặc 1987"),
    )
    ethnicity = forms.ChoiceField(
        label=gettext_lazy("Dân tộc"), choices=ethnicity_choices, initial="02"
    )
    relation = forms.ChoiceField(label=gettext_lazy("Quan hệ với chủ hộ"), choices=RELATIONS)
    citizen_id = CitizenIdField(label=gettext_lazy("Số định danh"), required=False)

    def newcomer(self) -> MemberData:
        """Return the newcomer as typed."""
        values = self.cleaned_data
        year, day = values.get("birth") or (values["happened_on"].year, values["happened_on"])
        return MemberData(
            full_name=values["full_name"],
            gender=values["gender"],
            birth_year=year,
            birth_date=day,
            ethnicity=values["ethnicity"],
            relation=values["relation"],
            citizen_id=values["citizen_id"],
        )


class OtherHouseholdForm(EventForm):
    """An event with another household, found by its code among those the user may edit."""

    other_code = TextField(
        label=gettext_lazy("Mã hộ kia"),
        max_length=20,
        help_text=gettext_lazy("Ví dụ BK-000123; hộ phải thuộc địa bàn bạn phụ trách."),
    )
    other: Household | None = None

    def clean_other_code(self) -> str:
        """Find the other household."""
        code = str(self.cleaned_data["other_code"]).upper().strip()
        if not code:
            return ""
        found = self.find(code)
        if found is None:
            raise ValidationError(
                _(
                    "Không có hộ này trong địa bàn của bạn. Hộ ở phường, xã khác: nơi đó ghi "
                    "chuyển đi, rồi bạn ghi chuyển đến."
                )
            )
        if found.pk == self.household.pk:
            raise ValidationError(_("Hãy chọn một hộ khác."))
        self.other = found
        return code

    def find(self, code: str) -> Household | None:
        """Return the household of that code which the user may edit, still on the books."""
        return (
            Household.objects.visible_to(self.user)
            .editable_by(self.user)
            .active()
            .select_related("area", "head")
            .filter(code=code)
            .first()
        )
