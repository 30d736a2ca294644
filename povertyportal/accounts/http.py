"""The request as our views get it: the user is one of ours; where it came from and goes to."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from povertyportal.accounts.models import User


class Request(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def client_address(request: HttpRequest) -> str:
    """Return the network address of whoever asks, or "" where there is none.

    Each of the `PORTAL_PROXIES` proxies adds the address it was called from to the right of
    X-Forwarded-For; what stands left of these entries was written by the client itself. Without
    proxies the header is not read; with too few entries the caller is the last one that we know.
    """
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    proxies = settings.PROXIES
    forwarded = _address(entries[-proxies]) if 0 < proxies <= len(entries) else ""
    return forwarded or _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str:
    """Return the address in its one spelling, without port and zone; "" for anything else."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def inside(request: HttpRequest, url: str) -> str:
    """Return the address if it is a path of this host, or the front page.

    A word without a slash would be taken for the name of an address, and be none.
    """
    secure = request.is_secure()
    if url.startswith("/") and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=secure
    ):
        return url
    return reverse("dashboard")
