"""Regional packs: which edition counts here, what is still coming, what conflicts.

Only what a hub itself wrote counts: at a post the logs it handed down, at a hub the
logs of this very file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.care.pack import Edition, Pack, pack_stream
from app.store.tables import state_of
from sync.database import Database, rows
from sync.journal import setting
from sync.landed import logs_of_hub


@dataclass(frozen=True, slots=True)
class Published:
    """An edition that is whole and counts."""

    edition: Edition
    content: bytes


@dataclass(frozen=True, slots=True)
class PackHeld:
    """What this file holds of a pack, newest version first.

    `whole` may hold one number more than once: a conflict. `coming` lacks parts still;
    `foreign` are numbers that no hub of this file ever said.
    """

    whole: tuple[Published, ...] = ()
    coming: tuple[tuple[Edition, int], ...] = ()
    foreign: tuple[int, ...] = ()

    @property
    def newest(self) -> Published | None:
        """The edition that counts: the highest number; of two, the one said first."""
        return self.whole[0] if self.whole else None

    @property
    def highest(self) -> int:
        """The highest number a hub ever gave, whole or not; 0 for none."""
        coming = (each.version for each, _ in self.coming)
        whole = (each.edition.version for each in self.whole)
        return max((*whole, *coming), default=0)

    @property
    def conflicts(self) -> tuple[int, ...]:
        """The numbers under which two contents were published, newest first."""
        numbers = [each.edition.version for each in self.whole]
        several = {number for number in numbers if numbers.count(number) > 1}
        return tuple(sorted(several, reverse=True))


def pack_held(db: Database, name: str) -> PackHeld:
    """Return what this file holds of a pack."""
    state = state_of(db, "pack", pack_stream(name))
    if not isinstance(state, Pack):
        return PackHeld()
    is_hubs = hub_judge(db)
    whole: list[Published] = []
    coming: list[tuple[Edition, int]] = []
    foreign: list[int] = []
    for edition in state.editions:
        here = edition.parts_here(is_hubs)
        content = edition.content(is_hubs) if here else None
        if content is not None:
            whole.append(Published(edition, content))
        elif here:
            coming.append((edition, here))
        else:
            foreign.append(edition.version)
    whole.sort(key=lambda one: _rank(one.edition))
    return PackHeld(tuple(whole), tuple(coming), tuple(foreign))


def whole_of(db: Database, name: str) -> Iterator[Published]:
    """Yield the whole editions of a pack, newest first, each read when asked for."""
    state = state_of(db, "pack", pack_stream(name))
    if not isinstance(state, Pack):
        return
    is_hubs = hub_judge(db)
    for edition in sorted(state.editions, key=_rank):
        content = edition.content(is_hubs)
        if content is not None:
            yield Published(edition, content)


def hub_judge(db: Database) -> Callable[[bytes], bool]:
    """Return what tells a log in which a hub speaks from any other."""
    if setting(db, "hub_signing") is not None:
        own = {bytes(log) for (log,) in rows(db, "SELECT log FROM log WHERE own")}
        return lambda log: bytes(log) in own
    known = logs_of_hub(db)
    return lambda log: bytes(log) in known


def _rank(edition: Edition) -> tuple[int, int, bytes]:
    return (-edition.version, edition.published_ms, bytes(edition.sha256))
