"""The lists of the papers of a round in a ward, from the meeting to the certificates."""

from typing import Any, ClassVar

import django_filters
import django_tables2 as tables
from django.db.models import Aggregate, Count, Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.choices import Outcome, PovertyClass
from households.lists.base import (
    CLASS_TONES,
    NO_WRAP,
    code_column,
    head_column,
    round_column,
    village_column,
    ward_column,
)
from households.models import (
    Certificate,
    Complaint,
    Opinion,
    Posting,
    RecognitionDecision,
    ReviewRound,
    VillageMeeting,
)
from households.models.people import citizen_id_in, masked
from povertyportal.accounts.filters import AreaFilter
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.filters import (
    DateFilter,
    ListFilterSet,
    MultipleChoiceFilter,
    SearchFilter,
    TextFilter,
)
from povertyportal.ui.tables import BadgeColumn, CountColumn, DateColumn, PortalTable

OPEN = "open"
HOUSEHOLDS = gettext_lazy("Số hộ")


def _days(field: str) -> tuple[DateFilter, DateFilter]:
    return (
        DateFilter(field_name=field, lookup_expr="gte", label=gettext_lazy("Từ ngày")),
        DateFilter(field_name=field, lookup_expr="lte", label=gettext_lazy("Đến ngày")),
    )


class PaperFilter(ListFilterSet):
    """By round and ward."""

    round = django_filters.ModelChoiceFilter(
        queryset=ReviewRound.objects.all(),
        label=gettext_lazy("Đợt rà soát"),
        empty_label=gettext_lazy("Tất cả"),
    )
    ward = AreaFilter(
        permission=Permission.REVIEW_VIEW,
        field_name="area",
        label=gettext_lazy("Phường, xã"),
        empty_label=gettext_lazy("Tất cả"),
    )

    class Meta:
        model: type[Model] = Posting
        fields: list[str] = []


class MeetingFilter(PaperFilter):
    """Meetings by village and day too."""

    village = AreaFilter(
        permission=Permission.REVIEW_VIEW,
        level=Area.Level.VILLAGE,
        field_name="village",
        label=gettext_lazy("Thôn, tổ"),
        empty_label=gettext_lazy("Tất cả"),
    )
    from_day, to_day = _days("held_on")

    class Meta(PaperFilter.Meta):
        model = VillageMeeting


class MeetingTable(PortalTable):
    """Village meetings with who came and how many households were agreed on."""

    added: ClassVar[dict[str, Aggregate]] = {
        "households": Count("votes"),
        "agreed": Count("votes", filter=Q(votes__is_agreed=True)),
    }
    held_on = DateColumn(linkify=True)
    village = village_column(default=gettext_lazy("Cả phường, xã"))
    area = ward_column()
    round = round_column()
    attended = CountColumn(verbose_name=gettext_lazy("Dự họp"))
    invited = CountColumn(verbose_name=gettext_lazy("Được mời"))
    households = CountColumn(verbose_name=HOUSEHOLDS)
    agreed = CountColumn(verbose_name=gettext_lazy("Thống nhất"))

    class Meta:
        model = VillageMeeting
        fields = ["held_on", "village", "area", "round", "chaired_by"]
        sequence = [*fields, "invited", "attended", "households", "agreed"]


class PostingFilter(PaperFilter):
    """Postings by their first day."""

    from_day, to_day = _days("posted_on")


class PostingTable(PortalTable):
    """Postings with their days and the number of households on them."""

    added: ClassVar[dict[str, Aggregate]] = {"households": Count("entries")}
    posted_on = DateColumn(linkify=True)
    ends_on = DateColumn()
    area = ward_column()
    round = round_column()
    households = CountColumn(verbose_name=HOUSEHOLDS)

    class Meta:
        model = Posting
        fields = ["posted_on", "ends_on", "area", "round", "places", "is_broadcast"]
        sequence = [*fields, "households"]

    def render_is_broadcast(self, value: bool) -> str:
        """Return whether it was also broadcast, in a word."""
        return _("Có") if value else _("Không")

    value_is_broadcast = render_is_broadcast


