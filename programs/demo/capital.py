"""Allocations with their entries, and why the rest is not distributed."""

from datetime import date
from random import Random

from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from programs import money
from programs.choices import ApprovalLevel, EntryKind, IdleCause, ProposalState
from programs.demo import plan, tools
from programs.demo.city import City
from programs.models import (
    Allocation,
    AllocationEntry,
    AllocationShare,
    BudgetYear,
    Component,
    EntryProposal,
    IdleReason,
    Organisation,
)

ASSIGNED_ON = {2022: date(2022, 6, 15), 2023: date(2023, 1, 18)}
ADJUSTED_ON = {2022: date(2022, 9, 20), 2023: date(2023, 4, 12)}
MOVED_ON = date(2023, 1, 18)
RETURNED_ON = date(2022, 12, 20)
DISTRIBUTED_ON = {
    2022: (date(2022, 8, 10), date(2022, 10, 5)),
    2023: (date(2023, 3, 15), date(2023, 5, 4)),
}
DISBURSED_ON = {
    2022: (date(2022, 11, 15), date(2022, 12, 22), date(2023, 1, 19)),
    2023: (date(2023, 5, 25), date(2023, 6, 15), date(2023, 6, 28)),
}
NUMBERS = {
    EntryKind.ASSIGNED: "QĐ-UBND",
    EntryKind.ADJUSTED: "QĐ-UBND",
    EntryKind.CARRIED_OVER: "QĐ-UBND",
    EntryKind.RETURNED: "CV-TCKH",
    EntryKind.DISTRIBUTED: "QĐ-UBND",
    EntryKind.ADVANCE: "UNC",
    EntryKind.PAYMENT: "UNC",
    EntryKind.RECOVERY: "UNC",
}
WEIGHTS = {"01834": 3, "01837": 3, "01840": 2, "01843": 2, "01846": 6, "01849": 5, "01852": 5,
           "01855": 4}  # fmt: skip
IDLE = {
    "DA2": (
        IdleCause.NO_PROJECT_LIST,
        "Phòng Lao động - Thương binh và Xã hội",
        "Các phường, xã chưa trình danh mục mô hình sinh kế.",
    ),
    "DA3.1": (
        IdleCause.NO_PROJECT_LIST,
        "Phòng Kinh tế",
        "Chưa có danh mục dự án phát triển sản xuất được phê duyệt.",
    ),
    "DA3.2": (
        IdleCause.NOBODY_ELIGIBLE,
        "Phòng Y tế",
        "Rà soát không có đối tượng đủ điều kiện của tiểu dự án.",
    ),
    "DA4.1": (
        IdleCause.DOES_NOT_FIT,
        "Phòng Lao động - Thương binh và Xã hội",
        "Mức phân bổ từ trên chưa phù hợp nhu cầu học nghề tại chỗ.",
    ),
    "DA4.3": (
        IdleCause.DOES_NOT_FIT,
        "Phòng Lao động - Thương binh và Xã hội",
        "Nội dung chi được giao chưa phù hợp, đã đề nghị điều chỉnh.",
    ),
}
DUE = date(2023, 9, 30)
OVERDUE = {"DA3.1": date(2023, 1, 9), "DA2": date(2023, 3, 31)}
APPROVED_SINCE, PROPOSED_ON = date(2023, 6, 15), date(2023, 6, 29)
LARGE = 200_000_000
"""From here on the leader approves what is distributed; the programme's file says so."""
STATED = {2022: date(2022, 12, 15), 2023: date(2023, 6, 20)}


