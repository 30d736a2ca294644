"""One person's record taken apart: where it lived, what reviews found there, what it received.

The pages of two alike records and of a person with merged records show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from households import wording
from households.dossier import Shown, sections_for_person
from households.models import Household, Membership, Person, Review
from households.overview import TONES
from households.workflow import State
from povertyportal.accounts.models import User


@dataclass(frozen=True)
class StayShown:
    """A stay with the household's address on the portal, '' where the user may not see it."""

    stay: Membership
    url: str


@dataclass(frozen=True)
class ReviewShown:
    """A recognised class of the household while the person lived there."""

    review: Review
    tone: str
    label: str
    standard: str


@dataclass(frozen=True)
class RecordShown:
    """A person's record with everything that the user may see of it."""

    person: Person
    stays: list[StayShown] = field(default_factory=list)
    reviews: list[ReviewShown] = field(default_factory=list)
    sections: list[Shown] = field(default_factory=list)

    @property
    def home(self) -> Household | None:
        """Return the present household, else the last one."""
        return self.stays[0].stay.household if self.stays else None


def merged_into(people: Sequence[Person], *, user: User) -> list[RecordShown]:
    """Return the records that were merged into these people."""
    gone = Person.objects.filter(merged_into__in=people).select_related("merged_into")
    return records_of(list(gone), user=user)


def records_of(people: Sequence[Person], *, user: User) -> list[RecordShown]:
    """Return the records of the people, in their order."""
    if not people:
        return []
    stays = list(
        Membership.objects.filter(person__in=people)
        .select_related("household__area", "household__village")
        .order_by("-valid_from", "-pk")
    )
    homes = {stay.household_id for stay in stays}
    visible = set(
        Household.objects.visible_to(user).filter(pk__in=homes).values_list("pk", flat=True)
    )
    reviews = list(
        Review.objects.filter(household__in=visible, state=State.RECOGNISED)
        .select_related("round", "household", "decision")
        .order_by("-round__year", "-round__standard")
    )
    return [_record(person, stays, visible, reviews, user=user) for person in people]


def _record(
    person: Person,
    stays: list[Membership],
    visible: set[int],
    reviews: list[Review],
    *,
    user: User,
) -> RecordShown:
    own = [stay for stay in stays if stay.person_id == person.pk]
    own.sort(key=lambda stay: stay.valid_to is not None)
    shown = [
        StayShown(s, s.household.get_absolute_url() if s.household_id in visible else "")
        for s in own
    ]
    found = [
        ReviewShown(
            r,
            TONES[r.recognised_class],
            str(r.get_recognised_class_display()),
            str(wording.standard_shown(r.round.standard).name),
        )
        for r in reviews
        if any(_covers(stay, r) for stay in own)
    ]
    place = own[0].household.village or own[0].household.area if own else None
    sections = sections_for_person(person, user=user, place=place) if place else []
    return RecordShown(person, shown, found, [s for s in sections if s.rows])


def _covers(stay: Membership, review: Review) -> bool:
    day: date = review.decision.decided_on if review.decision else review.round.ends_on
    return (
        stay.household_id == review.household_id
        and stay.valid_from <= day
        and (stay.valid_to is None or day <= stay.valid_to)
    )
