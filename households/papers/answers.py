"""What stands on Phiếu B between its heading and its signatures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from households.choices import PovertyClass, Toilet, Water
from households.models import Household, Person, Review, ReviewMember
from households.papers.frame import DOTS, heading, lowered, present
from households.scoring import Card, Standard
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import (
    Align,
    Block,
    Cell,
    Column,
    Field,
    Fields,
    Paragraph,
    Row,
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
class Found:
    """What stands on Phiếu B: nothing on an empty sheet, else what the review found."""

    review: Review | None = None
    lacking: Mapping[str, bool] = field(default_factory=dict)
    causes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


def found_by(review: Review | None) -> Found:
    """Return what the review found, in the form in which Phiếu B shows it."""
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


def members_table(household: Household | None, review: Review | None) -> Table:
    """Return the members: as the review found them, from the registry, or empty rows."""
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


def dwelling_blocks(review: Review | None) -> tuple[Block, ...]:
    """Return the house and what is in it."""
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


def b1_blocks(card: Card | None, area: Area | None, review: Review | None) -> Iterable[Block]:
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


def b2_table(standard: Standard, found: Found) -> Table:
    """Return the indicators of the standard by service, ticked where they were answered."""
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


def result_blocks(standard: Standard, area: Area | None, review: Review | None) -> Iterable[Block]:
    """Yield the points, the limits of the place and the class."""
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
