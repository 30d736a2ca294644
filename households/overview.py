"""What a household's page tells: members, class by year and standard, the last score in words."""

from dataclasses import dataclass
from itertools import groupby

from households import scoring, wording
from households.choices import Stage
from households.models import Household, Membership, Review
from households.workflow import PLAIN_STEPS, STEPS, WAY, State, Step, steps_from
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission

TONES = {"poor": "bad", "near_poor": "attention", "not_poor": "good", "": "none"}


@dataclass(frozen=True)
class RibbonYear:
    """The recognised class of one year, or how far the review has come."""

    review: Review
    tone: str
    label: str


@dataclass(frozen=True)
class Ribbon:
    """The years of one standard; two standards are never one series."""

    standard: scoring.Standard
    years: list[RibbonYear]


@dataclass(frozen=True)
class ScoreShown:
    """A score taken apart: which review, what it gave, why, and what would change it."""

    review: Review
    score: scoring.Score
    title: str
    tone: str
    reason: str
    outlook: str
    lacking: list[scoring.Indicator]


def reviews_of(household: Household) -> list[Review]:
    """Return the household's reviews, newest first, with all they found."""
    return list(
        household.reviews.select_related("round", "decision", "area", "village", "household")
        .prefetch_related("deprivations", "causes", "needs")
        .order_by("-round__year", "-round__standard", "-pk")
    )


def recognised_among(reviews: list[Review]) -> list[Review]:
    """Return the reviews whose class is official: the part that needs no right to view reviews."""
    return [review for review in reviews if review.state == State.RECOGNISED]


def ribbons(reviews: list[Review]) -> list[Ribbon]:
    """Return one ribbon for each standard, the newest standard first, years in order."""
    ordered = sorted(reviews, key=lambda r: (r.round.standard, r.round.year), reverse=True)
    found = []
    for key, group in groupby(ordered, key=lambda review: review.round.standard):
        years = [_ribbon_year(review) for review in reversed(list(group))]
        found.append(Ribbon(wording.standard_shown(key), years))
    return found


def _ribbon_year(review: Review) -> RibbonYear:
    if review.state == State.RECOGNISED:
        label = str(review.get_recognised_class_display())
        return RibbonYear(review, TONES[review.recognised_class], label)
    return RibbonYear(review, "none", str(review.get_state_display()))


def score_of(review: Review) -> ScoreShown | None:
    """Return the review's score taken apart, or None while answers are missing."""
    standard = wording.standard_shown(review.round.standard)
    lacking = [d.indicator for d in review.deprivations.all() if d.is_lacking]
    if review.b1 is None or not review.computed_class:
        return None
    try:
        found = scoring.score(
            b1=review.b1, lacking=lacking, standard=standard, residence=review.residence
        )
    except scoring.ScoringError:
        return None
    return shown(found, review=review, standard=standard)


def shown(score: scoring.Score, *, review: Review, standard: scoring.Standard) -> ScoreShown:
    """Put a score into words."""
    return ScoreShown(
        review=review,
        score=score,
        title=wording.result_title(score),
        tone=TONES[score.result],
        reason=wording.reason(score),
        outlook=wording.outlook(score, standard),
        lacking=[i for i in standard.indicators if i.code in score.lacking],
    )


def members_of(household: Household) -> tuple[list[Membership], list[Membership]]:
    """Return the present members, head first, and those who left."""
    rows = list(
        household.memberships.select_related("person")
        .prefetch_related("person__statuses")
        .order_by("-is_head", "valid_from", "pk")
    )
    present = [row for row in rows if row.valid_to is None]
    kept = {row.person_id for row in present}
    return present, [row for row in rows if row.valid_to and row.person_id not in kept]


def steps_for(review: Review, *, user: User) -> dict[str, Step]:
    """Return the steps without a paper that this user may take with the review now."""
    place = review.village or review.area
    return {
        name: step
        for name, step in steps_from(review.state, stages=review.round.stages).items()
        if name in PLAIN_STEPS
        and user.can(step.permission, place)
        and not (step.not_by_author and user.pk in review.authors)
    }


def may_edit(review: Review | None, household: Household, *, user: User) -> bool:
    """Tell whether the user may change the review's answers."""
    if not user.can(Permission.REVIEW_EDIT, household.village or household.area):
        return False
    return household.closed_on is None and (review is None or review.is_editable)


def path_of(state: str, *, stages: frozenset[str]) -> list[tuple[str, str]]:
    """Return the states on the way to recognition, each marked done, current or to come."""
    way = [s for s in WAY if Stage.OPINION in stages or s not in (State.ASKED, State.ANSWERED)]
    if state == State.RETURNED:
        way[0] = State.RETURNED
    if state == State.RECHECK:
        way[way.index(State.POSTED)] = State.RECHECK
    way.append(STEPS["recognise"].target)
    place = way.index(State(state))
    return [
        (str(step.label), "done" if n < place else "current" if n == place else "")
        for n, step in enumerate(way)
    ]
