"""What pictures of squares say together: a bundle or a reply, as in a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from app.care.refusal import Refusal
from app.scan.picture import codes
from sync.errors import FormatError, UnknownVersion
from sync.frames import Gathering, Seen, is_frame

_KIND: Final = re.compile(r"^\][A-Za-z]\d")
"""What a reader puts before a code to say of what kind it is."""

_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")


def seen_in(gathering: Gathering, code: str) -> Seen:
    """Take one code a reader sent. Raises Refusal for what is no frame of a whole."""
    text = _KIND.sub("", code)
    if not is_frame(text):
        raise Refusal("frame_foreign")
    try:
        return gathering.take(text)
    except UnknownVersion as why:
        raise Refusal("parcel_newer") from why
    except FormatError as why:
        raise Refusal("frame_damaged") from why


def unframed(files: Sequence[bytes]) -> bytes:
    """Return the whole that pictures of squares hold; any other file as it is.

    Raises Refusal where a picture cannot be read, or not every square is there.
    """
    plain = [each for each in files if not each.startswith(_PICTURES)]
    return plain[0] if plain or not files else _gathered(files)


def _gathered(pictures: Iterable[bytes]) -> bytes:
    gathering, seen = Gathering(), Seen(0, 0, fresh=False)
    for picture in pictures:
        for code in codes(picture):
            seen = seen_in(gathering, code)
            if seen.whole is not None:
                return seen.whole
    raise Refusal("frames_missing", frames=seen.frames, count=seen.of)
