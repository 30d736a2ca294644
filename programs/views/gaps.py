"""Who is left out, served twice, or helped and still poor; each row leads to the household."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from households.choices import PovertyClass
from households.models import Household
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.fields import DateField
from programs import filters, gaps, tables
from programs.models import Support
from programs.views.base import record_list

HOUSEHOLDS: dict[str, Any] = {
    "homes": (gettext_lazy("Số hộ"), Count("pk")),
    "poor": (gettext_lazy("Hộ nghèo"), Count("pk", filter=Q(day_class=PovertyClass.POOR))),
    "near_poor": (
        gettext_lazy("Hộ cận nghèo"),
        Count("pk", filter=Q(day_class=PovertyClass.NEAR_POOR)),
    ),
}


@requires(Permission.HOUSEHOLD_VIEW)
@requires(Permission.SUPPORT_VIEW)
def unsupported_list(request: Request) -> HttpResponse:
    day = _day(request)
    years = gaps.years_on(day)
    words = ngettext("%(n)s năm chưa được hỗ trợ", "%(n)s năm chưa được hỗ trợ", years)
    return record_list(
        request,
        rows=_of(request, gaps.unsupported(day)).order_by("area__path", "sort_key", "pk"),
        filters=filters.GapFilter,
        table=tables.UnsupportedTable,
        filename="unsupported-households",
        title=words % {"n": years},
        theme="supports",
        totals=HOUSEHOLDS,
        context={
            "explanation": _(
                "Hộ nghèo, cận nghèo đến %(day)s mà %(years)s năm qua không có khoản vay, nhà ở, "
                "học nghề, việc làm hay hỗ trợ nào được ghi trong cổng."
            )
            % {"day": f"{day:%d/%m/%Y}", "years": years}
        },
    )


@requires(Permission.HOUSEHOLD_VIEW)
@requires(Permission.SUPPORT_VIEW)
def stuck_list(request: Request) -> HttpResponse:
    day = _day(request)
    return record_list(
        request,
        rows=_of(request, gaps.stuck(day)).order_by("area__path", "sort_key", "pk"),
        filters=filters.GapFilter,
        table=tables.StuckTable,
        filename="supported-still-poor",
        title=gettext_lazy("Đã được hỗ trợ nhưng chưa thoát nghèo"),
        theme="supports",
        totals={
            **HOUSEHOLDS,
            "given_sum": (gettext_lazy("Được cho (đồng)"), Sum("given")),
            "lent_sum": (gettext_lazy("Được vay (đồng)"), Sum("lent")),
        },
        context={
            "explanation": _(
                "Hộ nghèo, cận nghèo đến %(day)s, đã được hỗ trợ khi đang trong danh sách, và lần "
                "rà soát sau đó vẫn công nhận là nghèo hoặc cận nghèo. Chỉ tính hỗ trợ trước lần "
                "rà soát gần nhất."
            )
            % {"day": f"{day:%d/%m/%Y}"}
        },
    )


@requires(Permission.HOUSEHOLD_VIEW)
@requires(Permission.SUPPORT_VIEW)
def repeated_support_list(request: Request) -> HttpResponse:
    seen = request.user.scope(Permission.HOUSEHOLD_VIEW, "household__area", "household__village")
    rows = gaps.repeated(Support.objects.visible_to(request.user).filter(seen))
    return record_list(
        request,
        rows=rows.select_related("household__head", "area", "component", "person"),
        filters=filters.RepeatedSupportFilter,
        table=tables.RepeatedSupportTable,
        filename="repeated-supports",
        title=gettext_lazy("Được hỗ trợ hai lần cùng loại"),
        theme="supports",
        totals={
            "supports": (gettext_lazy("Số lượt"), Count("pk")),
            "helped": (gettext_lazy("Số hộ"), Count("household", distinct=True)),
            "amount_sum": (gettext_lazy("Trị giá (đồng)"), Sum("amount")),
        },
        context={
            "explanation": _(
                "Mỗi dòng là lần sau: cùng hộ (hoặc cùng người), cùng hình thức, cùng dự án, cách "
                "lần trước không quá 12 tháng. Hãy xem có ghi trùng hay hỗ trợ trùng."
            )
        },
    )


def _day(request: Request) -> date:
    """Return the day of the address; an invalid one is refused by the filter, today stands in."""
    try:
        typed = DateField(required=False).clean(request.GET.get("day", ""))
    except ValidationError:
        typed = None
    return typed or timezone.localdate()


def _of(request: Request, rows: QuerySet[Household]) -> QuerySet[Household]:
    return gaps.households_of(request.user, rows).select_related("head", "area")
