"""The dashboard and the page of one figure."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission


@requires(Permission.SIGNED_IN)
def dashboard(request: Request) -> HttpResponse:
    """Show the figures of the user's area."""
    return TemplateResponse(request, "base.html", {"title": "Tổng quan"})
