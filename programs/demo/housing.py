"""Houses with their contributions, and the Funds for the Poor of the city and its wards."""

from datetime import date, timedelta
from random import Random

from households.choices import PovertyClass
from povertyportal.areas.models import Area
from programs.choices import FundKind, GivenAs, GiverKind, HouseFunding, HouseKind
from programs.demo import plan, tools
from programs.demo.city import City
from programs.demo.people import Home
from programs.demo.work import resolve
from programs.models import FundAccount, FundTransaction, HousingCase, HousingContribution

SPAN = (date(2022, 1, 12), date(2023, 3, 17))
STEP = 10_000
FUND_NAME = "Quỹ Vì người nghèo {place}"
OTHER_PROGRAMMES = (
    "Nhà đại đoàn kết do ngân sách tỉnh hỗ trợ",
    "Nhà tình thương do doanh nghiệp hỗ trợ",
    "Đề án xóa nhà tạm của tỉnh",
)
CAMPAIGNS = {
    date(2021, 1, 22): 2,
    date(2021, 10, 18): 5,
    date(2021, 11, 16): 6,
    date(2022, 1, 19): 4,
    date(2022, 10, 17): 3,
    date(2022, 11, 15): 3,
    date(2023, 1, 11): 1,
    date(2023, 4, 20): 1,
}
"""The days on which money came in, and how much of it by weight."""
DONORS = (
    "Cán bộ, công chức, viên chức",
    "Doanh nghiệp trên địa bàn (minh họa)",
    "Nhân dân các tổ, thôn",
    "",
)
STILL_GOING = (date(2022, 11, 7), date(2022, 12, 5), date(2023, 3, 27), date(2023, 4, 10))
"""The days on which the houses were begun that are not finished or not accepted."""
DAY_OF_LABOUR = 250_000
CITY_SHARE = 0.62
CUSHION = 2_400_000


def build(city: City) -> None:
    """Write the houses, who paid for them, and every movement of the Funds."""
    rng = tools.dice("housing", plan.SEED)
    poor = city.recognised(PovertyClass.POOR, 2021, 2022)
    near = city.recognised(PovertyClass.NEAR_POOR, 2021, 2022)
    fund_houses = plan.FUND_NEW + plan.FUND_REPAIR
    chosen = rng.sample(poor, plan.HOUSES + fund_houses - 6) + rng.sample(near, 6)
    others = _cases(rng, chosen[: plan.HOUSES], HouseFunding.OTHER, new=plan.HOUSES)
    led = _cases(rng, chosen[plan.HOUSES :], HouseFunding.FUND, new=plan.FUND_NEW)
    for case in others:
        case.programme = rng.choice(OTHER_PROGRAMMES)
    rows = _income(rng, city) + _transfers(city)
    paid = _spending(rng, city, led, rows)
    going = _still_going([home for home in poor if home not in chosen])
    resolve([(case, case.started_on) for case in others + led + going])
    HousingCase.objects.bulk_create(others + led + going)
    _other_contributions(rng, others)
    HousingContribution.objects.bulk_create(_first_gift(case) for case in going)
    _keep_books(city, [*rows, *paid, *_entered_twice(city)])
    _fund_contributions(paid)


def _cases(rng: Random, homes: list[Home], funding: str, *, new: int) -> list[HousingCase]:
    rows = []
    for place, home in enumerate(homes):
        started_on = tools.workday(tools.day_between(rng, *SPAN))
        finished_on = started_on + timedelta(days=rng.randrange(45, 85))
        rows.append(
            HousingCase(
                household=home.row,
                area=home.row.area,
                kind=HouseKind.NEW if place < new else HouseKind.REPAIR,
                funding=funding,
                started_on=started_on,
                finished_on=finished_on,
                accepted_on=finished_on + timedelta(days=rng.randrange(3, 15)),
            )
        )
    return rows


