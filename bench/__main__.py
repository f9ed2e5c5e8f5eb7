"""`python -m bench [page pages check_in event reconcile]`: measures what is named, or all; fails beyond a limit."""

from __future__ import annotations

import argparse
import subprocess
import sys

MODULES = ("page", "pages", "check_in", "event", "reconcile")


def main(arguments: list[str]) -> int:
    """Each in a process of its own, because Django can be set up on one database only. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure; one figure a line.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of: {', '.join(MODULES)} (default: all)")
    names = parser.parse_args(arguments).names or MODULES
    unknown = sorted(set(names) - set(MODULES))
    if unknown:
        parser.error(f"there is no {unknown[0]!r}; there are {', '.join(MODULES)}")
    exit_code = 0
    for name in names:
        done = subprocess.run([sys.executable, "-m", f"bench.{name}"], stdin=subprocess.DEVNULL, check=False)
        exit_code |= done.returncode != 0
    return exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
