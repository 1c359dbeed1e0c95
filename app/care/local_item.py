"""What a post says of items itself, on top of the list: added, changed, withdrawn.

Each item has one stream at a post, and each bar code. A change says only what it
changes; taken back, the list counts again. Two tablets that give one bar code to two
items have not seen each other's word: both stand until a person chooses.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Annotated, Any, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text
from app.care.item import (
    MOST_ALIASES,
    MOST_CODE,
    MOST_GROUP,
    MOST_NAME,
    MOST_PIECES,
    MOST_USE,
    Controlled,
    Item,
    Part,
)
from app.care.item_cells import MOST_ATC, MOST_REMARK, MOST_SYNONYM
from app.care.terms import FactId, Unit

ITEM_START: Final = b"item:"
GTIN_START: Final = b"gtin:"
_MOST_GTIN: Final = 14


@dataclass(frozen=True, slots=True)
class ItemAdded:
    """An item was added to the list of this post."""

    code: Annotated[str, Text(MOST_CODE)]
    post: Annotated[bytes, Ref()]
    name_nl: Annotated[str, Text(MOST_NAME)]
    name_en: Annotated[str, Text(MOST_NAME)] = ""
    unit: Annotated[Unit, Choice()] = Unit.PIECE
    pieces_per_pack: Annotated[int, Number(1, MOST_PIECES)] = 1
    synonyms: tuple[str, ...] = ()
    atc: Annotated[str, Text(MOST_ATC)] = ""
    critical: Annotated[bool, Choice()] = False
    controlled: Annotated[Controlled, Choice()] = Controlled.NONE
    cold_chain: Annotated[bool, Choice()] = False
    use_t1: Annotated[int, Number(0, MOST_USE, 2)] = 0
    use_t2: Annotated[int, Number(0, MOST_USE, 2)] = 0
    use_t3: Annotated[int, Number(0, MOST_USE, 2)] = 0
    substitutes: tuple[str, ...] = ()
    kit: tuple[Part, ...] = ()
    remark: Annotated[str, Text(MOST_REMARK)] = ""
    group: Annotated[str, Text(MOST_GROUP)] = ""


@dataclass(frozen=True, slots=True)
class ItemChanged:
    """An item is other at this post than on the list; None is as it was."""

    code: Annotated[str, Text(MOST_CODE)]
    post: Annotated[bytes, Ref()]
    name_nl: Annotated[str | None, Text(MOST_NAME)] = None
    name_en: Annotated[str | None, Text(MOST_NAME)] = None
    unit: Annotated[Unit | None, Choice()] = None
    pieces_per_pack: Annotated[int | None, Number(1, MOST_PIECES)] = None
    synonyms: tuple[str, ...] | None = None
    atc: Annotated[str | None, Text(MOST_ATC)] = None
    critical: Annotated[bool | None, Choice()] = None
    controlled: Annotated[Controlled | None, Choice()] = None
    cold_chain: Annotated[bool | None, Choice()] = None
    use_t1: Annotated[int | None, Number(0, MOST_USE, 2)] = None
    use_t2: Annotated[int | None, Number(0, MOST_USE, 2)] = None
    use_t3: Annotated[int | None, Number(0, MOST_USE, 2)] = None
    substitutes: tuple[str, ...] | None = None
    kit: tuple[Part, ...] | None = None
    remark: Annotated[str | None, Text(MOST_REMARK)] = None
    group: Annotated[str | None, Text(MOST_GROUP)] = None


@dataclass(frozen=True, slots=True)
class ItemWithdrawn:
    """An item is used no more at this post; what lies there is still shown."""

    code: Annotated[str, Text(MOST_CODE)]
    post: Annotated[bytes, Ref()]
    reason: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class GtinLinked:
    """A bar code stands for an item; `sees` are the links this one replaces."""

    gtin: Annotated[str, Text(_MOST_GTIN)]
    code: Annotated[str, Text(MOST_CODE)]
    post: Annotated[bytes, Ref()]
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class GtinUnlinked:
    """A bar code stands for nothing here, whatever the list says."""

    gtin: Annotated[str, Text(_MOST_GTIN)]
    post: Annotated[bytes, Ref()]
    sees: tuple[FactId, ...] = ()
    reason: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did something to an item, and when."""

    id: FactId
    actor: bytes
    at_ms: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LocalItem:
    """What a post says of one item; `changed` holds the last word on each field."""

    code: str = ""
    post: bytes = b""
    added: ItemAdded | None = None
    added_by: Deed | None = None
    changed: ItemChanged | None = None
    changes: tuple[Deed, ...] = ()
    withdrawn: Deed | None = None


