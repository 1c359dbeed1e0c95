"""The urgent facts that wait, most important first, and as many as one square holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.catalogue import KINDS, is_urgent
from sync.bundle import BESIDES, BESIDES_EACH
from sync.database import Database, rows
from sync.errors import FormatError
from sync.extract import extract
from sync.frames import MAX_DATA_BYTES
from sync.ids import EventId, LogId
from sync.outbox import waiting_of

if TYPE_CHECKING:
    from app.store.desk import Desk
    from sync.cut import Cut, Sender
    from sync.event import Event

MOST_BYTES: Final = MAX_DATA_BYTES - BESIDES - BESIDES_EACH
"""Of the one envelope in a bundle of one square."""

_MOST_LOOKED_AT: Final = 500

_NEAR: Final = 12
"""So far apart two events surely fit in one square, whatever the hub has."""

_FIRST: Final = (
    frozenset({"medevac.requested", "situation.reported"}),
    frozenset({"casualty.triaged"}),
    frozenset({"request.made", "message.sent"}),
)
"""What asks for help comes before who is in danger, and that before all other."""

_BEGINNING: Final = (
    "SELECT log, seq FROM event WHERE stream = ? AND kind = 'casualty.registered'"
)
"""Goes along with an urgent fact: without it nobody knows of whom that is."""


@dataclass(frozen=True, slots=True)
class UrgentCut:
    """An extract with urgent facts: how many are in it, and how many are not."""

    cut: Cut
    facts: int
    left: int


def cut_urgent(desk: Desk, sender: Sender) -> UrgentCut | None:
    """Seal the most urgent that waits in batches; None where nothing of it fits.

    Runs in the writer's thread, inside one transaction. Nothing waits twice for it.
    """
    urgent = _densest_first(urgent_waiting(desk.database))
    wanted = [
        each
        for event in urgent
        for each in (event.id, *_beginning(desk.database, event))
    ]
    made = extract(desk.journal, sender, desk.ids, desk.now_ms(), wanted, MOST_BYTES)
    if made is None:
        return None
    inside = [
        each
        for each in urgent
        if each.log == made.log and made.first <= each.seq <= made.last
    ]
    return UrgentCut(made, len(inside), len(urgent) - len(inside))


def urgent_waiting(database: Database) -> list[Event]:
    """Return the urgent facts that are in a batch and not read, most important first.

    Of facts of one kind about one stream the newest counts most.
    """
    kinds = [each.name for each in KINDS if each.urgent is not None]
    found = filter(reads_urgent, waiting_of(database, kinds, _MOST_LOOKED_AT))
    newest: list[Event] = []
    older: list[Event] = []
    seen: set[tuple[bytes, str]] = set()
    for each in sorted(found, key=_place):
        (older if (each.stream, each.kind) in seen else newest).append(each)
        seen.add((each.stream, each.kind))
    return [*newest, *older]


def _densest_first(urgent: list[Event]) -> list[Event]:
    """Return them with the one in front that has most of its rank beside it.

    An extract is a run of one log: where many are together, it holds many.
    """
    first = [each for each in urgent if _rank(each) == _rank(urgent[0])]
    if not first:
        return urgent
    best = max(first, key=lambda each: (_beside(each, first), each.hlc))
    return [best, *(each for each in urgent if each is not best)]


def _beside(event: Event, others: list[Event]) -> int:
    near = (each for each in others if each.log == event.log)
    return sum(abs(each.seq - event.seq) <= _NEAR for each in near)


def _place(event: Event) -> tuple[int, int]:
    return _rank(event), -event.hlc


def _rank(event: Event) -> int:
    ranks = (place for place, kinds in enumerate(_FIRST) if event.kind in kinds)
    return next(ranks, len(_FIRST))


def reads_urgent(event: Event) -> bool:
    """Tell whether an event is urgent; one that cannot be read is not."""
    try:
        return is_urgent(event)
    except FormatError:
        return False


def _beginning(database: Database, event: Event) -> list[EventId]:
    found = rows(database, _BEGINNING, (event.stream,))
    return [EventId(LogId(log), seq) for log, seq in found]
