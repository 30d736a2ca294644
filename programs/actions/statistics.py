"""Numbers that other bodies publish: entered and put right with their source."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from programs.actions.base import (
    change,
    demand_past,
    demand_right,
    enter,
    locked,
    same_token,
    with_values,
)
from programs.choices import StatisticKey
from programs.models import Statistic

RATES = {StatisticKey.TRAINED_LABOUR_RATE}


def record_statistic(*, statistic: Statistic, by: User) -> Statistic:
    """Record a published value with its source."""
    demand_right(statistic, by=by)
    if first := same_token(statistic):
        return first
    _demand_sound(statistic)
    return enter(statistic, by=by, event="statistic.record")


@transaction.atomic
def amend_statistic(
    *, statistic: Statistic, values: Mapping[str, Any], by: User, version: int
) -> Statistic:
    """Put a published value right."""
    statistic = locked(statistic, version=version)
    demand_right(statistic, by=by)
    changed = with_values(statistic, values)
    demand_right(changed, by=by)
    _demand_sound(changed)
    return change(statistic, values, by=by, event="statistic.amend")


def _demand_sound(statistic: Statistic) -> None:
    """Refuse a day that has not come, a year after it was published, and a rate above 100 %."""
    demand_past(statistic, "stated_on")
    if statistic.year > statistic.stated_on.year:
        raise ValidationError({"year": _("Số liệu không thể công bố trước năm của nó.")})
    if statistic.key in RATES and not 0 <= Decimal(statistic.value) <= 100:
        raise ValidationError({"value": _("Tỷ lệ phải từ 0 đến 100 %.")})