@dataclass(frozen=True, slots=True)
class LocalItemLine:
    """The scalars of what a post says of an item."""

    code: str
    post: bytes
    is_added: int
    is_changed: int
    is_withdrawn: int


@dataclass(frozen=True, slots=True)
class GtinLink:
    """A word that a bar code stands for an item."""

    id: FactId
    code: str
    actor: bytes
    at_ms: int


@dataclass(frozen=True, slots=True)
class GtinHere:
    """What a bar code stands for at a post; `cut` where the list counts no more."""

    gtin: str = ""
    post: bytes = b""
    links: tuple[GtinLink, ...] = ()
    cut: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The items it stands for; more than one is for a person to choose."""
        return tuple(sorted({link.code for link in self.links}))


@dataclass(frozen=True, slots=True)
class GtinLine:
    """The scalars of what a bar code stands for."""

    gtin: str
    post: bytes
    codes: int


CHANGEABLE: Final = tuple(
    each.name for each in fields(ItemChanged) if each.name not in ("code", "post")
)
"""The fields of an item that a post can change."""

IN_ONE_LANGUAGE: Final = {"remark": "remark_nl", "group": "group_nl"}
"""What a post says once and a list in both languages; and as which it is said."""
_ALIKE: Final = tuple(name for name in CHANGEABLE if name not in IN_ONE_LANGUAGE)


def _added(local: LocalItem, fact: ItemAdded, stamp: Stamp) -> LocalItem:
    _check_many(fact)
    return replace(_of(local, fact), added=fact, added_by=_deed(stamp))


def _changed(local: LocalItem, fact: ItemChanged, stamp: Stamp) -> LocalItem:
    _check_many(fact)
    before = local.changed or ItemChanged(fact.code, fact.post)
    changes = (*local.changes, _deed(stamp))
    merged = replace(before, **said_in(fact))
    return replace(_of(local, fact), changed=merged, changes=changes)


def _withdrawn(local: LocalItem, fact: ItemWithdrawn, stamp: Stamp) -> LocalItem:
    return replace(_of(local, fact), withdrawn=_deed(stamp, fact.reason))


def _of(local: LocalItem, fact: ItemAdded | ItemChanged | ItemWithdrawn) -> LocalItem:
    return replace(local, code=fact.code, post=bytes(fact.post))


def _deed(stamp: Stamp, reason: str = "") -> Deed:
    return Deed(stamp.id, stamp.actor, stamp.recorded_ms, reason)


def _check_many(fact: ItemAdded | ItemChanged) -> None:
    """Raise ValueError for lists that are longer, or hold more, than they may."""
    words = (*(fact.synonyms or ()), *(fact.substitutes or ()))
    parts = fact.kit or ()
    sound = (
        max(len(words), len(parts)) <= 2 * MOST_ALIASES
        and all(0 < len(word) <= MOST_SYNONYM for word in words)
        and all(0 < part.quantity <= MOST_PIECES for part in parts)
        and all(0 < len(part.code) <= MOST_CODE for part in parts)
    )
    if not sound:
        raise ValueError("no such lists")


def said_in(fact: ItemChanged) -> dict[str, Any]:
    """Return the fields a change changes, and to what."""
    said = {name: getattr(fact, name) for name in CHANGEABLE}
    return {name: value for name, value in said.items() if value is not None}


ITEM_FOLD: Final[dict[type, Fold]] = {
    ItemAdded: _added,
    ItemChanged: _changed,
    ItemWithdrawn: _withdrawn,
}


def _linked(here: GtinHere, fact: GtinLinked, stamp: Stamp) -> GtinHere:
    link = GtinLink(stamp.id, fact.code, stamp.actor, stamp.recorded_ms)
    links = (*_unseen(here, fact.sees), link)
    return replace(here, gtin=fact.gtin, post=bytes(fact.post), links=links)


def _unlinked(here: GtinHere, fact: GtinUnlinked, _: Stamp) -> GtinHere:
    links = _unseen(here, fact.sees)
    return GtinHere(fact.gtin, bytes(fact.post), links, cut=True)


def _unseen(here: GtinHere, sees: tuple[FactId, ...]) -> tuple[GtinLink, ...]:
    seen = {(bytes(log), seq) for log, seq in sees}
    return tuple(link for link in here.links if link.id not in seen)


GTIN_FOLD: Final[dict[type, Fold]] = {GtinLinked: _linked, GtinUnlinked: _unlinked}


def item_line(local: LocalItem) -> LocalItemLine:
    """Return the scalars that lists need."""
    return LocalItemLine(
        local.code,
        local.post,
        int(local.added is not None),
        int(local.changed is not None),
        int(local.withdrawn is not None),
    )


def gtin_line(here: GtinHere) -> GtinLine:
    """Return the scalars that lists need."""
    return GtinLine(here.gtin, here.post, len(here.codes))


def item_stream(post: bytes, code: str) -> bytes:
    """Return the stream of what a post says of an item."""
    return ITEM_START + post + b":" + code.encode()


def code_of_stream(stream: bytes) -> str:
    """Return the code of the item a stream is about."""
    return stream.rpartition(b":")[2].decode("ascii", "replace")


def gtin_stream(post: bytes, gtin: str) -> bytes:
    """Return the stream of what a bar code stands for at a post."""
    return GTIN_START + post + b":" + gtin.encode()


def as_item(added: ItemAdded) -> Item:
    """Return an item that a post added, as it stands on a list."""
    said = {name: getattr(added, name) for name in _ALIKE}
    said["name_en"] = added.name_en or added.name_nl
    return Item(code=added.code, **said, **_as_listed(added.remark, added.group))


def addition_of(item: Item, code: str, post: bytes) -> ItemAdded:
    """Return the fact that adds an item of a list at a post, under another code."""
    said = {name: getattr(item, name) for name in _ALIKE}
    group = item.group_nl or item.group_en
    return ItemAdded(code=code, post=post, remark=item.remark_nl, group=group, **said)


def change_of(before: Item, after: Item, post: bytes) -> ItemChanged | None:
    """Return the fact that makes one item the other at a post; None for no change."""
    fields_of = {name: IN_ONE_LANGUAGE.get(name, name) for name in CHANGEABLE}
    said = {
        name: getattr(after, field)
        for name, field in fields_of.items()
        if getattr(before, field) != getattr(after, field)
    }
    return ItemChanged(before.code, post, **said) if said else None


def with_changes(item: Item, changed: ItemChanged) -> Item:
    """Return an item as a post changed it."""
    said = said_in(changed)
    remark, group = said.pop("remark", None), said.pop("group", None)
    return replace(item, **said, **_as_listed(remark, group))


def _as_listed(remark: str | None, group: str | None) -> dict[str, Any]:
    """Return what a post says once, in the languages of a list; None says nothing.

    A group has no English word then, so that it is one with the group of that name.
    """
    said: dict[str, Any] = {}
    if remark is not None:
        said |= {"remark_nl": remark, "remark_en": remark}
    if group is not None:
        said |= {"group_nl": group, "group_en": ""}
    return said
