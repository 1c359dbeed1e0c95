"""What is pictured of opening and closing: what lacks, and the steps to the end."""

from __future__ import annotations

from typing import Final

from app.care.closing import FileWay
from app.commands import close_doors, hand_file
from app.commands.closing import standing
from tests.gallery.hands import Scene, Tap
from tests.gallery.scenes import At


def _here(at: At) -> None:
    at.session.go("doors")


def _closed(at: At) -> None:
    """Come to a post whose file was handed over and whose doors are closed."""
    file, actor = at.session.open_file, at.session.actor
    at.session.go("doors")
    if file.write_now(standing).is_closed:
        return
    way = FileWay.HUB.value
    file.write_now(lambda d: hand_file(d, actor, "Veiligheidsregio Groningen", way))
    file.write_now(lambda d: close_doors(d, actor))


SCENES: Final[tuple[Scene, ...]] = (
    Scene("doors-open", _here),
    Scene("doors-close", _closed, (Tap("ui.doors.face.close"),), tall=True),
)
