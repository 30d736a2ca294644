"""The fields of the review form about members and house, and the facts they make."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.checks import Resident
from households.choices import Device, Education, Material, Schooling, Toilet, Water, Work
from households.facts import DwellingFacts, MemberFacts, age_on
from households.models import Membership, Person, Review, ReviewMember
from povertyportal.ui.fields import DecimalField

YES, NO = "yes", "no"
YES_NO = [(YES, gettext_lazy("Có")), (NO, gettext_lazy("Không"))]
MEMBER_FACTS = (
    "has_insurance",
    "has_allowance",
    "is_malnourished",
    "work",
    "schooling",
    "education",
)
DWELLING_FACTS = (
    "floor_area",
    "wall",
    "column",
    "roof",
    "water",
    "toilet",
    "uses_internet",
    "devices",
)
_LABELS = {
    "has_insurance": gettext_lazy("Có thẻ BHYT"),
    "has_allowance": gettext_lazy("Hưởng trợ cấp hằng tháng"),
    "is_malnourished": gettext_lazy("Suy dinh dưỡng"),
    "work": gettext_lazy("Việc làm"),
    "schooling": gettext_lazy("Đang học"),
    "education": gettext_lazy("Trình độ cao nhất"),
}
_KINDS = {"work": Work, "schooling": Schooling, "education": Education}


def questions_for(person: Person, age: int) -> tuple[str, ...]:
    """Return which facts the form asks about somebody of that age.

    The ages are wider than the rules of any standard: what a rule does not need, it ignores.
    """
    asked = {
        "has_insurance": True,
        "has_allowance": age >= 60 or person.disability,
        "is_malnourished": age < 16,
        "work": 15 <= age <= 62,
        "schooling": 3 <= age <= 30,
        "education": 15 <= age <= 62,
    }
    return tuple(fact for fact in MEMBER_FACTS if asked[fact])


class FloorAreaField(DecimalField):
    """Square metres of the whole house, to a tenth."""

    def to_python(self, value: Any) -> Decimal | None:
        area = super().to_python(value)
        if area is not None and area != area.quantize(Decimal("0.1")):
            raise ValidationError(
                _("Ghi diện tích với nhiều nhất một chữ số sau dấu phẩy."), code="places"
            )
        return area


def yes_no(label: Any) -> forms.ChoiceField:
    """Return a question with two buttons; none pressed means that nobody has asked."""
    return forms.ChoiceField(
        label=label,
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )


def one_of(label: Any, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    """Return a question with one answer from a list, open until somebody asks."""
    return forms.ChoiceField(label=label, choices=[("", "—"), *choices], required=False)


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """One present member on the form: who, how old, and what is asked about them."""

    stay: Membership | ReviewMember
    age: int
    facts: tuple[str, ...]

    def name_of(self, fact: str) -> str:
        """Return the field's name."""
        return f"member_{self.stay.person_id}_{fact}"

    def fields(self) -> dict[str, forms.Field]:
        """Return the fields by name."""
        found = {self.name_of(fact): _member_field(fact) for fact in self.facts}
        for field in found.values():
            field.full_label = f"{self.stay.person.full_name} · {field.label}"  # type: ignore[attr-defined]
        return found

    def found(self, values: Mapping[str, Any]) -> MemberFacts:
        """Return what was typed about the member."""
        typed = {fact: values.get(self.name_of(fact), "") for fact in self.facts}
        return MemberFacts(
            age=self.age,
            is_disabled=self.stay.person.disability,
            has_insurance=_truth(typed.get("has_insurance")),
            has_allowance=_truth(typed.get("has_allowance")),
            is_malnourished=_truth(typed.get("is_malnourished")),
            work=typed.get("work") or "",
            schooling=typed.get("schooling") or "",
            education=typed.get("education") or "",
        )

    def resident(self, values: Mapping[str, Any]) -> Resident:
        """Return what was typed beside what the registry knows, for the checks."""
        person = self.stay.person
        return Resident(
            key=person.pk,
            name=person.full_name,
            relation=self.stay.relation,
            facts=self.found(values),
            birth_year=person.birth_year,
            birth_date=person.birth_date,
            died_on=person.died_on,
            joined_on=getattr(self.stay, "came_late_on", None),
            has_labour_capacity=person.has_labour_capacity,
        )


