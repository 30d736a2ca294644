"""Houses and the Fund for the Poor. Houses are counted from cases, money from contributions."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import BeneficiaryClass, FundKind, GivenAs, GiverKind, HouseFunding, HouseKind
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


class HousingCase(EditableRecord):
    """One house built or repaired for one household, whoever paid for it."""

    VIEW = Permission.HOUSING_VIEW
    EDIT = Permission.HOUSING_EDIT
    DETAIL = "housing_case_detail"
    ORDER = (("started_on", "finished_on"), ("finished_on", "accepted_on"))

    household = models.ForeignKey(
        "households.Household", models.PROTECT, verbose_name=_("hộ"), related_name="housing_cases"
    )
    area = area_key()
    household_class = models.CharField(
        _("loại hộ khi khởi công"), max_length=9, choices=BeneficiaryClass
    )
    kind = models.CharField(_("hình thức"), max_length=6, choices=HouseKind)
    funding = models.CharField(_("nguồn chính"), max_length=5, choices=HouseFunding)
    programme = models.CharField(_("chương trình, phong trào"), max_length=200)
    started_on = models.DateField(_("khởi công"))
    finished_on = models.DateField(_("hoàn thành"), null=True, blank=True)
    accepted_on = models.DateField(_("nghiệm thu"), null=True, blank=True)
    search_text = SearchField(sources=("programme",))

    class Meta:
        verbose_name = _("nhà ở")
        verbose_name_plural = pgettext_lazy("plural", "nhà ở")
        ordering = ["-started_on", "-pk"]
        indexes = [
            models.Index(fields=["area", "started_on"], name="housingcase_area_started"),
            models.Index(fields=["area", "accepted_on"], name="housingcase_area_accepted"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind", "started_on"], name="housingcase_once"
            ),
            ordered("housingcase", "started_on", "finished_on"),
            ordered("housingcase", "finished_on", "accepted_on"),
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(finished_on__isnull=False),
                name="housingcase_accepted_needs_finish",
            ),
            known("housingcase", "kind", HouseKind),
            known("housingcase", "funding", HouseFunding),
            known("housingcase", "household_class", BeneficiaryClass),
            filled("housingcase", "programme"),
            lengths("housingcase", programme=200),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} - {self.household}"


class HousingContribution(EditableRecord):
    """What one giver put into one house: money, goods or days of labour, valued in đồng.

    What the Fund spends on a house makes its contribution by itself: `fund_transaction`.
    """

    VIEW = Permission.HOUSING_VIEW
    EDIT = Permission.HOUSING_EDIT
    AREA = "case__area"
    DETAIL = "housing_contribution_detail"

    case = models.ForeignKey(
        HousingCase, models.PROTECT, verbose_name=_("nhà"), related_name="contributions"
    )
    source = models.CharField(_("nguồn"), max_length=12, choices=GiverKind)
    form = models.CharField(_("hình thức"), max_length=7, choices=GivenAs)
    amount = amount_field(_("trị giá (đồng)"))
    given_on = models.DateField(_("ngày hỗ trợ"))
    labour_days = models.PositiveSmallIntegerField(_("số ngày công"), null=True, blank=True)
    contributor = models.CharField(_("đơn vị, người hỗ trợ"), max_length=200, blank=True)
    fund_transaction = models.OneToOneField(
        "FundTransaction",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("khoản chi của Quỹ"),
        related_name="contribution",
    )

    class Meta:
        verbose_name = _("đóng góp làm nhà")
        verbose_name_plural = pgettext_lazy("plural", "đóng góp làm nhà")
        ordering = ["given_on", "pk"]
        indexes = [models.Index(fields=["given_on"], name="housingcontribution_given_on")]
        constraints = [
            known("housingcontribution", "source", GiverKind),
            known("housingcontribution", "form", GivenAs),
            amount("housingcontribution", "amount"),
            models.CheckConstraint(
                condition=Q(labour_days=None) | Q(form="labour", labour_days__gte=1),
                name="housingcontribution_days_of_labour",
            ),
            models.CheckConstraint(
                condition=Q(fund_transaction=None) | Q(source="fund"),
                name="housingcontribution_of_fund",
            ),
            lengths("housingcontribution", contributor=200),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} - {self.case}"

    def demand_free(self) -> None:
        """Refuse a contribution of the Fund: it stands and falls with the Fund's entry."""
        if self.fund_transaction_id is not None:
            raise ValidationError(
                _("Khoản này theo sổ Quỹ. Ghi sai thì đính chính khoản chi của Quỹ."),
                code="of_fund",
            )


