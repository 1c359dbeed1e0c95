"""What persons say of each descriptive field of a casualty, kept as claims."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from app.care.claim import Claim, Stamp, assigned, claimed
from app.care.terms import FactId

Said = dict[str, tuple[Claim[str | int], ...]]
"""What persons say of each descriptive field; two claims in one field contradict."""


def told(said: Said, fact: Any, stamp: Stamp) -> Said:
    """Return what is said after a fact whose fields are claims; None leaves one."""
    values = {
        each.name: getattr(fact, each.name)
        for each in fields(fact)
        if each.name not in ("observed_ms", "sees")
    }
    return say(said, values, fact.observed_ms, fact.sees, stamp)


def say(
    said: Said,
    values: dict[str, Any],
    observed_ms: int,
    sees: tuple[FactId, ...],
    stamp: Stamp,
) -> Said:
    """Return what is said after these values were; a claim that was seen gives way."""
    after = dict(said)
    for name, value in values.items():
        if value is not None:
            plain = value if isinstance(value, int) else str(value)
            claim: Claim[str | int] = claimed(plain, observed_ms, stamp)
            after[name] = assigned(after.get(name, ()), claim, sees, None)
    return after
