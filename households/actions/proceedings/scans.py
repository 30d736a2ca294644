"""Attach the scan of a paper that was written down before it was signed and scanned."""

from datetime import datetime
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from households.actions.locks import lock_ward
from households.models import (
    Complaint,
    Opinion,
    Posting,
    RecognitionDecision,
    VillageMeeting,
)
from households.workflow import STEPS
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.papers import CheckedPaper, filing

P = TypeVar("P", VillageMeeting, Posting, Complaint, Opinion, RecognitionDecision)

STEP_OF: dict[type[models.Model], str] = {
    VillageMeeting: "meet",
    Posting: "post",
    Complaint: "complain",
    Opinion: "ask",
    RecognitionDecision: "recognise",
}
"""The step that each paper belongs to: who takes it may attach the scan."""


def scan_permission(paper: models.Model) -> Permission:
    """Return the right that attaching a scan to the paper takes."""
    return STEPS[STEP_OF[type(paper)]].permission


def attach_scan(*, paper: P, scan: CheckedPaper, by: User, now: datetime) -> P:
    """Attach the scan; one that is there is never replaced."""
    area = paper.area
    with filing(by=by, now=now, area_path=area.path) as keep, transaction.atomic():
        if not by.can(scan_permission(paper), area):
            raise PermissionDenied
        lock_ward(round=paper.round, area=area, by=by, now=now)
        held: P = type(paper)._default_manager.select_for_update().get(pk=paper.pk)
        if held.scan_id:
            raise ValidationError(
                {"scan": _("Văn bản này đã có bản quét, không thay được.")}, code="has_scan"
            )
        held.scan = keep(scan)
        held.save(update_fields=["scan"])
        verb = f"{held._meta.model_name}.scan"
        changes = {"scan": (None, scan.name)}
        record(verb, by=by, on=held, area_path=area.path, changes=changes)
    return held
