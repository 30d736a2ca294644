"""How far each investigator is, and which households keep a ward from being closed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from households.board import heads_of
from households.choices import QuickResult, Stage
from households.models import Candidate, Complaint, ReviewRound
from households.workflow import State
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area


@dataclass(frozen=True)
class Progress:
    """How far one investigator is with the households given to them."""

    key: int
    name: str
    assigned: int
    quick: int
    not_begun: int
    drafts: int
    returned: int
    sent: int
    late: int
    url: str


def progress_of(
    round: ReviewRound, *, user: User, today: date, area: Area | None
) -> list[Progress]:
    """Return the progress of each investigator in the user's areas, by name; one query."""
    rows: Any = Candidate.objects.visible_to(user).filter(round=round)
    rows = rows.exclude(investigator=None)
    if area is not None:
        rows = rows.filter(area=area)
    due = {head.stage: head for head in heads_of(round, today=today)}.get(Stage.VISIT)
    is_past = due is not None and due.is_past
    grouped: Any = (
        rows.with_review()
        .order_by()
        .values_list("investigator", "investigator__full_name", "review_state", "quick_result")
        .annotate(n=Count("pk"))
    )
    numbers: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, name, state, quick, count in grouped:
        of = numbers[key, name]
        of["assigned"] += count
        of["quick"] += count if quick else 0
        if quick == QuickResult.DROPPED:
            continue
        kind = {None: "not_begun", State.DRAFT: "drafts", State.RETURNED: "returned"}.get(
            state, "sent"
        )
        of[kind] += count
        of["late"] += count if is_past and kind != "sent" else 0
    names = ("assigned", "quick", "not_begun", "drafts", "returned", "sent", "late")
    base = reverse("candidate_list")
    return [
        Progress(
            key=key,
            name=name,
            url=f"{base}?round={round.pk}&investigator={key}",
            **{each: of[each] for each in names},
        )
        for (key, name), of in sorted(numbers.items(), key=lambda item: (item[0][1], item[0][0]))
    ]


@dataclass(frozen=True)
class Missing:
    """One household that keeps a ward from being closed: why, and where to go on."""

    code: str
    name: str
    why: str
    url: str


def missing_of(round: ReviewRound, area: Area) -> list[Missing]:
    """Return each household of the ward that is undecided or under a complaint."""
    words = dict(State.choices)
    waiting: Any = Candidate.objects.filter(round=round).waiting_in(area).with_review()
    found = [
        Missing(
            row.household.code,
            row.household.head.full_name,
            str(words.get(row.review_state, _("chưa có phiếu"))),
            reverse("review_edit", args=[row.household.code, round.year]) + round.query
            if row.review_state
            else reverse("household_detail", args=[row.household.code]),
        )
        for row in waiting.select_related("household__head").order_by("household__sort_key", "pk")
    ]
    listed = Candidate.objects.filter(round=round).values("household")
    open_reviews = round.reviews.filter(area=area, household__closed_on=None)
    open_reviews = open_reviews.exclude(state=State.RECOGNISED)
    found += [
        Missing(
            row.household.code,
            row.household.head.full_name,
            str(row.get_state_display()),
            row.get_absolute_url(),
        )
        for row in open_reviews.exclude(household__in=listed)
        .select_related("household__head", "round")
        .order_by("household__sort_key", "pk")
    ]
    complaints = Complaint.objects.filter(round=round, area=area, outcome="")
    known = {each.code for each in found}
    found += [
        Missing(
            row.review.household.code,
            row.review.household.head.full_name,
            _("khiếu nại chưa có kết luận"),
            row.review.get_absolute_url(),
        )
        for row in complaints.select_related("review__household__head", "review__round")
        if row.review.household.code not in known
    ]
    return found
