"""The list of a round, its candidates: its filters and its columns."""

from typing import Any, ClassVar

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.board import ASSIGNED, NOT_BEGUN, UNASSIGNED
from households.choices import CandidateSource, QuickResult
from households.lists.base import (
    NO_WRAP,
    STATE_TONES,
    HouseholdRowsFilter,
    action_column,
    code_column,
    head_column,
    round_filter,
    village_column,
    ward_column,
)
from households.models import Candidate, CandidateQuerySet
from households.workflow import EDITABLE, State
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import DateFilter, MultipleChoiceFilter
from povertyportal.ui.tables import DateColumn, PortalTable

QUICK_TONES: dict[str, str] = {QuickResult.CONTINUE: "info", QuickResult.DROPPED: "neutral"}
WITHOUT_QUICK = "none"


class CandidateFilter(HouseholdRowsFilter):
    """Narrow the list of a round by place, reason, investigator and how far each is."""

    round = round_filter()
    source = MultipleChoiceFilter(
        field_name="source",
        label=gettext_lazy("Lý do vào danh sách"),
        choices=CandidateSource.choices,
    )
    investigator = django_filters.ChoiceFilter(
        method="by_investigator",
        label=gettext_lazy("Rà soát viên"),
        empty_label=gettext_lazy("Tất cả"),
    )
    state = MultipleChoiceFilter(
        method="by_state",
        label=gettext_lazy("Phiếu B"),
        choices=[(NOT_BEGUN, gettext_lazy("Chưa có phiếu")), *State.choices],
    )
    quick = MultipleChoiceFilter(
        method="by_quick",
        label=gettext_lazy("Phiếu A"),
        choices=[(WITHOUT_QUICK, gettext_lazy("Chưa có phiếu A")), *QuickResult.choices],
    )
    due_by = DateFilter(
        field_name="due_on", lookup_expr="lte", label=gettext_lazy("Hạn trả lời đến hết ngày")
    )

    class Meta:
        model = Candidate
        fields: ClassVar = ["q", "round"]

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        user: Any = request.user
        names = User.objects.filter(candidates__in=Candidate.objects.visible_to(user))
        self.filters["investigator"].extra["choices"] = [
            (UNASSIGNED, gettext_lazy("Chưa phân công")),
            (ASSIGNED, gettext_lazy("Đã phân công")),
            *((str(pk), name) for pk, name in names.distinct().values_list("pk", "full_name")),
        ]

    def by_investigator(self, rows: CandidateQuerySet, name: str, value: str) -> CandidateQuerySet:
        """Keep those of one person, of anybody, or of nobody."""
        if value in (UNASSIGNED, ASSIGNED):
            return rows.filter(investigator__isnull=value == UNASSIGNED)
        return rows.filter(investigator=int(value))

    def by_state(self, rows: CandidateQuerySet, name: str, values: list[str]) -> CandidateQuerySet:
        """Keep the chosen states; 'none' stands for still to be begun, so not for the dropped."""
        if not values:
            return rows
        kept = Q(review_state__in=[value for value in values if value != NOT_BEGUN])
        if NOT_BEGUN in values:
            kept |= Q(review_state__isnull=True) & ~Q(quick_result=QuickResult.DROPPED)
        return rows.filter(kept)

    def by_quick(self, rows: CandidateQuerySet, name: str, values: list[str]) -> CandidateQuerySet:
        """Keep the chosen results of Phiếu A; 'none' stands for not filled in."""
        if not values:
            return rows
        return rows.filter(quick_result__in=["" if v == WITHOUT_QUICK else v for v in values])


