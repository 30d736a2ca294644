"""What every template may know beside its view's context."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from povertyportal.ui.days import past_of

THEME_COOKIE = "portal_theme"
THEMES = ("light", "dark")


def portal(request: HttpRequest) -> dict[str, Any]:
    """Say whether records are synthetic, of which day the page is, and which theme is asked for."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "demo": bool(getattr(settings, "DEMO", False)),
        "past": past_of(request),
        "colours": theme if theme in THEMES else "",
    }
