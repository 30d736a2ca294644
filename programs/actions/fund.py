"""The Fund for the Poor: money in, out and between levels; below zero on no day.

Lock order: the accounts by area, then the house, then its contribution.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.ui.text import grouped
from programs.actions.base import (
    demand_past,
    demand_right,
    demand_valid,
    discard,
    enter,
    facts,
    locked,
    same_token,
)
from programs.choices import FundKind, GivenAs, GiverKind
from programs.models import FundAccount, FundTransaction, HousingContribution
from programs.models.base import AMOUNT_LIMIT

NAME = "Quỹ Vì người nghèo {place}"


@transaction.atomic
def record_fund_transaction(*, row: FundTransaction, by: User) -> FundTransaction:
    """Record money in or out; refuse it when the Fund would be below zero on any day.

    What is spent on a house becomes the Fund's contribution to it, here and nowhere else.
    """
    demand_right(row, by=by)
    accounts = _lock_accounts(row.area)
    if first := same_token(row):
        return first
    if row.corrects is not None or row.pair is not None:
        raise ValueError("counter-entries and transfers have actions of their own")
    if row.housing_case is not None:
        row.housing_case = locked(row.housing_case)
    _demand_sound(row)
    (saved,) = _post([row], accounts, by=by, event=f"fund.{row.kind}")
    if saved.housing_case is not None:
        _contribute(saved, by=by)
    return saved


@transaction.atomic
def transfer_fund(*, row: FundTransaction, to: Area, by: User) -> FundTransaction:
    """Move money from the Fund of `row.area` to that of another level: two rows, both or none."""
    row.kind, row.party = FundKind.TRANSFER_OUT, to.name
    received = FundTransaction(
        area=to,
        kind=FundKind.TRANSFER_IN,
        amount=row.amount,
        occurred_on=row.occurred_on,
        party=row.area.name,
        purpose=row.purpose,
        document_number=row.document_number,
    )
    for half in (row, received):
        demand_right(half, by=by)
    accounts = _lock_accounts(row.area, to)
    if first := same_token(row):
        return first
    if row.area == to or not (row.area.contains(to) or to.contains(row.area)):
        raise ValidationError(
            {"to": _("Chỉ chuyển giữa Quỹ cấp trên và Quỹ cấp dưới. Hãy chọn Quỹ của cấp khác.")},
            code="same_level",
        )
    for half in (row, received):
        _demand_sound(half)
    return _post([row, received], accounts, by=by, event="fund.transfer_out")[0]


@transaction.atomic
def correct_fund_transaction(
    *, row: FundTransaction, by: User, purpose: str, occurred_on: date, submit_token: Any = None
) -> FundTransaction:
    """Take a row of the Fund back by a counter-entry, with the reason.

    Half of a transfer takes the other half with it, money for a house its contribution.
    """
    halves = [row, *filter(None, [other_half(row)])]
    halves.sort(key=lambda half: half.kind != FundKind.TRANSFER_OUT)
    for half in halves:
        demand_right(half, by=by)
    accounts = _lock_accounts(*(half.area for half in halves))
    if first := same_token(FundTransaction(submit_token=submit_token)):
        return first
    _demand_correctable(row, occurred_on=occurred_on, purpose=purpose)
    counters = [_counter(half, -half.amount, occurred_on, purpose) for half in halves]
    own = counters[halves.index(row)]
    own.submit_token = submit_token
    _post(counters, accounts, by=by, event="fund.correct")
    made = HousingContribution.objects.select_for_update(of=("self",)).filter(fund_transaction=row)
    for contribution in made:
        discard(contribution, by=by, reason=purpose)
    return own


@transaction.atomic
def correct_opening(
    *, row: FundTransaction, amount: int, purpose: str, by: User, submit_token: Any = None
) -> FundTransaction:
    """Set the opening balance right by an entry of the difference, on the opening day."""
    demand_right(row, by=by)
    accounts = _lock_accounts(row.area)
    if first := same_token(FundTransaction(submit_token=submit_token)):
        return first
    if row.kind != FundKind.OPENING or row.corrects_id is not None or amount < 0:
        raise ValidationError(_("Chỉ sửa được số dư đầu kỳ của Quỹ."), code="opening")
    if not purpose.strip():
        raise ValidationError({"purpose": _("Cần ghi lý do đính chính.")}, code="no_reason")
    difference = amount - standing_amount(row)
    if not difference:
        raise ValidationError({"amount": _("Số dư đầu kỳ đang ghi đúng số này.")}, code="same")
    counter = _counter(row, difference, row.occurred_on, purpose)
    counter.submit_token = submit_token
    return _post([counter], accounts, by=by, event="fund.correct")[0]


def standing_amount(row: FundTransaction) -> int:
    """Return what is left of a row after its counter-entries, in đồng."""
    amount: int = row.amount + (row.corrections.aggregate(v=Sum("amount"))["v"] or 0)
    return amount


def other_half(row: FundTransaction) -> FundTransaction | None:
    """Return the row made together with this one, for a transfer between two Funds."""
    if row.pair is not None:
        return row.pair
    return FundTransaction.objects.filter(pair=row).select_related("area").first()


def fund_movements(area: Area) -> list[tuple[date, int]]:
    """Return what each day added to the Fund of the area, oldest first."""
    rows = FundTransaction.objects.filter(area=area).order_by("occurred_on")
    return list(rows.values_list("occurred_on").annotate(v=Sum(FundTransaction.SIGNED)))


def _lock_accounts(*areas: Area) -> dict[int, FundAccount]:
    """Lock the accounts one after the other by area, so that no two writers wait in a ring."""
    found = {}
    for area in sorted(areas, key=lambda each: each.pk):
        FundAccount.objects.get_or_create(area=area)
        found[area.pk] = FundAccount.objects.select_for_update(of=("self",)).get(area=area)
    return found


def _demand_sound(row: FundTransaction) -> None:
    """Refuse what an entry of its kind may not be; drop the name that is not to be kept."""
    demand_past(row, "occurred_on")
    _demand_after_opening(row)
    if row.is_anonymous:
        if row.kind != FundKind.INCOME:
            raise ValidationError(
                {"is_anonymous": _("Chỉ người ủng hộ (thu vận động) mới có thể không nêu tên.")}
            )
        row.party = ""
        return
    if row.housing_case is not None:
        if not row.area.contains(row.housing_case.area):
            raise ValidationError(
                {"area": _("Quỹ này không chi cho nhà ở địa bàn khác. Hãy chọn Quỹ khác.")},
                code="other_area",
            )
        row.party = row.party or row.housing_case.household.head.full_name
    if row.kind != FundKind.OPENING and not row.party.strip():
        raise ValidationError({"party": _("Hãy ghi rõ người, đơn vị ủng hộ hoặc nhận tiền.")})


def _demand_after_opening(row: FundTransaction) -> None:
    """Hold the opening balance to be the first entry of the Fund."""
    rows = FundTransaction.objects.filter(area=row.area)
    first = rows.order_by("occurred_on").values_list("occurred_on", flat=True).first()
    if row.kind == FundKind.OPENING:
        if rows.filter(kind=FundKind.OPENING).exists():
            raise ValidationError(
                {"kind": _("Quỹ này đã có số dư đầu kỳ. Ghi sai thì mở dòng ấy, chọn Đính chính.")},
                code="unique",
            )
        if first and first < row.occurred_on:
            words = _("Quỹ đã có khoản ngày %(day)s; số dư đầu kỳ phải là khoản đầu tiên.")
            raise _at_day(words, first)
        return
    opened = rows.filter(kind=FundKind.OPENING, corrects=None).first()
    if opened and row.occurred_on < opened.occurred_on:
        words = _("Sổ Quỹ mở từ ngày %(day)s; khoản trước ngày ấy đã nằm trong số dư đầu kỳ.")
        raise _at_day(words, opened.occurred_on)


def _at_day(words: Any, day: date) -> ValidationError:
    error = ValidationError(words, params={"day": f"{day:%d/%m/%Y}"}, code="opening")
    return ValidationError({"occurred_on": error})


def _demand_correctable(row: FundTransaction, *, occurred_on: date, purpose: str) -> None:
    """Refuse to take back an opening balance, a counter-entry, and anything twice or too early."""
    if row.kind == FundKind.OPENING:
        raise ValidationError(_("Số dư đầu kỳ thì sửa bằng số đúng, không huỷ."), code="opening")
    if row.corrects_id is not None or row.corrections.exists():
        raise ValidationError(_("Khoản này đã được đính chính."), code="correction")
    demand_past(FundTransaction(occurred_on=occurred_on), "occurred_on")
    if occurred_on < row.occurred_on:
        words = _("Ngày đính chính không thể trước ngày của khoản gốc (%(day)s).")
        raise _at_day(words, row.occurred_on)
    if not purpose.strip():
        raise ValidationError({"purpose": _("Cần ghi lý do đính chính.")}, code="no_reason")


def _counter(origin: FundTransaction, amount: int, day: date, purpose: str) -> FundTransaction:
    return FundTransaction(
        area=origin.area,
        kind=origin.kind,
        amount=amount,
        occurred_on=day,
        party="" if origin.is_anonymous else origin.party,
        is_anonymous=origin.is_anonymous,
        purpose=purpose,
        housing_case=origin.housing_case,
        document_number=origin.document_number,
        corrects=origin,
    )


def _post(
    rows: Sequence[FundTransaction], accounts: dict[int, FundAccount], *, by: User, event: str
) -> Sequence[FundTransaction]:
    """Save the rows, the later ones as the other half of the first, and move the balances."""
    for row in rows:
        _demand_covered(row, accounts[row.area_id])
    for place, row in enumerate(rows):
        row.created_by = by
        row.pair = rows[0] if place else None
        demand_valid(row)
        row.save(force_insert=True)
        changes = facts(row)
        record(event, by=by, on=row, area_path=row.where.path, changes=changes, note=row.purpose)
        account = FundAccount.objects.filter(pk=accounts[row.area_id].pk)
        account.update(balance=F("balance") + row.effect)
    return rows


def _demand_covered(row: FundTransaction, account: FundAccount) -> None:
    """Refuse a row with which the Fund is below zero on some day, or beyond what can be kept."""
    if account.balance + row.effect >= AMOUNT_LIMIT:
        raise ValidationError({"amount": _("Số dư Quỹ sẽ quá lớn. Hãy kiểm tra lại số tiền.")})
    short = _first_shortage(row)
    if short is None:
        return
    day, balance = short
    raise ValidationError(
        {
            "amount": ValidationError(
                _(
                    "Ngày %(day)s Quỹ của %(fund)s sẽ âm %(balance)s đồng. Hãy ghi nguồn thu "
                    "trước, hoặc ghi số tiền nhỏ hơn."
                ),
                params={
                    "day": f"{day:%d/%m/%Y}",
                    "fund": row.area.name,
                    "balance": grouped(-balance),
                },
                code="below_zero",
            )
        }
    )


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


def _contribute(row: FundTransaction, *, by: User) -> None:
    """Enter what the Fund paid for a house as its contribution to the house."""
    assert row.housing_case is not None  # noqa: S101 - the caller checked
    gift = HousingContribution(
        case=row.housing_case,
        source=GiverKind.FUND,
        form=GivenAs.CASH,
        amount=row.amount,
        given_on=row.occurred_on,
        contributor=NAME.format(place=row.area.name),
        fund_transaction=row,
    )
    enter(gift, by=by, event="housing_contribution.record")
