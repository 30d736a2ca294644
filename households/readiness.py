"""Which reviews of a ward are ready for a step, and what still stands in the way of the others.

The same rules serve the pages, which show them, and the actions, which insist on them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.models import Complaint, MeetingVote, PostingEntry, Review
from households.workflow import STEPS, State
from povertyportal.accounts.models import User
from povertyportal.ui.workdays import after_workdays


@dataclass(frozen=True)
class Standing:
    """A review with what stands in the way of a step; ready where nothing does."""

    review: Review
    obstacle: str

    @property
    def is_ready(self) -> bool:
        """Tell whether the step may be taken now."""
        return not self.obstacle


def standings(
    reviews: Sequence[Review], *, step: str, stages: frozenset[str], day: date, by: User
) -> list[Standing]:
    """Return each review with the first thing that stands in the way of the step on that day."""
    rule = STEPS[step]
    in_state = [r for r in reviews if rule.starts_from(r.state, stages=stages)]
    found = {r.pk: _("Đang ở bước: %(state)s.") % {"state": r.get_state_display()} for r in reviews}
    found |= {r.pk: "" for r in in_state}
    if step in ("ask", "recognise"):
        found |= _still_posted(in_state, day=day)
    if step == "recognise":
        found |= {pk: words for pk, words in _without_minutes(in_state).items() if not found[pk]}
    if rule.not_by_author:
        own = [r.pk for r in in_state if by.pk in r.authors and not found[r.pk]]
        found |= dict.fromkeys(own, _("Phiếu do chính bạn nhập hoặc gửi: người khác phải duyệt."))
    if step == "submit":
        gaps = [r.pk for r in in_state if not r.computed_class]
        found |= dict.fromkeys(gaps, _("Phiếu còn thiếu điểm B1 hoặc còn chỉ số chưa trả lời."))
    return [Standing(review, found[review.pk]) for review in reviews]


def posting_ends(reviews: Iterable[Review]) -> dict[int, date]:
    """Return the last day of each review's latest posting, by the review's key.

    A review posted before postings were kept counts from the day its state was set.
    """
    rows = list(reviews)
    ends: dict[int, date] = dict(
        PostingEntry.objects.filter(review__in=[r.pk for r in rows])
        .order_by()
        .values_list("review")
        .annotate(last=Max("posting__ends_on"))
    )
    for review in rows:
        if review.pk not in ends and review.posted_at:
            days = review.round.procedure.posting_days
            ends[review.pk] = after_workdays(localdate(review.posted_at), days)
    return ends


def _still_posted(reviews: list[Review], *, day: date) -> dict[int, str]:
    """Return what stands in the way of reviews whose posting is not over or is complained of."""
    found = {}
    ends = posting_ends(reviews)
    for review in reviews:
        end = ends.get(review.pk)
        if end is None:
            found[review.pk] = _("Chưa niêm yết.")
        elif day <= end:
            found[review.pk] = _("Niêm yết đến hết ngày %(day)s.") % {"day": f"{end:%d/%m/%Y}"}
    keys = [review.pk for review in reviews]
    open_ones = Complaint.objects.filter(review__in=keys, outcome="").values_list("review")
    return found | {pk: _("Còn khiếu nại chưa có kết luận phúc tra.") for (pk,) in open_ones}


def _without_minutes(reviews: list[Review]) -> dict[int, str]:
    """Return the reviews whose class is not the computed one and no scanned minutes carry."""
    different = [r for r in reviews if r.proposed_class != r.computed_class]
    carried = set(
        MeetingVote.objects.filter(
            Q(review__in=[r.pk for r in different]), is_agreed=True, meeting__scan__isnull=False
        ).values_list("review", "agreed_class")
    )
    return {
        r.pk: _("Diện đề nghị khác kết quả chấm điểm mà chưa có biên bản họp dân kèm bản quét.")
        for r in different
        if (r.pk, r.proposed_class) not in carried
    }


def posted_classes(reviews: Iterable[Review]) -> Mapping[int, str]:
    """Return the class that each review was last posted with, by the review's key."""
    rows = PostingEntry.objects.filter(review__in=[r.pk for r in reviews]).order_by("pk")
    return dict(rows.values_list("review", "proposed_class"))


def open_states(step: str, *, stages: frozenset[str]) -> list[State]:
    """Return the states from which the step starts in a round that has these stages."""
    return [state for state in State if STEPS[step].starts_from(state, stages=stages)]
