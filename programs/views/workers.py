"""What the pages of workers share: their totals, and the form of a record about one of them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs.forms.base import HouseholdRecordForm
from programs.models.base import Record
from programs.views.forms import chosen_household, create_page, household_page

PEOPLE = {
    "rows_count": (_("Số dòng"), Count("pk")),
    "people": (_("Số người"), Count("person", distinct=True)),
}


def worker_create(
    request: Request,
    *,
    form: type[HouseholdRecordForm],
    act: Callable[[Any], Record],
    title: str | Promise,
    back: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Ask for the household first; then show the form about one of its people, and enter it."""
    household = chosen_household(request, Permission.WORK_EDIT)
    if household is None:
        return household_page(request, Permission.WORK_EDIT, title=title, back=back)
    instance = form._meta.model(household=household)
    filled = form(request.POST or None, instance=instance, user=request.user, initial=initial)
    return create_page(
        request,
        form=filled,
        act=lambda: act(filled.instance),
        title=title,
        back=back,
        context={"facts": [(_("Hộ"), household)]},
    )
