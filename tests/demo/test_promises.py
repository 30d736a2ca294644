"""A number that leads somewhere keeps its promise: the list behind it has as many rows."""

import pytest
from django.utils import timezone

from households.board import board
from households.models import Complaint, Review, ReviewRound
from households.workflow import State
from povertyportal.accounts.models import User
from povertyportal.reporting.todo import todo_for

pytestmark = pytest.mark.xdist_group("demo")

ONE_WARD = ["phuong.huyentung", "chutich.huyentung", "rasoat.huyentung1", "xa.duongquang"]
WHOLE_CITY = ["thuongtruc", "thanhpho", "taichinh", "nganhang", "mattran", "thanhtra", "quantri"]
PAPERS = ("/meetings/new/", "/postings/new/", "/decisions/new/", "/opinions/new/")


def rows_behind(client, url):
    """Return how many rows the page lists; of a new paper, how many reviews are ready for it."""
    context = client.get(url).context
    if any(page in url for page in PAPERS):
        return sum(standing.is_ready for standing in context["place"].standings)
    if "/board/" in url:
        return sum(row.is_late for row in context["board"].rows)
    if url.startswith("/reported/"):
        return len(context["rows"])
    return context["page"].total


def parts_of(shown):
    """Return every linked number of a board."""
    for row in [*shown.rows, shown.whole]:
        for cell in row.cells:
            yield from (part for part in [*cell.parts, cell.dropped] if part and part.url)


@pytest.mark.parametrize("username", [*ONE_WARD[:3], "thuongtruc"])
def test_each_number_of_the_board_leads_to_as_many_rows(demo_client, username):
    client, user = demo_client(username), User.objects.get(username=username)
    current = ReviewRound.objects.current()

    found = list(parts_of(board(current, user=user, now=timezone.now())))

    assert found
    for part in found:
        assert rows_behind(client, part.url) == part.count, part


@pytest.mark.parametrize("username", ["thuongtruc", "thanhtra"])
def test_each_number_of_one_ward_leads_the_city_to_as_many_rows(demo_client, username):
    client, user = demo_client(username), User.objects.get(username=username)
    current = ReviewRound.objects.current()
    ward = User.objects.get(username="phuong.huyentung").grants[0].area

    found = list(parts_of(board(current, user=user, now=timezone.now(), ward=ward)))

    assert found
    for part in found:
        assert rows_behind(client, part.url) == part.count, part


@pytest.mark.parametrize("username", [*ONE_WARD, *WHOLE_CITY])
def test_each_number_of_what_waits_leads_to_as_many_rows(demo_client, username):
    _answer_a_complaint()
    client, user = demo_client(username), User.objects.get(username=username)

    items = [i for group in todo_for(user, today=timezone.localdate()) for i in group.items]

    for item in items:
        if "/rounds/" not in item.url and not item.url.startswith("/admin/"):
            assert rows_behind(client, item.url) == item.count, item


def _answer_a_complaint():
    """Let a complaint of the ward be answered, so that not every one is open."""
    found = Complaint.objects.filter(area__code="01846", outcome="").first()
    Complaint.objects.filter(pk=found.pk).update(
        outcome="kept",
        finding="Đúng",
        rechecked_on=timezone.localdate(),
        rechecked_by=found.recorded_by,
    )


def test_recognised_households_without_a_certificate_are_listed(demo_client):
    review = Review.objects.filter(state=State.RECOGNISED, area__code="01846", round__year=2022)
    bare = review.filter(recognised_class__in=["poor", "near_poor"], certificate=None)

    url = f"/reviews/?round={review.first().round_id}&certificate=none"

    assert rows_behind(demo_client("chutich.huyentung"), url) == bare.count() > 0
