"""Exit plans of the wards: some of 2022 with their result, some of 2023 under way."""

from datetime import date

from households import outlook, scoring
from households.choices import MemberOrganisation, PovertyClass
from households.models import ExitPlan, ExitSupport
from programs.demo import plan, tools
from programs.demo.city import City
from programs.demo.people import BATCH, Home

STANDARD = "STD2022"
ORGANISATIONS = tuple(MemberOrganisation)[:5]
PER_WARD = 5
MADE_ON = {2022: date(2022, 3, 15), 2023: date(2023, 3, 14)}
LAST_DONE = date(2023, 8, 4)


def build(city: City) -> None:
    """Write the plans with their supports; those of 2022 are done, of 2023 in part."""
    made: list[tuple[ExitPlan, list[ExitSupport]]] = []
    for ward in plan.WARDS:
        homes = city.of_ward(ward.code)
        was_poor = [h for h in homes if h.classes.get((STANDARD, 2021)) == PovertyClass.POOR]
        left = [h for h in was_poor if h.classes[STANDARD, 2022] != PovertyClass.POOR]
        stayed = [h for h in was_poor if h.classes[STANDARD, 2022] == PovertyClass.POOR]
        chosen = [(h, 2022) for h in [*left[: PER_WARD - 2], *stayed[:2]]]
        chosen += [(h, 2023) for h in stayed[2 : 2 + PER_WARD]]
        for place, (home, year) in enumerate(chosen):
            made.append(_plan(city, home, year, place=place))
    ExitPlan.objects.bulk_create((found for found, _supports in made), batch_size=BATCH)
    ExitSupport.objects.bulk_create(
        (support for _found, supports in made for support in supports), batch_size=BATCH
    )


def _plan(city: City, home: Home, year: int, *, place: int) -> tuple[ExitPlan, list[ExitSupport]]:
    found = ExitPlan(
        household=home.row,
        area=home.row.area,
        year=year,
        month=(6, 8, 9, 10, 11)[place % 5],
        organisation=ORGANISATIONS[place % len(ORGANISATIONS)],
        created_by=city.officer(home.ward),
        created_at=tools.at(MADE_ON[year], 9 + place % 6),
    )
    supports = []
    standard = scoring.load(STANDARD)
    codes = [c for c in home.lacks[STANDARD, year - 1] if c not in outlook.NO_SUPPORT]
    for number, code in enumerate(codes[: 2 + place % 2]):
        text = outlook.support_text(code, standard)
        done = date(year, 5 + number + place % 4, 12)
        is_done = year == 2022 or (number == 0 and done <= LAST_DONE)
        supports.append(
            ExitSupport(plan=found, aim=code, text=text, done_on=done if is_done else None)
        )
    return found, supports
