"""Saving a review: facts against the registry, the B1 card, overrides, conflicts, corrections."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from households import actions, scoring
from households.facts import DwellingFacts, MemberFacts
from households.models import Dwelling, Membership, Review, ReviewMember
from povertyportal.accounts.models import AuditEvent
from povertyportal.areas.models import Area
from tests.conftest import make_area, make_user
from tests.households.factories import (
    NOW,
    close_part,
    make_card,
    make_household,
    make_person,
    make_review,
    make_round,
    make_unlock,
    recognised,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=150)
CODES = scoring.load("STD2022").codes
SAMPLE = scoring.load("STD2022").card
BEST = {item.code: item.options[0].code for item in SAMPLE.items}


@pytest.fixture
def round_2023(db):
    return make_round(2023)


@pytest.fixture
def mother():
    return make_person("Bàn Thị Mùi", birth_year=1983)


@pytest.fixture
def son():
    return make_person("Bàn Văn Nam", birth_year=2017, birth_date=date(2017, 10, 1))


@pytest.fixture
def household(ward, mother, son):
    return make_household(ward, head=mother, members=[son])


@pytest.fixture
def save(household, round_2023, officer):
    def saved(*, version=0, by=officer, now=NOW, home=household, **typed):
        values = {"b1": 165, "answers": dict.fromkeys(CODES, False)}
        data = actions.ReviewData(**values | typed)
        return actions.save_review(
            household=home, round=round_2023, data=data, by=by, now=now, version=version
        )

    return saved


def codes_of(refused):
    """Return the codes of a refusal by the field they stand at."""
    errors = getattr(refused.value, "error_dict", {"": [refused.value]})
    return {field: {error.code for error in found} for field, found in errors.items()}


class TestFacts:
    def test_age_and_disability_come_from_the_registry(self, save, mother, son):
        """On 01/09/2023 the son is five; whatever age the form sends does not count."""
        typed = {
            mother.pk: MemberFacts(age=3, has_insurance=True),
            son.pk: MemberFacts(age=40, has_insurance=False, is_disabled=True),
        }

        review = save(members=typed)

        assert dict(review.members.values_list("person", "age")) == {mother.pk: 40, son.pk: 5}
        assert review.deprivations.get(indicator="BHYT").computed is False

    def test_those_who_left_are_left_out_and_those_who_came_are_unknown(
        self, save, household, mother, son
    ):
        household.memberships.filter(person=son).update(valid_to=date(2023, 9, 15))
        newcomer = make_person("Bàn Văn Ba", birth_year=1990)
        Membership.objects.create(
            household=household, person=newcomer, relation="other", valid_from=date(2023, 9, 15)
        )
        stranger = make_person("Người Lạ")
        typed = {
            person.pk: MemberFacts(age=40, has_insurance=person is mother)
            for person in (mother, son, stranger)
        }

        review = save(members=typed)

        assert list(review.members.values_list("person", "has_insurance")) == [
            (mother.pk, True),
            (newcomer.pk, None),
        ]
        assert review.deprivations.get(indicator="BHYT").computed is None

    def test_nothing_is_decided_about_members_nobody_asked_about(self, save):
        review = save(dwelling=DwellingFacts(water="tap"))

        assert not review.members.exists()
        decided = review.deprivations.exclude(computed=None)
        assert list(decided.values_list("indicator", "computed")) == [("NUOC", False)]

    def test_an_override_needs_its_reason_at_its_field(self, save):
        house = DwellingFacts(water="other", toilet="none")

        with pytest.raises(ValidationError) as refused:
            save(dwelling=house, notes={"NUOC": "  "})

        assert set(refused.value.message_dict) == {"note_NUOC", "note_NHA_TIEU"}
        assert not Review.objects.exists()

    def test_only_an_override_keeps_its_reason(self, save):
        review = save(
            dwelling=DwellingFacts(water="other", toilet="septic"),
            notes={"NUOC": " Mới kéo nước máy ", "NHA_TIEU": "thừa", "BHYT": "thừa"},
        )

        notes = dict(review.deprivations.exclude(note="").values_list("indicator", "note"))
        assert notes == {"NUOC": "Mới kéo nước máy"}

    def test_facts_are_replaced_and_the_event_tells_both(self, save, mother):
        first = save(
            members={mother.pk: MemberFacts(age=40, work="own")},
            dwelling=DwellingFacts(floor_area=Decimal("60.5"), devices=("tv",)),
        )

        save(
            version=first.version,
            members={mother.pk: MemberFacts(age=40, work="contract")},
            dwelling=DwellingFacts(floor_area=Decimal("70"), devices=("tv", "radio")),
        )

        event = AuditEvent.objects.get(action="review.change")
        assert ReviewMember.objects.get(person=mother).work == "contract"
        assert Dwelling.objects.get().floor_area == Decimal("70")
        before, after = event.changes["members"]
        assert before[str(mother.pk)]["work"] == "own"
        assert after[str(mother.pk)]["work"] == "contract"
        assert [house["floor_area"] for house in event.changes["dwelling"]] == ["60.5", "70.0"]

    def test_a_save_that_changes_nothing_says_so(self, save, mother):
        typed = {"members": {mother.pk: MemberFacts(age=40)}, "causes": ["land"]}
        first = save(**typed)

        save(version=first.version, **typed)

        assert AuditEvent.objects.get(action="review.change").changes == {}


class TestPoints:
    def test_the_sample_card_is_added_up_by_the_ward_it_is_in(self, save, officer):
        review = save(b1=145, b1_kind="card", b1_answers=BEST)

        assert (review.b1, review.b1_answers, review.card) == (145, BEST, None)

    def test_a_rural_ward_is_scored_by_the_column_of_its_region(
        self, save, other_ward, other_officer
    ):
        Area.objects.filter(pk=other_ward.pk).update(region="northern")
        home = make_household(other_ward)

        review = save(home=home, by=other_officer, b1=200, b1_kind="card", b1_answers=BEST)

        assert review.b1 == 200

    def test_a_rural_ward_without_a_region_cannot_use_the_card(
        self, save, other_ward, other_officer
    ):
        home = make_household(other_ward)

        with pytest.raises(ValidationError) as refused:
            save(home=home, by=other_officer, b1=200, b1_kind="card", b1_answers=BEST)

        assert codes_of(refused) == {"b1_kind": {"no_column"}}
        assert "chưa ghi thuộc vùng nào" in refused.value.messages[0]

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ({"b1": 144, "b1_answers": BEST}, {"b1": {"b1_is_not_card"}}),
            ({"b1": None, "b1_answers": BEST}, {"b1": {"b1_is_not_card"}}),
            ({"b1": 80, "b1_answers": {"SIZE": "1"}}, {"b1": {"b1_is_not_card"}}),
            ({"b1": 145, "b1_answers": BEST | {"SIZE": "99"}}, {"": {"off_card"}}),
            ({"b1": 145, "b1_answers": BEST | {"NO_SUCH": "1"}}, {"": {"off_card"}}),
        ],
    )
    def test_another_total_or_an_answer_off_the_card_is_refused(self, save, typed, expected):
        with pytest.raises(ValidationError) as refused:
            save(b1_kind="card", **typed)

        assert codes_of(refused) == expected
        assert not Review.objects.exists()

    def test_half_a_card_is_a_draft_without_points(self, save):
        review = save(b1=None, b1_kind="card", b1_answers={"SIZE": "1"})

        assert (review.b1, review.computed_class) == (None, "")

    def test_an_imported_card_takes_the_place_of_the_sample(self, save, administrator):
        card = make_card(by=administrator, highest=40)
        answers = {"SIZE": "1", "PENSION": "1"}

        with pytest.raises(ValidationError) as refused:
            save(b1=145, b1_kind="card", b1_answers=BEST)
        review = save(b1=45, b1_kind="card", b1_answers=answers, card=card)

        assert codes_of(refused) == {"b1_kind": {"card_changed"}}
        assert (review.card, review.b1) == (card, 45)

    def test_a_card_that_begins_after_the_round_does_not_hold_yet(self, save, administrator):
        make_card(by=administrator, valid_from=date(2023, 9, 2))

        assert save(b1=145, b1_kind="card", b1_answers=BEST).card is None

    def test_a_total_above_the_official_card_is_refused(self, save, administrator):
        make_card(by=administrator, highest=160)

        with pytest.raises(ValidationError) as refused:
            save(b1=166)

        assert codes_of(refused) == {"b1": {"b1_off_card"}}
        assert save(b1=165).b1 == 165

    def test_answers_of_a_card_are_not_kept_beside_a_total(self, save):
        assert save(b1=150, b1_answers=BEST).b1_answers == {}

    def test_the_total_on_the_paper_must_be_that_of_the_answers(self, save):
        with pytest.raises(ValidationError, match="Điểm B2"):
            save(b2=30)

        assert save(b2=0).b2 == 0

    @pytest.mark.parametrize("b1", [-1, 1000])
    def test_points_no_paper_can_show_are_refused(self, save, b1):
        with pytest.raises(ValidationError):
            save(b1=b1)

        assert not Review.objects.exists()


class TestWhoAndWhen:
    def test_another_class_needs_a_reason_and_is_counted(self, save):
        with pytest.raises(ValidationError) as refused:
            save(proposed_class="poor", class_reason="  ")
        review = save(proposed_class="poor", class_reason="Chủ hộ vừa mất việc")

        assert "class_reason" in refused.value.message_dict
        assert list(Review.objects.overridden()) == [review]

    def test_the_computed_class_is_not_counted(self, save):
        save(proposed_class="near_poor")

        assert not Review.objects.overridden().exists()

    def test_the_same_form_twice_is_one_review(self, save):
        token = uuid4()

        assert save(submit_token=token) == save(submit_token=token)
        assert AuditEvent.objects.filter(action="review.create").count() == 1

    def test_a_stale_form_is_a_conflict(self, save):
        review = save()
        save(version=review.version, b1=100)

        with pytest.raises(actions.ConflictError):
            save(version=review.version, b1=90)
        with pytest.raises(actions.ConflictError):
            save()

        review.refresh_from_db()
        assert review.b1 == 100

    @pytest.mark.parametrize("who", ["other_officer", "chair", "outsider", "standing"])
    def test_others_do_not_save(self, save, who, request):
        with pytest.raises(PermissionDenied):
            save(by=request.getfixturevalue(who))

    def test_a_sent_review_is_closed_to_edits(self, save, household, round_2023, officer):
        review = make_review(household, round_2023, by=officer, state="submitted")

        with pytest.raises(ValidationError, match="đã gửi"):
            save(version=review.version)


class TestSending:
    @pytest.fixture
    def send(self, save, officer):
        def sent(review):
            return actions.take_step(
                review=review, step="submit", by=officer, now=NOW, version=review.version
            )

        return sent

    def test_an_ordinary_review_is_sent(self, save, send, mother):
        send(save(members={mother.pk: MemberFacts(age=40, work="own")}))

        assert Review.objects.get().state == "submitted"

    def test_a_small_child_at_work_is_not_sent(self, save, send, son):
        review = save(members={son.pk: MemberFacts(age=5, work="own")})

        with pytest.raises(ValidationError, match="mới 5 tuổi, không thể đi làm") as refused:
            send(review)

        assert refused.value.code == "impossible"
        assert Review.objects.get().state == "draft"

    def test_a_head_who_died_is_not_sent(self, save, send, mother):
        review = save()
        mother.died_on = date(2023, 9, 20)
        mother.save()

        with pytest.raises(ValidationError, match="đã mất ngày 20/09/2023"):
            send(review)


@pytest.fixture
def closed(household, round_2023, officer, chair, standing, mother):
    """Return the recognised review of a closed ward; it speaks of the mother alone."""
    review = recognised(household, round_2023, by=officer, chair=chair)
    ReviewMember.objects.create(review=review, person=mother, relation="head", age=39)
    close_part(round_2023, household.area, by=standing)
    return review


@pytest.fixture
def unlock(closed, household, officer, standing, round_2023):
    return make_unlock(household, user=officer, by=standing, round_=round_2023, hours=4)


SAME = dict.fromkeys(CODES, False) | dict.fromkeys(CODES[:3], True)


class TestCorrections:
    def test_without_leave_a_closed_ward_takes_nothing(self, closed, save):
        with pytest.raises(ValidationError, match="đã khoá"):
            save(version=closed.version, answers=SAME)

    def test_with_leave_answers_change_as_long_as_the_class_stays(self, unlock, closed, save):
        review = save(version=closed.version, answers=SAME | {"NUOC": True}, now=unlock.granted_at)

        assert (review.b2, review.recognised_class, review.state) == (40, "poor", "recognised")
        assert AuditEvent.objects.filter(action="review.change").count() == 1

    @pytest.mark.parametrize(
        "typed",
        [
            {"answers": dict.fromkeys(CODES, False)},
            {"answers": SAME, "b1": 176},
            {"answers": SAME, "b1": None},
            {"answers": {}},
            {"answers": SAME, "proposed_class": "not_poor", "class_reason": "Khác"},
        ],
    )
    def test_the_decided_class_is_not_corrected_away(self, unlock, closed, save, typed):
        with pytest.raises(ValidationError) as refused:
            save(version=closed.version, now=unlock.granted_at, **typed)

        assert refused.value.code == "class_is_decided"
        closed.refresh_from_db()
        assert (closed.b1, closed.proposed_class) == (165, "poor")

    def test_the_leave_ends_by_itself(self, unlock, closed, save):
        with pytest.raises(ValidationError, match="đã khoá"):
            save(version=closed.version, answers=SAME, now=unlock.expires_at)

    def test_the_leave_is_for_one_person_and_one_household(self, unlock, closed, save, ward):
        colleague = make_user("colleague", role="ward_officer", area=ward)
        neighbour = make_household(ward)

        with pytest.raises(ValidationError, match="đã khoá"):
            save(version=closed.version, answers=SAME, by=colleague, now=unlock.granted_at)
        with pytest.raises(ValidationError, match="đã khoá"):
            save(home=neighbour, answers=SAME, now=unlock.granted_at)

    def test_no_review_begins_in_a_closed_ward(
        self, closed, save, ward, officer, standing, round_2023
    ):
        neighbour = make_household(ward)
        leave = make_unlock(neighbour, user=officer, by=standing, round_=round_2023)

        with pytest.raises(ValidationError) as refused:
            save(home=neighbour, b1=None, answers={}, now=leave.granted_at)

        assert refused.value.code == "class_is_decided"
        assert not neighbour.reviews.exists()

    def test_place_size_and_people_stay_as_they_were(
        self, unlock, closed, save, household, ward, mother, son
    ):
        household.size = 9
        household.village = make_area(code="V9", name="Tổ 9", level="village", parent=ward)
        household.save()

        review = save(
            version=closed.version,
            answers=SAME,
            now=unlock.granted_at,
            members={mother.pk: MemberFacts(age=1, work="none"), son.pk: MemberFacts(age=5)},
            notes=dict.fromkeys(CODES, "Theo phiếu giấy"),
        )

        assert (review.size, review.village) == (closed.size, closed.village)
        assert list(review.members.values_list("person", "age", "relation", "work")) == [
            (mother.pk, 39, "head", "none")
        ]


class TestMembersOfTheRoundsLastDay:
    """A late sheet speaks of who lived there on the round's last day."""

    LATE = date(2024, 2, 1)
    FACTS = MemberFacts(age=40, is_disabled=False, has_insurance=True)

    def late_birth(self, household, officer):
        child = actions.MemberData(
            full_name="Bàn Thị Sinh Sau",
            gender="female",
            birth_year=2024,
            birth_date=self.LATE,
            ethnicity="02",
            relation="child",
        )
        household.refresh_from_db()
        about = actions.EventData(happened_on=self.LATE, version=household.version)
        actions.record_birth(household=household, child=child, data=about, by=officer, now=LATER)

    def test_a_child_born_later_is_left_to_the_next_round(
        self, save, household, mother, son, officer
    ):
        self.late_birth(household, officer)

        review = save(members={mother.pk: self.FACTS}, now=LATER)

        assert {row.person_id for row in review.members.all()} == {mother.pk, son.pk}
        assert household.memberships.filter(valid_to=None).count() == 3

    def test_a_late_sheet_can_be_sent_in_spite_of_the_child(self, save, household, mother, officer):
        self.late_birth(household, officer)
        review = save(members={mother.pk: self.FACTS}, now=LATER)

        sent = actions.take_step(
            review=review, step="submit", by=officer, now=LATER, version=review.version
        )

        assert sent.state == "submitted"

    def test_a_new_head_makes_nobody_a_newcomer(self, household, mother, son, officer, round_2023):
        about = actions.EventData(happened_on=self.LATE, version=household.version)
        actions.change_head(household=household, new_head=son.pk, data=about, by=officer, now=LATER)

        stays = list(household.memberships.reviewed_in(round_2023))

        assert [stay.person_id for stay in stays] == [son.pk, mother.pk]
        assert [stay.came_late_on for stay in stays] == [None, None]

    def test_a_household_registered_later_gets_one_message(self, save, ward, officer):
        late = make_household(ward, registered_on=self.LATE)

        with pytest.raises(ValidationError, match="sau ngày cuối của đợt rà soát") as refused:
            save(home=late, now=LATER)

        assert refused.value.code == "too_late"
        assert not Review.objects.filter(household=late).exists()

    def test_the_page_of_a_household_registered_later_says_so(
        self, client_of, ward, officer, round_2023
    ):
        late = make_household(ward, registered_on=self.LATE)

        answer = client_of(officer).get(f"/households/{late.code}/reviews/2023/", follow=True)

        assert answer.redirect_chain[-1][0] == late.get_absolute_url()
        assert "hộ rà soát ở đợt sau" in answer.content.decode()
