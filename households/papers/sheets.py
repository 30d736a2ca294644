"""The two sheets of the visit, empty, prefilled with the household, or with what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from households.choices import CauseCode, NeedCode, PovertyClass, QuickResult, Toilet, Water
from households.models import Candidate, Household, Person, Review, ReviewMember, ScoreCard
from households.papers.frame import (
    DOTS,
    YEAR_DOTS,
    heading,
    in_vietnamese,
    lowered,
    place_and_date,
    present,
)
from households.procedure import Quick
from households.scoring import Card, Standard
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Field,
    Fields,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
    Tick,
    Ticks,
)

CENTRE = Align.CENTRE
YES_NO = {True: "Có", False: "Không", None: ""}
MEMBER_ROWS = 7
"""Rows for members on an empty sheet."""
MORE_ROWS = 2
"""Empty rows below the members of a prefilled sheet: somebody was born or moved in."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whom a sheet is about: nobody on an empty one, else a household of a ward."""

    year: int | None = None
    household: Household | None = None
    area: Area | None = None
    village: Area | None = None

    @property
    def general(self) -> tuple[Block, ...]:
        """Return the lines that both sheets begin with."""
        name = born = ethnicity = code = size = place = village = ward = ""
        if self.household:
            head = self.household.head
            name, born = head.full_name, str(head.birth_year)
            ethnicity = str(head.get_ethnicity_display())
            code, size = self.household.code, str(self.household.size)
            place = self.household.address
        if self.area:
            village = self.village.name if self.village else ""
            ward = self.area.name
        return (
            Fields(
                fields=(
                    Field(label="Phường, xã:", value=ward, weight=3),
                    Field(label="Thôn, tổ dân phố:", value=village, weight=3),
                )
            ),
            Fields(
                fields=(
                    Field(label="Họ và tên chủ hộ:", value=name, weight=3),
                    Field(label="Mã hộ:", value=code, weight=2),
                )
            ),
            Fields(
                fields=(
                    Field(label="Năm sinh:", value=born, weight=2),
                    Field(label="Dân tộc:", value=ethnicity, weight=2),
                    Field(label="Số nhân khẩu:", value=size, weight=2),
                )
            ),
            Fields(fields=(Field(label="Địa chỉ:", value=place),)),
        )

    @property
    def when(self) -> str:
        """Return the year in the title."""
        return f"năm {self.year or YEAR_DOTS}"


@in_vietnamese
def phieu_a(quick: Quick, candidate: Candidate | None = None) -> Document:
    """Return Phiếu A: the criteria of the procedure, ticked where the candidate was asked."""
    subject = Subject()
    if candidate:
        subject = Subject(
            year=candidate.round.year,
            household=candidate.household,
            area=candidate.area,
            village=candidate.village,
        )
    asked = candidate is not None and bool(candidate.quick_result)
    met = set(candidate.quick_answers) if candidate else set()
    rows: tuple[Row, ...] = tuple(
        (
            str(place),
            question.name,
            Cell(tick=asked and question.code in met),
            Cell(tick=asked and question.code not in met),
        )
        for place, question in enumerate(quick.questions, start=1)
    )
    result = candidate.quick_result if candidate else ""
    investigator = candidate.investigator if candidate else None
    return Document(
        form_code="Phiếu A",
        title="PHIẾU A",
        subtitle=(f"Nhận dạng nhanh đặc điểm hộ gia đình {subject.when}",),
        blocks=(
            heading("I. Thông tin chung về hộ", space=False),
            *subject.general,
            heading("II. Đặc điểm của hộ"),
            Table(
                columns=(
                    Column(width=8, align=CENTRE),
                    Column(width=72),
                    Column(width=10, align=CENTRE),
                    Column(width=10, align=CENTRE),
                ),
                head=(("STT", "Đặc điểm", "Có", "Không"),),
                rows=rows,
            ),
            Paragraph(
                text=f"Hộ có từ {quick.enough} đặc điểm trở lên là hộ có điều kiện khá giả, không "
                "đưa vào rà soát bằng Phiếu B.",
                is_italic=True,
                indent=False,
            ),
            heading("III. Kết luận"),
            Ticks(
                options=tuple(
                    Tick(text=str(choice.label), is_on=choice == result) for choice in QuickResult
                ),
                columns=1,
            ),
            Fields(
                fields=(
                    Field(
                        label="Ghi chú:", value=candidate.quick_note if candidate else "", lines=2
                    ),
                )
            ),
            *_signed(subject, investigator.full_name if investigator else ""),
        ),
    )