def _member_field(fact: str) -> forms.Field:
    kind = _KINDS.get(fact)
    return one_of(_LABELS[fact], kind.choices) if kind else yes_no(_LABELS[fact])


def member_rows(stays: Iterable[Membership], *, on: date) -> list[MemberRow]:
    """Return the present members with what the form asks about each, by their age on the day."""
    rows = []
    for stay in stays:
        age = age_on(birth_year=stay.person.birth_year, birth_date=stay.person.birth_date, day=on)
        rows.append(MemberRow(stay=stay, age=age, facts=questions_for(stay.person, age)))
    return rows


def past_rows(review: Review) -> list[MemberRow]:
    """Return the members that a stored review speaks of, as they were."""
    return [
        MemberRow(stay=member, age=member.age, facts=questions_for(member.person, member.age))
        for member in review.members.all()
    ]


def in_words(member: ReviewMember) -> list[tuple[Any, str]]:
    """Return what a stored review found about a member, fact by fact; "" for what is open."""
    found = []
    for fact in MEMBER_FACTS:
        choices = dict(_KINDS[fact].choices) if fact in _KINDS else dict(YES_NO)
        found.append((_LABELS[fact], str(choices.get(_typed(getattr(member, fact)), ""))))
    return found


def dwelling_fields() -> dict[str, forms.Field]:
    """Return the fields about house, water, toilet and information by name."""
    return {
        "floor_area": FloorAreaField(
            label=gettext_lazy("Diện tích nhà ở (m²)"),
            required=False,
            lowest=Decimal("0.1"),
            highest=Decimal(9999),
        ),
        "wall": one_of(gettext_lazy("Tường"), Material.choices),
        "column": one_of(gettext_lazy("Cột"), Material.choices),
        "roof": one_of(gettext_lazy("Mái"), Material.choices),
        "water": one_of(gettext_lazy("Nguồn nước chính"), Water.choices),
        "toilet": one_of(gettext_lazy("Nhà tiêu"), Toilet.choices),
        "uses_internet": yes_no(gettext_lazy("Có người dùng internet")),
        "devices": forms.MultipleChoiceField(
            label=gettext_lazy("Phương tiện thông tin trong hộ"),
            choices=[*Device.choices, (NO, gettext_lazy("Không có phương tiện nào"))],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
    }


def dwelling_found(values: Mapping[str, Any]) -> DwellingFacts:
    """Return what was typed about the house."""
    ticked = values.get("devices") or []
    return DwellingFacts(
        floor_area=values.get("floor_area") or None,
        wall=values.get("wall") or "",
        column=values.get("column") or "",
        roof=values.get("roof") or "",
        water=values.get("water") or "",
        toilet=values.get("toilet") or "",
        uses_internet=_truth(values.get("uses_internet")),
        devices=tuple(d for d in ticked if d != NO) if ticked else None,
    )


def stored_facts(review: Review | None) -> dict[str, Any]:
    """Return the facts of a stored review as initial values of the form's fields."""
    if review is None:
        return {}
    values: dict[str, Any] = {}
    for member in review.members.all():
        for fact in MEMBER_FACTS:
            values[f"member_{member.person_id}_{fact}"] = _typed(getattr(member, fact))
    house = getattr(review, "dwelling", None)
    if house is not None:
        values |= {fact: _typed(getattr(house, fact)) for fact in DWELLING_FACTS}
        values["devices"] = [NO] if house.devices == [] else list(house.devices or [])
    return values


def _truth(value: str | None) -> bool | None:
    return {YES: True, NO: False}.get(value or "")


def _typed(value: Any) -> Any:
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else value
