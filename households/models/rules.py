"""Constraints that several models share: known values and text lengths.

SQLite ignores varchar(n), and `choices` is only a form's rule; the database holds both here.
"""

from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import CheckConstraint, Q, TextChoices
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

EARLIEST_BIRTH = date(1900, 1, 1)
LATEST_DAY = date(2100, 12, 31)


def known(field: str, choices: type[TextChoices], *, name: str, blank: bool = False) -> Any:
    """Return the constraint that the field holds one of the choices (or '' when `blank`)."""
    values = [*choices.values, ""] if blank else list(choices.values)
    return CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def lengths(name: str, /, **limits: int) -> Any:
    """Return the constraint that no text is longer than its limit."""
    conditions = [Q(LessThanOrEqual(Length(field), limit)) for field, limit in limits.items()]
    return CheckConstraint(condition=reduce(and_, conditions), name=name)
