"""The life events behind what `people` made: births, deaths, who moved in and out in 2022."""

from collections.abc import Iterator
from datetime import date, timedelta

from households.choices import ClosedReason, EventKind, Origin
from households.models import LifeEvent, LifeEventPerson, Person
from programs.demo import plan, tools
from programs.demo.city import City
from programs.demo.people import BATCH, MOVES, Home, Member

PLACES = (
    "Huyện Chợ Mới, tỉnh Bắc Kạn",
    "Huyện Bạch Thông, tỉnh Bắc Kạn",
    "Thành phố Thái Nguyên, tỉnh Thái Nguyên",
    "Huyện Na Rì, tỉnh Bắc Kạn",
    "Thành phố Hà Nội",
    "Thành phố Cao Bằng, tỉnh Cao Bằng",
)


def build(city: City) -> None:
    """Write one event for each household and person that came or left."""
    rng = tools.dice("events", plan.SEED)
    found = [
        (_event(city, home, kind, on, place=rng.choice(PLACES)), people)
        for home in city.homes
        for kind, on, people in _of_home(home)
    ]
    LifeEvent.objects.bulk_create((event for event, _people in found), batch_size=BATCH)
    LifeEventPerson.objects.bulk_create(
        (LifeEventPerson(event=event, person=p) for event, people in found for p in people),
        batch_size=BATCH,
    )


def _of_home(home: Home) -> Iterator[tuple[EventKind, date, list[Person]]]:
    row = home.row
    if row.origin == Origin.MOVED_IN:
        yield EventKind.MOVED_IN, row.registered_on, [m.person for m in home.members]
    if row.closed_on and row.closed_reason == ClosedReason.MOVED_OUT:
        yield EventKind.MOVED_OUT, row.closed_on, [m.person for m in home.members]
    for member in home.members:
        if member.person.died_on:
            yield EventKind.DEATH, member.person.died_on, [member.person]
        if _is_born(member):
            yield EventKind.BIRTH, member.since, [member.person]


def _is_born(member: Member) -> bool:
    return member.since == member.person.birth_date and MOVES[0] <= member.since <= MOVES[1]


def _event(city: City, home: Home, kind: EventKind, on: date, *, place: str) -> LifeEvent:
    is_move = kind in (EventKind.MOVED_IN, EventKind.MOVED_OUT)
    return LifeEvent(
        kind=kind,
        happened_on=on,
        household=home.row,
        area=home.row.area,
        place=place if is_move else "",
        recorded_by=city.officer(home.ward),
        recorded_at=tools.at(on + timedelta(days=4), 10),
    )
