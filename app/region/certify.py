"""With the region's CA: make a further hub, or renew the certificate of this one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from app import paths
from app.care.refusal import Refusal
from app.hub.founding import Ground, keep_known, load, make_further_hub
from app.hub.shared import can_share, open_inbox
from app.i18n import text
from app.launch import DONE
from app.region.asking import ask_new, opened, tell
from app.ui.hub_state import HubSetup
from app.ui.words import day, today
from sync.clock import SystemClock
from sync.hub.identity import certified
from sync.ids import Mode, SystemIds
from sync.limits import CERTIFICATE_LIFE_MS
from sync.trust.keys import Keyring, SealingKey, SigningKey

if TYPE_CHECKING:
    import argparse

    from sync.hub.inbox import Inbox


async def new_hub(arguments: argparse.Namespace) -> int:
    """Make a further hub of a region; posts then join it with a new invitation.

    Raises Refusal, WrongSecret, FileError, TrustError.
    """
    mode = mode_of(arguments)
    _check_mode(arguments, mode)
    home = paths.hub_home(arguments.data, mode)
    if home.folder.exists():
        raise Refusal("hub_exists")
    ca = SigningKey.from_bytes(await opened(arguments.ca, arguments))
    escrow = SealingKey.from_bytes(await opened(arguments.escrow, arguments))
    passphrase = await ask_new("ui.region.new_hub_passphrase", arguments)
    setup = HubSetup(
        region=arguments.name,
        operator=arguments.operator,
        mode=mode,
        passphrase=passphrase,
        language=arguments.language,
    )
    shared = await shared_inbox(home, arguments)
    try:
        ground = Ground(arguments.data, SystemClock(), SystemIds(), shared=shared)
        await asyncio.to_thread(make_further_hub, ground, setup, ca, escrow.public)
    finally:
        if shared is not None:
            shared.close()
    tell(text("ui.region.hub_made", arguments.language, region=arguments.name))
    tell(text("ui.region.take_away", arguments.language))
    return DONE


async def renew_hub(arguments: argparse.Namespace) -> int:
    """Give the hub of this folder a certificate for another five years.

    Raises Refusal, WrongSecret, FileError, TrustError.
    """
    mode = mode_of(arguments)
    home = paths.hub_home(arguments.data, mode)
    if not home.folder.exists():
        raise Refusal("hub_missing")
    ca = SigningKey.from_bytes(await opened(arguments.ca, arguments))
    now_ms = SystemClock().now_ms()
    shared = await shared_inbox(home, arguments)
    locked = await asyncio.to_thread(load, home, "", shared)
    try:
        renewed = certified(locked.identity, ca, now_ms)
        await asyncio.to_thread(keep_known, locked.inbox, renewed)
    finally:
        locked.inbox.close()
    until = day(today(now_ms + CERTIFICATE_LIFE_MS), arguments.language)
    tell(text("ui.region.renewed", arguments.language, until=until))
    tell(text("ui.region.take_away", arguments.language))
    return DONE


async def shared_inbox(home: paths.Home, arguments: argparse.Namespace) -> Inbox | None:
    """Return the database that several processes share, where one is named.

    Raises Refusal, FileError.
    """
    if not arguments.database_url:
        return None
    if not can_share():
        raise Refusal("postgres_missing")
    return await asyncio.to_thread(open_inbox, home, arguments.database_url)


def mode_of(arguments: argparse.Namespace) -> Mode:
    """Return the world a command is about."""
    return Mode.EXERCISE if arguments.exercise else Mode.REAL


def _check_mode(arguments: argparse.Namespace, mode: Mode) -> None:
    """Refuse to make a real hub with the CA of an exercise, and the reverse.

    Posts would find out; here it can still be said in words.
    """
    keyring = Keyring.read(arguments.ca)
    said = keyring.about.get("mode") if keyring else None
    if said is not None and said != mode.value:
        raise Refusal("ca_other_mode")
