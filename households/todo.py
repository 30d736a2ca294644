"""What waits in the yearly review and in the household books, for each role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.board import NOT_BEGUN, UNASSIGNED, Head, board, heads_of
from households.choices import CandidateSource, EventKind, PairState, Stage
from households.models import (
    Candidate,
    Complaint,
    DuplicatePair,
    Household,
    Opinion,
    Review,
    ReviewRound,
    Unlock,
    WardRound,
    listed_households,
)
from households.procedure import procedure_on
from households.workflow import State
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.todo import Todo, TodoItem, register_todo, todo_url
from povertyportal.ui.once import once
from povertyportal.ui.workdays import after_workdays

SOON = 3
"""Working days before a deadline from which a request is shown as near due."""
LOOKED_BACK = timedelta(days=30)
MOST_ROUNDS = 4
"""Open rounds that are looked into: the yearly one, and as many of the ad hoc ones."""


@dataclass(frozen=True)
class _Now:
    """An open round with its steps on a day; `is_usual` where pages speak of it unasked."""

    round: ReviewRound
    heads: Mapping[Stage, Head]
    is_usual: bool

    def late(self, stage: Stage) -> bool:
        """Tell whether the step's day has passed."""
        return stage in self.heads and self.heads[stage].is_past

    def note(self, stage: Stage | None = None) -> str:
        """Say by which day the step is due, and of which round where it is not the usual one."""
        words = [] if self.is_usual else [str(self.round)]
        if stage is not None and stage in self.heads:
            words.append(_("Hạn %(day)s") % {"day": f"{self.heads[stage].due_on:%d/%m/%Y}"})
        return " · ".join(words)

    def url(self, name: str, query: Mapping[str, Any] | None = None) -> str:
        """Return the address of a page about this round."""
        own = {} if self.is_usual else {"round": self.round.pk}
        return todo_url(name, {**(query or {}), **own})

    def item(self, stage: Stage, count: int | QuerySet[Any], words: str, url: str) -> TodoItem:
        """Return an item of the step."""
        note, is_late = self.note(stage), self.late(stage)
        return TodoItem(count=count, words=words, url=url, note=note, is_late=is_late)


def _open_rounds(today: date) -> list[_Now]:
    """Return the open rounds, the one that pages speak of unasked first, then the latest."""
    return once(("open_rounds", today), lambda: _read_open_rounds(today))


def _read_open_rounds(today: date) -> list[_Now]:
    rows = ReviewRound.objects.open().order_by("-kind", "-year", "-standard", "-month")
    return [
        _Now(
            found,
            {head.stage: head for head in heads_of(found, today=today)},
            is_usual=place == 0 and found.kind == ReviewRound.Kind.PERIODIC,
        )
        for place, found in enumerate(rows.prefetch_related("steps")[:MOST_ROUNDS])
    ]


def _states(user: User, found: ReviewRound, permission: Permission) -> dict[str, int]:
    """Count the round's reviews by state where the user holds the permission."""
    rows = Review.objects.filter(user.scope(permission, village="village"), round=found)
    held = tuple(grant.area.pk for grant in user.grants if permission in grant.permissions)
    return once(
        ("states", found.pk, held),
        lambda: dict(rows.order_by().values_list("state").annotate(n=Count("pk"))),
    )


def _visits(user: User, today: date) -> list[TodoItem]:
    """Return what an investigator has to visit, finish, correct and send."""
    return [item for now in _open_rounds(today) for item in _visits_of(now, user)]


def _visits_of(now: _Now, user: User) -> list[TodoItem]:
    states = _states(user, now.round, Permission.REVIEW_EDIT)
    mine = Candidate.objects.filter(round=now.round, investigator=user).without_review()
    own = {"investigator": user.pk, "state": NOT_BEGUN}
    draft, returned = states.get(State.DRAFT, 0), states.get(State.RETURNED, 0)
    return [
        now.item(
            Stage.VISIT,
            returned,
            _("phiếu bị trả lại, cần sửa rồi gửi lại"),
            now.url("review_list", {"state": State.RETURNED.value}),
        ),
        now.item(
            Stage.VISIT,
            mine,
            _("hộ được giao chưa có phiếu"),
            now.url("candidate_list", own),
        ),
        now.item(
            Stage.VISIT,
            draft,
            _("phiếu nháp chưa gửi"),
            now.url("review_list", {"state": State.DRAFT.value}),
        ),
    ]


