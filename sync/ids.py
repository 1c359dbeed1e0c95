"""Identifiers: random, made on the device, typed so that they cannot be swapped."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import Final, NamedTuple, NewType, Protocol

LogId = NewType("LogId", bytes)
"""8 bytes; the first bit is set in an exercise, so every event carries the mark."""

ActorId = NewType("ActorId", bytes)
"""8 random bytes given to a person when added; empty for the program itself."""

StreamId = NewType("StreamId", bytes)
"""What an event is about: 16 bytes, or a short name."""

EnvelopeId = NewType("EnvelopeId", bytes)
"""16 random bytes."""

KeyId = NewType("KeyId", bytes)
"""The first 8 bytes of the SHA-256 of a public key."""

NOBODY: Final = ActorId(b"")
"""The actor of what the program records by itself."""

_EXERCISE_BIT: Final = 0x80


class Mode(StrEnum):
    """Real or exercise: two worlds that never meet."""

    REAL = "real"
    EXERCISE = "exercise"


class EventId(NamedTuple):
    """An event's id: its log and its place in that log, counted from 1."""

    log: LogId
    seq: int


class Ids(Protocol):
    """Makes new identifiers and secrets."""

    def random(self, size: int) -> bytes:
        """Return `size` bytes nobody can guess."""


class SystemIds:
    """Identifiers from the operating system's randomness."""

    def random(self, size: int) -> bytes:
        """Return `size` bytes nobody can guess."""
        return secrets.token_bytes(size)


def new_log(ids: Ids, mode: Mode) -> LogId:
    """Return a new log id that carries the mark of `mode`."""
    raw = bytearray(ids.random(8))
    raw[0] &= ~_EXERCISE_BIT & 0xFF
    if mode is Mode.EXERCISE:
        raw[0] |= _EXERCISE_BIT
    return LogId(bytes(raw))


def mode_of(log: LogId) -> Mode:
    """Return the mode a log id is marked with."""
    return Mode.EXERCISE if log[0] & _EXERCISE_BIT else Mode.REAL


def new_actor(ids: Ids) -> ActorId:
    """Return a new person's id."""
    return ActorId(ids.random(8))


def new_stream(ids: Ids) -> StreamId:
    """Return a new random stream id."""
    return StreamId(ids.random(16))


def new_envelope(ids: Ids) -> EnvelopeId:
    """Return a new envelope id."""
    return EnvelopeId(ids.random(16))
