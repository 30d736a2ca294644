"""Postings of results, and the complaints against them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from households import actions
from households.forms.proceedings import ComplaintForm, PostingForm, RecheckForm
from households.lists.papers import ComplaintFilter, ComplaintTable, PostingFilter, PostingTable
from households.models import Complaint, Posting, Review, ReviewRound
from households.readiness import posted_classes
from households.views.proceedings import (
    asks_where,
    detail_page,
    paper_form,
    paper_of,
    paper_page,
    place_of_paper,
)
from households.workflow import STEPS, State
from povertyportal.accounts import past
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.listing import list_page


@requires(Permission.REVIEW_VIEW)
def posting_list(request: Request) -> HttpResponse:
    """List the postings of the user's wards."""
    return list_page(
        request,
        rows=Posting.objects.visible_to(request.user).order_by("-posted_on", "-pk"),
        filters=PostingFilter,
        table=PostingTable,
        filename="postings",
        title=_("Niêm yết"),
        template="households/proceedings/list.html",
        context={
            "create": "posting_create",
            "create_label": _("Lập đợt niêm yết"),
            "note": _(
                "Danh sách niêm yết không có số định danh, điện thoại và tình trạng sức khoẻ."
            ),
        },
    )


@requires(Permission.REVIEW_POST)
@asks_where
def posting_create(request: Request) -> HttpResponse:
    """Post the chosen reviews that a meeting agreed on."""
    title = _("Lập đợt niêm yết")
    place = place_of_paper(request, "post", back="posting_list", title=title)
    form = paper_form(
        request, PostingForm, place=place, initial={"posted_on": timezone.localdate()}
    )

    days = place.round.procedure.posting_days
    return paper_page(
        request,
        form,
        place=place,
        act=lambda: actions.post_results(**place.given(form, request), data=form.data_of()),
        title=title,
        context={
            "list_name": "posting_list",
            "list_label": _("Niêm yết"),
            "lead": _("Kết quả được niêm yết %(days)d ngày làm việc kể từ ngày đầu.")
            % {"days": days},
            "submit_label": _("Đưa vào niêm yết"),
        },
    )


@requires(Permission.REVIEW_VIEW)
def posting_detail(request: Request, pk: int) -> HttpResponse:
    """Show a posting as it hangs on the wall: no citizen id, telephone or health."""
    posting = paper_of(request, Posting, pk, "recorded_by")
    entries = posting.entries.select_related(
        "review__household__head", "review__village", "review__round"
    ).order_by("review__village__path", "review__household__sort_key", "pk")
    facts = [
        (_("Đợt rà soát"), posting.round),
        (_("Địa bàn"), posting.area.name),
        (_("Niêm yết từ ngày"), f"{posting.posted_on:%d/%m/%Y}"),
        (_("Đến hết ngày"), f"{posting.ends_on:%d/%m/%Y}"),
        (_("Nơi niêm yết"), posting.places),
        (_("Thông báo trên loa truyền thanh"), _("Có") if posting.is_broadcast else _("Không")),
        (_("Người ghi"), posting.recorded_by),
    ]
    context = {
        "entries": list(entries),
        "is_over": posting.is_over(past.today()),
        "may_complain": request.user.can(STEPS["complain"].permission, posting.area),
    }
    return detail_page(request, "posting", posting, facts=facts, context=context)


@requires(Permission.REVIEW_VIEW)
def complaint_list(request: Request) -> HttpResponse:
    """List the complaints of the user's wards."""
    return list_page(
        request,
        rows=Complaint.objects.visible_to(request.user).order_by("-received_on", "-pk"),
        filters=ComplaintFilter,
        table=ComplaintTable,
        filename="complaints",
        title=_("Khiếu nại"),
        template="households/proceedings/list.html",
        context={
            "create": "complaint_create",
            "create_label": _("Ghi khiếu nại"),
            "note": _("Hộ bị khiếu nại được phúc tra, sau đó kết quả được niêm yết lại."),
        },
    )


