"""An event: a frozen header and an opaque body, and the one codec of this format.

The format is MessagePack. Signed or chained structures are arrays of fixed length
(`Wire`) whose last element is a map of extensions. `unpack` accepts one encoding
only: what it reads must be what `pack` would have written.
"""

from __future__ import annotations

import hashlib
import threading
from typing import Any, Final, TypeVar, cast

import msgspec

from sync.errors import ChainError, FormatError, TooLarge, UnknownVersion
from sync.ids import ActorId, EventId, LogId, StreamId
from sync.limits import (
    MAX_ACTOR_BYTES,
    MAX_BODY_BYTES,
    MAX_CANON_BYTES,
    MAX_DEPTH,
    MAX_KIND_BYTES,
    MAX_NUMBER,
    MAX_STREAM_BYTES,
)

T = TypeVar("T")

Extensions = dict[str, Any]
"""Keys that start with `x-` may be ignored; any other unknown key is refused."""

_GENESIS_BYTES: Final = 32
_CHAIN_BYTES: Final = 32

ERASED: Final = "erased"
"""Extension of an event whose body the law took away: h(n), 32 bytes."""

ERASURE: Final = "entity.erased"
"""The kind that takes away the bodies of its stream; it keeps its own."""

_MALFORMED: Final = (msgspec.MsgspecError, RecursionError, TypeError, ValueError)
"""What the codec raises; TypeError where a map has other keys than text."""

_encoder = msgspec.msgpack.Encoder(order="deterministic")
_decoders: Final[dict[type, Any]] = {}
_making: Final = threading.Lock()
"""Two threads that learn a type at once bring the codec, and the program, down."""


def _decoder(kind: type[T]) -> msgspec.msgpack.Decoder[T]:
    """Return what reads `kind`; each kind is learnt once, and one at a time."""
    found = _decoders.get(kind)
    if found is None:
        with _making:
            found = _decoders.setdefault(kind, msgspec.msgpack.Decoder(kind))
    return cast("msgspec.msgpack.Decoder[T]", found)


