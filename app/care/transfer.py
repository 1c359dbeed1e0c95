"""Transfers between posts: what the other end says of one.

What left and what arrived are movements of lots. A post sees only its own; what the
other end says reaches it on the packing slip, or by the hub.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Ref, Text, When
from app.care.terms import FactId

STREAM_START: Final = b"transfer:"

MOST_LINES: Final = 200
"""More lines than a person loads at once."""


class End(StrEnum):
    """Which end of a transfer."""

    SENT = "sent"
    ARRIVED = "arrived"


class TransferLine(NamedTuple):
    """So many pieces of one lot."""

    item: str
    quantity: int
    lot: str = ""
    expiry: str = ""


@dataclass(frozen=True, slots=True)
class TransferTold:
    """What one end of a transfer says of it, as the other end came to know."""

    transfer: Annotated[bytes, Ref()]
    end: Annotated[End, Choice()]
    other: Annotated[str, Text(60)]
    observed_ms: Annotated[int, When()]
    lines: tuple[TransferLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """What one end said, and when."""

    id: FactId
    end: End
    other: str
    at_ms: int
    lines: tuple[TransferLine, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Everything that was told of a transfer."""

    transfer: bytes = b""
    told: tuple[Telling, ...] = ()

    def of(self, end: End) -> Telling | None:
        """Return what one end said last."""
        said = [each for each in self.told if each.end is end]
        return max(said, key=lambda each: each.at_ms, default=None)


@dataclass(frozen=True, slots=True)
class TransferLines:
    """What lists sort and search by."""

    transfer: bytes
    tellings: int


def _told(transfer: Transfer, fact: TransferTold, stamp: Stamp) -> Transfer:
    new = Telling(stamp.id, fact.end, fact.other, fact.observed_ms, fact.lines)
    return replace(transfer, transfer=fact.transfer, told=(*transfer.told, new))


FOLD: Final[dict[type, Fold]] = {TransferTold: _told}


def line(transfer: Transfer) -> TransferLines:
    """Return the scalars that lists need."""
    return TransferLines(transfer.transfer, len(transfer.told))


def transfer_stream(transfer: bytes) -> bytes:
    """Return the stream of a transfer, by its 16 random bytes."""
    return STREAM_START + transfer
