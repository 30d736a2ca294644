"""The list of reviews: its filters and its columns."""

from typing import ClassVar

import django_filters
import django_tables2 as tables
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.choices import PovertyClass
from households.lists.base import (
    CLASS_TONES,
    STATE_TONES,
    HouseholdRowsFilter,
    code_column,
    head_column,
    round_column,
    round_filter,
    village_column,
    ward_column,
)
from households.models import Review, ReviewQuerySet
from households.workflow import State
from povertyportal.ui.filters import MultipleChoiceFilter
from povertyportal.ui.tables import BadgeColumn, CountColumn, DateColumn, PortalTable


class ReviewFilter(HouseholdRowsFilter):
    """Search and narrow reviews by round, place, state and class."""

    round = round_filter()
    state = MultipleChoiceFilter(
        field_name="state", label=gettext_lazy("Trạng thái"), choices=State.choices
    )
    proposed_class = MultipleChoiceFilter(
        field_name="proposed_class",
        label=gettext_lazy("Diện đề nghị"),
        choices=PovertyClass.choices,
    )
    recognised_class = MultipleChoiceFilter(
        field_name="recognised_class",
        label=gettext_lazy("Được công nhận"),
        choices=PovertyClass.choices,
    )
    override = django_filters.ChoiceFilter(
        method="by_override",
        label=gettext_lazy("Diện khác điểm"),
        choices=[("yes", gettext_lazy("Diện đề nghị khác kết quả chấm điểm"))],
        empty_label=gettext_lazy("Tất cả"),
    )
    posting = django_filters.ChoiceFilter(
        method="by_posting",
        label=gettext_lazy("Niêm yết"),
        choices=[("over", gettext_lazy("Đã hết hạn niêm yết"))],
        empty_label=gettext_lazy("Tất cả"),
    )
    certificate = django_filters.ChoiceFilter(
        method="by_certificate",
        label=gettext_lazy("Giấy chứng nhận"),
        choices=[("none", gettext_lazy("Chưa có giấy chứng nhận"))],
        empty_label=gettext_lazy("Tất cả"),
    )

    class Meta:
        model = Review
        fields: ClassVar = ["q", "round"]

    def by_override(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        """Keep the reviews whose class was set against the points."""
        return rows.overridden()

    def by_posting(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        """Keep the posted reviews whose posting is over."""
        return rows.posting_over(localdate())

    def by_certificate(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        """Keep the recognised reviews that still lack their certificate."""
        return rows.without_certificate()


class ReviewTable(PortalTable):
    """Reviews with their points, class and state."""

    code = code_column(link=lambda record: record.get_absolute_url())
    head = head_column()
    area = ward_column()
    village = village_column()
    year = round_column()
    proposed_class = BadgeColumn(tones=CLASS_TONES)
    recognised_class = BadgeColumn(verbose_name=gettext_lazy("Được công nhận"), tones=CLASS_TONES)
    b1 = CountColumn()
    b2 = CountColumn()
    size = CountColumn(verbose_name=gettext_lazy("Khẩu"))
    state = BadgeColumn(tones=STATE_TONES)
    decided_on = DateColumn(
        verbose_name=gettext_lazy("Ngày quyết định"),
        accessor="decision__decided_on",
        order_by="decision__decided_on",
    )

    class Meta:
        model = Review
        fields = ["proposed_class", "recognised_class", "b1", "b2", "size", "state"]
        sequence = [
            "code",
            "head",
            "area",
            "village",
            "year",
            "proposed_class",
            "recognised_class",
            "b1",
            "b2",
            "size",
            "state",
            "decided_on",
        ]


class WardReviewTable(ReviewTable):
    """The same list for somebody who works in one ward."""

    class Meta(ReviewTable.Meta):
        exclude = ["area"]


class ChooseColumn(tables.Column):
    """A box that puts the review into the batch form, which stands below the list."""

    def __init__(self) -> None:
        super().__init__(
            verbose_name=gettext_lazy("Chọn"),
            accessor="pk",
            orderable=False,
            exclude_from_export=True,
            attrs={"td": {"class": "box-cell"}},
        )

    def render(self, value: int, record: Review) -> str:
        """Return the box, named for the household."""
        box = (
            '<input type="checkbox" class="box" name="review" value="{}" form="batch" '
            'aria-label="{}">'
        )
        return format_html(box, value, _("Chọn %(code)s") % {"code": record.household.code})


class BatchReviewTable(ReviewTable):
    """The reviews for somebody who takes steps: each can be chosen."""

    choose = ChooseColumn()

    class Meta(ReviewTable.Meta):
        sequence = ["choose", *ReviewTable.Meta.sequence]


class WardBatchReviewTable(WardReviewTable):
    """The same list for somebody who works in one ward."""

    choose = ChooseColumn()

    class Meta(WardReviewTable.Meta):
        sequence = ["choose", *ReviewTable.Meta.sequence]
