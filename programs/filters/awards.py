"""Filters of rewards and instructions."""

from django.utils.translation import gettext_lazy as _

from povertyportal.ui.filters import ListFilterSet
from programs import choices
from programs.filters.base import WordsFilter, one_of, since, until


class AwardFilter(ListFilterSet):
    """Rewards by recipient and day."""

    q = WordsFilter(label=_("Tên, số quyết định hoặc phong trào"))
    recipient_kind = one_of("recipient_kind", choices.RecipientKind, _("Đối tượng"))
    from_day = since("decided_on")
    to_day = until("decided_on")


class DirectiveFilter(ListFilterSet):
    """Instructions by words, state and due day."""

    q = WordsFilter(label=_("Việc, đơn vị chủ trì hoặc văn bản"))
    state = one_of("state", choices.DirectiveState, _("Tình trạng"))
    from_day = since("due_on")
    to_day = until("due_on")
