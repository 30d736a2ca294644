"""Communication and supervision: entered, put right, followed until mended, who sees what."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent, User
from povertyportal.reporting.todo import todo_for
from programs import actions
from programs.models import Communication, SupervisionFinding, SupervisionVisit
from tests.programs import factories

pytestmark = pytest.mark.django_db
DAY = factories.DAY
WARDS = "Các phường, xã"
FINANCE = "Phòng Tài chính - Kế hoạch"


@pytest.fixture(autouse=True)
def _programme(city):
    factories.programme(city)


def told(area, **fields):
    return {
        "topic": "Chính sách giảm nghèo",
        "channel": "meeting",
        "area": area.pk,
        "component": factories.component("DA6.2").pk,
        "organiser": factories.office("Phòng Văn hóa và Thông tin").pk,
        "held_on": "15/06/2022",
        "ended_on": "",
        "sessions": "2",
        "reached": "",
        "cost": "4.200.000",
        "outcome": "",
        "submit_token": str(uuid.uuid4()),
    } | fields


def visited(area, **fields):
    return {
        "subject": "Giám sát cho vay hộ nghèo",
        "kind": "planned",
        "area": area.pk,
        "component": "",
        "supervisor": factories.office("Ủy ban Mặt trận Tổ quốc thành phố").pk,
        "visited": "Tổ 1; 4 hộ",
        "visited_on": "15/06/2022",
        "submit_token": str(uuid.uuid4()),
    } | fields


@pytest.fixture
def visit_in():
    """Return the function that makes a visit to an area."""

    def make(area, **fields):
        fields = {
            "kind": "planned",
            "subject": "Giám sát giải ngân",
            "supervisor": factories.office("Ủy ban Mặt trận Tổ quốc thành phố"),
            "visited": "UBND",
            "visited_on": DAY,
        } | fields
        return SupervisionVisit.objects.create(area=area, **fields)

    return make


@pytest.fixture
def finding_in(visit_in):
    """Return the function that makes an open finding of a visit to an area."""

    def make(area, owner=WARDS, **fields):
        fields = {"finding": "Chậm giải ngân", "due_on": date(2022, 12, 1)} | fields
        return SupervisionFinding.objects.create(
            visit=visit_in(area), owner=factories.office(owner), **fields
        )

    return make


def errors_of(response):
    return {name: " ".join(found) for name, found in response.context["form"].errors.items()}


def events(action):
    return AuditEvent.objects.filter(action=action)


def test_officer_enters_communication_once_and_what_is_not_counted_stays_unknown(
    ward, officer, client_of
):
    browser, sent = client_of(officer), told(ward)

    first = browser.post(reverse("communication_create"), sent)
    again = browser.post(reverse("communication_create"), sent)

    row = Communication.objects.get()
    assert first["Location"] == again["Location"] == row.get_absolute_url()
    assert (row.reached, row.cost, row.sessions) == (None, 4_200_000, 2)
    assert events("communication.record").count() == 1
    assert "chưa có số liệu" in browser.get(row.get_absolute_url()).content.decode()


def test_totals_of_communication_say_what_is_not_counted(ward, officer, client_of):
    browser, url = client_of(officer), reverse("communication_list")
    browser.post(reverse("communication_create"), told(ward, cost=""))

    unknown = dict(browser.get(url).context["totals"])
    browser.post(reverse("communication_create"), told(ward, reached="95", sessions="1"))
    known = dict(browser.get(url).context["totals"])

    assert unknown["Số người tiếp cận đã ghi"] == "chưa có số liệu"
    assert unknown["Kinh phí đã ghi (đồng)"] == "chưa có số liệu"
    assert (known["Số người tiếp cận đã ghi"], known["Số buổi, số lượt"]) == ("95", "3")
    assert known["Hoạt động chưa có số người"] == "1"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"topic": " "}, "topic", ""),
        ({"held_on": "15/06/2099"}, "held_on", "chưa đến"),
        ({"ended_on": "14/06/2022"}, "ended_on", "không thể trước"),
        ({"held_on": "15/06/2020"}, "organiser", "không có vào ngày 15/06/2020"),
        ({"sessions": "0"}, "sessions", ""),
        ({"cost": "-1"}, "cost", "số đồng nguyên"),
        ({"cost": "1234567890123456"}, "cost", "quá lớn"),
    ],
)
def test_wrong_communication_is_refused_at_its_field_and_nothing_typed_is_lost(
    ward, officer, client_of, wrong, field, words
):
    sent = told(ward, outcome="Đã phát tờ rơi") | wrong

    response = client_of(officer).post(reverse("communication_create"), sent)

    assert response.status_code == 200
    assert words in errors_of(response)[field]
    assert "Đã phát tờ rơi" in response.content.decode()
    assert not Communication.objects.exists()


def test_an_area_of_somebody_else_cannot_be_chosen(ward, other_ward, officer, client_of):
    browser = client_of(officer)
    browser.post(reverse("communication_create"), told(ward))
    row = Communication.objects.get()

    entered = browser.post(reverse("communication_create"), told(other_ward))
    moved = browser.post(
        reverse("communication_edit", args=[row.pk]), told(other_ward) | {"version": 1}
    )

    assert "area" in errors_of(entered)
    assert "area" in errors_of(moved)
    with pytest.raises(PermissionDenied):
        actions.amend_communication(
            communication=row,
            values={
                "area": other_ward,
                "held_on": DAY,
                "organiser": row.organiser,
                "topic": "Khác",
            },
            by=officer,
            version=1,
        )


def test_communication_is_put_right_by_version_and_deleted_with_a_reason(ward, officer, client_of):
    browser = client_of(officer)
    browser.post(reverse("communication_create"), told(ward))
    row = Communication.objects.get()
    url = reverse("communication_edit", args=[row.pk])

    done = browser.post(url, told(ward, reached="95") | {"version": 1})
    stale = browser.post(url, told(ward, reached="90") | {"version": 1})
    gone = browser.post(
        reverse("communication_remove", args=[row.pk]),
        {"version": 2, "reason": "Ghi hai lần", "submit_token": uuid.uuid4()},
    )

    assert (done.status_code, gone.status_code) == (302, 302)
    assert [(now, typed) for _label, now, typed in stale.context["conflict"]] == [("95", "90")]
    assert not Communication.objects.exists()
    assert events("communication.remove").get().note == "Ghi hai lần"


def test_visit_its_findings_and_what_came_of_them_are_entered_in_the_browser(
    ward, front, client_of
):
    browser = client_of(front)
    browser.post(reverse("supervision_visit_create"), visited(ward))
    visit = SupervisionVisit.objects.get()
    add = reverse("supervision_finding_create", args=[visit.pk])
    finding = {
        "finding": "Hộ nhận con giống chậm",
        "recommendation": "Giao đủ",
        "owner": factories.office(WARDS).pk,
        "due_on": "15/07/2022",
        "submit_token": str(uuid.uuid4()),
    }

    page = browser.get(visit.get_absolute_url())
    back = browser.post(add, finding)
    browser.post(add, finding)

    assert add in page.content.decode()
    assert back["Location"] == visit.get_absolute_url()
    assert SupervisionFinding.objects.get().owner.name == WARDS
    assert "Hộ nhận con giống chậm" in browser.get(visit.get_absolute_url()).content.decode()
    assert [e.action for e in AuditEvent.objects.filter(action__startswith="supervision")][
        ::-1
    ] == ["supervisionvisit.record", "supervisionfinding.record"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_on": "14/06/2022"}, "due_on"),
        ({"finding": ""}, "finding"),
        ({"owner": ""}, "owner"),
    ],
)
def test_wrong_finding_is_refused_at_its_field(visit_in, ward, front, client_of, wrong, field):
    visit = visit_in(ward)
    sent = {
        "finding": "Chậm",
        "owner": factories.office().pk,
        "due_on": "15/07/2022",
        "submit_token": str(uuid.uuid4()),
    } | wrong

    response = client_of(front).post(reverse("supervision_finding_create", args=[visit.pk]), sent)

    assert field in errors_of(response)
    assert not SupervisionFinding.objects.exists()


def test_a_visit_with_findings_is_not_deleted_nor_moved_past_their_day(
    finding_in, ward, front, client_of
):
    finding = finding_in(ward)
    browser, visit = client_of(front), finding.visit

    removed = browser.post(
        reverse("supervision_visit_remove", args=[visit.pk]),
        {"version": 1, "reason": "Nhầm", "submit_token": uuid.uuid4()},
    )
    moved = browser.post(
        reverse("supervision_visit_edit", args=[visit.pk]),
        visited(ward, visited_on="02/12/2022") | {"version": 1},
    )

    assert removed.context["uses"] == ["Phát hiện qua giám sát Chậm giải ngân"]
    assert "01/12/2022" in errors_of(moved)["visited_on"]
    assert SupervisionVisit.objects.get().visited_on == DAY


def mended(**fields):
    return {
        "result": "Đã giải ngân xong",
        "done_on": "20/11/2022",
        "version": 1,
        "submit_token": str(uuid.uuid4()),
    } | fields


@pytest.mark.parametrize("who", ["finance", "standing", "front"])
def test_the_owner_and_those_who_supervise_say_what_came_of_it(
    finding_in, ward, who, client_of, request
):
    finding = finding_in(ward, FINANCE)
    browser = client_of(request.getfixturevalue(who))
    url = reverse("supervision_finding_mend", args=[finding.pk])

    page = browser.get(finding.get_absolute_url()).content.decode()
    done = browser.post(url, mended())

    finding.refresh_from_db()
    assert url in page
    assert done["Location"] == finding.get_absolute_url()
    assert (finding.done_on, finding.result) == (date(2022, 11, 20), "Đã giải ngân xong")
    assert events("supervisionfinding.mend").get().changes["done_on"] == [None, "2022-11-20"]


@pytest.mark.parametrize("who", ["officer", "chair", "bank", "leader", "auditor"])
def test_nobody_else_says_what_came_of_it(finding_in, ward, who, client_of, request):
    finding = finding_in(ward, FINANCE)
    user = request.getfixturevalue(who)
    url = reverse("supervision_finding_mend", args=[finding.pk])

    assert client_of(user).post(url, mended()).status_code == 403
    assert url not in client_of(user).get(finding.get_absolute_url()).content.decode()
    with pytest.raises(PermissionDenied):
        actions.mend_finding(finding=finding, result="Xong", done_on=DAY, by=user, version=1)
    finding.refresh_from_db()
    assert finding.result == ""


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"result": ""}, "result", ""),
        ({"done_on": "14/06/2022"}, "done_on", "trước ngày giám sát"),
        ({"done_on": "14/06/2099"}, "done_on", "chưa đến"),
        ({"version": 7}, "__all__", "người khác sửa"),
    ],
)
def test_wrong_result_is_refused_at_its_field(
    finding_in, ward, finance, client_of, wrong, field, words
):
    finding = finding_in(ward, FINANCE)
    url = reverse("supervision_finding_mend", args=[finding.pk])

    response = client_of(finance).post(url, mended(**wrong))

    assert words in errors_of(response)[field]
    finding.refresh_from_db()
    assert (finding.done_on, finding.version) == (None, 1)


def test_a_result_without_a_day_leaves_the_finding_open(finding_in, ward, finance, client_of):
    finding = finding_in(ward, FINANCE)
    url = reverse("supervision_finding_mend", args=[finding.pk])

    client_of(finance).post(url, mended(result="Đang làm", done_on=""))

    assert SupervisionFinding.objects.open().get().result == "Đang làm"


def waiting(user, *, today):
    groups = todo_for(User.objects.get(pk=user.pk), today=today)
    return {
        group.todo.key: item
        for group in groups
        for item in group.items
        if group.todo.key.startswith("findings_")
    }


def test_open_findings_wait_for_their_owner_and_late_ones_for_those_who_supervise(
    finding_in, ward, officer, front, client_of
):
    today = timezone.localdate()
    finding_in(ward, due_on=today - timedelta(days=1))
    finding_in(ward, due_on=today)
    finding_in(ward, done_on=DAY, result="Xong")
    finding_in(ward, FINANCE, due_on=today)

    own = waiting(officer, today=today)["findings_to_mend"]
    followed = waiting(front, today=today)["findings_to_follow"]
    rows = client_of(officer).get(own.url).context["page"].rows
    late = client_of(front).get(followed.url).context["page"].rows

    assert (own.count, own.late, own.is_late, len(rows)) == (2, 1, True, 2)
    assert (followed.count, len(late)) == (1, 1)
    assert "findings_to_follow" not in waiting(officer, today=today)
    assert "quá hạn" in client_of(officer).get(late[0].get_absolute_url()).content.decode()


def test_a_ward_answers_for_its_own_visits_and_those_of_the_city_only(
    finding_in, ward, city, other_officer, outsider, client_of
):
    theirs, of_city = finding_in(ward), finding_in(city)
    browser, today = client_of(other_officer), timezone.localdate()

    rows = browser.get(reverse("supervision_finding_list")).context["page"].rows

    assert rows == [of_city]
    assert waiting(other_officer, today=today)["findings_to_mend"].count == 1
    assert browser.get(of_city.get_absolute_url()).status_code == 200
    assert (
        of_city.visit.get_absolute_url()
        not in browser.get(of_city.get_absolute_url()).content.decode()
    )
    assert browser.get(of_city.visit.get_absolute_url()).status_code == 404
    for row in (theirs, theirs.visit):
        assert browser.get(row.get_absolute_url()).status_code == 404
        assert client_of(outsider).get(row.get_absolute_url()).status_code == 403
    assert waiting(outsider, today=today) == {}


def test_lists_are_filtered_counted_and_handed_over(finding_in, ward, other_ward, front, client_of):
    browser, today = client_of(front), timezone.localdate()
    finding_in(ward, due_on=today)
    finding_in(ward, done_on=DAY, result="Xong")
    finding_in(other_ward, due_on=DAY)

    def shown(name, **query):
        return browser.get(reverse(name), query).context

    totals = dict(shown("supervision_visit_list")["totals"])
    assert totals == {"Số cuộc": "3", "Số phát hiện": "3", "Chưa khắc phục xong": "2"}
    assert len(shown("supervision_visit_list", open="true")["page"].rows) == 2
    assert len(shown("supervision_visit_list", ward=ward.pk, open="false")["page"].rows) == 1
    assert len(shown("supervision_finding_list", late="true")["page"].rows) == 1
    assert len(shown("supervision_finding_list", mine="true")["page"].rows) == 0
    for name in ("communication_list", "supervision_visit_list", "supervision_finding_list"):
        answer = browser.get(reverse(name), {"export": "xlsx"})
        assert "spreadsheetml" in answer["Content-Type"]


def test_lists_cost_the_same_for_one_row_or_many(
    finding_in, ward, leader, officer, client_of, django_assert_max_num_queries
):
    for _ in range(12):
        finding_in(ward)
        client_of(officer).post(reverse("communication_create"), told(ward))
    browser = client_of(leader)

    for name in ("communication_list", "supervision_visit_list", "supervision_finding_list"):
        with django_assert_max_num_queries(10):
            assert len(browser.get(reverse(name)).context["page"].rows) == 12
