"""The post itself: its name and the code in its casualty numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Text

STREAM_START: Final = b"post:"


@dataclass(frozen=True, slots=True)
class PostNamed:
    """A post was given its name and code."""

    name: Annotated[str, Text(60)]
    code: Annotated[str, Text(8)]


@dataclass(frozen=True, slots=True)
class Post:
    """A first aid post."""

    name: str = ""
    code: str = ""


def _named(post: Post, fact: PostNamed, _: Stamp) -> Post:
    return replace(post, name=fact.name, code=fact.code)


FOLD: Final[dict[type, Fold]] = {PostNamed: _named}


def post_stream(post_id: bytes) -> bytes:
    """Return the stream of a post."""
    return STREAM_START + post_id