def _still_going(homes: list[Home]) -> list[HousingCase]:
    """Return houses that wait: two to be finished for long, two to be accepted."""
    rows = []
    for place, home in enumerate(homes[:: max(1, len(homes) // 4)][:4]):
        started_on = STILL_GOING[place]
        rows.append(
            HousingCase(
                household=home.row,
                area=home.row.area,
                kind=HouseKind.NEW,
                funding=HouseFunding.OTHER,
                programme=OTHER_PROGRAMMES[place % len(OTHER_PROGRAMMES)],
                started_on=started_on,
                finished_on=started_on + timedelta(days=70) if place >= 2 else None,
            )
        )
    return rows


def _first_gift(case: HousingCase) -> HousingContribution:
    who = "Doanh nghiệp (minh họa)"
    return _gift(case, GiverKind.ORGANISATION, GivenAs.CASH, 20_000_000, who)


def _other_contributions(rng: Random, cases: list[HousingCase]) -> None:
    """Split the amount for the houses that the Fund did not lead over their givers."""
    weights = [rng.uniform(0.8, 1.2) for _case in cases]
    rows = []
    amounts = tools.shares_of(plan.HOUSES_AMOUNT, weights, step=STEP)
    for case, total in zip(cases, amounts, strict=True):
        state, helpers, labour = tools.shares_of(total, (65, 27, 8), step=STEP)
        gifts = (
            (GiverKind.STATE, GivenAs.CASH, state, "Ngân sách tỉnh, thành phố"),
            (GiverKind.ORGANISATION, GivenAs.IN_KIND, helpers, "Doanh nghiệp (minh họa)"),
            (GiverKind.OTHER, GivenAs.LABOUR, labour, "Đoàn Thanh niên, dân quân"),
        )
        for source, form, amount, who in gifts:
            rows.append(_gift(case, source, form, amount, who))
    HousingContribution.objects.bulk_create(rows)


def _gift(
    case: HousingCase, source: str, form: str, amount: int, who: str, *, on: date | None = None
) -> HousingContribution:
    return HousingContribution(
        case=case,
        source=source,
        form=form,
        amount=amount,
        labour_days=-(-amount // DAY_OF_LABOUR) if form == GivenAs.LABOUR else None,
        given_on=on or case.started_on + timedelta(days=14),
        contributor=who,
    )


def _spending(
    rng: Random, city: City, cases: list[HousingCase], rows: list[FundTransaction]
) -> list[FundTransaction]:
    """Pay for each house: from the Fund of its ward while that has money, else from the city's."""
    weights = [rng.uniform(0.9, 1.1) * (2.3 if case.kind == HouseKind.NEW else 1) for case in cases]
    amounts = tools.shares_of(plan.FUND_SPENT, weights, step=STEP)
    paid: list[FundTransaction] = []
    for case, amount in sorted(
        zip(cases, amounts, strict=True), key=lambda pair: (pair[0].started_on, pair[1])
    ):
        day = tools.workday(case.started_on + timedelta(days=30))
        known = [r for r in rows + paid if r.area == case.area and r.occurred_on <= day]
        has_money = CUSHION + sum(r.effect for r in known) >= amount
        payer = case.area if has_money else city.area
        case.programme = FUND_NAME.format(place=tools.in_text(payer.name))
        purpose = f"Hỗ trợ {case.get_kind_display().lower()} nhà ở"
        row = _row(payer, FundKind.SPENDING, amount, day, purpose)
        row.housing_case, row.party = case, case.household.head.full_name
        paid.append(row)
    return paid


def _fund_contributions(paid: list[FundTransaction]) -> None:
    """Enter each payment of a Fund towards its house, and what the family added."""
    gifts = []
    for row in paid:
        case = row.housing_case
        assert case is not None  # noqa: S101 - every payment here is for a house
        given = row.amount
        who = FUND_NAME.format(place=tools.in_text(row.area.name))
        gift = _gift(case, GiverKind.FUND, GivenAs.CASH, given, who, on=row.occurred_on)
        gift.fund_transaction = row
        gifts.append(gift)
        own = STEP * (given // STEP // 3)
        gifts.append(_gift(case, GiverKind.HOUSEHOLD, GivenAs.LABOUR, own, "Gia đình, dòng họ"))
    HousingContribution.objects.bulk_create(gifts)


def _keep_books(city: City, rows: list[FundTransaction]) -> None:
    """Add the opening balances that the movements need, and write everything by day."""
    rows += [_opening(area, rows) for area in (city.area, *city.wards.values())]
    rows.sort(key=lambda row: (row.occurred_on, row.kind in FundTransaction.MONEY_OUT))
    for number, row in enumerate(rows, start=1):
        sign = "PC" if row.kind in FundTransaction.MONEY_OUT else "PT"
        row.document_number = f"{sign}-{row.occurred_on.year}-{number:03d}"
        row.created_by = city.users["mattran"]
        row.housing_case = row.housing_case  # take up the key it was saved under
    later = [row for row in rows if row.pair or row.corrects]
    FundTransaction.objects.bulk_create(row for row in rows if row not in later)
    for row in later:
        row.pair, row.corrects = row.pair, row.corrects  # take up the keys they were saved under
    FundTransaction.objects.bulk_create(later)
    FundAccount.objects.bulk_create(
        FundAccount(area=area, balance=sum(row.effect for row in rows if row.area == area))
        for area in (city.area, *city.wards.values())
    )


def _row(area: Area, kind: str, amount: int, day: date, purpose: str) -> FundTransaction:
    return FundTransaction(area=area, kind=kind, amount=amount, occurred_on=day, purpose=purpose)


def _income(rng: Random, city: City) -> list[FundTransaction]:
    """Split what was raised over the city and the wards, the campaigns and the givers."""
    places = [city.area, *city.wards.values()]
    by_code = {ward.code: ward.households for ward in plan.WARDS}
    rest = (1 - CITY_SHARE) / sum(by_code.values())
    split = [CITY_SHARE if p == city.area else rest * by_code[p.code] for p in places]
    totals = tools.shares_of(plan.FUND_RAISED, split, step=STEP)
    rows = []
    for place, total in zip(places, totals, strict=True):
        days = list(CAMPAIGNS) if place == city.area else list(CAMPAIGNS)[1::2]
        acts = [(day, donor) for day in days for donor in DONORS[: 4 if place == city.area else 3]]
        weights = [CAMPAIGNS[day] * rng.uniform(0.5, 1.5) for day, _donor in acts]
        parts = tools.shares_of(total, weights, step=STEP)
        for (day, donor), amount in zip(acts, parts, strict=True):
            row = _row(place, FundKind.INCOME, amount, day, "Ủng hộ Quỹ Vì người nghèo")
            row.party, row.is_anonymous = donor, not donor
            rows.append(row)
    return rows


def _entered_twice(city: City) -> list[FundTransaction]:
    """Return a gift that was entered a second time, and the counter-entry of the day after."""
    day = date(2022, 10, 18)
    twice = _row(city.area, FundKind.INCOME, 5_000_000, day, "Ủng hộ Quỹ Vì người nghèo")
    back = _row(city.area, FundKind.INCOME, -5_000_000, day + timedelta(days=1), "Ghi trùng phiếu")
    twice.party = back.party = "Doanh nghiệp trên địa bàn (minh họa)"
    back.corrects = twice
    return [twice, back]


def _transfers(city: City) -> list[FundTransaction]:
    """Pass money from the city's Fund to the wards with the most poor households."""
    needy = sorted(plan.WARDS, key=lambda ward: -ward.poor)[:4]
    parts = tools.shares_of(plan.FUND_TRANSFER, [ward.poor for ward in needy], step=STEP)
    day = date(2022, 3, 1)
    rows = []
    for ward, amount in zip(needy, parts, strict=True):
        area = city.wards[ward.code]
        out = _row(city.area, FundKind.TRANSFER_OUT, amount, day, "Hỗ trợ Quỹ của phường, xã")
        back = _row(area, FundKind.TRANSFER_IN, amount, day, "Nhận từ Quỹ của thành phố")
        out.party, back.party = area.name, city.area.name
        back.pair = out
        rows += [out, back]
    return rows


def _opening(area: Area, rows: list[FundTransaction]) -> FundTransaction:
    """Return the balance of 01/01/2021 with which the Fund of the area never falls below zero."""
    days: dict[date, int] = {}
    for row in rows:
        if row.area == area:
            days[row.occurred_on] = days.get(row.occurred_on, 0) + row.effect
    balance = lowest = 0
    for day in sorted(days):
        balance += days[day]
        lowest = min(lowest, balance)
    return _row(area, FundKind.OPENING, CUSHION - lowest, plan.WINDOW[0], "Số dư chuyển sang")
