"""The checks on the poor list: what a yearly mean divides by, and households against rates."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.indicators.rows import rounds
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.compare import Status
from povertyportal.reporting.consistency import (
    Asked,
    Check,
    Finding,
    Line,
    Outcome,
    Parts,
    figure_line,
    register_check,
    register_parts,
    stated_line,
    verdict,
)
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.registry import rate
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Number, Unit, with_unit, written

DAYS_A_YEAR = Decimal("365.25")
MOST_OFF = Decimal("0.05")
"""How far the households that a fall of the rate implies may lie from those recorded."""
NO_ROUNDS = gettext_lazy("Cần hai đợt rà soát đã công nhận, cùng chuẩn nghèo, trong kỳ.")


def fall_by_elapsed_years(asked: Asked) -> Finding:
    """Ask what the yearly fall divides by, and whether the period named is longer than that."""
    fall = asked.figure("poor_rate_fall_per_year")
    known = rounds(fall.scope)
    if fall.value is None or len(known) < 2:
        return Finding(Outcome.UNKNOWN, str(NO_ROUNDS))
    elapsed = known[-1].year - known[0].year
    label = named_years(asked.scope)
    problems = []
    if fall.status is Status.DIFFERS and fall.reported:
        problems.append(
            _("Báo cáo nêu “%(stated)s”; chia cho %(years)s năm rà soát được %(value)s.")
            % {
                "stated": fall.reported.as_stated,
                "years": elapsed,
                "value": with_unit(fall.value, fall.indicator.unit),
            }
        )
    if label is not None and label >= elapsed + 1:
        problems.append(
            _(
                "Kỳ được nêu dài %(label)s năm, hai đợt rà soát chỉ cách nhau %(years)s năm: số "
                "bình quân chỉ nói về %(years)s năm ấy."
            )
            % {"label": written(label), "years": elapsed}
        )
    holds = _("Mức giảm được chia cho %(years)s năm rà soát, kỳ được nêu không dài hơn thế.")
    return verdict(
        problems,
        holds=holds % {"years": elapsed},
        lines=[*_rates(asked), *_years(known[0].year, known[-1].year, label), *_both(fall)],
    )


def named_years(scope: Scope) -> Decimal | None:
    """Return the length of the period that is named: the chosen one, or that of the area's report.

    A ward for which only its city reported names none.
    """
    if scope.is_chosen or scope.report is None:
        return _length(scope.start, scope.end)
    if scope.report.area_id != scope.area.pk:
        return None
    return _length(scope.report.period_from, scope.report.period_to)


def _length(start: date, end: date) -> Decimal:
    years = Decimal((end - start).days + 1) / DAYS_A_YEAR
    return years.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _years(first: int, last: int, label: Decimal | None) -> list[Line]:
    rounds_words = f"{last} − {first} = {last - first}"
    lines = [Line(_("Số năm giữa hai đợt rà soát"), rounds_words)]
    if label is not None:
        lines.append(Line(_("Kỳ được nêu (năm)"), written(label)))
    return lines


def _rates(asked: Asked) -> list[Line]:
    return [figure_line(asked.figure(key)) for key in ("poor_rate_start", "poor_rate_end")]


def _both(found: Figure) -> list[Line]:
    """Return the computed number, and what the report states of it."""
    stated = stated_line(found)
    return [figure_line(found), *([stated] if stated else [])]


def exits_against_rate(asked: Asked) -> Finding:
    """Ask how many households a fall of the rate implies, and how many there are."""
    start, end = asked.figure("poor_rate_start"), asked.figure("poor_rate_end")
    exited, net = asked.figure("poor_households_exited"), asked.figure("poor_households_net_fall")
    totals = (start.computed.bottom, end.computed.bottom)
    if net.value is None or not totals[0] or not totals[1]:
        return Finding(Outcome.UNKNOWN, str(NO_ROUNDS))
    recorded = (Decimal(totals[0]) + Decimal(totals[1])) / 2
    by_records = implied(net.value, _fall(start, end))
    by_report = implied(*_stated_pair(exited, start, end))
    problems = []
    if _is_off(by_records, recorded):
        problems.append(
            _("Số hộ giảm ròng và mức giảm tỷ lệ không cùng một tổng số hộ: tổng số hộ đã đổi.")
        )
    if _is_off(by_report, recorded) and exited.reported:
        problems.append(_mixed(exited, net, by_report=by_report, recorded=recorded))
    changes = ("poor_households_entered", "poor_households_other")
    lines = [
        *_both(exited),
        *(figure_line(asked.figure(key)) for key in changes),
        figure_line(net),
        *_rates(asked),
        _total(_("Tổng số hộ đã ghi, bình quân hai đợt"), recorded),
        _total(_("Tổng số hộ suy ra từ số giảm ròng và tỷ lệ"), by_records),
    ]
    if by_report is not None:
        lines.append(_total(_("Tổng số hộ suy ra từ các số của báo cáo"), by_report))
    if by_records is None and by_report is None:
        words = _("Tỷ lệ không đổi giữa hai đợt nên không suy ra được tổng số hộ.")
        return Finding(Outcome.UNKNOWN, words, tuple(lines))
    holds = _("Số hộ và tỷ lệ cùng suy ra tổng số hộ đã ghi, lệch không quá 5 %.")
    return verdict(problems, holds=holds, lines=lines)


def implied(households: Number | None, points: Decimal | None) -> Decimal | None:
    """Return how many households make this many of them this many points of the rate."""
    if households is None or not points:
        return None
    return 100 * Decimal(households) / points


def _fall(start: Figure, end: Figure) -> Decimal | None:
    """Return the fall of the rate in points, unrounded."""
    first = rate(start.computed.top, start.computed.bottom)
    last = rate(end.computed.top, end.computed.bottom)
    return None if first is None or last is None else first - last


def _stated_pair(
    exited: Figure, start: Figure, end: Figure
) -> tuple[Decimal | None, Decimal | None]:
    """Return the households and the points that the report states, where it states both."""
    households, first, last = _stated(exited), _stated(start), _stated(end)
    return households, first - last if first is not None and last is not None else None


def _stated(found: Figure) -> Decimal | None:
    return found.reported.value if found.reported else None


def _is_off(found: Decimal | None, recorded: Decimal) -> bool:
    return found is not None and abs(found - recorded) > MOST_OFF * recorded


def _mixed(exited: Figure, net: Figure, *, by_report: Decimal | None, recorded: Decimal) -> str:
    """Say that the reported households and rates do not speak of the same thing."""
    values = {
        "stated": exited.reported_shown,
        "implied": written(_whole(by_report)),
        "recorded": written(_whole(recorded)),
        "net": net.shown,
    }
    words = _(
        "Báo cáo nêu %(stated)s hộ: cùng mức giảm tỷ lệ đã nêu thì phải có %(implied)s hộ, trong "
        "khi đã ghi %(recorded)s hộ."
    )
    if exited.status is Status.MATCH:
        words += " " + _(
            "%(stated)s là số hộ thoát nghèo gộp, còn tỷ lệ giảm theo số ròng %(net)s hộ."
        )
    return words % values


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value.to_integral_value(rounding=ROUND_HALF_UP))


def _total(label: str, value: Decimal | None) -> Line:
    return Line(label, with_unit(_whole(value), Unit.HOUSEHOLDS))


register_parts(
    Parts(
        whole="poor_households_exited",
        plus=("poor_households_net_fall", "poor_households_entered", "poor_households_other"),
    ),
)
register_check(
    Check(
        key="fall_by_elapsed_years",
        title=gettext_lazy("Mức giảm bình quân năm chia cho số năm rà soát"),
        question=gettext_lazy(
            "Mức giảm tỷ lệ có được chia cho số năm giữa hai đợt rà soát, và kỳ được nêu có dài "
            "hơn số năm ấy không?"
        ),
        source=gettext_lazy("Hai đợt rà soát định kỳ cùng chuẩn nghèo; Thông tư 07/2021"),
        advice=gettext_lazy(
            "Ghi rõ tỷ lệ lấy ở hai đợt rà soát nào, và chia mức giảm cho số năm giữa hai đợt đó."
        ),
        permissions=frozenset({Permission.REVIEW_VIEW}),
        run=fall_by_elapsed_years,
        order=10,
    ),
    Check(
        key="exits_against_rate",
        title=gettext_lazy("Số hộ thoát nghèo so với mức giảm tỷ lệ"),
        question=gettext_lazy(
            "Số hộ và mức giảm tỷ lệ có cùng suy ra tổng số hộ của địa bàn, lệch không quá 5 % "
            "không?"
        ),
        source=gettext_lazy("Tỷ lệ = số hộ nghèo ÷ tổng số hộ; biểu diễn biến hộ nghèo"),
        advice=gettext_lazy(
            "Nêu riêng số thoát nghèo, phát sinh và tái nghèo, tăng giảm khác và số giảm ròng; kèm "
            "tổng số hộ của từng đợt."
        ),
        permissions=frozenset({Permission.REVIEW_VIEW}),
        run=exits_against_rate,
        order=20,
    ),
)
