"""What the papers share: the same form sent twice, the days they may carry, who stands in the way.

Every action locks the ward first (`locks.lock_ward`), so whatever is asked here stays true until
its transaction ends.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from households.actions.support import place_of
from households.models import Complaint, MeetingVote, Review, WardRound
from households.models.proceedings import Proceeding
from households.readiness import standings
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User

P = TypeVar("P", bound=Proceeding)


def first_of(model: type[P], token: UUID, *, by: User) -> P | None:
    """Return the paper that the same form already made; the ward is locked.

    Raise ValidationError when somebody else's form carried the token.
    """
    found: P | None = model._default_manager.filter(submit_token=token).first()
    if found is not None and found.recorded_by_id != by.pk:
        raise ValidationError(
            _("Trang này đã được gửi rồi. Hãy mở lại trang để ghi tiếp."), code="sent_before"
        )
    return found


def check_day(
    day: date, *, since: date, until: date, field: str, since_name: str, code: str = "day"
) -> None:
    """Raise ValidationError at the field unless the day lies between the two, both included."""
    if not since <= day <= until:
        raise ValidationError(
            {
                field: ValidationError(
                    _("Ngày phải từ %(since)s (%(what)s) đến %(until)s."),
                    code=code,
                    params={
                        "since": f"{since:%d/%m/%Y}",
                        "what": since_name,
                        "until": f"{until:%d/%m/%Y}",
                    },
                )
            }
        )


def check_ready(reviews: list[Review], *, ward: WardRound, step: str, day: date, by: User) -> None:
    """Raise ValidationError that names the households in whose way something stands."""
    found = standings(reviews, step=step, stages=ward.round.stages, day=day, by=by)
    late = [standing for standing in found if not standing.is_ready]
    if late:
        words = [f"{s.review.household.code}: {s.obstacle}" for s in late[:10]]
        raise ValidationError(
            _("Chưa làm được với %(count)d hộ. %(reasons)s"),
            code="not_ready",
            params={"count": len(late), "reasons": " ".join(words) + (" …" if late[10:] else "")},
        )


def latest_day(reviews: Iterable[Review], *, default: date) -> date:
    """Return the last day of a meeting or a re-check on any of the reviews, else the default."""
    keys = [review.pk for review in reviews]
    days: list[date] = [
        *MeetingVote.objects.filter(review__in=keys).values_list("meeting__held_on", flat=True),
        *Complaint.objects.filter(review__in=keys, rechecked_on__isnull=False).values_list(
            "rechecked_on", flat=True
        ),
    ]
    return max(default, *days) if days else default


def record_paper(paper: Any, *, by: User, verb: str, ward: WardRound, **changes: Any) -> None:
    """Leave the event of a paper that was written."""
    record(
        verb,
        by=by,
        on=paper,
        area_path=ward.area.path,
        changes={name: (None, value) for name, value in changes.items()},
    )


def codes_of(reviews: Iterable[Review]) -> str:
    """Return the codes of the households, for the record."""
    return ", ".join(review.household.code for review in reviews)


def may(user: User, permission: Any, review: Review) -> bool:
    """Tell whether the user holds the permission over the review's place."""
    return user.can(permission, place_of(review))
