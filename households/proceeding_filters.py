"""Filters of the lists of papers: the round, the ward, the days, and what is still open."""

from typing import Any

import django_filters
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from households.choices import Outcome, PovertyClass
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

OPEN = "open"


def _days(field: str) -> tuple[DateFilter, DateFilter]:
    return (
        DateFilter(field_name=field, lookup_expr="gte", label=_("Từ ngày")),
        DateFilter(field_name=field, lookup_expr="lte", label=_("Đến ngày")),
    )


class PaperFilter(ListFilterSet):
    """By round and ward."""

    round = django_filters.ModelChoiceFilter(
        queryset=ReviewRound.objects.all(), label=_("Đợt rà soát"), empty_label=_("Tất cả")
    )
    ward = AreaFilter(
        permission=Permission.REVIEW_VIEW,
        field_name="area",
        label=_("Phường, xã"),
        empty_label=_("Tất cả"),
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
        label=_("Thôn, tổ"),
        empty_label=_("Tất cả"),
    )
    from_day, to_day = _days("held_on")

    class Meta(PaperFilter.Meta):
        model = VillageMeeting


class PostingFilter(PaperFilter):
    """Postings by their first day."""

    from_day, to_day = _days("posted_on")


class ComplaintFilter(PaperFilter):
    """Complaints by what the re-check found; an open one has no outcome yet."""

    outcome = MultipleChoiceFilter(
        method="by_outcome",
        label=_("Kết quả phúc tra"),
        choices=[(OPEN, _("Chưa kết luận")), *Outcome.choices],
    )
    from_day, to_day = _days("received_on")

    class Meta(PaperFilter.Meta):
        model = Complaint

    def by_outcome(self, rows: QuerySet[Any], name: str, values: list[str]) -> QuerySet[Any]:
        """Keep the chosen outcomes."""
        return rows.filter(outcome__in=["" if v == OPEN else v for v in values]) if values else rows


class OpinionFilter(PaperFilter):
    """Reports to the city, answered or not."""

    answered = django_filters.ChoiceFilter(
        method="by_answer",
        label=_("Trả lời"),
        choices=[("yes", _("Đã trả lời")), ("no", _("Chưa trả lời"))],
        empty_label=_("Tất cả"),
    )
    from_day, to_day = _days("asked_on")

    class Meta(PaperFilter.Meta):
        model = Opinion

    def by_answer(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those with an answer, or without one."""
        return rows.filter(answered_on__isnull=value == "no")


class DecisionFilter(PaperFilter):
    """Decisions by number and day."""

    q = TextFilter(field_name="number", lookup_expr="icontains", label=_("Tìm số quyết định"))
    from_day, to_day = _days("decided_on")

    class Meta(PaperFilter.Meta):
        model = RecognitionDecision


class CertificateFilter(PaperFilter):
    """Certificates by household, class and day."""

    q = SearchFilter(
        field_name="review__household__search_text",
        label=_("Tìm hộ"),
        help_text=_("Tìm tên hoặc mã hộ… (không cần dấu)"),
    )
    recognised_class = MultipleChoiceFilter(
        field_name="review__recognised_class",
        label=_("Diện hộ"),
        choices=[c for c in PovertyClass.choices if c[0] != PovertyClass.NOT_POOR],
    )
    from_day, to_day = _days("issued_on")

    class Meta(PaperFilter.Meta):
        model = Certificate

    def concealed(self) -> dict[str, str]:
        """Keep a citizen id out of the links of the page; it finds nothing here."""
        number = citizen_id_in(self.data.get("q", "") if self.is_bound else "")
        return {"q": masked(number[-4:])} if number else {}
