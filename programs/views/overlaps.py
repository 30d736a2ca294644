"""How the three numbers of work overlap, by ward and year, and the people behind each."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import Person
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.listing import chips, list_page
from povertyportal.ui.text import grouped
from programs import filters, tables
from programs.choices import WorkNumber
from programs.models import JobAggregate, JobPlacement, LoanProduct
from programs.models.base import reads_names
from programs.overlaps import JOB_LOAN, Overlap, overlaps
from programs.views.base import THEMES

LISTS = {
    WorkNumber.PLACED: "job_placement_list",
    WorkNumber.ABROAD: "overseas_contract_list",
    WorkNumber.LOAN: "loan_list",
}
PAIRS = {
    "placed_abroad": (WorkNumber.PLACED, WorkNumber.ABROAD),
    "placed_loan": (WorkNumber.PLACED, WorkNumber.LOAN),
    "abroad_loan": (WorkNumber.ABROAD, WorkNumber.LOAN),
    "everything": tuple(WorkNumber),
}


@requires(Permission.WORK_VIEW)
def overlap_list(request: Request) -> HttpResponse:
    """Show each ward's stated total beside the people who have a record."""
    _demand_loans(request)
    rows = JobAggregate.objects.visible_to(request.user)
    query = request.GET.copy()
    if not query.get("year"):
        last = rows.order_by("-year").values_list("year", flat=True).first()
        query["year"] = str(last or "")
    filterset = filters.OverlapFilter(query, queryset=rows, request=request)
    context: dict[str, Any] = {}
    if filterset.form.is_valid():
        year, area = filterset.chosen["year"], filterset.chosen["area"]
        lines, whole = overlaps(user=request.user, year=year, area=area)
        loans = LoanProduct.objects.filter(code=JOB_LOAN).values_list("pk", flat=True).first()
        table = tables.OverlapTable([], orderable=False)
        shown = [_line(line, year=year, loans=loans) for line in (*lines, whole)]
        context = {"head": table.head(QueryDict()), "body": table.body(shown[:-1]), "lines": lines}
        context["foot"] = table.body(shown[-1:]) if len(lines) > 1 else ""
        context["title"] = _("Trùng lặp giữa các số việc làm năm %(year)s") % {"year": year}
    return TemplateResponse(
        request,
        "programs/overlaps.html",
        {
            "title": _("Trùng lặp giữa các số việc làm"),
            "theme": THEMES["work"],
            "filterset": filterset,
            "chips": chips(filterset, query),
            **context,
        },
    )


def _line(line: Overlap, *, year: int, loans: int | None) -> dict[str, Any]:
    """Return a line of the table, each number with the address of what is behind it."""
    found: dict[str, Any] = {
        "area": line.area.name if line.area else _("Tất cả (mỗi người đếm một lần)"),
        "stated": line.stated,
        "distinct": line.distinct,
        "difference": _difference(line),
    }
    found |= {number.value: line.together(number) for number in WorkNumber}
    found |= {key: line.together(*numbers) for key, numbers in PAIRS.items()}
    return found | {"urls": _addresses(line.area, year=year, loans=loans)}


def _addresses(area: Area | None, *, year: int, loans: int | None) -> dict[str, str]:
    """Return where the rows or the people behind each number are."""
    place = {"ward": area.pk} if area else {}
    span = {"from_day": f"01/01/{year}", "to_day": f"31/12/{year}"}
    urls = {
        number.value: f"{reverse(name)}?{urlencode(place | span)}" for number, name in LISTS.items()
    }
    urls["loan"] += f"&product={loans}"
    people = f"{reverse('overlap_people')}?"
    own = {"year": year, **place}
    urls |= {
        key: people + urlencode([*own.items(), *(("number", each.value) for each in numbers)])
        for key, numbers in PAIRS.items()
    }
    urls["distinct"] = people + urlencode(own)
    urls["stated"] = f"{reverse('job_aggregate_list')}?{urlencode(own)}"
    return urls


def _difference(line: Overlap) -> Any:
    """Say how the stated total stands to the people with a record; more records is a warning."""
    if line.difference is None:
        return None
    if line.difference == 0:
        return _("khớp")
    if line.difference > 0:
        return _("%(count)s người chưa có hồ sơ") % {"count": grouped(line.difference)}
    words = _("hồ sơ nhiều hơn %(count)s người") % {"count": grouped(-line.difference)}
    return format_html('<span class="badge badge-bad">{}</span>', words)


@requires(Permission.WORK_VIEW)
def overlap_people(request: Request) -> HttpResponse:
    """List the people who stand in the numbers chosen, with the day of each."""
    _demand_loans(request)
    named = reads_names(request.user, JobPlacement)
    return list_page(
        request,
        rows=Person.objects.all(),
        filters=filters.OverlapPersonFilter,
        table=tables.OverlapPersonTable,
        filename="work-overlaps",
        title=gettext_lazy("Người có tên trong các số việc làm"),
        template="programs/list.html",
        exclude=() if named else ("full_name", "birth_year"),
        context={
            "theme": THEMES["work"],
            "links": [(gettext_lazy("Bảng trùng lặp"), reverse("overlap_list"))],
        },
    )


def _demand_loans(request: Request) -> None:
    """Refuse who may not see loans: a number without them would be wrong, not smaller."""
    if not request.user.has(Permission.LOAN_VIEW):
        raise PermissionDenied
