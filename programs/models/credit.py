"""Preferential credit: products with dated terms, and loans with the class at the loan date."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import BeneficiaryClass, LoanStatus, Union
from programs.models.base import (
    AMOUNT_LIMIT,
    EditableRecord,
    Record,
    RecordQuerySet,
    SearchField,
    amount,
    amount_field,
    area_key,
    filled,
    known,
    lengths,
    ordered,
)
from programs.terms import months_later, reached_by


class LoanProduct(models.Model):
    """A credit programme of the Bank for Social Policies."""

    code = models.CharField(_("mã"), max_length=12, unique=True)
    name = models.CharField(_("chương trình vay"), max_length=160)
    for_class = models.CharField(
        _("chỉ cho loại hộ"), max_length=9, choices=BeneficiaryClass, blank=True, default=""
    )

    class Meta:
        verbose_name = _("chương trình vay")
        verbose_name_plural = pgettext_lazy("plural", "chương trình vay")
        ordering = ["code"]
        constraints = [
            lengths("loanproduct", code=12, name=160),
            known("loanproduct", "for_class", BeneficiaryClass, blank=True),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this product."""
        return reverse("loan_product_detail", args=[self.pk])


class LoanTerms(models.Model):
    """Cap, longest term and rate of a product for a time; no cap means no fixed one."""

    product = models.ForeignKey(
        LoanProduct, models.CASCADE, verbose_name=_("chương trình vay"), related_name="terms"
    )
    cap = amount_field(_("mức vay tối đa (đồng)"), null=True, blank=True)
    max_months = models.PositiveSmallIntegerField(
        _("thời hạn tối đa (tháng)"), null=True, blank=True
    )
    annual_rate = models.DecimalField(
        _("lãi suất (%/năm)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    source = models.CharField(_("căn cứ"), max_length=200)

    class Meta:
        verbose_name = _("điều kiện vay")
        verbose_name_plural = pgettext_lazy("plural", "điều kiện vay")
        ordering = ["product", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "valid_from"], name="loanterms_once_per_start"
            ),
            models.UniqueConstraint(
                fields=["product"], condition=Q(valid_to=None), name="loanterms_one_open"
            ),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gt=0, cap__lt=AMOUNT_LIMIT),
                name="loanterms_cap_amount",
            ),
            models.CheckConstraint(
                condition=Q(annual_rate=None) | Q(annual_rate__gte=0, annual_rate__lt=100),
                name="loanterms_rate",
            ),
            ordered("loanterms", "valid_from", "valid_to"),
            lengths("loanterms", source=200),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.valid_from:%d/%m/%Y}"

    def clean(self) -> None:
        """Refuse terms that hold on days on which other terms of the product hold already."""
        if self.product_id is None or self.valid_from is None:
            return
        others = LoanTerms.objects.filter(product=self.product_id).exclude(pk=self.pk)
        others = others.filter(Q(valid_to=None) | Q(valid_to__gte=self.valid_from))
        if self.valid_to is not None:
            others = others.filter(valid_from__lte=self.valid_to)
        if other := others.first():
            raise ValidationError(
                {
                    "valid_from": ValidationError(
                        _("Trùng thời gian với điều kiện có hiệu lực từ ngày %(day)s."),
                        params={"day": f"{other.valid_from:%d/%m/%Y}"},
                        code="overlap",
                    )
                }
            )


class LoanQuerySet(RecordQuerySet):
    """Loans; which of them are lent by another class, or past their term."""

    def overridden(self) -> Self:
        """Keep the loans lent by another class than the records say."""
        return self.exclude(resolved_class=F("borrower_class"))

    def past_term(self, today: date) -> Self:
        """Keep the loans whose term has ended and that are not paid back in full.

        The day a term ends is not stored: each length of term has a latest day of payment.
        """
        open_loans = self.exclude(status=LoanStatus.REPAID)
        yesterday = today - timedelta(days=1)
        rule = Q(pk__in=())
        for months in open_loans.order_by().values_list("months", flat=True).distinct():
            rule |= Q(months=months, disbursed_on__lte=reached_by(yesterday, months))
        return open_loans.filter(rule)


