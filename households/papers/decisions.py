"""The decision that recognises what a round found, its lists, and the certificates it leads to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from households import scoring
from households.choices import PovertyClass
from households.models import Certificate, Opinion, RecognitionDecision, Review
from households.papers.frame import (
    centred,
    city_of,
    committee,
    committee_name,
    dwelling_place,
    in_vietnamese,
    in_words,
    lowered,
    members_on,
    numbered,
    place_and_date,
    slashed,
)
from households.papers.lists import of_round, village_of
from povertyportal.reporting.documents import (
    Align,
    Block,
    Column,
    Document,
    Field,
    Fields,
    PageBreak,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
)
from povertyportal.ui.text import grouped

CENTRE = Align.CENTRE
POOR, NEAR_POOR, NOT_POOR = PovertyClass.POOR, PovertyClass.NEAR_POOR, PovertyClass.NOT_POOR


@dataclass(frozen=True)
class Annex:
    """One list of a decision: who is on it, and how its column of last year's class reads."""

    name: str
    belongs: Callable[[str, str], bool]


ANNEXES = (
    Annex("hộ nghèo", lambda now, _before: now == POOR),
    Annex("hộ cận nghèo", lambda now, _before: now == NEAR_POOR),
    Annex("hộ thoát nghèo", lambda now, before: before == POOR and now != POOR),
    Annex("hộ thoát cận nghèo", lambda now, before: before == NEAR_POOR and now == NOT_POOR),
)
"""A poor household that became near-poor is on the second list and on the third."""


@in_vietnamese
def decision_paper(decision: RecognitionDecision) -> Document:
    """Return the decision with its lists: poor, near-poor, left poverty, left near-poverty."""
    reviews = list(
        decision.reviews.select_related("household__head", "village", "area", "previous").order_by(
            "village__path", "household__sort_key", "pk"
        )
    )
    lists = [(annex, [r for r in reviews if _on(annex, r)]) for annex in ANNEXES]
    names = ", ".join(annex.name for annex in ANNEXES)
    ward = lowered(decision.area)
    return Document(
        agency=committee(decision.area),
        number=numbered(decision.number, kind="QĐ"),
        place_and_date=place_and_date(decision.area, decision.decided_on),
        title="QUYẾT ĐỊNH",
        subtitle=(f"Về việc công nhận danh sách {names}", of_round(decision.round).capitalize()),
        blocks=(
            centred(f"CHỦ TỊCH ỦY BAN NHÂN DÂN {decision.area.name.upper()}"),
            *_grounds(decision),
            centred("QUYẾT ĐỊNH:"),
            *_articles(decision, lists),
            Signatures(
                columns=(
                    Signature(
                        title=decision.signer_title.upper(),
                        note="(Ký, ghi rõ họ tên, đóng dấu)",
                    ),
                ),
                recipients=(
                    "- Như Điều 3;",
                    f"- UBND {lowered(city_of(decision.area))} (để báo cáo);",
                    f"- Các thôn, tổ dân phố của {ward};",
                    "- Lưu: VT.",
                ),
            ),
            *_annexes(decision, lists),
        ),
    )


def _on(annex: Annex, review: Review) -> bool:
    before = review.previous.recognised_class if review.previous else ""
    return annex.belongs(review.recognised_class, before)


def _grounds(decision: RecognitionDecision) -> Iterable[Paragraph]:
    """Yield what the decision rests on; names of laws come from the files of the standard."""
    standard = scoring.load(decision.round.standard)
    laws = [standard.decree, *decision.round.procedure.source.split(";")]
    yield Paragraph(text="Căn cứ Luật Tổ chức chính quyền địa phương;", is_italic=True)
    for law in laws:
        yield Paragraph(text=f"Căn cứ {law.strip()};", is_italic=True)
    asked = Opinion.objects.filter(
        entries__review__decision=decision, answered_on__isnull=False
    ).distinct()
    for opinion in asked.order_by("answered_on", "pk"):
        yield Paragraph(
            text=f"Căn cứ ý kiến của Chủ tịch Ủy ban nhân dân {lowered(city_of(decision.area))} "
            f"tại văn bản số {opinion.answer_number} {in_words(opinion.answered_on)};",
            is_italic=True,
        )
    yield Paragraph(
        text="Theo đề nghị của Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo "
        f"{lowered(decision.area)}.",
        is_italic=True,
    )


def _articles(
    decision: RecognitionDecision, lists: list[tuple[Annex, list[Review]]]
) -> Iterable[Block]:
    ward = lowered(decision.area)
    yield Paragraph(
        lead="Điều 1.",
        text=f"Công nhận kết quả rà soát hộ nghèo, hộ cận nghèo {of_round(decision.round)} của "
        f"{ward} như sau:",
    )
    for annex, rows in lists:
        text = f"- {grouped(len(rows))} {annex.name}"
        if rows:
            people = grouped(sum(review.size for review in rows))
            text += f" với {people} nhân khẩu ({_list_name(annex).lower()} kèm theo)"
        yield Paragraph(text=f"{text};" if annex is not ANNEXES[-1] else f"{text}.")
    yield Paragraph(
        lead="Điều 2.",
        text="Giấy chứng nhận được cấp cho từng hộ nghèo, hộ cận nghèo có tên trong danh sách; "
        "các hộ được hưởng chính sách theo quy định kể từ ngày Quyết định này có hiệu lực.",
    )
    yield Paragraph(
        lead="Điều 3.",
        text="Quyết định này có hiệu lực kể từ ngày ký. Công chức phụ trách, trưởng thôn, tổ "
        f"trưởng tổ dân phố của {ward} và các hộ có tên trong danh sách chịu trách nhiệm thi hành "
        "Quyết định này.",
    )


