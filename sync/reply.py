"""What goes back to devices that are not there themselves, and how it is asked for.

`"BACK" 0x01`, then for each item `u32 length || kind || bytes`, which only grows at its
end. A log's id comes before what is for the device that writes it: receipts, which the
hub signed, and sealed envelopes. Nothing in it is believed without that. An *errand*
has the same form under another mark: what is brought for each log, and from where on
what goes back is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from sync.bundle import Unpacking, packed
from sync.errors import FormatError
from sync.ids import EnvelopeId, LogId
from sync.limits import MAX_ENVELOPE_BYTES

MAGIC: Final = b"BACK"
ERRAND: Final = b"ERND"
_LOG_BYTES: Final = 8
_ID_BYTES: Final = 16
_KEPT_BYTES: Final = _ID_BYTES + 32


class Kind(IntEnum):
    """What an item is. What a newer program adds is passed over."""

    LOG = 1
    RECEIPT = 2
    ENVELOPE = 3
    CURSOR = 4
    """Up to where a way back has come: made and understood by whoever answers."""
    KEPT = 5
    """Who answers has these bytes: an envelope's id, and its SHA-256. No promise."""
    HUB = 6
    """The descriptor of the hub that signed the receipts, for whoever does not know."""
    SISTERS = 7
    """The names of a post's keys, in an errand: what was sealed to them is wanted."""


@dataclass(frozen=True, slots=True)
class ForDevice:
    """What is brought or given back for the device that writes `log`."""

    log: LogId
    receipts: tuple[bytes, ...] = ()
    envelopes: tuple[bytes, ...] = ()
    cursor: bytes | None = None
    kept: tuple[bytes, ...] = ()
    hub: bytes | None = None
    sisters: bytes = b""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a reply, and the log of the device it is for."""

    log: LogId
    kind: Kind
    raw: bytes


_KNOWN: Final = frozenset(Kind) - {Kind.LOG}


def packed_reply(parts: Iterable[ForDevice], magic: bytes = MAGIC) -> bytes:
    """Return a reply, or what `magic` says it is, as it travels."""
    return packed(_items(parts), magic)


def kept(envelope: EnvelopeId | bytes, digest: bytes) -> bytes:
    """Return how an envelope is named that whoever answers has."""
    return bytes(envelope) + digest


def read_kept(raw: bytes) -> tuple[EnvelopeId, bytes]:
    """Return the id and SHA-256 of what is said to be kept. Raises FormatError."""
    if len(raw) != _KEPT_BYTES:
        raise FormatError("what is kept")
    return EnvelopeId(raw[:_ID_BYTES]), raw[_ID_BYTES:]


def kept_digests(items: Iterable[Item]) -> set[bytes]:
    """Return the SHA-256 of everything that is said to be kept."""
    return {each.raw[_ID_BYTES:] for each in items if each.kind is Kind.KEPT}


def _items(parts: Iterable[ForDevice]) -> Iterator[bytes]:
    for one in parts:
        yield bytes((Kind.LOG,)) + one.log
        if one.sisters:
            yield bytes((Kind.SISTERS,)) + one.sisters
        if one.hub is not None:
            yield bytes((Kind.HUB,)) + one.hub
        yield from (bytes((Kind.KEPT,)) + each for each in one.kept)
        yield from (bytes((Kind.RECEIPT,)) + each for each in one.receipts)
        yield from (bytes((Kind.ENVELOPE,)) + each for each in one.envelopes)
        if one.cursor is not None:
            yield bytes((Kind.CURSOR,)) + one.cursor


class Reading:
    """Reads a reply, or what `magic` says it is, as it comes in."""

    def __init__(self, magic: bytes = MAGIC) -> None:
        self._unpacking = Unpacking(magic, MAX_ENVELOPE_BYTES + 1)
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
            elif kind in _KNOWN:
                if self._log is None:
                    raise FormatError("a reply to nobody")
                yield Item(self._log, Kind(kind), raw)
