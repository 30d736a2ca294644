"""Two records that may be one person: found, queued, decided, merged with both histories."""

from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from households import actions
from households.actions.life import EventData
from households.models import DuplicatePair, Household, LifeEvent, Membership, Person, PersonStatus
from povertyportal.accounts.models import AuditEvent
from programs import actions as programme_actions
from programs.models import JobNeed
from tests.conftest import make_area
from tests.households.factories import (
    NOW,
    make_household,
    make_person,
    make_round,
    member_rows,
    recognised,
)
from tests.programs import factories as programs
from tests.races import RACE, together

NUMBER = "999180000001"
OTHER_NUMBER = "999180000002"
BORN = date(1980, 3, 5)
TODAY = date(2023, 10, 2)


def twin(name="Bàn Thị Mùi", **fields):
    return make_person(name, **{"birth_date": BORN, "birth_year": 1980} | fields)


def find(area, by):
    return actions.find_duplicates(area=area, by=by, now=NOW)


@pytest.fixture
def pair(ward, officer):
    """Return an open pair: two heads, each with somebody else in the household."""
    make_household(ward, head=twin(), members=["Bàn Văn Một"], code="BK-000001")
    make_household(
        ward,
        head=make_person("Lý Văn Chủ"),
        members=[twin()],
        code="BK-000002",
        registered_on=date(2021, 5, 1),
    )
    [found] = find(ward, officer)
    return found


def decide(pair, by, *, keep=None, note="Đã đối chiếu căn cước", now=NOW):
    return actions.decide_duplicate(
        pair=pair, is_one_person=keep is not None, keep=keep, note=note, by=by, now=now
    )


class TestFinding:
    @pytest.mark.parametrize(
        ("name", "born", "is_found"),
        [
            ("Bàn Thị Mùi", BORN, True),
            ("BÀN THỊ MÙI", BORN, True),
            ("Ban Thi Mui", BORN, True),
            ("Bán Thị Mũi", BORN, True),
            ("Bàn Mùi", BORN, False),
            ("Bàn Thị Mùi", date(1980, 5, 3), False),
            ("Bàn Thị Mùi", date(1981, 3, 5), False),
        ],
    )
    def test_same_folded_name_and_birth_date_in_one_city(
        self, ward, other_ward, standing, city, name, born, is_found
    ):
        make_household(ward, head=twin())
        make_household(other_ward, head=twin(name, birth_date=born, birth_year=born.year))

        found = find(city, standing)

        assert len(found) == is_found
        if is_found:
            assert found[0].reason == "cùng tên, cùng ngày sinh, cùng thành phố"

    def test_not_in_another_city(self, ward, standing, province):
        elsewhere = make_area(code="T060", name="Pác Nặm", level="city", parent=province)
        far = make_area(
            code="T0601", name="Xã Xa", level="ward", parent=elsewhere, residence="rural"
        )
        make_household(ward, head=twin())
        make_household(far, head=twin())

        assert not find(ward, standing)

    def test_without_a_full_date_only_in_one_village(self, ward, village, second_village, officer):
        make_household(ward, village=village, head=twin())
        make_household(ward, village=second_village, head=twin(birth_date=None))
        assert not find(ward, officer)

        make_household(ward, village=village, head=twin(birth_date=None))
        [found] = find(ward, officer)

        assert found.reason == "cùng tên, cùng năm sinh, cùng thôn, tổ"

    def test_two_numbers_and_no_date_are_two_people(self, ward, village, officer):
        make_household(ward, village=village, head=twin(citizen_id=NUMBER))
        make_household(ward, village=village, head=twin(birth_date=None, citizen_id=OTHER_NUMBER))

        assert not find(ward, officer)

    def test_neither_the_dead_nor_merged_records(self, ward, officer):
        kept = twin("Hà Văn Giữ")
        make_household(ward, head=kept, members=[twin(died_on=TODAY), twin(merged_into=kept)])
        make_household(ward, head=twin())

        assert not find(ward, officer)

    def test_a_newcomer_who_left_another_household_is_found(self, ward, officer):
        old = make_household(ward, head="Lý Văn Chủ", members=[twin()])
        Membership.objects.filter(household=old, is_head=False).update(valid_to=date(2022, 1, 1))
        make_household(ward, head=twin())

        assert len(find(ward, officer)) == 1

    def test_what_was_found_or_decided_is_not_found_again(self, pair, ward, officer):
        assert not find(ward, officer)

        decide(pair, officer, note="Hai người, đã hỏi trưởng thôn")

        assert not find(ward, officer)
        assert DuplicatePair.objects.count() == 1

    def test_each_pair_leaves_an_event(self, pair):
        event = AuditEvent.objects.get(action="duplicate.find")

        assert event.object_id == str(pair.pk)

    def test_needs_the_right_over_the_area(self, ward, city, officer, other_officer, outsider):
        for user, area in ((officer, city), (other_officer, ward), (outsider, ward)):
            with pytest.raises(PermissionDenied):
                find(area, user)

    @pytest.mark.parametrize("size", [3, 60])
    def test_costs_the_same_queries_for_many_people(
        self, ward, officer, django_assert_max_num_queries, size
    ):
        for number in range(size):
            make_household(ward, head=f"Lý Văn {number}", members=[f"Lý Thị {number}"])

        with django_assert_max_num_queries(8):
            assert not find(ward, officer)

    def test_command_finds_them_too(self, ward, other_ward, standing, capsys):
        make_household(ward, head=twin())
        make_household(other_ward, head=twin())

        call_command("find_duplicates", "--by", standing.username)

        assert "1" in capsys.readouterr().out
        assert DuplicatePair.objects.count() == 1


