"""Loans: the class on the loan date, the terms of that date, repayments, how a loan stands."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.models import Household
from povertyportal.accounts.models import User
from povertyportal.ui.text import grouped
from programs import classes
from programs.actions.base import (
    change,
    demand_member,
    demand_past,
    demand_right,
    enter,
    locked,
    same_token,
    with_values,
)
from programs.choices import BeneficiaryClass, LoanStatus
from programs.models import Loan, LoanTerms, Repayment


@transaction.atomic
def record_loan(*, loan: Loan, by: User) -> Loan:
    """Record a disbursed loan; resolve the class and hold it to the terms of that day.

    `borrower_class` set by the caller is the class the bank lent by; where it is not what the
    records say, `override_reason` has to say why.
    """
    Household.objects.select_for_update(of=("self",)).get(pk=loan.household_id)
    loan.area = loan.household.area
    demand_right(loan, by=by)
    if first := same_token(loan):
        return first
    _settle(loan)
    return enter(loan, by=by, event="loan.record")


@transaction.atomic
def amend_loan(*, loan: Loan, values: Mapping[str, Any], by: User, version: int) -> Loan:
    """Put a loan right; it is held to the same rules as a new one, and to its repayments."""
    Household.objects.select_for_update(of=("self",)).get(pk=loan.household_id)
    loan = locked(loan, version=version)
    demand_right(loan, by=by)
    probe = with_values(loan, values)
    _settle(probe)
    _demand_repaid(probe)
    names = ("borrower_class", "resolved_class", "class_basis", "override_reason", "annual_rate")
    settled = {name: getattr(probe, name) for name in names}
    return change(
        loan, {**values, **settled, **_closing(loan, probe.amount)}, by=by, event="loan.amend"
    )


def _demand_repaid(loan: Loan) -> None:
    """Refuse an amount or a day that the repayments already made do not allow."""
    errors = {}
    if loan.amount < loan.repaid:
        errors["amount"] = ValidationError(
            _("Số tiền vay không thể ít hơn số gốc đã trả (%(repaid)s đồng)."),
            params={"repaid": grouped(loan.repaid)},
            code="below_repaid",
        )
    first = loan.repayments.order_by("paid_on").first()
    if first is not None and first.paid_on < loan.disbursed_on:
        errors["disbursed_on"] = ValidationError(
            _("Ngày giải ngân không thể sau lần trả đầu tiên (%(day)s)."),
            params={"day": f"{first.paid_on:%d/%m/%Y}"},
            code="after_repayment",
        )
    if errors:
        raise ValidationError(errors)


def _closing(loan: Loan, amount: int) -> dict[str, Any]:
    """Return how the loan stands once its amount is put right: repaid only if nothing is owed."""
    is_repaid = loan.repaid == amount
    if is_repaid == (loan.status == LoanStatus.REPAID):
        return {}
    last = loan.repayments.order_by("-paid_on").first()
    status = LoanStatus.REPAID if is_repaid else LoanStatus.OPEN
    return {"status": status, "status_on": last.paid_on if last else None}


def _settle(loan: Loan) -> None:
    """Fill in class and rate of the loan date, and refuse what its terms do not allow."""
    demand_past(loan, "disbursed_on")
    fact = classes.class_on(loan.household, loan.disbursed_on)
    loan.resolved_class, loan.class_basis = fact.value, fact.basis
    if not loan.borrower_class:
        loan.borrower_class = fact.value
    if loan.borrower_class == loan.resolved_class:
        loan.override_reason = ""
    elif not loan.override_reason.strip():
        raise ValidationError(
            {
                "override_reason": ValidationError(
                    _("Ngày vay, hồ sơ ghi hộ này là: %(found)s. Hãy ghi lý do chọn loại khác."),
                    params={"found": BeneficiaryClass(fact.value).label},
                    code="override",
                )
            }
        )
    terms = terms_on(loan)
    if loan.annual_rate is None:
        loan.annual_rate = terms.annual_rate
    demand_member(loan.household, loan.borrower)
    _demand_terms(loan, terms)


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
    owed = _owed(loan)
    if terms.cap is not None and loan.amount + owed > terms.cap:
        words = (
            _(
                "Mức vay tối đa vào ngày này là %(cap)s đồng một hộ, hộ còn nợ %(owed)s đồng của "
                "chương trình này (%(source)s)."
            )
            if owed
            else _("Mức vay tối đa vào ngày này là %(cap)s đồng (%(source)s).")
        )
        errors["amount"] = ValidationError(
            words,
            params={
                "cap": grouped(terms.cap),
                "owed": grouped(owed),
                "source": terms.source,
            },
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
        errors["borrower_class"] = ValidationError(
            _("Ngày vay, hộ này là: %(found)s. Chương trình chỉ cho vay: %(needed)s."),
            params={
                "found": BeneficiaryClass(loan.borrower_class).label,
                "needed": BeneficiaryClass(needed).label,
            },
            code="wrong_class",
        )
    if errors:
        raise ValidationError(errors)


def _owed(loan: Loan) -> int:
    """Return what the household owes of the product apart from this loan, in đồng."""
    others = Loan.objects.filter(household=loan.household, product=loan.product)
    found = others.exclude(pk=loan.pk).exclude(status=LoanStatus.REPAID)
    owed: int = found.aggregate(v=Sum(F("amount") - F("repaid")))["v"] or 0
    return owed


@transaction.atomic
def record_repayment(*, repayment: Repayment, by: User) -> Repayment:
    """Record principal paid back; the loan is closed when all is paid."""
    loan = locked(repayment.loan)
    repayment.loan, repayment.created_by = loan, by
    demand_right(repayment, by=by)
    if first := same_token(repayment):
        return first
    demand_past(repayment, "paid_on")
    if repayment.paid_on < loan.disbursed_on:
        raise ValidationError({"paid_on": _("Ngày trả không thể trước ngày giải ngân.")})
    if repayment.corrects is None and not 0 < repayment.amount <= loan.outstanding:
        raise ValidationError(
            {
                "amount": ValidationError(
                    _("Số trả phải lớn hơn 0 và không quá dư nợ %(left)s đồng."),
                    params={"left": grouped(loan.outstanding)},
                    code="repayment",
                )
            }
        )
    saved = enter(repayment, by=by, event="loan.repay", note=repayment.note)
    values: dict[str, object] = {"repaid": loan.repaid + repayment.amount}
    if loan.repaid + repayment.amount == loan.amount:
        values |= {"status": LoanStatus.REPAID, "status_on": repayment.paid_on}
    elif loan.status == LoanStatus.REPAID:
        values |= {"status": LoanStatus.OPEN, "status_on": repayment.paid_on}
    change(loan, values, by=by, event="loan.balance")
    return saved


def correct_repayment(
    *, repayment: Repayment, by: User, note: str, paid_on: date, submit_token: Any = None
) -> Repayment:
    """Take a repayment back by a counter-entry, with the reason; once."""
    if not note.strip():
        raise ValidationError({"note": _("Cần ghi lý do đính chính.")}, code="no_reason")
    with transaction.atomic():
        locked(repayment.loan)
        again = Repayment(submit_token=submit_token)
        if first := same_token(again):
            return first
        if repayment.corrects_id is not None or repayment.corrections.exists():
            raise ValidationError(_("Lần trả này đã được đính chính."), code="correction")
        if paid_on < repayment.paid_on:
            raise ValidationError(
                {"paid_on": _("Ngày đính chính không thể trước ngày trả.")}, code="order"
            )
        return record_repayment(
            repayment=Repayment(
                loan=repayment.loan,
                amount=-repayment.amount,
                paid_on=paid_on,
                document_number=repayment.document_number,
                corrects=repayment,
                note=note,
                submit_token=submit_token,
            ),
            by=by,
        )


@transaction.atomic
def set_loan_status(
    *, loan: Loan, status: str, status_on: date, note: str, by: User, version: int
) -> Loan:
    """Note that a loan is overdue, frozen or in order again, since when and why."""
    loan = locked(loan, version=version)
    if status == LoanStatus.REPAID or loan.status == LoanStatus.REPAID:
        raise ValidationError(
            {"status": _("Khoản vay chỉ hết nợ khi đã ghi đủ các lần trả gốc.")}, code="repaid"
        )
    if status_on > timezone.localdate():
        raise ValidationError({"status_on": _("Ngày này chưa đến. Chỉ ghi việc đã diễn ra.")})
    values = {"status": status, "status_on": status_on}
    return change(loan, values, by=by, event="loan.status", note=note)
