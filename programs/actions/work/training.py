"""Training classes within the dated limit, learners while there is room, what came of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, Q
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
from programs.actions.work.base import class_of, demand_once, demand_worker
from programs.models import Enrolment, EnrolmentFollowUp, Limit, TrainingClass


@transaction.atomic
def record_training_class(*, training_class: TrainingClass, by: User) -> TrainingClass:
    """Record a class; its capacity stays within the limit in force when it starts."""
    demand_right(training_class, by=by)
    if first := same_token(training_class):
        return first
    _settle_class(training_class)
    return enter(training_class, by=by, event="training_class.record")


@transaction.atomic
def amend_training_class(
    *, training_class: TrainingClass, values: Mapping[str, Any], by: User, version: int
) -> TrainingClass:
    """Put a class right; the learners it has keep their seats and their days."""
    training_class = locked(training_class, version=version)
    changed = with_values(training_class, values)
    _settle_class(changed)
    _demand_learners_fit(training_class, changed)
    return change(training_class, values, by=by, event="training_class.amend")


def _settle_class(training: TrainingClass) -> None:
    limit = (
        Limit.objects.filter(Q(valid_to=None) | Q(valid_to__gte=training.starts_on))
        .filter(key=Limit.TRAINING_CAPACITY, valid_from__lte=training.starts_on)
        .last()
    )
    if limit and training.capacity > limit.value:
        raise ValidationError(
            {
                "capacity": ValidationError(
                    _("Một lớp tối đa %(limit)s học viên (%(source)s)."),
                    params={"limit": limit.value, "source": limit.source},
                    code="above_limit",
                )
            }
        )
    same = TrainingClass.objects.filter(code=training.code)
    words = _("Mã lớp này đã có. Hãy chọn mã khác, hoặc mở lớp đó.")
    demand_once(training, same, field="code", words=words)


def _demand_learners_fit(training: TrainingClass, changed: TrainingClass) -> None:
    """Refuse fewer seats than learners, and days that leave a learner outside the class."""
    learners = training.enrolments.count()
    found = training.enrolments.aggregate(first=Min("enrolled_on"), last=Max("enrolled_on"))
    errors: dict[str, ValidationError] = {}
    if changed.capacity < learners:
        errors["capacity"] = ValidationError(
            _("Lớp đã có %(count)s học viên, không thể ít chỗ hơn."),
            params={"count": learners},
            code="below_learners",
        )
    words = _("Có học viên vào học ngày %(day)s. Hãy sửa ngày đó trước.")
    if learners and found["first"] < changed.starts_on:
        day = {"day": f"{found['first']:%d/%m/%Y}"}
        errors["starts_on"] = ValidationError(words, params=day, code="learner_before")
    if learners and found["last"] > changed.ends_on:
        day = {"day": f"{found['last']:%d/%m/%Y}"}
        errors["ends_on"] = ValidationError(words, params=day, code="learner_after")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def enrol(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Enrol a person while there is room, with the household's class on that day."""
    training = locked(enrolment.training_class)
    enrolment.training_class = training
    enrolment.area = enrolment.household.area
    demand_right(enrolment, by=by)
    if first := same_token(enrolment):
        return first
    if training.enrolments.count() >= training.capacity:
        raise ValidationError(
            {
                "training_class": ValidationError(
                    _("Lớp đã đủ %(capacity)s học viên. Hãy chọn lớp khác."),
                    params={"capacity": training.capacity},
                    code="full",
                )
            }
        )
    _settle_enrolment(enrolment)
    return enter(enrolment, by=by, event="enrolment.record")


@transaction.atomic
def amend_enrolment(
    *, enrolment: Enrolment, values: Mapping[str, Any], by: User, version: int
) -> Enrolment:
    """Put a learner's row right; the class stays, another one is a new row."""
    training = locked(enrolment.training_class)
    enrolment = locked(enrolment, version=version)
    enrolment.training_class = training
    changed = with_values(enrolment, values)
    _settle_enrolment(changed)
    values = {**values, "household_class": changed.household_class}
    return change(enrolment, values, by=by, event="enrolment.amend")


@transaction.atomic
def complete_enrolment(
    *, enrolment: Enrolment, completed_on: date, by: User, certificate: str = "", version: int
) -> Enrolment:
    """Note that the learner finished, and the certificate received."""
    values = {"completed_on": completed_on, "certificate": certificate}
    enrolment = locked(enrolment, version=version)
    _settle_completion(with_values(enrolment, values))
    return change(enrolment, values, by=by, event="enrolment.complete")