def _list(user: User, today: date) -> list[TodoItem]:
    """Return what the list of the round lacks, and requests whose answer is near due."""
    return [item for now in _open_rounds(today) for item in _list_of(now, user, today)]


def _list_of(now: _Now, user: User, today: date) -> list[TodoItem]:
    here = user.scope(Permission.CANDIDATE_MANAGE, village="village")
    rows = Candidate.objects.filter(here, round=now.round)
    unassigned = rows.without_review().filter(investigator=None)
    near = after_workdays(today, SOON)
    due = rows.filter(source=CandidateSource.REQUEST, due_on__lte=near).unfinished()
    query = {"source": CandidateSource.REQUEST.value, "due_by": f"{near:%d/%m/%Y}"}
    states = [NOT_BEGUN, *(s.value for s in State if s != State.RECOGNISED)]
    items = [
        now.item(
            Stage.CANDIDATES,
            unassigned,
            _("hộ trong danh sách chưa phân công"),
            now.url("candidate_list", {"state": NOT_BEGUN, "investigator": UNASSIGNED}),
        ),
        TodoItem(
            count=due,
            words=_("giấy đề nghị sắp hoặc đã quá hạn trả lời"),
            url=now.url("candidate_list", query | {"state": states}),
            note=now.note(),
            is_late=due.filter(due_on__lt=today),
        ),
    ]
    wards = [
        g.area
        for g in user.grants
        if Permission.CANDIDATE_MANAGE in g.permissions and g.area.level == Area.Level.WARD
    ]
    if len(wards) == 1 and now.round.kind == ReviewRound.Kind.PERIODIC:
        items.append(
            now.item(
                Stage.CANDIDATES,
                listed_households(now.round, area=wards[0]),
                _("hộ nghèo, cận nghèo chưa vào danh sách"),
                now.url("candidate_fill"),
            )
        )
    return items


def _papers(user: User, today: date) -> list[TodoItem]:
    """Return the meetings to hold, postings to make, complaints to answer."""
    items = [item for now in _open_rounds(today) for item in _papers_of(now, user, today)]
    here = user.scope(Permission.REVIEW_MEET)
    unanswered = Complaint.objects.filter(here, outcome="")
    complaints = TodoItem(
        count=unanswered,
        words=_("khiếu nại chưa có kết luận"),
        url=todo_url("complaint_list", {"outcome": "open"}),
        is_late=unanswered.filter(due_on__lt=today),
    )
    return [*items, complaints]


def _papers_of(now: _Now, user: User, today: date) -> list[TodoItem]:
    states = _states(user, now.round, Permission.REVIEW_MEET)
    reviews = Review.objects.filter(user.scope(Permission.REVIEW_MEET), round=now.round)
    return [
        now.item(
            Stage.MEETING,
            states.get(State.SUBMITTED, 0),
            _("phiếu đã gửi, chờ họp dân"),
            now.url("meeting_create"),
        ),
        now.item(
            Stage.POSTING,
            states.get(State.MET, 0),
            _("phiếu đã họp dân, chờ niêm yết"),
            now.url("posting_create"),
        ),
        TodoItem(
            count=reviews.posting_over(today),
            words=_("phiếu đã hết hạn niêm yết, chờ Chủ tịch xử lý"),
            url=now.url("review_list", {"posting": "over"}),
            note=now.note(),
        ),
    ]


def _books(user: User, today: date) -> list[TodoItem]:
    """Return the households that came in and belong to no village yet."""
    rows = Household.objects.visible_to(user).editable_by(user).active()
    moved = rows.filter(village=None, events__kind=EventKind.MOVED_OUT).distinct()
    words = _("hộ chuyển đến chưa ghi thôn, tổ")
    return [TodoItem(count=moved, words=words, url=todo_url("life_event_list"))]


