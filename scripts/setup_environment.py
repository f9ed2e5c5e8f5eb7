"""Makes one environment, `demo` or `newest`, unless it is there and current; ends with a reason when it cannot."""

from __future__ import annotations

import sys

from environments import ROOT, MissingError, find_any_python, make_venv
from test_all import Report, look_around, set_up


def main(name: str) -> int:
    try:
        if name == "demo":
            make_venv(ROOT / ".venv", find_any_python(), "-e", ".[demo]")
            return 0
        report = Report()
        if "newest" in set_up(look_around(report), ["newest"], report):
            return 0
        problem = "; ".join(report.left_out)
    except MissingError as missing:
        problem = str(missing)
    print(f"The environment {name!r} cannot be set up. Missing: {problem}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
