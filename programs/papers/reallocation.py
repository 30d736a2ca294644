"""The draft by which idle money is proposed to move between leaves (tờ trình điều chỉnh vốn)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from households.papers.frame import (
    DOTS,
    committee_name,
    heading,
    in_vietnamese,
    place_and_date,
    slashed,
)
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Numbered,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
)
from povertyportal.ui.text import grouped
from programs import eligibility, findings
from programs.choices import IdleCause
from programs.matcher import GroupMatch, Match
from programs.reallocation import NOBODY_LEFT, Advice, Suggestion

CENTRE, RIGHT = Align.CENTRE, Align.RIGHT


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the draft is about: whose money, which year, as of which day, and the suggestions.

    `office` is who proposes, "" where it is to be written by hand; `days` how long money of each
    allocation has been idle.
    """

    area: Area
    year: int
    day: date
    programme: str
    office: str
    suggestions: Sequence[Suggestion]
    days: Mapping[int, int]


@in_vietnamese
def reallocation_paper(proposal: Proposal) -> Document:
    """Return the draft: what lies idle, for whom it could be used, and what is proposed."""
    rows = proposal.suggestions
    total = sum(row.money.allocation.undistributed for row in rows)
    found = [match for row in rows for match in (row.match, row.taker) if match]
    matches = list({match.component.order: match for match in found}.values())
    matches.sort(key=lambda match: match.component.order)
    return Document(
        agency=("ỦY BAN NHÂN DÂN", proposal.area.name.upper(), (proposal.office or DOTS).upper()),
        number="Số: ………/TTr",
        place_and_date=place_and_date(proposal.area, None),
        title="TỜ TRÌNH (DỰ THẢO)",
        subtitle=(
            f"Đề nghị điều chỉnh phân bổ vốn năm {proposal.year}",
            proposal.programme,
        ),
        blocks=(
            Paragraph(
                text=f"Kính gửi: {committee_name(proposal.area)}", align=CENTRE, indent=False
            ),
            Paragraph(
                text=f"Đến ngày {slashed(proposal.day)}, vốn năm {proposal.year} còn "
                f"{grouped(total)} đồng được giao mà chưa phân bổ, thuộc {grouped(len(rows))} "
                "nguồn vốn. Sau khi rà soát lý do và đối chiếu đối tượng trong hồ sơ, cơ quan "
                "trình đề nghị như sau:"
            ),
            heading("1. Vốn chưa phân bổ"),
            _idle(proposal),
            heading("2. Đối chiếu đối tượng của từng dự án"),
            _matched(matches),
            *_proofs(matches),
            heading("3. Đề nghị điều chỉnh"),
            *_moves(rows),
            Paragraph(
                text="Số tiền trên là dự kiến, lấy bằng phần chưa phân bổ; số chính thức do cấp có "
                "thẩm quyền quyết định theo Nghị định 27/2022/NĐ-CP (sửa đổi: 38/2023/NĐ-CP).",
                is_italic=True,
            ),
            Paragraph(
                text=f"Kính trình {committee_name(proposal.area)} xem xét, quyết định.",
                keeps_next=True,
            ),
            Signatures(
                columns=(Signature(title="THỦ TRƯỞNG CƠ QUAN", note="(Ký, họ tên, đóng dấu)"),),
                recipients=("- Như trên;", "- Cơ quan thường trực Chương trình;", "- Lưu: VT."),
            ),
        ),
    )


def _idle(proposal: Proposal) -> Table:
    rows: list[Row] = []
    for place, row in enumerate(proposal.suggestions, start=1):
        allocation = row.money.allocation
        days = proposal.days.get(allocation.pk)
        rows.append(
            (
                str(place),
                f"{allocation.component.code} {allocation.component.name} "
                f"({allocation.get_source_display()}, vốn {allocation.get_kind_display().lower()})",
                grouped(allocation.assigned),
                grouped(allocation.undistributed),
                "" if days is None else grouped(days),
                _reasons(row),
            )
        )
    return Table(
        columns=(
            Column(width=6, align=CENTRE),
            Column(width=29),
            Column(width=15, align=RIGHT),
            Column(width=15, align=RIGHT),
            Column(width=8, align=RIGHT),
            Column(width=27),
        ),
        head=(
            (
                "STT",
                "Dự án, nguồn vốn",
                "Được giao (đồng)",
                "Chưa phân bổ (đồng)",
                "Số ngày",
                "Lý do, đơn vị xử lý, hạn",
            ),
        ),
        rows=(*rows, _sum(proposal)),
        is_small=True,
    )


def _sum(proposal: Proposal) -> Row:
    found = [row.money.allocation for row in proposal.suggestions]
    return (
        Cell(text="Tổng", span=2, is_bold=True, align=CENTRE),
        Cell(text=grouped(sum(row.assigned for row in found)), is_bold=True),
        Cell(text=grouped(sum(row.undistributed for row in found)), is_bold=True),
        "",
        "",
    )


def _reasons(row: Suggestion) -> str:
    parts = [
        f"{reason.get_reason_display()} ({grouped(reason.amount)} đồng; {reason.owner}; hạn "
        f"{slashed(reason.due_on)})"
        for reason in row.money.reasons
    ]
    if row.money.unexplained:
        parts.append(f"Chưa nêu lý do: {grouped(row.money.unexplained)} đồng")
    contradictions = {findings.contradiction(reason, row.match) for reason in row.money.reasons}
    return ". ".join([*parts, *sorted(contradictions - {""})])


