"""What is pictured of the stock room: every face, and what opens from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.care.item import Item
from app.exports.item_sheet import item_table, opening_template
from app.exports.sheet import as_csv
from app.store.starter import starter_items
from app.ui.screens.stock_faces import Face
from tests.gallery.hands import Choose, Scene, Tap, Touch, Write
from tests.gallery.stockroom import furnish, with_kit

if TYPE_CHECKING:
    from tests.gallery.scenes import At

_LISTED = tuple(starter_items().values())
_LIST = Tap("ui.list.open", whole=True)
_CHANGED = [
    *(replace(each, par=(each.par or 0) + 6) for each in _LISTED[:6]),
    Item("EIGEN1", "Vouwbrancard", "Folding stretcher", par=4),
]
_ITEMS = as_csv(item_table(_CHANGED, "nl"))
_OPENING = as_csv(
    [
        *opening_template("nl"),
        ["VB001", "12", "A7", "2028-04-30"],
        ["VB016", "2", "", ""],
        ["VB029", "18", "NaCl-0042", "2027-09-30"],
    ]
)


def _face(face: Face) -> Callable[[At], None]:
    """Return how to come to a face of the stock room."""

    def arrange(at: At) -> None:
        furnish(at.session.open_file, at.program.clock)
        at.session.face = face.value
        at.session.go("stock")

    return arrange


def _item(code: str) -> Callable[[At], None]:
    """Return how to come to an item of the stock room."""

    def arrange(at: At) -> None:
        _face(Face.ITEMS)(at)
        at.session.item = code

    return arrange


def _kit(at: At) -> None:
    """Come to a bag of this post's own, of which three lie in the stock room."""
    _face(Face.ITEMS)(at)
    at.session.item = with_kit(at.session.open_file)


def _scenes(
    face: Face, *more: tuple[str, Sequence[Touch]], tall: Sequence[str] = ()
) -> tuple[Scene, ...]:
    """Return a face as it opens, and what opens from it."""
    name = f"stock-{face.value}"
    return (
        Scene(name, _face(face)),
        *(
            Scene(f"{name}-{each}", _face(face), tuple(touch), tall=each in tall)
            for each, touch in more
        ),
    )


_WHAT_IF = Tap("ui.lasting.what_if", if_there=True)
_ASKED = Tap("ui.order.asked")
_RUNNING = Tap("najaar")
_LOT = (Tap("B-2210"),)
_DEEDS = ("move", "return", "discard", "hold", "release")

SCENES: tuple[Scene, ...] = (
    *_scenes(
        Face.ITEMS, ("below", [Tap("ui.stock.below")]), ("groups", [Tap("ui.group")])
    ),
    *_scenes(
        Face.ORDER,
        ("asked", [_ASKED]),
        ("arrival", [_ASKED, Tap(": 20")]),
        ("close", [_ASKED, Tap("ui.order.close")]),
    ),
    *_scenes(
        Face.TALLY,
        ("begin", [Tap("ui.tally.begin")]),
        ("count", [_RUNNING]),
        ("differ", [_RUNNING, Tap("Schap 1"), Tap("Lotte Hofstra: 38")]),
        ("add", [_RUNNING, Tap("ui.tally.add")]),
        ("report", [_RUNNING, Tap("ui.tally.report")]),
        ("ended", [Tap("schap 1, oktober")]),
    ),
    *_scenes(Face.REGISTERS, ("open", [Tap("Mor")])),
    *_scenes(
        Face.STORAGES,
        ("add", [Tap("ui.storage.add")]),
        ("read", [Tap("ui.storage.read")]),
    ),
    *_scenes(Face.EXPIRY, ("lot", _LOT)),
    *_scenes(
        Face.LASTING,
        ("rush", [_WHAT_IF, Write("T1", "20")]),
        ("power", [Tap("ui.autonomy.report")]),
        tall=("rush",),
    ),
    Scene("stock-lot", _item("VB002"), _LOT),
    *(
        Scene(f"stock-lot-{each}", _item("VB002"), (*_LOT, Tap(f"ui.lot.{each}")))
        for each in _DEEDS
    ),
    Scene("stock-lot-unpack", _kit, (Tap("R-7"), Tap("ui.kit.unpack"))),
    Scene("stock-ask", _item("VB005"), (Tap("ui.stock.ask"),)),
    Scene(
        "list-preview",
        _face(Face.ITEMS),
        (_LIST, Choose("ui.list.pick", "lijst.csv", _ITEMS)),
    ),
    Scene(
        "list-opening",
        _face(Face.ITEMS),
        (_LIST, Choose("ui.list.pick", "telling.csv", _OPENING, last=True)),
    ),
    Scene(
        "receive-find",
        _face(Face.ITEMS),
        (Tap("ui.stock.receive"), Write("ui.stock.item", "infuus")),
    ),
)
