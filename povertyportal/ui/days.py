"""Pages as of another day: the field that asks for it, and what the page must know of the answer.

The address carries the day (`?as_of=11/08/2023`). Who reads it sets `request.as_of`; what is read
then is not decided here.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.fields import DateField

NAME = "as_of"


class DayForm(forms.Form):
    """Ask for a day that has come; left empty, it is the present."""

    as_of = DateField(
        label=_("Xem tại ngày"),
        required=False,
        help_text=_("Để trống: số liệu hiện nay"),
    )

    def clean_as_of(self) -> date | None:
        """Refuse a day to come: nothing is recorded of it."""
        day: date | None = self.cleaned_data["as_of"]
        if day is not None and day > timezone.localdate():
            raise ValidationError(_("Ngày này chưa đến. Hãy chọn hôm nay hoặc một ngày đã qua."))
        return day


@dataclass(frozen=True)
class Past:
    """The day a page shows, the address of the same page now, and whether it is only to be read."""

    day: date
    present_url: str
    is_record: bool

    @property
    def query(self) -> str:
        """Return the day as a query string."""
        return urlencode({NAME: written(self.day)})


def set_past(request: HttpRequest, day: date, *, is_record: bool) -> None:
    """Say that the page shows a day that is over; records of the past are not to be changed."""
    if day >= timezone.localdate():
        return
    query = request.GET.copy()
    query.pop(NAME, None)
    if not is_record:  # a figure without a day is asked as of its report's
        query[NAME] = written(timezone.localdate())
    address = f"{request.path}?{query.urlencode()}" if query else request.path
    request.past = Past(day, address, is_record)  # type: ignore[attr-defined]


def past_of(request: HttpRequest) -> Past | None:
    """Return the day that is over and that the page shows, if it shows one."""
    found: Past | None = getattr(request, "past", None)
    return found


def carried(request: HttpRequest) -> dict[str, str]:
    """Return what links to records carry on, so that they are read as of the same day."""
    found = past_of(request)
    return {NAME: written(found.day)} if found else {}


def day_form(request: HttpRequest) -> DayForm:
    """Return the field as it was filled in."""
    return DayForm(request.GET if NAME in request.GET else None, auto_id="day_%s")


def kept(query: QueryDict) -> list[tuple[str, str]]:
    """Return what a form that asks for another day keeps of the address."""
    return [
        (name, value)
        for name in query
        if name not in (NAME, "page", "export")
        for value in query.getlist(name)
        if value
    ]


def written(day: date) -> str:
    """Return the day as addresses carry it."""
    return f"{day:%d/%m/%Y}"
