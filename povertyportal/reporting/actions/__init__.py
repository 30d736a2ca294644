"""The only place of the machinery of figures that writes, a module for each kind of record."""

from povertyportal.reporting.actions.filed import file_report
from povertyportal.reporting.actions.reported import (
    amend_official_report,
    amend_reported_figure,
    explain_reported_figure,
    record_official_report,
    record_reported_figure,
    remove_official_report,
    remove_reported_figure,
)
from povertyportal.reporting.actions.saved import (
    amend_view,
    remove_view,
    save_view,
    set_columns,
)
from povertyportal.reporting.actions.targets import (
    amend_target,
    record_target,
    remove_target,
    split_target,
    state_of,
    uses_of,
)

__all__ = [
    "amend_official_report",
    "amend_reported_figure",
    "amend_target",
    "amend_view",
    "explain_reported_figure",
    "file_report",
    "record_official_report",
    "record_reported_figure",
    "record_target",
    "remove_official_report",
    "remove_reported_figure",
    "remove_target",
    "remove_view",
    "save_view",
    "set_columns",
    "split_target",
    "state_of",
    "uses_of",
]
