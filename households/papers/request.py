"""The request of a household to be reviewed (Mẫu số 01), empty or from what is known."""

from households.models import Candidate
from households.papers.frame import (
    committee_name,
    dwelling_place,
    empty_rows,
    in_vietnamese,
    place_and_date,
    present,
)
from povertyportal.reporting.documents import (
    Align,
    Block,
    Column,
    Document,
    Field,
    Fields,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
)

COLUMNS = (
    Column(width=7, align=Align.CENTRE),
    Column(width=33),
    Column(width=12, align=Align.CENTRE),
    Column(width=13, align=Align.CENTRE),
    Column(width=15, align=Align.CENTRE),
    Column(width=20, align=Align.CENTRE),
)
HEAD = ("STT", "Họ và tên", "Giới tính", "Năm sinh", "Dân tộc", "Quan hệ với chủ hộ")


@in_vietnamese
def request_paper(candidate: Candidate | None = None) -> Document:
    """Return Mẫu số 01; for a candidate with the household, its members and the reason."""
    area = candidate.area if candidate else None
    day = candidate.requested_on if candidate else None
    pledge = (
        "Tôi cam đoan những nội dung trên là đúng sự thật, nếu sai tôi xin chịu trách nhiệm trước "
        "pháp luật. Đề nghị Ban Chỉ đạo rà soát xem xét, rà soát hộ gia đình tôi theo quy định."
    )
    return Document(
        form_code="Mẫu số 01",
        title="GIẤY ĐỀ NGHỊ",
        subtitle=("Rà soát hộ nghèo, hộ cận nghèo",),
        blocks=(
            Paragraph(text=f"Kính gửi: {committee_name(area)}", align=Align.CENTRE, indent=False),
            *_who(candidate),
            Paragraph(text="Các thành viên trong hộ:", align=Align.LEFT, indent=False),
            Table(
                columns=COLUMNS, head=(HEAD,), rows=_members(candidate), is_tall=candidate is None
            ),
            Fields(
                fields=(
                    Field(
                        label="Lý do đề nghị:",
                        value=candidate.request_reason if candidate else "",
                        lines=3,
                    ),
                )
            ),
            Paragraph(text=pledge),
            Signatures(
                columns=(
                    Signature(title="NGƯỜI TIẾP NHẬN", above="Đã nhận ngày …../…../20…"),
                    Signature(
                        title="NGƯỜI ĐỀ NGHỊ",
                        above=place_and_date(area, day),
                        name=candidate.household.head.full_name if candidate else "",
                    ),
                )
            ),
        ),
    )


def _who(candidate: Candidate | None) -> tuple[Block, ...]:
    """Return the lines about the head; the citizen id is always written by hand."""
    name = born = ethnicity = place = size = ""
    if candidate:
        household = candidate.household
        head = household.head
        name, born = head.full_name, str(head.birth_year)
        ethnicity, size = str(head.get_ethnicity_display()), str(household.size)
        place = dwelling_place(household, village=candidate.village, area=candidate.area)
    return (
        Fields(
            fields=(
                Field(label="Tên tôi là:", value=name, weight=3),
                Field(label="Năm sinh:", value=born, weight=2),
            )
        ),
        Fields(
            fields=(
                Field(label="Số định danh cá nhân:", weight=3),
                Field(label="Dân tộc:", value=ethnicity, weight=2),
            )
        ),
        Fields(fields=(Field(label="Nơi ở hiện nay:", value=place),)),
        Fields(fields=(Field(label="Số nhân khẩu trong hộ:", value=size),)),
    )


def _members(candidate: Candidate | None) -> tuple[Row, ...]:
    if candidate is None:
        return empty_rows(7, len(COLUMNS))
    return tuple(
        (
            str(place),
            row.person.full_name,
            str(row.person.get_gender_display()),
            str(row.person.birth_year),
            str(row.person.get_ethnicity_display()),
            str(row.get_relation_display()),
        )
        for place, row in enumerate(present(candidate.household), start=1)
    )
