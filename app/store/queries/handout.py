"""Lists on paper that are out, and what stands on one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.care.handout import MOST_ON_PAPER, Handout, HandoutGiven
from app.care.resident import Resident
from app.store.queries.harm import Lens, first_in_order
from app.store.queries.resident import ResidentRow, judged
from app.store.queries.round import round_detail
from app.store.tables import read_state, state_of
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class HandoutRow:
    """A list that is out."""

    stream: bytes
    given: HandoutGiven


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A resident as they come on a list: their place in the order, and all of them."""

    row: ResidentRow
    resident: Resident
    place: int = 0


def handouts_out(db: Database) -> tuple[HandoutRow, ...]:
    """Return the lists that are not back yet, the longest out first."""
    found = rows(
        db,
        "SELECT stream, state FROM handout WHERE is_out = 1 ORDER BY given_ms, stream",
    )
    return tuple(
        HandoutRow(bytes(stream), given)
        for stream, state in found
        if (given := read_state("handout", state).given) is not None
    )


def out_with(db: Database, resident: bytes) -> tuple[HandoutRow, ...]:
    """Return the lists that are not back yet and have this resident on them."""
    return tuple(each for each in handouts_out(db) if resident in each.given.residents)


def round_on_paper(db: Database, stream: bytes, now_ms: int) -> tuple[OnPaper, ...]:
    """Return who is still to be gone to on a round, under the numbers of the round."""
    detail = round_detail(db, stream, now_ms)
    return tuple(
        OnPaper(each.row, each.resident, each.place)
        for each in (detail.stops if detail else ())
        if each.is_to_go and each.row is not None and each.resident is not None
    )


def handouts_with(db: Database, resident: bytes) -> tuple[Handout, ...]:
    """Return every list this resident stood on, back or not, the last first."""
    found = rows(db, "SELECT state FROM handout ORDER BY given_ms DESC, stream")
    held: Iterator[Handout] = (read_state("handout", state) for (state,) in found)
    return tuple(
        each
        for each in held
        if each.given is not None and resident in each.given.residents
    )


def on_paper(db: Database, lens: Lens, now_ms: int) -> tuple[OnPaper, ...]:
    """Return who comes on a list, in order; no more than one list holds.

    Who is not at home comes on none: nobody needs to go there.
    """
    lens = replace(lens, away=False)
    ordered = first_in_order(db, lens, now_ms, MOST_ON_PAPER)
    found = judged(db, ordered.places, lens, now_ms)
    return tuple(
        OnPaper(row, held, place)
        for place, row in enumerate(found, start=1)
        if (held := state_of(db, "resident", row.stream)) is not None
    )