def typed(**changes):
    return {"full_name": "Nông Thị Trùng", "birth": "1980", "citizen_id": NUMBER} | changes


class TestEqualNumbers:
    @pytest.fixture
    def owner(self, ward):
        head = make_person("Lý Thị Sen", citizen_id=NUMBER)
        return make_household(ward, head=head, code="BK-000009")

    def post(self, client, ward, **row):
        url = reverse("household_create")
        token = client.get(url).context["form"]["submit_token"].value()
        data = {
            "area": str(ward.pk),
            "origin": "registered",
            "registered_on": "01/01/2023",
            "version": "0",
            "submit_token": str(token),
            "address": "Ngõ 7",
        }
        return client.post(url, data | member_rows(typed(**row)))

    def test_form_offers_to_save_without_the_number_and_keeps_what_was_typed(
        self, owner, client_of, officer, ward
    ):
        page = self.post(client_of(officer), ward)

        text = page.content.decode()
        row = page.context["formset"].forms[0]
        assert page.status_code == 200
        assert "đã thuộc về người ở hộ BK-000009" in str(row.errors["citizen_id"])
        assert 'name="form-0-without_number"' in text
        assert "Ngõ 7" in text
        assert NUMBER in text
        assert not Household.objects.exclude(pk=owner.pk).exists()

    def test_box_saves_the_household_and_queues_the_pair(self, owner, client_of, officer, ward):
        client = client_of(officer)

        page = self.post(client, ward, without_number="on")

        assert page.status_code == 302
        person = Person.objects.get(full_name="Nông Thị Trùng")
        found = DuplicatePair.objects.get()
        assert person.citizen_id_index is None
        assert (found.kind, found.first, found.second) == ("exact", owner.head, person)
        assert "danh sách nghi trùng" in client.get(page.url).content.decode()

    def test_number_of_another_ward_goes_to_who_reaches_both(
        self, client_of, officer, other_ward, ward, standing, other_officer
    ):
        head = make_person("Lý Thị Xa", citizen_id=NUMBER)
        far = make_household(other_ward, head=head, code="BK-000777")
        client = client_of(officer)

        first = self.post(client, ward)
        page = self.post(client, ward, without_number="on")

        assert "BK-000777" not in first.content.decode()
        shown = client.get(page.url).content.decode()
        assert far.code not in shown
        assert "Lý Thị Xa" not in shown
        found = DuplicatePair.objects.get()
        for user, seen in ((officer, False), (other_officer, False), (standing, True)):
            assert DuplicatePair.objects.visible_to(user).filter(pk=found.pk).exists() == seen

    def test_merging_gives_the_number_to_the_record_that_stays(
        self, owner, client_of, officer, ward
    ):
        self.post(client_of(officer), ward, without_number="on")
        found = DuplicatePair.objects.get()
        make_household(ward, head="Lý Văn Khác")

        decide(found, officer, keep=found.second)

        found.second.refresh_from_db()
        assert found.second.reveal_citizen_id() == NUMBER
        assert Person.objects.get(pk=found.first_id).citizen_id_index is None

    def test_pair_decided_as_two_people_is_not_queued_again(self, owner, client_of, officer, ward):
        self.post(client_of(officer), ward, without_number="on")
        found = DuplicatePair.objects.get()
        decide(found, officer, note="Gõ nhầm số")
        home = Household.objects.exclude(pk=owner.pk).get()
        stay = home.memberships.get()

        with pytest.raises(ValidationError, match="hai người khác nhau"):
            actions.save_household(
                data=actions.HouseholdData(
                    area=ward,
                    registered_on=home.registered_on,
                    members=[
                        actions.MemberData(
                            membership_id=stay.pk,
                            full_name="Nông Thị Trùng",
                            gender="female",
                            birth_year=1980,
                            ethnicity="02",
                            relation="head",
                            citizen_id=NUMBER,
                            without_number=True,
                        )
                    ],
                ),
                by=officer,
                today=TODAY,
                household=home,
                version=home.version,
            )


