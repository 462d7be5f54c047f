"""Settings of every run: local (default), test and production, told apart by CASEWORK_ENV; bad ones fail at start."""

import base64
import binascii
import ipaddress
import os
import re
import sys
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import embedded, postgres_files, secrets

django_stubs_ext.monkeypatch()  # lets Django's generic classes take their parameters at run time too

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = postgres_files.VAR_DIR  # everything a run keeps: data, files, keys

# Tests are always tests, whatever the shell says: they must never touch a real installation's keys or data.
ENVIRONMENT = "test" if "pytest" in sys.modules else env.str("CASEWORK_ENV", "local")
if ENVIRONMENT not in {"local", "test", "production"}:
    raise ImproperlyConfigured(f"CASEWORK_ENV is local, test or production, not {ENVIRONMENT!r}")
PRODUCTION = ENVIRONMENT == "production"
TESTING = ENVIRONMENT == "test"

if not PRODUCTION:
    secrets.load_or_make(VAR_DIR / "secrets.env")
_missing = [
    n
    for n in ("SECRET_KEY", "FIELD_KEYS", "SIGNING_KEYS", "DATABASE_URL", "ALLOWED_HOSTS", "PUBLIC_URL")
    if PRODUCTION and not env.str(n, "")
]
if _missing:
    raise ImproperlyConfigured(f"CASEWORK_ENV=production needs these variables: {', '.join(_missing)}")

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
FIELD_KEYS = env.str("FIELD_KEYS")  # key ring "id:base64,id:base64": the first encrypts, all decrypt
SIGNING_KEYS = env.str("SIGNING_KEYS")  # likewise: Ed25519 seeds; the first signs papers and receipts, all verify
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# where anybody reaches the site: printed on papers and drawn in their QR codes
PUBLIC_URL = env.str("PUBLIC_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}").rstrip("/")


def _check_production() -> None:
    """Refuse to start on keys that are too weak or kept beside the code, and on DEBUG."""
    local = (VAR_DIR / "secrets.env").read_text() if (VAR_DIR / "secrets.env").exists() else ""
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off in production")
    if len(SECRET_KEY) < 50 or SECRET_KEY in local:
        raise ImproperlyConfigured("SECRET_KEY must be at least 50 characters and not the one made for a local run")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts")
    if not re.fullmatch(r"https?://[^/?#\s]+(/[^?#\s]*)?", PUBLIC_URL):
        raise ImproperlyConfigured("PUBLIC_URL must be the address of the site, such as https://credit.example")
    for name, ring in (("FIELD_KEYS", FIELD_KEYS), ("SIGNING_KEYS", SIGNING_KEYS)):
        for entry in ring.split(","):
            _check_key(name, entry.strip(), local)


def _check_key(name: str, entry: str, local: str) -> None:
    """Raise ImproperlyConfigured unless `entry` is id:base64 of 32 bytes that no local run made."""
    try:
        size = len(base64.b64decode(entry.partition(":")[2], validate=True))
    except binascii.Error:
        size = 0
    if size != 32 or entry.partition(":")[2] in local:
        raise ImproperlyConfigured(f"{name} must be id:base64 with keys of 32 bytes, not those of a local run")


if PRODUCTION:
    _check_production()

INSTALLED_APPS = [
    "workflows.objection",  # one line a kind of case
    "workflows.rectification",
    "workflows.repair",
    "workflows.complaint",
    "workflows.base",
    "casework",
    "notifications",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "viewflow.workflow",  # its models module wants to be an app; "viewflow" itself (screens, 50 MB) stays out
    "django_fsm",
    "django_htmx",
    "pgtrigger",
    "axes",
    "csp",
    "ninja",  # serves the API's documentation from local files
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "casework.staff.middleware.ActorMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],  # before the apps: no library takes over a page of ours
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casework.staff.context.navigation",
            ],
        },
    }
]

# Where data live: PostgreSQL, given or embedded; Redis where there is one.
DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
DATABASES = {"default": env.db_url_config(DATABASE_URL) if DATABASE_URL else embedded.settings()}
DATABASES["default"]["TEST"] = {"NAME": f"test_casework_{os.getpid()}"}  # two runs side by side do not meet
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATIC_URL = "/static/"
_STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if TESTING
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_MAX_BYTES = 20 * 1024 * 1024  # of one file
UPLOAD_MAX_FILES = 10  # of one form
CASE_FILE_DAYS = env.int("CASE_FILE_DAYS", 7)  # how long a case file that was made stays to be taken out
DATA_UPLOAD_MAX_NUMBER_FILES = 2 * UPLOAD_MAX_FILES  # beyond this the request is refused before the form sees it
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # of a form without its files

