"""How long a session lives: 12 hours from the sign-in, 30 minutes from the last request."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

SEEN = "seen"
SECONDS_BETWEEN_NOTES = 5 * 60


def begin(request: HttpRequest) -> None:
    """Fix the end of a session that has just begun: later saves do not move it."""
    now = timezone.now()
    request.session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    request.session[SEEN] = int(now.timestamp())


def end_if_idle(request: HttpRequest) -> None:
    """Sign out a user who was away too long; note once in five minutes that they are there.

    A busy session thus costs one write in five minutes, and nobody is kept longer than the limit.
    """
    user: Any = request.user
    if not user.is_authenticated:
        return
    now = int(timezone.now().timestamp())
    seen = request.session.get(SEEN)
    if seen is None:
        seen = int(user.last_login.timestamp()) if user.last_login else 0
    if now - seen > settings.SESSION_IDLE_AGE:
        logout(request)
    elif now - seen >= SECONDS_BETWEEN_NOTES:
        request.session[SEEN] = now
