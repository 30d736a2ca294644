"""The demo city, built once for all tests of this package and rolled back behind them.

The tests stay on one worker (`xdist_group`), where an open transaction holds the city.
"""

from pathlib import Path

import pytest
from django.db import transaction

from povertyportal.accounts.models import User
from programs.demo import build

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Keep every test of this package on the worker that built the city."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture(scope="package")
def _built_city(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        city = build.build()
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
