"""The figure that earned a reward, asked again: the same question to the records of today."""

from datetime import date
from decimal import Decimal

from povertyportal.areas.models import Area
from povertyportal.reporting.figures import Figure, figure
from povertyportal.reporting.questions import ask
from povertyportal.reporting.registry import get_indicator

PLACES = Decimal("0.0001")


def earned(*, key: str, area: Area, start: date, end: date) -> Figure:
    """Return the figure of that area and period as the records have it now."""
    scope = ask(area, today=end, report=None, start=start, end=end, as_of=end)
    return figure(get_indicator(key), scope=scope)


def kept_value(found: Figure) -> Decimal | None:
    """Return the figure's value in the places that are stored; None where it is unknown."""
    return None if found.value is None else Decimal(found.value).quantize(PLACES)
