"""The household form and its list of members, typed and saved on one page."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.actions import HouseholdData, MemberData
from households.choices import Gender, Origin, Relation, ethnicity_choices
from households.models import Household, Membership
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.fields import DateField, TextField
from povertyportal.ui.parsing import parse_date

MOST_MEMBERS = 40
_MOBILE = re.compile(r"0[35789][0-9]{8}")
_LANDLINE = re.compile(r"02[0-9]{8,9}")
_PLACES = frozenset(
    f"{place:03d}"
    for place in range(1, 97)
    if place
    not in {3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57, 59}
    | {61, 63, 65, 69, 71, 73, 76, 78, 81, 85, 88, 90}
)


class CitizenIdField(forms.CharField):
    """A 12-digit personal id. Prefix 999 belongs to nobody and passes in the demo only."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        digits = re.sub(r"[\s.\u00a0]", "", str(super().to_python(value) or ""))
        if not digits:
            return ""
        if not re.fullmatch(r"[0-9]{12}", digits):
            raise ValidationError(_("Số định danh gồm đúng 12 chữ số."), code="twelve_digits")
        if digits[:3] not in _PLACES and not (settings.DEMO and digits.startswith("999")):
            raise ValidationError(
                _("Ba số đầu của số định danh không phải mã tỉnh, thành phố."), code="place"
            )
        return digits


