"""A hub's folder: what a new region writes there, and what a locked hub can read."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app import paths
from app.care.form import tidy
from app.care.post import PostNamed, post_stream
from app.care.refusal import Refusal
from app.care.staff import StaffAdded, staff_stream
from app.care.terms import Role
from app.opening import check_name, check_passphrase
from app.store.file import CareFile
from sync.errors import DamagedFile
from sync.event import pack, read_record
from sync.files import os_errors, read_small, replace_small
from sync.hub.identity import Founding, HubKeys, Identity, found
from sync.hub.inbox import Inbox
from sync.hub.registry import Registry
from sync.ids import NOBODY, ActorId, Ids, Mode, new_actor
from sync.journal import setting
from sync.trust.keys import Cost, Keyring, SealingKey, SigningKey, new_file_key

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.desk import Desk
    from app.ui.hub_state import HubSetup
    from sync.clock import Clock
    from sync.database import Database

_IDENTITY: Final = "identity"
_POST_ID_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Locked:
    """What a hub needs to store and acknowledge: nothing that opens anything."""

    inbox: Inbox
    identity: Identity
    receipt_key: SigningKey


def make_hub(
    data: Path, setup: HubSetup, url: str, clock: Clock, ids: Ids, cost: Cost | None
) -> bytes:
    """Make a region and its hub under `data`; return the file key.

    Nothing is there until all of it is. Raises Refusal, FileError.
    """
    _check(setup)
    home = paths.hub_home(data, setup.mode)
    if home.folder.exists():
        raise Refusal("hub_exists")
    fresh = paths.Home(data / f"hub-{setup.mode}.new")
    with os_errors(fresh.folder.name):
        shutil.rmtree(fresh.folder, ignore_errors=True)
        fresh.folder.mkdir(parents=True, mode=0o700)
    region = found(tidy(setup.region), url, setup.mode, clock, ids)
    file_key = new_file_key(ids)
    _write_keys(fresh, region, file_key, setup.passphrase, ids, cost)
    _write_identity(fresh, region.identity)
    file = CareFile.open(
        fresh.hub_file, file_key, mode=setup.mode, clock=clock, ids=ids, readers=1
    )
    try:
        file.write_now(lambda desk: _begin(desk, setup, region))
    finally:
        file.close()
    with os_errors(home.folder.name):
        fresh.folder.rename(home.folder)
    return file_key


def load(home: paths.Home, url: str) -> Locked:
    """Open what a locked hub works with. Raises FileError."""
    raw_key = read_small(home.receipt_key)
    if raw_key is None:
        raise DamagedFile(home.receipt_key.name)
    inbox = Inbox.open(home.inbox)
    raw = Registry(inbox).setting(_IDENTITY)
    if raw is None:
        inbox.close()
        raise DamagedFile(home.inbox.name)
    identity = replace(read_record(Identity, raw), url=url)
    return Locked(inbox, identity, SigningKey.from_bytes(raw_key))


def hub_keys(desk: Desk, identity: Identity) -> HubKeys:
    """Return the keys that admit and that read, out of the open file.

    Raises DamagedFile when the plain file beside it names another escrow, CA or key
    than this hub was founded with: every post would seal to it.
    """
    if desk.setting("identity") != _digest(identity):
        raise DamagedFile("inbox.sqlite names another hub")
    return HubKeys(
        SigningKey.from_bytes(desk.setting("hub_signing")),
        SealingKey.from_bytes(desk.setting("hub_sealing")),
    )


def operator_of(db: Database) -> ActorId:
    """Return who is at the console of an open hub."""
    return ActorId(bytes(setting(db, "operator")))


def _digest(identity: Identity) -> bytes:
    """Return what an identity is known by; its address may change."""
    return hashlib.sha256(pack(replace(identity, url=""))).digest()


def _check(setup: HubSetup) -> None:
    check_passphrase(setup.passphrase)
    for name in (setup.region, setup.operator):
        check_name(name)


def _write_keys(
    home: paths.Home,
    region: Founding,
    file_key: bytes,
    passphrase: str,
    ids: Ids,
    cost: Cost | None,
) -> None:
    """Wrap what opens the hub, and the two keys that are to be taken away."""
    for path, secret in (
        (home.keyring, file_key),
        (home.region_ca, region.ca.to_bytes()),
        (home.escrow, region.escrow.to_bytes()),
    ):
        Keyring.make(secret, ids, passphrase=passphrase, cost=cost).write(path)
    receipt_key = SigningKey.generate(ids)
    replace_small(home.receipt_key, receipt_key.to_bytes(), durable=True)


def _write_identity(home: paths.Home, identity: Identity) -> None:
    inbox = Inbox.open(home.inbox)
    try:
        Registry(inbox).set_setting(_IDENTITY, pack(identity))
    finally:
        inbox.close()


def _begin(desk: Desk, setup: HubSetup, region: Founding) -> None:
    desk.journal.start_log()
    operator, post = new_actor(desk.ids), desk.ids.random(_POST_ID_BYTES)
    name = tidy(setup.region)
    for kept, value in (
        ("hub_signing", region.keys.signing.to_bytes()),
        ("hub_sealing", region.keys.sealing.to_bytes()),
        ("identity", _digest(region.identity)),
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
