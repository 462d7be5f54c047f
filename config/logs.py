"""Log lines: one event a line, key=value, and never a person's data."""

import json
import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """Writes time, level, logger and message; of an exception the class and the places, not the message.

    The message of a database error quotes the row it refused, so it may hold a name or an identity number.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, followed by the places of its exception."""
        if isinstance(record.args, dict) and "exc" in record.args:  # how Celery reports a failed task
            record.args = {**record.args, "exc": "see below"}
        line = (
            f"ts={self.formatTime(record)} level={record.levelname.lower()} logger={record.name} "
            f"msg={json.dumps(record.getMessage(), ensure_ascii=False)}"
        )
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 -- the name is logging's
        """Return the stack and the exception's class, leaving its message out."""
        kind, _, tb = ei
        frames = "".join(traceback.format_tb(tb)).rstrip()
        return f"{frames}\n{kind.__module__}.{kind.__qualname__}" if kind else frames
