"""Vocational classes, needs and services, placements, work abroad, yearly totals."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Protocol

from households.choices import PovertyClass
from households.models import Person
from programs import classes
from programs.choices import MonthsAfter, NeedKind, ServiceKind, TrainingFunding
from programs.demo import plan, tools
from programs.demo.city import City
from programs.demo.people import Home
from programs.models import (
    Enrolment,
    EnrolmentFollowUp,
    JobAggregate,
    JobNeed,
    JobPlacement,
    JobService,
    OverseasContract,
    Statistic,
    TrainingClass,
)

TRADES = (
    ("Kỹ thuật trồng rau an toàn", "programme"),
    ("Chăn nuôi gà thả vườn", "programme"),
    ("Trồng và chế biến dược liệu", "programme"),
    ("May công nghiệp", "enterprise"),
    ("Nấu ăn", "local"),
    ("Sửa chữa máy nông nghiệp", "local"),
    ("Kỹ thuật xây dựng", "local"),
    ("Chăm sóc sắc đẹp", "other"),
)
PROVIDER = "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên"
JOB_CENTRE = "Trung tâm Dịch vụ việc làm"
EMPLOYERS = (
    ("Xưởng may Bắc Sông Cầu (minh họa)", "Công nhân may"),
    ("Cơ sở chế biến gỗ Xuất Hóa (minh họa)", "Công nhân chế biến gỗ"),
    ("Khu công nghiệp tỉnh bạn (minh họa)", "Công nhân điện tử"),
    ("Hợp tác xã nông sản (minh họa)", "Lao động nông nghiệp"),
    ("Siêu thị nội thành (minh họa)", "Nhân viên bán hàng"),
    ("Nhà hàng, khách sạn nội thành (minh họa)", "Nhân viên phục vụ"),
)
COUNTRIES = ("Đài Loan", "Đài Loan", "Nhật Bản", "Nhật Bản", "Hàn Quốc", "Ma-lai-xi-a")
LISTED = (PovertyClass.POOR, PovertyClass.NEAR_POOR)
FIRST_DECIDED = date(2022, 1, 10)
LAST_ASKED = date(2023, 11, 10)
MONTH = timedelta(days=30)
SHARE_NOT_ASKED, SHARE_FINDING_WORK, SHARE_STILL_WORKING = 0.06, 0.6, 0.92
SHARE_IN_TRADE, SHARE_EMPLOYED, SHARE_LEAVING = 0.65, 0.4, 0.12
OWN_WORK = "Sản xuất, kinh doanh tại hộ"
LEFT_AFTER_WORK = 6
LATE_NEEDS_PER_WARD = 4
LATE_NEEDS = (date(2023, 7, 10), date(2023, 11, 8))
STILL_WAITING_FROM = date(2023, 9, 15)

Worker = tuple[Home, Person]


class Dated(Protocol):
    """A record that keeps the household's class of its day."""

    household_id: int
    household_class: str


def build(city: City) -> None:
    """Write all records of work and training."""
    rng = tools.dice("work", plan.SEED)
    _training(rng, city)
    _needs(rng, city)
    _placements(rng, city)
    _overseas(rng, city)
    _yearly(rng, city)
    _follow_ups(tools.dice("follow-ups", plan.SEED))
    _late_needs(tools.dice("late-needs", plan.SEED), city)
    _ended_work(tools.dice("ended-work", plan.SEED))


def workers_of(rng: Random, homes: Iterable[Home], day: date = FIRST_DECIDED) -> list[Worker]:
    """Return everybody of the households who can work, in a random order."""
    found = [(home, person) for home in homes for person in home.workers(day)]
    rng.shuffle(found)
    return found


def resolve(rows: list[tuple[Dated, date]]) -> None:
    """Set the class of each record from the reviews recognised by its day."""
    facts = classes.classes_on((row.household_id, day) for row, day in rows)
    for row, day in rows:
        row.household_class = facts[(row.household_id, day)].value


def _training(rng: Random, city: City) -> None:
    """Write the classes and fill each to the last seat; poor learners only from 2022 on."""
    courses = _courses(rng, city)
    TrainingClass.objects.bulk_create(courses)
    learners: dict[str, list[Worker]] = {
        "poor": workers_of(rng, city.recognised(PovertyClass.POOR, 2021, 2022)),
        "near": workers_of(rng, city.recognised(PovertyClass.NEAR_POOR, 2021, 2022)),
        "other": workers_of(rng, city.staying),
    }
    later = [course for course in courses if course.starts_on >= FIRST_DECIDED]
    poor = tools.shares(plan.TRAINEES_POOR, [1] * len(later))
    near = tools.shares(plan.TRAINEES_NEAR_POOR, [1] * len(later))
    seats = {course.code: (p, n) for course, p, n in zip(later, poor, near, strict=True)}
    rows = []
    for course in courses:
        p, n = seats.get(course.code, (0, 0))
        wanted = [("poor", p), ("near", n), ("other", plan.LEARNERS_PER_CLASS - p - n)]
        for kind, count in wanted:
            rows += [_enrolment(course, kind, *learners[kind].pop()) for _seat in range(count)]
    resolve([(row, row.enrolled_on) for row in rows])
    for number, row in enumerate(rows, start=1):
        row.certificate = f"CC-{row.enrolled_on.year}-{number:04d}"
    Enrolment.objects.bulk_create(rows)