class ComplaintFilter(PaperFilter):
    """Complaints by what the re-check found; an open one has no outcome yet."""

    outcome = MultipleChoiceFilter(
        method="by_outcome",
        label=gettext_lazy("Kết quả phúc tra"),
        choices=[(OPEN, gettext_lazy("Chưa kết luận")), *Outcome.choices],
    )
    from_day, to_day = _days("received_on")

    class Meta(PaperFilter.Meta):
        model = Complaint

    def by_outcome(self, rows: QuerySet[Any], name: str, values: list[str]) -> QuerySet[Any]:
        """Keep the chosen outcomes."""
        return rows.filter(outcome__in=["" if v == OPEN else v for v in values]) if values else rows


class ComplaintTable(PortalTable):
    """Complaints with their deadline and outcome; without the name of who complained."""

    received_on = DateColumn(linkify=True)
    code = tables.Column(
        verbose_name=gettext_lazy("Mã hộ"), accessor="review__household__code", attrs=NO_WRAP
    )
    area = ward_column()
    round = round_column()
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


class OpinionFilter(PaperFilter):
    """Reports to the city, answered or not."""

    answered = django_filters.ChoiceFilter(
        method="by_answer",
        label=gettext_lazy("Trả lời"),
        choices=[("yes", gettext_lazy("Đã trả lời")), ("no", gettext_lazy("Chưa trả lời"))],
        empty_label=gettext_lazy("Tất cả"),
    )
    from_day, to_day = _days("asked_on")

    class Meta(PaperFilter.Meta):
        model = Opinion

    def by_answer(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those with an answer, or without one."""
        return rows.filter(answered_on__isnull=value == "no")


class OpinionTable(PortalTable):
    """Reports to the city with the day of the answer and how many households it refused."""

    added: ClassVar[dict[str, Aggregate]] = {
        "households": Count("entries"),
        "refused": Count("entries", filter=Q(entries__is_agreed=False)),
    }
    number = tables.Column(linkify=True, attrs=NO_WRAP)
    area = ward_column()
    round = round_column()
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


class DecisionFilter(PaperFilter):
    """Decisions by number and day."""

    q = TextFilter(
        field_name="number", lookup_expr="icontains", label=gettext_lazy("Tìm số quyết định")
    )
    from_day, to_day = _days("decided_on")

    class Meta(PaperFilter.Meta):
        model = RecognitionDecision


class DecisionTable(PortalTable):
    """Recognition decisions with how many households of each class they name."""

    added: ClassVar[dict[str, Aggregate]] = {
        "poor": Count("reviews", filter=Q(reviews__recognised_class="poor")),
        "near_poor": Count("reviews", filter=Q(reviews__recognised_class="near_poor")),
        "households": Count("reviews"),
    }
    number = tables.Column(linkify=True, attrs=NO_WRAP)
    decided_on = DateColumn()
    area = ward_column()
    round = round_column()
    poor = CountColumn(verbose_name=gettext_lazy("Hộ nghèo"))
    near_poor = CountColumn(verbose_name=gettext_lazy("Hộ cận nghèo"))
    households = CountColumn(verbose_name=HOUSEHOLDS)

    class Meta:
        model = RecognitionDecision
        fields = ["number", "decided_on", "area", "round", "signer_title"]
        sequence = [*fields, "poor", "near_poor", "households"]


class CertificateFilter(PaperFilter):
    """Certificates by household, class and day."""

    q = SearchFilter(
        field_name="review__household__search_text",
        label=gettext_lazy("Tìm hộ"),
        help_text=gettext_lazy("Tìm tên hoặc mã hộ… (không cần dấu)"),
    )
    recognised_class = MultipleChoiceFilter(
        field_name="review__recognised_class",
        label=gettext_lazy("Diện hộ"),
        choices=[c for c in PovertyClass.choices if c[0] != PovertyClass.NOT_POOR],
    )
    from_day, to_day = _days("issued_on")

    class Meta(PaperFilter.Meta):
        model = Certificate

    def concealed(self) -> dict[str, str]:
        """Keep a citizen id out of the links of the page; it finds nothing here."""
        number = citizen_id_in(self.data.get("q", "") if self.is_bound else "")
        return {"q": masked(number[-4:])} if number else {}


class CertificateTable(PortalTable):
    """Certificates by number, with the household and its class."""

    number = CountColumn(linkify=lambda record: reverse("certificate_paper", args=[record.pk]))
    code = code_column("review__household", link=lambda record: record.review.get_absolute_url())
    head = head_column("review__household")
    area = ward_column()
    village = village_column("review__village")
    round = round_column()
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
