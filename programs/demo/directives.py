"""The instructions of the mid-term conference with their progress; what earned the rewards."""

from datetime import date

from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from programs.choices import DirectiveState, RecipientKind
from programs.demo import plan, tools
from programs.demo.city import City
from programs.earned import earned, kept_value
from programs.models import Award, AwardFigure, Directive, DirectiveNote, Organisation

ISSUED_ON = date(2023, 8, 11)
NOTED_ON = date(2023, 9, 26)
DOCUMENT = "Thông báo kết luận hội nghị đánh giá giữa kỳ (minh họa)"
WARDS = "Các phường, xã"
FRONT = "Ủy ban Mặt trận Tổ quốc thành phố"
EARNED = ("poor_households_exited", "poor_households_net_fall")
"""Figures that earned the rewards of the boards of wards."""

DIRECTIVES = (
    # title, instruction, owner, due, page, state, (account, day, state, word)
    (
        "Đưa chính sách đến từng hộ nghèo, khơi dậy ý chí vươn lên",
        "Tiếp tục đưa chủ trương, chính sách giảm nghèo đến từng hộ nghèo, cận nghèo bằng cách dễ "
        "hiểu; khơi dậy ý chí tự vươn lên, không trông chờ hỗ trợ.",
        "Phòng Văn hóa và Thông tin",
        date(2023, 12, 31),
        "communication_list",
        DirectiveState.IN_PROGRESS,
        (
            (
                "thuongtruc",
                NOTED_ON,
                DirectiveState.IN_PROGRESS,
                "Đã phát loa tại 8 phường, xã.",
            ),
        ),
    ),
    (
        "Mặt trận và đoàn thể giám sát, giúp đỡ người nghèo",
        "Cùng chăm lo cho người nghèo và giám sát việc thực hiện của chính quyền cơ sở.",
        FRONT,
        date(2023, 11, 18),
        "supervision_visit_list",
        DirectiveState.IN_PROGRESS,
        (
            (
                "mattran",
                NOTED_ON,
                DirectiveState.IN_PROGRESS,
                "Đã giám sát hai phường, còn sáu đơn vị.",
            ),
        ),
    ),
    (
        "Ban Chỉ đạo các cấp theo dõi sát tiến độ",
        "Họp mỗi quý, xem số liệu trên cổng và xử lý việc chậm.",
        "Ban Chỉ đạo giảm nghèo thành phố",
        date(2023, 9, 30),
        "dashboard",
        DirectiveState.DONE,
        (("thanhpho", NOTED_ON, DirectiveState.DONE, "Đã họp quý III, giao việc từng đơn vị."),),
    ),
    (
        "Rà soát vốn chưa phân bổ",
        "Nêu lý do của từng khoản chưa phân bổ, đề nghị điều chỉnh và giải ngân kịp thời.",
        "Phòng Lao động - Thương binh và Xã hội",
        date(2023, 9, 15),
        "idle_reason_list",
        DirectiveState.IN_PROGRESS,
        (
            (
                "thuongtruc",
                NOTED_ON,
                DirectiveState.IN_PROGRESS,
                "Đã nêu lý do của mọi khoản; chờ điều chỉnh.",
            ),
        ),
    ),
    (
        "Lập danh sách hộ có khả năng thoát nghèo",
        "Mỗi phường, xã đặt chỉ tiêu và lập danh sách từng hộ có khả năng thoát nghèo để hỗ trợ.",
        WARDS,
        date(2023, 9, 30),
        "exit_plan_list",
        DirectiveState.IN_PROGRESS,
        (),
    ),
    (
        "Vận động tổ chức, doanh nghiệp",
        "Kêu gọi cá nhân, tổ chức, doanh nghiệp góp sức tạo việc làm và nhà ở cho người nghèo.",
        FRONT,
        date(2023, 12, 31),
        "fund_transaction_list",
        DirectiveState.OPEN,
        (),
    ),
)
OF_WARDS = (
    # place among the wards, day, state, word
    (0, date(2023, 8, 28), DirectiveState.IN_PROGRESS, "Đã họp tổ, đang xét từng hộ."),
    (0, date(2023, 9, 20), DirectiveState.DONE, "Đã lập xong danh sách, có kế hoạch từng hộ."),
    (1, date(2023, 9, 12), DirectiveState.IN_PROGRESS, "Đã chọn được một nửa số hộ."),
    (3, date(2023, 9, 25), DirectiveState.DONE, "Đã lập xong và niêm yết danh sách."),
    (4, date(2023, 9, 5), DirectiveState.OPEN, "Chưa họp được các thôn do mưa lũ."),
    (6, date(2023, 9, 22), DirectiveState.IN_PROGRESS, "Đang ký cam kết với từng hộ."),
)
"""What wards said of their lists; three of the eight said nothing."""


def build(city: City) -> None:
    """Write the instructions with the words on them, and the figures of the rewards."""
    offices = {office.name: office for office in Organisation.objects.all()}
    for title, instruction, owner, due_on, page, state, words in DIRECTIVES:
        directive = Directive.objects.create(
            area=city.area,
            title=title,
            instruction=instruction,
            owner=offices[owner],
            issued_on=ISSUED_ON,
            due_on=due_on,
            state=state,
            done_on=NOTED_ON if state == DirectiveState.DONE else None,
            document=DOCUMENT,
            page=page,
        )
        for account, day, told, word in words:
            _note(directive, area=city.area, by=city.users[account], day=day, state=told, word=word)
        if owner == WARDS:
            codes = [*city.wards]
            for place, day, told, word in OF_WARDS:
                code = codes[place]
                ward, by = city.wards[code], city.officer(code)
                _note(directive, area=ward, by=by, day=day, state=told, word=word)
    _figures(city)


def _note(directive: Directive, *, area: Area, by: User, day: date, state: str, word: str) -> None:
    DirectiveNote.objects.create(
        directive=directive, area=area, state=state, note=word, noted_on=day, created_by=by
    )


def _figures(city: City) -> None:
    """Compute what earned the rewards of the wards' boards, in the window of the conference."""
    start, end = plan.WINDOW
    wards = {tools.in_text(ward.name): ward for ward in city.wards.values()}
    for award in Award.objects.filter(recipient_kind=RecipientKind.COLLECTIVE):
        ward = next(ward for name, ward in wards.items() if name in award.recipient)
        for key in EARNED:
            value = kept_value(earned(key=key, area=ward, start=start, end=end))
            AwardFigure.objects.create(
                award=award, key=key, area=ward, period_from=start, period_to=end, value=value
            )
