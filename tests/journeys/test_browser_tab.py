"""Every form by keyboard alone, in a real Chromium: in reading order, with a name."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.i18n import strings, text
from app.store.queries.casualty import Filter, casualties, casualty
from app.ui.screens.casualty_actions import ACTIONS
from tests.support.bedside import Hands, told
from tests.support.keyboard import Keys, Stop, jumps

WINDOW = (800, 2400)
"""One pane, and so high that nothing scrolls away from under the focus."""

STRIP = 60
"""Pixels: how high the strip above every room is."""

SETTLE_MS = 1_000
AGAIN = 3
"""Walks more, on a busy machine, before a wrong order is believed."""

NUMBER = "ZUID-A001-W"
SPOKEN = "en"

FILLED: dict[str, tuple[tuple[str, str], ...]] = {
    "triage": (("T2", ""), ("Reason", "Colder")),
    "vitals": (("Breathing", "18"),),
    "treatment": (("Pressure dressing", ""),),
    "move": (("Waiting room", ""),),
    "note": (("Note", "Family called"),),
}
"""What is pressed, or typed into, before the form is saved: in the order of Tab."""


@pytest.mark.browser
def test_every_form_is_read_and_filled_by_keyboard_alone() -> None:
    async def story(hands: Hands) -> None:
        keys = Keys(hands.page)
        await hands.tap("Instellingen", "English")
        await _reads(keys, "Overview", "settings")
        await hands.tap("Overview", "Register")
        await hands.until(lambda: hands.session.room == "register")
        await _reads(keys, "Overview", "register")
        await hands.tap("Step by step")
        await hands.page.get_by_role("button", name="Yes").wait_for()
        await _reads(keys, "Overview", "guide")
        await hands.tap("Casualties")
        await hands.until(lambda: hands.session.room == "casualties")
        await hands.tap("Board")
        await _reads(keys, "Overview", "board")
        await hands.tap("List")
        await _sheets_are_read(hands, keys)
        await _sheets_are_filled(hands, keys)

    told(story, WINDOW, sharp=0.25)


async def _reads(keys: Keys, last: str, where: str) -> None:
    """Tab through all there is before the rooms at the bottom.

    What seems to be out of order, or in the other language, is walked again: a screen
    that was still settling has moved between two stops, a wrong one stays wrong.
    """
    stops = await _walked(keys, last)
    for _ in range(AGAIN):
        if not jumps(stops) and not _unnamed(stops):
            break
        await keys.page.wait_for_timeout(SETTLE_MS)
        stops = await _walked(keys, last)
    assert stops, where
    assert not jumps(stops), (where, jumps(stops))
    assert not _unnamed(stops), (where, _unnamed(stops))


async def _walked(keys: Keys, last: str) -> list[Stop]:
    return _from_the_top((await keys.walk(last))[:-1])


def _from_the_top(stops: list[Stop]) -> list[Stop]:
    """Leave out what came before Tab began again at the top strip."""
    starts = (n for n, stop in enumerate(stops) if stop.y < STRIP)
    return stops[next(starts, 0) :]


def _unnamed(stops: Sequence[Stop]) -> list[str]:
    """Return what has no name, or one in the other language."""
    return [
        stop.name or f"nothing at {stop.x:.0f}, {stop.y:.0f}"
        for stop in stops
        if not stop.name.strip() or set(stop.name.split("\n")) & _FOREIGN
    ]


def _of(language: str) -> set[str]:
    found = (words.get(language) for words in strings().values())
    return {words for words in found if isinstance(words, str)}


_FOREIGN = _of("nl") - _of("en")


async def _open(hands: Hands, name: str) -> None:
    tile = hands.page.get_by_role("button", name=_said(name), exact=True)
    if not await tile.count():
        await hands.answer(_said("more"))
    await hands.answer(_said(name))
    behind = hands.page.get_by_role("button", name=_said("access"), exact=True)
    await behind.wait_for(state="hidden")
    await hands.page.get_by_role("button", name=_CLOSE).first.wait_for()


_CLOSE = text("ui.casualty.close", SPOKEN)


def _said(name: str) -> str:
    return text(f"ui.casualty.{name}", SPOKEN)


async def _sheets_are_read(hands: Hands, keys: Keys) -> None:
    await hands.look_at(NUMBER)
    for action in ACTIONS:
        await _open(hands, action.name)
        await _reads(keys, "Overview", action.name)
        await hands.answer(_CLOSE)


async def _sheets_are_filled(hands: Hands, keys: Keys) -> None:
    for name, deeds in FILLED.items():
        before = _told(hands)
        await _open(hands, name)
        for control, words in deeds:
            if words:
                await keys.write(control, words)
            else:
                await keys.press(control)
        await keys.press("Save")
        await hands.until(lambda before=before: _told(hands) > before)


def _told(hands: Hands) -> int:
    file = hands.session.open_file
    rows = file.read_now(lambda db: casualties(db, Filter(search=NUMBER))).rows
    found = file.read_now(lambda db: casualty(db, rows[0].stream))
    assert found is not None
    return len(found.timeline)
