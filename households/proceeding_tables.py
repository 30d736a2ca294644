"""Tables of the papers of a ward's round: meetings, postings, complaints, opinions, decisions."""

from typing import ClassVar

import django_tables2 as tables
from django.db.models import Aggregate, Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import (
    Certificate,
    Complaint,
    Opinion,
    Posting,
    RecognitionDecision,
    Review,
    VillageMeeting,
)
from households.tables import CLASS_TONES, NO_WRAP, ReviewTable, WardReviewTable
from povertyportal.ui.tables import BadgeColumn, CountColumn, DateColumn, PortalTable

HOUSEHOLDS = gettext_lazy("Số hộ")
WARD = gettext_lazy("Phường, xã")


def _ward() -> tables.Column:
    return tables.Column(verbose_name=WARD, accessor="area__short_name", order_by="area__path")


def _round() -> tables.Column:
    return tables.Column(
        verbose_name=gettext_lazy("Đợt"), accessor="round__year", order_by="round__year"
    )


class MeetingTable(PortalTable):
    """Village meetings with who came and how many households were agreed on."""

    added: ClassVar[dict[str, Aggregate]] = {
        "households": Count("votes"),
        "agreed": Count("votes", filter=Q(votes__is_agreed=True)),
    }
    held_on = DateColumn(linkify=True)
    village = tables.Column(
        verbose_name=gettext_lazy("Thôn, tổ"),
        accessor="village__name",
        order_by="village__path",
        default=gettext_lazy("Cả phường, xã"),
    )
    area = _ward()
    round = _round()
    attended = CountColumn(verbose_name=gettext_lazy("Dự họp"))
    invited = CountColumn(verbose_name=gettext_lazy("Được mời"))
    households = CountColumn(verbose_name=HOUSEHOLDS)
    agreed = CountColumn(verbose_name=gettext_lazy("Thống nhất"))

    class Meta:
        model = VillageMeeting
        fields = ["held_on", "village", "area", "round", "chaired_by"]
        sequence = [*fields, "invited", "attended", "households", "agreed"]


class PostingTable(PortalTable):
    """Postings with their days and the number of households on them."""

    added: ClassVar[dict[str, Aggregate]] = {"households": Count("entries")}
    posted_on = DateColumn(linkify=True)
    ends_on = DateColumn()
    area = _ward()
    round = _round()
    households = CountColumn(verbose_name=HOUSEHOLDS)

    class Meta:
        model = Posting
        fields = ["posted_on", "ends_on", "area", "round", "places", "is_broadcast"]
        sequence = [*fields, "households"]

    def render_is_broadcast(self, value: bool) -> str:
        """Return whether it was also broadcast, in a word."""
        return _("Có") if value else _("Không")

    value_is_broadcast = render_is_broadcast


class ComplaintTable(PortalTable):
    """Complaints with their deadline and outcome; without the name of who complained."""

    received_on = DateColumn(linkify=True)
    code = tables.Column(
        verbose_name=gettext_lazy("Mã hộ"), accessor="review__household__code", attrs=NO_WRAP
    )
    area = _ward()
    round = _round()
    content = tables.Column(orderable=False)
    due_on = DateColumn()
    rechecked_on = DateColumn()
    outcome = BadgeColumn(tones={"kept": "good", "changed": "attention"})

    class Meta:
        model = Complaint
        fields = ["received_on"]
        sequence = [
            "received_on",
            "code",
            "area",
            "round",
            "content",
            "due_on",
            "rechecked_on",
            "outcome",
        ]


class OpinionTable(PortalTable):
    """Reports to the city with the day of the answer and how many households it refused."""

    added: ClassVar[dict[str, Aggregate]] = {
        "households": Count("entries"),
        "refused": Count("entries", filter=Q(entries__is_agreed=False)),
    }
    number = tables.Column(linkify=True, attrs=NO_WRAP)
    area = _ward()
    round = _round()
    asked_on = DateColumn()
    due_on = DateColumn()
    answered_on = DateColumn(default=gettext_lazy("chưa trả lời"))
    households = CountColumn(verbose_name=HOUSEHOLDS)
    refused = CountColumn(verbose_name=gettext_lazy("Không thống nhất"))

    class Meta:
        model = Opinion
        fields = ["number", "area", "round", "asked_on", "due_on", "answered_on"]
        sequence = [*fields, "answer_number", "households", "refused"]

    answer_number = tables.Column(attrs=NO_WRAP)


class DecisionTable(PortalTable):
    """Recognition decisions with how many households of each class they name."""

    added: ClassVar[dict[str, Aggregate]] = {
        "poor": Count("reviews", filter=Q(reviews__recognised_class="poor")),
        "near_poor": Count("reviews", filter=Q(reviews__recognised_class="near_poor")),
        "households": Count("reviews"),
    }
    number = tables.Column(linkify=True, attrs=NO_WRAP)
    decided_on = DateColumn()
    area = _ward()
    round = _round()
    poor = CountColumn(verbose_name=gettext_lazy("Hộ nghèo"))
    near_poor = CountColumn(verbose_name=gettext_lazy("Hộ cận nghèo"))
    households = CountColumn(verbose_name=HOUSEHOLDS)

    class Meta:
        model = RecognitionDecision
        fields = ["number", "decided_on", "area", "round", "signer_title"]
        sequence = [*fields, "poor", "near_poor", "households"]


class CertificateTable(PortalTable):
    """Certificates by number, with the household and its class."""

    number = CountColumn(linkify=lambda record: reverse("certificate_paper", args=[record.pk]))
    code = tables.Column(
        verbose_name=gettext_lazy("Mã hộ"),
        accessor="review__household__code",
        linkify=lambda record: record.review.get_absolute_url(),
        attrs=NO_WRAP,
    )
    head = tables.Column(
        verbose_name=gettext_lazy("Chủ hộ"),
        accessor="review__household__head__full_name",
        order_by=("review__household__sort_key", "pk"),
        attrs={"td": {"class": "key"}},
    )
    area = _ward()
    village = tables.Column(
        verbose_name=gettext_lazy("Thôn, tổ"),
        accessor="review__village__name",
        order_by="review__village__path",
    )
    round = _round()
    recognised_class = BadgeColumn(accessor="review__recognised_class", tones=CLASS_TONES)
    issued_on = DateColumn()

    class Meta:
        model = Certificate
        fields = ["number", "issued_on"]
        sequence = [
            "number",
            "code",
            "head",
            "area",
            "village",
            "round",
            "recognised_class",
            "issued_on",
        ]


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
