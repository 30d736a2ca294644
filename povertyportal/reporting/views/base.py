"""What the pages of figures share: the answer to a scope that cannot be asked."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from povertyportal.accounts.http import Request
from povertyportal.reporting.forms import ScopeForm


def wrong_scope(request: Request, form: ScopeForm) -> HttpResponse:
    """Say what is wrong with the scope; show no number."""
    context = {"title": _("Phạm vi chưa đúng"), "form": form}
    return TemplateResponse(request, "reporting/wrong_scope.html", context, status=400)
