"""Other help to households, the rewards of 2023, and the instructions of the conference."""

from datetime import date, timedelta
from random import Random

from households.choices import Gender, PovertyClass
from households.models import Person
from programs.choices import DirectiveState, RecipientKind, SupportKind
from programs.demo import names, plan, tools
from programs.demo.city import City
from programs.demo.people import Home
from programs.demo.work import resolve
from programs.models import (
    Award,
    Component,
    Directive,
    DirectiveNote,
    Organisation,
    Support,
)

MOVEMENT = "Bắc Kạn chung tay vì người nghèo - Không để ai bị bỏ lại phía sau"
ISSUED_ON = date(2023, 8, 11)
DOCUMENT = "Thông báo kết luận hội nghị đánh giá giữa kỳ (minh họa)"
OFFICE = "Phòng Lao động - Thương binh và Xã hội"
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
NOTED_ON = date(2023, 9, 26)
DIRECTIVES = (
    # title, instruction, owner, due, state, progress, page
    (
        "Thông tin chính sách đến người nghèo",
        "Đưa chủ trương, chính sách giảm nghèo đến từng hộ nghèo, cận nghèo bằng cách dễ hiểu.",
        "Phòng Văn hóa và Thông tin",
        date(2023, 12, 31),
        DirectiveState.IN_PROGRESS,
        "Đã phát loa tại 8 phường, xã.",
        "support_list",
    ),
    (
        "Mặt trận và đoàn thể giám sát, giúp đỡ",
        "Cùng chăm lo cho người nghèo và giám sát việc thực hiện của chính quyền cơ sở.",
        "Ủy ban Mặt trận Tổ quốc thành phố",
        date(2023, 11, 18),
        DirectiveState.IN_PROGRESS,
        "Đã lập kế hoạch giám sát hai phường.",
        "housing_case_list",
    ),
    (
        "Nâng cao nhận thức của người dân",
        "Khơi dậy ý chí tự vươn lên, không trông chờ hỗ trợ.",
        "Các phường, xã",
        date(2023, 12, 31),
        DirectiveState.OPEN,
        "",
        "",
    ),
    (
        "Ban Chỉ đạo các cấp theo dõi sát tiến độ",
        "Họp mỗi quý, xem số liệu trên cổng và xử lý việc chậm.",
        "Ban Chỉ đạo giảm nghèo thành phố",
        date(2023, 9, 30),
        DirectiveState.DONE,
        "Đã họp quý III.",
        "dashboard",
    ),
    (
        "Rà soát vốn chưa phân bổ",
        "Nêu lý do của từng khoản chưa phân bổ, đề nghị điều chỉnh và giải ngân kịp thời.",
        OFFICE,
        date(2023, 9, 15),
        DirectiveState.IN_PROGRESS,
        "Đã nêu lý do của mọi khoản; chờ điều chỉnh.",
        "allocation_list",
    ),
    (
        "Chọn hộ có khả năng thoát nghèo",
        "Mỗi phường, xã đặt chỉ tiêu và lập danh sách từng hộ có khả năng thoát nghèo để hỗ trợ.",
        "Các phường, xã",
        date(2023, 9, 30),
        DirectiveState.OPEN,
        "",
        "household_list",
    ),
    (
        "Vận động tổ chức, doanh nghiệp",
        "Kêu gọi cá nhân, tổ chức, doanh nghiệp góp sức tạo việc làm và nhà ở cho người nghèo.",
        "Ủy ban Mặt trận Tổ quốc thành phố",
        date(2023, 12, 31),
        DirectiveState.IN_PROGRESS,
        "",
        "fund_transaction_list",
    ),
)


def build(city: City) -> None:
    """Write supports, rewards and instructions."""
    rng = tools.dice("support", plan.SEED)
    _supports(rng, city)
    _awards(rng, city)
    _directives(city)


def _directives(city: City) -> None:
    offices = {office.name: office for office in Organisation.objects.all()}
    for title, instruction, owner, due_on, state, progress, page in DIRECTIVES:
        done_on = NOTED_ON if state == DirectiveState.DONE else None
        directive = Directive.objects.create(
            area=city.area,
            title=title,
            instruction=instruction,
            owner=offices[owner],
            issued_on=ISSUED_ON,
            due_on=due_on,
            state=state,
            done_on=done_on,
            document=DOCUMENT,
            page=page,
        )
        if progress:
            DirectiveNote.objects.create(
                directive=directive,
                area=city.area,
                state=state,
                note=progress,
                noted_on=NOTED_ON,
                created_by=city.users["thuongtruc"],
            )


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
