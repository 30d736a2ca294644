"""Money: assigned, distributed, disbursed, and what lies undistributed and why."""

from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.formula import Line, Term
from povertyportal.reporting.registry import (
    Closing,
    Computed,
    Indicator,
    Panel,
    Theme,
    everywhere,
    rate,
    register,
    register_panel,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Unit, billion, million, with_unit, written
from povertyportal.ui.charts import Datum, StackedBar, stacked_bar
from programs import filters, money, tables
from programs.choices import (
    EntryKind,
)
from programs.indicators import breakdowns
from programs.models import (
    AllocationEntry,
    IdleReason,
)

BUDGET_SOURCE = "Nghị định 27/2022/NĐ-CP (sửa đổi: 38/2023); Quyết định 90/QĐ-TTg"


_KINDS: dict[str, list[str]] = {
    balance: [kind for kind, move in money.MOVES.items() if move.balance == balance]
    for balance in money.BALANCES
}
_SIGNED = {kind: move.sign for kind, move in money.MOVES.items()}


def _all_entries(scope: Scope) -> QuerySet[Any]:
    """Return the entries of every balance in the window.

    A ward sees what was given to it; the city sees what was assigned to it and to its wards.
    """
    return AllocationEntry.objects.filter(
        scope.inside("allocation__area") | scope.inside("recipient"), scope.during("entry_on")
    )


def _entries(scope: Scope, balance: str, *, less: str = "") -> QuerySet[Any]:
    """Return the entries of a balance, and of one to take from it.

    `effect` is what each entry adds to the figure.
    """
    signs = {kind: _SIGNED[kind] for kind in _KINDS[balance]}
    signs |= {kind: -_SIGNED[kind] for kind in _KINDS.get(less, [])}
    rows: QuerySet[Any] = (
        _all_entries(scope)
        .filter(kind__in=signs)
        .annotate(
            effect=Case(*(When(kind=kind, then=F("amount") * sign) for kind, sign in signs.items()))
        )
    )
    return rows


def assigned(scope: Scope) -> QuerySet[Any]:
    """Return what was assigned, adjusted, carried over or handed back in the window."""
    return _entries(scope, money.ASSIGNED)


def distributed(scope: Scope) -> QuerySet[Any]:
    """Return what was distributed in the window."""
    return _entries(scope, money.DISTRIBUTED)


def disbursed(scope: Scope) -> QuerySet[Any]:
    """Return what was paid out in the window."""
    return _entries(scope, money.DISBURSED)


def unallocated(scope: Scope) -> QuerySet[Any]:
    """Return the entries that assign (+) and distribute (-): their sum lies undistributed.

    Only the area that was assigned money can have some left: a ward alone has no rows.
    """
    rows = _entries(scope, money.ASSIGNED, less=money.DISTRIBUTED)
    return rows.filter(scope.inside("allocation__area"))


def _by_kind(scope: Scope) -> dict[str, int]:
    """Return what the entries of each kind add to their balance; one query for all balances."""

    def read() -> dict[str, int]:
        sums = _all_entries(scope).order_by().values_list("kind").annotate(v=Sum("amount"))
        return {kind: amount * _SIGNED[kind] for kind, amount in sums}

    return scope.remember("capital", read)


def _total(scope: Scope, balance: str) -> int | None:
    """Return what the entries of the balance add up to; None where there are none."""
    found = [amount for kind, amount in _by_kind(scope).items() if kind in _KINDS[balance]]
    return sum(found) if found else None


def _sum_of(balance: str) -> dict[str, Any]:
    """Return how the sum of a balance is read together with those of the others."""
    return {
        "measured": lambda scope: _total(scope, balance),
        "is_kept": lambda scope: _total(everywhere(scope), balance) is not None,
    }


def _assigned(scope: Scope) -> Computed:
    """Sum what was assigned, by kind; unknown for a ward, which is assigned nothing of its own."""
    given = _total(scope, money.ASSIGNED)
    if given is None:
        return Computed(None)
    by_kind = _by_kind(scope)
    kinds = [kind for kind in EntryKind if kind in by_kind and kind in _KINDS[money.ASSIGNED]]
    words = " + ".join(f"%({kind})s ({kind.label})" for kind in kinds)
    terms = {str(kind): Term(text=written(by_kind[kind]), by="entry", group=kind) for kind in kinds}
    terms["given"] = Term(text=written(given))
    return Computed(given, given, lines=(Line(f"{words} = %(given)s {Unit.DONG.label}", terms),))


def _unallocated(scope: Scope) -> Computed:
    """Take the distributed from the assigned money, to the đồng."""
    given, passed_on = _total(scope, money.ASSIGNED), _total(scope, money.DISTRIBUTED) or 0
    if given is None:
        return Computed(None)
    rest = given - passed_on
    terms = {
        "given": Term(text=written(given), key="capital_assigned"),
        "passed": Term(text=written(passed_on), key="capital_distributed"),
        "rest": Term(text=written(rest)),
    }
    line = Line(_("%(given)s được giao − %(passed)s đã phân bổ = %(rest)s đồng"), terms)
    return Computed(rest, rest, given, lines=(line,))


def _money_closes(scope: Scope) -> list[Closing]:
    """Return the table of the money: assigned - distributed = unallocated, in đồng."""
    given, passed_on = _total(scope, money.ASSIGNED), _total(scope, money.DISTRIBUTED) or 0
    if given is None:
        return []
    paid = _total(scope, money.DISBURSED) or 0
    return [
        Closing(_("Vốn giao (đồng)"), given, "capital_assigned"),
        Closing(_("Đã phân bổ (đồng)"), passed_on, "capital_distributed", "−"),
        Closing(
            _("Chưa phân bổ (đồng)"), given - passed_on, "capital_unallocated", "=", is_total=True
        ),
        Closing(_("Đã giải ngân, trong phần đã phân bổ (đồng)"), paid, "capital_disbursed"),
    ]


def _money_bar(scope: Scope) -> StackedBar | None:
    """Return the bar that splits the assigned money: paid out, distributed, waiting."""
    given = _total(scope, money.ASSIGNED)
    if given is None:
        return None
    passed_on, paid = _total(scope, money.DISTRIBUTED) or 0, _total(scope, money.DISBURSED) or 0
    parts = (
        (_("Đã giải ngân"), paid, "navy"),
        (_("Đã phân bổ, chưa giải ngân"), passed_on - paid, "light"),
        (_("Chưa phân bổ"), given - passed_on, "gold"),
    )
    return stacked_bar(
        [
            Datum(label, value, text=with_unit(value, Unit.DONG), tone=tone)
            for label, value, tone in parts
        ],
        title=_("Vốn giao đang ở đâu"),
    )


def _money_remark(scope: Scope) -> str:
    """Say which part of the assigned money waits."""
    given, passed_on = _total(scope, money.ASSIGNED), _total(scope, money.DISTRIBUTED) or 0
    part = rate(None if given is None else given - passed_on, given)
    if part is None:
        return ""
    return _("%(part)s %% của %(given)s tỷ đồng được giao") % {
        "part": written(part, decimals=1),
        "given": billion(given),
    }


_MONEY: dict[str, Any] = {
    "theme": Theme.CAPITAL,
    "permission": Permission.CAPITAL_VIEW,
    "source": BUDGET_SOURCE,
    "unit": Unit.DONG,
    "measure": Sum("effect"),
    "table": tables.AllocationEntryTable,
    "filters": filters.AllocationEntryFilter,
    "closing": _money_closes,
    "area": "recipient",
    "day": "entry_on",
}

register(
    Indicator(
        **_MONEY,
        key="capital_assigned",
        title=gettext_lazy("Vốn giao"),
        definition=gettext_lazy(
            "Vốn cấp trên giao cho thành phố trong kỳ, cộng trừ điều chỉnh và chuyển nguồn, trừ "
            "phần nộp trả. Tính theo ngày ghi trên quyết định."
        ),
        direction=Direction.NONE,
        rows=assigned,
        compute=_assigned,
        formula=gettext_lazy("vốn giao + điều chỉnh + chuyển nguồn − nộp trả"),
        breakdowns=breakdowns.CAPITAL,
    ),
    Indicator(
        **_MONEY,
        key="capital_distributed",
        title=gettext_lazy("Vốn đã phân bổ"),
        definition=gettext_lazy(
            "Phần vốn giao mà thành phố đã phê duyệt, phân bổ cho đơn vị và phường, xã. Kế hoạch "
            "là toàn bộ vốn giao."
        ),
        rows=distributed,
        formula=gettext_lazy("phân bổ − thu hồi phân bổ"),
        breakdowns=breakdowns.CAPITAL_GIVEN,
        **_sum_of(money.DISTRIBUTED),
        plan_key="capital_assigned",
    ),
    Indicator(
        **_MONEY,
        key="capital_unallocated",
        title=gettext_lazy("Vốn chưa phân bổ"),
        definition=gettext_lazy(
            "Vốn giao trừ vốn đã phân bổ, tính đến từng đồng. Mỗi khoản còn lại phải có lý do, "
            "người chịu trách nhiệm và hạn xử lý."
        ),
        direction=Direction.DOWN,
        rows=unallocated,
        compute=_unallocated,
        formula=gettext_lazy("vốn giao − vốn đã phân bổ"),
        breakdowns=breakdowns.CAPITAL,
        spread=lambda scope: {},
        chart=_money_bar,
        remark=_money_remark,
    ),
    Indicator(
        **_MONEY,
        key="capital_disbursed",
        window_key="capital_distributed",
        title=gettext_lazy("Vốn đã giải ngân"),
        definition=gettext_lazy(
            "Tiền đã chi từ phần vốn đã phân bổ. Báo cáo giữa kỳ không nêu số này; cổng vẫn ghi và "
            "tính."
        ),
        rows=disbursed,
        formula=gettext_lazy("tạm ứng + thanh toán − thu hồi tạm ứng"),
        breakdowns=breakdowns.CAPITAL_GIVEN,
        **_sum_of(money.DISBURSED),
    ),
)


def _idle(scope: Scope) -> dict[str, Any] | None:
    """Return the money that waits, with reason, owner and days left at the as-of day."""
    reasons = IdleReason.objects.filter(
        scope.inside("allocation__area"), stated_on__lte=scope.as_of
    ).filter(Q(closed_on=None) | Q(closed_on__gt=scope.as_of))
    grouped: dict[tuple[str, str, str], dict[str, Any]] = {}
    for reason in reasons.select_related("allocation__component", "owner"):
        key = (reason.get_reason_display(), reason.allocation.component.code, str(reason.owner))
        line = grouped.setdefault(
            key,
            {
                "reason": key[0],
                "code": key[1],
                "owner": key[2],
                "amount": 0,
                "days": (reason.due_on - scope.as_of).days,
                "url": reason.get_absolute_url(),
                "match_url": reverse("leaf_match", args=[reason.allocation.component_id]),
            },
        )
        line["amount"] += reason.amount
        line["days"] = min(line["days"], (reason.due_on - scope.as_of).days)
    lines = sorted(grouped.values(), key=lambda line: -line["amount"])
    for line in lines:
        line["shown"] = million(line["amount"])
        line["overdue"] = -line["days"]
    return {"lines": lines} if lines else None


register_panel(
    Panel(
        key="idle_money",
        title=gettext_lazy("Vốn đang chờ, và vì sao"),
        permission=Permission.CAPITAL_VIEW,
        template="programs/panels/idle.html",
        context=_idle,
        order=2,
    )
)
