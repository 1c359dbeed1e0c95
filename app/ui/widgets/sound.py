"""One soft sound and a short tremble, where the device can make them."""

from __future__ import annotations

from typing import Final

import flet as ft

_DUE: Final = "/sounds/due.wav"
_PATIENCE_S: Final = 5.0


@ft.control("Audio")  # type: ignore[arg-type]  # its own type takes no subclass
class Sound(ft.Service):
    """The player that is part of Flet's own web client.

    What equals a default is not sent, so what matters is given where it is made.
    """

    src: str = ""
    volume: ft.Number = 1
    release_mode: str = ""

    async def ring(self) -> None:
        """Play it once, from the start. Raises RuntimeError where it cannot."""
        await self._invoke_method("resume", timeout=_PATIENCE_S)


def due_sound() -> Sound:
    """Return the sound of somebody who became late for triage."""
    return Sound(src=_DUE, volume=0.6, release_mode="stop")


async def ring_softly(sound: Sound) -> None:
    """Ring and tremble once; a device that can do neither stays silent."""
    for make in (sound.ring, ft.HapticFeedback().vibrate):
        try:
            await make()
        except (RuntimeError, TimeoutError):
            # A browser that plays nothing unasked: the strip on screen says the same.
            continue
