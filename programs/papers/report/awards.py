"""Thi đua, khen thưởng: who was rewarded, by which decision."""

from collections.abc import Sequence

from django.db.models import Count, Q

from households.papers.frame import slashed
from povertyportal.reporting.documents import Block, Column, Table
from povertyportal.reporting.registry import Theme
from povertyportal.reporting.units import MISSING
from programs.choices import RecipientKind
from programs.models import Award
from programs.papers.report import phrases
from programs.papers.report.brief import Brief
from programs.papers.report.parts import CENTRE, RIGHT, caption, counted, said, total


def blocks(brief: Brief) -> Sequence[Block]:
    """Return the sentence about the rewards, and the decisions that gave them."""
    lines = brief.of_theme(Theme.AWARDS)
    return [said(_sentence(brief)), *phrases.against_report(lines), *_decisions(brief)]


def _sentence(brief: Brief) -> str:
    lines = brief.of_theme(Theme.AWARDS)
    when = phrases.days(lines[0].done.scope)
    known = [phrases.told(line) for line in lines if line.done.value is not None]
    if not known:
        return f"Khen thưởng trong phong trào thi đua vì người nghèo {when}: {MISSING}."
    return (
        f"{when.capitalize()}, đã khen thưởng {', '.join(known)} trong phong trào thi đua vì người "
        "nghèo."
    )


def _decisions(brief: Brief) -> list[Block]:
    """Return how many each decision of the period rewarded; the sums are the figures."""
    scope = brief.lines["awards_collective"].done.scope
    kinds = [str(kind) for kind in RecipientKind]
    found = (
        Award.objects.filter(scope.inside(), scope.during("decided_on"))
        .order_by()
        .values_list("decision_number", "decided_on")
        .annotate(**{kind: Count("pk", filter=Q(recipient_kind=kind)) for kind in kinds})
        .order_by("decided_on", "decision_number")
    )
    rows = [
        (number, slashed(day), *(counted(count) for count in counts))
        for number, day, *counts in found
    ]
    if not rows:
        return []
    sums = [counted(brief.lines[f"awards_{kind}"].done.value) for kind in kinds]
    return [
        *caption("Khen thưởng theo quyết định"),
        Table(
            columns=(
                Column(width=34),
                Column(width=18, align=CENTRE),
                *(Column(width=16, align=RIGHT) for _kind in kinds),
            ),
            head=(("Quyết định số", "Ngày", "Tập thể", "Cá nhân", "Hộ gia đình"),),
            rows=(*rows, total(sums)),
        ),
    ]