def _duplicates(user: User, today: date) -> list[TodoItem]:
    """Return the pairs of records that may be one person."""
    rows = DuplicatePair.objects.visible_to(user).filter(state=PairState.OPEN)
    words = _("cặp hồ sơ có thể trùng người")
    return [TodoItem(count=rows, words=words, url=todo_url("duplicate_list", {"state": "open"}))]


def _chair(user: User, today: date) -> list[TodoItem]:
    """Return what a ward's chair reports, recognises, certifies and closes."""
    return [item for now in _open_rounds(today) for item in _chair_of(now, user, today)]


def _chair_of(now: _Now, user: User, today: date) -> list[TodoItem]:
    here = user.scope(Permission.REVIEW_RECOGNISE)
    reviews = Review.objects.filter(here, round=now.round)
    over = reviews.posting_over(today)
    with_opinion = Stage.OPINION in now.heads
    ready = reviews.filter(state=State.ANSWERED) if with_opinion else over
    bare = reviews.without_certificate()
    items = [
        now.item(
            Stage.RECOGNITION,
            ready,
            _("phiếu chờ quyết định công nhận"),
            now.url("decision_create"),
        ),
        TodoItem(
            count=bare,
            words=_("hộ đã công nhận chưa có giấy chứng nhận"),
            url=now.url("review_list", {"certificate": "none"}),
            note=now.note(),
        ),
        _closable(user, now),
    ]
    if with_opinion:
        words = _("phiếu hết niêm yết, chờ xin ý kiến thành phố")
        items.append(now.item(Stage.OPINION, over, words, now.url("opinion_create")))
    return items


def _closable(user: User, now: _Now) -> TodoItem:
    """Return the wards in which every household is decided and nobody has closed the round."""
    here = user.scope(Permission.WARD_CLOSE)
    waiting = Candidate.objects.filter(here, round=now.round).unfinished().order_by().values("area")
    undecided = now.round.reviews.filter(here).exclude(state=State.RECOGNISED).order_by()
    done = now.round.reviews.filter(here, state=State.RECOGNISED).order_by().values("area")
    closed = WardRound.objects.filter(round=now.round, state=WardRound.State.CLOSED)
    wards = Area.objects.filter(pk__in=done)
    wards = wards.exclude(pk__in=waiting).exclude(pk__in=undecided.values("area"))
    found = list(wards.exclude(pk__in=closed.values("area")).values_list("pk", flat=True)[:100])
    url = now.url("round_board")
    if len(found) == 1:
        url = todo_url("ward_close", None, now.round.pk, found[0])
    words = _("địa bàn đã xong, có thể khoá")
    return now.item(Stage.SUMMARY, len(found), words, url)


def _opinions(user: User, today: date) -> list[TodoItem]:
    """Return the wards' reports that the city has not answered."""
    asked = Opinion.objects.filter(user.scope(Permission.OPINION_GIVE), answered_on=None)
    return [
        TodoItem(
            count=asked,
            words=_("báo cáo của phường, xã chờ ý kiến"),
            url=todo_url("opinion_list", {"answered": "no"}),
            is_late=asked.filter(due_on__lt=today),
        )
    ]


def _rounds(user: User, today: date) -> list[TodoItem]:
    """Return the rounds to open and to close, and the wards that are late with the open one."""
    items = []
    yearly = Q(year=today.year, kind=ReviewRound.Kind.PERIODIC)
    states = WardRound.State
    rounds: Any = (
        ReviewRound.objects.filter(yearly | Q(state=ReviewRound.State.OPEN))
        .annotate(left=Count("wards", filter=Q(wards__state=states.OPEN)))
        .annotate(closed=Count("wards", filter=Q(wards__state=states.CLOSED)))
    )[:50]
    is_there = any((r.year, r.kind) == (today.year, ReviewRound.Kind.PERIODIC) for r in rounds)
    if not is_there and (today.month, today.day) >= procedure_on(today).periodic_from:
        words = _("đợt rà soát định kỳ năm %(year)s chưa mở") % {"year": today.year}
        query = {"kind": "periodic", "year": today.year}
        items.append(TodoItem(count=1, words=words, url=todo_url("round_open", query)))
    open_rounds = (found for found in rounds if found.state == ReviewRound.State.OPEN)
    keys = [found.pk for found in open_rounds if found.closed and not found.left]
    url = todo_url("round_close", None, keys[0]) if len(keys) == 1 else todo_url("round_list")
    items.append(
        TodoItem(count=len(keys), words=_("đợt đã khoá hết địa bàn, có thể khoá"), url=url)
    )
    return [*items, *(_late_wards(user, now, today) for now in _open_rounds(today))]