def build(city: City) -> None:
    """Write every allocation of the plan with the entries its balances are the sums of."""
    rng = tools.dice("capital", plan.SEED)
    components = {c.code: c for c in Component.objects.filter(carries_money=True)}
    rows = [_allocation(city, money_plan, components) for money_plan in plan.CAPITAL]
    Allocation.objects.bulk_create(rows)
    entries: list[AllocationEntry] = []
    for row, money_plan in zip(rows, plan.CAPITAL, strict=True):
        own = _entries(rng, city, row, money_plan)
        sums = money.total((entry.kind, entry.amount) for entry in own)
        broken = money.first_break(
            money.Act(entry.entry_on, entry.kind, entry.amount, entry.recipient_key)
            for entry in own
        )
        row.advanced = sums.advanced
        if sums != row.balances or broken:
            raise AssertionError(f"{row}: entries give {sums}, {broken}")
        entries += own
    Allocation.objects.bulk_update(rows, ["advanced"])
    entries.sort(key=lambda entry: entry.entry_on)
    for number, entry in enumerate(entries, start=1):
        entry.document_number = f"{number + 300}/{NUMBERS[EntryKind(entry.kind)]}"
    _approve(city, entries)
    AllocationEntry.objects.bulk_create(entries)
    AllocationShare.objects.bulk_create(_shares(entries))
    BudgetYear.objects.bulk_create(
        BudgetYear(area=city.area, year=year) for year in sorted({row.year for row in rows})
    )
    IdleReason.objects.bulk_create(_reasons(rows))
    _propose(city, rows)


def _approve(city: City, entries: list[AllocationEntry]) -> None:
    """Give the entries of the last months what was proposed before, and by whom it was approved."""
    chosen = [entry for entry in entries if entry.entry_on >= APPROVED_SINCE]
    proposals = [
        _proposal(entry, by=entry.created_by, decided_by=_second(city, entry)) for entry in chosen
    ]
    EntryProposal.objects.bulk_create(proposals)
    for entry, proposal in zip(chosen, proposals, strict=True):
        entry.proposal, entry.approved_by = proposal, proposal.decided_by
        proposal.created_at = tools.at(entry.entry_on, 9)
    EntryProposal.objects.bulk_update(proposals, ["created_at"], batch_size=200)


def _second(city: City, entry: AllocationEntry) -> User:
    """Return who approves the entry: the leader what gives away much, else the accountant."""
    return city.users["thanhpho" if _level(entry) == ApprovalLevel.LEADER else "ketoan"]


def _level(entry: AllocationEntry) -> ApprovalLevel:
    is_large = entry.kind == EntryKind.DISTRIBUTED and entry.amount >= LARGE
    return ApprovalLevel.LEADER if is_large else ApprovalLevel.COLLEAGUE


def _proposal(entry: AllocationEntry, *, by: User, decided_by: User | None = None) -> EntryProposal:
    return EntryProposal(
        allocation=entry.allocation,
        kind=entry.kind,
        amount=entry.amount,
        entry_on=entry.entry_on,
        recipient=entry.recipient,
        document_number=entry.document_number,
        document_on=entry.document_on,
        note=entry.note,
        created_by=by,
        level=_level(entry),
        state=ProposalState.APPROVED if decided_by else ProposalState.WAITING,
        decided_by=decided_by,
        decided_at=tools.at(entry.entry_on, 15) if decided_by else None,
    )


def _propose(city: City, rows: list[Allocation]) -> None:
    """Put two entries before the second person: a large one for the leader, one for a colleague."""
    found = {(row.component.code, row.year, row.source): row for row in rows}
    largest = city.wards["01846"]
    waiting = [
        AllocationEntry(
            allocation=found["DA3.1", 2023, "TW"],
            kind=EntryKind.DISTRIBUTED,
            amount=240_000_000,
            recipient=largest,
            document_number="612/QĐ-UBND",
            note="Mô hình nuôi gà thả vườn và trồng rau an toàn của 12 hộ.",
        ),
        AllocationEntry(
            allocation=found["DA2", 2023, "TW"],
            kind=EntryKind.DISTRIBUTED,
            amount=36_000_000,
            recipient=city.wards["01849"],
            document_number="615/QĐ-UBND",
            note="Bổ sung mô hình sinh kế của 3 hộ cận nghèo.",
        ),
    ]
    for entry in waiting:
        entry.entry_on = entry.document_on = PROPOSED_ON
        row = _proposal(entry, by=city.users["taichinh"])
        row.save()
        EntryProposal.objects.filter(pk=row.pk).update(created_at=tools.at(PROPOSED_ON, 9))


def _allocation(city: City, found: plan.Money, components: dict[str, Component]) -> Allocation:
    return Allocation(
        component=components[found.component],
        area=city.area,
        year=found.year,
        source=found.source,
        kind=found.kind,
        assigned=found.assigned * 1000,
        distributed=found.distributed * 1000,
        disbursed=found.disbursed * 1000,
    )


