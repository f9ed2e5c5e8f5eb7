"""Starting the host as a newcomer does: one command, then a browser."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(directory: Path, *arguments: str) -> subprocess.Popen[str]:
    """The host in a process and with a directory of its own; its settings, whatever those of this test are."""
    env = {**os.environ, "OKR_DEMO_DIR": str(directory), "DJANGO_SETTINGS_MODULE": "okr_xblock.demo.settings"}
    return subprocess.Popen(
        [sys.executable, "-m", "okr_xblock.demo", *arguments],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ask(port: int, path: str) -> tuple[int, str]:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_SECONDS) as answer:
        return answer.status, answer.read().decode()


@pytest.fixture
def host(tmp_path: Path, free_port: int) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A host that serves."""
    process = start(tmp_path, "--port", str(free_port))
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        while True:
            try:
                if ask(free_port, "/healthz") == (200, "ok"):
                    break
            except URLError:
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < deadline, "the host does not answer"
                time.sleep(0.1)
        yield process, free_port
    finally:
        process.kill()
        process.communicate()


def test_the_host_prepares_itself_serves_and_stops(host: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    process, port = host

    assert "Who would you like to be?" in ask(port, "/")[1]
    assert ask(port, "/static/okr_xblock/demo/demo.css")[0] == 200
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600

    busy = start(tmp_path, "--port", str(port))
    told = busy.communicate(timeout=PATIENCE_SECONDS)[1]
    assert busy.returncode == 1
    assert told.startswith(f"Port {port} cannot be used: ")
    assert told.count("\n") == 1

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    assert out.startswith(f"okr-xblock is at http://127.0.0.1:{port}/")
    assert err == ""


def test_the_host_listens_on_this_computer_only(host: tuple[subprocess.Popen[str], int]) -> None:
    _process, port = host

    # Another address of this same computer: whoever listens everywhere would answer here.
    with socket.socket() as other:
        other.settimeout(2)
        assert other.connect_ex(("127.0.0.2", port)) != 0


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_refused_in_words(tmp_path: Path, port: str) -> None:
    process = start(tmp_path, "--port", port)
    _out, err = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 2
    assert "argument --port" in err
    assert "Traceback" not in err
