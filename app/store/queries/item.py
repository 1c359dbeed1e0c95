"""The catalogue of a post: which items there are, and what their bar codes mean.

The region's list counts, where a hub published one; else the example that ships along.
What the post itself said lies on top. Items an older list had keep their names, for
some may still lie on a shelf.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from app.care.item import Controlled, Item, codes_by_gtin, groups_of
from app.care.item_pack import read_document
from app.care.local_item import (
    GtinHere,
    LocalItem,
    as_item,
    gtin_stream,
    said_in,
    with_changes,
)
from app.care.pack import ITEMS, Edition, unfolded
from app.care.refusal import Refusal
from app.store.queries.pack import PackHeld, pack_held, whole_of
from app.store.starter import starter_items
from app.store.tables import read_state, state_of
from sync.database import Database, rows
from sync.journal import setting

STREAMS: Final = ("pack", "item", "gtin")
"""The streams the catalogue is made of."""


class Source(StrEnum):
    """Where an item comes from."""

    EXAMPLE = "example"
    REGION = "region"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Listing:
    """The list that counts; `edition` None is the example that ships along.

    `trouble` is why a newer version cannot be read here, as a refusal says it.
    `dropped` are items of earlier lists that this one has no more.
    """

    items: Mapping[str, Item]
    edition: Edition | None = None
    trouble: str = ""
    dropped: Mapping[str, Item] | None = None

    @property
    def source(self) -> Source:
        """Where its items come from."""
        return Source.EXAMPLE if self.edition is None else Source.REGION

    @property
    def version(self) -> int:
        """The number of the list; 0 for the example."""
        return 0 if self.edition is None else self.edition.version


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the catalogue: as it counts here, and as the list has it.

    `withdrawn`: this post or the list uses it no more. `local` is what the post said.
    """

    item: Item
    source: Source
    listed: Item | None = None
    withdrawn: bool = False
    local: LocalItem | None = None

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields in which this post differs from the list."""
        said = self.local.changed if self.local else None
        return () if said is None or self.listed is None else tuple(said_in(said))


def listing(db: Database) -> Listing:
    """Return the list that counts here: the newest version that can be read."""
    trouble = ""
    dropped: dict[str, Item] = {}
    found: Listing | None = None
    for one in pack_held(db, ITEMS).whole:
        try:
            items = items_in(one.content)
        except Refusal as why:
            trouble = trouble or why.key
            continue
        if found is None:
            found = Listing(items, one.edition, trouble)
        else:
            dropped = {**items, **dropped}
    if found is None:
        return Listing(starter_items(), trouble=trouble)
    return replace(found, dropped={**starter_items(), **dropped})


def version_of(db: Database, code: str) -> int:
    """Return the version of the region's list an item is of; 0 where it is of none.

    Every movement asks it, so what earlier lists had is not read.
    """
    for one in whole_of(db, ITEMS):
        try:
            items = items_in(one.content)
        except Refusal:
            continue
        return one.edition.version if code in items else 0
    return 0


def catalogue(db: Database) -> dict[str, Item]:
    """Return every item this post knows, by code, also those it uses no more."""
    return {code: entry.item for code, entry in entries(db).items()}


def entries(db: Database) -> dict[str, Entry]:
    """Return every item this post knows and where it comes from, by code."""
    listed = listing(db)
    found = {
        code: Entry(item, Source.REGION, item, withdrawn=True)
        for code, item in (listed.dropped or {}).items()
    }
    for code, item in listed.items.items():
        found[code] = Entry(item, listed.source, item)
    said_here = list(_local_items(db))
    groups = _groups(found) if said_here else {}
    for local in said_here:
        known = _with_local(found.get(local.code), local)
        if known is not None:
            found[local.code] = _in_group(known, groups)
    _alias(db, found)
    return found


def entry(db: Database, code: str) -> Entry | None:
    """Return one item, or None when it is on no list."""
    return entries(db).get(code)


def is_controlled(db: Database, code: str) -> bool:
    """Tell whether an item has a register and needs a second person."""
    known = catalogue(db).get(code)
    return known is not None and known.controlled is not Controlled.NONE


def code_of_gtin(db: Database, gtin: str) -> str | None:
    """Return the code a bar code stands for; None for none, and for more than one."""
    codes = codes_of_gtin(db, gtin)
    return codes[0] if len(codes) == 1 else None


def codes_of_gtin(db: Database, gtin: str) -> tuple[str, ...]:
    """Return the codes a bar code stands for; of several a person has to choose.

    An item that is used no more counts only where no other bears the code.
    """
    known = entries(db)
    codes = codes_by_gtin(each.item for each in known.values()).get(gtin, ())
    in_use = tuple(code for code in codes if not known[code].withdrawn)
    return in_use or codes


def gtin_here(db: Database, gtin: str) -> GtinHere:
    """Return what this post itself said of a bar code."""
    found = state_of(db, "gtin", gtin_stream(_here(db), gtin))
    return found if isinstance(found, GtinHere) else GtinHere()


def gtins_in_doubt(db: Database) -> tuple[GtinHere, ...]:
    """Return the bar codes that were given to more than one item here."""
    found = rows(
        db,
        "SELECT state FROM gtin WHERE post = ? AND codes > 1 ORDER BY gtin",
        (_here(db),),
    )
    return tuple(read_state("gtin", state) for (state,) in found)


def earlier_items(held: PackHeld, listed: Listing) -> Mapping[str, Item] | None:
    """Return the list before the one that counts; None for the first."""
    for one in held.whole:
        if one.edition.version < listed.version:
            try:
                return items_in(one.content)
            except Refusal:
                continue
    return None


@lru_cache(maxsize=8)
def items_in(content: bytes) -> Mapping[str, Item]:
    """Return the items of a published content by code. Raises Refusal."""
    return read_document(unfolded(content))


def _here(db: Database) -> bytes:
    return bytes(setting(db, "post_id") or b"")


def _local_items(db: Database) -> Iterator[LocalItem]:
    """Yield what was said here; a hub knows what each of its posts added."""
    if setting(db, "hub_signing") is not None:
        found = rows(db, "SELECT state FROM item WHERE is_added ORDER BY code, post")
    else:
        found = rows(
            db, "SELECT state FROM item WHERE post = ? ORDER BY code", (_here(db),)
        )
    for (state,) in found:
        yield read_state("item", state)


def _with_local(known: Entry | None, local: LocalItem) -> Entry | None:
    if local.added is not None:
        item, source, listed = as_item(local.added), Source.POST, None
    elif known is not None:
        item, source, listed = known.item, known.source, known.listed
    else:
        return None
    if local.changed is not None:
        item = with_changes(item, local.changed)
    gone = local.withdrawn is not None or (known is not None and known.withdrawn)
    return Entry(item, source, listed, gone, local)


def _groups(found: Mapping[str, Entry]) -> Mapping[str, tuple[str, str]]:
    return groups_of(
        (each.item.group_nl, each.item.group_en) for each in found.values()
    )


def _in_group(known: Entry, groups: Mapping[str, tuple[str, str]]) -> Entry:
    """Name the group a post put an item in as the list does, in both languages."""
    item = known.item
    nl, en = groups.get(item.group_nl or item.group_en, (item.group_nl, item.group_en))
    return replace(known, item=replace(item, group_nl=nl, group_en=en))


def _alias(db: Database, found: dict[str, Entry]) -> None:
    """Let the bar codes of this post count before those of the list."""
    said = rows(db, "SELECT state FROM gtin WHERE post = ?", (_here(db),))
    for (state,) in said:
        here: GtinHere = read_state("gtin", state)
        if not here.links and not here.cut:
            continue
        for code, each in found.items():
            if here.gtin in each.item.gtins:
                kept = tuple(one for one in each.item.gtins if one != here.gtin)
                found[code] = replace(each, item=replace(each.item, gtins=kept))
        for code in here.codes:
            if code in found:
                each = found[code]
                gtins = (*each.item.gtins, here.gtin)
                found[code] = replace(each, item=replace(each.item, gtins=gtins))
