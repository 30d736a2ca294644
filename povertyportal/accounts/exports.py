"""Taking lists away needs a right and leaves an event."""

import re
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest

from povertyportal.accounts.audit import record
from povertyportal.accounts.roles import Permission
from povertyportal.ui.listing import ExportGuard

NOTE_LENGTH = 200
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){8,}")


def has_long_number(text: str) -> bool:
    """Tell whether the text holds a number that may be a person's id or telephone."""
    return _LONG_NUMBER.search(text) is not None


def query_note(query: str) -> str:
    """Return the query string in short, without numbers that may be a person's id or telephone."""
    text = unquote_plus(query).replace("\x00", "")
    return _LONG_NUMBER.sub("…", text)[:NOTE_LENGTH]


def _allows(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.is_authenticated and user.has(Permission.EXPORT))


def _note(request: HttpRequest, filename: str, rows: int) -> None:
    user: Any = request.user
    record(
        "export",
        by=user,
        on=user,
        changes={"list": (None, filename), "rows": (None, rows)},
        note=query_note(request.META.get("QUERY_STRING", "")),
    )


GUARD = ExportGuard(allows=_allows, note=_note)
