"""Of which post the device is that writes a log, as its certificate said.

Only a hub holds the logs of several posts. At a post every log is its own or the hub's,
and nothing is known of any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from sync.database import rows

if TYPE_CHECKING:
    from sync.database import Database

Posts = Mapping[bytes, bytes]
"""The post of a log, where it is known."""

NONE_KNOWN: Final[Posts] = {}

OF_POST: Final = frozenset(
    (
        "lot",
        "controlled",
        "recall",
        "tally",
        "tallied",
        "request",
        "cold",
        "par",
        "item",
        "gtin",
        "signal",
        "consult",
        "advice",
        "level",
        "scarcity",
    )
)
"""The streams whose facts count only from a device of the post that they name."""


def posts_of(db: Database, logs: Iterable[bytes]) -> Posts:
    """Return the post of each of these logs that is known to write for one."""
    found: dict[bytes, bytes] = {}
    for log in set(logs):
        said = rows(db, "SELECT post FROM log WHERE log = ? AND NOT own", (log,))
        if said and said[0][0]:
            found[log] = bytes(said[0][0])
    return found


def is_of_another(stream: str, fact: Any, post: bytes) -> bool:
    """Tell whether a fact by a device of `post` (b'': not known) is about another."""
    if not post or stream not in OF_POST:
        return False
    named = getattr(fact, "post", getattr(fact, "to_post", post))
    return bool(named != post)
