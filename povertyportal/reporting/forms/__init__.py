"""Forms of scopes, plans, reports and saved views."""

from povertyportal.reporting.forms.scope import SCOPE_NAMES, ScopeForm
from povertyportal.reporting.forms.targets import (
    LONG,
    SplitForm,
    TargetForm,
    TargetRemoveForm,
    in_figures,
    number_field,
    planned,
)

__all__ = [
    "LONG",
    "SCOPE_NAMES",
    "ScopeForm",
    "SplitForm",
    "TargetForm",
    "TargetRemoveForm",
    "in_figures",
    "number_field",
    "planned",
]
