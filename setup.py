"""
Packaging of okr-xblock.

Templates, static files and translations stand at the root of the repository; relative links inside the package lead to
them, so that they install with it. An archive or a checkout that lost its links would build without any error and
install a package without a single template: that is refused here.
"""

import re
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.sdist import sdist

ROOT = Path(__file__).resolve().parent
PACKAGE = ROOT / "okr_xblock"

# Link inside the package → directory at the root of the repository.
LINKS = {
    "static": "static",
    "templates": "templates",
    "translations": "translations",
    "locale": "translations",
}

LEFT_OUT = ("*.py", "*.pyc", "*.swp", "*~", ".*")


def require_links() -> None:
    """Stops the build, saying what to do, unless every link leads to a directory."""
    broken = [name for name in LINKS if not (PACKAGE / name).is_dir()]
    if broken:
        listed = ", ".join(f"okr_xblock/{name}" for name in broken)
        raise SystemExit(
            f"okr-xblock cannot be built from this copy: {listed} should be a link to a directory and is not.\n"
            "Without them the package would install no templates, no styles and no translations.\n"
            "Zip downloads and checkouts without symbolic links lose them. Use `git clone` (on Windows with\n"
            "`git config core.symlinks true`), the .tar.gz archive, or a released sdist or wheel instead."
        )


def read_version() -> str:
    """The version that the package itself states."""
    found = re.search(r'^__version__ = "([^"]+)"', (PACKAGE / "__init__.py").read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise SystemExit("okr_xblock/__init__.py states no __version__.")
    return found.group(1)


def resources() -> list[str]:
    """Every file of the package that is no module, and every file behind its links; relative to the package."""
    found = [*PACKAGE.rglob("*"), *(path for name in LINKS for path in (PACKAGE / name).rglob("*"))]
    return sorted(
        str(path.relative_to(PACKAGE))
        for path in found
        if path.is_file() and not any(path.match(pattern) for pattern in LEFT_OUT)
    )


class LinkedSdist(sdist):
    """Packs the root directories once and the links as links, so that an sdist is laid out as the repository is."""

    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        behind_links = tuple(f"okr_xblock/{name}/" for name in LINKS)
        super().make_release_tree(
            base_dir, [name for name in files if not Path(name).as_posix().startswith(behind_links)]
        )
        for name, target in LINKS.items():
            link = Path(base_dir, "okr_xblock", name)
            link.unlink(missing_ok=True)
            link.symlink_to(Path("..", target), target_is_directory=True)


require_links()

# Lower bounds only: the platform decides which releases a site runs. They are not above what Teak carries.
INSTALL_REQUIRES = [
    "Django>=4.2",
    "XBlock>=5.1",
    # From 6.2 on XBlock carries these modules itself, and needs Python 3.12.
    'web-fragments>=3.0; python_version < "3.12"',
    "celery>=5.4",
    "django-simple-history>=3.8",
    "edx-django-utils>=7.0",
    "edx-opaque-keys[django]>=2.11",
    "lxml>=5.0",
    "openedx-events>=10.0",
]

DEMO = [
    # What the standalone host is made for; sites are not bound by this.
    "Django>=4.2,<6",
    "django-crum>=0.7.9",
    "django-waffle>=4.2",
    "djangorestframework>=3.14,<3.18",
    "edx-completion>=4.7",
    "event-tracking>=3.0",
]

MYSQL = ["mysqlclient>=2.2"]

BENCH = [*DEMO, "gunicorn>=22"]

TEST = [
    *DEMO,
    "axe-playwright-python>=0.1.4",
    "build>=1.2",
    "hypothesis>=6.100",
    "pillow>=10.1",
    "playwright>=1.44",
    "polib>=1.2",
    "pytest>=8.2",
    "pytest-django>=4.8",
    "pytest-timeout>=2.3",
    "setuptools>=77",
    "time-machine>=2.16",
    "wheel>=0.43",
]

setup(
    name="okr_xblock",
    version=read_version(),
    description="Personal OKRs (objectives and key results) inside Open edX: an XBlock and a Django app plugin.",
    long_description=(ROOT / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    python_requires=">=3.11",
    packages=find_packages(include=["okr_xblock", "okr_xblock.*"]),
    package_data={"okr_xblock": resources()},
    include_package_data=False,
    zip_safe=False,
    install_requires=INSTALL_REQUIRES,
    extras_require={"demo": DEMO, "mysql": MYSQL, "bench": BENCH, "test": TEST},
    entry_points={
        "xblock.v1": ["okr = okr_xblock.block:OkrXBlock"],
        "lms.djangoapp": ["okr_xblock = okr_xblock.apps:OkrConfig"],
        "cms.djangoapp": ["okr_xblock = okr_xblock.apps:OkrConfig"],
    },
    cmdclass={"sdist": LinkedSdist},
    keywords="openedx xblock okr objectives goals badges",
    classifiers=[
        "Development Status :: 3 - Alpha",
        "Framework :: Django",
        "Framework :: Django :: 4.2",
        "Framework :: Django :: 5.2",
        "Intended Audience :: Education",
        "Natural Language :: English",
        "Operating System :: POSIX",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
    ],
)
