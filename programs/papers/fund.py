"""Receipts of the Fund for the Poor: Phiếu thu and Phiếu chi, one page each."""

from households.papers.frame import city_of, in_vietnamese, place_and_date, slashed
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import (
    Align,
    Block,
    Document,
    Field,
    Fields,
    Paragraph,
    Signature,
    Signatures,
)
from povertyportal.ui.text import grouped
from programs.choices import FundKind
from programs.models import FundTransaction
from programs.wording import dong_in_words


def has_receipt(row: FundTransaction) -> bool:
    """Tell whether money changed hands: not so for opening balances and counter-entries."""
    return row.kind != FundKind.OPENING and row.corrects_id is None


@in_vietnamese
def fund_receipt(row: FundTransaction) -> Document:
    """Return the receipt; an unnamed donor's line is left to be written by hand."""
    is_out = row.kind in FundTransaction.MONEY_OUT
    words = dong_in_words(row.amount)
    return Document(
        agency=("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM", row.area.name.upper(), "QUỸ VÌ NGƯỜI NGHÈO"),
        number=f"Số: {row.document_number}",
        place_and_date=place_and_date(row.area, row.occurred_on),
        title="PHIẾU CHI" if is_out else "PHIẾU THU",
        blocks=(
            *_corrected(row),
            _line("Họ tên người nhận tiền:" if is_out else "Họ tên người nộp tiền:", _name(row)),
            _line("Địa chỉ:", _address(row)),
            _line("Lý do chi:" if is_out else "Lý do nộp:", row.purpose),
            _line("Số tiền:", f"{grouped(row.amount)} đồng"),
            _line("Bằng chữ:", words),
            _line("Kèm theo chứng từ gốc:", ""),
            _line("Đã nhận đủ số tiền (viết bằng chữ):", ""),
            Signatures(
                columns=(
                    Signature(title="TRƯỞNG BAN", note="(Ký, họ tên, đóng dấu)"),
                    Signature(title="NGƯỜI LẬP PHIẾU", name=row.created_by.full_name),
                    Signature(title="NGƯỜI NHẬN TIỀN" if is_out else "NGƯỜI NỘP TIỀN"),
                )
            ),
        ),
    )


def _line(label: str, value: str) -> Fields:
    return Fields(fields=(Field(label=label, value=value),))


def _name(row: FundTransaction) -> str:
    return "" if row.is_anonymous else row.party


def _address(row: FundTransaction) -> str:
    """Return where the house stands, for money towards one."""
    case = row.housing_case
    if case is None:
        return ""
    area: Area = case.area
    return f"{area.name}, {city_of(area).name}"


def _corrected(row: FundTransaction) -> tuple[Block, ...]:
    """Say on the receipt of an entry that was taken back that it no longer holds."""
    first = row.corrections.order_by("occurred_on").first()
    if first is None:
        return ()
    text = f"Phiếu này đã được đính chính ngày {slashed(first.occurred_on)}, không còn giá trị."
    return (Paragraph(text=text, is_bold=True, align=Align.CENTRE, indent=False),)
