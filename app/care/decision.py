"""The log of decisions: what was decided, by whom, why, and under which authority."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Ref, Text, When

STREAM_START: Final = b"decision:"


@dataclass(frozen=True, slots=True)
class DecisionRecorded:
    """A decision was taken; who records it may not be who took it."""

    post: Annotated[bytes, Ref()]
    decided: Annotated[str, Text(300)]
    decision_reason: Annotated[str, Text(300)]
    under_authority: Annotated[str, Text(120)]
    observed_ms: Annotated[int, When()]
    decided_by: Annotated[str, Text(80)] = ""
    review_ms: Annotated[int | None, When()] = None


@dataclass(frozen=True, slots=True)
class DecisionEnded:
    """A decision no longer holds, and why; that it was taken stays."""

    observed_ms: Annotated[int, When()]
    end_reason: Annotated[str, Text(300)]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it is held: `ended_ms` None while it holds."""

    post: bytes = b""
    decided: str = ""
    reason: str = ""
    authority: str = ""
    decided_by: str = ""
    decided_ms: int = 0
    review_ms: int | None = None
    actor: bytes = b""
    ended_ms: int | None = None
    ended_by: bytes = b""
    end_reason: str = ""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What lists of decisions go by."""

    post: bytes
    decided_ms: int
    holds: int


def _recorded(held: Decision, fact: DecisionRecorded, stamp: Stamp) -> Decision:
    return replace(
        held,
        post=fact.post,
        decided=fact.decided,
        reason=fact.decision_reason,
        authority=fact.under_authority,
        decided_by=fact.decided_by,
        decided_ms=fact.observed_ms,
        review_ms=fact.review_ms,
        actor=stamp.actor,
    )


def _ended(held: Decision, fact: DecisionEnded, stamp: Stamp) -> Decision:
    """Return a decision that ended; the first end of two counts."""
    if held.ended_ms is not None and held.ended_ms <= fact.observed_ms:
        return held
    return replace(
        held,
        ended_ms=fact.observed_ms,
        ended_by=stamp.actor,
        end_reason=fact.end_reason,
    )


FOLD: Final[dict[type, Fold]] = {DecisionRecorded: _recorded, DecisionEnded: _ended}


def line(held: Decision) -> DecisionLine:
    """Return the scalars that lists need."""
    return DecisionLine(held.post, held.decided_ms, int(held.ended_ms is None))


def decision_stream(name: bytes) -> bytes:
    """Return the stream of a decision, by 16 random bytes."""
    return STREAM_START + name
