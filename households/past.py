"""By which of their own days households, stays and reviews tell what was so on another day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from households import models, scoring
from households.choices import EventKind, PairState
from households.models import (
    Household,
    LifeEvent,
    Membership,
    Review,
    ReviewRound,
    WardRound,
)
from households.workflow import State
from povertyportal.accounts import past
from povertyportal.accounts.past import Undone, end_of

ONE_DAY = timedelta(days=1)


def _household(day: date) -> Mapping[str, Any]:
    """Return class, head and size of the day: by decision and stays, not by the present caches.

    Where nobody came or left since, head and size are the present ones: to look each up again
    costs a page seconds.
    """
    official = Review.objects.recognised().filter(
        household=OuterRef("pk"),
        decision__decided_on__lte=day,
        round__standard__in=scoring.keys_valid_on(day),
    )
    latest = official.order_by("-decision__decided_on", "-pk").values("recognised_class")[:1]
    stays = Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
    here = stays.filter(household=OuterRef("pk")).order_by()
    heads = here.filter(is_head=True).order_by("-valid_from", "-pk")
    of_home = stays.filter(household=OuterRef(OuterRef("pk")), is_head=True)
    head = Subquery(of_home.order_by("-valid_from", "-pk").values("person")[:1])
    person = models.Person.objects.filter(pk=head).order_by()  # by its key, not joined
    number = here.values("household").annotate(then=Count("pk")).values("then")
    since = Q(pk__in=_moved_since(day))
    return {
        "poverty_class": Coalesce(Subquery(latest), Value("")),
        "head": Case(
            When(since, then=Coalesce(Subquery(heads.values("person")[:1]), F("head_id"))),
            default=F("head_id"),
            output_field=BigIntegerField(),
        ),
        "sort_key": Case(
            When(since, then=Coalesce(Subquery(person.values("sort_key")), F("sort_key"))),
            default=F("sort_key"),
        ),
        "size": Case(
            When(since, then=Coalesce(Subquery(number), F("size"))),
            default=F("size"),
            output_field=IntegerField(),
        ),
        "closed_reason": Case(When(closed_on__gt=day, then=Value("")), default=F("closed_reason")),
    }


def _moved_since(day: date) -> set[int]:
    """Return the households of which a stay began or ended after the day, or was told later."""
    stays = Membership.objects.filter(
        Q(valid_from__gt=day) | Q(valid_to__gte=day), household__registered_on__lte=day
    )
    found = set(stays.order_by().values_list("household", flat=True))
    told = LifeEvent.objects.filter(recorded_at__gte=end_of(day)).order_by()
    for pair in told.values_list("household", "other"):
        found |= {key for key in pair if key}
    return found


def _later(cut: datetime) -> list[LifeEvent]:
    """Return the events recorded from the instant on, the latest first."""
    later = LifeEvent.objects.filter(recorded_at__gte=cut)
    return list(later.select_related("household").order_by("-pk"))


def _homes_before(cut: datetime) -> Undone:
    """Return where households were, and that they stood, before later events moved them."""
    found: dict[int, dict[str, Any] | None] = {}
    for event in _later(cut):
        if event.kind == EventKind.SPLIT and event.other_id:
            found[event.other_id] = None
        values = found.setdefault(event.household_id, {})
        if values is None:
            continue
        if event.kind == EventKind.MOVED_OUT and event.other_area_id:
            values |= {"area_id": event.area_id}
        if event.household.closed_on == event.happened_on:
            values |= {"closed_on": None, "closed_reason": ""}
    return found


def _stays_before(cut: datetime) -> Undone:
    """Return the stays that later events ended, as still open; those they began were not."""
    days = {
        (home, event.happened_on)
        for event in _later(cut)
        for home in (event.household_id, event.other_id)
        if home
    }
    found: dict[int, dict[str, Any] | None] = {}
    for stay in Membership.objects.filter(household__in={home for home, _day in days}):
        if (stay.household_id, stay.valid_from) in days:
            found[stay.pk] = None
        elif stay.valid_to and any(
            (stay.household_id, day) in days for day in (stay.valid_to, stay.valid_to + ONE_DAY)
        ):
            found[stay.pk] = {"valid_to": None}
    return found


def _people_before(cut: datetime) -> Undone:
    """Return the dead of whose death nobody had told."""
    dead = LifeEvent.objects.filter(recorded_at__gte=cut, kind=EventKind.DEATH)
    return {key: {"died_on": None} for key in dead.values_list("people__person", flat=True) if key}


def _review(day: date) -> Mapping[str, Any]:
    """Return what was official by then, and how far the others had come."""
    end = end_of(day)
    official = Q(state=State.RECOGNISED, decision__decided_on__lte=day, recognised_at__lt=end)
    return {
        "state": Case(
            When(official, then=F("state")),
            When(submitted_at__gte=end, then=Value(State.DRAFT)),
            When(posted_at__gte=end, then=Value(State.SUBMITTED)),
            When(state=State.RECOGNISED, then=Value(State.POSTED)),
            default=F("state"),
        ),
        "recognised_class": Case(When(official, then=F("recognised_class")), default=Value("")),
        "decision": Case(When(official, then=F("decision_id"))),
        "recognised_by": Case(When(official, then=F("recognised_by_id"))),
        "recognised_at": Case(When(official, then=F("recognised_at"))),
    }


def _round(day: date) -> Mapping[str, Any]:
    later = When(closed_at__gte=end_of(day), then=Value(ReviewRound.State.OPEN))
    return {"state": Case(later, default=F("state"))}


def _ward_round(day: date) -> Mapping[str, Any]:
    nothing = When(closed_at__gte=end_of(day), then=Value({}, JSONField()))
    return {**_round(day), "result": Case(nothing, default=F("result"))}


def _pair(day: date) -> Mapping[str, Any]:
    later = When(decided_at__gte=end_of(day), then=Value(PairState.OPEN))
    return {"state": Case(later, default=F("state"))}


def _complaint(day: date) -> Mapping[str, Any]:
    later = When(rechecked_on__gt=day, then=Value(""))
    return {"outcome": Case(later, default=F("outcome"))}


def _opinion(day: date) -> Mapping[str, Any]:
    later = When(answered_on__gt=day, then=Value(""))
    return {"answer_number": Case(later, default=F("answer_number"))}


past.register(
    Household,
    begins="registered_on",
    ends=["closed_on"],
    columns=_household,
    undo=_homes_before,
)
past.register(Membership, begins="valid_from", ends=["valid_to"], undo=_stays_before)
past.register(models.Person, ends=["died_on"], undo=_people_before)
past.register(models.PersonStatus, models.LifeEvent, begins="recorded_at")
past.register(models.DuplicatePair, begins="found_at", ends=["decided_at"], columns=_pair)
past.register(ReviewRound, begins="starts_on", ends=["closed_at"], columns=_round)
past.register(WardRound, begins="round__starts_on", ends=["closed_at"], columns=_ward_round)
past.register(models.Unlock, begins="granted_at", ends=["ended_at"])
past.register(models.RecognitionDecision, begins="decided_on")
past.register(models.Candidate, begins="created_at")
past.register(Review, begins="created_at", ends=["submitted_at", "posted_at"], columns=_review)
past.register(models.VillageMeeting, begins="held_on")
past.register(models.Posting, begins="posted_on")
past.register(models.Complaint, begins="received_on", ends=["rechecked_on"], columns=_complaint)
past.register(models.Opinion, begins="asked_on", ends=["answered_on"], columns=_opinion)
past.register(models.Certificate, begins="issued_on")
past.register(models.ExitPlan, begins="created_at", ends=["dropped_at"])
past.register(models.ExitSupport, begins="plan__created_at", ends=["done_on"])
