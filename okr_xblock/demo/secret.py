"""The signing key of one installation of the standalone host."""

import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def read_or_make_secret(path: Path) -> str:
    """The key in this file, made at the first start and readable by its owner only."""
    if not path.exists():
        # Written elsewhere first: of two processes that start together, both read the whole key of the one that won.
        with NamedTemporaryFile("w", dir=path.parent, prefix="secret-") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with suppress(FileExistsError):
                path.hardlink_to(file.name)
    return path.read_text(encoding="ascii")
