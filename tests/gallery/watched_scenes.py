"""Pictures of the body map, of trends, and of counting."""

from __future__ import annotations

from tests.gallery.hands import Scene, Tap
from tests.gallery.scenes import At


def _watched(at: At) -> None:
    at.session.go("casualties", at.evening.watched)


_BODY = Tap("ui.casualty.body", behind="ui.casualty.more")
_VITALS = Tap("ui.casualty.vitals")

WATCHED_SCENES: tuple[Scene, ...] = (
    Scene("body", _watched, (_BODY,), tall=True),
    Scene("body-touch", _watched, (_BODY,)),
    Scene("body-list", _watched, (_BODY, Tap("ui.body.list"))),
    Scene(
        "body-chooser",
        _watched,
        (_BODY, Tap("ui.body.list"), Tap("term.BodyRegion.left_thigh")),
    ),
    Scene(
        "body-burn",
        _watched,
        (
            _BODY,
            Tap("ui.body.list"),
            Tap("term.BodyRegion.chest"),
            Tap("term.InjuryKind.burn"),
        ),
    ),
    Scene("watched", _watched, tall=True),
    Scene("count", _watched, (_VITALS, Tap("ui.observe.count_breaths"))),
    Scene(
        "count-15",
        _watched,
        (_VITALS, Tap("ui.observe.count_pulse"), Tap("15 s")),
    ),
    Scene("vitals-beside", _watched, (_VITALS, Tap("ui.observe.more")), tall=True),
)
