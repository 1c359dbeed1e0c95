"""Small files beside the database: read within a limit, replaced as a whole."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sync.errors import DamagedFile, DiskFull, FileError
from sync.limits import MAX_KEYRING_BYTES

if TYPE_CHECKING:
    from os import PathLike


def read_small(path: str | PathLike[str]) -> bytes | None:
    """Return the bytes of a small file, or None when there is none.

    Raises DamagedFile when it is larger than such a file can be, or unreadable.
    """
    try:
        with Path(path).open("rb") as file:
            raw = file.read(MAX_KEYRING_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as why:
        raise DamagedFile(Path(path).name) from why
    if len(raw) > MAX_KEYRING_BYTES:
        raise DamagedFile(Path(path).name)
    return raw


def replace_small(path: str | PathLike[str], raw: bytes, *, durable: bool) -> None:
    """Put `raw` in place of a small file: after a crash it is the old or the new one.

    `durable` waits until the disk has it. Only the owner may read it. Raises DiskFull,
    FileError.
    """
    replace(path, (raw,), durable=durable)


def replace(
    path: str | PathLike[str], parts: Iterable[bytes], *, durable: bool
) -> None:
    """Put what `parts` say in place of a file, as `replace_small` does.

    Whatever they raise leaves the old file as it was, and nothing beside it. `durable`
    waits for each part, so that who counts them knows how far the disk is.
    """
    target = Path(path)
    fresh = target.with_name(target.name + ".new")
    with os_errors(target.name):
        try:
            _write(fresh, parts, durable=durable)
            fresh.replace(target)
        except BaseException:
            with suppress(OSError):  # a stick that was pulled out has neither
                fresh.unlink(missing_ok=True)
            raise
        if durable:
            _sync_folder(target.parent)


@contextmanager
def os_errors(name: str) -> Iterator[None]:
    """Turn what the system says of files and folders into DiskFull or FileError."""
    try:
        yield
    except OSError as why:
        if why.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(name) from why
        raise FileError(name) from why


def _write(path: Path, parts: Iterable[bytes], *, durable: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        for part in parts:
            file.write(part)
            file.flush()
            if durable:
                os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened, nor needs to be
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
