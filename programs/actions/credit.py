"""Loans: the class on the loan date, the terms of that date, repayments."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from programs import classes
from programs.actions.base import change, demand_member, demand_right, enter
from programs.choices import BeneficiaryClass, LoanStatus
from programs.models import Loan, LoanTerms


@transaction.atomic
def record_loan(*, loan: Loan, by: User) -> Loan:
    """Record a disbursed loan; resolve the class and hold it to the terms of that day."""
    loan.area = loan.household.area
    demand_right(loan, by=by)
    fact = classes.class_on(loan.household, loan.disbursed_on)
    loan.borrower_class, loan.class_basis = fact.value, fact.basis
    terms = terms_on(loan)
    if loan.annual_rate is None:
        loan.annual_rate = terms.annual_rate
    demand_member(loan.household, loan.borrower)
    _demand_terms(loan, terms)
    return enter(loan, by=by, event="loan.record")


def terms_on(loan: Loan) -> LoanTerms:
    """Return the product's terms on the loan date; raise ValidationError where there are none."""
    found = (
        loan.product.terms.filter(Q(valid_to=None) | Q(valid_to__gte=loan.disbursed_on))
        .filter(valid_from__lte=loan.disbursed_on)
        .last()
    )
    if found is None:
        raise ValidationError(
            {"disbursed_on": _("Chương trình vay chưa có điều kiện có hiệu lực vào ngày này.")}
        )
    return found


def _demand_terms(loan: Loan, terms: LoanTerms) -> None:
    errors: dict[str, ValidationError] = {}
    if terms.cap is not None and loan.amount > terms.cap:
        errors["amount"] = ValidationError(
            _("Mức vay tối đa vào ngày này là %(cap)s đồng (%(source)s)."),
            params={"cap": f"{terms.cap:,}".replace(",", "."), "source": terms.source},
            code="above_cap",
        )
    if terms.max_months is not None and loan.months > terms.max_months:
        errors["months"] = ValidationError(
            _("Thời hạn tối đa là %(months)s tháng."),
            params={"months": terms.max_months},
            code="too_long",
        )
    needed = loan.product.for_class
    if needed and needed != loan.borrower_class:
        errors["household"] = ValidationError(
            _("Ngày vay, hộ này là: %(found)s. Chương trình chỉ cho vay: %(needed)s."),
            params={
                "found": BeneficiaryClass(loan.borrower_class).label,
                "needed": BeneficiaryClass(needed).label,
            },
            code="wrong_class",
        )
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def record_repayment(*, loan: Loan, amount: int, by: User, note: str = "") -> Loan:
    """Add a repayment of principal; the loan closes when all is paid."""
    loan = Loan.objects.select_for_update().get(pk=loan.pk)
    if not 0 < amount <= loan.outstanding:
        raise ValidationError(
            _("Số trả phải lớn hơn 0 và không quá dư nợ %(left)s đồng."),
            params={"left": f"{loan.outstanding:,}".replace(",", ".")},
            code="repayment",
        )
    values: dict[str, object] = {"repaid": loan.repaid + amount}
    if loan.repaid + amount == loan.amount:
        values["status"] = LoanStatus.REPAID
    return change(loan, values, by=by, event="loan.repay", note=note)
