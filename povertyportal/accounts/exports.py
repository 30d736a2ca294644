"""Taking lists away needs a right and leaves an event."""

from typing import Any

from django.http import HttpRequest

from povertyportal.accounts.audit import record
from povertyportal.accounts.roles import Permission
from povertyportal.ui.listing import ExportGuard


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
        note=request.META.get("QUERY_STRING", "")[:500],
    )


GUARD = ExportGuard(allows=_allows, note=_note)
