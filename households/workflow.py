"""The life of a review: states, the steps between them, and who may take each.

The procedure is that of Decision 24/2021/QĐ-TTg. Which steps a round has, who owns them and by
when is data (`procedures/*.toml`, then the round's own `RoundStep` rows): where a round has no
opinion of the city, recognition follows the posting.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.choices import Stage
from povertyportal.accounts.roles import Permission


class State(TextChoices):
    """Where a review stands."""

    DRAFT = "draft", _("Nháp")
    SUBMITTED = "submitted", _("Đã gửi")
    RETURNED = "returned", _("Trả lại")
    MET = "met", _("Đã họp dân")
    POSTED = "posted", _("Đang niêm yết")
    RECHECK = "recheck", _("Đang phúc tra")
    ASKED = "asked", _("Chờ ý kiến thành phố")
    ANSWERED = "answered", _("Đã có ý kiến")
    RECOGNISED = "recognised", _("Đã công nhận")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One move of a review: from where, to where, who may, and what it needs.

    A step with a `record` is taken together with that paper (minutes, posting, decision ...) for
    all reviews on it; the others are taken alone, or for many at once with the same reason.
    `skips` names the stage without which the step also starts from its `skipped_from` states.
    """

    sources: tuple[State, ...]
    target: State
    permission: Permission
    label: str | Promise
    consequence: str | Promise
    record: str = ""
    needs_note: bool = False
    not_by_author: bool = False
    skips: Stage | None = None
    skipped_from: tuple[State, ...] = ()

    def starts_from(self, state: str, *, stages: frozenset[str]) -> bool:
        """Tell whether the step leads out of the state in a round that has these stages."""
        if state in self.sources:
            return self.stage_exists(stages)
        return self.skips is not None and self.skips not in stages and state in self.skipped_from

    def stage_exists(self, stages: frozenset[str]) -> bool:
        """Tell whether the round knows the step at all: no opinion is asked where none exists."""
        return self.record != "opinion" or Stage.OPINION in stages


EDITABLE = (State.DRAFT, State.RETURNED, State.RECHECK)

STEPS: dict[str, Step] = {
    "submit": Step(
        sources=(State.DRAFT, State.RETURNED),
        target=State.SUBMITTED,
        permission=Permission.REVIEW_SUBMIT,
        label=_("Gửi phiếu"),
        consequence=_("Phiếu được gửi lên xã, phường và không sửa được nữa, trừ khi bị trả lại."),
    ),
    "return": Step(
        sources=(State.SUBMITTED, State.MET, State.POSTED, State.ANSWERED),
        target=State.RETURNED,
        permission=Permission.REVIEW_POST,
        label=pgettext_lazy("step", "Trả lại"),
        consequence=_("Phiếu về lại người nhập để sửa, kèm lý do."),
        needs_note=True,
    ),
    "refuse": Step(
        sources=(State.ASKED,),
        target=State.RETURNED,
        permission=Permission.OPINION_GIVE,
        label=_("Không thống nhất"),
        consequence=_("Phiếu về lại xã, phường để rà soát lại, kèm ý kiến của thành phố."),
        needs_note=True,
    ),
    "meet": Step(
        sources=(State.SUBMITTED,),
        target=State.MET,
        permission=Permission.REVIEW_MEET,
        label=_("Họp dân"),
        consequence=_("Cuộc họp thống nhất kết quả; biên bản được lưu cùng phiếu."),
        record="meeting",
    ),
    "post": Step(
        sources=(State.MET,),
        target=State.POSTED,
        permission=Permission.REVIEW_POST,
        label=_("Đưa vào niêm yết"),
        consequence=_("Kết quả đề nghị được niêm yết công khai để lấy ý kiến."),
        record="posting",
    ),
    "complain": Step(
        sources=(State.POSTED,),
        target=State.RECHECK,
        permission=Permission.REVIEW_POST,
        label=_("Ghi khiếu nại"),
        consequence=_("Hộ được phúc tra; sau đó kết quả được niêm yết lại."),
        record="complaint",
    ),
    "resolve": Step(
        sources=(State.RECHECK,),
        target=State.MET,
        permission=Permission.REVIEW_POST,
        label=_("Kết luận phúc tra"),
        consequence=_("Kết quả phúc tra được niêm yết lại."),
        record="recheck",
    ),
    "ask": Step(
        sources=(State.POSTED,),
        target=State.ASKED,
        permission=Permission.OPINION_ASK,
        label=_("Xin ý kiến thành phố"),
        consequence=_("Danh sách đã niêm yết xong được báo cáo Chủ tịch UBND thành phố."),
        record="opinion",
    ),
    "answer": Step(
        sources=(State.ASKED,),
        target=State.ANSWERED,
        permission=Permission.OPINION_GIVE,
        label=_("Cho ý kiến"),
        consequence=_("Thành phố thống nhất; Chủ tịch xã, phường ra quyết định công nhận."),
        record="opinion",
        not_by_author=True,
    ),
    "recognise": Step(
        sources=(State.ANSWERED,),
        target=State.RECOGNISED,
        permission=Permission.REVIEW_RECOGNISE,
        label=pgettext_lazy("step", "Công nhận"),
        consequence=_("Diện hộ đề nghị trở thành kết quả chính thức theo quyết định đã chọn."),
        record="decision",
        not_by_author=True,
        skips=Stage.OPINION,
        skipped_from=(State.POSTED,),
    ),
}

PLAIN_STEPS = tuple(name for name, step in STEPS.items() if not step.record)
"""Steps that need no paper of their own: taken from the review's page or the list."""

WAY = (State.DRAFT, State.SUBMITTED, State.MET, State.POSTED, State.ASKED, State.ANSWERED)
"""The states on the way to recognition, in order; a round without an opinion skips the asking."""

STAGE_OF_STATE: dict[str, Stage] = {
    State.DRAFT: Stage.VISIT,
    State.RETURNED: Stage.VISIT,
    State.SUBMITTED: Stage.MEETING,
    State.MET: Stage.POSTING,
    State.RECHECK: Stage.POSTING,
    State.POSTED: Stage.POSTING,
    State.ASKED: Stage.OPINION,
    State.ANSWERED: Stage.RECOGNITION,
    State.RECOGNISED: Stage.SUMMARY,
}
"""Which stage of the board holds a review of that state."""


def steps_from(state: str, *, stages: frozenset[str]) -> dict[str, Step]:
    """Return the steps that lead out of that state in a round that has these stages."""
    return {name: step for name, step in STEPS.items() if step.starts_from(state, stages=stages)}
