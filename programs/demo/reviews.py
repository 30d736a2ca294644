"""Four rounds of reviews: two standards at the end of 2021, 2022, and the open round of 2023."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from households import scoring
from households.choices import PovertyClass
from households.models import (
    Cause,
    Deprivation,
    Dwelling,
    Household,
    Need,
    RecognitionDecision,
    Review,
    ReviewMember,
    ReviewRound,
)
from households.workflow import State
from povertyportal.accounts.models import User
from programs.demo import answers, facts, plan, tools
from programs.demo.city import City
from programs.demo.people import BATCH, Home

POOR, NEAR, NOT = PovertyClass.POOR, PovertyClass.NEAR_POOR, PovertyClass.NOT_POOR
OLD, NEW = "STD2016", "STD2022"
FACTS_SINCE = 2022
OF_MEMBERS = 6
"""How many indicators speak of people: a draft that stops there has not seen the house."""
OVERRIDE = "Họp dân thống nhất: hộ vừa có người ốm nặng, nguồn thu chính bị mất."
RETURN_NOTES = (
    "Thiếu minh chứng về nguồn nước sinh hoạt, đề nghị kiểm tra lại.",
    "Số nhân khẩu chưa khớp với sổ của tổ, thôn.",
    "Chưa ghi nguyên nhân nghèo.",
)
OPEN_STATES = (
    *(State.DRAFT,) * 4,
    *(State.SUBMITTED,) * 5,
    State.RETURNED,
    *(State.MET,) * 3,
    *(State.POSTED,) * 3,
    *(State.ASKED,) * 3,
    *(None,) * 3,
)
"""How far the round of 2023 is, in turn; None is a household not yet visited."""


@dataclass(frozen=True)
class Sheet:
    """One review to be written, with the parts that hang on it."""

    review: Review
    lacking: tuple[str, ...]
    answered: tuple[str, ...]
    causes: list[str]
    needs: list[str]
    members: tuple[ReviewMember, ...] = ()
    dwelling: Dwelling | None = None


def plan_classes(city: City) -> None:
    """Decide for each listed household which class each round of 2021 and 2022 recognises."""
    old_poor = tools.shares(
        plan.OLD_STANDARD_POOR - sum(w.relapsed for w in plan.WARDS),
        [w.poor for w in plan.WARDS],
    )
    rest = plan.OLD_STANDARD_NEAR_POOR - len(plan.RELAPSED_NEAR_POOR_WARDS)
    old_near = tools.shares(rest, [w.poor + w.near_poor for w in plan.WARDS])
    for ward, poor_before, near_before in zip(plan.WARDS, old_poor, old_near, strict=True):
        _plan_ward(ward, city.of_ward(ward.code), poor_before, near_before)


def _plan_ward(ward: plan.WardPlan, homes: list[Home], poor_before: int, near_before: int) -> None:
    left = iter(homes)
    poor = [next(left) for _place in range(ward.poor)]
    near = [next(left) for _place in range(ward.near_poor)]
    fates = [NEAR] * ward.to_near_poor + [NOT] * ward.to_not_poor
    fates += [POOR] * (ward.poor - len(fates))
    for home, fate in zip(poor, fates, strict=True):
        home.classes |= {(NEW, 2021): POOR, (NEW, 2022): fate}
    for place, home in enumerate(near):
        fate = NOT if place < ward.near_poor_out else NEAR
        home.classes |= {(NEW, 2021): NEAR, (NEW, 2022): fate}
    for place in range(ward.new_poor):
        before = {(NEW, 2021): NOT} if place % 2 else {}
        next(left).classes |= {**before, (NEW, 2022): POOR}
    for _place in range(ward.relapsed):
        next(left).classes |= {(OLD, 2021): POOR, (NEW, 2021): NOT, (NEW, 2022): POOR}
    for place in range(ward.new_near_poor):
        before = {(NEW, 2021): NOT} if place % 2 else {}
        if place == 0 and ward.code in plan.RELAPSED_NEAR_POOR_WARDS:
            before = {(OLD, 2021): NEAR, (NEW, 2021): NOT}
        next(left).classes |= {**before, (NEW, 2022): NEAR}
    for place in range(plan.NOT_POOR_REQUESTS // len(plan.WARDS)):
        next(left).classes |= {(NEW, 2021 + place % 2): NOT}
    by_income = list(reversed(poor)) + near
    for place, home in enumerate(by_income[: poor_before + near_before]):
        home.classes[(OLD, 2021)] = POOR if place < poor_before else NEAR


def build(city: City) -> None:
    """Write all rounds; close those of 2021 and 2022."""
    rng = tools.dice("reviews", plan.SEED)
    written: dict[int, Sheet] = {}
    _closed_round(rng, city, 2021, OLD, {})
    written = _closed_round(rng, city, 2021, NEW, {})
    later = _closed_round(rng, city, 2022, NEW, written)
    _open_round(rng, city, written | later)
    _keep_class(city)


def _new_round(year: int, standard: str) -> ReviewRound:
    return ReviewRound.objects.create(
        year=year, standard=standard, starts_on=date(year, 9, 1), ends_on=date(year, 12, 14)
    )


def _closed_round(
    rng: Random, city: City, year: int, standard: str, earlier: dict[int, Sheet]
) -> dict[int, Sheet]:
    """Write a round with its decisions, then close it; return the sheets by household."""
    opened = _new_round(year, standard)
    decisions = _decisions(city, opened)
    overrides = _overruled(rng, city) if year == 2022 else set()
    sheets: dict[int, Sheet] = {}
    for home in city.homes:
        result = home.classes.get((standard, year))
        if result is None:
            continue
        before = earlier.get(home.row.pk)
        review = _review(rng, city, home, opened, previous=before.review if before else None)
        sheet = _fill(
            rng,
            review,
            home,
            computed=NEAR if home.row.pk in overrides else result,
            proposed=result,
            before=before.lacking if before else (),
        )
        _recognise(city, home, review, decisions[home.ward])
        sheets[home.row.pk] = sheet
        home.lacks[standard, year] = sheet.lacking
    _save(list(sheets.values()))
    opened.state = ReviewRound.State.CLOSED
    opened.closed_at = tools.at(date(year, 12, 31), 16)
    opened.closed_by = city.users["thuongtruc"]
    opened.save()
    return sheets


def _overruled(rng: Random, city: City) -> set[int]:
    """Choose the poor households whom the points alone would have made near-poor."""
    staying = [home.row.pk for home in city.recognised(POOR, 2021, 2022)]
    return set(rng.sample(staying, plan.OVERRIDES))


def _decisions(city: City, opened: ReviewRound) -> dict[str, RecognitionDecision]:
    """Write one decision per ward; the one by the old standard of 2021 comes first."""
    first = date(2021, 12, 15) if opened.standard == OLD else date(opened.year, 12, 20)
    numbers = 10 * (opened.year - 2000) + (61 if opened.standard == NEW else 60)
    rows = {
        ward.code: RecognitionDecision(
            round=opened,
            area=city.wards[ward.code],
            number=f"{numbers + 3 * place}/QĐ-UBND",
            decided_on=first + timedelta(days=place % 3),
            signer_title=f"Chủ tịch UBND {tools.in_text(city.wards[ward.code].name)}",
        )
        for place, ward in enumerate(plan.WARDS)
    }
    RecognitionDecision.objects.bulk_create(rows.values())
    return rows


def _review(
    rng: Random, city: City, home: Home, opened: ReviewRound, *, previous: Review | None
) -> Review:
    """Return an empty review with place, size and author."""
    day = date(opened.year, 9, 12) + timedelta(days=rng.randrange(55))
    instant = tools.at(day, rng.randrange(8, 17), rng.randrange(60))
    author = _author(city, home, opened)
    return Review(
        household=home.row,
        round=opened,
        area=home.row.area,
        village=home.row.village,
        residence=home.row.area.residence,
        size=len(home.on(plan.REVIEWED_ON[opened.year])),
        previous=previous,
        created_by=author,
        created_at=instant,
        updated_by=author,
        updated_at=instant,
    )


def _author(city: City, home: Home, opened: ReviewRound) -> User:
    if opened.year == 2023 and home.row.village_id == city.villages[home.ward][0].pk:
        return city.investigator(home.ward)
    return city.officer(home.ward)


def _fill(
    rng: Random,
    review: Review,
    home: Home,
    *,
    computed: str,
    proposed: str,
    before: tuple[str, ...],
) -> Sheet:
    """Answer the sheet so that the scorer finds `computed`."""
    standard = scoring.load(review.round.standard)
    year = review.round.year
    found = answers.fill(
        rng,
        computed,
        standard=standard,
        residence=review.residence,
        people=home.on(plan.REVIEWED_ON[year]),
        year=year,
        before=before,
    )
    review.b1, review.b2 = found.b1, found.score.b2
    review.computed_class = found.score.result
    review.proposed_class = proposed
    review.class_reason = "" if proposed == computed else OVERRIDE
    is_listed = proposed != NOT
    members, dwelling = _facts(review, home, found.lacking, standard=standard)
    return Sheet(
        review,
        found.lacking,
        standard.codes,
        answers.several(rng, answers.CAUSES) if is_listed else [],
        answers.several(rng, answers.NEEDS) if is_listed else [],
        members,
        dwelling,
    )


def _facts(
    review: Review, home: Home, lacking: tuple[str, ...], *, standard: scoring.Standard
) -> tuple[tuple[ReviewMember, ...], Dwelling | None]:
    """Return what was found about members and house; rounds before 2022 kept the answers alone."""
    year = review.round.year
    if year < FACTS_SINCE:
        return (), None
    stays = home.stays_on(plan.REVIEWED_ON[year])
    people = [person for person, _relation in stays]
    sheet = facts.found(people, lacking, code=home.row.code, year=year, residence=review.residence)
    facts.check(sheet, lacking, standard=standard)
    return tuple(facts.member_rows(review, sheet, stays)), facts.dwelling_row(review, sheet)


def _recognise(city: City, home: Home, review: Review, decision: RecognitionDecision) -> None:
    chair = city.chair(home.ward)
    review.state = State.RECOGNISED
    review.recognised_class = review.proposed_class
    review.decision = decision
    _submit(review)
    _post(review, chair, on=decision.decided_on - timedelta(days=10))
    review.recognised_by = chair
    review.recognised_at = tools.at(decision.decided_on, 15)


def _submit(review: Review) -> None:
    review.submitted_by = review.created_by
    review.submitted_at = review.created_at + timedelta(days=2)


def _post(review: Review, chair: User, *, on: date) -> None:
    review.posted_by, review.posted_at = chair, tools.at(on, 8)


def _open_round(rng: Random, city: City, earlier: dict[int, Sheet]) -> None:
    """Write the round of 2023 as it stands halfway: drafts, submitted, returned, posted, none."""
    opened = _new_round(2023, NEW)
    sheets = []
    for ward in plan.WARDS:
        listed = [h for h in city.of_ward(ward.code) if h.classes.get((NEW, 2022)) in (POOR, NEAR)]
        turn = rng.randrange(len(OPEN_STATES))
        for place, home in enumerate(listed):
            state = OPEN_STATES[(place * 5 + turn) % len(OPEN_STATES)]
            if state is not None:
                before = earlier[home.row.pk]
                sheets.append(_open_sheet(rng, city, home, opened, state, before=before))
    _save(sheets)


def _open_sheet(
    rng: Random, city: City, home: Home, opened: ReviewRound, state: State, *, before: Sheet
) -> Sheet:
    review = _review(rng, city, home, opened, previous=before.review)
    last = before.review.recognised_class
    target = rng.choices((last, NEAR if last == POOR else NOT), weights=(78, 22))[0]
    sheet = _fill(rng, review, home, computed=target, proposed=target, before=before.lacking)
    review.state = state
    if state == State.DRAFT and rng.random() < 0.4:
        review.b1 = review.b2 = None
        review.computed_class = review.proposed_class = ""
        sheet = Sheet(review, sheet.lacking, sheet.answered[:OF_MEMBERS], [], [], sheet.members)
    if state != State.DRAFT:
        _submit(review)
    if state in (State.POSTED, State.ASKED):
        day = plan.POSTED_LATE if state == State.POSTED else plan.POSTED_EARLY
        _post(review, city.officer(home.ward), on=day)
    if state == State.RETURNED:
        review.return_note = rng.choice(RETURN_NOTES)
    return sheet


def _save(sheets: list[Sheet]) -> None:
    """Write the reviews, then what hangs on them."""
    Review.objects.bulk_create((sheet.review for sheet in sheets), batch_size=BATCH)
    Deprivation.objects.bulk_create(
        (
            Deprivation(
                review=sheet.review,
                indicator=code,
                is_lacking=code in sheet.lacking,
                computed=code in sheet.lacking if sheet.members else None,
            )
            for sheet in sheets
            for code in sheet.answered
        ),
        batch_size=BATCH,
    )
    ReviewMember.objects.bulk_create(
        (member for sheet in sheets for member in sheet.members), batch_size=BATCH
    )
    Dwelling.objects.bulk_create(
        (sheet.dwelling for sheet in sheets if sheet.dwelling), batch_size=BATCH
    )
    Cause.objects.bulk_create(
        (Cause(review=sheet.review, code=code) for sheet in sheets for code in sheet.causes),
        batch_size=BATCH,
    )
    Need.objects.bulk_create(
        (Need(review=sheet.review, code=code) for sheet in sheets for code in sheet.needs),
        batch_size=BATCH,
    )


def _keep_class(city: City) -> None:
    """Set each household's class to what the last decision recognised."""
    changed = []
    for home in city.homes:
        last = home.classes.get((NEW, 2022)) or home.classes.get((NEW, 2021))
        if last:
            home.row.poverty_class = last
            changed.append(home.row)
    Household.objects.bulk_update(changed, ["poverty_class"], batch_size=500)
