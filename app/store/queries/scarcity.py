"""Downscaling: what stands at a post or in a region, what is due, who hears of it.

Only what a hub itself wrote counts as the region's answer. A hub is told of an act and
of whom in numbers alone: neither name nor address is in what it reads here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.care.scarcity import (
    Answer,
    Decision,
    Downscaled,
    Told,
    scarcity_stream,
)
from app.store.queries.pack import hub_judge
from app.store.queries.staff import person
from app.store.tables import read_state, state_of
from sync.database import Database, rows
from sync.journal import setting

STREAMS: Final = ("scarcity", "resident", "casualty", "staff", "level", "pack")
MOST_SHOWN: Final = 200
_CODE_BYTES: Final = 3


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision that stands, for whom, who was told and what the region says.

    `code` is what two people name a client by on the telephone without a name.
    """

    subject: bytes
    post: bytes
    code: str
    decision: Decision
    by_name: str
    told: tuple[Told, ...]
    answer: Answer | None
    in_doubt: bool
    renewed: int

    @property
    def is_answered(self) -> bool:
        """Whether the answer is about this decision, not about an earlier one."""
        if self.answer is None:
            return False
        log, seq = self.answer.fact.target
        return (bytes(log), seq) == (bytes(self.decision.id[0]), self.decision.id[1])

    @property
    def key(self) -> str:
        """What names it on a screen."""
        return f"{self.decision.id[0].hex()}-{self.decision.id[1]}"


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A decision, and whom it is for as their own post knows them."""

    row: DecisionRow
    name: str
    number: str
    where: str

    @property
    def is_resident(self) -> bool:
        """Whether it is somebody at home."""
        return not self.number


@dataclass(frozen=True, slots=True)
class Due:
    """How many clients have decisions, and for how many one is to be reviewed."""

    standing: int = 0
    due: int = 0
    overdue: int = 0


def post_of_client(db: Database, subject: bytes) -> bytes | None:
    """Return the post of a resident or a casualty; None where there is none."""
    for sql in (
        "SELECT post FROM resident WHERE stream = ?",
        "SELECT post FROM casualty WHERE stream = ?",
    ):
        for (post,) in rows(db, sql, (subject,)):
            return bytes(post)
    return None


def decisions_for(db: Database, subject: bytes) -> tuple[DecisionRow, ...]:
    """Return what stands for one client, in the order of their reviews."""
    held = state_of(db, "scarcity", scarcity_stream(subject))
    if not isinstance(held, Downscaled):
        return ()
    return _rows_of(held, _judges(db))


def decisions(db: Database, post: bytes = b"") -> tuple[DecisionRow, ...]:
    """Return what stands, at one post or in the region; soonest review first."""
    found = rows(
        db,
        "SELECT state FROM scarcity WHERE is_open = 1 AND (post = ? OR ? = x'') "
        "ORDER BY first_day, stream LIMIT ?",
        (post, post, MOST_SHOWN),
    )
    judges = _judges(db)
    every = [
        row
        for (state,) in found
        for row in _rows_of(read_state("scarcity", state), judges)
    ]
    return tuple(sorted(every, key=_soonest))


def clients_due(db: Database) -> tuple[ClientRow, ...]:
    """Return what stands at this post, with who it is for; soonest review first."""
    here = bytes(setting(db, "post_id") or b"")
    return tuple(_client(db, each) for each in decisions(db, here) if here)


def due(db: Database, today: str) -> Due:
    """Return how many clients of this post have decisions, and reviews that wait."""
    here = bytes(setting(db, "post_id") or b"")
    found = rows(
        db,
        "SELECT COUNT(*), COALESCE(SUM(first_day <= ?), 0), "
        "COALESCE(SUM(first_day < ?), 0) FROM scarcity "
        "WHERE is_open = 1 AND post = ?",
        (today, today, here),
    )
    return Due(*(int(each) for each in found[0]))


_Judges = tuple[Callable[[bytes], bool], Callable[[bytes], str]]


def _judges(db: Database) -> _Judges:
    known: dict[bytes, str] = {}

    def name_of(actor: bytes) -> str:
        if actor not in known:
            who = person(db, actor)
            known[actor] = who.name if who else ""
        return known[actor]

    return hub_judge(db), name_of


def _rows_of(held: Downscaled, judges: _Judges) -> tuple[DecisionRow, ...]:
    is_hubs, name_of = judges
    doubt = held.in_doubt
    return tuple(
        DecisionRow(
            bytes(held.subject),
            bytes(held.post),
            code_of(held.subject),
            each,
            name_of(bytes(each.actor)),
            held.told_of(each.id),
            _answer(held, each, is_hubs),
            each.about in doubt,
            sum(one.about == each.about for one in held.past),
        )
        for each in sorted(held.standing, key=lambda one: one.fact.review_day)
    )


def _answer(
    held: Downscaled, each: Decision, is_hubs: Callable[[bytes], bool]
) -> Answer | None:
    """Return what the region said last of a decision, or of one it came after."""
    same = [one.id for one in held.past if one.about == each.about]
    said = [
        answer
        for one in (each.id, *reversed(same))
        for answer in reversed(held.answers_to(one))
        if is_hubs(bytes(answer.id[0]))
    ]
    return said[0] if said else None


def _soonest(row: DecisionRow) -> tuple[str, bytes, int]:
    return (row.decision.fact.review_day, row.subject, row.decision.recorded_ms)


def code_of(subject: bytes) -> str:
    """Return a short code of a client: the last of its random bytes."""
    return bytes(subject)[-_CODE_BYTES:].hex().upper()


def _client(db: Database, row: DecisionRow) -> ClientRow:
    found = rows(
        db,
        "SELECT name, street, house_number FROM resident WHERE stream = ?",
        (row.subject,),
    )
    if found:
        name, street, number = (str(each) for each in found[0])
        return ClientRow(row, name, "", f"{street} {number}".strip())
    casualty = rows(
        db, "SELECT name, number FROM casualty WHERE stream = ?", (row.subject,)
    )
    name, number = casualty[0] if casualty else ("", "?")
    return ClientRow(row, str(name), str(number), "")
