"""Plans of the wards: one of the city's that adds up over them, and one that does not yet."""

from povertyportal.reporting.models import Target
from programs.demo import tools
from programs.demo.city import City

EVEN, UNEVEN = "poor_households_exited", "workers_placed"
MISSING = 5
"""How many workers of the city's plan no ward has been given."""
DOCUMENT = "Quyết định giao chỉ tiêu cho phường, xã (minh họa)"


def build(city: City) -> None:
    """Share two plans of the city over its wards, by the number of their households."""
    weights = [len(city.of_ward(code)) for code in city.wards]
    for key, missing in ((EVEN, 0), (UNEVEN, MISSING)):
        whole = Target.objects.get(key=key, area=city.area)
        shares = tools.shares_of(int(whole.value) - missing, weights, step=1)
        Target.objects.bulk_create(
            Target(
                key=key,
                area=ward,
                period_from=whole.period_from,
                period_to=whole.period_to,
                value=share,
                document=DOCUMENT,
            )
            for ward, share in zip(city.wards.values(), shares, strict=True)
        )
