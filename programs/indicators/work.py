"""Needs and services, placements, departures, yearly numbers, classes and learners."""

from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.families import Family
from povertyportal.reporting.formula import Line, Term
from povertyportal.reporting.registry import (
    Computed,
    Indicator,
    Point,
    Theme,
    register,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Unit, published, written
from programs import filters, tables
from programs.choices import (
    BeneficiaryClass,
)
from programs.indicators import breakdowns
from programs.models import (
    Enrolment,
    JobAggregate,
    JobNeed,
    JobPlacement,
    OverseasContract,
    Statistic,
    TrainingClass,
)

WORK_SOURCE = "Thông tư 11/2022/TT-BLĐTBXH; Quyết định 90/QĐ-TTg"
TRAINING_SOURCE = "Quyết định 90/QĐ-TTg, Dự án 4; Quyết định 46/2015/QĐ-TTg"


def needs(scope: Scope) -> Any:
    """Return the workers of poor, near-poor and newly escaped households who stated a need."""
    return JobNeed.objects.counted().filter(scope.inside(), scope.during("registered_on"))


def served_needs(scope: Scope) -> QuerySet[Any]:
    """Return those of `needs` that were served by the end of the window."""
    found: QuerySet[Any] = needs(scope).served_by(scope.end)
    return found


def _people(scope: Scope) -> dict[str, int]:
    """Count the people who stated a need, and those of them who were served, in one query."""
    served = Q(pk__in=served_needs(scope).order_by().values("pk"))
    return scope.remember(
        "needs",
        lambda: (
            needs(scope)
            .order_by()
            .aggregate(
                all=Count("person", distinct=True),
                served=Count("person", distinct=True, filter=served),
            )
        ),
    )


def placements(scope: Scope) -> QuerySet[Any]:
    """Return the placements that began in the window."""
    return JobPlacement.objects.filter(scope.inside(), scope.during("started_on"))


def departures(scope: Scope) -> QuerySet[Any]:
    """Return the overseas contracts whose worker left in the window."""
    return OverseasContract.objects.filter(scope.inside(), scope.during("departed_on"))


def supported_jobs(scope: Scope) -> QuerySet[Any]:
    """Return the wards' yearly numbers for the whole years of the window."""
    last = scope.end.year if (scope.end.month, scope.end.day) == (12, 31) else scope.end.year - 1
    first = (
        scope.start.year
        if (scope.start.month, scope.start.day) == (1, 1)
        else (scope.start.year + 1)
    )
    return JobAggregate.objects.filter(
        scope.inside(), year__gte=first, year__lte=last, stated_on__lte=scope.as_of
    )


def _jobs_per_year(scope: Scope) -> Computed:
    """Divide the workers of all whole years by the years that were stated."""
    by_year = list(
        supported_jobs(scope)
        .order_by()
        .values_list("year")
        .annotate(n=Sum("workers"))
        .order_by("year")
    )
    if not by_year:
        return Computed(None)
    total = sum(workers for _year, workers in by_year)
    mean = round(total / len(by_year))
    terms = {
        f"in_{year}": Term(text=written(workers), by="year", group=str(year))
        for year, workers in by_year
    }
    sums = " + ".join(f"%(in_{year})s ({year})" for year, _workers in by_year)
    terms |= {"years": Term(text=str(len(by_year))), "mean": Term(text=written(mean))}
    line = Line(f"({sums}) ÷ " + _("%(years)s năm = %(mean)s lao động mỗi năm"), terms)
    return Computed(mean, total, len(by_year), lines=(line,))


def _jobs_by_year(scope: Scope) -> list[Point]:
    """Return the workers of each whole year of the window."""
    rows = supported_jobs(scope).order_by()
    pairs = rows.values_list("year").annotate(n=Sum("workers")).order_by("year")
    return [Point(str(year), workers, *scope.year(year)) for year, workers in pairs]


def _jobs_by_area(scope: Scope) -> dict[int, Any]:
    """Return each ward's yearly mean, as whole workers."""
    rows = supported_jobs(scope).order_by().annotate(in_unit=scope.unit_of())
    sums = rows.values_list("in_unit").annotate(
        n=Sum("workers"), years=Count("year", distinct=True)
    )
    return {area: round(workers / years) for area, workers, years in sums}


def classes(scope: Scope) -> QuerySet[Any]:
    """Return the classes that began in the window."""
    return TrainingClass.objects.filter(scope.inside(), scope.during("starts_on"))


def _learners(scope: Scope) -> QuerySet[Any]:
    """Return the learners of the classes that began in the window."""
    return Enrolment.objects.filter(scope.inside(), scope.during("training_class__starts_on"))


LEARNERS = Family(rows=_learners, column="household_class")


def _trained_labour_known(scope: Scope) -> QuerySet[Any]:
    """Return every published share of trained labour of the area itself in the window."""
    return Statistic.objects.filter(
        scope.inside(),
        key="trained_labour_rate",
        area__path=scope.area.path,
        year__gte=scope.start.year,
        year__lte=scope.end.year,
        stated_on__lte=scope.as_of,
    )


def _trained_labour_by_year(scope: Scope) -> list[Point]:
    """Return the published share of each year of the window."""
    known = _trained_labour_known(scope).order_by("year").values_list("year", "value")
    return [
        Point(str(year), published(value, Unit.PERCENT), *scope.year(year)) for year, value in known
    ]


def trained_labour(scope: Scope) -> QuerySet[Any]:
    """Return the latest published share of trained labour of the area itself in the window."""
    known = _trained_labour_known(scope)
    latest = known.order_by().values("area").annotate(last=Max("year")).values("last")
    return known.filter(year__in=latest)


_WORK: dict[str, Any] = {"theme": Theme.WORK, "permission": Permission.WORK_VIEW}
_TRAINING: dict[str, Any] = {
    **_WORK,
    "source": TRAINING_SOURCE,
    "unit": Unit.LEARNERS,
    "table": tables.EnrolmentTable,
    "filters": filters.EnrolmentFilter,
    "day": "training_class__starts_on",
    "village": "household__village",
    "breakdowns": breakdowns.LEARNERS,
}

register(
    Indicator(
        **_WORK,
        key="job_counselling_rate",
        title=gettext_lazy("Lao động có nhu cầu được tư vấn, hỗ trợ"),
        definition=gettext_lazy(
            "Số người thuộc hộ nghèo, cận nghèo, mới thoát nghèo đã đăng ký nhu cầu trong kỳ và đã "
            "được tư vấn, cung cấp thông tin hoặc giới thiệu việc làm, chia cho tổng số người đã "
            "đăng ký nhu cầu, nhân 100."
        ),
        source=WORK_SOURCE,
        unit=Unit.PERCENT,
        rows=served_needs,
        measure=Count("person", distinct=True),
        base=needs,
        base_measure=Count("person", distinct=True),
        measured=lambda scope: _people(scope)["served"],
        base_measured=lambda scope: _people(scope)["all"],
        top_title=gettext_lazy("người đã được tư vấn, hỗ trợ"),
        base_title=gettext_lazy("người có nhu cầu"),
        village="household__village",
        day="registered_on",
        breakdowns=breakdowns.NEEDS,
        table=tables.JobNeedTable,
        filters=filters.JobNeedFilter,
    ),
    Indicator(
        **_WORK,
        key="workers_placed",
        title=gettext_lazy("Kết nối việc làm thành công"),
        definition=gettext_lazy(
            "Số người khác nhau đã vào làm việc trong kỳ sau khi được kết nối; người vào làm hai "
            "nơi vẫn đếm một lần."
        ),
        source=WORK_SOURCE,
        unit=Unit.WORKERS,
        rows=placements,
        village="household__village",
        breakdowns=breakdowns.PLACEMENTS,
        measure=Count("person", distinct=True),
        table=tables.JobPlacementTable,
        filters=filters.JobPlacementFilter,
        day="started_on",
    ),
    Indicator(
        **_WORK,
        key="overseas_workers",
        title=gettext_lazy("Lao động đi làm việc ở nước ngoài"),
        definition=gettext_lazy(
            "Số hợp đồng có ngày xuất cảnh trong kỳ. Không phải vốn Chương trình: thành phố không "
            "phải huyện nghèo nên không có tiểu dự án 4.2."
        ),
        source="Luật Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng 2020",
        unit=Unit.WORKERS,
        rows=departures,
        village="household__village",
        breakdowns=breakdowns.DEPARTURES,
        table=tables.OverseasContractTable,
        filters=filters.OverseasContractFilter,
        day="departed_on",
    ),
    Indicator(
        **_WORK,
        key="jobs_supported_per_year",
        title=gettext_lazy("Lao động được hỗ trợ tạo việc làm mỗi năm"),
        definition=gettext_lazy(
            "Tổng số các phường, xã báo cho từng năm trọn vẹn trong kỳ, chia cho số năm. Có thể "
            "gồm cả người được kết nối việc làm và người đi nước ngoài."
        ),
        source=WORK_SOURCE,
        unit=Unit.WORKERS_PER_YEAR,
        rows=supported_jobs,
        measure=Sum("workers"),
        compute=_jobs_per_year,
        formula=gettext_lazy("tổng số lao động các năm ÷ số năm"),
        trend=_jobs_by_year,
        breakdowns=breakdowns.JOBS,
        spread=_jobs_by_area,
        table=tables.JobAggregateTable,
        filters=filters.JobAggregateFilter,
        day="year",
    ),
    Indicator(
        **_WORK,
        key="training_classes",
        title=gettext_lazy("Lớp đào tạo nghề"),
        definition=gettext_lazy("Số lớp khai giảng trong kỳ."),
        source=TRAINING_SOURCE,
        unit=Unit.CLASSES,
        rows=classes,
        breakdowns=breakdowns.CLASSES,
        table=tables.TrainingClassTable,
        filters=filters.TrainingClassFilter,
        day="starts_on",
    ),
    Indicator(
        **_TRAINING,
        **LEARNERS.figure(),
        key="trainees",
        title=gettext_lazy("Học viên học nghề"),
        definition=gettext_lazy("Số lượt học viên của các lớp khai giảng trong kỳ."),
    ),
    Indicator(
        **_TRAINING,
        **LEARNERS.figure(BeneficiaryClass.POOR),
        key="trainees_poor",
        title=gettext_lazy("Học viên thuộc hộ nghèo"),
        definition=gettext_lazy(
            "Học viên của các lớp khai giảng trong kỳ mà hộ là hộ nghèo vào ngày nhập học. Đếm "
            "người, không đếm hộ."
        ),
    ),
    Indicator(
        **_TRAINING,
        **LEARNERS.figure(BeneficiaryClass.NEAR_POOR),
        key="trainees_near_poor",
        title=gettext_lazy("Học viên thuộc hộ cận nghèo"),
        definition=gettext_lazy(
            "Học viên của các lớp khai giảng trong kỳ mà hộ là hộ cận nghèo vào ngày nhập học. "
            "Đếm người, không đếm hộ."
        ),
    ),
    Indicator(
        **_WORK,
        key="trained_labour_rate",
        title=gettext_lazy("Tỷ lệ lao động qua đào tạo"),
        definition=gettext_lazy(
            "Số liệu thống kê lao động do cơ quan khác công bố, nhập kèm nguồn. Không tính từ số "
            "lớp nghề."
        ),
        source=gettext_lazy("Theo nguồn ghi ở từng số liệu"),
        unit=Unit.PERCENT,
        rows=trained_labour,
        formula=gettext_lazy("lấy nguyên số đã công bố gần nhất trong kỳ"),
        trend=_trained_labour_by_year,
        measure=Max("value"),
        table=tables.StatisticTable,
        filters=filters.StatisticFilter,
        day="year",
    ),
)
