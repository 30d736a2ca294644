"""The first administrator, the accounts they make, and the admin's trace in the record."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from povertyportal.accounts.models import AuditEvent, User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import AreaChange, Succession
from povertyportal.ui.fields import MoneyField, TextField
from tests.conftest import PASSWORD

NEW = "mot-mat-khau-dau-9"


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("PORTAL_PASSWORD", NEW)


def test_the_first_administrator_is_made_by_a_command(city, password, client):
    call_command("create_administrator", "quantri", "Vũ Thị Quản", area="T058")
    user = User.objects.get(username="quantri")

    assert user.has(Permission.REFERENCE_EDIT)
    assert AuditEvent.objects.get().action == "account.first"
    signed_in = client.post("/login/", {"username": "quantri", "password": NEW})
    assert signed_in.status_code == 302
    assert client.get("/")["Location"] == "/password/"


@pytest.mark.parametrize(
    ("arguments", "area"),
    [(["quantri", "Vũ Thị Quản"], "999"), (["a b", "Vũ Thị Quản"], "T058"), (["x", ""], "T058")],
)
def test_a_wrong_command_makes_no_account(city, password, arguments, area):
    with pytest.raises(CommandError):
        call_command("create_administrator", *arguments, area=area)

    assert not User.objects.exists()


def test_a_weak_first_password_is_refused(city, monkeypatch):
    monkeypatch.setenv("PORTAL_PASSWORD", "123456")

    with pytest.raises(CommandError):
        call_command("create_administrator", "quantri", "Vũ Thị Quản", area="T058")


def test_an_administrator_makes_an_account_that_must_choose_its_password(
    administrator, client_of, ward
):
    browser = client_of(administrator)
    response = browser.post(
        reverse("admin:accounts_user_add"),
        {"username": "moi", "full_name": "Lý Thị Mới", "phone": "", "password1": NEW}
        | {"password2": NEW},
    )
    user = User.objects.get(username="moi")

    assert response.status_code == 302
    assert user.must_change_password
    assert not user.has(Permission.HOUSEHOLD_VIEW)
    assert [event.action for event in AuditEvent.objects.all()] == ["admin.add"]
    assert NEW not in str(AuditEvent.objects.values())

    browser.post(
        reverse("admin:accounts_assignment_add"),
        {
            "user": user.pk,
            "role": "ward_officer",
            "area": ward.pk,
            "valid_from": "01/07/2023",
            "valid_to": "",
            "document": "QĐ 1",
        },
    )
    assert User.objects.get(pk=user.pk).can(Permission.HOUSEHOLD_EDIT, ward)
    assert AuditEvent.objects.first().action == "account.assign"


def test_a_password_set_for_somebody_is_recorded_and_has_to_be_changed(
    administrator, officer, client_of
):
    client_of(administrator).post(
        reverse("admin:auth_user_password_change", args=[officer.pk]),
        {"password1": NEW, "password2": NEW, "usable_password": "true"},
    )
    changed = User.objects.get(pk=officer.pk)

    assert changed.check_password(NEW)
    assert changed.must_change_password
    assert AuditEvent.objects.get().action == "account.password_set"


def test_switching_an_account_off_is_recorded_with_before_and_after(
    administrator, officer, client_of
):
    client_of(administrator).post(
        reverse("admin:accounts_user_change", args=[officer.pk]),
        {"username": "officer", "full_name": "Hoàng Thị Lan", "language": "vi"},
    )

    assert not User.objects.get(pk=officer.pk).is_active
    assert AuditEvent.objects.get().changes["is_active"] == [True, "False"]


def test_nobody_is_deleted_and_the_record_is_read_only(administrator, officer, client_of):
    browser = client_of(administrator)

    assert browser.get(reverse("admin:accounts_user_delete", args=[officer.pk])).status_code == 403
    assert browser.get(reverse("admin:accounts_auditevent_add")).status_code == 403
    assert browser.get(reverse("admin:accounts_auditevent_changelist")).status_code == 200


def test_the_admin_has_no_door_of_its_own(administrator, officer, client_of):
    assert Client().get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert Client().get("/admin/login/?next=/admin/")["Location"] == "/login/?next=/admin/"
    post = Client().post("/admin/login/", {"username": "administrator", "password": PASSWORD})
    assert post["Location"].startswith("/login/")
    assert client_of(officer).get("/admin/login/").status_code == 403
    assert client_of(administrator).get("/admin/password_change/")["Location"] == "/password/"
    browser = client_of(administrator)
    assert browser.post("/admin/logout/")["Location"] == "/login/"
    assert AuditEvent.objects.get().action == "account.logout"


@pytest.fixture
def merger(ward, other_ward):
    change = AreaChange.objects.create(
        kind="merge", effective_on=date(2025, 7, 1), document="NQ 1683"
    )
    Succession.objects.create(change=change, predecessor=ward, successor=other_ward)
    return change


def merger_form(merger, *rows, **fields):
    """Return what the page of a merger sends: its own fields, then the rows below it."""
    data = {"kind": "merge", "effective_on": "01/07/2025", "document": merger.document} | fields
    data |= {
        "successions-TOTAL_FORMS": len(rows),
        "successions-INITIAL_FORMS": sum(bool(row.get("id")) for row in rows),
    }
    for place, row in enumerate(rows):
        data |= {f"successions-{place}-{name}": value for name, value in row.items()}
    return data


def row_of(succession, **fields):
    return {
        "id": succession.pk,
        "predecessor": succession.predecessor_id,
        "successor": succession.successor_id,
        "share": succession.share,
    } | fields


def test_rows_below_a_form_leave_events_with_before_and_after(
    administrator, client_of, merger, ward, other_ward, village
):
    browser = client_of(administrator)
    page = reverse("admin:areas_areachange_change", args=[merger.pk])
    kept = merger.successions.get()
    new = {"id": "", "predecessor": village.pk, "successor": other_ward.pk, "share": "1"}

    response = browser.post(page, merger_form(merger, row_of(kept, share="0.5"), new))
    assert response.status_code == 302, response.context["errors"]

    added, changed, _form = AuditEvent.objects.all()
    assert (changed.action, changed.object_id) == ("admin.change", str(kept.pk))
    assert list(changed.changes) == ["share"]
    assert [float(share) for share in changed.changes["share"]] == [1, 0.5]
    assert added.action == "admin.add"
    assert added.object_type == "areas.succession"
    assert added.changes["predecessor"] == [None, "Tổ 1"]

    kept.refresh_from_db()
    last = merger.successions.exclude(pk=kept.pk).get()
    gone = row_of(last, DELETE="on")
    browser.post(page, merger_form(merger, row_of(kept), gone))

    deleted = AuditEvent.objects.filter(action="admin.delete").get()
    assert deleted.object_id == str(last.pk)
    assert deleted.changes["predecessor"] == [village.pk, None]
    assert merger.successions.get() == kept


def test_control_characters_are_refused_in_the_admin_too(administrator, client_of, merger):
    page = reverse("admin:areas_areachange_change", args=[merger.pk])

    response = client_of(administrator).post(page, merger_form(merger, document="NQ\x07 1"))

    assert "document" in response.context["adminform"].form.errors
    client_of(administrator).post(page, merger_form(merger, document=" NQ\u200b  2 "))
    merger.refresh_from_db()
    assert merger.document == "NQ 2"
    long = client_of(administrator).post(page, merger_form(merger, document="x" * 201))
    assert "document" in long.context["adminform"].form.errors


def test_rows_below_a_form_are_read_like_the_form(administrator, client_of):
    page = client_of(administrator).get(reverse("admin:programs_loanproduct_add"))

    fields = page.context["inline_admin_formsets"][0].formset.empty_form.fields
    assert isinstance(fields["source"], TextField)
    assert isinstance(fields["cap"], MoneyField)
    assert fields["cap"].widget.input_type == "text"
