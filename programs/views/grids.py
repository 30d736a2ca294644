"""Tables of money that add up to the đồng: each number leads to the entries it is the sum of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.http import Request
from povertyportal.ui.charts import Datum, StackedBar, stacked_bar
from povertyportal.ui.tables import EMPTY
from povertyportal.ui.text import grouped
from programs import ledgers, money, tables
from programs.choices import EntryKind
from programs.ledgers import Sums
from programs.models import Allocation, AllocationEntry
from programs.views.base import Section, related

Text = str | Promise
LATEST = 20
"""Entries shown on a page of sums; the rest is one step away, in the list."""

GIVEN = (EntryKind.ASSIGNED, EntryKind.ADJUSTED, EntryKind.CARRIED_OVER, EntryKind.RETURNED)
PASSED_ON = (EntryKind.DISTRIBUTED, EntryKind.WITHDRAWN)
PAID_OUT = (EntryKind.ADVANCE, EntryKind.PAYMENT, EntryKind.RECOVERY)


@dataclass(frozen=True)
class Column:
    """A column of sums: its heading, its number, and the kinds of entries behind it."""

    label: Text
    value: Callable[[Sums], int]
    kinds: Sequence[EntryKind]
    is_sum: bool = False


def _of(*kinds: EntryKind) -> Callable[[Sums], int]:
    return lambda sums: sums.of(*kinds)


ADVANCED = Column(
    gettext_lazy("Tạm ứng chưa thu hồi"),
    lambda sums: sums.balances.advanced,
    (EntryKind.ADVANCE, EntryKind.RECOVERY),
)
OF_LEAF = (
    Column(gettext_lazy("Giao ban đầu"), _of(EntryKind.ASSIGNED), (EntryKind.ASSIGNED,)),
    Column(gettext_lazy("Điều chỉnh"), _of(EntryKind.ADJUSTED), (EntryKind.ADJUSTED,)),
    Column(gettext_lazy("Chuyển nguồn"), _of(EntryKind.CARRIED_OVER), (EntryKind.CARRIED_OVER,)),
    Column(gettext_lazy("Nộp trả"), _of(EntryKind.RETURNED), (EntryKind.RETURNED,)),
    Column(gettext_lazy("= Được giao"), _of(*GIVEN), GIVEN, is_sum=True),
    Column(gettext_lazy("Phân bổ"), _of(*PASSED_ON), PASSED_ON),
    Column(
        gettext_lazy("Chưa phân bổ"),
        lambda sums: sums.balances.undistributed,
        (*GIVEN, *PASSED_ON),
        is_sum=True,
    ),
    Column(gettext_lazy("Giải ngân"), _of(*PAID_OUT), PAID_OUT),
    ADVANCED,
    Column(gettext_lazy("Còn lại"), lambda sums: sums.left, (*GIVEN, *PAID_OUT), is_sum=True),
)
"""Given - passed on = idle; given - paid out = left."""

OF_RECIPIENT = (
    Column(gettext_lazy("Phân bổ"), _of(EntryKind.DISTRIBUTED), (EntryKind.DISTRIBUTED,)),
    Column(gettext_lazy("Thu hồi phân bổ"), _of(EntryKind.WITHDRAWN), (EntryKind.WITHDRAWN,)),
    Column(gettext_lazy("= Được phân bổ"), _of(*PASSED_ON), PASSED_ON, is_sum=True),
    Column(gettext_lazy("Tạm ứng"), _of(EntryKind.ADVANCE), (EntryKind.ADVANCE,)),
    Column(gettext_lazy("Thanh toán"), _of(EntryKind.PAYMENT), (EntryKind.PAYMENT,)),
    Column(gettext_lazy("Thu hồi tạm ứng"), _of(EntryKind.RECOVERY), (EntryKind.RECOVERY,)),
    Column(gettext_lazy("= Giải ngân"), _of(*PAID_OUT), PAID_OUT, is_sum=True),
    ADVANCED,
    Column(
        gettext_lazy("Còn lại"),
        lambda sums: sums.balances.unspent,
        (*PASSED_ON, *PAID_OUT),
        is_sum=True,
    ),
)
"""What one recipient was given, and paid out."""


@dataclass(frozen=True)
class Cell:
    """One number of a table, and the address of the entries behind it."""

    label: Text
    text: str
    url: str = ""
    is_sum: bool = False

    @property
    def is_blank(self) -> bool:
        """Tell whether there is no number: phones leave such cells out."""
        return self.text == EMPTY


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is about, and its numbers."""

    label: Text
    url: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Grid:
    """A table of sums with a line that adds them up."""

    head: Text
    headings: Sequence[tuple[Text, bool]]
    lines: Sequence[Line]
    total: Line | None


def account_grid(
    lines: Sequence[ledgers.Account], columns: Sequence[Column], *, query: dict[str, Any]
) -> Grid:
    """Return the table with one line per allocation; `query` keeps the entries it is about.

    What takes money away stands below zero, so that each line adds up as it is read.
    """
    shown = [
        Line(
            str(line.allocation),
            line.allocation.get_absolute_url(),
            _cells(line.sums, columns, query | query_of(line.allocation)),
        )
        for line in lines
    ]
    in_all = Line(_("Cộng"), "", _cells(ledgers.total(lines), columns, query))
    return Grid(
        _("Nguồn vốn"),
        [(column.label, column.is_sum) for column in columns],
        shown,
        in_all if len(shown) > 1 else None,
    )


