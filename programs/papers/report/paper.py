"""The report as a paper: heading, grounds, numbered parts, signatures, annexes."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from households import scoring
from households.papers.frame import (
    committee,
    committee_name,
    heading,
    lowered,
    numbered,
    place_and_date,
    slashed,
)
from povertyportal.accounts.roles import Permission as P
from povertyportal.areas.models import Area, Boundaries
from povertyportal.reporting.documents import Block, Document, Paragraph, Signature, Signatures
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.spread import left_out
from programs.papers.report import (
    awards,
    capital,
    credit,
    difficulties,
    evaluation,
    housing,
    poverty,
    steering,
    support,
    tasks,
    work,
)
from programs.papers.report.annexes import annexes
from programs.papers.report.brief import Brief, Section
from programs.papers.report.parts import said

FILE = Path(__file__).parents[2] / "data" / "reports.toml"
SECTIONS = (
    Section(title="Giảm nghèo", permissions=(P.REVIEW_VIEW,), build=poverty.blocks),
    Section(title="Nguồn vốn Chương trình", permissions=(P.CAPITAL_VIEW,), build=capital.blocks),
    Section(title="Hỗ trợ trực tiếp", permissions=(P.SUPPORT_VIEW,), build=support.blocks),
    Section(title="Tín dụng chính sách", permissions=(P.LOAN_VIEW,), build=credit.blocks),
    Section(
        title="Việc làm và giáo dục nghề nghiệp", permissions=(P.WORK_VIEW,), build=work.blocks
    ),
    Section(
        title="Nhà ở và Quỹ Vì người nghèo",
        permissions=(P.HOUSING_VIEW, P.FUND_VIEW),
        build=housing.blocks,
    ),
    Section(title="Thi đua, khen thưởng", permissions=(P.AWARD_VIEW,), build=awards.blocks),
)


@dataclass(frozen=True)
class Ground:
    """A document that reports rest on, and the days on which it holds."""

    text: str
    valid_from: date
    valid_to: date | None


@cache
def grounds() -> tuple[Ground, ...]:
    """Return the documents of the file, in its order."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Ground(row["text"], row["from"], row.get("until")) for row in data["basis"])


def papers_of(brief: Brief) -> tuple[Document, ...]:
    """Return the report and its annexes."""
    area = brief.scope.area
    paper = Document(
        agency=committee(area),
        number=numbered("", kind="BC"),
        place_and_date=place_and_date(area, None),
        title="BÁO CÁO",
        subtitle=(brief.about, f"trên địa bàn {lowered(area)}"),
        blocks=(
            *_opening(brief),
            *_part("I", "Công tác chỉ đạo, điều hành", steering.blocks(brief)),
            *_part("II", "Kết quả thực hiện", _results(brief)),
            *_part("III", "Đánh giá so với kế hoạch", evaluation.blocks(brief)),
            *_part("IV", "Khó khăn, tồn tại và nguyên nhân", difficulties.blocks(brief)),
            *_part("V", "Nhiệm vụ, giải pháp và kiến nghị", _next(brief)),
            *_end(brief),
        ),
    )
    return (paper, *annexes(brief))


def _opening(brief: Brief) -> list[Block]:
    """Return what the report rests on, and what its numbers mean."""
    scope = brief.scope
    day, standard = scope.as_of, scoring.load(scope.standard)
    held = [
        ground.text
        for ground in grounds()
        if ground.valid_from <= day and (ground.valid_to is None or day <= ground.valid_to)
    ]
    laws = "; ".join([*held, f"{standard.name} theo {standard.decree}"])
    own = "" if scope.is_chosen else " Chỉ tiêu có kỳ tính riêng được ghi rõ trong từng phần."
    units = ""
    if scope.boundaries == Boundaries.TODAY:
        converted = "Số liệu theo đơn vị được quy về địa giới hành chính hiện nay."
        units = " ".join(["", converted, *left_out(scope)])
    return [
        said(f"Căn cứ {laws};"),
        said(
            f"{committee_name(scope.area)} báo cáo kết quả thực hiện {brief.programme} từ ngày "
            f"{slashed(scope.start)} đến ngày {slashed(min(scope.end, day))}, số liệu trong hồ sơ "
            f"tính đến ngày {slashed(day)}, như sau.{own}{units}"
        ),
    ]


def _part(numeral: str, title: str, blocks: Sequence[Block]) -> list[Block]:
    """Return a part with its title; nothing for a part of which the user may see nothing."""
    return [heading(f"{numeral}. {title.upper()}"), *blocks] if blocks else []


def _sub(number: int, title: str) -> Paragraph:
    """Return the title of a section, with the indent of its text."""
    return Paragraph(text=f"{number}. {title}", is_bold=True, space_before=True, keeps_next=True)


def _results(brief: Brief) -> list[Block]:
    """Return the sections that the user may see, numbered in order, and name those left out."""
    seen = [each for each in SECTIONS if brief.allows(*each.permissions)]
    absent = [each.title for each in SECTIONS if each not in seen]
    found: list[Block] = []
    for number, section in enumerate(seen, start=1):
        found += [_sub(number, section.title), *section.build(brief)]
    if absent:
        names = "; ".join(f"“{title}”" for title in absent)
        found.append(
            Paragraph(
                text=f"Bản này không có các phần {names}: người lập không có quyền xem số liệu của "
                "các phần đó.",
                is_italic=True,
                space_before=True,
            )
        )
    return found


def _next(brief: Brief) -> list[Block]:
    return [
        _sub(1, "Nhiệm vụ, giải pháp"),
        *tasks.tasks(brief),
        _sub(2, "Kiến nghị, đề xuất"),
        *tasks.proposals(brief),
    ]


def _end(brief: Brief) -> list[Block]:
    """Return the closing sentence, who receives the report, and who signs it."""
    area = brief.scope.area
    name = committee_name(area)
    return [
        Paragraph(
            text=f"Trên đây là báo cáo {_small(brief.about)} trên địa bàn {lowered(area)}; {name} "
            "báo cáo cấp có thẩm quyền xem xét, chỉ đạo./.",
            space_before=True,
            keeps_next=True,
        ),
        Signatures(
            columns=(
                Signature(
                    title="TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", note="(Ký, ghi rõ họ tên, đóng dấu)"
                ),
            ),
            recipients=_recipients(brief.scope),
        ),
    ]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _recipients(scope: Scope) -> tuple[str, ...]:
    """Return to whom the report goes: above, beside, and below the committee."""
    area = scope.area
    above = f"UBND {lowered(area.parent)}" if area.parent else "Ủy ban nhân dân cấp trên"
    below = "- UBND các phường, xã;" if area.level == Area.Level.CITY else ""
    lines = (
        f"- {above} (để báo cáo);",
        f"- Thường trực cấp ủy, HĐND {lowered(area)};",
        "- Ban Chỉ đạo Chương trình;",
        "- Cơ quan thường trực Chương trình;",
        below,
        "- Lưu: VT.",
    )
    return tuple(filter(None, lines))
