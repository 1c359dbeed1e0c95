"""`noodpost hub backup` and `restore`: a shared database in one file, and back.

They touch no folder: a hub may go on meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.care.refusal import Refusal
from app.hub.shared import can_share
from app.i18n import text
from app.launch import COULD_NOT, DONE, say
from app.region.asking import tell
from sync.clock import SystemClock
from sync.errors import FileError

if TYPE_CHECKING:
    import argparse

    from sync.hub.postgres import Postgres


async def back_up_database(arguments: argparse.Namespace) -> int:
    """Write all that is in the database to a file. Raises Refusal."""
    from sync.hub.backup import back_up

    def done(database: Postgres) -> str:
        size = back_up(database, arguments.to, SystemClock().now_ms())
        return text(
            "ui.region.backed_up",
            arguments.language,
            file=str(arguments.to),
            bytes=size,
        )

    return await _with_database(arguments, done)


async def restore_database(arguments: argparse.Namespace) -> int:
    """Put a backup back in a database without a hub. Raises Refusal."""
    from sync.hub.backup import restore

    def done(database: Postgres) -> str:
        made_ms = restore(database, arguments.backup)
        made = datetime.fromtimestamp(made_ms / 1000, tz=UTC).astimezone()
        when = made.isoformat(sep=" ", timespec="minutes")
        return text("ui.region.restored", arguments.language, when=when)

    return await _with_database(arguments, done)


async def _with_database(
    arguments: argparse.Namespace, work: Callable[[Postgres], str]
) -> int:
    if not arguments.database_url:
        raise Refusal("database_missing")
    if not can_share():
        raise Refusal("postgres_missing")
    from sync.hub.postgres import Postgres

    def run() -> str:
        with closing(Postgres(arguments.database_url)) as database:
            return work(database)

    try:
        tell(await asyncio.to_thread(run))
    except FileError as why:
        say("ui.region.refused", arguments, why=str(why))
        return COULD_NOT
    return DONE
