"""Houses and what was given towards them: class on the first day, acceptance, named sources."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.models import Household
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.ui.text import fold
from programs import classes
from programs.actions.base import (
    change,
    demand_past,
    demand_right,
    enter,
    locked,
    same_token,
    with_values,
)
from programs.choices import GivenAs, GiverKind
from programs.models import ComponentApplicability, HousingCase, HousingContribution

PROJECT = "DA5"
PROJECT_IN_WORDS = re.compile(r"\b(da|du an)[ .]*(so )?5\b")
"""How people write the programme's housing project, folded."""
NAMED = (GiverKind.STATE, GiverKind.ORGANISATION, GiverKind.OTHER)
"""Givers of whom there are many: each is named."""


@transaction.atomic
def record_housing_case(*, case: HousingCase, by: User) -> HousingCase:
    """Record a house, with the household's class on the day work starts."""
    case.household = _lock_household(case)
    case.area = case.household.area
    demand_right(case, by=by)
    if first := same_token(case):
        return first
    _demand_case(case)
    case.household_class = classes.class_on(case.household, case.started_on).value
    return enter(case, by=by, event="housing_case.record")


@transaction.atomic
def amend_housing_case(
    *, case: HousingCase, values: Mapping[str, Any], by: User, version: int
) -> HousingCase:
    """Put a house right; another first day looks the household's class up anew."""
    household = _lock_household(case)
    case = locked(case, version=version)
    demand_right(case, by=by)
    probe = with_values(case, values)
    _demand_case(probe)
    changed = dict(values)
    if probe.started_on != case.started_on:
        changed["household_class"] = classes.class_on(household, probe.started_on).value
    return change(case, changed, by=by, event="housing_case.amend")


@transaction.atomic
def finish_house(
    *, case: HousingCase, finished_on: date, accepted_on: date | None, by: User, version: int
) -> HousingCase:
    """Note that the house is finished, and the day it was accepted."""
    case = locked(case, version=version)
    demand_right(case, by=by)
    values = {"finished_on": finished_on, "accepted_on": accepted_on}
    _demand_case(with_values(case, values))
    return change(case, values, by=by, event="housing_case.finish")


@transaction.atomic
def record_contribution(*, contribution: HousingContribution, by: User) -> HousingContribution:
    """Record what somebody gave towards a house. The Fund's money comes from its own ledger."""
    contribution.case = locked(contribution.case)
    demand_right(contribution, by=by)
    if first := same_token(contribution):
        return first
    if contribution.source == GiverKind.FUND:
        raise ValidationError(
            {
                "source": _(
                    "Tiền của Quỹ ghi ở sổ Quỹ: mở trang của nhà, chọn Chi từ Quỹ; khoản đóng góp "
                    "tự có theo."
                )
            },
            code="of_fund",
        )
    _demand_contribution(contribution)
    return enter(contribution, by=by, event="housing_contribution.record")


@transaction.atomic
def amend_contribution(
    *, contribution: HousingContribution, values: Mapping[str, Any], by: User, version: int
) -> HousingContribution:
    """Put a contribution right; one that the Fund made follows the Fund's ledger."""
    locked(contribution.case)
    contribution = locked(contribution, version=version)
    demand_right(contribution, by=by)
    contribution.demand_free()
    _demand_contribution(with_values(contribution, values))
    return change(contribution, values, by=by, event="housing_contribution.amend")


def _lock_household(case: HousingCase) -> Household:
    rows = Household.objects.select_for_update(of=("self",)).select_related("area")
    found: Household = rows.get(pk=case.household_id)
    return found


def _demand_case(case: HousingCase) -> None:
    """Refuse days to come, acceptance of an unfinished house, and money that is not for here."""
    demand_past(case, "started_on", "finished_on", "accepted_on")
    if case.accepted_on and not case.finished_on:
        raise ValidationError(
            {"finished_on": _("Nhà đã nghiệm thu thì cần ghi ngày hoàn thành.")}, code="unfinished"
        )
    _demand_open_project("programme", case.programme, area=case.area, on=case.started_on)


def _demand_contribution(row: HousingContribution) -> None:
    """Refuse a giver without a name, days of labour on other gifts, and days to come."""
    demand_past(row, "given_on")
    errors = {}
    if row.source in NAMED and not row.contributor.strip():
        errors["contributor"] = _("Hãy ghi rõ đơn vị, người hỗ trợ.")
    if row.form == GivenAs.LABOUR and not row.labour_days:
        errors["labour_days"] = _("Hãy ghi số ngày công; trị giá là tiền quy ra của ngày công.")
    if row.form != GivenAs.LABOUR and row.labour_days:
        errors["labour_days"] = _("Chỉ ghi số ngày công khi hình thức là ngày công.")
    if errors:
        raise ValidationError({name: ValidationError(text) for name, text in errors.items()})
    _demand_open_project("contributor", row.contributor, area=row.case.area, on=row.given_on)


def _demand_open_project(name: str, text: str, *, area: Area, on: date) -> None:
    """Refuse the programme's housing project as a source where it does not apply, and say why."""
    if not PROJECT_IN_WORDS.search(fold(text)):
        return
    rows = ComponentApplicability.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        component__code=PROJECT,
        applies=False,
        valid_from__lte=on,
    )
    closed = [row for row in rows.select_related("area") if row.area.contains(area)]
    if closed:
        raise ValidationError(
            {
                name: ValidationError(
                    _("Dự án 5 không áp dụng cho địa bàn này: %(reason)s. Hãy ghi đúng nguồn."),
                    params={"reason": closed[0].reason.rstrip(".")},
                    code="does_not_apply",
                )
            }
        )
