"""Wiping a device: a signed word first, then the keys, then every file.

The word lies beside the folder before anything in it is touched. Without it the post is
whole; with it, whoever starts next finishes. The key goes first: what a crash leaves
behind after that nobody can open.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import stat
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app import paths
from app.care.closing import Wiped, kept_until, last_day
from app.commands.closing import standing, unsent_here
from app.commands.sheet import next_sheet
from app.store.desk import local_day
from app.store.queries.staff import person
from sync.errors import BadSignature, FileError
from sync.files import os_errors, read_small, replace_small
from sync.ids import Mode
from sync.trust.keys import SigningKey, check_signature

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.closing import Wish

_LABEL: Final = b"noodpost-wipe-v1\0"
_FORMAT: Final = "noodpost-wipe"
_SPOILED: Final = 64 * 1024
"""Bytes that are written over at the start of a file: all of a keyring, and of a
database what it is opened with."""

_MOST_NAMES: Final = 40
_TIMES: Final = 3

_log = logging.getLogger("noodpost.post")


def statement(desk: Desk, home: paths.Home, wish: Wish, others: int = 0) -> Wiped:
    """Return what this device will say of itself; runs on the writer's thread."""
    held, who = standing(desk), person(desk.database, wish.by)
    today = date.fromisoformat(desk.today())
    day = last_day(held, today, lambda ms: date.fromisoformat(local_day(ms)))
    names, size = _listed(home.folder)
    is_exercise = desk.mode is Mode.EXERCISE
    log = desk.journal.log
    return Wiped(
        sheet=next_sheet(desk),
        post_name=str(desk.setting("post_name") or ""),
        post_code=str(desk.setting("post_code") or ""),
        exercise=is_exercise,
        by_name=who.name if who else "",
        at_ms=desk.now_ms(),
        holder=held.handed.holder if held.handed else "",
        way=held.handed.way.value if held.handed else "",
        kept_until=kept_until(day, exercise=is_exercise).isoformat(),
        unsent=unsent_here(desk),
        because=wish.because,
        files=names,
        size=size,
        log=log.hex(),
        last=desk.journal.last_seq(log),
        others=others,
    )


def signed(desk: Desk, said: Wiped) -> tuple[bytes, Wiped]:
    """Return the statement as it is kept, signed by this device, and as it reads."""
    key = SigningKey.from_bytes(desk.setting("device_signing"))
    text = json.dumps(_said(said), ensure_ascii=False, sort_keys=True)
    signature = key.sign(_LABEL + text.encode())
    whole = {
        "format": _FORMAT,
        "said": text,
        "key": key.public.hex(),
        "signature": signature.hex(),
        "certificate": bytes(desk.setting("certificate") or b"").hex(),
    }
    proof = replace(said, key=key.public.hex(), signature=signature.hex())
    return json.dumps(whole, ensure_ascii=False).encode(), proof


def read_statement(raw: bytes) -> Wiped | None:
    """Return what a kept statement says and whether it is proven; None for no such."""
    try:
        whole = json.loads(raw)
        if whole["format"] != _FORMAT:
            return None
        text, key, signature = whole["said"], whole["key"], whole["signature"]
        said = json.loads(text)
        said["files"] = tuple(said["files"])
        wiped = Wiped(**said, key=key, signature=signature)
        is_proven = _is_proven(bytes.fromhex(key), bytes.fromhex(signature), text)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return replace(wiped, is_proven=is_proven)


def _is_proven(key: bytes, signature: bytes, text: str) -> bool:
    try:
        check_signature(key, signature, _LABEL + text.encode())
    except BadSignature:
        return False
    return True


def _said(wiped: Wiped) -> dict[str, Any]:
    beside = ("key", "signature", "is_done", "is_proven")
    names = {each.name for each in fields(Wiped)} - {*beside}
    return {name: each for name, each in asdict(wiped).items() if name in names}


def promise(data: Path, mode: Mode, raw: bytes) -> None:
    """Put the word down: from here on the post is wiped, whatever happens.

    Raises DiskFull, FileError; then nothing is wiped.
    """
    replace_small(_word(data, mode), raw, durable=True)


def take_back(data: Path, mode: Mode) -> None:
    """Take a word back that could not be put down for sure. Raises FileError."""
    word = _word(data, mode)
    with os_errors(word.name):
        word.unlink(missing_ok=True)
        _sync(data)


def is_promised(data: Path, mode: Mode) -> bool:
    """Tell whether a wipe was begun and is not finished."""
    return _word(data, mode).exists()


def finish(data: Path, mode: Mode) -> bool:
    """Finish a wipe that was promised; False where none was. Raises FileError.

    It may be done again after any crash: what is gone already is no matter.
    """
    word = _word(data, mode)
    raw = read_small(word)
    if raw is None:
        return False
    home = paths.post_home(data, mode)
    with os_errors(home.folder.name):
        if home.folder.exists():
            _destroy(home)
        said = read_statement(raw)
        at_ms = said.at_ms if said else 0
        kept = paths.wiped_folder(data)
        kept.mkdir(mode=0o700, exist_ok=True)
        word.replace(kept / f"{mode.value}-{at_ms}.json")
        _sync(kept)
        _sync(data)
    return True


def finish_all(data: Path) -> None:
    """Finish what a crash left; what a disk does not let go is tried again later."""
    for mode in Mode:
        try:
            finish(data, mode)
        except FileError as why:
            _log.warning("wipe not finished: %s", type(why).__name__)


def wiped(data: Path) -> tuple[Wiped, ...]:
    """Return what this device says of posts it wiped, the newest first."""
    found = [_read(path, is_done=True) for path in _kept(data)]
    found += [_read(_word(data, mode), is_done=False) for mode in Mode]
    said = [each for each in found if each is not None]
    return tuple(sorted(said, key=lambda each: -each.at_ms))


def _kept(data: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(paths.wiped_folder(data).glob("*.json"))
    return []


def _read(path: Path, *, is_done: bool) -> Wiped | None:
    try:
        raw = read_small(path)
    except FileError:
        return None
    said = read_statement(raw) if raw is not None else None
    return None if said is None else replace(said, is_done=is_done)


def _word(data: Path, mode: Mode) -> Path:
    return data / f"{mode.value}.wipe.json"


def _listed(folder: Path) -> tuple[tuple[str, ...], int]:
    found = [each for each in sorted(folder.rglob("*")) if not each.is_dir()]
    names = tuple(str(each.relative_to(folder)) for each in found[:_MOST_NAMES])
    return names, sum(each.lstat().st_size for each in found)


def _destroy(home: paths.Home) -> None:
    """Destroy the key, then all else; raises OSError."""
    _spoil(home.keyring)
    _sync(home.folder)
    for _ in range(_TIMES):
        _empty(home.folder)
        with contextlib.suppress(OSError):  # what still ran here may have come back
            home.folder.rmdir()
            return
    home.folder.rmdir()


def _empty(folder: Path) -> None:
    inside = sorted(folder.rglob("*"), key=lambda each: -len(each.parts))
    for path in inside:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            _spoil(path)


def _spoil(path: Path) -> None:
    """Write over what a file begins with, wait for the disk, and let go of it."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISREG(found.st_mode):
        with path.open("r+b") as file:
            file.write(bytes(min(found.st_size, _SPOILED)))
            file.flush()
            os.fsync(file.fileno())
    path.unlink()


def _sync(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened, nor needs to be
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
