"""The lists of who can leave poverty, who may fall back, and of exit plans: tables and filters."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import scoring
from households.choices import MemberOrganisation, PovertyClass
from households.filters import ReviewFilter
from households.models import Deprivation, ExitPlan, ExitPlanQuerySet, Household, Review
from households.outlook import fall_sentence, outlook_of
from households.tables import CLASS_TONES, NO_WRAP
from households.wording import standard_shown
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import MultipleChoiceFilter
from povertyportal.ui.tables import BadgeColumn, CountColumn, DateColumn, PortalTable

DISTANCES = [
    ("10", gettext_lazy("Trong vòng 10 điểm")),
    ("20", gettext_lazy("Trong vòng 20 điểm")),
    ("30", gettext_lazy("Trong vòng 30 điểm")),
]
UNKNOWN = "unknown"
RESULTS = [
    ("left", gettext_lazy("Đạt: không còn là hộ nghèo")),
    ("poor", gettext_lazy("Chưa đạt: vẫn là hộ nghèo")),
    (UNKNOWN, gettext_lazy("Chưa có kết quả rà soát")),
]


def indicator_choices() -> list[tuple[str, str]]:
    """Return the indicators of every published standard, the latest standard first."""
    found: dict[str, str] = {}
    for standard in reversed(scoring.standards()):
        if standard.points_published:
            for indicator in standard_shown(standard.key).indicators:
                found.setdefault(indicator.code, indicator.name)
    return list(found.items())


class _NearTable(PortalTable):
    """What both lists share: whose review it is, and how far it is from the limit."""

    code = tables.Column(
        verbose_name=gettext_lazy("Mã hộ"),
        accessor="household__code",
        linkify=lambda record: record.household.get_absolute_url(),
        attrs=NO_WRAP,
    )
    head = tables.Column(
        verbose_name=gettext_lazy("Chủ hộ"),
        accessor="household__head__full_name",
        order_by=("household__sort_key", "pk"),
        attrs={"td": {"class": "key nowrap"}},
    )
    area = tables.Column(
        verbose_name=gettext_lazy("Phường, xã"), accessor="area__short_name", order_by="area__path"
    )
    village = tables.Column(
        verbose_name=gettext_lazy("Thôn, tổ"), accessor="village__name", order_by="village__path"
    )
    recognised_class = BadgeColumn(verbose_name=gettext_lazy("Được công nhận"), tones=CLASS_TONES)
    year = tables.Column(verbose_name=gettext_lazy("Đợt"), accessor="round__year")
    distance = CountColumn(verbose_name=gettext_lazy("Khoảng cách (điểm)"))


class ExitCandidateTable(_NearTable):
    """Poor and near-poor households by their distance to the limits; a simulation."""

    b1_gap = CountColumn(verbose_name=gettext_lazy("B1 còn thiếu"))
    over = CountColumn(verbose_name=gettext_lazy("Thiếu hụt vượt quá 2"))
    support = tables.Column(
        verbose_name=gettext_lazy("Việc đổi được diện (mô phỏng)"), accessor="pk", orderable=False
    )
    plan = tables.Column(
        verbose_name=gettext_lazy("Kế hoạch"),
        accessor="plan_key",
        orderable=False,
        empty_values=(),
        attrs={"td": {"class": "row-action"}},
    )

    class Meta:
        model = Review
        fields = ["recognised_class"]
        sequence = [
            "code",
            "head",
            "area",
            "village",
            "recognised_class",
            "year",
            "distance",
            "b1_gap",
            "over",
            "support",
            "plan",
        ]

    def render_support(self, record: Any) -> str:
        """Return the single supports, or how many are needed at least."""
        return outlook_of(record).sentence

    def value_support(self, record: Any) -> str:
        """Return the same words for the workbook."""
        return outlook_of(record).sentence

    def render_plan(self, value: int | None, record: Any) -> str:
        """Return the link to the household's plan, or to making one."""
        if value:
            url, words = reverse("exit_plan_detail", args=[value]), _("Xem kế hoạch")
        elif record.recognised_class == PovertyClass.POOR and self.request.user.has(
            Permission.EXIT_PLAN_EDIT
        ):
            url = reverse("exit_plan_create", args=[record.household.code])
            words = _("Lập kế hoạch")
        else:
            return "–"
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            url,
            words,
            record.household.code,
        )

    def value_plan(self, value: int | None) -> str:
        """Return whether there is a plan, for the workbook."""
        return _("Có") if value else _("Chưa có")


class WardExitCandidateTable(ExitCandidateTable):
    """The same list for somebody who works in one ward."""

    class Meta(ExitCandidateTable.Meta):
        exclude = ["area"]


