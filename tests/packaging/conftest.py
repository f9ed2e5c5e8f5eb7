"""A source distribution and wheels, built once from a clean copy of the tree."""

import tarfile

import pytest

from tests.support.distributions import Distributions, build_one, copy_tree


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """An sdist, a wheel of the tree, and a wheel of the sdist."""
    place = tmp_path_factory.mktemp("distributions")
    tree = copy_tree(place / "tree")
    sdist = build_one(tree, place / "sdist", "--sdist", "*.tar.gz")
    wheel = build_one(copy_tree(place / "tree-2"), place / "wheel", "--wheel", "*.whl")
    with tarfile.open(sdist) as archive:
        # Debian 12's Python 3.11.2 does not know filters yet.
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(place / "unpacked", **safely)  # type: ignore[arg-type]  # noqa: S202 - our own archive
    (unpacked,) = (place / "unpacked").iterdir()
    return Distributions(sdist, wheel, build_one(unpacked, place / "wheel-of-sdist", "--wheel", "*.whl"))
