"""A delivery scanned in a real Chromium: by keyboard, and before a camera."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import pytest

from app.post import PostProgram
from app.scan import Element, as_elements
from app.scan.draw import matrix_png
from app.scan.keys import TEST_CODE
from sync.clock import SystemClock
from sync.database import rows
from sync.ids import Mode, SystemIds
from tests.journeys.test_browser import PASSPHRASE, _set_up
from tests.support.browser import Screen, browser, program
from tests.support.camera import camera_of, filmed
from tests.support.region import opened

GS: Final = "\x1d"
BETWEEN_SCANS_MS: Final = 300
"""A person takes the next package no faster."""

SLOW_MS: Final = 60_000
_TYPED: Final = """letters => {
  const put = (type, key, code, held) => document.activeElement.dispatchEvent(
    new KeyboardEvent(type, {key, code, bubbles: true, cancelable: true,
      shiftKey: held == "Shift", ctrlKey: held == "Control"}));
  for (const letter of letters) {
    const held = letter == "\x1d" ? "Control" : /^[A-Z]$/.test(letter) ? "Shift" : "";
    const key = held == "Control" ? "]" : letter;
    const code = key == "]" ? "BracketRight" : key == "Enter" ? key
      : (/[0-9]/.test(key) ? "Digit" : "Key") + key.toUpperCase();
    if (held) put("keydown", held, held + "Left", held);
    put("keydown", key, code, held);
    put("keyup", key, code, held);
    if (held) put("keyup", held, held + "Left", "");
  }
}"""
TOURNIQUET: Final = "09528800000019"
UNKNOWN: Final = "12345678901231"
RECEIVED: Final = "stock.received"


@pytest.mark.browser
def test_a_delivery_of_thirty_packages_without_the_mouse(tmp_path: Path) -> None:
    with browser() as screen, program(tmp_path) as url:
        screen.open(url)
        _set_up(screen)
        screen.tap("Instellingen").tap("Scanner testen").sees("Scan deze code")
        screen.page.wait_for_timeout(1_000)
        _wedge(screen, f"]d2{as_elements(TEST_CODE)}")
        screen.sees("Getest: de scanner geeft het scheidingsteken door (Ctrl+]).")
        screen.tap("Voorraad").tap("Ontvangen").sees("Levering ontvangen")
        screen.page.wait_for_timeout(500)

        for number in range(30):
            # A lagging machine types too slowly to be a scanner: only into a field.
            scan = _fast_wedge if number else _wedge
            lot, times = number % 5, number // 5 + 1
            scan(screen, f"]d201{TOURNIQUET}10LOT{lot}{GS}17271214")
            # Who scans looks whether it was taken before the next package.
            screen.sees(f"Tourniquet (arm/been) · LOT{lot}: {times}")
        screen.sees("5 partijen gescand").sees("Tourniquet (arm/been) · LOT4: 6")
        _wedge(screen, "]d20109528800000018")
        screen.sees("Het controlecijfer van artikelnummer (01) klopt niet")
        _wedge(screen, f"]d201{UNKNOWN}17280131" + "10X1")
        screen.tap("Artikel kiezen").write("Artikel", "VB002")
        screen.tap("Noodverband met druk", exact=False)
        screen.sees(f"Code {UNKNOWN} is nu Noodverband met druk (15 cm).")

        screen.page.keyboard.press("F8")
        screen.sees("6 partijen ontvangen")
        screen.tap("Tourniquet (arm/been), 30 stuks bruikbaar", exact=False)
        screen.sees("Partij LOT4")

        screen.tap("Overzicht").does_not_see("Partij LOT4")
        _fast_wedge(screen, f"]d201{TOURNIQUET}10LOT2{GS}17271214")
        screen.sees("Partij LOT2: er zijn er 6")
        assert screen.outside == []
    assert asyncio.run(_booked(tmp_path, "VB001")) == {
        f"LOT{each}": (6, 1) for each in range(5)
    }
    assert asyncio.run(_booked(tmp_path, "VB002")) == {"X1": (1, 1)}


async def _booked(folder: Path, code: str) -> dict[str, tuple[int, int]]:
    """Return what the file of a post that was closed holds of an item: of each lot
    how many pieces, and by how many receipts."""
    post = PostProgram(folder, SystemClock(), SystemIds())
    await post.begin()
    await post.unlock(Mode.REAL, PASSPHRASE)
    try:
        found = opened(post).read_now(
            lambda db: rows(
                db, "SELECT lot, on_hand, stream FROM lot WHERE item = ?", (code,)
            )
        )
        facts = "SELECT COUNT(*) FROM event WHERE stream = ? AND kind = ?"
        return {
            lot: (
                pieces,
                opened(post).read_now(
                    lambda db, stream=stream: rows(db, facts, (stream, RECEIVED))
                )[0][0],
            )
            for lot, pieces, stream in found
        }
    finally:
        await post.end()


@pytest.mark.browser
def test_a_package_before_the_camera(tmp_path: Path) -> None:
    code = (Element("01", TOURNIQUET), Element("17", "271214"), Element("10", "C1"))
    video = tmp_path / "camera.y4m"
    video.write_bytes(filmed([matrix_png(code)]))
    with (
        browser((1280, 800), *camera_of(video)) as screen,
        program(tmp_path / "post") as url,
    ):
        screen.open(url)
        _set_up(screen)
        screen.tap("Voorraad").tap("Ontvangen").sees("Levering ontvangen")
        with screen.page.context.expect_page(timeout=SLOW_MS) as opened:
            screen.tap("Camera of foto")
        camera = opened.value
        camera.get_by_text("Tourniquet (arm/been) · C1: 1").first.wait_for(
            timeout=SLOW_MS
        )
        # It lies there still: that is no second package.
        camera.wait_for_timeout(2_500)
        assert camera.locator("#found li").count() == 1

        photo = tmp_path / "foto.png"
        photo.write_bytes(matrix_png((*code[:2], Element("10", "C2"))))
        camera.locator("input[type=file]").set_input_files(photo)
        camera.locator("#found li").nth(1).wait_for(timeout=SLOW_MS)
        with camera.expect_event("close", timeout=SLOW_MS):
            camera.locator("#close").dispatch_event("click")
        screen.sees("2 partijen gescand").tap("Ontvangen: 2 partijen")
        screen.sees("2 partijen ontvangen")
        assert screen.outside == []


def _wedge(screen: Screen, code: str) -> None:
    """Type as a keyboard scanner does: Shift for capitals, Ctrl and ] for FNC1."""
    keyboard = screen.page.keyboard
    for letter in code:
        if letter == GS:
            keyboard.press("Control+]")
        elif letter.isupper():
            keyboard.press(f"Shift+{letter}")
        else:
            keyboard.press(letter)
    keyboard.press("Enter")
    screen.page.wait_for_timeout(BETWEEN_SCANS_MS)


def _fast_wedge(screen: Screen, code: str) -> None:
    """Type a whole code between two frames, as a scanner of 1,000 keys a second does.

    The window gets the keys and a field gets no letters, as when none has the focus.
    """
    screen.page.evaluate(_TYPED, [*code, "Enter"])
    screen.page.wait_for_timeout(BETWEEN_SCANS_MS)
