"""Rounds in the admin are only read: they are opened and changed on their own pages."""

import pytest
from django.urls import reverse

from households.models import ReviewRound
from tests.households.factories import close, make_round

pytestmark = pytest.mark.django_db


def url(round_, what="change"):
    return reverse(f"admin:households_reviewround_{what}", args=[round_.pk])


def typed(**changes):
    days = {"starts_on": "01/09/2023", "ends_on": "20/12/2023"}
    return {"year": "2024", "kind": "periodic", "standard": "STD2022"} | days | changes


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_round_is_shown_and_not_changed(client_of, administrator, is_closed):
    found = make_round(2023)
    if is_closed:
        close(found)
    client = client_of(administrator)

    page = client.get(url(found))
    changed = client.post(url(found), typed())
    deleted = client.post(url(found, "delete"), {"post": "yes"})

    found.refresh_from_db()
    assert page.status_code == 200
    assert 'name="year"' not in page.content.decode()
    assert (changed.status_code, deleted.status_code) == (403, 403)
    assert (found.year, found.state) == (2023, "closed" if is_closed else "open")


def test_no_round_is_added(client_of, administrator):
    response = client_of(administrator).post(
        reverse("admin:households_reviewround_add"), typed(state="closed")
    )

    assert response.status_code == 403
    assert not ReviewRound.objects.exists()


def test_others_do_not_open_the_admin(client_of, standing):
    found = make_round(2023)

    assert client_of(standing).get(url(found)).status_code == 302
