"""A reply is read as it comes, item by item; none stands without whom it is for."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.bundle import packed
from sync.errors import FormatError, TooLarge, UnknownVersion
from sync.ids import LogId
from sync.limits import MAX_ENVELOPE_BYTES
from sync.reply import MAGIC, ForDevice, Item, Kind, Reading, packed_reply

few = st.lists(st.binary(max_size=40), max_size=4).map(tuple)
parts = st.lists(
    st.builds(
        ForDevice,
        st.binary(min_size=8, max_size=8).map(LogId),
        few,
        few,
        st.none() | st.binary(max_size=64),
        few,
        st.none() | st.binary(max_size=40),
    ),
    max_size=4,
)


def items(given: list[ForDevice]) -> list[Item]:
    return [
        Item(one.log, kind, raw)
        for one in given
        for kind, those in (
            (Kind.HUB, () if one.hub is None else (one.hub,)),
            (Kind.KEPT, one.kept),
            (Kind.RECEIPT, one.receipts),
            (Kind.ENVELOPE, one.envelopes),
            (Kind.CURSOR, () if one.cursor is None else (one.cursor,)),
        )
        for raw in those
    ]


@given(parts, st.integers(1, 20))
def test_a_reply_reads_as_it_was_made_in_chunks_of_any_size(
    given_parts: list[ForDevice], step: int
) -> None:
    raw, reading = packed_reply(given_parts), Reading()

    read = [
        one
        for at in range(0, len(raw), step)
        for one in reading.feed(raw[at : at + step])
    ]

    assert read == items(given_parts)
    assert reading.is_between


@given(parts, st.integers(1, 60))
def test_a_damaged_tail_loses_only_the_tail(
    given_parts: list[ForDevice], lost: int
) -> None:
    raw, whole = packed_reply(given_parts), items(given_parts)

    read = list(Reading().feed(raw[: max(len(raw) - lost, 0)]))

    assert read == whole[: len(read)]


@settings(max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=99).map((MAGIC + b"\x01").__add__),
        st.lists(st.binary(max_size=12), max_size=6).map(lambda o: packed(o, MAGIC)),
    )
)
def test_no_bytes_make_it_stumble(raw: bytes) -> None:
    with contextlib.suppress(FormatError):
        for one in Reading().feed(raw):
            assert len(one.raw) <= len(raw)


def test_what_a_newer_hub_adds_is_passed_over() -> None:
    raw = packed([b"\x01log-of-8", b"\x09new", b"\x02word"], MAGIC)

    read = list(Reading().feed(raw))

    assert read == [Item(LogId(b"log-of-8"), Kind.RECEIPT, b"word")]


@pytest.mark.parametrize("item", [b"", b"\x01short", b"\x02to nobody"])
def test_an_item_that_cannot_be_is_refused(item: bytes) -> None:
    with pytest.raises(FormatError):
        list(Reading().feed(packed([item], MAGIC)))


def test_a_bundle_is_no_reply_and_a_newer_one_is_named_so() -> None:
    with pytest.raises(FormatError):
        list(Reading().feed(packed([b"sealed"])))
    with pytest.raises(UnknownVersion):
        list(Reading().feed(MAGIC + b"\x02"))


def test_a_giant_is_refused_before_it_comes() -> None:
    size = (MAX_ENVELOPE_BYTES + 2).to_bytes(4, "big")

    with pytest.raises(TooLarge):
        list(Reading().feed(MAGIC + b"\x01" + size))
