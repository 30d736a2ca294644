"""The 15 official forms of a round: all of them, one, and the households behind a number."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from households.lists.households import HouseholdFilter, PlainHouseholdTable
from households.lists.returns import CellReviewFilter, CellReviewTable
from households.models import Household, Review, ReviewRound
from households.returns import pages
from households.returns.book import Book, open_book
from households.returns.papers import paper_of
from households.returns.people import PERSON_FORMS
from households.returns.workbook import workbook_of
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import print_out
from povertyportal.ui import days
from povertyportal.ui.listing import list_page, may_export, note_export
from povertyportal.ui.xlsx import download


@requires(Permission.REVIEW_VIEW)
def return_list(request: Request) -> HttpResponse:
    """Show how each form of a round and area stands; hand over those without gaps."""
    book, context = _asked(request)
    entries = pages.entries_of(book, request.user) if book else []
    ready = [entry.code for entry in entries if not entry.gaps]
    if book and request.GET.get("export") == "xlsx":
        return _workbook(request, book, ready)
    return TemplateResponse(
        request,
        "returns/list.html",
        context
        | {
            "title": _("Biểu tổng hợp kết quả rà soát"),
            "entries": entries,
            "ready": len(ready),
            "can_export": bool(ready) and may_export(request),
        },
    )


@requires(Permission.REVIEW_VIEW)
def return_detail(request: Request, code: str) -> HttpResponse:
    """Show one form in its official layout, or hand it over as a workbook if nothing is amiss."""
    book, context = _asked(request)
    if book is None:
        raise Http404
    _check_right(request, code, book.area)
    gaps = book.gaps(code)
    if request.GET.get("export") == "xlsx":
        return _workbook(request, book, [] if gaps else [code])
    number = _page_number(request) if code in PERSON_FORMS else 1
    return TemplateResponse(
        request,
        "returns/detail.html",
        context
        | {
            "title": _("Biểu %(code)s") % {"code": code},
            "code": code,
            "form": pages.shown(book, code, first=(number - 1) * pages.HOMES_ON_A_PAGE),
            "gaps": gaps,
            "notes": book.notes(code),
            "links": pages.page_links(book, code, number) if code in PERSON_FORMS else None,
            "entries": pages.entries_of(book, request.user),
            "can_export": not gaps and may_export(request),
        },
    )


@requires(Permission.REVIEW_VIEW)
def return_paper(request: Request, code: str) -> HttpResponse:
    """Give one form as a page to print, DOCX or PDF; refused while something is amiss."""
    book, _context = _asked(request)
    if book is None:
        raise Http404
    _check_right(request, code, book.area)
    if code in PERSON_FORMS and not may_export(request):
        raise PermissionDenied
    if book.gaps(code):
        return _refused(request, book, [code])
    return print_out(
        request,
        [paper_of(book, code)],
        by=request.user,
        title=f"{code} · {book.form(code).title}",
        filename=f"{code}-{book.round.year}-{book.area.name}",
        back=pages.address(book, code),
        on=book.round,
        area_path=book.area.path,
    )


@requires(Permission.REVIEW_VIEW)
def return_households(request: Request, code: str, pk: int, area: int, cell: str) -> HttpResponse:
    """List the households behind one number of a form: their reviews, or who moved."""
    book = _book(request, _chosen_round(pages.rounds(), str(pk)), str(area))
    found = pages.chosen(book, code, cell) if book else None
    if book is None or found is None:
        raise Http404
    keys = list(found.households)
    rows: Any = Review.objects.visible_to(request.user).filter(round=book.round, household__in=keys)
    if found.is_moved:
        rows = Household.objects.visible_to(request.user).filter(pk__in=keys)
        rows = rows.with_current_review().select_related("area", "village", "head")
    return list_page(
        request,
        rows=rows,
        filters=HouseholdFilter if found.is_moved else CellReviewFilter,
        table=PlainHouseholdTable if found.is_moved else CellReviewTable,
        template="returns/households.html",
        filename=f"{code}-{cell}",
        title=found.heading,
        context={
            "book": book,
            "code": code,
            "query": pages.query_of(book),
            "told": pages.told(found),
        },
    )


def _asked(request: Request) -> tuple[Book | None, dict[str, Any]]:
    """Return the forms of the round and area asked for, and what the pages say of the choice."""
    found = pages.rounds()
    chosen = _chosen_round(found, request.GET.get("round", ""))
    book = _book(request, chosen, request.GET.get("area", ""))
    context = {
        "rounds": found,
        "round": chosen,
        "areas": pages.areas_of(request.user, chosen) if chosen else [],
        "book": book,
        "query": pages.query_of(book) if book else "",
    }
    return book, context


def _chosen_round(found: list[ReviewRound], asked: str) -> ReviewRound | None:
    if not asked:
        return pages.usual_round(found)
    chosen = next((each for each in found if str(each.pk) == asked), None)
    if chosen is None:
        raise Http404
    return chosen


def _book(request: Request, chosen: ReviewRound | None, asked: str) -> Book | None:
    """Return the forms of the area asked for, of the widest one where none is; 404 for others'."""
    areas = pages.areas_of(request.user, chosen) if chosen else []
    area = next((each for each in areas if not asked or str(each.pk) == asked), None)
    if asked and area is None:
        raise Http404
    if chosen is None or area is None:
        return None
    past = days.past_of(request)
    wards = pages.wards_in(area, areas)
    return open_book(round=chosen, area=area, wards=wards, day=past.day if past else None)


def _check_right(request: Request, code: str, area: Area) -> None:
    if not pages.may_see(request.user, code, area):
        raise PermissionDenied


def _page_number(request: Request) -> int:
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _workbook(request: Request, book: Book, codes: list[str]) -> HttpResponse:
    """Hand over forms without gaps; where there is none, say what is to be mended."""
    if not may_export(request):
        raise PermissionDenied
    if not codes:
        return _refused(request, book, book.codes())
    name = "-".join(codes) if len(codes) == 1 else "returns"
    response = download(workbook_of(book, codes), filename=f"{name}-{book.round.year}")
    note_export(request, f"returns {' '.join(codes)}", len(codes))
    return response


def _refused(request: Request, book: Book, codes: list[str]) -> HttpResponse:
    gaps = dict.fromkeys(gap for code in codes for gap in book.gaps(code))
    context = {
        "title": _("Chưa lập được biểu"),
        "gaps": list(gaps),
        "back": pages.address(book, codes[0]),
    }
    return TemplateResponse(request, "reporting/report_gaps.html", context, status=409)
