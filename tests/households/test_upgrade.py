"""An installation of the first version moves on: its rounds get months, wards, steps and lists."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("households", "0003_guards_of_place_and_head"), ("areas", "0002_card_region")]
NOW = timezone.make_aware(datetime(2023, 10, 2, 9, 0))  # noqa: DTZ001

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("upgrade")]


def migrate(target):
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return executor.loader.project_state(target).apps


@pytest.fixture
def first_version():
    """Return the models of the first version, and come back to today's when the test is over."""
    today = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrate(BEFORE)
    migrate(today)


def latest():
    return migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def old_city(apps):
    """Write a ward with one household, an open, a closed and an ad hoc round."""
    get = apps.get_model
    user = get("accounts", "User").objects.create(username="lan", full_name="Lan")
    ward = get("areas", "Area").objects.create(
        code="T1", name="Phường Một", level="ward", residence="urban", valid_from=date(2015, 1, 1)
    )
    person = get("households", "Person").objects.create(
        full_name="Bàn Thị Mùi",
        sort_key="x",
        search_text="ban thi mui",
        gender="female",
        birth_year=1980,
        ethnicity="09",
    )
    home = get("households", "Household").objects.create(
        code="BK-000001",
        area=ward,
        head=person,
        sort_key="x",
        search_text="bk-000001 ban thi mui",
        registered_on=date(2020, 1, 1),
    )
    rounds = get("households", "ReviewRound").objects
    common = {"standard": "STD2022", "starts_on": date(2022, 9, 1), "ends_on": date(2022, 12, 14)}
    closed = rounds.create(year=2022, **common)
    opened = rounds.create(
        year=2023, standard="STD2022", starts_on=date(2023, 9, 1), ends_on=date(2023, 12, 14)
    )
    rounds.create(
        year=2023,
        kind="adhoc",
        standard="STD2022",
        starts_on=date(2023, 5, 15),
        ends_on=date(2023, 5, 31),
    )
    reviews = get("households", "Review").objects
    written = {"created_by": user, "created_at": NOW, "updated_by": user, "updated_at": NOW}
    place = {"household": home, "area": ward, "residence": "urban"}
    reviews.create(round=opened, **place, **written)
    reviews.create(round=closed, **place, **written)
    rounds.filter(pk=closed.pk).update(state="closed", closed_at=NOW, closed_by=user)


def test_rounds_of_the_first_version_get_what_rounds_have_now_and_stay_guarded(first_version):
    old_city(first_version)

    apps = latest()

    rounds = {
        (r.year, r.kind): r for r in apps.get_model("households", "ReviewRound").objects.all()
    }
    wards = apps.get_model("households", "WardRound").objects
    listed = apps.get_model("households", "Candidate").objects.get()
    assert rounds[2023, "adhoc"].month == 5
    assert rounds[2023, "periodic"].month == 0
    assert wards.get(round=rounds[2022, "periodic"]).state == "closed"
    assert wards.get(round=rounds[2023, "periodic"]).state == "open"
    assert listed.round_id == rounds[2023, "periodic"].pk
    assert listed.source == "officer"
    stages = set(rounds[2023, "periodic"].steps.values_list("stage", flat=True))
    assert {"visit", "opinion", "recognition"} <= stages

    closed = apps.get_model("households", "Review").objects.filter(round__state="closed")
    home = apps.get_model("households", "Household").objects.get()
    stays = apps.get_model("households", "Membership").objects
    stays.create(
        household=home,
        person=home.head,
        relation="head",
        is_head=True,
        valid_from=date(2020, 1, 1),
        valid_to=date(2021, 12, 31),
    )
    with pytest.raises(IntegrityError, match="round is closed"), transaction.atomic():
        closed.update(b1=1)
    with pytest.raises(IntegrityError, match="two households"), transaction.atomic():
        stays.create(
            household=home, person=home.head, relation="child", valid_from=date(2021, 12, 31)
        )
