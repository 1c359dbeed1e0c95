"""What people at a post do: one small function for each thing they may record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app import commands
from app.care.casualty import NoteRecorded, Triaged, VitalsRecorded
from app.care.member import StaffAdded, staff_stream
from app.care.refusal import Refusal
from app.care.terms import Role, Triage
from app.commands.erasure import Grounds, erase_casualty
from app.commands.message import acknowledge
from app.commands.photo import attach_photo
from app.store.desk import Desk
from app.store.queries.message import messages
from app.store.queries.staff import people
from sync.ids import ActorId, new_actor

MARK: Final = "ZICHTBAAR"
"""What is in the body of every event about a casualty, and may be nowhere in clear."""

ARRIVAL: Final = "arrival"
KINDS: Final = {
    ARRIVAL: 8,
    "triage": 6,
    "note": 6,
    "vitals": 4,
    "understand": 4,
    "photo": 1,
    "erase": 1,
}
"""What is recorded, and how often."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody records: about whom, and in which words."""

    casualty: bytes
    category: Triage
    words: str
    size: int
    arrived: Callable[[bytes], None]


def leader(desk: Desk) -> ActorId:
    """Return who leads the post; somebody does."""
    found = people(desk.database)
    if found:
        return found[0].actor
    lead = new_actor(desk.ids)
    desk.record(staff_stream(lead), StaffAdded(f"{MARK} Noor", Role.POST_LEAD), lead)
    return lead


def do(kind: str, desk: Desk, deed: Deed) -> None:
    """Record it. Raises Refusal."""
    _DEEDS[kind](desk, leader(desk), deed)


def _arrival(desk: Desk, by: ActorId, deed: Deed) -> None:
    wanted = commands.Registration(
        desk.now_ms(), deed.category, complaint=deed.words, name=deed.words
    )
    deed.arrived(commands.register_casualty(desk, by, wanted).stream)


def _triage(desk: Desk, by: ActorId, deed: Deed) -> None:
    fact = Triaged(deed.category, desk.now_ms(), reason=deed.words)
    commands.retriage(desk, by, deed.casualty, fact)


def _note(desk: Desk, by: ActorId, deed: Deed) -> None:
    fact = NoteRecorded(deed.words, desk.now_ms())
    commands.record_note(desk, by, deed.casualty, fact)


def _vitals(desk: Desk, by: ActorId, deed: Deed) -> None:
    fact = VitalsRecorded(desk.now_ms(), pulse_per_min=60 + deed.size % 90)
    commands.record_vitals(desk, by, deed.casualty, fact)


def _photo(desk: Desk, by: ActorId, deed: Deed) -> None:
    content = deed.words.encode() * (1 + deed.size // len(deed.words))
    picture = b"\x89PNG\r\n\x1a\n" + content
    attach_photo(desk, by, deed.casualty, picture, deed.words)


def _erase(desk: Desk, by: ActorId, deed: Deed) -> None:
    erase_casualty(desk, by, deed.casualty, Grounds("rechtbank", "verzoek"))


def _understand(desk: Desk, by: ActorId, deed: Deed) -> None:
    """Say of the newest message that it was understood; there may be none."""
    waiting = [row for row in messages(desk.database) if row.withdrawn_ms is None]
    if not waiting:
        raise Refusal("no_such_fact")
    acknowledge(desk, by, waiting[-1].stream, waiting[-1].sent, deed.words)


_DEEDS: Final[dict[str, Callable[[Desk, ActorId, Deed], None]]] = {
    ARRIVAL: _arrival,
    "triage": _triage,
    "note": _note,
    "vitals": _vitals,
    "understand": _understand,
    "photo": _photo,
    "erase": _erase,
}
