"""Reviews: the form, the result before saving, the steps and who may take them."""

import re
from datetime import date
from html import unescape
from itertools import pairwise
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from households import actions, scoring
from households.models import Household, Review, ReviewRound
from households.workflow import STEPS, State
from povertyportal.accounts.models import AuditEvent
from tests.households.factories import (
    NOW,
    close,
    make_household,
    make_review,
    make_round,
    recognised,
)

pytestmark = pytest.mark.django_db


def review_post(*, b1="165", lacking=3, version=0, **changes):
    codes = scoring.load("STD2022").codes
    answers = {
        f"indicator_{code}": "lacking" if place < lacking else "met"
        for place, code in enumerate(codes)
    }
    notes = {f"note_{code}": "Xác minh tại hộ" for code in codes[:lacking]}
    return {
        "b1_kind": "total",
        "b1": b1,
        "proposed_class": "",
        "class_reason": "",
        "version": str(version),
        "submit_token": str(uuid4()),
        **answers,
        **notes,
    } | changes


@pytest.fixture
def round_2023(db):
    return make_round(2023)


@pytest.fixture
def household(ward, village):
    return make_household(ward, village=village)


@pytest.fixture
def url(household, round_2023):
    return f"/households/{household.code}/reviews/2023/"


class TestForm:
    def test_result_shows_before_saving(self, client_of, officer, url):
        page = client_of(officer).post(url, review_post(preview="1")).content.decode()

        assert "Kết quả tạm tính: Hộ nghèo" in page
        assert "B1 165 ≤ 175 (thành thị) và B2 30 ≥ 30" in page
        assert not Review.objects.exists()

    def test_result_is_not_guessed_from_half_a_form(self, client_of, officer, url):
        page = client_of(officer).post(url, review_post(b1="", preview="1")).content.decode()

        assert "Chưa đủ điểm B1" in page

    def test_officer_saves_a_draft_with_causes_and_needs(
        self, client_of, officer, url, household, village
    ):
        data = review_post(lacking=2, save="1", causes=["land", "illness"], needs=["credit"])

        response = client_of(officer).post(url, data)

        review = Review.objects.get()
        assert response.status_code == 302
        assert (review.b2, review.computed_class, review.proposed_class) == (
            20,
            "near_poor",
            "near_poor",
        )
        assert (review.residence, review.village, review.state) == ("urban", village, "draft")
        assert {c.code for c in review.causes.all()} == {"land", "illness"}
        assert review.deprivations.filter(is_lacking=True).count() == 2
        assert AuditEvent.objects.filter(action="review.create").count() == 1

    def test_unfinished_draft_is_kept(self, client_of, officer, url):
        data = review_post(b1="", save="1")
        del data["indicator_NUOC"]

        client_of(officer).post(url, data)

        review = Review.objects.get()
        assert (review.b1, review.computed_class) == (None, "")
        assert review.deprivations.count() == 11

    def test_unfinished_review_is_saved_but_not_sent(self, client_of, officer, url):
        response = client_of(officer).post(url, review_post(b1="", send="1"), follow=True)

        assert "Chưa gửi được" in response.content.decode()
        assert Review.objects.get().state == State.DRAFT

    def test_sample_card_gives_the_total(self, client_of, officer, url):
        card = scoring.load("STD2022").card
        answers = {f"card_{item.code}": item.options[-1].code for item in card.items}
        data = review_post(b1="", b1_kind="card", save="1", **answers)

        client_of(officer).post(url, data)

        review = Review.objects.get()
        assert review.b1 == sum(item.options[-1].points["urban"] for item in card.items)
        assert review.b1_answers == {i.code: i.options[-1].code for i in card.items}

    def test_another_class_needs_a_reason(self, client_of, officer, url):
        client = client_of(officer)

        page = client.post(url, review_post(save="1", proposed_class="not_poor")).content.decode()
        assert "cần ghi rõ lý do" in page
        assert not Review.objects.exists()

        client.post(
            url,
            review_post(save="1", proposed_class="not_poor", class_reason="Trúng số tháng 9"),
        )
        review = Review.objects.get()
        assert (review.computed_class, review.proposed_class) == ("poor", "not_poor")

    def test_in_english_no_word_of_the_standard_is_vietnamese(
        self, client_of, officer, url, household, round_2023
    ):
        standard = scoring.load("STD2022")
        client = client_of(officer)
        client.post("/language/", {"language": "en"})

        form = client.get(url).content.decode()
        preview = client.post(url, review_post(preview="1")).content.decode()
        client.post(url, review_post(save="1"))
        dossier = client.get(f"/households/{household.code}/").content.decode()
        close(round_2023)
        closed = client.get(url).content.decode()

        assert '<html lang="en"' in form
        for page in (form, preview, dossier, closed):
            text = unescape(page)
            assert not [word for word in standard.english if word in text]
        for indicator in standard.in_language("en").indicators:
            assert indicator.name in unescape(form)
            assert indicator.rule in unescape(form)
        assert Review.objects.get().computed_class == "poor"

    def test_headings_step_down_one_level_at_a_time(self, client_of, officer, url):
        for data in (review_post(preview="1"), review_post(b1="x", save="1")):
            page = client_of(officer).post(url, data).content.decode()

            levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(lower <= upper + 1 for upper, lower in pairwise(levels))
            assert levels.count(3) == 6

    def test_last_years_answers_stand_beside(self, client_of, officer, chair, url, household):
        recognised(household, make_round(2022), by=officer, chair=chair, lacking=1)

        page = client_of(officer).get(url).content.decode()

        assert page.count("Năm 2022: Thiếu hụt") == 1
        assert page.count("Năm 2022: Đạt") == 11
        assert "Năm 2022: 165" in page

    @pytest.mark.parametrize(
        "change",
        [
            {"b1": "1.000"},
            {"b1": "-1"},
            {"b1": "1e2"},
            {"b1": "9223372036854775808"},
            {"b1": "٣"},
            {"indicator_NUOC": "maybe"},
            {"causes": ["xyz"]},
            {"proposed_class": "rich"},
            {"class_reason": "a\x00b", "proposed_class": "not_poor"},
            {"version": "x"},
            {"submit_token": "x"},
            {"b1_kind": "guess"},
        ],
    )
    def test_hostile_answers_are_refused(self, client_of, officer, url, change):
        response = client_of(officer).post(url, review_post(save="1") | change)

        assert response.status_code == 200
        assert not Review.objects.exists()

    def test_extra_fields_are_ignored(self, client_of, officer, url):
        client_of(officer).post(
            url,
            review_post(save="1", state="recognised", recognised_class="poor", area="999"),
        )

        review = Review.objects.get()
        assert (review.state, review.recognised_class) == ("draft", "")

    def test_double_post_makes_one_review(self, client_of, officer, url):
        data = review_post(save="1")
        client = client_of(officer)

        answers = [client.post(url, data).status_code for _time in range(2)]

        assert answers == [302, 302]
        assert Review.objects.get().version == 1

    def test_stale_form_is_a_conflict(self, client_of, officer, url):
        client = client_of(officer)
        client.post(url, review_post(b1="100", save="1"))

        response = client.post(url, review_post(b1="120", save="1"))

        page = response.content.decode()
        assert response.status_code == 409
        assert ">100<" in page
        assert 'value="120"' in page
        assert Review.objects.get().b1 == 100

    @pytest.mark.parametrize("year", ["0", "1999", "2014", "2101", "10000", "99999999999"])
    def test_odd_years_are_404(self, client_of, officer, household, year):
        page = client_of(officer).get(f"/households/{household.code}/reviews/{year}/")

        assert page.status_code == 404

    def test_unknown_step_is_404(self, client_of, officer, url):
        assert client_of(officer).post(f"{url}destroy/").status_code == 404

    @pytest.mark.parametrize(
        ("who", "status"),
        [("other_officer", 404), ("outsider", 403), ("bank", 403), ("administrator", 403)],
    )
    def test_others_do_not_see_the_review(self, request, client_of, url, who, status):
        user = request.getfixturevalue(who)

        assert client_of(user).get(url).status_code == status
        assert client_of(user).post(url, review_post(save="1")).status_code == status
        assert not Review.objects.exists()

    def test_leader_reads_and_cannot_write(self, client_of, leader, officer, url, household):
        review = make_review(household, ReviewRound.objects.get(), by=officer)

        response = client_of(leader).post(url, review_post(b1="1", save="1", version=1))

        review.refresh_from_db()
        assert response.status_code == 200
        assert review.b1 == 165

    def test_closed_round_is_read_only(self, client_of, officer, url, household):
        make_review(household, ReviewRound.objects.get(), by=officer)
        close(ReviewRound.objects.get())

        page = client_of(officer).get(url).content.decode()

        assert "đã khoá" in page
        assert "Lưu nháp" not in page


