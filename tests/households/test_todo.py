"""The home page: everybody sees what waits for them, and nothing of others."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from households.choices import CandidateSource
from households.models import (
    Candidate,
    DuplicatePair,
    Opinion,
    Posting,
    PostingEntry,
    ReviewRound,
    RoundStep,
)
from households.workflow import State
from povertyportal.accounts.models import User
from povertyportal.reporting.todo import (
    Todo,
    TodoGroup,
    TodoItem,
    register_todo,
    todo_for,
    todo_url,
)
from tests.households.factories import (
    NOW,
    make_household,
    make_person,
    make_review,
    make_round,
    recognised,
)

pytestmark = pytest.mark.django_db

IN_TIME = date(2023, 9, 10)
LATE = date(2023, 12, 12)


def fresh(user):
    """Return the user as the next request has them."""
    return User.objects.get(pk=user.pk)


def waiting(user, *, today=IN_TIME):
    """Return what waits for the user: (count, words) -> item."""
    groups = todo_for(fresh(user), today=today)
    return {str(item.words): item for group in groups for item in group.items}


def candidate(household, round_, *, by, **fields):
    values = {"source": CandidateSource.POOR, "created_by": by, "created_at": NOW} | fields
    return Candidate.objects.create(
        household=household,
        round=round_,
        area=household.area,
        village=household.village,
        **values,
    )


def post(review, *, ends_on, by):
    posting = Posting.objects.create(
        round=review.round,
        area=review.area,
        posted_on=ends_on - timedelta(days=5),
        ends_on=ends_on,
        places="Nhà văn hoá",
        recorded_by=by,
        recorded_at=NOW,
    )
    PostingEntry.objects.create(posting=posting, review=review, proposed_class="poor")


class TestInvestigator:
    def test_sees_own_households_returned_and_drafts(self, investigator, officer, ward, village):
        round_ = make_round(2023)
        homes = [make_household(ward, village=village) for _each in range(4)]
        candidate(homes[0], round_, by=officer, investigator=investigator)
        candidate(homes[1], round_, by=officer)
        make_review(homes[2], round_, by=investigator, state=State.RETURNED)
        make_review(homes[3], round_, by=investigator)

        found = waiting(investigator)

        assert found["hộ được giao chưa có phiếu"].count == 1
        assert found["phiếu bị trả lại, cần sửa rồi gửi lại"].count == 1
        assert found["phiếu nháp chưa gửi"].count == 1
        assert not any(item.is_late for item in found.values())

    def test_work_is_late_once_the_day_of_the_step_has_passed(
        self, investigator, officer, ward, village
    ):
        round_ = make_round(2023)
        home = make_household(ward, village=village)
        candidate(home, round_, by=officer, investigator=investigator)

        found = waiting(investigator, today=LATE)

        assert found["hộ được giao chưa có phiếu"].is_late

    def test_does_not_see_the_work_of_another_village(
        self, investigator, officer, ward, second_village
    ):
        round_ = make_round(2023)
        make_review(make_household(ward, village=second_village), round_, by=officer)

        assert waiting(investigator) == {}

    def test_lands_on_the_home_page_with_the_list_behind_each_number(
        self, client_of, investigator, officer, ward, village
    ):
        round_ = make_round(2023)
        home = make_household(ward, village=village)
        candidate(home, round_, by=officer, investigator=investigator)
        client = client_of(investigator)

        page = client.get("/")
        item = page.context["todo"][0].items[0]
        rows = client.get(item.url).context["page"].rows

        assert page.status_code == 200
        assert "hộ được giao chưa có phiếu" in page.content.decode()
        assert [row.household for row in rows] == [home]


class TestWardOfficer:
    def test_sees_who_is_not_on_the_list_or_not_assigned(self, officer, chair, ward, village):
        old, round_ = make_round(2022), make_round(2023)
        recognised(make_household(ward, village=village), old, by=officer, chair=chair)
        candidate(make_household(ward, village=village), round_, by=officer)

        found = waiting(officer)

        assert found["hộ nghèo, cận nghèo chưa vào danh sách"].count == 1
        assert found["hộ trong danh sách chưa phân công"].count == 1

    def test_sees_requests_near_due_and_marks_the_overdue(self, client_of, officer, ward):
        round_ = make_round(2023)
        for place, due in enumerate((date(2023, 9, 12), date(2023, 9, 30))):
            candidate(
                make_household(ward, head=f"Lý Văn {place}"),
                round_,
                by=officer,
                source=CandidateSource.REQUEST,
                requested_on=date(2023, 8, 20),
                due_on=due,
            )

        soon = waiting(officer, today=date(2023, 9, 11))
        late = waiting(officer, today=date(2023, 9, 14))

        words = "giấy đề nghị sắp hoặc đã quá hạn trả lời"
        assert (soon[words].count, soon[words].is_late) == (1, False)
        assert (late[words].count, late[words].is_late) == (1, True)
        assert len(client_of(officer).get(soon[words].url).context["page"].rows) == 1

    def test_sees_meetings_postings_and_ended_postings(self, officer, ward):
        round_ = make_round(2023)
        for state in (State.SUBMITTED, State.SUBMITTED, State.MET):
            make_review(make_household(ward), round_, by=officer, state=state)
        review = make_review(make_household(ward), round_, by=officer, state=State.POSTED)
        post(review, ends_on=date(2023, 9, 9), by=officer)

        found = waiting(officer, today=date(2023, 9, 10))
        before = waiting(officer, today=date(2023, 9, 9))

        assert found["phiếu đã gửi, chờ họp dân"].count == 2
        assert found["phiếu đã họp dân, chờ niêm yết"].count == 1
        assert found["phiếu đã hết hạn niêm yết, chờ Chủ tịch xử lý"].count == 1
        assert "phiếu đã hết hạn niêm yết, chờ Chủ tịch xử lý" not in before

    def test_sees_records_that_look_alike(self, officer, ward):
        first, second = make_person("Lý Thị Hoa"), make_person("Lý Thị Hoa")
        DuplicatePair.objects.create(
            kind="likely",
            first=first,
            second=second,
            first_area=ward,
            second_area=ward,
            found_at=NOW,
        )

        assert waiting(officer)["cặp hồ sơ có thể trùng người"].count == 1

    def test_the_officer_of_another_ward_sees_none_of_it(self, officer, other_officer, ward):
        round_ = make_round(2023)
        candidate(make_household(ward), round_, by=officer)
        make_review(make_household(ward), round_, by=officer, state=State.SUBMITTED)

        assert waiting(other_officer) == {}


class TestChairAndCity:
    def test_the_chair_recognises_what_was_answered(self, officer, chair, ward):
        round_ = make_round(2023)
        make_review(make_household(ward), round_, by=officer, state=State.ANSWERED)

        assert waiting(chair)["phiếu chờ quyết định công nhận"].count == 1

    def test_the_chair_asks_the_city_after_the_posting(self, officer, chair, ward):
        round_ = make_round(2023)
        review = make_review(make_household(ward), round_, by=officer, state=State.POSTED)
        post(review, ends_on=date(2023, 9, 9), by=officer)

        assert waiting(chair)["phiếu hết niêm yết, chờ xin ý kiến thành phố"].count == 1

    def test_without_the_opinion_the_chair_recognises_after_the_posting(self, officer, chair, ward):
        round_ = make_round(2025)
        review = make_review(make_household(ward), round_, by=officer, state=State.POSTED)
        post(review, ends_on=date(2025, 9, 9), by=officer)

        found = waiting(chair, today=date(2025, 9, 10))

        assert found["phiếu chờ quyết định công nhận"].count == 1
        assert "phiếu hết niêm yết, chờ xin ý kiến thành phố" not in found

    def test_the_chair_certifies_and_may_close(self, officer, chair, ward):
        recognised(make_household(ward), make_round(2023), by=officer, chair=chair)

        found = waiting(chair)

        assert found["hộ đã công nhận chưa có giấy chứng nhận"].count == 1
        assert found["địa bàn đã xong, có thể khoá"].count == 1
        assert "/wards/" in found["địa bàn đã xong, có thể khoá"].url

    def test_the_leader_answers_reports(self, officer, leader, ward):
        Opinion.objects.create(
            round=make_round(2023),
            area=ward,
            number="12/BC-UBND",
            asked_on=date(2023, 9, 4),
            due_on=date(2023, 9, 11),
            recorded_by=officer,
            recorded_at=NOW,
        )
        words = "báo cáo của phường, xã chờ ý kiến"

        assert not waiting(leader, today=date(2023, 9, 11))[words].is_late
        assert waiting(leader, today=date(2023, 9, 12))[words].is_late

    def test_the_standing_office_opens_the_round_and_sees_late_wards(self, standing, officer, ward):
        assert "đợt rà soát định kỳ năm 2023 chưa mở" in waiting(standing)
        assert waiting(standing, today=date(2023, 8, 31)) == {}

        round_ = make_round(2023)
        make_review(make_household(ward), round_, by=officer)

        assert waiting(standing) == {}
        late = waiting(standing, today=LATE)["phường, xã chậm tiến độ rà soát"]
        assert (late.count, late.is_late) == (1, True)

    def test_the_standing_office_closes_a_round_whose_wards_are_closed(
        self, standing, officer, chair, ward
    ):
        round_ = make_round(2023)
        recognised(make_household(ward), round_, by=officer, chair=chair)
        round_.wards.create(area=ward, state="closed", closed_at=NOW, closed_by=chair)

        assert waiting(standing)["đợt đã khoá hết địa bàn, có thể khoá"].url.endswith("/close/")

    def test_the_auditor_sees_overrides(self, client_of, auditor, officer, ward):
        round_ = make_round(2023)
        make_review(
            make_household(ward), round_, by=officer, proposed_class="not_poor", class_reason="Họp"
        )

        item = waiting(auditor)["phiếu đề nghị diện khác kết quả chấm điểm"]

        assert item.count == 1
        assert len(client_of(auditor).get(item.url).context["page"].rows) == 1

    def test_the_administrator_sees_accounts_without_a_role(self, administrator, outsider):
        assert waiting(administrator)["tài khoản chưa được phân công vai trò"].count == 1


class TestHomePage:
    @pytest.mark.parametrize(
        "who",
        [
            "investigator",
            "officer",
            "chair",
            "standing",
            "finance",
            "bank",
            "front",
            "leader",
            "auditor",
            "administrator",
        ],
    )
    def test_every_role_gets_a_calm_page_when_nothing_waits(self, request, client_of, who):
        make_round(timezone.localdate().year)

        page = client_of(request.getfixturevalue(who)).get("/")

        assert page.status_code == 200
        assert "Không có việc nào đang chờ bạn." in page.content.decode()

    def test_without_a_role_the_page_says_who_helps(self, client_of, outsider):
        page = client_of(outsider).get("/").content.decode()

        assert "chưa được giao việc" in page
        assert "Việc của bạn" not in page

    def test_late_work_comes_first_and_is_marked_in_words(self, client_of, officer, ward):
        round_ = make_round(2023)
        candidate(
            make_household(ward),
            round_,
            by=officer,
            source=CandidateSource.REQUEST,
            requested_on=date(2023, 8, 20),
            due_on=date(2023, 9, 12),
        )

        page = client_of(officer).get("/").content.decode()

        assert "quá hạn" in page

    def test_it_costs_the_same_for_one_household_or_many(
        self, client_of, officer, ward, django_assert_max_num_queries, django_assert_num_queries
    ):
        round_ = make_round(2023)
        candidate(make_household(ward), round_, by=officer)
        with django_assert_max_num_queries(60) as before:
            todo_for(fresh(officer), today=LATE)
        for place in range(20):
            home = make_household(ward, head=f"Lý Văn {place}")
            make_review(home, round_, by=officer, state=State.SUBMITTED)
            candidate(home, round_, by=officer)

        with django_assert_num_queries(len(before)):
            todo_for(fresh(officer), today=LATE)


class TestAdHocRound:
    def test_its_work_is_shown_beside_that_of_the_year_and_leads_to_its_own_rows(
        self, client_of, officer, ward
    ):
        make_review(make_household(ward), make_round(2023), by=officer)
        of_may = make_round(2023, kind="adhoc", month=5)
        for place in range(2):
            make_review(make_household(ward, head=f"Lý Văn {place}"), of_may, by=officer)

        groups = todo_for(fresh(officer), today=IN_TIME)

        words = "phiếu nháp chưa gửi"
        usual, adhoc = [i for g in groups for i in g.items if str(i.words) == words]
        assert (usual.count, adhoc.count) == (1, 2)
        assert (str(of_may) in usual.note, str(of_may) in adhoc.note) == (False, True)
        for item in (usual, adhoc):
            page = client_of(officer).get(item.url).context["page"]
            assert len(page.rows) == item.count

    def test_alone_it_is_shown_too(self, client_of, officer, chair, ward):
        of_may = make_round(2023, kind="adhoc", month=5)
        make_review(make_household(ward), of_may, by=officer, state=State.SUBMITTED)
        review = make_review(make_household(ward), of_may, by=officer, state=State.POSTED)
        post(review, ends_on=date(2023, 5, 20), by=officer)

        assert f"round={of_may.pk}" in waiting(officer)["phiếu đã gửi, chờ họp dân"].url
        over = waiting(officer)["phiếu đã hết hạn niêm yết, chờ Chủ tịch xử lý"]
        assert len(client_of(officer).get(over.url).context["page"].rows) == over.count == 1

    def test_its_list_and_new_papers_are_about_it(self, client_of, officer, ward):
        make_round(2023)
        of_may = make_round(2023, kind="adhoc", month=5)
        make_review(make_household(ward), of_may, by=officer, state=State.SUBMITTED)
        client, query = client_of(officer), f"?round={of_may.pk}"

        listed = client.get(f"/reviews/{query}").content.decode()
        meetings = client.get(f"/reviews/meetings/{query}").content.decode()

        assert f"{of_may} · từ" in listed
        assert f"/reviews/meetings/new/{query}" in meetings

    def test_closing_it_is_asked_by_its_month(self, client_of, standing):
        of_may = make_round(2023, kind="adhoc", month=5)

        page = client_of(standing).get(f"/reviews/rounds/{of_may.pk}/close/").content.decode()

        assert "Khoá đợt rà soát 05/2023" in page

    def test_no_list_is_filled_from_the_year_before_for_it(self, officer, chair, ward, client_of):
        recognised(make_household(ward), make_round(2022), by=officer, chair=chair)
        ReviewRound.objects.update(state="closed", closed_at=NOW)
        make_round(2023, kind="adhoc", month=5)

        assert "hộ nghèo, cận nghèo chưa vào danh sách" not in waiting(officer)

    def test_many_open_rounds_do_not_make_the_page_slow(
        self, officer, ward, django_assert_max_num_queries
    ):
        for month in range(1, 13):
            make_round(2023, kind="adhoc", month=month)

        with django_assert_max_num_queries(100):
            todo_for(fresh(officer), today=LATE)


class TestRegistry:
    def test_a_key_is_taken_once(self):
        todo = Todo(
            key="directives", title="", permission="signed_in", items=lambda user, today: []
        )

        with pytest.raises(ValueError, match="directives"):
            register_todo(todo)

    def test_a_page_that_does_not_exist_has_no_address(self):
        assert todo_url("no_such_page") == ""
        assert todo_url("review_list", {"state": ["a", "b"], "x": ""}) == (
            "/reviews/?state=a&state=b"
        )

    def test_an_item_without_an_address_is_shown_all_the_same(self):
        item = TodoItem(count=1, words="việc không có trang", url="")
        group = TodoGroup(Todo(key="x", title="", permission="", items=lambda u, t: []), [item])

        page = render_to_string("reporting/todo.html", {"groups": [group]})

        assert "việc không có trang" in page
        assert "<a" not in page


def test_opened_round_and_its_steps_are_what_late_is_measured_by(officer, standing, ward):
    days = [date(2023, 9, 20), date(2023, 10, 31)]
    round_ = make_round(2023)
    for stage, owner, due in zip(
        ("candidates", "visit"), ("ward_officer", "investigator"), days, strict=True
    ):
        RoundStep.objects.create(round=round_, stage=stage, owner=owner, due_on=due)
    make_review(make_household(ward), round_, by=officer)

    assert not waiting(officer, today=days[1])["phiếu nháp chưa gửi"].is_late
    assert waiting(officer, today=days[1] + timedelta(days=1))["phiếu nháp chưa gửi"].is_late
