"""Tables of loans and their products; headings of money carry the unit."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.tables import (
    BadgeColumn,
    CountColumn,
    DateColumn,
    DecimalColumn,
    MoneyColumn,
    PortalTable,
)
from programs import models
from programs.tables.base import NO_WRAP, area_column, class_column, household_column


class LoanTable(PortalTable):
    """Loans with the class at the loan date."""

    contract_number = tables.Column(linkify=True)
    borrower = tables.Column(order_by="borrower__sort_key")
    household = household_column()
    area = area_column()
    product = tables.Column(order_by="product__code")
    borrower_class = class_column(_("Loại hộ khi vay"))
    override = tables.Column(
        _("So với hồ sơ"), accessor="is_overridden", empty_values=(False,), orderable=False
    )
    amount = MoneyColumn()
    disbursed_on = DateColumn()
    due_on = DateColumn(verbose_name=_("Hạn trả"), orderable=False)
    status = BadgeColumn(
        tones={"overdue": "bad", "frozen": "attention", "repaid": "good"}, attrs=NO_WRAP
    )

    class Meta(PortalTable.Meta):
        model = models.Loan
        fields = [
            "contract_number",
            "borrower",
            "household",
            "area",
            "product",
            "borrower_class",
            "override",
            "amount",
            "disbursed_on",
            "due_on",
            "status",
        ]

    def render_override(self) -> str:
        """Say that the bank lent by another class than the records give."""
        return format_html('<span class="badge badge-attention">{}</span>', _("khác hồ sơ"))

    def value_override(self) -> str:
        """Return the words for the workbook."""
        return str(_("khác hồ sơ"))


class LoanTermsTable(PortalTable):
    """Caps, longest terms and rates of the loan products, by the days they hold."""

    code = tables.Column(accessor="product__code", verbose_name=_("Mã"), attrs=NO_WRAP)
    product = tables.Column(
        linkify=lambda record: record.product.get_absolute_url(), order_by="product__name"
    )
    cap = MoneyColumn()
    max_months = CountColumn()
    annual_rate = DecimalColumn()
    valid_from = DateColumn()
    valid_to = DateColumn(default=_("nay"))

    class Meta(PortalTable.Meta):
        model = models.LoanTerms
        fields = [
            "code",
            "product",
            "cap",
            "max_months",
            "annual_rate",
            "valid_from",
            "valid_to",
            "source",
        ]


class RepaymentTable(PortalTable):
    """Principal paid back."""

    paid_on = DateColumn(linkify=True)
    loan = tables.Column(order_by="loan__contract_number", linkify=True)
    amount = MoneyColumn()

    class Meta(PortalTable.Meta):
        model = models.Repayment
        fields = ["paid_on", "loan", "amount", "document_number", "note"]
