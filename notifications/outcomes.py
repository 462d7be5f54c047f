"""What may come of an attempt to send, other than that it was accepted. `code` is a word of the screen, no content."""

from __future__ import annotations


class Outcome(Exception):
    """It was not accepted, as far as we know."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(Outcome):
    """Not accepted now: tried again later."""


class Unreachable(Refused):
    """The other side takes nothing at all just now: the messages behind this one are spared the attempt."""


class Returned(Outcome):
    """Never accepted for this recipient."""


class Unknown(Outcome):
    """It may have arrived: the answer did not."""


class LeaseLost(Exception):
    """Another worker has the message by now: it is not ours to send."""
