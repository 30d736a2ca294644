"""The reports of the programme: half a year, a year, mid-term and end of term."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from households.papers.frame import in_vietnamese
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.reports import Period, Report, ReportKind, register_report
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Number
from programs.models import Programme
from programs.papers.report import Brief, lines_of, papers_of

NAMELESS = "Chương trình mục tiêu quốc gia Giảm nghèo bền vững"
"""What the programme is called where none is loaded for the period."""
FIRST_HALF = 6
"""The last month of the first half of a year."""


def _built(
    about: Callable[[str, Scope], str], *, is_monitoring: bool
) -> Callable[[Scope, User], Report]:
    """Return the builder of a kind; `about` words what the report is about."""

    @in_vietnamese
    def build(scope: Scope, user: User) -> Report:
        name = _programme(scope.end)
        brief = Brief(
            about=about(name, scope),
            programme=name,
            is_monitoring=is_monitoring,
            scope=scope,
            user=user,
            lines=lines_of(scope, user=user, is_monitoring=is_monitoring),
        )
        return Report(
            papers=papers_of(brief),
            figures=tuple(line.done for line in brief.lines.values()),
            numbers=_numbers(brief),
        )

    return build


def _programme(day: date) -> str:
    """Return the name of the programme that runs on the day."""
    found = Programme.objects.filter(starts_on__lte=day, ends_on__gte=day).first()
    return found.name if found else NAMELESS


def _numbers(brief: Brief) -> dict[str, Number | None]:
    """Return what a report states beside its figures: the year so far, and the estimates."""
    found: dict[str, Number | None] = {}
    for key, line in brief.lines.items():
        found[f"{key}.estimate"] = line.estimate
        if brief.is_monitoring:
            found[f"{key}.year_to_date"] = line.judged.value
    return found


def _half(scope: Scope) -> str:
    return "đầu" if scope.start.month <= FIRST_HALF else "cuối"


register_report(
    ReportKind(
        key="mid_term",
        title=_("Báo cáo đánh giá giữa kỳ"),
        description=_(
            "Đánh giá giữa kỳ Chương trình (Mẫu số 02, Thông tư 10/2022/TT-BLĐTBXH): kết quả so "
            "với kế hoạch, khó khăn, kiến nghị, phụ lục số liệu."
        ),
        permission=Permission.REPORT_VIEW,
        build=_built(
            lambda name, scope: f"Đánh giá giữa kỳ kết quả thực hiện {name}", is_monitoring=False
        ),
        order=10,
    ),
    ReportKind(
        key="end_term",
        title=_("Báo cáo đánh giá cuối kỳ"),
        description=_(
            "Đánh giá cuối kỳ Chương trình (Mẫu số 02, Thông tư 10/2022/TT-BLĐTBXH), cùng bố cục "
            "với báo cáo giữa kỳ."
        ),
        permission=Permission.REPORT_VIEW,
        build=_built(
            lambda name, scope: f"Đánh giá cuối kỳ kết quả thực hiện {name}", is_monitoring=False
        ),
        order=20,
    ),
    ReportKind(
        key="half_year",
        title=_("Báo cáo 6 tháng"),
        description=_(
            "Giám sát 6 tháng (Mẫu số 01, Thông tư 10/2022/TT-BLĐTBXH): kế hoạch năm, thực hiện, "
            "lũy kế và ước cả năm."
        ),
        permission=Permission.REPORT_VIEW,
        build=_built(
            lambda name, scope: (
                f"Kết quả thực hiện {name} trong 6 tháng {_half(scope)} năm {scope.start.year}"
            ),
            is_monitoring=True,
        ),
        period=Period.HALF,
        order=30,
    ),
    ReportKind(
        key="yearly",
        title=_("Báo cáo năm"),
        description=_(
            "Giám sát năm (Mẫu số 01, Thông tư 10/2022/TT-BLĐTBXH): kế hoạch năm, thực hiện và ước "
            "cả năm."
        ),
        permission=Permission.REPORT_VIEW,
        build=_built(
            lambda name, scope: f"Kết quả thực hiện {name} trong năm {scope.start.year}",
            is_monitoring=True,
        ),
        period=Period.YEAR,
        order=40,
    ),
)
