"""What a report is asked for: its area and its period, which some kinds take by the year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.reporting.forms.scope import ScopeForm
from povertyportal.reporting.reports import Period, ReportKind

FIRST_YEAR = 2016
"""The first year of the poverty standard before the programme; no record is older."""
HALVES = (("1", _("6 tháng đầu năm")), ("2", _("6 tháng cuối năm")))


class ReportForm(ScopeForm):
    """Choose area, period, as-of day and standard of a report; a period that has begun by then."""

    def __init__(self, data: QueryDict, *, user: User, kind: ReportKind) -> None:
        super().__init__(data, user=user)
        if kind.period == Period.ANY:
            return
        self._ask_for_year(data)
        if kind.period == Period.HALF:
            self._ask_for_half(data)
        del self.fields["from"], self.fields["to"]
        self.order_fields(["place", "year", "half", "as_of", "standard", "boundaries"])

    def _ask_for_year(self, data: QueryDict) -> None:
        years = [(str(year), str(year)) for year in range(self.today.year, FIRST_YEAR - 1, -1)]
        self.fields["year"] = forms.ChoiceField(label=_("Năm"), choices=years)
        usual = (self.report.period_to if self.report else self.today).year
        self.data = {**self.data, self.add_prefix("year"): data.get("year") or str(usual)}

    def _ask_for_half(self, data: QueryDict) -> None:
        self.fields["half"] = forms.ChoiceField(label=_("Kỳ"), choices=HALVES)
        self.data = {**self.data, self.add_prefix("half"): data.get("half") or HALVES[0][0]}

    def clean(self) -> dict[str, Any]:
        """Put the days of the year or half in, and refuse one that had not begun by the day."""
        data = super().clean()
        if not data.get("year"):
            return data
        data["from"], data["to"] = _days(int(data["year"]), data.get("half", ""))
        as_of = data.get("as_of")
        if as_of and data["from"] > as_of:
            self.add_error("as_of", _("Ngày tính đến không được trước ngày đầu của kỳ."))
        return data


def _days(year: int, half: str) -> tuple[date, date]:
    """Return the first and last day of the year, or of its half "1" or "2"."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if half == "1":
        return first, date(year, 6, 30)
    return (date(year, 7, 1) if half == "2" else first), last
