"""A MariaDB server of one's own: in a temporary directory, on a unix socket, gone afterwards."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 30

# Durability is of no use to a database that lives for one run; isolation is what the platform sets.
OPTIONS = (
    "--skip-networking",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--transaction-isolation=READ-COMMITTED",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=256M",
    "--innodb-lock-wait-timeout=20",
    "--max-connections=200",
)


class MariaDBError(RuntimeError):
    """The server could not be found or did not start; says what its log says."""


def _find(program: str) -> str | None:
    # Servers stand in sbin, which an ordinary person's PATH may lack.
    return shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))


def is_installed() -> bool:
    """Whether a server could be started here at all."""
    return bool(_find("mariadbd") and _find("mariadb-install-db"))


@contextlib.contextmanager
def run_server(*options: str) -> Iterator[Path]:
    """
    Starts a server and yields its socket; user `root` without a password may do everything.

    `options` of the caller come after `OPTIONS` and win over them.
    Raises `MariaDBError` if it is not installed or does not answer in time.
    """
    server, installer = _find("mariadbd"), _find("mariadb-install-db")
    if not (server and installer):
        raise MariaDBError("MariaDB is missing: install Debian's package mariadb-server.")
    # A short path: a unix socket's may have 107 characters at most.
    home = Path(tempfile.mkdtemp(prefix="okr-db-"))
    data, socket, log = home / "data", home / "s", home / "log"
    data.mkdir()
    as_user = []
    if os.geteuid() == 0:
        # The server refuses to run as root.
        as_user = ["--user=mysql"]
        shutil.chown(home, "mysql")
        shutil.chown(data, "mysql")
    process: subprocess.Popen[bytes] | None = None
    try:
        made = subprocess.run(
            [
                installer,
                "--no-defaults",
                *as_user,
                f"--datadir={data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise MariaDBError(f"mariadb-install-db failed:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")
        process = subprocess.Popen(
            [
                server,
                "--no-defaults",
                *as_user,
                f"--datadir={data}",
                f"--socket={socket}",
                f"--pid-file={home / 'pid'}",
                f"--log-error={log}",
                *OPTIONS,
                *options,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_until_ready(process, socket, log)
        yield socket
    finally:
        if process is not None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(home, ignore_errors=True)


def _wait_until_ready(process: "subprocess.Popen[bytes]", socket: Path, log: Path) -> None:
    import MySQLdb

    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if socket.exists():
            with contextlib.suppress(MySQLdb.OperationalError):
                MySQLdb.connect(unix_socket=str(socket), user="root").close()
                return
        time.sleep(0.1)
    told = log.read_text(errors="replace")[-3000:] if log.exists() else "(no log)"
    raise MariaDBError(f"The MariaDB server did not start within {START_SECONDS} s:\n{told}")
