"""Help to households and their people."""

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import filters, tables
from programs.models import Support
from programs.views.base import record_list, record_page, visible_or_404


@requires(Permission.SUPPORT_VIEW)
def support_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Support.objects.visible_to(request.user).select_related(
            "household__head", "area", "component"
        ),
        filters=filters.SupportFilter,
        table=tables.SupportTable,
        filename="supports",
        title=_("Hỗ trợ hộ gia đình"),
        totals={
            "supports": (_("Số lượt"), Count("pk")),
            "helped": (_("Số hộ"), Count("household", distinct=True)),
            "amount_sum": (_("Trị giá (đồng)"), Sum("amount")),
        },
    )


@requires(Permission.SUPPORT_VIEW)
def support_detail(request: Request, pk: int) -> HttpResponse:
    rows = Support.objects.visible_to(request.user).select_related(
        "household__head", "person", "area", "component"
    )
    return record_page(
        request,
        visible_or_404(rows, pk),
        back="support_list",
        facts=[
            "household",
            "person",
            "area",
            "household_class",
            "kind",
            "component",
            "provided_on",
            "amount",
            "note",
        ],
    )
