"""The register of controlled drugs: one line for each piece that came or went.

A line has a second person, or says why there was none. Lines never change: a mistake is
put right by a line of its own, and what a count finds too little or too much stays open
until the responsible person closes it. It never stops a dose (domain.md §5.3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When
from app.care.stock import MOST
from app.care.terms import FactId

STREAM_START: Final = b"controlled:"


class Passage(StrEnum):
    """How a controlled drug came into the register or left it."""

    RECEIVED = "received"
    GIVEN = "given"
    ISSUED = "issued"
    RETURNED = "returned"
    SENT = "sent"
    ARRIVED = "arrived"
    DISCARDED = "discarded"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watched, or why nobody did: one of them is said."""

    second: bytes = b""
    absent: str = ""


@dataclass(frozen=True, slots=True)
class ControlledEntered:
    """Pieces came into the register or left it; `quantity` is signed.

    `second` is the person who watched, `absent` why nobody did; one of them is said.
    """

    item: Annotated[str, Text(40)]
    post: Annotated[bytes, Ref()]
    way: Annotated[Passage, Choice()]
    quantity: Annotated[int, Number(-MOST, MOST)]
    observed_ms: Annotated[int, When()]
    second: Annotated[bytes, Ref()] = b""
    absent: Annotated[str, Text(200)] = ""
    lot: Annotated[str, Text(20)] = ""
    casualty: Annotated[str, Text(32)] = ""
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class ControlledCounted:
    """All pieces of a controlled drug were counted; `seen` as in a count of stock."""

    item: Annotated[str, Text(40)]
    post: Annotated[bytes, Ref()]
    quantity: Annotated[int, Number(0, MOST)]
    observed_ms: Annotated[int, When()]
    second: Annotated[bytes, Ref()] = b""
    absent: Annotated[str, Text(200)] = ""
    seen: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class ControlledClosed:
    """The responsible person explained the discrepancy of a count."""

    item: Annotated[str, Text(40)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    explanation: Annotated[str, Text(500, long=True)]
    target: Annotated[FactId, Ref()]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was entered."""

    id: FactId
    way: Passage
    quantity: int
    at_ms: int
    actor: bytes
    second: bytes
    absent: str
    lot: str
    casualty: str
    remark: str


@dataclass(frozen=True, slots=True)
class Tally:
    """A count as it was entered."""

    id: FactId
    quantity: int
    at_ms: int
    actor: bytes
    second: bytes
    absent: str
    seen: tuple[FactId, ...]

    def covers(self, line: Line) -> bool:
        """Tell whether a line was in what was counted (decision 0024)."""
        if line.id[0] == self.id[0]:
            return line.id[1] < self.id[1]
        return line.at_ms < self.at_ms or any(
            line.id[0] == log and line.id[1] <= seq for log, seq in self.seen
        )


@dataclass(frozen=True, slots=True)
class Closed:
    """A discrepancy that was explained."""

    count: FactId
    actor: bytes
    at_ms: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A line or a count of the register with the balance after it.

    `difference` is what a count found too much (or, negative, too little).
    """

    entry: Line | Tally
    balance: int
    difference: int = 0
    closed: Closed | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to explain a difference."""
        return self.difference != 0 and self.closed is None


@dataclass(frozen=True, slots=True)
class Register:
    """The register of one controlled drug at one post."""

    item: str = ""
    post: bytes = b""
    lines: tuple[Line, ...] = ()
    tallies: tuple[Tally, ...] = ()
    closed: tuple[Closed, ...] = ()

    def shown(self) -> tuple[Shown, ...]:
        """Return the register as it reads, oldest first, with a running balance.

        Where a line is heard of after a count that it explains, the difference of that
        count goes away; closing it before did no harm.
        """
        rows: list[Shown] = []
        balance, left = 0, sorted(self.lines, key=lambda each: (each.at_ms, each.id))
        for tally in sorted(self.tallies, key=lambda each: (each.at_ms, each.id)):
            before = [line for line in left if tally.covers(line)]
            left = [line for line in left if not tally.covers(line)]
            for line in before:
                balance += line.quantity
                rows.append(Shown(line, balance))
            difference = tally.quantity - balance
            balance = tally.quantity
            rows.append(Shown(tally, balance, difference, self._closed(tally.id)))
        for line in left:
            balance += line.quantity
            rows.append(Shown(line, balance))
        return tuple(rows)

    def _closed(self, count: FactId) -> Closed | None:
        return next((each for each in self.closed if each.count == count), None)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """The scalars of a register that lists show."""

    item: str
    post: bytes
    balance: int
    open_differences: int
    unwatched: int
    moved_ms: int


def _entered(register: Register, fact: ControlledEntered, stamp: Stamp) -> Register:
    line = Line(
        stamp.id,
        fact.way,
        fact.quantity,
        fact.observed_ms,
        stamp.actor,
        fact.second,
        fact.absent,
        fact.lot,
        fact.casualty,
        fact.remark,
    )
    return replace(
        register, item=fact.item, post=fact.post, lines=(*register.lines, line)
    )


def _counted(register: Register, fact: ControlledCounted, stamp: Stamp) -> Register:
    tally = Tally(
        stamp.id,
        fact.quantity,
        fact.observed_ms,
        stamp.actor,
        fact.second,
        fact.absent,
        fact.seen,
    )
    return replace(
        register, item=fact.item, post=fact.post, tallies=(*register.tallies, tally)
    )


def _explained(register: Register, fact: ControlledClosed, stamp: Stamp) -> Register:
    count = (bytes(fact.target[0]), fact.target[1])
    closed = Closed(count, stamp.actor, fact.observed_ms, fact.explanation)
    return replace(
        register, item=fact.item, post=fact.post, closed=(*register.closed, closed)
    )


FOLD: Final[dict[type, Fold]] = {
    ControlledEntered: _entered,
    ControlledCounted: _counted,
    ControlledClosed: _explained,
}


def line(register: Register) -> RegisterLine:
    """Return the scalars that lists need."""
    shown = register.shown()
    every: tuple[Line | Tally, ...] = (*register.lines, *register.tallies)
    return RegisterLine(
        item=register.item,
        post=register.post,
        balance=shown[-1].balance if shown else 0,
        open_differences=sum(each.is_open for each in shown),
        unwatched=sum(not each.second for each in every),
        moved_ms=max((each.at_ms for each in every), default=0),
    )


def register_stream(post: bytes, item: str) -> bytes:
    """Return the stream of the register of a controlled drug at a post."""
    return STREAM_START + post + b":" + item.encode()
