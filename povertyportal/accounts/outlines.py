"""Store the borders of areas: all of a file or none, each change with its event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from povertyportal.accounts.audit import record
from povertyportal.areas.models import Area, AreaOutline
from povertyportal.areas.outlines import Outline


@dataclass(frozen=True)
class Stored:
    """How many outlines were new, how many replaced another one, how many were there already."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def store_outlines(
    outlines: Sequence[Outline], *, valid_on: date, source: str, actor: str, now: datetime
) -> Stored:
    """Give each area that exists on the day its outline; raise with every code that has none.

    Storing the same file again changes nothing and leaves no event.
    """
    areas = _areas([each.code for each in outlines], valid_on=valid_on)
    stored = AreaOutline.objects.in_bulk([area.pk for area in areas.values()], field_name="area_id")
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for each in outlines:
        area = areas[each.code]
        row = stored.get(area.pk, AreaOutline(area=area, rings=[], source=""))
        rings = [[[list(point) for point in ring] for ring in polygon] for polygon in each.rings]
        if (row.rings, row.source) == (rings, source):
            counts["unchanged"] += 1
            continue
        counts["changed" if row.pk else "added"] += 1
        changes = {"points": (_points(row.rings), _points(rings)), "source": (row.source, source)}
        row.rings, row.source, row.loaded_at = rings, source, now
        row.full_clean()
        row.save()
        record(
            "area_outline.load", by=None, actor=actor, on=row, area_path=area.path, changes=changes
        )
    return Stored(**counts)


def _areas(codes: list[str], *, valid_on: date) -> dict[str, Area]:
    """Return the areas of the codes on the day, locked; another day's may be another territory."""
    found = Area.objects.select_for_update().valid_on(valid_on).filter(code__in=codes)
    areas = {area.code: area for area in found}
    missing = [code for code in codes if code not in areas]
    if missing:
        known = set(Area.objects.filter(code__in=missing).values_list("code", flat=True))
        raise ValidationError([_no_area(code, known=known, day=valid_on) for code in missing])
    return areas


def _no_area(code: str, *, known: set[str], day: date) -> str:
    if code not in known:
        return _("%(code)s: không có địa bàn nào mang mã này.") % {"code": code}
    about = {"code": code, "day": f"{day:%d/%m/%Y}"}
    return _("%(code)s: không có địa bàn mang mã này vào ngày %(day)s.") % about


def _points(rings: Any) -> int:
    return sum(len(ring) for polygon in rings for ring in polygon)