def _courses(rng: Random, city: City) -> list[TrainingClass]:
    rows: list[TrainingClass] = []
    areas = list(city.wards.values())
    for year, count in plan.CLASSES_BY_YEAR.items():
        last = date(year, 4, 3) if year == 2023 else date(year, 9, 20)
        for number in range(1, count + 1):
            trade, funding = TRADES[len(rows) % len(TRADES)]
            starts_on = tools.workday(tools.day_between(rng, date(year, 2, 14), last))
            rows.append(
                TrainingClass(
                    code=f"LN{year}-{number:02d}",
                    area=areas[(len(rows) * 3) % len(areas)],
                    trade=trade,
                    provider=PROVIDER,
                    starts_on=starts_on,
                    ends_on=starts_on + timedelta(days=75),
                    capacity=plan.LEARNERS_PER_CLASS,
                    funding=funding,
                )
            )
    return rows


def _enrolment(course: TrainingClass, kind: str, home: Home, person: Person) -> Enrolment:
    return Enrolment(
        training_class=course,
        person=person,
        household=home.row,
        area=home.row.area,
        enrolled_on=course.starts_on,
        completed_on=course.ends_on,
        funding=TrainingFunding.PROGRAMME if kind != "other" else course.funding,
    )


def _follow_ups(rng: Random) -> None:
    """Ask most learners whose months had passed when the round of 2023 stood open."""
    rows = []
    for learner in Enrolment.objects.order_by("pk"):
        works = False
        for term in MonthsAfter:
            due = learner.due_on(term.value)
            if due is None or due > LAST_ASKED or rng.random() < SHARE_NOT_ASKED:
                continue
            works = rng.random() < (SHARE_STILL_WORKING if works else SHARE_FINDING_WORK)
            is_trade = works and rng.random() < SHARE_IN_TRADE
            place = rng.choice(EMPLOYERS)[0] if rng.random() < SHARE_EMPLOYED else OWN_WORK
            rows.append(
                EnrolmentFollowUp(
                    enrolment=learner,
                    months=term.value,
                    asked_on=min(tools.day_between(rng, due, due + MONTH), LAST_ASKED),
                    is_working=works,
                    is_trade=is_trade,
                    job=place if works else "",
                )
            )
    EnrolmentFollowUp.objects.bulk_create(rows)


def _needs(rng: Random, city: City) -> None:
    """Register the workers with a need, and serve every one of them."""
    homes = [*city.recognised(PovertyClass.POOR, 2021, 2022), *city.escaped()]
    homes += city.recognised(PovertyClass.NEAR_POOR, 2021, 2022)
    workers = workers_of(rng, homes)[: plan.WORKERS_WITH_NEED]
    needs = []
    for home, person in workers:
        day = tools.workday(tools.day_between(rng, FIRST_DECIDED, date(2023, 6, 2)))
        needs.append(
            JobNeed(
                person=person,
                household=home.row,
                area=home.row.area,
                need=rng.choice(list(NeedKind)),
                registered_on=day,
            )
        )
    resolve([(need, need.registered_on) for need in needs])
    JobNeed.objects.bulk_create(needs)
    JobService.objects.bulk_create(
        JobService(
            need=need,
            kind=kind,
            served_on=need.registered_on + timedelta(days=rng.randrange(1, 25)),
            provider=JOB_CENTRE,
        )
        for need in needs
        for kind in rng.sample(list(ServiceKind), rng.choice((1, 1, 2)))
    )


def _late_needs(rng: Random, city: City) -> None:
    """Register needs after the reported window in every ward; the last ones wait for help."""
    homes = city.recognised(PovertyClass.NEAR_POOR, 2021, 2022)
    known = set(JobNeed.objects.values_list("person", flat=True))
    workers = [w for w in workers_of(rng, homes) if w[1].pk not in known]
    needs = []
    for ward in city.wards.values():
        mine = [(home, person) for home, person in workers if home.row.area_id == ward.pk]
        for home, person in mine[:LATE_NEEDS_PER_WARD]:
            needs.append(
                JobNeed(
                    person=person,
                    household=home.row,
                    area=ward,
                    need=rng.choice(list(NeedKind)),
                    registered_on=tools.workday(tools.day_between(rng, *LATE_NEEDS)),
                )
            )
    resolve([(need, need.registered_on) for need in needs])
    JobNeed.objects.bulk_create(needs)
    JobService.objects.bulk_create(
        JobService(
            need=need,
            kind=rng.choice(list(ServiceKind)),
            served_on=need.registered_on + timedelta(days=rng.randrange(1, 15)),
            provider=JOB_CENTRE,
        )
        for need in needs
        if need.registered_on < STILL_WAITING_FROM
    )


