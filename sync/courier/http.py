"""One request, one function: ask a hub something over HTTP, and believe nothing.

What a hub decides about an envelope is an Outcome; anything else that happens is
weather, by the names of `sync.courier.line`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn, TypeVar

from sync.bundle import packed
from sync.courier.line import (
    BUSY,
    FULL,
    GARBAGE,
    REFUSED,
    SLOW,
    TLS,
    TOO_LARGE,
    UNREACHABLE,
    Answer,
    Asked,
    Line,
    Patience,
    Transport,
    exchange,
    network,
    open_line,
    whole_address,
)
from sync.errors import FormatError, RoadError
from sync.event import unpack
from sync.ids import EnvelopeId, LogId
from sync.limits import MAX_DOWN_BYTES, MAX_MESSAGE_BYTES
from sync.protocol import (
    BUNDLE_PATH,
    ENROL_PATH,
    HUB_PATH,
    Bundled,
    Delivered,
    Down,
    Problem,
    Reason,
    Result,
    State,
    Uploaded,
    down_path,
    envelope_path,
    state_path,
    upload_path,
)

__all__ = [
    "BUSY",
    "FULL",
    "GARBAGE",
    "REFUSED",
    "SLOW",
    "TLS",
    "TOO_LARGE",
    "UNREACHABLE",
    "Ask",
    "Delivery",
    "Line",
    "Outcome",
    "Part",
    "Patience",
    "Transport",
    "bundle",
    "deliver",
    "descriptor",
    "down",
    "enrol",
    "network",
    "open_line",
    "state",
    "upload",
    "uploaded",
    "whole_address",
]

T = TypeVar("T")


class Outcome(StrEnum):
    """What a hub decided about an envelope."""

    STORED = "stored"
    SET_ASIDE = "set_aside"
    CONFLICT = "conflict"
    KEY_GONE = "key_gone"
    EPOCH_MISSING = "epoch_missing"
    TOO_LARGE = "too_large"


_OUTCOMES: Final = {
    200: Outcome.STORED,
    201: Outcome.STORED,
    409: Outcome.CONFLICT,
    410: Outcome.KEY_GONE,
    413: Outcome.TOO_LARGE,
    422: Outcome.SET_ASIDE,
    424: Outcome.EPOCH_MISSING,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """The answer to an envelope: what was decided, receipts as signed, and why."""

    outcome: Outcome
    receipts: tuple[bytes, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of an envelope from an offset on, and what the whole is."""

    digest: bytes
    size: int
    offset: int = 0
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Ask:
    """From where news is wanted, how long to wait for it, and how much of it."""

    cursor: bytes
    hold_s: float
    most_bytes: int


async def descriptor(line: Line, lost: bytes = b"") -> bytes:
    """Ask the hub who it is; the bytes are signed and still to be checked.

    `lost` is what it said of itself later than it says now. An older hub does not hear
    of it.
    """
    answer = await exchange(line, Asked("POST" if lost else "GET", HUB_PATH, lost))
    if lost and answer.status == 404:
        answer = await exchange(line, Asked("GET", HUB_PATH))
    return _signed(answer) if answer.status == 200 else _fail(answer)


async def enrol(line: Line, question: bytes) -> bytes:
    """Ask for a certificate; question and answer are as `sync.trust.enrol` makes them.

    Raises RoadError: with the hub's own reason when it says no to the invitation.
    """
    answer = await exchange(line, Asked("POST", ENROL_PATH, question))
    if answer.status == 200:
        return _signed(answer)
    reason = _reason(answer)
    if answer.status in (403, 410, 422):
        raise RoadError(reason or REFUSED)
    if answer.status == 503 and reason == Reason.LOCKED:
        raise RoadError(reason, answer.retry_after_s)
    return _fail(answer)


async def deliver(line: Line, envelope: EnvelopeId, sealed: bytes) -> Delivery:
    """Bring one envelope. Raises RoadError when nothing was decided."""
    answer = await exchange(line, Asked("PUT", envelope_path(envelope), sealed))
    return _decided(answer)


async def bundle(
    line: Line, sealed: Sequence[bytes]
) -> tuple[list[Delivery | None], RoadError] | None:
    """Bring several envelopes at once; None when this hub knows no bundles.

    One delivery for each, or None where nothing was decided, and the weather those met.
    Raises RoadError when nothing is known of any.
    """
    answer = await exchange(line, Asked("POST", BUNDLE_PATH, packed(sealed)))
    if answer.status == 404:
        return None
    if answer.status != 200:
        return _fail(answer)
    results = _read(Bundled, answer).results
    if len(results) != len(sealed):
        raise RoadError(GARBAGE)
    is_full = any(one.status == 507 for one in results)
    weather = RoadError(FULL if is_full else BUSY, answer.retry_after_s)
    return [_result(one) for one in results], weather


