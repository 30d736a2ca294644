"""What is kept of a report when it is filed, and the sum that proves that it still is the same.

Everything is kept as it reads in Vietnamese on that day: a figure that is renamed, a standard that
is replaced or a unit that is merged later changes nothing of what was filed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from povertyportal.accounts.models import AuditEvent
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import Document, cleaned, freeze
from povertyportal.reporting.documents.content import plain
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.models import FiledReport, OfficialReport
from povertyportal.reporting.registry import standards
from povertyportal.reporting.reports import Report
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Number, shown, unit_label

FILE = "filed_report.file"
"""The event of filing; it keeps the sum."""
_SCOPE = ("kind", "title", "area_id", "period_from", "period_to", "as_of", "standard")
_COVERED = (*_SCOPE, "boundaries", "number", "note", "replaces_id", "filed_by_id")


def frozen_papers(report: Report, *, number: str) -> list[Any]:
    """Return the papers as data; the first one carries the number under which it goes out."""
    papers: tuple[Document, ...] = cleaned(report.papers)
    if papers and number:
        papers = (replace(papers[0], number=plain(f"Số: {number}")), *papers[1:])
    return freeze(papers)


def frozen_figures(report: Report, *, scope: Scope) -> dict[str, Any]:
    """Return scope, figures and other numbers as data."""
    spreads = [found.indicator.by_area(found.scope) for found in report.figures]
    keys = {key for spread in spreads for key in spread}
    places = {area.pk: area.name for area in Area.objects.filter(pk__in=keys)}
    return {
        "scope": _scope(scope),
        "figures": [
            _figure(found, spread=spread, places=places)
            for found, spread in zip(report.figures, spreads, strict=True)
        ],
        "numbers": {key: as_text(value) for key, value in sorted(report.numbers.items())},
    }


def scope_of(filed: FiledReport) -> Scope:
    """Return the question that the report answered."""
    data = filed.figures["scope"]
    units_on = data["units_on"]
    return Scope(
        area=filed.area,
        start=filed.period_from,
        end=filed.period_to,
        as_of=filed.as_of,
        standard=filed.standard,
        report=OfficialReport.objects.filter(pk=data["report"]).first(),
        is_chosen=data["is_chosen"],
        units_on=date.fromisoformat(units_on) if units_on else None,
        parts=tuple(Area.objects.filter(pk__in=data["parts"])),
    )


def sum_of(filed: FiledReport) -> str:
    """Return SHA-256 over scope, papers, figures, and who filed them when."""
    text = json.dumps(
        content_of(filed), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(filed: FiledReport) -> dict[str, Any]:
    """Return what the sum covers."""
    row = {name: getattr(filed, name) for name in _COVERED}
    at = filed.filed_at.astimezone(UTC).isoformat(timespec="microseconds")
    return row | {"filed_at": at, "papers": filed.papers, "figures": filed.figures}


def damage_of(filed: FiledReport) -> str:
    """Return in words why the row no longer is what was filed; '' while it is.

    The log holds the sum as well, so that a row changed together with its own sum is seen.
    """
    if sum_of(filed) != filed.sha256:
        return _("nội dung không khớp mã kiểm tra")
    event = AuditEvent.objects.filter(
        object_type=filed._meta.label_lower, object_id=str(filed.pk), action=FILE
    ).first()
    if event is None or event.changes.get("sha256") != [None, filed.sha256]:
        return _("mã kiểm tra không khớp nhật ký")
    return ""


def as_text(value: Any) -> Any:
    """Return a value as it is kept: exact numbers as text, days as ISO 8601, gaps as None."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else plain(value)


def as_number(text: str | None) -> Number | None:
    """Return the number that was kept."""
    if text is None:
        return None
    return Decimal(text) if "." in text else int(text)


def _scope(scope: Scope) -> dict[str, Any]:
    names = {key: str(name) for key, name in standards().choices}
    return {
        "area": scope.area.name,
        "path": scope.area.path,
        "standard": names.get(scope.standard, scope.standard),
        "boundaries": str(scope.boundaries.label),
        "units_on": as_text(scope.units_on),
        "parts": [part.pk for part in scope.parts],
        "is_chosen": scope.is_chosen,
        "report": scope.report.pk if scope.report else None,
    }


def _figure(
    found: Figure, *, spread: Mapping[int, Number | None], places: Mapping[int, str]
) -> dict[str, Any]:
    unit, own = found.indicator.unit, found.scope
    return {
        "key": found.key,
        "title": plain(found.indicator.title),
        "theme": str(found.indicator.theme.label),
        "value": as_text(found.value),
        "shown": found.shown,
        "unit": str(unit),
        "unit_label": unit_label(unit, found.value),
        "plan": as_text(found.plan),
        "plan_shown": found.plan_shown,
        "baseline": as_text(found.baseline),
        "plan_document": plain(found.plan_document),
        "percent_of_plan": as_text(found.percent_of_plan),
        "reported": _reported(found),
        "status": str(found.status),
        "definition": plain(found.indicator.definition),
        "lines": [plain(line) for line in found.lines],
        "source": plain(found.indicator.source),
        "from": as_text(own.start),
        "to": as_text(own.end),
        "as_of": as_text(own.as_of),
        "standard": own.standard,
        "boundaries": str(own.boundaries),
        "area": own.area.pk,
        "area_name": own.area.name,
        "parts": [part.pk for part in own.parts],
        "by_area": [
            {
                "area": key,
                "name": places.get(key, ""),
                "value": as_text(value),
                "shown": shown(value, unit),
            }
            for key, value in sorted(spread.items(), key=lambda pair: pair[0] or 0)
        ],
    }


def _reported(found: Figure) -> dict[str, Any] | None:
    stated = found.reported
    if stated is None:
        return None
    return {
        "value": as_text(stated.value),
        "shown": found.reported_shown,
        "relation": stated.relation,
        "as_stated": plain(stated.as_stated),
        "note": plain(stated.note),
    }
