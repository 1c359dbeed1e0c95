import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import make_dataclass
from threading import Barrier

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import ChainError, FormatError, SyncError, TooLarge, UnknownVersion
from sync.event import (
    Event,
    chain_next,
    chain_start,
    pack,
    read_event,
    read_record,
    refuse_unknown,
    unpack,
)
from sync.ids import LogId
from sync.limits import MAX_BODY_BYTES, MAX_CANON_BYTES

PLAIN = {
    "log": b"log-id-8",
    "seq": 1,
    "hlc": 1 << 40,
    "actor": b"person-1",
    "stream": b"stream",
    "kind": "note.recorded",
    "v": 1,
    "cause": None,
    "body": b"\x80",
    "extensions": {},
}

plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.text(max_size=8)
    | st.binary(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
events = st.builds(
    Event,
    log=st.binary(min_size=8, max_size=8),
    seq=st.integers(1, (1 << 63) - 1),
    hlc=st.integers(1, (1 << 63) - 1),
    actor=st.just(b"") | st.binary(min_size=8, max_size=8),
    stream=st.binary(min_size=1, max_size=64),
    kind=st.text("abcdefghij.é", min_size=1, max_size=30),
    v=st.integers(1, 65_535),
    cause=st.none() | st.tuples(st.binary(min_size=8, max_size=8), st.integers(1, 99)),
    body=st.binary(max_size=200),
    extensions=st.dictionaries(
        st.text(max_size=5).map("x-{}".format), plain_values, max_size=3
    ),
)


def event(**changed):
    return Event(**{**PLAIN, **changed})


@given(events)
def test_an_event_reads_back_as_it_was_written(made):
    canon = pack(made)

    assert read_event(canon) == made
    assert pack(read_event(canon)) == canon


@given(st.binary(max_size=300))
def test_any_bytes_are_an_event_or_a_named_error(raw):
    with_named_errors_only(raw)


@given(events, st.data())
def test_a_changed_event_is_another_event_or_a_named_error(made, data):
    canon = bytearray(pack(made))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(canon) - 1))
        canon[at] = data.draw(st.integers(0, 255))

    with_named_errors_only(bytes(canon))


def with_named_errors_only(raw):
    try:
        read = read_event(raw)
    except FormatError:
        return
    assert pack(read) == raw


@pytest.mark.parametrize(
    "changed",
    [
        {"log": b"short"},
        {"seq": 0},
        {"seq": 1 << 63},
        {"hlc": 0},
        {"hlc": 1 << 63},
        {"actor": b"x"},
        {"stream": b""},
        {"stream": bytes(65)},
        {"kind": ""},
        {"kind": "é" * 33},
        {"v": 0},
        {"v": 1 << 16},
        {"cause": (b"short", 1)},
        {"cause": (b"log-id-8", 0)},
        {"extensions": {"x-float": 1.5}},
        {"extensions": {"x-deep": [{"a": 0.5}]}},
    ],
)
def test_a_header_outside_its_limits_is_refused(changed):
    with pytest.raises(FormatError):
        read_event(pack(event(**changed)))


def test_a_body_beyond_its_limit_is_refused():
    with pytest.raises(TooLarge):
        read_event(pack(event(body=bytes(MAX_BODY_BYTES + 1))))


def test_an_event_beyond_its_limit_is_refused_before_it_is_read():
    with pytest.raises(TooLarge):
        read_event(bytes(MAX_CANON_BYTES + 1))


def test_an_unknown_extension_is_refused_unless_it_may_be_ignored():
    assert read_event(pack(event(extensions={"x-new": 1}))).extensions == {"x-new": 1}
    with pytest.raises(UnknownVersion):
        read_event(pack(event(extensions={"must": 1})))
    refuse_unknown({"must": 1}, frozenset({"must"}))


