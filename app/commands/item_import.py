"""A post takes over a spreadsheet: its own items, or what lies there at first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.care.item import LOCAL_START, Item, Part
from app.care.item_compare import Changed, Compared, differing
from app.care.item_list import Listed
from app.care.local_item import (
    GtinLinked,
    addition_of,
    change_of,
    gtin_stream,
    item_stream,
)
from app.care.opening import Opening
from app.care.refusal import Refusal
from app.care.stock import ParSet, par_stream
from app.commands.power import own_post, recorded
from app.commands.stock import Coming, receive_stock
from app.store.desk import Desk
from app.store.queries.item import Entry, entries, gtin_here
from sync.event import Event
from sync.ids import ActorId

_CODE_BYTES: Final = 8
_LEVELS: Final = ("minimum", "par", "maximum")


def would_change(listed: Listed, known: Mapping[str, Entry]) -> Compared:
    """Return what a list would change at a post; what it does not name stays."""
    new = tuple(item for item in listed.items if item.code not in known)
    both = (
        (known[item.code].item, merged(known[item.code].item, item, listed.columns))
        for item in listed.items
        if item.code in known
    )
    changed = tuple(
        Changed(before, after, names)
        for before, after in both
        for names in (differing(before, after),)
        if names
    )
    return Compared(new, changed)


def merged(before: Item, said: Item, columns: Sequence[str]) -> Item:
    """Return an item as a list would leave it here: bar codes only come to it.

    Of a column that the list lacks, and of a remark or a group in the other language,
    nothing is said.
    """
    kept = {
        name: getattr(before, name)
        for name in differing(before, said)
        if name not in columns
    }
    gtins = tuple(dict.fromkeys((*before.gtins, *said.gtins)))
    after = replace(said, **kept)
    remark_en, group_en = before.remark_en, before.group_en
    if after.remark_nl != before.remark_nl:
        remark_en = after.remark_nl
    if after.group_nl != before.group_nl:
        group_en = ""
    return replace(after, gtins=gtins, remark_en=remark_en, group_en=group_en)


def take_over_items(desk: Desk, by: ActorId, listed: Listed) -> list[Event]:
    """Add and change the items of a list at this post, all or none. Raises Refusal.

    An item the post does not know gets a code of its own.
    """
    post, known = own_post(desk), entries(desk.database)
    changes = would_change(listed, known)
    if listed.wrong or changes.is_same:
        raise Refusal("item_unchanged")
    codes = {
        item.code: LOCAL_START + desk.ids.random(_CODE_BYTES).hex()
        for item in changes.new
    }
    events: list[Event] = []
    for item in changes.new:
        added = addition_of(_recoded(item, codes), codes[item.code], post)
        stream = item_stream(post, added.code)
        events.append(recorded(desk, by, stream, added))
        events += _rest(desk, by, replace(item, code=added.code), None)
    for each in changes.changed:
        after = _recoded(each.after, codes)
        change = change_of(each.before, after, post)
        if change is not None:
            stream = item_stream(post, change.code)
            events.append(recorded(desk, by, stream, change))
        events += _rest(desk, by, after, each.before)
    return events


def _recoded(item: Item, codes: Mapping[str, str]) -> Item:
    kit = tuple(
        Part(codes.get(part.code, part.code), part.quantity) for part in item.kit
    )
    instead = tuple(codes.get(code, code) for code in item.substitutes)
    return replace(item, kit=kit, substitutes=instead)


def _rest(desk: Desk, by: ActorId, item: Item, before: Item | None) -> list[Event]:
    """Record the levels and the bar codes of an item, where they are new."""
    post = own_post(desk)
    events: list[Event] = []
    levels = [getattr(item, name) for name in _LEVELS]
    held = [getattr(before, name) if before else None for name in _LEVELS]
    if levels != held:
        if item.par is None:
            raise Refusal("import_without_par", name=item.name_nl)
        fact = ParSet(item.code, item.par, post, item.minimum, item.maximum)
        events.append(recorded(desk, by, par_stream(post, item.code), fact))
    for gtin in item.gtins:
        if before is None or gtin not in before.gtins:
            sees = tuple(link.id for link in gtin_here(desk.database, gtin).links)
            link = GtinLinked(gtin, item.code, post, sees)
            events.append(recorded(desk, by, gtin_stream(post, gtin), link))
    return events


def take_in_opening(
    desk: Desk, by: ActorId, lots: Iterable[Opening], source: str
) -> list[Event]:
    """Record what lies here on the first day as received. Raises Refusal."""
    return [
        receive_stock(desk, by, each.lot, each.quantity, Coming(source))
        for each in lots
    ]
