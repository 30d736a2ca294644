"""Administrators keep rounds; people and households are changed on their own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from households.models import RecognitionDecision, ReviewRound
from povertyportal.accounts.admin import PortalModelAdmin


@admin.register(ReviewRound)
class ReviewRoundAdmin(PortalModelAdmin):
    """Rounds are opened here; closing is an action with its own right."""

    list_display = ["year", "kind", "standard", "starts_on", "ends_on", "state"]
    list_filter = ["year", "kind", "standard"]
    readonly_fields = ["state"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep a closed round as it was."""
        if obj is not None and obj.state == ReviewRound.State.CLOSED:
            return False
        return super().has_change_permission(request, obj)

    has_delete_permission = has_change_permission


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
