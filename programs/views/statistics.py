"""Published statistics: the list, a page, and the forms that enter, put right and delete one."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import actions, filters, tables
from programs.forms.statistics import StatisticForm
from programs.models import Statistic
from programs.views.base import record_list, record_page, visible_or_404
from programs.views.forms import create_page, edit_page, editable_or_403, remove_page


@requires(Permission.TARGET_VIEW)
def statistic_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=_statistics(request),
        filters=filters.StatisticFilter,
        table=tables.StatisticTable,
        filename="statistics",
        title=_("Số liệu thống kê"),
        theme="work",
        create=(_("Ghi số liệu"), "statistic_create"),
    )


@requires(Permission.TARGET_VIEW)
def statistic_detail(request: Request, pk: int) -> HttpResponse:
    statistic = visible_or_404(_statistics(request), pk)
    return record_page(
        request,
        statistic,
        back="statistic_list",
        edit="statistic_edit",
        remove="statistic_remove",
        facts=[
            (_("Chỉ tiêu"), statistic.words),
            "area",
            "year",
            "value",
            "source",
            "stated_on",
        ],
    )


@requires(Permission.TARGET_EDIT)
def statistic_create(request: Request) -> HttpResponse:
    form = StatisticForm(request.POST or None, instance=Statistic(), user=request.user)
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_statistic(statistic=form.instance, by=request.user),
        title=_("Ghi số liệu thống kê"),
        back="statistic_list",
    )


@requires(Permission.TARGET_EDIT)
def statistic_edit(request: Request, pk: int) -> HttpResponse:
    statistic = editable_or_403(request, _statistics(request), pk)
    form = StatisticForm(request.POST or None, instance=statistic, user=request.user)
    return edit_page(
        request,
        form=form,
        record=statistic,
        act=lambda: actions.amend_statistic(
            statistic=statistic,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="statistic_list",
    )


@requires(Permission.TARGET_EDIT)
def statistic_remove(request: Request, pk: int) -> HttpResponse:
    statistic = editable_or_403(request, _statistics(request), pk)
    return remove_page(request, statistic, back="statistic_list")


def _statistics(request: Request) -> QuerySet[Statistic]:
    found: QuerySet[Statistic] = Statistic.objects.visible_to(request.user).select_related("area")
    return found