def test_saving_a_member_hints_at_a_likely_twin(client_of, officer, ward):
    make_household(ward, head=twin("Nông Thị Trùng"), code="BK-000001")
    client = client_of(officer)
    url = reverse("household_create")
    token = client.get(url).context["form"]["submit_token"].value()
    data = {
        "area": str(ward.pk),
        "origin": "registered",
        "registered_on": "01/01/2023",
        "version": "0",
        "submit_token": str(token),
    }

    page = client.post(url, data | member_rows(typed(birth="05/03/1980", citizen_id="")))

    found = DuplicatePair.objects.get()
    shown = client.get(page.url).content.decode()
    assert "có thể trùng với một hồ sơ khác" in shown
    assert reverse("duplicate_detail", args=[found.pk]) in shown


class TestDeciding:
    def test_two_people_stay_as_they_are(self, pair, officer):
        decide(pair, officer, note="Đã hỏi trưởng thôn")

        pair.refresh_from_db()
        assert (pair.state, pair.decided_by, pair.note) == (
            "different",
            officer,
            "Đã hỏi trưởng thôn",
        )
        assert not Person.objects.exclude(merged_into=None).exists()
        assert AuditEvent.objects.filter(action="duplicate.decide").count() == 1

    def test_one_person_keeps_both_histories(self, pair, officer):
        first, second = pair.first, pair.second

        decide(pair, officer, keep=first)

        second.refresh_from_db()
        stay = second.memberships.get()
        home = stay.household
        assert second.merged_into == first
        assert stay.valid_to == date(2023, 10, 1)
        assert home.size == 1
        assert home.closed_on is None
        assert first.memberships.get().valid_to is None
        actions_left = list(AuditEvent.objects.values_list("action", flat=True).order_by("pk"))
        assert actions_left[1:] == ["household.change", "person.merge", "duplicate.decide"]

    def test_stay_ends_before_the_later_one_begins(self, ward, officer):
        older = make_household(ward, head="Lý Văn Chủ", members=[twin()])
        make_household(ward, head=twin(), registered_on=date(2022, 7, 1))
        [found] = find(ward, officer)

        decide(found, officer, keep=found.second)

        stay = older.memberships.get(person=found.first)
        assert stay.valid_to == date(2022, 6, 30)

    def test_head_with_others_needs_a_new_head_first(self, pair, officer):
        with pytest.raises(ValidationError) as refused:
            decide(pair, officer, keep=pair.second)

        assert "BK-000001" in refused.value.messages[0]
        assert "Đổi chủ hộ" in refused.value.messages[0]
        pair.refresh_from_db()
        assert pair.state == "open"
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_household_without_members_closes_as_merged(self, ward, officer):
        old = make_household(ward, head=twin(), code="BK-000005")
        new = make_household(ward, head=twin(), members=["Bàn Văn Con"], code="BK-000006")
        [found] = find(ward, officer)

        decide(found, officer, keep=found.second)

        old.refresh_from_db()
        event = LifeEvent.objects.get()
        assert (old.closed_on, old.closed_reason) == (TODAY, "merged")
        assert (event.kind, event.household, event.other) == ("merge", old, new)

    def test_twice_in_one_household(self, ward, officer):
        home = make_household(ward, head=twin(), members=[twin()])
        [found] = find(ward, officer)
        assert found.reason.endswith("cùng hộ")

        decide(found, officer, keep=found.first)

        home.refresh_from_db()
        assert home.size == 1
        with pytest.raises(ValidationError):
            decide(found, officer, keep=found.second)

    def test_record_that_lives_somewhere_is_the_one_to_keep(self, ward, officer):
        old = make_household(ward, head="Lý Văn Chủ", members=[twin()])
        Membership.objects.filter(household=old, is_head=False).update(valid_to=date(2022, 1, 1))
        make_household(ward, head=twin(), code="BK-000008")
        [found] = find(ward, officer)

        with pytest.raises(ValidationError, match="BK-000008"):
            decide(found, officer, keep=found.first)
        decide(found, officer, keep=found.second)

        assert Person.objects.get(pk=found.first_id).merged_into == found.second

    @pytest.mark.parametrize("note", ["", "   ", "đ" * 501])
    def test_needs_a_reason_of_fair_length(self, pair, officer, note):
        with pytest.raises(ValidationError):
            decide(pair, officer, note=note)

    def test_needs_a_record_of_the_pair_to_keep(self, pair, officer):
        with pytest.raises(ValidationError, match="hồ sơ được giữ"):
            decide(pair, officer, keep=make_person("Người Lạ"))

    def test_is_decided_once(self, pair, officer):
        decide(pair, officer)

        with pytest.raises(ValidationError, match="đã có người xử lý"):
            decide(pair, officer, keep=pair.first)

    def test_needs_the_right_on_both_sides(
        self, ward, other_ward, city, officer, other_officer, standing, chair, outsider
    ):
        make_household(ward, head=twin())
        make_household(other_ward, head=twin())
        [found] = find(city, standing)

        for user in (officer, other_officer, chair, outsider):
            with pytest.raises(PermissionDenied):
                decide(found, user)
        assert decide(found, standing).state == "different"

    def test_a_person_who_moved_to_another_ward_needs_the_right_there(
        self, pair, officer, other_ward
    ):
        Household.objects.filter(code="BK-000002").update(area=other_ward)

        with pytest.raises(PermissionDenied):
            decide(pair, officer)

    def test_what_else_waits_follows_the_record_that_stays(self, ward, officer):
        for _number in range(3):
            make_household(ward, head=twin())
        one, two, three = sorted(find(ward, officer), key=lambda row: (row.first_id, row.second_id))

        decide(one, officer, keep=one.first)

        two.refresh_from_db()
        three.refresh_from_db()
        assert (two.state, three.state) == ("open", "merged")
        decide(two, officer, keep=two.first)
        assert Person.objects.filter(merged_into=one.first).count() == 2

    def test_merging_on_keeps_the_tree_flat(self, ward, officer):
        for _number in range(3):
            make_household(ward, head=twin())
        pairs = {(row.first_id, row.second_id): row for row in find(ward, officer)}
        a, b, c = sorted({key for keys in pairs for key in keys})

        decide(pairs[(b, c)], officer, keep=Person.objects.get(pk=b))
        decide(pairs[(a, b)], officer, keep=Person.objects.get(pk=a))

        assert set(Person.objects.filter(merged_into=a).values_list("pk", flat=True)) == {b, c}

    def test_status_moves_to_the_record_that_stays(self, pair, officer):
        PersonStatus.objects.create(
            person=pair.second,
            kind="low_income",
            income=1,
            document="1/XN",
            valid_from=date(2023, 1, 1),
            recorded_by=officer,
            recorded_at=NOW,
        )

        decide(pair, officer, keep=pair.first)

        assert PersonStatus.objects.get().person == pair.first


