"""Derived statuses of households, and low-income workers."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from households import actions, statuses
from households.models import Household, Membership, PersonStatus, Review
from households.statuses import Result, Status, escaped_until, standing
from households.workflow import State
from povertyportal.accounts.models import AuditEvent
from programs import classes
from programs.choices import BeneficiaryClass
from tests.households.factories import (
    NOW,
    make_household,
    make_person,
    make_review,
    make_round,
    recognised,
)

POOR, NEAR, NOT = "poor", "near_poor", "not_poor"
LATE = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)


def results(*rows):
    """Return results by STD2022, one each December from 2021 on; '' where none was recognised."""
    return [
        Result(date(2021 + place, 12, 10), f"{place}/QĐ", "STD2022", value)
        for place, value in enumerate(rows)
        if value
    ]


def on(*rows, day=date(2030, 1, 1)):
    return standing(results(*rows), day=day)


class TestWhatFollowsFromTheDecisions:
    @pytest.mark.parametrize(
        ("rows", "status"),
        [
            ((), ""),
            ((NOT,), ""),
            ((POOR,), ""),
            ((POOR, POOR), ""),
            ((POOR, NEAR), ""),
            ((NOT, POOR), ""),
            ((NEAR, POOR), ""),
            ((POOR, NOT), Status.ESCAPED),
            ((NEAR, NOT), Status.ESCAPED),
            ((POOR, NEAR, NOT), Status.ESCAPED),
            ((POOR, NOT, POOR), Status.RELAPSED),
            ((POOR, NOT, POOR, POOR), Status.RELAPSED),
            ((POOR, NOT, NEAR, POOR), Status.RELAPSED),
            ((POOR, NEAR, POOR), ""),
            ((NEAR, NOT, POOR), ""),
            ((NEAR, NOT, NEAR), Status.FALLEN_BACK),
            ((NEAR, POOR, NEAR), ""),
            ((POOR, NOT, NEAR), ""),
            ((POOR, NOT, POOR, NOT), Status.ESCAPED),
        ],
    )
    def test_status_a_few_days_after_the_last_decision(self, rows, status):
        last = date(2020 + len(rows), 12, 20)

        assert on(*rows, day=last).status == status

    @pytest.mark.parametrize(
        ("day", "status"),
        [
            (date(2022, 12, 9), ""),
            (date(2022, 12, 10), Status.ESCAPED),
            (date(2025, 12, 9), Status.ESCAPED),
            (date(2025, 12, 10), ""),
            (date(2025, 12, 11), ""),
        ],
    )
    def test_newly_escaped_lasts_three_years_to_the_day(self, day, status):
        assert on(POOR, NOT, day=day).status == status

    def test_the_last_day_is_told(self):
        found = on(NEAR, NOT, day=date(2023, 1, 1))

        assert (found.since, found.until) == (date(2022, 12, 10), date(2025, 12, 9))
        assert found.basis == "1/QĐ (10/12/2022)"

    def test_a_decision_of_29_february_counts_to_28_february(self):
        assert escaped_until(date(2024, 2, 29)) == date(2027, 2, 28)
        assert escaped_until(date(2021, 2, 28)) == date(2024, 2, 27)

    def test_later_reviews_that_find_no_poverty_do_not_prolong(self):
        assert on(POOR, NOT, NOT, day=date(2023, 12, 20)).until == date(2025, 12, 9)

    def test_a_baseline_by_a_coming_standard_does_not_count_early(self):
        rows = [
            Result(date(2021, 12, 10), "1/QĐ", "STD2016", POOR),
            Result(date(2021, 12, 10), "2/QĐ", "STD2022", NOT),
        ]

        assert standing(rows, day=date(2021, 12, 31)).in_force == POOR
        assert standing(rows, day=date(2022, 1, 1)).status == Status.ESCAPED

    def test_years_and_limits_name_their_source(self):
        file = statuses._file()

        assert all(row["source"] for rows in file.values() for row in rows)
        assert escaped_until(date(2015, 9, 4)) is None


@pytest.fixture
def homes(ward, other_ward, officer, chair):
    """Return a household of each fate, recognised in 2021 to 2023."""
    rounds = [make_round(year) for year in (2021, 2022, 2023)]
    points = {POOR: (100, 3), NEAR: (100, 2), NOT: (300, 0)}
    found = {}
    for name, rows in {
        "escaped": (POOR, NOT),
        "relapsed": (POOR, NOT, POOR),
        "fallen_back": (NEAR, NOT, NEAR),
        "poor": (POOR, POOR, POOR),
        "never": (NOT, NOT),
    }.items():
        home = make_household(ward, head=f"Lý Thị {name}")
        for round_, value in zip(rounds, rows, strict=False):
            b1, lacking = points[value]
            recognised(home, round_, by=officer, chair=chair, b1=b1, lacking=lacking)
        found[name] = home
    return found


class TestInBulk:
    def test_every_household_gets_its_status(self, homes):
        found = statuses.statuses_of(Household.objects.all(), day=date(2024, 1, 1))

        assert {key: row.status for key, row in found.items()} == {
            homes["escaped"].pk: "escaped",
            homes["relapsed"].pk: "relapsed",
            homes["fallen_back"].pk: "fallen_back",
        }

    def test_one_query_however_many_households(self, homes, django_assert_num_queries):
        pairs = [(home.pk, date(2023, 1, day)) for home in homes.values() for day in (1, 2, 3)]

        with django_assert_num_queries(1):
            statuses.standings_on(pairs)
        with django_assert_num_queries(1):
            statuses.statuses_of(Household.objects.all(), day=date(2024, 1, 1))

    def test_programme_records_take_the_same_definition(self, homes):
        day = date(2024, 1, 1)

        assert classes.class_on(homes["escaped"], day).value == BeneficiaryClass.ESCAPED
        assert classes.class_on(homes["relapsed"], day).value == BeneficiaryClass.POOR
        assert classes.class_on(make_household(homes["poor"].area), day).value == "unknown"

    def test_a_draft_gives_no_status(self, homes, officer, ward):
        home = make_household(ward, head="Ma Thị Nháp")
        make_review(home, make_round(2024), by=officer, state=State.DRAFT)

        assert home.pk not in statuses.statuses_of([home.pk], day=date(2025, 1, 1))


class TestOnThePages:
    def test_dossier_tells_the_status_with_its_last_day(
        self, homes, client_of, officer, time_machine
    ):
        time_machine.move_to(datetime(2024, 5, 5, 3, tzinfo=UTC))
        client = client_of(officer)

        page = client.get(homes["escaped"].get_absolute_url()).content.decode()

        assert "Mới thoát nghèo" in page
        assert "đến hết ngày 09/12/2025" in page
        assert "Tái nghèo" in client.get(homes["relapsed"].get_absolute_url()).content.decode()

    @pytest.mark.parametrize("name", ["escaped", "relapsed", "fallen_back"])
    def test_list_keeps_the_chosen_status(self, homes, client_of, officer, time_machine, name):
        time_machine.move_to(datetime(2024, 5, 5, 3, tzinfo=UTC))

        page = client_of(officer).get(reverse("household_list"), {"status": name})

        assert [row.pk for row in page.context["page"].rows] == [homes[name].pk]

    def test_workbook_says_it_in_words(self, homes, client_of, officer, time_machine):
        time_machine.move_to(datetime(2024, 5, 5, 3, tzinfo=UTC))

        book = client_of(officer).get(reverse("household_list"), {"export": "xlsx"}).content

        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            words = "".join(
                parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")
            )
        assert "Mới thoát nghèo đến hết 09/12/2025" in words
        assert "Tái cận nghèo" in words

    def test_list_costs_the_same_for_one_household_or_many(
        self, homes, client_of, officer, chair, ward, django_assert_max_num_queries
    ):
        for number in range(20):
            home = make_household(ward, head=f"Bàn Văn {number}")
            round_ = make_round(2024 + number)
            recognised(home, round_, by=officer, chair=chair)
        client = client_of(officer)

        with django_assert_max_num_queries(9):
            client.get(reverse("household_list"))
        with django_assert_max_num_queries(11):
            client.get(reverse("household_list"), {"status": ["relapsed", "low_income"]})


@pytest.fixture
def home(ward):
    return make_household(
        ward, head="Hà Thị Thu", members=[make_person("Hà Văn Nam", birth_year=2012)]
    )


def low_income(home, by, *, person=None, now=LATE, **changes):
    values = {"income": 2_500_000, "document": "12/XN-UBND", "valid_from": date(2025, 3, 1)}
    return actions.certify_low_income_worker(
        person=person or home.head,
        data=actions.LowIncomeData(**values | changes),
        by=by,
        now=now,
    )


class TestLowIncomeWorker:
    def test_is_certified_and_recorded(self, home, officer):
        status = low_income(home, officer)

        assert status.valid_to is None
        event = AuditEvent.objects.get(action="person_status.create")
        assert event.changes["income"] == [None, 2_500_000]

    @pytest.mark.parametrize(
        ("income", "is_rural", "passes"),
        [
            (3_000_000, False, True),
            (3_000_001, False, False),
            (2_250_000, True, True),
            (2_250_001, True, False),
        ],
    )
    def test_limit_follows_the_residence(
        self, ward, other_ward, officer, other_officer, income, is_rural, passes
    ):
        home = make_household(other_ward if is_rural else ward)
        by = other_officer if is_rural else officer

        if passes:
            assert low_income(home, by, income=income).pk
        else:
            with pytest.raises(ValidationError, match="Vượt mức"):
                low_income(home, by, income=income)

    @pytest.mark.parametrize(
        ("day", "passes"), [(date(2025, 2, 23), False), (date(2025, 2, 24), True)]
    )
    def test_does_not_exist_before_the_decree(self, home, officer, day, passes):
        if passes:
            assert low_income(home, officer, valid_from=day).pk
        else:
            with pytest.raises(ValidationError, match="24/02/2025"):
                low_income(home, officer, valid_from=day)

    @pytest.mark.parametrize("lacking", [2, 3])
    def test_nobody_of_a_poor_or_near_poor_household(self, home, officer, chair, lacking):
        recognised(home, make_round(2024), by=officer, chair=chair, b1=100, lacking=lacking)

        with pytest.raises(ValidationError, match="hộ nghèo hoặc cận nghèo"):
            low_income(home, officer)

    def test_no_child_no_future_day_no_day_before_the_stay(self, home, officer):
        child = home.memberships.exclude(person=home.head).get().person
        with pytest.raises(ValidationError, match="chưa đủ 15 tuổi"):
            low_income(home, officer, person=child)
        with pytest.raises(ValidationError, match="sau hôm nay"):
            low_income(home, officer, valid_from=date(2025, 6, 3))
        Membership.objects.filter(person=home.head).update(valid_from=date(2025, 4, 1))
        with pytest.raises(ValidationError, match="01/04/2025"):
            low_income(home, officer)

    def test_is_held_once_at_a_time(self, home, officer):
        first = low_income(home, officer)

        with pytest.raises(ValidationError, match="kết thúc lần trước"):
            low_income(home, officer)

        actions.end_person_status(
            status=first, valid_to=date(2025, 4, 30), note="Có việc mới", by=officer, now=LATE
        )
        assert low_income(home, officer, valid_from=date(2025, 5, 1)).pk != first.pk

    def test_same_token_twice_gives_the_same_row(self, home, officer):
        first = low_income(home, officer)

        again = low_income(home, officer, submit_token=first.submit_token)

        assert again == first
        assert AuditEvent.objects.filter(action="person_status.create").count() == 1

    def test_ends_with_a_day_and_a_reason(self, home, officer):
        status = low_income(home, officer)
        for day in (date(2025, 2, 28), date(2025, 6, 3)):
            with pytest.raises(ValidationError, match="đến hôm nay"):
                actions.end_person_status(
                    status=status, valid_to=day, note="x", by=officer, now=LATE
                )
        with pytest.raises(ValidationError, match="lý do"):
            actions.end_person_status(
                status=status, valid_to=date(2025, 5, 1), note=" ", by=officer, now=LATE
            )

        actions.end_person_status(
            status=status, valid_to=date(2025, 5, 1), note="Tăng lương", by=officer, now=LATE
        )

        with pytest.raises(ValidationError, match="đã kết thúc"):
            actions.end_person_status(
                status=status, valid_to=date(2025, 5, 1), note="x", by=officer, now=LATE
            )
        assert AuditEvent.objects.get(action="person_status.end").note == "Tăng lương"

    def test_outsider_certifies_and_ends_nothing(self, home, officer, other_officer, outsider):
        status = low_income(home, officer)
        for user in (other_officer, outsider):
            with pytest.raises(PermissionDenied):
                low_income(home, user)
            with pytest.raises(PermissionDenied):
                actions.end_person_status(
                    status=status, valid_to=date(2025, 5, 1), note="x", by=user, now=LATE
                )


class TestLowIncomePages:
    @pytest.fixture(autouse=True)
    def _in_2025(self, time_machine):
        time_machine.move_to(LATE)

    def form(self, client, home, **changes):
        url = reverse("person_status_create", args=[home.head.pk])
        fresh = client.get(url).context["form"]
        values = {
            "income": "2.500.000",
            "document": "12/XN-UBND",
            "valid_from": "01/03/2025",
            "submit_token": str(fresh["submit_token"].value()),
        }
        return client.post(url, values | changes)

    def test_officer_certifies_and_ends(self, home, client_of, officer):
        client = client_of(officer)

        assert self.form(client, home).status_code == 302

        page = client.get(home.get_absolute_url()).content.decode()
        status = PersonStatus.objects.get()
        url = reverse("person_status_end", args=[status.pk])
        assert "Người lao động có thu nhập thấp" in page
        assert url in page
        client.post(url, {"valid_to": "02/06/2025", "note": "Tăng lương"})
        status.refresh_from_db()
        assert status.valid_to == date(2025, 6, 2)

    def test_double_click_leaves_one_row(self, home, client_of, officer):
        client = client_of(officer)
        token = "5f0f2a52-9a8e-4a1e-8bb4-0c6c0b3b8f11"

        for _click in range(2):
            assert self.form(client, home, submit_token=token).status_code == 302

        assert PersonStatus.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("income", "3.000.001", "Vượt mức 3.000.000"),
            ("income", "2.5", "Số tiền phải là số đồng nguyên"),
            ("income", "-5", "Số tiền"),
            ("income", "99999999999999999", "quá lớn"),
            ("valid_from", "31/02/2025", ""),
            ("valid_from", "23/02/2025", "24/02/2025"),
            ("document", "", "bắt buộc"),
            ("document", "x\x00y", ""),
            ("document", "đ" * 201, ""),
        ],
    )
    def test_wrong_input_is_said_at_the_field_and_stays(
        self, home, client_of, officer, field, value, words
    ):
        page = self.form(client_of(officer), home, **{field: value})

        assert page.status_code == 200
        assert page.context["form"].errors[field]
        assert words in page.content.decode()
        assert "12/XN-UBND" in page.content.decode() or field == "document"
        assert not PersonStatus.objects.exists()

    def test_list_finds_households_with_such_a_worker(self, home, client_of, officer, ward):
        make_household(ward, head="Lý Văn Khác")
        low_income(home, officer)

        page = client_of(officer).get(reverse("household_list"), {"status": "low_income"})

        assert [row.pk for row in page.context["page"].rows] == [home.pk]

    def test_outsider_finds_no_such_page(self, home, client_of, officer, other_officer, outsider):
        status = low_income(home, officer)
        create = reverse("person_status_create", args=[home.head.pk])
        end = reverse("person_status_end", args=[status.pk])

        for url in (create, end):
            assert client_of(other_officer).get(url).status_code == 404
            assert client_of(other_officer).post(url).status_code == 404
            assert client_of(outsider).get(url).status_code == 403


def test_nothing_here_was_typed(homes):
    """Statuses follow decisions: without them they are gone."""
    assert statuses.statuses_of(Household.objects.all(), day=date(2024, 1, 1))

    Review.objects.update(
        state=State.DRAFT,
        recognised_class="",
        recognised_by=None,
        recognised_at=None,
        decision=None,
    )

    assert not statuses.statuses_of(Household.objects.all(), day=date(2024, 1, 1))
    assert NOW - timedelta(days=1) < NOW
