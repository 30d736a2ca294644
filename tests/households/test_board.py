"""The board of a round: every household once, what is late, who holds it, who closed what."""

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.board import board
from households.choices import Stage
from households.models import Candidate
from households.workflow import STAGE_OF_STATE, State
from povertyportal.accounts.models import User
from tests.conftest import make_area
from tests.households.factories import (
    NOW,
    close_part,
    listed,
    make_household,
    make_review,
    make_round,
    make_unlock,
    recognised,
)

pytestmark = pytest.mark.django_db
URL = "/reviews/board/"
IN_TIME = timezone.make_aware(datetime(2023, 9, 10, 9, 0))  # noqa: DTZ001
LATE = timezone.make_aware(datetime(2023, 11, 12, 9, 0))  # noqa: DTZ001


@pytest.fixture
def round_2023():
    return make_round(2023)


def fresh(user):
    return User.objects.get(pk=user.pk)


def shown(round_, user, *, now=IN_TIME, ward=None):
    return board(round_, user=fresh(user), now=now, ward=ward)


def cells(row):
    """Return the stages of a row that hold something, with how many."""
    return {cell.head.stage: cell.count for cell in row.cells if cell.count}


def row_of(found, name):
    return next(row for row in found.rows if row.name == name)


class TestCounts:
    @pytest.mark.parametrize("state", [s for s in State if s != State.RECOGNISED])
    def test_a_review_stands_at_the_step_of_its_state(
        self, standing, officer, ward, round_2023, state
    ):
        make_review(make_household(ward), round_2023, by=officer, state=state)

        row = row_of(shown(round_2023, standing), ward.name)

        assert cells(row) == {STAGE_OF_STATE[state]: 1}
        assert (row.done, row.total, row.percent) == (0, 1, 0)

    def test_households_without_a_review_wait_for_somebody_or_with_somebody(
        self, standing, officer, investigator, ward, village, round_2023
    ):
        listed(make_household(ward), round_2023, by=officer)
        held = listed(make_household(ward, village=village), round_2023, by=officer)
        Candidate.objects.filter(pk=held.pk).update(investigator=investigator)

        row = row_of(shown(round_2023, standing), ward.name)

        assert cells(row) == {Stage.CANDIDATES: 1, Stage.VISIT: 1}
        assert row.cells[1].holders == "Hà Thị Mai"

    def test_many_holders_are_named_in_short(self, standing, officer, chair, ward, round_2023):
        for place in range(4):
            user = User.objects.create_user(f"u{place}", full_name=f"Người {place}")
            listed(make_household(ward), round_2023, by=officer, investigator=user)

        row = row_of(shown(round_2023, standing), ward.name)

        assert row.cells[1].holders == "Người 0, Người 1 và 2 người khác"

    def test_the_dropped_are_counted_apart(self, standing, officer, ward, round_2023):
        candidate = listed(make_household(ward), round_2023, by=officer)
        Candidate.objects.filter(pk=candidate.pk).update(
            quick_result="dropped", quick_by=officer, quick_at=NOW
        )

        row = row_of(shown(round_2023, standing), ward.name)

        assert (row.total, row.percent) == (0, None)
        assert row.cells[0].dropped.count == 1

    def test_recognised_is_done(self, standing, officer, chair, ward, round_2023):
        recognised(make_household(ward), round_2023, by=officer, chair=chair)
        make_review(make_household(ward), round_2023, by=officer)
        make_review(make_household(ward), round_2023, by=officer)

        row = row_of(shown(round_2023, standing), ward.name)

        assert (row.done, row.total, row.percent) == (1, 3, 33)

    def test_wards_add_up_to_the_whole(
        self, standing, officer, other_officer, ward, other_ward, round_2023
    ):
        make_review(make_household(ward), round_2023, by=officer)
        make_review(make_household(other_ward), round_2023, by=other_officer)
        listed(make_household(other_ward), round_2023, by=other_officer)

        found = shown(round_2023, standing)

        assert sum(row.total for row in found.rows) == found.whole.total == 3
        assert cells(found.whole) == {Stage.CANDIDATES: 1, Stage.VISIT: 2}

    def test_a_round_without_the_opinion_has_no_column_for_it(self, standing, ward):
        stages = [head.stage for head in shown(make_round(2025), standing).heads]

        assert Stage.OPINION not in stages
        assert stages[0] == Stage.CANDIDATES


class TestLate:
    def test_what_is_left_after_the_day_of_its_step_is_late(
        self, standing, officer, ward, round_2023
    ):
        make_review(make_household(ward), round_2023, by=officer)
        make_review(make_household(ward), round_2023, by=officer, state=State.MET)

        in_time = row_of(shown(round_2023, standing), ward.name)
        late = row_of(shown(round_2023, standing, now=LATE), ward.name)

        assert [c.head.stage for c in in_time.cells if c.is_late] == []
        assert [c.head.stage for c in late.cells if c.is_late] == [Stage.VISIT]

    def test_lateness_is_said_in_words(self, client_of, standing, officer, ward, round_2023):
        make_review(make_household(ward), round_2023, by=officer)

        assert "quá hạn" in client_of(standing).get(URL).content.decode()


