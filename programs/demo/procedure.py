"""How far the rounds are: stages, wards, lists, meetings, postings, complaints, reports."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from households import movement
from households.choices import CandidateSource, PovertyClass, QuickResult
from households.models import (
    Candidate,
    Complaint,
    MeetingVote,
    Opinion,
    OpinionEntry,
    Posting,
    PostingEntry,
    Review,
    ReviewRound,
    RoundStep,
    VillageMeeting,
    WardRound,
)
from households.movement_records import movements_of
from households.workflow import State
from povertyportal.accounts.models import User
from povertyportal.ui.workdays import after_workdays
from programs.demo import plan, tools
from programs.demo.city import City
from programs.demo.people import BATCH, Home

LISTED_ON = date(2023, 9, 5)
MET = (State.MET, State.POSTED, State.ASKED)
REQUESTS = (
    (date(2023, 9, 18), "Chồng bị tai nạn lao động, không còn nguồn thu chính.", ("ELECTRICITY",)),
    (date(2023, 9, 27), "Nhà đông con, đề nghị được xét hộ cận nghèo.", ("HOUSE", "CAR")),
    (date(2023, 11, 6), "Mất mùa, nợ tiền viện phí của mẹ.", None),
)
"""Written requests of each ward: day, reason, the criteria of Phiếu A met (None: not yet asked)."""
CONTENTS = (
    "Gia đình có hai người đi làm công ty, đề nghị xem lại.",
    "Nhà mới xây năm 2023, đề nghị phúc tra điều kiện nhà ở.",
    "Hộ cho rằng chấm thiếu chỉ số nước sinh hoạt.",
)


def build(city: City) -> None:
    """Write what surrounds the reviews of each round."""
    rounds = list(ReviewRound.objects.order_by("year", "standard"))
    for opened in rounds:
        _stages(opened)
        _wards(city, opened)
    [current] = [opened for opened in rounds if opened.state == ReviewRound.State.OPEN]
    _candidates(city, current)
    for place, ward in enumerate(plan.WARDS):
        _papers(city, current, ward.code, place=place)


def _stages(opened: ReviewRound) -> None:
    RoundStep.objects.bulk_create(
        RoundStep(round=opened, stage=rule.stage, owner=rule.owner, due_on=due)
        for rule, due in opened.procedure.stages_of(opened.starts_on, opened.ends_on)
    )


def _wards(city: City, opened: ReviewRound) -> None:
    """Write the wards' parts; those of a closed round keep their movement forms."""
    parts = [WardRound(round=opened, area=city.wards[ward.code]) for ward in plan.WARDS]
    if opened.state == ReviewRound.State.CLOSED:
        found = movements_of(round=opened, wards=[part.area for part in parts])
        for place, (part, forms) in enumerate(zip(parts, found, strict=True)):
            part.state, part.closed_by = WardRound.State.CLOSED, city.users["thuongtruc"]
            part.closed_at = tools.at(date(opened.year, 12, 28), 9 + place % 7)
            part.result = movement.frozen(forms.movement)
    WardRound.objects.bulk_create(parts)


def _candidates(city: City, opened: ReviewRound) -> None:
    """Put the listed households and some that asked on the list, with who visits them."""
    rows = []
    rng = tools.dice("procedure", plan.SEED)
    for ward in plan.WARDS:
        for home in city.of_ward(ward.code):
            listed = home.classes.get(("STD2022", 2022))
            if listed in (PovertyClass.POOR, PovertyClass.NEAR_POOR):
                source = CandidateSource(listed)
                rows.append(_candidate(city, home, opened, source=source))
        unlisted = [home for home in city.staying if home.ward == ward.code]
        for home, request in zip(rng.sample(unlisted, len(REQUESTS)), REQUESTS, strict=True):
            rows.append(_request(city, home, opened, *request))
    Candidate.objects.bulk_create(rows, batch_size=BATCH)


def _candidate(
    city: City, home: Home, opened: ReviewRound, *, source: CandidateSource
) -> Candidate:
    return Candidate(
        round=opened,
        household=home.row,
        area=home.row.area,
        village=home.row.village,
        source=source,
        investigator=_visitor(city, home),
        created_by=city.officer(home.ward),
        created_at=tools.at(LISTED_ON, 8),
    )


def _visitor(city: City, home: Home) -> User | None:
    """Return who visits the household: nobody yet in the last village of the ward."""
    villages = city.villages[home.ward]
    if home.row.village_id == villages[0].pk:
        return city.investigator(home.ward)
    return None if home.row.village_id == villages[-1].pk else city.officer(home.ward)


