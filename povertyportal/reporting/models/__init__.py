"""Plans, officially reported figures, filed reports and saved views, by the key of the figure.

They live with the machinery, not in `programs`, because the dashboard compares every figure with
them and may not import to its right.
"""

from povertyportal.reporting.models.filed import FiledReport
from povertyportal.reporting.models.papers import LARGEST_PAPER, PAPER_TYPES, Paper, paper_path
from povertyportal.reporting.models.reported import OfficialReport, Relation, ReportedFigure
from povertyportal.reporting.models.saved import ListColumns, SavedView
from povertyportal.reporting.models.targets import Target

__all__ = [
    "LARGEST_PAPER",
    "PAPER_TYPES",
    "FiledReport",
    "ListColumns",
    "OfficialReport",
    "Paper",
    "Relation",
    "ReportedFigure",
    "SavedView",
    "Target",
    "paper_path",
]
