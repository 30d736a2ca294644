"""The admin of plans and of official reports."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from povertyportal.accounts.admin import PortalModelAdmin
from povertyportal.reporting.models import OfficialReport, ReportedFigure, Target
from povertyportal.reporting.registry import all_indicators


def _figure_field() -> forms.ChoiceField:
    """Return the choice of a figure: a key nobody computes would never be compared."""
    choices = [
        (indicator.key, f"{indicator.title} ({indicator.key})") for indicator in all_indicators()
    ]
    return forms.ChoiceField(choices=choices)


class VersionedAdmin(PortalModelAdmin):
    """Rows that pages of the portal edit as well."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Count the version on, so that an edit made elsewhere on the older state is refused."""
        obj.version += int(change)
        super().save_model(request, obj, form, change)


class KeyedAdmin(VersionedAdmin):
    """Rows that speak of a figure by its key."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the registered figures for `key`."""
        if db_field.name == "key":
            field = _figure_field()
            field.label = db_field.verbose_name
            return field
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Target)
class TargetAdmin(KeyedAdmin):
    """Plans per figure, area and period."""

    list_display = ["key", "area", "period_from", "period_to", "value", "document"]
    list_filter = ["key"]
    autocomplete_fields = ["area"]


@admin.register(OfficialReport)
class OfficialReportAdmin(VersionedAdmin):
    """Documents in which figures were stated."""

    list_display = ["title", "area", "stated_on", "period_from", "period_to"]
    autocomplete_fields = ["area"]
    readonly_fields = ["paper"]


@admin.register(ReportedFigure)
class ReportedFigureAdmin(KeyedAdmin):
    """Figures as they were stated."""

    list_display = ["key", "report", "as_stated", "relation", "value", "claims_plan_met"]
    list_filter = ["report"]
    readonly_fields = ["explanation", "explained_by", "explained_at"]