class FallBackTable(_NearTable):
    """Near-poor and not poor households that few points keep from the class below."""

    before = BadgeColumn(
        verbose_name=gettext_lazy("Đợt trước"),
        accessor="previous__recognised_class",
        order_by="previous__recognised_class",
        tones=CLASS_TONES,
    )
    b1 = CountColumn()
    b2 = CountColumn()
    push = tables.Column(
        verbose_name=gettext_lazy("Điều làm hộ nghèo trở lại (mô phỏng)"),
        accessor="pk",
        orderable=False,
    )

    class Meta:
        model = Review
        fields = ["recognised_class", "b1", "b2"]
        sequence = [
            "code",
            "head",
            "area",
            "village",
            "recognised_class",
            "before",
            "year",
            "b1",
            "b2",
            "distance",
            "push",
        ]

    def render_push(self, record: Any) -> str:
        """Return what would put the household into the class below."""
        return fall_sentence(record)

    def value_push(self, record: Any) -> str:
        """Return the same words for the workbook."""
        return fall_sentence(record)


class WardFallBackTable(FallBackTable):
    """The same list for somebody who works in one ward."""

    class Meta(FallBackTable.Meta):
        exclude = ["area"]


def _keep_own(filterset: ReviewFilter) -> None:
    """Take the filters of reviews away that say nothing about these rows."""
    for name, item in ReviewFilter.base_filters.items():
        if name not in ("q", "area", "village") and filterset.base_filters[name] is item:
            del filterset.filters[name]