def _late_wards(user: User, now: _Now, today: date) -> TodoItem:
    """Return the wards that the board marks as late: something is left at a step that is past."""
    morning = make_aware(datetime.combine(today, time.min))
    is_any_past = any(head.is_past for head in now.heads.values())
    rows = board(now.round, user=user, now=morning).rows if is_any_past else []
    return TodoItem(
        count=sum(row.is_late for row in rows),
        words=_("phường, xã chậm tiến độ rà soát"),
        url=now.url("round_board"),
        note=now.note(),
        is_late=True,
    )


def _watched(user: User, today: date) -> list[TodoItem]:
    """Return what an auditor looks at: classes set against the points, unlocks of late."""
    here = user.scope(Permission.AUDIT_VIEW, "ward_round__area")
    since = make_aware(datetime.combine(today - LOOKED_BACK, time.min))
    unlocks = Unlock.objects.filter(here, granted_at__gte=since)
    items = [
        TodoItem(
            count=unlocks,
            words=_("lần mở khoá tạm trong 30 ngày qua"),
            url=todo_url("unlock_list", {"granted_from": f"{today - LOOKED_BACK:%d/%m/%Y}"}),
        )
    ]
    for now in _open_rounds(today):
        scope = user.scope(Permission.AUDIT_VIEW)
        overridden = Review.objects.filter(scope, round=now.round).overridden()
        words = _("phiếu đề nghị diện khác kết quả chấm điểm")
        url = now.url("review_list", {"override": "yes"})
        items.append(TodoItem(count=overridden, words=words, url=url, note=now.note()))
    return items


register_todo(
    Todo(
        key="review_visits",
        title=gettext_lazy("Rà soát tại hộ"),
        permission=Permission.REVIEW_EDIT,
        items=_visits,
        order=10,
    ),
    Todo(
        key="review_list",
        title=gettext_lazy("Danh sách của đợt"),
        permission=Permission.CANDIDATE_MANAGE,
        items=_list,
        order=11,
    ),
    Todo(
        key="review_papers",
        title=gettext_lazy("Họp dân, niêm yết, phúc tra"),
        permission=Permission.REVIEW_MEET,
        items=_papers,
        order=12,
    ),
    Todo(
        key="review_chair",
        title=gettext_lazy("Công nhận kết quả"),
        permission=Permission.REVIEW_RECOGNISE,
        items=_chair,
        order=13,
    ),
    Todo(
        key="review_opinions",
        title=gettext_lazy("Ý kiến của thành phố"),
        permission=Permission.OPINION_GIVE,
        items=_opinions,
        order=14,
    ),
    Todo(
        key="review_rounds",
        title=gettext_lazy("Đợt rà soát"),
        permission=Permission.ROUND_MANAGE,
        items=_rounds,
        order=15,
    ),
    Todo(
        key="review_watched",
        title=gettext_lazy("Cần xem xét"),
        permission=Permission.AUDIT_VIEW,
        items=_watched,
        order=16,
    ),
    Todo(
        key="household_books",
        title=gettext_lazy("Sổ hộ"),
        permission=Permission.HOUSEHOLD_EDIT,
        items=_books,
        order=20,
    ),
    Todo(
        key="household_duplicates",
        title=gettext_lazy("Hồ sơ trùng"),
        permission=Permission.DUPLICATE_DECIDE,
        items=_duplicates,
        order=21,
    ),
)
