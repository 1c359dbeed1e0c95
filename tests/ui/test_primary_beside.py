"""What F8 does where a list has something open beside it, and after that is closed."""

from __future__ import annotations

from typing import Any, Final

import flet as ft
import pytest

from app.ui.screens.displaced import DisplacedRoom
from app.ui.screens.evacuation import EvacuationRoom
from app.ui.screens.residents import ResidentsRoom
from app.ui.screens.transport import TransportRoom
from tests.support.screen import Screen
from tests.support.window import Post

_ROOMS: Final = (
    pytest.param(ResidentsRoom, "add-resident", "close-form", id="residents"),
    pytest.param(TransportRoom, "ask-transport", "close-transport", id="transport"),
    pytest.param(EvacuationRoom, "begin-evacuation", "close-begin", id="evacuation"),
    pytest.param(DisplacedRoom, "take-in", "close-party-form", id="displaced"),
)


@pytest.mark.parametrize(("room", "adds", "closes"), _ROOMS)
def test_f8_adds_again_once_a_form_is_closed_unsaved(
    room: Any, adds: str, closes: str
) -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click(adds)
        await screen.until(lambda: closes in screen)
        await screen.click(closes)
        await screen.until(lambda: closes not in screen)
        f8: Any = post.session.primary
        f8()

        await screen.until(lambda: closes in screen)

    post.tell(room, tell)


@pytest.mark.parametrize(("room", "adds", "closes"), _ROOMS)
def test_only_one_button_is_filled_while_a_form_is_open(
    room: Any, adds: str, closes: str
) -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        assert isinstance(screen[adds], ft.FilledButton)
        await screen.click(adds)
        await screen.until(lambda: closes in screen)

        filled = [each for each in screen.all() if isinstance(each, ft.FilledButton)]
        assert len(filled) == 1

    post.tell(room, tell)
