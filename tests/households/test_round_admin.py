"""Rounds in the admin: what a round is stays once reviews were scored by it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from households import actions
from households.admin import ReviewRoundForm
from households.models import ReviewRound
from tests.households.factories import NOW, close, make_household, make_review, make_round

pytestmark = pytest.mark.django_db


def url(round_):
    return reverse("admin:households_reviewround_change", args=[round_.pk])


def typed(**changes):
    days = {"starts_on": "01/09/2023", "ends_on": "20/12/2023"}
    return {"year": "2024", "kind": "periodic", "standard": "STD2022"} | days | changes


def test_round_without_reviews_can_be_put_right(client_of, administrator):
    found = make_round(2023)

    response = client_of(administrator).post(url(found), typed())

    found.refresh_from_db()
    assert response.status_code == 302
    assert (found.year, str(found.ends_on)) == (2024, "2023-12-20")


def test_round_with_reviews_keeps_year_kind_and_standard(client_of, administrator, officer, ward):
    found = make_round(2023)
    make_review(make_household(ward), found, by=officer)

    page = client_of(administrator).get(url(found)).content.decode()
    client_of(administrator).post(url(found), typed(standard="STD2016", kind="adhoc"))

    found.refresh_from_db()
    assert 'name="year"' not in page
    assert 'name="standard"' not in page
    assert (found.year, found.kind, found.standard) == (2023, "periodic", "STD2022")
    assert str(found.ends_on) == "2023-12-20"


def test_form_opened_before_the_first_review_is_refused(officer, ward):
    found = make_round(2023)
    make_review(make_household(ward), ReviewRound.objects.get(pk=found.pk), by=officer)

    form = ReviewRoundForm(typed(starts_on="2023-09-01", ends_on="2023-12-20"), instance=found)

    assert not form.is_valid()
    assert "round_in_use" in {error.code for error in form.non_field_errors().as_data()}


def test_form_opened_before_the_round_closed_does_not_open_it_again(standing):
    stale = make_round(2023)
    actions.close_round(round=stale, by=standing, now=NOW)

    form = ReviewRoundForm(typed(starts_on="2023-09-01", ends_on="2023-12-20"), instance=stale)

    assert not form.is_valid()
    with pytest.raises(ValidationError):
        ReviewRound.objects.lock_open(stale.pk)


def test_closed_round_is_only_read(client_of, administrator):
    found = make_round(2023)
    close(found)
    client = client_of(administrator)

    page = client.get(url(found))
    changed = client.post(url(found), typed())
    deleted = client.post(
        reverse("admin:households_reviewround_delete", args=[found.pk]), {"post": "yes"}
    )

    found.refresh_from_db()
    assert page.status_code == 200
    assert 'name="year"' not in page.content.decode()
    assert (changed.status_code, deleted.status_code) == (403, 403)
    assert (found.year, found.state) == (2023, "closed")


def test_state_is_not_a_field(client_of, administrator):
    found = make_round(2023)

    client_of(administrator).post(
        url(found), typed(year="2023", state="closed", closed_at="2023-12-20")
    )

    found.refresh_from_db()
    assert (found.state, found.closed_at) == ("open", None)
