"""The two sheets of the visit, empty, prefilled with the household, or with what was found."""

from dataclasses import dataclass
from datetime import date

from households.choices import CauseCode, NeedCode, QuickResult
from households.models import Candidate, Household, Review, ScoreCard
from households.papers.answers import (
    b1_blocks,
    b2_table,
    dwelling_blocks,
    found_by,
    members_table,
    result_blocks,
)
from households.papers.frame import (
    YEAR_DOTS,
    heading,
    in_vietnamese,
    place_and_date,
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
    found = found_by(review)
    return Document(
        form_code="Phiếu B",
        title="PHIẾU B",
        subtitle=(f"Rà soát hộ nghèo, hộ cận nghèo {subject.when}",),
        blocks=(
            heading("I. Thông tin chung về hộ", space=False),
            *subject.general,
            heading("II. Thành viên trong hộ"),
            members_table(household, review),
            heading("III. Nhà ở và tiện nghi"),
            *dwelling_blocks(review),
            *b1_blocks(card, area, review),
            heading("V. Các dịch vụ xã hội cơ bản (điểm B2)"),
            b2_table(standard, found),
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
            *result_blocks(standard, area, review),
            *_signed(subject, "", Signature(title="BAN CHỈ ĐẠO")),
        ),
    )


def card_in_force(standard: Standard, day: date) -> Card | None:
    """Return the imported card of the standard on the day, else the sample of its file."""
    found = ScoreCard.objects.valid_for(standard.key, day).first()
    return found.card if found else standard.card
