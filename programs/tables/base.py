"""Columns that several tables share."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.tables import BadgeColumn
from programs import models

NO_WRAP = {"td": {"class": "nowrap"}}
PERSON_COLUMNS = ("person", "borrower", "head")
CLASS_TONES = {"poor": "bad", "near_poor": "attention", "escaped": "good"}


def area_column() -> tables.Column:
    """Return the column of the ward, in the order of areas."""
    return tables.Column(verbose_name=_("Địa bàn"), order_by="area__path")


def person_column(label: object) -> tables.Column:
    """Return the column of a person that leads to the record, by given name."""
    return tables.Column(
        verbose_name=label, order_by="person__sort_key", linkify=lambda record: _page(record)
    )


def household_column(**kwargs: Any) -> tables.Column:
    """Return the column of the household's code."""
    return tables.Column(
        _("Mã hộ"), accessor="household__code", order_by="household__code", attrs=NO_WRAP, **kwargs
    )


def head_column() -> tables.Column:
    """Return the column of the head's name, for who may read names."""
    return tables.Column(_("Chủ hộ"), accessor="household__head", order_by="household__sort_key")


def class_column(label: object = _("Loại hộ")) -> BadgeColumn:
    """Return the column of the household's class at the time."""
    return BadgeColumn(verbose_name=label, tones=CLASS_TONES, attrs=NO_WRAP)


def _page(record: models.Loan) -> str:
    return record.get_absolute_url()
