"""Papers of the review to print or take away: empty forms, sheets, lists, decision, certificates.

Each is a page to print, a DOCX or a PDF (`?format=`). Who may see the row may print it, and each
time leaves an event; empty forms say nothing about anybody and leave none.
"""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from households import papers, scoring
from households.choices import CandidateSource
from households.models import (
    Candidate,
    Certificate,
    Household,
    Membership,
    Opinion,
    Posting,
    RecognitionDecision,
    Review,
    ReviewRound,
    VillageMeeting,
)
from households.procedure import procedure_on
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.documents import Document, print_out

MEMBERS = Prefetch("household__memberships", Membership.objects.select_related("person"))
MOST_SHEETS = 400
"""More sheets than a village has households; one request does not draw more."""


def _blanks() -> list[tuple[str, str, str]]:
    """Return each empty form: its name in addresses, what it is, and what it is for."""
    return [
        ("mau-01", _("Mẫu số 01"), _("Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo")),
        ("phieu-a", _("Phiếu A"), _("Nhận dạng nhanh đặc điểm hộ gia đình")),
        ("phieu-b", _("Phiếu B"), _("Rà soát hộ: thành viên, điểm B1, 12 chỉ số, nguyên nhân")),
        ("minutes", _("Biên bản họp dân"), _("Thành phần, biểu quyết từng hộ, kết luận")),
    ]


def _current() -> tuple[scoring.Standard, date]:
    """Return the standard and first day of the open round; those of today where none is open."""
    found = ReviewRound.objects.current()
    if found:
        return scoring.load(found.standard), found.starts_on
    today = timezone.localdate()
    return scoring.load(scoring.keys_valid_on(today)[-1]), today


@requires(Permission.REVIEW_VIEW)
def paper_list(request: Request) -> HttpResponse:
    """Show the empty forms, and the villages whose sheets can be printed together."""
    current = ReviewRound.objects.current()
    return TemplateResponse(
        request,
        "households/papers.html",
        {
            "title": _("Biểu mẫu"),
            "subtitle": _("In để điền tay khi không có mạng, hoặc tải về"),
            "blanks": _blanks(),
            "round": current,
            "villages": _villages(request, current) if current else [],
        },
    )


def _villages(request: Request, current: ReviewRound) -> list[dict[str, Any]]:
    """Return the villages in which the user sees candidates that are still to be visited."""
    rows = Candidate.objects.visible_to(request.user).filter(round=current).to_review()
    counts: dict[int, int] = {}
    for key in rows.exclude(village=None).values_list("village", flat=True):
        counts[key] = counts.get(key, 0) + 1
    places = Area.objects.filter(pk__in=counts).select_related("parent").order_by("path")
    return [{"area": area, "count": counts[area.pk]} for area in places]


@requires(Permission.REVIEW_VIEW)
def blank_paper(request: Request, kind: str) -> HttpResponse:
    """Hand over an empty form."""
    standard, day = _current()
    if kind == "phieu-a":
        paper = papers.phieu_a(procedure_on(day).quick)
    elif kind == "phieu-b":
        paper = papers.phieu_b(standard, card=papers.card_in_force(standard, day))
    elif kind == "mau-01":
        paper = papers.request_paper()
    else:
        paper = papers.meeting_paper()
    title = next(title for name, title, _about in _blanks() if name == kind)
    return print_out(
        request, [paper], by=request.user, title=title, filename=kind, back=reverse("paper_list")
    )


@requires(Permission.REVIEW_VIEW)
@never_cache
def review_paper(request: Request, code: str, year: int, kind: str) -> HttpResponse:
    """Hand over a household's Phiếu A or B of a year, prefilled where it is not filled yet."""
    rows = Household.objects.reviewable_by(request.user).visible_to(request.user)
    household = get_object_or_404(rows.select_related("area__parent", "village", "head"), code=code)
    found = _round_of(
        year, standard=request.GET.get("standard", ""), month=request.GET.get("month", "")
    )
    prefetch_related_objects(
        [household], Prefetch("memberships", Membership.objects.reviewed_in(found))
    )
    review = _review(request, household, found)
    paper = _phieu_a(household, found) if kind == "a" else _phieu_b(household, found, review)
    title = _("Phiếu %(letter)s năm %(year)s, hộ %(code)s")
    return print_out(
        request,
        [paper],
        by=request.user,
        title=title % {"letter": kind.upper(), "year": year, "code": code},
        filename=f"phieu-{kind}-{code}-{year}",
        back=reverse("review_edit", args=[code, year]) + found.query,
        on=review or household,
        area_path=(review.area if review else household.area).path,
    )


