"""The gallery misses no screen: each room, face, sheet and form has its picture."""

from __future__ import annotations

from collections import Counter

from app.ui.console import DRAWN
from app.ui.routes import ROOMS
from app.ui.screens import casualty_actions, stock_item
from app.ui.screens.stock_deed import Deed
from app.ui.screens.stock_faces import Face
from app.ui.screens.stock_item import Doing
from app.ui.state import Stage
from tests.gallery.every import AT_HUB, AT_POST
from tests.gallery.hands import Tap

_BEFORE_THE_ROOMS = {
    Stage.START: "start-",
    Stage.UNLOCK: "unlock",
    Stage.FIRST_PERSON: "first-person",
    Stage.SIGN_ON: "sign-on",
}


def _named(names: set[str], start: str) -> bool:
    return start in names or any(each.startswith(f"{start}-") for each in names)


def _tapped() -> set[str]:
    return {
        touch.name
        for scene in AT_POST
        for touch in scene.touch
        if isinstance(touch, Tap)
    }


def test_every_room_of_a_post_has_a_picture() -> None:
    names = {each.name for each in AT_POST}

    assert [each.name for each in ROOMS if not _named(names, each.name)] == []
    assert set(_BEFORE_THE_ROOMS) == set(Stage) - {Stage.ROOMS}
    for start in _BEFORE_THE_ROOMS.values():
        assert any(each.startswith(start) for each in names), start


def test_every_room_of_a_hub_has_a_picture() -> None:
    names = {each.name for each in AT_HUB}

    assert [each for each in DRAWN if not _named(names, f"hub-{each}")] == []


def test_every_face_of_the_stock_room_has_a_picture() -> None:
    names = {each.name for each in AT_POST}

    assert [each for each in Face if f"stock-{each.value}" not in names] == []


def test_every_form_of_an_item_and_of_a_lot_has_a_picture() -> None:
    tapped = _tapped()
    words = {each[0]: each[1] for each in stock_item.ACTIONS}

    assert set(words) == set(Doing) - {Doing.LOOKING, Doing.CHANGING}
    assert "ui.item.change" in tapped
    assert [word for word in words.values() if f"ui.stock.{word}" not in tapped] == []
    assert [each for each in Deed if f"ui.lot.{each.value}" not in tapped] == []


def test_every_sheet_of_a_casualty_has_a_picture() -> None:
    tapped = _tapped()
    sheets = [each.name for each in casualty_actions.ACTIONS]

    assert [each for each in sheets if f"ui.casualty.{each}" not in tapped] == []
    assert "ui.erasure.open" in tapped


def test_no_two_scenes_write_the_same_picture() -> None:
    names = Counter(each.name for each in (*AT_POST, *AT_HUB))

    assert [name for name, count in names.items() if count > 1] == []
