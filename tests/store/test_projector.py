"""The picture equals the journal, in whatever order events came and how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.casualty import (
    NoteRecorded,
    Triaged,
    VitalsRecorded,
)
from app.care.claim import Retracted
from app.care.member import StaffAdded
from app.care.post import post_stream
from app.care.terms import (
    Role,
    Triage,
)
from app.catalogue import STREAMS, encode
from app.commands import retriage
from app.store.file import CareFile
from app.store.local import FILE_MIGRATIONS
from app.store.projector import Projector, RebuildStopped, Watch, rebuild, refresh
from app.store.queries.overview import attention
from app.store.tables import table_rows
from sync.database import MEMORY, Database, open_database, rows
from sync.event import Event, pack
from sync.ids import ActorId, Mode
from sync.journal import Journal, Link, set_setting
from tests.support.facts import (
    ACCESS_FACTS,
    ANS,
    CASUALTY,
    CASUALTY_FACTS,
    DAY,
    LOGS,
    LOT,
    LOT_FACTS,
    POST,
    POST_FACTS,
    STAFF_FACTS,
    FactIds,
)
from tests.support.fakes import FakeClock, SeededIds
from tests.support.post import actor, memory_post, registered, seen

RETRACTIONS = st.builds(Retracted, FactIds)


@dataclass(frozen=True, slots=True)
class Strange:
    """An event of a kind, or with a body, that this program cannot read."""

    kind: str
    v: int
    body: bytes


STRANGE = st.sampled_from(
    [
        Strange("burn.assessed", 1, b"\x80"),
        Strange("casualty.triaged", 9, b"\x80"),
        Strange("casualty.triaged", 1, b"\xc1"),
        Strange("event.retracted", 1, b"\x80"),
    ]
)
IN_STREAM = (
    st.tuples(st.just(CASUALTY), st.one_of(CASUALTY_FACTS, RETRACTIONS, STRANGE)),
    st.tuples(st.just(LOT), st.one_of(LOT_FACTS, RETRACTIONS)),
    st.tuples(st.just(ANS), st.one_of(STAFF_FACTS, RETRACTIONS)),
    st.tuples(st.just(post_stream(POST)), st.one_of(POST_FACTS, RETRACTIONS)),
    st.tuples(st.just(DAY), ACCESS_FACTS),
)


def _history(facts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    placed = st.tuples(st.sampled_from(LOGS), st.integers(1, 4), facts)
    return st.lists(placed, max_size=10)


HISTORY = st.one_of(*(_history(facts) for facts in (*IN_STREAM, st.one_of(*IN_STREAM))))


def events_of(history: Sequence[tuple[bytes, int, tuple[bytes, Any]]]) -> list[Event]:
    """Give every fact a place in its log, and an hlc that may equal another log's."""
    seqs = dict.fromkeys(LOGS, 0)
    clocks = dict.fromkeys(LOGS, 0)
    made: list[Event] = []
    for log, step_ms, (stream, fact) in history:
        seqs[log] += 1
        clocks[log] += step_ms
        said = (
            (fact.kind, fact.v, fact.body)
            if isinstance(fact, Strange)
            else encode(fact)
        )
        place = (log, seqs[log], clocks[log], b"person_1", stream)
        made.append(Event(*place, said[0], said[1], None, said[2], {}))
    return made