class TestSteps:
    def test_unfinished_review_is_not_submitted(self, household, round_2023, officer):
        review = make_review(
            household,
            round_2023,
            by=officer,
            b1=165,
        )
        Review.objects.filter(pk=review.pk).update(
            b1=None, b2=None, computed_class="", proposed_class=""
        )

        with pytest.raises(ValidationError, match="thiếu điểm"):
            actions.take_step(
                review=review, version=review.version, step="submit", by=officer, now=NOW
            )

    def test_return_needs_a_reason_that_the_author_reads(
        self, client_of, household, round_2023, officer, chair, url
    ):
        make_review(household, round_2023, by=officer, state=State.SUBMITTED)
        client = client_of(chair)

        client.post(f"{url}return/", {"note": "  ", "version": "1"})
        assert Review.objects.get().state == State.SUBMITTED

        client.post(f"{url}return/", {"note": "Thiếu biên bản họp dân", "version": "1"})
        assert Review.objects.get().state == State.RETURNED
        assert "Thiếu biên bản họp dân" in client_of(officer).get(url).content.decode()

    def test_step_over_a_result_changed_meanwhile_is_asked_again(
        self, client_of, household, round_2023, officer, investigator, url
    ):
        review = make_review(household, round_2023, by=officer, b1=165)
        client = client_of(officer)
        seen = {"version": client.get(f"{url}submit/").context["form"]["version"].value()}
        Review.objects.filter(pk=review.pk).update(b1=137, version=2)

        conflict = client.post(f"{url}submit/", seen)
        assert conflict.status_code == 409
        assert "Có người đã lưu hồ sơ này" in conflict.content.decode()
        assert "137" in conflict.content.decode()
        assert 'name="version" value="2"' in conflict.content.decode()
        assert Review.objects.get().state == State.DRAFT

        again = {"version": conflict.context["form"]["version"].value()}
        assert client.post(f"{url}submit/", again).status_code == 302
        assert Review.objects.get().state == State.SUBMITTED

    @pytest.mark.parametrize("version", ["", "0", "-1", "x", "99999999999999999999"])
    def test_step_without_a_sound_version_is_not_taken(
        self, client_of, household, round_2023, officer, url, version
    ):
        make_review(household, round_2023, by=officer)

        response = client_of(officer).post(f"{url}submit/", {"version": version})

        assert response.status_code == 200
        assert Review.objects.get().state == State.DRAFT

    def test_a_step_that_is_over_is_not_asked_for(
        self, client_of, household, round_2023, officer, url
    ):
        make_review(household, round_2023, by=officer, state=State.POSTED)

        answer = client_of(officer).get(f"{url}submit/")

        assert answer.status_code == 302

    @pytest.mark.parametrize("step", [name for name, step in STEPS.items() if step.record])
    def test_a_step_with_a_paper_has_no_page_of_its_own(
        self, client_of, household, round_2023, officer, chair, url, step
    ):
        review = make_review(household, round_2023, by=officer, state=STEPS[step].sources[0])

        assert client_of(chair).get(f"{url}{step}/").status_code == 404
        with pytest.raises((ValidationError, PermissionDenied)):
            actions.take_step(review=review, version=1, step=step, by=chair, now=NOW)

    def test_the_form_offers_to_send_only_with_what_is_typed(self, client_of, officer, url):
        client = client_of(officer)
        client.post(url, review_post(save="1"))

        page = client.get(url).content.decode()

        assert "/submit/" not in page
        assert 'name="send"' in page

    def test_a_wrong_value_is_said_where_the_result_would_stand(self, client_of, officer, url):
        page = client_of(officer).post(url, review_post(b1="abc", preview="1")).content.decode()

        result = page[page.index('id="ket-qua"') :]
        assert 'href="#id_b1"' in result

    def test_officer_sends_in_two_pages(self, client_of, officer, url):
        client = client_of(officer)

        saved = client.post(url, review_post(send="1"))
        confirm = client.get(saved["Location"])
        client.post(saved["Location"], {"version": confirm.context["form"]["version"].value()})

        assert "không sửa được nữa" in confirm.content.decode()
        assert Review.objects.get().state == State.SUBMITTED

    def test_submitted_review_takes_no_more_answers(self, household, round_2023, officer):
        review = make_review(household, round_2023, by=officer, state=State.SUBMITTED)

        with pytest.raises(ValidationError):
            actions.save_review(
                household=household,
                round=round_2023,
                data=actions.ReviewData(b1=1, answers={}),
                by=officer,
                now=NOW,
                version=review.version,
            )

    def test_nothing_moves_in_a_closed_round(self, household, round_2023, officer):
        review = make_review(household, round_2023, by=officer)
        close(round_2023)

        with pytest.raises(ValidationError, match="đã khoá"):
            actions.take_step(
                review=review, version=review.version, step="submit", by=officer, now=NOW
            )


