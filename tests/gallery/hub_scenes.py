"""What is pictured of a hub: one line a scene."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.care.terms import Triage
from app.store.queries.casualties import Filter, casualties
from tests.gallery.hands import Scene, Tap, Write
from tests.support.region import arrive, opened

if TYPE_CHECKING:
    from app.hub import HubProgram
    from app.ui.state import Session
    from tests.support.region import Region

_PHRASE = "vier gewone woorden samen"


@dataclass(frozen=True, slots=True)
class AtHub:
    """Where a scene starts: the console of a hub, and of one that was never made."""

    session: Session
    region: Region
    show_new: Callable[[], HubProgram]


Arrange = Callable[[AtHub], Awaitable[None]]


def room(name: str) -> Arrange:
    """Return how to come to a room of the console."""

    async def arrange(at: AtHub) -> None:
        at.session.go(name)

    return arrange


async def _new(at: AtHub) -> None:
    at.show_new()


async def _locked(at: AtHub) -> None:
    await at.region.hub.lock()


async def _screen(at: AtHub) -> None:
    at.session.lock()


async def _waiting(at: AtHub) -> None:
    await at.region.hub.lock()
    post = at.region.posts[0]
    await arrive(post, Triage.T3, complaint="Verstuikte enkel")
    post.nudge(at.region.mode)


async def _casualty(at: AtHub) -> None:
    found = await opened(at.region.hub).read(lambda db: casualties(db, Filter(), None))
    at.session.go("casualties", found.rows[0].stream)


_FILL_IN = (
    Write("ui.hub.first.region", "Veiligheidsregio Groningen"),
    Write("ui.hub.first.operator", "Kees Mulder"),
    Write("ui.hub.passphrase", _PHRASE),
    Write("ui.start.again", _PHRASE),
)

HUB_SCENES: tuple[Scene, ...] = (
    Scene("hub-start", _new),
    Scene("hub-start-keep", _new, (*_FILL_IN, Tap("ui.hub.first.create"))),
    Scene("hub-unlock", _locked),
    Scene("hub-unlock-waiting", _waiting),
    Scene(
        "hub-unlock-wrong",
        _locked,
        (Write("ui.hub.passphrase", "een andere zin"), Tap("ui.hub.unlock.button")),
    ),
    Scene("hub-screen-lock", _screen),
    Scene("hub-posts", room("posts")),
    Scene("hub-casualties", room("casualties")),
    Scene("hub-casualty", _casualty),
    Scene("hub-stock", room("stock")),
    Scene("hub-aside", room("aside")),
    Scene("hub-invitations", room("invitations")),
    Scene("hub-keys", room("keys")),
    Scene(
        "hub-invitation-code",
        room("invitations"),
        (Write("ui.hub.invite.hint", "Kerk West"), Tap("ui.hub.invite.make")),
    ),
)
