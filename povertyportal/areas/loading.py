"""Read a file of areas and write what is not there yet; running it twice changes nothing."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from povertyportal.areas.models import Area, AreaChange, Residence, Succession

DATA = Path(__file__).parent / "data" / "bac_kan.toml"


@dataclass(frozen=True)
class Loaded:
    """How many rows were new."""

    areas: int
    successions: int


@transaction.atomic
def load_areas(path: Path = DATA) -> Loaded:
    """Load areas, their villages and what became of them; rows that exist stay as they are."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    areas = 0
    for entry in data["area"]:
        areas += _load_area(entry, region=data.get("region", ""))
    successions = sum(_load_change(entry) for entry in data.get("change", []))
    return Loaded(areas, successions)


def _load_area(entry: dict[str, Any], *, region: str) -> int:
    parent = _on_start(entry["parent"], entry) if "parent" in entry else None
    column, row = entry.get("tile", (None, None))
    latitude, longitude = entry.get("position", (None, None))
    area, created = Area.objects.get_or_create(
        code=entry["code"],
        valid_from=entry["valid_from"],
        defaults={
            "name": entry["name"],
            "level": entry["level"],
            "parent": parent,
            "residence": entry.get("residence", ""),
            "region": region,
            "valid_to": entry.get("valid_to"),
            "source": entry.get("source", ""),
            "tile_column": column,
            "tile_row": row,
            "latitude": latitude,
            "longitude": longitude,
        },
    )
    kind = "Thôn" if area.residence == Residence.RURAL else "Tổ"
    added = int(created)
    for number in range(1, entry.get("villages", 0) + 1):
        _village, new = Area.objects.get_or_create(
            code=f"{area.code}-{number:02}",
            valid_from=area.valid_from,
            defaults={
                "name": f"{kind} {number}",
                "level": Area.Level.VILLAGE,
                "parent": area,
                "residence": area.residence,
                "region": area.region,
                "valid_to": area.valid_to,
                "source": "Số thứ tự của thành phố minh họa",
            },
        )
        added += int(new)
    return added


def _on_start(code: str, entry: dict[str, Any]) -> Area:
    """Return the parent that was there when the area began."""
    return Area.objects.valid_on(entry["valid_from"]).get(code=code)


def _load_change(entry: dict[str, Any]) -> int:
    change, _created = AreaChange.objects.get_or_create(
        document=entry["document"],
        defaults={"kind": entry["kind"], "effective_on": entry["effective_on"]},
    )
    added = 0
    for old, new in entry["moves"]:
        _succession, created = Succession.objects.get_or_create(
            predecessor=Area.objects.filter(valid_to__lt=change.effective_on).get(code=old),
            successor=Area.objects.get(code=new, valid_from=change.effective_on),
            defaults={"change": change},
        )
        added += int(created)
    return added