class Wire(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """A structure that is written as an array of fixed length."""


def pack(value: object) -> bytes:
    """Return the one MessagePack encoding of `value`."""
    return _encoder.encode(value)


def unpack(kind: type[T], raw: bytes, *, limit: int) -> T:
    """Read `raw` as `kind`, and refuse any but the encoding `pack` gives.

    Raises TooLarge beyond `limit` bytes, FormatError for anything malformed.
    """
    if len(raw) > limit:
        raise TooLarge(f"{len(raw)} bytes where {limit} are allowed")
    try:
        value = _decoder(kind).decode(raw)
        same = pack(value) == raw
    except _MALFORMED as why:
        raise FormatError(f"not a {kind.__name__}") from why
    if not same:
        raise FormatError(f"not the one encoding of a {kind.__name__}")
    return value


def read_record(kind: type[T], raw: bytes, *, limit: int = MAX_BODY_BYTES) -> T:
    """Read a map of named fields as the dataclass `kind`; unknown fields are kept out.

    For bodies and folded states, whose bytes are kept as they came. Raises TooLarge,
    FormatError.
    """
    if len(raw) > limit:
        raise TooLarge(f"{len(raw)} bytes where {limit} are allowed")
    try:
        return _decoder(kind).decode(raw)
    except _MALFORMED as why:
        raise FormatError(f"not a {kind.__name__}") from why


def refuse_unknown(extensions: Extensions, known: frozenset[str] = frozenset()) -> None:
    """Raise UnknownVersion when an extension is neither known nor ignorable.

    Raises FormatError for a value this format does not have, such as a float.
    """
    for key, value in extensions.items():
        if key not in known and not key.startswith("x-"):
            raise UnknownVersion("unknown extension")
        if not _is_plain(value, MAX_DEPTH):
            raise FormatError("extension value")


def _is_plain(value: object, depth: int) -> bool:
    """Tell whether a value is one of this format, nested no deeper than `depth`.

    Without a bound of our own, what is read would hang on how deep the caller stands.
    """
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return depth > 0 and all(_is_plain(each, depth - 1) for each in inner)
    return value is None or isinstance(value, bool | int | str | bytes)


class Event(Wire, frozen=True, array_like=True):
    """A fact, as it was recorded; `pack(event)` is its canonical form."""

    log: bytes
    seq: int
    hlc: int
    actor: bytes
    stream: bytes
    kind: str
    v: int
    cause: tuple[bytes, int] | None
    body: bytes
    extensions: Extensions

    @property
    def id(self) -> EventId:
        """The event's id."""
        return EventId(LogId(self.log), self.seq)

    @property
    def order(self) -> tuple[int, bytes, int]:
        """Where the event stands among all events, always."""
        return (self.hlc, self.log, self.seq)


class Draft(msgspec.Struct, frozen=True):
    """A fact about to be recorded: the journal adds log, seq and hlc."""

    stream: StreamId
    kind: str
    v: int
    body: bytes
    actor: ActorId
    cause: EventId | None = None


def read_event(canon: bytes) -> Event:
    """Read one event from its canonical form and check its header.

    Raises FormatError, TooLarge or UnknownVersion.
    """
    event = unpack(Event, canon, limit=MAX_CANON_BYTES)
    check_header(event)
    return event


def check_header(event: Event) -> None:
    """Raise FormatError when a header field is outside what the format allows."""
    cause = event.cause
    sound = (
        len(event.log) == 8
        and 1 <= event.seq <= MAX_NUMBER
        and 0 < event.hlc <= MAX_NUMBER
        and len(event.actor) in (0, MAX_ACTOR_BYTES)
        and 1 <= len(event.stream) <= MAX_STREAM_BYTES
        and 1 <= len(event.kind.encode()) <= MAX_KIND_BYTES
        and 1 <= event.v < 1 << 16
        and (cause is None or (len(cause[0]) == 8 and 1 <= cause[1] <= MAX_NUMBER))
    )
    if not sound:
        raise FormatError("event header")
    if len(event.body) > MAX_BODY_BYTES:
        raise TooLarge("event body")
    if event.extensions:
        refuse_unknown(event.extensions, frozenset({ERASED}))
    if ERASED in event.extensions:
        _check_erased(event)


def _check_erased(event: Event) -> None:
    chain = event.extensions[ERASED]
    if not isinstance(chain, bytes) or len(chain) != _CHAIN_BYTES:
        raise FormatError("erased form without its chain value")
    if event.body or event.kind == ERASURE:
        raise FormatError("erased form with a body")


def is_erased(event: Event) -> bool:
    """Tell whether this is the erased form of an event: its header and h(n) only."""
    return ERASED in event.extensions


def erased_form(event: Event, chain: bytes) -> bytes:
    """Return the canonical form of an event without its body, `chain` being its h(n).

    It stands where the event stood and says what the chain is after it, for that can
    no longer be computed. Erasing twice is erasing once. Raises FormatError for an
    `entity.erased`, which stays to say why.
    """
    extensions = {**event.extensions, ERASED: bytes(chain)}
    erased = msgspec.structs.replace(event, body=b"", extensions=extensions)
    _check_erased(erased)
    return pack(erased)


def chain_after(previous: bytes, event: Event, canon: bytes) -> bytes:
    """Return h(n) from h(n-1) and event n, as it says itself where it was erased.

    Whether an erasure explains an erased form is for the journal to know.
    """
    if is_erased(event):
        return bytes(event.extensions[ERASED])
    return chain_next(previous, canon)


def chain_start(log: LogId, genesis: bytes) -> bytes:
    """Return h(0) of a log; `genesis` is 32 secret random bytes."""
    if len(genesis) != _GENESIS_BYTES:
        raise ChainError("genesis must be 32 bytes")
    return hashlib.sha256(b"log" + log + genesis).digest()


def chain_next(previous: bytes, canon: bytes) -> bytes:
    """Return h(n) from h(n-1) and the canonical form of event n."""
    return hashlib.sha256(previous + canon).digest()
