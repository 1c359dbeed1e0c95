"""A photo of a casualty or a letter: what may be kept, and the fact that names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from app.care.form import Choice, Number, Ref, Text, When
from app.care.refusal import Refusal
from app.care.terms import Media

MAX_PHOTO_BYTES: Final = 25 * 1024 * 1024
"""What `sync` carries as one attachment; a phone's photo is 2 to 8 MB."""

_MB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PhotoAttached:
    """A photo was taken of a casualty, of an injury or of a letter.

    `attachment` names the bytes, which travel apart; `digest` is the SHA-256 that all
    of them must have, `size` how many there are.
    """

    attachment: Annotated[bytes, Ref()]
    digest: Annotated[bytes, Ref()]
    size_bytes: Annotated[int, Number(1, MAX_PHOTO_BYTES)]
    media: Annotated[Media, Choice()]
    observed_ms: Annotated[int, When()]
    caption: Annotated[str, Text(200)] = ""


def media_of(content: bytes) -> Media:
    """Return what kind of picture these bytes begin as. Raises Refusal."""
    if not content:
        raise Refusal("photo_empty")
    if len(content) > MAX_PHOTO_BYTES:
        raise Refusal("photo_too_large", most=MAX_PHOTO_BYTES // _MB)
    if content.startswith(b"\xff\xd8\xff"):
        return Media.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Media.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Media.WEBP
    raise Refusal("photo_unknown")
