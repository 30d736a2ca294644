"""Papers between the visit and the decision: minutes, posting, report to the city."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from households.choices import PovertyClass
from households.models import (
    MeetingVote,
    Opinion,
    OpinionEntry,
    Posting,
    Review,
    ReviewRound,
    VillageMeeting,
)
from households.papers.frame import (
    DOTS,
    YEAR_DOTS,
    city_of,
    committee,
    committee_name,
    empty_rows,
    group_row,
    heading,
    in_vietnamese,
    in_words,
    lowered,
    numbered,
    place_and_date,
    slashed,
)
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
)
from povertyportal.ui.text import grouped

CENTRE, LEFT = Align.CENTRE, Align.LEFT
CLASS_TITLES = {
    PovertyClass.POOR: "Hộ nghèo",
    PovertyClass.NEAR_POOR: "Hộ cận nghèo",
    PovertyClass.NOT_POOR: "Hộ không thuộc diện nghèo, cận nghèo",
}


def of_round(found: ReviewRound | None) -> str:
    """Return the round as a paper names it: 'năm 2023', 'tháng 03 năm 2023'."""
    if found is None:
        return f"năm {YEAR_DOTS}"
    return f"tháng {found.month:02d} năm {found.year}" if found.month else f"năm {found.year}"


def village_of(review: Review) -> str:
    """Return the name of the village of the review, or of the ward where it has none."""
    return (review.village or review.area).name


@in_vietnamese
def posting_paper(posting: Posting) -> Document:
    """Return the list for the board of the ward: name, village and class, nothing else."""
    entries = posting.entries.select_related(
        "review__household__head", "review__village", "review__area"
    ).order_by("review__village__path", "review__household__sort_key", "pk")
    rows = tuple(
        (
            str(place),
            entry.review.household.head.full_name,
            village_of(entry.review),
            str(entry.get_proposed_class_display()),
        )
        for place, entry in enumerate(entries, start=1)
    )
    name = committee_name(posting.area)
    return Document(
        agency=committee(posting.area),
        number=numbered("", kind="TB"),
        place_and_date=place_and_date(posting.area, posting.posted_on),
        title="DANH SÁCH NIÊM YẾT",
        subtitle=(f"Kết quả rà soát hộ nghèo, hộ cận nghèo {of_round(posting.round)}",),
        blocks=(
            Paragraph(
                text=f"{name} niêm yết công khai kết quả rà soát từ ngày "
                f"{slashed(posting.posted_on)} đến hết ngày {slashed(posting.ends_on)} tại "
                f"{posting.places}."
            ),
            Paragraph(
                text="Người dân có ý kiến hoặc khiếu nại về kết quả xin gửi đến "
                f"{name} trong thời gian niêm yết."
            ),
            Table(
                columns=(
                    Column(width=8, align=CENTRE),
                    Column(width=42),
                    Column(width=25),
                    Column(width=25, align=CENTRE),
                ),
                head=(("STT", "Họ và tên chủ hộ", "Thôn, tổ dân phố", "Kết quả rà soát"),),
                rows=rows,
            ),
            Paragraph(
                text=f"Danh sách này có {grouped(len(rows))} hộ.", is_italic=True, indent=False
            ),
            Signatures(columns=(_chair(),), recipients=("- Nơi niêm yết;", "- Lưu: VT.")),
        ),
    )


def _chair() -> Signature:
    return Signature(
        above="TM. ỦY BAN NHÂN DÂN", title="CHỦ TỊCH", note="(Ký, ghi rõ họ tên, đóng dấu)"
    )


@in_vietnamese
def meeting_paper(meeting: VillageMeeting | None = None) -> Document:
    """Return the minutes of a village meeting; empty ones to write by hand without a meeting."""
    area = meeting.area if meeting else None
    found = meeting.round if meeting else None
    return Document(
        agency=committee(area),
        place_and_date=place_and_date(area, meeting.held_on if meeting else None),
        title="BIÊN BẢN",
        subtitle=(
            "Họp dân thống nhất kết quả rà soát",
            f"hộ nghèo, hộ cận nghèo {of_round(found)}",
        ),
        blocks=(
            *_meeting_facts(meeting),
            heading("2. Kết quả biểu quyết từng hộ"),
            _votes(meeting),
            heading("3. Ý kiến và kết luận"),
            *_conclusion(meeting),
            Paragraph(
                text="Biên bản được đọc lại cho mọi người dự họp cùng nghe, lập thành 02 bản: "
                "01 bản lưu tại thôn, tổ dân phố, 01 bản gửi Ủy ban nhân dân phường, xã.",
                keeps_next=True,
            ),
            Signatures(
                columns=(
                    Signature(title="ĐẠI DIỆN HỘ DÂN"),
                    Signature(title="THƯ KÝ", name=meeting.secretary if meeting else ""),
                    Signature(title="CHỦ TRÌ", name=meeting.chaired_by if meeting else ""),
                )
            ),
        ),
    )


def _meeting_facts(meeting: VillageMeeting | None) -> tuple[Block, ...]:
    place = invited = attended = chair = secretary = village = ""
    if meeting:
        place, chair, secretary = meeting.place, meeting.chaired_by, meeting.secretary
        invited, attended = str(meeting.invited), str(meeting.attended)
        village = (meeting.village or meeting.area).name
    day = in_words(meeting.held_on if meeting else None)
    when = f"Hôm nay, {day}" if meeting else f"Hôm nay, hồi ….. giờ ….. {day}"
    return (
        Paragraph(text=f"{when}, cuộc họp dân được tổ chức như sau:"),
        heading("1. Địa điểm và thành phần"),
        Fields(
            fields=(
                Field(label="Thôn, tổ dân phố:", value=village),
                Field(label="Địa điểm:", value=place),
            )
        ),
        Fields(
            fields=(
                Field(label="Chủ trì:", value=chair),
                Field(label="Thư ký:", value=secretary),
            )
        ),
        Fields(
            fields=(
                Field(label="Số người được mời:", value=invited),
                Field(label="Số người dự họp:", value=attended),
            )
        ),
    )


VOTE_COLUMNS = (
    Column(width=7, align=CENTRE),
    Column(width=28),
    Column(width=12, align=CENTRE),
    Column(width=12, align=CENTRE),
    Column(width=17, align=CENTRE),
    Column(width=24),
)


def _votes(meeting: VillageMeeting | None) -> Table:
    head: Row = ("STT", "Chủ hộ", "Số người đồng ý", "Tỷ lệ (%)", "Diện thống nhất", "Ý kiến")
    rows = empty_rows(12, len(VOTE_COLUMNS))
    if meeting:
        votes = meeting.votes.select_related(
            "review__household__head", "review__village", "review__area"
        ).order_by("review__village__path", "review__household__sort_key", "pk")
        rows = tuple(
            _vote(vote, place, meeting.attended) for place, vote in enumerate(votes, start=1)
        )
    return Table(columns=VOTE_COLUMNS, head=(head,), rows=rows, is_tall=meeting is None)


def _vote(vote: MeetingVote, place: int, attended: int) -> Row:
    return (
        str(place),
        vote.review.household.head.full_name,
        str(vote.in_favour),
        share(vote.in_favour, attended),
        str(vote.get_agreed_class_display()) if vote.is_agreed else "Không thống nhất",
        vote.note,
    )


def share(part: int, whole: int) -> str:
    """Return the percentage with one decimal and a comma, '–' without a whole."""
    if not whole:
        return "–"
    percent = (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{percent}".replace(".", ",")


def _conclusion(meeting: VillageMeeting | None) -> tuple[Block, ...]:
    if meeting is None:
        return (Fields(fields=(Field(label="", lines=5),)),)
    text = meeting.conclusion or "Cuộc họp không có ý kiến khác."
    return tuple(Paragraph(text=line) for line in text.splitlines() if line.strip())


@in_vietnamese
def opinion_paper(opinion: Opinion) -> Document:
    """Return the ward's report to the chair of the city, with the list it asks about."""
    entries = list(
        opinion.entries.select_related(
            "review__household__head", "review__village", "review__area"
        ).order_by("review__village__path", "review__household__sort_key", "pk")
    )
    counts = Counter(entry.proposed_class for entry in entries)
    summary = "; ".join(
        f"{grouped(counts[key])} {title[:1].lower()}{title[1:]}"
        for key, title in CLASS_TITLES.items()
        if counts[key]
    )
    city = lowered(city_of(opinion.area))
    what = f"rà soát hộ nghèo, hộ cận nghèo {of_round(opinion.round)}"
    return Document(
        agency=committee(opinion.area),
        number=numbered(opinion.number, kind="BC"),
        place_and_date=place_and_date(opinion.area, opinion.asked_on),
        title="BÁO CÁO",
        subtitle=(f"Kết quả {what}", "và xin ý kiến trước khi công nhận"),
        blocks=(
            Paragraph(
                text=f"Kính gửi: Chủ tịch Ủy ban nhân dân {city}", align=CENTRE, indent=False
            ),
            Paragraph(
                text=f"{committee_name(opinion.area)} đã tổ chức {what}, họp dân và niêm yết công "
                f"khai theo {opinion.round.procedure.name}. Kết quả đề nghị: {summary}."
            ),
            Paragraph(
                text=f"{committee_name(opinion.area)} báo cáo và xin ý kiến của Chủ tịch Ủy ban "
                f"nhân dân {city} về danh sách dưới đây trước ngày {slashed(opinion.due_on)}, để "
                "ra quyết định công nhận theo quy định."
            ),
            Table(
                columns=(
                    Column(width=7, align=CENTRE),
                    Column(width=32),
                    Column(width=23),
                    Column(width=14, align=CENTRE),
                    Column(width=12, align=CENTRE),
                    Column(width=12, align=CENTRE),
                ),
                head=(
                    (
                        Cell(text="STT", rows=2),
                        Cell(text="Họ và tên chủ hộ", rows=2),
                        Cell(text="Thôn, tổ dân phố", rows=2),
                        Cell(text="Số nhân khẩu", rows=2),
                        Cell(text="Điểm", span=2),
                    ),
                    ("B1", "B2"),
                ),
                rows=_asked(entries),
            ),
            Signatures(
                columns=(_chair(),),
                recipients=(f"- Chủ tịch UBND {city};", "- Lưu: VT."),
            ),
        ),
    )


def _asked(entries: list[OpinionEntry]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for key, title in CLASS_TITLES.items():
        group = [entry for entry in entries if entry.proposed_class == key]
        if group:
            rows.append(group_row(f"{title} ({grouped(len(group))} hộ)", 6))
        for place, entry in enumerate(group, start=1):
            review = entry.review
            name, points = review.household.head.full_name, (_points(review.b1), _points(review.b2))
            rows.append((str(place), name, village_of(review), str(review.size), *points))
    return tuple(rows)


def _points(value: int | None) -> str:
    return DOTS if value is None else str(value)
