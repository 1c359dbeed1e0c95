"""What a person carries: a parcel for the hub, and the hub's reply to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import flet as ft

from app.care.refusal import Refusal
from app.scan.frames import unframed
from app.sticks import SUFFIX, chunks_of
from sync.errors import FormatError, TooLarge, UnknownVersion
from sync.files import os_errors, replace

if TYPE_CHECKING:
    from pathlib import Path

    from app.sticks import Sticks
    from app.ui.work import Work
    from sync.ids import Mode

MOST_BYTES: Final = 32 * 1024 * 1024
"""What goes through a window at once; more goes with the next parcel."""

_PART_BYTES: Final = 512 * 1024
"""Of what is read or written before a person hears how far it is: a slow stick writes
it in a tenth of a second."""


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel on its way with `carrier`; `unread` of its `envelopes` are not read."""

    n: int
    carrier: str
    made_ms: int
    envelopes: int
    unread: int


@dataclass(frozen=True, slots=True)
class Given:
    """A parcel to save: what is in the file, and how many envelopes did not fit.

    With no envelope it only asks what the hub has for this post.
    """

    raw: bytes
    envelopes: int
    left: int


@dataclass(frozen=True, slots=True)
class Urgent:
    """What one square holds: sealed, and how many urgent facts did not fit."""

    raw: bytes
    facts: int
    left: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a reply brought that was new here."""

    receipts: int
    messages: int
    is_torn: bool


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a parcel brought to a hub, and the reply to give along.

    `apart` counts what could not be used, by reason.
    """

    fresh: int
    known: int
    apart: Mapping[str, int]
    posts: int
    is_torn: bool
    reply: bytes


@dataclass(frozen=True, slots=True)
class Saving:
    """The file a parcel goes into, and who is told how far it is."""

    path: Path
    work: Work


class ByHand(Protocol):
    """What a program offers for what goes along with a person."""

    sticks: Sticks

    async def give(
        self,
        mode: Mode,
        carrier: str,
        most_bytes: int = ...,
        on: Saving | None = None,
    ) -> Given:
        """Return what waits and fits, to go along with somebody.

        With `on` it is in a file then. Raises Refusal, FileError.
        """

    async def give_urgent(self, mode: Mode, carrier: str) -> Urgent:
        """Return the most urgent that waits, in one square. Raises Refusal."""

    async def take_back(
        self, mode: Mode, raw: bytes, work: Work | None = None
    ) -> TakenBack:
        """Take the hub's reply to a parcel; twice is once. Raises Refusal."""

    async def forget_parcel(self, mode: Mode, n: int) -> None:
        """Wait for a parcel no longer; what was in it still waits here."""


def counted(raw: bytes, told: Callable[[int, int], None]) -> Iterator[bytes]:
    """Yield bytes in parts; `told` hears how many went before, and may end it."""
    for at in range(0, len(raw), _PART_BYTES):
        told(at, len(raw))
        yield raw[at : at + _PART_BYTES]


def save(on: Saving, raw: bytes) -> None:
    """Write whole or not at all, and wait until the stick has it. Raises FileError."""
    replace(on.path, counted(raw, on.work.so_far), durable=True)


def read_parcel(path: Path, work: Work) -> bytes:
    """Return what a file on a stick holds. Raises Refusal or FileError."""
    with os_errors(path.name):
        size = path.stat().st_size
    if size > MOST_BYTES:
        raise Refusal("parcel_too_large", most=MOST_BYTES // 1024 // 1024)
    held = bytearray()
    for part in chunks_of(path, _PART_BYTES):
        work.so_far(len(held), size)
        held += part
    return bytes(held)


@contextmanager
def refusing(raw: bytes, magic: bytes) -> Iterator[None]:
    """Say what a carried file is that cannot be read, as a Refusal.

    `magic` is how one that is meant here begins.
    """
    try:
        yield
    except UnknownVersion as why:
        raise Refusal("parcel_newer") from why
    except FormatError as why:
        is_ours = raw.startswith(magic) or isinstance(why, TooLarge)
        raise Refusal("parcel_damaged" if is_ours else "parcel_foreign") from why


async def pick_parcel() -> bytes | None:
    """Return the file a person picks, None where none was picked. Raises Refusal.

    Of pictures of squares, what they say together.
    """
    picked = await ft.FilePicker().pick_files(with_data=True, allow_multiple=True)
    if not picked:
        return None
    if sum(each.size for each in picked) > MOST_BYTES:
        raise Refusal("parcel_too_large", most=MOST_BYTES // 1024 // 1024)
    return await asyncio.to_thread(unframed, [each.bytes or b"" for each in picked])


async def save_parcel(name: str, raw: bytes) -> None:
    """Let the browser save a parcel or a reply, on a stick or anywhere else."""
    await ft.FilePicker().save_file(file_name=f"{name}.{SUFFIX}", src_bytes=raw)
