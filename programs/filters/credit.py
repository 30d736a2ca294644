"""Filters of loans and their products."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import DateFilter, ListFilterSet
from programs import choices
from programs.filters.base import WordsFilter, one_of, since, until, ward
from programs.models import LoanProduct


class LoanFilter(ListFilterSet):
    """Loans by borrower, ward, product, class at the loan date and day."""

    q = WordsFilter(
        "search_text",
        "household__search_text",
        label=_("Số khế ước, mã hộ hoặc tên người vay"),
    )
    ward = ward(Permission.LOAN_VIEW)
    borrower_class = one_of("borrower_class", choices.BeneficiaryClass, _("Loại hộ khi vay"))
    product = django_filters.ModelChoiceFilter(
        queryset=lambda _request: LoanProduct.objects.all(), label=_("Chương trình vay")
    )
    status = one_of("status", choices.LoanStatus, _("Tình trạng"))
    from_day = since("disbursed_on")
    to_day = until("disbursed_on")


class LoanTermsFilter(ListFilterSet):
    """Loan products and their terms by the day they hold."""

    product = django_filters.ModelChoiceFilter(
        queryset=lambda _request: LoanProduct.objects.all(), label=_("Chương trình vay")
    )
    holds_on = DateFilter(method="keep_valid", label=_("Có hiệu lực ngày"))

    def keep_valid(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """Keep the terms that hold on the day."""
        return rows.filter(Q(valid_to=None) | Q(valid_to__gte=value), valid_from__lte=value)


class RepaymentFilter(ListFilterSet):
    """Repayments by contract, ward and day."""

    q = WordsFilter("loan__search_text", label=_("Số khế ước"))
    ward = ward(Permission.LOAN_VIEW, "loan__area")
    from_day = since("paid_on")
    to_day = until("paid_on")