async def upload(
    line: Line, token: bytes, envelope: EnvelopeId, part: Part
) -> Delivery | int | None:
    """Bring a part of an envelope; its last part is answered as the whole is.

    Otherwise the offset to go on from, which may be elsewhere; None when this hub
    knows no uploads. Raises RoadError when nothing was decided.
    """
    path = upload_path(envelope, part.digest, part.size, part.offset)
    answer = await exchange(line, Asked("PUT", path, part.content, token))
    if answer.status == 404:
        return None
    if answer.status == 202 or (answer.status == 409 and not _has(Delivered, answer)):
        return _offset(answer, part.size)
    return _decided(answer)


async def uploaded(
    line: Line, token: bytes, envelope: EnvelopeId, part: Part
) -> int | None:
    """Ask how far an upload came; None when this hub knows no uploads."""
    path = upload_path(envelope, part.digest, part.size, 0)
    answer = await exchange(line, Asked("GET", path, token=token))
    if answer.status == 404:
        return None
    return _offset(answer, part.size) if answer.status == 200 else _fail(answer)


async def state(line: Line, token: bytes, log: LogId, since: int) -> State:
    """Ask what the hub holds of a log, and its receipts after number `since`."""
    path = f"{state_path(log)}?since={since}"
    answer = await exchange(line, Asked("GET", path, token=token))
    return _read(State, answer) if answer.status == 200 else _fail(answer)


async def down(line: Line, token: bytes, log: LogId, ask: Ask) -> Down:
    """Ask what the hub has for this device and its post; it may hold the question."""
    path = down_path(log, ask.cursor, int(ask.hold_s), ask.most_bytes)
    asked = Asked("GET", path, b"", token, ask.hold_s, MAX_DOWN_BYTES)
    answer = await exchange(line, asked)
    return (
        _read(Down, answer, MAX_DOWN_BYTES) if answer.status == 200 else _fail(answer)
    )


def _decided(answer: Answer) -> Delivery:
    outcome = _OUTCOMES.get(answer.status)
    if outcome is None:
        return _fail(answer)
    if outcome is Outcome.TOO_LARGE:
        return Delivery(outcome, (), _read(Problem, answer).reason)
    delivered = _read(Delivered, answer)
    return Delivery(outcome, tuple(delivered.receipts), delivered.reason)


def _result(one: Result) -> Delivery | None:
    outcome = _OUTCOMES.get(one.status)
    if outcome is None:
        return None
    return Delivery(outcome, tuple(one.receipts), one.reason)


def _has(kind: type[object], answer: Answer) -> bool:
    try:
        _read(kind, answer)
    except RoadError:
        return False
    return True


def _offset(answer: Answer, size: int) -> int:
    offset = _read(Uploaded, answer).offset
    if not 0 <= offset <= size:
        raise RoadError(GARBAGE)
    return offset


def _read(kind: type[T], answer: Answer, limit: int = MAX_MESSAGE_BYTES) -> T:
    if not answer.is_ours:
        raise RoadError(GARBAGE)
    try:
        return unpack(kind, answer.content, limit=limit)
    except FormatError as why:
        raise RoadError(GARBAGE) from why


def _signed(answer: Answer) -> bytes:
    """Return bytes that carry their own proof, and so are not read here."""
    if not answer.is_ours:
        raise RoadError(GARBAGE)
    return answer.content


def _reason(answer: Answer) -> str | None:
    try:
        said = _read(Problem, answer).reason
    except RoadError:
        return None
    return said if said in {one.value for one in Reason} else None


def _fail(answer: Answer) -> NoReturn:
    """Say what kind of weather an answer is that decides nothing."""
    if answer.status in (429, 503):
        raise RoadError(BUSY, answer.retry_after_s)
    if answer.status == 507 and answer.is_ours:
        raise RoadError(FULL, answer.retry_after_s)
    if answer.status in (401, 403):
        is_revoked = _reason(answer) == Reason.REVOKED
        raise RoadError(Reason.REVOKED if is_revoked else REFUSED)
    raise RoadError(GARBAGE)
