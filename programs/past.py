"""By which of their own days the programme's records tell what was so on another day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from povertyportal.accounts import past
from programs import models, money
from programs.choices import DirectiveState, LoanStatus
from programs.models import AllocationEntry, FundTransaction, Repayment


def _sum(rows: QuerySet[Any], by: str, amount: Any) -> Any:
    """Return the sum of the rows that share a key, 0 where there are none."""
    sums = rows.order_by().values(by).values(then=Sum(amount))
    return Cast(Coalesce(Subquery(sums), 0), BigIntegerField())


def _loan(day: date) -> Mapping[str, Any]:
    paid = Repayment.objects.filter(loan=OuterRef("pk"), paid_on__lte=day)
    later = When(status_on__gt=day, then=Value(LoanStatus.OPEN))
    return {
        "repaid": _sum(paid, "loan", "amount"),
        "status": Case(later, default=F("status")),
    }


def _moved(entries: QuerySet[Any]) -> Mapping[str, Any]:
    """Return each balance as the sum of the entries that move it."""
    found = {}
    for balance in money.BALANCES:
        steps = {kind: _step(kind, balance) for kind in money.MOVES}
        signed = Case(
            *(When(kind=kind, then=F("amount") * step) for kind, step in steps.items() if step),
            default=0,
        )
        found[balance] = _sum(entries, "allocation", signed)
    return found


def _step(kind: str, balance: str) -> int:
    """Return what one đồng of an entry of the kind adds to the balance."""
    step: int = getattr(money.Balances().after(kind, 1), balance)
    return step


def _allocation(day: date) -> Mapping[str, Any]:
    return _moved(AllocationEntry.objects.filter(allocation=OuterRef("pk"), entry_on__lte=day))


def _share(day: date) -> Mapping[str, Any]:
    entries = AllocationEntry.objects.filter(
        allocation=OuterRef("allocation"), recipient=OuterRef("recipient"), entry_on__lte=day
    )
    of_unit = _moved(entries.filter(unit=OuterRef("unit")))
    of_area = _moved(entries.filter(unit=None))
    names = {each.name for each in models.AllocationShare._meta.concrete_fields}
    return {
        name: Case(When(unit=None, then=of_area[name]), default=of_unit[name])
        for name in of_unit
        if name in names
    }


def _fund(day: date) -> Mapping[str, Any]:
    rows = FundTransaction.objects.filter(area=OuterRef("area"), occurred_on__lte=day)
    return {"balance": _sum(rows, "area", FundTransaction.SIGNED)}


def _directive(day: date) -> Mapping[str, Any]:
    later = When(done_on__gt=day, then=Value(DirectiveState.IN_PROGRESS))
    return {"state": Case(later, default=F("state"))}


def _finding(day: date) -> Mapping[str, Any]:
    return {"result": Case(When(done_on__gt=day, then=Value("")), default=F("result"))}


def _enrolment(day: date) -> Mapping[str, Any]:
    later = When(completed_on__gt=day, then=Value(""))
    return {"certificate": Case(later, default=F("certificate"))}


past.register(
    models.ApprovalRule,
    models.Component,
    models.ComponentApplicability,
    models.ComponentLead,
    models.Limit,
    models.LoanProduct,
    models.LoanTerms,
    models.Organisation,
    models.Programme,
)
past.register(models.Allocation, columns=_allocation)
past.register(models.AllocationShare, columns=_share)
past.register(models.AllocationEntry, models.EntryProposal, begins="entry_on")
past.register(models.BudgetYear, ends=["settled_on"])
past.register(models.IdleReason, begins="stated_on", ends=["closed_on"])
past.register(models.Loan, begins="disbursed_on", ends=["status_on"], columns=_loan)
past.register(models.Repayment, begins="paid_on")
past.register(models.JobNeed, begins="registered_on")
past.register(models.JobService, begins="served_on")
past.register(models.JobPlacement, begins="started_on", ends=["ended_on"])
past.register(models.OverseasContract, begins="departed_on", ends=["returned_on"])
past.register(models.JobAggregate, models.Statistic, begins="stated_on")
past.register(models.TrainingClass, begins="starts_on")
past.register(models.Enrolment, begins="enrolled_on", ends=["completed_on"], columns=_enrolment)
past.register(models.EnrolmentFollowUp, begins="asked_on")
past.register(models.HousingCase, begins="started_on", ends=["finished_on", "accepted_on"])
past.register(models.HousingContribution, begins="given_on")
past.register(models.FundTransaction, begins="occurred_on")
past.register(models.FundAccount, columns=_fund)
past.register(models.Support, begins="provided_on")
past.register(models.Communication, begins="held_on")
past.register(models.SupervisionVisit, begins="visited_on")
past.register(
    models.SupervisionFinding, begins="visit__visited_on", ends=["done_on"], columns=_finding
)
past.register(models.Award, begins="decided_on")
past.register(models.AwardFigure, begins="award__decided_on")
past.register(models.Directive, begins="issued_on", ends=["done_on"], columns=_directive)
past.register(models.DirectiveNote, begins="noted_on")
past.register(models.Attachment, ends=["removed_at"])
