import tracemalloc
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

import sync.batch
from sync.batch import (
    DICTIONARY,
    LAYOUT_COLUMNS,
    LAYOUT_LIST,
    NO_DICTIONARY,
    UNSENT,
    Manifest,
    decode,
    encode,
)
from sync.errors import ChainError, FormatError, TooLarge, UnknownVersion
from sync.event import ERASED, chain_next, erased_form, pack, read_event
from sync.journal import Link
from sync.limits import MAX_BATCH_EVENTS
from tests.support.device import Device

SHIPPED = Path(sync.batch.__file__).parent / "dictionaries" / "1.zdict"


def parts(events=3):
    """A manifest and its links."""
    journal = Device().record(events).journal
    links = journal.links(journal.log, 1, events)
    manifest = Manifest(
        log=journal.log,
        first=1,
        count=events,
        before=journal.chain_before(journal.log, 1),
        after=links[-1].chain,
        dictionary=DICTIONARY,
        layout=0,
        batch_no=1,
        envelope=bytes(16),
        extensions={},
    )
    return manifest, links


MANIFEST, LINKS = parts()
PLAINTEXT = encode(MANIFEST, LINKS)


def with_body(body, **changed):
    described = pack(msgspec.structs.replace(MANIFEST, **changed))
    return len(described).to_bytes(4, "big") + described + body


def packed(canons, dictionary=NO_DICTIONARY):
    words = None
    if dictionary:
        words = zstandard.ZstdCompressionDict(SHIPPED.read_bytes())
    return zstandard.ZstdCompressor(dict_data=words).compress(pack(canons))


CANONS = [link.canon for link in LINKS]
COLUMNS = msgspec.structs.replace(MANIFEST, layout=LAYOUT_COLUMNS)


def many(events):
    """A manifest that asks for columns, and the links of so many made-up events."""
    manifest, links = parts(events)
    return msgspec.structs.replace(manifest, layout=LAYOUT_COLUMNS), links


@pytest.mark.parametrize(
    "odd", [[], [1], [1, "x"], [-1, 0], [1 << 63, 0], [1, 1 << 47], "no", [1, 2, 3]]
)
def test_an_odd_word_about_what_waits_is_ignored(odd):
    manifest = msgspec.structs.replace(MANIFEST, extensions={UNSENT: odd})

    assert decode(encode(manifest, LINKS)).manifest.unsent is None


@pytest.mark.parametrize("dictionary", [NO_DICTIONARY, DICTIONARY])
def test_a_batch_reads_back_byte_for_byte(dictionary):
    manifest = msgspec.structs.replace(MANIFEST, dictionary=dictionary)

    batch = decode(encode(manifest, LINKS))

    assert batch.manifest == manifest
    assert list(batch.links) == LINKS


def test_a_bomb_is_refused_before_it_is_inflated():
    body = zstandard.ZstdCompressor(level=3).compress(bytes(60 * 1024 * 1024))

    with pytest.raises(TooLarge):
        decode(with_body(body, dictionary=0))


def test_a_bomb_that_hides_its_size_is_refused():
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    body = packer.compress(bytes(60 * 1024 * 1024)) + packer.flush()

    with pytest.raises(TooLarge):
        decode(with_body(body, dictionary=0))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"log": b"short"}, FormatError),
        ({"log": b"another!"}, ChainError),
        ({"first": 0}, FormatError),
        ({"first": (1 << 63) - 1}, FormatError),
        ({"first": 2}, ChainError),
        ({"count": 0}, FormatError),
        ({"count": 2}, FormatError),
        ({"count": 4}, FormatError),
        ({"count": MAX_BATCH_EVENTS + 1}, FormatError),
        ({"before": bytes(32)}, ChainError),
        ({"after": bytes(32)}, ChainError),
        ({"before": b""}, FormatError),
        ({"layout": 2}, UnknownVersion),
        ({"dictionary": 3}, UnknownVersion),
        ({"dictionary": 2}, FormatError),
        ({"dictionary": -1}, UnknownVersion),
        ({"dictionary": 1}, FormatError),
        ({"batch_no": 0}, FormatError),
        ({"batch_no": 1 << 63}, FormatError),
        ({"envelope": b""}, FormatError),
        ({"extensions": {"must": 1}}, UnknownVersion),
    ],
)
def test_a_manifest_that_does_not_belong_is_refused(changed, expected):
    with pytest.raises(expected):
        decode(with_body(packed(CANONS), **{"dictionary": 0, **changed}))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"paard",
        packed(CANONS) + b"\0",
        packed(CANONS) * 2,
        packed(CANONS)[:-1],
        packed([*CANONS[:2], b"\x80"]),
        packed({"a": 1}),
        packed([1, 2, 3]),
        b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd",
    ],
)
def test_a_body_that_is_not_what_it_should_be_is_refused(body):
    with pytest.raises((FormatError, ChainError)):
        decode(with_body(body, dictionary=0))


def test_events_in_another_order_are_refused():
    with pytest.raises(ChainError):
        decode(with_body(packed(CANONS[::-1]), dictionary=0))


