"""Công tác chỉ đạo, điều hành: what was instructed, told to people, and supervised."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet, Sum

from povertyportal.accounts.roles import Permission, Role
from povertyportal.reporting.documents import Block
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import MISSING
from povertyportal.ui.text import grouped
from programs.models import Communication, Directive, SupervisionFinding, SupervisionVisit
from programs.papers.report import phrases
from programs.papers.report.brief import Brief
from programs.papers.report.parts import count, said


def blocks(brief: Brief) -> Sequence[Block]:
    """Return what was done to lead the programme, as far as the user may see it."""
    own = brief.scope.of_days(brief.scope.start, brief.scope.end)
    found = []
    if brief.allows(Permission.DIRECTIVE_VIEW):
        found.append(said(_directives(own)))
    if brief.allows(Permission.ACTIVITY_VIEW):
        found += [said(_communication(own)), said(_supervision(own))]
    return found


def directives(scope: Scope) -> QuerySet[Directive]:
    """Return what was instructed in the area by the as-of day; to a ward, also from above."""
    above = [key for key in scope.area.path.split("/") if key]
    to_wards = Q(area__in=above, owner__role__in=[Role.WARD_OFFICER, Role.WARD_CHAIR])
    found: QuerySet[Directive] = Directive.objects.filter(
        scope.inside() | to_wards, issued_on__lte=scope.as_of
    )
    return found


def _directives(own: Scope) -> str:
    """Say how many instructions were given until the as-of day, and how many are done by then."""
    done = Q(done_on__lte=own.as_of)
    rows = directives(own).filter(issued_on__gte=own.start).order_by()
    numbers = rows.aggregate(all=Count("pk"), done=Count("pk", filter=done))
    late = rows.exclude(done).filter(due_on__lt=own.as_of).count()
    if not numbers["all"]:
        return f"Văn bản, ý kiến chỉ đạo của lãnh đạo trong kỳ: {MISSING}."
    return (
        f"Lãnh đạo đã giao {count(numbers['all'], 'việc')} kể từ đầu kỳ; tính đến ngày báo cáo có "
        f"{count(numbers['done'], 'việc')} hoàn thành, {count(late, 'việc')} quá hạn. Nội dung và "
        "đơn vị thực hiện nêu ở phần nhiệm vụ, giải pháp."
    )


def _communication(own: Scope) -> str:
    rows = Communication.objects.filter(own.inside(), own.during("held_on")).order_by()
    sums = rows.aggregate(acts=Count("pk"), sessions=Sum("sessions"), reached=Sum("reached"))
    if not sums["acts"]:
        return f"Hoạt động truyền thông về giảm nghèo {phrases.days(own)}: {MISSING}."
    reached = MISSING if sums["reached"] is None else count(sums["reached"], "lượt người")
    return (
        f"{phrases.days(own).capitalize()}, đã tổ chức {count(sums['acts'], 'hoạt động')} truyền "
        f"thông về giảm nghèo với {grouped(sums['sessions'])} buổi, lượt phát; số người tiếp cận: "
        f"{reached}."
    )


def _supervision(own: Scope) -> str:
    visits = SupervisionVisit.objects.filter(own.inside(), own.during("visited_on")).order_by()
    number = visits.count()
    if not number:
        return f"Giám sát việc thực hiện Chương trình {phrases.days(own)}: {MISSING}."
    mended = Q(done_on__lte=own.as_of)
    findings = SupervisionFinding.objects.filter(visit__in=visits).order_by()
    found = findings.aggregate(all=Count("pk"), mended=Count("pk", filter=mended))
    return (
        f"Đã tiến hành {count(number, 'cuộc')} giám sát, phát hiện "
        f"{count(found['all'], 'tồn tại')}, đã khắc phục {grouped(found['mended'])}."
    )
