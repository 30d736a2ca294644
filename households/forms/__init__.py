"""Forms of households, members, reviews and workflow steps."""

from households.forms.households import (
    HouseholdForm,
    MemberForm,
    MemberFormSet,
    member_initial,
    with_blank_row,
)
from households.forms.reviews import ReviewForm, StepForm

__all__ = [
    "HouseholdForm",
    "MemberForm",
    "MemberFormSet",
    "ReviewForm",
    "StepForm",
    "member_initial",
    "with_blank_row",
]
