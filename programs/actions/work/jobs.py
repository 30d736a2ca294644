"""Needs and their services, placements, work abroad, and the totals that wards state by year."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from programs.actions.base import (
    change,
    demand_past,
    demand_right,
    enter,
    locked,
    same_token,
    with_values,
)
from programs.actions.work.base import ABROAD_AGE, class_of, demand_once, demand_worker
from programs.models import JobAggregate, JobNeed, JobPlacement, JobService, OverseasContract


@transaction.atomic
def record_need(*, need: JobNeed, by: User) -> JobNeed:
    """Register a worker's need, with the household's class on that day."""
    need.area = need.household.area
    demand_right(need, by=by)
    if first := same_token(need):
        return first
    _settle_need(need)
    return enter(need, by=by, event="job_need.record")


@transaction.atomic
def amend_need(*, need: JobNeed, values: Mapping[str, Any], by: User, version: int) -> JobNeed:
    """Put a need right; help that was given stays after the day of registration."""
    need = locked(need, version=version)
    changed = with_values(need, values)
    _settle_need(changed)
    first = need.services.order_by("served_on").first()
    if first is not None and first.served_on < changed.registered_on:
        raise ValidationError(
            {
                "registered_on": ValidationError(
                    _("Ngày đăng ký không thể sau lần hỗ trợ đầu tiên (%(day)s)."),
                    params={"day": f"{first.served_on:%d/%m/%Y}"},
                    code="after_service",
                )
            }
        )
    values = {**values, "household_class": changed.household_class}
    return change(need, values, by=by, event="job_need.amend")


def _settle_need(need: JobNeed) -> None:
    demand_past(need, "registered_on")
    demand_worker(need.household, need.person, need.registered_on, field="person")
    same = JobNeed.objects.filter(
        person=need.person, need=need.need, registered_on=need.registered_on
    )
    words = _("Người này đã đăng ký đúng nhu cầu này trong ngày này.")
    demand_once(need, same, field="need", words=words)
    need.household_class = class_of(need.household, need.registered_on)


@transaction.atomic
def record_service(*, service: JobService, by: User) -> JobService:
    """Record one act of help, not before the need was registered."""
    service.need = locked(service.need)
    demand_right(service, by=by)
    if first := same_token(service):
        return first
    _settle_service(service)
    return enter(service, by=by, event="job_service.record")


@transaction.atomic
def amend_service(
    *, service: JobService, values: Mapping[str, Any], by: User, version: int
) -> JobService:
    """Put an act of help right."""
    need = locked(service.need)
    service = locked(service, version=version)
    service.need = need
    _settle_service(with_values(service, values))
    return change(service, values, by=by, event="job_service.amend")


def _settle_service(service: JobService) -> None:
    demand_past(service, "served_on")
    if service.served_on < service.need.registered_on:
        raise ValidationError(
            {
                "served_on": ValidationError(
                    _("Ngày hỗ trợ không thể trước ngày đăng ký nhu cầu (%(day)s)."),
                    params={"day": f"{service.need.registered_on:%d/%m/%Y}"},
                    code="before_need",
                )
            }
        )


@transaction.atomic
def record_placement(*, placement: JobPlacement, by: User) -> JobPlacement:
    """Record that a worker was matched to an employer and started work."""
    placement.area = placement.household.area
    demand_right(placement, by=by)
    if first := same_token(placement):
        return first
    _settle_placement(placement)
    return enter(placement, by=by, event="job_placement.record")


@transaction.atomic
def amend_placement(
    *, placement: JobPlacement, values: Mapping[str, Any], by: User, version: int
) -> JobPlacement:
    """Put a placement right, or note the day on which the work ended."""
    placement = locked(placement, version=version)
    changed = with_values(placement, values)
    _settle_placement(changed)
    values = {**values, "household_class": changed.household_class}
    return change(placement, values, by=by, event="job_placement.amend")


def _settle_placement(placement: JobPlacement) -> None:
    demand_past(placement, "started_on", "ended_on")
    demand_worker(placement.household, placement.person, placement.started_on, field="person")
    same = JobPlacement.objects.filter(person=placement.person, started_on=placement.started_on)
    words = _("Người này đã có một dòng vào làm đúng ngày này.")
    demand_once(placement, same, field="started_on", words=words)
    placement.household_class = class_of(placement.household, placement.started_on)


@transaction.atomic
def record_overseas_contract(*, contract: OverseasContract, by: User) -> OverseasContract:
    """Record a departure under contract."""
    contract.area = contract.household.area
    demand_right(contract, by=by)
    if first := same_token(contract):
        return first
    _settle_contract(contract)
    return enter(contract, by=by, event="overseas_contract.record")


@transaction.atomic
def amend_overseas_contract(
    *, contract: OverseasContract, values: Mapping[str, Any], by: User, version: int
) -> OverseasContract:
    """Put a contract right, or note the day of return."""
    contract = locked(contract, version=version)
    changed = with_values(contract, values)
    _settle_contract(changed)
    values = {**values, "household_class": changed.household_class}
    return change(contract, values, by=by, event="overseas_contract.amend")


def _settle_contract(contract: OverseasContract) -> None:
    demand_past(contract, "departed_on", "returned_on")
    demand_worker(
        contract.household, contract.person, contract.departed_on, field="person", age=ABROAD_AGE
    )
    same = OverseasContract.objects.filter(contract_number=contract.contract_number)
    words = _("Số hợp đồng này đã có trong sổ. Hãy kiểm tra lại số.")
    demand_once(contract, same, field="contract_number", words=words)
    contract.household_class = class_of(contract.household, contract.departed_on)


@transaction.atomic
def record_job_aggregate(*, aggregate: JobAggregate, by: User) -> JobAggregate:
    """Record how many workers an area helped into work in a year, with the evidence."""
    demand_right(aggregate, by=by)
    if first := same_token(aggregate):
        return first
    _settle_aggregate(aggregate)
    return enter(aggregate, by=by, event="job_aggregate.record")


@transaction.atomic
def amend_job_aggregate(
    *, aggregate: JobAggregate, values: Mapping[str, Any], by: User, version: int
) -> JobAggregate:
    """Put the total of a year right; the area stays."""
    aggregate = locked(aggregate, version=version)
    _settle_aggregate(with_values(aggregate, values))
    return change(aggregate, values, by=by, event="job_aggregate.amend")


def _settle_aggregate(aggregate: JobAggregate) -> None:
    if aggregate.area.level != Area.Level.WARD:
        raise ValidationError(
            {"area": _("Số tổng hợp ghi theo từng phường, xã, để không đếm hai lần.")},
            code="not_a_ward",
        )
    demand_past(aggregate, "stated_on")
    if aggregate.stated_on < date(aggregate.year, 1, 1):
        raise ValidationError(
            {
                "stated_on": ValidationError(
                    _("Số của năm %(year)s không thể được báo trước năm đó."),
                    params={"year": str(aggregate.year)},
                    code="before_year",
                )
            }
        )
    same = JobAggregate.objects.filter(area=aggregate.area, year=aggregate.year)
    words = _("Địa bàn này đã có số tổng hợp của năm này. Hãy mở dòng đó để sửa.")
    demand_once(aggregate, same, field="year", words=words)
