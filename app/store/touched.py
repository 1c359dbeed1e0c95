"""The streams that new events touch, folded many at a time.

What a batch of a thousand events touches is read with a few queries, folded in memory
and written with a few statements; one event alone goes the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from app.catalogue import ANY, RETRACTED, STREAMS, Stream, kind_of
from app.store.fold import (
    Folded,
    Trouble,
    WontFold,
    fold,
    is_fact,
    read_fact,
    step,
    streams_in,
    targets,
)
from app.store.tables import Held, Kept, held_all, in_stream, keep_all, run_all
from app.store.whose import Posts, posts_of
from sync.database import Database
from sync.event import Event, is_erased, read_event


def fold_new(db: Database, events: Iterable[Event]) -> set[str]:
    """Fold events that were just appended; return the stream types that changed.

    Events that sort last in their stream and say nothing of earlier ones are applied
    to the stored state; any other stream is folded again. Both give the same.
    """
    touched = _by_stream(events)
    onward = _onward(db, touched)
    posts = _posts(db, touched)
    kept: dict[str, list[Kept]] = {}
    troubles: list[Trouble] = []
    for name, (stream, before) in onward.items():
        after = _applied(stream, before, touched[name], posts)
        kept.setdefault(stream.name, []).append(Kept(name, after, before.state))
        troubles += after.troubles
    for stream_type, several in kept.items():
        keep_all(db, STREAMS[stream_type], several)
    _note_troubles(db, troubles)
    again = [name for name in touched if name not in onward]
    return {*kept, *refold(db, again)}


def refold(db: Database, names: Sequence[bytes]) -> set[str]:
    """Fold whole streams again; return the stream types they belong to."""
    return refold_from(db, dict(streams_of(db, names))) if names else set()


def refold_from(db: Database, streams: Mapping[bytes, Sequence[Event]]) -> set[str]:
    """Fold whole streams again from these events, which are all of theirs in order."""
    names = [(name,) for name in streams]
    run_all(db, "DELETE FROM attention WHERE stream = ?", names)
    posts = _posts(db, streams)
    kept: dict[str, list[Kept]] = {}
    troubles: list[Trouble] = []
    for name, events in streams.items():
        troubles += _unreadable(events)
        for stream in streams_in(events):
            after = fold(stream, events, posts)
            kept.setdefault(stream.name, []).append(Kept(name, after))
            troubles += after.troubles
    for stream_type, several in kept.items():
        keep_all(db, STREAMS[stream_type], several)
    _note_troubles(db, troubles)
    return set(kept)


def streams_of(
    db: Database, names: Sequence[bytes]
) -> Iterable[tuple[bytes, list[Event]]]:
    """Yield these streams that have any events, each with all of them in order."""
    found = in_stream(db, "SELECT stream, canon FROM event", names, _IN_ORDER)
    for name, group in groupby(found, key=lambda row: bytes(row[0])):
        yield name, [read_event(canon) for _, canon in group]


_IN_ORDER = "ORDER BY stream, hlc, log, seq"


def _by_stream(events: Iterable[Event]) -> dict[bytes, list[Event]]:
    ordered = sorted(events, key=lambda event: (event.stream, event.order))
    return {
        name: list(group)
        for name, group in groupby(ordered, key=lambda event: event.stream)
    }


def _onward(
    db: Database, touched: Mapping[bytes, Sequence[Event]]
) -> dict[bytes, tuple[Stream, Held]]:
    """Return the streams whose stored state the new events only continue."""
    plain: dict[str, list[bytes]] = {}
    for name, new in touched.items():
        types = streams_in(new)
        if len(types) == 1 and not any(_is_about_others(each) for each in new):
            plain.setdefault(types[0].name, []).append(name)
    found = {
        name: (STREAMS[stream_type], before)
        for stream_type, names in plain.items()
        for name, before in held_all(db, stream_type, names).items()
        if touched[name][0].order > before.last
    }
    wary = [name for name, (_, before) in found.items() if before.retractions]
    for name in _taken_back(db, wary, touched):
        del found[name]
    return found


def _taken_back(
    db: Database, names: Sequence[bytes], touched: Mapping[bytes, Sequence[Event]]
) -> set[bytes]:
    """Return the streams where a new event was taken back before it came."""
    found = in_stream(
        db, "SELECT stream, canon FROM event", names, f"AND kind = '{RETRACTED}'"
    )
    gone: set[bytes] = set()
    for name, canon in found:
        struck = targets([read_event(canon)])
        if any((each.log, each.seq) in struck for each in touched[bytes(name)]):
            gone.add(bytes(name))
    return gone


def _is_about_others(event: Event) -> bool:
    """Tell whether an event changes what earlier ones said, or is known no more."""
    return kind_of(event) is not None and not is_fact(event)


def _posts(db: Database, streams: Mapping[bytes, Sequence[Event]]) -> Posts:
    return posts_of(db, (each.log for events in streams.values() for each in events))


def _applied(
    stream: Stream, before: Held, new: Sequence[Event], posts: Posts
) -> Folded:
    state = before.state
    troubles: list[Trouble] = []
    last = before.last
    for event in new:
        if kind_of(event) is not None:
            last = event.order
        try:
            state = step(stream, state, event, posts.get(event.log, b""))
        except WontFold as trouble:
            troubles.append(Trouble(event, trouble.why))
    return Folded(state, before.origin, last, before.retractions, tuple(troubles))


def _unreadable(events: Iterable[Event]) -> list[Trouble]:
    """Return the events that no fold reads: unknown kinds, malformed retractions."""
    troubles: list[Trouble] = []
    for event in events:
        kind = kind_of(event)
        if is_erased(event) or (kind is not None and kind.stream != ANY):
            continue
        try:
            read_fact(event)
        except WontFold as trouble:
            troubles.append(Trouble(event, trouble.why))
    return troubles


def _note_troubles(db: Database, troubles: Iterable[Trouble]) -> None:
    run_all(
        db,
        "INSERT OR REPLACE INTO attention (log, seq, stream, kind, why) "
        "VALUES (?, ?, ?, ?, ?)",
        [
            (event.log, event.seq, event.stream, event.kind, trouble.why)
            for trouble in troubles
            for event in (trouble.event,)
        ],
    )
