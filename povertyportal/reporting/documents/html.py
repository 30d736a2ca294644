"""Draw papers as HTML: the page to print, and the file that becomes a PDF."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation

from povertyportal.reporting.documents.content import Document, cleaned, plain


def sheets(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the papers as the templates draw them."""
    return cleaned(tuple(documents))


def file_of(documents: Sequence[Document], *, title: str) -> str:
    """Return one HTML file with the papers and nothing else around them, always Vietnamese."""
    with translation.override("vi"):
        context = {"documents": sheets(documents), "title": plain(title)}
        return render_to_string("papers/file.html", context)
