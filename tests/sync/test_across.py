"""Facts across a border: as they were recorded, once, and never of our own posts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.across import (
    Across,
    Crossed,
    Told,
    Waiting,
    land_across,
    note_level,
    note_sealed,
    read_across,
    seal_again,
    sent,
    sent_upto,
    texts,
    waiting,
)
from sync.erasure import unwanted, want_gone
from sync.errors import Denied, FormatError, SyncError, UnknownVersion
from sync.event import Draft, pack, unpack
from sync.ids import NOBODY, EnvelopeId, KeyId, LogId, StreamId
from sync.journal import Journal
from sync.limits import MAX_ACROSS_BYTES, MAX_ACROSS_FACTS
from tests.support.device import Device as Writer
from tests.support.fakes import FakeClock

REALM, HUB = b"realm-of9", KeyId(b"hub-of-8")
STREAM = StreamId(b"casualty-16bytes")
OTHER = StreamId(b"another-16-bytes")
POST = b"post-of8"


def journal_of(seed: str) -> Journal:
    return Writer(seed).journal


def recorded(journal: Journal, *streams: bytes) -> None:
    """Record a fact in each of these streams, in turn."""
    with journal.database.atomic():
        for at, stream in enumerate(streams):
            body = bytes([0x81, 0xA1, 0x61, at % 100])
            journal.record([Draft(StreamId(stream), "thing.noted", 1, body, NOBODY)])


def crossed(journal: Journal, after: int = 0, name: bytes = bytes(16)) -> Crossed:
    """Return what one text tells of the stream, as another hub reads it."""
    ((_, text),) = texts(journal.database, STREAM, after, (), POST)
    return read_across(text, EnvelopeId(name), REALM, HUB)


def land(journal: Journal, came: Crossed, ours: bytes = b"") -> int:
    return land_across(journal, came, FakeClock(), lambda stream: stream == ours)


def facts(journal: Journal) -> list[bytes]:
    return [pack(event) for event in journal.stream(STREAM)]


def test_only_the_facts_of_one_stream_cross_and_land_as_they_were() -> None:
    here, there = journal_of("here"), journal_of("there")
    recorded(here, STREAM, OTHER, STREAM, STREAM, OTHER)

    assert land(there, crossed(here)) == 3

    assert facts(there) == facts(here)
    assert not there.stream(OTHER)


def test_what_comes_twice_lands_once_and_what_is_new_follows() -> None:
    here, there = journal_of("here"), journal_of("there")
    recorded(here, STREAM, STREAM)
    first = crossed(here)
    land(there, first)
    ((upto, _),) = texts(here.database, STREAM, 0, (), POST)
    recorded(here, OTHER, STREAM)

    assert land(there, first) == 0
    assert land(there, crossed(here, name=b"another-envelope")) == 1
    assert len(texts(here.database, STREAM, upto, (), POST)) == 1
    assert facts(there) == facts(here)


def test_nobody_speaks_of_a_stream_or_a_log_that_is_ours() -> None:
    here, there = journal_of("here"), journal_of("there")
    recorded(here, STREAM)
    came = crossed(here)

    with pytest.raises(Denied, match="not_allowed"):
        land(there, came, ours=STREAM)
    with pytest.raises(Denied, match="log_taken"):
        land(here, came)
    assert not there.stream(STREAM)


def test_nobody_beyond_the_border_speaks_for_a_post_of_ours() -> None:
    here, there = journal_of("here"), journal_of("there")
    recorded(here, STREAM)
    there.adopt_log(LogId(b"log-of-8"), b"device-8", POST)

    with pytest.raises(Denied, match="not_allowed"):
        land(there, crossed(here))
    assert not there.stream(STREAM)


def test_what_was_not_read_there_is_told_anew_with_all_that_came_after() -> None:
    database = journal_of("here").database
    with database.atomic():
        for upto in (1, 2, 3):
            one = Waiting(EnvelopeId(bytes([upto]) * 16), REALM, b"sealed")
            note_sealed(database, one, STREAM, upto, 10)
            if upto != 2:
                note_level(database, one.envelope, 2, 20)
        seal_again(database, REALM)

    assert sent_upto(database, REALM, STREAM) == 1
    assert waiting(database) == []


def test_a_log_is_of_one_region_alone() -> None:
    here, there = journal_of("here"), journal_of("there")
    recorded(here, STREAM, STREAM)
    came = crossed(here)
    land(there, came)
    stranger = read_across(
        pack(_text(here)), EnvelopeId(b"another-envelope"), b"realm-two", HUB
    )

    with pytest.raises(Denied, match="log_taken"):
        land(there, stranger)


def _text(journal: Journal) -> Across:
    ((_, raw),) = texts(journal.database, STREAM, 0, (), POST)
    return unpack(Across, raw, limit=MAX_ACROSS_BYTES)


def test_a_chain_that_was_changed_is_refused_by_name() -> None:
    here = journal_of("here")
    recorded(here, STREAM, STREAM)
    (told,) = _text(here).logs
    (one, chain), (two, _) = told.facts
    spoiled = Told(told.log, told.device, told.post, [(one, chain), (two, bytes(32))])

    with pytest.raises(Denied, match="chain"):
        _read(Across(1, STREAM, [spoiled], {}))


def test_what_is_of_another_form_is_refused_by_name() -> None:
    here = journal_of("here")
    recorded(here, STREAM, STREAM)
    (told,) = _text(here).logs
    backwards = Told(told.log, told.device, told.post, told.facts[::-1])
    elsewhere = Told(b"another8", told.device, told.post, told.facts)
    empty = Told(told.log, told.device, told.post, [])

    for logs in ([backwards], [elsewhere], [empty], [], [told, told]):
        with pytest.raises(FormatError):
            _read(Across(1, STREAM, logs, {}))
    with pytest.raises(UnknownVersion):
        _read(Across(2, STREAM, [told], {}))
    with pytest.raises(UnknownVersion):
        _read(Across(1, STREAM, [told], {"new": 1}))


def _read(text: Across) -> Crossed:
    return read_across(pack(text), EnvelopeId(bytes(16)), REALM, HUB)


@given(st.binary(max_size=400), st.integers(0, 400))
@settings(max_examples=150)
def test_bytes_from_anywhere_give_a_value_or_an_error_by_name(
    junk: bytes, at: int
) -> None:
    here = journal_of("here")
    recorded(here, STREAM, STREAM)
    whole = pack(_text(here))
    for raw in (junk, whole[:at] + junk + whole[at + len(junk) :]):
        try:
            came = read_across(raw, EnvelopeId(bytes(16)), REALM, HUB)
        except SyncError:
            continue
        assert came.logs


def test_a_record_that_is_too_long_goes_in_several_texts_and_lands_whole() -> None:
    here, there = journal_of("here"), journal_of("there")
    recorded(here, *[STREAM] * (MAX_ACROSS_FACTS + 5))

    told = texts(here.database, STREAM, 0, (), POST)
    for at, (_, text) in enumerate(told):
        name = EnvelopeId(at.to_bytes(16, "big"))
        land(there, read_across(text, name, REALM, HUB))

    assert len(told) == 2
    assert facts(there) == facts(here)


def test_what_waits_is_let_go_of_only_when_it_was_read_there() -> None:
    here = journal_of("here")
    one = Waiting(EnvelopeId(bytes(16)), REALM, b"sealed")
    with here.database.atomic():
        note_sealed(here.database, one, STREAM, 1, 10)

    assert note_level(here.database, one.envelope, 1, 20)
    assert waiting(here.database) == [one]
    assert not note_level(here.database, one.envelope, 1, 30)
    assert note_level(here.database, one.envelope, 2, 40)
    assert waiting(here.database) == []
    assert sent(here.database, STREAM)[REALM].level == 2
    want_gone(here.database, one.envelope)
    assert unwanted(here.database) == [one.envelope]
