"""What a hub gives back by hand for a bundle that came by hand.

`"BACK" 0x01`, then for each item `u32 length || kind || bytes`, which only grows at its
end. A log's id comes before what is for the device that writes it: receipts, which the
hub signed, and sealed envelopes. Nothing in it is believed without that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from sync.bundle import Unpacking, packed
from sync.errors import FormatError
from sync.ids import LogId
from sync.limits import MAX_ENVELOPE_BYTES

MAGIC: Final = b"BACK"
_LOG_BYTES: Final = 8


class Kind(IntEnum):
    """What an item is. What a newer hub adds is passed over."""

    LOG = 1
    RECEIPT = 2
    ENVELOPE = 3


@dataclass(frozen=True, slots=True)
class ForDevice:
    """What a reply holds for the device that writes `log`."""

    log: LogId
    receipts: tuple[bytes, ...]
    envelopes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One receipt or envelope of a reply, and the log of the device it is for."""

    log: LogId
    kind: Kind
    raw: bytes


def packed_reply(parts: Iterable[ForDevice]) -> bytes:
    """Return a reply as it travels."""
    return packed(_items(parts), MAGIC)


def _items(parts: Iterable[ForDevice]) -> Iterator[bytes]:
    for one in parts:
        yield bytes((Kind.LOG,)) + one.log
        yield from (bytes((Kind.RECEIPT,)) + each for each in one.receipts)
        yield from (bytes((Kind.ENVELOPE,)) + each for each in one.envelopes)


class Reading:
    """Reads a reply as it comes in."""

    def __init__(self) -> None:
        self._unpacking = Unpacking(MAGIC, MAX_ENVELOPE_BYTES + 1)
        self._log: LogId | None = None

    @property
    def is_between(self) -> bool:
        """Tell whether what came so far ends where an item ends."""
        return self._unpacking.is_between

    def feed(self, chunk: bytes) -> Iterator[Item]:
        """Take more bytes and yield every item that is whole now.

        Raises FormatError, UnknownVersion or TooLarge; nothing after that can be read.
        """
        for one in self._unpacking.feed(chunk):
            if not one:
                raise FormatError("an empty item in a reply")
            kind, raw = one[0], one[1:]
            if kind == Kind.LOG:
                if len(raw) != _LOG_BYTES:
                    raise FormatError("the log of a reply")
                self._log = LogId(raw)
            elif kind in (Kind.RECEIPT, Kind.ENVELOPE):
                if self._log is None:
                    raise FormatError("a reply to nobody")
                yield Item(self._log, Kind(kind), raw)
