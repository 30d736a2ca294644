"""Every number the demo city must reach, in one place; the builders only spread them over rows.

Counts of households follow the reported figures of 11/08/2023. What the report does not give
(spread by ward, amounts by sub-project) is invented and labelled so in the data.
"""

from dataclasses import dataclass
from datetime import date

SEED = 20230811
SOURCE = "Dữ liệu minh họa: tổng hợp từ hồ sơ hộ do máy tạo"
WINDOW = (date(2021, 1, 1), date(2023, 6, 30))
REVIEWED_ON = {2021: date(2021, 12, 14), 2022: date(2022, 12, 14), 2023: date(2023, 9, 1)}
CITY = "058"
MET_FROM = date(2023, 11, 8)
POSTED_EARLY, POSTED_LATE = date(2023, 11, 13), date(2023, 11, 20)
COMPLAINED_ON, ASKED_ON = date(2023, 11, 21), date(2023, 11, 22)
COMPLAINED_WARDS = ("01840", "01846", "01849")


@dataclass(frozen=True, kw_only=True)
class WardPlan:
    """What happens in one ward between the rounds of 2021 and 2022, in households."""

    code: str
    slug: str
    households: int
    closed: int
    opened: int
    poor: int
    to_near_poor: int
    to_not_poor: int
    new_poor: int
    relapsed: int
    near_poor: int
    near_poor_out: int
    new_near_poor: int

    @property
    def poor_next(self) -> int:
        """Return the poor households of the round of 2022."""
        left = self.to_near_poor + self.to_not_poor
        return self.poor - left + self.new_poor + self.relapsed

    @property
    def near_poor_next(self) -> int:
        """Return the near-poor households of the round of 2022."""
        return self.near_poor - self.near_poor_out + self.to_near_poor + self.new_near_poor


def _ward(code: str, slug: str, *n: int) -> WardPlan:
    names = (
        "households",
        "closed",
        "opened",
        "poor",
        "to_near_poor",
        "to_not_poor",
        "new_poor",
        "relapsed",
        "near_poor",
        "near_poor_out",
        "new_near_poor",
    )
    return WardPlan(code=code, slug=slug, **dict(zip(names, n, strict=True)))


WARDS = (
    # households, closed, opened | poor, to near, out, new, relapsed | near-poor, out, new
    _ward("01834", "minhkhai", 1584, 14, 12, 32, 5, 3, 2, 1, 43, 15, 3),
    _ward("01837", "songcau", 2402, 20, 16, 37, 6, 3, 3, 0, 50, 17, 4),
    _ward("01840", "ducxuan", 2052, 18, 14, 23, 4, 2, 2, 0, 32, 11, 2),
    _ward("01843", "phungchikien", 1268, 11, 8, 17, 2, 1, 0, 0, 25, 8, 2),
    _ward("01846", "huyentung", 1706, 12, 11, 77, 12, 5, 4, 1, 96, 31, 6),
    _ward("01849", "duongquang", 961, 6, 4, 55, 8, 3, 2, 1, 68, 22, 4),
    _ward("01852", "nongthuong", 966, 6, 4, 47, 7, 3, 2, 1, 60, 20, 4),
    _ward("01855", "xuathoa", 1061, 8, 6, 43, 7, 3, 2, 1, 56, 18, 4),
)
"""Nobody moves from near-poor to poor: the 22 who enter are 17 new and 5 relapsed households."""

OLD_STANDARD_POOR = 188
OLD_STANDARD_NEAR_POOR = 210
RELAPSED_NEAR_POOR_WARDS = ("01846", "01849", "01852", "01855")
NOT_POOR_REQUESTS = 40
OVERRIDES = 6

BIRTHS_2022 = 168
DEATHS_2022 = 126


@dataclass(frozen=True, kw_only=True)
class Money:
    """One allocation in thousands of đồng: what stands at the end, and what moved on the way."""

    component: str
    year: int
    assigned: int
    distributed: int
    disbursed: int
    source: str = "TW"
    kind: str = "recurrent"
    adjusted: int = 0
    returned: int = 0
    carried_over: int = 0
    by_ward: bool = False


