"""Rules that the database holds by itself: bulk_create, update and raw SQL cannot pass them."""

from datetime import date

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from households.models import Deprivation, Household, Membership, Person, Review, ReviewRound
from tests.households.factories import (
    NOW,
    close,
    make_household,
    make_person,
    make_review,
    make_round,
    recognised,
)

pytestmark = pytest.mark.django_db


def refused(work):
    with pytest.raises(IntegrityError), transaction.atomic():
        work()
    return True


@pytest.mark.parametrize(
    "change",
    [
        {"gender": "x"},
        {"ethnicity": "99"},
        {"birth_year": 1899},
        {"birth_year": 2101},
        {"birth_date": date(1899, 12, 31)},
        {"died_on": date(2101, 1, 1)},
        {"birth_date": date(2000, 1, 2), "died_on": date(2000, 1, 1)},
        {"full_name": ""},
        {"full_name": "a" * 121, "search_text": "a"},
        {"citizen_id_index": ""},
        {"citizen_id_index": "abc"},
        {"citizen_id_tail": "1234"},
    ],
)
def test_person_rules_hold_against_update(change):
    person = make_person()

    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**change)


def test_citizen_id_belongs_to_one_person():
    make_person(citizen_id="999000000001")

    assert refused(lambda: make_person("Lý Văn Tòng", citizen_id="999000000001"))


def test_two_people_may_have_no_citizen_id():
    make_person()
    make_person("Lý Văn Tòng")

    assert Person.objects.filter(citizen_id_index=None).count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"poverty_class": "rich"},
        {"origin": "x"},
        {"size": 0},
        {"size": 100},
        {"closed_on": date(2023, 1, 1)},
        {"closed_reason": "merged"},
        {"closed_on": date(2019, 1, 1), "closed_reason": "merged"},
        {"search_text": ""},
    ],
)
def test_household_rules_hold_against_update(ward, change):
    household = make_household(ward)

    assert refused(lambda: Household.objects.filter(pk=household.pk).update(**change))


def test_household_has_one_open_head(ward):
    household = make_household(ward)
    second = make_person("Lý Văn Tòng")

    assert refused(
        lambda: Membership.objects.bulk_create(
            [
                Membership(
                    household=household,
                    person=second,
                    relation="head",
                    is_head=True,
                    valid_from=date(2020, 1, 1),
                )
            ]
        )
    )


def test_open_head_row_must_name_the_head_of_the_household(ward):
    household = make_household(ward, members=["Lý Văn Tòng"])
    Membership.objects.filter(household=household, is_head=True).update(valid_to=date(2021, 1, 1))
    other = household.memberships.get(relation="child")

    assert refused(
        lambda: Membership.objects.filter(pk=other.pk).update(is_head=True, relation="head")
    )


def test_person_lives_in_one_household_at_a_time(ward):
    first = make_household(ward, members=["Lý Văn Tòng"])
    second = make_household(ward, head="Nông Văn Việt")
    person = first.memberships.get(relation="child").person

    assert refused(
        lambda: Membership.objects.create(
            household=second, person=person, relation="child", valid_from=date(2021, 1, 1)
        )
    )


def test_membership_ends_after_it_starts(ward):
    household = make_household(ward, members=["Lý Văn Tòng"])

    assert refused(
        lambda: household.memberships.filter(relation="child").update(valid_to=date(2019, 1, 1))
    )


@pytest.mark.parametrize("change", [{"year": 2014}, {"year": 2101}, {"state": "x"}, {"kind": "x"}])
def test_round_rules_hold_against_update(change):
    found = make_round()

    assert refused(lambda: ReviewRound.objects.filter(pk=found.pk).update(**change))


def test_round_exists_once_for_year_kind_and_standard():
    make_round(2021)
    make_round(2021, standard="STD2016")

    assert refused(lambda: make_round(2021))


@pytest.mark.parametrize(
    "change",
    [
        {"state": "approved"},
        {"state": "recognised"},
        {"recognised_class": "poor"},
        {"computed_class": "x"},
        {"residence": ""},
        {"b1": 1000},
        {"b2": 201},
        {"size": 0},
        {"state": "submitted", "b1": None},
        {"proposed_class": "not_poor"},
        {"class_reason": "a" * 501},
        {"submitted_at": NOW},
        {"posted_at": NOW},
    ],
)
def test_review_rules_hold_against_update(ward, officer, change):
    review = make_review(make_household(ward), make_round(), by=officer)

    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**change)