def need_of(home, person):
    """Return the need for work of a member, not saved."""
    return JobNeed(household=home, person=person, need="job", registered_on=date(2022, 6, 15))


class TestAfterwards:
    def test_search_by_number_finds_the_one_that_stays(self, ward, officer):
        make_household(ward, head=twin(citizen_id=NUMBER), code="BK-000005")
        kept = make_household(
            ward, head=twin(citizen_id=OTHER_NUMBER), members=["Con"], code="BK-000006"
        )
        [found] = find(ward, officer)
        assert "số định danh khác nhau" in found.reason

        decide(found, officer, keep=found.second)

        for number in (NUMBER, OTHER_NUMBER):
            assert list(Household.objects.matching(number, by=officer)) == [kept]

    def test_number_that_moved_finds_the_one_that_stays(self, ward, officer):
        make_household(ward, head=twin(citizen_id=NUMBER), code="BK-000005")
        kept = make_household(ward, head=twin(), members=["Con"], code="BK-000006")
        [found] = find(ward, officer)

        decide(found, officer, keep=found.second)

        assert list(Household.objects.matching(NUMBER, by=officer)) == [kept]

    def test_dossier_shows_what_the_merged_record_lived_and_received(
        self, ward, city, officer, chair, client_of
    ):
        programs.programme(city)
        old = make_household(ward, head=twin(), code="BK-000005")
        recognised(old, make_round(2022), by=officer, chair=chair, b1=100, lacking=3)
        programme_actions.record_need(need=need_of(old, old.head), by=officer)
        kept = make_household(ward, head=twin(), members=["Con"], code="BK-000006")
        [found] = find(ward, officer)
        decide(found, officer, keep=found.second, now=datetime(2024, 5, 5, tzinfo=UTC))

        page = client_of(officer).get(kept.get_absolute_url()).content.decode()

        assert "Hồ sơ đã gộp: Bàn Thị Mùi" in page
        assert "BK-000005" in page
        assert "Hộ nghèo" in page
        assert "Đăng ký nhu cầu việc làm" in page

    def test_merged_record_gets_nothing_new(self, ward, city, officer):
        programs.programme(city)
        old = make_household(ward, head=twin(), code="BK-000005")
        make_household(ward, head=twin(), members=["Con"], code="BK-000006")
        [found] = find(ward, officer)
        decide(found, officer, keep=found.second)
        gone = Person.objects.get(pk=found.first_id)

        with pytest.raises(ValidationError, match="đã gộp"):
            programme_actions.record_need(need=need_of(old, gone), by=officer)


