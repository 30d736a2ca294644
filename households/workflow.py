"""The states of a review and the steps between them: the whole machine on one screen.

Steps carry dates because the law moved them: the city's opinion on the list fell away with the
district level on 01/07/2025 (Decision 24/2021/QĐ-TTg; Law on Local Government 2025).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission


class State(TextChoices):
    """Where a review stands."""

    DRAFT = "draft", _("Nháp")
    SUBMITTED = "submitted", _("Đã gửi")
    RETURNED = "returned", _("Trả lại")
    POSTED = "posted", _("Đang niêm yết")
    RECOGNISED = "recognised", _("Đã công nhận")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One move of a review: from where, to where, who may, and what it needs."""

    sources: tuple[State, ...]
    target: State
    permission: Permission
    label: str | Promise
    consequence: str | Promise
    needs_note: bool = False
    needs_decision: bool = False
    not_by_author: bool = False
    valid_from: date = date(2015, 1, 1)
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether the law knew this step on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


EDITABLE = (State.DRAFT, State.RETURNED)

STEPS: dict[str, Step] = {
    "submit": Step(
        sources=EDITABLE,
        target=State.SUBMITTED,
        permission=Permission.REVIEW_SUBMIT,
        label=_("Gửi phiếu"),
        consequence=_("Phiếu được gửi lên xã, phường và không sửa được nữa, trừ khi bị trả lại."),
    ),
    "return": Step(
        sources=(State.SUBMITTED, State.POSTED),
        target=State.RETURNED,
        permission=Permission.REVIEW_POST,
        label=pgettext_lazy("step", "Trả lại"),
        consequence=_("Phiếu về lại người nhập để sửa, kèm lý do."),
        needs_note=True,
    ),
    "post": Step(
        sources=(State.SUBMITTED,),
        target=State.POSTED,
        permission=Permission.REVIEW_POST,
        label=_("Đưa vào niêm yết"),
        consequence=_("Kết quả đề nghị được niêm yết công khai để lấy ý kiến."),
    ),
    "recognise": Step(
        sources=(State.POSTED,),
        target=State.RECOGNISED,
        permission=Permission.REVIEW_RECOGNISE,
        label=pgettext_lazy("step", "Công nhận"),
        consequence=_("Diện hộ đề nghị trở thành kết quả chính thức theo quyết định đã chọn."),
        needs_decision=True,
        not_by_author=True,
    ),
}


def steps_from(state: str, *, on: date) -> dict[str, Step]:
    """Return the steps that lead out of that state on that day."""
    return {
        name: step for name, step in STEPS.items() if state in step.sources and step.valid_on(on)
    }
