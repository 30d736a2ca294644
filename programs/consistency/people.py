"""The checks on what was counted: people or households, loans or borrowers."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.consistency import (
    Asked,
    Check,
    Finding,
    Line,
    Outcome,
    figure_line,
    register_check,
    stated_line,
    verdict,
)
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.statements import counted_noun
from povertyportal.reporting.units import Unit, with_unit
from programs.indicators.credit import CREDIT_SOURCE
from programs.indicators.work import TRAINING_SOURCE

HOUSEHOLD = "hộ"
"""The word by which a report says that it counted households."""
LEARNERS = ("trainees", "trainees_poor", "trainees_near_poor")
BORROWERS = ("poor", "near_poor", "escaped")


def learners_are_people(asked: Asked) -> Finding:
    """Ask whether a number of learners was stated as one of households."""
    figures = [asked.figure(key) for key in LEARNERS]
    if not any(found.value for found in figures):
        return Finding(Outcome.UNKNOWN, _("Chưa có học viên cho địa bàn và kỳ này."))
    lines: list[Line] = []
    for found in figures:
        households = found.indicator.rows(found.scope).order_by()
        count = households.aggregate(v=Count("household", distinct=True))["v"]
        lines.append(figure_line(found))
        lines.append(Line(_("– số hộ của các học viên ấy"), with_unit(count, Unit.HOUSEHOLDS)))
    mixed = [found for found in figures if counts_households(found)]
    return verdict(
        [
            _("Báo cáo nêu “%(stated)s” giữa những số đếm người; đó là học viên.")
            % {"stated": found.reported.as_stated}
            for found in mixed
            if found.reported
        ],
        holds=_("Các số về học viên đều đếm người."),
        lines=[*lines, *_stated(figures)],
    )


def counts_households(found: Figure) -> bool:
    """Tell whether the report says 'hộ' behind the number."""
    return found.reported is not None and counted_noun(found.reported.as_stated) == HOUSEHOLD


def loans_are_not_households(asked: Asked) -> Finding:
    """Ask whether a number of loans was stated as one of households that differs from it."""
    pairs = [
        (asked.figure(f"loans_{group}_count"), asked.figure(f"loans_{group}_households"))
        for group in BORROWERS
    ]
    pairs = [(loans, homes) for loans, homes in pairs if loans.value or loans.reported]
    if not pairs:
        return Finding(Outcome.UNKNOWN, _("Chưa có món vay nào cho địa bàn và kỳ này."))
    problems = [
        _("Báo cáo nêu “%(stated)s”, nhưng đó là %(loans)s của %(homes)s.")
        % {
            "stated": loans.reported.as_stated,
            "loans": with_unit(loans.value, Unit.LOANS),
            "homes": with_unit(homes.value, Unit.HOUSEHOLDS),
        }
        for loans, homes in pairs
        if loans.reported and counts_households(loans) and loans.value != homes.value
    ]
    lines = [figure_line(found) for pair in pairs for found in pair]
    holds = _("Số lượt vay và số hộ vay được nêu riêng, không lẫn nhau.")
    return verdict(problems, holds=holds, lines=[*lines, *_stated([pair[0] for pair in pairs])])


def _stated(figures: list[Figure]) -> list[Line]:
    return [line for found in figures if (line := stated_line(found))]


register_check(
    Check(
        key="learners_are_people",
        title=gettext_lazy("Học viên đếm theo người, không theo hộ"),
        question=gettext_lazy("Báo cáo có nêu số hộ giữa những số đếm học viên không?"),
        source=TRAINING_SOURCE,
        advice=gettext_lazy("Nêu số người, và nếu cần thì nêu thêm số hộ của họ."),
        permissions=frozenset({Permission.WORK_VIEW}),
        run=learners_are_people,
        order=50,
    ),
    Check(
        key="loans_are_not_households",
        title=gettext_lazy("Lượt vay khác với số hộ vay"),
        question=gettext_lazy(
            "Một hộ có thể vay nhiều lần: báo cáo có nêu lượt vay như số hộ không?"
        ),
        source=CREDIT_SOURCE,
        advice=gettext_lazy("Nêu cả hai số: bao nhiêu lượt vay, của bao nhiêu hộ."),
        permissions=frozenset({Permission.LOAN_VIEW}),
        run=loans_are_not_households,
        order=60,
    ),
)
