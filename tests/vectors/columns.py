"""The vector of layout 1: one event of every sort that columns must carry."""

from __future__ import annotations

from typing import Any

from sync.batch import DICTIONARY, LAYOUT_COLUMNS, NO_DICTIONARY, Manifest, encode
from sync.event import (
    ERASED,
    Event,
    chain_next,
    chain_start,
    erased_form,
    pack,
    read_event,
)
from sync.ids import LogId
from sync.journal import Link
from tests.support.fakes import NOON_MS

LOG = LogId(bytes.fromhex("0102030405060708"))
GENESIS = bytes(range(32))
ENVELOPE = bytes(range(16))
COUNT = 80
ERASED_AT = 5
PERSON = b"person-1"


def bodies(seq: int) -> tuple[str, bytes]:
    """Return the kind and the body of one event."""
    at_ms = NOON_MS + seq * 977
    sees = [[LOG, seq - 1]] if seq % 4 else []
    said: dict[str, Any] = {"observed_ms": at_ms - seq % 3 * 60_000, "sees": sees}
    pulse = {"pulse_per_min": 60 + seq % 30} if seq % 2 else {}
    choices: tuple[tuple[str, bytes], ...] = (
        ("casualty.triaged", pack({"category": f"T{1 + seq % 3}", **said})),
        ("vitals.recorded", pack({"observed_ms": at_ms, "on_oxygen": True, **pulse})),
        ("note.recorded", pack({"text": "Zoë, 张伟 " * (seq % 5), **said})),
        ("stock.issued", pack({"lot": f"L{seq:04}", "n": -seq, "post": b"post-id!"})),
        ("x.odd", pack({"far": 1 << 63, "half": 0.5, "in": {"a": [None, [1, "b"]]}})),
        ("x.opaque", bytes(range(seq))),
        ("x.opaque", pack([1, 2, 3])),
    )
    return choices[seq % len(choices)]


def event(seq: int) -> Event:
    """Return one event of the log."""
    kind, body = bodies(seq)
    hlc = (NOON_MS + seq * 977 << 16) + (seq % 7 == 0)
    streams = (bytes([seq % 9]) * 16, b"access:" + LOG.hex().encode() + b":2026-11-22")
    return Event(
        log=LOG,
        seq=seq,
        hlc=hlc,
        actor=PERSON if seq % 5 else b"",
        stream=streams[seq % 6 == 0],
        kind=kind,
        v=1 + (seq % 11 == 0),
        cause=(LOG, seq - 1) if seq % 8 == 1 and seq > 1 else None,
        body=body,
        extensions={"x-note": [seq, "two", b"three"]} if seq % 13 == 0 else {},
    )


def links() -> list[Link]:
    """Return the events as they travel; one of them was erased by law."""
    chain = chain_start(LOG, GENESIS)
    made = []
    for seq in range(1, COUNT + 1):
        canon = pack(event(seq))
        chain = chain_next(chain, canon)
        if seq - 1 == ERASED_AT:
            canon = erased_form(read_event(canon), chain)
        made.append(Link(canon, chain))
    return made


def manifest(dictionary: int, count: int = COUNT) -> Manifest:
    """Return the manifest of a batch of the first so many of those events."""
    return Manifest(
        log=LOG,
        first=1,
        count=count,
        before=chain_start(LOG, GENESIS),
        after=links()[count - 1].chain,
        dictionary=dictionary,
        layout=LAYOUT_COLUMNS,
        batch_no=1,
        envelope=ENVELOPE,
        extensions={ERASED: [ERASED_AT]} if count > ERASED_AT else {},
    )


def batch(dictionary: int, count: int = COUNT) -> bytes:
    """Return the plaintext of that batch."""
    return encode(manifest(dictionary, count), links()[:count])


def columns_vector() -> dict[str, Any]:
    """The events as they are, and in columns without and with dictionary 2."""
    return {
        "canon": [link.canon.hex() for link in links()],
        "no_dictionary": batch(NO_DICTIONARY).hex(),
        "dictionary_2": batch(DICTIONARY).hex(),
    }
