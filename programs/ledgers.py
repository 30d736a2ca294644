"""What entries add up to: per account of a leaf, per recipient, and per kind of entry.

Amounts are whole đồng. Every number here is a sum of entries, so it equals the list behind it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.urls import reverse

from povertyportal.areas.models import Area
from programs import money
from programs.choices import EntryKind
from programs.models import Allocation, AllocationEntry, AllocationShare, Organisation


@dataclass(frozen=True)
class Sums:
    """The sum of each kind of entry, and what follows from them."""

    by_kind: Mapping[str, int]

    def of(self, *kinds: str) -> int:
        """Return what the entries of these kinds do to their balance, with its sign."""
        return sum(money.MOVES[kind].sign * self.by_kind.get(kind, 0) for kind in kinds)

    @property
    def balances(self) -> money.Balances:
        """Return the balances these sums make."""
        return money.total(self.by_kind.items())

    @property
    def left(self) -> int:
        """Return what is assigned and not yet paid out."""
        return self.balances.assigned - self.balances.disbursed


@dataclass(frozen=True)
class Account:
    """One line of a ledger table: an allocation, and what its entries add up to."""

    allocation: Allocation
    sums: Sums


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one ward, or office of the city, was given in all, and spent."""

    recipient: Area
    unit: Organisation | None
    balances: money.Balances

    @property
    def key(self) -> str:
        """Return what names the recipient in filters and forms."""
        return recipient_key(self.recipient, self.unit)

    @property
    def url(self) -> str:
        """Return the page of the recipient's money."""
        return recipient_url(self.recipient.pk, self.unit.pk if self.unit else None)


def recipient_key(recipient: Area, unit: Organisation | None = None) -> str:
    """Return the name of a recipient in filters and forms: "area-3" or "unit-5"."""
    return f"unit-{unit.pk}" if unit else f"area-{recipient.pk}"


def recipient_url(recipient: int, unit: int | None) -> str:
    """Return the page of a ward's, city's or office's money."""
    return (
        reverse("capital_unit", args=[unit]) if unit else reverse("capital_ward", args=[recipient])
    )


def sums_of(entries: QuerySet[AllocationEntry]) -> Sums:
    """Return the sum of each kind among the entries."""
    return Sums(dict(entries.order_by().values_list("kind").annotate(v=Sum("amount"))))


def accounts(
    allocations: Iterable[Allocation], entries: QuerySet[AllocationEntry]
) -> list[Account]:
    """Return one line per allocation, in their order; one without entries adds up to nothing."""
    found: dict[int, dict[str, int]] = {}
    for allocation, kind, amount in (
        entries.order_by().values_list("allocation", "kind").annotate(v=Sum("amount"))
    ):
        found.setdefault(allocation, {})[kind] = amount
    return [Account(row, Sums(found.get(row.pk, {}))) for row in allocations]


def total(lines: Iterable[Account]) -> Sums:
    """Return the sums of all lines together."""
    added: dict[str, int] = {}
    for line in lines:
        for kind, amount in line.sums.by_kind.items():
            added[kind] = added.get(kind, 0) + amount
    return Sums(added)


def shares(rows: QuerySet[AllocationShare]) -> list[Share]:
    """Return what each recipient of these shares was given in all: wards first, then offices."""
    summed = list(
        rows.order_by("recipient__path", "unit__name", "unit")
        .values_list("recipient", "unit")
        .annotate(Sum("distributed"), Sum("disbursed"), Sum("advanced"))
    )
    areas = Area.objects.in_bulk({recipient for recipient, *_rest in summed})
    units = Organisation.objects.in_bulk({unit for _area, unit, *_rest in summed if unit})
    found = [
        Share(
            recipient=areas[recipient],
            unit=units.get(unit),
            balances=money.Balances(distributed, distributed, disbursed, advanced),
        )
        for recipient, unit, distributed, disbursed, advanced in summed
    ]
    return sorted(found, key=lambda each: each.recipient.level != Area.Level.WARD)


def subtotals(sums: Sums) -> list[tuple[EntryKind, int]]:
    """Return the sum of each kind that occurs, in the order of the chain."""
    return [(kind, sums.by_kind[kind]) for kind in EntryKind if kind in sums.by_kind]
