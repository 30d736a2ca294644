"""Administrators keep rounds; people and households are changed on their own pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from households.models import RecognitionDecision, ReviewRound
from povertyportal.accounts.admin import PortalModelAdmin

IDENTITY = ("year", "kind", "standard")
"""What a round is: its reviews were scored by it, so it stays once there are some."""


class ReviewRoundForm(forms.ModelForm):  # type: ignore[type-arg]
    """The round as an administrator writes it, checked against what is stored under a lock."""

    class Meta:
        model = ReviewRound
        fields = [*IDENTITY, "starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        """Lock the stored round until the page is saved; refuse it when closed or in use."""
        values = super().clean() or {}
        if self.instance.pk is None:
            return values
        stored = ReviewRound.objects.lock_open(self.instance.pk)
        typed = {name: values[name] for name in IDENTITY if name in values}
        changed = any(getattr(stored, name) != value for name, value in typed.items())
        if changed and stored.reviews.exists():
            raise ValidationError(
                _("Đợt đã có phiếu rà soát: không đổi được năm, loại và chuẩn nghèo."),
                code="round_in_use",
            )
        return values


@admin.register(ReviewRound)
class ReviewRoundAdmin(PortalModelAdmin):
    """Rounds are opened here; closing is an action with its own right."""

    list_display = ["year", "kind", "standard", "starts_on", "ends_on", "state"]
    list_filter = ["year", "kind", "standard"]
    form = ReviewRoundForm
    fields = [*IDENTITY, "starts_on", "ends_on", "state"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep what the round is once reviews were scored by it."""
        in_use = obj is not None and obj.reviews.exists()
        return ["state", *(IDENTITY if in_use else ())]

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
