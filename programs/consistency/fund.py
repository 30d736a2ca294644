"""The check on the Fund for the Poor: what was spent has a source, and no balance is negative."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.compare import span_of
from povertyportal.reporting.consistency import (
    Asked,
    Check,
    Finding,
    Line,
    Outcome,
    figure_line,
    register_check,
    stated_line,
    verdict,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Unit, with_unit
from programs.choices import FundKind
from programs.indicators.housing import FUND_SOURCE
from programs.models import FundTransaction

SOURCES = (FundKind.OPENING, FundKind.TRANSFER_IN)
"""Where money comes from that nobody gave in the window."""


def fund_has_sources(asked: Asked) -> Finding:
    """Ask whether money was there for all that was spent, by the ledger and by the report."""
    raised, spent = asked.figure("fund_raised"), asked.figure("fund_spent")
    scope = spent.scope
    if not FundTransaction.objects.filter(scope.inside(), occurred_on__lte=scope.end).exists():
        return Finding(Outcome.UNKNOWN, _("Chưa ghi khoản thu, chi nào của Quỹ."))
    covered = other_sources(scope)
    problems = [
        _("Quỹ của %(area)s âm %(amount)s ngày %(day)s.")
        % {
            "area": area.name,
            "amount": with_unit(-balance, Unit.DONG),
            "day": f"{day:%d/%m/%Y}",
        }
        for area, day, balance in negative_balances(scope)
    ]
    if raised.reported and spent.reported:
        least = span_of(spent.reported)
        most = span_of(raised.reported)
        gap = least.low - most.high if least and most else 0
        if gap > covered:
            words = _(
                "Theo báo cáo, Quỹ chi hơn thu ít nhất %(gap)s; số dư đầu kỳ và tiền nhận từ cấp "
                "khác chỉ có %(covered)s."
            )
            values = {"gap": with_unit(gap, Unit.DONG), "covered": with_unit(covered, Unit.DONG)}
            problems.append(words % values)
    stated = [line for each in (raised, spent) if (line := stated_line(each))]
    return verdict(
        problems,
        holds=_("Khoản chi nào cũng có nguồn, số dư chưa ngày nào âm."),
        lines=[
            figure_line(raised),
            Line(
                _("Số dư đầu kỳ và tiền nhận từ cấp khác"),
                with_unit(covered, Unit.DONG),
                reverse("fund_account_list"),
            ),
            figure_line(spent),
            *stated,
        ],
    )


def other_sources(scope: Scope) -> int:
    """Return what the funds had before the window, and received in it from other levels."""
    rows = FundTransaction.objects.filter(scope.inside()).order_by()
    before = Q(occurred_on__lt=scope.start)
    within = scope.during("occurred_on") & Q(kind__in=SOURCES)
    found = rows.filter(before | within).aggregate(v=Sum(FundTransaction.SIGNED))["v"]
    return int(found or 0)


def negative_balances(scope: Scope) -> list[tuple[Area, date, int]]:
    """Return each fund that was below zero, with the first day and its balance then."""
    moves = (
        FundTransaction.objects.filter(scope.inside(), occurred_on__lte=scope.end)
        .order_by()
        .values_list("area", "occurred_on")
        .annotate(v=Sum(FundTransaction.SIGNED))
        .order_by("occurred_on")
    )
    balances: dict[int, int] = defaultdict(int)
    first: dict[int, tuple[date, int]] = {}
    for area, day, amount in moves:
        balances[area] += amount
        if balances[area] < 0:
            first.setdefault(area, (day, balances[area]))
    areas = Area.objects.in_bulk(first)
    return [(areas[key], day, balance) for key, (day, balance) in first.items()]


register_check(
    Check(
        key="fund_has_sources",
        title=gettext_lazy("Quỹ chi bao nhiêu phải có nguồn bấy nhiêu"),
        question=gettext_lazy(
            "Thu trong kỳ, số dư đầu kỳ và tiền nhận từ cấp khác có đủ cho khoản chi, và số dư có "
            "ngày nào âm không?"
        ),
        source=FUND_SOURCE,
        advice=gettext_lazy(
            "Ghi nguồn còn thiếu: số dư đầu kỳ, tiền nhận từ cấp khác hoặc khoản thu chưa vào sổ. "
            "Không có nguồn thì khoản chi ghi sai, phải đính chính."
        ),
        permissions=frozenset({Permission.FUND_VIEW}),
        run=fund_has_sources,
        order=40,
    )
)