def test_nobody_recognises_their_own_review_even_in_sql(ward, officer, chair):
    review = recognised(make_household(ward), make_round(), by=officer, chair=chair)

    assert refused(lambda: Review.objects.filter(pk=review.pk).update(recognised_by=officer))
    assert refused(
        lambda: Review.objects.filter(pk=review.pk).update(submitted_by=chair, submitted_at=NOW)
    )


def test_village_of_a_household_lies_in_its_ward(ward, other_ward, village, other_village):
    household = make_household(ward, village=village)
    row = Household.objects.filter(pk=household.pk)

    assert refused(lambda: make_household(ward, head="Nông Văn Việt", village=other_village))
    assert refused(lambda: row.update(village=other_village))
    assert refused(lambda: row.update(area=other_ward))
    assert refused(lambda: row.update(village=ward))
    assert row.update(area=other_ward, village=other_village) == 1
    assert row.update(village=None) == 1


def test_village_of_a_review_lies_in_its_ward(ward, officer, other_ward, village, other_village):
    household = make_household(ward, village=village)
    review = make_review(household, make_round(), by=officer)
    row = Review.objects.filter(pk=review.pk)

    assert refused(lambda: row.update(village=other_village))
    assert refused(lambda: row.update(area=other_ward))
    assert refused(lambda: make_review(household, make_round(2024), by=officer, area=other_ward))
    assert row.update(area=other_ward, village=other_village) == 1


def test_head_of_a_household_changes_only_after_its_open_head_row(ward):
    household = make_household(ward, members=["Lý Văn Tòng"])
    other = household.memberships.get(relation="child")
    row = Household.objects.filter(pk=household.pk)

    assert refused(lambda: row.update(head=other.person))

    household.memberships.filter(is_head=True).update(valid_to=date(2021, 1, 1))
    assert row.update(head=other.person) == 1
    other.is_head, other.relation = True, "head"
    other.save()


def test_household_is_reviewed_once_in_a_round(ward, officer):
    household, found = make_household(ward), make_round()
    make_review(household, found, by=officer)

    assert refused(lambda: make_review(household, found, by=officer))


def test_indicator_is_answered_once_and_known(ward, officer):
    review = make_review(make_household(ward), make_round(), by=officer)

    assert refused(
        lambda: Deprivation.objects.create(review=review, indicator="NUOC", is_lacking=True)
    )
    assert refused(
        lambda: Deprivation.objects.create(review=review, indicator="XYZ", is_lacking=True)
    )


class TestClosedRound:
    """Nothing of a closed round can be added, changed or removed."""

    @pytest.fixture
    def review(self, ward, officer):
        review = make_review(make_household(ward), make_round(), by=officer)
        close(review.round)
        return review

    def test_review_cannot_be_added(self, review, ward, officer):
        household = make_household(ward, head="Nông Văn Việt")

        assert refused(lambda: make_review(household, review.round, by=officer))

    def test_review_cannot_be_bulk_added(self, review, ward, officer):
        twin = Review.objects.get(pk=review.pk)
        twin.pk, twin.household = None, make_household(ward, head="Nông Văn Việt")

        assert refused(lambda: Review.objects.bulk_create([twin]))

    def test_review_cannot_be_changed(self, review):
        assert refused(lambda: Review.objects.filter(pk=review.pk).update(b1=1))

    def test_review_cannot_be_moved_out(self, review):
        other = make_round(2024)

        assert refused(lambda: Review.objects.filter(pk=review.pk).update(round=other))

    def test_review_of_an_open_round_cannot_be_moved_in(self, review, ward, officer):
        household = make_household(ward, head="Nông Văn Việt")
        open_review = make_review(household, make_round(2024), by=officer)

        assert refused(lambda: Review.objects.filter(pk=open_review.pk).update(round=review.round))

    def test_review_cannot_be_deleted_by_raw_sql(self, review):
        def delete():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM households_review WHERE id = %s", [review.pk])

        assert refused(delete)

    def test_answers_cannot_be_added_changed_or_removed(self, review):
        assert refused(lambda: review.deprivations.update(is_lacking=False))
        assert refused(lambda: review.deprivations.all()._raw_delete("default"))
        assert refused(lambda: review.causes.create(code="land"))
        assert refused(lambda: review.needs.create(code="health"))

    def test_control_the_same_writes_pass_while_the_round_is_open(self, review):
        ReviewRound.objects.filter(pk=review.round_id).update(state="open", closed_at=None)

        Review.objects.filter(pk=review.pk).update(b1=1)
        review.causes.create(code="land")

        assert Review.objects.get(pk=review.pk).b1 == 1
