"""A hub's folder: what a new region writes there, and what a locked hub can read."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import paths
from app.care.form import tidy
from app.care.member import StaffAdded, staff_stream
from app.care.post import PostNamed, post_stream
from app.care.refusal import Refusal
from app.care.terms import Role
from app.hub.keys import keep_identity, keep_keys
from app.hub.shared import is_founded, open_file, share_keyring, take_keyring
from app.opening import check_name, check_passphrase
from sync.errors import DamagedFile, NotOurFile
from sync.event import pack, read_record
from sync.files import os_errors, read_small, replace_small
from sync.hub.identity import IDENTITY, HubKeys, Identity, Place, found, new_hub
from sync.hub.inbox import Inbox
from sync.hub.registry import Registry
from sync.ids import NOBODY, ActorId, Ids, Mode, new_actor
from sync.journal import setting
from sync.trust.keys import Cost, Keyring, SigningKey, new_file_key

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.hub_state import HubSetup
    from sync.clock import Clock
    from sync.database import Database

_POST_ID_BYTES: Final = 8
_FOUNDING: Final = b"founding"


@dataclass(frozen=True, slots=True)
class Locked:
    """What a hub needs to store and acknowledge: nothing that opens anything."""

    inbox: Inbox
    identity: Identity
    receipt_key: SigningKey


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a hub is made, and what everything new is made of.

    `shared` is the inbox in a database, where several processes are to be one hub.
    """

    data: Path
    clock: Clock
    ids: Ids
    cost: Cost | None = None
    shared: Inbox | None = None


def make_hub(ground: Ground, setup: HubSetup, url: str) -> bytes:
    """Make a region and its hub; return the file key.

    Nothing is there until all of it is. Raises Refusal, FileError.
    """
    _check(setup)
    region = found(tidy(setup.region), url, setup.mode, ground.clock, ground.ids)
    apart = {"region-ca": region.ca.to_bytes(), "escrow": region.escrow.to_bytes()}
    return _make(ground, setup, (region.identity, region.keys), apart)


def make_further_hub(
    ground: Ground, setup: HubSetup, ca: SigningKey, escrow: bytes
) -> bytes:
    """Make another hub of a region that exists; return the file key.

    For a second hub, or in place of a lost one: posts join it with a new invitation.
    Raises Refusal, FileError.
    """
    _check(setup)
    place = Place(tidy(setup.region), "", setup.mode)
    made = new_hub(place, ca, escrow, ground.clock, ground.ids)
    return _make(ground, setup, made, {})


def _make(
    ground: Ground,
    setup: HubSetup,
    made: tuple[Identity, HubKeys],
    apart: dict[str, bytes],
) -> bytes:
    home = paths.hub_home(ground.data, setup.mode)
    if home.folder.exists():
        raise Refusal("hub_exists")
    fresh = paths.Home(ground.data / f"hub-{setup.mode}.new")
    with os_errors(fresh.folder.name):
        shutil.rmtree(fresh.folder, ignore_errors=True)
        fresh.folder.mkdir(parents=True, mode=0o700)
    file_key = new_file_key(ground.ids)
    _write_keys(fresh, setup, ground, {"hub": file_key, **apart})
    if ground.shared is None:
        with closing(Inbox.open(fresh.inbox)) as inbox:
            keep_known(inbox, made[0])
            _begin_file(fresh, file_key, inbox, ground, setup, made)
        _set_down(fresh, home)
        return file_key
    with ground.shared.file.held(_FOUNDING):
        _clear(ground.shared)
        _begin_file(fresh, file_key, ground.shared, ground, setup, made)
        _set_down(fresh, home)
        share_keyring(home, ground.shared)
        keep_known(ground.shared, made[0])
    return file_key


def _clear(shared: Inbox) -> None:
    """Make room in a database in which no hub was made, or only begun.

    Raises Refusal where there is one.
    """
    if is_founded(shared):
        raise Refusal("hub_in_database")
    with shared.file.change() as run:
        run("DELETE FROM journal")


