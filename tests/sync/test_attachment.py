"""Attachments: kept whole, carried in pieces, never mixed up."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.attachment import (
    Attachment,
    Loose,
    Place,
    Unread,
    acknowledge,
    afloat,
    content,
    forget,
    keep,
    land,
    loose,
    loosen,
    loosen_all,
    pieces_of,
    place_of,
    sealed,
    set_aside,
    unread,
)
from sync.database import MEMORY, Database, open_database
from sync.errors import Denied, FormatError, SyncError, TooLarge
from sync.event import pack
from sync.ids import EnvelopeId, LogId, StreamId
from sync.limits import MAX_ATTACHMENT_BYTES, PIECE_BYTES
from sync.piece import Piece, decode, encode
from sync.schema import MIGRATIONS

NAME = b"n" * 16
STREAM = StreamId(b"s" * 16)
LOG = LogId(b"logfrom1")
PLACE = Place(LOG, b"e" * 16, b"d" * 32, 7)
PHOTO = bytes(range(256)) * 4096 * 2 + b"the end"


def opened() -> Database:
    return open_database(MEMORY, None, MIGRATIONS)


def envelope(number: int) -> EnvelopeId:
    return EnvelopeId(number.to_bytes(16, "big"))


def pieces(photo: bytes = PHOTO) -> list[Loose]:
    database = opened()
    keep(database, NAME, STREAM, photo, 5)
    found = []
    while (piece := loose(database)) is not None:
        sealed(database, piece, envelope(len(found)), PLACE)
        found.append(piece)
    return found


def landed(found: list[Loose]) -> Database:
    database = opened()
    for place, piece in enumerate(found):
        land(database, piece, LOG, envelope(place), 5)
    return database


def test_what_was_kept_is_whole_and_travels_in_pieces_of_a_mebibyte() -> None:
    found = pieces()

    assert [len(piece.text) for piece in found] == [PIECE_BYTES, PIECE_BYTES, 7]
    assert b"".join(piece.text for piece in found) == PHOTO
    assert {piece.attachment.count for piece in found} == {3}


def test_pieces_may_arrive_in_any_order_and_twice() -> None:
    found = pieces()
    database = landed([found[2], found[0]])
    digest = hashlib.sha256(PHOTO).digest()

    early = content(database, NAME, digest)
    news = [land(database, each, LOG, envelope(9), 5) for each in (found[0], found[1])]

    assert early is None
    assert news == [False, True]
    assert content(database, NAME, digest) == PHOTO


def test_content_that_is_not_what_the_event_says_is_none_at_all() -> None:
    database = landed(pieces())

    assert content(database, NAME, bytes(32)) is None
    assert content(database, b"x" * 16, hashlib.sha256(PHOTO).digest()) is None


def test_a_piece_that_contradicts_what_is_here_is_refused() -> None:
    found = pieces()
    database = landed(found)
    one = found[0].attachment
    other = Attachment(NAME, StreamId(b"t" * 16), one.digest, one.size, one.count)

    for piece, log in (
        (Loose(one, 2, b"another"), LOG),
        (Loose(other, 0, found[0].text), LOG),
        (found[0], LogId(b"logfrom2")),
    ):
        with pytest.raises(Denied):
            land(database, piece, log, envelope(7), 5)

    assert content(database, NAME, one.digest) == PHOTO


def test_what_is_empty_or_too_large_is_not_kept() -> None:
    database = opened()

    with pytest.raises(FormatError):
        keep(database, NAME, STREAM, b"", 5)
    with pytest.raises(TooLarge):
        keep(database, NAME, STREAM, bytes(MAX_ATTACHMENT_BYTES + 1), 5)

    assert loose(database) is None


def test_an_attachment_is_unread_until_every_piece_has_its_receipt() -> None:
    database = opened()
    keep(database, NAME, STREAM, PHOTO, 5)
    told = [unread(database)]
    for place in range(3):
        piece = loose(database)
        assert piece is not None
        sealed(database, piece, envelope(place), PLACE)
        acknowledge(database, envelope(place), 1)
    told.append(unread(database))

    news = [acknowledge(database, envelope(place), 2) for place in (0, 1, 2, 2)]

    assert told == [Unread(1, len(PHOTO), 0)] * 2
    assert news == [True, True, True, False]
    assert unread(database) == Unread()


def test_a_piece_lost_on_the_road_is_sealed_again() -> None:
    database = opened()
    keep(database, NAME, STREAM, b"small", 5)
    piece = loose(database)
    assert piece is not None
    sealed(database, piece, envelope(1), PLACE)
    set_aside(database, envelope(1), "seal")
    troubled = unread(database).set_aside

    again = loosen(database, envelope(1))

    assert troubled == 1
    assert again
    assert afloat(database) == []
    assert place_of(database, envelope(1)) is None
    assert loose(database) == piece


def test_another_hub_gets_every_attachment_made_here() -> None:
    database = opened()
    keep(database, NAME, STREAM, b"small", 5)
    piece = loose(database)
    assert piece is not None
    sealed(database, piece, envelope(1), PLACE)
    acknowledge(database, envelope(1), 2)

    loosen_all(database)

    assert loose(database) == piece


def test_a_stream_takes_its_attachments_along() -> None:
    database = landed(pieces())

    forget(database, STREAM)

    assert content(database, NAME, hashlib.sha256(PHOTO).digest()) is None


@given(st.binary(min_size=1, max_size=300), st.integers(0, 600), st.binary(max_size=4))
def test_a_damaged_piece_is_read_or_refused_by_name(
    photo: bytes, at: int, splice: bytes
) -> None:
    digest = hashlib.sha256(photo).digest()
    raw = encode(Loose(Attachment(NAME, STREAM, digest, len(photo), 1), 0, photo))
    damaged = raw[: at % len(raw)] + splice + raw[at % len(raw) + len(splice) :]

    try:
        read = decode(damaged)
    except SyncError:
        assert damaged != raw
    else:
        assert encode(read) == damaged


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"attachment": b"short"},
        {"place": 1},
        {"count": 2},
        {"size": 4},
        {"size": 0},
        {"stream": b""},
        {"digest": b""},
        {"text": b""},
        {"extensions": {"new": 1}},
    ],
    ids=str,
)
def test_a_piece_that_says_what_cannot_be_is_refused(change: dict[str, object]) -> None:
    fields = {
        "version": 1,
        "attachment": NAME,
        "place": 0,
        "count": 1,
        "stream": STREAM,
        "size": 5,
        "digest": bytes(32),
        "text": b"photo",
        "extensions": {},
    }

    with pytest.raises(FormatError):
        decode(pack(Piece(**{**fields, **change})))  # type: ignore[arg-type]


def test_the_number_of_pieces_follows_from_the_size() -> None:
    sizes = [1, PIECE_BYTES, PIECE_BYTES + 1, MAX_ATTACHMENT_BYTES]

    assert [pieces_of(size) for size in sizes] == [1, 1, 2, 25]
