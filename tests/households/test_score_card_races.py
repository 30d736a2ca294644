"""Two confirmations of one score card at once keep one card, and the database sees to it."""

from datetime import date

import pytest
from django.db import IntegrityError

from households import actions
from households.actions import cards
from households.imports import card_sheet, read_card
from households.models import ScoreCard
from households.scoring import load
from povertyportal.accounts.models import AuditEvent
from povertyportal.ui.xlsx import write_workbook
from tests.households.factories import NOW
from tests.races import RACE, ROUNDS, together

pytestmark = RACE


@pytest.fixture
def data():
    """Return the function that makes the card of the template, from a day of January 2023."""
    items = read_card(write_workbook([card_sheet(load("STD2022").card)])).items

    def made(day):
        return actions.CardData(
            standard="STD2022",
            name="Bảng điểm B1",
            source="Phụ lục III",
            valid_from=date(2023, 1, day),
            items=items,
        )

    return made


def test_two_confirmations_at_once_keep_one_card(administrator, data):
    for day in range(1, ROUNDS + 1):

        def confirm(d=day):
            return actions.import_card(data=data(d), by=administrator, now=NOW)

        found = together(confirm, confirm)

        assert found[0][0] == found[1][0]
        assert sorted(is_new for _card, is_new in found) == [False, True]
    assert ScoreCard.objects.count() == ROUNDS
    assert AuditEvent.objects.filter(action="score_card.import").count() == ROUNDS


def test_without_asking_first_the_constraint_still_holds(administrator, data):
    """The control: two writers that do not look meet in the database, and one is refused."""

    def create():
        return cards._create(data(1), by=administrator, now=NOW)

    found = together(create, create)

    assert sum(isinstance(result, IntegrityError) for result in found) == 1
    assert ScoreCard.objects.count() == 1
