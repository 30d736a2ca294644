"""The queue of records that may be one person, and the page that decides about two of them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from households import actions
from households.choices import PairState
from households.forms.duplicates import DuplicateForm
from households.lists.duplicates import DuplicateFilter, DuplicateTable
from households.models import DuplicatePair, Household
from households.person_records import records_of
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.listing import list_page


@requires(Permission.DUPLICATE_DECIDE)
def duplicate_list(request: Request) -> HttpResponse:
    """List the pairs that the user may decide, those that wait first."""
    rows = (
        DuplicatePair.objects.visible_to(request.user)
        .select_related("first", "second", "first_area", "second_area")
        .order_by(Case(When(state=PairState.OPEN, then=Value(0)), default=Value(1)), "-found_at")
    )
    return list_page(
        request,
        rows=rows,
        filters=DuplicateFilter,
        table=DuplicateTable,
        template="households/duplicate_list.html",
        filename="duplicates",
        title=_("Hồ sơ nghi trùng"),
    )


@requires(Permission.DUPLICATE_DECIDE)
@require_POST
def duplicate_find(request: Request) -> HttpResponse:
    """Look for likely pairs in the user's areas, then show the queue."""
    user, now = request.user, timezone.now()
    found = []
    for grant in user.grants:
        if Permission.DUPLICATE_DECIDE in grant.permissions:
            found += actions.find_duplicates(area=grant.area, by=user, now=now)
    visible = DuplicatePair.objects.visible_to(user).filter(pk__in=[pair.pk for pair in found])
    count = visible.count()
    if count:
        words = ngettext(
            "Đã tìm xong: thêm %(count)s cặp vào danh sách.",
            "Đã tìm xong: thêm %(count)s cặp vào danh sách.",
            count,
        )
        messages.success(request, words % {"count": count})
    else:
        messages.success(request, _("Đã tìm xong: không có cặp nào mới."))
    return redirect("duplicate_list")


@requires(Permission.DUPLICATE_DECIDE)
@never_cache
def duplicate_detail(request: Request, pk: int) -> HttpResponse:
    """Show two records side by side and take the decision."""
    pair = get_object_or_404(
        DuplicatePair.objects.visible_to(request.user).select_related(
            "first__merged_into", "second__merged_into", "first_area", "second_area", "decided_by"
        ),
        pk=pk,
    )
    form = DuplicateForm(request.POST if request.method == "POST" else None, pair=pair)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_duplicate(
                pair=pair,
                is_one_person=form.keep is not None,
                keep=form.keep,
                note=form.cleaned_data["note"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            pair.refresh_from_db()
            if pair.state == PairState.OPEN:
                form.add_error(None, ValidationError(error.messages))
            else:
                messages.error(request, error.messages[0])
        else:
            messages.success(request, _("Đã ghi kết luận về cặp hồ sơ."))
            return redirect("duplicate_list")
    first, second = records_of([pair.first, pair.second], user=request.user)
    return TemplateResponse(
        request,
        "households/duplicate_detail.html",
        {
            "title": f"{pair.first.full_name} – {pair.second.full_name}",
            "pair": pair,
            "first": first,
            "second": second,
            "form": form,
            "is_open": pair.state == PairState.OPEN,
            "others": _others(pair, request),
        },
    )


def hint_at_duplicates(request: Request, household: Household) -> None:
    """Queue who looks like a member of the household just saved, and say so."""
    user = request.user
    if not user.can(Permission.DUPLICATE_DECIDE, household.village or household.area):
        return
    actions.find_duplicates_of(household=household, by=user, now=timezone.now())
    people = household.memberships.filter(valid_to=None).values("person")
    waiting = DuplicatePair.objects.visible_to(user).filter(
        Q(first__in=people) | Q(second__in=people), state=PairState.OPEN
    )
    for pair in waiting.select_related("first", "second")[:3]:
        messages.warning(
            request,
            format_html(
                '{} <a href="{}">{}</a>',
                _("%(name)s có thể trùng với một hồ sơ khác (%(reason)s).")
                % {"name": pair.first.full_name, "reason": pair.reason},
                reverse("duplicate_detail", args=[pair.pk]),
                _("So sánh hai hồ sơ"),
            ),
        )


def _others(pair: DuplicatePair, request: Request) -> list[DuplicatePair]:
    """Return the other pairs that wait about the same people."""
    people = [pair.first_id, pair.second_id]
    return list(
        DuplicatePair.objects.visible_to(request.user)
        .filter(Q(first__in=people) | Q(second__in=people), state=PairState.OPEN)
        .exclude(pk=pair.pk)
        .select_related("first", "second")[:5]
    )
