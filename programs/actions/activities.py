"""Communication, and supervision with its findings: entered, put right, followed until mended."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from programs.actions.base import (
    change,
    demand_past,
    demand_valid,
    enter,
    locked,
    with_values,
)
from programs.models import Communication, Organisation, SupervisionFinding, SupervisionVisit


def record_communication(*, communication: Communication, by: User) -> Communication:
    """Record one act of telling people about the programme."""
    _settle_communication(communication)
    return enter(communication, by=by, event="communication.record")


@transaction.atomic
def amend_communication(
    *, communication: Communication, values: Mapping[str, Any], by: User, version: int
) -> Communication:
    """Put an act of communication right."""
    communication = locked(communication, version=version)
    probe = with_values(communication, values)
    _demand_area(probe, by=by)
    _settle_communication(probe)
    return change(communication, values, by=by, event="communication.amend")


def record_supervision_visit(*, visit: SupervisionVisit, by: User) -> SupervisionVisit:
    """Record a supervision: who visited what, when, under which plan."""
    _settle_visit(visit)
    return enter(visit, by=by, event="supervisionvisit.record")


@transaction.atomic
def amend_supervision_visit(
    *, visit: SupervisionVisit, values: Mapping[str, Any], by: User, version: int
) -> SupervisionVisit:
    """Put a supervision right."""
    visit = locked(visit, version=version)
    probe = with_values(visit, values)
    _demand_area(probe, by=by)
    _settle_visit(probe)
    _demand_before_findings(visit, probe)
    return change(visit, values, by=by, event="supervisionvisit.amend")


@transaction.atomic
def record_supervision_finding(*, finding: SupervisionFinding, by: User) -> SupervisionFinding:
    """Record what a supervision found, who puts it right, and until when."""
    finding.visit = locked(finding.visit)
    _settle_finding(finding)
    return enter(finding, by=by, event="supervisionfinding.record")


@transaction.atomic
def amend_supervision_finding(
    *, finding: SupervisionFinding, values: Mapping[str, Any], by: User, version: int
) -> SupervisionFinding:
    """Put right what was found, or who mends it until when."""
    finding = locked(finding, version=version)
    _settle_finding(with_values(finding, values))
    return change(finding, values, by=by, event="supervisionfinding.amend")


@transaction.atomic
def mend_finding(
    *, finding: SupervisionFinding, result: str, done_on: date | None, by: User, version: int
) -> SupervisionFinding:
    """Say what came of a finding; without a day it stays open.

    Those who supervise the area may, and the people of the office that has to mend it.
    """
    finding = locked(finding, version=version)
    if not may_mend(finding, by=by):
        raise PermissionDenied
    if done_on is not None and done_on < finding.visit.visited_on:
        raise ValidationError(
            {
                "done_on": ValidationError(
                    _("Ngày khắc phục xong không thể trước ngày giám sát (%(day)s)."),
                    params={"day": f"{finding.visit.visited_on:%d/%m/%Y}"},
                    code="order",
                )
            }
        )
    changes = {"result": (finding.result, result), "done_on": (finding.done_on, done_on)}
    finding.result, finding.done_on = result, done_on
    finding.version += 1
    demand_past(finding, "done_on")
    demand_valid(finding)
    finding.save(update_fields=["result", "done_on", "version", "search_text"])
    record(
        "supervisionfinding.mend",
        by=by,
        on=finding,
        area_path=finding.where.path,
        changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]},
    )
    return finding


def may_mend(finding: SupervisionFinding, *, by: User) -> bool:
    """Tell whether the user may say what came of the finding."""
    if by.can(SupervisionFinding.EDIT, finding.where):
        return True
    return SupervisionFinding.objects.owned_by(by).filter(pk=finding.pk).exists()


def _settle_communication(row: Communication) -> None:
    demand_past(row, "held_on", "ended_on")
    _demand_office(row.organiser, row.held_on, "organiser")


def _settle_visit(row: SupervisionVisit) -> None:
    demand_past(row, "visited_on", "ended_on")
    _demand_office(row.supervisor, row.visited_on, "supervisor")


def _settle_finding(row: SupervisionFinding) -> None:
    visited_on = row.visit.visited_on
    _demand_office(row.owner, visited_on, "owner")
    if row.due_on < visited_on:
        raise ValidationError(
            {
                "due_on": ValidationError(
                    _("Hạn khắc phục không thể trước ngày giám sát (%(day)s)."),
                    params={"day": f"{visited_on:%d/%m/%Y}"},
                    code="order",
                )
            }
        )


def _demand_before_findings(visit: SupervisionVisit, changed: SupervisionVisit) -> None:
    """Refuse a day of the visit after the day by which one of its findings was to be mended."""
    first = visit.findings.order_by("due_on").first()
    if first is not None and first.due_on < changed.visited_on:
        raise ValidationError(
            {
                "visited_on": ValidationError(
                    _("Có phát hiện hạn khắc phục %(day)s. Ngày giám sát không thể sau hạn đó."),
                    params={"day": f"{first.due_on:%d/%m/%Y}"},
                    code="order",
                )
            }
        )


def _demand_office(office: Organisation, day: date, name: str) -> None:
    """Refuse an office that did not exist on the day."""
    if office.valid_from <= day and (office.valid_to is None or day <= office.valid_to):
        return
    raise ValidationError(
        {
            name: ValidationError(
                _("%(office)s không có vào ngày %(day)s. Hãy chọn đơn vị khác."),
                params={"office": office.name, "day": f"{day:%d/%m/%Y}"},
                code="office",
            )
        }
    )


def _demand_area(row: Communication | SupervisionVisit, *, by: User) -> None:
    if not by.can(type(row).EDIT, row.area):
        raise PermissionDenied
