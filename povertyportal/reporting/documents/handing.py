"""Give a paper to whoever asked, as page, DOCX or PDF, and record that it was taken."""

from collections.abc import Sequence
from enum import StrEnum

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.reporting.documents.content import Document, texts
from povertyportal.reporting.documents.docx import docx_of
from povertyportal.reporting.documents.html import sheets
from povertyportal.reporting.documents.pdf import can_make_pdf, engine, pdf_of


class Format(StrEnum):
    """How a paper is handed over."""

    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


KINDS = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
}


LONGEST_PDF = 10_000
"""Texts in one PDF: drawing more takes longer than a web server waits (2 ms each)."""


def format_asked(request: HttpRequest) -> Format:
    """Return the format that the address asks for, the page by default; 404 for any other."""
    try:
        return Format(request.GET.get("format", Format.HTML))
    except ValueError as error:
        raise Http404(_("Giấy tờ chỉ có dạng trang in, DOCX và PDF.")) from error


def print_out(
    request: HttpRequest,
    documents: Sequence[Document],
    *,
    by: User,
    title: str,
    filename: str,
    back: str,
    on: models.Model | None = None,
    area_path: str = "",
    links: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Return the papers in the format asked for; papers with data leave an event on their row.

    `filename` is turned into ASCII; `back` is where the print page leads back to, `links` are what
    else can be done from it (label, address). The caller has checked that the user may see the row.
    """
    kind = format_asked(request)
    name = slugify(filename.replace("đ", "d").replace("Đ", "D"))[:80] or "giay-to"
    if kind == Format.PDF and engine() is None:
        return _no_pdf(request, title=title)
    if kind == Format.PDF and sum(len(list(texts(d))) for d in documents) > LONGEST_PDF:
        return _no_pdf(request, title=title, is_long=True)
    response = _drawn(request, kind, documents, title=title, back=back, links=links)
    if kind in KINDS:
        response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
        response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    if on is not None:
        changes = {"format": (None, str(kind)), "papers": (None, len(documents))}
        record("paper.print", by=by, on=on, area_path=area_path, changes=changes, note=name)
    return response


def _drawn(
    request: HttpRequest,
    kind: Format,
    documents: Sequence[Document],
    *,
    title: str,
    back: str,
    links: Sequence[tuple[str, str]],
) -> HttpResponse:
    if kind == Format.DOCX:
        return HttpResponse(docx_of(documents, title=title), content_type=KINDS[kind])
    if kind == Format.PDF:
        return HttpResponse(pdf_of(documents, title=title), content_type=KINDS[kind])
    context = {
        "documents": sheets(documents),
        "title": title,
        "back": back,
        "links": links,
        "docx_query": _query(request, Format.DOCX),
        "pdf_query": _query(request, Format.PDF) if can_make_pdf() else "",
    }
    return TemplateResponse(request, "papers/print.html", context)


def _no_pdf(request: HttpRequest, *, title: str, is_long: bool = False) -> HttpResponse:
    """Say why there is no PDF, and lead to the page and the DOCX of the same paper."""
    context = {
        "title": title,
        "is_long": is_long,
        "html_query": _query(request, Format.HTML),
        "docx_query": _query(request, Format.DOCX),
    }
    return TemplateResponse(request, "papers/no_pdf.html", context, status=413 if is_long else 404)


def _query(request: HttpRequest, kind: Format) -> str:
    """Return the query string of the same paper in another format."""
    query = request.GET.copy()
    query["format"] = str(kind)
    return query.urlencode()
