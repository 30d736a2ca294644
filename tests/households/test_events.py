"""Life events: each kind, each refusal, lineage; past reviews stay where they were."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from households import actions
from households.actions import EventData, HouseholdData, MemberData
from households.models import Household, LifeEvent, Membership, Person, Review
from povertyportal.accounts.models import AuditEvent
from povertyportal.areas.models import Area
from tests.households.factories import (
    NOW,
    make_household,
    make_person,
    make_review,
    make_round,
    recognised,
)

DAY = date(2023, 6, 1)
TODAY = NOW.date()
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def home(ward, village):
    """Return a household of a head, a spouse and two children."""
    found = make_household(
        ward, village=village, head="Lý Văn Tòng", members=["Bàn Thị Mùi", "Lý Văn An", "Lý Thị Bé"]
    )
    found.memberships.filter(person__full_name="Bàn Thị Mùi").update(relation="spouse")
    return found


@pytest.fixture
def neighbour(ward):
    return make_household(ward, head="Hà Văn Sáu", members=["Hà Thị Tư"])


def person(name):
    return Person.objects.get(full_name=name)


def about(household, day=DAY, **fields):
    household.refresh_from_db()
    return EventData(happened_on=day, version=household.version, **fields)


def newcomer(name="Nông Thị Mới", **fields):
    values = {"gender": "female", "birth_year": 1999, "ethnicity": "02", "relation": "spouse"}
    return MemberData(full_name=name, **(values | fields))


def present(household):
    rows = household.memberships.filter(valid_to=None).order_by("pk")
    return {stay.person.full_name: stay.relation for stay in rows}


def is_whole(household):
    """Tell whether size, keys, head and stays of the household say the same."""
    household.refresh_from_db()
    stays = list(household.memberships.filter(valid_to=None).select_related("person"))
    heads = [stay.person_id for stay in stays if stay.is_head]
    return (
        household.size == len(stays)
        and heads == [household.head_id]
        and household.sort_key == household.head.sort_key
        and all(stay.person.search_text in household.search_text for stay in stays)
    )


def refused(work):
    with pytest.raises(ValidationError) as caught:
        work()
    return " ".join(caught.value.messages)


class TestBirth:
    def birth(self, home, officer, day=DAY, **fields):
        child = newcomer(
            "Lý Văn Tí",
            birth_year=2023,
            **({"birth_date": DAY, "relation": "child"} | fields),
        )
        return actions.record_birth(
            household=home, child=child, data=about(home, day), by=officer, now=NOW
        )

    def test_a_newborn_belongs_to_the_household_from_that_day(self, home, officer):
        event = self.birth(home, officer)

        stay = home.memberships.get(person__full_name="Lý Văn Tí")
        assert (stay.valid_from, stay.relation) == (DAY, "child")
        assert is_whole(home)
        assert home.size == 5
        assert [row.person.full_name for row in event.people.all()] == ["Lý Văn Tí"]

    def test_the_day_of_birth_is_the_day_of_the_event(self, home, officer):
        assert "ngày sinh" in refused(lambda: self.birth(home, officer, birth_date=BEFORE))

    def test_a_newborn_is_no_head(self, home, officer):
        assert "chủ hộ" in refused(lambda: self.birth(home, officer, relation="head"))


class TestDeath:
    def test_the_dead_belong_to_the_household_to_the_end_of_that_day(self, home, officer):
        child = person("Lý Văn An")

        actions.record_death(household=home, person=child.pk, data=about(home), by=officer, now=NOW)

        child.refresh_from_db()
        assert child.died_on == DAY
        assert home.memberships.get(person=child).valid_to == DAY
        assert is_whole(home)

    def test_a_head_who_died_needs_a_new_one(self, home, officer):
        def work():
            actions.record_death(
                household=home, person=home.head_id, data=about(home), by=officer, now=NOW
            )

        assert "chủ hộ mới" in refused(work)
        assert home.memberships.filter(valid_to=None).count() == 4
        assert not LifeEvent.objects.exists()

    def test_relations_follow_the_new_head(self, home, officer):
        spouse = person("Bàn Thị Mùi")

        actions.record_death(
            household=home,
            person=home.head_id,
            new_head=spouse.pk,
            data=about(home),
            by=officer,
            now=NOW,
        )

        assert is_whole(home)
        assert home.head == spouse
        assert present(home) == {"Bàn Thị Mùi": "head", "Lý Văn An": "child", "Lý Thị Bé": "child"}
        assert home.memberships.filter(person=spouse).count() == 2

    def test_the_last_member_takes_the_household_off_the_books(self, ward, officer):
        alone = make_household(ward, head="Ma Văn Cụ")

        actions.record_death(
            household=alone, person=alone.head_id, data=about(alone), by=officer, now=NOW
        )

        alone.refresh_from_db()
        assert (alone.closed_on, alone.closed_reason) == (DAY, "died_out")
        assert "đưa ra khỏi danh sách" in refused(
            lambda: actions.change_head(
                household=alone, new_head=alone.head_id, data=about(alone), by=officer, now=NOW
            )
        )

    def test_the_dead_join_no_other_household(self, home, neighbour, officer):
        dead = person("Lý Văn An")
        dead.set_citizen_id("006080000123")
        dead.save()
        actions.record_death(household=home, person=dead.pk, data=about(home), by=officer, now=NOW)
        row = newcomer("Lý Văn An", birth_year=1980, citizen_id="006080000123", relation="other")

        def work():
            actions.move_in(
                household=neighbour,
                members=[row],
                data=about(neighbour, DAY + timedelta(days=2)),
                by=officer,
                now=NOW,
            )

        assert "mất" in refused(work)


class TestMoves:
    def test_somebody_who_moves_away_leaves_the_day_before(self, home, officer):
        child = person("Lý Văn An")

        event = actions.move_out(
            household=home,
            people=[child.pk],
            data=about(home, place="Tỉnh Thái Nguyên"),
            by=officer,
            now=NOW,
        )

        assert home.memberships.get(person=child).valid_to == BEFORE
        assert is_whole(home)
        assert (event.place, event.area_id) == ("Tỉnh Thái Nguyên", home.area_id)

    def test_the_whole_household_goes(self, home, officer):
        actions.move_out(household=home, data=about(home, place="Hà Nội"), by=officer, now=NOW)

        home.refresh_from_db()
        assert (home.closed_on, home.closed_reason) == (DAY, "moved_out")
        assert not present(home)

    def test_a_place_is_asked_for(self, home, officer):
        assert "nơi đến" in refused(
            lambda: actions.move_out(household=home, data=about(home), by=officer, now=NOW)
        )

    def test_a_head_does_not_leave_a_household_without_one(self, home, officer):
        assert "chủ hộ mới" in refused(
            lambda: actions.move_out(
                household=home,
                people=[home.head_id],
                data=about(home, place="Hà Nội"),
                by=officer,
                now=NOW,
            )
        )

    def test_another_ward_of_the_city_takes_the_household_over(
        self, home, officer, chair, other_officer, other_ward, client_of
    ):
        past = recognised(home, make_round(2022), by=officer, chair=chair)

        event = actions.move_out(
            household=home, to=other_ward, data=about(home), by=officer, now=NOW
        )

        home.refresh_from_db()
        past.refresh_from_db()
        assert (home.area, home.village, home.closed_on) == (other_ward, None, None)
        assert past.area_id == event.area_id != other_ward.pk
        assert is_whole(home)
        assert client_of(officer).get(home.get_absolute_url()).status_code == 404
        page = client_of(other_officer).get(reverse("life_event_list")).content.decode()
        assert home.code in page
        assert "Chưa xếp vào thôn, tổ" in page

    @pytest.mark.parametrize("target", ["ward", "city", "other_village"])
    def test_only_another_ward_of_the_city_is_a_place_to_go(self, target, request, home, officer):
        area = request.getfixturevalue(target)

        assert refused(
            lambda: actions.move_out(household=home, to=area, data=about(home), by=officer, now=NOW)
        )

    def test_wards_that_ended_since_are_still_places_to_go_on_a_day_they_were(
        self, home, ward, other_ward, village, officer, client_of
    ):
        Area.objects.filter(pk__in=[ward.pk, other_ward.pk, village.pk]).update(
            valid_to=date(2025, 6, 30)
        )
        address = f"/households/{home.code}/events"

        moves = client_of(officer).get(f"{address}/moved_out/").content.decode()
        splits = client_of(officer).get(f"{address}/split/").content.decode()

        assert f'<option value="{other_ward.pk}">' in moves
        assert f'<option value="{village.pk}">' in splits
        other_ward.refresh_from_db()
        late = about(home, date(2025, 7, 1))
        now = NOW + timedelta(days=1000)
        assert "Ngày 01/07/2025 không có" in refused(
            lambda: actions.move_out(household=home, to=other_ward, data=late, by=officer, now=now)
        )

    def test_a_household_that_moves_in_is_found_among_the_events(
        self, home, officer, leader, client_of
    ):
        address = f"{reverse('household_create')}?origin=moved_in"
        pages = [reverse("life_event_list"), reverse("event_choose", args=[home.code])]

        form = client_of(officer).get(address).content.decode()

        assert '<option value="moved_in" selected>' in form
        assert all(address in client_of(officer).get(page).content.decode() for page in pages)
        assert address not in client_of(leader).get(pages[0]).content.decode()

    def test_part_of_a_household_splits_off_first(self, home, officer, other_ward):
        assert "tách hộ" in refused(
            lambda: actions.move_out(
                household=home,
                people=[person("Lý Văn An").pk],
                to=other_ward,
                data=about(home),
                by=officer,
                now=NOW,
            )
        )

    def test_a_draft_goes_along_and_is_scored_anew(self, home, officer, other_ward):
        draft = make_review(home, make_round(2023), by=officer)

        actions.move_out(household=home, to=other_ward, data=about(home), by=officer, now=NOW)

        draft.refresh_from_db()
        assert (draft.area, draft.village, draft.residence) == (other_ward, None, "rural")
        assert (draft.computed_class, draft.b2) == ("", None)

    def test_a_review_that_was_sent_is_finished_where_it_was_made(
        self, home, officer, other_ward, ward
    ):
        sent = make_review(
            home,
            make_round(2023),
            by=officer,
            state="submitted",
            submitted_by=officer,
            submitted_at=NOW,
        )

        actions.move_out(household=home, to=other_ward, data=about(home), by=officer, now=NOW)

        sent.refresh_from_db()
        assert sent.area == ward

    def test_no_step_leads_on_for_a_household_that_left(self, home, officer):
        draft = make_review(home, make_round(2023), by=officer)
        actions.move_out(household=home, data=about(home, place="Hà Nội"), by=officer, now=NOW)

        assert home.code in refused(
            lambda: actions.take_step(
                review=draft, step="submit", by=officer, now=NOW, version=draft.version
            )
        )

    def test_newcomers_join_a_household(self, home, officer):
        actions.move_in(
            household=home,
            members=[newcomer(relation="other")],
            data=about(home),
            by=officer,
            now=NOW,
        )

        assert present(home)["Nông Thị Mới"] == "other"
        assert is_whole(home)

    def test_a_new_household_moves_in(self, ward, officer):
        token = uuid4()
        data = HouseholdData(
            area=ward,
            registered_on=DAY,
            origin="moved_in",
            members=[newcomer(relation="head")],
            submit_token=token,
        )

        event = actions.move_in(
            new_household=data, data=EventData(happened_on=DAY), by=officer, now=NOW
        )

        assert (event.kind, event.household.origin) == ("moved_in", "moved_in")
        assert event.household.registered_on == event.happened_on == DAY

    def test_somebody_known_is_the_same_person_when_they_come_back(self, home, neighbour, officer):
        child = person("Lý Văn An")
        child.set_citizen_id("006080000123")
        child.save()
        actions.move_out(
            household=home,
            people=[child.pk],
            data=about(home, place="Hà Nội"),
            by=officer,
            now=NOW,
        )
        row = newcomer("Lý Văn An", birth_year=1980, citizen_id="006080000123", relation="other")

        def back(day):
            actions.move_in(
                household=neighbour, members=[row], data=about(neighbour, day), by=officer, now=NOW
            )

        assert home.code in refused(lambda: back(BEFORE))
        back(DAY)

        assert [stay.household for stay in child.memberships.order_by("valid_from")] == [
            home,
            neighbour,
        ]


class TestMarriage:
    def marry(self, home, neighbour, officer, **fields):
        values = {"other": neighbour, "relation": "spouse"}
        if "spouse" not in fields:
            values["spouse"] = person("Hà Thị Tư").pk
        return actions.marry(
            household=home, data=about(home), by=officer, now=NOW, **(values | fields)
        )

    def test_a_spouse_comes_from_another_household(self, home, neighbour, officer):
        event = self.marry(home, neighbour, officer)

        assert present(home)["Hà Thị Tư"] == "spouse"
        assert (event.household, event.other) == (home, neighbour)
        assert is_whole(home)
        assert is_whole(neighbour)

    def test_the_household_nobody_is_left_in_closes(self, home, ward, officer):
        alone = make_household(ward, head="Ma Thị Một")

        self.marry(home, alone, officer, spouse=alone.head_id)

        alone.refresh_from_db()
        assert (alone.closed_on, alone.closed_reason) == (DAY, "merged")

    def test_a_head_who_marries_away_names_another(self, home, neighbour, officer):
        head = neighbour.head_id
        assert "chủ hộ mới" in refused(lambda: self.marry(home, neighbour, officer, spouse=head))

        self.marry(home, neighbour, officer, spouse=head, new_head=person("Hà Thị Tư").pk)

        assert is_whole(neighbour)
        assert neighbour.head.full_name == "Hà Thị Tư"

    def test_a_spouse_comes_from_outside(self, home, officer):
        actions.marry(
            household=home,
            relation="other",
            newcomer=newcomer(),
            data=about(home),
            by=officer,
            now=NOW,
        )

        assert is_whole(home)
        assert home.size == 5

    def test_somebody_must_be_named(self, home, officer):
        assert refused(
            lambda: actions.marry(
                household=home, relation="spouse", data=about(home), by=officer, now=NOW
            )
        )

    def test_both_households_must_be_within_reach(self, home, other_ward, officer):
        far = make_household(other_ward, head="Ma Thị Xa")

        with pytest.raises(PermissionDenied):
            self.marry(home, far, officer, spouse=far.head_id)


class TestSplitAndMerge:
    def split(self, home, officer, names=("Lý Văn An",), head="Lý Văn An", **fields):
        return actions.split_household(
            household=home,
            people=[person(name).pk for name in names],
            head=person(head).pk,
            data=about(home),
            by=officer,
            now=NOW,
            **fields,
        )

    def test_the_chosen_form_a_household_with_their_own_head(self, home, officer, chair):
        past = recognised(home, make_round(2022), by=officer, chair=chair)

        event = self.split(home, officer, names=("Lý Văn An", "Lý Thị Bé"))

        made = event.other
        assert (made.origin, made.registered_on, made.area) == ("split", DAY, home.area)
        assert present(made) == {"Lý Văn An": "head", "Lý Thị Bé": "sibling"}
        assert is_whole(home)
        assert is_whole(made)
        assert home.memberships.get(person__full_name="Lý Văn An").valid_to == BEFORE
        assert made.reviews.count() == 0
        assert list(home.reviews.all()) == [past]

    def test_a_head_who_splits_off_is_followed(self, home, officer):
        event = self.split(
            home,
            officer,
            names=("Lý Văn Tòng", "Lý Văn An"),
            head="Lý Văn Tòng",
            new_head=person("Bàn Thị Mùi").pk,
        )

        assert is_whole(home)
        assert is_whole(event.other)

    def test_somebody_stays(self, home, officer):
        names = ("Lý Văn Tòng", "Bàn Thị Mùi", "Lý Văn An", "Lý Thị Bé")

        assert "ở lại" in refused(lambda: self.split(home, officer, names=names))

    def test_the_new_head_is_among_those_who_go(self, home, officer):
        assert "tách ra" in refused(lambda: self.split(home, officer, head="Lý Thị Bé"))

    def test_one_household_takes_in_another(self, home, neighbour, officer):
        event = actions.merge_households(
            household=neighbour, into=home, data=about(neighbour), by=officer, now=NOW
        )

        neighbour.refresh_from_db()
        assert (neighbour.closed_on, neighbour.closed_reason) == (DAY, "merged")
        assert event.other == home
        assert is_whole(home)
        assert home.size == 6

    def test_no_household_merges_with_itself(self, home, officer):
        assert "hộ khác" in refused(
            lambda: actions.merge_households(
                household=home, into=home, data=about(home), by=officer, now=NOW
            )
        )

    def test_the_head_changes(self, home, officer):
        actions.change_head(
            household=home,
            new_head=person("Lý Văn An").pk,
            data=about(home),
            by=officer,
            now=NOW,
        )

        assert is_whole(home)
        assert present(home) == {
            "Lý Văn An": "head",
            "Lý Văn Tòng": "parent",
            "Bàn Thị Mùi": "parent",
            "Lý Thị Bé": "sibling",
        }
        assert home.memberships.filter(is_head=True, valid_to=None).count() == 1


class TestEveryEvent:
    def out(self, home, by, day=DAY, data=None, people=None):
        return actions.move_out(
            household=home,
            people=people or [person("Lý Văn An").pk],
            data=data or about(home, day, place="Hà Nội"),
            by=by,
            now=NOW,
        )

    def test_leaves_one_event_in_the_audit_trail(self, home, officer):
        self.out(home, officer)

        event = AuditEvent.objects.get()
        assert event.action == "life_event.record"
        assert event.changes[f"{home.code}: size"] == [4, 3]

    @pytest.mark.parametrize("who", ["outsider", "other_officer", "chair", "investigator"])
    def test_is_for_those_who_may_edit_the_household(self, who, request, home):
        with pytest.raises(PermissionDenied):
            self.out(home, request.getfixturevalue(who))

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (date(2023, 10, 3), "sau hôm nay"),
            (date(2019, 12, 31), "trước ngày lập hồ sơ"),
            (date(2020, 1, 1), "phải sau ngày đó"),
        ],
    )
    def test_happens_within_the_stay_and_not_after_today(self, day, words, home, officer):
        assert words in refused(lambda: self.out(home, officer, day))

    def test_the_same_form_twice_is_one_event(self, home, officer):
        data = about(home, place="Hà Nội")
        people = [person("Lý Văn An").pk]

        first = self.out(home, officer, data=data, people=people)
        again = self.out(home, officer, data=data, people=people)

        assert first == again
        assert LifeEvent.objects.count() == 1

    def test_a_stale_page_is_a_conflict(self, home, officer):
        data = about(home, place="Hà Nội")
        self.out(home, officer)

        with pytest.raises(actions.ConflictError):
            self.out(home, officer, data=EventData(**{**vars(data), "submit_token": uuid4()}))

    def test_somebody_of_another_household_is_not_chosen(self, home, neighbour, officer):
        assert "đã thay đổi" in refused(lambda: self.out(home, officer, people=[neighbour.head_id]))

    def test_a_preview_changes_nothing(self, home, officer):
        found = actions.preview(work=lambda: self.out(home, officer))

        assert found[f"{home.code}: size"] == [4, 3]
        assert not LifeEvent.objects.exists()
        assert not AuditEvent.objects.exists()
        assert home.memberships.filter(valid_to=None).count() == 4


class TestCorrections:
    """The household form stays for corrections; it says in words what the guards refuse."""

    def rows(self, home, **changes):
        stays = home.memberships.filter(valid_to=None).select_related("person")
        return [
            MemberData(
                membership_id=stay.pk,
                full_name=stay.person.full_name,
                gender=stay.person.gender,
                birth_year=stay.person.birth_year,
                ethnicity=stay.person.ethnicity,
                relation=stay.relation,
                **changes.get(stay.person.full_name.split()[-1], {}),
            )
            for stay in stays
        ]

    def save(self, home, officer, rows, today=TODAY, **fields):
        home.refresh_from_db()
        values = {"area": home.area, "registered_on": home.registered_on, "members": rows}
        return actions.save_household(
            data=HouseholdData(**(values | fields)),
            by=officer,
            today=today,
            household=home,
            version=home.version,
        )

    def test_a_day_in_two_households_is_refused_in_words(self, home, neighbour, officer):
        child = person("Lý Văn An")
        child.set_citizen_id("006080000123")
        child.save()
        today = NOW.date()
        self.save(home, officer, self.rows(home, An={"left_on": today}))
        row = newcomer("Lý Văn An", birth_year=1980, citizen_id="006080000123", relation="other")

        words = refused(
            lambda: self.save(neighbour, officer, [*self.rows(neighbour), row], today=today)
        )

        assert home.code in words
        assert "đến hết ngày 02/10/2023" in words

    def test_a_split_is_no_way_to_register(self, ward, officer):
        assert "tách hộ" in refused(
            lambda: actions.save_household(
                data=HouseholdData(
                    area=ward,
                    registered_on=DAY,
                    origin="split",
                    members=[newcomer(relation="head")],
                ),
                by=officer,
                today=NOW.date(),
            )
        )

    def test_a_reviewed_household_changes_ward_by_an_event_only(
        self, home, officer, chair, other_ward
    ):
        recognised(home, make_round(2022), by=officer, chair=chair)
        from_both = officer
        from_both.assignments.create(
            role="ward_officer", area=other_ward, valid_from=date(2015, 1, 1)
        )

        assert "chuyển đi" in refused(
            lambda: self.save(home, from_both, self.rows(home), area=other_ward)
        )


def test_everything_that_was_recorded_is_still_there(home, officer):
    """Stays end and begin; none is ever taken away."""
    before = set(Membership.objects.values_list("pk", flat=True))

    actions.split_household(
        household=home,
        people=[person("Lý Văn An").pk],
        head=person("Lý Văn An").pk,
        data=about(home),
        by=officer,
        now=NOW,
    )

    assert before < set(Membership.objects.values_list("pk", flat=True))
    assert Household.objects.count() == 2
    assert Review.objects.count() == 0
    assert make_person("Ai Đó").memberships.count() == 0


def post(browser, household, kind, **fields):
    """Send an event's form; the version and a token of its own stand in it."""
    household.refresh_from_db()
    data = {"happened_on": "01/06/2023", "version": household.version, "submit_token": uuid4()}
    url = reverse("event_create", args=[household.code, kind])
    return browser.post(url, data | fields)