class Loan(EditableRecord):
    """One disbursed loan ("lượt vay"). The class is the household's on the loan date.

    `resolved_class` is what recognised reviews say of that day; `borrower_class` is what the bank
    lent by. Where they differ, `override_reason` says why. `repaid` is the sum of repayments.
    """

    VIEW = Permission.LOAN_VIEW
    EDIT = Permission.LOAN_EDIT
    DETAIL = "loan_detail"
    ORDER: ClassVar[tuple[tuple[str, str], ...]] = (("disbursed_on", "status_on"),)

    household = models.ForeignKey(
        "households.Household", models.PROTECT, verbose_name=_("hộ vay"), related_name="loans"
    )
    borrower = models.ForeignKey(
        "households.Person", models.PROTECT, verbose_name=_("người vay"), related_name="loans"
    )
    product = models.ForeignKey(
        LoanProduct, models.PROTECT, verbose_name=_("chương trình vay"), related_name="loans"
    )
    area = area_key()
    contract_number = models.CharField(_("số khế ước"), max_length=40, unique=True)
    amount = amount_field(_("số tiền vay (đồng)"))
    disbursed_on = models.DateField(_("ngày giải ngân"))
    months = models.PositiveSmallIntegerField(_("thời hạn (tháng)"))
    annual_rate = models.DecimalField(_("lãi suất (%/năm)"), max_digits=5, decimal_places=2)
    borrower_class = models.CharField(_("loại hộ khi vay"), max_length=9, choices=BeneficiaryClass)
    resolved_class = models.CharField(
        _("loại hộ theo hồ sơ"), max_length=9, choices=BeneficiaryClass
    )
    class_basis = models.CharField(_("căn cứ loại hộ"), max_length=200, blank=True)
    override_reason = models.CharField(
        _("lý do khác hồ sơ"), max_length=300, blank=True, default=""
    )
    union = models.CharField(_("tổ chức uỷ thác"), max_length=8, choices=Union, blank=True)
    repaid = amount_field(_("đã trả (đồng)"), default=0)
    status = models.CharField(
        _("tình trạng"), max_length=7, choices=LoanStatus, default=LoanStatus.OPEN
    )
    status_on = models.DateField(_("tình trạng từ ngày"), null=True, blank=True)
    search_text = SearchField(sources=("contract_number",))

    objects = LoanQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("khoản vay")
        verbose_name_plural = pgettext_lazy("plural", "khoản vay")
        ordering = ["-disbursed_on", "-pk"]
        indexes = [
            models.Index(fields=["area", "disbursed_on"], name="loan_area_day"),
            models.Index(fields=["-disbursed_on", "-id"], name="loan_newest"),
            models.Index(fields=["amount"], name="loan_amount_sort"),
        ]
        constraints = [
            amount("loan", "amount"),
            models.CheckConstraint(
                condition=Q(repaid__gte=0) & Q(repaid__lte=F("amount")), name="loan_repaid"
            ),
            models.CheckConstraint(
                condition=~Q(status="repaid") | Q(repaid=F("amount")), name="loan_repaid_in_full"
            ),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=600), name="loan_months"),
            models.CheckConstraint(
                condition=Q(annual_rate__gte=0, annual_rate__lt=100), name="loan_rate"
            ),
            known("loan", "borrower_class", BeneficiaryClass),
            known("loan", "resolved_class", BeneficiaryClass),
            models.CheckConstraint(
                condition=Q(resolved_class=F("borrower_class"), override_reason="")
                | (~Q(resolved_class=F("borrower_class")) & ~Q(override_reason="")),
                name="loan_override_says_why",
            ),
            ordered("loan", "disbursed_on", "status_on"),
            known("loan", "union", Union, blank=True),
            known("loan", "status", LoanStatus),
            filled("loan", "contract_number"),
            lengths("loan", contract_number=40, class_basis=200, override_reason=300),
        ]

    def __str__(self) -> str:
        return self.contract_number

    @property
    def outstanding(self) -> int:
        """Return the principal still owed."""
        left: int = self.amount - self.repaid
        return left

    @property
    def due_on(self) -> date:
        """Return the day on which the term of the loan ends."""
        return months_later(self.disbursed_on, self.months)

    def is_past_term(self, today: date) -> bool:
        """Tell whether the term has ended and something is still owed."""
        return self.status != LoanStatus.REPAID and self.due_on < today

    @property
    def is_overridden(self) -> bool:
        """Tell whether the bank lent by another class than the records say."""
        return bool(self.resolved_class != self.borrower_class)


class Repayment(Record):
    """Principal paid back on a loan. Append-only: a mistake gets a counter-entry."""

    VIEW = Permission.LOAN_VIEW
    EDIT = Permission.LOAN_EDIT
    AREA = "loan__area"
    DETAIL = "repayment_detail"

    loan = models.ForeignKey(
        Loan, models.PROTECT, verbose_name=_("khoản vay"), related_name="repayments"
    )
    amount = amount_field(_("số tiền gốc trả (đồng)"))
    paid_on = models.DateField(_("ngày trả"))
    document_number = models.CharField(_("số chứng từ"), max_length=60)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("đính chính cho"),
        related_name="corrections",
    )
    note = models.CharField(_("ghi chú"), max_length=300, blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("người ghi"), related_name="+"
    )

    class Meta:
        verbose_name = _("lần trả nợ")
        verbose_name_plural = pgettext_lazy("plural", "lần trả nợ")
        ordering = ["-paid_on", "-pk"]
        indexes = [models.Index(fields=["loan", "paid_on"], name="repayment_loan_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=-AMOUNT_LIMIT, amount__lt=AMOUNT_LIMIT)
                & ~Q(amount=0)
                & (Q(amount__gt=0) | Q(corrects__isnull=False)),
                name="repayment_amount",
            ),
            filled("repayment", "document_number"),
            lengths("repayment", document_number=60, note=300),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.paid_on:%d/%m/%Y}"
