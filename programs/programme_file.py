"""Read the programme tree, loan products, limits, approvals and offices from their data file."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from povertyportal.accounts.audit import record
from povertyportal.areas.models import Area
from programs.models import (
    ApprovalRule,
    Component,
    ComponentApplicability,
    ComponentLead,
    Limit,
    LoanProduct,
    LoanTerms,
    Organisation,
    Programme,
)

M = TypeVar("M", bound=models.Model)
DEFAULT_FILE = Path(__file__).parent / "data" / "programme.toml"


Table = dict[str, Any]


@transaction.atomic
def load(path: Path = DEFAULT_FILE, *, city: Area, actor: str) -> int:
    """Create what the file names and the database lacks; return how many rows are new.

    Rows that exist stay as they are: an administrator may have corrected them. The whole load
    is one event in the audit record.
    """
    data = _read(path)
    created = _add([Programme(**data["programme"])], key=["code"])
    programme = Programme.objects.get(code=data["programme"]["code"])
    created += _load_components(data, programme, city) + _load_products(data["product"])
    created += _add(
        (_dated(Limit, row, key=row["key"], value=row["value"]) for row in data["limit"]),
        key=["key", "valid_from"],
    )
    created += _add(
        (
            _dated(ApprovalRule, row, **{name: row[name] for name in ("level", "amount_from")})
            for row in data["approval"]
        ),
        key=["kind", "level", "valid_from"],
    )
    created += _add(
        (
            _dated(Organisation, row, name=row["name"], role=row.get("role", ""), area=city)
            for row in data["organisation"]
        ),
        key=["name", "area_id", "valid_from"],
    )
    if created:
        record(
            "programme.load",
            by=None,
            actor=actor,
            on=programme,
            area_path=city.path,
            changes={"rows": (0, created)},
            note=path.name,
        )
    return created


@cache
def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _load_components(data: Table, programme: Programme, city: Area) -> int:
    """Load projects, their sub-projects, who leads them, and whether they apply to the city."""
    rows = list(enumerate(data["component"], start=1))
    created = 0
    for is_part in (False, True):
        known = {row.code: row for row in programme.components.all()}
        created += _add(
            (
                Component(
                    programme=programme,
                    code=row["code"],
                    parent=known[row["parent"]] if is_part else None,
                    name=row["name"],
                    beneficiaries=row.get("beneficiaries", ""),
                    carries_money=row.get("carries_money", False),
                    order=order,
                )
                for order, row in rows
                if ("parent" in row) == is_part
            ),
            key=["programme_id", "code"],
        )
    known = {row.code: row for row in programme.components.all()}
    created += _add(
        (
            _dated(ComponentLead, lead, component=known[row["code"]], organisation=lead["name"])
            for _order, row in rows
            for lead in data["organisations"][row["lead"]]
        ),
        key=["component_id", "valid_from"],
    )
    return created + _add(
        (
            ComponentApplicability(
                component=known[row["code"]],
                area=city,
                valid_from=programme.decided_on,
                **{name: row[name] for name in ("applies", "reason", "source")},
            )
            for _order, row in rows
            if "applies" in row
        ),
        key=["component_id", "area_id", "valid_from"],
    )


def _load_products(rows: list[Table]) -> int:
    """Load the loan products with their dated terms."""
    created = _add(
        (
            LoanProduct(code=row["code"], name=row["name"], for_class=row.get("for_class", ""))
            for row in rows
        ),
        key=["code"],
    )
    known = {product.code: product for product in LoanProduct.objects.all()}
    return created + _add(
        (
            _dated(
                LoanTerms,
                terms,
                product=known[row["code"]],
                cap=terms.get("cap"),
                max_months=terms.get("months"),
                annual_rate=terms["rate"],
            )
            for row in rows
            for terms in row["terms"]
        ),
        key=["product_id", "valid_from"],
    )


def _dated(model: type[M], row: Table, **values: Any) -> M:
    """Return an unsaved row with the days, and the source and kind where the file names them."""
    named = {name: row[name] for name in ("source", "kind") if name in row}
    return model(valid_from=row["from"], valid_to=row.get("until"), **named, **values)


def _add(rows: Iterable[models.Model], *, key: list[str]) -> int:
    """Create the rows whose key the database does not hold; return how many.

    The database itself holds keys and constraints; only what fields alone say is checked here.
    """
    new: list[models.Model] = []
    known: set[tuple[Any, ...]] | None = None
    for row in rows:
        model = type(row)
        if known is None:
            known = set(model._default_manager.values_list(*key))
        if tuple(getattr(row, name) for name in key) not in known:
            row.clean_fields(exclude={f.name for f in model._meta.fields if f.is_relation})
            new.append(row)
    if new:
        type(new[0])._default_manager.bulk_create(new)
    return len(new)
