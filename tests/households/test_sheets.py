"""The review form as a sheet: facts and answers, what is kept while typing, topics, locks."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from households import actions, scoring
from households.models import (
    Dwelling,
    Review,
    ReviewMember,
    ReviewRound,
    TypedDraft,
    Unlock,
    WardRound,
)
from households.topics import Topic
from households.workflow import State
from povertyportal.accounts.models import AuditEvent
from tests.conftest import PASSWORD
from tests.households.factories import (
    NOW,
    close,
    make_household,
    make_person,
    make_review,
    make_round,
    recognised,
)

pytestmark = pytest.mark.django_db
CODES = scoring.load("STD2022").codes
HOUSE = {
    "floor_area": "36",
    "wall": "durable",
    "column": "durable",
    "roof": "durable",
    "water": "drilled",
    "toilet": "septic",
    "uses_internet": "yes",
    "devices": ["tv", "smartphone"],
}


@pytest.fixture
def round_2023(db):
    return make_round(2023)


@pytest.fixture
def family(ward, village):
    """Return a household of two grown-ups and a schoolchild."""
    return make_household(
        ward,
        village=village,
        head=make_person("Bàn Thị Mùi", birth_year=1985),
        members=[
            make_person("Bàn Văn Tòng", birth_year=1983),
            make_person("Bàn Thị Hoa", birth_year=2013),
        ],
    )


@pytest.fixture
def url(family, round_2023):
    return f"/households/{family.code}/reviews/2023/"


def whole(household, *, version=0, token="", **changes):
    """Return the form of a household that lacks nothing, as a browser sends it."""
    data = {
        "b1_kind": "total",
        "b1": "150",
        "version": str(version),
        "submit_token": token or str(uuid4()),
        **HOUSE,
    }
    for stay in household.memberships.filter(valid_to=None).select_related("person"):
        mark = f"member_{stay.person_id}_"
        data[f"{mark}has_insurance"] = "yes"
        if stay.person.birth_year > 2007:
            data |= {f"{mark}is_malnourished": "no", f"{mark}schooling": "primary"}
        else:
            data |= {f"{mark}work": "own", f"{mark}education": "upper"}
    return data | changes


def key_of(household, place):
    return list(household.memberships.order_by("pk"))[place].person_id


class TestFacts:
    def test_facts_decide_the_indicators(self, client_of, officer, url, family):
        client_of(officer).post(url, whole(family, save="1"))

        review = Review.objects.get()
        assert (review.b1, review.b2, review.computed_class) == (150, 0, "near_poor")
        assert set(review.deprivations.values_list("is_lacking", "computed")) == {(False, False)}
        assert ReviewMember.objects.count() == 3
        assert Dwelling.objects.get().devices == ["tv", "smartphone"]

    def test_one_fact_turns_an_indicator(self, client_of, officer, url, family):
        uninsured = f"member_{key_of(family, 0)}_has_insurance"

        page = client_of(officer).post(url, whole(family, preview="1") | {uninsured: "no"})

        assert "1/3 người từ 6 tuổi chưa có thẻ BHYT" in page.content.decode()
        assert page.context["form"].answers()["BHYT"] is True

    def test_floor_area_counts_per_person(self, client_of, officer, url, family):
        page = client_of(officer).post(url, whole(family, floor_area="20,5", preview="1"))

        assert page.context["form"].answers()["DIEN_TICH_NHA"] is True

    def test_another_answer_needs_a_reason_at_its_field(self, client_of, officer, url, family):
        client = client_of(officer)
        data = whole(family, save="1", indicator_NUOC="lacking")

        refused = client.post(url, data)
        assert "note_NUOC" in refused.context["form"].errors
        assert not Review.objects.exists()

        client.post(url, data | {"note_NUOC": "Giếng cạn vào mùa khô"})
        answer = Review.objects.get().deprivations.get(indicator="NUOC")
        assert (answer.is_lacking, answer.computed) == (True, False)
        assert answer.note == "Giếng cạn vào mùa khô"

    def test_the_total_on_paper_must_be_that_of_the_answers(self, client_of, officer, url, family):
        client = client_of(officer)
        for wrong in ("15", "10", "130", "x", "-10", "1.000"):
            refused = client.post(url, whole(family, save="1", b2_total=wrong))
            assert "b2_total" in refused.context["form"].errors, wrong
        assert not Review.objects.exists()

        assert client.post(url, whole(family, save="1", b2_total="0")).status_code == 302

    def test_only_questions_of_the_age_are_asked(self, client_of, officer, url, family):
        fields = client_of(officer).get(url).context["form"].fields

        grown, child = key_of(family, 0), key_of(family, 2)
        assert f"member_{grown}_work" in fields
        assert f"member_{grown}_is_malnourished" not in fields
        assert f"member_{child}_is_malnourished" in fields
        assert f"member_{child}_work" not in fields

    def test_hard_errors_and_soft_warnings_stand_apart(self, client_of, officer, url, family):
        child = key_of(family, 2)

        page = client_of(officer).post(
            url,
            whole(family, preview="1", floor_area="900") | {f"member_{child}_schooling": "higher"},
        )

        assert f"member_{child}_schooling" in page.context["form"].errors
        assert page.context["warnings"]
        text = page.content.decode()
        assert text.index("Phải sửa trước khi gửi") < text.index("Nên xem lại (vẫn gửi được)")

    def test_a_head_who_died_keeps_the_review_from_being_sent(
        self, client_of, officer, url, family
    ):
        head = family.head
        head.died_on = date(2023, 9, 1)
        head.save()

        answer = client_of(officer).post(url, whole(family, send="1"), follow=True)

        assert "Chưa gửi được" in answer.content.decode()
        assert Review.objects.get().state == State.DRAFT

    @pytest.mark.parametrize(
        "change",
        [
            {"floor_area": "1.000,55"},
            {"floor_area": "-3"},
            {"floor_area": "1e3"},
            {"floor_area": "99999"},
            {"water": "sea"},
            {"devices": ["tv", "<script>"]},
            {"uses_internet": "maybe"},
            {"note_NUOC": "a\x07b"},
            {"class_reason": "a\x00b"},
            {"b1": "1_000"},
            {"b1": "15e5"},
        ],
    )
    def test_hostile_values_are_refused_and_kept_as_a_draft(
        self, client_of, officer, url, family, change
    ):
        answer = client_of(officer).post(url, whole(family, save="1") | change)

        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert not Review.objects.exists()
        assert client_of(officer).get(url).status_code == 200

    def test_markup_in_a_reason_is_shown_as_text(self, client_of, officer, url, family):
        words = '"><img src=x onerror=alert(1)><script>alert(1)</script>{{7*7}}'
        client = client_of(officer)
        client.post(url, whole(family, save="1", indicator_NUOC="lacking") | {"note_NUOC": words})

        page = client.get(url).content.decode()
        close(ReviewRound.objects.get())
        read_only = client.get(url).content.decode()

        assert "<script>alert" not in page + read_only
        assert "{{7*7}}" in read_only

    def test_facts_of_somebody_elses_member_are_ignored(
        self, client_of, officer, url, family, ward
    ):
        stranger = make_household(ward, head="Lý Văn Lạ")

        client_of(officer).post(
            url, whole(family, save="1") | {f"member_{stranger.head_id}_has_insurance": "no"}
        )

        assert not ReviewMember.objects.filter(person=stranger.head).exists()


class TestLastYear:
    @pytest.fixture
    def last(self, client_of, officer, chair, family, round_2023):
        old = recognised(family, make_round(2022), by=officer, chair=chair, b1=140, lacking=0)
        Dwelling.objects.create(review=old, water="dug", floor_area=30, devices=[])
        ReviewMember.objects.create(
            review=old, person=family.head, relation="head", age=37, has_insurance=True, work="own"
        )
        return old

    def test_a_new_form_starts_with_last_years_facts(self, client_of, officer, url, last, family):
        form = client_of(officer).get(url).context["form"]

        assert form["water"].value() == "dug"
        assert form["devices"].value() == ["no"]
        assert form[f"member_{family.head_id}_has_insurance"].value() == "yes"
        assert form["b1"].value() is None
        assert form.answers()["GD_NGUOI_LON"] is False

    def test_last_year_stands_beside_and_changes_are_marked(
        self, client_of, officer, url, last, family
    ):
        page = client_of(officer).post(url, whole(family, preview="1")).content.decode()

        water = page[page.index('data-of="water"') :][:300]
        assert "Năm 2022: Giếng đào được bảo vệ" in water
        assert "hidden" not in water[: water.index("</p>")]

    def test_the_rare_is_asked_again(self, client_of, officer, url, last, family):
        page = client_of(officer).post(url, whole(family, preview="1", b1="20"))

        assert page.context["warnings"]


class TestDraft:
    def test_typing_is_kept_without_a_check_or_an_event(self, client_of, officer, url, family):
        events = AuditEvent.objects.count()

        answer = client_of(officer).post(f"{url}draft/", {"b1": "abc", "version": "0"})

        draft = TypedDraft.objects.get()
        assert (draft.user, draft.data["b1"]) == (officer, ["abc"])
        assert "Tự lưu lúc" in answer.content.decode()
        assert AuditEvent.objects.count() == events
        assert not Review.objects.exists()

    def test_the_answer_says_what_the_typing_comes_to(self, client_of, officer, url, family):
        answer = client_of(officer).post(f"{url}draft/", whole(family)).content.decode()

        assert "Kết quả tạm tính" in answer
        assert "Hộ cận nghèo" in answer
        assert 'id="said_NUOC" hx-swap-oob="true"' in answer
        assert "<html" not in answer

    def test_reopening_shows_what_was_typed_until_it_is_dropped(
        self, client_of, officer, url, family
    ):
        client = client_of(officer)
        client.post(f"{url}draft/", whole(family, b1="163"))

        page = client.get(url)
        assert 'value="163"' in page.content.decode()
        assert "bản bạn nhập dở" in page.content.decode()

        client.post(f"{url}draft/", {"discard": "1"})
        assert not TypedDraft.objects.exists()
        assert 'value="163"' not in client.get(url).content.decode()

    def test_a_draft_is_its_authors_alone(self, client_of, officer, investigator, url, family):
        client_of(officer).post(f"{url}draft/", whole(family, b1="163"))

        page = client_of(investigator).get(url).content.decode()

        assert 'value="163"' not in page

    def test_saving_takes_the_draft_away(self, client_of, officer, url, family):
        client = client_of(officer)
        data = whole(family)
        client.post(f"{url}draft/", data)

        client.post(url, data | {"save": "1"})
        assert not TypedDraft.objects.exists()

        client.post(f"{url}draft/", data)
        assert not TypedDraft.objects.exists(), "a late keystroke outlived the saving"

    def test_a_keystroke_that_arrives_beside_the_saving_is_no_conflict(
        self, client_of, officer, url, family, round_2023
    ):
        client = client_of(officer)
        client.post(url, whole(family, save="1"))
        TypedDraft.objects.create(
            user=officer,
            household=family,
            round=round_2023,
            data={"b1": ["163"], "version": ["0"]},
            saved_at=Review.objects.get().updated_at,
        )

        assert client.get(url).status_code == 200

    def test_a_draft_on_an_older_version_is_a_conflict(
        self, client_of, officer, investigator, url, family
    ):
        client = client_of(officer)
        client.post(f"{url}draft/", whole(family, b1="163", water="rain"))
        client_of(investigator).post(url, whole(family, save="1", b1="120"))

        answer = client.get(url)

        assert answer.status_code == 409
        assert ("Nguồn nước chính", "Giếng khoan", "Nước mưa") in answer.context["differences"]
        assert 'name="version" value="1"' in answer.content.decode()
        assert Review.objects.get().b1 == 120

    def test_a_conflict_names_only_what_the_two_people_see_differently(
        self, client_of, officer, investigator, url, family
    ):
        client_of(investigator).post(url, whole(family, save="1", b1="120"))

        answer = client_of(officer).post(url, whole(family, save="1", b1="121"))

        assert answer.status_code == 409
        assert answer.context["differences"] == [("Tổng điểm B1 (điểm A)", "120", "121")]

    def test_a_conflict_is_silent_on_an_answer_that_the_facts_come_to_as_well(
        self, client_of, officer, investigator, url, family
    ):
        client_of(investigator).post(url, whole(family, save="1"))
        review = Review.objects.get()
        assert review.deprivations.filter(indicator="NUOC").update(computed=None) == 1

        answer = client_of(officer).post(url, whole(family, save="1", b1="121"))

        assert [label for label, *_pair in answer.context["differences"]] == [
            "Tổng điểm B1 (điểm A)"
        ]

    def test_a_citizen_id_is_never_kept(self, client_of, officer, url, family):
        client_of(officer).post(
            f"{url}draft/", whole(family, class_reason="Thẻ 999 012 345 678 và 999012345678")
        )

        kept = str(TypedDraft.objects.get().data)
        assert "999" not in kept
        assert "Thẻ" in kept

    def test_only_fields_of_the_form_are_kept_and_no_more_than_fits(
        self, client_of, officer, url, family, round_2023
    ):
        client_of(officer).post(f"{url}draft/", whole(family, state="recognised", area="1"))
        assert not {"state", "area", "csrfmiddlewaretoken"} & set(TypedDraft.objects.get().data)

        long = client_of(officer).post(f"{url}draft/", whole(family, class_reason="x" * 70_000))
        assert "quá dài" in long.content.decode()
        with pytest.raises(ValidationError):
            actions.save_typed_draft(
                household=family,
                round=round_2023,
                data={str(n): ["x"] for n in range(900)},
                by=officer,
                now=NOW,
            )

    @pytest.mark.parametrize(
        ("who", "status"), [("other_officer", 404), ("outsider", 403), ("bank", 403)]
    )
    def test_others_keep_nothing_here(
        self, request, client_of, url, family, round_2023, who, status
    ):
        user = request.getfixturevalue(who)

        assert client_of(user).post(f"{url}draft/", whole(family)).status_code == status
        assert client_of(user).get(f"{url}members/").status_code == status
        with pytest.raises(PermissionDenied):
            actions.save_typed_draft(household=family, round=round_2023, data={}, by=user, now=NOW)
        with pytest.raises(PermissionDenied):
            actions.drop_typed_draft(household=family, round=round_2023, by=user)
        assert not TypedDraft.objects.exists()

    def test_a_reader_keeps_nothing(self, client_of, leader, officer, url, family, round_2023):
        make_review(family, round_2023, by=officer)

        answer = client_of(leader).post(f"{url}draft/", whole(family, version=1))

        assert "không còn sửa được" in answer.content.decode()
        assert not TypedDraft.objects.exists()


class TestLostSession:
    def sign_in(self, client, url):
        return client.post(
            "/login/", {"username": "officer", "password": PASSWORD, "next": url}, follow=True
        )

    @pytest.mark.parametrize("end", ["signed out", "idle"])
    def test_what_was_sent_is_there_after_the_sign_in(
        self, client_of, officer, url, family, end, settings
    ):
        client = client_of(officer)
        client.get(url)
        if end == "idle":
            session = client.session
            session["seen"] = 1
            session.save()
        else:
            client.logout()

        sent = client.post(url, whole(family, save="1", b1="163"))
        assert sent.status_code == 302
        assert not Review.objects.exists()
        page = self.sign_in(client, sent["Location"].partition("next=")[2])

        assert 'value="163"' in page.content.decode()
        assert "Phiên làm việc đã hết" in page.content.decode()
        assert page.context["form"]["water"].value() == "drilled"

    def test_a_topic_sent_without_a_session_is_kept_too(self, client_of, officer, url, family):
        client = client_of(officer)
        client.logout()

        sent = client.post(f"{url}income/", {"topic": "income", "b1_kind": "total", "b1": "163"})
        page = self.sign_in(client, sent["Location"].partition("next=")[2])

        assert 'value="163"' in page.content.decode()

    def test_somebody_elses_sign_in_opens_nothing_more(
        self, client_of, officer, other_officer, url, family
    ):
        client = client_of(None)
        client.post(url, whole(family, b1="163", save="1"))
        client.post("/login/", {"username": "other_officer", "password": PASSWORD})

        assert client.get(url).status_code == 404
        assert not TypedDraft.objects.exists()

    def test_what_was_sent_to_another_round_of_the_year_stays_there(
        self, client_of, officer, url, family
    ):
        make_round(2023, kind="adhoc", month=5)
        client = client_of(None)
        client.post(f"{url}?month=5", whole(family, b1="163", save="1"))
        self.sign_in(client, "/households/")

        assert 'value="163"' not in client.get(url).content.decode()
        assert 'value="163"' in client.get(f"{url}?month=5").content.decode()

    def test_an_unfinished_entry_dropped_without_a_session_leaves_nothing(
        self, client_of, officer, url, family
    ):
        client = client_of(None)
        client.post(f"{url}draft/", {"discard": "1"})

        page = self.sign_in(client, url)

        assert page.status_code == 200
        assert not TypedDraft.objects.exists()

    def test_too_much_is_not_kept(self, client_of, officer, url, family):
        client = client_of(None)

        client.post(url, whole(family, class_reason="x" * 70_000))

        assert "typed_before_sign_in" not in client.session

    def test_csrf_still_guards_the_form(self, client, url, family):
        client.handler.enforce_csrf_checks = True

        assert client.post(url, whole(family)).status_code == 403


class TestTopics:
    def enter(self, client, url, family, **changes):
        """Enter topic by topic what `whole` holds."""
        data = whole(family) | changes
        form = client.get(url).context["form"]
        for topic in Topic:
            if topic != Topic.CHECK:
                names = form.names_of(topic)
                answer = client.post(
                    f"{url}{topic}/",
                    {"topic": topic} | {name: data[name] for name in names if name in data},
                )
                assert answer.status_code == 302, topic
        return answer

    def test_page_by_page_makes_the_same_review(self, client_of, officer, url, family):
        client = client_of(officer)

        last = self.enter(client, url, family)
        check = client.get(last["Location"])
        saved = client.post(f"{url}check/", {"topic": "check", "save": "1"})

        assert last["Location"] == f"{url}check/"
        assert "Kết quả tạm tính" in check.content.decode()
        assert saved.status_code == 302
        review = Review.objects.get()
        assert (review.b1, review.b2, review.computed_class) == (150, 0, "near_poor")
        assert not TypedDraft.objects.exists()

    def test_a_wrong_value_stays_on_its_page(self, client_of, officer, url, family):
        client = client_of(officer)

        answer = client.post(f"{url}income/", {"topic": "income", "b1_kind": "total", "b1": "x"})

        assert answer.status_code == 200
        assert 'href="#id_b1"' in answer.content.decode()
        assert client.get(f"{url}income/").context["form"]["b1"].value() == "x"

    def test_going_back_keeps_what_was_typed(self, client_of, officer, url, family):
        client = client_of(officer)

        answer = client.post(f"{url}dwelling/", {"topic": "dwelling", "water": "rain", "back": "1"})

        assert answer["Location"] == f"{url}members/"
        assert client.get(f"{url}dwelling/").context["form"]["water"].value() == "rain"

    def test_from_the_check_page_one_returns_to_it(self, client_of, officer, url, family):
        answer = client_of(officer).post(
            f"{url}dwelling/?from=check", {"topic": "dwelling", "water": "rain"}
        )

        assert answer["Location"] == f"{url}check/"

    def test_the_check_page_lists_every_answer(self, client_of, officer, url, family):
        client = client_of(officer)
        self.enter(client, url, family)

        page = client.get(f"{url}check/").content.decode()

        for words in ("Giếng khoan", "Bàn Thị Hoa · Có thẻ BHYT", "Tự hoại", "150"):
            assert words in page
        assert page.count("?from=check") >= 5

    def test_sending_from_the_last_page_asks_for_confirmation(
        self, client_of, officer, url, family
    ):
        client = client_of(officer)
        self.enter(client, url, family)

        answer = client.post(f"{url}check/", {"topic": "check", "send": "1"})

        assert answer["Location"] == f"{url}submit/"

    def test_a_stale_draft_leads_to_the_two_versions(
        self, client_of, officer, investigator, url, family
    ):
        client = client_of(officer)
        client.post(f"{url}dwelling/", {"topic": "dwelling", "water": "rain"})
        client_of(investigator).post(url, whole(family, save="1"))

        answer = client.get(f"{url}members/", follow=True)

        assert answer.status_code == 409

    def test_an_unknown_topic_is_404(self, client_of, officer, url):
        assert client_of(officer).get(f"{url}luxury/").status_code == 404


class TestLocks:
    @pytest.fixture
    def closed_ward(self, family, round_2023, ward, officer, chair):
        recognised(family, round_2023, by=officer, chair=chair)
        row, _is_new = WardRound.objects.update_or_create(
            round=round_2023,
            area=ward,
            defaults={"state": "closed", "closed_at": NOW, "closed_by": chair},
        )
        return row

    def test_a_closed_ward_says_who_closed_it_and_when(self, client_of, officer, url, closed_ward):
        page = client_of(officer).get(url).content.decode()

        assert "Lý Văn Sơn" in page
        assert "09:00 02/10/2023" in page
        assert "Lưu nháp" not in page

    def test_an_unlocked_user_sees_until_when(
        self, client_of, officer, investigator, standing, family, url, closed_ward
    ):
        now = timezone.now()
        Unlock.objects.create(
            ward_round=closed_ward,
            household=family,
            user=officer,
            reason="Sửa số thẻ",
            granted_by=standing,
            granted_at=now,
            expires_at=now + timedelta(hours=2),
        )

        page = client_of(officer).get(url).content.decode()

        assert "mở khoá tạm cho hộ này đến" in page
        assert "Lưu nháp" in page
        assert 'name="send"' not in page
        assert "Lưu nháp" not in client_of(investigator).get(url).content.decode()

    def test_a_review_under_recheck_is_edited_like_a_returned_one(
        self, client_of, officer, url, family, round_2023
    ):
        make_review(family, round_2023, by=officer, state=State.RECHECK)

        answer = client_of(officer).post(url, whole(family, save="1", version=1))

        assert answer.status_code == 302
        assert Review.objects.get().computed_class == "near_poor"

    def test_the_read_only_page_shows_facts_and_reasons(
        self, client_of, officer, leader, url, family
    ):
        client_of(officer).post(
            url,
            whole(family, save="1", indicator_NUOC="lacking", note_NUOC="Giếng cạn mùa khô"),
        )

        page = client_of(leader).get(url).content.decode()

        for words in ("Giếng cạn mùa khô", "Bàn Thị Hoa", "Giếng khoan", "Tivi"):
            assert words in page


class TestRounds:
    def test_each_review_leads_to_its_own_round(self, client_of, officer, family, round_2023):
        monthly = make_round(2023, kind="adhoc", month=5)
        old = make_round(2023, standard="STD2016")
        client = client_of(officer)

        for found in (round_2023, monthly, old):
            review = make_review(family, found, by=officer)
            assert client.get(review.get_absolute_url()).context["round"] == found

    @pytest.mark.parametrize("query", ["month=13", "month=x", "month=-1", "standard=<b>"])
    def test_an_odd_round_is_404(self, client_of, officer, url, query):
        assert client_of(officer).get(f"{url}?{query}").status_code == 404

    def test_a_monthly_review_is_entered_topic_by_topic(self, client_of, officer, family):
        monthly = make_round(2023, kind="adhoc", month=5)
        url = f"/households/{family.code}/reviews/2023/"

        answer = client_of(officer).post(f"{url}members/?month=5", {"topic": "members"})

        assert answer["Location"] == f"{url}dwelling/?month=5"
        assert TypedDraft.objects.get().round == monthly


def test_the_form_costs_the_same_for_one_member_or_many(
    client_of, officer, ward, village, round_2023, django_assert_max_num_queries
):
    counts = []
    for size in (1, 12):
        home = make_household(
            ward,
            village=village,
            head=f"Lý Văn {size}",
            members=[make_person(f"Lý Thị {n}", birth_year=1990 + n) for n in range(size)],
        )
        client = client_of(officer)
        with django_assert_max_num_queries(40) as queries:
            client.get(f"/households/{home.code}/reviews/2023/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 20
