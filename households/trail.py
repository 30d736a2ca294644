"""What happened to a review on its way: the papers it stands on, and which one is due next."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from households.models import Review, ReviewRound
from households.readiness import standings
from households.workflow import STEPS, State
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission

CREATE = {
    "meet": "meeting_create",
    "post": "posting_create",
    "ask": "opinion_create",
    "recognise": "decision_create",
}


@dataclass(frozen=True)
class Event:
    """One paper that the review stands on: when, which, what it said."""

    on: date
    title: str
    detail: str
    url: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class NextPaper:
    """What the review waits for; `url` where this user may see to it, `label` what that does."""

    text: str
    label: str = ""
    url: str = ""


def history_of(review: Review, *, user: User) -> list[Event]:
    """Return the papers in the order of their days; addresses only for those who may open them."""
    opens = user.can(Permission.REVIEW_VIEW, review.area)
    found = [
        *_meetings(review),
        *_postings(review),
        *_complaints(review),
        *_opinions(review),
        *_recognition(review),
    ]
    found.sort(key=lambda event: event.on)
    if opens:
        return found
    return [Event(e.on, e.title, e.detail, "", e.tone) for e in found]


def _meetings(review: Review) -> list[Event]:
    found = []
    for vote in review.votes.select_related("meeting"):
        meeting = vote.meeting
        words = _("%(votes)d trên %(attended)d người đồng ý: %(result)s.") % {
            "votes": vote.in_favour,
            "attended": meeting.attended,
            "result": vote.get_agreed_class_display() if vote.is_agreed else _("không thống nhất"),
        }
        detail = f"{words} {vote.note}".strip()
        tone = "good" if vote.is_agreed else "bad"
        found.append(Event(meeting.held_on, _("Họp dân"), detail, meeting.get_absolute_url(), tone))
    return found


def _postings(review: Review) -> list[Event]:
    return [
        Event(
            entry.posting.posted_on,
            _("Niêm yết"),
            _("%(result)s, đến hết ngày %(day)s.")
            % {
                "result": entry.get_proposed_class_display(),
                "day": f"{entry.posting.ends_on:%d/%m/%Y}",
            },
            entry.posting.get_absolute_url(),
        )
        for entry in review.postings.select_related("posting")
    ]


def _complaints(review: Review) -> list[Event]:
    found = []
    for complaint in review.complaints.all():
        url = complaint.get_absolute_url()
        due = _("Hạn phúc tra %(day)s.") % {"day": f"{complaint.due_on:%d/%m/%Y}"}
        found.append(Event(complaint.received_on, _("Khiếu nại"), due, url, "attention"))
        if complaint.rechecked_on:
            words = f"{complaint.get_outcome_display()}. {complaint.finding}"
            found.append(Event(complaint.rechecked_on, _("Kết luận phúc tra"), words, url))
    return found


def _opinions(review: Review) -> list[Event]:
    found = []
    for entry in review.opinions.select_related("opinion"):
        opinion, url = entry.opinion, entry.opinion.get_absolute_url()
        number = _("Báo cáo số %(number)s.") % {"number": opinion.number}
        found.append(Event(opinion.asked_on, _("Xin ý kiến thành phố"), number, url))
        if opinion.answered_on:
            words = _("Thống nhất.") if entry.is_agreed else _("Không thống nhất.")
            tone = "good" if entry.is_agreed else "bad"
            detail = f"{words} {entry.note}".strip()
            found.append(Event(opinion.answered_on, _("Thành phố trả lời"), detail, url, tone))
    return found


def _recognition(review: Review) -> list[Event]:
    found = []
    decision = review.decision
    if decision:
        words = _("%(result)s theo quyết định số %(number)s.") % {
            "result": review.get_recognised_class_display(),
            "number": decision.number,
        }
        url = decision.get_absolute_url()
        found.append(Event(decision.decided_on, _("Công nhận"), words, url, "good"))
    certificate = getattr(review, "certificate", None)
    if certificate:
        words = _("Số %(number)s.") % {"number": certificate.number}
        found.append(Event(certificate.issued_on, _("Cấp giấy chứng nhận"), words))
    return found


def next_paper(review: Review, *, user: User, today: date) -> NextPaper | None:
    """Return what the review waits for, or None where nothing is left to do."""
    if review.round.state != ReviewRound.State.OPEN:
        return None
    if review.state == State.RECHECK:
        return _recheck(review, user=user)
    if review.state == State.ASKED:
        return _waiting(review)
    step = _step_of(review)
    if step is None:
        return None
    [standing] = standings([review], step=step, stages=review.round.stages, day=today, by=user)
    if standing.obstacle:
        return NextPaper(f"{STEPS[step].label}: {standing.obstacle}")
    label = str(STEPS[step].label)
    text = _("Việc tiếp theo: %(step)s.") % {"step": label}
    if not user.can(STEPS[step].permission, review.area):
        return NextPaper(text)
    query = {"round": review.round_id, "area": review.area_id, "review": review.pk}
    return NextPaper(text, label, f"{reverse(CREATE[step])}?{urlencode(query)}")


def _step_of(review: Review) -> str | None:
    """Return the step with a paper that leads on from where the review stands."""
    steps = ("meet", "post", "ask", "recognise")
    stages = review.round.stages
    return next((s for s in steps if STEPS[s].starts_from(review.state, stages=stages)), None)


def _recheck(review: Review, *, user: User) -> NextPaper | None:
    complaint = review.complaints.filter(outcome="").first()
    if complaint is None:
        return None
    text = _("Đang phúc tra, hạn %(day)s: sửa phiếu nếu cần, rồi ghi kết luận.") % {
        "day": f"{complaint.due_on:%d/%m/%Y}"
    }
    if not user.can(STEPS["resolve"].permission, review.area):
        return NextPaper(text)
    url = reverse("complaint_resolve", args=[complaint.pk])
    return NextPaper(text, _("Ghi kết luận phúc tra"), url)


def _waiting(review: Review) -> NextPaper:
    entry = review.opinions.select_related("opinion").last()
    if entry is None:
        return NextPaper(_("Chờ thành phố trả lời."))
    return NextPaper(
        _("Chờ thành phố trả lời, hạn %(day)s.") % {"day": f"{entry.opinion.due_on:%d/%m/%Y}"}
    )


def complaint_link(review: Review, *, user: User) -> str:
    """Return where a complaint against the posted review is written down, for who may."""
    if review.state != State.POSTED or review.round.state != ReviewRound.State.OPEN:
        return ""
    if not user.can(STEPS["complain"].permission, review.area):
        return ""
    return f"{reverse('complaint_create')}?review={review.pk}"


@dataclass(frozen=True)
class Trail:
    """What the review's page tells about its way."""

    events: list[Event]
    next: NextPaper | None
    complain_url: str


def trail_of(review: Review, *, user: User, today: date) -> Trail | None:
    """Return the review's way so far and what it waits for; None for a draft, which has none."""
    if review.state == State.DRAFT:
        return None
    return Trail(
        history_of(review, user=user),
        next_paper(review, user=user, today=today),
        complaint_link(review, user=user),
    )
