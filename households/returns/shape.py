"""The outside of a form, alike on the page, in the workbook and on paper: headings and words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.papers.frame import committee
from households.returns.book import Book
from households.returns.layout import Column, Form, Group
from households.returns.people import PersonForm
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import Signature
from povertyportal.ui.sheets import Head

NAME_WIDTH, LINE_WIDTH, NUMBER_WIDTH = 22, 11, 5
WIDTHS = {"1": 6, "2": 8, "3": 24, "6": 10, "7": 11}
"""Columns of the detailed lists that are wider than a mark, in characters."""
UNOFFICIAL = gettext_lazy("Số liệu chưa chính thức: đợt rà soát chưa khoá")


def has_lines(form: Form | PersonForm) -> bool:
    """Tell whether each unit has a line of households and one of persons."""
    return isinstance(form, Form) and bool(form.lines)


def lead_of(form: Form | PersonForm, area: Area) -> tuple[Head, ...]:
    """Return the headings before the numbers: place, and the kind of line."""
    if isinstance(form, PersonForm):
        return ()
    is_ward = area.level == Area.Level.WARD
    place = _("Thôn, tổ dân phố") if is_ward else _("Phường, xã")
    lead = [Head(text=_("TT"), width=NUMBER_WIDTH), Head(text=place, width=NAME_WIDTH)]
    if has_lines(form):
        lead.append(Head(text=_("Phân tổ"), width=LINE_WIDTH))
    return tuple(lead)


def heads_of(form: Form | PersonForm, area: Area) -> tuple[Head, ...]:
    """Return all headings of a form."""
    widths = WIDTHS if isinstance(form, PersonForm) else {}
    usual = 6.0 if isinstance(form, PersonForm) else 9.0
    return (*lead_of(form, area), *_heads(form.parts, widths, usual))


def _heads(
    parts: Sequence[Group | Column], widths: dict[str, int], usual: float
) -> tuple[Head, ...]:
    return tuple(
        Head(text=str(part.text), width=widths.get(part.ref, usual))
        if isinstance(part, Column)
        else Head(text=str(part.text), below=_heads(part.parts, widths, usual))
        for part in parts
    )


def numbers_of(form: Form | PersonForm) -> tuple[str, ...]:
    """Return the row of letters, numbers and formulas; none where the form has no such row."""
    if isinstance(form, PersonForm):
        return tuple(column.ref for column in _columns(form.parts))
    if not form.is_numbered:
        return ()
    letters = "ABC" if has_lines(form) else "AB"
    return (*letters, *(column.number for column in form.columns))


def _columns(parts: Sequence[Group | Column]) -> list[Column]:
    found: list[Column] = []
    for part in parts:
        found += [part] if isinstance(part, Column) else _columns(part.parts)
    return found


def title_of(form: Form | PersonForm) -> str:
    """Return the title as it stands on the form."""
    return str(form.title).upper()


def subtitle_of(book: Book) -> tuple[str, ...]:
    """Return the round and its standard; that it is a preview, or of a past day, where it is."""
    lines = [f"{book.round} · {book.round.get_standard_display()}"]
    if not book.is_official:
        lines.append(str(UNOFFICIAL))
    if book.day:
        lines.append(_("Số liệu tại ngày %s") % f"{book.day:%d/%m/%Y}")
    return tuple(lines)


def agency_of(area: Area) -> tuple[str, ...]:
    """Return who issues the form."""
    return committee(area)


def signatures() -> tuple[Signature, ...]:
    """Return who signs a form."""
    return (
        Signature(title="NGƯỜI LẬP BIỂU"),
        Signature(
            above="TM. ỦY BAN NHÂN DÂN", title="CHỦ TỊCH", note="(Ký, ghi rõ họ tên, đóng dấu)"
        ),
    )
