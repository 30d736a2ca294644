"""What a match says in one sentence, and how the stated reason of idle money stands to it."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from povertyportal.accounts.models import User
from povertyportal.ui.text import grouped
from programs import eligibility
from programs.choices import IdleCause
from programs.matcher import GroupMatch, Match
from programs.models import Allocation, IdleReason


class Outcome(StrEnum):
    """How a match ended."""

    NO_RULE = "no_rule"
    NO_PERSONS = "no_persons"
    NOBODY = "nobody"
    UNSURE = "unsure"
    ALL_SERVED = "all_served"
    LEFT = "left"


TONES = {
    Outcome.NO_RULE: "attention",
    Outcome.NO_PERSONS: "",
    Outcome.NOBODY: "good",
    Outcome.UNSURE: "attention",
    Outcome.ALL_SERVED: "good",
    Outcome.LEFT: "attention",
}


@dataclass(frozen=True)
class Finding:
    """How a match ended, in words."""

    outcome: Outcome
    words: str

    @property
    def tone(self) -> str:
        """Return the tone of the notice."""
        return TONES[self.outcome]


@dataclass(frozen=True)
class IdleMoney:
    """What lies idle in one allocation, its open reasons, and the part without a reason."""

    allocation: Allocation
    reasons: list[IdleReason]

    @property
    def unexplained(self) -> int:
        """Return what lies idle without a reason."""
        explained: int = sum(reason.amount for reason in self.reasons)
        return self.allocation.undistributed - explained


def outcome(match: Match) -> Outcome:
    """Return how the match ended."""
    if not match.groups:
        return Outcome.NO_RULE
    if match.whom == eligibility.NOBODY:
        return Outcome.NO_PERSONS
    if match.unserved:
        return Outcome.LEFT
    if match.unknown:
        return Outcome.UNSURE
    return Outcome.ALL_SERVED if match.eligible else Outcome.NOBODY


def finding(match: Match) -> Finding:
    """Return how the match ended, in words."""
    found = outcome(match)
    return Finding(found, _words(match, found))


def _words(match: Match, found: Outcome) -> str:
    if found == Outcome.NO_RULE:
        return _("Chưa có quy tắc đối tượng nào của dự án này có hiệu lực ngày %(day)s.") % {
            "day": f"{match.day:%d/%m/%Y}"
        }
    if found == Outcome.NO_PERSONS:
        return _("Dự án này không chi cho từng hộ, từng người nên không đối chiếu đối tượng.")
    if found == Outcome.NOBODY:
        return _("Không có đối tượng: %(steps)s") % {"steps": "; ".join(map(_end, match.groups))}
    counts = {
        "eligible": counted(match, match.eligible),
        "served": grouped(match.served),
        "left": grouped(len(match.unserved)),
        "unknown": counted(match, match.unknown),
    }
    if found == Outcome.UNSURE:
        words = _(
            "Chưa kết luận được: %(eligible)s đủ điều kiện và đều đã được hỗ trợ, nhưng còn "
            "%(unknown)s chưa có số liệu."
        )
    elif found == Outcome.ALL_SERVED:
        words = _("Cả %(eligible)s đủ điều kiện đều đã được hỗ trợ trong năm.")
    elif match.unknown:
        words = _(
            "%(eligible)s đủ điều kiện, %(served)s đã được hỗ trợ, còn %(left)s chưa được hỗ trợ; "
            "ngoài ra %(unknown)s chưa có số liệu."
        )
    else:
        words = _(
            "%(eligible)s đủ điều kiện, %(served)s đã được hỗ trợ, còn %(left)s chưa được hỗ trợ."
        )
    return words % counts


def _end(group: GroupMatch) -> str:
    """Say at which step of a rule nobody is left, and of how many before it."""
    before, words = sum(group.everybody.values()), ""
    for step in group.steps:
        now = sum(step.met.values())
        if not now:
            words = step.words
            break
        before = now
    return _("“%(step)s” không còn ai trong %(before)s của nhóm %(group)s") % {
        "step": words,
        "before": grouped(before),
        "group": group.rule.group[:1].lower() + group.rule.group[1:],
    }


def counted(match: Match, number: int) -> str:
    """Return the number with its unit: households or people."""
    words = _("%(n)s hộ") if match.whom == eligibility.HOUSEHOLD else _("%(n)s người")
    return words % {"n": grouped(number)}


def money_of(user: User, match: Match) -> list[IdleMoney]:
    """Return the idle money of the leaf in the year, as far as the user may see it."""
    return idle_in(match.component.allocations.visible_to(user).filter(year=match.year))


def idle_in(rows: QuerySet[Allocation]) -> list[IdleMoney]:
    """Return the idle money of these allocations with its open reasons; two queries."""
    still_open = IdleReason.objects.filter(closed_on=None).select_related("owner")
    found = rows.filter(assigned__gt=F("distributed")).select_related("component", "area")
    return [
        IdleMoney(row, list(row.idle_reasons.all()))
        for row in found.prefetch_related(Prefetch("idle_reasons", still_open))
    ]


def contradiction(reason: IdleReason, match: Match) -> str:
    """Say that a reason does not fit what the records show; '' where it does."""
    if reason.reason == IdleCause.NOBODY_ELIGIBLE and match.unserved:
        return _(
            "Lý do đã nêu là không có đối tượng, nhưng hồ sơ có %(left)s đủ điều kiện chưa được "
            "hỗ trợ. Hãy xem lại lý do."
        ) % {"left": counted(match, len(match.unserved))}
    return ""
