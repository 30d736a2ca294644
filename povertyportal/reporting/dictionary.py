"""What every figure is, in words: the dictionary of the data, made from the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import ROLE_PERMISSIONS, Permission, Role
from povertyportal.reporting.reach import DIRECTIONS
from povertyportal.reporting.registry import Indicator, all_indicators
from povertyportal.ui.text import fold


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One figure in the dictionary; `url` is where its value stands, '' for who may not see it."""

    indicator: Indicator
    url: str

    @property
    def formula(self) -> str:
        """Return how the value comes about, in words."""
        return formula_of(self.indicator)

    @property
    def direction(self) -> str:
        """Return which way is good, in words."""
        return str(DIRECTIONS.get(self.indicator.direction, _("không phải mục tiêu")))

    @property
    def roles(self) -> list[str]:
        """Return who may see the figure: it takes the right to its records and to figures."""
        needed = {Permission.FIGURE_VIEW, self.indicator.permission}
        return [str(role.label) for role in Role if needed <= ROLE_PERMISSIONS[role]]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Return what the page says of the figure below its definition."""
        named = self.indicator
        groups = [str(each.title) for each in named.breakdowns]
        if named.village:
            groups.insert(0, _("Thôn, tổ dân phố"))
        facts = [
            (_("Mã"), named.key),
            (_("Cách tính"), self.formula),
            (_("Đơn vị"), f"{named.unit.label} · {self.direction}"),
            (_("Căn cứ"), str(named.source)),
            (_("Ai xem được"), f"{', '.join(self.roles)} ({named.permission})"),
        ]
        if groups:
            facts.append((_("Chia theo"), ", ".join(groups)))
        if named.plan_key:
            facts.append((_("Kế hoạch là chỉ tiêu"), named.plan_key))
        return facts

    @property
    def search_text(self) -> str:
        """Return the words by which the entry is found, folded."""
        named = self.indicator
        return fold(f"{named.key} {named.title} {named.definition} {named.theme.label}")

    def as_data(self) -> dict[str, Any]:
        """Return the entry as JSON holds it."""
        named = self.indicator
        return {
            "key": named.key,
            "title": str(named.title),
            "theme": str(named.theme),
            "definition": str(named.definition),
            "formula": self.formula,
            "numerator": str(named.top_title) or None,
            "denominator": str(named.base_title) or None,
            "unit": str(named.unit),
            "direction": str(named.direction),
            "source": str(named.source),
            "permission": str(named.permission),
            "by_standard": named.by_standard,
            "breakdowns": [
                {"key": each.key, "title": str(each.title), "is_multiple": each.is_multiple}
                for each in named.breakdowns
            ],
            "by_village": bool(named.village),
            "plan_key": named.plan_key or named.key,
            "window_key": named.window_key or named.key,
            "url": self.url or None,
            "json": reverse("figure_json", args=[named.key]) if self.url else None,
            "csv": reverse("figure_csv", args=[named.key]) if self.url else None,
        }


def formula_of(indicator: Indicator) -> str:
    """Return how the figure comes about, in words: as it says itself, or as it is measured."""
    if indicator.formula:
        return str(indicator.formula)
    if indicator.base is not None:
        names = {"top": indicator.top_title, "base": indicator.base_title}
        return _("%(top)s ÷ %(base)s × 100") % names
    if not isinstance(indicator.measure, Count):
        return _("cộng số của các hồ sơ trong kỳ")
    if indicator.is_distinct:
        return _("đếm người hoặc hộ khác nhau trong các hồ sơ của kỳ")
    return _("đếm hồ sơ trong kỳ")


def entries(user: User, *, words: str = "") -> list[Entry]:
    """Return every figure that has all the words, with a link to the value for who may see it."""
    wanted = fold(words).split()
    found = [
        Entry(
            indicator=indicator,
            url=reverse("figure_detail", args=[indicator.key])
            if user.has(indicator.permission)
            else "",
        )
        for indicator in all_indicators()
    ]
    return [entry for entry in found if all(word in entry.search_text for word in wanted)]
