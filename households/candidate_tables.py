"""Tables of the list of a round, of rounds and of unlocks."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.choices import CandidateSource, QuickResult
from households.models import Candidate, ReviewRound, Unlock
from households.tables import NO_WRAP, STATE_TONES
from households.workflow import EDITABLE, State
from povertyportal.accounts.roles import Permission
from povertyportal.ui.tables import BadgeColumn, DateColumn, DateTimeColumn, PortalTable

QUICK_TONES: dict[str, str] = {QuickResult.CONTINUE: "info", QuickResult.DROPPED: "neutral"}


class CandidateTable(PortalTable):
    """Households on the list of a round, who reviews them and how far they are."""

    code = tables.Column(
        verbose_name=gettext_lazy("Mã hộ"),
        accessor="household__code",
        order_by="household__code",
        linkify=lambda record: record.household.get_absolute_url(),
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
        verbose_name=gettext_lazy("Thôn, tổ"), accessor="village__name", order_by="village__path"
    )
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
    action = tables.Column(
        verbose_name="",
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        attrs={"td": {"class": "row-action"}},
    )

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


class RoundTable(PortalTable):
    """All rounds, the latest first."""

    name = tables.Column(
        verbose_name=gettext_lazy("Đợt"),
        accessor="pk",
        order_by=("year", "kind", "month"),
        linkify=lambda record: reverse("round_detail", args=[record.pk]),
        attrs={"td": {"class": "key"}},
    )
    state = BadgeColumn(tones={ReviewRound.State.OPEN: "good"})
    starts_on = DateColumn()
    ends_on = DateColumn()

    class Meta:
        model = ReviewRound
        fields = ["standard", "starts_on", "ends_on", "state"]
        sequence = ["name", "standard", "starts_on", "ends_on", "state"]

    def render_name(self, record: Any) -> str:
        """Return the round in words."""
        return str(record)

    def value_name(self, record: Any) -> str:
        """Return the round in words, for the workbook."""
        return str(record)


class UnlockTable(PortalTable):
    """Unlocks of closed wards: who for whom, why, until when."""

    code = tables.Column(
        verbose_name=gettext_lazy("Mã hộ"),
        accessor="household__code",
        order_by="household__code",
        linkify=lambda record: record.household.get_absolute_url(),
        attrs=NO_WRAP,
    )
    area = tables.Column(
        verbose_name=gettext_lazy("Phường, xã"),
        accessor="ward_round__area__short_name",
        order_by="ward_round__area__path",
    )
    user = tables.Column(accessor="user__full_name", order_by="user__full_name")
    granted_by = tables.Column(accessor="granted_by__full_name", order_by="granted_by__full_name")
    granted_at = DateTimeColumn()
    expires_at = DateTimeColumn()
    state = tables.Column(
        verbose_name=gettext_lazy("Tình trạng"), accessor="pk", orderable=False, empty_values=()
    )
    action = tables.Column(
        verbose_name="",
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        attrs={"td": {"class": "row-action"}},
    )

    class Meta:
        model = Unlock
        fields = ["user", "reason", "granted_by", "granted_at", "expires_at"]
        sequence = [
            "code",
            "area",
            "user",
            "reason",
            "granted_by",
            "granted_at",
            "expires_at",
            "state",
            "action",
        ]

    def render_state(self, record: Any) -> str:
        """Return whether the unlock holds now, as a badge."""
        tone = "attention" if _holds(record) else "neutral"
        return format_html('<span class="badge badge-{}">{}</span>', tone, _in_words(record))

    def value_state(self, record: Any) -> str:
        """Return whether the unlock holds now, for the workbook."""
        return _in_words(record)

    def render_action(self, record: Any) -> str:
        """Return the link that ends an unlock which still holds."""
        user = self.request.user
        may_end = user.pk == record.user_id or user.can(
            Permission.ROUND_MANAGE, record.ward_round.area
        )
        if not may_end or not _holds(record):
            return ""
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            reverse("unlock_end", args=[record.pk]),
            _("Khoá lại"),
            record.household.code,
        )


def _holds(record: Any) -> bool:
    return record.ended_at is None and record.expires_at > timezone.now()


def _in_words(record: Any) -> str:
    if _holds(record):
        return _("đang mở")
    return _("đã khoá lại") if record.ended_at else _("đã hết giờ")
