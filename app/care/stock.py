"""Stock: what may be recorded about lots, and how lots and par levels are named.

On hand is a sum, never a field (`care/lot.py`), so it does not matter in which order
facts arrive, and a negative sum is a discrepancy to show, not to clip.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When
from app.care.refusal import Refusal
from app.care.terms import FactId

MOST: Final = 100_000
"""More pieces than this in one movement is a slip of the finger."""

PAR_START: Final = b"par:"


@dataclass(frozen=True, slots=True)
class LotKey:
    """Which lot: item code, lot number, expiry as YYYY-MM-DD ('' = does not expire)."""

    item: str
    lot: str = ""
    expiry: str = ""


class DiscardReason(StrEnum):
    """Why pieces can no longer be used."""

    EXPIRED = "expired"
    DAMAGED = "damaged"
    COLD_CHAIN = "cold_chain"
    RECALLED = "recalled"
    OTHER = "other"


class HoldReason(StrEnum):
    """Why a lot may not be used until somebody has judged it."""

    COLD_CHAIN = "cold_chain"
    DAMAGED = "damaged"
    DOUBT = "doubt"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StockReceived:
    """Pieces of a lot came in.

    Here and below `place` is where in the post ('' = nowhere in particular), and `pack`
    the version of the regional list that gave the item its meaning (0 = none).
    """

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    source: Annotated[str, Text(100)] = ""
    place: Annotated[str, Text(32)] = ""
    pack: Annotated[int, Ref()] = 0


@dataclass(frozen=True, slots=True)
class StockIssued:
    """Pieces of a lot were given out; the event's cause says on whom they were used."""

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    reason: Annotated[str, Text(200)] = ""
    place: Annotated[str, Text(32)] = ""
    pack: Annotated[int, Ref()] = 0


@dataclass(frozen=True, slots=True)
class StockUnpacked:
    """Kits were opened: they are gone, and the event causes what came out of them.

    Nobody used them. What is used later is their parts, so in the daily use they do not
    count: else a day of unpacking would make kits run out.
    """

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    reason: Annotated[str, Text(200)] = ""
    place: Annotated[str, Text(32)] = ""
    pack: Annotated[int, Ref()] = 0


@dataclass(frozen=True, slots=True)
class StockReturned:
    """Pieces that were given out came back unused."""

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    reason: Annotated[str, Text(200)] = ""
    place: Annotated[str, Text(32)] = ""
    pack: Annotated[int, Ref()] = 0


@dataclass(frozen=True, slots=True)
class StockMoved:
    """Pieces of a lot were brought from one place in the post to another."""

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    place: Annotated[str, Text(32)] = ""
    to_place: Annotated[str, Text(32)] = ""
    pack: Annotated[int, Ref()] = 0


@dataclass(frozen=True, slots=True)
class StockSent:
    """Pieces of a lot left for another post; `transfer` is 16 random bytes.

    What arrives names the same transfer, which is how both ends are matched.
    """

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    transfer: Annotated[bytes, Ref()]
    to_post: Annotated[str, Text(60)] = ""
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    place: Annotated[str, Text(32)] = ""
    pack: Annotated[int, Ref()] = 0


@dataclass(frozen=True, slots=True)
class StockArrived:
    """Pieces of a lot came from another post, under the transfer they left with."""

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    transfer: Annotated[bytes, Ref()]
    from_post: Annotated[str, Text(60)] = ""
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    place: Annotated[str, Text(32)] = ""
    pack: Annotated[int, Ref()] = 0


