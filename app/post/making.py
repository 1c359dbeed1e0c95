"""Make a post: its folder, its keys, its file, all of it or nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import paths
from app.care.form import tidy
from app.care.post import PostNamed, post_stream
from app.care.refusal import Refusal
from app.opening import check_name, check_passphrase
from app.post import wiping
from app.post.card import Card, write_card
from app.store.file import CareFile
from sync.files import os_errors
from sync.ids import NOBODY, Ids
from sync.marker import Marker, mark
from sync.trust.keys import (
    Cost,
    Keyring,
    SealingKey,
    SigningKey,
    new_file_key,
    new_recovery_code,
)

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Setup
    from sync.clock import Clock

FIRST_LETTER: Final = "A"
"""The letter of a post's first device in its casualty numbers."""

POST_ID_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Made:
    """A new post: what opens its file, and the code to write down."""

    file_key: bytes
    recovery_code: str


def make_post(
    data: Path, setup: Setup, clock: Clock, ids: Ids, cost: Cost | None = None
) -> Made:
    """Make a post under `data`. Nothing is there until all of it is.

    Raises Refusal, FileError.
    """
    _check(setup)
    # What a disk kept of a wiped post would take the new one with it.
    wiping.finish(data, setup.mode)
    home = paths.post_home(data, setup.mode)
    if home.keyring.exists() or home.post_file.exists():
        raise Refusal("post_exists", mode=str(setup.mode))
    fresh = paths.Home(data / f"{setup.mode}.new")
    with os_errors(fresh.folder.name):
        shutil.rmtree(fresh.folder, ignore_errors=True)
        fresh.folder.mkdir(parents=True, mode=0o700)
    made = Made(new_file_key(ids), new_recovery_code(ids))
    keyring = Keyring.make(
        made.file_key,
        ids,
        passphrase=setup.passphrase,
        recovery=made.recovery_code,
        cost=cost,
    )
    _fill(fresh, made.file_key, setup, clock, ids)
    keyring.write(fresh.keyring)
    write_card(fresh.about, Card(tidy(setup.post_name), setup.mode, clock.now_ms()))
    with os_errors(home.folder.name):
        fresh.folder.rename(home.folder)
    return made


def _check(setup: Setup) -> None:
    check_passphrase(setup.passphrase)
    check_name(setup.post_name)
    code = setup.post_code
    if not (code.isascii() and code.isalnum() and code.isupper() and len(code) <= 8):
        raise Refusal("post_code", given=code)


def _fill(home: paths.Home, key: bytes, setup: Setup, clock: Clock, ids: Ids) -> None:
    file = CareFile.open(
        home.post_file, key, mode=setup.mode, clock=clock, ids=ids, readers=1
    )
    try:
        file.write_now(lambda desk: _begin(desk, setup))
        file.write_now(lambda desk: mark(desk.journal, Marker(home.marker)))
    finally:
        file.close()


def _begin(desk: Desk, setup: Setup) -> None:
    """Record the first facts of a post, and keep what makes this device itself."""
    desk.journal.start_log()
    post = desk.ids.random(POST_ID_BYTES)
    name = tidy(setup.post_name)
    for setting, value in (
        ("post_id", post),
        ("post_name", name),
        ("post_code", setup.post_code),
        ("device_letter", FIRST_LETTER),
        ("language", setup.language),
        ("device_signing", SigningKey.generate(desk.ids).to_bytes()),
        ("device_sealing", SealingKey.generate(desk.ids).to_bytes()),
    ):
        desk.set_setting(setting, value)
    desk.record(post_stream(post), PostNamed(name, setup.post_code), NOBODY)
