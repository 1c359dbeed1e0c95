"""A bundle is read as it comes, one envelope at a time, and never trusted."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.bundle import MAGIC, Unpacking, packed
from sync.errors import FormatError, TooLarge, UnknownVersion
from sync.limits import MAX_ENVELOPE_BYTES


@given(st.lists(st.binary(max_size=60), max_size=8), st.integers(1, 20))
def test_a_bundle_reads_as_it_was_made_in_chunks_of_any_size(
    envelopes: list[bytes], step: int
) -> None:
    raw, unpacking = packed(envelopes), Unpacking()

    read = [
        one
        for at in range(0, len(raw), step)
        for one in unpacking.feed(raw[at : at + step])
    ]

    assert read == envelopes
    assert unpacking.is_between


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=5), st.integers(1, 40))
def test_a_damaged_tail_loses_only_the_tail(envelopes: list[bytes], lost: int) -> None:
    raw = packed(envelopes)
    unpacking = Unpacking()

    read = list(unpacking.feed(raw[: max(len(raw) - lost, 0)]))

    assert read == envelopes[: len(read)]
    assert len(packed(read)) <= len(raw)


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=99).map(MAGIC.__add__)))
def test_no_bytes_make_it_stumble(raw: bytes) -> None:
    unpacking = Unpacking()

    with contextlib.suppress(FormatError):
        for one in unpacking.feed(raw):
            assert len(one) <= len(raw)

    assert unpacking.held <= len(raw)


def test_what_is_no_bundle_is_refused_at_its_first_bytes() -> None:
    with pytest.raises(FormatError):
        list(Unpacking().feed(b"PK"))


def test_a_newer_bundle_is_named_so() -> None:
    with pytest.raises(UnknownVersion):
        list(Unpacking().feed(b"BNDL\x02"))


def test_an_envelope_that_says_it_is_a_giant_is_refused_before_it_comes() -> None:
    size = (MAX_ENVELOPE_BYTES + 1).to_bytes(4, "big")

    with pytest.raises(TooLarge):
        list(Unpacking().feed(b"BNDL\x01" + size))