class BirthField(forms.CharField):
    """A birth day, or the year alone where the day is not known."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "dd/mm/yyyy"}
    )

    def to_python(self, value: Any) -> tuple[int, date | None] | None:  # type: ignore[override]
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        if re.fullmatch(r"[0-9]{4}", text):
            if not 1900 <= int(text) <= 2100:
                raise ValidationError(_("Năm sinh phải từ 1900 đến 2100."), code="year")
            return int(text), None
        day = parse_date(text)
        return day.year, day

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "").strip() != str(data or "").strip()


class HouseholdForm(forms.Form):
    """Where the household lives; only wards that the user may edit are offered."""

    area = forms.ChoiceField(label=gettext_lazy("Phường, xã"))
    village = forms.ChoiceField(label=gettext_lazy("Thôn, tổ dân phố"), required=False)
    address = TextField(label=gettext_lazy("Địa chỉ"), max_length=200, required=False)
    phone = TextField(
        label=gettext_lazy("Điện thoại"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    origin = forms.ChoiceField(label=gettext_lazy("Nguồn gốc"), choices=Origin.choices)
    registered_on = DateField(label=gettext_lazy("Ngày lập hồ sơ"))
    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    submit_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = user.areas(Permission.HOUSEHOLD_EDIT).filter(
            level__in=[Area.Level.WARD, Area.Level.VILLAGE]
        )
        self.areas = {str(area.pk): area for area in areas.order_by("path")}
        wards = [a for a in self.areas.values() if a.level == Area.Level.WARD]
        self.fields["area"].choices = [(str(w.pk), w.name) for w in wards]  # type: ignore[attr-defined]
        groups = [
            (
                ward.name,
                [(key, a.name) for key, a in self.areas.items() if a.parent_id == ward.pk],
            )
            for ward in wards
        ]
        self.fields["village"].choices = [("", _("Chưa rõ")), *groups]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """Return the number as ten digits (eleven for some landlines)."""
        typed = str(self.cleaned_data["phone"])
        digits = re.sub(r"[ .\-]", "", typed)
        digits = "0" + digits[3:] if digits.startswith("+84") else digits
        if digits and not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
            raise ValidationError(_("Số điện thoại gồm 10 chữ số, ví dụ 0912 345 678."))
        return digits

    def clean(self) -> dict[str, Any]:
        """Refuse a village of another ward."""
        values = super().clean() or {}
        area = self.areas.get(values.get("area", ""))
        village = self.areas.get(values.get("village", ""))
        if area and village and village.parent_id != area.pk:
            self.add_error("village", _("Thôn, tổ này không thuộc phường, xã đã chọn."))
        return values

    def data_with(self, members: "list[MemberData]") -> HouseholdData:
        """Return what the action saves."""
        values = self.cleaned_data
        return HouseholdData(
            area=self.areas[values["area"]],
            village=self.areas.get(values["village"]),
            address=values["address"],
            phone=values["phone"],
            origin=values["origin"],
            registered_on=values["registered_on"],
            members=members,
            submit_token=values["submit_token"],
        )

    @staticmethod
    def initial_of(household: Household | None, *, user: User, today: date) -> dict[str, Any]:
        """Return the stored values, or the first ones of a new household."""
        if household is None:
            only = [g.area for g in user.grants if g.area.level == Area.Level.WARD]
            area = str(only[0].pk) if len(only) == 1 else ""
            return {
                "area": area,
                "registered_on": today,
                "origin": Origin.REGISTERED,
                "version": 0,
                "submit_token": uuid4(),
            }
        return {
            "area": str(household.area_id),
            "village": str(household.village_id or ""),
            "address": household.address,
            "phone": household.phone,
            "origin": household.origin,
            "registered_on": household.registered_on,
            "version": household.version,
            "submit_token": household.submit_token,
        }


class MemberForm(forms.Form):
    """One member. A blank row is skipped; a member who leaves gets a day, not a deletion."""

    membership_id = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    full_name = TextField(label=gettext_lazy("Họ và tên"), max_length=120)
    relation = forms.ChoiceField(
        label=gettext_lazy("Quan hệ với chủ hộ"), choices=[("", "—"), *Relation.choices]
    )
    gender = forms.ChoiceField(
        label=gettext_lazy("Giới tính"), choices=[("", "—"), *Gender.choices]
    )
    birth = BirthField(
        label=gettext_lazy("Ngày sinh hoặc năm sinh"),
        help_text=gettext_lazy("Ví dụ 05/03/1987 hoặc 1987"),
    )
    ethnicity = forms.ChoiceField(label=gettext_lazy("Dân tộc"), choices=ethnicity_choices)
    citizen_id = CitizenIdField(label=gettext_lazy("Số định danh"), required=False)
    without_number = forms.BooleanField(
        label=gettext_lazy("Lưu mà chưa ghi số này, đưa hai hồ sơ vào danh sách nghi trùng"),
        required=False,
    )
    has_labour_capacity = forms.BooleanField(
        label=gettext_lazy("Có khả năng lao động"), required=False
    )
    disability = forms.BooleanField(label=gettext_lazy("Khuyết tật"), required=False)
    merit = forms.BooleanField(label=gettext_lazy("Người có công"), required=False)
    left_on = DateField(
        label=gettext_lazy("Ngày rời hộ"),
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi người này không còn ở hộ."),
    )
    has_died = forms.BooleanField(label=gettext_lazy("Đã mất"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.masked = str(self.initial.get("masked", ""))
        if self.masked:
            self.fields["citizen_id"].help_text = _(
                "Đang lưu %(masked)s; để trống nếu giữ nguyên."
            ) % {"masked": self.masked}
        is_stored = (
            self.initial.get("membership_id")
            if not self.is_bound
            else self.data.get(self.add_prefix("membership_id"))
        )
        if not (self.is_bound and self.add_prefix("without_number") in self.data):
            del self.fields["without_number"]
        if is_stored:
            self.empty_permitted = False
        else:
            del self.fields["left_on"], self.fields["has_died"]

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was typed in the row."""
        return self.empty_permitted and not self.has_changed()

    def refuse_number(self, error: ValidationError) -> None:
        """Say at the number that it is somebody else's, and offer to save without it."""
        box = self.base_fields["without_number"]
        names = list(self.fields)
        names.insert(names.index("citizen_id") + 1, "without_number")
        self.fields = {name: self.fields.get(name, box) for name in names}
        self.fields["citizen_id"].help_text = _(
            "Nếu số này đúng, hãy đánh dấu ô “Lưu mà chưa ghi số này” ở dưới rồi lưu lại."
        )
        self.add_error("citizen_id", error)

    def member(self) -> MemberData:
        """Return what the action saves."""
        values = self.cleaned_data
        year, day = values["birth"]
        return MemberData(
            membership_id=values.get("membership_id"),
            full_name=values["full_name"],
            relation=values["relation"],
            gender=values["gender"],
            birth_year=year,
            birth_date=day,
            ethnicity=values["ethnicity"],
            citizen_id=values["citizen_id"],
            disability=values["disability"],
            merit=values["merit"],
            has_labour_capacity=values["has_labour_capacity"],
            left_on=values.get("left_on"),
            has_died=values.get("has_died", False),
            without_number=values.get("without_number", False),
        )


class BaseMemberFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The member list: exactly one head among those who stay."""

    def clean(self) -> None:
        """Check the head and equal citizen ids among the rows that were typed."""
        if any(self.errors):
            return
        staying = [m for m in self.members() if m.left_on is None]
        heads = sum(m.relation == Relation.HEAD for m in staying)
        if heads != 1:
            raise ValidationError(
                _("Chọn đúng một người làm chủ hộ (hiện có %(count)d)."),
                code="one_head",
                params={"count": heads},
            )
        numbers = [m.citizen_id for m in self.members() if m.citizen_id]
        if len(numbers) != len(set(numbers)):
            raise ValidationError(_("Hai thành viên có cùng số định danh."), code="same_citizen_id")

    def members(self) -> list[MemberData]:
        """Return the rows that were typed."""
        return [form.member() for form in self.typed]

    @property
    def typed(self) -> list[MemberForm]:
        """Return the rows in which something was typed, in the order of `members`."""
        return [form for form in self.forms if not form.is_blank]


MemberFormSet = forms.formset_factory(
    MemberForm,
    formset=BaseMemberFormSet,
    extra=2,
    max_num=MOST_MEMBERS,
    absolute_max=MOST_MEMBERS + 10,
    validate_max=True,
)
NEW_MEMBER = {"ethnicity": "02", "has_labour_capacity": True}


def member_initial(memberships: Iterable[Membership]) -> list[dict[str, Any]]:
    """Return the stored members as the rows of the form."""
    return [
        {
            "membership_id": stay.pk,
            "full_name": stay.person.full_name,
            "relation": stay.relation,
            "gender": stay.person.gender,
            "birth": f"{stay.person.birth_date:%d/%m/%Y}"
            if stay.person.birth_date
            else str(stay.person.birth_year),
            "ethnicity": stay.person.ethnicity,
            "disability": stay.person.disability,
            "merit": stay.person.merit,
            "has_labour_capacity": stay.person.has_labour_capacity,
            "masked": stay.person.masked_citizen_id,
        }
        for stay in memberships
    ]


def with_blank_row(data: QueryDict, *, prefix: str = "form") -> QueryDict:
    """Return the typed data with one member row more."""
    copy = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    total = str(copy.get(name, ""))
    count = int(total) if total.isascii() and total.isdigit() and len(total) < 4 else 0
    copy[name] = str(min(count + 1, MOST_MEMBERS))
    for field, value in NEW_MEMBER.items():
        copy.setdefault(f"{prefix}-{count}-{field}", "on" if value is True else str(value))
    return copy


def without_errors(form: forms.Form) -> None:
    """Show what was typed without checking it: the user has not asked to save yet."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}


def formset_without_errors(formset: BaseMemberFormSet) -> None:
    """Show the rows as typed without checking them."""
    for form in formset.forms:
        without_errors(form)
    formset._errors = [ErrorDict() for _form in formset.forms]  # type: ignore[attr-defined]
    formset._non_form_errors = ErrorList()  # type: ignore[attr-defined]
