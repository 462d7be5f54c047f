"""`python -m tests.tools.bench PART`: how fast it is, and what is left when things break. `make bench PART=messages`."""

from __future__ import annotations

import sys
from importlib import import_module

PARTS = {  # what it is called, and where it stands
    "messages": "tests.tools.bench_messages:throughput",
    "faults": "tests.tools.bench_messages:faults",
    "broker": "tests.tools.bench_messages:broker",
    "case-file": "tests.tools.bench_case_file:figures",
}


def main(arguments: list[str]) -> int:
    """Run the parts that are named, or all."""
    unknown = [one for one in arguments if one not in PARTS]
    if unknown:
        print(f"there is {', '.join(PARTS)}, and no {unknown[0]}", file=sys.stderr)
        return 2
    fine = True
    for part in arguments or PARTS:
        module, _colon, name = PARTS[part].partition(":")
        fine &= getattr(import_module(module), name)()
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
