"""Settings of the installation. What belongs to one organisation is a row, not a setting."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlparse

import django_stubs_ext

from lasna.config import environment
from lasna.config.environment import table
from lasna.kernel import keys

# Managers and forms are generic in type checks only; this lets them be subscripted at run time too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = environment.read(os.environ)

DEBUG = False
LASNA_DATA = ENVIRONMENT.of(table.DATA)
SECRET_KEY = keys.read_key(LASNA_DATA, "secret") or "only-for-commands-that-need-no-secret"
LASNA_LINK_KEY = keys.read_key(LASNA_DATA, "link")
LASNA_FIELD_KEY = keys.read_key(LASNA_DATA, "field")
LASNA_PRODUCTION = ENVIRONMENT.of(table.PRODUCTION)
LASNA_CLOCK = ENVIRONMENT.of(table.CLOCK)
LASNA_URL = ENVIRONMENT.of(table.URL)
LASNA_TRIAL_TLS = False
"""``lasna web`` sets it where the process itself speaks TLS by a trial certificate."""
LASNA_PROXIES = ENVIRONMENT.of(table.PROXIES)
LASNA_REDIS_URL = ENVIRONMENT.of(table.REDIS_URL)
LASNA_STUN_URL = ",".join([*ENVIRONMENT.of(table.STUN_URL)])
LASNA_TURN_URL = ",".join([*ENVIRONMENT.of(table.TURN_URL)])
LASNA_TURN_SECRET = ENVIRONMENT.of(table.TURN_SECRET)
LASNA_JANUS_URLS = ENVIRONMENT.of(table.JANUS_URL)
LASNA_JANUS_SECRET = ENVIRONMENT.of(table.JANUS_SECRET)
LASNA_SMTP_URL = ENVIRONMENT.of(table.SMTP_URL)
LASNA_SMS_URL = ENVIRONMENT.of(table.SMS_URL)
LASNA_SMS_DIALECT = ENVIRONMENT.of(table.SMS_DIALECT)
LASNA_SMS_TOKEN = ENVIRONMENT.of(table.SMS_TOKEN)
LASNA_SMS_RECEIPT_TOKEN = ENVIRONMENT.of(table.SMS_RECEIPT_TOKEN)
LASNA_OIDC_HOSTS = ENVIRONMENT.of(table.OIDC_HOSTS)
LASNA_CALENDAR_HOSTS = ENVIRONMENT.of(table.CALENDAR_HOSTS)
LASNA_HEALTH_TOKEN = ENVIRONMENT.of(table.HEALTH_TOKEN)
LASNA_METRICS_TOKEN = ENVIRONMENT.of(table.METRICS_TOKEN)

_HTTPS = LASNA_URL.startswith("https://")
ALLOWED_HOSTS = [*ENVIRONMENT.of(table.HOSTS)]
if urlparse(LASNA_URL).hostname not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(urlparse(LASNA_URL).hostname or "localhost")
CSRF_TRUSTED_ORIGINS = [LASNA_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_vite",
    "lasna.kernel.live",
    "lasna.kernel.audit",
    "lasna.kernel.web",
    "lasna.kernel.health",
    "lasna.kernel.guessing",
    "lasna.people",
    "lasna.clients",
    "lasna.correspondence",
    "lasna.organisation",
    "lasna.wording",
    "lasna.meetings",
    "lasna.room",
    "lasna.links",
    "lasna.calendars",
    "lasna.booking",
    "lasna.reception",
    "lasna.contacts",
    "lasna.knocking",
    "lasna.guidance",
    "lasna.oversight",
    "lasna.privacy",
    "lasna.own",
    "lasna.around",
    # After ours: what both translate is said in our words.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "lasna.kernel.web.middleware.Numbered",
    "lasna.kernel.web.middleware.Measured",
    "lasna.kernel.web.middleware.SecureHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lasna.kernel.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lasna.kernel.web.middleware.Refusals",
    "lasna.people.adapters.AtWork",
    "lasna.kernel.audit.middleware.WhoLooked",
]

ROOT_URLCONF = "lasna.config.urls"
ASGI_APPLICATION = "lasna.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lasna.kernel.web.context.page",
            ],
        },
    },
]
FORM_RENDERER = "lasna.kernel.web.forms.Renderer"


def _database() -> dict[str, object]:
    """SQLite in the data folder, or PostgreSQL. What follows ``?`` in the address goes to libpq as it is."""
    url = ENVIRONMENT.of(table.DATABASE_URL)
    if not url:
        return {
            "ENGINE": "lasna.kernel.sqlite",
            "NAME": LASNA_DATA / "lasna.sqlite3",
            "CONN_MAX_AGE": None,  # a thread that answers pages keeps its file open
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 4,
                # secure_delete: what is deleted is overwritten, also where the file keeps its free space.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                    "PRAGMA secure_delete=ON"
                ),
            },
        }
    parts = urlparse(url)
    # Who waits for a connection wakes the pool only while no attempt is under way: attempts are given up
    # soon, else their growing pauses would outlast a long absence. Each connection is looked at before use.
    pool = {"min_size": 1, "max_size": 24, "timeout": 5, "reconnect_timeout": 2}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # What is asked again and again is planned once a connection. Through pgbouncer: 1.22 or newer.
        "OPTIONS": dict(parse_qsl(parts.query))
        | {"pool": pool, "server_side_binding": True, "prepare_threshold": 2},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["lasna.people.adapters.account.StaffBackend"]  # as allauth spells it
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # ours is in the database, shared by all processes: people.services
ACCOUNT_ADAPTER = "lasna.people.adapters.AccountAdapter"
MFA_ADAPTER = "lasna.people.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "lasna.people.forms.SecondFactorForm",
    "authenticate_webauthn": "lasna.people.forms.PasskeyForm",
    "login_webauthn": "lasna.people.forms.PasskeySignInForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # half a minute either way: phones' clocks
MFA_ALLOW_UNVERIFIED_EMAIL = True  # staff's addresses come from their organisation
MFA_RATE_LIMITS = False  # ours is in the database, shared by all processes: people.services
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "lasna" / "locale"]
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # it would part the ids in addresses too: /clients/1 676

STATIC_URL = "/static/"
STATIC_ROOT = LASNA_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "lasna" / "static_built"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\.\w+$"  # Vite's names carry their hash
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": BASE_DIR / "lasna" / "static_built" / "manifest.json",
    }
}

SESSION_ENGINE = "lasna.people.models.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "lasna.kernel.web.pages.csrf_failed"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_sockets": {"()": "lasna.kernel.logs.NoSockets"}},
    "formatters": {
        "text": {"()": "lasna.kernel.logs.Text", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "lasna.kernel.logs.Json"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": ENVIRONMENT.of(table.LOG)}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "uvicorn.access": {"level": "WARNING"},
        "uvicorn.error": {"filters": ["no_sockets"]},
    },
}