def _matched(matches: Sequence[Match]) -> Table:
    rows: list[Row] = []
    for match in matches:
        known = match.whom in (eligibility.HOUSEHOLD, eligibility.PERSON)
        unit = "hộ" if match.whom == eligibility.HOUSEHOLD else "người"
        numbers = (match.eligible, match.served, len(match.unserved), match.unknown)
        rows.append(
            (
                match.component.code,
                *(grouped(number) if known else "" for number in numbers),
                f"Đơn vị tính: {unit}. {findings.finding(match).words}"
                if known
                else findings.finding(match).words,
            )
        )
    return Table(
        columns=(
            Column(width=10),
            Column(width=12, align=RIGHT),
            Column(width=12, align=RIGHT),
            Column(width=12, align=RIGHT),
            Column(width=12, align=RIGHT),
            Column(width=42),
        ),
        head=(
            (
                "Dự án",
                "Đủ điều kiện",
                "Đã hỗ trợ",
                "Chưa hỗ trợ",
                "Chưa có số liệu",
                "Kết luận",
            ),
        ),
        rows=tuple(rows),
        is_small=True,
    )


def _proofs(matches: Sequence[Match]) -> tuple[Block, ...]:
    """Return the rule, its source and the counts at each step, for every leaf."""
    groups = [(match, group) for match in matches for group in match.groups if group.steps]
    if not groups:
        return ()
    lines = tuple(_proof(match, group) for match, group in groups)
    return (
        Paragraph(text="Số đếm ở từng bước và căn cứ:", indent=False, keeps_next=True),
        Numbered(items=lines),
    )


def _proof(match: Match, group: GroupMatch) -> str:
    steps = []
    for step in group.steps:
        missing = sum(step.unknown.values())
        met = grouped(sum(step.met.values()))
        if missing and not sum(step.met.values()):
            met = "chưa rõ"
        note = f" (chưa có số liệu: {grouped(missing)})" if missing else ""
        steps.append(f"{step.words[:1].lower()}{step.words[1:]}: {met}{note}")
    everybody = grouped(sum(group.everybody.values()))
    return (
        f"{match.component.code}, {group.rule.group[:1].lower()}{group.rule.group[1:]}, tính đến "
        f"ngày {slashed(match.day)}: tất cả {everybody}; {'; '.join(steps)}. "
        f"Căn cứ: {group.rule.source}."
    )


def _moves(rows: Sequence[Suggestion]) -> tuple[Block, ...]:
    moves = [row for row in rows if row.advice == Advice.MOVE]
    rest = [row for row in rows if row.advice != Advice.MOVE]
    blocks: list[Block] = []
    if moves:
        blocks.append(_transfers(moves))
    else:
        blocks.append(Paragraph(text="Chưa có khoản nào đề nghị chuyển sang dự án khác."))
    if rest:
        blocks.append(Paragraph(text="Với các khoản còn lại:", keeps_next=True))
        blocks.append(Numbered(items=tuple(map(_other, rest))))
    return tuple(blocks)


def _transfers(moves: Sequence[Suggestion]) -> Table:
    rows: list[Row] = [
        (
            str(place),
            str(row.money.allocation),
            str(row.to),
            grouped(row.amount),
            _why(row),
        )
        for place, row in enumerate(moves, start=1)
    ]
    return Table(
        columns=(
            Column(width=6, align=CENTRE),
            Column(width=22),
            Column(width=22),
            Column(width=18, align=RIGHT),
            Column(width=32),
        ),
        head=(("STT", "Giảm vốn của", "Tăng vốn của", "Số tiền dự kiến (đồng)", "Lý do"),),
        rows=tuple(rows),
        is_small=True,
    )


def _why(row: Suggestion) -> str:
    """Say why the one gives, and why the other may take."""
    unfit = [r for r in row.money.reasons if r.reason == IdleCause.DOES_NOT_FIT]
    if findings.outcome(row.match) in NOBODY_LEFT:
        why = findings.finding(row.match).words
    else:
        why = ". ".join(f"{reason}: {reason.note or reason.owner}".rstrip(".") for reason in unfit)
        why = f"{why}."
    if row.taker:
        left = findings.counted(row.taker, len(row.taker.unserved))
        code = row.taker.component.code
        why = f"{why} {code} còn {left} đủ điều kiện chưa được hỗ trợ và không còn vốn để phân bổ."
    return why


def _other(row: Suggestion) -> str:
    amount = f"{row.money.allocation}: {grouped(row.amount)} đồng"
    left = findings.counted(row.match, len(row.match.unserved))
    words = {
        Advice.NOWHERE: "không có dự án cùng năm, cùng loại vốn đang cần thêm; đề nghị "
        "chuyển nguồn sang năm sau hoặc nộp trả ngân sách cấp trên",
        Advice.KEEP: f"giữ lại, phân bổ để hỗ trợ {left} đủ điều kiện chưa được hỗ trợ",
        Advice.ASK: "chưa đề nghị điều chỉnh; bổ sung số liệu còn thiếu trước",
        Advice.PLAN: "không gắn với từng đối tượng; đề nghị phân bổ theo kế hoạch hoạt động",
    }
    return f"{amount}: {words[row.advice]}."
