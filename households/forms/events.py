"""The forms of life events: one for each kind, with the household's members to choose from."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import actions
from households.actions import EventData, MemberData
from households.choices import EventKind, Gender, Relation, ethnicity_choices
from households.forms.households import BirthField, CitizenIdField
from households.models import Household, LifeEvent, Membership
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.ui.fields import DateField, TextField

NOBODY = [("", "—")]
RELATIONS = [
    *NOBODY,
    *[(value, label) for value, label in Relation.choices if value != Relation.HEAD],
]


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
        self.household, self.stays, self.user, self.today = household, stays, user, today
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


NEWCOMER = ("full_name", "gender", "birth", "ethnicity", "relation", "citizen_id")


class BirthForm(NewcomerFields, EventForm):
    """A birth: the day of the event is the day of birth."""

    lead = ("full_name", "gender", "ethnicity", "relation", "citizen_id")

    def prepare(self) -> None:
        """Ask for the day once."""
        del self.fields["birth"]
        self.fields["happened_on"].label = _("Ngày sinh")
        self.fields["relation"].initial = Relation.CHILD
        self.fields["ethnicity"].initial = self.household.head.ethnicity

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record the birth."""
        return actions.record_birth(
            household=self.household, child=self.newcomer(), data=self.event(), by=by, now=now
        )


class DeathForm(EventForm):
    """A death; the head's asks for a new head."""

    person = forms.ChoiceField(label=gettext_lazy("Người mất"), widget=forms.RadioSelect)
    lead = ("person", "new_head")

    def prepare(self) -> None:
        """Offer the members."""
        self.fields["happened_on"].label = _("Ngày mất")
        self.fields["person"].choices = member_choices(self.stays)  # type: ignore[attr-defined]
        self.add_new_head(_("Chủ hộ mới"), _("Chỉ chọn khi chủ hộ mất."), self.stays)

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record the death."""
        return actions.record_death(
            household=self.household,
            person=self.key("person") or 0,
            new_head=self.key("new_head"),
            data=self.event(),
            by=by,
            now=now,
        )


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
            .valid_on(self.today)
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
        ).valid_on(self.today)
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


class NewHeadForm(EventForm):
    """Another member becomes the head."""

    new_head = forms.ChoiceField(label=gettext_lazy("Chủ hộ mới"), widget=forms.RadioSelect)
    lead = ("new_head",)

    def prepare(self) -> None:
        """Offer everybody but the head."""
        others = [stay for stay in self.stays if not stay.is_head]
        self.fields["new_head"].choices = member_choices(others)  # type: ignore[attr-defined]

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record the change."""
        return actions.change_head(
            household=self.household,
            new_head=self.key("new_head") or 0,
            data=self.event(),
            by=by,
            now=now,
        )


FORMS: dict[str, type[EventForm]] = {
    EventKind.BIRTH: BirthForm,
    EventKind.DEATH: DeathForm,
    EventKind.MOVED_IN: MoveInForm,
    EventKind.MOVED_OUT: MoveOutForm,
    EventKind.MARRIAGE: MarriageForm,
    EventKind.SPLIT: SplitForm,
    EventKind.MERGE: MergeForm,
    EventKind.NEW_HEAD: NewHeadForm,
}
HINTS: dict[str, Any] = {
    EventKind.BIRTH: gettext_lazy("Thêm trẻ mới sinh vào hộ từ ngày sinh."),
    EventKind.DEATH: gettext_lazy("Ghi ngày mất; chủ hộ mất thì chọn ngay chủ hộ mới."),
    EventKind.MOVED_IN: gettext_lazy("Thêm người từ nơi khác về ở cùng hộ."),
    EventKind.MOVED_OUT: gettext_lazy("Một số người hoặc cả hộ đi nơi khác, phường, xã khác."),
    EventKind.MARRIAGE: gettext_lazy("Vợ, chồng về ở cùng, từ hộ khác hoặc từ nơi khác."),
    EventKind.SPLIT: gettext_lazy("Một số người lập thành hộ mới với chủ hộ riêng."),
    EventKind.MERGE: gettext_lazy("Cả hộ về chung với một hộ khác; hộ này đóng lại."),
    EventKind.NEW_HEAD: gettext_lazy("Người khác trong hộ làm chủ hộ."),
}
"""What each kind is for, as the page of choice tells it."""
