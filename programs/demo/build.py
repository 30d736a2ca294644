"""Build the demo city once, in one transaction; empty the database for a fresh one."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from households.models import Household
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import AuditEvent, User
from povertyportal.areas.loading import load_areas
from povertyportal.reporting.loading import load_report
from programs import programme_file
from programs.demo import (
    accounts,
    activities,
    capital,
    credit,
    directives,
    events,
    exits,
    housing,
    people,
    procedure,
    reviews,
    support,
    targets,
    work,
)
from programs.demo.city import City, find_city

REPORT = Path(programme_file.DEFAULT_FILE).parent / "mid_term_2023.toml"
EVENT = "demo.build"


class NotADemo(Exception):
    """The database holds records that the demo did not make."""


def is_built() -> bool:
    """Tell whether the demo city stands already."""
    return AuditEvent.objects.filter(action=EVENT).exists()


def demand_own_database() -> None:
    """Refuse a database with somebody's own records, accounts or events."""
    used = any(model.objects.exists() for model in (User, AuditEvent, Household))
    if used and not is_built():
        raise NotADemo


def load_reference() -> None:
    """Load areas, the programme tree, loan products and the official report, where missing."""
    load_areas()
    city = find_city()
    programme_file.load(city=city.area, actor="demo")
    load_report(REPORT)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the cycle collector: it would walk 140,000 living rows again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_without_collector()
@transaction.atomic
def build() -> City:
    """Write every record of the city; return it with its accounts."""
    demand_own_database()
    load_reference()
    city = find_city()
    city.users = accounts.create(demo_accounts(city))
    city.homes = people.build(city.wards, city.villages, city.officers)
    people.count_totals(city.homes, city.wards)
    reviews.plan_classes(city)
    for part in (
        events,
        reviews,
        procedure,
        exits,
        capital,
        credit,
        work,
        housing,
        support,
        activities,
        directives,
        targets,
    ):
        part.build(city)
    record(
        EVENT,
        by=None,
        actor="demo",
        on=city.area,
        area_path=city.area.path,
        changes={"households": (0, len(city.homes)), "accounts": (0, len(city.users))},
        note="Dữ liệu minh họa do máy tạo",
    )
    return city


def demo_accounts(city: City) -> list[accounts.Account]:
    """Return the accounts of the demo city."""
    return accounts.accounts(city.area, city.wards, city.villages)


@transaction.atomic
def empty() -> None:
    """Delete all rows. PostgreSQL truncates; SQLite must set its guarding triggers aside."""
    demand_own_database()
    triggers: list[tuple[str, str]] = []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        for _name, sql in triggers:
            cursor.execute(sql)
