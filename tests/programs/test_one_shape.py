"""Every record enters, is put right and goes in one shape: one test for all kinds.

A kind is created through its page with what its own edit form says of a row, so that a new kind
of record needs one line here.
"""

from dataclasses import dataclass, field

import pytest
from django.urls import reverse
from django.utils.formats import localize_input

from povertyportal.accounts.models import AuditEvent
from tests.programs import factories

pytestmark = pytest.mark.django_db
TOKEN = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a51"


@dataclass(frozen=True)
class Kind:
    """A kind of record: who writes it, which text is changed, what a second row has of its own."""

    name: str
    who: str
    change: tuple[str, str]
    theirs: str
    fresh: dict = field(default_factory=dict)
    of_household: bool = False
    under: str = ""
    also: dict = field(default_factory=dict)
    create: bool = True

    def __str__(self):
        return self.name


KINDS = [
    Kind(
        "loan",
        "bank",
        ("months", "24"),
        "48",
        {"contract_number": "KU-MOI", "amount": "10.000.000"},
        also={"override_reason": "Theo sổ hộ nghèo của xã"},
        of_household=True,
    ),
    Kind("idle_reason", "finance", ("note", "Chờ hướng dẫn"), "Người khác ghi", create=False),
    Kind("award", "standing", ("merit", "Giúp ba hộ"), "Giúp hai hộ", {"recipient": "Tổ 2"}),
    Kind("directive", "leader", ("document", "Thông báo 13"), "Thông báo 14", {"title": "Việc 2"}),
    Kind("support", "officer", ("note", "Gà giống"), "Lợn giống", of_household=True),
    Kind(
        "housing_case",
        "officer",
        ("programme", "Đại đoàn kết"),
        "Nhà tạm",
        {"kind": "repair"},
        True,
    ),
    Kind(
        "housing_contribution",
        "officer",
        ("contributor", "Công ty Một"),
        "Công ty Hai",
        {"contributor": "Đoàn thanh niên"},
        under="housing_case",
    ),
    Kind(
        "job_need",
        "officer",
        ("registered_on", "10/06/2022"),
        "2022-06-12",
        {"registered_on": "14/06/2022"},
        of_household=True,
    ),
    Kind(
        "job_placement",
        "officer",
        ("job", "Thợ may"),
        "Thợ mộc",
        {"employer": "Xưởng mộc", "started_on": "16/06/2022"},
        of_household=True,
    ),
    Kind(
        "overseas_contract",
        "officer",
        ("enterprise", "Công ty Ba"),
        "Công ty Bốn",
        {"contract_number": "HD-MOI", "departed_on": "20/06/2023"},
        of_household=True,
    ),
    Kind(
        "job_aggregate",
        "officer",
        ("evidence", "Báo cáo 12"),
        "Báo cáo 13",
        {"year": "2021", "stated_on": "01/07/2022"},
    ),
    Kind("training_class", "officer", ("trade", "May"), "Mộc", {"code": "LN-MOI"}),
    Kind("communication", "officer", ("outcome", "Đã phát tờ rơi"), "Đã họp", {"topic": "Vay"}),
    Kind("supervision_visit", "front", ("conclusion", "Tốt"), "Khá", {"subject": "Nhà ở"}),
    Kind(
        "supervision_finding",
        "front",
        ("recommendation", "Đôn đốc"),
        "Nhắc nhở",
        {"finding": "Hồ sơ thiếu"},
        under="supervision_visit",
    ),
]
MADE = [kind for kind in KINDS if kind.create]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=str)
every_new = pytest.mark.parametrize("kind", MADE, ids=str)


@pytest.fixture
def records(ward, city, officer):
    factories.programme(city)
    return factories.one_of_each(ward, city, officer)


@pytest.fixture
def site(kind, request, client_of):
    return client_of(request.getfixturevalue(kind.who))


def as_sent(form):
    """Return what a site sends of the form as it is shown."""
    data = {}
    for bound in form:
        value = bound.field.widget.format_value(bound.value())
        if isinstance(value, list):
            value = value[0] if value else ""
        data[bound.html_name] = "" if value is None else localize_input(value)
    return data


def edited(kind, row, site):
    """Return the address of the edit page and what it sends when nothing is typed."""
    address = reverse(f"{kind.name}_edit", args=[row.pk])
    return address, as_sent(site.get(address).context["form"]) | kind.also


def enter(kind, records, site):
    """Send the create page of the kind with the values of the row there is, and its own."""
    row = records[kind.name]
    _address, data = edited(kind, row, site)
    arguments = [records[kind.under].pk] if kind.under else []
    address = reverse(f"{kind.name}_create", args=arguments)
    if kind.of_household:
        address += f"?household={row.household.code}"
    shown = as_sent(site.get(address).context["form"])
    kept = {name: data.get(name, value) for name, value in shown.items()} | kind.also
    return site.post(address, kept | kind.fresh | {"submit_token": TOKEN})


def made(kind, records, site):
    """Return a new row of the kind, entered through its page."""
    answer = enter(kind, records, site)
    form = answer.context["form"].errors if answer.status_code == 200 else ""
    assert answer.status_code == 302, form
    return type(records[kind.name])._default_manager.get(submit_token=TOKEN)


