"""Who somebody is when no paper says so: looks, language, side, and how sure a BSN is.

The 11-test of a BSN says only that a number could have been given out. Whose it is, a
person sees on a document or learns from SBV-Z; another BSN starts at the beginning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from app.care.claim import Claim
from app.care.form import Choice, Text, When
from app.care.identity import bsn_passes
from app.care.terms import (
    Allegiance,
    BsnProof,
    BsnState,
    FactId,
    Interpreter,
    Involvement,
)


@dataclass(frozen=True, slots=True)
class LooksDescribed:
    """What an unknown person looks like was written down; None leaves a field."""

    observed_ms: Annotated[int, When()]
    hair: Annotated[str | None, Text(100)] = None
    build: Annotated[str | None, Text(100)] = None
    clothing: Annotated[str | None, Text(200)] = None
    marks: Annotated[str | None, Text(200)] = None
    company: Annotated[str | None, Text(200)] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonDetailed:
    """Another tag, an interpreter or a side was noted; None leaves a field."""

    observed_ms: Annotated[int, When()]
    tag: Annotated[str | None, Text(40)] = None
    interpreter: Annotated[Interpreter | None, Choice()] = None
    allegiance: Annotated[Allegiance | None, Choice()] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class InvolvementNoted:
    """Somebody was found to be affected and unhurt, or to be a casualty after all."""

    observed_ms: Annotated[int, When()]
    involvement: Annotated[Involvement, Choice()]
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class BsnChecked:
    """A person compared a BSN with a document, or looked it up; `sees` are its claims.

    `reference` is what the document or the look-up is known by, where that helps.
    """

    observed_ms: Annotated[int, When()]
    how: Annotated[BsnProof, Choice()]
    reference: Annotated[str, Text(60)] = ""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class BsnCheck:
    """A check of the BSN that stood in these claims."""

    of: tuple[FactId, ...]
    how: BsnProof
    observed_ms: int
    actor: bytes


_STATE_BY: dict[BsnProof, BsnState] = {
    BsnProof.DOCUMENT: BsnState.CHECKED,
    BsnProof.SBVZ: BsnState.VERIFIED,
}


def bsn_state(claims: tuple[Claim[Any], ...], checks: tuple[BsnCheck, ...]) -> BsnState:
    """Return how sure the BSN in these claims is.

    Two numbers side by side are never more than entered: nobody chose yet.
    """
    numbers = {str(claim.value) for claim in claims}
    if not numbers:
        return BsnState.NONE
    if len(numbers) > 1 or not bsn_passes(numbers.pop()):
        return BsnState.ENTERED
    standing = {claim.id for claim in claims}
    proofs = {check.how for check in checks if standing & set(check.of)}
    for proof in (BsnProof.SBVZ, BsnProof.DOCUMENT):
        if proof in proofs:
            return _STATE_BY[proof]
    return BsnState.CHECKSUM_OK
