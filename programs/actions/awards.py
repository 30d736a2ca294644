"""Rewards with the figures that earned them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.registry import get_indicator
from programs.actions.base import change, demand_past, demand_right, enter, locked
from programs.earned import earned, kept_value
from programs.models import Award, AwardFigure


@transaction.atomic
def record_award(*, award: Award, by: User) -> Award:
    """Record a reward; one of a household belongs to the household's ward."""
    if award.household is not None:
        award.area = award.household.area
    demand_past(award, "decided_on")
    return enter(award, by=by, event="award.record")


@transaction.atomic
def amend_award(*, award: Award, values: Mapping[str, Any], by: User, version: int) -> Award:
    """Put a reward right."""
    award = locked(award, version=version)
    demand_past(Award(**values), "decided_on")
    if "area" in values and not by.can(Award.EDIT, values["area"]):
        raise PermissionDenied
    return change(award, values, by=by, event="award.amend")


@transaction.atomic
def add_award_figure(
    *, award: Award, key: str, area: Area, start: date, end: date, by: User
) -> AwardFigure:
    """Write down, beside a reward, a figure that earned it: the value as it stands now."""
    award = locked(award)
    demand_right(award, by=by)
    if not by.can(get_indicator(key).permission, area):
        raise PermissionDenied
    if held := award.figures.filter(key=key).first():
        if (held.area_id, held.period_from, held.period_to) == (area.pk, start, end):
            return held
        raise ValidationError(
            {"key": _("Chỉ tiêu này đã có ở khen thưởng này. Hãy gỡ ra trước khi ghi kỳ khác.")},
            code="held",
        )
    value = kept_value(earned(key=key, area=area, start=start, end=end))
    if value is None:
        raise ValidationError(
            {"key": _("Chỉ tiêu này chưa có số liệu ở địa bàn và kỳ đã chọn.")}, code="no_value"
        )
    row = AwardFigure(
        award=award, key=key, area=area, period_from=start, period_to=end, value=value
    )
    row.full_clean()
    row.save(force_insert=True)
    changes = {name: (None, fact) for name, fact in _facts(row).items()}
    record("award_figure.add", by=by, on=row, area_path=award.where.path, changes=changes)
    return row


def _facts(row: AwardFigure) -> dict[str, Any]:
    names = ("award_id", "key", "area_id", "period_from", "period_to", "value")
    return {name.removesuffix("_id"): getattr(row, name) for name in names}


@transaction.atomic
def remove_award_figure(*, row: AwardFigure, by: User, reason: str) -> None:
    """Take a figure off a reward; the record of events keeps its value and the reason."""
    award = locked(row.award)
    demand_right(award, by=by)
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do gỡ.")}, code="no_reason")
    held = award.figures.filter(pk=row.pk).first()
    if held is None:
        return
    changes = {name: (fact, None) for name, fact in _facts(held).items()}
    record(
        "award_figure.remove",
        by=by,
        on=held,
        area_path=award.where.path,
        changes=changes,
        note=reason,
    )
    held.delete()
