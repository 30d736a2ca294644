"""Loans by the class that the household had on the day of the loan."""

from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.families import Family
from povertyportal.reporting.registry import (
    Indicator,
    Theme,
    register,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Unit
from programs import filters, tables
from programs.choices import (
    BeneficiaryClass,
)
from programs.indicators import breakdowns
from programs.models import (
    Loan,
)

CREDIT_SOURCE = "Nghị định 78/2002/NĐ-CP; Quyết định 15/2013/QĐ-TTg"


def _loans(scope: Scope) -> QuerySet[Any]:
    """Return the loans disbursed in the window."""
    return Loan.objects.filter(scope.inside(), scope.during("disbursed_on"))


def _past_term(scope: Scope) -> QuerySet[Any]:
    """Return the loans whose term ended before the last day and that are not paid back."""
    return Loan.objects.filter(scope.inside()).past_term(scope.end)


LOANS = Family(
    rows=_loans,
    column="borrower_class",
    measures={
        "amount": Sum("amount"),
        "count": Count("pk"),
        "households": Count("household", distinct=True),
    },
)


_COMMON: dict[str, Any] = {
    "theme": Theme.CREDIT,
    "permission": Permission.LOAN_VIEW,
    "source": CREDIT_SOURCE,
    "table": tables.LoanTable,
    "filters": filters.LoanFilter,
    "village": "household__village",
    "breakdowns": breakdowns.LOANS,
}


def _loan_figures(prefix: str, household_class: str, whom: Any) -> list[Indicator]:
    common = _COMMON | {"day": "disbursed_on"}
    amount, count, households = whom
    return [
        Indicator(
            **common,
            **LOANS.figure(household_class, "amount"),
            key=f"loans_{prefix}_amount",
            title=amount,
            definition=gettext_lazy(
                "Tổng số tiền của các món vay giải ngân trong kỳ. Diện của hộ lấy theo ngày vay, "
                "từ kết quả rà soát đã được công nhận."
            ),
            unit=Unit.DONG,
        ),
        Indicator(
            **common,
            **LOANS.figure(household_class, "count"),
            key=f"loans_{prefix}_count",
            title=count,
            definition=gettext_lazy(
                "Số món vay giải ngân trong kỳ (lượt). Một hộ vay hai lần là hai lượt."
            ),
            unit=Unit.LOANS,
        ),
        Indicator(
            **common,
            **LOANS.figure(household_class, "households"),
            key=f"loans_{prefix}_households",
            window_key=f"loans_{prefix}_count",
            title=households,
            definition=gettext_lazy("Số hộ khác nhau đã vay trong kỳ, mỗi hộ đếm một lần."),
            unit=Unit.HOUSEHOLDS,
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
    Indicator(
        **_COMMON,
        key="loans_past_term",
        title=gettext_lazy("Món vay quá hạn"),
        definition=gettext_lazy(
            "Số món vay đã hết kỳ hạn vào ngày cuối kỳ mà chưa trả hết, không kể giải ngân năm nào."
        ),
        unit=Unit.LOANS,
        direction=Direction.DOWN,
        rows=_past_term,
        is_kept=LOANS.is_kept,
    ),
)
