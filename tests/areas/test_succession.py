"""What became of areas: chains, mergers, divisions, circles; nothing is lost or counted twice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertyportal.areas.loading import load_areas
from povertyportal.areas.models import Area
from povertyportal.areas.succession import Lineage, Move, lineage_of, lineage_on

A, B, C, D, E = 1, 2, 3, 4, 5
HALF = Decimal("0.5")


def test_an_area_that_nothing_became_of_is_its_own_heir():
    lineage = Lineage({}, {})

    assert lineage.heir(A) == A
    assert lineage.origins(A) == {A}
    assert lineage.fragments(A) == lineage.sharers(A) == frozenset()


def test_a_chain_of_changes_leads_to_the_last_unit():
    lineage = lineage_of([Move(A, B), Move(B, C)])

    assert [lineage.heir(area) for area in (A, B, C)] == [C, C, C]
    assert lineage.origins(C) == {A, B, C}
    assert lineage.origins(A) == {A}


def test_areas_that_merged_share_an_heir():
    lineage = lineage_of([Move(A, C), Move(B, C), Move(C, D), Move(E, D)])

    assert lineage.origins(D) == {A, B, C, D, E}


def test_what_was_divided_stays_under_its_own_name_and_its_heirs_know():
    lineage = lineage_of([Move(A, B), Move(B, C, HALF), Move(B, D, HALF), Move(E, D)])

    assert lineage.heir(A) == lineage.heir(B) == B
    assert lineage.sharers(B) == {C, D}
    assert lineage.fragments(C) == {A, B}
    assert lineage.fragments(D) == {A, B}
    assert lineage.origins(D) == {D, E}


def test_a_part_is_a_part_even_where_nobody_recorded_the_rest():
    lineage = lineage_of([Move(A, B, Decimal("0.9"))])

    assert lineage.heir(A) == A
    assert lineage.fragments(B) == {A}


def test_two_heirs_of_the_whole_cannot_both_have_it():
    lineage = lineage_of([Move(A, B), Move(A, C)])

    assert lineage.heir(A) == A
    assert lineage.sharers(A) == {B, C}


def test_a_division_of_a_divided_area_is_followed_back():
    lineage = lineage_of([Move(A, B, HALF), Move(A, E, HALF), Move(B, C, HALF), Move(B, D, HALF)])

    assert lineage.fragments(C) == {A, B}


def test_a_circle_leads_nowhere():
    lineage = lineage_of([Move(A, B), Move(B, A), Move(C, A)])

    assert [lineage.heir(area) for area in (A, B, C)] == [A, B, C]


MOVES = st.lists(
    st.builds(
        Move,
        st.integers(1, 12),
        st.integers(1, 12),
        st.sampled_from([Decimal(1), HALF]),
    ).filter(lambda move: move.origin != move.heir),
    max_size=14,
)


@given(MOVES)
def test_every_area_is_an_origin_of_exactly_one_heir(moves):
    lineage = lineage_of(moves)
    areas = range(1, 13)

    heirs = {area: lineage.heir(area) for area in areas}

    for area, heir in heirs.items():
        assert lineage.heir(heir) == heir or lineage.heir(area) == area
        assert area in lineage.origins(heir)
        assert not lineage.origins(heir) & lineage.fragments(heir)
    counted = [area for heir in set(heirs.values()) for area in lineage.origins(heir)]
    assert sorted(counted) == list(areas)


def test_changes_of_a_later_day_have_not_happened_yet(db):
    load_areas()
    first = date(2025, 7, 1)
    old = Area.objects.get(code="01837")
    unit = Area.objects.get(name="Phường Bắc Kạn")

    assert lineage_on(first - timedelta(days=1)).heir(old.pk) == old.pk
    assert lineage_on(first).heir(old.pk) == unit.pk


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Phường Đức Xuân", {"01834", "01840", "01846"}),
        ("Phường Bắc Kạn", {"01837", "01843", "01852", "01855"}),
        ("Xã Phong Quang", {"01849", "01984"}),
    ],
)
def test_each_unit_of_today_knows_the_wards_it_is_made_of(db, name, codes):
    load_areas()
    unit = Area.objects.get(name=name, valid_to=None)

    origins = lineage_on(date(2025, 7, 1)).origins(unit.pk) - {unit.pk}

    assert set(Area.objects.filter(pk__in=origins).values_list("code", flat=True)) == codes