def _round_of(year: int, *, standard: str, month: str) -> ReviewRound:
    """Return the year's round that `ReviewRound.query` names, else by the usual standard."""
    rounds = ReviewRound.objects.filter(year=year).order_by("-kind", "-month", "-standard")
    found = [
        one for one in rounds if standard in ("", one.standard) and month in ("", str(one.month))
    ]
    usual = scoring.keys_valid_on(date(year + 1, 1, 1))
    if not found:
        raise Http404
    return next((one for one in found if one.standard in usual), found[0])


def _reviewed_in(found: ReviewRound) -> "Prefetch[str, QuerySet[Membership], str]":
    """Fetch with each household the members whom the round's sheet speaks of."""
    return Prefetch("household__memberships", Membership.objects.reviewed_in(found))


def _review(request: Request, household: Household, found: ReviewRound) -> Review | None:
    return (
        Review.objects.visible_to(request.user)
        .filter(household=household, round=found)
        .select_related("household__head", "area__parent", "village", "round", "card", "dwelling")
        .prefetch_related("deprivations", "causes", "needs", "members__person")
        .prefetch_related(_reviewed_in(found))
        .first()
    )


def _phieu_a(household: Household, found: ReviewRound) -> Document:
    candidate = (
        household.candidacies.filter(round=found)
        .select_related("household__head", "area", "village", "round", "investigator")
        .first()
    )
    if candidate is None:
        raise Http404(_("Hộ này không có trong danh sách rà soát của đợt."))
    return papers.phieu_a(found.procedure.quick, candidate)


def _phieu_b(household: Household, found: ReviewRound, review: Review | None) -> Document:
    standard = scoring.load(found.standard)
    return papers.phieu_b(
        standard,
        year=found.year,
        household=household,
        area=household.area,
        village=household.village,
        review=review,
        card=papers.card_in_force(standard, found.starts_on),
    )


@requires(Permission.REVIEW_VIEW)
@never_cache
def village_papers(request: Request, round: int, pk: int) -> HttpResponse:
    """Hand over a Phiếu B with the members for each candidate of a village, to fill in by hand."""
    found = get_object_or_404(ReviewRound, pk=round)
    rows = (
        Candidate.objects.visible_to(request.user)
        .filter(round=found, village=pk)
        .to_review()
        .select_related("household__head", "area", "village")
        .prefetch_related(_reviewed_in(found))
        .order_by("household__sort_key", "pk")[:MOST_SHEETS]
    )
    candidates = list(rows)
    if not candidates:
        raise Http404(_("Thôn, tổ này không có hộ nào cần rà soát trong đợt."))
    standard = scoring.load(found.standard)
    card = papers.card_in_force(standard, found.starts_on)
    village = candidates[0].village
    sheets = [
        papers.phieu_b(
            standard,
            year=found.year,
            household=candidate.household,
            area=candidate.area,
            village=candidate.village,
            card=card,
        )
        for candidate in candidates
    ]
    title = _("Phiếu B của %(village)s: %(count)d hộ")
    return print_out(
        request,
        sheets,
        by=request.user,
        title=title % {"village": village, "count": len(sheets)},
        filename=f"phieu-b-{village}-{found.year}",
        back=reverse("paper_list"),
        on=village,
        area_path=candidates[0].area.path,
    )


