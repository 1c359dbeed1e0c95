"""A casualty as a row of a list: what stands in it, and how it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.care.casualty import Casualty
from app.care.due import Owed
from app.care.terms import (
    AFFECTED_RANK,
    AgeBand,
    Contamination,
    Disposition,
    Flow,
    Sex,
    Triage,
    rank,
)
from app.store.queries.clock import clocks
from app.store.queries.due import Due, owed_of
from app.store.queries.link import allergic_elsewhere, same_numbers
from app.store.queries.treatment import oldest_tourniquet
from app.store.tables import read_state
from sync.database import Database

_COLUMNS: Final = (
    "stream, number, name, category, age_band, years, sex, complaint, place, "
    "registered_ms, triaged_ms, departed, conflicts, post, "
    "CASE WHEN conflicts THEN state END, gone, rank, "
    "tourniquet_ms, flow, spot, spot_name, contamination, allergic,"
)
GONE: Final = 15
RANK: Final = 16
_OWED: Final = slice(23, 27)
"""Where these stand in a row."""


@dataclass(frozen=True, slots=True)
class CasualtyRow:
    """A casualty in a list. `post_id` is the post that registered it.

    `allergic` is that an allergy is known, in any record of the person.

    `place` is where somebody was found, `spot` the place in the post they are in now.
    """

    stream: bytes
    number: str
    name: str
    category: Triage | None
    claims: tuple[Triage, ...]
    age_band: AgeBand
    years: int | None
    sex: Sex
    complaint: str
    place: str
    registered_ms: int
    triaged_ms: int | None
    owed: Owed
    departed: Disposition | None
    conflicts: int
    post_id: bytes
    tourniquet_ms: int | None = None
    flow: Flow = Flow.WAITING
    spot: str = ""
    spot_name: str = ""
    contamination: Contamination | None = None
    allergic: bool = False
    affected: bool = False
    same_as: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def due_ms(self) -> int | None:
        """When triage is due again; None for who is never due."""
        return self.owed.first_ms


def columns(set_by: Due) -> tuple[str, ...]:
    """Return the start of a statement whose rows `row_of` reads."""
    return "SELECT", _COLUMNS, set_by.columns


def row_of(found: tuple[Any, ...]) -> CasualtyRow:
    """Return the row that stands in what `columns` asked for."""
    category = None if found[3] is None else Triage(found[3])
    return CasualtyRow(
        stream=bytes(found[0]),
        number=found[1],
        name=found[2],
        category=category,
        claims=_claims(category, found[14]),
        age_band=AgeBand(found[4]),
        years=found[5],
        sex=Sex(found[6]),
        complaint=found[7],
        place=found[8],
        registered_ms=found[9],
        triaged_ms=found[10],
        owed=owed_of(found[_OWED]),
        departed=None if found[11] is None else Disposition(found[11]),
        conflicts=found[12],
        post_id=bytes(found[13]),
        tourniquet_ms=found[17],
        flow=Flow(found[18]),
        spot=found[19],
        spot_name=found[20],
        contamination=None if found[21] is None else Contamination(found[21]),
        allergic=bool(found[22]),
        affected=found[RANK] == AFFECTED_RANK,
    )


def _claims(category: Triage | None, state: bytes | None) -> tuple[Triage, ...]:
    """Return the categories that stand side by side, most urgent first."""
    if category is None or state is None:
        return () if category is None else (category,)
    casualty: Casualty = read_state("casualty", state)
    return tuple(sorted({claim.value for claim in casualty.triage}, key=rank))


def finished(db: Database, found: Sequence[tuple[Any, ...]]) -> tuple[CasualtyRow, ...]:
    """Return the rows of a page: with the hub's clock, and who is the same person."""
    return _with_links(db, with_signs(db, found))


def with_signs(
    db: Database, found: Sequence[tuple[Any, ...]]
) -> tuple[CasualtyRow, ...]:
    """Return rows with what needs eyes: by the hub's clock, of every record."""
    read = with_clocks(db, [row_of(each) for each in found])
    known = allergic_elsewhere(db, [row.stream for row in read if not row.allergic])
    return tuple(
        replace(row, allergic=True) if row.stream in known else row for row in read
    )


def with_clocks(db: Database, found: Sequence[CasualtyRow]) -> tuple[CasualtyRow, ...]:
    """Return rows whose tourniquets run by the hub's clock, where one was wrong."""
    on = [row for row in found if row.tourniquet_ms is not None]
    known = clocks(db) if on else None
    if known is None or not known.known:
        return tuple(found)
    since = {row.stream: oldest_tourniquet(db, row.stream, known) for row in on}
    return tuple(
        replace(row, tourniquet_ms=since[row.stream]) if row.stream in since else row
        for row in found
    )


def _with_links(db: Database, found: Sequence[CasualtyRow]) -> tuple[CasualtyRow, ...]:
    same = same_numbers(db, [row.stream for row in found])
    return tuple(
        replace(row, same_as=same[row.stream]) if row.stream in same else row
        for row in found
    )
