"""Filters of loans and their products."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import DateFilter, ListFilterSet
from programs import choices
from programs.filters.base import WordsFilter, one_of, since, until, ward
from programs.models import LoanProduct


class LoanFilter(ListFilterSet):
    """Loans by borrower, ward, product, class at the loan date, day, and how they stand."""

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
    overridden = django_filters.BooleanFilter(
        method="keep_overridden", label=_("Loại hộ khác hồ sơ")
    )
    past_term = django_filters.BooleanFilter(
        method="keep_past_term", label=_("Quá hạn theo kỳ hạn, chưa trả hết")
    )
    from_day = since("disbursed_on")
    to_day = until("disbursed_on")

    def keep_overridden(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the loans lent by another class than the records say, or the others."""
        found = rows.model.objects.overridden().order_by().values("pk")
        return rows.filter(pk__in=found) if value else rows.exclude(pk__in=found)

    def keep_past_term(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the loans whose term ended before all was paid back, or the others."""
        found = rows.model.objects.past_term(timezone.localdate()).order_by().values("pk")
        return rows.filter(pk__in=found) if value else rows.exclude(pk__in=found)


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
