"""Citizen ids: encrypted at rest, found through a keyed hash, never stored or logged in clear.

PORTAL_ID_KEYS lists the keys, newest first: the first encrypts, all decrypt. The blind index
hangs on the last (oldest) key, so that adding a key in front changes no index.
"""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _derive(key: str, purpose: bytes) -> bytes:
    return hashlib.sha256(purpose + b"\x00" + key.encode()).digest()


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(_derive(key, b"citizen-id"))) for key in keys]
    )


def encrypt(text: str) -> str:
    """Return the text encrypted under the newest key."""
    return _cipher(tuple(settings.ID_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return the text; raise cryptography.fernet.InvalidToken when no key fits."""
    return _cipher(tuple(settings.ID_KEYS)).decrypt(token.encode()).decode()


def blind_index(text: str) -> str:
    """Return the keyed hash by which equal texts are found without being readable."""
    key = _derive(settings.ID_KEYS[-1], b"blind-index")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