def _settle_enrolment(enrolment: Enrolment) -> None:
    training = enrolment.training_class
    demand_past(enrolment, "enrolled_on")
    if not training.starts_on <= enrolment.enrolled_on <= training.ends_on:
        raise ValidationError(
            {
                "enrolled_on": ValidationError(
                    _("Ngày vào học phải nằm trong thời gian của lớp: %(first)s - %(last)s."),
                    params={
                        "first": f"{training.starts_on:%d/%m/%Y}",
                        "last": f"{training.ends_on:%d/%m/%Y}",
                    },
                    code="outside_class",
                )
            }
        )
    demand_worker(enrolment.household, enrolment.person, enrolment.enrolled_on, field="person")
    same = training.enrolments.filter(person=enrolment.person)
    words = _("Người này đã có tên trong lớp.")
    demand_once(enrolment, same, field="person", words=words)
    _settle_completion(enrolment)
    enrolment.household_class = class_of(enrolment.household, enrolment.enrolled_on)


def _settle_completion(enrolment: Enrolment) -> None:
    """Hold the day of completion: past, and before all that was asked after it."""
    demand_past(enrolment, "completed_on")
    if enrolment.certificate and enrolment.completed_on is None:
        raise ValidationError(
            {"completed_on": _("Đã có chứng chỉ thì phải ghi ngày học xong.")}, code="uncompleted"
        )
    asked = enrolment.follow_ups.all() if enrolment.pk else ()
    if any(not _has_passed(enrolment, each.months, by=each.asked_on) for each in asked):
        raise ValidationError(
            {
                "completed_on": ValidationError(
                    _("Đã ghi việc làm sau đào tạo của học viên này sớm hơn. Hãy sửa dòng đó."),
                    code="followed_up",
                )
            }
        )


def _has_passed(enrolment: Enrolment, months: int, *, by: date) -> bool:
    """Tell whether the term after the training was over by the day."""
    due = enrolment.due_on(months)
    return due is not None and due <= by


@transaction.atomic
def record_follow_up(*, follow_up: EnrolmentFollowUp, by: User) -> EnrolmentFollowUp:
    """Record whether a learner works: once for each term, when its months have passed."""
    follow_up.enrolment = locked(follow_up.enrolment)
    demand_right(follow_up, by=by)
    if first := same_token(follow_up):
        return first
    _settle_follow_up(follow_up)
    return enter(follow_up, by=by, event="enrolment_follow_up.record")


@transaction.atomic
def amend_follow_up(
    *, follow_up: EnrolmentFollowUp, values: Mapping[str, Any], by: User, version: int
) -> EnrolmentFollowUp:
    """Put an answer right."""
    enrolment = locked(follow_up.enrolment)
    follow_up = locked(follow_up, version=version)
    follow_up.enrolment = enrolment
    _settle_follow_up(with_values(follow_up, values))
    return change(follow_up, values, by=by, event="enrolment_follow_up.amend")


def _settle_follow_up(follow_up: EnrolmentFollowUp) -> None:
    enrolment = follow_up.enrolment
    if enrolment.completed_on is None:
        raise ValidationError(
            _("Học viên chưa học xong. Hãy ghi học xong trước."), code="uncompleted"
        )
    demand_past(follow_up, "asked_on")
    same = enrolment.follow_ups.filter(months=follow_up.months)
    words = _("Đã ghi việc làm của học viên ở mốc này. Hãy mở dòng đó để sửa.")
    demand_once(follow_up, same, field="months", words=words)
    if not _has_passed(enrolment, follow_up.months, by=follow_up.asked_on):
        raise ValidationError(
            {
                "asked_on": ValidationError(
                    _("Mốc này chỉ hỏi được từ ngày %(day)s."),
                    params={"day": f"{enrolment.due_on(follow_up.months):%d/%m/%Y}"},
                    code="too_early",
                )
            }
        )
    if not follow_up.is_working and (follow_up.job or follow_up.is_trade):
        raise ValidationError(
            {
                "job" if follow_up.job else "is_trade": ValidationError(
                    _("Chỉ ghi mục này khi học viên có việc làm."), code="no_work"
                )
            }
        )
