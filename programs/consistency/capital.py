"""The checks on the budget chain: it adds up to the đồng, and disbursement is stated too."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.consistency import (
    Asked,
    Check,
    Finding,
    Line,
    Outcome,
    Parts,
    figure_line,
    fits,
    register_check,
    stated_line,
    stated_spans,
    verdict,
)
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.units import Unit, with_unit, written
from programs.indicators.capital import BUDGET_SOURCE, unallocated

MONEY = Parts(whole="capital_assigned", plus=("capital_distributed", "capital_unallocated"))


def capital_adds_up(asked: Asked) -> Finding:
    """Hold what was assigned against what was distributed and what is left, twice.

    In the ledger to the đồng; in the report as far as its truncated numbers can tell.
    """
    chain = [asked.figure(key) for key in MONEY.keys]
    assigned, distributed, left = chain
    if assigned.value is None:
        return Finding(Outcome.UNKNOWN, _("Chưa có vốn giao cho địa bàn và kỳ này."))
    waiting = unallocated(left.scope).order_by().aggregate(v=Sum("effect"))["v"] or 0
    passed_on = distributed.value or 0
    gap = assigned.value - passed_on - waiting
    problems = _stated_problems(chain)
    if gap:
        words = _("Sổ vốn lệch %(gap)s đồng giữa vốn giao và hai phần của nó.")
        problems.insert(0, words % {"gap": written(gap)})
    sums = f"{written(assigned.value)} = {written(passed_on)} + {written(waiting)}"
    stated = [line for each in chain if (line := stated_line(each))]
    holds = _("Vốn giao bằng đã phân bổ cộng chưa phân bổ, đến từng đồng.")
    return verdict(
        problems,
        holds=f"{holds} {_truncation(chain)}".strip(),
        lines=[Line(_("Theo sổ vốn (đồng)"), sums), *map(figure_line, chain), *stated],
    )


def _stated_problems(chain: list[Figure]) -> list[str]:
    """Say what is wrong with the three numbers of the report, where it states all three."""
    spans = stated_spans(chain)
    if len(spans) < len(chain):
        return []
    problems = []
    if not fits(MONEY, spans):
        problems.append(_("Ba số tiền của báo cáo không thể cùng đúng: hai phần không bằng tổng."))
    ways = {(each.reported.relation, each.reported.step) for each in chain if each.reported}
    if len(ways) > 1:
        problems.append(_("Ba số tiền của báo cáo không được cắt bớt chữ số cùng một cách."))
    return problems


def _truncation(chain: list[Figure]) -> str:
    """Explain why the stated parts do not make the stated whole, where truncation alone does it."""
    stated = [each.reported.value for each in chain if each.reported and each.reported.value]
    if len(stated) < len(chain):
        return ""
    whole, total = stated[0], sum(stated[1:])
    if whole == total:
        return ""
    return _(
        "Hai phần trong báo cáo cộng lại được %(total)s, tổng nêu %(whole)s: lệch chỉ vì mỗi số đã "
        "bị cắt bớt chữ số."
    ) % {"total": with_unit(total, Unit.DONG), "whole": with_unit(whole, Unit.DONG)}


def disbursement_stated(asked: Asked) -> Finding:
    """Ask whether a report that states the money assigned also states what was paid out."""
    assigned, paid = asked.figure("capital_assigned"), asked.figure("capital_disbursed")
    if assigned.reported is None:
        words = _("Báo cáo không nêu vốn giao cho địa bàn và kỳ này.")
        return Finding(Outcome.UNKNOWN, words, (figure_line(assigned), figure_line(paid)))
    problems = []
    if paid.reported is None:
        problems.append(_("Báo cáo nêu vốn giao mà không nêu số đã giải ngân."))
    stated = [line for each in (assigned, paid) if (line := stated_line(each))]
    return verdict(
        problems,
        holds=_("Báo cáo nêu cả vốn giao và số đã giải ngân."),
        lines=[figure_line(assigned), figure_line(paid), *stated],
    )


_COMMON: dict[str, Any] = {
    "source": BUDGET_SOURCE,
    "permissions": frozenset({Permission.CAPITAL_VIEW}),
}

register_check(
    Check(
        key="capital_adds_up",
        title=gettext_lazy("Vốn giao = đã phân bổ + chưa phân bổ"),
        question=gettext_lazy(
            "Sổ vốn có khớp đến từng đồng, và ba số báo cáo nêu có thể cùng đúng không?"
        ),
        advice=gettext_lazy(
            "Sửa bút toán sai trong sổ vốn. Trong báo cáo, nêu ba số với cùng số chữ số, hoặc nêu "
            "đến từng đồng."
        ),
        run=capital_adds_up,
        order=30,
        **_COMMON,
    ),
    Check(
        key="disbursement_stated",
        title=gettext_lazy("Có vốn giao thì phải có số giải ngân"),
        question=gettext_lazy("Báo cáo nêu vốn giao có nêu cả số đã giải ngân không?"),
        advice=gettext_lazy("Thêm số đã giải ngân vào báo cáo. Cổng đã tính số này từ sổ vốn."),
        run=disbursement_stated,
        order=80,
        **_COMMON,
    ),
)
