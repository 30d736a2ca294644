"""What all entry forms share: fields that read Vietnamese, one token, refusals at their field."""

from __future__ import annotations

from copy import copy
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.db import models
from django.forms.models import construct_instance
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from households.models import Household, Person
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.fields import PaperField
from povertyportal.ui.fields import DateField, DecimalField, MoneyField, TextField
from povertyportal.ui.forms import Refusable
from programs.choices import PaperKind
from programs.models import Component, Organisation
from programs.models.base import Record

LONG_TEXT = 200


def form_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """Return the form field of a column: money, days, numbers and text have one reader each."""
    if column.choices or column.is_relation:
        found = column.formfield(**kwargs)
        if found is not None and column.has_default():
            found.initial = column.get_default()
        return found
    kwargs |= {
        "label": kwargs.get("label") or capfirst(str(column.verbose_name)),
        "required": not column.blank,
    }
    if isinstance(column, models.BigIntegerField):
        return MoneyField(lowest=1, **kwargs)
    if isinstance(column, models.DateField):
        return DateField(**kwargs)
    if isinstance(column, models.DecimalField):
        smallest = Decimal(1).scaleb(-column.decimal_places)
        highest = Decimal(10) ** (column.max_digits - column.decimal_places) - smallest
        return DecimalField(lowest=Decimal(0), highest=highest, **kwargs)
    if isinstance(column, models.TextField) or (column.max_length or 0) > LONG_TEXT:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        return TextField(max_length=column.max_length, **kwargs)
    if isinstance(column, models.CharField):
        return TextField(max_length=column.max_length, **kwargs)
    kwargs.pop("required")
    return column.formfield(**kwargs)


def name_blank(field: forms.Field) -> None:
    """Say in words what an empty choice means, in place of Django's dashes."""
    words = _("Hãy chọn") if field.required else _("Không có")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label is not None:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        choices = list(offered)
        if choices and choices[0][0] == "":
            field.choices = [("", words), *choices[1:]]


class PlainForm(Refusable, forms.Form):
    """A form about an act on a record, such as a correction or a refusal."""

    submit_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ReasonForm(PlainForm):
    """Why: for an act that is not done without a reason. `version` is the state that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(label=_("Lý do"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class RecordForm(Refusable, forms.ModelForm):  # type: ignore[type-arg]
    """The form of one record, new or to be put right.

    It reads what is typed onto `instance`; the rules are the action's. `version` is the state
    that was shown, so that an edit made on an older one is refused.
    """

    submit_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        formfield_callback = form_field

    def __init__(
        self, data: Any = None, files: Any = None, *, user: User, instance: Any, **kwargs: Any
    ) -> None:
        """Work on a copy: the page still shows the row as it is until the action has changed it."""
        super().__init__(data, files, instance=copy(instance), **kwargs)
        self.user = user
        for field in self.fields.values():
            name_blank(field)
        if self.instance.pk is None:
            del self.fields["version"]
        else:
            self.fields["version"].initial = getattr(self.instance, "version", None)

    def _post_clean(self) -> None:
        """Put what was typed on the row; the action checks it as a whole."""
        self.instance = construct_instance(self, self.instance, self._meta.fields)
        if self.instance.pk is None:
            self.instance.submit_token = self.cleaned_data.get("submit_token")

    @property
    def typed(self) -> dict[str, Any]:
        """Return what was typed, by the name of the column."""
        columns = self._meta.fields or ()
        return {name: self.cleaned_data[name] for name in columns if name in self.cleaned_data}

    def offer(self, name: str, rows: Any) -> None:
        """Offer these rows at the field, in their order."""
        field: Any = self.fields[name]
        field.queryset = rows


class HouseholdRecordForm(RecordForm):
    """The form of a record about one household and, where it has one, one of its people.

    The household is chosen before, on a page of its own, and stands on the row already.
    """

    PERSON = "person"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.PERSON in self.fields:
            household: Household = self.instance.household
            self.offer(self.PERSON, people_of(household))


def people_of(household: Household) -> models.QuerySet[Person]:
    """Return everybody who belongs, or belonged, to the household."""
    return Person.objects.filter(memberships__household=household, merged_into=None).distinct()


def leaves() -> models.QuerySet[Component]:
    """Return the leaves of the programme, which carry money."""
    return Component.objects.filter(carries_money=True)


def organisations(day: Any) -> models.QuerySet[Organisation]:
    """Return the offices that exist on the day."""
    return Organisation.objects.valid_on(day)


def areas_of(user: User, record: type[Record]) -> models.QuerySet[Area]:
    """Return the city and wards where the user may write such records."""
    levels = [Area.Level.CITY, Area.Level.WARD]
    return user.areas(record.EDIT).filter(level__in=levels).order_by("path")


class AttachmentForm(PlainForm):
    """A scan or photo to keep beside a record."""

    scan = PaperField(required=True, label=_("Tệp"))
    kind = forms.ChoiceField(label=_("Loại giấy tờ"), choices=PaperKind.choices)
    caption = TextField(label=_("Chú thích"), max_length=200, required=False)
