"""Figures as data: what is said of each, in one list that JSON, CSV and the dictionary share.

Money is whole đồng, rates are percent, days are yyyy-mm-dd; what is not known is null in JSON and
an empty cell in CSV, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from povertyportal.reporting.figures import Figure
from povertyportal.reporting.parts import (
    Part,
    by_groups,
    by_place,
    by_village,
    through_time,
)
from povertyportal.reporting.units import Unit


@dataclass(frozen=True)
class Field:
    """One thing said of a figure. `is_of_parts`: it is said of a part of the figure as well."""

    name: str
    meaning: Promise
    read: Callable[[Figure], Any]
    is_of_parts: bool = False


FIELDS: tuple[Field, ...] = (
    Field("key", _("Mã của chỉ tiêu, không đổi"), lambda f: f.key, True),
    Field("title", _("Tên chỉ tiêu"), lambda f: str(f.indicator.title), True),
    Field("theme", _("Chủ đề"), lambda f: str(f.indicator.theme), True),
    Field("value", _("Số tính từ hồ sơ"), lambda f: f.value),
    Field(
        "unit", _("Đơn vị: tiền là đồng, tỷ lệ là phần trăm"), lambda f: str(f.indicator.unit), True
    ),
    Field("plan", _("Kế hoạch"), lambda f: f.plan),
    Field("baseline", _("Mức xuất phát của kế hoạch"), lambda f: f.baseline),
    Field("percent_of_plan", _("Phần trăm kế hoạch"), lambda f: f.percent_of_plan),
    Field("plan_document", _("Văn bản giao kế hoạch"), lambda f: f.plan_document or None),
    Field("reported", _("Số đã báo cáo"), lambda f: f.reported.value if f.reported else None),
    Field(
        "relation",
        _("Báo cáo nêu đúng số (exact), hơn (over) hay gần (under)"),
        lambda f: str(f.reported.relation) if f.reported else None,
    ),
    Field(
        "status",
        _("So với báo cáo: match, differs, unverifiable, missing, not_reported"),
        lambda f: str(f.status),
    ),
    Field("numerator", _("Tử số của tỷ lệ"), lambda f: _of_rate(f, f.computed.top), True),
    Field("denominator", _("Mẫu số của tỷ lệ"), lambda f: _of_rate(f, f.computed.bottom), True),
    Field("from", _("Ngày đầu của kỳ"), lambda f: f.scope.start, True),
    Field("to", _("Ngày cuối của kỳ"), lambda f: f.scope.end, True),
    Field("as_of", _("Tính đến ngày"), lambda f: f.scope.as_of, True),
    Field("standard", _("Chuẩn nghèo"), lambda f: f.scope.standard, True),
    Field(
        "boundaries",
        _("Địa giới tại thời điểm (then) hay hiện nay (today)"),
        lambda f: str(f.scope.boundaries),
        True,
    ),
    Field("area_code", _("Mã địa bàn"), lambda f: f.scope.area.code, True),
    Field("area", _("Địa bàn"), lambda f: f.scope.area.name, True),
    Field("definition", _("Định nghĩa"), lambda f: str(f.indicator.definition)),
    Field("source", _("Căn cứ"), lambda f: str(f.indicator.source)),
)
PART_FIELDS: tuple[tuple[str, Promise], ...] = (
    (
        "part",
        _("figure: cả chỉ tiêu; area: một địa bàn; year: một năm, đợt; hoặc tên cách phân tổ"),
    ),
    ("group", _("Mã của phần: mã địa bàn, năm, hoặc giá trị phân tổ (“-” là chưa rõ)")),
    ("label", _("Tên của phần")),
)
AGREED = (
    *("key", "value", "unit", "plan", "percent_of_plan", "reported", "relation", "status"),
    *("from", "to", "area"),
)
"""The names that `manage.py figures` prints, in their order."""


def _of_rate(found: Figure, number: Any) -> Any:
    return number if found.indicator.base is not None else None


def row(found: Figure) -> dict[str, Any]:
    """Return the figure as typed values by the names of the fields."""
    return {field.name: field.read(found) for field in FIELDS}


def as_data(found: Figure, *, names: Iterable[str] = ()) -> dict[str, Any]:
    """Return the figure as JSON holds it, with all fields or those named."""
    values = row(found)
    return {name: plain(values[name]) for name in names or values}


def plain(value: Any) -> Any:
    """Return a value that JSON holds: numbers whole where they are whole, days as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def parts_of(found: Figure) -> Iterable[dict[str, Any]]:
    """Yield every part of the figure: areas, years or rounds, and the groups of its records."""
    for place in by_place(found):
        code = place.area.code if place.area else ""
        yield _part("area", place) | {"area_code": code, "area": place.label}
    for trend in through_time(found):
        for moment in trend.moments:
            yield {
                "part": "year",
                "group": moment.label,
                "label": moment.label,
                "value": moment.value,
                "from": moment.start,
                "to": moment.end,
                "standard": trend.standard or found.scope.standard,
            }
    villages = by_village(found)
    for parted in (*([villages] if villages else []), *by_groups(found)):
        for part in parted.all_parts:
            yield _part(parted.breakdown.key, part)


def _part(kind: str, part: Part) -> dict[str, Any]:
    return {
        "part": kind,
        "group": part.key,
        "label": part.label,
        "value": part.value,
        "numerator": part.top,
        "denominator": part.bottom,
    }


def with_parts(found: Figure) -> dict[str, Any]:
    """Return the figure as JSON holds it, with its formula, its areas, years and groups."""
    data = as_data(found) | {"formula": found.lines, "by_area": [], "by_year": [], "by_group": []}
    for part in parts_of(found):
        kind = part["part"]
        named = {name: plain(value) for name, value in part.items() if name != "part"}
        if kind == "area":
            data["by_area"].append(named)
        elif kind == "year":
            data["by_year"].append(named)
        else:
            data["by_group"].append({"breakdown": kind} | named)
    return data


def field_words() -> list[tuple[str, Promise]]:
    """Return the columns of the CSV, which are the names of the JSON as well, in words."""
    return [*PART_FIELDS, *((field.name, field.meaning) for field in FIELDS)]


def headings() -> list[str]:
    """Return the names of the columns of the CSV."""
    return [name for name, _meaning in field_words()]


def table(figures: Iterable[Figure], *, parts: bool = False) -> Iterable[list[Any]]:
    """Yield the rows of the CSV: each figure, and behind it its parts where asked for."""
    for found in figures:
        whole = row(found)
        yield ["figure", "", "", *whole.values()]
        shared = {
            field.name: whole[field.name] if field.is_of_parts else None for field in FIELDS
        } | {"numerator": None, "denominator": None}
        for part in parts_of(found) if parts else ():
            values = shared | part
            yield [values[name] for name in headings()]


def unit_words() -> list[tuple[str, str]]:
    """Return what the codes of units mean."""
    return [(str(unit), str(unit.label)) for unit in Unit]
