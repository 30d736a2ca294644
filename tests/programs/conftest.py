"""What tests of the programme's money share: an account, and a second person of finance."""

import pytest

from tests.conftest import make_user
from tests.programs import factories


@pytest.fixture
def allocation(city):
    """Return an empty account of 2022; entries need no approval."""
    factories.programme(city)
    return factories.allocation(city)


@pytest.fixture
def guarded(city):
    """Return an empty account of 2022 whose entries need the approvals of the programme's file."""
    factories.programme(city, approvals=True)
    return factories.allocation(city)


@pytest.fixture
def colleague(city):
    """Return the second person of finance."""
    return make_user("colleague", full_name="Lèng Thị Kế", role="finance", area=city)
