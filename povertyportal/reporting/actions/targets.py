"""Plans enter, are put right, are split over the wards, and go: each change with its event."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.models import Target
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.splits import parts_of, wards_of
from povertyportal.reporting.units import Unit, is_additive, trimmed

FACTS = ("key", "area_id", "period_from", "period_to", "value", "baseline", "document", "note")
SAME_PLAN = ("key", "area_id", "period_from", "period_to")
NUMBERS = ("value", "baseline")
TAKEN = _("Chỉ tiêu này đã có kế hoạch cho địa bàn và kỳ này. Hãy sửa kế hoạch đó.")
STALE = _("Kế hoạch vừa được người khác sửa. Hãy mở lại trang rồi sửa tiếp.")


@transaction.atomic
def record_target(*, target: Target, by: User) -> Target:
    """Enter a plan; the same submission again returns the row it made first."""
    demand_right(target.area, by=by)
    if target.submit_token is not None:
        first = Target.objects.filter(submit_token=target.submit_token).first()
        if first is not None:
            return first
    _demand_sound(target)
    try:
        with transaction.atomic():
            target.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(TAKEN, code="taken") from error
    _note("record", target, {name: (None, value) for name, value in _facts(target)}, by=by)
    return target


@transaction.atomic
def amend_target(*, target: Target, values: Mapping[str, Any], by: User, version: int) -> Target:
    """Put a plan right; what other plans split it into stays the same figure, area and days."""
    target = _locked(target, version=version)
    demand_right(target.area, by=by)
    before = dict(_facts(target))
    parts = list(parts_of(target)[:1])
    for name, value in values.items():
        setattr(target, name, value)
    demand_right(target.area, by=by)
    after = dict(_facts(target))
    changes = {name: (before.get(name), after.get(name)) for name in FACTS}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return target
    if parts and any(name in changes for name in SAME_PLAN):
        raise ValidationError(
            _("Kế hoạch đã chia cho phường, xã. Hãy bỏ phần chia trước khi đổi chỉ tiêu hay kỳ."),
            code="in_use",
        )
    target.version += 1
    _demand_sound(target)
    target.save()
    _note("amend", target, changes, by=by)
    return target


@transaction.atomic
def remove_target(*, target: Target, by: User, reason: str, version: int) -> None:
    """Delete a plan entered by mistake; refuse it while wards share it."""
    target = _locked(target, version=version)
    demand_right(target.area, by=by)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Cần ghi lý do xoá."))})
    if uses := uses_of(target):
        raise ValidationError(
            _("Không xoá được vì đã chia cho: %(uses)s. Hãy bỏ phần chia trước."),
            params={"uses": "; ".join(uses)},
            code="in_use",
        )
    _discard(target, by=by, note=reason)


@transaction.atomic
def split_target(
    *, target: Target, values: Mapping[int, Decimal | None], document: str, by: User, seen: str
) -> Target:
    """Set the plans of the wards that share a plan of the city; an empty one takes it away.

    `seen` is the state of the parts that was shown; the parts need not add up: pages say so.
    """
    target = _locked(target)
    demand_right(target.area, by=by)
    parts = {part.area_id: part for part in parts_of(target).select_for_update(of=("self",))}
    if state_of(parts.values()) != seen:
        raise ValidationError(STALE, code="conflict")
    for ward in wards_of(target):
        part, value = parts.get(ward.pk), values.get(ward.pk)
        if part is None and value is not None:
            same = {name: getattr(target, name) for name in ("key", "period_from", "period_to")}
            part = Target(**same, area=ward, value=value, document=document)
            record_target(target=part, by=by)
        elif part is not None and value is not None:
            changed = {"value": value, "document": document}
            amend_target(target=part, values=changed, by=by, version=part.version)
        elif part is not None:
            _discard(part, by=by, note=document)
    return target


def state_of(parts: Iterable[Target]) -> str:
    """Return what tells whether the parts of a plan are still those that were shown."""
    return ",".join(sorted(f"{part.pk}:{part.version}" for part in parts))


def uses_of(target: Target) -> list[str]:
    """Return the wards that share the plan."""
    return [part.area.name for part in parts_of(target).order_by("area__path")]


def demand_right(area: Area, *, by: User) -> None:
    """Raise PermissionDenied unless the user may set plans in the area."""
    if not by.can(Permission.TARGET_EDIT, area):
        raise PermissionDenied


def _locked(target: Target, *, version: int | None = None) -> Target:
    rows = Target.objects.select_for_update(of=("self",)).select_related("area")
    found = rows.filter(pk=target.pk).first()
    if found is None:
        raise ValidationError(_("Kế hoạch này vừa bị xoá."), code="gone")
    if version is not None and found.version != version:
        raise ValidationError(STALE, code="conflict")
    return found


def _demand_sound(target: Target) -> None:
    """Refuse a plan that no figure, area or period could have."""
    errors: dict[str, ValidationError] = {}
    if target.period_to < target.period_from:
        errors["period_to"] = ValidationError(_("Ngày cuối không thể trước ngày đầu của kỳ."))
    if target.area.level not in (Area.Level.CITY, Area.Level.WARD):
        errors["area"] = ValidationError(_("Kế hoạch được giao cho thành phố, phường hoặc xã."))
    elif not _stands(target):
        errors["area"] = ValidationError(_("Địa bàn này không tồn tại trong kỳ."))
    unit = get_indicator(target.key).unit
    for name in NUMBERS:
        number = getattr(target, name)
        if number is not None and (problem := _problem(Decimal(number), unit)):
            errors[name] = ValidationError(problem)
    if errors:
        raise ValidationError(errors)
    try:
        target.full_clean()
    except ValidationError as error:
        if NON_FIELD_ERRORS in error.error_dict:
            raise ValidationError(TAKEN, code="taken") from error
        raise


def _problem(number: Decimal, unit: str) -> Any:
    if number < 0:
        return _("Không thể nhỏ hơn 0.")
    if is_additive(unit) and number != number.to_integral_value():
        return _("Chỉ tiêu này đếm bằng số nguyên.")
    if unit == Unit.PERCENT and number > 100:
        return _("Tỷ lệ không thể quá 100 %.")
    return None


def _stands(target: Target) -> bool:
    """Tell whether the area exists on some day of the period."""
    area = target.area
    return area.valid_from <= target.period_to and (
        area.valid_to is None or area.valid_to >= target.period_from
    )


def _facts(target: Target) -> list[tuple[str, Any]]:
    """Return what the plan holds, empty fields left out, numbers without zeros behind the comma."""
    pairs = [(name, getattr(target, name)) for name in FACTS]
    return [
        (name, trimmed(Decimal(value)) if name in NUMBERS else value)
        for name, value in pairs
        if value not in (None, "")
    ]


def _discard(target: Target, *, by: User, note: str) -> None:
    _note("remove", target, {name: (v, None) for name, v in _facts(target)}, by=by, note=note)
    target.delete()


def _note(
    verb: str, target: Target, changes: Mapping[str, Any], *, by: User, note: str = ""
) -> None:
    path = target.area.path
    record(f"target.{verb}", by=by, on=target, area_path=path, changes=changes, note=note)
