"""The record of events: appended, chained, and checked by a command."""

import re
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from povertyportal.accounts.acts import in_words
from povertyportal.accounts.append_only import remove
from povertyportal.accounts.audit import broken_links, record
from povertyportal.accounts.exports import query_note
from povertyportal.accounts.models import AuditEvent, AuditHead

TABLE = "accounts_auditevent"


@pytest.fixture
def events(officer):
    return [record("test.act", by=officer, on=officer, note=f"số {n}") for n in range(5)]


@pytest.fixture
def without_guard(db):
    """Take the triggers away, as somebody with the database's own password could."""
    with connection.cursor() as cursor:
        remove(SimpleNamespace(connection=connection, execute=cursor.execute), TABLE)


def test_events_form_a_chain(events):
    first, *rest = events

    assert first.previous == "0" * 64
    assert [event.previous for event in rest] == [event.digest for event in events[:-1]]
    assert AuditHead.objects.get().digest == events[-1].digest
    assert broken_links() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_auditevent SET note = 'x'",
        "DELETE FROM accounts_auditevent",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(events, sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_an_event_is_not_replaced_by_an_insert_either(events):
    verb = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    names = ", ".join(field.column for field in AuditEvent._meta.concrete_fields)
    sql = f"{verb} {TABLE} ({names}) SELECT {names} FROM {TABLE} WHERE id = %s"  # noqa: S608

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [events[0].pk])

    assert broken_links() == []


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("q=006123456789&ward=3", "q=…&ward=3"),
        ("q=0912+345+678", "q=…"),
        ("q=0912%20345%2E678&export=xlsx", "q=…&export=xlsx"),
        ("q=%30%30%36123456789", "q=…"),
        ("from_day=01/07/2023&year=2023", "from_day=01/07/2023&year=2023"),
        ("q=a%00b", "q=ab"),
        ("q=" + "x" * 900, "q=" + "x" * 198),
    ],
)
def test_the_note_of_an_export_holds_no_number_of_a_person(query, note):
    assert query_note(query) == note


def test_the_models_way_is_refused_too(events):
    for attempt in (
        lambda: AuditEvent.objects.update(note="x"),
        lambda: AuditEvent.objects.all().delete(),
        lambda: events[0].delete(),
        lambda: events[0].save(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize(
    "tamper",
    [
        lambda row: AuditEvent.objects.filter(pk=row.pk).update(note="khác"),
        lambda row: AuditEvent.objects.filter(pk=row.pk).update(actor="khác"),
        lambda row: AuditEvent.objects.filter(pk=row.pk).update(changes={"a": [1, 2]}),
        lambda row: AuditEvent.objects.filter(pk=row.pk).update(at=row.at.replace(year=2020)),
        lambda row: AuditEvent.objects.filter(pk=row.pk).update(digest="f" * 64),
        lambda row: AuditEvent.objects.filter(pk=row.pk).delete(),
        lambda row: AuditEvent.objects.create(
            at=row.at, actor="x", action="x", previous="a" * 64, digest="b" * 64
        ),
    ],
    ids=["note", "actor", "changes", "time", "digest", "delete", "insert"],
)
def test_every_tampering_is_found(events, without_guard, place, tamper):
    tamper(events[place])

    assert broken_links()
    with pytest.raises(CommandError):
        call_command("verify_audit")


def test_a_cut_tail_is_found_even_if_the_head_is_mended(events, without_guard):
    AuditEvent.objects.filter(pk=events[-1].pk).delete()
    AuditHead.objects.update(digest=events[-2].digest)

    assert broken_links() == ["5 events were written, 4 are there"]


def test_the_command_prints_the_head_of_an_intact_chain(events, capsys):
    call_command("verify_audit")

    assert re.fullmatch(
        rf"5 events, chain intact, head {events[-1].digest}\n", capsys.readouterr().out
    )


def test_an_empty_record_is_intact(db, capsys):
    call_command("verify_audit")

    assert capsys.readouterr().out == "0 events, chain intact, head -\n"


def test_an_event_is_undone_with_the_change_it_tells_of(officer):
    with transaction.atomic():
        record("test.act", by=officer, on=officer)
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()
    assert broken_links() == []


def test_before_and_after_are_kept_as_given(officer, ward):
    event = record(
        "test.act",
        by=officer,
        on=ward,
        area_path=ward.path,
        changes={"amount": (1_000, 2_000), "day": (None, ward.valid_from)},
        note="vì sai",
    )
    event.refresh_from_db()

    assert event.changes == {"amount": [1000, 2000], "day": [None, "2015-01-01"]}
    assert (event.object_type, event.object_id) == ("areas.area", str(ward.pk))
    assert event.object_label == "Phường Huyền Tụng"


def test_the_auditor_reads_the_record(client_of, auditor, events):
    page = client_of(auditor).get("/audit/?actor=OFFICER")
    detail = client_of(auditor).get(events[0].get_absolute_url())

    assert [row.note for row in page.context["page"].rows] == [f"số {n}" for n in (4, 3, 2, 1, 0)]
    assert "số 0" in detail.content.decode()


def test_events_are_told_in_words(officer, ward):
    event = record("review.submit", by=officer, on=ward)
    strange = record("review.juggle", by=officer, on=ward)

    assert in_words(event) == "Địa bàn: gửi"
    assert in_words(strange) == "Địa bàn: juggle"


def test_the_record_is_narrowed_by_what_was_done(officer, auditor, ward, client_of):
    record("export", by=officer, on=ward)
    record("round.close", by=officer, on=ward)

    page = client_of(auditor).get("/audit/?action=close")

    assert [event.action for event in page.context["table"].data.data] == ["round.close"]
