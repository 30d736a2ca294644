"""All settings of the portal. What differs between machines comes from the environment.

`PORTAL_DEMO=1` plays the demo city: built-in keys, plain HTTP, citizen ids with prefix 999.
Without it the portal refuses to start unless every secret is set and none is a built-in one.
"""

import os
import sys
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

DEMO_SECRET = "demo-city-secret-key-known-to-everyone-never-for-real-data"  # noqa: S105
DEMO_ID_KEY = "ZGVtby1jaXR5LWtleS1rbm93bi10by1ldmVyeW9uZSE="


def text(name: str, default: str = "") -> str:
    """Return the variable's text without blanks around it."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """Return a switch; refuse anything but 1/0, true/false, yes/no, on/off."""
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False}
    value = text(name).lower()
    if not value:
        return default
    if value not in words:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return words[value]


def number(name: str, *, default: int, lowest: int = 0) -> int:
    """Return a whole number that is at least `lowest`."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < lowest:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {lowest}.")
    return int(value)


def names(name: str) -> list[str]:
    """Return the parts of a list separated by commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def secret(name: str, *, built_in: str) -> str:
    """Return a secret of at least 32 characters; the built-in one serves the demo only."""
    value = text(name)
    if DEMO:
        return value or built_in
    if not value or value == built_in:
        raise ImproperlyConfigured(f"Set {name} to a secret of your own (see README).")
    if len(value) < 32:
        raise ImproperlyConfigured(f"{name} must have at least 32 characters.")
    return value


def secrets(name: str, *, built_in: str) -> list[str]:
    """Return secrets separated by commas, newest first; each is held to the rule of one."""
    values = [part.strip() for part in text(name).split(",")]
    if DEMO and values == [""]:
        return [built_in]
    if not DEMO and (values == [""] or built_in in values):
        raise ImproperlyConfigured(f"Set {name} to secrets of your own (see README).")
    if "" in values:
        raise ImproperlyConfigured(f"{name} must hold secrets separated by single commas.")
    if not DEMO and any(len(value) < 32 for value in values):
        raise ImproperlyConfigured(f"Every secret of {name} must have at least 32 characters.")
    return values


DEMO = flag("PORTAL_DEMO")
DEBUG = flag("PORTAL_DEBUG")
if DEBUG and not DEMO:
    raise ImproperlyConfigured("PORTAL_DEBUG=1 is for the demo only: it shows what errors contain.")

SECRET_KEY = secret("PORTAL_SECRET_KEY", built_in=DEMO_SECRET)
ID_KEYS = secrets("PORTAL_ID_KEYS", built_in=DEMO_ID_KEY)
ALLOWED_HOSTS = names("PORTAL_ALLOWED_HOSTS")
if DEMO:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
elif not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "Set PORTAL_ALLOWED_HOSTS to the names the portal answers to, not *."
    )
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

PROXIES = number("PORTAL_PROXIES", default=0)

INSTALLED_APPS = [
    "povertyportal.ui",
    "povertyportal.areas",
    "povertyportal.accounts",
    "povertyportal.reporting",
    "households",
    "programs",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "axes",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "povertyportal.ui.errors.DatabaseAwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "povertyportal.accounts.middleware.PortalMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "povertyportal.accounts.middleware.PastMiddleware",
]

ROOT_URLCONF = "povertyportal.urls"
WSGI_APPLICATION = "povertyportal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "povertyportal.ui.forms.PortalRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "povertyportal.ui.context.portal",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": dict(
        dj_database_url.parse(
            text("DATABASE_URL", f"sqlite:///{BASE_DIR / 'portal.sqlite3'}"),
            conn_max_age=60,
            conn_health_checks=True,
        )
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA busy_timeout=20000; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
            # INSERT OR REPLACE deletes the old row; only with this does that fire its guard.
            "PRAGMA recursive_triggers=ON;"
        ),
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "connect_timeout": 4,
        "options": (
            "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
        ),
    }

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "povertyportal.accounts.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "povertyportal.accounts.http.client_address"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LANGUAGE_COOKIE_NAME = "portal_language"
LOCALE_PATHS = [BASE_DIR / "povertyportal" / "locale"]
FORMAT_MODULE_PATH = ["povertyportal.ui.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = None if DEMO else BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = DEMO
MEDIA_ROOT = Path(text("PORTAL_PAPERS", str(BASE_DIR / "papers")))  # never served as files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

SESSION_COOKIE_AGE = 12 * 60 * 60  # from the sign-in, however busy
SESSION_IDLE_AGE = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEMO
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "povertyportal.ui.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refusal (403, 404) is an answer, not trouble: its trace would hide the real ones.
    "loggers": {"django.request": {"level": "ERROR"}},
}

DJANGO_TABLES2_TEMPLATE = "components/table.html"
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
