"""Folding one stream: events in order in, a state and what would not fold out.

A fold never fails: an event that cannot be read or does not fit is passed over, in the
same way every time, and named so that people see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.care.claim import Retracted, Stamp
from app.care.form import check
from app.care.refusal import Refusal
from app.care.terms import FactId
from app.catalogue import ANY, RETRACTED, STREAMS, Stream, decode, kind_of
from app.store.whose import NONE_KNOWN, OF_POST, Posts, is_of_another
from sync.clock import hlc_ms
from sync.errors import FormatError
from sync.event import Event, is_erased


class WontFold(Exception):
    """An event that is kept but not folded; `why` is a short code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Trouble:
    """An event that would not fold, and why."""

    event: Event
    why: str


@dataclass(frozen=True, slots=True)
class Folded:
    """What one stream folds into; `state` None when no fact in it stands."""

    state: Any | None
    origin: bytes
    last: tuple[int, bytes, int]
    retractions: int
    troubles: tuple[Trouble, ...]


def streams_in(events: Iterable[Event]) -> list[Stream]:
    """Return the types of stream whose facts are among these events."""
    names = {kind.stream for each in events if (kind := kind_of(each)) is not None}
    return [STREAMS[name] for name in sorted(names) if name != ANY]


def voided(events: Sequence[Event]) -> set[FactId]:
    """Return the ids that were taken back; taking back a retraction revives."""
    gone: set[FactId] = set()
    for event in reversed(events):
        if event.kind == RETRACTED and (event.log, event.seq) not in gone:
            fact = _retraction(event)
            if fact is not None:
                gone.add((bytes(fact.target[0]), fact.target[1]))
    return gone


def targets(events: Iterable[Event]) -> set[FactId]:
    """Return every id that some of these events take back, revived or not."""
    facts = [_retraction(event) for event in events if event.kind == RETRACTED]
    return {(bytes(log), seq) for fact in facts if fact for log, seq in (fact.target,)}


def fold(stream: Stream, events: Sequence[Event], posts: Posts = NONE_KNOWN) -> Folded:
    """Fold the events of one stream, which are in order.

    A stream whose fold knows retractions strikes through by itself, and keeps the fact.
    `posts` are the posts of logs: where one is known it speaks for no other.
    """
    strikes = Retracted in stream.fold
    heard = [each for each in events if not _meddles(stream, each, posts)]
    gone = set() if stream.lasting or strikes else voided(heard)
    own = [event for event in events if _belongs(stream, event)]
    state: Any | None = None
    troubles: list[Trouble] = []
    for event in own:
        says = is_fact(event) or (strikes and _is_retraction(event))
        if not says or (event.log, event.seq) in gone:
            continue
        try:
            state = step(stream, state, event, posts.get(event.log, b""))
        except WontFold as trouble:
            troubles.append(Trouble(event, trouble.why))
    facts = [event for event in own if is_fact(event)]
    return Folded(
        state,
        facts[0].log if facts else b"",
        own[-1].order,
        sum(event.kind == RETRACTED for event in own),
        tuple(troubles),
    )


def step(stream: Stream, state: Any | None, event: Event, post: bytes = b"") -> Any:
    """Return the state after one more fact of a device of `post`; raises WontFold."""
    if not event.stream.startswith(stream.start):
        raise WontFold("wrong_stream")
    fact = read_fact(event)
    if is_of_another(stream.name, fact, post):
        raise WontFold("other_post")
    before = stream.state() if state is None else state
    try:
        check(fact)
        return stream.fold[type(fact)](before, fact, stamp_of(event))
    except Refusal as refusal:
        raise WontFold(f"refused {refusal.key}") from refusal
    except (ValueError, KeyError, TypeError, OverflowError) as why:
        raise WontFold("wont_fold") from why


def read_fact(event: Event) -> Any:
    """Return the form in an event's body; raises WontFold."""
    try:
        fact = decode(event)
    except FormatError as why:
        raise WontFold("bad_body") from why
    if fact is None:
        raise WontFold("unknown_kind")
    return fact


def is_fact(event: Event) -> bool:
    """Tell whether an event says something itself: no retraction, nothing erased."""
    kind = kind_of(event)
    return kind is not None and kind.stream != ANY and not is_erased(event)


def _is_retraction(event: Event) -> bool:
    return event.kind == RETRACTED and not is_erased(event)


def stamp_of(event: Event) -> Stamp:
    """Return what a fold may know of an event's header."""
    fact_id = (event.log, event.seq)
    return Stamp(fact_id, event.actor, hlc_ms(event.hlc), event.log, event.cause)


def _meddles(stream: Stream, event: Event, posts: Posts) -> bool:
    """Tell whether an event takes back what a device of another post said."""
    if not posts or stream.name not in OF_POST or not _is_retraction(event):
        return False
    fact, post = _retraction(event), posts.get(event.log)
    if fact is None or post is None:
        return False
    return posts.get(bytes(fact.target[0]), post) != post


def _belongs(stream: Stream, event: Event) -> bool:
    kind = kind_of(event)
    return kind is not None and kind.stream in (stream.name, ANY)


def _retraction(event: Event) -> Retracted | None:
    try:
        fact = read_fact(event)
    except WontFold:
        return None
    return fact if isinstance(fact, Retracted) else None