def _signed(subject: Subject, investigator: str, *more: Signature) -> tuple[Block, ...]:
    head = subject.household.head.full_name if subject.household else ""
    return (
        Paragraph(
            text=place_and_date(subject.area, None),
            align=Align.RIGHT,
            is_italic=True,
            indent=False,
            keeps_next=True,
        ),
        Signatures(
            columns=(
                Signature(title="ĐẠI DIỆN HỘ", name=head),
                Signature(title="RÀ SOÁT VIÊN", name=investigator),
                *more,
            )
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Found:
    """What stands on Phiếu B: nothing on an empty sheet, else what the review found."""

    review: Review | None = None
    lacking: Mapping[str, bool] = field(default_factory=dict)
    causes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


@in_vietnamese
def phieu_b(
    standard: Standard,
    *,
    year: int | None = None,
    household: Household | None = None,
    area: Area | None = None,
    village: Area | None = None,
    review: Review | None = None,
    card: Card | None = None,
) -> Document:
    """Return Phiếu B: empty, prefilled with the household's members, or with a whole review.

    `card` is the B1 card in force; a review scored by a card of its own shows that one.
    """
    if review:
        household, year = review.household, review.round.year
        area, village = review.area, review.village
        card = review.card.card if review.card else card
    subject = Subject(year=year, household=household, area=area, village=village)
    found = _found(review)
    return Document(
        form_code="Phiếu B",
        title="PHIẾU B",
        subtitle=(f"Rà soát hộ nghèo, hộ cận nghèo {subject.when}",),
        blocks=(
            heading("I. Thông tin chung về hộ", space=False),
            *subject.general,
            heading("II. Thành viên trong hộ"),
            _members(household, review),
            heading("III. Nhà ở và tiện nghi"),
            *_dwelling(review),
            *_b1(card, area, review),
            heading("V. Các dịch vụ xã hội cơ bản (điểm B2)"),
            _b2(standard, found),
            heading("VI. Nguyên nhân nghèo"),
            Ticks(
                options=tuple(
                    Tick(text=str(c.label), is_on=str(c) in found.causes) for c in CauseCode
                )
            ),
            heading("VII. Nhu cầu hỗ trợ"),
            Ticks(
                options=tuple(
                    Tick(text=str(c.label), is_on=str(c) in found.needs) for c in NeedCode
                ),
                columns=3,
            ),
            *_result(standard, area, review),
            *_signed(subject, "", Signature(title="BAN CHỈ ĐẠO")),
        ),
    )


def card_in_force(standard: Standard, day: date) -> Card | None:
    """Return the imported card of the standard on the day, else the sample of its file."""
    found = ScoreCard.objects.valid_for(standard.key, day).first()
    return found.card if found else standard.card


def _found(review: Review | None) -> Found:
    if review is None:
        return Found()
    return Found(
        review=review,
        lacking={row.indicator: row.is_lacking for row in review.deprivations.all()},
        causes=frozenset(row.code for row in review.causes.all()),
        needs=frozenset(row.code for row in review.needs.all()),
    )


MEMBER_COLUMNS = tuple(
    Column(width=width, align=align)
    for width, align in (
        (6, CENTRE),
        (20, Align.LEFT),
        (9, CENTRE),
        (8, CENTRE),
        (8, CENTRE),
        (9, CENTRE),
        (7, CENTRE),
        (8, CENTRE),
        (13, CENTRE),
        (12, CENTRE),
    )
)
MEMBER_HEAD: Row = (
    "STT",
    "Họ và tên",
    "Quan hệ",
    "Giới tính",
    "Năm sinh",
    "Dân tộc",
    "Có BHYT",
    "Trợ cấp XH",
    "Việc làm",
    "Đang học / trình độ",
)


def _members(household: Household | None, review: Review | None) -> Table:
    rows: list[Row] = []
    if review and (members := list(review.members.all())):
        rows = [_asked(row, place) for place, row in enumerate(members, start=1)]
    elif household:
        people = [(row.person, str(row.get_relation_display())) for row in present(household)]
        rows = [(*_person(*found, place), "", "", "", "") for place, found in _numbered(people)]
    wanted = MEMBER_ROWS if household is None else len(rows) + (0 if review else MORE_ROWS)
    rows += [
        (str(place), *[""] * (len(MEMBER_COLUMNS) - 1))
        for place in range(len(rows) + 1, wanted + 1)
    ]
    return Table(
        columns=MEMBER_COLUMNS,
        head=(MEMBER_HEAD,),
        rows=tuple(rows),
        is_small=True,
        is_tall=review is None,
    )


def _numbered(people: list[tuple[Person, str]]) -> Iterable[tuple[int, tuple[Person, str]]]:
    return enumerate(people, start=1)


def _person(person: Person, relation: str, place: int) -> tuple[str, ...]:
    return (
        str(place),
        person.full_name,
        relation,
        str(person.get_gender_display()),
        str(person.birth_year),
        str(person.get_ethnicity_display()),
    )


def _asked(row: ReviewMember, place: int) -> Row:
    school = [str(row.get_schooling_display()), str(row.get_education_display())]
    return (
        *_person(row.person, str(row.get_relation_display()), place),
        YES_NO[row.has_insurance],
        YES_NO[row.has_allowance],
        str(row.get_work_display()),
        " / ".join(filter(None, school)),
    )


def _dwelling(review: Review | None) -> tuple[Block, ...]:
    found = getattr(review, "dwelling", None) if review else None
    if found is None:
        return (
            *_dwelling_lines("", "", "", "", ""),
            Ticks(label="Nguồn nước chính:", options=_options(Water), columns=3),
            Ticks(label="Nhà tiêu:", options=_options(Toilet), columns=3),
        )
    area = f"{found.floor_area} m²".replace(".", ",") if found.floor_area else ""
    return (
        *_dwelling_lines(
            area,
            str(found.get_wall_display()),
            str(found.get_column_display()),
            str(found.get_roof_display()),
            YES_NO[found.uses_internet],
        ),
        Ticks(label="Nguồn nước chính:", options=_options(Water, found.water), columns=3),
        Ticks(label="Nhà tiêu:", options=_options(Toilet, found.toilet), columns=3),
    )


def _options(choices: type[Water] | type[Toilet], chosen: str = "") -> tuple[Tick, ...]:
    return tuple(Tick(text=str(choice.label), is_on=str(choice) == chosen) for choice in choices)


def _dwelling_lines(
    area: str, wall: str, column: str, roof: str, internet: str
) -> tuple[Block, ...]:
    return (
        Fields(
            fields=(
                Field(label="Diện tích nhà ở:", value=area),
                Field(label="Dùng internet:", value=internet),
            )
        ),
        Fields(
            fields=(
                Field(label="Tường:", value=wall),
                Field(label="Cột:", value=column),
                Field(label="Mái:", value=roof),
            )
        ),
    )


def _b1(card: Card | None, area: Area | None, review: Review | None) -> Iterable[Block]:
    """Yield the questions of B1 with the points of the place, or the total alone."""
    yield heading("IV. Thu nhập (điểm B1)")
    by_total = review is not None and review.b1_kind == Review.B1Kind.TOTAL
    if card is not None and not by_total:
        yield Paragraph(text=f"{card.name}.", is_italic=True, indent=False, keeps_next=True)
        yield _card(card, area, review.b1_answers if review else {})
    total = str(review.b1) if review and review.b1 is not None else ""
    yield Fields(fields=(Field(label="Tổng điểm B1:", value=total),))


def _card(card: Card, area: Area | None, answers: Mapping[str, str]) -> Table:
    region = area.card_region if area else ""
    rows: list[Row] = []
    for place, item in enumerate(card.items, start=1):
        for number, option in enumerate(item.options):
            points = option.points.get(region)
            answer: Row = (
                option.name,
                DOTS if points is None else str(points),
                Cell(tick=answers.get(item.code) == option.code),
            )
            if number == 0:
                many = len(item.options)
                first: Row = (Cell(text=str(place), rows=many), Cell(text=item.name, rows=many))
                answer = (*first, *answer)
            rows.append(answer)
    return Table(
        columns=(
            Column(width=7, align=CENTRE),
            Column(width=33),
            Column(width=36),
            Column(width=12, align=CENTRE),
            Column(width=12, align=CENTRE),
        ),
        head=(("STT", "Câu hỏi", "Trả lời", "Điểm", "Chọn"),),
        rows=tuple(rows),
        is_small=True,
    )


def _b2(standard: Standard, found: Found) -> Table:
    rows: list[Row] = []
    place = 0
    for service, group in groupby(standard.indicators, key=lambda indicator: indicator.service):
        indicators = list(group)
        for number, indicator in enumerate(indicators):
            place += 1
            lacking = found.lacking.get(indicator.code)
            row: Row = (
                str(place),
                f"{indicator.name}: {indicator.rule}",
                Cell(tick=lacking is True),
                Cell(tick=lacking is False),
            )
            if number == 0:
                row = (Cell(text=service, rows=len(indicators)), *row)
            rows.append(row)
    return Table(
        columns=(
            Column(width=14, align=CENTRE),
            Column(width=6, align=CENTRE),
            Column(width=58),
            Column(width=11, align=CENTRE),
            Column(width=11, align=CENTRE),
        ),
        head=(("Dịch vụ", "STT", "Chỉ số và mức thiếu hụt", "Thiếu hụt", "Không"),),
        rows=tuple(rows),
        is_small=True,
    )


def _result(standard: Standard, area: Area | None, review: Review | None) -> Iterable[Block]:
    yield heading("VIII. Kết quả phân loại")
    b1 = b2 = chosen = ""
    if review:
        b1 = "" if review.b1 is None else str(review.b1)
        b2 = "" if review.b2 is None else str(review.b2)
        chosen = review.recognised_class or review.proposed_class
    yield Fields(
        fields=(Field(label="Tổng điểm B1:", value=b1), Field(label="Tổng điểm B2:", value=b2))
    )
    residence = review.residence if review else area.residence if area else ""
    limit = standard.limits.get(residence)
    if limit is not None and limit.b1 is not None and area is not None:
        yield Paragraph(
            text=f"Giới hạn tại {lowered(area)}: B1 {limit.b1} điểm, B2 {limit.b2} điểm.",
            is_italic=True,
            indent=False,
        )
    yield Ticks(
        options=tuple(Tick(text=str(c.label), is_on=str(c) == chosen) for c in PovertyClass),
        columns=3,
    )
    if review is None or review.class_reason:
        reason = review.class_reason if review else ""
        yield Fields(fields=(Field(label="Lý do khác với điểm:", value=reason, lines=1),))
