"""What the actions share: the conflict of two editors, and before/after of changed fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from households.models import Household, Review
from povertyportal.areas.models import Area


class ConflictError(Exception):
    """Somebody else saved the record since the form was opened; `current` is what is stored."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(str(current.pk))
        self.current = current


def place_of(row: Household | Review) -> Area:
    """Return the smallest area of the row: rights on its village or on its ward both reach it."""
    return row.village or row.area


def values_of(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """Return the row's present values of the fields."""
    return {name: getattr(row, name) for name in fields}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the fields that differ as (before, after)."""
    return {
        name: (before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value
    }
