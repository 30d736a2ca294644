"""Post what the meetings agreed on, for the working days that the procedure asks for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.locks import lock_ward, locked_reviews
from households.actions.proceedings.support import (
    check_day,
    codes_of,
    first_of,
    latest_day,
    record_paper,
)
from households.actions.steps import move
from households.models import Posting, PostingEntry, ReviewRound
from households.workflow import STEPS, State
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.papers import CheckedPaper, filing
from povertyportal.ui.workdays import after_workdays


@dataclass(frozen=True, kw_only=True)
class PostingData:
    """A posting as typed; its last day follows from the first."""

    posted_on: date
    places: str
    is_broadcast: bool = False
    submit_token: UUID = field(default_factory=uuid4)


def post_results(
    *,
    round: ReviewRound,
    area: Area,
    data: PostingData,
    by: User,
    now: datetime,
    keys: Iterable[int] | None = None,
    scan: CheckedPaper | None = None,
) -> Posting:
    """Post the chosen reviews of a ward, or all that a meeting agreed on when none is chosen.

    The posting keeps each class as it is posted; it is over on the day after its last working day.
    """
    with filing(by=by, now=now, area_path=area.path) as keep, transaction.atomic():
        if not by.can(STEPS["post"].permission, area):
            raise PermissionDenied
        ward = lock_ward(round=round, area=area, by=by, now=now)
        if twin := first_of(Posting, data.submit_token, by=by):
            return twin
        if keys is None:
            met = ward.round.reviews.filter(area=area, state=State.MET)
            keys = list(met.values_list("pk", flat=True))
        reviews = locked_reviews(ward=ward, keys=keys, step="post", by=by)
        check_day(
            data.posted_on,
            since=latest_day(reviews, default=ward.round.starts_on),
            until=localdate(now),
            field="posted_on",
            since_name=_("ngày họp dân, phúc tra hoặc mở đợt"),
        )
        posting = Posting(
            round=ward.round,
            area=area,
            posted_on=data.posted_on,
            ends_on=after_workdays(data.posted_on, ward.round.procedure.posting_days),
            places=data.places,
            is_broadcast=data.is_broadcast,
            scan=keep(scan),
            recorded_by=by,
            recorded_at=now,
            submit_token=data.submit_token,
        )
        posting.full_clean(validate_constraints=False)
        posting.save()
        PostingEntry.objects.bulk_create(
            PostingEntry(posting=posting, review=review, proposed_class=review.proposed_class)
            for review in reviews
        )
        record_paper(
            posting,
            by=by,
            verb="posting.create",
            ward=ward,
            posted_on=posting.posted_on,
            ends_on=posting.ends_on,
            households=codes_of(reviews),
        )
        move(reviews, step="post", by=by, now=now)
    return posting
