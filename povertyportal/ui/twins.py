"""The geometry of two values of one thing, one above the other on one scale."""

from dataclasses import dataclass

from povertyportal.ui.charts import Datum


@dataclass(frozen=True)
class Twins:
    """Two bars ready to draw; a width is None where there is no value, so no bar."""

    title: str
    first: Datum
    second: Datum
    first_width: float | None
    second_width: float | None
    width: float = 160
    height: float = 22
    template_name: str = "charts/twins.html"


def twins(first: Datum, second: Datum, *, title: str) -> Twins:
    """Lay out both values from zero, the larger one over the whole width, each by its size."""
    sizes = [None if each.value is None else abs(each.value) for each in (first, second)]
    largest = max((size for size in sizes if size is not None), default=0.0) or 1.0
    one, other = (None if size is None else size / largest * 160 for size in sizes)
    return Twins(title, first, second, one, other)
