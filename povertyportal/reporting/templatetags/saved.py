"""The menu of saved views, on pages that are no lists."""

from typing import Any

from django import template
from django.template.context import Context

from povertyportal.reporting.saved import menu_of

register = template.Library()


@register.inclusion_tag("components/views.html", takes_context=True)
def saved_views(context: Context) -> dict[str, Any]:
    """Offer the views kept of this page, and to keep it with its scope."""
    request = context["request"]
    return {"views": menu_of(request, request.GET)}
