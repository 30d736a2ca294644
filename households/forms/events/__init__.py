"""The forms of life events: one for each kind, with the household's members to choose from."""

from typing import Any

from django.utils.translation import gettext_lazy

from households.choices import EventKind
from households.forms.events.base import EventForm
from households.forms.events.families import MarriageForm, MergeForm, SplitForm
from households.forms.events.moves import MoveInForm, MoveOutForm
from households.forms.events.people import BirthForm, DeathForm, NewHeadForm

__all__ = ["FORMS", "HINTS", "EventForm"]

FORMS: dict[str, type[EventForm]] = {
    EventKind.BIRTH: BirthForm,
    EventKind.DEATH: DeathForm,
    EventKind.MOVED_IN: MoveInForm,
    EventKind.MOVED_OUT: MoveOutForm,
    EventKind.MARRIAGE: MarriageForm,
    EventKind.SPLIT: SplitForm,
    EventKind.MERGE: MergeForm,
    EventKind.NEW_HEAD: NewHeadForm,
}
HINTS: dict[str, Any] = {
    EventKind.BIRTH: gettext_lazy("Thêm trẻ mới sinh vào hộ từ ngày sinh."),
    EventKind.DEATH: gettext_lazy("Ghi ngày mất; chủ hộ mất thì chọn ngay chủ hộ mới."),
    EventKind.MOVED_IN: gettext_lazy("Thêm người từ nơi khác về ở cùng hộ."),
    EventKind.MOVED_OUT: gettext_lazy("Một số người hoặc cả hộ đi nơi khác, phường, xã khác."),
    EventKind.MARRIAGE: gettext_lazy("Vợ, chồng về ở cùng, từ hộ khác hoặc từ nơi khác."),
    EventKind.SPLIT: gettext_lazy("Một số người lập thành hộ mới với chủ hộ riêng."),
    EventKind.MERGE: gettext_lazy("Cả hộ về chung với một hộ khác; hộ này đóng lại."),
    EventKind.NEW_HEAD: gettext_lazy("Người khác trong hộ làm chủ hộ."),
}
"""What each kind is for, as the page of choice tells it."""