def _list_name(annex: Annex) -> str:
    return f"Danh sách {annex.name}"


def _annexes(
    decision: RecognitionDecision, lists: list[tuple[Annex, list[Review]]]
) -> Iterable[Block]:
    when = in_words(decision.decided_on)
    for annex, reviews in lists:
        if not reviews:
            continue
        yield PageBreak()
        yield centred(_list_name(annex).upper())
        yield centred(
            f"(Kèm theo Quyết định số {decision.number} {when} của Chủ tịch "
            f"{committee_name(decision.area)})",
            is_bold=False,
            is_italic=True,
        )
        yield Table(
            columns=(
                Column(width=7, align=CENTRE),
                Column(width=16, align=CENTRE),
                Column(width=33),
                Column(width=22),
                Column(width=10, align=CENTRE),
                Column(width=12, align=CENTRE),
            ),
            head=(
                ("STT", "Mã hộ", "Họ và tên chủ hộ", "Thôn, tổ dân phố", "Nhân khẩu", "Kỳ trước"),
            ),
            rows=tuple(_listed(review, place) for place, review in enumerate(reviews, start=1)),
        )
        people = grouped(sum(review.size for review in reviews))
        yield Paragraph(
            text=f"Cộng: {grouped(len(reviews))} hộ, {people} nhân khẩu.",
            is_bold=True,
            indent=False,
        )


def _listed(review: Review, place: int) -> Row:
    before = review.previous
    return (
        str(place),
        review.household.code,
        review.household.head.full_name,
        village_of(review),
        str(review.size),
        str(before.get_recognised_class_display()) if before else "–",
    )


def certificates_of(decision: RecognitionDecision) -> QuerySet[Certificate]:
    """Return the certificates of the decision's households with all that stands on them."""
    return with_households(Certificate.objects.filter(review__decision=decision)).order_by("number")


def with_households(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Add to certificates the households, members and decisions that stand on them."""
    return rows.select_related(
        "review__household__head",
        "review__village",
        "review__area__parent",
        "review__decision",
        "review__round",
        "area__parent",
        "round",
    ).prefetch_related("review__members__person", "review__household__memberships__person")


TITLES = {POOR: "HỘ NGHÈO", NEAR_POOR: "HỘ CẬN NGHÈO"}


@in_vietnamese
def certificate_paper(certificate: Certificate) -> Document:
    """Return the certificate of a poor or near-poor household, on one page with a frame."""
    review = certificate.review
    household, decision = review.household, review.decision
    head = household.head
    kind = PovertyClass(review.recognised_class)
    place = dwelling_place(household, village=review.village, area=review.area)
    standard = scoring.load(review.round.standard)
    by = ""
    if decision is not None:
        by = f" theo Quyết định số {decision.number} ngày {slashed(decision.decided_on)}"
    return Document(
        agency=committee(certificate.area),
        number=f"Số: {certificate.number}/{certificate.round.year}/GCN",
        is_framed=True,
        title="GIẤY CHỨNG NHẬN",
        subtitle=(TITLES.get(kind, str(kind.label).upper()),),
        blocks=(
            centred(f"CHỦ TỊCH ỦY BAN NHÂN DÂN {certificate.area.name.upper()}"),
            centred("chứng nhận:", is_bold=False),
            Fields(
                fields=(
                    Field(label="Hộ ông (bà):", value=head.full_name, weight=3),
                    Field(label="Năm sinh:", value=str(head.birth_year), weight=2),
                )
            ),
            Fields(
                fields=(
                    Field(label="Mã hộ:", value=household.code, weight=3),
                    Field(label="Dân tộc:", value=str(head.get_ethnicity_display()), weight=2),
                )
            ),
            Fields(fields=(Field(label="Nơi ở:", value=place),)),
            Paragraph(
                text=f"là {str(kind.label).lower()} theo kết quả rà soát "
                f"{of_round(certificate.round)} ({_lowered_first(standard.name)}){by}.",
                indent=False,
            ),
            Paragraph(text="Các thành viên trong hộ:", indent=False),
            _members(certificate),
            Signatures(
                columns=(
                    Signature(
                        above=place_and_date(certificate.area, certificate.issued_on),
                        title=decision.signer_title.upper() if decision else "CHỦ TỊCH",
                        note="(Ký, ghi rõ họ tên, đóng dấu)",
                    ),
                )
            ),
        ),
    )


def _lowered_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _members(certificate: Certificate) -> Table:
    review = certificate.review
    day = review.decision.decided_on if review.decision else certificate.issued_on
    return Table(
        columns=(
            Column(width=8, align=CENTRE),
            Column(width=47),
            Column(width=18, align=CENTRE),
            Column(width=27, align=CENTRE),
        ),
        head=(("STT", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"),),
        rows=tuple(
            (str(place), person.full_name, str(person.birth_year), relation)
            for place, (person, relation) in enumerate(members_on(review, day), start=1)
        ),
    )
