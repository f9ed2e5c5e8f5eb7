"""
A site upgrades: what was written under Teak's Django is read and written on under the newest, in the same MariaDB.

Django 5 gives `UUIDField` another column type on MariaDB 10.7 and later, so that look-ups of older rows find nothing.
Needs the environment `teak` that `make test` sets up.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import mariadb

pytestmark = pytest.mark.mariadb

ROOT = Path(__file__).parents[2]
TEAK = ROOT / ".venvs" / "teak" / "bin" / "python"

BEFORE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.support.okr import *
seed_site(); make_cycle()
user = make_learner("lena")
objective = make_objective(user, PRESENTATION, READERS, course_spec())
give_presentation(user, objective)
complete(user, *counted_blocks()[0])
print(django.VERSION[0], objective.public_id)
"""

AFTER = """
import sys
import django; django.setup()
from decimal import Decimal
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import User
from okr_xblock.api.badges import claim_celebration
from okr_xblock.api.board import read_objective
from tests.support.okr import *
user, public_id = User.objects.get(username="lena"), sys.argv[1]
before = read_objective(user_id=user.pk, public_id=public_id)
readers = key_result_of(Objective.objects.get(public_id=public_id), READERS.title)
check_in(user, readers, value=Decimal(1500))
complete_course(user)
after = read_objective(user_id=user.pk, public_id=public_id)
print(django.VERSION[0], before.progress < after.progress, after.progress, len(claim_celebration(user_id=user.pk)))
"""


def run(python: str | Path, code: str, socket: Path, *arguments: str) -> list[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "OKR_TEST_DB": "mariadb",
        "OKR_TEST_DB_SOCKET": str(socket),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [python, "-c", code, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_what_was_written_under_teak_is_read_and_moved_on_under_the_newest():
    if not TEAK.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("the environment teak is missing: make test")
    with mariadb.run_server() as socket:
        subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={socket}", "-uroot", "-e", "CREATE DATABASE okr CHARSET utf8mb4"],
            check=True,
        )
        old_major, public_id = run(TEAK, BEFORE, socket)
        new_major, *outcome = run(sys.executable, AFTER, socket, public_id)
    assert int(old_major) <= int(new_major)
    # Seven badges: the presentation, the readers and the course done; 25, 50, 75 and 100 % of the objective.
    assert outcome == ["True", "1", "7"]
