"""Uploads: what has come of envelopes that arrive in parts, durable byte by byte.

Nothing here is judged. When the last byte is here and the whole has the SHA-256 that
was announced, it goes where any envelope goes; until then it is bounded by a quota.
Everybody has uploads of their own: what one begins, no other goes on with or spoils.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.errors import Denied
from sync.ids import EnvelopeId
from sync.limits import (
    MAX_ENVELOPE_BYTES,
    MAX_PARTIAL_BYTES,
    MAX_PARTIAL_BYTES_EACH,
    MAX_PARTIAL_BYTES_STRANGERS,
    PARTIAL_LIFE_MS,
    STRANGERS_PARTIAL_LIFE_MS,
)
from sync.protocol import Reason

if TYPE_CHECKING:
    from sync.clock import Clock
    from sync.database import Plain, Put

_SUM: Final = "SELECT COALESCE(SUM(size), 0) FROM upload WHERE "


@dataclass(frozen=True, slots=True)
class Whole:
    """What an upload will be: an envelope of this id, digest and size."""

    envelope: EnvelopeId
    digest: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Who brings it: the key of a device the hub knows, or a stranger's address."""

    name: bytes
    is_known: bool


@dataclass(frozen=True, slots=True)
class Appended:
    """How far an upload is now, and whether the part was for that place."""

    offset: int
    fits: bool


@dataclass(frozen=True, slots=True)
class _Upload:
    k: int
    held: int


class Uploads:
    """The partial uploads of one hub, in its inbox's file; usable from any thread."""

    def __init__(self, file: Plain, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    def offset(self, whole: Whole, owner: Owner) -> int:
        """Return how much of an envelope its bringer has here; all once received."""
        found = self._find(whole, owner)
        if found is not None:
            return found.held
        return whole.size if self._received(whole) is not None else 0

    def append(
        self, whole: Whole, owner: Owner, offset: int, content: bytes
    ) -> Appended:
        """Make a part durable, if it is for the offset held.

        Raises Denied when there is no room for it now, FileError when it could not be
        kept.
        """
        if whole.size > MAX_ENVELOPE_BYTES or offset + len(content) > whole.size:
            raise Denied(Reason.TOO_LARGE)
        found = self._find(whole, owner)
        held = found.held if found is not None else self.offset(whole, owner)
        if held != offset or not content:
            return Appended(held, fits=held == offset)
        with self._file.change("uploads") as run:
            upload = found or self._begin(run, whole, owner)
            self._add(run, upload, content)
        return Appended(held + len(content), fits=True)

    def _begin(self, run: Put, whole: Whole, owner: Owner) -> _Upload:
        self._sweep(run)
        self._make_room(run, whole.size, owner)
        run(
            "INSERT INTO upload (envelope, digest, size, held, owner, is_known, "
            "touched_ms) VALUES (?, ?, ?, 0, ?, ?, ?)",
            *(whole.envelope, whole.digest, whole.size, owner.name, owner.is_known),
            self._clock.now_ms(),
        )
        found = self._find(whole, owner)
        assert found is not None  # noqa: S101 - it was begun on the line above
        return found

    def _add(self, run: Put, upload: _Upload, content: bytes) -> None:
        run(
            "INSERT INTO upload_part (k, at, raw) VALUES (?, ?, ?)",
            *(upload.k, upload.held, content),
        )
        run(
            "UPDATE upload SET held = held + ?, touched_ms = ? WHERE k = ?",
            *(len(content), self._clock.now_ms(), upload.k),
        )

    def _make_room(self, run: Put, size: int, owner: Owner) -> None:
        """Let go of what the same sender left lying; refuse when that is not enough.

        The whole is reserved at once, so that what was begun can be finished.
        """
        while self._reserved("owner = ?", owner.name) + size > MAX_PARTIAL_BYTES_EACH:
            self._let_go(
                run,
                "k = (SELECT k FROM upload WHERE owner = ? ORDER BY touched_ms, k "
                "LIMIT 1)",
                owner.name,
            )
        most = MAX_PARTIAL_BYTES if owner.is_known else MAX_PARTIAL_BYTES_STRANGERS
        if self._reserved("is_known = ?", owner.is_known) + size > most:
            raise Denied(Reason.BUSY)

    def whole(self, whole: Whole, owner: Owner) -> bytes | None:
        """Return an envelope that is all here and is what was announced, or None.

        One that is not what was announced is let go, and begins again.
        """
        found = self._find(whole, owner)
        if found is None:
            return self._received(whole)
        if found.held < whole.size:
            return None
        parts = self._file.ask(
            "SELECT raw FROM upload_part WHERE k = ? ORDER BY at", found.k
        )
        raw = b"".join(bytes(part) for (part,) in parts)
        if hashlib.sha256(raw).digest() == whole.digest:
            return raw
        with self._file.change() as run:
            self._let_go(run, "k = ?", found.k)
        return None

    def done(self, whole: Whole) -> None:
        """Let go of every upload of an envelope: it was received."""
        with self._file.change() as run:
            self._let_go(
                run, "envelope = ? AND digest = ?", whole.envelope, whole.digest
            )

    def sweep(self) -> None:
        """Let go of what nobody went on with for long."""
        with self._file.change() as run:
            self._sweep(run)

    def _sweep(self, run: Put) -> None:
        now_ms = self._clock.now_ms()
        for is_known, life_ms in (
            (True, PARTIAL_LIFE_MS),
            (False, STRANGERS_PARTIAL_LIFE_MS),
        ):
            self._let_go(
                run, "is_known = ? AND touched_ms < ?", is_known, now_ms - life_ms
            )

    def _let_go(self, run: Put, which: str, *parameters: object) -> None:
        run(
            "DELETE FROM upload_part WHERE k IN "  # noqa: S608 - ours
            f"(SELECT k FROM upload WHERE {which})",
            *parameters,
        )
        run(f"DELETE FROM upload WHERE {which}", *parameters)  # noqa: S608 - ours

    def _reserved(self, which: str, parameter: object) -> int:
        return int(self._file.ask(_SUM + which, parameter)[0][0])

    def _find(self, whole: Whole, owner: Owner) -> _Upload | None:
        found = self._file.ask(
            "SELECT k, held FROM upload WHERE envelope = ? AND digest = ? "
            "AND size = ? AND owner = ? AND is_known = ?",
            *(whole.envelope, whole.digest, whole.size, owner.name, owner.is_known),
        )
        return _Upload(*found[0]) if found else None

    def _received(self, whole: Whole) -> bytes | None:
        """Return an envelope the inbox has already: its last answer was lost."""
        found = self._file.ask(
            "SELECT raw FROM envelope WHERE id = ? AND digest = ? AND size = ?",
            *(whole.envelope, whole.digest, whole.size),
        )
        raw = bytes(found[0][0] or b"") if found else b""
        return raw if len(raw) == whole.size else None
