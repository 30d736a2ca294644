"""Open a household's review of a round: the rows behind it, and who may write it now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from households import overview, scoring
from households.forms.review_answers import Sheet
from households.forms.review_facts import member_rows, past_rows
from households.forms.reviews import ReviewForm
from households.models import (
    Household,
    Review,
    ReviewRound,
    ScoreCard,
    TypedDraft,
    Unlock,
    WardRound,
)
from households.wording import standard_shown
from households.workflow import State
from povertyportal.accounts.http import Request
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission


def household_of(request: Request, code: str) -> Household:
    """Return the household whose reviews the user may view; 404 elsewhere."""
    rows = Household.objects.reviewable_by(request.user).visible_to(request.user)
    found: Household = get_object_or_404(rows.select_related("area", "village", "head"), code=code)
    return found


def round_of(request: Request, year: int) -> ReviewRound:
    """Return the year's round by the standard and month asked for.

    Else the one by the standard valid the year after: a review at the end of a year is the
    baseline of the next. Periodic comes before ad hoc.
    """
    rounds = list(ReviewRound.objects.filter(year=year).order_by("-kind", "-standard", "month"))
    usual = scoring.keys_valid_on(date(year + 1, 1, 1))
    standard, month = request.GET.get("standard"), request.GET.get("month")
    if standard:
        rounds = [found for found in rounds if found.standard == standard]
    if month:
        rounds = [found for found in rounds if str(found.month) == month]
    if not rounds:
        raise Http404
    rounds.sort(key=lambda found: found.kind != ReviewRound.Kind.PERIODIC)
    kind = rounds[0].kind
    return next((r for r in rounds if r.kind == kind and r.standard in usual), rounds[0])


@dataclass(kw_only=True)
class Opened:
    """A household's review of a round as a user finds it; `review` is None before the first save.

    `unlock` is the user's leave to correct this household of a closed ward.
    """

    household: Household
    round: ReviewRound
    user: User
    now: datetime

    @cached_property
    def _reviews(self) -> Sequence[Review]:
        earlier = Q(
            state=State.RECOGNISED,
            round__kind=ReviewRound.Kind.PERIODIC,
            round__standard=self.round.standard,
            round__year__lt=self.round.year,
        )
        return list(
            self.household.reviews.filter(Q(round=self.round) | earlier)
            .select_related(
                "round", "decision", "area", "village", "household__head", "dwelling", "updated_by"
            )
            .prefetch_related("deprivations", "causes", "needs", "members__person")
            .order_by("-round__year", "-pk")
        )

    @property
    def review(self) -> Review | None:
        """Return the review of this round."""
        return next((r for r in self._reviews if r.round_id == self.round.pk), None)

    @property
    def last(self) -> Review | None:
        """Return the recognised review of the round before by the same standard."""
        return next((r for r in self._reviews if r.round_id != self.round.pk), None)

    @cached_property
    def ward(self) -> WardRound | None:
        """Return the ward's part of the round."""
        rows = WardRound.objects.filter(round=self.round, area=self.household.area)
        return rows.select_related("closed_by").first()

    @property
    def is_open(self) -> bool:
        """Tell whether round and ward still take reviews."""
        closed = self.ward is not None and self.ward.state == WardRound.State.CLOSED
        return self.round.state == ReviewRound.State.OPEN and not closed

    @cached_property
    def unlock(self) -> Unlock | None:
        """Return the user's leave to write although the ward is closed."""
        if self.is_open or self.ward is None:
            return None
        held = Unlock.objects.active_at(self.now).filter(ward_round=self.ward)
        return held.filter(household=self.household, user=self.user).first()

    @property
    def is_too_late(self) -> bool:
        """Tell whether the household came onto the books only after the round's last day."""
        return self.review is None and self.household.registered_on > self.round.ends_on

    @cached_property
    def may_write(self) -> bool:
        """Tell whether the user may change the answers now."""
        if self.is_too_late:
            return False
        if self.is_open:
            return overview.may_edit(self.review, self.household, user=self.user)
        place = self.household.village or self.household.area
        has_right = self.user.can(Permission.REVIEW_EDIT, place)
        return self.unlock is not None and has_right and self.household.closed_on is None

    @cached_property
    def sheet(self) -> Sheet:
        """Return what the form is about."""
        day = self.round.starts_on
        stays = self.household.memberships.reviewed_in(self.round)
        standard = standard_shown(self.round.standard)
        row = ScoreCard.objects.in_force(standard.key, day)
        return Sheet(
            standard=standard,
            residence=self.household.area.residence,
            starts_on=self.round.starts_on,
            ends_on=self.round.ends_on,
            card=row.card if row else standard.card,
            card_row=row,
            region=self.household.area.card_region,
            members=member_rows(stays, on=self.round.starts_on),
            last=self.last,
        )

    def past_form(self) -> ReviewForm:
        """Return the stored review as a form about the people it speaks of, to read only."""
        past = replace(self.sheet, members=past_rows(self.review) if self.review else ())
        return ReviewForm(initial=ReviewForm.initial_of(self.review), sheet=past)

    @cached_property
    def draft(self) -> TypedDraft | None:
        """Return what the user typed and did not save.

        A keystroke on its way while its author saved is no draft: the saving came after it.
        """
        rows = TypedDraft.objects.filter(user=self.user, household=self.household)
        found, review = rows.filter(round=self.round).first(), self.review
        if found and review and review.updated_by_id == self.user.pk:
            return found if found.saved_at > review.updated_at else None
        return found

    @property
    def version(self) -> int:
        """Return the version of the stored review; 0 before the first save."""
        return self.review.version if self.review else 0

    def form(self, data: QueryDict | None = None) -> ReviewForm:
        """Return the form: as typed, or as it starts."""
        initial = ReviewForm.initial_of(self.review, last=self.last)
        return ReviewForm(data, initial=initial, sheet=self.sheet)

    def draft_data(self) -> QueryDict | None:
        """Return the draft as a browser would send it."""
        if self.draft is None:
            return None
        data = QueryDict(mutable=True)
        for name, values in self.draft.data.items():
            data.setlist(name, values)
        return data

    def address(self, name: str = "review_edit", *extra: str) -> str:
        """Return the address of a page of this review, in its own round."""
        args = [self.household.code, self.round.year, *extra]
        return reverse(name, args=args) + self.round.query


def opened(request: Request, code: str, year: int) -> Opened:
    """Return the review that the address speaks of; 404 for what the user may not see."""
    return Opened(
        household=household_of(request, code),
        round=round_of(request, year),
        user=request.user,
        now=timezone.now(),
    )
