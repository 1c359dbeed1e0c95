"""What is pictured of lists of items, at the hub and at a post."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from app.care.item import Item, Part
from app.care.item_pack import items_document
from app.care.local_item import ItemAdded, ItemChanged, code_of_stream
from app.care.pack import ITEMS
from app.care.refusal import Refusal
from app.commands import add_item, change_item, withdraw_item
from app.exports.item_sheet import item_table
from app.exports.sheet import as_csv
from app.store.queries.item import entries
from app.store.starter import starter_items
from sync.ids import ActorId
from tests.gallery.hands import Choose, Scene, Tap
from tests.gallery.hub_scenes import AtHub, room
from tests.gallery.scenes import At

_LISTED = tuple(starter_items().values())
_BAG = Item(
    "REG-T1",
    "Traumatas T1",
    "Trauma bag T1",
    critical=True,
    par=4,
    kit=(Part("VB001", 2), Part("VB002", 4), Part("VB091", 2)),
    remark_nl="verzegeld; na openen aanvullen",
    remark_en="sealed; refill after opening",
)
_NEW = (
    *(
        replace(each, par=(each.par or 0) + 6) if place < 7 else each
        for place, each in enumerate(_LISTED[:-2])
    ),
    _BAG,
)
_SHEET = as_csv(item_table(_NEW, "nl"))
_WRONG = (
    b"Code;Naam (Nederlands);Name (English);Eenheid;"
    b"Barcodes (GTIN);Gebruik per T1;Kleur\n"
    b"VB001;Tourniquet;Tourniquet;stuk;09528800000018;0,6;rood\n"
    b"VB 2;;Bandage;meter;;0,125;wit\n"
    b"VB003;Gaas;Gauze;stuk;;veel;\n"
)


async def _published(at: AtHub) -> None:
    voice, who = at.region.hub.voice(), at.region.hub.operator()
    assert voice is not None
    assert who is not None
    actor = ActorId(who.actor)
    for items, remark in ((_LISTED, "Lijst van 2026"), (_NEW, "Traumatas erbij")):
        with suppress(Refusal):  # published for the light before
            await voice.publish(actor, ITEMS, items_document(items), remark)
    at.session.go("list")


def _own_item(at: At) -> None:
    """Come to an item of this post: a kit, with all that is known of it."""
    file, actor = at.session.open_file, at.session.actor
    known = {each.item.name_nl: code for code, each in file.read_now(entries).items()}
    if "Traumatas" not in known:
        bag = ItemAdded(
            "",
            b"",
            "Traumatas",
            "Trauma bag",
            synonyms=("rugzak",),
            critical=True,
            kit=_BAG.kit,
            use_t1=100,
        )
        added = file.write_now(lambda desk: add_item(desk, actor, bag))
        known["Traumatas"] = code_of_stream(added.stream)
        change = ItemChanged("VB003", b"", name_nl="Gaas, hemostatisch", use_t1=100)
        file.write_now(lambda desk: change_item(desk, actor, change))
        file.write_now(lambda desk: withdraw_item(desk, actor, "VB013", "ander merk"))
    at.session.go("stock")
    at.session.item = known["Traumatas"]


def _own_list(at: At) -> None:
    """Come to the stock of a post that has items of its own, with none picked."""
    _own_item(at)
    at.session.item = None


_LIST = Tap("ui.list.open", whole=True)

POST_SCENES: tuple[Scene, ...] = (
    Scene("item-facts", _own_item, tall=True),
    Scene("item-change", _own_item, (Tap("ui.item.change"),)),
    Scene("item-gtin", _own_item, (Tap("ui.item.gtin_more"),)),
    Scene("item-list", _own_list, (_LIST,), tall=True),
    Scene("item-add", _own_list, (_LIST, Tap("ui.item.add"))),
)

HUB_SCENES: tuple[Scene, ...] = (
    Scene("hub-list", room("list")),
    Scene("hub-list-wrong", room("list"), (Choose("ui.list.pick", "l.csv", _WRONG),)),
    Scene("hub-list-new", room("list"), (Choose("ui.list.pick", "l.csv", _SHEET),)),
    Scene("hub-list-published", _published, tall=True),
)