class CandidateTable(PortalTable):
    """Households on the list of a round, who reviews them and how far they are."""

    code = code_column()
    head = head_column()
    area = ward_column()
    village = village_column()
    source = tables.Column()
    due_on = DateColumn()
    investigator = tables.Column(
        verbose_name=gettext_lazy("Rà soát viên"),
        accessor="investigator__full_name",
        order_by="investigator__full_name",
    )
    quick_result = tables.Column(verbose_name=gettext_lazy("Phiếu A"))
    review_state = tables.Column(
        verbose_name=gettext_lazy("Phiếu B"), empty_values=(), attrs=NO_WRAP
    )
    action = action_column()

    class Meta:
        model = Candidate
        fields = ["source", "due_on", "quick_result"]
        sequence = [
            "code",
            "head",
            "area",
            "village",
            "source",
            "due_on",
            "investigator",
            "quick_result",
            "review_state",
            "action",
        ]

    follows = ("round",)

    def render_due_on(self, value: Any, record: Any) -> str:
        """Mark a request whose answer is overdue, in words."""
        day = f"{value:%d/%m/%Y}"
        is_done = record.review_state == State.RECOGNISED
        if value >= timezone.localdate() or is_done or record.quick_result == QuickResult.DROPPED:
            return day
        return format_html('{} <span class="badge badge-bad">{}</span>', day, _("quá hạn"))

    def value_due_on(self, value: Any) -> Any:
        """Return the day alone, for the workbook."""
        return value

    def render_quick_result(self, value: str, record: Any) -> str:
        """Return the result of Phiếu A in few words."""
        raw = record.quick_result
        words = _("loại: khá giả") if raw == QuickResult.DROPPED else _("rà soát tiếp")
        return format_html(
            '<span class="badge badge-{}">{}</span>', QUICK_TONES.get(raw, "neutral"), words
        )

    def render_review_state(self, value: str | None, record: Any) -> str:
        """Return the state of Phiếu B; nothing for a dropped household."""
        if record.quick_result == QuickResult.DROPPED:
            return "–"
        if not value:
            return _("Chưa có phiếu")
        tone = STATE_TONES.get(value, "neutral")
        return format_html('<span class="badge badge-{}">{}</span>', tone, State(value).label)

    def value_review_state(self, value: str | None) -> str:
        """Return the state in words, for the workbook."""
        return str(State(value).label) if value else _("Chưa có phiếu")

    def render_action(self, record: Any) -> str:
        """Return the next thing to do with the household: Phiếu A, Phiếu B, or only reading."""
        may_edit = self.request.user.has(Permission.REVIEW_EDIT)
        code, state = record.household.code, record.review_state
        review = reverse("review_edit", args=[code, record.round.year]) + record.round.query
        quick = reverse("quick_review", args=[record.pk])
        links = []
        if state:
            is_open = may_edit and state in EDITABLE
            links.append((review, _("Rà soát") if is_open else _("Xem phiếu")))
        elif record.quick_result == QuickResult.DROPPED:
            links.append((quick, _("Xem phiếu A")))
        elif may_edit:
            links += [(quick, _("Phiếu A")), (review, _("Phiếu B"))]
        if record.source == CandidateSource.REQUEST:
            links.append((reverse("candidate_paper", args=[record.pk]), _("Mẫu 01")))
        return format_html_join(
            " · ",
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            ((url, words, code) for url, words in links),
        )


class ChoosingCandidateTable(CandidateTable):
    """The same list for who assigns: each row can be ticked for the form below the table."""

    choice = tables.Column(
        verbose_name=gettext_lazy("Chọn"),
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        attrs={"td": {"class": "box-cell"}},
    )

    class Meta(CandidateTable.Meta):
        sequence = ["choice", *CandidateTable.Meta.sequence]

    def render_choice(self, record: Any) -> str:
        """Return the box of the row; a dropped household is given to nobody."""
        if record.quick_result == QuickResult.DROPPED:
            return ""
        return format_html(
            '<input type="checkbox" class="box" name="pk" value="{}" form="assign" '
            'aria-label="{}">',
            record.pk,
            _("Chọn hộ %(code)s") % {"code": record.household.code},
        )
