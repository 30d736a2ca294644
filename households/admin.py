"""Administrators keep rounds; people and households are changed on their own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from households.models import RecognitionDecision, ReviewRound
from povertyportal.accounts.admin import PortalModelAdmin


@admin.register(ReviewRound)
class ReviewRoundAdmin(PortalModelAdmin):
    """Rounds are read here; the standing office opens, changes and closes them on their pages."""

    list_display = ["year", "kind", "month", "standard", "starts_on", "ends_on", "state"]
    list_filter = ["year", "kind", "standard"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RecognitionDecision)
class RecognitionDecisionAdmin(PortalModelAdmin):
    """Decisions are read here; recognising a review writes them."""

    list_display = ["number", "decided_on", "area", "round", "signer_title"]
    list_filter = ["round"]
    list_select_related = ["area", "round"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
