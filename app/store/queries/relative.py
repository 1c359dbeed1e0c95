"""Questions of relatives, and who may be the one they seek."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.likeness import POINTS, Profile
from app.care.relative import Ask, RelativeAsked
from app.care.terms import AskOutcome, Sex, Sign
from app.store.profile import names_of
from app.store.queries.likeness import Match, is_common, possible
from app.store.tables import read_state
from sync.database import Database, rows

MOST: Final = 100
_SHOWN: Final = 10
_LEAST: Final = POINTS[Sign.NAME_PART]
"""Relatives know little; from part of a name on, a person looks."""


@dataclass(frozen=True, slots=True)
class AskRow:
    """A question; `number` of the casualty somebody recognised, if any."""

    stream: bytes
    asked: RelativeAsked
    outcome: AskOutcome | None
    casualty: bytes
    number: str
    is_open: bool


def asks(db: Database, *, is_open: bool = True) -> tuple[AskRow, ...]:
    """Return the questions, newest first: those that wait, or those that are done."""
    return _rows(
        db,
        "WHERE is_open = ? ORDER BY asked_ms DESC, stream LIMIT ?",
        (int(is_open), MOST),
    )


def asks_for(db: Database, casualty: bytes) -> tuple[AskRow, ...]:
    """Return the questions in which somebody recognised this casualty."""
    return _rows(
        db, "WHERE casualty = ? ORDER BY asked_ms DESC LIMIT ?", (casualty, MOST)
    )


@dataclass(frozen=True, slots=True)
class Sought:
    """Who may be sought; `is_common`: very many share the name, more may be here."""

    matches: tuple[Match, ...]
    is_common: bool


def sought(db: Database, ask: RelativeAsked) -> Sought:
    """Return who may be the one that is sought, most alike first, with the reason."""
    profile = Profile(
        names=names_of(frozenset({ask.name})),
        births=frozenset({ask.birth_date} - {""}),
        sexes=frozenset({ask.sex.value} - {Sex.UNKNOWN.value}),
    )
    found = possible(db, profile, limit=_SHOWN, least=_LEAST)
    return Sought(found, is_common(db, profile))


def _rows(db: Database, rest: str, values: tuple[object, ...]) -> tuple[AskRow, ...]:
    sql = (
        "SELECT stream, state, is_open, (SELECT number FROM casualty "
        "WHERE casualty.stream = ask.casualty) FROM ask "
    )
    found: list[AskRow] = []
    for stream, state, is_open, number in rows(db, sql + rest, values):
        ask: Ask = read_state("ask", state)
        if ask.asked is not None:
            found.append(
                AskRow(
                    bytes(stream),
                    ask.asked,
                    ask.outcome,
                    ask.casualty,
                    number or "",
                    bool(is_open),
                )
            )
    return tuple(found)