class _NearFilter(ReviewFilter):
    """What both lists share: search, place, distance."""

    distance = django_filters.ChoiceFilter(
        method="within",
        label=gettext_lazy("Khoảng cách"),
        choices=DISTANCES,
        empty_label=gettext_lazy("Tất cả"),
    )

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        _keep_own(self)

    def within(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the rows at most so many points from the limit."""
        return rows.filter(distance__lte=int(value))


class ExitCandidateFilter(_NearFilter):
    """Narrow the households that could leave poverty."""

    recognised_class = MultipleChoiceFilter(
        field_name="recognised_class",
        label=gettext_lazy("Diện hộ"),
        choices=[(c.value, c.label) for c in (PovertyClass.POOR, PovertyClass.NEAR_POOR)],
    )
    indicator = MultipleChoiceFilter(
        method="lacking", label=gettext_lazy("Thiếu hụt"), choices=indicator_choices
    )
    single = django_filters.ChoiceFilter(
        field_name="single",
        label=gettext_lazy("Một việc là đủ"),
        choices=[("1", gettext_lazy("Có")), ("0", gettext_lazy("Không"))],
        empty_label=gettext_lazy("Tất cả"),
    )

    def lacking(self, rows: QuerySet[Any], name: str, values: list[str]) -> QuerySet[Any]:
        """Keep the households that lack any of the chosen indicators."""
        if not values:
            return rows
        found = Deprivation.objects.filter(
            review=OuterRef("pk"), indicator__in=values, is_lacking=True
        )
        return rows.filter(Exists(found))


class FallBackFilter(_NearFilter):
    """Narrow the households that may fall back."""

    recognised_class = MultipleChoiceFilter(
        field_name="recognised_class",
        label=gettext_lazy("Diện hộ"),
        choices=[(c.value, c.label) for c in (PovertyClass.NEAR_POOR, PovertyClass.NOT_POOR)],
    )
    before = django_filters.ChoiceFilter(
        field_name="previous__recognised_class",
        label=gettext_lazy("Đợt trước"),
        choices=PovertyClass.choices,
        empty_label=gettext_lazy("Tất cả"),
    )


class ExitPlanTable(PortalTable):
    """Exit plans with what was agreed, what is done, and what the review of the year said."""

    code = tables.Column(
        verbose_name=gettext_lazy("Mã hộ"),
        accessor="household__code",
        linkify=lambda record: record.get_absolute_url(),
        attrs=NO_WRAP,
    )
    head = tables.Column(
        verbose_name=gettext_lazy("Chủ hộ"),
        accessor="household__head__full_name",
        order_by=("household__sort_key", "pk"),
        attrs={"td": {"class": "key"}},
    )
    area = tables.Column(
        verbose_name=gettext_lazy("Phường, xã"), accessor="area__short_name", order_by="area__path"
    )
    village = tables.Column(
        verbose_name=gettext_lazy("Thôn, tổ"),
        accessor="household__village__name",
        order_by="household__village__path",
    )
    deadline = tables.Column(
        verbose_name=gettext_lazy("Hoàn thành"), accessor="pk", order_by=("year", "month", "pk")
    )
    done = tables.Column(
        verbose_name=gettext_lazy("Việc đã xong"), accessor="done", attrs={"td": {"class": "num"}}
    )
    result = tables.Column(
        verbose_name=gettext_lazy("Kết quả rà soát năm"), orderable=False, empty_values=()
    )
    dropped_at = DateColumn(verbose_name=gettext_lazy("Thôi ngày"))

    added = {
        "agreed": Count("supports", distinct=True),
        "done": Count("supports", filter=Q(supports__done_on__isnull=False), distinct=True),
    }

    class Meta:
        model = ExitPlan
        fields = ["organisation", "dropped_at"]
        sequence = [
            "code",
            "head",
            "area",
            "village",
            "deadline",
            "organisation",
            "done",
            "result",
            "dropped_at",
        ]

    def render_deadline(self, record: ExitPlan) -> str:
        """Return the month of the last support."""
        return f"{record.month:02d}/{record.year}"

    def value_deadline(self, record: ExitPlan) -> str:
        """Return the same for the workbook."""
        return f"{record.month:02d}/{record.year}"

    def render_done(self, record: Any) -> str:
        """Return how many of the agreed supports are done."""
        return f"{record.done}/{record.agreed}"

    def value_done(self, record: Any) -> str:
        """Return the same for the workbook."""
        return f"{record.done}/{record.agreed}"

    def render_result(self, value: str | None) -> str:
        """Return whether the household left, as the recognised review of the year says."""
        if not value:
            return format_html('<span class="muted">{}</span>', _("chưa có số liệu"))
        tone = "bad" if value == PovertyClass.POOR else "good"
        return format_html('<span class="badge badge-{}">{}</span>', tone, result_words(value))

    def value_result(self, value: str | None) -> str:
        """Return the same words for the workbook."""
        return result_words(value)


def result_words(result: str | None) -> str:
    """Return in words whether a plan was fulfilled."""
    if not result:
        return _("chưa có số liệu")
    if result == PovertyClass.POOR:
        return _("Chưa đạt: vẫn là hộ nghèo")
    return _("Đạt: %(class)s") % {"class": str(PovertyClass(result).label).lower()}


class WardExitPlanTable(ExitPlanTable):
    """The same list for somebody who works in one ward."""

    class Meta(ExitPlanTable.Meta):
        exclude = ["area"]


class ExitPlanFilter(ReviewFilter):
    """Search and narrow exit plans; the rows carry `with_result`."""

    village = django_filters.ChoiceFilter(
        field_name="household__village",
        label=gettext_lazy("Thôn, tổ"),
        empty_label=gettext_lazy("Tất cả"),
    )
    year = django_filters.ChoiceFilter(
        field_name="year", label=gettext_lazy("Năm"), empty_label=gettext_lazy("Tất cả")
    )
    organisation = MultipleChoiceFilter(
        field_name="organisation",
        label=gettext_lazy("Tổ chức giúp đỡ"),
        choices=MemberOrganisation.choices,
    )
    result = django_filters.ChoiceFilter(
        method="by_result",
        label=gettext_lazy("Kết quả"),
        choices=RESULTS,
        empty_label=gettext_lazy("Tất cả"),
    )
    dropped = django_filters.ChoiceFilter(
        method="by_dropped",
        label=gettext_lazy("Kế hoạch đã thôi"),
        choices=[("0", gettext_lazy("Không tính")), ("1", gettext_lazy("Chỉ kế hoạch đã thôi"))],
        empty_label=gettext_lazy("Tất cả"),
    )

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        _keep_own(self)
        years = ExitPlan.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = lambda: [(str(y), str(y)) for y in years]

    def search(self, rows: ExitPlanQuerySet, name: str, value: str) -> ExitPlanQuerySet:  # type: ignore[override]
        """Keep the plans of households that match."""
        user: Any = self.request.user
        return rows.filter(household__in=Household.objects.matching(value, by=user))

    def by_result(self, rows: ExitPlanQuerySet, name: str, value: str) -> ExitPlanQuerySet:
        """Keep the plans with that result."""
        if value == UNKNOWN:
            return rows.filter(Q(result=None))
        if value == PovertyClass.POOR:
            return rows.filter(Q(result=PovertyClass.POOR))
        return rows.filter(Q(result__in=[PovertyClass.NEAR_POOR, PovertyClass.NOT_POOR]))

    def by_dropped(self, rows: ExitPlanQuerySet, name: str, value: str) -> ExitPlanQuerySet:
        """Keep the plans that were given up, or the others."""
        return rows.filter(dropped_at__isnull=value == "0")
