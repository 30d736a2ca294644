"""The demo command keeps its hands off real data, and empties only what it made."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from households.models import Household, Person
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import AuditEvent, User
from povertyportal.areas.models import Area
from programs.demo import build


def test_demo_never_runs_on_real_data(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="PORTAL_DEMO"):
        call_command("demo", no_serve=True)


def test_records_that_the_demo_did_not_make_are_left_alone(db, ward):
    person = Person.objects.create(full_name="Lý Thị An", gender="female", birth_year=1990,
                                   ethnicity="02")  # fmt: skip
    row = Household(code="X-1", area=ward, head=person, registered_on=date(2021, 1, 1))
    row.fill_keys([person])
    row.save()

    for options in ({}, {"reset": True}):
        with pytest.raises(CommandError, match="left alone"):
            call_command("demo", no_serve=True, **options)

    assert Household.objects.get() == row


@pytest.mark.parametrize("options", [{}, {"reset": True}])
def test_an_account_alone_makes_a_database_somebody_elses(administrator, options):
    with pytest.raises(CommandError, match="left alone"):
        call_command("demo", no_serve=True, **options)

    assert User.objects.get() == administrator


@pytest.mark.parametrize("options", [{}, {"reset": True}])
def test_an_event_alone_makes_a_database_somebody_elses(city, options):
    event = record("account.first", by=None, actor="create_administrator", on=city)

    with pytest.raises(CommandError, match="left alone"):
        call_command("demo", no_serve=True, **options)

    assert AuditEvent.objects.get() == event


@pytest.mark.django_db(transaction=True)
def test_reset_empties_the_tables_and_keeps_their_guards(city):
    event = record(build.EVENT, by=None, actor="demo", on=city)

    build.empty()

    assert not Area.objects.exists()
    assert not AuditEvent.objects.exists()
    again = record(build.EVENT, by=None, actor="demo", on=event)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditevent WHERE id = %s", [again.pk])
