"""The demo city, built once for all tests of this package and rolled back behind them.

Every module here is marked `xdist_group("demo")`: one worker holds the city in an open transaction.
"""

import pytest
from django.db import connection, transaction

from povertyportal.accounts.models import User
from programs.demo import build


@pytest.fixture(scope="package")
def _built_city(django_db_setup, django_db_blocker, on_postgresql):
    with django_db_blocker.unblock(), transaction.atomic():
        city = build.build()
        connection.check_constraints()  # now, for all rows: else each test's end does it again
        if on_postgresql:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # nobody else counts the rows of an open transaction
        yield city
        transaction.set_rollback(True)


@pytest.fixture
def demo_city(_built_city, db):
    """Return the built city; what a test changes is rolled back after it."""
    return _built_city


@pytest.fixture
def demo_client(demo_city, client_of):
    """Return the function that signs in one of the demo's accounts by user name."""
    return lambda username: client_of(User.objects.get(username=username))
