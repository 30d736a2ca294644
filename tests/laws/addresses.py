"""The people and the addresses that the laws about pages walk over."""

from django.urls import get_resolver

ACTORS = (
    "stranger",
    "outsider",
    "investigator",
    "officer",
    "other_officer",
    "chair",
    "standing",
    "finance",
    "bank",
    "front",
    "leader",
    "auditor",
    "administrator",
)


def own_urls(resolver=None, prefix=""):
    """Return every address of our own packages: (name, pattern, view)."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        whole = prefix + str(entry.pattern)
        if whole.startswith("admin/"):
            continue
        if hasattr(entry, "url_patterns"):
            found += own_urls(entry, whole)
        else:
            found.append((entry.name, whole, entry.callback))
    return found
