"""Checks of numbers against each other, filled by the apps' `consistency` modules as figures are.

A check is a rule of arithmetic or law that runs on any area and period. It says whether the rule
holds, with the numbers put in and a link to each, and what to do where it does not.
"""

from povertyportal.reporting.consistency.registry import (
    Asked,
    Check,
    Checked,
    Finding,
    Line,
    Outcome,
    all_checks,
    broken_checks,
    figure_line,
    register_check,
    run_checks,
    stated_line,
    verdict,
)
from povertyportal.reporting.consistency.rules import (
    Parts,
    fits,
    register_parts,
    stated_spans,
)

__all__ = [
    "Asked",
    "Check",
    "Checked",
    "Finding",
    "Line",
    "Outcome",
    "Parts",
    "all_checks",
    "broken_checks",
    "figure_line",
    "fits",
    "register_check",
    "register_parts",
    "run_checks",
    "stated_line",
    "stated_spans",
    "verdict",
]
