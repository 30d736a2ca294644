"""Read the programme tree, loan products, limits, approvals and offices from their data file."""

import tomllib
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


@transaction.atomic
def load(path: Path = DEFAULT_FILE, *, city: Area, actor: str) -> int:
    """Create what the file names and the database lacks; return how many rows are new.

    Rows that exist stay as they are: an administrator may have corrected them. The whole load
    is one event in the audit record.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    programme, is_new = _ensure(Programme, {"code": data["programme"]["code"]}, data["programme"])
    created = int(is_new)
    for order, row in enumerate(data["component"], start=1):
        created += _load_component(row, order, programme, data["organisations"], city)
    for row in data["product"]:
        created += _load_product(row)
    for row in data["limit"]:
        key = {"key": row["key"], "valid_from": row["from"]}
        rest = {"value": row["value"], "valid_to": row.get("until"), "source": row["source"]}
        created += _ensure(Limit, key, rest)[1]
    for row in data["approval"]:
        key = {"kind": row.get("kind", ""), "level": row["level"], "valid_from": row["from"]}
        rest = {
            "amount_from": row["amount_from"],
            "valid_to": row.get("until"),
            "source": row["source"],
        }
        created += _ensure(ApprovalRule, key, rest)[1]
    for row in data["organisation"]:
        key = {"name": row["name"], "area": city, "valid_from": row["from"]}
        rest = {"role": row.get("role", ""), "valid_to": row.get("until")}
        created += _ensure(Organisation, key, rest)[1]
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


def _load_component(
    row: dict[str, Any],
    order: int,
    programme: Programme,
    organisations: dict[str, list[dict[str, Any]]],
    city: Area,
) -> int:
    """Load one project or sub-project with its leads and whether it applies to the city."""
    parent = programme.components.get(code=row["parent"]) if "parent" in row else None
    component, is_new = _ensure(
        Component,
        {"programme": programme, "code": row["code"]},
        {
            "parent": parent,
            "name": row["name"],
            "beneficiaries": row.get("beneficiaries", ""),
            "carries_money": row.get("carries_money", False),
            "order": order,
        },
    )
    created = int(is_new)
    for lead in organisations[row["lead"]]:
        key = {"component": component, "valid_from": lead["from"]}
        rest = {"organisation": lead["name"], "valid_to": lead.get("until")}
        created += _ensure(ComponentLead, key, rest)[1]
    if "applies" in row:
        key = {"component": component, "area": city, "valid_from": programme.decided_on}
        rest = {name: row[name] for name in ("applies", "reason", "source")}
        created += _ensure(ComponentApplicability, key, rest)[1]
    return created


def _load_product(row: dict[str, Any]) -> int:
    """Load one loan product with its dated terms."""
    product, is_new = _ensure(
        LoanProduct,
        {"code": row["code"]},
        {"name": row["name"], "for_class": row.get("for_class", "")},
    )
    created = int(is_new)
    for terms in row["terms"]:
        key = {"product": product, "valid_from": terms["from"]}
        rest = {
            "cap": terms.get("cap"),
            "max_months": terms.get("months"),
            "annual_rate": terms["rate"],
            "valid_to": terms.get("until"),
            "source": terms["source"],
        }
        created += _ensure(LoanTerms, key, rest)[1]
    return created


def _ensure(model: type[M], key: dict[str, Any], rest: dict[str, Any]) -> tuple[M, bool]:
    """Return the row with this key, and whether it had to be created.

    The database itself holds keys and constraints; only what fields alone say is checked here.
    """
    row = model._default_manager.filter(**key).first()
    if row is not None:
        return row, False
    row = model(**{**rest, **key})
    row.clean_fields(exclude={field.name for field in model._meta.fields if field.is_relation})
    row.save()
    return row, True
