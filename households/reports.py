"""The 15 official forms as reports, so that they can be filed: each alone, and R1 to R13 as a set.

A report over a period is made of its last closed round; what a round found later is another one.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import PermissionDenied
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import scoring
from households.indicators.rows import rounds
from households.models import ReviewRound
from households.papers.frame import in_vietnamese
from households.returns import pages
from households.returns.book import Book, open_book
from households.returns.fill import Return
from households.returns.forms import forms_for
from households.returns.formulas import Number
from households.returns.papers import paper_of
from households.returns.people import PERSON_FORMS
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.reports import Gap, Period, Report, ReportKind, register_report
from povertyportal.reporting.scope import Scope

CENT = Decimal("0.01")
SET_ORDER = 50
COUNTS = forms_for(standard=scoring.standards()[-1], local=())
TITLES = {code: form.title for code, form in COUNTS.items()}
TITLES |= {code: form.title for code, form in PERSON_FORMS.items()}
"""What each form is called: the same by every standard."""


def _built(*codes: str) -> Callable[[Scope, User], Report]:
    """Return the builder of a report made of these forms."""

    @in_vietnamese
    def build(scope: Scope, user: User) -> Report:
        found = rounds(scope)
        if not found:
            return Report(papers=(), gaps=(_no_round(),))
        book = _book(scope, user, found[-1])
        if book is None:
            return Report(papers=(), gaps=(_no_area(scope, found[-1]),))
        if not all(pages.may_see(user, code, book.area) for code in codes):
            raise PermissionDenied
        gaps = dict.fromkeys(gap for code in codes for gap in book.gaps(code))
        return Report(
            papers=tuple(paper_of(book, code) for code in codes),
            numbers={name: n for code in codes for name, n in _numbers(book, code).items()},
            gaps=tuple(gaps),
        )

    return build


def _book(scope: Scope, user: User, found: ReviewRound) -> Book | None:
    """Return the forms of the area as it was then, None where it was none of the user's then."""
    areas = pages.areas_of(user, found)
    if scope.area not in areas:
        return None
    return open_book(round=found, area=scope.area, wards=pages.wards_in(scope.area, areas))


def _no_round() -> Gap:
    return Gap(
        _("Không có đợt rà soát định kỳ nào đã khoá trong kỳ này theo chuẩn nghèo đã chọn"),
        _("Chọn kỳ có ngày kết thúc của đợt rà soát, hoặc khoá đợt trước."),
    )


def _no_area(scope: Scope, found: ReviewRound) -> Gap:
    words = _("%(area)s không phải địa bàn của %(round)s, hoặc bạn không được xem phiếu rà soát")
    return Gap(
        words % {"area": scope.area.name, "round": found},
        _("Biểu lập theo phường, xã tại thời điểm rà soát: chọn địa bàn của thời điểm đó."),
    )


def _numbers(book: Book, code: str) -> dict[str, Number | None]:
    """Return the cells of a form by names that stay: "R1/01846/3/households"."""
    if code in PERSON_FORMS:
        found, area = book.people[code], book.area.code
        return {
            f"{code}/{area}/households": len(found.homes),
            f"{code}/{area}/persons": found.persons,
        }
    return _cells(book.returns[code])


def _cells(found: Return) -> dict[str, Number | None]:
    named: dict[str, Number | None] = {}
    for row in found.rows:
        place = row.place.area.code if row.place.area else row.place.key
        for column in found.form.columns:
            unit = row.line.key if found.form.lines else column.unit
            name = f"{found.form.code}/{place}/{column.name or column.ref}/{unit}"
            number = row.cells[column.ref].number
            named[name] = _rounded(number)
    return named


def _rounded(number: Number | None) -> Number | None:
    """Return a rate as forms write it, with two decimals."""
    return number.quantize(CENT, ROUND_HALF_UP) if isinstance(number, Decimal) else number


register_report(
    ReportKind(
        key="returns",
        title=gettext_lazy("Bộ biểu tổng hợp kết quả rà soát (R1–R13)"),
        description=gettext_lazy(
            "13 biểu tổng hợp hộ nghèo, hộ cận nghèo (Phụ lục VII, Thông tư 07/2021/TT-BLĐTBXH) "
            "của đợt rà soát đã khoá trong kỳ, theo phường, xã."
        ),
        permission=Permission.REVIEW_VIEW,
        build=_built(*COUNTS),
        period=Period.YEAR,
        order=SET_ORDER,
    ),
    *(
        ReportKind(
            key=code.lower(),
            title=format_lazy("{code} · {title}", code=code, title=title),
            description=gettext_lazy(
                "Một biểu của Phụ lục VII, Thông tư 07/2021/TT-BLĐTBXH, của đợt rà soát đã khoá "
                "trong kỳ."
            ),
            permission=(
                Permission.HOUSEHOLD_VIEW if code in PERSON_FORMS else Permission.REVIEW_VIEW
            ),
            build=_built(code),
            period=Period.YEAR,
            order=order,
        )
        for order, (code, title) in enumerate(TITLES.items(), start=SET_ORDER + 1)
    ),
)
