"""A file that follows a shared journal: opened behind it, brought up, kept up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.store.local import FILE_MIGRATIONS
from app.store.projector import Projector, Watch, picture_is_current, rebuild, refresh
from sync.database import migrate, open_database, translated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from sync.database import Database
    from sync.hub.replica import Replica, Row

_FAR: Final = 500
"""Beyond so many rows the picture is made anew: that costs less than folding each."""


def open_followed(
    path: str | PathLike[str],
    key: bytes | None,
    replica: Replica,
    watch: Watch | None = None,
) -> Database:
    """Open or make a file and bring it up to the shared journal, picture and all.

    It takes each step of the schema where the journal did. Raises FileError; Diverged
    when it cannot go on from what it holds.
    """
    database = open_database(path, key, FILE_MIGRATIONS, replica.first_step())
    try:
        with translated():
            is_far = replica.behind(database) > _FAR
            projector = None if is_far else _projector(database)
            while opened := replica.following(database):
                migrate(database, FILE_MIGRATIONS[: opened[-1].step])
                with database.atomic():
                    take_in(database, replica, opened, projector)
            migrate(database, FILE_MIGRATIONS)
            if is_far:
                rebuild(database, watch)
            refresh(database, watch)
            replica.attach(database)
    except BaseException:
        database.close()
        raise
    return database


def _projector(database: Database) -> Projector | None:
    return Projector() if picture_is_current(database) else None


def take_in(
    database: Database,
    replica: Replica,
    opened: Sequence[Row],
    projector: Projector | None,
) -> None:
    """Apply rows of the shared journal, and fold them where there is a projector."""
    came = replica.apply(database, opened)
    if projector is not None:
        projector.fold(database, came.new)
        projector.fold_erased(database, came.changed)