def _request(
    city: City,
    home: Home,
    opened: ReviewRound,
    requested_on: date,
    reason: str,
    met: tuple[str, ...] | None,
) -> Candidate:
    found = _candidate(city, home, opened, source=CandidateSource.REQUEST)
    found.requested_on, found.request_reason = requested_on, reason
    found.due_on = after_workdays(requested_on, opened.procedure.request_days)
    found.created_at = tools.at(requested_on, 10)
    if met is None:
        found.investigator = None
        return found
    is_dropped = opened.procedure.quick.is_well_off(met)
    codes = [question.code for question in opened.procedure.quick.questions]
    found.quick_answers = [code for code in codes if code in met]
    found.quick_result = QuickResult.DROPPED if is_dropped else QuickResult.CONTINUE
    found.quick_by = city.officer(home.ward)
    found.quick_at = tools.at(requested_on + timedelta(days=3), 15)
    return found


def _papers(city: City, opened: ReviewRound, code: str, *, place: int) -> None:
    """Write the papers of one ward, each over the reviews that stand at or past its step."""
    reviews = list(
        opened.reviews.filter(area=city.wards[code], state__in=MET)
        .select_related("village", "household")
        .order_by("pk")
    )
    _meetings(city, opened, code, reviews)
    late = [review for review in reviews if review.state == State.POSTED]
    early = [review for review in reviews if review.state == State.ASKED]
    _posting(city, opened, code, early, on=plan.POSTED_EARLY)
    _posting(city, opened, code, late, on=plan.POSTED_LATE)
    _report(city, opened, code, early, place=place)
    if code in plan.COMPLAINED_WARDS and late:
        _complaint(city, opened, code, late[0])


def _by_village(reviews: list[Review]) -> Iterator[list[Review]]:
    found = defaultdict(list)
    for review in reviews:
        found[review.village_id].append(review)
    yield from found.values()


def _meetings(city: City, opened: ReviewRound, code: str, reviews: list[Review]) -> None:
    area, officer = city.wards[code], city.officer(code)
    for place, group in enumerate(_by_village(reviews)):
        village = group[0].village or area
        held_on = plan.MET_FROM + timedelta(days=place % 3)
        attended = 22 + 3 * (place % 6)
        meeting = VillageMeeting.objects.create(
            round=opened,
            area=area,
            village=village,
            held_on=held_on,
            place=f"Nhà văn hoá {tools.in_text(village.name)}",
            chaired_by=f"Trưởng {tools.in_text(village.name)}",
            secretary=f"Cán bộ {tools.in_text(area.name)}",
            invited=attended + 4,
            attended=attended,
            conclusion="Cuộc họp thống nhất với kết quả rà soát đã nêu.",
            recorded_by=officer,
            recorded_at=tools.at(held_on, 16),
        )
        MeetingVote.objects.bulk_create(
            MeetingVote(
                meeting=meeting,
                review=review,
                in_favour=attended - review.pk % 4,
                agreed_class=review.proposed_class,
                is_agreed=True,
            )
            for review in group
        )


def _posting(
    city: City, opened: ReviewRound, code: str, reviews: list[Review], *, on: date
) -> None:
    area = city.wards[code]
    posting = Posting.objects.create(
        round=opened,
        area=area,
        posted_on=on,
        ends_on=after_workdays(on, opened.procedure.posting_days),
        places=f"Trụ sở UBND {tools.in_text(area.name)} và các nhà văn hoá",
        is_broadcast=True,
        recorded_by=city.officer(code),
        recorded_at=tools.at(on, 8),
    )
    PostingEntry.objects.bulk_create(
        PostingEntry(posting=posting, review=review, proposed_class=review.proposed_class)
        for review in reviews
    )


def _report(
    city: City, opened: ReviewRound, code: str, reviews: list[Review], *, place: int
) -> None:
    """Report the early reviews to the city, which has not answered yet."""
    opinion = Opinion.objects.create(
        round=opened,
        area=city.wards[code],
        number=f"{112 + 3 * place}/BC-UBND",
        asked_on=plan.ASKED_ON,
        due_on=after_workdays(plan.ASKED_ON, opened.procedure.opinion_days),
        recorded_by=city.chair(code),
        recorded_at=tools.at(plan.ASKED_ON, 14),
    )
    OpinionEntry.objects.bulk_create(
        OpinionEntry(opinion=opinion, review=review, proposed_class=review.proposed_class)
        for review in reviews
    )


def _complaint(city: City, opened: ReviewRound, code: str, review: Review) -> None:
    place = plan.COMPLAINED_WARDS.index(code)
    Complaint.objects.create(
        round=opened,
        area=city.wards[code],
        review=review,
        received_on=plan.COMPLAINED_ON,
        complainant="" if place else "Đại diện các hộ trong tổ",
        content=CONTENTS[place],
        due_on=after_workdays(plan.COMPLAINED_ON, opened.procedure.recheck_days),
        recorded_by=city.officer(code),
        recorded_at=tools.at(plan.COMPLAINED_ON, 9),
    )
    review.state = State.RECHECK
    review.save(update_fields=["state"])
