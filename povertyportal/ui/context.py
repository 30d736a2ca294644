"""What every template may know beside its view's context."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEME_COOKIE = "portal_theme"
THEMES = ("light", "dark")


def portal(request: HttpRequest) -> dict[str, Any]:
    """Say whether the records are synthetic, and which theme this browser asked for."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "demo": bool(getattr(settings, "DEMO", False)),
        "colours": theme if theme in THEMES else "",
    }
