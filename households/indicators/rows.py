"""The reviews behind the figures of poverty.

All of them are recognised reviews of closed periodic rounds by one standard: two standards are
never one series (the year 2021 was reviewed by both).
"""

from datetime import date
from itertools import pairwise

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, Value, When

from households.choices import Origin, PovertyClass
from households.models import Review, ReviewQuerySet, ReviewRound
from povertyportal.accounts.past import end_of
from povertyportal.areas.models import AreaTotal
from povertyportal.reporting.scope import Scope


def whole(scope: Scope) -> Scope:
    """Return the question about everything that was known on the as-of day."""
    return scope.of_days(date.min, scope.as_of)


def known_rounds(scope: Scope) -> list[ReviewRound]:
    """Return the closed periodic rounds by the standard that ended by the as-of day, oldest first.

    A round counts once every decision of the area is signed and the round is closed: before that
    day its result is unknown, not zero.
    """
    undecided = Review.objects.recognised().filter(
        scope.inside(), round=OuterRef("pk"), decision__decided_on__gt=scope.as_of
    )
    return whole(scope).remember(
        "rounds",
        lambda: list(
            ReviewRound.objects.filter(
                ~Exists(undecided),
                ends_on__lte=scope.as_of,
                kind=ReviewRound.Kind.PERIODIC,
                state=ReviewRound.State.CLOSED,
                closed_at__lt=end_of(scope.as_of),
                standard=scope.standard,
            ).order_by("year")
        ),
    )


def rounds(scope: Scope) -> list[ReviewRound]:
    """Return the known rounds that end in the window, oldest first."""
    return [each for each in known_rounds(scope) if scope.start <= each.ends_on <= scope.end]


def _recognised(scope: Scope, *, within: list[ReviewRound]) -> ReviewQuerySet:
    return Review.objects.recognised().filter(scope.inside(), round__in=within)


def poor_at_start(scope: Scope) -> ReviewQuerySet:
    """Return the households recognised as poor in the first round of the window."""
    return _recognised(scope, within=rounds(scope)[:1]).poor()


def poor_at_end(scope: Scope) -> ReviewQuerySet:
    """Return the households recognised as poor in the last round of the window."""
    return _recognised(scope, within=rounds(scope)[-1:]).poor()


def poor_by_round(scope: Scope) -> dict[int, int]:
    """Count the poor of every known round, by its key; all windows read them at once."""
    rows = _recognised(scope, within=known_rounds(scope)).poor().order_by()
    counts = rows.values_list("round").annotate(n=Count("pk"))
    return whole(scope).remember("poor_by_round", lambda: dict(counts))


def exited(scope: Scope) -> ReviewQuerySet:
    """Return the reviews by which households left the poor list (form R2, columns 2 and 3)."""
    later = _recognised(scope, within=rounds(scope)[1:])
    return later.exited_poverty().filter(scope.inside("previous__area"))


def _came(scope: Scope) -> Q:
    """Return the condition that the household joined the city since the round before.

    Whoever moved in or split off earlier and was never listed is new on the list, not new here.
    """
    since = Q(pk__in=[])
    for before, after in pairwise(rounds(scope)):
        since |= Q(round=after, household__registered_on__gt=before.starts_on)
    came = Q(previous=None, household__origin__in=[Origin.MOVED_IN, Origin.SPLIT])
    return came & since


def _joined(scope: Scope) -> Q:
    """Return the condition that a poor household came by moving or splitting, not by poverty."""
    from_elsewhere = ~scope.inside("previous__area")
    return _came(scope) | (Q(previous__recognised_class=PovertyClass.POOR) & from_elsewhere)


def entered(scope: Scope) -> ReviewQuerySet:
    """Return the reviews that put households on the poor list: new and relapsed (R2, 5 to 7)."""
    later = _recognised(scope, within=rounds(scope)[1:])
    return later.entered_poverty().exclude(_came(scope))


