"""The list of a round: filled, requested, assigned, and sorted out by Phiếu A."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from households import actions
from households.actions import RequestData, ReviewData
from households.choices import CandidateSource, QuickResult
from households.models import Candidate, Household, ReviewRound
from households.progress import progress_of
from households.workflow import State
from povertyportal.accounts.models import AuditEvent
from tests.conftest import make_user
from tests.households.factories import (
    NOW,
    close,
    close_part,
    listed,
    make_household,
    make_review,
    make_round,
    recognised,
)

pytestmark = pytest.mark.django_db
LIST = "/reviews/candidates/"


@pytest.fixture
def round_2023():
    return make_round(2023)


@pytest.fixture(autouse=True)
def _in_the_round():
    """Work on a day of the round."""
    with time_machine.travel(NOW, tick=False):
        yield


class TestFilling:
    @pytest.fixture
    def old(self):
        return make_round(2022)

    def fill(self, round_, ward, by):
        return actions.fill_candidates(round=round_, area=ward, by=by, now=NOW)

    def test_poor_and_near_poor_of_the_last_decision_come_onto_the_list(
        self, old, round_2023, ward, village, officer, chair
    ):
        poor = make_household(ward, village=village)
        near = make_household(ward)
        left = make_household(ward)
        recognised(poor, old, by=officer, chair=chair)
        recognised(near, old, by=officer, chair=chair, lacking=1)
        recognised(left, old, by=officer, chair=chair, b1=200, lacking=0)

        made = self.fill(round_2023, ward, officer)

        assert {(c.household, c.source) for c in made} == {
            (poor, CandidateSource.POOR),
            (near, CandidateSource.NEAR_POOR),
        }
        assert Candidate.objects.get(household=poor).village == village
        assert AuditEvent.objects.filter(action="candidate.add").count() == 2

    def test_the_latest_decision_counts(self, round_2023, old, ward, officer, chair):
        home = make_household(ward)
        recognised(home, make_round(2021), by=officer, chair=chair)
        recognised(home, old, by=officer, chair=chair, b1=200, lacking=0)

        assert self.fill(round_2023, ward, officer) == []

    def test_who_left_the_books_or_lives_elsewhere_stays_off(
        self, round_2023, old, ward, other_ward, officer, chair
    ):
        gone, elsewhere = make_household(ward), make_household(other_ward)
        for home in (gone, elsewhere):
            recognised(home, old, by=officer, chair=chair)
        Household.objects.filter(pk=gone.pk).update(
            closed_on=date(2023, 1, 1), closed_reason="moved_out"
        )

        assert self.fill(round_2023, ward, officer) == []

    def test_another_standard_counts_only_before_the_first_round_of_the_own(
        self, ward, officer, chair
    ):
        old = make_round(2026)
        new = make_round(2026, standard="STD2027")
        home = make_household(ward)
        recognised(home, old, by=officer, chair=chair)

        made = self.fill(new, ward, officer)

        assert [c.household for c in made] == [home]

    def test_doing_it_again_adds_only_who_is_missing(
        self, client_of, round_2023, old, ward, officer, chair
    ):
        recognised(make_household(ward), old, by=officer, chair=chair)
        client = client_of(officer)

        first = client.post(f"{LIST}fill/", follow=True).content.decode()
        second = client.post(f"{LIST}fill/", follow=True).content.decode()

        assert "Đã thêm 1 hộ" in first
        assert "không có hộ nào để thêm" in second
        assert Candidate.objects.count() == 1

    def test_an_ad_hoc_round_is_not_filled(self, ward, officer):
        adhoc = make_round(2023, kind="adhoc", month=3)

        with pytest.raises(ValidationError) as caught:
            self.fill(adhoc, ward, officer)

        assert caught.value.code == "not_periodic"

    def test_a_closed_ward_takes_nobody(self, round_2023, ward, officer, chair):
        close_part(round_2023, ward, by=chair)

        with pytest.raises(ValidationError) as caught:
            self.fill(round_2023, ward, officer)

        assert caught.value.code == "round_closed"

    @pytest.mark.parametrize("who", ["other_officer", "chair", "investigator", "outsider"])
    def test_others_may_not(self, request, round_2023, ward, who):
        with pytest.raises(PermissionDenied):
            self.fill(round_2023, ward, request.getfixturevalue(who))


class TestRequest:
    URL = f"{LIST}request/"

    def typed(self, home, **changes):
        return {
            "household": home.code,
            "requested_on": "25/09/2023",
            "reason": "Chủ hộ ốm nặng, mất thu nhập",
            "submit_token": str(uuid4()),
        } | changes

    def test_household_is_found_by_name_and_its_request_entered(
        self, client_of, officer, ward, round_2023
    ):
        home = make_household(ward, head="Bàn Thị Mùi")
        client = client_of(officer)

        found = client.get(f"{self.URL}?q=ban thi mui").content.decode()
        client.post(self.URL, self.typed(home))

        made = Candidate.objects.get()
        assert home.code in found
        assert (made.source, made.requested_on) == ("request", date(2023, 9, 25))
        assert made.due_on == date(2023, 10, 16)
        assert AuditEvent.objects.get(action="candidate.request").note.startswith("Chủ hộ ốm")

    def test_a_double_click_enters_it_once(self, client_of, officer, ward, round_2023):
        home = make_household(ward)
        typed = self.typed(home)
        client = client_of(officer)

        first, second = client.post(self.URL, typed), client.post(self.URL, typed)

        assert (first.status_code, second.status_code) == (302, 302)
        assert Candidate.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("requested_on", ""),
            ("requested_on", "03/10/2023"),
            ("requested_on", "31/12/2022"),
            ("requested_on", "30/02/2023"),
            ("reason", " \u200b "),
            ("reason", "x" * 501),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(
        self, client_of, officer, ward, round_2023, field, value
    ):
        home = make_household(ward)

        page = client_of(officer).post(self.URL, self.typed(home, **{field: value}))

        assert page.status_code == 200
        assert field in page.context["form"].errors
        assert not Candidate.objects.exists()

    def test_who_is_listed_already_is_told(self, client_of, officer, ward, round_2023):
        home = make_household(ward)
        listed(home, round_2023, by=officer)

        page = client_of(officer).post(self.URL, self.typed(home))

        assert "đã có trong danh sách" in page.content.decode()

    def test_a_household_of_another_ward_is_not_there(
        self, client_of, officer, other_ward, round_2023
    ):
        home = make_household(other_ward)
        client = client_of(officer)

        assert client.get(f"{self.URL}?household={home.code}").status_code == 404
        assert client.post(self.URL, self.typed(home)).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.request_review(
                household=home,
                round=round_2023,
                data=RequestData(requested_on=date(2023, 9, 25), reason="Ốm"),
                by=officer,
                now=NOW,
            )

    def test_who_left_the_books_is_refused(self, officer, ward, round_2023):
        home = make_household(ward, closed_on=date(2023, 1, 1), closed_reason="moved_out")

        with pytest.raises(ValidationError) as caught:
            actions.request_review(
                household=home,
                round=round_2023,
                data=RequestData(requested_on=date(2023, 9, 25), reason="Ốm"),
                by=officer,
                now=NOW,
            )

        assert "household" in caught.value.error_dict


class TestAssigning:
    URL = f"{LIST}assign/"

    @pytest.fixture
    def three(self, ward, village, second_village, officer, round_2023):
        places = (village, village, second_village)
        return [
            listed(make_household(ward, village=place), round_2023, by=officer) for place in places
        ]

    def test_a_whole_village_goes_to_its_investigator(
        self, client_of, officer, investigator, village, three
    ):
        client_of(officer).post(
            self.URL, {"villages": [str(village.pk)], "investigator": str(investigator.pk)}
        )

        assert list(Candidate.objects.values_list("investigator", flat=True).order_by("pk")) == [
            investigator.pk,
            investigator.pk,
            None,
        ]
        assert AuditEvent.objects.filter(action="candidate.assign").count() == 2

    def test_ticked_rows_are_shown_and_go_to_the_chosen_person(self, client_of, officer, three):
        client = client_of(officer)
        keys = [three[0].pk, three[2].pk]

        page = client.get(self.URL, {"pk": keys}).content.decode()
        client.post(self.URL, {"pk": keys, "investigator": str(officer.pk)})

        assert three[2].household.code in page
        assert Candidate.objects.filter(investigator=officer).count() == 2

    def test_nobody_gets_a_village_where_they_do_not_review(
        self, client_of, officer, investigator, second_village, three
    ):
        page = client_of(officer).post(
            self.URL, {"villages": [str(second_village.pk)], "investigator": str(investigator.pk)}
        )

        assert "chưa được phân công rà soát ở: Tổ 2" in page.content.decode()
        assert not Candidate.objects.exclude(investigator=None).exists()

    def test_work_can_be_taken_back(self, client_of, officer, investigator, three):
        Candidate.objects.filter(pk=three[0].pk).update(investigator=investigator)

        client_of(officer).post(self.URL, {"pk": [three[0].pk], "investigator": "none"})

        assert Candidate.objects.get(pk=three[0].pk).investigator is None

    def test_dropped_households_and_those_held_already_stay_as_they_are(
        self, officer, investigator, village, three, round_2023, ward
    ):
        Candidate.objects.filter(pk=three[0].pk).update(source="officer")
        actions.quick_review(candidate=three[0], met=["CAR", "LAND"], by=officer, now=NOW)
        arguments = {
            "round": round_2023,
            "area": ward,
            "investigator": investigator,
            "by": officer,
            "now": NOW,
            "villages": [village.pk],
        }

        first = actions.assign_candidates(**arguments)
        second = actions.assign_candidates(**arguments)

        assert [c.pk for c in first] == [three[1].pk]
        assert second == []

    def test_nothing_chosen_is_said(self, client_of, officer, investigator, three):
        page = client_of(officer).post(self.URL, {"investigator": str(investigator.pk)})

        assert "Hãy chọn ít nhất một hộ" in page.content.decode()

    @pytest.mark.parametrize("keys", [["999999999"], ["abc"], ["9" * 40], ["\x00"]])
    def test_keys_that_are_none_are_not_there(self, client_of, officer, three, keys):
        status = client_of(officer).get(self.URL, {"pk": keys}).status_code

        assert status in (200, 404)

    def test_rows_of_another_ward_are_not_there(
        self, client_of, other_officer, other_ward, officer, three, round_2023
    ):
        page = client_of(other_officer).get(self.URL, {"pk": [three[0].pk]})
        with pytest.raises(ValidationError) as caught:
            actions.assign_candidates(
                round=round_2023,
                area=other_ward,
                investigator=None,
                by=other_officer,
                now=NOW,
                keys=[three[0].pk],
            )

        assert page.status_code == 404
        assert caught.value.code == "elsewhere"


class TestQuickReview:
    @pytest.fixture
    def candidate(self, ward, village, officer, round_2023):
        return listed(
            make_household(ward, village=village), round_2023, by=officer, source="officer"
        )

    def url(self, candidate, what=""):
        return f"{LIST}{candidate.pk}/quick/{what}"

    def test_page_says_that_the_form_is_a_sample(self, client_of, investigator, candidate):
        page = client_of(investigator).get(self.url(candidate)).content.decode()

        assert "chỉ để minh họa" in page
        assert "ô tô" in page

    @pytest.mark.parametrize(
        ("met", "result"),
        [([], "continue"), (["CAR"], "continue"), (["CAR", "LAND"], "dropped")],
    )
    def test_result_follows_from_the_criteria(
        self, client_of, investigator, candidate, met, result
    ):
        client_of(investigator).post(self.url(candidate), {"met": met})

        candidate.refresh_from_db()
        assert (candidate.quick_result, candidate.quick_answers) == (result, met)
        assert candidate.quick_by == investigator

    @pytest.mark.parametrize("source", ["poor", "near_poor"])
    @pytest.mark.parametrize("result", ["", "dropped"])
    def test_a_household_of_last_years_list_is_always_reviewed(
        self, client_of, investigator, candidate, source, result
    ):
        Candidate.objects.filter(pk=candidate.pk).update(source=source)

        typed = {"met": ["CAR", "LAND"], "result": result, "note": "Khá giả"}
        page = client_of(investigator).post(self.url(candidate), typed)

        candidate.refresh_from_db()
        assert candidate.quick_result == ""
        assert "phải được rà soát bằng phiếu B" in page.content.decode()

    def test_another_result_needs_a_note(self, client_of, investigator, candidate):
        client = client_of(investigator)
        typed = {"met": ["CAR", "LAND"], "result": "continue"}

        page = client.post(self.url(candidate), typed)
        assert "note" in page.context["form"].errors
        client.post(self.url(candidate), typed | {"note": "Xe đã bán, đất đang tranh chấp"})

        candidate.refresh_from_db()
        assert candidate.quick_result == QuickResult.CONTINUE

    def test_a_dropped_household_is_not_reviewed_but_stays_countable(
        self, client_of, officer, candidate, round_2023
    ):
        actions.quick_review(candidate=candidate, met=["CAR", "LAND"], by=officer, now=NOW)

        with pytest.raises(ValidationError) as caught:
            actions.save_review(
                household=candidate.household,
                round=round_2023,
                data=ReviewData(b1=100, answers={}),
                by=officer,
                now=NOW,
            )
        rows = client_of(officer).get(f"{LIST}?quick=dropped").context["page"].rows

        assert caught.value.code == "dropped"
        assert [row.pk for row in rows] == [candidate.pk]

    def test_it_can_be_taken_back_until_a_review_exists(
        self, client_of, officer, candidate, round_2023
    ):
        client = client_of(officer)
        actions.quick_review(candidate=candidate, met=["CAR", "LAND"], by=officer, now=NOW)

        client.post(self.url(candidate, "undo/"))
        candidate.refresh_from_db()
        assert (candidate.quick_result, candidate.quick_at) == ("", None)

        actions.quick_review(candidate=candidate, met=[], by=officer, now=NOW)
        make_review(candidate.household, round_2023, by=officer)
        client.post(self.url(candidate, "undo/"))
        candidate.refresh_from_db()
        assert candidate.quick_result == QuickResult.CONTINUE

    def test_a_household_under_review_is_not_dropped(self, officer, candidate, round_2023):
        make_review(candidate.household, round_2023, by=officer)

        with pytest.raises(ValidationError) as caught:
            actions.quick_review(candidate=candidate, met=["CAR", "LAND"], by=officer, now=NOW)

        assert caught.value.code == "has_review"

    def test_two_people_at_once_get_both_values(self, client_of, officer, investigator, candidate):
        actions.quick_review(candidate=candidate, met=["CAR", "LAND"], by=officer, now=NOW)
        client = client_of(investigator)

        page = client.post(self.url(candidate), {"met": ["SALARY"], "seen": ""})
        again = client.post(
            self.url(candidate), {"met": ["SALARY"], "seen": page.context["form"]["seen"].value()}
        )

        candidate.refresh_from_db()
        assert page.status_code == 409
        assert "hai người hưởng lương" in page.content.decode()
        assert again.status_code == 302
        assert candidate.quick_answers == ["SALARY"]

    @pytest.mark.parametrize("typed", [{"met": ["YACHT"]}, {"result": "rich"}, {"note": "x" * 501}])
    def test_what_is_not_on_the_form_is_refused(self, client_of, officer, candidate, typed):
        page = client_of(officer).post(self.url(candidate), typed)

        assert page.status_code == 200
        assert page.context["form"].errors

    def test_a_closed_round_keeps_it(self, client_of, officer, candidate, round_2023):
        close(round_2023)

        client_of(officer).post(self.url(candidate), {"met": []})

        candidate.refresh_from_db()
        assert candidate.quick_result == ""

    def test_others_do_not_see_or_enter_it(
        self, client_of, other_officer, chair, outsider, candidate
    ):
        assert client_of(other_officer).get(self.url(candidate)).status_code == 404
        assert client_of(chair).post(self.url(candidate), {"met": []}).status_code == 403
        assert client_of(outsider).get(self.url(candidate)).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.quick_review(candidate=candidate, met=[], by=other_officer, now=NOW)


class TestList:
    def test_filters_keep_what_they_say(
        self, client_of, officer, investigator, ward, village, round_2023
    ):
        plain = listed(make_household(ward), round_2023, by=officer)
        given = listed(
            make_household(ward, village=village), round_2023, by=officer, investigator=investigator
        )
        asked = listed(
            make_household(ward),
            round_2023,
            by=officer,
            source="request",
            requested_on=date(2023, 9, 4),
            due_on=date(2023, 9, 25),
        )
        make_review(given.household, round_2023, by=officer)
        client = client_of(officer)

        def rows(query):
            return {row.pk for row in client.get(f"{LIST}?{query}").context["page"].rows}

        assert rows("") == {plain.pk, given.pk, asked.pk}
        assert rows("state=none") == {plain.pk, asked.pk}
        assert rows("state=draft") == {given.pk}
        assert rows("state=none&state=draft") == {plain.pk, given.pk, asked.pk}
        assert rows("investigator=none") == {plain.pk, asked.pk}
        assert rows("investigator=any") == {given.pk}
        assert rows(f"investigator={investigator.pk}") == {given.pk}
        assert rows(f"village={village.pk}") == {given.pk}
        assert rows("source=request") == {asked.pk}
        assert rows("due_by=30/09/2023") == {asked.pk}
        assert rows("quick=none") == {plain.pk, given.pk, asked.pk}
        assert rows("state=nonsense") == set()

    def test_overdue_request_is_marked_in_words(self, client_of, officer, ward, round_2023):
        listed(
            make_household(ward),
            round_2023,
            by=officer,
            source="request",
            requested_on=date(2023, 9, 4),
            due_on=date(2023, 9, 25),
        )

        assert "quá hạn" in client_of(officer).get(LIST).content.decode()

    def test_investigator_sees_the_own_village_and_opens_the_forms(
        self, client_of, officer, investigator, ward, village, second_village, round_2023
    ):
        own = listed(make_household(ward, village=village), round_2023, by=officer)
        listed(make_household(ward, village=second_village), round_2023, by=officer)

        page = client_of(investigator).get(LIST)

        assert [row.pk for row in page.context["page"].rows] == [own.pk]
        assert f"{LIST}{own.pk}/quick/" in page.content.decode()

    def test_only_who_assigns_gets_boxes(self, client_of, officer, chair, ward, round_2023):
        listed(make_household(ward), round_2023, by=officer)

        assert 'name="pk"' in client_of(officer).get(LIST).content.decode()
        assert 'name="pk"' not in client_of(chair).get(LIST).content.decode()

    def test_another_ward_and_no_role_see_nothing(
        self, client_of, officer, other_officer, outsider, ward, round_2023
    ):
        listed(make_household(ward), round_2023, by=officer)

        assert client_of(other_officer).get(LIST).context["page"].rows == []
        assert client_of(outsider).get(LIST).status_code == 403

    def test_workbook_holds_the_rows(self, client_of, officer, ward, round_2023):
        listed(make_household(ward), round_2023, by=officer)

        response = client_of(officer).get(f"{LIST}?export=xlsx")

        assert response["Content-Type"].endswith("sheet")

    def test_list_costs_the_same_for_one_row_or_many(
        self, client_of, officer, ward, round_2023, django_assert_max_num_queries
    ):
        for place in range(25):
            listed(make_household(ward, head=f"Lý Văn {place}"), round_2023, by=officer)
        client = client_of(officer)

        with django_assert_max_num_queries(16):
            client.get(LIST)

    def test_without_an_open_round_the_page_says_so(self, client_of, officer):
        page = client_of(officer).get(LIST)

        assert page.status_code == 200
        assert not ReviewRound.objects.exists()


class TestProgress:
    def test_counts_each_investigators_work(
        self, officer, investigator, ward, village, round_2023, django_assert_max_num_queries
    ):
        states = (None, State.DRAFT, State.RETURNED, State.SUBMITTED, State.RECOGNISED)
        for state in states:
            home = make_household(ward, village=village)
            listed(home, round_2023, by=officer, investigator=investigator)
            if state == State.RECOGNISED:
                continue
            if state:
                make_review(home, round_2023, by=officer, state=state)
        dropped = listed(
            make_household(ward, village=village),
            round_2023,
            by=officer,
            investigator=investigator,
            source="officer",
        )
        actions.quick_review(candidate=dropped, met=["CAR", "LAND"], by=officer, now=NOW)

        with django_assert_max_num_queries(4):
            [row] = progress_of(round_2023, user=officer, today=date(2023, 11, 1), area=ward)

        assert (row.assigned, row.quick, row.not_begun) == (6, 1, 2)
        assert (row.drafts, row.returned, row.sent, row.late) == (1, 1, 1, 4)

    def test_nothing_is_late_on_the_last_day(self, officer, investigator, ward, round_2023):
        listed(make_household(ward), round_2023, by=officer, investigator=investigator)

        [row] = progress_of(round_2023, user=officer, today=date(2023, 10, 31), area=ward)

        assert row.late == 0


def test_an_ended_assignment_is_not_offered(client_of, officer, village, round_2023):
    gone = make_user("gone", full_name="Người Đã Nghỉ", role="investigator", area=village)
    gone.assignments.update(valid_to=date(2023, 1, 1))

    page = client_of(officer).get(f"{LIST}assign/").content.decode()

    assert "Người Đã Nghỉ" not in page
