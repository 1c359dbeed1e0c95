"""Regional packs: a list the region publishes whole, under a number that only rises.

One stream for each pack. What was published is one document; one that is too large for
a fact goes in numbered parts with the SHA-256 of the whole, and counts once all are
there. A lower version never replaces a higher one; one number with two contents is a
conflict, and both are kept. Whose log it was stands beside every part: only a hub's own
counts, and the queries judge that.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, NamedTuple

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Number, Text
from app.care.refusal import Refusal
from app.care.terms import FactId

STREAM_START: Final = b"pack:"

ITEMS: Final = "items"
"""The pack of the items that may lie on a shelf."""

MOST_VERSION: Final = 10**12
PART_BYTES: Final = 48 * 1024
"""What one fact carries: three quarters of what its body may be."""
MOST_PARTS: Final = 64
MOST_DOCUMENT_BYTES: Final = 16 * 1024 * 1024
"""What a packed document may unfold into: fifty times the longest list of items."""
_SHA_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class PackPublished:
    """A part of a version of a pack was published; `sha256` is of the whole."""

    version: Annotated[int, Number(1, MOST_VERSION)]
    sha256: bytes
    content: bytes
    part: Annotated[int, Number(1, MOST_PARTS)] = 1
    parts: Annotated[int, Number(1, MOST_PARTS)] = 1
    by_name: Annotated[str, Text(80)] = ""
    remark: Annotated[str, Text(200)] = ""


class Piece(NamedTuple):
    """The bytes of one part, and the facts that brought these very bytes."""

    part: int
    content: bytes
    facts: tuple[FactId, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One content under one version number, as far as it has come."""

    version: int
    sha256: bytes
    parts: int
    published_ms: int
    actor: bytes
    by_name: str
    remark: str
    pieces: tuple[Piece, ...] = ()

    def content(self, is_hubs: Callable[[bytes], bool]) -> bytes | None:
        """Return the whole of it out of what a hub's own logs say, or None."""
        said: dict[int, bytes] = {}
        for piece in self.pieces:
            if any(is_hubs(log) for log, _ in piece.facts):
                said[piece.part] = piece.content
        if len(said) < self.parts:
            return None
        whole = b"".join(said[part] for part in sorted(said))
        return whole if hashlib.sha256(whole).digest() == self.sha256 else None

    def parts_here(self, is_hubs: Callable[[bytes], bool]) -> int:
        """Return how many of its parts came from a hub's own logs."""
        return sum(any(is_hubs(log) for log, _ in piece.facts) for piece in self.pieces)

    def is_told_by(self, logs: Iterable[bytes]) -> bool:
        """Tell whether each part stands in one of these logs."""
        known = set(logs)
        told = {
            piece.part
            for piece in self.pieces
            if any(log in known for log, _ in piece.facts)
        }
        return len(told) == self.parts


@dataclass(frozen=True, slots=True)
class Pack:
    """All that was ever published of one pack, newest version first."""

    editions: tuple[Edition, ...] = ()


@dataclass(frozen=True, slots=True)
class PackLine:
    """The scalars of a pack: its newest number, whoever said it."""

    version: int
    editions: int


def _published(pack: Pack, fact: PackPublished, stamp: Stamp) -> Pack:
    _check(fact)
    key = (fact.version, bytes(fact.sha256), fact.parts)
    others = [each for each in pack.editions if _key(each) != key]
    same = [each for each in pack.editions if _key(each) == key]
    edition = _with_piece(same[0] if same else _first(fact, stamp), fact, stamp)
    ordered = sorted((*others, edition), key=lambda each: (-each.version, _key(each)))
    return Pack(tuple(ordered))


def _check(fact: PackPublished) -> None:
    sound = (
        len(fact.sha256) == _SHA_BYTES
        and 0 < len(fact.content) <= PART_BYTES
        and fact.part <= fact.parts
    )
    if not sound:
        raise ValueError("no part of a pack")


def _key(edition: Edition) -> tuple[int, bytes, int]:
    return (edition.version, bytes(edition.sha256), edition.parts)


def _first(fact: PackPublished, stamp: Stamp) -> Edition:
    return Edition(
        fact.version,
        bytes(fact.sha256),
        fact.parts,
        stamp.recorded_ms,
        stamp.actor,
        fact.by_name,
        fact.remark,
    )


def _with_piece(edition: Edition, fact: PackPublished, stamp: Stamp) -> Edition:
    """Return an edition with one part more; the same bytes are kept once."""
    pieces = list(edition.pieces)
    content = bytes(fact.content)
    for place, piece in enumerate(pieces):
        if (piece.part, bytes(piece.content)) == (fact.part, content):
            facts = tuple(sorted({*map(_id, piece.facts), stamp.id}))
            pieces[place] = Piece(piece.part, content, facts)
            return replace(edition, pieces=tuple(pieces))
    pieces.append(Piece(fact.part, content, (stamp.id,)))
    pieces.sort(key=lambda piece: (piece.part, bytes(piece.content)))
    return replace(edition, pieces=tuple(pieces))


def _id(fact: FactId) -> FactId:
    return (bytes(fact[0]), fact[1])


FOLD: Final[dict[type, Fold]] = {PackPublished: _published}


def line(pack: Pack) -> PackLine:
    """Return the scalars that lists need."""
    versions = [each.version for each in pack.editions]
    return PackLine(max(versions, default=0), len(versions))


def pack_stream(name: str) -> bytes:
    """Return the stream of a pack, by its name."""
    return STREAM_START + name.encode()


def next_version(newest: int, today: str) -> int:
    """Return the number of the next version: the day and a count, always higher.

    A hub that lost everything goes on above what its posts hold, for days go on.
    """
    return max(newest + 1, int(today.replace("-", "")) * 100 + 1)


def folded_up(document: Mapping[str, Any]) -> bytes:
    """Return a document as it travels: canonical, and packed. Raises Refusal."""
    text = json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    packed = zlib.compress(text, 9)
    if len(text) > MOST_DOCUMENT_BYTES or len(packed) > PART_BYTES * MOST_PARTS:
        raise Refusal("pack_too_large")
    return packed


def unfolded(content: bytes) -> dict[str, Any]:
    """Return the document that travelled so. Raises Refusal when it is none."""
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(content, MOST_DOCUMENT_BYTES)
        if not unpacking.eof or unpacking.unused_data:
            raise Refusal("pack_unreadable")
        document = json.loads(text)
    except (zlib.error, ValueError, RecursionError):
        raise Refusal("pack_unreadable") from None
    if not isinstance(document, dict):
        raise Refusal("pack_unreadable")
    return document


def parts_of(
    version: int, content: bytes, by_name: str, remark: str
) -> tuple[PackPublished, ...]:
    """Return the facts that publish a content, in order."""
    starts = range(0, len(content), PART_BYTES)
    return tuple(
        PackPublished(
            version,
            hashlib.sha256(content).digest(),
            content[start : start + PART_BYTES],
            part,
            len(starts),
            by_name,
            remark,
        )
        for part, start in enumerate(starts, start=1)
    )
