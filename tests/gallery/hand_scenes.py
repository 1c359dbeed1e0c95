"""What goes by hand: a stick that was put in, the code of what is urgent."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

from sync import bundle, reply
from tests.gallery.hands import Scene, Tap
from tests.gallery.hub_scenes import AtHub
from tests.gallery.scenes import At, late


class Listed(NamedTuple):
    """A stick as the system lists it."""

    mountpoint: str
    opts: str = "rw,removable"


def _stick(mark: bytes) -> list[Listed]:
    folder = Path(tempfile.gettempdir()) / "noodpost-gallery" / "BLAUW"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "zuid.noodpost").write_bytes(bundle.packed([], mark))
    return [Listed(str(folder))]


def _seen(at: At) -> None:
    stick = _stick(reply.MAGIC)
    at.program.sticks.mounts = lambda: stick
    late(at)


def _gone(at: At) -> None:
    at.program.sticks.mounts = list
    late(at)


async def _at_hub(at: AtHub) -> None:
    stick = _stick(bundle.MAGIC)
    at.region.hub.sticks.mounts = lambda: stick
    at.session.go("posts")


POST_SCENES: tuple[Scene, ...] = (
    Scene("sending-stick", _seen, tall=True),
    Scene("sending-urgent", _gone, (Tap("ui.urgent.show"),)),
)
HUB_SCENES: tuple[Scene, ...] = (Scene("hub-stick", _at_hub),)
