"""Make a scope from what was asked, with the official report's words for what was left open."""

from datetime import date

from povertyportal.areas.models import Area
from povertyportal.reporting.models import OfficialReport
from povertyportal.reporting.registry import standards
from povertyportal.reporting.scope import Scope


def report_for(area: Area | None) -> OfficialReport | None:
    """Return the latest official report whose area holds this one."""
    if area is None:
        return None
    reports = OfficialReport.objects.select_related("area")
    return next((report for report in reports if report.area.contains(area)), None)


def ask(
    area: Area,
    *,
    today: date,
    report: OfficialReport | None,
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
    standard: str = "",
) -> Scope:
    """Return the scope; without a period it is the report's, without a report this year so far."""
    as_of = as_of or (report.stated_on if report else today)
    is_chosen = start is not None and end is not None
    if start is None or end is None:
        start = report.period_from if report else as_of.replace(month=1, day=1)
        end = report.period_to if report else as_of
    return Scope(
        area=area,
        start=start,
        end=end,
        as_of=as_of,
        standard=standard or (report.standard if report else standards().on(as_of)),
        report=report,
        is_chosen=is_chosen or report is None,
    )
