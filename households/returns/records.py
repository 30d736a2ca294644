"""Read what the forms of a round are filled from; the same few queries for one ward or many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q

from households import facts, scoring
from households.choices import Ethnicity, Gender, Relation, Work
from households.models import (
    Cause,
    Deprivation,
    Household,
    Membership,
    Need,
    Person,
    Review,
    ReviewMember,
    ReviewQuerySet,
    ReviewRound,
)
from households.movement import FORM_OF
from households.movement_records import WardMovement, movements_of, previous_round
from households.returns.layout import Listed
from povertyportal.areas.models import Area, AreaTotal

MOST_LOCAL = 5
"""Minorities with a column of their own: as many as the width of an A4 page leaves room for."""
HEALTH, SCHOOL, WORK, DEPENDENCE = ("DINH_DUONG", "BHYT"), "DI_HOC_TRE_EM", "VIEC_LAM", "PHU_THUOC"
NO_HOUSE = facts.DwellingFacts()


@dataclass(frozen=True)
class Member:
    """One person of a listed household: as the review found them, else as the registry has them."""

    person: Person
    relation: str
    facts: facts.MemberFacts

    @property
    def is_head(self) -> bool:
        """Tell whether the person is the head."""
        return self.relation == Relation.HEAD

    @property
    def relation_words(self) -> str:
        """Return the relation to the head in words."""
        return str(Relation(self.relation).label)


@dataclass
class Records:
    """What a round found in some wards.

    `members` are those of each listed household, the head first; `villages` the village in which
    each household counts; `local` the minorities that have columns of their own.
    """

    round: ReviewRound
    area: Area
    wards: list[Area]
    movements: list[WardMovement]
    homes: list[Listed] = field(default_factory=list)
    members: Mapping[int, list[Member]] = field(default_factory=dict)
    totals: Mapping[int, AreaTotal] = field(default_factory=dict)
    local: tuple[str, ...] = ()
    reviews: Mapping[int, Review] = field(default_factory=dict)

    @cached_property
    def previous(self) -> ReviewRound | None:
        """Return the round whose end is the start of this one."""
        return previous_round(self.round)

    @cached_property
    def standard(self) -> scoring.Standard:
        """Return the standard of the round."""
        return scoring.load(self.round.standard)

    @cached_property
    def by_area(self) -> dict[int, WardMovement]:
        """Return the movement of each ward by its key."""
        return {row.area.pk: row for row in self.movements}

    @cached_property
    def villages(self) -> dict[int, int | None]:
        """Return the village of each household on the movement forms: where it was last reviewed.

        A household that left without a review counts where the round before found it; None where
        that is no village of the area.
        """
        keys = {
            key
            for row in self.movements
            for form in row.movement.forms.values()
            for cell in form.cells.values()
            for key in cell.keys
        }
        found: dict[int, int | None] = {}
        for start in range(0, len(keys), 500):
            part = sorted(keys)[start : start + 500]
            homes = Household.objects.filter(pk__in=part)
            found |= dict(homes.values_list("pk", "village"))
            reviewed = Review.objects.filter(
                household__in=part,
                area__in=self.wards,
                round__in=[r for r in (self.previous, self.round) if r],
            )
            rows = reviewed.order_by("round__starts_on").values_list("household", "village")
            found |= dict(rows)
        own = set(Area.objects.filter(parent=self.area).values_list("pk", flat=True))
        return {key: village if village in own else None for key, village in found.items()}


def read(*, round: ReviewRound, area: Area, wards: Iterable[Area]) -> Records:
    """Return what the round found in the wards of an area."""
    areas = list(wards)
    found = Records(round, area, areas, movements_of(round=round, wards=areas))
    reviews = _listed(round, areas).select_related("household__head", "village", "area")
    found.reviews = {row.household_id: row for row in reviews}
    found.members = _members(found)
    found.local = _local_minorities(round, areas)
    found.totals = {
        row.area_id: row
        for row in AreaTotal.objects.filter(
            Q(area__in=areas) | Q(area__parent__in=areas), year=round.year
        )
    }
    found.homes = _homes(found)
    return found


def _listed(round: ReviewRound, wards: list[Area]) -> ReviewQuerySet:
    return Review.objects.recognised().filter(
        round=round, area__in=wards, recognised_class__in=FORM_OF
    )


def _local_minorities(round: ReviewRound, wards: list[Area]) -> tuple[str, ...]:
    """Return the largest minorities on the lists of the whole city, so that its wards agree."""
    rows = (
        Review.objects.recognised()
        .filter(
            round=round,
            area__parent__in={ward.parent_id for ward in wards},
            recognised_class__in=FORM_OF,
        )
        .exclude(household__head__ethnicity__in=[Ethnicity.KINH, Ethnicity.FOREIGNER])
        .order_by()
        .values_list("household__head__ethnicity")
        .annotate(n=Count("pk"))
    )
    largest = sorted(rows, key=lambda row: (-row[1], row[0]))[:MOST_LOCAL]
    return tuple(code for code, _count in largest)


def _members(found: Records) -> dict[int, list[Member]]:
    """Return the members of each listed household, the head first.

    Reviews before 2022 kept no members: then those of the registry on the round's last day.
    """
    members: dict[int, list[Member]] = defaultdict(list)
    listed = _listed(found.round, found.wards)
    rows = ReviewMember.objects.filter(review__in=listed).select_related("person", "review")
    for row in rows.order_by("review", "pk"):
        members[row.review.household_id].append(Member(row.person, row.relation, _facts_of(row)))
    day = found.round.ends_on
    stays = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day),
        ~Exists(ReviewMember.objects.filter(review=OuterRef("household__reviews"))),
        household__reviews__in=listed,
        valid_from__lte=day,
    ).select_related("person")
    for stay in stays.order_by("household", "valid_from", "pk"):
        if stay.household_id not in found.reviews:
            continue
        age = facts.age_on(
            birth_year=stay.person.birth_year,
            birth_date=stay.person.birth_date,
            day=found.round.starts_on,
        )
        known = facts.MemberFacts(age=age, is_disabled=stay.person.disability)
        members[stay.household_id].append(Member(stay.person, stay.relation, known))
    for rows_of_home in members.values():
        rows_of_home.sort(key=lambda member: not member.is_head)
    return members


def _facts_of(row: ReviewMember) -> facts.MemberFacts:
    return facts.MemberFacts(
        age=row.age,
        has_insurance=row.has_insurance,
        has_allowance=row.has_allowance,
        is_malnourished=row.is_malnourished,
        is_disabled=row.person.disability,
        work=row.work,
        schooling=row.schooling,
        education=row.education,
    )


def _homes(found: Records) -> list[Listed]:
    listed = _listed(found.round, found.wards)
    lacking, causes, needs = (
        _words(rows, name)
        for rows, name in (
            (Deprivation.objects.filter(review__in=listed, is_lacking=True), "indicator"),
            (Cause.objects.filter(review__in=listed), "code"),
            (Need.objects.filter(review__in=listed), "code"),
        )
    )
    return [
        _home(found, review, lacking[review.pk], causes[review.pk], needs[review.pk])
        for review in found.reviews.values()
    ]


def _words(rows: object, name: str) -> dict[int, set[str]]:
    words: dict[int, set[str]] = defaultdict(set)
    for review, word in rows.values_list("review", name):  # type: ignore[attr-defined]
        words[review].add(word)
    return words


def _home(
    found: Records, review: Review, lacking: set[str], causes: set[str], needs: set[str]
) -> Listed:
    members = found.members.get(review.household_id, [])
    head = next((m.person for m in members if m.is_head), review.household.head)
    children = [m.facts for m in members if m.facts.age < _child_under(found.standard)]
    ethnicity = str(head.ethnicity)
    return Listed(
        household=review.household_id,
        area=review.area_id,
        village=review.village_id,
        poverty_class=review.recognised_class,
        persons=review.size,
        ethnicity=ethnicity,
        is_minority=ethnicity not in (Ethnicity.KINH, Ethnicity.FOREIGNER),
        is_local=ethnicity in found.local,
        has_female_head=head.gender == Gender.FEMALE,
        has_merit=any(m.person.merit for m in members),
        has_labour=any(_can_work(m, found.standard) for m in members),
        lacking=frozenset(lacking),
        causes=frozenset(causes),
        needs=frozenset(needs),
        children=len(children),
        children_lacking_health=_how_many(children, HEALTH, found.standard),
        children_lacking_school=_how_many(children, (SCHOOL,), found.standard),
    )


def _rule(standard: scoring.Standard, code: str) -> Mapping[str, int]:
    return next((each.facts for each in standard.indicators if each.code == code), {})


def _child_under(standard: scoring.Standard) -> int:
    """Return the age below which somebody is a child, by the indicator of dependants."""
    return _rule(standard, DEPENDENCE).get("child_under", 16)


def _can_work(member: Member, standard: scoring.Standard) -> bool:
    """Tell whether somebody is of working age and able to work."""
    rule = _rule(standard, WORK)
    of_age = rule.get("age_from", 16) <= member.facts.age <= rule.get("age_until", 59)
    return of_age and member.person.has_labour_capacity and member.facts.work != Work.UNABLE


def _how_many(
    children: list[facts.MemberFacts], codes: tuple[str, ...], standard: scoring.Standard
) -> int | None:
    """Count the children who lack one of the indicators; None where nothing of any is known."""
    if not children:
        return 0
    verdicts = []
    for child in children:
        decided = facts.decide(standard=standard, members=[child], dwelling=NO_HOUSE)
        found = [decided[code].is_lacking for code in codes if code in decided]
        verdicts.append(True if True in found else False if False in found else None)
    return None if set(verdicts) == {None} else verdicts.count(True)