class TestPages:
    def test_list_shows_waiting_pairs_first_and_filters(self, pair, client_of, officer, ward):
        make_household(ward, head=twin("Hà Thị Na"))
        make_household(ward, head=twin("Hà Thị Na"))
        [other] = find(ward, officer)
        decide(pair, officer)
        client = client_of(officer)
        url = reverse("duplicate_list")

        shown = client.get(url).context["page"].rows
        named = client.get(url, {"q": "ha thi"}).context["page"].rows
        done = client.get(url, {"state": "different"}).context["page"].rows

        assert shown == [other, pair]
        assert named == [other]
        assert done == [pair]

    def test_button_finds(self, client_of, officer, ward):
        make_household(ward, head=twin())
        make_household(ward, head=twin())
        client = client_of(officer)

        page = client.post(reverse("duplicate_find"), follow=True)

        assert "thêm 1 cặp" in page.content.decode()
        assert (
            "không có cặp nào mới"
            in client.post(reverse("duplicate_find"), follow=True).content.decode()
        )

    def test_records_stand_side_by_side_without_citizen_ids(self, ward, client_of, officer):
        make_household(ward, head=twin(citizen_id=NUMBER))
        make_household(ward, head=twin(gender="male"))
        [found] = find(ward, officer)

        page = client_of(officer).get(reverse("duplicate_detail", args=[found.pk]))

        text = page.content.decode()
        assert NUMBER not in text
        assert "••••••••0001" in text
        assert "khác" in text
        assert "05/03/1980" in text

    def test_decision_is_taken_on_the_page(self, pair, client_of, officer):
        url = reverse("duplicate_detail", args=[pair.pk])
        client = client_of(officer)

        empty = client.post(url, {})
        refused = client.post(url, {"verdict": "second", "note": "Đã đối chiếu giấy tờ"})
        taken = client.post(url, {"verdict": "first", "note": "Đã đối chiếu giấy tờ"})
        again = client.post(url, {"verdict": "different", "note": "Nhầm"})

        assert set(empty.context["form"].errors) == {"verdict", "note"}
        assert "Đổi chủ hộ" in refused.content.decode()
        assert "Đã đối chiếu giấy tờ" in refused.content.decode()
        assert taken.status_code == 302
        assert "đã có người xử lý" in again.content.decode()
        assert "Đã đối chiếu giấy tờ" in client.get(url).content.decode()

    @pytest.mark.parametrize(
        "values",
        [
            {"verdict": "third", "note": "x"},
            {"verdict": "first", "note": "a\x00b"},
            {"verdict": "first", "note": "đ" * 501},
            {"verdict": "' OR 1=1", "note": "<script>"},
        ],
    )
    def test_hostile_input_decides_nothing(self, pair, client_of, officer, values):
        page = client_of(officer).post(reverse("duplicate_detail", args=[pair.pk]), values)

        assert page.status_code == 200
        pair.refresh_from_db()
        assert pair.state == "open"

    def test_pairs_that_touch_another_ward_are_for_who_reaches_both(
        self, ward, other_ward, city, client_of, officer, other_officer, standing, outsider
    ):
        make_household(ward, head=twin())
        make_household(other_ward, head=twin())
        [found] = find(city, standing)
        url = reverse("duplicate_detail", args=[found.pk])

        for user in (officer, other_officer):
            client = client_of(user)
            assert not client.get(reverse("duplicate_list")).context["page"].rows
            assert client.get(url).status_code == 404
            assert client.post(url, {"verdict": "first", "note": "x"}).status_code == 404
        assert client_of(outsider).get(url).status_code == 403
        assert client_of(standing).get(url).status_code == 200

    @pytest.mark.parametrize("size", [1, 20])
    def test_list_costs_the_same_for_one_pair_or_many(
        self, ward, officer, client_of, django_assert_max_num_queries, size
    ):
        for number in range(size):
            for _twice in range(2):
                make_household(ward, head=twin(f"Lý Thị {number}"))
        assert len(find(ward, officer)) == size
        client = client_of(officer)

        with django_assert_max_num_queries(8):
            assert len(client.get(reverse("duplicate_list")).context["page"].rows) == size


