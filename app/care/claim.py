"""Claims: values persons assign, kept side by side until somebody has seen them all.

The rule (multi-value register): an assignment names the claims it has *seen*; those it
replaces, the others stay beside it. A late entry sees nothing, and is history as soon
as an assignment observed later exists, whichever was typed first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from app.care.form import Ref, Text
from app.care.terms import FactId

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the header of an event tells its fold."""

    id: FactId
    actor: bytes
    recorded_ms: int
    log: bytes
    cause: FactId | None = None


@dataclass(frozen=True, slots=True)
class Claim(Generic[T]):
    """A value somebody assigned: who, when seen, when written down."""

    id: FactId
    value: T
    observed_ms: int
    recorded_ms: int
    actor: bytes
    late: bool = False
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Retracted:
    """A fact was taken back; it stays readable, struck through."""

    target: Annotated[FactId, Ref()]
    reason: Annotated[str, Text(200)] = ""


def claimed(
    value: T, observed_ms: int, stamp: Stamp, *, late: bool = False, authority: str = ""
) -> Claim[T]:
    """Return the claim that an event with this stamp makes."""
    return Claim(
        stamp.id, value, observed_ms, stamp.recorded_ms, stamp.actor, late, authority
    )


def assigned(
    current: tuple[Claim[T], ...],
    new: Claim[T],
    sees: tuple[FactId, ...],
    newest_ms: int | None,
) -> tuple[Claim[T], ...]:
    """Return the claims that stand after `new`, which has seen `sees`.

    `newest_ms` is when the newest assignment so far was observed, history included.
    """
    seen = () if new.late else sees
    kept = tuple(
        claim
        for claim in current
        if claim.id not in seen
        and not (claim.late and claim.observed_ms < new.observed_ms)
    )
    is_history = new.late and newest_ms is not None and newest_ms > new.observed_ms
    return kept if is_history else (*kept, new)


def latest(claims: tuple[Claim[T], ...]) -> Claim[T] | None:
    """Return the claim observed last; of two at one moment the one recorded last."""
    return max(
        claims, key=lambda each: (each.observed_ms, each.recorded_ms), default=None
    )


def ids_of(claims: tuple[Claim[T], ...]) -> tuple[FactId, ...]:
    """Return the ids of claims: what an assignment that saw them all has seen."""
    return tuple(claim.id for claim in claims)