def picture(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the picture."""
    tables = {name: table_rows(database, name) for name in STREAMS}
    found = rows(database, "SELECT * FROM attention ORDER BY log, seq")
    words = rows(
        database,
        "SELECT stream FROM casualty WHERE n IN (SELECT rowid FROM casualty_words "
        "WHERE casualty_words MATCH 'ans OR jan OR a*') ORDER BY stream",
    )
    return {**tables, "attention": found, "words": words}


def fresh() -> Journal:
    """Return an empty journal with its picture."""
    database = open_database(MEMORY, None, FILE_MIGRATIONS)
    refresh(database)
    journal = Journal(database, FakeClock(), SeededIds(), Mode.REAL)
    journal.tell(Projector().fold)
    return journal


def appended(journal: Journal, *batches: Sequence[Event]) -> Database:
    """Append batches, each in its own transaction."""
    for batch in batches:
        with journal.database.atomic():
            journal.append([Link(pack(event), b"") for event in batch])
    return journal.database


@settings(deadline=None, max_examples=150)
@given(HISTORY, st.randoms(use_true_random=False))
def test_shuffled_and_repeated_events_give_the_same_picture(
    history: list[tuple[bytes, int, tuple[bytes, Any]]], random: Any
) -> None:
    events = events_of(history)
    shuffled = events * 2
    random.shuffle(shuffled)

    in_order = appended(fresh(), *([event] for event in sorted(events, key=_order)))
    any_order = appended(fresh(), *([event] for event in shuffled))
    in_batches = appended(fresh(), *_cut(shuffled, random))

    assert picture(any_order) == picture(in_order)
    assert picture(in_batches) == picture(in_order)
    for database in (in_order, any_order, in_batches):
        database.close()


@settings(deadline=None, max_examples=80)
@given(HISTORY)
def test_a_rebuilt_picture_is_the_same_picture(
    history: list[tuple[bytes, int, tuple[bytes, Any]]],
) -> None:
    database = appended(fresh(), *([event] for event in events_of(history)))
    before = picture(database)

    rebuild(database)

    assert picture(database) == before
    database.close()


def _cut(events: list[Event], random: Any) -> list[list[Event]]:
    cuts = sorted(random.sample(range(len(events) + 1), k=min(3, len(events) + 1)))
    return [
        events[start:end]
        for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True)
    ]


def _order(event: Event) -> tuple[int, bytes, int]:
    return event.order


def _note(seq: int, kind: str = "note.recorded", body: bytes | None = None) -> Event:
    packed = encode(NoteRecorded("x", 1))[2] if body is None else body
    return Event(LOGS[0], seq, seq, b"", CASUALTY, kind, 1, None, packed, {})


def test_what_will_not_fold_is_shown_and_stops_nothing() -> None:
    misplaced = _note(4, "staff.added", encode(StaffAdded("Ans", Role.NURSE))[2])
    wild = encode(VitalsRecorded(1, pulse_per_min=999))[2]
    events = [
        _note(1),
        _note(2, "note.recorded", b"\xc1"),
        _note(3, "burn.assessed"),
        misplaced,
        _note(5, "vitals.recorded", wild),
        _note(6),
    ]

    database = appended(fresh(), events)

    assert rows(database, "SELECT last_seq FROM casualty") == [(6,)]
    assert [each.why for each in attention(database)] == [
        "bad_body",
        "unknown_kind",
        "wrong_stream",
        "refused number_out_of_range",
    ]
    database.close()


def test_a_retraction_of_the_only_fact_takes_the_row_away_and_back_again() -> None:
    retraction = encode(Retracted((LOGS[0], 1)))[2]
    again = encode(Retracted((LOGS[0], 2)))[2]
    first = _note(2, "event.retracted", retraction)
    second = _note(3, "event.retracted", again)

    journal = fresh()
    gone = rows(appended(journal, [_note(1)], [first]), "SELECT * FROM casualty")
    back = rows(appended(journal, [second]), "SELECT last_seq FROM casualty")

    assert (gone, back) == ([], [(3,)])
    journal.database.close()


def test_a_picture_of_another_version_is_rebuilt_when_the_file_opens() -> None:
    database = appended(fresh(), [_note(1)])
    set_setting(database, "picture", "older")
    database.conn.execute("DELETE FROM casualty")

    refresh(database)

    assert len(table_rows(database, "casualty")) == 1
    database.close()


def test_a_rebuild_tells_how_far_it_is_and_can_be_stopped_without_harm() -> None:
    file = memory_post()
    registered(file)
    told: list[tuple[int, int]] = []
    total = file.read_now(lambda db: rows(db, "SELECT COUNT(*) FROM event"))[0][0]
    before = file.read_now(picture)

    file.write_now(
        lambda desk: rebuild(
            desk.database, Watch(lambda *done: told.append(done), lambda: False)
        )
    )
    with pytest.raises(RebuildStopped):
        file.write_now(
            lambda desk: rebuild(
                desk.database, Watch(lambda *_: None, lambda: len(told) > 1)
            )
        )

    assert told[-1] == (total, total)
    assert file.read_now(picture) == before
    file.close()


def test_the_hub_and_the_post_hold_equal_rows() -> None:
    post = memory_post()
    stream = registered(post, name="Jan", complaint="arm")
    by = ActorId(actor(post, Role.DOCTOR))
    fact = seen(post, Triage.DEAD, declared_by="dr. Ans")
    _retriage(post, by, stream, fact)
    hub = fresh()

    links = post.read_now(lambda db: rows(db, "SELECT canon, chain FROM event"))
    with hub.database.atomic():
        hub.append([Link(*link) for link in reversed(links)])

    assert picture(hub.database) == post.read_now(picture)
    hub.database.close()
    post.close()


def _retriage(post: CareFile, by: ActorId, stream: bytes, fact: Triaged) -> None:
    post.write_now(lambda desk: retriage(desk, by, stream, fact))


def test_a_fact_that_was_taken_back_before_it_came_does_not_count() -> None:
    early = encode(Retracted((LOGS[0], 3)))[2]
    events = [_note(1), _note(2, "event.retracted", early), _note(3)]

    database = appended(fresh(), *([event] for event in events))
    before = picture(database)
    rebuild(database)

    assert rows(database, "SELECT retractions, last_seq FROM casualty") == [(1, 3)]
    assert picture(database) == before
    database.close()
