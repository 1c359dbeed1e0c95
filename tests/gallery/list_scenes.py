"""What is pictured of lists of items, at the hub and at a post."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from app.care.item import Item, Part
from app.care.item_pack import items_document
from app.care.pack import ITEMS
from app.care.refusal import Refusal
from app.exports.item_sheet import item_table
from app.exports.sheet import as_csv
from app.store.starter import starter_items
from sync.ids import ActorId
from tests.gallery.hands import Choose, Scene
from tests.gallery.hub_scenes import AtHub, room

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


HUB_SCENES: tuple[Scene, ...] = (
    Scene("hub-list", room("list")),
    Scene("hub-list-wrong", room("list"), (Choose("ui.list.pick", "l.csv", _WRONG),)),
    Scene("hub-list-new", room("list"), (Choose("ui.list.pick", "l.csv", _SHEET),)),
    Scene("hub-list-published", _published, tall=True),
)
