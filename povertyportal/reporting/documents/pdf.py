"""Draw papers as PDF with WeasyPrint, which is an optional part of the portal (extra `pdf`).

Nothing is fetched: the only addresses answered are those of our own static files.
"""

import mimetypes
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from povertyportal.reporting.documents.content import Document
from povertyportal.reporting.documents.html import file_of

HOST = "https://static.invalid"
"""A host that cannot exist: addresses of static files hang on it and are read from the disk."""


@cache
def engine() -> Any:
    """Return WeasyPrint, or None where it or the libraries it needs are not installed.

    It is loaded with the first PDF: most workers never make one.
    """
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None


def can_make_pdf() -> bool:
    """Tell whether WeasyPrint is installed, so that pages may offer PDF files."""
    return find_spec("weasyprint") is not None


def static_file(address: str) -> Path:
    """Return the static file of the address; raise ValueError for any other address."""
    parts = urlsplit(address)
    root = urlsplit(settings.STATIC_URL).path
    root = root if root.startswith("/") else f"/{root}"
    path = unquote(parts.path)
    if f"{parts.scheme}://{parts.netloc}" != HOST or not path.startswith(root):
        raise ValueError("not a static file")
    name = path.removeprefix(root)
    if ".." in name.split("/"):
        raise ValueError("not a static file")
    found = finders.find(name)
    if found is None and settings.STATIC_ROOT:
        found = staticfiles_storage.path(name)
    if not isinstance(found, str) or not Path(found).is_file():
        raise ValueError("not a static file")
    return Path(found)


def _fetcher() -> Any:
    """Return what answers the addresses in a paper from our static files."""
    urls = import_module("weasyprint.urls")

    def fetch(self: Any, url: str, headers: Any = None) -> Any:
        path = static_file(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return type("StaticFetcher", (urls.URLFetcher,), {"fetch": fetch})()


def pdf_of(documents: Sequence[Document], *, title: str) -> bytes:
    """Return the papers as one PDF; the pages of each paper are numbered from 1."""
    found = engine()
    fetcher, fonts = _fetcher(), import_module("weasyprint.text.fonts").FontConfiguration()
    drawn = [
        found.HTML(
            string=file_of(part, title=title), base_url=f"{HOST}/", url_fetcher=fetcher
        ).render(font_config=fonts, presentational_hints=True)
        for part in _parts(documents)
    ]
    pages = [page for part in drawn for page in part.pages]
    target = BytesIO()
    drawn[0].copy(pages).write_pdf(target)
    return target.getvalue()


def _parts(documents: Sequence[Document]) -> list[Sequence[Document]]:
    """Return what is drawn together: pages with a frame carry no number and need no own count."""
    if all(document.is_framed for document in documents):
        return [documents]
    return [[document] for document in documents]