class FundAccountQuerySet(RecordQuerySet):
    """Funds with what each kind of entry came to."""

    def with_sums(self) -> Self:
        """Add the sum of each kind of entry under the kind's own name, None where there is none."""
        rows = FundTransaction.objects.filter(area=OuterRef("area")).order_by().values("area")
        return self.annotate(
            **{
                kind.value: Subquery(rows.filter(kind=kind).values(v=Sum("amount")))
                for kind in FundKind
            }
        )


class FundAccount(models.Model):
    """The balance of the Fund of one area: the sum of its transactions, locked by each writer."""

    VIEW = Permission.FUND_VIEW
    AREA = "area"
    RECIPIENT = ""

    area = models.OneToOneField(
        "areas.Area", models.PROTECT, verbose_name=_("Quỹ của"), related_name="+"
    )
    balance = amount_field(_("số dư (đồng)"), default=0)

    objects = FundAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("số dư Quỹ")
        verbose_name_plural = pgettext_lazy("plural", "số dư Quỹ")
        ordering = ["area__path"]
        constraints = [amount("fundaccount", "balance", zero=True)]

    def __str__(self) -> str:
        return str(self.area)

    def get_absolute_url(self) -> str:
        """Return the page of this Fund: its years and its ledger."""
        return reverse("fund_account_detail", args=[self.pk])


class FundTransaction(Record):
    """Money in or out of the Fund for the Poor of one area. Append-only, never below zero.

    `amount` is positive; only a counter-entry (`corrects`) carries the opposite sign. A transfer
    between levels is two rows: what leaves one Fund (`pair`) comes into the other.
    """

    VIEW = Permission.FUND_VIEW
    EDIT = Permission.FUND_EDIT
    DETAIL = "fund_transaction_detail"

    MONEY_IN = (FundKind.OPENING, FundKind.INCOME, FundKind.TRANSFER_IN)
    MONEY_OUT = (FundKind.SPENDING, FundKind.TRANSFER_OUT)
    SIGNED = Case(
        When(kind__in=MONEY_OUT, then=-F("amount")),
        default=F("amount"),
        output_field=models.BigIntegerField(),
    )

    area = area_key(_("Quỹ của"))
    kind = models.CharField(_("nội dung"), max_length=12, choices=FundKind)
    amount = amount_field(_("số tiền (đồng)"))
    occurred_on = models.DateField(_("ngày"))
    party = models.CharField(_("người, đơn vị ủng hộ hoặc nhận"), max_length=200, blank=True)
    is_anonymous = models.BooleanField(_("không nêu tên"), default=False)
    purpose = models.CharField(_("mục đích"), max_length=300)
    housing_case = models.ForeignKey(
        HousingCase,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("nhà được hỗ trợ"),
        related_name="fund_transactions",
    )
    document_number = models.CharField(_("số chứng từ"), max_length=60)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("đính chính cho"),
        related_name="corrections",
    )
    pair = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("chuyển từ"),
        related_name="paired",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("người ghi"), related_name="+"
    )
    search_text = SearchField(sources=("document_number", "party", "purpose"))

    class Meta:
        verbose_name = _("thu, chi Quỹ")
        verbose_name_plural = pgettext_lazy("plural", "thu, chi Quỹ")
        ordering = ["-occurred_on", "-pk"]
        indexes = [
            models.Index(fields=["area", "occurred_on"], name="fundtransaction_area_day"),
            models.Index(fields=["amount"], name="fundtransaction_amount_sort"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(kind="opening", corrects=None),
                name="fundtransaction_one_opening",
            ),
            known("fundtransaction", "kind", FundKind),
            models.CheckConstraint(
                condition=Q(amount__gt=-AMOUNT_LIMIT, amount__lt=AMOUNT_LIMIT)
                & ~Q(amount=0)
                & (Q(amount__gt=0) | Q(corrects__isnull=False)),
                name="fundtransaction_amount",
            ),
            models.CheckConstraint(
                condition=Q(housing_case=None) | Q(kind="spending"),
                name="fundtransaction_house_is_spending",
            ),
            lengths("fundtransaction", party=200, purpose=300, document_number=60),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document_number}"

    @property
    def shown_party(self) -> str:
        """Return the donor's name unless they asked not to be named."""
        return str(_("Người ủng hộ không nêu tên")) if self.is_anonymous else self.party

    @property
    def effect(self) -> int:
        """Return what this row adds to the balance of the Fund."""
        amount: int = self.amount
        return -amount if self.kind in self.MONEY_OUT else amount