class TestPages:
    FIELDS = {
        "birth": {
            "full_name": "Lý Văn Tí",
            "gender": "male",
            "ethnicity": "02",
            "relation": "child",
        },
        "moved_in": {
            "full_name": "Nông Thị Mới",
            "gender": "female",
            "birth": "1999",
            "ethnicity": "02",
            "relation": "other",
            "place": "Cao Bằng",
        },
        "marriage": {
            "full_name": "Nông Thị Mới",
            "gender": "female",
            "birth": "05/03/1999",
            "ethnicity": "02",
            "relation": "spouse",
        },
    }

    def fields(self, kind, neighbour):
        child = person("Lý Văn An").pk
        return (
            self.FIELDS.get(kind)
            or {
                "death": {"person": child},
                "moved_out": {"people": [child], "place": "Hà Nội"},
                "split": {"people": [child], "head": child},
                "merge": {"other_code": neighbour.code.lower(), "relation": "other"},
                "new_head": {"new_head": child},
            }[kind]
        )

    @pytest.mark.parametrize(
        "kind",
        ["birth", "death", "moved_in", "moved_out", "marriage", "split", "merge", "new_head"],
    )
    def test_an_event_is_looked_at_first_and_recorded_then(
        self, kind, home, neighbour, officer, client_of
    ):
        browser, fields = client_of(officer), self.fields(kind, neighbour)

        shown = post(browser, home, kind, **fields)

        assert "Chưa có gì được lưu" in shown.content.decode()
        assert not LifeEvent.objects.exists()

        done = post(browser, home, kind, confirmed="1", **fields)

        assert done.status_code == 302
        assert LifeEvent.objects.get().kind == kind
        assert (
            LifeEvent.objects.get().get_kind_display()
            in browser.get(home.get_absolute_url()).content.decode()
        )

    def test_every_kind_is_offered_and_opens(self, home, officer, client_of):
        browser = client_of(officer)
        page = browser.get(reverse("event_choose", args=[home.code])).content.decode()

        for kind in ("birth", "death", "moved_in", "moved_out", "marriage", "split", "merge"):
            url = reverse("event_create", args=[home.code, kind])
            assert url in page
            assert browser.get(url).status_code == 200

    def test_what_was_typed_comes_back_to_be_changed(self, home, officer, client_of):
        page = post(
            client_of(officer), home, "moved_out", people=[home.head_id], place="Hà Nội", edit="1"
        ).content.decode()

        assert 'value="Hà Nội"' in page
        assert "Chưa lưu được" not in page

    def test_a_spouse_is_chosen_in_the_other_household(self, home, neighbour, officer, client_of):
        browser = client_of(officer)
        asked = post(browser, home, "marriage", relation="spouse", other_code=neighbour.code)
        assert "Hà Thị Tư" in asked.content.decode()

        post(
            browser,
            home,
            "marriage",
            relation="spouse",
            other_code=neighbour.code,
            spouse=person("Hà Thị Tư").pk,
            confirmed="1",
        )

        assert "Hà Thị Tư" in present(home)
        page = browser.get(neighbour.get_absolute_url()).content.decode()
        assert f"sang hộ {home.code}" in page

    def test_a_household_out_of_reach_is_not_found(self, home, other_ward, officer, client_of):
        far = make_household(other_ward, head="Ma Thị Xa")

        page = post(client_of(officer), home, "merge", other_code=far.code, relation="other")

        assert "Không có hộ này trong địa bàn của bạn" in page.content.decode()
        assert "Ma Thị Xa" not in page.content.decode()

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"happened_on": "31/02/2023"}, "happened_on_error"),
            ({"happened_on": "03/10/2099"}, "Ngày xảy ra ở sau hôm nay"),
            ({"people": ["0"]}, "people"),
            ({"people": ["x\x00"]}, "people"),
            ({"people": ["99999999999999999999"]}, "people"),
            ({"place": "x" * 201}, "place_error"),
            ({"note": "\x00" * 3 + "a" * 600}, "note"),
            ({"ward": "7"}, "ward_error"),
            ({"submit_token": "x"}, "submit_token"),
            ({"version": "9" * 30}, "version"),
        ],
    )
    def test_bad_input_is_an_error_in_words(self, fields, words, home, officer, client_of):
        good = {"people": [person("Lý Văn An").pk], "place": "Hà Nội", "confirmed": "1"}

        page = post(client_of(officer), home, "moved_out", **(good | fields))

        assert page.status_code == 200
        assert words in page.content.decode()
        assert not LifeEvent.objects.exists()

    def test_markup_stays_text(self, home, officer, client_of):
        browser = client_of(officer)
        post(
            browser,
            home,
            "moved_out",
            people=[person("Lý Văn An").pk],
            place="<script>alert(1)</script>",
            confirmed="1",
        )

        page = browser.get(home.get_absolute_url()).content.decode()
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page

    def test_a_stale_page_says_so_and_keeps_what_was_typed(self, home, officer, client_of):
        browser = client_of(officer)
        actions.record_death(
            household=home,
            person=person("Lý Thị Bé").pk,
            data=about(home),
            by=officer,
            now=NOW,
        )

        page = post(
            browser,
            home,
            "moved_out",
            people=[person("Lý Văn An").pk],
            place="Hà Nội",
            version=1,
            confirmed="1",
        )

        assert page.status_code == 409
        assert 'value="Hà Nội"' in page.content.decode()
        assert LifeEvent.objects.count() == 1

    @pytest.mark.parametrize(
        ("who", "status"), [("outsider", 403), ("other_officer", 404), ("investigator", 403)]
    )
    def test_strangers_record_nothing(self, who, status, request, home, client_of):
        browser = client_of(request.getfixturevalue(who))

        found = post(browser, home, "moved_out", people=[home.head_id], confirmed="1")

        assert found.status_code == status
        assert not LifeEvent.objects.exists()

    def test_the_list_is_narrowed_by_kind_and_days(self, home, officer, client_of):
        browser = client_of(officer)
        actions.record_death(
            household=home, person=person("Lý Thị Bé").pk, data=about(home), by=officer, now=NOW
        )
        url = reverse("life_event_list")

        def shows(**query):
            return home.code in browser.get(url, query).content.decode()

        assert shows()
        assert shows(kind="death", from_day="01/06/2023", to_day="01/06/2023")
        assert not shows(kind="birth")
        assert not shows(from_day="02/06/2023")
        assert browser.get(url, {"export": "xlsx"}).content[:2] == b"PK"

    def test_who_left_is_told_with_where_they_went(self, home, officer, client_of):
        actions.move_out(
            household=home,
            people=[person("Lý Văn An").pk],
            data=about(home, place="Thái Nguyên"),
            by=officer,
            now=NOW,
        )

        page = client_of(officer).get(home.get_absolute_url()).content.decode()

        assert "Lý Văn An: đến Thái Nguyên" in page

    def test_the_list_costs_the_same_for_one_event_or_many(
        self, ward, officer, client_of, django_assert_max_num_queries
    ):
        for n in range(12):
            home = make_household(ward, head=f"Ma Văn {n}", members=[f"Ma Thị {n}"])
            actions.record_death(
                household=home,
                person=person(f"Ma Thị {n}").pk,
                data=about(home),
                by=officer,
                now=NOW,
            )

        browser = client_of(officer)

        with django_assert_max_num_queries(12):
            browser.get(reverse("life_event_list"))
