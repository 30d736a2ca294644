"""What the allocations of the programme warn of on a day, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

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
    return Limit.in_force(KEYS, day)


def warned(rows: QuerySet[Allocation], *, today: date, day: date | None = None) -> list[Warned]:
    """Return what the allocations warn of, the largest amounts first; settled years are over.

    With a past `day` it is what they warned of then, by the entries up to that day.
    """
    on = day or today
    limits = Limits(**{key: limit.value for key, limit in limits_in_force(on).items()})
    found = [
        Warned(allocation, alert)
        for allocation, account in accounts_of(open_years(rows), day=day if on < today else None)
        for alert in alerts(account, limits=limits, today=on)
    ]
    return sorted(found, key=lambda row: (-row.alert.amount, row.allocation.pk))


def open_years(rows: QuerySet[Allocation]) -> QuerySet[Allocation]:
    """Keep the allocations of years that are not settled."""
    settled = BudgetYear.objects.filter(
        area=OuterRef("area"), year=OuterRef("year"), settled_on__isnull=False
    )
    return rows.filter(~Exists(settled))


def accounts_of(
    rows: QuerySet[Allocation], *, day: date | None = None
) -> list[tuple[Allocation, Account]]:
    """Return each allocation with what its warnings are computed from; two queries.

    Today's balances stand on the rows; those of a past day are summed up from its entries.
    """
    found = list(rows.select_related("component", "area"))
    needed = Q(kind__in=_SIGNS) if day is None else Q(entry_on__lte=day)
    entries = AllocationEntry.objects.filter(needed, allocation__in=found)
    ordered = entries.order_by("entry_on", "pk")
    written: dict[int, list[tuple[str, date, int]]] = {row.pk: [] for row in found}
    for key, *entry in ordered.values_list("allocation", "kind", "entry_on", "amount"):
        written[key].append((entry[0], entry[1], entry[2]))
    return [(row, _account(row, written[row.pk], day)) for row in found]


def _account(row: Allocation, entries: list[tuple[str, date, int]], day: date | None) -> Account:
    balances = row.balances
    if day is not None:
        balances = money.total((kind, amount) for kind, _on, amount in entries)
    return Account(
        year=row.year,
        assigned=balances.assigned,
        distributed=balances.distributed,
        disbursed=balances.disbursed,
        given=tuple((on, _SIGNS[kind] * amount) for kind, on, amount in entries if kind in _SIGNS),
    )


def days_idle(rows: QuerySet[Allocation], *, today: date) -> dict[int, int]:
    """Return for how many days money of each allocation lies idle, where some does."""
    since = {row.pk: idle_since(account) for row, account in accounts_of(rows)}
    return {key: (today - day).days for key, day in since.items() if day is not None}
