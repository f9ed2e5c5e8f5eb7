"""
Settings of the standalone host. It listens on this computer only and keeps what it knows in one directory.

``OKR_DEMO_DIR`` names that directory (default: ``.demo`` where the host is started).
"""

import os
from pathlib import Path

import django

from okr_xblock.demo.secret import read_or_make_secret

DEMO_DIR = Path(os.environ.get("OKR_DEMO_DIR") or ".demo").resolve()
DEMO_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = read_or_make_secret(DEMO_DIR / "secret-key")
# False also here: what a visitor sees, and what a receiver's error does, is then the same as on a site.
DEBUG = False
# Nothing else: a page of a foreign name that resolves to this computer gets no answer.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "waffle",
    "completion",
    "eventtracking.django.apps.EventTrackingConfig",
    "simple_history",
    "okr_xblock.apps.OkrConfig",
    "okr_xblock.demo.apps.DemoConfig",
]

# In the order of the platform's own list.
MIDDLEWARE = [
    "crum.CurrentRequestUserMiddleware",
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "okr_xblock.demo.urls"
WSGI_APPLICATION = "okr_xblock.demo.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DEMO_DIR / "db.sqlite3",
        # Page views are transactions as on the platform, which reads and writes in them.
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {"timeout": 20},
    },
}
if django.VERSION >= (5, 1):
    # A transaction that reads first and writes later would else fail with "database is locked" beside another one.
    DATABASES["default"]["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("ar", "العربية")]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"

LOGIN_URL = "demo:start"
# The platform sets no limit either: who reads a body must say how much is too much.
DATA_UPLOAD_MAX_MEMORY_SIZE = None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Tasks run at once, in the process that asks for them.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_BROKER_URL = "memory://localhost/"

EVENT_TRACKING_ENABLED = True
EVENT_TRACKING_BACKENDS: dict[str, object] = {}
EVENT_TRACKING_PROCESSORS: list[object] = []

OKR_PLATFORM_ADAPTER = "okr_xblock.demo.platform.StandalonePlatform"
OKR_PAGE_BASE = "okr_xblock/demo/okrs.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Its default handlers mail administrators or speak under DEBUG only.
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "okr_xblock": {"level": "INFO"},
    },
}
