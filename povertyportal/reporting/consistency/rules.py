"""The checks that name no figure: plans claimed, wards against the city, parts and wholes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.areas.models import Area
from povertyportal.reporting import compare
from povertyportal.reporting.compare import Span, span_of
from povertyportal.reporting.consistency.registry import (
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
from povertyportal.reporting.units import is_additive, with_unit


def plan_claims(asked: Asked) -> Finding:
    """Look at each claim that a plan was met: is the plan known, and was it met?"""
    stated = [found for found in asked.figures() if found.reported]
    if not stated:
        return Finding(Outcome.UNKNOWN, _("Không có số đã báo cáo cho địa bàn và kỳ này."))
    claims = [found for found in stated if found.reported and found.reported.claims_plan_met]
    problems = [words for found in claims if (words := _claim_problem(found))]
    lines = [line for found in claims for line in (figure_line(found), stated_line(found)) if line]
    holds = _("Mọi câu nói đạt kế hoạch đều có kế hoạch để đối chiếu.")
    return verdict(problems, holds=holds, lines=lines)


def _claim_problem(found: Figure) -> str:
    title = found.indicator.title
    if found.plan is None:
        return _("%(figure)s: nói đạt kế hoạch nhưng chưa có kế hoạch nào được ghi.") % {
            "figure": title
        }
    met = compare.plan_met(found.value, plan=found.plan, direction=found.indicator.direction)
    if met is False:
        values = {"figure": title, "plan": found.plan_shown, "value": found.shown}
        return _("%(figure)s: kế hoạch %(plan)s, hồ sơ cho thấy %(value)s.") % values
    return ""


def wards_add_up(asked: Asked) -> Finding:
    """Hold the sum of the wards against the whole, for every figure that is a sum of its rows.

    People counted once in the city may count in two wards: then the sum may be larger.
    """
    if asked.scope.area.level == Area.Level.WARD:
        return Finding(Outcome.UNKNOWN, _("Chỉ kiểm với địa bàn có phường, xã trực thuộc."))
    problems, lines, count = [], [], 0
    for found in asked.figures():
        indicator = found.indicator
        if not indicator.is_sum or indicator.spread is not None or found.value is None:
            continue
        count += 1
        parts = [part or 0 for part in indicator.by_area(found.scope).values()]
        total = sum(parts)
        is_whole = total == found.value
        if getattr(indicator.measure, "distinct", False):
            is_whole = max(parts, default=0) <= found.value <= total
        if not is_whole:
            sum_words = with_unit(total, indicator.unit)
            problems.append(
                _("%(figure)s: các phường, xã cộng lại được %(sum)s.")
                % {"figure": indicator.title, "sum": sum_words}
            )
            lines.append(figure_line(found))
    if not count:
        return Finding(Outcome.UNKNOWN, _("Chưa có số liệu cho địa bàn và kỳ này."))
    holds = _("%(count)s chỉ tiêu cộng được: tổng các phường, xã bằng số chung.") % {"count": count}
    return verdict(problems, holds=holds, lines=lines)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Figures of which one is made of others: `whole` = `plus` - `minus`.

    Not `is_closed`: the parts leave something out, so the whole is at least their sum.
    """

    whole: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    is_closed: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """Return every figure the rule speaks of, the whole first."""
        return (self.whole, *self.plus, *self.minus)


_parts: list[Parts] = []


def register_parts(*parts: Parts) -> None:
    """Name figures that are made of each other, for the numbers a report states of them."""
    _parts.extend(parts)


def reported_parts(asked: Asked) -> Finding:
    """Hold each whole that the report states against the parts it states."""
    known = {found.key: found for found in asked.figures() if found.reported}
    problems: list[str] = []
    lines: list[Line | None] = []
    for rule in _parts:
        found = [known[key] for key in rule.keys if key in known]
        spans = stated_spans(found)
        if len(spans) < len(rule.keys):
            continue
        lines += [stated_line(each) for each in found]
        if not fits(rule, spans):
            problems.append(_parts_problem(rule, found[0]))
    if not lines:
        return Finding(Outcome.UNKNOWN, _("Báo cáo không nêu cả tổng và các phần của nó."))
    shown = [line for line in lines if line is not None]
    return verdict(problems, holds=_("Tổng và các phần mà báo cáo nêu khớp nhau."), lines=shown)


def stated_spans(figures: Iterable[Figure]) -> list[Span]:
    """Return what the report can mean by each figure, those without a number left out."""
    spans = []
    for found in figures:
        span = span_of(found.reported) if found.reported else None
        if span is not None:
            spans.append(span.whole() if is_additive(found.indicator.unit) else span)
    return spans


def fits(rule: Parts, spans: list[Span]) -> bool:
    """Tell whether numbers exist that the statements can mean and that keep to the rule."""
    whole, *rest = spans
    count = len(rule.plus)
    total = _sum([*rest[:count], *(-span for span in rest[count:])])
    return whole.meets(total) if rule.is_closed else whole.high >= total.low


def _sum(spans: Iterable[Span]) -> Span:
    return reduce(add, spans)


def _parts_problem(rule: Parts, whole: Figure) -> str:
    if rule.is_closed:
        return _("%(figure)s không bằng các phần cộng lại.") % {"figure": whole.indicator.title}
    return _("%(figure)s nhỏ hơn các phần cộng lại.") % {"figure": whole.indicator.title}


register_check(
    Check(
        key="plan_claims",
        title=gettext_lazy("“Đạt kế hoạch” phải có kế hoạch"),
        question=gettext_lazy(
            "Mỗi câu nói đạt kế hoạch trong báo cáo có một kế hoạch đã ghi, và hồ sơ có đạt kế "
            "hoạch ấy không?"
        ),
        source=gettext_lazy("Không kiểm chứng được điều không nêu căn cứ"),
        advice=gettext_lazy(
            "Ghi kế hoạch với quyết định giao, cho đúng địa bàn và kỳ của số đã báo cáo. Nếu không "
            "có quyết định thì bỏ câu nói đạt kế hoạch."
        ),
        run=plan_claims,
        order=70,
    ),
    Check(
        key="wards_add_up",
        title=gettext_lazy("Các phường, xã cộng lại bằng toàn thành phố"),
        question=gettext_lazy(
            "Với mỗi chỉ tiêu cộng được, tổng các phường, xã có bằng số chung không?"
        ),
        source=gettext_lazy("Phép cộng"),
        advice=gettext_lazy(
            "Mở chỉ tiêu, tìm hồ sơ ghi sai hoặc chưa ghi phường, xã, rồi sửa ở hồ sơ đó."
        ),
        run=wards_add_up,
        order=90,
        is_long=True,
    ),
    Check(
        key="reported_parts",
        title=gettext_lazy("Tổng và phần mà báo cáo nêu"),
        question=gettext_lazy(
            "Khi báo cáo nêu cả tổng và các phần, các số ấy có thể cùng đúng không, theo đúng chữ "
            "số đã nêu?"
        ),
        source=gettext_lazy("Phép cộng, với số đã làm tròn hoặc cắt bớt chữ số"),
        advice=gettext_lazy(
            "Đối chiếu từng số với hồ sơ rồi sửa số báo cáo nhập sai, hoặc đính chính báo cáo."
        ),
        run=reported_parts,
        order=100,
    ),
)
