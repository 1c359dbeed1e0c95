"""Who is agreed with beyond the border, by the newest that each hub said of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.store.queries.border import regions
from sync.across import seal_again
from sync.hub.border import Agreed
from sync.journal import setting
from sync.trust.certificate import read_descriptor
from sync.trust.news import newer_descriptor

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.queries.border import RegionRow
    from sync.database import Database

_DESCRIPTOR: Final = "region_descriptor:"


def renewed(realm: bytes, raw: bytes, is_other: bool, desk: Desk) -> None:
    """Keep how the hub of a region describes itself now; by another key, seal anew."""
    desk.set_setting(_DESCRIPTOR + realm.hex(), raw)
    if is_other:
        seal_again(desk.database, realm)


def agreed_with(db: Database) -> tuple[Agreed, ...]:
    """Return who is agreed with, each as its hub last described itself."""
    return tuple(
        Agreed(row.name, row.realm, row.url, _newest(db, row), row.stands_in, {})
        for row in regions(db)
    )


def _newest(db: Database, row: RegionRow) -> bytes:
    raw = setting(db, _DESCRIPTOR + row.realm.hex())
    if raw is None:
        return row.descriptor
    known = read_descriptor(row.descriptor, row.realm)
    return bytes(raw) if newer_descriptor(raw, known) else row.descriptor
