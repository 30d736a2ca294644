"""The draft that proposes to move idle money: for one allocation, or for a whole year."""

from django.db.models import Model
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from households.models import Household
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import print_out
from programs import findings, matcher, papers, watch
from programs.findings import IdleMoney
from programs.models import Allocation, BudgetYear, Component, Organisation
from programs.reallocation import suggestions
from programs.views.base import visible_or_404


@requires(Permission.CAPITAL_VIEW)
@never_cache
def allocation_reallocation(request: Request, pk: int) -> HttpResponse:
    """Hand over the draft about the idle money of one allocation."""
    rows = Allocation.objects.visible_to(request.user).select_related("area", "component")
    allocation: Allocation = visible_or_404(rows, pk)
    return _draft(
        request,
        area=allocation.area,
        year=allocation.year,
        idle=findings.idle_in(rows.filter(pk=pk)),
        on=allocation,
        back=allocation.get_absolute_url(),
    )


@requires(Permission.CAPITAL_VIEW)
@never_cache
def year_reallocation(request: Request, pk: int) -> HttpResponse:
    """Hand over the draft about all idle money of a year."""
    rows = BudgetYear.objects.visible_to(request.user).select_related("area")
    year: BudgetYear = visible_or_404(rows, pk)
    accounts = Allocation.objects.visible_to(request.user).filter(area=year.area, year=year.year)
    return _draft(
        request,
        area=year.area,
        year=year.year,
        idle=findings.idle_in(accounts),
        on=year,
        back=year.get_absolute_url(),
    )


def _draft(
    request: Request, *, area: Area, year: int, idle: list[IdleMoney], on: Model, back: str
) -> HttpResponse:
    """Match every leaf that has money in the year, and hand over what follows from it."""
    today = timezone.localdate()
    rows = Allocation.objects.visible_to(request.user).filter(area=area, year=year)
    ordered = rows.select_related("component__programme").order_by("component__order", "pk")
    accounts: list[Allocation] = list(ordered)
    leaves: dict[int, Component] = {row.component_id: row.component for row in accounts}
    matches = matcher.matches(
        leaves.values(),
        year=year,
        today=today,
        households=Household.objects.filter(request.user.scope(Permission.CAPITAL_VIEW)),
    )
    office = Organisation.objects.of_user(request.user).valid_on(today).filter(area=area).first()
    paper = papers.reallocation_paper(
        papers.Proposal(
            area=area,
            year=year,
            day=today,
            programme=accounts[0].component.programme.name if accounts else "",
            office=office.name if office else "",
            suggestions=suggestions(idle, matches, accounts),
            days=watch.days_idle(rows, today=today),
        )
    )
    return print_out(
        request,
        [paper],
        by=request.user,
        title=_("Dự thảo đề nghị điều chỉnh vốn năm %(year)d") % {"year": year},
        filename=f"de-nghi-dieu-chinh-von-{year}-{on.pk}",
        back=back,
        on=on,
        area_path=area.path,
    )
