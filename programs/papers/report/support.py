"""Hỗ trợ trực tiếp: what households and their people received, by what kind of help."""

from collections.abc import Sequence

from django.db.models import Count, Sum

from povertyportal.reporting.documents import Block, Column, Table
from povertyportal.reporting.units import MISSING, Unit
from programs.choices import SupportKind
from programs.models import Support
from programs.papers.report import phrases
from programs.papers.report.brief import Brief
from programs.papers.report.parts import CENTRE, NONE, RIGHT, caption, count, counted, said, total


def blocks(brief: Brief) -> Sequence[Block]:
    """Return the sentence about all help, and the help of each kind."""
    own = brief.scope.of_days(brief.scope.start, brief.scope.end)
    rows = Support.objects.filter(own.inside(), own.during("provided_on")).order_by()
    sums = rows.aggregate(
        all=Count("pk"), homes=Count("household", distinct=True), money=Sum("amount")
    )
    if not sums["all"]:
        return [said(f"Hỗ trợ trực tiếp cho hộ, người dân {phrases.days(own)}: {MISSING}.")]
    sentence = (
        f"{phrases.days(own).capitalize()}, đã hỗ trợ {count(sums['all'], 'lượt')} cho "
        f"{count(sums['homes'], 'hộ')}, trị giá {phrases.quantity(sums['money'], Unit.DONG)}."
    )
    by_kind = rows.values_list("kind").annotate(
        Count("pk"), Count("household", distinct=True), Sum("amount")
    )
    numbers = {kind: found for kind, *found in by_kind}
    lines = [
        (str(place), str(kind.label), *(counted(number) for number in numbers[kind]))
        for place, kind in enumerate((each for each in SupportKind if each in numbers), start=1)
    ]
    last = total([counted(sums["all"]), NONE, counted(sums["money"])])
    columns = (
        Column(width=8, align=CENTRE),
        Column(width=40),
        *(Column(width=width, align=RIGHT) for width in (15, 15, 22)),
    )
    head = ("STT", "Hình thức hỗ trợ", "Số lượt", "Số hộ", "Trị giá (đồng)")
    return [
        said(sentence),
        *caption("Hỗ trợ trực tiếp theo hình thức"),
        Table(columns=columns, head=(head,), rows=(*lines, last)),
    ]
