"""What a person carries: a parcel for the hub, and the hub's reply to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import flet as ft

from app.care.refusal import Refusal
from app.scan.frames import unframed
from sync.errors import FormatError, TooLarge, UnknownVersion

SUFFIX: Final = "noodpost"
MOST_BYTES: Final = 32 * 1024 * 1024
"""What goes through a window at once; more goes with the next parcel."""


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
    """A parcel to save: what is in the file, and how many envelopes did not fit."""

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
