"""Other help to households, and the rewards of 2023."""

from datetime import date, timedelta
from random import Random

from households.choices import Gender, PovertyClass
from households.models import Person
from programs.choices import RecipientKind, SupportKind
from programs.demo import names, plan, tools
from programs.demo.city import City
from programs.demo.people import Home
from programs.demo.work import resolve
from programs.models import (
    Award,
    Component,
    Support,
)

MOVEMENT = "Bắc Kạn chung tay vì người nghèo - Không để ai bị bỏ lại phía sau"
INSURANCE = 804_600
"""One year of health insurance at 4.5 % of the basic wage of 1,490,000 đồng."""

KINDS = (
    # kind, component, how many, from which day, amount in đồng, note
    (SupportKind.LIVELIHOOD, "DA2", 38, date(2022, 11, 16), 11_500_000, "Mô hình nuôi gà thả vườn"),
    (
        SupportKind.PRODUCTION,
        "DA3.1",
        9,
        date(2022, 11, 16),
        12_000_000,
        "Giống, vật tư trồng trọt",
    ),
    (SupportKind.NUTRITION, "DA3.2", 18, date(2022, 11, 16), 1_200_000, "Thực phẩm bổ sung"),
    (SupportKind.INFORMATION, "DA6.1", 46, date(2022, 11, 16), 2_100_000, "Phương tiện nghe nhìn"),
    (SupportKind.HEALTH, "", 120, date(2022, 1, 10), INSURANCE, "Thẻ bảo hiểm y tế một năm"),
    (SupportKind.EDUCATION, "", 42, date(2022, 9, 5), 1_350_000, "Chi phí học tập chín tháng"),
)
TWICE = (SupportKind.INFORMATION, SupportKind.LIVELIHOOD)
AGAIN_AFTER, MOST_TWICE = timedelta(days=84), 5


def build(city: City) -> None:
    """Write supports and rewards."""
    rng = tools.dice("support", plan.SEED)
    _supports(rng, city)
    _awards(rng, city)


def _supports(rng: Random, city: City) -> None:
    components = {c.code: c for c in Component.objects.filter(carries_money=True)}
    homes = city.recognised(PovertyClass.POOR, 2021, 2022)
    near = city.recognised(PovertyClass.NEAR_POOR, 2021, 2022)
    rows = []
    for kind, code, count, first, amount, note in KINDS:
        for home in rng.sample(homes + near if kind == SupportKind.LIVELIHOOD else homes, count):
            day = tools.workday(tools.day_between(rng, first, plan.WINDOW[1]))
            rows.append(
                Support(
                    household=home.row,
                    person=_receiver(rng, home, kind),
                    component=components.get(code),
                    area=home.row.area,
                    kind=kind,
                    provided_on=max(day, first),
                    amount=amount,
                    note=note,
                )
            )
    rows += _again(rows)
    resolve([(row, row.provided_on) for row in rows])
    Support.objects.bulk_create(rows)


def _again(rows: list[Support]) -> list[Support]:
    """Return supports that a household of each ward got a second time, for the list of them."""
    last = plan.WINDOW[1] - AGAIN_AFTER
    early = [row for row in rows if row.kind in TWICE and row.provided_on <= last]
    firsts = {row.area.pk: row for row in reversed(early)}
    return [
        Support(
            household=row.household,
            person=row.person,
            component=row.component,
            area=row.area,
            kind=row.kind,
            provided_on=tools.workday(row.provided_on + AGAIN_AFTER),
            amount=row.amount,
            note=row.note,
        )
        for row in list(firsts.values())[:MOST_TWICE]
    ]


def _receiver(rng: Random, home: Home, kind: SupportKind) -> Person | None:
    """Return the person who is helped, where help is a person's and not the household's."""
    if kind == SupportKind.HEALTH:
        return rng.choice(home.on(plan.REVIEWED_ON[2021]))
    children = [p for p in home.on(plan.REVIEWED_ON[2021]) if 2007 <= p.birth_year <= 2017]
    return children[0] if kind == SupportKind.EDUCATION and children else None


def _awards(rng: Random, city: City) -> None:
    """Write the rewards: boards of wards, made-up people, one household that left the list."""
    home = rng.choice(city.escaped())
    offices = [f"Ban Chỉ đạo giảm nghèo {tools.in_text(area.name)}" for area in city.wards.values()]
    people = [
        names.full_name(rng, names.family_name(rng, names.pick(rng, names.MIX)), gender)
        for gender in (Gender.MALE, Gender.FEMALE) * plan.AWARDS["individual"]
    ]
    recipients = {
        RecipientKind.COLLECTIVE: rng.sample(offices, plan.AWARDS["collective"]),
        RecipientKind.INDIVIDUAL: list(dict.fromkeys(people))[: plan.AWARDS["individual"]],
        RecipientKind.HOUSEHOLD: [f"Hộ {home.head.full_name}"],
    }
    Award.objects.bulk_create(
        Award(
            area=home.row.area if kind == RecipientKind.HOUSEHOLD else city.area,
            recipient_kind=kind,
            recipient=recipient,
            household=home.row if kind == RecipientKind.HOUSEHOLD else None,
            decision_number="1287/QĐ-UBND",
            decided_on=plan.AWARDED_ON,
            movement=MOVEMENT,
            merit="Thành tích trong phong trào thi đua vì người nghèo giai đoạn 2021-2025",
        )
        for kind, found in recipients.items()
        for recipient in found
    )
