"""What the allocations of the programme warn of on a day, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from programs import money
from programs.alerts import Account, Alert, AlertKind, Limits, alerts, idle_since
from programs.models import Allocation, AllocationEntry, BudgetYear, Limit

_SIGNS = {kind: move.sign for kind, move in money.MOVES.items() if move.balance == money.ASSIGNED}

KEYS = (Limit.IDLE_DAYS, Limit.BEHIND_POINTS, Limit.YEAR_END_DAYS)


@dataclass(frozen=True)
class Warned:
    """An allocation and one thing it warns of."""

    allocation: Allocation
    alert: Alert

    @property
    def is_late(self) -> bool:
        """Tell whether the year of the money is over."""
        return self.alert.kind == AlertKind.YEAR_END and self.alert.number < 0


def limits_in_force(day: date) -> dict[str, Limit]:
    """Return the limits that hold on the day, by key."""
    found = {key: Limit.on(key, day) for key in KEYS}
    return {key: limit for key, limit in found.items() if limit is not None}


def warned(rows: QuerySet[Allocation], *, today: date) -> list[Warned]:
    """Return what the allocations warn of, the largest amounts first; settled years are over."""
    values = {key: limit.value for key, limit in limits_in_force(today).items()}
    limits = Limits(**values)
    accounts = accounts_of(open_years(rows))
    found = [
        Warned(allocation, alert)
        for allocation, account in accounts
        for alert in alerts(account, limits=limits, today=today)
    ]
    return sorted(found, key=lambda row: (-row.alert.amount, row.allocation.pk))


def open_years(rows: QuerySet[Allocation]) -> QuerySet[Allocation]:
    """Keep the allocations of years that are not settled."""
    settled = BudgetYear.objects.filter(
        area=OuterRef("area"), year=OuterRef("year"), settled_on__isnull=False
    )
    return rows.filter(~Exists(settled))


def accounts_of(rows: QuerySet[Allocation]) -> list[tuple[Allocation, Account]]:
    """Return each allocation with what its warnings are computed from; two queries."""
    found = list(rows.select_related("component", "area"))
    given: dict[int, list[tuple[date, int]]] = {row.pk: [] for row in found}
    entries = AllocationEntry.objects.filter(allocation__in=given, kind__in=_SIGNS).order_by()
    for key, kind, day, amount in entries.values_list("allocation", "kind", "entry_on", "amount"):
        given[key].append((day, _SIGNS[kind] * amount))
    return [
        (
            row,
            Account(
                year=row.year,
                assigned=row.assigned,
                distributed=row.distributed,
                disbursed=row.disbursed,
                given=tuple(sorted(given[row.pk])),
            ),
        )
        for row in found
    ]


def days_idle(rows: QuerySet[Allocation], *, today: date) -> dict[int, int]:
    """Return for how many days money of each allocation lies idle, where some does."""
    since = {row.pk: idle_since(account) for row, account in accounts_of(rows)}
    return {key: (today - day).days for key, day in since.items() if day is not None}
