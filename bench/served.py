"""A real server for the host, and somebody who asks it for pages."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

START_SECONDS = 30
STOP_SECONDS = 10
TOKEN = "t" * 32
"""Against forged requests: who sends it in both places has proved all there is to prove."""

Fields = Sequence[tuple[str, str]]

_TIMING = re.compile(r"app;dur=([\d.]+), statements;desc=(\d+)")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A page, how long the server took to make it, and with how many statements (0 unless they were counted)."""

    html: str
    seconds: float
    statements: int


class _SocketConnection(HTTPConnection):
    """HTTP through a socket file: there is no port to be busy, and nobody else to answer."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=30)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@dataclass(frozen=True)
class Server:
    """One gunicorn with one worker, reached through a socket file."""

    path: Path

    def get(self, address: str, *, session: str = "", is_counted: bool = False) -> Answer:
        """
        The page, over a connection of its own: kept-alive ones measure the network stack's pauses.

        Raises `RuntimeError` for anything but 200.
        """
        headers = {"Cookie": f"sessionid={session}"} if session else {}
        return self._ask("GET", address, headers, is_counted=is_counted)

    def post(self, address: str, fields: Fields, *, session: str, is_counted: bool = False) -> Answer:
        """What a form of the board gets for an answer, sent as the board's own script sends it."""
        headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._ask("POST", address, headers, body=urlencode(fields), is_counted=is_counted)

    def _ask(
        self, method: str, address: str, headers: dict[str, str], *, body: str | None = None, is_counted: bool
    ) -> Answer:
        if is_counted:
            headers["X-Bench-Count"] = "1"
        connection = _SocketConnection(self.path)
        try:
            connection.request(method, address, body=body, headers=headers)
            response = connection.getresponse()
            html = response.read().decode()
        finally:
            connection.close()
        timing = _TIMING.fullmatch(response.headers.get("Server-Timing", ""))
        if response.status != 200 or timing is None:
            raise RuntimeError(f"{address} answered {response.status}:\n{html[:2000]}")
        return Answer(html=html, seconds=float(timing[1]) / 1000, statements=int(timing[2]))


@contextlib.contextmanager
def served_host() -> Iterator[Server]:
    """The host of this process's environment (see `site.fresh_site`) behind gunicorn, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="okr-serve-") as home:
        path, log = Path(home, "s"), Path(home, "log")
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--workers",
            "1",
            "--bind",
            f"unix:{path}",
            "bench.wsgi:application",
        ]
        # Newer releases keep a socket of their own in one of these.
        environment = {**os.environ, "HOME": home, "XDG_RUNTIME_DIR": home}
        with log.open("w") as out:
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            server = Server(path)
            _wait_until_ready(server, process, log)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            server.get("/healthz")
            return
        time.sleep(0.1)
    raise RuntimeError(f"gunicorn did not start within {START_SECONDS} s:\n{log.read_text()[-3000:]}")
