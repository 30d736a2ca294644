"""Reports to the city with its answers, recognition decisions and certificates."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from households import actions
from households.choices import PovertyClass, Stage
from households.forms.proceedings import AnswerForm, DecisionForm, OpinionForm
from households.lists.papers import (
    CertificateFilter,
    CertificateTable,
    DecisionFilter,
    DecisionTable,
    OpinionFilter,
    OpinionTable,
)
from households.models import Certificate, Opinion, RecognitionDecision
from households.views.proceedings import (
    asks_where,
    detail_page,
    paper_form,
    paper_of,
    paper_page,
    place_of_paper,
)
from households.workflow import STEPS
from povertyportal.accounts import past
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.listing import list_page


@requires(Permission.REVIEW_VIEW)
def opinion_list(request: Request) -> HttpResponse:
    """List the reports of wards to the city."""
    return list_page(
        request,
        rows=Opinion.objects.visible_to(request.user).order_by("-asked_on", "-pk"),
        filters=OpinionFilter,
        table=OpinionTable,
        filename="opinions",
        title=_("Xin ý kiến thành phố"),
        template="households/proceedings/list.html",
        context={
            "create": "opinion_create",
            "create_label": _("Lập báo cáo xin ý kiến"),
            "note": _("Đợt rà soát không có bước này thì công nhận ngay sau khi niêm yết xong."),
        },
    )


@requires(Permission.OPINION_ASK)
@asks_where
def opinion_create(request: Request) -> HttpResponse:
    """Report the chosen reviews to the city once their posting is over."""
    title = _("Lập báo cáo xin ý kiến")
    place = place_of_paper(request, "ask", back="opinion_list", title=title)
    if Stage.OPINION not in place.round.stages:
        messages.info(
            request, _("Đợt rà soát này không có bước lấy ý kiến thành phố: hãy ra quyết định.")
        )
        return redirect("opinion_list")
    form = paper_form(request, OpinionForm, place=place, initial={"asked_on": timezone.localdate()})

    days = place.round.procedure.opinion_days
    return paper_page(
        request,
        form,
        place=place,
        act=lambda: actions.ask_opinion(**place.given(form, request), data=form.data_of()),
        title=title,
        context={
            "list_name": "opinion_list",
            "list_label": _("Xin ý kiến thành phố"),
            "lead": _("Thành phố trả lời bằng văn bản trong %(days)d ngày làm việc.")
            % {"days": days},
            "submit_label": _("Gửi báo cáo"),
        },
    )


@requires(Permission.REVIEW_VIEW)
def opinion_detail(request: Request, pk: int) -> HttpResponse:
    """Show a report to the city and the answer to it."""
    opinion = paper_of(request, Opinion, pk, "recorded_by", "answered_by")
    facts = [
        (_("Đợt rà soát"), opinion.round),
        (_("Địa bàn"), opinion.area.name),
        (_("Số báo cáo"), opinion.number),
        (_("Ngày báo cáo"), f"{opinion.asked_on:%d/%m/%Y}"),
        (_("Hạn trả lời"), f"{opinion.due_on:%d/%m/%Y}"),
        (_("Người lập"), opinion.recorded_by),
    ]
    if opinion.answered_on:
        facts += [
            (_("Số văn bản trả lời"), opinion.answer_number),
            (_("Ngày trả lời"), f"{opinion.answered_on:%d/%m/%Y}"),
            (_("Ý kiến chung"), opinion.answer or _("Không có ý kiến thêm")),
            (_("Người cho ý kiến"), opinion.answered_by),
        ]
    may_answer = not opinion.answered_on and request.user.can(
        STEPS["answer"].permission, opinion.area
    )
    context = {
        "entries": _entries(opinion),
        "is_late": not opinion.answered_on and opinion.due_on < past.today(),
        "may_answer": may_answer and opinion.recorded_by_id != request.user.pk,
        "may_recognise": bool(opinion.answered_on)
        and request.user.can(STEPS["recognise"].permission, opinion.area),
    }
    return detail_page(request, "opinion", opinion, facts=facts, context=context)


def _entries(opinion: Opinion) -> list[Any]:
    rows = opinion.entries.select_related(
        "review__household__head", "review__village", "review__round"
    )
    return list(rows.order_by("review__village__path", "review__household__sort_key", "pk"))


@requires(Permission.OPINION_GIVE)
def opinion_answer(request: Request, pk: int) -> HttpResponse:
    """Write down the city's answer, household by household."""
    opinion = paper_of(request, Opinion, pk)
    if not request.user.can(STEPS["answer"].permission, opinion.area):
        raise PermissionDenied
    if opinion.answered_on:
        messages.info(request, _("Báo cáo này đã được trả lời."))
        return redirect(opinion)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        entries=_entries(opinion),
        initial={"answered_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_opinion(
                opinion=opinion,
                data=form.data_of(),
                refused=form.refused(),
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            if getattr(error, "code", "") == "already_answered":
                messages.info(request, _("Báo cáo này đã được trả lời."))
                return redirect(opinion)
            form.add_error(None, error)
        else:
            messages.success(request, _("Đã ghi ý kiến của thành phố."))
            return redirect(opinion)
    context = {
        "title": _("Cho ý kiến"),
        "form": form,
        "paper": opinion,
        "submit_label": _("Ghi ý kiến"),
        "cancel_url": opinion.get_absolute_url(),
    }
    return TemplateResponse(request, "households/proceedings/answer_form.html", context)


@requires(Permission.REVIEW_VIEW)
def decision_list(request: Request) -> HttpResponse:
    """List the recognition decisions of the user's wards."""
    return list_page(
        request,
        rows=RecognitionDecision.objects.visible_to(request.user).order_by("-decided_on", "-pk"),
        filters=DecisionFilter,
        table=DecisionTable,
        filename="decisions",
        title=_("Quyết định công nhận"),
        template="households/proceedings/list.html",
        context={
            "create": "decision_create",
            "create_label": _("Ra quyết định"),
            "note": _("Diện hộ trở thành chính thức từ ngày ký quyết định."),
        },
    )


@requires(Permission.REVIEW_RECOGNISE)
@asks_where
def decision_create(request: Request) -> HttpResponse:
    """Recognise the chosen reviews by one decision."""
    title = _("Ra quyết định công nhận")
    place = place_of_paper(request, "recognise", back="decision_list", title=title)
    form = paper_form(
        request,
        DecisionForm,
        place=place,
        initial={
            "decided_on": timezone.localdate(),
            "signer_title": _("Chủ tịch UBND %(ward)s")
            % {"ward": place.area.name[:1].lower() + place.area.name[1:]},
        },
    )

    return paper_page(
        request,
        form,
        place=place,
        act=lambda: actions.recognise(**place.given(form, request), decision=form.data_of()),
        title=title,
        context={
            "list_name": "decision_list",
            "list_label": _("Quyết định công nhận"),
            "lead": _(
                "Diện đề nghị của các hộ được chọn trở thành kết quả chính thức. Quyết định đã có "
                "(cùng số, cùng ngày) nhận thêm hộ được."
            ),
            "submit_label": _("Công nhận"),
        },
    )


@requires(Permission.REVIEW_VIEW)
def decision_detail(request: Request, pk: int) -> HttpResponse:
    """Show a decision with the households it recognises and their certificates."""
    decision = paper_of(request, RecognitionDecision, pk)
    reviews = list(
        decision.reviews.select_related(
            "household__head", "village", "round", "certificate"
        ).order_by("recognised_class", "village__path", "household__sort_key", "pk")
    )
    listed = [r for r in reviews if r.recognised_class != PovertyClass.NOT_POOR]
    waiting = [r for r in listed if not hasattr(r, "certificate")]
    counts = [
        (label, sum(r.recognised_class == value for r in reviews))
        for value, label in PovertyClass.choices
    ]
    facts = [
        (_("Đợt rà soát"), decision.round),
        (_("Địa bàn"), decision.area.name),
        (_("Số quyết định"), decision.number),
        (_("Ngày ký"), f"{decision.decided_on:%d/%m/%Y}"),
        (_("Chức danh người ký"), decision.signer_title),
        *counts,
    ]
    context = {
        "reviews": reviews,
        "waiting": len(waiting),
        "has_certificates": len(listed) > len(waiting),
        "may_issue": bool(waiting)
        and request.user.can(STEPS["recognise"].permission, decision.area),
    }
    return detail_page(request, "decision", decision, facts=facts, context=context)


@requires(Permission.REVIEW_VIEW)
def certificate_list(request: Request) -> HttpResponse:
    """List the certificates of the user's wards."""
    rows = Certificate.objects.visible_to(request.user).select_related(
        "review__household__head", "review__round"
    )
    return list_page(
        request,
        rows=rows.order_by("-round__year", "area__path", "number", "pk"),
        filters=CertificateFilter,
        table=CertificateTable,
        filename="certificates",
        title=_("Giấy chứng nhận"),
        template="households/proceedings/list.html",
        context={"note": _("Giấy chứng nhận được cấp từ trang của quyết định công nhận.")},
    )


@requires(Permission.REVIEW_RECOGNISE)
def certificate_issue(request: Request, pk: int) -> HttpResponse:
    """Ask for confirmation and number the certificates of a decision."""
    decision = paper_of(request, RecognitionDecision, pk)
    if not request.user.can(STEPS["recognise"].permission, decision.area):
        raise PermissionDenied
    listed = decision.reviews.exclude(recognised_class=PovertyClass.NOT_POOR)
    waiting = listed.filter(certificate=None).count()
    if request.method == "POST":
        try:
            made = actions.issue_certificates(
                decision=decision, by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = ngettext(
                "Đã cấp %(count)d giấy chứng nhận.", "Đã cấp %(count)d giấy chứng nhận.", len(made)
            )
            messages.success(request, words % {"count": len(made)})
        return redirect(decision)
    context = {
        "title": _("Cấp giấy chứng nhận"),
        "text": _(
            "Giấy chứng nhận hộ nghèo, hộ cận nghèo được đánh số tiếp theo trong đợt của địa bàn. "
            "Hộ đã có giấy giữ nguyên số."
        ),
        "facts": [
            (_("Quyết định"), decision),
            (_("Địa bàn"), decision.area.name),
            (_("Số hộ chưa có giấy"), waiting),
        ],
        "submit_label": _("Cấp giấy"),
        "cancel_url": decision.get_absolute_url(),
    }
    return TemplateResponse(request, "confirm.html", context)
