"""The demo city at hand: its areas, its accounts and its households."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from households.choices import PovertyClass
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from programs.demo import plan
from programs.demo.people import Home


@dataclass
class City:
    """What every builder needs: where, who, and which households."""

    area: Area
    wards: dict[str, Area]
    villages: dict[str, list[Area]]
    users: dict[str, User] = field(default_factory=dict)
    homes: list[Home] = field(default_factory=list)

    def officer(self, code: str) -> User:
        """Return the officer of a ward."""
        kind = "xa" if self.wards[code].residence == "rural" else "phuong"
        return self.users[f"{kind}.{_slug(code)}"]

    @property
    def officers(self) -> dict[str, User]:
        """Return the officers by the code of their ward."""
        return {code: self.officer(code) for code in self.wards}

    def chair(self, code: str) -> User:
        """Return the chair of a ward."""
        return self.users[f"chutich.{_slug(code)}"]

    def investigator(self, code: str) -> User:
        """Return the investigator of the ward's first village."""
        return self.users[f"rasoat.{_slug(code)}1"]

    def of_ward(self, code: str) -> list[Home]:
        """Return the households of a ward, those of the poor lists first."""
        return [home for home in self.homes if home.ward == code]

    @cached_property
    def staying(self) -> list[Home]:
        """Return the households that were never reviewed and are on the books throughout."""
        first = plan.REVIEWED_ON[2021]
        return [
            home
            for home in self.homes
            if not home.listed and home.active_on(first) and home.row.closed_on is None
        ]

    def recognised(self, result: PovertyClass, *years: int) -> list[Home]:
        """Return the households recognised as `result` by STD2022 in each of the years."""
        return [
            home
            for home in self.homes
            if all(home.classes.get(("STD2022", year)) == result for year in years)
        ]

    def escaped(self) -> list[Home]:
        """Return the households that were on a list in 2021 and on none in 2022."""
        return [
            home
            for home in self.homes
            if home.classes.get(("STD2022", 2021)) in (PovertyClass.POOR, PovertyClass.NEAR_POOR)
            and home.classes.get(("STD2022", 2022)) == PovertyClass.NOT_POOR
        ]


def _slug(code: str) -> str:
    return next(ward.slug for ward in plan.WARDS if ward.code == code)


def find_city(day: date = plan.WINDOW[0]) -> City:
    """Return the city with its wards and villages as they stood on the day."""
    area = Area.objects.valid_on(day).get(code=plan.CITY)
    inside = Area.objects.under(area).valid_on(day)
    wards = {ward.code: ward for ward in inside.wards()}
    villages: dict[str, list[Area]] = {code: [] for code in wards}
    for village in inside.filter(level=Area.Level.VILLAGE).order_by("code"):
        villages[village.code.split("-")[0]].append(village)
    return City(area, wards, villages)
