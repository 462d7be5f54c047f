"""Codes that people read aloud and type: random, in groups, without letters that are taken for digits."""

import secrets

from casework.rules import identifiers

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 3, 4


def new(prefix: str) -> str:
    """A code such as XG-7K3M-2P9W-Q4RT: about 59 bits."""
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)]
    return "-".join([prefix, *groups])


def bare(typed: str, prefix: str) -> str:
    """A code as typed by a person, without its prefix: case, spaces and dashes do not matter."""
    return "".join(c for c in identifiers.tidy(typed) if c.isalnum()).removeprefix(prefix)


def written(typed: str, prefix: str) -> str:
    """A code as typed by a person, in the form in which it was given out; empty when it cannot be one."""
    letters = bare(typed, prefix)
    if len(letters) != GROUPS * GROUP_LENGTH or not set(letters) <= set(ALPHABET):
        return ""
    return "-".join([prefix, *(letters[at : at + GROUP_LENGTH] for at in range(0, len(letters), GROUP_LENGTH))])