CAPITAL = (
    Money(component="DA2", year=2022, assigned=585_000, distributed=465_000, disbursed=440_250,
          returned=15_000, by_ward=True),
    Money(component="DA2", year=2023, assigned=780_000, distributed=480_000, disbursed=205_600,
          by_ward=True),
    Money(component="DA2", year=2023, assigned=78_000, distributed=78_000, disbursed=40_000,
          source="DP", by_ward=True),
    Money(component="DA3.1", year=2022, assigned=540_000, distributed=120_000, disbursed=120_000,
          carried_over=-130_000, by_ward=True),
    Money(component="DA3.1", year=2023, assigned=930_161, distributed=50_000, disbursed=20_000,
          carried_over=130_000, by_ward=True),
    Money(component="DA3.2", year=2022, assigned=410_000, distributed=40_000, disbursed=32_500,
          by_ward=True),
    Money(component="DA3.2", year=2023, assigned=530_000, distributed=20_000, disbursed=0,
          by_ward=True),
    Money(component="DA4.1", year=2022, assigned=610_000, distributed=480_000, disbursed=462_800),
    Money(component="DA4.1", year=2023, assigned=650_000, distributed=470_000, disbursed=198_400,
          adjusted=-30_000),
    Money(component="DA4.1", year=2023, assigned=511_000, distributed=400_000, disbursed=250_000,
          kind="investment"),
    Money(component="DA4.3", year=2022, assigned=290_000, distributed=258_000, disbursed=251_300,
          by_ward=True),
    Money(component="DA4.3", year=2023, assigned=350_000, distributed=250_000, disbursed=120_000,
          adjusted=30_000, by_ward=True),
    Money(component="DA6.1", year=2022, assigned=210_000, distributed=210_000, disbursed=207_900,
          by_ward=True),
    Money(component="DA6.1", year=2023, assigned=236_500, distributed=236_500, disbursed=96_000,
          by_ward=True),
    Money(component="DA6.1", year=2023, assigned=24_604, distributed=24_604, disbursed=12_000,
          source="DP", by_ward=True),
    Money(component="DA6.2", year=2022, assigned=95_000, distributed=95_000, disbursed=93_400),
    Money(component="DA6.2", year=2023, assigned=118_000, distributed=118_000, disbursed=51_750),
    Money(component="DA7.1", year=2022, assigned=142_000, distributed=142_000, disbursed=139_860),
    Money(component="DA7.1", year=2023, assigned=168_000, distributed=168_000, disbursed=64_300),
    Money(component="DA7.2", year=2022, assigned=74_000, distributed=74_000, disbursed=72_900),
    Money(component="DA7.2", year=2023, assigned=88_000, distributed=88_000, disbursed=30_500),
    Money(component="DA7.2", year=2023, assigned=11_000, distributed=11_000, disbursed=4_000,
          source="DP"),
)  # fmt: skip
CAPITAL_ASSIGNED = 7_431_265_000
CAPITAL_DISTRIBUTED = 4_278_104_000


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Loans of one kind of household: how many, to how many households, how much in all."""

    borrower_class: str
    loans: int
    households: int
    total: int


LOANS = (
    Credit(borrower_class="poor", loans=42, households=39, total=1_975_000_000),
    Credit(borrower_class="near_poor", loans=72, households=67, total=3_535_000_000),
    Credit(borrower_class="escaped", loans=6, households=6, total=315_000_000),
    Credit(borrower_class="unknown", loans=4, households=4, total=230_000_000),
)

WORKERS_WITH_NEED = 214
WORKERS_PLACED, PLACEMENTS = 129, 134
OVERSEAS = 85
JOBS_BY_YEAR = {2021: 512, 2022: 538}
TRAINED_LABOUR_RATE = "73.6"
CLASSES_BY_YEAR = {2021: 4, 2022: 7, 2023: 4}
LEARNERS_PER_CLASS = 35
TRAINEES_POOR, TRAINEES_NEAR_POOR = 30, 5

HOUSES, HOUSES_AMOUNT = 10, 654_000_000
FUND_NEW, FUND_REPAIR = 13, 21
FUND_SPENT = 533_650_000
FUND_RAISED = 489_270_000
FUND_TRANSFER = 36_000_000

AWARDS = {"collective": 7, "individual": 7, "household": 1}
AWARDED_ON = date(2023, 8, 3)
