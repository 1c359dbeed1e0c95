"""What a hub last told of itself: what it holds of a log, who it is, what time it is.

Nothing here is proven: the road is a plain file, and anybody may have written in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sync.courier.schema import SET
from sync.database import Shared
from sync.errors import FormatError
from sync.event import pack, unpack
from sync.ids import EnvelopeId, LogId
from sync.limits import MAX_MESSAGE_BYTES, MAX_MOMENT_MS
from sync.protocol import Span, State

_DESCRIPTOR: Final = "descriptor"
_LOST: Final = "lost_descriptor"
_CLOCK: Final = "clock"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held:
    """What a hub held and had read of one log, in runs of batch numbers.

    `hub_ms` is the hub's moment of it, `heard_ms` this device's. `pieces` are the
    newest pieces of photos it has, None where it does not say.
    """

    log: LogId
    held: tuple[Span, ...]
    read: tuple[Span, ...]
    epochs: tuple[EnvelopeId, ...]
    hub_ms: int
    heard_ms: int
    pieces: tuple[EnvelopeId, ...] | None = None


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """What to add to this device's clock to get the hub's, give or take `error_ms`."""

    offset_ms: int
    error_ms: int
    measured_ms: int

    @property
    def is_possible(self) -> bool:
        """Whether a clock can have shown this, and be off by so much."""
        in_range = abs(self.offset_ms) <= MAX_MOMENT_MS
        return in_range and 0 <= self.measured_ms <= MAX_MOMENT_MS


class Known:
    """What a road file remembers of its hub."""

    def __init__(self, file: Shared) -> None:
        self._file = file

    def held(self, log: LogId | bytes) -> Held | None:
        """Return what the hub last said it held of a log, or None.

        None too once it has read more since, and for what no hub can have said: it will
        say it again.
        """
        found = self._file.ask(
            "SELECT hub_ms, heard_ms, held, read, epochs, pieces FROM held "
            "WHERE log = ?",
            log,
        )
        try:
            return _held(LogId(bytes(log)), *found[0]) if found else None
        except (FormatError, ValueError, TypeError):
            return None

    def set_held(
        self,
        state: State,
        epochs: Sequence[bytes],
        now_ms: int,
        pieces: Sequence[bytes] | None = None,
    ) -> None:
        """Remember what the hub says it holds of a log now."""
        with self._file.change() as run:
            run(
                "INSERT OR REPLACE INTO held (log, hub_ms, heard_ms, held, read, "
                "epochs, pieces) VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(state.log, state.now_ms, now_ms),
                *(pack(state.held), pack(state.read), pack(list(epochs))),
                None if pieces is None else pack(list(pieces)),
            )

    def descriptor(self) -> bytes | None:
        """Return the descriptor the hub last gave, signed and unchecked, or None."""
        found = self._setting(_DESCRIPTOR)
        return None if found is None else bytes(found)

    def set_descriptor(self, raw: bytes) -> bool:
        """Keep a descriptor for the open post to check; True when it is another."""
        if self.descriptor() == raw:
            return False
        with self._file.change() as run:
            run(SET, _DESCRIPTOR, raw)
        return True

    def lost_descriptor(self) -> bytes:
        """Return what the hub said of itself later than it says now; empty for none."""
        return bytes(self._setting(_LOST) or b"")

    def set_lost_descriptor(self, raw: bytes) -> None:
        """Keep what the hub is to be reminded of; empty for nothing."""
        if self.lost_descriptor() != raw:
            with self._file.change() as run:
                run(SET, _LOST, raw)

    def clock_offset(self) -> ClockOffset | None:
        """Return how far the hub's clock was off this one's when last measured."""
        found = self._setting(_CLOCK)
        try:
            offset = ClockOffset(*_unpacked(tuple[int, int, int], found))
        except (FormatError, TypeError):
            return None
        return offset if offset.is_possible else None

    def set_clock_offset(self, offset: ClockOffset) -> None:
        """Remember a measurement in place of the last."""
        raw = pack((offset.offset_ms, offset.error_ms, offset.measured_ms))
        with self._file.change() as run:
            run(SET, _CLOCK, raw)

    def _setting(self, name: str) -> Any:
        found = self._file.ask("SELECT value FROM setting WHERE name = ?", name)
        return found[0][0] if found else None


def _held(log: LogId, hub_ms: int, heard_ms: int, *said: object) -> Held:
    held, read, epochs, pieces = said
    return Held(
        log,
        tuple(_unpacked(list[Span], held)),
        tuple(_unpacked(list[Span], read)),
        _envelopes(epochs),
        int(hub_ms),
        int(heard_ms),
        None if pieces is None else _envelopes(pieces),
    )


def _envelopes(raw: object) -> tuple[EnvelopeId, ...]:
    return tuple(EnvelopeId(each) for each in _unpacked(list[bytes], raw))


def _unpacked(kind: type[T], raw: object) -> T:
    """Read what was kept; raises TypeError for what was never bytes."""
    if not isinstance(raw, bytes):
        raise TypeError("not bytes")
    return unpack(kind, raw, limit=MAX_MESSAGE_BYTES)
