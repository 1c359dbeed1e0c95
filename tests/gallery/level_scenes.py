"""What is pictured of the care level: what it is, set to crisis, asked at the door."""

from __future__ import annotations

from typing import Final

from app.care.level import (
    Authority,
)
from app.care.terms import CareLevel
from app.commands import LevelWanted, set_level
from app.store.queries.level import level_here
from tests.gallery.hands import Scene
from tests.gallery.scenes import At


def _crisis(at: At) -> None:
    file, actor = at.session.open_file, at.session.actor
    at.session.go("level")
    if not file.read_now(level_here).level.standing:
        now = file.clock.now_ms()
        for level, since in (
            (CareLevel.SCALABLE, now - 7_200_000),
            (CareLevel.CRISIS, now - 600_000),
        ):
            wanted = LevelWanted(
                level,
                Authority.REGION,
                "OvD-G Noord, A. de Wit",
                since,
                "Stroom uit in de hele stad",
            )
            file.write_now(lambda d, w=wanted: set_level(d, actor, w))


SCENES: Final[tuple[Scene, ...]] = (
    Scene("level-none", lambda at: at.session.go("level"), tall=True),
    Scene("level", _crisis, tall=True),
)
