"""Frames come in any order, twice, some of them spoiled; the whole is exact."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.errors import FormatError, TooLarge, UnknownVersion
from sync.frames import (
    MAX_DATA_BYTES,
    MAX_FRAMED_BYTES,
    Gathering,
    as_base45,
    framed,
    from_base45,
)

wholes = st.binary(max_size=3_000)
HEAD = "NPQ1:"

RFC_9285 = {"AB": "BB8", "Hello!!": "%69 VD92EX0", "base-45": "UJCLQE7W581"}
"""The examples of its section 4.3; `ietf!` is that of 4.4."""


@pytest.mark.parametrize(("plain", "written"), RFC_9285.items())
def test_the_examples_of_rfc_9285(plain: str, written: str) -> None:
    assert as_base45(plain.encode()) == written
    assert from_base45(written) == plain.encode()
    assert from_base45("QED8WEX0") == b"ietf!"


@pytest.mark.parametrize("written", ["GGW", ":::", "::", "A", "ab8", "BB8é"])
def test_what_base_45_never_writes_is_refused(written: str) -> None:
    with pytest.raises(FormatError):
        from_base45(written)


def frame(name: bytes, of: int, at: int, data: bytes) -> str:
    return HEAD + as_base45(name + of.to_bytes(2, "big") + at.to_bytes(2, "big") + data)


@given(wholes, st.integers(20, MAX_DATA_BYTES), st.randoms())
def test_frames_in_any_order_and_more_than_once_make_the_whole_once(
    whole: bytes, size: int, chance: random.Random
) -> None:
    frames = framed(whole, size) * 2
    chance.shuffle(frames)
    gathering = Gathering()

    came = [gathering.take(each) for each in frames]

    assert [each.whole for each in came if each.whole is not None] == [whole]
    assert sum(each.fresh for each in came) == len(frames) // 2
    assert came[-1].frames == came[-1].of == len(frames) // 2


@given(st.lists(wholes, min_size=2, max_size=3, unique=True))
def test_two_loops_before_one_camera_are_kept_apart(many: list[bytes]) -> None:
    gathering = Gathering()
    loops = [framed(each, 200) for each in many]
    longest = max(map(len, loops))
    mixed = [each[at % len(each)] for at in range(longest) for each in loops]

    came = [gathering.take(each).whole for each in mixed]

    assert sorted(each for each in came if each is not None) == sorted(many)


def test_a_frame_that_was_changed_spoils_the_whole_which_can_be_gathered_anew() -> None:
    whole = bytes(range(256)) * 3
    first, second = framed(whole)[:2]
    gathering = Gathering()
    raw = from_base45(second[len(HEAD) :])
    gathering.take(first)

    with pytest.raises(FormatError, match="other than"):
        gathering.take(HEAD + as_base45(raw[:-1] + b"!"))

    assert gathering.take(second).frames == 1
    assert gathering.take(first).whole == whole


def test_frames_that_count_differently_are_refused() -> None:
    gathering = Gathering()
    gathering.take(frame(b"the name", 3, 0, b"a"))

    with pytest.raises(FormatError):
        gathering.take(frame(b"the name", 2, 1, b"b"))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("https://example.org", FormatError),
        ("NPQ2:0000", UnknownVersion),
        (HEAD + "A", FormatError),
        (HEAD + as_base45(b"short"), FormatError),
        (frame(b"the name", 0, 0, b""), FormatError),
        (frame(b"the name", 2, 2, b"a"), FormatError),
        (frame(b"the name", 2, 1, b""), FormatError),
        (frame(b"the name", MAX_FRAMED_BYTES + 1, 1, b"a"), TooLarge),
        (frame(b"the name", 1, 0, b"a" * (MAX_DATA_BYTES + 2)), TooLarge),
    ],
)
def test_what_is_no_frame_is_named(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Gathering().take(text)


def test_no_more_is_gathered_than_a_whole_may_be() -> None:
    gathering = Gathering()
    with pytest.raises(TooLarge):
        framed(bytes(MAX_FRAMED_BYTES + 1))
    with pytest.raises(TooLarge):
        for at in range(20):
            gathering.take(frame(b"the name", 20, at, bytes(MAX_DATA_BYTES)))


def test_of_many_wholes_those_longest_not_seen_are_let_go_of() -> None:
    gathering = Gathering()
    names = [n.to_bytes(8, "big") for n in range(200)]
    for name in names:
        gathering.take(frame(name, 3, 0, b"a"))

    assert gathering.take(frame(names[-1], 3, 1, b"b")).frames == 2
    assert gathering.take(frame(names[0], 3, 1, b"b")).frames == 1


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text("0123456789ABCDEF $%*+-./:", max_size=90).map(HEAD.__add__),
        st.builds(
            frame,
            st.binary(min_size=8, max_size=8),
            st.integers(0, 65_535),
            st.integers(0, 65_535),
            st.binary(max_size=30),
        ),
    )
)
def test_no_text_makes_it_stumble(text: str) -> None:
    with contextlib.suppress(FormatError):
        assert Gathering().take(text).of >= 1
