"""Forms of scopes, plans, reports and saved views."""

from povertyportal.reporting.forms.compare import OtherScopeForm
from povertyportal.reporting.forms.filed import FilingForm
from povertyportal.reporting.forms.reported import (
    ExplanationForm,
    OfficialReportForm,
    ReconcilingForm,
    ReportedFigureForm,
)
from povertyportal.reporting.forms.reports import ReportForm
from povertyportal.reporting.forms.saved import SaveViewForm, ViewForm
from povertyportal.reporting.forms.scope import SCOPE_NAMES, ScopeForm
from povertyportal.reporting.forms.targets import (
    LONG,
    RemoveForm,
    SplitForm,
    TargetForm,
    in_figures,
    number_field,
    planned,
)

__all__ = [
    "LONG",
    "SCOPE_NAMES",
    "ExplanationForm",
    "FilingForm",
    "OfficialReportForm",
    "OtherScopeForm",
    "ReconcilingForm",
    "RemoveForm",
    "ReportForm",
    "ReportedFigureForm",
    "SaveViewForm",
    "ScopeForm",
    "SplitForm",
    "TargetForm",
    "ViewForm",
    "in_figures",
    "number_field",
    "planned",
]
