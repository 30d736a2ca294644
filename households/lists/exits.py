"""The lists of who can leave poverty and who may fall back: their filters and their columns."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import scoring
from households.choices import PovertyClass
from households.lists.base import (
    CLASS_TONES,
    HouseholdRowsFilter,
    code_column,
    head_column,
    round_column,
    village_column,
    ward_column,
)
from households.models import Deprivation, Review
from households.outlook import fall_sentence, outlook_of
from households.wording import standard_shown
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import MultipleChoiceFilter
from povertyportal.ui.tables import BadgeColumn, CountColumn, PortalTable

DISTANCES = [
    ("10", gettext_lazy("Trong vòng 10 điểm")),
    ("20", gettext_lazy("Trong vòng 20 điểm")),
    ("30", gettext_lazy("Trong vòng 30 điểm")),
]


def indicator_choices() -> list[tuple[str, str]]:
    """Return the indicators of every published standard, the latest standard first."""
    found: dict[str, str] = {}
    for standard in reversed(scoring.standards()):
        if standard.points_published:
            for indicator in standard_shown(standard.key).indicators:
                found.setdefault(indicator.code, indicator.name)
    return list(found.items())


class _NearFilter(HouseholdRowsFilter):
    """What both lists share: search, place, distance."""

    distance = django_filters.ChoiceFilter(
        method="within",
        label=gettext_lazy("Khoảng cách"),
        choices=DISTANCES,
        empty_label=gettext_lazy("Tất cả"),
    )

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


class _NearTable(PortalTable):
    """What both lists share: whose review it is, and how far it is from the limit."""

    code = code_column()
    head = head_column(look="key nowrap")
    area = ward_column()
    village = village_column()
    recognised_class = BadgeColumn(verbose_name=gettext_lazy("Được công nhận"), tones=CLASS_TONES)
    year = round_column()
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
