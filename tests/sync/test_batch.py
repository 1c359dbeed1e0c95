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
    NO_DICTIONARY,
    UNSENT,
    Manifest,
    decode,
    encode,
)
from sync.errors import ChainError, FormatError, TooLarge, UnknownVersion
from sync.event import pack
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
        ({"layout": 1}, UnknownVersion),
        ({"dictionary": 2}, UnknownVersion),
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
