"""Open a round with its steps and wards, close wards and the round, unlock one household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from households import movement
from households.actions.locks import lock_ward
from households.actions.support import ConflictError
from households.choices import Stage
from households.models import (
    Candidate,
    Complaint,
    Household,
    ReviewRound,
    RoundStep,
    Unlock,
    WardRound,
)
from households.movement_records import movements_of
from households.procedure import Procedure, procedure_on
from households.workflow import State
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission, Role
from povertyportal.areas.models import Area

LONGEST_UNLOCK = timedelta(hours=72)
LONGEST_ROUND = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class StepData:
    """One stage of a round as typed: who owns it and by when."""

    stage: str
    owner: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class RoundData:
    """A round as typed. `month` is 0 for the periodic round."""

    year: int
    kind: str
    standard: str
    starts_on: date
    ends_on: date
    steps: Sequence[StepData]
    month: int = 0


def open_round(*, data: RoundData, by: User) -> ReviewRound:
    """Open a round with its stages, and a part of it for each ward the user manages rounds in.

    Raise ValidationError for a second round of the same kind, time and standard, a deadline
    outside the round, or a stage that the law does not know on its deadline.
    """
    if not by.has(Permission.ROUND_MANAGE):
        raise PermissionDenied
    _check_days(data)
    _check_steps(data)
    same = ReviewRound.objects.filter(
        year=data.year, kind=data.kind, month=data.month, standard=data.standard
    )
    if same.exists():
        raise ValidationError(_("Đợt rà soát này đã có."), code="round_exists")
    opened = ReviewRound(
        year=data.year,
        kind=data.kind,
        month=data.month,
        standard=data.standard,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
    )
    try:
        with transaction.atomic():
            opened.full_clean()
            opened.save()
            _write_steps(opened, data.steps)
            wards = by.areas(Permission.ROUND_MANAGE).wards().valid_on(data.starts_on)
            WardRound.objects.bulk_create(WardRound(round=opened, area=ward) for ward in wards)
            record("round.open", by=by, on=opened, changes=_as_changes(opened, data.steps))
    except IntegrityError as error:
        raise ValidationError(_("Đợt rà soát này đã có."), code="round_exists") from error
    return opened


@transaction.atomic
def change_steps(
    *,
    round: ReviewRound,
    steps: Sequence[StepData],
    by: User,
    ends_on: date | None = None,
    seen: str | None = None,
) -> ReviewRound:
    """Change owners and deadlines of an open round, its last day, or take out an ended stage.

    `seen` is the `steps_mark` of what the user looked at; raise ConflictError when somebody
    changed the steps since.
    """
    if not by.has(Permission.ROUND_MANAGE):
        raise PermissionDenied
    opened = ReviewRound.objects.lock_open(round.pk)
    if seen is not None and seen != steps_mark(opened):
        raise ConflictError(opened)
    data = RoundData(
        year=opened.year,
        kind=opened.kind,
        month=opened.month,
        standard=opened.standard,
        starts_on=opened.starts_on,
        ends_on=ends_on or opened.ends_on,
        steps=steps,
    )
    _check_days(data)
    _check_steps(data)
    _check_no_answer_is_awaited(opened, steps)
    before = _steps_of(opened)
    opened.steps.all().delete()
    _write_steps(opened, steps)
    opened.ends_on = data.ends_on
    opened.save(update_fields=["ends_on"])
    after = _steps_of(opened)
    names = sorted(before.keys() | after.keys())
    changes = {s: (before.get(s), after.get(s)) for s in names if before.get(s) != after.get(s)}
    if changes:
        record("round.steps", by=by, on=opened, changes=changes)
    return opened


def steps_mark(round: ReviewRound) -> str:
    """Return what the steps say, as one text to tell whether somebody changed them since."""
    return ";".join(f"{name} {value}" for name, value in sorted(_steps_of(round).items()))


def _steps_of(opened: ReviewRound) -> dict[str, str]:
    rows = RoundStep.objects.filter(round=opened)
    return {row.stage: f"{row.owner} {row.due_on}" for row in rows} | {
        "ends_on": f"{opened.ends_on}"
    }


def _check_no_answer_is_awaited(opened: ReviewRound, steps: Sequence[StepData]) -> None:
    """Keep the opinion while the city has been asked: those reviews could go nowhere."""
    if any(step.stage == Stage.OPINION for step in steps):
        return
    if opened.reviews.filter(state=State.ASKED).exists():
        raise ValidationError(
            _("Còn phiếu đang chờ ý kiến thành phố, chưa bỏ được bước lấy ý kiến."),
            code="stage_in_use",
        )


def _check_days(data: RoundData) -> None:
    if data.ends_on < data.starts_on:
        raise ValidationError({"ends_on": _("Ngày kết thúc ở trước ngày bắt đầu.")})
    if data.starts_on.year != data.year:
        raise ValidationError({"starts_on": _("Ngày bắt đầu phải thuộc năm của đợt rà soát.")})
    if data.month and data.starts_on.month != data.month:
        raise ValidationError({"starts_on": _("Ngày bắt đầu phải thuộc tháng của đợt rà soát.")})
    if data.ends_on - data.starts_on > LONGEST_ROUND:
        raise ValidationError({"ends_on": _("Đợt rà soát không dài quá một năm.")})


def _check_steps(data: RoundData) -> None:
    """Refuse steps the law does not know, twice the same, out of order, outside the round."""
    procedure = procedure_on(data.starts_on)
    order = [rule.stage for rule in procedure.stages]
    chosen = [step.stage for step in data.steps]
    if set(chosen) - set(order) or len(set(chosen)) != len(chosen):
        raise ValidationError(_("Có bước không thuộc quy trình rà soát."), code="stage_unknown")
    if any(step.owner not in Role.values for step in data.steps):
        raise ValidationError(_("Chọn người chủ trì cho mỗi bước."), code="owner_unknown")
    for step in data.steps:
        _check_step(step, data=data, procedure=procedure)
    days = [step.due_on for step in sorted(data.steps, key=lambda step: order.index(step.stage))]
    if days != sorted(days):
        raise ValidationError(_("Hạn của bước sau không được trước bước liền trước."), code="order")
    missing = set(order) - set(chosen)
    if any(procedure.rule(stage).valid_on(data.ends_on) for stage in missing):
        raise ValidationError(_("Đợt rà soát còn thiếu bước bắt buộc."), code="stage_missing")


def _check_step(step: StepData, *, data: RoundData, procedure: Procedure) -> None:
    rule = procedure.rule(step.stage)
    if not data.starts_on <= step.due_on <= data.ends_on:
        outside = ValidationError(
            _("Hạn của các bước phải nằm trong thời gian của đợt rà soát."), code="due_outside"
        )
        raise ValidationError({f"due_{step.stage}": outside})
    if not rule.valid_on(step.due_on):
        raise ValidationError(
            _("Từ ngày %(day)s không còn bước lấy ý kiến cấp huyện: hãy bỏ bước này."),
            code="stage_ended",
            params={"day": f"{(rule.valid_to or step.due_on) + timedelta(days=1):%d/%m/%Y}"},
        )


def _write_steps(opened: ReviewRound, steps: Sequence[StepData]) -> None:
    RoundStep.objects.bulk_create(
        RoundStep(round=opened, stage=step.stage, owner=step.owner, due_on=step.due_on)
        for step in steps
    )
    opened.__dict__.pop("stages", None)


def _as_changes(
    opened: ReviewRound, steps: Sequence[StepData]
) -> dict[str, tuple[None, str | date]]:
    return {
        "standard": (None, opened.standard),
        "starts_on": (None, opened.starts_on),
        "ends_on": (None, opened.ends_on),
        **{step.stage: (None, f"{step.owner} {step.due_on}") for step in steps},
    }


@transaction.atomic
def close_ward(*, round: ReviewRound, area: Area, by: User, now: datetime) -> WardRound:
    """Close a ward's part of a round and keep its movement forms as they are now.

    Raise ValidationError while a household of the list is undecided, a complaint is open, or the
    movement forms do not close; the pages of the ward name each household.
    """
    if not by.can(Permission.WARD_CLOSE, area):
        raise PermissionDenied
    ward = lock_ward(round=round, area=area, by=by, now=now)
    waiting = Candidate.objects.filter(round=round).waiting_in(area).count()
    waiting += (
        round.reviews.filter(area=area, household__closed_on=None)
        .exclude(state=State.RECOGNISED)
        .exclude(household__in=Candidate.objects.filter(round=round).values("household"))
        .count()
    )
    if waiting:
        raise ValidationError(
            _("Còn %(count)d hộ trong danh sách chưa có kết quả công nhận, chưa khoá được."),
            code="unfinished",
            params={"count": waiting},
        )
    if Complaint.objects.filter(round=round, area=area, outcome="").exists():
        raise ValidationError(_("Còn khiếu nại chưa có kết luận phúc tra."), code="open_complaint")
    ward.result = _movement_forms(ward.round, area)
    ward.state = WardRound.State.CLOSED
    ward.closed_at, ward.closed_by = now, by
    ward.save()
    record("ward.close", by=by, on=ward, area_path=area.path, changes={"state": ("open", "closed")})
    return ward


def _movement_forms(round: ReviewRound, area: Area) -> dict[str, Any]:
    """Return the ward's forms R2 and R3 to keep; raise ValidationError while one does not close.

    An ad hoc round has no such forms.
    """
    if round.kind != ReviewRound.Kind.PERIODIC:
        return {}
    [found] = movements_of(round=round, wards=[area])
    broken = [finding for finding in found.findings if finding.blocks]
    if broken:
        raise ValidationError(
            _("Biểu biến động hộ nghèo, cận nghèo chưa khép, chưa khoá được: %(what)s."),
            code="movement",
            params={"what": "; ".join(f"{f.title} ({f.detail})" for f in broken)},
        )
    return movement.frozen(found.movement)


@transaction.atomic
def reopen_ward(*, ward: WardRound, by: User, note: str) -> WardRound:
    """Open a closed ward of an open round again; the reason stays in the record."""
    if not by.can(Permission.ROUND_MANAGE, ward.area):
        raise PermissionDenied
    if not note.strip():
        raise ValidationError(_("Cần ghi lý do mở lại."), code="needs_note")
    ReviewRound.objects.lock_open(ward.round_id)
    closed = WardRound.objects.select_for_update().get(pk=ward.pk)
    if closed.state != WardRound.State.CLOSED:
        raise ValidationError(_("Đợt rà soát của địa bàn đang mở."), code="already_open")
    closed.state = WardRound.State.OPEN
    closed.closed_at = closed.closed_by = None
    closed.save()
    record(
        "ward.reopen",
        by=by,
        on=closed,
        area_path=ward.area.path,
        changes={"state": ("closed", "open")},
        note=note.strip(),
    )
    return closed


@transaction.atomic
def grant_unlock(
    *,
    ward: WardRound,
    household: Household,
    user: User,
    hours: int,
    reason: str,
    by: User,
    now: datetime,
) -> Unlock:
    """Let one person correct one household of a closed ward for some hours (1 to 72)."""
    if not by.can(Permission.ROUND_MANAGE, ward.area):
        raise PermissionDenied
    ReviewRound.objects.select_for_update().get(pk=ward.round_id)
    closed = WardRound.objects.select_for_update().get(pk=ward.pk)
    if closed.state != WardRound.State.CLOSED:
        raise ValidationError(_("Địa bàn đang mở, không cần mở khoá tạm."), code="already_open")
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do mở khoá.")})
    if not timedelta(hours=1) <= timedelta(hours=hours) <= LONGEST_UNLOCK:
        raise ValidationError({"hours": _("Chọn từ 1 đến 72 giờ.")})
    if not household.reviews.filter(round=closed.round_id, area=closed.area_id).exists():
        raise ValidationError({"household": _("Hộ này không có phiếu ở đợt của địa bàn.")})
    if not user.can(Permission.REVIEW_EDIT, household.village or household.area):
        raise ValidationError({"user": _("Người này không có quyền sửa phiếu của hộ.")})
    if user.pk == by.pk:
        raise ValidationError({"user": _("Không tự mở khoá cho mình.")})
    known = Unlock.objects.active_at(now).filter(ward_round=closed, household=household, user=user)
    if held := known.first():
        if (held.granted_by_id, held.reason) == (by.pk, reason.strip()[:500]):
            return held
        until = f"{localtime(held.expires_at):%H:%M %d/%m/%Y}"
        raise ValidationError(
            _("Hộ này đang được mở cho người này đến %(until)s."),
            code="already_unlocked",
            params={"until": until},
        )
    unlock = Unlock.objects.create(
        ward_round=closed,
        household=household,
        user=user,
        reason=reason.strip()[:500],
        granted_by=by,
        granted_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    record(
        "ward.unlock",
        by=by,
        on=unlock,
        area_path=closed.area.path,
        changes={"user": (None, user.username), "expires_at": (None, unlock.expires_at)},
        note=unlock.reason,
    )
    return unlock


@transaction.atomic
def end_unlock(*, unlock: Unlock, by: User, now: datetime) -> Unlock:
    """Lock the household again before the time is over."""
    held = Unlock.objects.select_for_update().get(pk=unlock.pk)
    area = held.ward_round.area
    if by.pk != held.user_id and not by.can(Permission.ROUND_MANAGE, area):
        raise PermissionDenied
    if held.ended_at or held.expires_at <= now:
        raise ValidationError(_("Lần mở khoá này đã hết."), code="already_ended")
    held.ended_at = now
    held.save()
    record("ward.lock", by=by, on=held, area_path=area.path, changes={"ended_at": (None, now)})
    return held


@transaction.atomic
def close_round(*, round: ReviewRound, by: User, now: datetime) -> ReviewRound:
    """Close the round once all its wards are; the database then refuses every change to it."""
    if not by.has(Permission.ROUND_MANAGE):
        raise PermissionDenied
    opened = ReviewRound.objects.lock_open(round.pk)
    still_open = WardRound.objects.filter(round=opened, state=WardRound.State.OPEN)
    names = list(still_open.order_by("area__path").values_list("area__name", flat=True))
    if names:
        raise ValidationError(
            _("Còn địa bàn chưa khoá: %(names)s."),
            code="unfinished",
            params={"names": ", ".join(names)},
        )
    unfinished = opened.reviews.exclude(state=State.RECOGNISED)
    waiting = unfinished.filter(household__closed_on=None).count()
    if waiting:
        raise ValidationError(
            _("Còn %(count)d phiếu chưa công nhận, chưa khoá được đợt rà soát."),
            code="unfinished",
            params={"count": waiting},
        )
    opened.state = ReviewRound.State.CLOSED
    opened.closed_at, opened.closed_by = now, by
    opened.save()
    record("round.close", by=by, on=opened, changes={"state": ("open", "closed")})
    return opened


@transaction.atomic
def reopen_round(*, round: ReviewRound, by: User, note: str) -> ReviewRound:
    """Open a closed round again; its wards stay closed until each is reopened.

    The reason stays in the audit trail.
    """
    if not by.has(Permission.ROUND_MANAGE):
        raise PermissionDenied
    if not note.strip():
        raise ValidationError(_("Cần ghi lý do mở lại."), code="needs_note")
    closed = ReviewRound.objects.select_for_update().get(pk=round.pk)
    if closed.state != ReviewRound.State.CLOSED:
        raise ValidationError(_("Đợt rà soát đang mở."), code="already_open")
    closed.state = ReviewRound.State.OPEN
    closed.closed_at = closed.closed_by = None
    closed.save()
    record(
        "round.reopen", by=by, on=closed, changes={"state": ("closed", "open")}, note=note.strip()
    )
    return closed