@dataclass(frozen=True, slots=True)
class StockDiscarded:
    """Pieces of a lot were thrown away or lost."""

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(1, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    why: Annotated[DiscardReason, Choice()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    reason: Annotated[str, Text(200)] = ""
    place: Annotated[str, Text(32)] = ""
    pack: Annotated[int, Ref()] = 0


@dataclass(frozen=True, slots=True)
class StockCounted:
    """The pieces of a lot at a place were counted.

    `seen` is how far each log had been read: what lies beyond is not in the count.
    """

    item: Annotated[str, Text(40)]
    quantity: Annotated[int, Number(0, MOST)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    seen: tuple[FactId, ...] = ()
    place: Annotated[str, Text(32)] = ""
    pack: Annotated[int, Ref()] = 0


@dataclass(frozen=True, slots=True)
class LotHeld:
    """A lot was put in quarantine: everywhere, or only what is at `place`."""

    item: Annotated[str, Text(40)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    why: Annotated[HoldReason, Choice()]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    reason: Annotated[str, Text(200)] = ""
    place: Annotated[str | None, Text(32)] = None


@dataclass(frozen=True, slots=True)
class LotReleased:
    """A named person judged that a lot may be used; `sees` are the holds it ends."""

    item: Annotated[str, Text(40)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    reason: Annotated[str, Text(200)]
    lot: Annotated[str, Text(20)] = ""
    expiry: Annotated[str, Text(10)] = ""
    sees: tuple[FactId, ...] = ()


LotFact = (
    StockReceived
    | StockIssued
    | StockUnpacked
    | StockReturned
    | StockMoved
    | StockSent
    | StockArrived
    | StockDiscarded
    | StockCounted
    | LotHeld
    | LotReleased
)
"""Everything that is recorded about one lot of one item at one post."""

MOVEMENTS: Final = (
    StockReceived,
    StockIssued,
    StockUnpacked,
    StockReturned,
    StockMoved,
    StockSent,
    StockArrived,
    StockDiscarded,
    StockCounted,
)
"""What says a number of pieces, and by which list a piece is one."""


@dataclass(frozen=True, slots=True)
class ParSet:
    """How many pieces of an item this post wants to have, and between which bounds."""

    item: Annotated[str, Text(40)]
    par: Annotated[int, Number(0, MOST)]
    post: Annotated[bytes, Ref()]
    minimum: Annotated[int | None, Number(0, MOST)] = None
    maximum: Annotated[int | None, Number(0, MOST)] = None


@dataclass(frozen=True, slots=True)
class Par:
    """How many pieces of an item a post wants to have."""

    item: str = ""
    post: bytes = b""
    par: int = 0
    minimum: int | None = None
    maximum: int | None = None


def _par(_: Par, fact: ParSet, __: Stamp) -> Par:
    return Par(fact.item, fact.post, fact.par, fact.minimum, fact.maximum)


PAR_FOLD: Final[dict[type, Fold]] = {ParSet: _par}


def lot_stream(post: bytes, key: LotKey) -> bytes:
    """Return the stream of a lot at a post; two tablets derive the same."""
    parts = (b"lot", post, key.item.encode(), key.lot.encode(), key.expiry.encode())
    return hashlib.sha256(b"|".join(parts)).digest()[:16]


def par_stream(post: bytes, item: str) -> bytes:
    """Return the stream of an item's par level at a post."""
    return PAR_START + post + b":" + item.encode()


def is_expired(expiry: str, today: str) -> bool:
    """Tell whether a lot may no longer be used; its last day is still good."""
    return expiry != "" and expiry < today


def usable(on_hand: int, expiry: str, today: str) -> int:
    """Return the pieces that may be used today."""
    return 0 if is_expired(expiry, today) else max(on_hand, 0)


def tidy_expiry(text: str) -> str:
    """Return an expiry date as YYYY-MM-DD, or '' for none; raises Refusal.

    Takes YYYY-MM-DD, DD-MM-YYYY, and MM-YYYY or YYYY-MM for the last day of a month.
    """
    plain = text.strip().replace("/", "-").replace(".", "-")
    if not plain:
        return ""
    month = re.fullmatch(r"(\d{1,2})-(\d{4})", plain)
    if month:
        plain = f"{month[2]}-{month[1].zfill(2)}"
    dutch = re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", plain)
    if dutch:
        plain = f"{dutch[3]}-{dutch[2].zfill(2)}-{dutch[1].zfill(2)}"
    try:
        if re.fullmatch(r"\d{4}-\d{2}", plain):
            return _month_end(date.fromisoformat(f"{plain}-01"))
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        raise Refusal("not_a_date") from None


def _month_end(first: date) -> str:
    year, month = (
        (first.year + 1, 1) if first.month == 12 else (first.year, first.month + 1)
    )
    return date.fromordinal(date(year, month, 1).toordinal() - 1).isoformat()
