"""Help to households and their people, entered one by one or for many households at once."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.models import Household
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from programs import classes
from programs.actions.base import (
    change,
    demand_member,
    demand_past,
    enter,
    locked,
    with_values,
)
from programs.models import Component, ComponentApplicability, Support

KINDS_FILE = Path(__file__).parent.parent / "data" / "support_kinds.toml"


def record_support(*, support: Support, by: User) -> Support:
    """Record help given, with the household's class on that day."""
    support.area = support.household.area
    _settle(support)
    return enter(support, by=by, event="support.record")


@transaction.atomic
def record_supports(
    *, support: Support, households: Iterable[Household], token: UUID, by: User
) -> list[Support]:
    """Record the same help for many households, with an event each: all of them, or none.

    `support` says what was given, without a household. The same token again changes nothing.
    """
    return [
        record_support(
            support=Support(
                household=household,
                component=support.component,
                kind=support.kind,
                provided_on=support.provided_on,
                amount=support.amount,
                note=support.note,
                submit_token=uuid5(token, str(household.pk)),
            ),
            by=by,
        )
        for household in households
    ]


@transaction.atomic
def amend_support(
    *, support: Support, values: Mapping[str, Any], by: User, version: int
) -> Support:
    """Put help right; the household stays, its class is looked up again."""
    support = locked(support, version=version)
    probe = with_values(support, values)
    _settle(probe)
    settled = {"household_class": probe.household_class}
    return change(support, {**values, **settled}, by=by, event="support.amend")


def _settle(support: Support) -> None:
    """Fill in the class of the day; refuse what the leaf, the day or the person does not allow."""
    demand_past(support, "provided_on")
    if support.person is not None:
        demand_member(support.household, support.person)
    _demand_on_the_books(support.household, support.provided_on)
    _demand_leaf(support)
    support.household_class = classes.class_on(support.household, support.provided_on).value


def _demand_on_the_books(household: Household, day: date) -> None:
    if household.closed_on and household.closed_on < day:
        raise ValidationError(
            {
                "provided_on": ValidationError(
                    _("Hộ %(code)s đã đưa ra khỏi sổ từ %(day)s. Hãy kiểm tra ngày hỗ trợ."),
                    params={"code": household.code, "day": f"{household.closed_on:%d/%m/%Y}"},
                    code="closed",
                )
            }
        )


def _demand_leaf(support: Support) -> None:
    """Refuse a leaf that the kind of help does not belong to, or that does not apply there."""
    leaf = support.component
    if leaf is None:
        return
    allowed = leaves_of(support.kind)
    if leaf.code not in allowed:
        words = (
            _("Hình thức này thuộc %(codes)s. Hãy chọn lại dự án hoặc hình thức.")
            if allowed
            else _("Hình thức này không thuộc dự án nào của Chương trình. Hãy để trống dự án.")
        )
        params = {"codes": ", ".join(allowed)}
        raise ValidationError({"component": ValidationError(words, params=params, code="kind")})
    found = applicability(leaf, area=support.area, day=support.provided_on)
    if found is not None and not found.applies:
        raise ValidationError(
            {
                "component": ValidationError(
                    _("%(code)s không áp dụng ở đây: %(reason)s (%(source)s)."),
                    params={"code": leaf.code, "reason": found.reason, "source": found.source},
                    code="not_applicable",
                )
            }
        )


def applicability(leaf: Component, *, area: Area, day: date) -> ComponentApplicability | None:
    """Return the word on whether the leaf applies to the area on the day, the nearest area's."""
    above = [int(key) for key in area.path.split("/") if key]
    rows = leaf.applicability.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
    return rows.filter(area__in=above).order_by("area__path", "valid_from").last()


def leaves_of(kind: str) -> tuple[str, ...]:
    """Return the codes of the leaves under which this kind of help may be given."""
    return _kinds().get(kind, ())


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    read = tomllib.loads(KINDS_FILE.read_text(encoding="utf-8"))
    return {kind: tuple(row["components"]) for kind, row in read.items()}
