"""Houses with their contributions, and the Fund whose balance never falls below zero."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from programs import classes
from programs.actions.base import change, demand_right, enter, same_token
from programs.models import FundAccount, FundTransaction, HousingCase, HousingContribution


def record_housing_case(*, case: HousingCase, by: User) -> HousingCase:
    """Record a house, with the household's class on the day work starts."""
    case.area = case.household.area
    case.household_class = classes.class_on(case.household, case.started_on).value
    return enter(case, by=by, event="housing_case.record")


@transaction.atomic
def finish_house(
    *, case: HousingCase, finished_on: date, accepted_on: date | None, by: User
) -> HousingCase:
    """Note that the house is finished, and the day it was accepted."""
    case = HousingCase.objects.select_for_update().get(pk=case.pk)
    values = {"finished_on": finished_on, "accepted_on": accepted_on}
    return change(case, values, by=by, event="housing_case.finish")


def record_contribution(*, contribution: HousingContribution, by: User) -> HousingContribution:
    """Record what somebody gave towards a house."""
    return enter(contribution, by=by, event="housing_contribution.record")


@transaction.atomic
def record_fund_transaction(*, row: FundTransaction, by: User) -> FundTransaction:
    """Record money in or out; refuse it when the Fund would be below zero on any day."""
    row.created_by = by
    demand_right(row, by=by)
    account, _is_new = FundAccount.objects.get_or_create(area=row.area)
    account = FundAccount.objects.select_for_update().get(pk=account.pk)
    if first := same_token(row):
        return first
    if row.corrects is not None:
        _demand_counter(row)
    if short := _first_shortage(row):
        day, balance = short
        raise ValidationError(
            {
                "amount": ValidationError(
                    _("Ngày %(day)s Quỹ sẽ âm %(balance)s đồng. Cần ghi nguồn thu trước."),
                    params={
                        "day": f"{day:%d/%m/%Y}",
                        "balance": f"{-balance:,}".replace(",", "."),
                    },
                    code="below_zero",
                )
            }
        )
    saved = enter(row, by=by, event=f"fund.{row.kind}")
    FundAccount.objects.filter(pk=account.pk).update(balance=F("balance") + saved.effect)
    return saved


def correct_fund_transaction(
    *, row: FundTransaction, by: User, purpose: str, occurred_on: date, submit_token: Any = None
) -> FundTransaction:
    """Take a row of the Fund back by a counter-entry, with the reason."""
    return record_fund_transaction(
        row=FundTransaction(
            area=row.area,
            kind=row.kind,
            amount=-row.amount,
            occurred_on=occurred_on,
            party=row.party,
            is_anonymous=row.is_anonymous,
            purpose=purpose,
            housing_case=row.housing_case,
            document_number=row.document_number,
            corrects=row,
            submit_token=submit_token,
        ),
        by=by,
    )


def fund_movements(area: Area) -> list[tuple[date, int]]:
    """Return what each day added to the Fund of the area, oldest first."""
    rows = FundTransaction.objects.filter(area=area).order_by("occurred_on")
    return list(rows.values_list("occurred_on").annotate(v=Sum(FundTransaction.SIGNED)))


def _first_shortage(row: FundTransaction) -> tuple[date, int] | None:
    """Return the first day the Fund would close below zero with this row, and the balance."""
    days: dict[date, int] = dict(fund_movements(row.area))
    days[row.occurred_on] = days.get(row.occurred_on, 0) + row.effect
    balance = 0
    for day in sorted(days):
        balance += days[day]
        if balance < 0:
            return day, balance
    return None


def _demand_counter(row: FundTransaction) -> None:
    """Hold a counter-entry to the row it corrects."""
    origin = row.corrects
    assert origin is not None  # noqa: S101 - the caller checked
    left = origin.amount + (origin.corrections.aggregate(v=Sum("amount"))["v"] or 0)
    if (
        origin.area_id != row.area_id
        or origin.kind != row.kind
        or origin.corrects_id is not None
        or row.amount >= 0
        or -row.amount > left
    ):
        raise ValidationError(
            _("Bút toán đính chính phải ngược dấu, cùng nội dung và không vượt bút toán gốc."),
            code="correction",
        )
