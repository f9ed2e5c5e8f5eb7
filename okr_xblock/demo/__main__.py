"""
Start the standalone host: ``python -m okr_xblock.demo [--port 8000]``.

``python -m okr_xblock.demo manage <command> …`` runs one of Django's commands in it instead.
"""

import argparse
import os
import sys
from typing import Any

HOST = "127.0.0.1"
LAST_PORT = 65535


def main(arguments: list[str]) -> int:
    """Prepare the database and serve until interrupted. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okr_xblock.demo.settings")
    if arguments[:1] == ["manage"]:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["okr_xblock.demo manage", *arguments[1:]])
        return 0
    parser = argparse.ArgumentParser(prog="python -m okr_xblock.demo", description="The standalone host of okr-xblock.")
    parser.add_argument("--port", type=_port, default=8000, help="where to listen on this computer (default: 8000)")
    options = parser.parse_args(arguments)

    import django

    django.setup()
    try:
        server = _server(options.port)
    except OSError as error:
        return _fail(f"Port {options.port} cannot be used: {error.strerror}. Choose another one with --port.")
    with server:
        problem = _prepare()
        if problem:
            return _fail(problem)
        _say(f"okr-xblock is at http://{HOST}:{options.port}/ (stop it with Ctrl+C)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            _say("\nStopped. What was done is kept in the host's directory.")
    return 0


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to {LAST_PORT}")
    return number


def _server(port: int) -> Any:
    """Django's own threaded server, on this computer only. Bound before all else: a busy port shows at once."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Handler(WSGIRequestHandler):
        # Answers go out at once. Otherwise each waits for the visitor's system to confirm the last packet: 40 ms.
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Requests are not worth a line each here; errors are logged where they happen."""

    server = ThreadedWSGIServer((HOST, port), Handler, ipv6=False)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    return server


def _prepare() -> str:
    """Bring the database up to date and fill it. Returns what is wrong, if something is."""
    from django.core.management import call_command

    from . import history
    from .catalogue import courses
    from .olx import OlxError
    from .seed import seed

    try:
        courses()
    except OlxError as error:
        return f"A course cannot be read. {error}"
    call_command("migrate", verbosity=0, interactive=False)
    seed()
    history.live()
    return ""


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _fail(text: str) -> int:
    sys.stderr.write(text + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
