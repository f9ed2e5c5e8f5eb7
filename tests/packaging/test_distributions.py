"""What the sdist and the wheel hold."""

import configparser
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.support.distributions import ROOT, Distributions, build, copy_tree

LINKS = {"static": "static", "templates": "templates", "translations": "translations", "locale": "translations"}


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("link", "folder"), LINKS.items())
def test_the_wheel_holds_everything_behind_a_link(distributions: Distributions, link: str, folder: str) -> None:
    expected = {f"okr_xblock/{link}/{name}" for name in files_below(ROOT / folder)}
    assert expected
    assert expected <= distributions.names_in(distributions.wheel)


def test_the_wheel_holds_every_module_and_migration(distributions: Distributions) -> None:
    expected = {str(path.relative_to(ROOT)) for path in (ROOT / "okr_xblock").rglob("*.py")}
    assert any("/migrations/0001" in name for name in expected)
    assert expected <= distributions.names_in(distributions.wheel)


def test_the_wheel_holds_the_data_of_packages_too(distributions: Distributions) -> None:
    own = ROOT / "okr_xblock"
    expected = {
        str(path.relative_to(ROOT))
        for path in own.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and path.relative_to(own).parts[0] not in LINKS
    }
    assert expected <= distributions.names_in(distributions.wheel)


def test_the_wheel_holds_nothing_but_the_package(distributions: Distributions) -> None:
    top = {name.split("/")[0] for name in distributions.names_in(distributions.wheel)}
    assert top == {"okr_xblock", next(name for name in top if name.endswith(".dist-info"))}


def test_the_wheel_holds_no_tests_and_no_leftovers(distributions: Distributions) -> None:
    names = distributions.names_in(distributions.wheel)
    assert not {name for name in names if "test" in Path(name).name or name.endswith((".pyc", ".sqlite3", "~"))}


def test_the_sdist_gives_the_same_wheel_as_the_tree(distributions: Distributions) -> None:
    names_in = distributions.names_in
    assert names_in(distributions.wheel_from_sdist) == names_in(distributions.wheel)


@pytest.mark.parametrize(("link", "folder"), LINKS.items())
def test_the_sdist_keeps_a_link_a_link(distributions: Distributions, link: str, folder: str) -> None:
    member = distributions.sdist_members()[f"okr_xblock/{link}"]
    assert (member.issym(), member.linkname) == (True, f"../{folder}")


@pytest.mark.parametrize("folder", sorted(set(LINKS.values())))
def test_the_sdist_holds_the_folders_at_the_root(distributions: Distributions, folder: str) -> None:
    expected = {f"{folder}/{name}" for name in files_below(ROOT / folder)}
    assert expected <= set(distributions.sdist_members())


def test_the_wheel_names_its_entry_points(distributions: Distributions) -> None:
    with zipfile.ZipFile(distributions.wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        parser = configparser.ConfigParser()
        parser.read_string(archive.read(name).decode())
    assert {section: dict(parser[section]) for section in parser.sections()} == {
        "xblock.v1": {"okr": "okr_xblock.block:OkrXBlock"},
        "lms.djangoapp": {"okr_xblock": "okr_xblock.apps:OkrConfig"},
        "cms.djangoapp": {"okr_xblock": "okr_xblock.apps:OkrConfig"},
    }


def test_requirements_have_lower_bounds_only(distributions: Distributions) -> None:
    """A package that pins what the platform depends on breaks the sites that install it."""
    with zipfile.ZipFile(distributions.wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("dist-info/METADATA"))
        lines = archive.read(name).decode().splitlines()
    plain = [line for line in lines if line.startswith("Requires-Dist:") and "extra ==" not in line]
    assert plain
    assert not [line for line in plain if any(sign in line.split(";")[0] for sign in ("==", "<", "~", "!"))]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("damage", ["missing", "a text file, as a zip download has it", "dangling"])
def test_a_tree_with_a_broken_link_is_refused(tmp_path: Path, link: str, damage: str) -> None:
    tree = copy_tree(tmp_path / "tree")
    broken = tree / "okr_xblock" / link
    broken.unlink()
    if damage == "dangling":
        broken.symlink_to("../nowhere")
    elif damage != "missing":
        broken.write_text(f"../{LINKS[link]}")
    done = build(tree, tmp_path / "out", "--wheel")
    told = done.stdout + done.stderr
    assert done.returncode != 0
    assert f"okr_xblock/{link} should be a link to a directory and is not" in told
    assert "git clone" in told


def test_a_link_that_became_a_real_folder_is_accepted(tmp_path: Path) -> None:
    """Some tools follow links when they copy; the copy is whole, so it may be built."""
    tree = copy_tree(tmp_path / "tree")
    link = tree / "okr_xblock" / "templates"
    link.unlink()
    shutil.copytree(tree / "templates", link)
    done = build(tree, tmp_path / "out", "--wheel")
    assert done.returncode == 0, done.stderr[-2000:]
