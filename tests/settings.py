"""
The standalone host's settings, as tests need them.

`OKR_TEST_DB` chooses the database: `sqlite` (the default) or `mariadb`. The MariaDB server is started by conftest.py
when the first test asks for a database, unless `OKR_TEST_DB_SOCKET` names the socket of one that runs already.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# The host keeps its database and its secret in this directory: never a developer's own.
if "OKR_TEST_DIR" not in os.environ:
    os.environ["OKR_TEST_DIR"] = tempfile.mkdtemp(prefix="okr-test-")
    atexit.register(shutil.rmtree, os.environ["OKR_TEST_DIR"], ignore_errors=True)
os.environ["OKR_DEMO_DIR"] = os.environ["OKR_TEST_DIR"]

from okr_xblock.demo.settings import *  # noqa: F403
from okr_xblock.demo.settings import DATABASES

TEST_DIR = Path(os.environ["OKR_TEST_DIR"])
TEST_DB = os.environ.get("OKR_TEST_DB", "sqlite")

if TEST_DB == "mariadb":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.mysql",
            "NAME": "okr",
            "USER": "root",
            "HOST": os.environ.get("OKR_TEST_DB_SOCKET", ""),
            "PORT": os.environ.get("OKR_TEST_DB_PORT", ""),
            "ATOMIC_REQUESTS": True,
            "OPTIONS": {"charset": "utf8mb4", "isolation_level": "read committed"},
            "TEST": {"CHARSET": "utf8mb4", "MIGRATE": True},
        }
    }
elif TEST_DB == "sqlite":
    # A file, not memory: threads then have connections of their own, as they have where it is used.
    DATABASES["default"] |= {
        "NAME": str(TEST_DIR / "db.sqlite3"),
        "TEST": {"NAME": str(TEST_DIR / "test.sqlite3")},
    }
else:
    raise ValueError(f"OKR_TEST_DB is {TEST_DB!r}; it can be sqlite or mariadb.")

# Nobody's password is at stake, and the slow hash is most of a test's time otherwise.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
