"""Photos: kept with the fact that names them, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.photo import MAX_PHOTO_BYTES, PhotoAttached, media_of
from app.care.refusal import Refusal
from app.care.terms import Media, Role
from app.commands import attach_photo
from app.store.file import CareFile
from app.store.queries.casualty import casualty
from app.store.queries.photo import photo
from sync.attachment import unread
from sync.limits import MAX_ATTACHMENT_BYTES
from tests.support.post import actor, memory_post, registered

PNG = b"\x89PNG\r\n\x1a\n" + bytes(500)


def refusal(file: CareFile, command: Any) -> str:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key


def photos(file: CareFile, stream: bytes) -> list[PhotoAttached]:
    found = file.read_now(lambda db: casualty(db, stream))
    assert found is not None
    return [each.body for each in found.timeline if type(each.body) is PhotoAttached]


def test_a_photo_is_kept_and_named_by_one_fact() -> None:
    file = memory_post()
    stream, by = registered(file), actor(file)

    file.write_now(lambda desk: attach_photo(desk, by, stream, PNG, "linkerhand"))

    (fact,) = photos(file, stream)
    assert (fact.media, fact.size_bytes, fact.caption) == (
        Media.PNG,
        len(PNG),
        "linkerhand",
    )
    assert file.read_now(lambda db: photo(db, fact)) == PNG
    assert file.read_now(unread).attachments == 1


def test_who_may_not_record_a_photo_leaves_nothing_behind() -> None:
    file = memory_post()
    stream, keeper = registered(file), actor(file, Role.STOCK_KEEPER)
    nurse = actor(file)

    keys = [
        refusal(file, lambda desk: attach_photo(desk, keeper, stream, PNG)),
        refusal(file, lambda desk: attach_photo(desk, nurse, b"x" * 16, PNG)),
        refusal(file, lambda desk: attach_photo(desk, nurse, stream, PNG, "x" * 999)),
    ]

    assert keys == ["role_may_not", "no_such_casualty", "text_too_long"]
    assert photos(file, stream) == []
    assert file.read_now(unread).attachments == 0


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "photo_empty"),
        (b"%PDF-1.7", "photo_unknown"),
        (b"RIFF0000WAVE", "photo_unknown"),
        (PNG[:8] + bytes(MAX_PHOTO_BYTES), "photo_too_large"),
    ],
    ids=["empty", "pdf", "wave", "large"],
)
def test_what_is_no_photo_is_refused(content: bytes, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        media_of(content)

    assert refused.value.key == key


def test_the_three_kinds_of_picture_are_known_by_their_first_bytes() -> None:
    first = [b"\xff\xd8\xff\xe0", PNG, b"RIFF\x00\x00\x00\x00WEBPVP8 "]

    assert [media_of(each) for each in first] == [Media.JPEG, Media.PNG, Media.WEBP]


def test_whatever_may_be_kept_can_be_carried() -> None:
    assert MAX_PHOTO_BYTES == MAX_ATTACHMENT_BYTES
