"""Settings: one file for demo, test and production. What may differ comes from the environment (docs/SETTINGS.md)."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_level
from django.utils.translation import gettext_lazy as _

from madoguchi.config.env import folder, is_on, kept, new_glass_key, setting, words

BASE_DIR = Path(__file__).resolve().parents[2]
IS_TEST = "pytest" in sys.modules

DATA_DIR = setting(
    "DATA_DIR",
    folder,
    str(BASE_DIR / "data"),
    "Folder of the SQLite file, files, the two keys and checkpoints.",
)
PORT = setting("PORT", int, "8000", "Port the server listens on.")
HOST = setting("HOST", str, "127.0.0.1", "Address the server listens on.")
ALLOWED_HOSTS = setting(
    "ALLOWED_HOSTS", words, "localhost,127.0.0.1,[::1]", "Host names the site answers to, by comma."
)
BEHIND_PROXY = setting("BEHIND_PROXY", is_on, "no", "A proxy in front sets X-Forwarded-Proto and X-Forwarded-For.")
DATABASE_URL = setting(
    "DATABASE_URL", str, "", "postgres://user:password@host:port/name; without it: SQLite in DATA_DIR."
)
SITE_URL = setting("SITE_URL", str, "", "Address of the site as it stands in mails; without it localhost and PORT.")
SITE_URL = SITE_URL or f"http://localhost:{PORT}"
EMAIL_URL_HOST = setting("EMAIL_HOST", str, "", "SMTP server; without it mails are written to DATA_DIR/mail.")
WORKERS = setting("WORKERS", int, "1", "Web server processes.")


SECRET_KEY = setting("SECRET_KEY", str, "", "Signing key; without it one is made and kept in DATA_DIR.")
SECRET_KEY = SECRET_KEY or ("tests-only" if IS_TEST else kept(DATA_DIR / "secret_key", lambda: token_urlsafe(50)))
GLASS_KEY = setting("GLASS_KEY", str, "", "The server's key: glass, app codes; without it one is made in DATA_DIR.")
GLASS_KEY = GLASS_KEY or (new_glass_key() if IS_TEST else kept(DATA_DIR / "glass_key", new_glass_key))
DEBUG = False
IS_LOOPBACK = set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}

ROOT_URLCONF = "madoguchi.config.urls"
WSGI_APPLICATION = "madoguchi.config.wsgi.application"
WSGI_TARGET = "madoguchi.config.wsgi:application"
AUTH_USER_MODEL = "accounts.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "madoguchi.config",
    "madoguchi.public.home",
    "madoguchi.desk.counter",
    "madoguchi.desk.reports",
    "madoguchi.desk.logbooks",
    "madoguchi.desk.engagements",
    "madoguchi.desk.appointments",
    "madoguchi.desk.consultations",
    "madoguchi.company.workspace",
    "madoguchi.company.documents",
    "madoguchi.company.notices",
    "madoguchi.company.rules",
    "madoguchi.company.diagnosis",
    "madoguchi.company.assets",
    "madoguchi.company.agreements",
    "madoguchi.company.todo",
    "madoguchi.company.grants",
    "madoguchi.company.companies",
    "madoguchi.foundation.accounts",
    "madoguchi.foundation.vault",
    "madoguchi.foundation.access",
    "madoguchi.foundation.audit",
    "madoguchi.foundation.search",
    "madoguchi.foundation.papers",
    "madoguchi.foundation.jobs",
    "madoguchi.foundation.core",
]

MIDDLEWARE = [
    "madoguchi.foundation.access.middleware.NoKeysInLogsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "madoguchi.foundation.accounts.middleware.LastHourMiddleware",
    "madoguchi.foundation.vault.middleware.KeyringMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "madoguchi" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "madoguchi.foundation.accounts.context_processors.desk",
                "madoguchi.foundation.vault.context_processors.keyring",
                "madoguchi.config.navigation.navigation",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our templates/django/forms before Django's

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "madoguchi.sqlite3",
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
    },
}
DATABASES: dict[str, Any] = {"default": SQLITE}
if DATABASE_URL:
    DATABASES["default"] = dict(dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True))
    # Rows lie in memory or on flash: at the default of 4 the planner shuns the search index.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c random_page_cost=1.1"
    # Planning takes longer than asking: what a connection asks a fourth time is planned once and for all.
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "madoguchi" / "locale"]
CATALOGUE_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # constant, so that the same sentences give the same file
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "madoguchi" / "static"]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "files"  # ciphertexts only, and no address leads there: files leave through their door
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Sign-in
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "madoguchi.foundation.accounts.backends.PersonBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "madoguchi.foundation.accounts.passwords.NotTheDemoPassword"},
    {"NAME": "madoguchi.foundation.accounts.passwords.NotAStretchedCommonPassword"},
    {"NAME": "madoguchi.foundation.accounts.passwords.NotWordsOfTheDesk"},
]
ACCOUNT_ADAPTER = "madoguchi.foundation.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "madoguchi.foundation.accounts.adapter.FactorsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey is two factors only if the device asks who holds it
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}  # a whole office comes in at nine; there is nothing to guess
MFA_TOTP_ISSUER = "madoguchi"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "accounts/sign_in/locked_out.html"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "madoguchi.foundation.accounts.lockout.address_of"
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
AXES_CLIENT_STR_CALLABLE = "madoguchi.foundation.accounts.lockout.nobody"

# Cookies, headers
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
KEYRING_IDLE = timedelta(minutes=setting("KEYRING_IDLE_MINUTES", int, "30", "Idle time after which keys are closed."))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not (IS_LOOPBACK or IS_TEST)
SECURE_HSTS_SECONDS = 0 if IS_LOOPBACK else 365 * 24 * 3600
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["madoguchi.foundation.access.files.NoFiles"]
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
SEALED_FILE_MOST = 2 * 1024**3  # bytes of one file
UPLOAD_MOST = 2 * SEALED_FILE_MOST  # bytes of one request; what is longer is not even read

# Mail
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_URL_HOST else 'filebased'}.EmailBackend"
EMAIL_HOST = EMAIL_URL_HOST
EMAIL_PORT = setting("EMAIL_PORT", int, "587", "Port of the SMTP server.")
EMAIL_HOST_USER = setting("EMAIL_USER", str, "", "User of the SMTP server.")
EMAIL_HOST_PASSWORD = setting("EMAIL_PASSWORD", str, "", "Password of the SMTP server.")
EMAIL_USE_TLS = bool(EMAIL_HOST_USER)
EMAIL_TIMEOUT = 10  # seconds
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = setting("EMAIL_FROM", str, "madoguchi@example.jp", "Sender of the desk's mails.")

# Background jobs
TASKS = {"default": {"BACKEND": "madoguchi.foundation.jobs.backend.LeasedBackend"}}

MESSAGE_LEVEL = message_level.INFO
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "madoguchi.foundation.core.logs.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

if IS_TEST:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    AXES_ENABLED = False
