"""Walk reviews along the workflow: alone, many at once, or together with a paper."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from households.actions.findings import refuse_impossible
from households.actions.locks import lock_ward, locked_reviews
from households.actions.support import ConflictError, place_of
from households.models import Review, ReviewRound
from households.workflow import PLAIN_STEPS, STEPS, State
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area

LONGEST_NOTE = 500


@transaction.atomic
def take_step(
    *, review: Review, step: str, by: User, now: datetime, version: int, note: str = ""
) -> Review:
    """Move one review along a step that needs no paper.

    `version` is the one the user looked at; raise ConflictError when it is no longer stored.
    """
    ward = lock_ward(
        round=review.round, area=review.area, by=by, now=now, household=review.household
    )
    [found] = locked_reviews(ward=ward, keys=[review.pk], step=step, by=by)
    _check_note(step, note)
    if found.version != version:
        raise ConflictError(found)
    move([found], step=step, by=by, now=now, note=note)
    return found


@transaction.atomic
def take_step_on_many(
    *,
    round: ReviewRound,
    area: Area,
    keys: Iterable[int],
    step: str,
    by: User,
    now: datetime,
    note: str = "",
    versions: Mapping[int, int] | None = None,
) -> list[Review]:
    """Move the chosen reviews of a ward along a step that needs no paper: all of them or none.

    `versions` are those the user looked at, by key; one that is no longer stored stops all.
    """
    ward = lock_ward(round=round, area=area, by=by, now=now)
    found = locked_reviews(ward=ward, keys=keys, step=step, by=by)
    _check_note(step, note)
    seen = versions or {}
    stale = [review for review in found if seen.get(review.pk, review.version) != review.version]
    if stale:
        raise ValidationError(
            _("Vừa có người lưu phiếu sau khi bạn mở trang: %(codes)s. Hãy xem lại."),
            code="stale",
            params={"codes": ", ".join(review.household.code for review in stale[:10])},
        )
    move(found, step=step, by=by, now=now, note=note)
    return found


def move(
    reviews: list[Review],
    *,
    step: str,
    by: User,
    now: datetime,
    note: str = "",
    changes: Mapping[int, Mapping[str, Any]] | None = None,
) -> None:
    """Write the step on locked reviews and leave one event for each.

    The caller has locked and checked them (`locked_reviews`) and set what else the step changes;
    `changes` tells the events about that, by the review's key.
    """
    rule = STEPS[step]
    for review in reviews:
        if rule.target == State.SUBMITTED and not review.computed_class:
            raise ValidationError(
                _("Phiếu %(code)s còn thiếu điểm B1 hoặc còn chỉ số chưa trả lời."),
                code="incomplete",
                params={"code": review.household.code},
            )
        if rule.target == State.SUBMITTED:
            refuse_impossible(review)
        before = review.state
        review.state = rule.target
        review.return_note = note.strip() if rule.target == State.RETURNED else ""
        if rule.target == State.SUBMITTED:
            review.submitted_by, review.submitted_at = by, now
        elif rule.target == State.POSTED:
            review.posted_by, review.posted_at = by, now
        elif rule.target == State.RECOGNISED:
            review.recognised_by, review.recognised_at = by, now
        review.version += 1
        review.save()
        record(
            f"review.{step}",
            by=by,
            on=review,
            area_path=place_of(review).path,
            changes={"state": (before, review.state), **(changes or {}).get(review.pk, {})},
            note=note.strip(),
        )


def _check_note(step: str, note: str) -> None:
    if step not in PLAIN_STEPS:
        raise ValidationError(_("Bước này cần lập văn bản kèm theo."), code="needs_record")
    if STEPS[step].needs_note and not note.strip():
        raise ValidationError(_("Cần ghi lý do."), code="needs_note")
    if len(note.strip()) > LONGEST_NOTE:
        raise ValidationError(_("Lý do dài quá 500 ký tự."), code="long_note")
