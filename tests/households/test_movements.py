"""Forms R2 and R3: every column, what must hold, and the ward that closes only when it does."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from households import actions, movement
from households.actions import EventData
from households.models import Person, Review, WardRound
from households.movement import Cell, Counts, Facts, Finding, Result, compute, findings
from households.movement_records import movements_of
from povertyportal.areas.models import AreaTotal
from tests.households.factories import (
    NOW,
    close,
    make_household,
    make_review,
    make_round,
    recognised,
)

POOR, NEAR, NOT = "poor", "near_poor", "not_poor"
POINTS = {POOR: (100, 3), NEAR: (100, 2), NOT: (300, 0)}
DAY = date(2023, 6, 1)


def line(found, form, what="count"):
    return found.forms[form].line(what)


def codes(found):
    return [finding.code for finding in found]


class TestColumns:
    """One household in one fate; the numbers are columns 1 to 9 of its lines."""

    @pytest.mark.parametrize(
        ("start", "end", "r2", "r3"),
        [
            ("poor", "poor", [1, 0, 0, 0, 0, 0, 0, 0, 1], [0] * 9),
            ("poor", "near_poor", [1, 1, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 0, 0, 1]),
            ("poor", "not_poor", [1, 0, 1, 0, 0, 0, 0, 0, 0], [0] * 9),
            ("near_poor", "poor", [0, 0, 0, 0, 1, 0, 0, 0, 1], [1, 0, 1, 0, 0, 0, 0, 0, 0]),
            ("near_poor", "near_poor", [0] * 9, [1, 0, 0, 0, 0, 0, 0, 0, 1]),
            ("near_poor", "not_poor", [0] * 9, [1, 1, 0, 0, 0, 0, 0, 0, 0]),
            ("not_poor", "poor", [0, 0, 0, 0, 0, 0, 1, 0, 1], [0] * 9),
            ("not_poor", "near_poor", [0] * 9, [0, 0, 0, 0, 0, 0, 1, 0, 1]),
            ("", "poor", [0, 0, 0, 0, 0, 0, 1, 0, 1], [0] * 9),
            ("not_poor", "not_poor", [0] * 9, [0] * 9),
        ],
    )
    def test_a_change_of_class(self, start, end, r2, r3):
        before = {1: Result(start, 4)} if start else {}

        found = compute(Facts(start=before, end={1: Result(end, 4)}))

        assert (line(found, "r2"), line(found, "r3")) == (r2, r3)
        assert line(found, "r2", "persons") == [4 * n for n in r2]

    @pytest.mark.parametrize(("form", "name"), [("r2", POOR), ("r3", NEAR)])
    def test_who_was_listed_before_relapses(self, form, name):
        facts = Facts(end={1: Result(name, 3)}, held={1: frozenset({name, NOT})})

        assert line(compute(facts), form) == [0, 0, 0, 0, 0, 1, 0, 0, 1]

    @pytest.mark.parametrize(("form", "name"), [("r2", POOR), ("r3", NEAR)])
    def test_who_moved_in_or_split_off_is_another_increase(self, form, name):
        facts = Facts(
            end={1: Result(name, 3)},
            came=frozenset({1}),
            reasons={1: "split"},
            held={1: frozenset({name})},
        )

        found = compute(facts)

        assert line(found, form) == [0, 0, 0, 0, 0, 0, 0, 1, 1]
        assert not found.unexplained

    @pytest.mark.parametrize(("form", "name"), [("r2", POOR), ("r3", NEAR)])
    def test_who_left_is_another_decrease(self, form, name):
        facts = Facts(start={1: Result(name, 3)}, gone=frozenset({1}), reasons={1: "death"})

        found = compute(facts)

        assert line(found, form) == [1, 0, 0, 1, 0, 0, 0, 0, 0]
        assert line(found, form, "persons") == [3, 0, 0, 3, 0, 0, 0, 0, 0]
        assert not found.unexplained

    def test_who_came_from_another_ward_arrives_first_and_changes_then(self):
        facts = Facts(
            brought={1: Result(POOR, 4)}, end={1: Result(NEAR, 5)}, reasons={1: "moved_out"}
        )

        found = compute(facts)

        assert line(found, "r2") == [0, 1, 0, 0, 0, 0, 0, 1, 0]
        assert line(found, "r3") == [0, 0, 0, 0, 1, 0, 0, 0, 1]
        assert line(found, "r2", "persons") == [0, 5, 0, 0, 0, 0, 0, 5, 0]

    @pytest.mark.parametrize(
        ("start", "end", "persons"),
        [(4, 6, [4, 0, 0, 0, 0, 0, 0, 2, 6]), (4, 3, [4, 0, 0, 1, 0, 0, 0, 0, 3])],
    )
    def test_members_who_come_or_go_count_among_the_persons_alone(self, start, end, persons):
        found = compute(
            Facts(
                start={1: Result(POOR, start)}, end={1: Result(POOR, end)}, changed=frozenset({1})
            )
        )

        assert line(found, "r2", "persons") == persons
        assert line(found, "r2") == [1, 0, 0, 0, 0, 0, 0, 0, 1]
        assert not found.resized

    def test_members_change_before_the_class_does(self):
        found = compute(Facts(start={1: Result(POOR, 4)}, end={1: Result(NEAR, 6)}))

        assert line(found, "r2", "persons") == [4, 6, 0, 0, 0, 0, 0, 2, 0]
        assert line(found, "r3", "persons") == [0, 0, 0, 0, 6, 0, 0, 0, 6]
        assert found.resized == [1]

    def test_whoever_waits_for_a_result_stands_in_no_other_column(self):
        found = compute(Facts(start={1: Result(POOR, 4)}))

        assert line(found, "r2") == [1, 0, 0, 0, 0, 0, 0, 0, 0]
        assert found.pending == [1]


RESULTS = st.builds(Result, st.sampled_from([POOR, NEAR, NOT]), st.integers(1, 12))


@st.composite
def fates(draw):
    """Return the facts of up to thirty households, each with a result or a reason to have none."""
    start, end, brought, gone, came, held = {}, {}, {}, set(), set(), {}
    for key in range(draw(st.integers(0, 30))):
        if draw(st.booleans()):
            start[key] = draw(RESULTS)
        elif draw(st.booleans()):
            brought[key] = draw(RESULTS)
        elif draw(st.booleans()):
            came.add(key)
        held[key] = frozenset(draw(st.sets(st.sampled_from([POOR, NEAR, NOT]))))
        if key in start and draw(st.booleans()):
            gone.add(key)
        else:
            end[key] = draw(RESULTS)
    reasons = dict.fromkeys({*start, *end, *brought}, "moved_in")
    return Facts(
        start=start,
        end=end,
        brought=brought,
        gone=frozenset(gone),
        came=frozenset(came),
        held=held,
        reasons=reasons,
        changed=frozenset(reasons),
    )


@settings(max_examples=300, deadline=None)
@given(fates())
def test_whatever_happens_to_households_both_forms_close(facts):
    found = compute(facts)
    counts = Counts(
        households={n: sum(r.poverty_class == n for r in facts.end.values()) for n in (POOR, NEAR)},
        persons={
            n: sum(r.persons for r in facts.end.values() if r.poverty_class == n)
            for n in (POOR, NEAR)
        },
        previous=facts.start,
    )

    assert findings(found, counts) == []
    for form in found.forms.values():
        assert form.gap("count") == form.gap("persons") == 0
    kept = movement.thawed(movement.frozen(found))
    assert kept is not None
    assert movement.differences(kept, found) == []


class TestIdentities:
    """Each thing that must hold is broken once; the households are named."""

    def of(self, found, **counts):
        end = movement.results_of(found)
        values = {
            "households": {
                n: sum(r.poverty_class == n for r in end.values()) for n in (POOR, NEAR)
            },
            "persons": {
                n: sum(r.persons for r in end.values() if r.poverty_class == n)
                for n in (POOR, NEAR)
            },
        }
        return {f.code: f for f in findings(found, Counts(**(values | counts)))}

    def whole(self):
        return compute(
            Facts(
                start={1: Result(POOR, 4), 2: Result(NEAR, 3), 3: Result(POOR, 2)},
                end={1: Result(NEAR, 4), 2: Result(POOR, 3), 3: Result(POOR, 2)},
            )
        )

    def test_nothing_is_broken(self):
        assert self.of(self.whole()) == {}

    def test_a_household_without_a_result(self):
        found = self.of(compute(Facts(start={7: Result(POOR, 4)})))

        assert found["no_result"].households == (7,)
        assert found["closes_r2"].households == (7,)
        assert "-1 hộ" in found["closes_r2"].detail

    def test_a_near_poor_household_without_a_result(self):
        assert self.of(compute(Facts(start={7: Result(NEAR, 4)})))["closes_r3"].households == (7,)

    def test_an_unexplained_other(self):
        found = compute(Facts(start={7: Result(POOR, 4)}, gone=frozenset({7})))

        assert self.of(found)["unexplained"].households == (7,)

    def test_members_who_changed_without_an_event_are_a_warning(self):
        found = compute(Facts(start={7: Result(POOR, 4)}, end={7: Result(POOR, 5)}))

        finding = self.of(found)["resized"]
        assert finding.households == (7,)
        assert not finding.blocks

    @pytest.mark.parametrize(
        ("form", "column", "code"), [("r2", 2, "to_near_poor"), ("r3", 3, "to_poor")]
    )
    def test_both_forms_tell_the_same_passages(self, form, column, code):
        found = self.whole()
        found.forms[form].cells[column].households[9] = 1

        assert self.of(found)[code].households == (9,)

    @pytest.mark.parametrize(("name", "code"), [(POOR, "r1_r2"), (NEAR, "r1_r3")])
    def test_the_end_is_what_the_summary_counts(self, name, code):
        counted = {POOR: 2, NEAR: 1} | {name: 7}

        assert self.of(self.whole(), households=counted)[code].households

    def test_deprivations_add_up_to_the_points(self):
        found = self.of(self.whole(), lacking={POOR: {"work": 2}}, points={POOR: 40}, odd=(3,))

        assert found["r4_sum"].households == (3,)

    def test_no_indicator_counts_more_than_all_households(self):
        found = self.of(self.whole(), lacking={POOR: {"work": 3}}, points={POOR: 30})

        assert set(found) == {"r4_most"}
        assert found["r4_most"].households == (2, 3)

    def test_the_start_is_the_end_before(self):
        before = {1: Result(POOR, 4), 2: Result(NEAR, 3), 3: Result(NEAR, 2), 4: Result(NOT, 2)}

        assert self.of(self.whole(), previous=before)["start"].households == (3,)

    def test_persons_are_no_fewer_than_households(self):
        found = self.whole()
        found.forms["r2"].cells[9].households[3] = 0
        found.forms["r2"].cells[9].households[2] = 1

        assert self.of(found)["persons"].households == (3,)

    def test_the_lists_are_no_longer_than_the_ward(self):
        assert "totals" in self.of(self.whole(), all_households=2)

    def test_kept_forms_show_a_later_correction(self):
        kept, now = self.whole(), self.whole()
        now.forms["r2"].cells[9].households[3] = 5

        [finding] = movement.differences(kept, now)
        assert (finding.code, finding.households, finding.blocks) == ("frozen", (3,), False)

    def test_each_has_a_title_and_advice(self):
        for code in movement.TITLES:
            assert Finding(code).title
            assert Finding(code).advice


@pytest.fixture
def rounds(db):
    return make_round(2022), make_round(2023)


@pytest.fixture
def put(rounds, officer, chair):
    """Return the function that makes a household with a result in 2022 and in 2023."""

    def make(ward, before="", after="", **fields):
        household = fields.pop("household", None) or make_household(
            ward, head=f"Lý Văn {Person.objects.count()}", **fields
        )
        for review_round, name in zip(rounds, (before, after), strict=True):
            if name:
                b1, lacking = POINTS[name]
                recognised(household, review_round, by=officer, chair=chair, b1=b1, lacking=lacking)
        return household

    return make


def forms_of(rounds, ward):
    [found] = movements_of(round=rounds[1], wards=[ward])
    return found


class TestRecords:
    def test_every_column_comes_from_records(
        self, put, rounds, ward, other_ward, officer, chair, city
    ):
        old = make_round(2021, standard="STD2016")
        put(ward, POOR, POOR)
        put(ward, POOR, NEAR)
        put(ward, POOR, NOT)
        put(ward, NEAR, POOR)
        put(ward, NEAR, NOT)
        put(ward, NOT, POOR)
        again = put(ward, "", POOR)
        recognised(
            again, old, by=officer, chair=chair, b1=100, lacking=3, decided_on=date(2021, 12, 10)
        )
        gone = put(ward, POOR)
        actions.move_out(
            household=gone,
            data=EventData(happened_on=DAY, version=1, place="Hà Nội"),
            by=officer,
            now=NOW,
        )
        parent = put(ward, NEAR, NEAR, members=["Lý Văn Con", "Lý Văn Út"])
        child = Person.objects.get(full_name="Lý Văn Con")
        split = actions.split_household(
            household=parent,
            people=[child.pk],
            head=child.pk,
            data=EventData(happened_on=DAY, version=1),
            by=officer,
            now=NOW,
        ).other
        put(ward, "", POOR, household=split)
        Review.objects.filter(household=parent, round=rounds[1]).update(size=2)

        found = forms_of(rounds, ward)

        assert line(found.movement, "r2") == [4, 1, 1, 1, 1, 1, 1, 1, 5]
        assert line(found.movement, "r3") == [3, 1, 1, 0, 1, 0, 0, 0, 2]
        assert line(found.movement, "r3", "persons") == [5, 1, 1, 1, 1, 0, 0, 0, 3]
        assert found.findings == []
        assert found.may_close

    def test_a_household_between_two_wards(self, put, rounds, ward, other_ward, officer, chair):
        moved = put(ward, POOR)
        actions.move_out(
            household=moved,
            to=other_ward,
            data=EventData(happened_on=DAY, version=1),
            by=officer,
            now=NOW,
        )
        moved.refresh_from_db()
        [here, there] = movements_of(round=rounds[1], wards=[ward, other_ward])
        assert codes(here.findings) == []
        assert codes(there.findings) == ["no_result"]

        put(other_ward, "", NEAR, household=moved)
        [here, there] = movements_of(round=rounds[1], wards=[ward, other_ward])

        assert line(here.movement, "r2") == [1, 0, 0, 1, 0, 0, 0, 0, 0]
        assert line(there.movement, "r2") == [0, 1, 0, 0, 0, 0, 0, 1, 0]
        assert line(there.movement, "r3") == [0, 0, 0, 0, 1, 0, 0, 0, 1]
        assert here.findings == there.findings == []

    def test_somebody_who_moved_in_long_ago_is_new_on_the_list(self, put, rounds, ward):
        put(ward, "", POOR, origin="moved_in", registered_on=date(2016, 1, 1))

        assert line(forms_of(rounds, ward).movement, "r2") == [0, 0, 0, 0, 0, 0, 1, 0, 1]

    def test_an_origin_without_an_event_is_unexplained(self, put, rounds, ward):
        home = put(ward, "", POOR, origin="moved_in", registered_on=date(2023, 3, 1))

        [finding] = forms_of(rounds, ward).findings
        assert (finding.code, finding.households) == ("unexplained", (home.pk,))

    def test_the_forms_cost_the_same_for_one_household_or_many(
        self, put, rounds, ward, django_assert_max_num_queries
    ):
        for _n in range(12):
            put(ward, POOR, NEAR)

        with django_assert_max_num_queries(14):
            forms_of(rounds, ward)

    def test_totals_are_those_of_the_year(self, put, rounds, ward):
        put(ward, POOR, POOR)
        AreaTotal.objects.create(
            area=ward, year=2023, households=10, persons=30, as_of=date(2023, 12, 1), source="Sổ"
        )

        assert forms_of(rounds, ward).counts.all_households == 10


class TestClosing:
    def test_a_ward_keeps_its_forms_when_it_closes(self, put, rounds, ward, chair):
        put(ward, POOR, NEAR)

        actions.close_ward(round=rounds[1], area=ward, by=chair, now=NOW)

        kept = WardRound.objects.get(round=rounds[1], area=ward).result
        assert kept["r2"]["households"] == [1, 1, 0, 0, 0, 0, 0, 0, 0]
        assert kept["r3"]["households"] == [0, 0, 0, 0, 1, 0, 0, 0, 1]
        assert forms_of(rounds, ward).is_frozen

    def test_a_ward_whose_forms_do_not_close_stays_open(self, put, rounds, ward, chair):
        home = put(ward, POOR)

        with pytest.raises(ValidationError) as caught:
            actions.close_ward(round=rounds[1], area=ward, by=chair, now=NOW)

        assert caught.value.code == "movement"
        assert "1 hộ" in caught.value.messages[0]
        [finding] = [f for f in forms_of(rounds, ward).findings if f.code == "no_result"]
        assert finding.households == (home.pk,)

    def test_the_next_round_starts_from_what_was_kept(self, put, rounds, ward, chair):
        home = put(ward, POOR, POOR)
        actions.close_ward(round=rounds[0], area=ward, by=chair, now=NOW)
        WardRound.objects.filter(round=rounds[0]).update(
            state="open", closed_at=None, closed_by=None
        )
        Review.objects.filter(household=home, round=rounds[0]).update(recognised_class=NEAR)

        found = forms_of(rounds, ward)

        assert line(found.movement, "r2") == [1, 0, 0, 0, 0, 0, 0, 0, 1]
        assert [(f.code, f.households) for f in found.findings] == [("start", (home.pk,))]

    def test_a_household_that_left_holds_nobody_up(self, put, rounds, ward, officer, chair):
        gone = put(ward, POOR)
        make_review(gone, rounds[1], by=officer)
        actions.move_out(
            household=gone,
            data=EventData(happened_on=DAY, version=1, place="Hà Nội"),
            by=officer,
            now=NOW,
        )

        closed = actions.close_ward(round=rounds[1], area=ward, by=chair, now=NOW)

        assert closed.result["r2"]["households"] == [1, 0, 0, 1, 0, 0, 0, 0, 0]


class TestPages:
    def test_the_page_that_closes_a_ward_names_what_the_forms_lack(
        self, put, rounds, ward, chair, client_of
    ):
        waiting = put(ward, POOR)

        url = reverse("ward_close", args=[rounds[1].pk, ward.pk])
        page = client_of(chair).get(url).content.decode()

        assert "Biểu biến động chưa khép" in page
        assert waiting.code in page

    def test_the_ward_page_names_who_is_missing_and_who_stands_in_a_cell(
        self, put, rounds, ward, officer, client_of
    ):
        missing, exited = put(ward, POOR), put(ward, POOR, NOT)
        close(rounds[0])
        browser = client_of(officer)
        url = reverse("movement_ward", args=[rounds[1].pk, ward.pk])

        page = browser.get(url, {"cell": "r2-3"}).content.decode()

        assert f"/households/{missing.code}/" in page
        assert f"/households/{exited.code}/" in page
        assert "chưa đạt" in page
        assert browser.get(url, {"cell": "r9-77"}).status_code == 200

    def test_only_the_wards_of_the_user_are_shown(
        self, put, rounds, ward, other_ward, officer, other_officer, standing, client_of
    ):
        put(ward, POOR, POOR)

        own = client_of(officer).get(reverse("movement_forms")).content.decode()
        whole = client_of(standing).get(reverse("movement_forms")).content.decode()
        url = reverse("movement_ward", args=[rounds[1].pk, ward.pk])

        assert other_ward.name not in own
        assert ward.name in whole
        assert other_ward.name in whole
        assert "Tổng cộng" in whole
        assert client_of(other_officer).get(url).status_code == 404

    def test_nobody_without_a_role_sees_them(self, rounds, outsider, client_of):
        assert client_of(outsider).get(reverse("movement_forms")).status_code == 403

    @pytest.mark.parametrize("asked", ["0", "x", "99999999999999999999"])
    def test_a_round_that_is_not_there(self, asked, rounds, officer, client_of):
        page = client_of(officer).get(reverse("movement_forms"), {"round": asked})

        assert page.status_code == 404

    def test_without_a_round_the_page_says_so(self, db, officer, client_of):
        assert (
            "Chưa có biểu nào" in client_of(officer).get(reverse("movement_forms")).content.decode()
        )

    def test_the_workbook_holds_both_forms(self, put, rounds, ward, officer, client_of):
        put(ward, POOR, NEAR)

        answer = client_of(officer).get(reverse("movement_forms"), {"export": "xlsx"})

        assert answer.status_code == 200
        assert answer.content[:2] == b"PK"

    def test_a_village_has_no_forms(self, put, rounds, ward, investigator, client_of):
        put(ward, POOR, NEAR)

        page = client_of(investigator).get(reverse("movement_forms"))

        assert "Chưa có biểu nào" in page.content.decode()

    def test_the_page_costs_the_same_for_one_household_or_many(
        self, put, rounds, ward, officer, client_of, django_assert_max_num_queries
    ):
        for _n in range(10):
            put(ward, POOR)
        browser = client_of(officer)

        with django_assert_max_num_queries(32):
            browser.get(reverse("movement_ward", args=[rounds[1].pk, ward.pk]), {"cell": "r2-1"})


def test_an_empty_cell_counts_nothing():
    assert (Cell().count, Cell().persons, Cell().keys) == (0, 0, ())