@requires(Permission.REVIEW_POST)
def complaint_create(request: Request) -> HttpResponse:
    """Write down a complaint against a posted review."""
    rows = Review.objects.filter(
        request.user.scope(Permission.REVIEW_POST),
        state=State.POSTED,
        round__state=ReviewRound.State.OPEN,
    ).select_related("household__head", "area", "round")
    reviews = list(rows.order_by("area__path", "household__sort_key", "pk"))
    form = ComplaintForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        reviews=reviews,
        initial={"review": request.GET.get("review"), "received_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        chosen = next(r for r in reviews if r.pk == form.cleaned_data["review"])
        try:
            made = actions.record_complaint(
                review=chosen,
                data=form.data_of(),
                scan=form.cleaned_data["scan"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã ghi khiếu nại. Phiếu của hộ đã mở để phúc tra."))
            return redirect(made)
    elif twin := _sent_before(request, form):
        return redirect(twin)
    context = {
        "title": _("Ghi khiếu nại"),
        "form": form,
        "has_reviews": bool(reviews),
        "submit_label": _("Ghi khiếu nại"),
    }
    return TemplateResponse(request, "households/proceedings/complaint_form.html", context)


def _sent_before(request: Request, form: ComplaintForm) -> Complaint | None:
    """Return what this form made already: its household is no longer among those to choose."""
    token = getattr(form, "cleaned_data", {}).get("submit_token") if form.is_bound else None
    rows = Complaint.objects.visible_to(request.user)
    found: Complaint | None = (
        rows.filter(submit_token=token, recorded_by=request.user).first() if token else None
    )
    return found


@requires(Permission.REVIEW_VIEW)
def complaint_detail(request: Request, pk: int) -> HttpResponse:
    """Show a complaint and what its re-check found."""
    complaint = paper_of(
        request,
        Complaint,
        pk,
        "recorded_by",
        "rechecked_by",
        "review__household__head",
        "review__round",
        "review__village",
    )
    review = complaint.review
    facts = [
        (_("Hộ"), f"{review.household.code} · {review.household.head.full_name}"),
        (_("Đợt rà soát"), complaint.round),
        (_("Ngày nhận"), f"{complaint.received_on:%d/%m/%Y}"),
        (_("Người khiếu nại"), complaint.complainant or _("Không nêu tên")),
        (_("Nội dung"), complaint.content),
        (_("Hạn phúc tra"), f"{complaint.due_on:%d/%m/%Y}"),
        (_("Người ghi"), complaint.recorded_by),
    ]
    if complaint.outcome:
        facts += [
            (_("Ngày phúc tra"), f"{complaint.rechecked_on:%d/%m/%Y}"),
            (_("Kết quả phúc tra"), complaint.get_outcome_display()),
            (_("Kết luận phúc tra"), complaint.finding),
            (_("Người ghi kết luận"), complaint.rechecked_by),
        ]
    context = {
        "review": review,
        "is_late": not complaint.outcome and complaint.due_on < past.today(),
        "may_resolve": not complaint.outcome
        and request.user.can(STEPS["resolve"].permission, complaint.area),
    }
    return detail_page(request, "complaint", complaint, facts=facts, context=context)


@requires(Permission.REVIEW_POST)
def complaint_resolve(request: Request, pk: int) -> HttpResponse:
    """Write down what the re-check found."""
    complaint = paper_of(
        request, Complaint, pk, "review__household__head", "review__round", "review__village"
    )
    review = complaint.review
    if not request.user.can(STEPS["resolve"].permission, review.village or review.area):
        raise PermissionDenied
    if complaint.outcome:
        messages.info(request, _("Khiếu nại này đã có kết luận phúc tra."))
        return redirect(complaint)
    form = RecheckForm(
        request.POST if request.method == "POST" else None,
        initial={"rechecked_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.resolve_complaint(
                complaint=complaint, data=form.data_of(), by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Đã ghi kết luận. Kết quả cần được niêm yết lại."))
            return redirect(complaint)
    posted = posted_classes([review]).get(review.pk)
    context = {
        "title": _("Kết luận phúc tra"),
        "form": form,
        "paper": complaint,
        "review": review,
        "posted_class": dict(Review._meta.get_field("proposed_class").flatchoices).get(posted, ""),
        "submit_label": _("Ghi kết luận"),
        "cancel_url": complaint.get_absolute_url(),
    }
    return TemplateResponse(request, "households/proceedings/recheck_form.html", context)
