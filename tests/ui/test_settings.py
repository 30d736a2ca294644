"""Settings are read strictly, and the portal does not start on secrets that everybody knows."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

from povertyportal import settings

READY = {
    "PORTAL_SECRET_KEY": "secret-of-a-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "PORTAL_ID_KEYS": "i" * 44,
    "PORTAL_ALLOWED_HOSTS": "giamngheo.example.vn",
}


@pytest.fixture
def variable(monkeypatch):
    def put(value):
        monkeypatch.setenv("PORTAL_TEST", value)
        return "PORTAL_TEST"

    return put


@pytest.mark.parametrize(
    ("value", "meant"),
    [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("off", False)],
)
def test_a_switch_is_on_or_off(variable, value, meant):
    assert settings.flag(variable(value), default=not meant) is meant


@pytest.mark.parametrize("value", ["2", "ja", "tru", "None"])
def test_a_switch_of_another_value_is_refused(variable, value):
    with pytest.raises(ImproperlyConfigured, match="PORTAL_TEST"):
        settings.flag(variable(value))


def test_a_switch_left_out_has_its_default(variable):
    assert settings.flag(variable(""), default=True)
    assert not settings.flag("PORTAL_NEVER_SET")


@pytest.mark.parametrize(("value", "meant"), [("3", 3), ("", 7), (" 12 ", 12)])
def test_a_number_is_a_whole_number(variable, value, meant):
    assert settings.number(variable(value), default=7) == meant


@pytest.mark.parametrize("value", ["-1", "1.5", "1e3", "٣", "x", "0"])
def test_another_number_is_refused(variable, value):
    with pytest.raises(ImproperlyConfigured, match="PORTAL_TEST"):
        settings.number(variable(value), default=7, lowest=1)


def test_a_list_is_separated_by_commas(variable):
    assert settings.names(variable(" a.vn, b.vn,,")) == ["a.vn", "b.vn"]


def start(*arguments, **variables):
    """Run a command of the portal in production with these variables only."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=django_settings.BASE_DIR,
        env=kept | {"DJANGO_SETTINGS_MODULE": "povertyportal.settings"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(**variables):
    result = start("-c", "import povertyportal.settings", **variables)
    assert result.returncode == 1
    return result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"PORTAL_SECRET_KEY": ""}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": settings.DEMO_SECRET}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "short"}, "32 characters"),
        ({"PORTAL_ID_KEYS": ""}, "PORTAL_ID_KEYS"),
        ({"PORTAL_ID_KEYS": f"{'i' * 44},{settings.DEMO_ID_KEY}"}, "PORTAL_ID_KEYS"),
        ({"PORTAL_ID_KEYS": f"{'i' * 44}, {settings.DEMO_ID_KEY}"}, "PORTAL_ID_KEYS"),
        ({"PORTAL_ID_KEYS": f"{'i' * 44},short"}, "32 characters"),
        ({"PORTAL_ID_KEYS": f"{'i' * 44},"}, "commas"),
        ({"PORTAL_ID_KEYS": f"{'i' * 44},,{'j' * 44}"}, "commas"),
        ({"PORTAL_ALLOWED_HOSTS": ""}, "PORTAL_ALLOWED_HOSTS"),
        ({"PORTAL_ALLOWED_HOSTS": "a.vn,*"}, "PORTAL_ALLOWED_HOSTS"),
        ({"PORTAL_DEBUG": "1"}, "PORTAL_DEBUG"),
        ({"PORTAL_DEMO": "perhaps"}, "PORTAL_DEMO"),
    ],
)
def test_production_refuses_to_start(changed, words):
    assert words in refusal(**(READY | changed))


def test_production_passes_the_deployment_check():
    result = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", **READY)

    assert result.returncode == 0, result.stderr


def test_the_web_server_never_plays_the_demo():
    result = start("-c", "import povertyportal.wsgi")

    assert "Set PORTAL_SECRET_KEY" in result.stderr


def test_blanks_around_the_keys_do_not_belong_to_them():
    result = start(
        "-c",
        "from povertyportal import settings; print(settings.ID_KEYS == ['i' * 44, 'j' * 44])",
        **READY | {"PORTAL_ID_KEYS": f" {'i' * 44} , {'j' * 44}"},
    )

    assert result.stdout == "True\n", result.stderr


@pytest.mark.parametrize("name", READY)
def test_commands_never_play_the_demo_where_one_production_setting_stands(name):
    result = start("manage.py", "check", **{name: READY[name]})

    assert result.returncode == 1
    assert "ImproperlyConfigured: Set PORTAL_" in result.stderr


def test_commands_play_the_demo_where_only_the_database_is_named(tmp_path):
    result = start("manage.py", "check", DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}")

    assert result.returncode == 0, result.stderr


def test_debug_is_off_in_the_demo_too():
    result = start(
        "-c",
        "from povertyportal import settings; print(settings.DEBUG, settings.SECURE_SSL_REDIRECT)",
        PORTAL_DEMO="1",
    )

    assert result.stdout == "False False\n"


def test_cookies_travel_over_https_only_in_production():
    result = start(
        "-c",
        "from povertyportal import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE)",
        **READY,
    )

    assert result.stdout == "True True True\n"


def test_postgresql_has_timeouts_and_sqlite_is_safe_against_power_loss():
    code = "from povertyportal import settings as s; print(s.DATABASES['default']['OPTIONS'])"

    server = start("-c", code, DATABASE_URL="postgres://u@127.0.0.1/x", **READY).stdout
    embedded = start("-c", code, **READY).stdout

    assert "lock_timeout=5s" in server
    assert "statement_timeout=30s" in server
    for part in ("'transaction_mode': 'IMMEDIATE'", "synchronous=FULL", "journal_mode=WAL"):
        assert part in embedded
