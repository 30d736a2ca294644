"""The one way a new record enters: right, token, rules, save, one event."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.models import Household, Person
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from programs.models.base import Record

R = TypeVar("R", bound=Record)
TECHNICAL = {"id", "submit_token", "created_at", "search_text", "version", "created_by"}


def demand_right(row: Record, *, by: User) -> None:
    """Raise PermissionDenied unless the user may write this record in its area."""
    if not by.can(type(row).EDIT, row.where):
        raise PermissionDenied


@transaction.atomic
def enter(row: R, *, by: User, event: str, note: str = "") -> R:
    """Save a new row with one audit event; the same token again returns the row it made first."""
    demand_right(row, by=by)
    if first := same_token(row):
        return first
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if first := same_token(row):
            return first
        raise
    record(event, by=by, on=row, area_path=row.where.path, changes=facts(row), note=note)
    return row


def same_token(row: R) -> R | None:
    """Return the row that the same submission made before, if any."""
    if row.submit_token is None:
        return None
    found: R | None = type(row)._default_manager.filter(submit_token=row.submit_token).first()
    return found


@transaction.atomic
def change(row: R, values: dict[str, Any], *, by: User, event: str, note: str = "") -> R:
    """Change a locked row with one audit event that holds before and after."""
    demand_right(row, by=by)
    changes = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            changes[name] = (before, value)
            setattr(row, name, value)
    if not changes:
        return row
    names = [*changes]
    if hasattr(row, "version"):
        row.version += 1
        names.append("version")
    if hasattr(row, "search_text"):
        names.append("search_text")
    row.full_clean()
    row.save(update_fields=names)
    record(event, by=by, on=row, area_path=row.where.path, changes=changes, note=note)
    return row


def demand_version(row: Any, version: int) -> None:
    """Refuse a change that was made on an older version of the row."""
    if row.version != version:
        raise ValidationError(
            _("Bản ghi vừa được người khác sửa. Hãy mở lại trang rồi sửa tiếp."), code="conflict"
        )


def facts(row: Record) -> dict[str, tuple[None, Any]]:
    """Return what a new row holds, as (before, after) pairs."""
    return {
        field.name: (None, value)
        for field in row._meta.concrete_fields
        if field.name not in TECHNICAL and (value := getattr(row, field.attname)) not in (None, "")
    }


def demand_member(household: Household, person: Person) -> None:
    """Refuse a person who never belonged to the household, and a record merged into another."""
    if person.merged_into is not None:
        raise ValidationError(
            _("Hồ sơ này đã gộp vào hồ sơ khác của %(name)s. Hãy chọn hồ sơ được giữ lại."),
            code="merged",
            params={"name": person.merged_into.full_name},
        )
    stays = household.memberships.filter(Q(person=person) | Q(person__merged_into=person))
    if not stays.exists():
        raise ValidationError(_("Người này không thuộc hộ đã chọn."), code="not_a_member")
