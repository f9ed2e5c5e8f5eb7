"""The wheel in an empty environment: only what it requires itself, nothing of this tree."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.distributions import Distributions

SETTINGS = """
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="only here",
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.staticfiles",
        "simple_history",
        "okr_xblock.apps.OkrConfig",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    STATIC_URL="/static/",
    USE_TZ=True,
)
django.setup()
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, distributions: Distributions) -> Path:
    """The python of a new environment into which pip put the wheel, with what it requires."""
    home = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", str(home / "venv")], check=True)
    python = home / "venv" / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(distributions.wheel)]
    subprocess.run(command, check=True)
    return python


def run(python: Path, code: str, tmp_path: Path) -> str:
    """What the code prints there; -I keeps this tree and its environment out."""
    done = subprocess.run([str(python), "-I", "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def test_every_template_loads(installed: Path, tmp_path: Path) -> None:
    code = f"""{SETTINGS}
from pathlib import Path
import okr_xblock
from django.template.loader import get_template

folder = Path(okr_xblock.__file__).parent / "templates"
names = [str(path.relative_to(folder)) for path in folder.rglob("*.html") if "demo" not in path.parts]
assert names
for name in names:
    get_template(name)
print("loaded")
"""
    assert run(installed, code, tmp_path) == "loaded"


def test_a_static_file_is_found_by_django(installed: Path, tmp_path: Path) -> None:
    code = f"""{SETTINGS}
import json
from pathlib import Path
from django.contrib.staticfiles import finders

vendor = Path(finders.find("okr_xblock/vendor/vendor.json"))
print(Path(finders.find("okr_xblock/vendor/" + json.loads(vendor.read_text())["htmx"]["file"])).name)
"""
    assert run(installed, code, tmp_path).startswith("htmx-2.")


def test_translations_are_found_by_django_and_by_xblock(installed: Path, tmp_path: Path) -> None:
    code = f"""{SETTINGS}
import gettext
from pathlib import Path
import okr_xblock
from django.utils import translation
from django.utils.translation import gettext as _

package = Path(okr_xblock.__file__).parent
theirs = gettext.translation("text", package / "translations", ["es"])
ours = gettext.translation("django", package / "locale", ["es"])
assert theirs._catalog == ours._catalog
with translation.override("es"):
    assert _("Personal OKRs") == theirs.gettext("Personal OKRs") != "Personal OKRs", _("Personal OKRs")
print("translated")
"""
    assert run(installed, code, tmp_path) == "translated"


def test_the_entry_points_load(installed: Path, tmp_path: Path) -> None:
    code = f"""{SETTINGS}
from importlib.metadata import distribution

loaded = {{(point.group, point.load().__name__) for point in distribution("okr_xblock").entry_points}}
assert loaded == {{
    ("xblock.v1", "OkrXBlock"), ("lms.djangoapp", "OkrConfig"), ("cms.djangoapp", "OkrConfig")
}}, loaded
print("loaded")
"""
    assert run(installed, code, tmp_path) == "loaded"


def test_the_migrations_run(installed: Path, tmp_path: Path) -> None:
    code = f"""{SETTINGS}
from django.core.management import call_command

call_command("migrate", verbosity=0)
call_command("makemigrations", "okr_xblock", check=True, dry_run=True, verbosity=0)
print("migrated")
"""
    assert run(installed, code, tmp_path) == "migrated"
