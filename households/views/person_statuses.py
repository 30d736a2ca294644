"""Certify a member as a low-income worker, and end it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from households import actions
from households.forms.duplicates import EndStatusForm, LowIncomeForm
from households.models import Household, Membership, PersonStatus
from households.statuses import low_income_rule, low_income_starts_on
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.ui.text import grouped


@requires(Permission.HOUSEHOLD_EDIT)
@never_cache
def person_status_create(request: Request, pk: int) -> HttpResponse:
    """Certify a present member of a household that the user may edit."""
    stay = get_object_or_404(_stays(request.user), person=pk)
    today = timezone.localdate()
    form = LowIncomeForm(_typed(request), initial=LowIncomeForm.initial_on(today))
    if request.method == "POST" and form.is_valid():
        try:
            actions.certify_low_income_worker(
                person=stay.person, data=form.data_typed(), by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            _put(form, error)
        else:
            messages.success(
                request,
                _("Đã xác nhận %(name)s là người lao động có thu nhập thấp.")
                % {"name": stay.person.full_name},
            )
            return redirect(stay.household)
    rule = low_income_rule(today, residence=stay.household.area.residence)
    return TemplateResponse(
        request,
        "households/person_status.html",
        {
            "title": _("Xác nhận người lao động có thu nhập thấp"),
            "stay": stay,
            "household": stay.household,
            "form": form,
            "rule": rule,
            "limit": grouped(rule.limit) if rule else "",
            "starts_on": low_income_starts_on(),
            "cancel_url": stay.household.get_absolute_url(),
            "submit_label": _("Xác nhận"),
        },
    )


@requires(Permission.HOUSEHOLD_EDIT)
@never_cache
def person_status_end(request: Request, pk: int) -> HttpResponse:
    """End a status of a present member."""
    stays = _stays(request.user)
    status = get_object_or_404(
        PersonStatus.objects.filter(person__in=stays.values("person")).select_related("person"),
        pk=pk,
    )
    stay = stays.get(person=status.person_id)
    form = EndStatusForm(_typed(request), initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_person_status(
                status=status,
                valid_to=form.cleaned_data["valid_to"],
                note=form.cleaned_data["note"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            _put(form, error)
        else:
            messages.success(request, _("Đã kết thúc diện của người này."))
            return redirect(stay.household)
    return TemplateResponse(
        request,
        "households/person_status.html",
        {
            "title": _("Kết thúc diện người lao động có thu nhập thấp"),
            "stay": stay,
            "household": stay.household,
            "status": status,
            "form": form,
            "cancel_url": stay.household.get_absolute_url(),
            "submit_label": _("Kết thúc"),
        },
    )


def _stays(user: User) -> QuerySet[Membership]:
    """Return the present stays in the households that the user may edit."""
    homes = Household.objects.visible_to(user).editable_by(user).active()
    return Membership.objects.filter(household__in=homes, valid_to=None).select_related(
        "person", "household__area", "household__village", "household__head"
    )


def _typed(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _put(form: forms.Form, error: ValidationError) -> None:
    """Put the action's errors at their fields."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))
