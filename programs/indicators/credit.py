"""Loans by the class that the household had on the day of the loan."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.registry import (
    Indicator,
    Theme,
    register,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Unit
from programs import filters, tables
from programs.choices import (
    BeneficiaryClass,
)
from programs.models import (
    Loan,
)

CREDIT_SOURCE = "Nghị định 78/2002/NĐ-CP; Quyết định 15/2013/QĐ-TTg"


def _loans(household_class: str) -> Callable[[Scope], QuerySet[Any]]:
    """Return the rows of loans to households of a class on the day of the loan."""

    def rows(scope: Scope) -> QuerySet[Any]:
        return Loan.objects.filter(
            scope.inside(), scope.during("disbursed_on"), borrower_class=household_class
        )

    return rows


MEASURES: dict[str, Any] = {
    "amount": Sum("amount"),
    "count": Count("pk"),
    "households": Count("household", distinct=True),
}


def _measured(household_class: str, measure: str) -> Callable[[Scope], int | None]:
    """Return the reading of one measure of one class; the nine of a window are read at once."""

    def read(scope: Scope) -> dict[str, dict[str, int]]:
        rows = Loan.objects.filter(scope.inside(), scope.during("disbursed_on")).order_by()
        found = rows.values("borrower_class").annotate(**{f"v_{k}": m for k, m in MEASURES.items()})
        return {row["borrower_class"]: {k: row[f"v_{k}"] for k in MEASURES} for row in found}

    def measured(scope: Scope) -> int | None:
        sums = scope.remember(("loans",), lambda: read(scope))
        return sums.get(household_class, {}).get(measure)

    return measured


def _loan_figures(prefix: str, household_class: str, whom: Any) -> list[Indicator]:
    common: dict[str, Any] = {
        "theme": Theme.CREDIT,
        "permission": Permission.LOAN_VIEW,
        "source": CREDIT_SOURCE,
        "rows": _loans(household_class),
        "table": tables.LoanTable,
        "filters": filters.LoanFilter,
        "day": "disbursed_on",
    }
    amount, count, households = whom
    return [
        Indicator(
            **common,
            key=f"loans_{prefix}_amount",
            title=amount,
            definition=gettext_lazy(
                "Tổng số tiền của các món vay giải ngân trong kỳ. Diện của hộ lấy theo ngày vay, "
                "từ kết quả rà soát đã được công nhận."
            ),
            unit=Unit.DONG,
            measure=MEASURES["amount"],
            measured=_measured(household_class, "amount"),
        ),
        Indicator(
            **common,
            key=f"loans_{prefix}_count",
            title=count,
            definition=gettext_lazy(
                "Số món vay giải ngân trong kỳ (lượt). Một hộ vay hai lần là hai lượt."
            ),
            unit=Unit.LOANS,
            measured=_measured(household_class, "count"),
        ),
        Indicator(
            **common,
            key=f"loans_{prefix}_households",
            window_key=f"loans_{prefix}_count",
            title=households,
            definition=gettext_lazy("Số hộ khác nhau đã vay trong kỳ, mỗi hộ đếm một lần."),
            unit=Unit.HOUSEHOLDS,
            measure=MEASURES["households"],
            measured=_measured(household_class, "households"),
        ),
    ]


register(
    *_loan_figures(
        "poor",
        BeneficiaryClass.POOR,
        (
            gettext_lazy("Cho vay hộ nghèo"),
            gettext_lazy("Lượt hộ nghèo vay"),
            gettext_lazy("Số hộ nghèo đã vay"),
        ),
    ),
    *_loan_figures(
        "near_poor",
        BeneficiaryClass.NEAR_POOR,
        (
            gettext_lazy("Cho vay hộ cận nghèo"),
            gettext_lazy("Lượt hộ cận nghèo vay"),
            gettext_lazy("Số hộ cận nghèo đã vay"),
        ),
    ),
    *_loan_figures(
        "escaped",
        BeneficiaryClass.ESCAPED,
        (
            gettext_lazy("Cho vay hộ mới thoát nghèo"),
            gettext_lazy("Lượt hộ mới thoát nghèo vay"),
            gettext_lazy("Số hộ mới thoát nghèo đã vay"),
        ),
    ),
)