def _ended_work(rng: Random) -> None:
    """Let some of those who were placed leave their work after months."""
    working = JobPlacement.objects.filter(ended_on=None).order_by("pk")
    rows = [row for row in working if rng.random() < SHARE_LEAVING]
    for row in rows:
        row.ended_on = row.started_on + timedelta(days=rng.randrange(60, 240))
    JobPlacement.objects.bulk_update(rows, ["ended_on"])


def _placements(rng: Random, city: City) -> None:
    """Write the placements: a few people were placed twice, so rows outnumber people."""
    listed = [h for h in city.homes if h.classes.get(("STD2022", 2021)) in LISTED]
    workers = workers_of(rng, listed)[:72]
    workers += workers_of(rng, city.staying)[: plan.WORKERS_PLACED - len(workers)]
    rows = []
    again = workers[: plan.PLACEMENTS - plan.WORKERS_PLACED]
    for place, (home, person) in enumerate(workers + again):
        first, last = date(2021, 3, 1), date(2022, 8, 31)
        if place < 72:
            first = FIRST_DECIDED
        if place >= len(workers):
            first, last = date(2022, 11, 1), plan.WINDOW[1]
        employer, job = rng.choice(EMPLOYERS)
        rows.append(
            JobPlacement(
                person=person,
                household=home.row,
                area=home.row.area,
                employer=employer,
                job=job,
                started_on=tools.workday(tools.day_between(rng, first, last)),
            )
        )
    resolve([(row, row.started_on) for row in rows])
    JobPlacement.objects.bulk_create(rows)


def _overseas(rng: Random, city: City) -> None:
    """Write the departures under contract; they are not programme money here."""
    listed = workers_of(rng, city.recognised(PovertyClass.NEAR_POOR, 2021, 2022))[:14]
    others = [w for w in workers_of(rng, city.staying) if w[1].birth_year >= 1986]
    rows = []
    for number, (home, person) in enumerate((listed + others)[: plan.OVERSEAS], start=1):
        first = FIRST_DECIDED if number <= len(listed) else plan.WINDOW[0]
        day = tools.day_between(rng, first, plan.WINDOW[1])
        rows.append(
            OverseasContract(
                person=person,
                household=home.row,
                area=home.row.area,
                country=rng.choice(COUNTRIES),
                enterprise="Doanh nghiệp phái cử (minh họa)",
                contract_number=f"XKLD-{day.year}-{number:03d}",
                departed_on=day,
            )
        )
    _leave_after_work(rows[-LEFT_AFTER_WORK:])
    resolve([(row, row.departed_on) for row in rows])
    OverseasContract.objects.bulk_create(rows)


def _leave_after_work(rows: list[OverseasContract]) -> None:
    """Let these be people who had been placed that year: they stand in both numbers."""
    placed = JobPlacement.objects.filter(
        person__birth_year__gte=1986, started_on__range=(FIRST_DECIDED, date(2022, 7, 31))
    )
    left = list(placed.select_related("person", "household__area").order_by("pk")[: len(rows)])
    for row, place in zip(rows, left, strict=True):
        place.ended_on = place.started_on + timedelta(days=100)
        row.person, row.household, row.area = place.person, place.household, place.area
        row.departed_on = place.started_on + timedelta(days=120)
        row.contract_number = f"XKLD-2022-{row.contract_number[-3:]}"
    JobPlacement.objects.bulk_update(left, ["ended_on"])


def _yearly(rng: Random, city: City) -> None:
    """Write what the wards report for each year, and the published share of trained labour."""
    rows = []
    for year, total in plan.JOBS_BY_YEAR.items():
        weights = [ward.households * rng.uniform(0.9, 1.1) for ward in plan.WARDS]
        for ward, workers in zip(plan.WARDS, tools.shares(total, weights), strict=True):
            area = city.wards[ward.code]
            rows.append(
                JobAggregate(
                    area=area,
                    year=year,
                    workers=workers,
                    evidence=f"Báo cáo năm {year} của {tools.in_text(area.name)} (minh họa)",
                    stated_on=date(year, 12, 28),
                )
            )
    JobAggregate.objects.bulk_create(rows)
    Statistic.objects.create(
        key="trained_labour_rate",
        area=city.area,
        year=2023,
        value=plan.TRAINED_LABOUR_RATE,
        source="Báo cáo đánh giá giữa kỳ ngày 11/08/2023 của thành phố",
        stated_on=plan.WINDOW[1],
    )
