"""People by role, the areas they work on, and a browser for each of them."""

import gc
from datetime import date
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.template import RequestContext, Template
from django.test import Client
from django.test.signals import template_rendered

from povertyportal.accounts.models import Assignment, User
from povertyportal.areas.models import Area

LONG_AGO = date(2015, 1, 1)
PASSWORD = "mot-mat-khau-dai-1"


def pytest_configure() -> None:
    """Hash passwords the quick way, list no static files, and seldom look for dead cycles."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True
    gc.set_threshold(50_000, 20, 50)  # little of what a test makes is a cycle


def pytest_collection_modifyitems(items):
    """Run on SQLite alone what asks nothing of the database: the gate has a quarter of an hour."""
    if connection.vendor == "postgresql":
        skip = pytest.mark.skip(reason="proves nothing about the database; runs on SQLite")
        for item in items:
            if item.get_closest_marker("one_database"):
                item.add_marker(skip)


@pytest.fixture(autouse=True, scope="session")
def _flush_despite_triggers():
    """Let SQLite empty its tables after tests that commit: ledgers refuse DELETE by trigger.

    PostgreSQL truncates, which fires no row trigger.
    """
    operations = SQLite.ops_class
    flush = operations.execute_sql_flush

    def without_triggers(self, sql_list):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            flush(self, sql_list)
        finally:
            with self.connection.cursor() as cursor:
                for _name, sql in triggers:
                    cursor.execute(sql)

    operations.execute_sql_flush = without_triggers
    yield
    operations.execute_sql_flush = flush


@pytest.fixture(autouse=True, scope="session")
def _only_pages_are_kept(django_test_environment):
    """Let the test client keep the context of each page, not that of its hundreds of widgets."""

    def render(self, context):
        if context.template is self and isinstance(context, RequestContext):
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    with patch.object(Template, "_render", render):
        yield


@pytest.fixture(autouse=True)
def _papers(settings, tmp_path):
    """Keep uploaded papers of a test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "papers"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Send whoever is still connected away before the test database is dropped (PostgreSQL)."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def two_connections(transactional_db):
    """Skip where the test database lives in memory: it has one connection only."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database serves one connection")


@pytest.fixture(scope="session")
def on_postgresql() -> bool:
    """Tell which of the two databases the suite runs on."""
    return connection.vendor == "postgresql"


def make_area(*, code, name, level, parent=None, residence=""):
    """Return an area that exists since long ago."""
    return Area.objects.create(
        code=code,
        name=name,
        level=level,
        parent=parent,
        residence=residence,
        valid_from=LONG_AGO,
        source="Danh mục thử",
    )


@pytest.fixture
def province(db):
    return make_area(code="T06", name="Tỉnh Bắc Kạn", level="province")


@pytest.fixture
def city(province):
    return make_area(code="T058", name="Thành phố Bắc Kạn", level="city", parent=province)


@pytest.fixture
def ward(city):
    """Return an urban ward."""
    return make_area(
        code="T01846", name="Phường Huyền Tụng", level="ward", parent=city, residence="urban"
    )


@pytest.fixture
def other_ward(city):
    """Return a rural ward."""
    return make_area(
        code="T01849", name="Xã Dương Quang", level="ward", parent=city, residence="rural"
    )


@pytest.fixture
def village(ward):
    return make_area(code="T01846-01", name="Tổ 1", level="village", parent=ward, residence="urban")


@pytest.fixture
def second_village(ward):
    return make_area(code="T01846-02", name="Tổ 2", level="village", parent=ward, residence="urban")


@pytest.fixture
def other_village(other_ward):
    return make_area(
        code="T01849-01", name="Thôn 1", level="village", parent=other_ward, residence="rural"
    )


def make_user(username, *, full_name="", role=None, area=None, **fields):
    """Return a user who has chosen a password; with a role on an area, if given."""
    fields = {"must_change_password": False} | fields
    user = User.objects.create_user(
        username, password=PASSWORD, full_name=full_name or username.title(), **fields
    )
    if role is not None:
        Assignment.objects.create(user=user, role=role, area=area, valid_from=LONG_AGO)
    return user


@pytest.fixture
def officer(ward):
    return make_user("officer", full_name="Hoàng Thị Lan", role="ward_officer", area=ward)


@pytest.fixture
def other_officer(other_ward):
    return make_user(
        "other_officer", full_name="Nông Văn Bình", role="ward_officer", area=other_ward
    )


@pytest.fixture
def chair(ward):
    return make_user("chair", full_name="Lý Văn Sơn", role="ward_chair", area=ward)


@pytest.fixture
def investigator(village):
    return make_user("investigator", full_name="Hà Thị Mai", role="investigator", area=village)


@pytest.fixture
def standing(city):
    return make_user("standing", full_name="Đàm Thị Hoa", role="standing_office", area=city)


@pytest.fixture
def finance(city):
    return make_user("finance", full_name="Bàn Văn Tài", role="finance", area=city)


@pytest.fixture
def bank(city):
    return make_user("bank", full_name="Triệu Thị Ngân", role="bank_officer", area=city)


@pytest.fixture
def front(city):
    return make_user("front", full_name="Ma Văn Trận", role="front_officer", area=city)


@pytest.fixture
def leader(city):
    return make_user("leader", full_name="Nguyễn Văn Lãnh", role="city_leader", area=city)


@pytest.fixture
def auditor(city):
    return make_user("auditor", full_name="Phạm Thị Tra", role="auditor", area=city)


@pytest.fixture
def administrator(city):
    return make_user("administrator", full_name="Vũ Văn Quản", role="administrator", area=city)


@pytest.fixture
def outsider(db):
    """Return a user who may sign in and holds no role."""
    return make_user("outsider", full_name="Trần Văn Ngoài")


@pytest.fixture
def client_of():
    """Return the function that opens a browser in which the user is signed in."""

    def browser(user):
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return browser
