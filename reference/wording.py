"""What is wrong with the names of a pack, in one line."""

from collections.abc import Iterable


def doubles(names: Iterable[str]) -> str:
    """A complaint about names that stand twice, or nothing."""
    names = list(names)
    return listed("stands twice", {name for name in names if names.count(name) > 1})


def listed(what: str, names: Iterable[str]) -> str:
    """A complaint about some names, or nothing when there are none."""
    found = sorted(names)
    return f"{what}: {', '.join(found)}" if found else ""
