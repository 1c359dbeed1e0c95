"""Ways to spoil bytes: the more valid they stay, the deeper a parser reads."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

ODD = (0, 1, 0x7F, 0x80, 0x90, 0xC0, 0xC4, 0xCF, 0xD3, 0xDD, 0xDF, 0xFE, 0xFF)
"""Bytes that say much in MessagePack, or stand at an edge."""

EDGES = (0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)

Spoil = Callable[[bytearray, random.Random], None]


def damaged(samples: Sequence[bytes], dice: random.Random) -> bytes:
    """Return one of the samples after a few accidents, or bytes out of nothing."""
    if dice.random() < 0.03:
        return dice.randbytes(dice.randrange(400))
    raw = bytearray(dice.choice(samples))
    if dice.random() < 0.1:
        other = dice.choice(samples)
        raw[dice.randrange(len(raw) + 1) :] = other[dice.randrange(len(other) + 1) :]
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        dice.choice(SPOILS)(raw, dice)
    return bytes(raw)


def _at(raw: bytearray, dice: random.Random) -> int:
    """Return a place, early ones more often: that is where lengths and counts are."""
    if dice.random() < 0.4:
        return dice.randrange(min(len(raw), 64) + 1)
    return dice.randrange(len(raw) + 1)


def _flip(raw: bytearray, dice: random.Random) -> None:
    if raw:
        raw[_at(raw, dice) % len(raw)] ^= 1 << dice.randrange(8)


def _put(raw: bytearray, dice: random.Random) -> None:
    if raw:
        raw[_at(raw, dice) % len(raw)] = dice.choice((*ODD, dice.randrange(256)))


def _nudge(raw: bytearray, dice: random.Random) -> None:
    if raw:
        at = _at(raw, dice) % len(raw)
        raw[at] = (raw[at] + dice.choice((-1, 1))) % 256


def _cut(raw: bytearray, dice: random.Random) -> None:
    del raw[_at(raw, dice) :]


def _drop(raw: bytearray, dice: random.Random) -> None:
    at = _at(raw, dice)
    del raw[at : at + dice.choice((1, 1, 2, 4, 16))]


def _insert(raw: bytearray, dice: random.Random) -> None:
    at = _at(raw, dice)
    raw[at:at] = dice.choice((bytes([dice.choice(ODD)]), dice.randbytes(3)))


def _repeat(raw: bytearray, dice: random.Random) -> None:
    at = _at(raw, dice)
    raw[at:at] = raw[at : at + dice.choice((1, 8, 64))] * dice.choice((1, 2, 30))


def _length(raw: bytearray, dice: random.Random) -> None:
    """Put a number from an edge where a length may be."""
    at, size = _at(raw, dice), dice.choice((1, 2, 4, 8))
    number = dice.choice(EDGES) & ((1 << 8 * size) - 1)
    raw[at : at + size] = number.to_bytes(size, dice.choice(("big", "little")))


SPOILS: tuple[Spoil, ...] = (
    _flip,
    _put,
    _put,
    _nudge,
    _cut,
    _drop,
    _insert,
    _repeat,
    _length,
)