def _entries(rng: Random, city: City, row: Allocation, found: plan.Money) -> list[AllocationEntry]:
    """Return the entries of one allocation: what came, what was given to whom, what was paid."""
    year = row.year
    moved = (found.adjusted + found.carried_over - found.returned) * 1000
    acts: list[tuple[str, int, date, Area | None]] = [
        (EntryKind.ASSIGNED, row.assigned - moved, ASSIGNED_ON[year], None),
        (EntryKind.ADJUSTED, found.adjusted * 1000, ADJUSTED_ON[year], None),
        (EntryKind.CARRIED_OVER, found.carried_over * 1000, MOVED_ON, None),
        (EntryKind.RETURNED, found.returned * 1000, RETURNED_ON, None),
    ]
    places = list(city.wards.values()) if found.by_ward else [city.area]
    weights = [
        WEIGHTS.get(place.code, 1) * (rng.uniform(0.7, 1.3) if found.by_ward else 1)
        for place in places
    ]
    given = tools.shares_of(row.distributed, weights, step=1000)
    paid = tools.shares_of(row.disbursed, given, step=1000)
    for place, gets, pays in zip(places, given, paid, strict=True):
        for day, amount in zip(DISTRIBUTED_ON[year], _halves(gets), strict=True):
            acts.append((EntryKind.DISTRIBUTED, amount, day, place))
        acts += _payments(year, min(pays, gets), place)
    return [
        AllocationEntry(
            allocation=row,
            kind=kind,
            amount=amount,
            entry_on=day,
            recipient=place,
            document_on=day,
            created_by=city.users["taichinh"],
        )
        for kind, amount, day, place in acts
        if amount
    ]


def _payments(year: int, amount: int, place: Area) -> list[tuple[str, int, date, Area | None]]:
    """Return how money is paid out: an advance first, settled by the last payment of 2022."""
    first, second, third = DISBURSED_ON[year]
    one, two, three = _thirds(amount)
    if year != 2022:
        parts = [
            (EntryKind.ADVANCE, one, first),
            (EntryKind.PAYMENT, two, second),
            (EntryKind.PAYMENT, three, third),
        ]
    else:
        parts = [
            (EntryKind.ADVANCE, one, first),
            (EntryKind.PAYMENT, two, second),
            (EntryKind.RECOVERY, one, third),
            (EntryKind.PAYMENT, one + three, third),
        ]
    return [(kind, part, day, place) for kind, part, day in parts]


def _shares(entries: list[AllocationEntry]) -> list[AllocationShare]:
    """Return what each ward or office was given and spent of each allocation."""
    acts: dict[tuple[int, int], list[AllocationEntry]] = {}
    for entry in entries:
        if entry.recipient_id is not None:
            acts.setdefault((entry.allocation_id, entry.recipient_id), []).append(entry)
    shares = []
    for (allocation, recipient), own in acts.items():
        sums = money.total((entry.kind, entry.amount) for entry in own)
        shares.append(
            AllocationShare(
                allocation_id=allocation,
                recipient_id=recipient,
                distributed=sums.distributed,
                disbursed=sums.disbursed,
                advanced=sums.advanced,
            )
        )
    return shares


def _halves(amount: int) -> list[int]:
    return tools.shares_of(amount, (7, 3), step=1000)


def _thirds(amount: int) -> list[int]:
    return tools.shares_of(amount, (4, 4, 2), step=1000)


def _reasons(rows: list[Allocation]) -> list[IdleReason]:
    """Return one reason per allocation that still holds undistributed money."""
    offices = {office.name: office for office in Organisation.objects.all()}
    reasons = []
    for row in rows:
        if row.undistributed:
            cause, owner, note = IDLE[row.component.code]
            reasons.append(
                IdleReason(
                    allocation=row,
                    reason=cause,
                    amount=row.undistributed,
                    note=note,
                    owner=offices[owner],
                    due_on=OVERDUE.get(row.component.code, DUE) if row.year == 2022 else DUE,
                    stated_on=STATED[row.year],
                )
            )
    return reasons
