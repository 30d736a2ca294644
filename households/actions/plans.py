"""Exit plans: make one, change it, mark a support as done, drop it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from households.actions.support import ConflictError, changed, place_of, values_of
from households.choices import PovertyClass
from households.models import ExitPlan, ExitSupport, Household
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission

FIELDS = ("year", "month", "organisation", "note")
LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True)
class SupportData:
    """One agreed support as typed; `key` is None for a new one."""

    aim: str
    text: str
    key: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlanData:
    """An exit plan as typed."""

    year: int
    month: int
    organisation: str
    supports: Sequence[SupportData]
    note: str = ""
    submit_token: UUID = field(default_factory=uuid4)


def create_plan(*, household: Household, data: PlanData, by: User, now: datetime) -> ExitPlan:
    """Make the household's plan of a year; the same form sent twice gives the first plan.

    Raise ValidationError when the household is not poor, is off the books, or has a plan already.
    """
    try:
        with transaction.atomic():
            return _create(household, data, by=by, now=now)
    except IntegrityError:
        twin = ExitPlan.objects.filter(submit_token=data.submit_token, created_by=by).first()
        if twin is None:
            raise
        return twin


def _create(household: Household, data: PlanData, *, by: User, now: datetime) -> ExitPlan:
    found = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if not by.can(Permission.EXIT_PLAN_EDIT, place_of(found)):
        raise PermissionDenied
    twin = ExitPlan.objects.filter(submit_token=data.submit_token, created_by=by).first()
    if twin is not None:
        return twin
    if found.closed_on:
        raise ValidationError(
            _("Hộ đã đưa ra khỏi danh sách, không lập kế hoạch nữa."), code="household_closed"
        )
    if found.poverty_class != PovertyClass.POOR:
        raise ValidationError(
            _("Kế hoạch thoát nghèo chỉ lập cho hộ đang là hộ nghèo."), code="not_poor"
        )
    _check_twice(found, data)
    plan = ExitPlan(
        household=found,
        area=found.area,
        created_by=by,
        created_at=now,
        submit_token=data.submit_token,
    )
    _fill(plan, data)
    plan.save()
    _save_supports(plan, data)
    record(
        "exit_plan.create",
        by=by,
        on=plan,
        area_path=place_of(found).path,
        changes=changed({}, values_of(plan, FIELDS) | {"supports": _texts(plan)}),
    )
    return plan


@transaction.atomic
def change_plan(*, plan: ExitPlan, data: PlanData, by: User, version: int) -> ExitPlan:
    """Change a plan and its supports; raise ConflictError when `version` is not the stored one.

    A support that is done stays: it can be reworded, not removed.
    """
    found = _locked(plan, by=by)
    if found.version != version:
        raise ConflictError(found)
    _check_twice(found.household, data, apart_from=found)
    before = values_of(found, FIELDS) | {"supports": _texts(found)}
    _fill(found, data)
    found.version += 1
    found.save()
    _save_supports(found, data)
    record(
        "exit_plan.change",
        by=by,
        on=found,
        area_path=place_of(found.household).path,
        changes=changed(before, values_of(found, FIELDS) | {"supports": _texts(found)}),
    )
    return found


@transaction.atomic
def mark_support_done(*, support: ExitSupport, done_on: date, by: User, today: date) -> ExitSupport:
    """Note the day on which an agreed support was done; a wrong day can be noted anew."""
    plan = _locked(support.plan, by=by)
    found = ExitSupport.objects.select_for_update().filter(pk=support.pk, plan=plan).first()
    if found is None:
        raise ValidationError(
            _("Việc này vừa được bỏ khỏi kế hoạch. Hãy mở lại kế hoạch để xem."), code="gone"
        )
    if done_on > today:
        raise ValidationError({"done_on": _("Ngày xong không được sau hôm nay.")})
    if done_on < plan.household.registered_on:
        raise ValidationError({"done_on": _("Ngày xong không được trước ngày lập hồ sơ hộ.")})
    before = found.done_on
    if before == done_on:
        return found
    found.done_on = done_on
    found.save()
    plan.version += 1
    plan.save(update_fields=["version"])
    record(
        "exit_plan.support_done",
        by=by,
        on=plan,
        area_path=place_of(plan.household).path,
        changes={"done_on": (before, done_on)},
        note=found.text,
    )
    return found


@transaction.atomic
def drop_plan(*, plan: ExitPlan, reason: str, by: User, now: datetime, version: int) -> ExitPlan:
    """Give a plan up, with the reason; it stays on the record and out of the figure."""
    found = _locked(plan, by=by)
    if found.version != version:
        raise ConflictError(found)
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do.")}, code="needs_note")
    if len(reason.strip()) > LONGEST_REASON:
        raise ValidationError({"reason": _("Lý do dài quá 500 ký tự.")}, code="long_note")
    found.dropped_at, found.dropped_reason = now, reason.strip()
    found.version += 1
    found.save()
    record(
        "exit_plan.drop",
        by=by,
        on=found,
        area_path=place_of(found.household).path,
        changes={"dropped_at": (None, now)},
        note=found.dropped_reason,
    )
    return found


def _locked(plan: ExitPlan, *, by: User) -> ExitPlan:
    """Lock the household, then its plan; refuse without the right, or when it was given up."""
    Household.objects.select_for_update(of=("self",)).get(pk=plan.household_id)
    found = (
        ExitPlan.objects.select_for_update(of=("self",))
        .select_related("household__area", "household__village", "area")
        .get(pk=plan.pk)
    )
    if not by.can(Permission.EXIT_PLAN_EDIT, place_of(found.household)):
        raise PermissionDenied
    if found.dropped_at:
        raise ValidationError(
            _("Kế hoạch này đã thôi, không sửa được nữa. Hãy lập kế hoạch mới."), code="dropped"
        )
    return found


def _check_twice(
    household: Household, data: PlanData, *, apart_from: ExitPlan | None = None
) -> None:
    others = household.exit_plans.filter(year=data.year, dropped_at=None)
    if apart_from is not None:
        others = others.exclude(pk=apart_from.pk)
    if others.exists():
        raise ValidationError(
            {"year": _("Hộ đã có kế hoạch thoát nghèo của năm này; hãy sửa kế hoạch đó.")}
        )


def _fill(plan: ExitPlan, data: PlanData) -> None:
    if not data.supports:
        raise ValidationError(_("Cần ghi ít nhất một việc hỗ trợ."), code="no_support")
    plan.year, plan.month = data.year, data.month
    plan.organisation, plan.note = data.organisation, data.note
    plan.full_clean(validate_unique=False, validate_constraints=False)


def _save_supports(plan: ExitPlan, data: PlanData) -> None:
    """Write the supports as typed: keep, reword, add; remove those left out unless done."""
    stored = {support.pk: support for support in plan.supports.all()}
    for typed in data.supports:
        support = stored.pop(typed.key, None) if typed.key else None
        support = support or ExitSupport(plan=plan)
        support.aim, support.text = typed.aim, typed.text
        support.full_clean()
        support.save()
    done = [support.text for support in stored.values() if support.done_on]
    if done:
        raise ValidationError(
            _("Việc đã xong thì không xoá được: %(texts)s."),
            code="done_stays",
            params={"texts": "; ".join(done)},
        )
    for support in stored.values():
        support.delete()


def _texts(plan: ExitPlan) -> list[Any]:
    return list(ExitSupport.objects.filter(plan=plan).values_list("text", flat=True))
