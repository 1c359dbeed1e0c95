"""What lies on this device for others: gone with it, wherever else it may be."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sync.courier.road import Road
from sync.relay.shelf import Shelf

if TYPE_CHECKING:
    from app.paths import Home
    from sync.ids import Ids


def for_others(home: Home, ids: Ids) -> int:
    """Return how many envelopes lie here that others sealed and no hub read, known.

    A lost sister, or a neighbour without a line, may have left them here alone. Raises
    FileError.
    """
    waiting: frozenset[bytes] = frozenset()
    if home.road.exists():
        with closing(Road.open(home.road)) as road:
            waiting |= road.entrusted.lacking()
    if home.shelf.exists():
        with closing(Shelf.open(home.shelf, ids)) as shelf:
            waiting |= shelf.hubs.unread()
    return len(waiting)
