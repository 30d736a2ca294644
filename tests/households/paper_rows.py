"""Records that papers are printed of, beside those of `factories.make_papers`."""

from datetime import date

from households.models import Certificate
from tests.households.factories import (
    listed,
    make_household,
    make_person,
    make_round,
    recognised,
)


def make_request(area, village, round_, *, by, reason="Chồng mất việc từ tháng 6", **fields):
    """Return a household's request to be reviewed."""
    home = make_household(area, village=village, **fields)
    return listed(
        home,
        round_,
        by=by,
        source="request",
        requested_on=date(round_.year, 9, 5),
        request_reason=reason,
    )


def make_certificate(area, village, *, by, chair, year=2021, number=1, **fields):
    """Return the certificate of a household that was recognised as poor in an earlier round."""
    home = make_household(area, village=village, head=make_person("Lý Thị Đào"), **fields)
    review = recognised(home, make_round(year), by=by, chair=chair)
    return Certificate.objects.create(
        review=review,
        round=review.round,
        area=area,
        number=number,
        issued_on=date(year, 12, 12),
        issued_by=chair,
    )
