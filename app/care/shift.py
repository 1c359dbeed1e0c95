"""The book of the shifts: what is open, what happened, and who handed over to whom.

Each line of the book is a stream of its own: two tablets write at once and
nothing is lost. A handover names the lines it was signed for; it is never taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Ref, Text, When
from app.care.refusal import Refusal

ENTRY_START: Final = b"entry:"
SHIFT_START: Final = b"shift:"
MOST_LINES: Final = 500
"""Lines one handover is signed for; a book with more open lines is no book."""

MOST_CHANGES: Final = 8
USUAL_CHANGES: Final = (7 * 60,)
"""When shifts change until a post says otherwise: minutes after midnight."""

DAY_MIN: Final = 24 * 60


class Section(StrEnum):
    """What a line of the book is."""

    OPEN = "open"
    TO_DO = "to_do"
    HAPPENED = "happened"


@dataclass(frozen=True, slots=True)
class EntryWritten:
    """A line was written in the book."""

    post: Annotated[bytes, Ref()]
    section: Annotated[Section, Choice()]
    entry_text: Annotated[str, Text(500, long=True)]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class EntryClosed:
    """What a line asked is done, or no longer needed."""

    observed_ms: Annotated[int, When()]
    how_closed: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class EntryReopened:
    """A line that was closed is open all the same."""

    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class ShiftHandedOver:
    """A shift was handed over by who records it, with these lines of the book."""

    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    shift_remark: Annotated[str, Text(500, long=True)] = ""
    entries: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftTakenOver:
    """A shift was taken over by who records it.

    `entries` are only named where nobody signed for handing over.
    """

    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    takeover_remark: Annotated[str, Text(500, long=True)] = ""
    entries: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftsSet:
    """At what times shifts change was decided, in minutes after midnight."""

    changes: tuple[int, ...] = USUAL_CHANGES


@dataclass(frozen=True, slots=True)
class Turn:
    """A line was closed, or opened again."""

    actor: bytes
    observed_ms: int
    is_closed: bool
    how: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the book."""

    post: bytes = b""
    section: Section = Section.OPEN
    text: str = ""
    written_ms: int = 0
    actor: bytes = b""
    turns: tuple[Turn, ...] = ()

    @property
    def last_turn(self) -> Turn | None:
        """Whether and by whom it was closed or opened last, or None."""
        return max(self.turns, key=lambda each: each.observed_ms, default=None)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        last = self.last_turn
        is_closed = last is not None and last.is_closed
        return self.section is not Section.HAPPENED and not is_closed


@dataclass(frozen=True, slots=True)
class EntryLine:
    """What lists of lines go by."""

    post: bytes
    is_open: int
    section: str
    written_ms: int
    turned_ms: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody took a shift over."""

    actor: bytes
    observed_ms: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A handover: who handed over what, and who took it over; nobody, or two at once.

    Without `handed_by` nobody signed for handing over.
    """

    post: bytes = b""
    handed_by: bytes = b""
    handed_ms: int = 0
    remark: str = ""
    entries: tuple[bytes, ...] = ()
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """What lists of handovers go by."""

    post: bytes
    is_waiting: int
    at_ms: int


def _written(entry: Entry, fact: EntryWritten, stamp: Stamp) -> Entry:
    return replace(
        entry,
        post=fact.post,
        section=fact.section,
        text=fact.entry_text,
        written_ms=fact.observed_ms,
        actor=stamp.actor,
    )


def _closed(entry: Entry, fact: EntryClosed, stamp: Stamp) -> Entry:
    return _turned(entry, Turn(stamp.actor, fact.observed_ms, True, fact.how_closed))


def _reopened(entry: Entry, fact: EntryReopened, stamp: Stamp) -> Entry:
    return _turned(entry, Turn(stamp.actor, fact.observed_ms, False))


def _turned(entry: Entry, turn: Turn) -> Entry:
    """Return a line with one more turn; of two at one moment the later heard first."""
    return replace(entry, turns=(turn, *entry.turns))


ENTRY_FOLD: Final[dict[type, Fold]] = {
    EntryWritten: _written,
    EntryClosed: _closed,
    EntryReopened: _reopened,
}


def entry_line(entry: Entry) -> EntryLine:
    """Return the scalars that lists need."""
    last = entry.last_turn
    return EntryLine(
        entry.post,
        int(entry.is_open),
        entry.section.value,
        entry.written_ms,
        entry.written_ms if last is None else last.observed_ms,
    )


def _handed_over(shift: Shift, fact: ShiftHandedOver, stamp: Stamp) -> Shift:
    return replace(
        shift,
        post=fact.post,
        handed_by=stamp.actor,
        handed_ms=fact.observed_ms,
        remark=fact.shift_remark,
        entries=fact.entries,
    )


def _taken_over(shift: Shift, fact: ShiftTakenOver, stamp: Stamp) -> Shift:
    taken = Taken(stamp.actor, fact.observed_ms, fact.takeover_remark)
    return replace(
        shift,
        post=shift.post or fact.post,
        entries=shift.entries or fact.entries,
        taken=(*shift.taken, taken),
    )


SHIFT_FOLD: Final[dict[type, Fold]] = {
    ShiftHandedOver: _handed_over,
    ShiftTakenOver: _taken_over,
}


def shift_line(shift: Shift) -> ShiftLine:
    """Return the scalars that lists need."""
    moments = (shift.handed_ms, *(each.observed_ms for each in shift.taken))
    return ShiftLine(shift.post, int(not shift.taken), max(moments))


def entry_stream(name: bytes) -> bytes:
    """Return the stream of a line of the book, by 16 random bytes."""
    return ENTRY_START + name


def shift_stream(name: bytes) -> bytes:
    """Return the stream of a handover, by 16 random bytes."""
    return SHIFT_START + name


def check_changes(changes: Sequence[int]) -> None:
    """Raise Refusal for times at which no shift can change."""
    if not changes or len(changes) > MOST_CHANGES:
        raise Refusal("shift_times", most=MOST_CHANGES)
    if any(not 0 <= each < DAY_MIN for each in changes):
        raise Refusal("shift_times", most=MOST_CHANGES)


def next_change(changes: Sequence[int], minute: int) -> tuple[int, int]:
    """Return the next time a shift changes, and in how many minutes.

    `minute` is what the clock on the wall says, in minutes after midnight.
    """
    ahead = [((each - minute) % DAY_MIN or DAY_MIN, each) for each in changes]
    wait, at = min(ahead)
    return at, wait