# Words and time.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# People.
AUTH_USER_MODEL = "casework.User"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
RECEIPT_CODE_HASHER: dict[str, Any] = {}  # Argon2 as its authors advise
if TESTING:
    RECEIPT_CODE_HASHER = {"time_cost": 1, "memory_cost": 64}  # the same way, but quick
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")  # quick; Argon2 stays understood
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 2 * 3600  # seconds without a request, then the person is logged out
SESSION_SAVE_EVERY_REQUEST = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "config.errors.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# What a browser may do with our pages: only what comes from here, nothing inline.
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
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked by the machine next door, over plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", False)
if env.bool("BEHIND_PROXY", False):  # only when a proxy sets this header itself and drops what the client sent
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    AXES_IPWARE_PROXY_COUNT = 1
    AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"]

# How messages leave the house: without its address a channel is off. Locally mail becomes files in var/mail.
EMAIL_URL = env.str("EMAIL_URL", "" if PRODUCTION or TESTING else f"filemail:///{VAR_DIR / 'mail'}")
EMAIL_FROM = env.str("EMAIL_FROM", "" if PRODUCTION else "casework@localhost")
EMAIL_REPLY_TO = env.str("EMAIL_REPLY_TO", "")
EMAIL_RETURN_PATH = env.str("EMAIL_RETURN_PATH", "")  # where returned mail goes; {key} in it is the message's key
BOUNCES_FOLDER = env.str("BOUNCES_FOLDER", "")  # Maildir or mbox of that mailbox; `manage.py take_bounces` reads it
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 30)  # seconds without an answer of the mail server
_STAND_IN = not PRODUCTION and env.bool("DEMO_GATEWAY", False)  # text messages arrive on this machine (demo_gateway)
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", "http://127.0.0.1:8098/messages" if _STAND_IN else "")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", "")  # sent as a bearer token
SMS_GATEWAY_SECRET = env.str(  # signs what we send, and what the gateway reports
    "SMS_GATEWAY_SECRET", secrets.of_stand_in(SECRET_KEY) if _STAND_IN else ""
)
SMS_TIMEOUT = env.int("SMS_TIMEOUT", 15)

# Background work. The truth is in the database: a lost message loses nothing, the next beat finds the work again.
CELERY_BROKER_URL = REDIS_URL or embedded.broker_url(DATABASE_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "health_check_interval": 25, "socket_keepalive": True}
    if REDIS_URL
    else {"pool_pre_ping": True}
)
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a broker that is away for a night finds its workers again
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True  # every task may be done twice
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 1500, 1800  # seconds; shorter than visibility_timeout
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ALWAYS_EAGER = TESTING
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)  # the database broker has no broadcast
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# The casework itself.
DEMO = not PRODUCTION and env.bool("DEMO", not TESTING)  # loads invented people and shows them at the sign-in
CASEWORK_PACK = env.str("CASEWORK_PACK", "reference/xigang")
CASE_LOCK_TIMEOUT_MS = 5000  # how long a move waits for another one on the same case
PUSH_HOSTS = env.list("PUSH_HOSTS", default=[])  # the only hosts that webhooks go to
try:  # private networks those hosts may be in, such as 10.20.0.0/16
    PUSH_NETWORKS = [ipaddress.ip_network(one) for one in env.list("PUSH_NETWORKS", default=[])]
except ValueError as _error:
    raise ImproperlyConfigured(f"PUSH_NETWORKS: {_error}") from _error
PUSH_LOCAL = not PRODUCTION and (DEMO or DEBUG)  # a stand-in on this machine may be told too, over plain HTTP
PUSH_ROOT = Path(env.str("PUSH_ROOT", str(VAR_DIR / "exchange")))  # the folders of exchange files
PAPER_FONTS = Path(env.str("PAPER_FONTS", str(VAR_DIR / "fonts")))
PAPER_SEALS = env.str("PAPER_SEALS", "")  # a folder of pictures, each named like the full name of its unit
PAPER_CERTIFICATE = env.str("PAPER_CERTIFICATE", "")  # PKCS #12; without one papers are not sealed in production
PAPER_CERTIFICATE_PASSWORD = env.str("PAPER_CERTIFICATE_PASSWORD", "")
PAPERS_AT_ONCE = not TESTING  # print a paper as soon as it is issued, not only when somebody asks for it
SOURCE_URL = env.str("SOURCE_URL", "/source")  # AGPL section 13: every page links to the source it runs
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # without one /metrics answers nobody

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},  # an address that was not found may hold a secret of its reader
        "axes": {"level": "ERROR"},  # it would write user names and addresses; its own tables hold them
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        **{name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "pyhanko", "pyhanko_certvalidator")},
    },
}
