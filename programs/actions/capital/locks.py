"""The rows every writer of the budget chain locks first: the years, then the allocations."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Allocation, BudgetYear


def lock_years(*allocations: Allocation) -> None:
    """Lock the years of the allocations; refuse a year that is settled."""
    asked = Q(pk__in=[])
    for row in allocations:
        asked |= Q(area=row.area_id, year=row.year)
    for found in BudgetYear.objects.select_for_update().filter(asked).order_by("year", "pk"):
        if found.is_settled:
            raise ValidationError(
                _("Vốn năm %(year)s đã quyết toán ngày %(day)s, không ghi thêm được."),
                params={"year": found.year, "day": f"{found.settled_on:%d/%m/%Y}"},
                code="settled",
            )


def lock_allocations(*allocations: Allocation) -> dict[int, Allocation]:
    """Lock the years, then the allocations, and return these as they stand now, by key."""
    lock_years(*allocations)
    keys = [row.pk for row in allocations]
    rows = Allocation.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}