def _begin_file(
    home: paths.Home,
    key: bytes,
    inbox: Inbox,
    ground: Ground,
    setup: HubSetup,
    made: tuple[Identity, HubKeys],
) -> None:
    file = open_file(home, key, inbox, setup.mode, ground.clock, ground.ids)
    try:
        file.write_now(lambda desk: _begin(desk, setup, *made))
    finally:
        file.close()


def _set_down(fresh: paths.Home, home: paths.Home) -> None:
    with os_errors(home.folder.name):
        fresh.folder.rename(home.folder)


def load(home: paths.Home, url: str, shared: Inbox | None = None) -> Locked:
    """Open what a locked hub works with. Raises FileError."""
    raw_key = _receipt_key(home)
    inbox = shared or Inbox.open(home.inbox)
    raw = Registry(inbox).setting(IDENTITY)
    if raw is None:
        inbox.close()
        raise DamagedFile(home.inbox.name)
    take_keyring(home, inbox)
    identity = replace(read_record(Identity, raw), url=url)
    if paths.hub_home(home.folder.parent, identity.mode) != home:
        raise NotOurFile("real and exercise would meet")
    return Locked(inbox, identity, SigningKey.from_bytes(raw_key))


def _receipt_key(home: paths.Home) -> bytes:
    """Return the key receipts are signed with: a credential of the system, or a file.

    systemd hands a service its credentials in a folder that only it can read and that
    never lies on the disk; without one the key lies in a file of this user alone.
    """
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    name = home.receipt_key.name
    raw = read_small(Path(given) / name) if given else None
    raw = raw or read_small(home.receipt_key)
    if raw is None:
        raise DamagedFile(name)
    return raw


def keep_known(inbox: Inbox, identity: Identity) -> None:
    """Keep what a locked hub must know of itself. Raises FileError."""
    Registry(inbox).set_setting(IDENTITY, pack(identity))


def operator_of(db: Database) -> ActorId:
    """Return who is at the console of an open hub."""
    return ActorId(bytes(setting(db, "operator")))


def _check(setup: HubSetup) -> None:
    check_passphrase(setup.passphrase)
    for name in (setup.region, setup.operator):
        check_name(name)


def _write_keys(
    home: paths.Home, setup: HubSetup, ground: Ground, secrets: dict[str, bytes]
) -> None:
    """Wrap what opens the hub, and the two keys that are to be taken away."""
    where = {"hub": home.keyring, "region-ca": home.region_ca, "escrow": home.escrow}
    for what, secret in secrets.items():
        keyring = Keyring.make(
            secret, ground.ids, passphrase=setup.passphrase, cost=ground.cost
        )
        said = {"what": what, "region": tidy(setup.region), "mode": str(setup.mode)}
        replace(keyring, about=said).write(where[what])
    receipt_key = SigningKey.generate(ground.ids)
    replace_small(home.receipt_key, receipt_key.to_bytes(), durable=True)


def _begin(desk: Desk, setup: HubSetup, identity: Identity, keys: HubKeys) -> None:
    desk.journal.start_log()
    operator, post = new_actor(desk.ids), desk.ids.random(_POST_ID_BYTES)
    name = tidy(setup.region)
    keep_keys(desk, keys)
    keep_identity(desk, identity)
    for kept, value in (
        ("operator", operator),
        ("post_id", post),
        ("post_name", name),
        ("language", setup.language),
    ):
        desk.set_setting(kept, value)
    desk.record(post_stream(post), PostNamed(name, "HUB"), NOBODY)
    added = StaffAdded(tidy(setup.operator), Role.OPERATOR)
    desk.record(staff_stream(operator), added, NOBODY)


def mode_here(data: Path, *, exercise: bool) -> Mode:
    """Return which hub of a folder to open: the one asked for, else the one there."""
    if exercise or (
        paths.hub_home(data, Mode.EXERCISE).folder.exists()
        and not paths.hub_home(data, Mode.REAL).folder.exists()
    ):
        return Mode.EXERCISE
    return Mode.REAL