def test_a_batch_with_the_wrong_chain_is_not_made():
    links = [*LINKS[:2], Link(LINKS[2].canon, bytes(32))]

    with pytest.raises(FormatError):
        encode(MANIFEST, links)


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_by_name(raw):
    with pytest.raises((FormatError, ChainError)):
        decode(raw)


@given(st.binary(max_size=200))
def test_any_packed_bytes_are_refused_by_name(raw):
    body = zstandard.ZstdCompressor().compress(raw)

    with pytest.raises((FormatError, ChainError)):
        decode(with_body(body, dictionary=0))


@settings(max_examples=300)
@given(st.data())
def test_a_changed_batch_is_refused_by_name_or_says_the_same(data):
    raw = bytearray(PLAINTEXT)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))

    try:
        batch = decode(bytes(raw))
    except (FormatError, ChainError):
        return
    assert list(batch.links) == LINKS


def test_a_manifest_beyond_its_limit_is_refused():
    with pytest.raises(TooLarge):
        decode(b"\xff" * 10_000)


def test_the_dictionary_makes_small_batches_smaller():
    plain = encode(msgspec.structs.replace(MANIFEST, dictionary=0), LINKS)

    assert len(PLAINTEXT) < len(plain)


def test_millions_of_nothings_are_refused_before_they_are_counted_out():
    nothings = b"\xdd" + (500_000).to_bytes(4, "big") + b"\xc4\x00" * 500_000
    body = zstandard.ZstdCompressor().compress(nothings)
    tracemalloc.start()

    with pytest.raises(FormatError):
        decode(with_body(body, dictionary=0))

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3_500_000


@pytest.mark.parametrize("dictionary", [NO_DICTIONARY, DICTIONARY])
@pytest.mark.parametrize("events", [1, 2, 70])
def test_a_batch_in_columns_reads_back_byte_for_byte(dictionary, events):
    manifest, links = many(events)

    batch = decode(
        encode(msgspec.structs.replace(manifest, dictionary=dictionary), links)
    )

    assert list(batch.links) == links
    assert batch.erased == ()


def test_columns_are_smaller_than_a_list():
    manifest, links = many(200)
    listed = msgspec.structs.replace(manifest, layout=LAYOUT_LIST)

    assert len(encode(manifest, links)) < 0.7 * len(encode(listed, links))


def test_what_columns_make_larger_stays_a_list():
    canon = pack(read_event(CANONS[0]))
    chain = chain_next(MANIFEST.before, canon)
    body = bytes(range(256)) * 8
    odd = pack(msgspec.structs.replace(read_event(canon), body=body, kind="x" * 64))
    chain = chain_next(MANIFEST.before, odd)
    manifest = msgspec.structs.replace(COLUMNS, count=1, after=chain)

    batch = decode(encode(manifest, [Link(odd, chain)]))

    assert batch.links == (Link(odd, chain),)


def test_events_that_expand_too_far_stay_a_list():
    manifest, links = long_notes()

    batch = decode(encode(manifest, links))

    assert batch.manifest.layout == LAYOUT_LIST
    assert list(batch.links) == links


def long_notes():
    """A batch whose every event says the same long list of small numbers."""
    body = pack({"readings": [n % 3 for n in range(1_500)]})
    chain, links = MANIFEST.before, []
    for seq in range(1, 101):
        event = msgspec.structs.replace(read_event(CANONS[0]), seq=seq, body=body)
        canon = pack(event)
        chain = chain_next(chain, canon)
        links.append(Link(canon, chain))
    return msgspec.structs.replace(COLUMNS, count=100, after=chain), links


@pytest.mark.parametrize("layout", [LAYOUT_LIST, LAYOUT_COLUMNS])
def test_an_erased_event_travels_without_its_body(layout):
    manifest, links = many(70)
    event = read_event(links[4].canon)
    links[4] = Link(erased_form(event, links[4].chain), links[4].chain)

    batch = decode(encode(msgspec.structs.replace(manifest, layout=layout), links))

    assert list(batch.links) == links
    assert batch.erased == (4,)
    assert batch.manifest.extensions[ERASED] == [4]


@pytest.mark.parametrize("said", [{}, {ERASED: [3]}, {ERASED: [4, 5]}, {ERASED: "4"}])
def test_an_erased_event_must_be_announced(said):
    _, links = parts(6)
    event = read_event(links[4].canon)
    canons = [link.canon for link in links]
    canons[4] = erased_form(event, links[4].chain)
    after = links[-1].chain

    with pytest.raises(FormatError):
        decode(with_body(packed(canons), count=6, after=after, dictionary=0,
                         extensions=said))  # fmt: skip


def test_a_body_announced_as_erased_must_be_gone():
    with pytest.raises(FormatError):
        decode(with_body(packed(CANONS), dictionary=0, extensions={ERASED: [0]}))


@settings(max_examples=300)
@given(st.data())
def test_a_changed_batch_in_columns_is_refused_by_name_or_says_the_same(data):
    raw = bytearray(IN_COLUMNS)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))

    try:
        batch = decode(bytes(raw))
    except (FormatError, ChainError):
        return
    assert list(batch.links) == MANY[1]


MANY = many(70)
IN_COLUMNS = encode(*MANY)
