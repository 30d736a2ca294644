"""What was reported beside what is computed: one row for each figure, and how the two stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.compare import Span, span_of
from povertyportal.reporting.figures import Figure, as_reported, figure, figure_url
from povertyportal.reporting.models import OfficialReport, Relation, ReportedFigure
from povertyportal.reporting.questions import ask, report_for
from povertyportal.reporting.registry import all_indicators, get_indicator
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import is_additive, shown, trimmed, unit_label, with_unit


@dataclass(frozen=True, kw_only=True)
class Row:
    """A figure beside what a report states of it; `stated` is None where none does."""

    figure: Figure
    stated: ReportedFigure | None = None

    @property
    def url(self) -> str:
        """Return the figure's page in the window that the report means."""
        return figure_url(self.figure.key, scope=self.figure.scope)

    @property
    def page(self) -> str:
        """Return the place of this row on the page of its report."""
        if self.stated is None:
            return reverse("reported_figures")
        return f"{reverse('reported_figures')}?report={self.stated.report_id}#{self.figure.key}"

    @property
    def computed(self) -> str:
        """Return the computed value with its unit."""
        return with_unit(self.figure.value, self.figure.indicator.unit)

    @property
    def difference(self) -> Decimal | None:
        """Return computed less stated; None where one of them is not known."""
        if self.stated is None or self.stated.value is None or self.figure.value is None:
            return None
        return trimmed(Decimal(self.figure.value) - self.stated.value)

    @property
    def difference_words(self) -> str:
        """Return the difference with its sign and unit, '' where there is none to tell."""
        if self.difference is None:
            return ""
        sign = "+" if self.difference > 0 else ""
        return sign + with_unit(self.difference, self.figure.indicator.unit)

    @property
    def meaning(self) -> str:
        """Return how the stated number is understood, '' where it says just that."""
        return meaning_of(self.stated) if self.stated and not is_plain(self.stated) else ""

    @property
    def tolerance_words(self) -> str:
        """Return the difference that is accepted, with its unit; '' where there is none."""
        if self.stated is None or not self.stated.tolerance:
            return ""
        return with_unit(trimmed(self.stated.tolerance), self.figure.indicator.unit)

    @property
    def is_explained(self) -> bool:
        """Tell whether an officer said why the two differ."""
        return bool(self.stated and self.stated.explanation)


def is_plain(stated: ReportedFigure) -> bool:
    """Tell whether the statement means one count and nothing around it."""
    is_count = is_additive(get_indicator(stated.key).unit)
    is_exact = stated.relation == Relation.EXACT and stated.step == 1
    return is_count and is_exact and not stated.tolerance


def meaning_of(stated: ReportedFigure) -> str:
    """Return which computed values the statement takes as equal: 'từ 7.400 đến dưới 7.500 …'."""
    unit = get_indicator(stated.key).unit
    reported = as_reported(stated)
    span = span_of(reported) if reported else None
    if span is None:
        return _("không nêu số")
    if is_plain(stated):
        return with_unit(trimmed(stated.value or Decimal(0)), unit)
    return span_words(span, unit=unit)


def span_words(span: Span, *, unit: str) -> str:
    """Return the ends of a span in words, each as it belongs to it or not."""
    low, high = (shown(trimmed(end), unit) for end in (span.low, span.high))
    label = unit_label(unit)
    if span.has_low and span.has_high:
        words = _("từ %(low)s đến %(high)s %(unit)s")
    elif span.has_low:
        words = _("từ %(low)s đến dưới %(high)s %(unit)s")
    else:
        words = _("trên %(low)s đến %(high)s %(unit)s")
    return words % {"low": low, "high": high, "unit": label}


def reports_of(user: User) -> QuerySet[OfficialReport]:
    """Return the official reports on the areas whose figures the user may see, latest first."""
    return OfficialReport.objects.filter(user.scope(Permission.FIGURE_VIEW)).select_related("area")


def question_of(report: OfficialReport) -> Scope:
    """Return the question that a report answers, as of the day it was made."""
    return ask(report.area, today=timezone.localdate(), report=report)


def reconciled(stated: ReportedFigure, *, scope: Scope) -> Row:
    """Return one stated figure beside the computed one."""
    return Row(figure=figure(get_indicator(stated.key), scope=scope), stated=stated)


def rows_of(scope: Scope, *, user: User, with_unstated: bool = False) -> list[Row]:
    """Return every figure that the user may see and the report states, in the order of themes.

    Figures that no report states are computed only where they are asked for.
    """
    rows = []
    for indicator in all_indicators():
        stated = scope.reported_figure(indicator.key)
        if (stated or with_unstated) and scope.allows(user, indicator.permission):
            rows.append(Row(figure=figure(indicator, scope=scope), stated=stated))
    return rows


def unexplained(user: User) -> list[Row]:
    """Return what the user has to explain: open differences of the latest report of each area.

    It is asked as things stand today, not as of the day that a dashboard shows, so nothing is
    shared with it; figures that somebody explained are not computed.
    """
    held = [grant.area for grant in user.grants if Permission.REPORTED_EDIT in grant.permissions]
    reports = {report.pk: report for area in held if (report := report_for(area))}
    return [row for report in reports.values() for row in _open_rows(report, user=user)]


def _open_rows(report: OfficialReport, *, user: User) -> Iterable[Row]:
    scope = question_of(report)
    for stated in scope.reported.values():
        permission = get_indicator(stated.key).permission
        if not stated.explanation and scope.allows(user, permission):
            row = reconciled(stated, scope=scope)
            if row.figure.is_open:
                yield row
