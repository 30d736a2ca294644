"""The review form: on one page, on one page per topic, and what is kept while it is typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from households import actions, overview
from households.forms.review_facts import in_words
from households.forms.review_rows import differences
from households.forms.reviews import ReviewForm
from households.models import Review
from households.topics import Topic
from households.trail import trail_of
from households.views.opened import Opened, opened
from households.wording import came_too_late
from households.workflow import State
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.kept import keeps_what_was_typed, take_kept
from povertyportal.accounts.roles import Permission


@keeps_what_was_typed
@requires(Permission.REVIEW_VIEW)
@never_cache
def review_edit(request: Request, code: str, year: int) -> HttpResponse:
    """Enter or read the review of a round: the class and its reason show before saving."""
    sheet = opened(request, code, year)
    if not sheet.may_write:
        return _show_review(request, sheet)
    if request.method == "POST":
        return _sent(request, sheet, sheet.form(request.POST), template="review_form")
    _keep_from_lost_session(request, sheet)
    if sheet.draft is None:
        return _show_form(request, sheet, sheet.form())
    form = sheet.form(sheet.draft_data())
    if form.typed_version != sheet.version:
        return _show_conflict(request, sheet, form)
    return _show_form(request, sheet, form, is_restored=True)


@keeps_what_was_typed
@requires(Permission.REVIEW_VIEW)
@require_POST
def review_draft(request: Request, code: str, year: int) -> HttpResponse:
    """Keep what is being typed and answer with what it comes to; or throw the draft away."""
    sheet = opened(request, code, year)
    if "discard" in request.POST and sheet.may_write:
        actions.drop_typed_draft(household=sheet.household, round=sheet.round, by=request.user)
        messages.success(request, _("Đã bỏ bản nhập dở."))
        return redirect(sheet.address())
    form = sheet.form(_merged(sheet, request.POST))
    trouble = _keep(sheet, form) if sheet.may_write else _("Phiếu không còn sửa được nữa.")
    context = {
        "form": form,
        "sheet": sheet,
        "trouble": trouble,
        "saved_at": sheet.now,
        "topic": request.POST.get("topic", ""),
        **_assessed(form, pages=sheet if "topic" in request.POST else None),
    }
    return TemplateResponse(request, "households/review_live.html", context)


@keeps_what_was_typed
@requires(Permission.REVIEW_VIEW)
@never_cache
def review_topic(request: Request, code: str, year: int, topic: Topic) -> HttpResponse:
    """Enter one topic of the review; the last page shows every answer, saves and sends."""
    sheet = opened(request, code, year)
    if not sheet.may_write:
        return redirect(sheet.address())
    if request.method != "POST":
        _keep_from_lost_session(request, sheet)
        form = sheet.form(sheet.draft_data() or sheet.form().as_data())
        if form.typed_version != sheet.version:
            return redirect(sheet.address())
        return _show_topic(request, sheet, form, topic)
    form = sheet.form(_merged(sheet, request.POST, topic=topic))
    if "save" in request.POST or "send" in request.POST:
        return _sent(request, sheet, form, template="review_topic", topic=topic)
    trouble = _keep(sheet, form)
    if trouble:
        messages.error(request, trouble)
    wrong = {name for name in form.names_of(topic) if name in form.errors}
    if "back" in request.POST and topic.before:
        return redirect(sheet.address("review_topic", topic.before))
    if wrong or trouble or topic.after is None:
        return _show_topic(request, sheet, form, topic, is_tried=True)
    to_check = request.GET.get("from") == Topic.CHECK
    return redirect(sheet.address("review_topic", Topic.CHECK if to_check else topic.after))


# Saving


def _sent(
    request: Request, sheet: Opened, form: ReviewForm, *, template: str, topic: Topic | None = None
) -> HttpResponse:
    """Save what was sent, or show it again with what is wrong, what it comes to, or who was first.

    Whatever is not saved is kept as a draft.
    """
    is_tried = "preview" not in request.POST
    if is_tried and form.is_valid():
        try:
            saved = actions.save_review(
                household=sheet.household,
                round=sheet.round,
                data=form.review_data(),
                by=request.user,
                now=sheet.now,
                version=form.cleaned_data["version"],
            )
        except actions.ConflictError:
            return _show_conflict(request, sheet, form)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _after_saving(request, saved, obstacles=form.obstacles())
    trouble = _keep(sheet, form)
    if trouble:
        messages.warning(request, trouble)
    if topic is not None:
        return _show_topic(request, sheet, form, topic, is_tried=is_tried)
    return _show_form(request, sheet, form, is_tried=is_tried)


def _after_saving(request: Request, review: Review, *, obstacles: Sequence[str]) -> HttpResponse:
    """Go on to sending when that was asked for and nothing is missing, else to the household."""
    if "send" not in request.POST or review.state == State.RECHECK:
        messages.success(request, _("Đã lưu phiếu rà soát."))
        return redirect(review.household)
    if not review.computed_class:
        messages.warning(
            request, _("Đã lưu nháp. Chưa gửi được: còn thiếu điểm B1 hoặc chỉ số chưa trả lời.")
        )
        return redirect(review)
    if obstacles:
        words = " ".join(obstacles)
        messages.warning(request, _("Đã lưu nháp. Chưa gửi được: %(why)s") % {"why": words})
        return redirect(review)
    args = [review.household.code, review.round.year, "submit"]
    return redirect(reverse("review_step", args=args) + review.round.query)


def _keep(sheet: Opened, form: ReviewForm) -> str:
    """Keep the form as typed; return why it could not be kept, or "" when it was."""
    data = form.kept_data()
    if form.typed_version != sheet.version:
        return _("Có người đã lưu phiếu này sau khi bạn mở trang. Khi bấm Lưu, bạn sẽ so hai bản.")
    try:
        actions.save_typed_draft(
            household=sheet.household, round=sheet.round, data=data, by=sheet.user, now=sheet.now
        )
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _keep_from_lost_session(request: Request, sheet: Opened) -> None:
    """Put what was sent without a session where the form looks for it, and say so."""
    address = reverse("review_edit", args=[sheet.household.code, sheet.round.year])
    kept = take_kept(request, under=address, told_by=("standard", "month"))
    if kept is None:
        return
    sent = QueryDict(mutable=True)
    for name, values in kept.items():
        sent.setlist(name, values)
    form = sheet.form(_merged(sheet, sent))
    if "version" not in form.kept_data():
        return
    try:
        actions.save_typed_draft(
            household=sheet.household,
            round=sheet.round,
            data=form.kept_data(),
            by=sheet.user,
            now=sheet.now,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    sheet.__dict__.pop("draft", None)
    messages.info(
        request,
        _("Phiên làm việc đã hết khi bạn gửi phiếu. Nội dung đã nhập vẫn còn ở dưới, chưa lưu."),
    )


def _merged(sheet: Opened, sent: QueryDict, *, topic: Topic | None = None) -> QueryDict:
    """Return the whole form: what is kept, with the topic that was sent in its place."""
    name = topic or sent.get("topic", "")
    if name not in Topic.values:
        return sent
    data = sheet.draft_data() or sheet.form().as_data()
    for field in sheet.form().names_of(Topic(name)):
        data.setlist(field, sent.getlist(field))
        if field not in sent:
            del data[field]
    return data


# Showing


def _frame(request: Request, sheet: Opened) -> dict[str, Any]:
    review, month = sheet.review, sheet.round.month
    when = f"{month:02d}/{sheet.round.year}" if month else str(sheet.round.year)
    can_step = review is not None and sheet.is_open
    return {
        "title": _("Rà soát %(year)s") % {"year": when},
        "sheet": sheet,
        "household": sheet.household,
        "round": sheet.round,
        "review": review,
        "standard": sheet.sheet.standard,
        "way": overview.path_of(review.state if review else State.DRAFT, stages=sheet.round.stages),
        "steps": overview.steps_for(review, user=request.user) if review and can_step else {},
        "trail": trail_of(review, user=request.user, today=timezone.localdate(sheet.now))
        if review
        else None,
        "draft_url": sheet.address("review_draft"),
        "edit_url": sheet.address(),
        "login_url": reverse("login"),
        "can_edit": request.user.can(
            Permission.HOUSEHOLD_EDIT, sheet.household.village or sheet.household.area
        ),
    }


def _assessed(form: ReviewForm, *, pages: Opened | None = None) -> dict[str, Any]:
    """Return what the answers come to: the score in words, errors and warnings apart.

    With `pages`, errors lead to the page of their topic, else to the field on the same page.
    """
    score, problems = form.score(), []
    for problem in form.problems():
        page = pages.address("review_topic", problem.topic) if pages and problem.topic else ""
        problems.append((problem, f"{page}#{problem.anchor}" if problem.anchor else ""))
    return {
        "result": overview.shown(score, review=Review(), standard=form.standard) if score else None,
        "problems": problems,
        "warnings": form.warnings(),
    }


def _show_form(
    request: Request,
    sheet: Opened,
    form: ReviewForm,
    *,
    is_tried: bool = False,
    is_restored: bool = False,
    differing: Sequence[tuple[str, str, str]] | None = None,
) -> HttpResponse:
    context = (
        _frame(request, sheet)
        | _assessed(form)
        | {
            "form": form,
            "is_tried": is_tried,
            "is_restored": is_restored,
            "differences": differing,
            "is_whole": request.method == "POST" or "whole" in request.GET or differing is not None,
            "topics": form.topic_states(),
        }
    )
    status = 200 if differing is None else 409
    return TemplateResponse(request, "households/review_form.html", context, status=status)


def _show_conflict(request: Request, sheet: Opened, form: ReviewForm) -> HttpResponse:
    """Show the form as typed under the stored version, and what differs from the stored."""
    fresh = opened(request, sheet.household.code, sheet.round.year)
    data = form.typed_data.copy()
    initial = ReviewForm.initial_of(fresh.review, last=fresh.last)
    data["version"] = str(initial["version"])
    data["submit_token"] = str(initial["submit_token"])
    again = fresh.form(data)
    differing = differences(again, rows=again.indicator_rows())
    return _show_form(request, fresh, again, differing=differing)


def _show_topic(
    request: Request, sheet: Opened, form: ReviewForm, topic: Topic, *, is_tried: bool = False
) -> HttpResponse:
    context = (
        _frame(request, sheet)
        | _assessed(form, pages=sheet)
        | {
            "form": form,
            "topic": topic,
            "last_topic": Topic.CHECK,
            "is_tried": is_tried,
            "saved_at": sheet.draft.saved_at if sheet.draft else None,
            "topic_errors": form.errors_of(topic) if is_tried else [],
            "back_url": sheet.address("review_topic", topic.before) if topic.before else "",
            "topics": form.topic_states() if topic == Topic.CHECK else [],
            "asked_from": request.GET.get("from", ""),
        }
    )
    return TemplateResponse(request, "households/review_topic.html", context)


def _show_review(request: Request, sheet: Opened) -> HttpResponse:
    review = sheet.review
    if sheet.is_too_late:
        days = (sheet.household.registered_on, sheet.round.ends_on)
        messages.error(request, came_too_late(registered_on=days[0], ends_on=days[1]))
        return redirect(sheet.household)
    if review is None:
        raise Http404
    answers: Mapping[str, Any] = {d.indicator: d for d in review.deprivations.all()}
    members = [(member, in_words(member)) for member in review.members.all()]
    form = sheet.past_form()
    return TemplateResponse(
        request,
        "households/review_detail.html",
        _frame(request, sheet)
        | {
            "scored": overview.score_of(review),
            "answers": [(i, answers.get(i.code)) for i in sheet.sheet.standard.indicators],
            "members": members,
            "member_labels": [label for label, _words in members[0][1]] if members else [],
            "house": form.dwelling_in_words() if hasattr(review, "dwelling") else [],
            "warnings": form.warnings() if members else [],
        },
    )