@every_new
def test_record_enters_once_with_one_event(kind, records, site):
    row = made(kind, records, site)
    again = enter(kind, records, site)

    events = AuditEvent.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk))
    assert again.status_code == 302
    assert type(row)._default_manager.filter(submit_token=TOKEN).count() == 1
    assert events.count() == 1
    assert site.get(row.get_absolute_url()).status_code == 200


@every_new
def test_empty_form_says_what_is_missing_and_writes_nothing(kind, records, site):
    row = records[kind.name]
    arguments = [records[kind.under].pk] if kind.under else []
    address = reverse(f"{kind.name}_create", args=arguments)
    if kind.of_household:
        address += f"?household={row.household.code}"
    before = type(row)._default_manager.count()

    answer = site.post(address, {"submit_token": TOKEN})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert 'class="error-summary"' in answer.content.decode()
    assert type(row)._default_manager.count() == before


@every_kind
def test_record_is_put_right_and_the_event_holds_before_and_after(kind, records, site):
    row = records[kind.name]
    address, data = edited(kind, row, site)
    name, value = kind.change
    before = AuditEvent.objects.count()

    answer = site.post(address, data | {name: value})

    form = answer.context["form"].errors if answer.status_code == 200 else ""
    assert answer.status_code == 302, form
    assert answer["Location"] == row.get_absolute_url()
    after = type(row)._default_manager.get(pk=row.pk)
    assert after.version == row.version + 1
    assert getattr(after, name) != getattr(row, name)
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.order_by("pk").last()
    assert event.action.endswith(".amend")
    assert name in event.changes


@every_kind
def test_stale_edit_shows_both_states_and_what_was_typed_counts_when_sent_again(
    kind, records, site
):
    row = records[kind.name]
    address, data = edited(kind, row, site)
    name, value = kind.change
    type(row)._default_manager.filter(pk=row.pk).update(**{name: kind.theirs}, version=2)

    stale = site.post(address, data | {name: value})

    assert stale.status_code == 200
    now = [str(now) for _label, now, typed in stale.context["conflict"] if str(typed) == value]
    assert len(now) == 1
    assert now != [value]
    page = stale.content.decode()
    assert "Người khác vừa sửa bản ghi này" in page
    assert value in page
    assert type(row)._default_manager.get(pk=row.pk).version == 2
    version = stale.context["form"]["version"].value()
    assert site.post(address, data | {name: value, "version": version}).status_code == 302


@every_new
def test_record_is_deleted_with_a_reason_and_the_log_keeps_it(kind, records, site):
    row = made(kind, records, site)
    address = reverse(f"{kind.name}_remove", args=[row.pk])
    rows = type(row)._default_manager.filter(pk=row.pk)

    silent = site.post(address, {"version": row.version, "reason": " "})
    assert (silent.status_code, rows.count()) == (200, 1)
    told = site.post(
        address, {"version": row.version, "reason": "Nhập nhầm", "submit_token": TOKEN}
    )

    assert (told.status_code, rows.count()) == (302, 0)
    event = AuditEvent.objects.order_by("pk").last()
    assert event.action.endswith(".remove")
    assert (event.note, event.object_id) == ("Nhập nhầm", str(row.pk))
    assert event.changes
    assert site.get(address).status_code == 404


@every_new
def test_record_in_use_is_not_deleted_and_the_page_says_by_what(kind, records, site, officer):
    row = made(kind, records, site)
    factories.attachment(row, by=officer)
    address = reverse(f"{kind.name}_remove", args=[row.pk])

    shown = site.get(address).content.decode()
    refused = site.post(
        address, {"version": row.version, "reason": "Nhập nhầm", "submit_token": TOKEN}
    )

    assert "1 giấy tờ, ảnh kèm theo" in shown
    assert "1 giấy tờ, ảnh kèm theo" in refused.content.decode()
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@every_new
def test_record_changed_meanwhile_is_not_deleted_unseen(kind, records, site):
    row = made(kind, records, site)
    address = reverse(f"{kind.name}_remove", args=[row.pk])

    answer = site.post(address, {"version": 0, "reason": "Nhầm", "submit_token": TOKEN})

    assert "vừa được người khác sửa" in answer.content.decode()
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@every_kind
def test_another_ward_and_who_has_no_role_change_nothing(
    kind, records, site, other_officer, outsider, client_of
):
    row = records[kind.name]
    address, data = edited(kind, row, site)
    name, value = kind.change
    doors = [address]
    if kind.create:
        doors.append(reverse(f"{kind.name}_remove", args=[row.pk]))

    for who in (other_officer, outsider):
        for door in doors:
            sent = data | {name: value, "reason": "x"}
            assert client_of(who).get(door).status_code in (403, 404), door
            assert client_of(who).post(door, sent).status_code in (403, 404), door

    assert type(row)._default_manager.get(pk=row.pk).version == row.version


@every_kind
def test_page_offers_what_may_be_done_to_those_who_may_alone(
    kind, records, site, auditor, client_of
):
    row = records[kind.name]
    door = reverse(f"{kind.name}_edit", args=[row.pk])

    assert door in site.get(row.get_absolute_url()).content.decode()
    page = client_of(auditor).get(row.get_absolute_url())
    assert page.status_code == 200
    assert door not in page.content.decode()
    assert client_of(auditor).get(door).status_code == 403