class TestNobodyLivesInTwoHouseholdsOnOneDay:
    @pytest.fixture
    def stays(self, ward):
        """Return the stay of a person until the end of 2021, and another household."""
        home = make_household(ward, head="Lý Văn Chủ", members=["Lý Văn Con"])
        stay = home.memberships.get(is_head=False)
        stay.valid_to = date(2021, 12, 31)
        stay.save()
        return stay, make_household(ward, head="Lý Văn Khác")

    def again(self, stay, home, start, end=None):
        return Membership(
            household=home, person=stay.person, relation="child", valid_from=start, valid_to=end
        )

    @pytest.mark.parametrize(
        ("start", "end", "is_free"),
        [
            (date(2022, 1, 1), None, True),
            (date(2021, 12, 31), None, False),
            (date(2019, 1, 1), date(2019, 12, 31), True),
            (date(2019, 1, 1), date(2020, 1, 1), False),
            (date(2020, 6, 1), date(2020, 6, 1), False),
        ],
    )
    def test_bulk_create_is_held_by_the_database(self, stays, start, end, is_free):
        stay, home = stays

        if is_free:
            Membership.objects.bulk_create([self.again(stay, home, start, end)])
        else:
            with pytest.raises(IntegrityError, match="two households"), transaction.atomic():
                Membership.objects.bulk_create([self.again(stay, home, start, end)])

    def test_update_is_held_by_the_database(self, stays):
        stay, home = stays
        later = self.again(stay, home, date(2022, 1, 1))
        later.save()

        with pytest.raises(IntegrityError, match="two households"), transaction.atomic():
            Membership.objects.filter(pk=later.pk).update(valid_from=date(2021, 12, 31))

    def test_raw_sql_is_held_by_the_database(self, stays):
        stay, home = stays

        with (
            pytest.raises(IntegrityError, match="two households"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO households_membership"
                " (household_id, person_id, relation, is_head, valid_from, valid_to)"
                " VALUES (%s, %s, 'child', %s, '2021-06-01', '2021-06-30')",
                [home.pk, stay.person_id, False],
            )

    def test_the_action_says_it_in_words(self, ward, officer):
        person = make_person("Hà Thị Na", citizen_id=NUMBER)
        make_household(ward, head="Lý Văn Chủ", members=[person], code="BK-000003")

        with pytest.raises(ValidationError, match="đã thuộc về người ở hộ BK-000003"):
            actions.save_household(
                data=actions.HouseholdData(
                    area=ward,
                    registered_on=date(2023, 1, 1),
                    members=[
                        actions.MemberData(
                            full_name="Hà Thị Na",
                            gender="female",
                            birth_year=1980,
                            ethnicity="02",
                            relation="head",
                            citizen_id=NUMBER,
                        )
                    ],
                ),
                by=officer,
                today=TODAY,
            )

    def test_somebody_who_left_yesterday_may_move_in_and_nobody_before(self, ward, officer):
        person = make_person("Hà Thị Na", citizen_id=NUMBER)
        home = make_household(ward, head="Lý Văn Chủ", members=[person])
        Membership.objects.filter(person=person).update(valid_to=date(2023, 6, 1))

        def save(day):
            return actions.save_household(
                data=actions.HouseholdData(
                    area=ward,
                    registered_on=day,
                    members=[
                        actions.MemberData(
                            full_name="Hà Thị Na",
                            gender="female",
                            birth_year=1980,
                            ethnicity="02",
                            relation="head",
                            citizen_id=NUMBER,
                        )
                    ],
                ),
                by=officer,
                today=TODAY,
            )

        with pytest.raises(ValidationError, match=home.code):
            save(date(2023, 6, 1))
        assert save(date(2023, 6, 2)).head == person


class TestTwoAtOnce:
    pytestmark = RACE

    def test_one_decision_holds_and_the_other_is_told(self, ward, officer):
        for number in range(5):
            for _twice in range(2):
                make_household(ward, head=twin(f"Lý Thị {number}"))
        for found in find(ward, officer):

            def merge(found=found):
                return decide(found, officer, keep=found.first)

            def part(found=found):
                return decide(found, officer)

            given = together(merge, part)

            refused = [item for item in given if isinstance(item, ValidationError)]
            found.refresh_from_db()
            assert len(refused) == 1, given
            is_merged = Person.objects.get(pk=found.second_id).merged_into_id is not None
            assert is_merged == (found.state == "merged")
        assert AuditEvent.objects.filter(action="duplicate.decide").count() == 5

    def test_control_without_looking_again_both_would_be_written(self, ward, officer):
        make_household(ward, head=twin())
        make_household(ward, head=twin())
        [found] = find(ward, officer)
        looked = Barrier(2)

        def careless(state):
            def work():
                row = DuplicatePair.objects.get(pk=found.pk)
                assert row.state == "open"
                looked.wait(timeout=10)
                with transaction.atomic():
                    DuplicatePair.objects.filter(pk=row.pk).update(
                        state=state, note="x", decided_by=officer, decided_at=NOW
                    )
                return state

            return work

        given = together(careless("merged"), careless("different"))

        assert given == ["merged", "different"]

    def test_two_searches_leave_each_pair_once(self, ward, officer, standing):
        for number in range(4):
            for _twice in range(2):
                make_household(ward, head=twin(f"Lý Thị {number}"))

        given = together(lambda: find(ward, officer), lambda: find(ward, standing))

        assert all(isinstance(item, list) for item in given), given
        assert sum(len(item) for item in given) == 4
        assert DuplicatePair.objects.count() == 4


def test_event_data_has_the_fields_that_a_merger_fills():
    assert EventData(happened_on=TODAY, note="Gộp").note == "Gộp"
