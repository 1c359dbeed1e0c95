"""Where a hub keeps what takes no key to read: in a file, or in a shared database.

With a database the folder of each process holds copies only, besides the key receipts
are signed with: its encrypted file follows the database and may be thrown away.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from app.store.file import CareFile
from app.store.local import FILE_MIGRATIONS
from sync.errors import DamagedFile, Diverged
from sync.files import os_errors, read_small, replace_small
from sync.hub.identity import IDENTITY
from sync.hub.inbox import Inbox
from sync.hub.registry import Registry
from sync.hub.replica import Replica
from sync.relay.shelf import Shelf
from sync.trust.stored import StoredKey

if TYPE_CHECKING:
    from app import paths
    from sync.clock import Clock
    from sync.ids import Ids, Mode

_KEYRING: Final = "keyring"


def can_share() -> bool:
    """Tell whether what speaks to PostgreSQL is installed."""
    try:
        return all(find_spec(name) for name in ("psycopg", "psycopg_pool"))
    except ModuleNotFoundError:
        return False


def open_inbox(home: paths.Home, database: str | None) -> Inbox:
    """Open the inbox of a hub: beside its other files, or in a database.

    Raises FileError.
    """
    if database is None:
        return Inbox.open(home.inbox)
    from sync.hub.postgres import Postgres

    return Inbox(Postgres(database))


def open_shelf(home: paths.Home, ids: Ids, mode: Mode) -> Shelf:
    """Open the shelf with post for other regions: each process has one of its own.

    Raises FileError.
    """
    return Shelf.open(home.folder / "border.sqlite", ids, mode=mode)


def is_founded(inbox: Inbox) -> bool:
    """Tell whether a hub was made in a shared database."""
    return Registry(inbox).setting(IDENTITY) is not None


def share_keyring(home: paths.Home, inbox: Inbox) -> None:
    """Let other processes of this hub have its keyring: it opens by passphrase only."""
    raw = read_small(home.keyring)
    if inbox.file.is_shared and raw is not None:
        Registry(inbox).set_setting(_KEYRING, raw)


def take_keyring(home: paths.Home, inbox: Inbox) -> None:
    """Have the keyring of this hub in a folder that may be new. Raises FileError."""
    if not inbox.file.is_shared:
        return
    raw = Registry(inbox).setting(_KEYRING)
    if raw is None:
        raise DamagedFile("the database has no keyring")
    with os_errors(home.folder.name):
        home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_small(home.keyring, raw, durable=True)


def replica_of(inbox: Inbox, key: bytes, ids: Ids) -> Replica | None:
    """Return the way between an encrypted file and a shared database, if any."""
    if not inbox.file.is_shared:
        return None
    return Replica(inbox.file, StoredKey(key), ids, len(FILE_MIGRATIONS))


def open_file(
    home: paths.Home, key: bytes, inbox: Inbox, mode: Mode, clock: Clock, ids: Ids
) -> CareFile:
    """Open the encrypted file of a hub. Raises FileError.

    One that holds what the shared database lost is made anew from the database: a
    backup was put back there, and the posts send again what it lacks.
    """

    def opened() -> CareFile:
        return CareFile.open(
            home.hub_file,
            key,
            mode=mode,
            clock=clock,
            ids=ids,
            replica=replica_of(inbox, key, ids),
        )

    try:
        return opened()
    except Diverged:
        with os_errors(home.hub_file.name):
            for end in ("", "-wal", "-shm"):
                beside = home.hub_file.with_name(home.hub_file.name + end)
                beside.unlink(missing_ok=True)
        return opened()