@pytest.mark.parametrize(
    "raw",
    [
        b"\x81\xa3x-a\x82\x01\x02\x03\x04",  # numbers as keys
        b"\x81\xa3x-a\x81\xc4\x01a\x02",  # bytes as a key
        b"\x82\xa3x-a\x01\xa3x-a\x01",  # the same key twice
        b"\x82\xa3x-b\x01\xa3x-a\x01",  # keys out of order
        b"\x81\xa3x-a\xcc\x01",  # a number longer than needed
        b"\x81\xd9\x03x-a\x01",  # a text longer than needed
        b"\xde\x00\x01\xa3x-a\x01",  # a map longer than needed
        b"\x81\xa3x-a\xc7\x0c\xff" + bytes(12),  # a moment, written long
        b"\x81\xa3x-a\xa2\xff\xfe",  # no UTF-8
        b"\x81\xa3x-a\x01\x00",  # something left over
        b"",
    ],
)
def test_any_other_encoding_of_the_same_is_refused(raw):
    with pytest.raises(FormatError):
        unpack(dict, raw, limit=100)


def test_an_event_with_other_keys_than_text_inside_is_refused():
    canon = pack(event())[:-1] + b"\x81\xa3x-a\x82\x01\x02\x03\x04"

    with pytest.raises(FormatError):
        read_event(canon)


def test_moments_are_no_part_of_the_format():
    canon = pack(event())[:-1] + b"\x81\xa3x-a\xd6\xff" + bytes(4)

    with pytest.raises(FormatError):
        read_event(canon)


def test_very_deep_nesting_is_refused():
    deep = b"\x91" * 100_000 + b"\x90"

    with pytest.raises(FormatError):
        unpack(list, deep, limit=1 << 20)
    with pytest.raises(FormatError):
        read_record(list, deep, limit=1 << 20)


@pytest.mark.parametrize("depth", [17, 400, 700, 900])
def test_an_extension_nested_deeper_than_the_format_allows_is_refused(depth):
    nested = b"\x91" * depth + b"\x01"

    with pytest.raises(FormatError):
        read_event(pack(event())[:-1] + b"\x81\xa3x-a" + nested)


def test_an_extension_may_nest_a_little():
    nested = b"\x91" * 16 + b"\x01"

    read_event(pack(event())[:-1] + b"\x81\xa3x-a" + nested)


def test_an_array_that_is_too_short_or_too_long_is_refused():
    fields = msgspec.msgpack.decode(pack(event()))

    for other in (fields[:-1], [*fields, 1]):
        with pytest.raises(FormatError):
            read_event(msgspec.msgpack.encode(other))


@given(st.binary(max_size=200))
def test_a_record_of_any_bytes_is_read_or_refused_by_name(raw):
    try:
        read_record(dict, raw)
    except SyncError as why:
        assert isinstance(why, FormatError)


def test_a_record_beyond_its_limit_is_refused():
    with pytest.raises(TooLarge):
        read_record(dict, bytes(10), limit=9)


def test_the_chain_depends_on_every_event_and_their_order():
    start = chain_start(LogId(b"log-id-8"), bytes(32))

    forward = chain_next(chain_next(start, b"a"), b"b")
    backward = chain_next(chain_next(start, b"b"), b"a")

    assert len({start, forward, backward}) == 3


def test_a_genesis_of_another_size_is_refused():
    with pytest.raises(ChainError):
        chain_start(LogId(b"log-id-8"), b"short")


def test_events_are_ordered_by_time_then_log_then_place():
    first, second = event(seq=9), event(hlc=(1 << 40) + 1)

    assert sorted([second, first], key=lambda each: each.order) == [first, second]
    assert first.id == (b"log-id-8", 9)


def _nested(name, depth=6):
    """Return a new type of record that holds records of new types, and some bytes."""
    inner, body = None, {"first": 1}
    for level in range(depth):
        fields = [(f"number_{place}", int, 0) for place in range(20)]
        fields.append(("first", int, 0))
        if inner is not None:
            fields.append(("inner", inner | None, None))
            body = {"first": level, "inner": body}
        inner = make_dataclass(f"{name}_{level}", fields, frozen=True, slots=True)
    return inner, pack(body)


def test_threads_that_read_a_new_kind_at_the_same_moment_all_read_it():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as threads:
            for turn in range(30):
                kind, raw = _nested(f"Kind{turn}")
                begin = Barrier(6)

                def read(_, kind=kind, raw=raw, begin=begin):
                    begin.wait()
                    return read_record(kind, raw)

                assert len(set(threads.map(read, range(6)))) == 1
    finally:
        sys.setswitchinterval(before)
