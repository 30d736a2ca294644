"""Make a scope from what was asked, with the official report's words for what was left open."""

from datetime import date

from povertyportal.areas.models import Area, Boundaries
from povertyportal.reporting.models import OfficialReport
from povertyportal.reporting.registry import standards
from povertyportal.reporting.scope import Scope


def report_for(area: Area | None, *, parts: tuple[Area, ...] = ()) -> OfficialReport | None:
    """Return the latest official report whose area holds this one, or the parts it is made of."""
    if area is None:
        return None
    asked = parts or (area,)
    reports = OfficialReport.objects.select_related("area")
    return next(
        (report for report in reports if all(report.area.contains(each) for each in asked)), None
    )


def ask(
    area: Area,
    *,
    today: date,
    report: OfficialReport | None,
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
    standard: str = "",
    boundaries: str = Boundaries.THEN,
    parts: tuple[Area, ...] = (),
) -> Scope:
    """Return the scope; without a period it is the report's, without a report this year so far.

    `parts` are the areas whose records count for a unit of today.
    """
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
        units_on=today if boundaries == Boundaries.TODAY else None,
        parts=parts,
    )
