"""The one way a record enters, is put right, and goes: right, token, rules, save, one event."""

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, router, transaction
from django.db.models import Model, ProtectedError, Q
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from households.models import Household, Person
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from programs.models import Attachment
from programs.models.base import EditableRecord, Record

R = TypeVar("R", bound=Record)
E = TypeVar("E", bound=EditableRecord)
TECHNICAL = {"id", "submit_token", "created_at", "search_text", "version", "created_by"}
MOST_NAMED = 20


def demand_right(row: Record, *, by: User) -> None:
    """Raise PermissionDenied unless the user may write this record in its area."""
    if not by.can(type(row).EDIT, row.where):
        raise PermissionDenied


def demand_valid(row: Record) -> None:
    """Check the row as a whole; a broken constraint of the database is said in one sentence."""
    try:
        row.full_clean(validate_constraints=False)
        row.validate_constraints()
    except ValidationError as error:
        found = error.error_dict if hasattr(error, "error_dict") else {}
        if any(each.code in ("unique", "unique_together") for e in found.values() for each in e):
            raise ValidationError(
                {NON_FIELD_ERRORS: _("Bản ghi này đã có rồi, không ghi lần thứ hai.")},
            ) from error
        raise


@transaction.atomic
def enter(row: R, *, by: User, event: str, note: str = "") -> R:
    """Save a new row with one audit event; the same token again returns the row it made first."""
    demand_right(row, by=by)
    if first := same_token(row):
        return first
    demand_valid(row)
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
def change(row: R, values: Mapping[str, Any], *, by: User, event: str, note: str = "") -> R:
    """Change a locked row with one audit event that holds before and after."""
    demand_right(row, by=by)
    changes = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            changes[name] = (_recorded(before), _recorded(value))
            setattr(row, name, value)
    if not changes:
        return row
    names = [*changes]
    if isinstance(row, EditableRecord):
        row.version += 1
        names.append("version")
    if hasattr(row, "search_text"):
        names.append("search_text")
    demand_valid(row)
    row.save(update_fields=names)
    record(event, by=by, on=row, area_path=row.where.path, changes=changes, note=note)
    return row


def _recorded(value: Any) -> Any:
    """Return the value as the record of events keeps it: a related row by its key."""
    return value.pk if isinstance(value, Model) else value


def locked(row: E, *, version: int | None = None) -> E:
    """Return the row as it stands now, locked; refuse it where it is not the version shown."""
    found: E | None = (
        type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    )
    if found is None:
        raise ValidationError(_("Bản ghi này vừa bị xoá."), code="gone")
    if version is not None:
        demand_version(found, version)
    return found


def with_values(row: E, values: Mapping[str, Any]) -> E:
    """Return the record as it would be with these values; the row itself stays as it is."""
    found = copy(row)
    for name, value in values.items():
        setattr(found, name, value)
    return found


def demand_version(row: Any, version: int) -> None:
    """Refuse a change that was made on an older version of the row."""
    if row.version != version:
        raise ValidationError(
            _("Bản ghi vừa được người khác sửa. Hãy mở lại trang rồi sửa tiếp."), code="conflict"
        )


@transaction.atomic
def remove(*, row: E, by: User, reason: str, version: int) -> None:
    """Delete a record that was entered by mistake; refuse it where other records rest on it."""
    row = locked(row, version=version)
    demand_right(row, by=by)
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do xoá.")}, code="no_reason")
    row.demand_free()
    discard(row, by=by, reason=reason)


def discard(row: Record, *, by: User, reason: str) -> None:
    """Delete a locked row with one audit event that keeps what it held; refuse one in use."""
    if uses := uses_of(row):
        raise ValidationError(
            _("Không xoá được vì đang được dùng ở: %(uses)s. Hãy xử lý những bản ghi đó trước."),
            code="in_use",
            params={"uses": "; ".join(uses)},
        )
    kind = row._meta.model_name
    before = {name: (value, None) for name, (_none, value) in facts(row).items()}
    record(f"{kind}.remove", by=by, on=row, area_path=row.where.path, changes=before, note=reason)
    row.delete()


def uses_of(row: Record) -> list[str]:
    """Return, in words, what rests on the row: its attachments, and the rows that point at it."""
    uses = []
    attached = Attachment.objects.filter(
        entity=row._meta.model_name, record_id=row.pk, removed_at=None
    ).count()
    if attached:
        uses.append(_("%(count)d giấy tờ, ảnh kèm theo") % {"count": attached})
    try:
        Collector(using=router.db_for_write(type(row), instance=row)).collect([row])
    except ProtectedError as error:
        objects = sorted(error.protected_objects, key=lambda each: (each._meta.label, each.pk))
        uses += [
            f"{capfirst(str(each._meta.verbose_name))} {each}" for each in objects[:MOST_NAMED]
        ]
        if len(objects) > MOST_NAMED:
            uses.append(_("và %(count)d bản ghi khác") % {"count": len(objects) - MOST_NAMED})
    return uses


def facts(row: Record) -> dict[str, tuple[None, Any]]:
    """Return what a new row holds, as (before, after) pairs."""
    return {
        field.name: (None, value)
        for field in row._meta.concrete_fields
        if field.name not in TECHNICAL and (value := getattr(row, field.attname)) not in (None, "")
    }


def demand_past(row: Record, *names: str) -> None:
    """Refuse days that have not come yet: what is recorded has happened."""
    today = timezone.localdate()
    errors = {
        name: _("Ngày này chưa đến. Chỉ ghi việc đã diễn ra.")
        for name in names
        if isinstance(day := getattr(row, name), date) and day > today
    }
    if errors:
        raise ValidationError({name: ValidationError(text) for name, text in errors.items()})


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
