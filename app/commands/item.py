"""What a person may ask about items: add one, change it here, link its bar codes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.care.item import LOCAL_START, Item, gtin_14, is_gtin
from app.care.item_list import problems
from app.care.local_item import (
    GtinLinked,
    GtinUnlinked,
    ItemAdded,
    ItemChanged,
    ItemWithdrawn,
    as_item,
    gtin_stream,
    item_stream,
    said_in,
    with_changes,
)
from app.care.refusal import Refusal
from app.care.terms import FactId
from app.commands.correction import retract
from app.commands.power import own_post, recorded
from app.store.desk import Desk
from app.store.queries.item import Entry, entries, gtin_here
from sync.event import Event
from sync.ids import ActorId

_CODE_BYTES: Final = 8


def add_item(desk: Desk, by: ActorId, said: ItemAdded) -> Event:
    """Add an item to the list of this post, under a code of its own. Raises Refusal.

    Code and post of `said` are filled in here.
    """
    post = own_post(desk)
    code = LOCAL_START + desk.ids.random(_CODE_BYTES).hex()
    fact = replace(said, code=code, post=post)
    if not fact.name_nl.strip():
        raise Refusal("item_without_name")
    _refuse_wrong(desk, as_item(fact))
    return recorded(desk, by, item_stream(post, code), fact)


def change_item(desk: Desk, by: ActorId, said: ItemChanged) -> Event:
    """Say in what an item is other here than on the list. Raises Refusal."""
    post = own_post(desk)
    known = _known(desk, said.code)
    fact = replace(said, post=post)
    if not said_in(fact):
        raise Refusal("item_unchanged")
    if fact.name_nl is not None and not fact.name_nl.strip():
        raise Refusal("item_without_name")
    _refuse_wrong(desk, with_changes(known.item, fact))
    return recorded(desk, by, item_stream(post, said.code), fact)


def withdraw_item(desk: Desk, by: ActorId, code: str, reason: str = "") -> Event:
    """Say that an item is used no more here; its stock stays. Raises Refusal."""
    post = own_post(desk)
    if _known(desk, code).withdrawn:
        raise Refusal("item_withdrawn_already")
    return recorded(
        desk, by, item_stream(post, code), ItemWithdrawn(code, post, reason)
    )


def link_gtin(desk: Desk, by: ActorId, gtin: str, code: str) -> Event:
    """Say that a bar code stands for an item, and for no other. Raises Refusal."""
    post, plain = own_post(desk), _sound(gtin)
    _known(desk, code)
    here = gtin_here(desk.database, plain)
    if here.codes == (code,):
        raise Refusal("gtin_linked_already")
    sees = tuple(link.id for link in here.links)
    fact = GtinLinked(plain, code, post, sees)
    return recorded(desk, by, gtin_stream(post, plain), fact)


def unlink_gtin(desk: Desk, by: ActorId, gtin: str, reason: str = "") -> Event:
    """Say that a bar code stands for no item here. Raises Refusal."""
    post, plain = own_post(desk), _sound(gtin)
    here = gtin_here(desk.database, plain)
    sees = tuple(link.id for link in here.links)
    fact = GtinUnlinked(plain, post, sees, reason)
    return recorded(desk, by, gtin_stream(post, plain), fact)


def _known(desk: Desk, code: str) -> Entry:
    found = entries(desk.database).get(code)
    if found is None:
        raise Refusal("item_unknown", code=code)
    return found


def _sound(gtin: str) -> str:
    plain = gtin_14(gtin)
    if not is_gtin(plain):
        raise Refusal("not_a_gtin")
    return plain


def _refuse_wrong(desk: Desk, item: Item) -> None:
    wrong = problems(item)
    if wrong:
        raise Refusal("item_wrong", field=wrong[0].column)
    listed = entries(desk.database)
    for code in (*item.substitutes, *(part.code for part in item.kit)):
        if code not in listed:
            raise Refusal("item_unknown", code=code)


def reset_item(desk: Desk, by: ActorId, code: str) -> list[Event]:
    """Let the list count again for an item that was changed here. Raises Refusal."""
    local = _known(desk, code).local
    if local is None or not local.changes:
        raise Refusal("item_unchanged")
    return [
        event for deed in local.changes for event in retract(desk, by, _id(deed.id))
    ]


def reuse_item(desk: Desk, by: ActorId, code: str) -> list[Event]:
    """Use an item again that was used no more here. Raises Refusal."""
    local = _known(desk, code).local
    if local is None or local.withdrawn is None:
        raise Refusal("item_unchanged")
    return retract(desk, by, _id(local.withdrawn.id))


def _id(fact: FactId) -> FactId:
    return (bytes(fact[0]), fact[1])
