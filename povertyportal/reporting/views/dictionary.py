"""The dictionary of the data: every figure in words, and what the open formats hold."""

from itertools import groupby

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import formats
from povertyportal.reporting.dictionary import entries
from povertyportal.ui.filters import LONGEST_SEARCH


@requires(Permission.FIGURE_VIEW)
def figure_dictionary(request: Request) -> HttpResponse:
    """Show what every figure means, by theme, narrowed to the words that are searched."""
    words = request.GET.get("q", "")[:LONGEST_SEARCH]
    found = entries(request.user, words=words)
    themes = groupby(found, key=lambda entry: entry.indicator.theme)
    return TemplateResponse(
        request,
        "reporting/dictionary.html",
        {
            "title": _("Từ điển số liệu"),
            "words": words,
            "count": len(found),
            "themes": [(theme, list(group)) for theme, group in themes],
            "fields": formats.field_words(),
            "units": formats.unit_words(),
        },
    )
