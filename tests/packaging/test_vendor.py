"""Third-party files are exactly what their makers published, with their licences beside them."""

import hashlib
import json
from pathlib import Path

import pytest

VENDOR = Path(__file__).resolve().parents[2] / "static" / "okr_xblock" / "vendor"
LISTED = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LISTED)
def test_a_vendored_file_has_the_hash_it_is_listed_with(name: str) -> None:
    content = (VENDOR / LISTED[name]["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == LISTED[name]["sha256"]


@pytest.mark.parametrize("name", LISTED)
def test_a_vendored_file_says_its_version_and_licence(name: str) -> None:
    entry = LISTED[name]
    assert entry["version"] in entry["file"]
    assert entry["licence"]
    assert (VENDOR / entry["licence_file"]).read_text(encoding="utf-8").strip()


def test_nothing_is_vendored_without_being_listed() -> None:
    listed = {entry[key] for entry in LISTED.values() for key in ("file", "licence_file")}
    assert {path.name for path in VENDOR.iterdir()} == listed | {"vendor.json"}