def was_poor_before(scope: Scope) -> Exists:
    """Return the condition that a review's household was recognised as poor in an earlier round.

    By whichever standard was in force then: having been on the list is a fact, not a rate.
    """
    return Exists(
        Review.objects.poor().filter(
            household=OuterRef("household"),
            round__ends_on__lt=OuterRef("round__starts_on"),
            decision__decided_on__lte=scope.as_of,
        )
    )


def relapsed(scope: Scope) -> ReviewQuerySet:
    """Return those of `entered` that were recognised as poor once before (R2, 6)."""
    return entered(scope).filter(was_poor_before(scope))


def _left(scope: Scope) -> Q:
    """Return the condition that a poor household has no review in the area in the next round."""
    within = [review_round.pk for review_round in rounds(scope)]
    successor = Review.objects.recognised().filter(
        scope.inside(), previous=OuterRef("pk"), round__in=within
    )
    was_poor = Q(round__in=within[:-1], recognised_class=PovertyClass.POOR)
    return was_poor & Q(~Exists(successor))


def _one(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))


def other_changes(scope: Scope) -> ReviewQuerySet:
    """Return the reviews of households that joined or left the list for other reasons (R2, 4, 8).

    `effect` is +1 for households that moved in or split off poor, -1 for poor ones that have no
    recognised review in the area in the round after: moved away, died out, merged.
    """
    known = rounds(scope)
    joined = Q(round__in=known[1:]) & _joined(scope)
    return (
        _recognised(scope, within=known)
        .poor()
        .filter(_left(scope) | joined)
        .annotate(effect=_one(joined) - _one(_left(scope)))
    )


def net_fall_rows(scope: Scope) -> ReviewQuerySet:
    """Return every movement of the list: `effect` +1 for each leaver, -1 for each newcomer."""
    known = rounds(scope)
    was_poor_here = Q(previous__recognised_class=PovertyClass.POOR) & scope.inside("previous__area")
    is_later, is_poor = Q(round__in=known[1:]), Q(recognised_class=PovertyClass.POOR)
    exits = is_later & ~is_poor & was_poor_here
    newcomers = is_later & is_poor & (Q(previous=None) | ~was_poor_here)
    return (
        _recognised(scope, within=known)
        .filter(exits | newcomers | _left(scope))
        .annotate(effect=_one(exits) + _one(_left(scope)) - _one(newcomers))
    )


def totals_at(scope: Scope, *, place: int) -> QuerySet[AreaTotal]:
    """Return the wards' totals for the first (0) or last (-1) round of the window.

    None at all where a reviewed ward has no total: a rate over part of the wards would be wrong.
    """
    known = rounds(scope)
    if not known:
        return AreaTotal.objects.none()
    if known[place].pk in _rounds_without_totals(scope):
        return AreaTotal.objects.none()
    return AreaTotal.objects.filter(scope.inside(), year=known[place].year)


def households_by_round(scope: Scope) -> dict[int, int | None]:
    """Return the households at every known round, None where a reviewed ward has no total."""
    known, lacking = known_rounds(scope), _rounds_without_totals(scope)
    totals = AreaTotal.objects.filter(scope.inside(), year__in=[each.year for each in known])
    sums = totals.order_by().values_list("year").annotate(n=Sum("households"))
    by_year = whole(scope).remember("households", lambda: dict(sums))
    return {each.pk: None if each.pk in lacking else by_year.get(each.year) for each in known}


def _rounds_without_totals(scope: Scope) -> set[int]:
    """Return which of the known rounds reviewed a ward that has no total."""
    totals = AreaTotal.objects.filter(area=OuterRef("area"), year=OuterRef("round__year"))
    bare = _recognised(scope, within=known_rounds(scope)).filter(~Exists(totals)).order_by()
    found = bare.values_list("round", flat=True).distinct()
    return whole(scope).remember("bare", lambda: set(found))
