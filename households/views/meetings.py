"""Village meetings: the list, a new one with its votes, and one as it was held."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from households import actions
from households.forms.proceedings import MeetingForm
from households.lists.papers import MeetingFilter, MeetingTable
from households.models import VillageMeeting
from households.views.proceedings import (
    Place,
    asks_where,
    detail_page,
    paper_of,
    paper_page,
    place_of_paper,
)
from households.workflow import STEPS
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.listing import list_page

MOST_VOTES = 150
"""So many households are voted on in one form: with more, the village is chosen first."""


@requires(Permission.REVIEW_VIEW)
def meeting_list(request: Request) -> HttpResponse:
    """List the meetings of the user's wards."""
    return list_page(
        request,
        rows=VillageMeeting.objects.visible_to(request.user).order_by("-held_on", "-pk"),
        filters=MeetingFilter,
        table=MeetingTable,
        filename="meetings",
        title=_("Họp dân"),
        template="households/proceedings/list.html",
        context={
            "create": "meeting_create",
            "create_label": _("Ghi cuộc họp"),
            "note": _("Cuộc họp thống nhất kết quả rà soát trước khi niêm yết."),
        },
    )


@requires(Permission.REVIEW_MEET)
@asks_where
def meeting_create(request: Request) -> HttpResponse:
    """Write down a meeting of a village, or of the whole ward, with its votes."""
    title = _("Ghi cuộc họp dân")
    place = place_of_paper(request, "meet", back="meeting_list", title=title)
    villages = _villages(place)
    village = next((v for v in villages if str(v.pk) == request.GET.get("village")), None)
    shown = [s for s in place.standings if village is None or s.review.village_id == village.pk]
    is_long = village is None and sum(s.is_ready for s in shown) > MOST_VOTES
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        standings=[] if is_long else shown,
        asked=place.asked,
        initial={
            "held_on": timezone.localdate(),
            "place": _("Nhà văn hoá %(village)s") % {"village": village.name} if village else "",
        },
    )

    def act() -> VillageMeeting:
        return actions.hold_meeting(
            round=place.round,
            area=place.area,
            village=village,
            data=form.meeting_data(),
            votes=form.votes(),
            scan=form.cleaned_data["scan"],
            by=request.user,
            now=timezone.now(),
        )

    return paper_page(
        request,
        form,
        place=place,
        act=act,
        template="households/proceedings/meeting_form.html",
        title=title,
        context={
            "villages": _village_links(request, place, villages, chosen=village),
            "village": village,
            "is_long": is_long,
            "share": place.round.procedure.meeting_share,
        },
    )


def _villages(place: Place) -> list[Area]:
    """Return the villages that reviews on the way to the meeting lie in."""
    found = {s.review.village for s in place.standings if s.review.village}
    return sorted(found, key=lambda village: village.path)


def _village_links(
    request: Request, place: Place, villages: list[Area], *, chosen: Area | None
) -> list[tuple[str, int, str, bool]]:
    """Return the name, number of ready reviews and address of each village and the whole ward."""
    links = []
    for village in [None, *villages]:
        query = request.GET.copy()
        query.pop("village", None)
        query.pop("review", None)
        if village:
            query["village"] = str(village.pk)
        count = sum(s.is_ready for s in place.standings if village in (None, s.review.village))
        name = village.name if village else _("Cả phường, xã")
        links.append((name, count, f"?{query.urlencode()}", village == chosen))
    return links


@requires(Permission.REVIEW_VIEW)
def meeting_detail(request: Request, pk: int) -> HttpResponse:
    """Show a meeting with its votes."""
    meeting = paper_of(request, VillageMeeting, pk, "village", "recorded_by")
    votes = meeting.votes.select_related(
        "review__household__head", "review__village", "review__round"
    )
    facts = [
        (_("Đợt rà soát"), meeting.round),
        (
            _("Địa bàn"),
            f"{meeting.village.name}, {meeting.area.name}"
            if meeting.village
            else meeting.area.name,
        ),
        (_("Ngày họp"), f"{meeting.held_on:%d/%m/%Y}"),
        (_("Địa điểm"), meeting.place),
        (_("Người chủ trì"), meeting.chaired_by),
        (_("Thư ký"), meeting.secretary),
        (
            _("Dự họp"),
            _("%(attended)d trên %(invited)d người được mời")
            % {"attended": meeting.attended, "invited": meeting.invited},
        ),
        (_("Người ghi"), meeting.recorded_by),
    ]
    context = {
        "votes": list(votes),
        "may_post": request.user.can(STEPS["post"].permission, meeting.area),
    }
    return detail_page(request, "meeting", meeting, facts=facts, context=context)
