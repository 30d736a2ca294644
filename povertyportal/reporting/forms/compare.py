"""The second side of a comparison."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.reporting.comparison import OTHER
from povertyportal.reporting.forms.scope import SCOPE_NAMES, ScopeForm


class OtherScopeForm(ScopeForm):
    """The same question under names of its own; what is left blank is as on the first side."""

    prefix = OTHER

    def __init__(self, data: QueryDict, *, user: User) -> None:
        typed = {name: data.get(self.add_prefix(name), "") for name in SCOPE_NAMES}
        has_period = bool(typed["from"] or typed["to"])
        asked = QueryDict(mutable=True)
        for name, value in typed.items():
            is_own = has_period and name in ("from", "to")
            asked[name] = value if value or is_own else data.get(name, "")
        super().__init__(asked, user=user)
        for name in ("from", "to"):
            field: Any = self.fields[name]
            field.help_text = _("Để trống: như bên A")
