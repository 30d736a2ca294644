"""Training classes, needs, services, placements, work abroad, yearly totals."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from programs import classes
from programs.actions.base import (
    change,
    demand_member,
    demand_right,
    enter,
    same_token,
)
from programs.models import (
    Enrolment,
    JobAggregate,
    JobNeed,
    JobPlacement,
    JobService,
    Limit,
    OverseasContract,
    TrainingClass,
)


def record_training_class(*, training_class: TrainingClass, by: User) -> TrainingClass:
    """Record a class; its capacity stays within the limit in force when it starts."""
    limit = (
        Limit.objects.filter(Q(valid_to=None) | Q(valid_to__gte=training_class.starts_on))
        .filter(key=Limit.TRAINING_CAPACITY, valid_from__lte=training_class.starts_on)
        .last()
    )
    if limit and training_class.capacity > limit.value:
        raise ValidationError(
            {
                "capacity": ValidationError(
                    _("Một lớp tối đa %(limit)s học viên (%(source)s)."),
                    params={"limit": limit.value, "source": limit.source},
                )
            }
        )
    return enter(training_class, by=by, event="training_class.record")


@transaction.atomic
def enrol(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Enrol a person while there is room, with the household's class on that day."""
    training = TrainingClass.objects.select_for_update().get(pk=enrolment.training_class_id)
    enrolment.area = enrolment.household.area
    demand_right(enrolment, by=by)
    if first := same_token(enrolment):
        return first
    if training.enrolments.count() >= training.capacity:
        raise ValidationError(
            _("Lớp đã đủ %(capacity)s học viên."), params={"capacity": training.capacity}
        )
    if not training.starts_on <= enrolment.enrolled_on <= training.ends_on:
        raise ValidationError({"enrolled_on": _("Ngày vào học phải nằm trong thời gian của lớp.")})
    demand_member(enrolment.household, enrolment.person)
    enrolment.household_class = classes.class_on(enrolment.household, enrolment.enrolled_on).value
    return enter(enrolment, by=by, event="enrolment.record")


@transaction.atomic
def complete_enrolment(
    *, enrolment: Enrolment, completed_on: date, by: User, certificate: str = ""
) -> Enrolment:
    """Note that the learner finished, and the certificate received."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    values = {"completed_on": completed_on, "certificate": certificate}
    return change(enrolment, values, by=by, event="enrolment.complete")


def record_need(*, need: JobNeed, by: User) -> JobNeed:
    """Register a worker's need, with the household's class on that day."""
    demand_member(need.household, need.person)
    need.area = need.household.area
    need.household_class = classes.class_on(need.household, need.registered_on).value
    return enter(need, by=by, event="job_need.record")


def record_service(*, service: JobService, by: User) -> JobService:
    """Record one act of help, not before the need was registered."""
    if service.served_on < service.need.registered_on:
        raise ValidationError({"served_on": _("Ngày hỗ trợ không thể trước ngày đăng ký.")})
    return enter(service, by=by, event="job_service.record")


def record_placement(*, placement: JobPlacement, by: User) -> JobPlacement:
    """Record that a worker was matched to an employer."""
    demand_member(placement.household, placement.person)
    placement.area = placement.household.area
    placement.household_class = classes.class_on(placement.household, placement.started_on).value
    return enter(placement, by=by, event="job_placement.record")


def record_overseas_contract(*, contract: OverseasContract, by: User) -> OverseasContract:
    """Record a departure under contract."""
    demand_member(contract.household, contract.person)
    contract.area = contract.household.area
    contract.household_class = classes.class_on(contract.household, contract.departed_on).value
    return enter(contract, by=by, event="overseas_contract.record")


def record_job_aggregate(*, aggregate: JobAggregate, by: User) -> JobAggregate:
    """Record how many workers an area helped into work in a year, with the evidence."""
    return enter(aggregate, by=by, event="job_aggregate.record")
