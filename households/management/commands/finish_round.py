"""Carry the demo's open round to its end, by the actions that people take: `finish_round`.

Each step is done by the account whose work it is, on a day inside the round; every check and
every event of the actions applies. Only the demo has such accounts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from households import actions, facts, scoring
from households.choices import Outcome
from households.facts import DwellingFacts, MemberFacts
from households.models import (
    Candidate,
    Complaint,
    Household,
    Opinion,
    RecognitionDecision,
    Review,
    ReviewRound,
    WardRound,
)
from households.workflow import State
from povertyportal.accounts.models import Assignment, User
from povertyportal.accounts.roles import Role
from povertyportal.areas.models import Area

VISIT, MEET, POST, COMPLAIN, RECHECK, REPOST = 22, 20, 17, 16, 15, 14
ASK, ANSWER, DECIDE, CLOSE = 8, 6, 3, 2
"""Days before the end of the round on which each step is taken."""
FINDING = "Đã xác minh tại hộ; kết quả rà soát đúng với thực tế."
COMPLAINT = "Đề nghị xem lại thu nhập của hộ trong năm."


@dataclass(frozen=True)
class Office:
    """The accounts that work on a ward."""

    officer: User
    chair: User
    leader: User
    standing: User


class Command(BaseCommand):
    """Finish the open periodic round of the demo, ward by ward."""

    help = "Carry the demo's open round to its end by the actions people take, each by its account."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--ward", help="code of the one ward to finish; the round stays open")

    def handle(self, *, ward: str | None, **options: Any) -> None:
        """Finish the wards, then the round."""
        if not settings.DEMO:
            raise CommandError("Only the demo's round can be finished by a command.")
        opened = ReviewRound.objects.current()
        if opened is None:
            raise CommandError("No round is open.")
        parts = opened.wards.filter(state=WardRound.State.OPEN).select_related("area")
        wards = [part.area for part in parts if ward in (None, part.area.code)]
        if not wards:
            raise CommandError("No such ward is open in the round.")
        for area in wards:
            with transaction.atomic():
                count = finish_ward(opened, area)
            self.stdout.write(f"{area.name}: {count} reviews recognised, ward closed.")
        if ward is None:
            standing = _holder(Role.STANDING_OFFICE, wards[0].parent)
            actions.close_round(round=opened, by=standing, now=_at(opened, 0))
            self.stdout.write(f"{opened}: closed.")


def finish_ward(opened: ReviewRound, area: Area) -> int:
    """Take every step that is left in a ward; return how many reviews were recognised."""
    office = _office(area)
    actions.fill_candidates(round=opened, area=area, by=office.officer, now=_at(opened, VISIT))
    _ask_quickly(opened, area, office)
    _assign(opened, area, office)
    for candidate in _to_visit(opened, area):
        _visit(candidate, opened, office)
    _resolve(opened, area, office, days=MEET)
    _meet(opened, area, office)
    _post(opened, area, office, days=POST)
    _complain(opened, area, office)
    _resolve(opened, area, office, days=RECHECK)
    _post(opened, area, office, days=REPOST)
    _ask(opened, area, office)
    _answer(opened, area, office)
    decision = _recognise(opened, area, office)
    actions.issue_certificates(decision=decision, by=office.chair, now=_at(opened, DECIDE, 16))
    actions.close_ward(round=opened, area=area, by=office.chair, now=_at(opened, CLOSE))
    return decision.reviews.count()


def _at(opened: ReviewRound, days: int, hour: int = 9) -> datetime:
    """Return an instant so many days before the end of the round."""
    day = opened.ends_on - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _day(opened: ReviewRound, days: int) -> date:
    return opened.ends_on - timedelta(days=days)


def _holder(role: Role, area: Area | None) -> User:
    found = Assignment.objects.valid_on(timezone.localdate()).filter(role=role, area=area)
    held = found.select_related("user").order_by("pk").first()
    if held is None:
        raise CommandError(f"Nobody is {role} of {area}.")
    return held.user


def _office(area: Area) -> Office:
    return Office(
        officer=_holder(Role.WARD_OFFICER, area),
        chair=_holder(Role.WARD_CHAIR, area),
        leader=_holder(Role.CITY_LEADER, area.parent),
        standing=_holder(Role.STANDING_OFFICE, area.parent),
    )


def _ask_quickly(opened: ReviewRound, area: Area, office: Office) -> None:
    """Answer Phiếu A for the requests that nobody has sorted out yet."""
    for candidate in Candidate.objects.filter(
        round=opened, area=area, source="request", quick_result=""
    ).without_review():
        actions.quick_review(candidate=candidate, met=[], by=office.officer, now=_at(opened, VISIT))


def _assign(opened: ReviewRound, area: Area, office: Office) -> None:
    """Give the households that nobody visits yet to the officer."""
    open_ones = Candidate.objects.filter(round=opened, area=area, investigator=None)
    keys = list(open_ones.to_review().values_list("pk", flat=True))
    if keys:
        actions.assign_candidates(
            round=opened,
            area=area,
            investigator=office.officer,
            by=office.officer,
            now=_at(opened, VISIT),
            keys=keys,
        )


def _to_visit(opened: ReviewRound, area: Area) -> list[Candidate]:
    """Return the households without a review, or with one that was not sent yet."""
    rows = Candidate.objects.filter(round=opened, area=area).to_review().with_review()
    wanted = (None, State.DRAFT, State.RETURNED)
    found = rows.select_related("household__area", "household__village", "investigator")
    return [candidate for candidate in found.order_by("pk") if candidate.review_state in wanted]  # type: ignore[attr-defined]


def _visit(candidate: Candidate, opened: ReviewRound, office: Office) -> None:
    """Save what was found in the household and send it."""
    household, visitor = candidate.household, candidate.investigator or office.officer
    review = Review.objects.filter(round=opened, household=household).first()
    if review is None or not review.computed_class or review.state == State.RETURNED:
        data = _found(household, opened, review)
        review = actions.save_review(
            household=household,
            round=opened,
            data=data,
            by=visitor,
            now=_at(opened, VISIT),
            version=review.version if review else 0,
        )
    actions.take_step(
        review=review, step="submit", by=visitor, now=_at(opened, VISIT, 15), version=review.version
    )


def _found(household: Household, opened: ReviewRound, review: Review | None) -> actions.ReviewData:
    """Return this year's sheet: what a stored draft or last year's review knew, brought up to date.

    One household in five has earned enough to leave the list; a household that asked for the
    first time is near-poor when its key is even, else not poor.
    """
    limit = scoring.load(opened.standard).limits[household.area.residence].b1 or 0
    known = review if review and review.b1 is not None else _last(household, opened)
    if known is None:
        return _first(household, opened, limit=limit)
    b1 = known.b1 or 0
    if known is not review and household.pk % 5 == 0:
        b1 = limit + 8
    standard = scoring.load(opened.standard)
    members, house = _members(known, household, opened), _house(known)
    decided = facts.decide(
        standard=standard, members=list(members.values()), dwelling=house or DwellingFacts()
    )
    answers = {row.indicator: row.is_lacking for row in known.deprivations.all()}
    for code, decision in decided.items():
        if decision.is_lacking is not None:
            answers[code] = decision.is_lacking
    return actions.ReviewData(
        b1=b1,
        answers={code: answers.get(code, False) for code in standard.codes},
        members=members,
        dwelling=house,
        causes=[row.code for row in known.causes.all()],
        needs=[row.code for row in known.needs.all()],
    )


def _last(household: Household, opened: ReviewRound) -> Review | None:
    rows = household.reviews.recognised().filter(round__standard=opened.standard)
    return rows.exclude(round=opened).order_by("-round__year").first()


def _first(household: Household, opened: ReviewRound, *, limit: int) -> actions.ReviewData:
    codes = scoring.load(opened.standard).codes
    is_near = household.pk % 2 == 0
    return actions.ReviewData(
        b1=limit - 6 if is_near else limit + 24,
        answers={code: is_near and code == "VIEC_LAM" for code in codes},
        causes=["illness"] if is_near else [],
        needs=["health"] if is_near else [],
    )


def _members(known: Review, household: Household, opened: ReviewRound) -> dict[int, MemberFacts]:
    """Return the facts about everybody who lives there now, as old as they are this year."""
    before = {row.person_id: row for row in known.members.all()}
    found = {}
    for stay in household.memberships.filter(valid_to=None).select_related("person"):
        row, person = before.get(stay.person_id), stay.person
        age = facts.age_on(
            birth_year=person.birth_year, birth_date=person.birth_date, day=opened.starts_on
        )
        found[stay.person_id] = MemberFacts(
            age=age,
            is_disabled=person.disability,
            has_insurance=row.has_insurance if row else True,
            has_allowance=row.has_allowance if row else False,
            is_malnourished=row.is_malnourished if row else False,
            work=row.work if row else "",
            schooling=row.schooling if row else "none",
            education=row.education if row else "none",
        )
    return found if before else {}


def _house(known: Review) -> DwellingFacts | None:
    house = getattr(known, "dwelling", None)
    if house is None:
        return None
    return DwellingFacts(
        floor_area=house.floor_area,
        wall=house.wall,
        column=house.column,
        roof=house.roof,
        water=house.water,
        toilet=house.toilet,
        uses_internet=house.uses_internet,
        devices=None if house.devices is None else tuple(house.devices),
    )


def _in(opened: ReviewRound, area: Area, state: State) -> list[Review]:
    rows = opened.reviews.filter(area=area, state=state).select_related("village", "household")
    return list(rows.order_by("pk"))


def _resolve(opened: ReviewRound, area: Area, office: Office, *, days: int) -> None:
    """Write down the re-check of every open complaint: the result stays."""
    for complaint in Complaint.objects.filter(round=opened, area=area, outcome=""):
        actions.resolve_complaint(
            complaint=complaint,
            data=actions.RecheckData(
                rechecked_on=_day(opened, days), outcome=Outcome.KEPT, finding=FINDING
            ),
            by=office.officer,
            now=_at(opened, days),
        )


def _meet(opened: ReviewRound, area: Area, office: Office) -> None:
    """Hold a meeting in each village over the reviews that were sent."""
    by_village: dict[int | None, list[Review]] = defaultdict(list)
    for review in _in(opened, area, State.SUBMITTED):
        by_village[review.village_id].append(review)
    for place, reviews in enumerate(by_village.values()):
        village = reviews[0].village
        attended = 24 + place % 9
        name = (village or area).name
        actions.hold_meeting(
            round=opened,
            area=area,
            village=village,
            data=actions.MeetingData(
                held_on=_day(opened, MEET),
                place=f"Nhà văn hoá {name}",
                chaired_by=f"Trưởng {name}",
                secretary=f"Cán bộ {area.name}",
                invited=attended + 5,
                attended=attended,
                conclusion="Cuộc họp thống nhất với kết quả rà soát đã nêu.",
            ),
            votes=[actions.VoteData(review=r.pk, in_favour=attended - 1) for r in reviews],
            by=office.officer,
            now=_at(opened, MEET, 16),
        )


def _post(opened: ReviewRound, area: Area, office: Office, *, days: int) -> None:
    if _in(opened, area, State.MET):
        actions.post_results(
            round=opened,
            area=area,
            data=actions.PostingData(
                posted_on=_day(opened, days),
                places=f"Trụ sở UBND {area.name} và các nhà văn hoá",
                is_broadcast=True,
            ),
            by=office.officer,
            now=_at(opened, days, 10),
        )


def _complain(opened: ReviewRound, area: Area, office: Office) -> None:
    """Take a complaint against the review that was posted last."""
    for review in _in(opened, area, State.POSTED)[-1:]:
        actions.record_complaint(
            review=review,
            data=actions.ComplaintData(received_on=_day(opened, COMPLAIN), content=COMPLAINT),
            by=office.officer,
            now=_at(opened, COMPLAIN),
        )


def _keys(reviews: Iterable[Review]) -> list[int]:
    return [review.pk for review in reviews]


def _ask(opened: ReviewRound, area: Area, office: Office) -> None:
    if keys := _keys(_in(opened, area, State.POSTED)):
        actions.ask_opinion(
            round=opened,
            area=area,
            keys=keys,
            data=actions.OpinionData(number="205/BC-UBND", asked_on=_day(opened, ASK)),
            by=office.chair,
            now=_at(opened, ASK),
        )


def _answer(opened: ReviewRound, area: Area, office: Office) -> None:
    for opinion in Opinion.objects.filter(round=opened, area=area, answered_on=None):
        actions.answer_opinion(
            opinion=opinion,
            data=actions.AnswerData(
                number=f"{900 + opinion.pk}/UBND-VX",
                answered_on=_day(opened, ANSWER),
                answer="Thống nhất với kết quả rà soát.",
            ),
            refused={},
            by=office.leader,
            now=_at(opened, ANSWER),
        )


def _recognise(opened: ReviewRound, area: Area, office: Office) -> RecognitionDecision:
    return actions.recognise(
        round=opened,
        area=area,
        keys=_keys(_in(opened, area, State.ANSWERED)),
        decision=actions.DecisionData(
            number=f"{opened.year % 100}61/QĐ-UBND",
            decided_on=_day(opened, DECIDE),
            signer_title=f"Chủ tịch UBND {area.name}",
        ),
        by=office.chair,
        now=_at(opened, DECIDE),
    )
