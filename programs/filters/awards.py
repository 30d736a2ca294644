"""Filters of rewards and instructions."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import ListFilterSet
from programs import choices
from programs.filters.base import WordsFilter, one_of, since, until, ward
from programs.models import Organisation


class AwardFilter(ListFilterSet):
    """Rewards by recipient, ward and day."""

    q = WordsFilter(label=_("Tên, số quyết định hoặc phong trào"))
    ward = ward(Permission.AWARD_VIEW)
    recipient_kind = one_of("recipient_kind", choices.RecipientKind, _("Đối tượng"))
    from_day = since("decided_on")
    to_day = until("decided_on")


class DirectiveFilter(ListFilterSet):
    """Instructions by words, owner, state and due day; those of one's own office."""

    q = WordsFilter(label=_("Việc, nội dung hoặc văn bản"))
    mine = django_filters.ChoiceFilter(
        method="keep_mine",
        label=_("Đơn vị tôi"),
        choices=[("all", _("Của đơn vị tôi")), ("waiting", _("Đơn vị tôi chưa báo cáo xong"))],
    )
    owner = django_filters.ModelChoiceFilter(
        queryset=lambda _request: Organisation.objects.all(), label=_("Đơn vị chủ trì")
    )
    state = one_of("state", choices.DirectiveState, _("Tình trạng"))
    from_day = since("due_on")
    to_day = until("due_on")

    def keep_mine(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what the user's office carries out, or what of it still waits for a word."""
        found: Any = rows
        user: Any = self.request.user
        kept: QuerySet[Any] = (
            found.waiting_for(user) if value == "waiting" else found.owned_by(user)
        )
        return kept


class DirectiveNoteFilter(ListFilterSet):
    """Words on instructions by instruction, ward, state and day."""

    q = WordsFilter("directive__search_text", label=_("Việc, nội dung hoặc văn bản"))
    ward = ward(Permission.DIRECTIVE_VIEW)
    state = one_of("state", choices.DirectiveState, _("Tình trạng"))
    from_day = since("noted_on")
    to_day = until("noted_on")