class TestReading:
    def test_class_on_a_day_comes_from_the_standard_in_force(self, household, officer, chair):
        recognised(
            household,
            make_round(2021, standard="STD2016"),
            by=officer,
            chair=chair,
            b1=100,
            lacking=0,
            decided_on=date(2020, 12, 10),
        )
        recognised(
            household,
            make_round(2021),
            by=officer,
            chair=chair,
            b1=176,
            lacking=0,
            decided_on=date(2021, 12, 10),
        )

        found = {
            day: household.class_on(day)
            for day in (
                date(2020, 1, 1),
                date(2021, 7, 1),
                date(2021, 12, 31),
                date(2022, 1, 1),
                date(2027, 1, 1),
            )
        }

        assert list(found.values()) == ["", "poor", "poor", "not_poor", ""]

    def test_classes_of_many_households_cost_one_query(
        self, ward, officer, chair, django_assert_num_queries
    ):
        found = make_round(2022)
        pairs = []
        for number in range(5):
            household = make_household(ward, head=f"Lý Văn {number}")
            recognised(household, found, by=officer, chair=chair, decided_on=date(2022, 12, 1))
            pairs += [(household.pk, date(2022, 11, 30)), (household.pk, date(2022, 12, 1))]

        with django_assert_num_queries(1):
            classes = Review.objects.classes_on(pairs)

        assert set(classes.values()) == {"", "poor"}

    def test_movements_are_read_from_two_rounds(self, ward, officer, chair):
        first, second = make_round(2021), make_round(2022)
        for name, before, after in (
            ("Ra Khỏi", 3, 2),
            ("Vẫn Nghèo", 3, 3),
            ("Vào Mới", 0, 3),
        ):
            household = make_household(ward, head=name)
            old = recognised(household, first, by=officer, chair=chair, lacking=before)
            recognised(household, second, by=officer, chair=chair, lacking=after, previous=old)

        rows = Review.objects.filter(round=second)

        assert [r.household.head.full_name for r in rows.exited_poverty()] == ["Ra Khỏi"]
        assert [r.household.head.full_name for r in rows.entered_poverty()] == ["Vào Mới"]

    def test_review_remembers_the_previous_recognised_one(
        self, household, round_2023, officer, chair
    ):
        old = recognised(household, make_round(2022), by=officer, chair=chair)

        saved = actions.save_review(
            household=household,
            round=round_2023,
            data=actions.ReviewData(b1=1, answers={}),
            by=officer,
            now=NOW,
        )

        assert saved.previous == old

    def test_review_list_shows_the_open_round_of_the_own_ward(
        self, client_of, officer, household, round_2023, other_ward, chair
    ):
        make_review(household, round_2023, by=officer)
        make_review(make_household(other_ward, head="Nông Văn Việt"), round_2023, by=officer)
        recognised(household, make_round(2022), by=officer, chair=chair)

        response = client_of(officer).get("/reviews/")

        rows = response.context["page"].rows
        assert [(r.household.code, r.round.year) for r in rows] == [(household.code, 2023)]
        assert Household.objects.count() == 2

    def test_review_list_costs_the_same_for_one_row_or_many(
        self, client_of, officer, ward, round_2023, django_assert_max_num_queries
    ):
        for number in range(30):
            make_review(make_household(ward, head=f"Lý Văn {number}"), round_2023, by=officer)
        client = client_of(officer)

        with django_assert_max_num_queries(12):
            assert client.get("/reviews/").status_code == 200
