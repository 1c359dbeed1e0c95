"""What a program says of itself in lines of JSON, for what collects them.

Ids and kinds, never names: as everything that is logged. Of an error only its kind and
place, for its own words may hold what somebody typed.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """One line of JSON for each thing said."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line."""
        at = datetime.fromtimestamp(record.created, tz=UTC)
        said: dict[str, object] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            said["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            said["where"] = [f"{each.filename}:{each.lineno}" for each in frames]
        return json.dumps(said, ensure_ascii=False)


def log_in_lines() -> None:
    """Let everything that is logged come as lines of JSON on stderr."""
    to = logging.StreamHandler()
    to.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[to], force=True)
