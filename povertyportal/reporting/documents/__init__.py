"""Papers on A4 in the layout of Decree 30/2020/NĐ-CP: one content, three renderers.

`content` says what stands on a paper, `docx`, `html` and `pdf` draw it, `print_out` gives it to
whoever asked and records that. A paper is always Vietnamese, whatever language the reader uses.
"""

from povertyportal.reporting.documents.content import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Field,
    Fields,
    Numbered,
    PageBreak,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
    Tick,
    Ticks,
    cleaned,
    texts,
)
from povertyportal.reporting.documents.frozen import freeze, thaw
from povertyportal.reporting.documents.handing import Format, format_asked, print_out
from povertyportal.reporting.documents.pdf import can_make_pdf

__all__ = [
    "Align",
    "Block",
    "Cell",
    "Column",
    "Document",
    "Field",
    "Fields",
    "Format",
    "Numbered",
    "PageBreak",
    "Paragraph",
    "Row",
    "Signature",
    "Signatures",
    "Table",
    "Tick",
    "Ticks",
    "can_make_pdf",
    "cleaned",
    "format_asked",
    "freeze",
    "print_out",
    "texts",
    "thaw",
]
