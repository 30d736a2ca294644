"""Files beside a record: added with the checks of every scan, put away with a reason."""

from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.reporting.papers import CheckedPaper, filing
from programs.actions.base import demand_right
from programs.models import Attachment
from programs.models.base import Record

MOST_FILES = 20


def attach(
    *, row: Record, scan: CheckedPaper, kind: str, caption: str, by: User, now: datetime
) -> Attachment:
    """Keep a scan or photo beside the record; the same file again is the one that is there."""
    demand_right(row, by=by)
    with filing(by=by, now=now, area_path=row.where.path) as keep, transaction.atomic():
        _demand_there(row)
        entity = str(row._meta.model_name)
        held = Attachment.objects.filter(entity=entity, record_id=row.pk, removed_at=None)
        if same := held.filter(paper__sha256=sha256(scan.content).hexdigest()).first():
            return same
        if held.count() >= MOST_FILES:
            raise ValidationError(
                _("Mỗi bản ghi có nhiều nhất %(count)d tệp. Hãy gỡ tệp thừa trước."),
                params={"count": MOST_FILES},
                code="too_many_files",
            )
        paper = keep(scan)
        assert paper is not None  # noqa: S101 - a scan was given
        attachment = Attachment(
            entity=entity, record_id=row.pk, kind=kind, caption=caption, paper=paper
        )
        attachment.full_clean()
        attachment.save()
        record(
            "attachment.add",
            by=by,
            on=row,
            area_path=row.where.path,
            changes={"paper": (None, paper.name), "kind": (None, kind)},
        )
    return attachment


def _demand_there(row: Record) -> None:
    """Lock the record, so that it is not deleted under its file; refuse it where it is gone."""
    rows = type(row)._default_manager.select_for_update(of=("self",))
    if not rows.filter(pk=row.pk).first():
        raise ValidationError(_("Bản ghi này vừa bị xoá."), code="gone")


@transaction.atomic
def detach(*, row: Record, attachment: Attachment, by: User, reason: str, now: datetime) -> None:
    """Put away a file that was attached by mistake; it stays in the store for the audit."""
    demand_right(row, by=by)
    attachment = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if attachment.removed_at is not None:
        return
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do gỡ tệp.")}, code="no_reason")
    attachment.removed_at, attachment.removed_by = now, by
    attachment.save(update_fields=["removed_at", "removed_by"])
    record(
        "attachment.remove",
        by=by,
        on=row,
        area_path=row.where.path,
        changes={"paper": (attachment.paper.name, None)},
        note=reason,
    )