class TestLinks:
    def test_each_number_leads_to_as_many_rows(
        self, client_of, standing, officer, investigator, chair, ward, village, round_2023
    ):
        for state in (State.DRAFT, State.RETURNED, State.SUBMITTED, State.MET, State.POSTED):
            make_review(make_household(ward, village=village), round_2023, by=officer, state=state)
        recognised(make_household(ward), round_2023, by=officer, chair=chair)
        listed(make_household(ward), round_2023, by=officer)
        listed(
            make_household(ward, village=village), round_2023, by=officer, investigator=investigator
        )
        dropped = listed(make_household(ward, village=village), round_2023, by=officer)
        Candidate.objects.filter(pk=dropped.pk).update(
            quick_result="dropped", quick_by=officer, quick_at=NOW
        )

        for user in (standing, officer, investigator):
            client = client_of(user)
            found = shown(round_2023, user)
            parts = [
                part
                for row in [*found.rows, found.whole]
                for cell in row.cells
                for part in [*cell.parts, *filter(None, [cell.dropped])]
                if part.url
            ]
            assert parts
            for part in parts:
                rows = client.get(part.url).context["page"].rows
                assert len(rows) == part.count, (user, part)


class TestWhoSeesWhat:
    def test_a_ward_officer_sees_the_own_ward_by_village(
        self, officer, other_officer, ward, other_ward, village, second_village, round_2023
    ):
        make_review(make_household(ward, village=village), round_2023, by=officer)
        make_review(make_household(ward), round_2023, by=officer)
        make_review(make_household(other_ward), round_2023, by=other_officer)

        found = shown(round_2023, officer)

        assert found.ward == ward
        assert [row.name for row in found.rows] == ["Tổ 1", "Tổ 2", "Chưa rõ thôn, tổ"]
        assert found.whole.total == 2

    def test_an_investigator_sees_the_own_village(
        self, officer, investigator, ward, village, second_village, round_2023
    ):
        make_review(make_household(ward, village=second_village), round_2023, by=officer)

        found = shown(round_2023, investigator)

        assert [row.name for row in found.rows] == ["Tổ 1"]
        assert found.whole.total == 0

    def test_the_city_opens_one_ward(self, client_of, standing, ward, village, round_2023):
        page = client_of(standing).get(f"{URL}?area={ward.pk}")

        assert page.context["board"].ward == ward
        assert "Tổ 1" in page.content.decode()

    @pytest.mark.parametrize("area", ["0", "abc", "9" * 30, "%00", "-1"])
    def test_a_ward_that_is_none_is_not_there(self, client_of, standing, round_2023, ward, area):
        assert client_of(standing).get(f"{URL}?area={area}").status_code == 404

    def test_another_ward_is_not_there(self, client_of, officer, other_ward, round_2023):
        assert client_of(officer).get(f"{URL}?area={other_ward.pk}").status_code == 404

    def test_without_a_role_there_is_no_board(self, client_of, outsider, round_2023):
        assert client_of(outsider).get(URL).status_code == 403

    def test_a_round_that_is_none_is_not_there(self, client_of, standing, round_2023, ward):
        assert client_of(standing).get(f"{URL}?round=0").status_code == 404

    def test_without_any_round_the_page_is_calm(self, client_of, standing, ward):
        page = client_of(standing).get(URL)

        assert page.status_code == 200
        assert "Chưa có đợt rà soát nào" in page.content.decode()


class TestLocks:
    def test_says_since_when_and_by_whom_a_ward_is_locked(
        self, client_of, standing, officer, chair, ward, other_ward, round_2023
    ):
        recognised(make_household(ward), round_2023, by=officer, chair=chair)
        part = close_part(round_2023, ward, by=chair)

        page = client_of(standing).get(URL).content.decode()

        assert f"{timezone.localtime(part.closed_at):%H:%M %d/%m/%Y} · Lý Văn Sơn" in page
        assert len(re.findall("Đang mở</span>", page)) == 1

    def test_counts_the_unlocks_that_hold(self, standing, officer, chair, ward, round_2023):
        home = make_household(ward)
        recognised(home, round_2023, by=officer, chair=chair)
        make_unlock(home, user=officer, by=standing, round_=round_2023, started=IN_TIME, hours=2)

        during = shown(round_2023, standing, now=IN_TIME)
        after = shown(round_2023, standing, now=LATE)

        assert (row_of(during, ward.name).unlocks, row_of(after, ward.name).unlocks) == (1, 0)

    def test_a_closed_ward_is_not_late_with_the_summary(
        self, standing, officer, chair, ward, round_2023
    ):
        recognised(make_household(ward), round_2023, by=officer, chair=chair)
        end = timezone.make_aware(datetime(2023, 12, 20))  # noqa: DTZ001

        before = row_of(shown(round_2023, standing, now=end), ward.name)
        close_part(round_2023, ward, by=chair)
        after = row_of(shown(round_2023, standing, now=end), ward.name)

        assert (before.is_late, after.is_late) == (True, False)


def test_board_asks_as_often_for_many_wards_as_for_one(
    standing, officer, city, ward, round_2023, django_assert_num_queries
):
    make_review(make_household(ward), round_2023, by=officer)
    with CaptureQueriesContext(connection) as before:
        shown(round_2023, standing)
    for number in range(12):
        area = make_area(
            code=f"N{number}", name=f"Phường {number}", level="ward", parent=city, residence="urban"
        )
        make_review(make_household(area), round_2023, by=officer)
        listed(make_household(area), round_2023, by=officer)

    with django_assert_num_queries(len(before)):
        found = shown(round_2023, standing)

    assert len(found.rows) == 13
    assert len(before) <= 11
    assert date(2023, 9, 20) == found.heads[0].due_on