def share_grid(shares: Sequence[ledgers.Share], *, query: dict[str, Any]) -> Grid:
    """Return the table with one line per ward and office."""
    labels = (
        (gettext_lazy("Được phân bổ"), PASSED_ON, False),
        (gettext_lazy("− Giải ngân"), PAID_OUT, False),
        (gettext_lazy("= Còn lại"), (*PASSED_ON, *PAID_OUT), True),
        (ADVANCED.label, ADVANCED.kinds, False),
    )

    def cells(sums: money.Balances, more: dict[str, Any]) -> list[Cell]:
        amounts = (sums.distributed, sums.disbursed, sums.unspent, sums.advanced)
        return [
            Cell(
                label,
                grouped(amount),
                entries_url(query | more, kinds) if amount else "",
                is_sum,
            )
            for (label, kinds, is_sum), amount in zip(labels, amounts, strict=True)
        ]

    lines = [
        Line(
            str(each.unit or each.recipient),
            f"{each.url}?{urlencode({'year': query['year']})}" if query.get("year") else each.url,
            cells(each.balances, {"recipient": each.key}),
        )
        for each in shares
    ]
    found = [each.balances for each in shares]
    added = money.Balances(
        sum(b.assigned for b in found),
        sum(b.distributed for b in found),
        sum(b.disbursed for b in found),
        sum(b.advanced for b in found),
    )
    return Grid(
        _("Đơn vị nhận"),
        [(label, is_sum) for label, _kinds, is_sum in labels],
        lines,
        Line(_("Cộng"), "", cells(added, {})) if len(lines) > 1 else None,
    )


def _cells(sums: Sums, columns: Iterable[Column], query: dict[str, Any]) -> list[Cell]:
    """Return the numbers of a line; where no entry of the kind stands, there is a dash."""
    cells = []
    for column in columns:
        is_known = any(kind in sums.by_kind for kind in column.kinds)
        text = grouped(column.value(sums)) if is_known or column.is_sum else EMPTY
        url = entries_url(query, column.kinds) if is_known else ""
        cells.append(Cell(column.label, text, url, column.is_sum))
    return cells


def query_of(allocation: Allocation) -> dict[str, Any]:
    """Return the filters that keep the entries of the allocation."""
    return {
        "component": allocation.component_id,
        "year": allocation.year,
        "source": allocation.source,
        "capital": allocation.kind,
    }


def entries_url(query: dict[str, Any], kinds: Iterable[str] = ()) -> str:
    """Return the address of the ledger with these filters."""
    pairs = {name: value for name, value in query.items() if value} | {"kind": list(kinds)}
    return f"{reverse('allocation_entry_list')}?{urlencode(pairs, doseq=True)}"


def money_bar(sums: money.Balances, *, title: str) -> StackedBar:
    """Return the money as one bar: disbursed, distributed only, idle."""
    parts = [
        (_("Đã giải ngân"), sums.disbursed, "navy"),
        (_("Đã phân bổ, chưa giải ngân"), sums.unspent, "light"),
        (_("Chưa phân bổ"), sums.undistributed, "gold"),
    ]
    return stacked_bar(
        [Datum(label, value, text=grouped(value), tone=tone) for label, value, tone in parts],
        title=title,
    )


def share_bar(sums: money.Balances, *, title: str) -> StackedBar:
    """Return the money of a recipient as one bar: paid, advanced, left."""
    parts = [
        (_("Đã thanh toán"), sums.disbursed - sums.advanced, "navy"),
        (_("Tạm ứng chưa thu hồi"), sums.advanced, "light"),
        (_("Còn lại"), sums.unspent, "gold"),
    ]
    return stacked_bar(
        [Datum(label, value, text=grouped(value), tone=tone) for label, value, tone in parts],
        title=title,
    )


def ledger_section(
    entries: QuerySet[AllocationEntry], sums: Sums, *, query: dict[str, Any]
) -> Section:
    """Return the dated ledger, the newest first, with the sub-total of each kind of entry."""
    newest = entries.select_related("allocation__component", "recipient", "unit").order_by(
        "-entry_on", "-pk"
    )[:LATEST]
    return related(
        _("Sổ chi tiết"),
        tables.AllocationEntryTable,
        newest,
        sums=[
            (_("Cộng %(kind)s (đồng)") % {"kind": kind.label.lower()}, grouped(amount))
            for kind, amount in ledgers.subtotals(sums)
        ],
        more=(_("Mở sổ đầy đủ, lọc và xuất Excel"), entries_url(query)),
    )


def asked_year(request: Request) -> str:
    """Return the year that the address asks for, or "" for all years."""
    return request.GET.get("year", "").strip()[:10]


def year_links(years: Iterable[int], asked: str) -> list[tuple[Text, str, bool]]:
    """Return the years to choose from: (label, address, is it the one shown)."""
    found: list[tuple[Text, str, bool]] = [(_("Mọi năm"), "?", not asked)]
    return [*found, *((str(y), f"?year={y}", asked == str(y)) for y in sorted(set(years)))]


def of_year(rows: QuerySet[Any], asked: str, name: str) -> QuerySet[Any]:
    """Keep the rows of the year asked for: all where none is, none where it is no year."""
    if not asked:
        return rows
    is_year = len(asked) == 4 and asked.isascii() and asked.isdigit()
    return rows.filter(**{name: int(asked)}) if is_year else rows.none()
