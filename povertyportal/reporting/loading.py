"""Load an official report - its figures as stated, and the plans it names - from a data file."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from povertyportal.areas.models import Area
from povertyportal.reporting.models import OfficialReport, ReportedFigure, Target


@transaction.atomic
def load_report(path: Path) -> OfficialReport:
    """Add what is not there yet; rows that exist stay as officers left them."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    about = data["report"]
    area = Area.objects.valid_on(about["stated_on"]).get(code=about["area"])
    report, _created = OfficialReport.objects.get_or_create(
        code=about["code"],
        defaults={
            "title": about["title"],
            "area": area,
            "stated_on": about["stated_on"],
            "period_from": about["period_from"],
            "period_to": about["period_to"],
            "standard": about["standard"],
            "source": about["source"],
        },
    )
    for entry in data["figure"]:
        ReportedFigure.objects.get_or_create(
            report=report,
            key=entry["key"],
            defaults={
                "value": entry["value"],
                "relation": entry.get("relation", "exact"),
                "step": entry.get("step", 1),
                "period_from": entry["from"],
                "period_to": entry["to"],
                "as_stated": entry["as_stated"],
                "claims_plan_met": entry.get("claims_plan_met", False),
                "note": entry.get("note", ""),
            },
        )
    for entry in data.get("target", []):
        Target.objects.get_or_create(
            key=entry["key"],
            area=area,
            period_from=entry["from"],
            period_to=entry["to"],
            defaults={
                "value": entry["value"],
                "baseline": entry.get("baseline"),
                "document": entry["document"],
                "note": entry.get("note", ""),
            },
        )
    return report
