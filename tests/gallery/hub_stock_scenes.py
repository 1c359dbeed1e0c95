"""What is pictured of stock at a hub: days left, requests, and what they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.care.request import Urgency
from app.commands import Need, make_requests
from app.store.queries.request import requests
from tests.gallery.hands import Scene, Tap
from tests.gallery.hub_scenes import room
from tests.support.region import leader, opened

if TYPE_CHECKING:
    from tests.gallery.hub_scenes import AtHub

_NEEDS = (
    (
        Need("VB001", 20, Urgency.URGENT, "veel beenletsel, tourniquets raken op"),
        Need("VB003", 30, Urgency.SOON),
    ),
    (Need("VB012", 12),),
)


async def _asked(at: AtHub) -> None:
    """Let two posts ask, once, and come to what they asked."""
    for post, needs in zip(at.region.posts, _NEEDS, strict=False):
        file = opened(post)
        if not file.read_now(lambda db: requests(db, 0)):
            by = leader(file)
            await file.write(lambda d, b=by, n=needs: make_requests(d, b, n))
            await at.region.received(post)
    at.session.go("requests")


_DECIDE = Tap("ui.hub.requests.decide")

SCENES: tuple[Scene, ...] = (
    Scene("hub-days", room("days")),
    Scene("hub-requests", _asked),
    Scene("hub-requests-decide", _asked, (_DECIDE,)),
    Scene(
        "hub-requests-ship",
        _asked,
        (_DECIDE, Tap("ui.hub.requests.grant"), Tap("(20)")),
    ),
)
