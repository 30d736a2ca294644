"""Instructions of the leadership: who carries them out, reports on them and ends them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting.todo import todo_for
from programs import actions
from programs.models import Directive, DirectiveNote, Organisation
from tests.conftest import make_area, make_user
from tests.programs import factories

pytestmark = pytest.mark.django_db
TOKEN = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a31"
MINE = "chỉ đạo của đơn vị chưa báo cáo xong"
GIVEN = "chỉ đạo đã giao sắp hoặc đã đến hạn"
WARDS = "Các phường, xã"
FRONT = "Ủy ban Mặt trận Tổ quốc thành phố"
TODAY = date(2023, 9, 1)


@pytest.fixture(autouse=True)
def _programme(city):
    factories.programme(city)


def give(area, owner=WARDS, **fields):
    fields = {
        "title": "Chọn hộ có khả năng thoát nghèo",
        "instruction": "Lập danh sách từng hộ.",
        "issued_on": date(2023, 8, 11),
        "due_on": date(2023, 9, 30),
        "document": "Thông báo kết luận",
        "page": "exit_plan_list",
    } | fields
    return Directive.objects.create(area=area, owner=factories.office(owner), **fields)


def typed(area, owner=WARDS, **fields):
    return {
        "title": "Rà soát vốn chưa phân bổ",
        "instruction": "Nêu lý do của từng khoản.",
        "owner": factories.office(owner).pk,
        "area": area.pk,
        "issued_on": "11/08/2023",
        "due_on": "15/09/2023",
        "document": "Thông báo số 12",
        "page": "idle_reason_list",
        "submit_token": TOKEN,
    } | fields


def told(**fields):
    return {
        "state": "in_progress",
        "noted_on": "20/08/2023",
        "note": "Đã chọn 12 hộ",
        "submit_token": TOKEN,
    } | fields


def follow(directive, who, client_of, **fields):
    address = reverse("directive_follow", args=[directive.pk])
    return client_of(who).post(address, told(**fields))


def waiting(user, *, today=TODAY):
    groups = todo_for(type(user).objects.get(pk=user.pk), today=today)
    return {str(item.words): item for group in groups for item in group.items}


def test_leader_gives_an_instruction_once_however_often_it_is_sent(city, leader, client_of):
    browser, address = client_of(leader), reverse("directive_create")

    browser.post(address, typed(city))
    answer = browser.post(address, typed(city))

    directive = Directive.objects.get()
    assert answer["Location"] == directive.get_absolute_url()
    assert directive.state == "open"
    assert AuditEvent.objects.filter(action="directive.record").count() == 1
    page = browser.get(directive.get_absolute_url()).content.decode()
    assert f'href="{reverse("idle_reason_list")}"' in page


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"due_on": "10/08/2023"}, "due_on", "không thể trước"),
        ({"issued_on": "01/01/2099", "due_on": "02/01/2099"}, "issued_on", "chưa đến"),
        ({"issued_on": "01/02/2020"}, "owner", "không hoạt động vào ngày chỉ đạo"),
        ({"page": "admin:index"}, "page", "không có trong danh sách"),
        ({"title": ""}, "title", ""),
    ],
)
def test_wrong_instruction_is_refused_at_its_field(city, leader, client_of, wrong, field, words):
    answer = client_of(leader).post(reverse("directive_create"), typed(city, **wrong))

    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors[field])
    assert "Nêu lý do của từng khoản." in answer.content.decode()
    assert not Directive.objects.exists()


def test_owner_sees_the_work_of_the_whole_city_and_others_do_not(
    city, officer, chair, other_officer, front, investigator, outsider, client_of
):
    to_wards, to_front = give(city), give(city, FRONT, title="Giám sát")
    page, other = to_wards.get_absolute_url(), to_front.get_absolute_url()

    assert [client_of(who).get(page).status_code for who in (officer, chair, other_officer)] == [
        200,
        200,
        200,
    ]
    assert client_of(officer).get(other).status_code == 404
    assert client_of(front).get(other).status_code == 200
    assert client_of(investigator).get(page).status_code == 403
    assert client_of(outsider).get(page).status_code == 403


@pytest.mark.parametrize("who", ["officer", "chair", "other_officer"])
def test_ward_finds_its_open_work_on_the_home_page_and_the_list_behind_it(
    city, who, request, client_of
):
    user = request.getfixturevalue(who)
    give(city)
    give(city, state="done", done_on=date(2023, 8, 30))
    give(city, FRONT)

    item = waiting(user)[MINE]

    shown = client_of(user).get(item.url).context["page"]
    assert (item.count, item.is_late, shown.total) == (1, False, 1)
    assert waiting(user, today=date(2023, 10, 1))[MINE].is_late is True
    assert MINE in client_of(user).get("/").content.decode()


def test_who_reported_its_part_as_done_is_asked_no_more(city, officer, other_officer, client_of):
    directive = give(city)

    follow(directive, officer, client_of, state="done")

    assert MINE not in waiting(officer)
    assert waiting(other_officer)[MINE].count == 1
    directive.refresh_from_db()
    assert directive.state == "in_progress"


def test_a_later_word_puts_the_work_back_on_the_list(city, officer, client_of):
    directive = give(city)
    follow(directive, officer, client_of, state="done")

    token = TOKEN.replace("0a3c", "0a3e")
    follow(directive, officer, client_of, noted_on="25/08/2023", submit_token=token)

    assert waiting(officer)[MINE].count == 1


def test_giver_is_told_of_what_is_near_its_day(city, leader, auditor, client_of):
    give(city)

    item = waiting(leader, today=date(2023, 9, 23))[GIVEN]

    assert (item.count, item.is_late) == (1, False)
    assert client_of(leader).get(item.url).context["page"].total == 1
    assert GIVEN not in waiting(leader, today=date(2023, 9, 22))
    assert waiting(leader, today=date(2023, 10, 1))[GIVEN].is_late
    assert waiting(auditor, today=date(2023, 10, 1)) == {}


def test_word_of_a_ward_is_its_own_and_is_kept_once(city, ward, officer, client_of):
    directive = give(city)

    first = follow(directive, officer, client_of)
    follow(directive, officer, client_of)

    note = directive.notes.get()
    assert first["Location"] == directive.get_absolute_url()
    assert (note.area, note.created_by, note.state) == (ward, officer, "in_progress")
    assert AuditEvent.objects.filter(action="directive.follow", area_path=ward.path).count() == 1


def test_city_reads_how_far_each_ward_is_and_who_is_silent(
    city, ward, other_ward, officer, leader, client_of
):
    directive = give(city)
    follow(directive, officer, client_of)

    page = client_of(leader).get(directive.get_absolute_url())

    table = page.context["sections"][0]
    assert {row.ward: row.note for row in table.rows} == {ward: "Đã chọn 12 hộ", other_ward: ""}
    assert [value for _label, value in table.sums] == ["1 / 2"]
    assert "chưa báo cáo" in page.content.decode()


def test_ward_does_not_read_what_another_ward_said(
    city, other_ward, officer, other_officer, standing, client_of
):
    directive = give(city)
    follow(directive, officer, client_of, note="Chỉ phường này biết")
    token = TOKEN.replace("0a3c", "0a3e")
    follow(directive, standing, client_of, note="Nhắc các phường, xã", submit_token=token)

    page = client_of(other_officer).get(directive.get_absolute_url())

    text = page.content.decode()
    assert "Chỉ phường này biết" not in text
    assert "Nhắc các phường, xã" in text
    assert [row.ward for row in page.context["sections"][0].rows] == [other_ward]
    note = directive.notes.get(note="Chỉ phường này biết")
    assert client_of(other_officer).get(note.get_absolute_url()).status_code == 404
    listed = client_of(other_officer).get(reverse("directive_note_list"))
    assert [row.note for row in listed.context["page"].rows] == ["Nhắc các phường, xã"]


def test_latest_word_counts_in_the_table(city, officer, leader, client_of):
    directive = give(city)
    follow(directive, officer, client_of, noted_on="25/08/2023", note="Xong", state="done")
    token = TOKEN.replace("0a3c", "0a3e")
    follow(directive, officer, client_of, noted_on="20/08/2023", note="Cũ", submit_token=token)

    page = client_of(leader).get(directive.get_absolute_url())

    assert "Xong" in [row.note for row in page.context["sections"][0].rows]


def test_who_works_in_two_wards_says_of_which(city, ward, other_ward, client_of):
    both = make_user("both", role="ward_officer", area=ward)
    both.assignments.create(role="ward_officer", area=other_ward, valid_from=date(2015, 1, 1))
    directive = give(city)

    silent = follow(directive, both, client_of)
    follow(directive, both, client_of, area=other_ward.pk)

    assert "area" in silent.context["form"].errors
    assert directive.notes.get().area == other_ward


@pytest.mark.parametrize("who", ["finance", "bank", "auditor", "outsider"])
def test_nobody_else_says_how_far_it_is(city, who, request, client_of):
    directive = give(city, FRONT)
    user = request.getfixturevalue(who)

    answer = follow(directive, user, client_of)

    assert answer.status_code in (403, 404)
    note = DirectiveNote(
        directive=directive, area=city, state="done", note="x", noted_on=date(2023, 8, 20)
    )
    with pytest.raises(PermissionDenied):
        actions.follow_directive(note=note, by=user)
    assert not DirectiveNote.objects.exists()


def test_ward_cannot_speak_for_another_ward_or_the_city(city, other_ward, officer):
    directive = give(city)

    for area in (city, other_ward):
        note = DirectiveNote(
            directive=directive, area=area, state="done", note="x", noted_on=date(2023, 8, 20)
        )
        with pytest.raises(PermissionDenied):
            actions.follow_directive(note=note, by=officer)


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"noted_on": "01/01/2099"}, "noted_on", "chưa đến"),
        ({"noted_on": "10/08/2023"}, "noted_on", "không thể trước ngày chỉ đạo"),
        ({"state": "cancelled"}, "state", "không có trong danh sách"),
        ({"note": ""}, "note", ""),
    ],
)
def test_wrong_word_is_refused_at_its_field(city, officer, client_of, wrong, field, words):
    answer = follow(give(city), officer, client_of, **wrong)

    assert words in str(answer.context["form"].errors[field])
    assert not DirectiveNote.objects.exists()


def test_ward_cannot_call_the_work_off_by_the_action_either(city, ward, officer):
    note = DirectiveNote(
        directive=give(city), area=ward, state="cancelled", note="x", noted_on=date(2023, 8, 20)
    )

    with pytest.raises(ValidationError, match="người giao việc"):
        actions.follow_directive(note=note, by=officer)


def closing(directive, **fields):
    return {
        "version": directive.version,
        "state": "done",
        "closed_on": "15/09/2023",
        "note": "Mọi phường đã xong",
        "submit_token": TOKEN,
    } | fields


def test_giver_closes_the_whole_and_nobody_adds_a_word_after(city, officer, leader, client_of):
    directive = give(city)
    address = reverse("directive_close", args=[directive.pk])
    browser = client_of(leader)

    first = browser.post(address, closing(directive))
    again = browser.post(address, closing(directive))

    directive.refresh_from_db()
    assert (first.status_code, again.status_code) == (302, 302)
    assert (directive.state, directive.done_on) == ("done", date(2023, 9, 15))
    assert AuditEvent.objects.filter(action="directive.close").count() == 1
    late = follow(directive, officer, client_of, submit_token=TOKEN.replace("0a3c", "0a3e"))
    assert "đã kết thúc" in late.content.decode()
    assert directive.notes.get().area == city
    assert MINE not in waiting(officer)


def test_officer_does_not_close(city, officer, front, client_of):
    directive = give(city)
    for who in (officer, front):
        address = reverse("directive_close", args=[directive.pk])
        assert client_of(who).post(address, closing(directive)).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.close_directive(
                directive=directive,
                state="done",
                closed_on=date(2023, 9, 15),
                note="x",
                by=who,
                version=1,
            )
    directive.refresh_from_db()
    assert directive.state == "open"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"closed_on": "01/01/2099"}, "closed_on", "chưa đến"),
        ({"closed_on": "10/08/2023"}, "closed_on", "không thể trước ngày chỉ đạo"),
        ({"note": ""}, "note", ""),
        ({"state": "open"}, "state", "không có trong danh sách"),
    ],
)
def test_wrong_end_is_refused_at_its_field(city, leader, client_of, wrong, field, words):
    directive = give(city)
    address = reverse("directive_close", args=[directive.pk])

    answer = client_of(leader).post(address, closing(directive, **wrong))

    assert words in str(answer.context["form"].errors[field])
    directive.refresh_from_db()
    assert directive.state == "open"


def test_called_off_has_no_day_of_completion_and_is_taken_up_again(city, leader, client_of):
    directive = give(city)
    browser = client_of(leader)
    browser.post(
        reverse("directive_close", args=[directive.pk]), closing(directive, state="cancelled")
    )
    directive.refresh_from_db()
    assert (directive.state, directive.done_on) == ("cancelled", None)

    address = reverse("directive_reopen", args=[directive.pk])
    sent = {"version": directive.version, "submit_token": TOKEN.replace("0a3c", "0a3e")}
    silent = browser.post(address, sent | {"reason": ""})
    browser.post(address, sent | {"reason": "Vẫn còn hộ chưa xét"})

    directive.refresh_from_db()
    assert silent.status_code == 200
    assert directive.state == "in_progress"
    assert [note.note for note in directive.notes.all()] == [
        "Vẫn còn hộ chưa xét",
        "Mọi phường đã xong",
    ]


def test_instruction_with_words_on_it_is_not_deleted(city, officer, leader, client_of):
    directive = give(city)
    follow(directive, officer, client_of)
    address = reverse("directive_remove", args=[directive.pk])

    answer = client_of(leader).post(
        address, {"version": 1, "reason": "Nhầm", "submit_token": TOKEN}
    )

    assert "đang được dùng" in answer.content.decode()
    assert Directive.objects.exists()


def test_list_finds_mine_and_those_of_one_owner(city, front, leader, client_of):
    give(city)
    mine = give(city, FRONT, title="Giám sát")

    def rows(who, **query):
        return [*client_of(who).get(reverse("directive_list"), query).context["page"].rows]

    assert rows(front, mine="all") == [mine]
    assert rows(leader, owner=mine.owner_id) == [mine]
    assert len(rows(leader)) == 2


def test_office_is_found_by_role_and_area_and_a_wider_area_counts(city, ward, village, other_ward):
    wards = factories.office(WARDS)
    here = Organisation.objects.create(
        name="Văn phòng phường", area=ward, role="ward_officer", valid_from=date(2021, 1, 1)
    )
    roleless = Organisation.objects.create(
        name="Hội Nông dân", area=ward, valid_from=date(2021, 1, 1)
    )

    def offices(role, area):
        user = make_user(f"{role}{area.pk}", role=role, area=area)
        return {*Organisation.objects.of_user(user)} & {wards, here, roleless}

    assert offices("ward_officer", ward) == {wards, here}
    assert offices("ward_chair", ward) == {wards, here}
    assert offices("ward_officer", other_ward) == {wards}
    assert offices("investigator", village) == set()
    assert offices("ward_officer", city) == {wards}


def test_office_of_who_left_the_role_is_theirs_no_more(city, ward, officer):
    yesterday = timezone.localdate() - timedelta(days=1)
    officer.assignments.update(valid_to=yesterday)

    assert not Organisation.objects.of_user(type(officer).objects.get(pk=officer.pk)).exists()


def test_office_exists_from_its_first_to_its_last_day(city):
    first, last = date(2021, 1, 1), date(2025, 6, 30)
    office = factories.office(WARDS)

    def there(day):
        return office in Organisation.objects.valid_on(day)

    assert [there(first), there(last)] == [True, True]
    assert not there(first - timedelta(days=1))
    assert not there(last + timedelta(days=1))


def test_unfinished_work_of_an_office_that_ended_is_still_its_peoples(city, officer):
    give(city)
    Organisation.objects.filter(name=WARDS).update(valid_to=date(2023, 8, 31))

    assert waiting(officer, today=date(2023, 10, 1))[MINE].is_late


def test_silent_wards_are_those_that_existed_while_it_was_open(city, ward, leader, client_of):
    gone = make_area(code="T01999", name="Phường Cũ", level="ward", parent=city, residence="urban")
    type(gone).objects.filter(pk=gone.pk).update(valid_to=date(2022, 12, 31))

    page = client_of(leader).get(give(city).get_absolute_url())

    assert [row.ward for row in page.context["sections"][0].rows] == [ward]
