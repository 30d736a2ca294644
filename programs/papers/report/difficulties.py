"""Khó khăn, tồn tại và nguyên nhân: money that waits and why, plans missed, numbers that clash."""

from collections.abc import Sequence

from django.db.models import Q

from households.papers.frame import slashed
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.consistency import broken_checks
from povertyportal.reporting.documents import Block, Column, Row, Table
from povertyportal.reporting.units import Unit
from programs.choices import IdleCause
from programs.models import IdleReason
from programs.papers.report import phrases
from programs.papers.report.brief import Brief
from programs.papers.report.evaluation import missed
from programs.papers.report.parts import (
    CENTRE,
    RIGHT,
    caption,
    item,
    lead,
    money,
    said,
    to_write,
    total,
)


def blocks(brief: Brief) -> Sequence[Block]:
    """Return what the records know of difficulties; a line to write on where they know of none."""
    found = [*_idle(brief), *_missed(brief), *_clashes(brief)]
    return found or [
        said("Hồ sơ của kỳ này chưa ghi khó khăn, tồn tại nào; cơ quan báo cáo bổ sung, nếu có.")
    ]


def reasons(brief: Brief) -> list[IdleReason]:
    """Return why money of the period's years and before waited on the as-of day, largest first."""
    scope = brief.scope
    still_open = Q(closed_on=None) | Q(closed_on__gt=scope.as_of)
    rows = IdleReason.objects.filter(
        scope.inside("allocation__area"),
        still_open,
        stated_on__lte=scope.as_of,
        allocation__year__lte=scope.end.year,
    )
    return list(rows.select_related("allocation__component", "owner").order_by("-amount", "pk"))


def _idle(brief: Brief) -> list[Block]:
    """Return the undistributed money by reason, with who acts on it until when."""
    if not brief.allows(Permission.CAPITAL_VIEW):
        return []
    waiting, known = brief.lines["capital_unallocated"].done.value, reasons(brief)
    if not known:
        return []
    explained = sum(reason.amount for reason in known)
    by_cause = {
        cause: sum(reason.amount for reason in known if reason.reason == cause)
        for cause in IdleCause
    }
    causes = "; ".join(
        f"{cause.label[:1].lower()}{cause.label[1:]} {phrases.quantity(amount, Unit.DONG)}"
        for cause, amount in by_cause.items()
        if amount
    )
    text = (
        f"Tính đến ngày {slashed(brief.scope.as_of)}, vốn chưa phân bổ còn vướng mắc là "
        f"{phrases.quantity(explained, Unit.DONG)}, gồm: {causes}."
    )
    if waiting is not None and waiting > explained:
        rest = phrases.quantity(waiting - explained, Unit.DONG)
        text += f" Còn {rest} chưa nêu lý do."
    return [
        said(text),
        *caption("Vốn chưa phân bổ theo lý do", unit="triệu đồng"),
        _reason_table(known, explained),
    ]


def _reason_table(known: Sequence[IdleReason], explained: int) -> Table:
    rows: list[Row] = [
        (
            str(place),
            str(reason.get_reason_display()),
            f"{reason.allocation.component.code}, năm {reason.allocation.year}",
            money(reason.amount),
            str(reason.owner),
            slashed(reason.due_on),
        )
        for place, reason in enumerate(known, start=1)
    ]
    return Table(
        columns=(
            Column(width=6, align=CENTRE),
            Column(width=20),
            Column(width=16),
            Column(width=13, align=RIGHT),
            Column(width=31),
            Column(width=14, align=CENTRE),
        ),
        head=(("STT", "Lý do", "Dự án, năm vốn", "Số tiền", "Đơn vị xử lý", "Hạn xử lý"),),
        rows=(*rows, total([money(explained), "", ""], span=3)),
        is_small=True,
    )


def _missed(brief: Brief) -> list[Block]:
    lines = missed(brief)
    if not lines:
        return []
    names = "; ".join(f"“{line.indicator.title}”" for line in lines)
    return [said(f"Chỉ tiêu chưa đạt kế hoạch: {names}."), to_write("Nguyên nhân:")]


def _clashes(brief: Brief) -> list[Block]:
    """Return the checks of the numbers against each other that do not hold."""
    found = broken_checks(brief.scope, brief.user)
    if not found:
        return []
    lines = [item(f"{checked.check.title}: {checked.finding.words}") for checked in found]
    return [lead("Số liệu còn mâu thuẫn, cần đối chiếu trước khi ký:"), *lines]
