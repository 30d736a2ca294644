"""Open a round with its steps and wards, change its steps, close and reopen it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from households.actions.support import ConflictError
from households.choices import Stage
from households.models import ReviewRound, RoundStep, WardRound
from households.procedure import Procedure, procedure_on
from households.workflow import State
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission, Role

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
    changes = {"state": ("closed", "open"), "closed_at": (closed.closed_at, None)}
    closed.state = ReviewRound.State.OPEN
    closed.closed_at = closed.closed_by = None
    closed.save()
    record("round.reopen", by=by, on=closed, changes=changes, note=note.strip())
    return closed
