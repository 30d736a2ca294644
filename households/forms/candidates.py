"""Forms of the list of a round: a request, an assignment, Phiếu A."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from households.actions import RequestData
from households.choices import QuickResult
from households.models import Candidate
from households.procedure import Quick
from povertyportal.accounts.models import Assignment, User
from povertyportal.accounts.roles import ROLE_PERMISSIONS, Permission
from povertyportal.areas.models import Area
from povertyportal.ui.fields import DateField, TextField

NOBODY = "none"


class RequestForm(forms.Form):
    """What a household's request (Mẫu 01) says; the household is chosen before."""

    requested_on = DateField(label=gettext_lazy("Ngày nộp giấy đề nghị"))
    reason = TextField(
        label=gettext_lazy("Lý do đề nghị"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    household = forms.CharField(max_length=20, widget=forms.HiddenInput)
    submit_token = forms.UUIDField(widget=forms.HiddenInput)

    def request_data(self) -> RequestData:
        """Return what the action saves."""
        values = self.cleaned_data
        return RequestData(
            requested_on=values["requested_on"],
            reason=values["reason"],
            submit_token=values["submit_token"],
        )

    @staticmethod
    def initial_for(code: str, *, today: date) -> dict[str, Any]:
        """Return the initial values for a household."""
        return {"household": code, "requested_on": today, "submit_token": uuid4()}


class AssignForm(forms.Form):
    """Who reviews the chosen households, or all of the chosen villages."""

    villages = forms.MultipleChoiceField(
        label=gettext_lazy("Thôn, tổ"), required=False, widget=forms.CheckboxSelectMultiple
    )
    investigator = forms.ChoiceField(
        label=gettext_lazy("Giao cho"),
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[tuple[str, str]],
        villages: Iterable[tuple[str, str]],
        by_rows: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        nobody = (NOBODY, gettext_lazy("Thu lại, chưa giao cho ai"))
        choices = [("", "—"), *people, nobody]
        self.fields["investigator"].choices = choices  # type: ignore[attr-defined]
        self.fields["villages"].choices = list(villages)  # type: ignore[attr-defined]
        if by_rows:
            del self.fields["villages"]


class QuickForm(forms.Form):
    """Phiếu A: the criteria that the household meets, and what follows."""

    met = forms.MultipleChoiceField(
        label=gettext_lazy("Hộ có đặc điểm nào dưới đây?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    result = forms.ChoiceField(
        label=gettext_lazy("Kết quả"),
        choices=[("", gettext_lazy("Theo các tiêu chí đã chọn")), *QuickResult.choices],
        required=False,
    )
    note = TextField(
        label=gettext_lazy("Ghi chú, lý do nếu kết quả khác các tiêu chí"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, quick: Quick, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = [(question.code, question.name) for question in quick.questions]
        self.fields["met"].choices = questions  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(candidate: Candidate, *, quick: Quick, seen: str) -> dict[str, Any]:
        """Return what is stored; the result only where it is not the usual one."""
        usual = QuickResult.CONTINUE
        if quick.is_well_off(candidate.quick_answers):
            usual = QuickResult.DROPPED
        differs = candidate.quick_result not in ("", usual)
        return {
            "met": candidate.quick_answers,
            "result": candidate.quick_result if differs else "",
            "note": candidate.quick_note,
            "seen": seen,
        }


def reviewers_of(ward: Area, *, today: date) -> list[tuple[User, str]]:
    """Return who may enter reviews somewhere in the ward, with role and place in words."""
    roles = [r for r, held in ROLE_PERMISSIONS.items() if Permission.REVIEW_EDIT in held]
    above = [int(key) for key in ward.path.split("/") if key]
    rows = (
        Assignment.objects.valid_on(today)
        .filter(Q(area__path__startswith=ward.path) | Q(area__in=above))
        .filter(role__in=roles, user__is_active=True)
        .select_related("user", "area")
        .order_by("area__path", "user__full_name", "pk")
    )
    found: dict[int, tuple[User, list[str]]] = {}
    for row in rows:
        words = f"{row.get_role_display()}, {row.area.name}"
        found.setdefault(row.user_id, (row.user, []))[1].append(words)
    return [(user, f"{user} ({'; '.join(words)})") for user, words in found.values()]