@requires(Permission.REVIEW_VIEW)
@never_cache
def candidate_paper(request: Request, pk: int) -> HttpResponse:
    """Hand over Mẫu số 01 of a household that asked to be reviewed."""
    candidate = get_object_or_404(
        Candidate.objects.visible_to(request.user)
        .select_related("household__head", "area__parent", "village", "round")
        .prefetch_related(MEMBERS),
        pk=pk,
        source=CandidateSource.REQUEST,
    )
    code = candidate.household.code
    return print_out(
        request,
        [papers.request_paper(candidate)],
        by=request.user,
        title=_("Giấy đề nghị rà soát, hộ %(code)s") % {"code": code},
        filename=f"mau-01-{code}",
        back=reverse("household_detail", args=[code]),
        on=candidate,
        area_path=candidate.area.path,
    )


@requires(Permission.REVIEW_VIEW)
@never_cache
def posting_paper(request: Request, pk: int) -> HttpResponse:
    """Hand over the list to be posted."""
    posting = get_object_or_404(_of_wards(request, Posting), pk=pk)
    return _of_record(request, posting, papers.posting_paper(posting), name="niem-yet")


@requires(Permission.REVIEW_VIEW)
@never_cache
def meeting_paper(request: Request, pk: int) -> HttpResponse:
    """Hand over the minutes of a village meeting."""
    rows = _of_wards(request, VillageMeeting).select_related("village")
    meeting = get_object_or_404(rows, pk=pk)
    return _of_record(request, meeting, papers.meeting_paper(meeting), name="bien-ban-hop-dan")


@requires(Permission.REVIEW_VIEW)
@never_cache
def opinion_paper(request: Request, pk: int) -> HttpResponse:
    """Hand over the report to the city with the list that it asks about."""
    opinion = get_object_or_404(_of_wards(request, Opinion), pk=pk)
    return _of_record(request, opinion, papers.opinion_paper(opinion), name="xin-y-kien")


@requires(Permission.REVIEW_VIEW)
@never_cache
def decision_paper(request: Request, pk: int) -> HttpResponse:
    """Hand over the recognition decision with its lists."""
    decision = _decision(request, pk)
    return _of_record(request, decision, papers.decision_paper(decision), name="quyet-dinh")


@requires(Permission.REVIEW_VIEW)
@never_cache
def certificates_paper(request: Request, pk: int) -> HttpResponse:
    """Hand over all certificates of a decision, one on a page."""
    decision = _decision(request, pk)
    found = [papers.certificate_paper(one) for one in papers.certificates_of(decision)]
    if not found:
        raise Http404(_("Quyết định này chưa có giấy chứng nhận nào được cấp."))
    return _of_record(request, decision, *found, name="giay-chung-nhan")


@requires(Permission.REVIEW_VIEW)
@never_cache
def certificate_paper(request: Request, pk: int) -> HttpResponse:
    """Hand over one certificate."""
    rows = papers.with_households(Certificate.objects.visible_to(request.user))
    certificate = get_object_or_404(rows, pk=pk)
    return print_out(
        request,
        [papers.certificate_paper(certificate)],
        by=request.user,
        title=_("Giấy chứng nhận số %(number)s") % {"number": certificate},
        filename=f"giay-chung-nhan-{certificate.round.year}-{certificate.number}",
        back=reverse("household_detail", args=[certificate.review.household.code]),
        on=certificate,
        area_path=certificate.area.path,
    )


def _of_wards(request: Request, model: type[models.Model]) -> QuerySet[Any]:
    """Return the rows of a record of wards that the user may see."""
    rows: Any = model._default_manager
    found: QuerySet[Any] = rows.visible_to(request.user)
    return found.select_related("area__parent", "round")


def _decision(request: Request, pk: int) -> RecognitionDecision:
    found: RecognitionDecision = get_object_or_404(_of_wards(request, RecognitionDecision), pk=pk)
    return found


def _of_record(request: Request, record: Any, *found: Document, name: str) -> HttpResponse:
    """Hand over papers of a record that has a page of its own."""
    return print_out(
        request,
        found,
        by=request.user,
        title=str(record),
        filename=f"{name}-{record.area.short_name}-{record.round.year}-{record.pk}",
        back=record.get_absolute_url(),
        on=record,
        area_path=record.area.path,
    )
