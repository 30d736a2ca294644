"""Work and training in the browser: entered, put right, deleted, followed up, refused in words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent, User
from povertyportal.reporting.todo import todo_for
from programs import models as m
from programs.models import Enrolment, EnrolmentFollowUp, JobAggregate, JobNeed, JobPlacement
from tests.conftest import make_area
from tests.programs import factories

TOKEN = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a11"
KINDS = {
    "job_need": {"need": "job", "registered_on": "15/06/2022"},
    "job_placement": {"employer": "Xưởng may Đức Xuân", "started_on": "15/06/2022"},
    "overseas_contract": {
        "contract_number": "HD-77",
        "country": "Nhật Bản",
        "enterprise": "Công ty cung ứng",
        "departed_on": "15/06/2022",
    },
    "enrolment": {"enrolled_on": "15/06/2022", "funding": "programme"},
}
MODELS = {
    "job_need": JobNeed,
    "job_placement": JobPlacement,
    "overseas_contract": m.OverseasContract,
    "enrolment": Enrolment,
}


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


@pytest.fixture
def training(home, ward):
    return factories.training_class(ward, code="LN-9")


def typed(kind, home, training, **fields):
    extra = {"training_class": training.pk} if kind == "enrolment" else {}
    return KINDS[kind] | {"person": home.head.pk, "submit_token": TOKEN} | extra | fields


def address(kind, home):
    return f"{reverse(f'{kind}_create')}?household={home.code}"


@pytest.mark.parametrize("kind", KINDS)
def test_officer_enters_a_record_once_however_often_it_is_sent(
    home, training, officer, client_of, kind
):
    browser = client_of(officer)
    found = browser.get(reverse(f"{kind}_create"), {"q": home.code}).content.decode()

    first = browser.post(address(kind, home), typed(kind, home, training))
    again = browser.post(address(kind, home), typed(kind, home, training))

    row = MODELS[kind].objects.get()
    assert f"?household={home.code}" in found
    assert first.url == again.url == row.get_absolute_url()
    assert row.area == home.area
    assert AuditEvent.objects.filter(action=f"{kind}.record").count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_household_of_another_ward_is_not_there(home, training, other_officer, client_of, kind):
    browser = client_of(other_officer)

    assert browser.get(address(kind, home)).status_code == 404
    assert browser.post(address(kind, home), typed(kind, home, training)).status_code == 404
    assert not MODELS[kind].objects.exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["leader", "chair", "outsider"])
def test_who_may_not_write_sees_no_door(home, training, client_of, request, kind, who):
    browser = client_of(request.getfixturevalue(who))

    assert browser.get(address(kind, home)).status_code == 403
    assert browser.post(address(kind, home), typed(kind, home, training)).status_code == 403
    assert reverse(f"{kind}_create") not in browser.get(reverse(f"{kind}_list")).content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_future_day_is_refused_at_its_field_and_what_was_typed_stays(
    home, training, officer, client_of, kind
):
    (field,) = [name for name in KINDS[kind] if name.endswith("_on")]
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"

    page = client_of(officer).post(
        address(kind, home), typed(kind, home, training, **{field: tomorrow})
    )

    assert page.status_code == 200
    assert page.context["form"].errors[field]
    assert tomorrow in page.content.decode()
    assert not MODELS[kind].objects.exists()


def test_edit_made_on_an_older_state_shows_both_states(home, officer, client_of):
    browser = client_of(officer)
    browser.post(address("job_placement", home), typed("job_placement", home, None))
    row = JobPlacement.objects.get()
    JobPlacement.objects.update(employer="Siêu thị", version=2)
    sent = typed("job_placement", home, None, version=1, employer="Xưởng mộc")

    conflict = browser.post(reverse("job_placement_edit", args=[row.pk]), sent)
    second = browser.post(
        reverse("job_placement_edit", args=[row.pk]),
        sent | {"version": conflict.context["form"]["version"].value()},
    )

    row.refresh_from_db()
    assert conflict.context["conflict"][0][1:] == ("Siêu thị", "Xưởng mộc")
    assert second.status_code == 302
    assert row.employer == "Xưởng mộc"


def test_need_that_was_served_is_not_deleted_but_its_uses_are_named(
    home, ward, city, officer, client_of
):
    need = factories.one_of_each(ward, city, officer)["job_need"]
    browser = client_of(officer)
    sent = {"version": 1, "reason": "Ghi nhầm", "submit_token": TOKEN}

    page = browser.post(reverse("job_need_remove", args=[need.pk]), sent).content.decode()
    browser.post(reverse("job_service_remove", args=[need.services.get().pk]), sent)
    gone = browser.post(reverse("job_need_remove", args=[need.pk]), sent)

    assert "Lượt hỗ trợ việc làm Giới thiệu việc làm 15/06/2022" in page
    assert gone.status_code == 302
    assert not JobNeed.objects.exists()


def test_help_is_entered_from_the_need_and_leads_on_to_its_result(home, officer, client_of):
    browser = client_of(officer)
    browser.post(address("job_need", home), typed("job_need", home, None))
    need = JobNeed.objects.get()
    sent = {
        "kind": "fair",
        "served_on": "20/06/2022",
        "provider": "Trung tâm",
        "submit_token": TOKEN,
    }

    page = browser.get(need.get_absolute_url()).content.decode()
    done = browser.post(reverse("job_service_create", args=[need.pk]), sent)

    assert f"{reverse('job_placement_create')}?household={home.code}" in page
    assert done.url == need.get_absolute_url()
    assert need.services.get().provider == "Trung tâm"


def test_need_list_shows_the_rate_of_the_rows_it_shows(home, ward, officer, client_of):
    homes = [home, *(factories.household(ward) for _ in range(3))]
    for number, place in enumerate(homes):
        need = JobNeed.objects.create(
            person=place.head,
            household=place,
            area=ward,
            household_class="not_poor" if number == 3 else "poor",
            need="job",
            registered_on=factories.DAY,
        )
        if number in (0, 1, 3):
            need.services.create(kind="fair", served_on=factories.DAY, provider="Trung tâm")

    browser = client_of(officer)
    all_rows = browser.get(reverse("job_need_list")).context["totals"]
    unserved = browser.get(reverse("job_need_list"), {"served": "false"}).context["totals"]
    none = browser.get(reverse("job_need_list"), {"household_class": "not_poor"})

    assert [value for _label, value in all_rows] == ["3", "2", "66,67"]
    assert [value for _label, value in unserved] == ["1", "0", "0"]
    assert none.context["totals"][-1][1] is None
    assert "chưa có số liệu" in none.content.decode()


@pytest.mark.parametrize(("workers", "saved"), [("1.000", 1000), ("0", 0), ("12", 12)])
def test_total_of_a_year_is_entered_as_people_write_it(
    home, ward, officer, client_of, workers, saved
):
    client_of(officer).post(reverse("job_aggregate_create"), total(ward, workers=workers))

    assert JobAggregate.objects.get().workers == saved


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"workers": "-1"}, "workers"),
        ({"workers": "1,5"}, "workers"),
        ({"workers": "9999999999999999"}, "workers"),
        ({"year": "2999"}, "year"),
        ({"stated_on": "31/02/2022"}, "stated_on"),
        ({"stated_on": "01/01/2021"}, "stated_on"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_wrong_total_is_refused_at_its_field(home, ward, officer, client_of, wrong, field):
    page = client_of(officer).post(reverse("job_aggregate_create"), total(ward, **wrong))

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert not JobAggregate.objects.exists()


def test_total_of_another_ward_is_no_choice(home, other_ward, officer, client_of):
    page = client_of(officer).post(reverse("job_aggregate_create"), total(other_ward))

    assert list(page.context["form"].errors) == ["area"]


def total(area, **fields):
    return {
        "area": area.pk,
        "year": "2022",
        "workers": "60",
        "evidence": "Báo cáo số 12/BC-UBND",
        "stated_on": "28/12/2022",
        "submit_token": TOKEN,
    } | fields


def test_class_is_opened_and_put_right_in_the_browser(home, ward, officer, client_of):
    browser = client_of(officer)
    sent = {
        "code": "LN-1",
        "area": ward.pk,
        "trade": "May công nghiệp",
        "provider": "Trung tâm",
        "starts_on": "01/06/2022",
        "ends_on": "01/08/2022",
        "capacity": "36",
        "funding": "programme",
        "submit_token": TOKEN,
    }

    refused = browser.post(reverse("training_class_create"), sent)
    browser.post(reverse("training_class_create"), sent | {"capacity": "35"})
    row = m.TrainingClass.objects.get()
    right = sent | {"capacity": "30", "version": "1"}
    browser.post(reverse("training_class_edit", args=[row.pk]), right)

    row.refresh_from_db()
    assert list(refused.context["form"].errors) == ["capacity"]
    assert row.capacity == 30


def test_full_class_says_so_and_shows_no_door(home, training, officer, client_of):
    browser = client_of(officer)
    before = browser.get(training.get_absolute_url()).content.decode()
    m.TrainingClass.objects.update(capacity=1)
    browser.post(address("enrolment", home), typed("enrolment", home, training))
    after = browser.get(training.get_absolute_url()).content.decode()
    door = f"{reverse('enrolment_create')}?training_class={training.pk}"
    other = factories.household(home.area)

    page = browser.post(
        address("enrolment", other),
        typed("enrolment", other, training, submit_token="0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a12"),
    )

    assert door in before
    assert door not in after
    assert "Lớp đã đủ học viên" in after
    assert page.context["form"].errors["training_class"]


def test_chosen_class_stays_chosen_while_the_household_is_looked_for(
    home, training, officer, client_of
):
    browser = client_of(officer)
    choose = browser.get(
        reverse("enrolment_create"), {"training_class": training.pk, "q": home.code}
    ).content.decode()
    link = f"?household={home.code}&amp;training_class={training.pk}"

    form = browser.get(reverse("enrolment_create") + link.replace("&amp;", "&")).content.decode()

    assert link in choose
    assert f'<option value="{training.pk}" selected>' in form


def test_class_of_another_city_is_no_choice(home, province, officer, client_of):
    city = make_area(code="T999", name="Thành phố Khác", level="city", parent=province)
    far = make_area(code="T99901", name="Phường Xa", level="ward", parent=city, residence="urban")
    training = factories.training_class(far)

    page = client_of(officer).post(address("enrolment", home), typed("enrolment", home, training))

    assert list(page.context["form"].errors) == ["training_class"]


def test_learner_finishes_and_is_asked_in_the_browser(home, training, officer, client_of):
    browser = client_of(officer)
    browser.post(address("enrolment", home), typed("enrolment", home, training))
    row = Enrolment.objects.get()
    done = {
        "version": 1,
        "completed_on": "01/08/2022",
        "certificate": "CC-1",
        "submit_token": TOKEN,
    }
    browser.post(reverse("enrolment_complete", args=[row.pk]), done)
    page = browser.get(row.get_absolute_url()).content.decode()
    ask = reverse("enrolment_follow_up_create", args=[row.pk])
    sent = {"months": "3", "asked_on": "05/11/2022", "job": "Thợ may", "submit_token": TOKEN}

    unanswered = browser.post(ask, sent)
    answered = browser.post(ask, sent | {"is_working": "yes", "is_trade": "on"})
    after = browser.get(row.get_absolute_url()).content.decode()

    answer = EnrolmentFollowUp.objects.get()
    assert f"{ask}?months=3" in page
    assert list(unanswered.context["form"].errors) == ["is_working"]
    assert answered.url == row.get_absolute_url()
    assert (answer.is_working, answer.is_trade, answer.job) == (True, True, "Thợ may")
    assert f"{ask}?months=3" not in after
    assert f"{ask}?months=6" in after


def test_answer_is_put_right_in_the_browser(home, ward, city, officer, client_of):
    row = factories.one_of_each(ward, city, officer)["enrolment_follow_up"]
    Enrolment.objects.update(completed_on="2022-08-01")
    edit = reverse("enrolment_follow_up_edit", args=[row.pk])
    browser = client_of(officer)

    shown = browser.get(edit).content.decode()
    sent = {"version": 1, "months": "3", "asked_on": "01/12/2022", "is_working": "no"}
    browser.post(edit, sent | {"submit_token": TOKEN})

    row.refresh_from_db()
    assert 'value="yes"' in next(tag for tag in shown.split("<input") if "checked" in tag)
    assert row.is_working is False


def test_what_waits_counts_as_many_rows_as_its_list_shows(
    home, ward, city, officer, other_officer, client_of
):
    records = factories.one_of_each(ward, city, officer)
    Enrolment.objects.update(completed_on="2022-08-01")
    records["job_service"].delete()
    today = timezone.localdate()

    items = [
        item
        for group in todo_for(User.objects.get(pk=officer.pk), today=today)
        for item in group.items
    ]
    own = {str(item.words): item for item in items}

    for words, count in (
        ("nhu cầu việc làm chưa được hỗ trợ", 1),
        ("học viên cần hỏi việc làm sau 6 tháng", 1),
        ("học viên cần hỏi việc làm sau 12 tháng", 1),
    ):
        rows = client_of(officer).get(own[words].url).context["page"].rows
        assert (own[words].count, len(rows)) == (count, count), words
    assert "học viên cần hỏi việc làm sau 3 tháng" not in own
    theirs = todo_for(User.objects.get(pk=other_officer.pk), today=today)
    assert not [group for group in theirs if group.todo.key in ("job_needs", "learners")]


def test_class_page_tells_what_became_of_the_learners_one_may_see(
    home, ward, city, officer, client_of
):
    records = factories.one_of_each(ward, city, officer)

    page = client_of(officer).get(records["training_class"].get_absolute_url()).content.decode()

    assert "Có việc làm sau 3 tháng" in page
    assert "1 / 1" in page
    assert "chưa có số liệu" in page


def test_household_page_leads_to_every_form_of_work(
    home, officer, other_officer, leader, client_of
):
    choose = f"{reverse('work_choose')}?household={home.code}"
    page = client_of(officer).get(home.get_absolute_url()).content.decode()
    read = client_of(leader).get(home.get_absolute_url()).content.decode()

    kinds = client_of(officer).get(choose).content.decode()

    assert choose in page
    assert choose not in read
    for kind in KINDS:
        assert f"{reverse(f'{kind}_create')}?household={home.code}" in kinds, kind
    assert client_of(other_officer).get(choose).status_code == 404


def test_list_with_tabs_keeps_the_dark_look_that_the_browser_asked_for(home, officer, client_of):
    browser = client_of(officer)
    browser.cookies["portal_theme"] = "dark"

    for name in ("job_need_list", "overlap_list"):
        assert ' data-theme="dark"' in browser.get(reverse(name)).content.decode(), name
