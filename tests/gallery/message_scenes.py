"""What is pictured of messages: at a post, and at the hub that sends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.care.message import MessageSent, message_stream
from app.care.terms import Role
from app.commands.message import Wording, acknowledge
from app.store.file import CareFile
from app.store.queries.staff import people
from app.ui.neighbours import CarryingRow, NeighbourRow
from app.ui.sealed import UnreadableRow
from app.ui.tablets import TabletRow
from sync.ids import ActorId, Mode
from tests.gallery.hands import Scene, Tap, Write
from tests.support.fakes import FakeClock
from tests.support.orders import Orders, shown
from tests.support.post import actor, memory_post
from tests.support.region import leader, opened, until

if TYPE_CHECKING:
    from tests.gallery.hub_scenes import AtHub
    from tests.gallery.scenes import At

_MINUTE_MS = 60_000
_ORDER = "Maak zaal B vrij voor tien gewonden. Bel terug als dat niet lukt."
_URGENT = "Ontruim de wachtruimte nu: brand in het pand ernaast. Neem de dossiers mee."
_SOUP = "Om 18:00 komt er soep en brood voor 40 personen bij de achterdeur."


def _fresh(at: At, clock: FakeClock) -> tuple[CareFile, Orders]:
    """Put a post of its own in the window, so that other pictures keep theirs."""
    file = memory_post(Mode.REAL, clock)
    at.program.lay_aside(Mode.REAL)
    at.program.put(Mode.REAL, file)
    found = file.read_now(people)
    at.session.sign_on(next(each for each in found if each.role is Role.POST_LEAD))
    return file, Orders(file)


def _earlier(at: At, minutes: int) -> FakeClock:
    return FakeClock(at.program.clock.now_ms() - minutes * _MINUTE_MS)


def _listed(at: At) -> None:
    clock = _earlier(at, 50)
    file, hub = _fresh(at, clock)
    stream = hub.send("Sluit de noordelijke ingang.")
    _understood(file, clock)
    hub.send(_SOUP, is_order=False)
    clock.advance(20 * _MINUTE_MS)
    hub.withdraw(stream, "vals alarm")
    _pretended(file)
    clock.advance(10 * _MINUTE_MS)
    hub.send(_ORDER)
    clock.advance(12 * _MINUTE_MS)
    hub.send(_URGENT, urgent=True)
    hub.close()
    at.session.go("messages")


def _understood(file: CareFile, clock: FakeClock) -> None:
    (row,) = shown(file)
    clock.advance(6 * _MINUTE_MS)
    by = actor(file, Role.NURSE)
    file.write_now(
        lambda desk: acknowledge(desk, by, row.stream, row.sent, "doen we meteen")
    )


def _pretended(file: CareFile) -> None:
    """Let a device of the post write an order itself, as no hub did."""
    fact = MessageSent("Geef alle voorraad mee.", b"south_01", "De hub", is_order=True)
    by = actor(file, Role.OPERATOR)
    file.write_now(lambda desk: desk.record(message_stream(b"m" * 16), fact, by))


def _banner(room: str, text: str, *, urgent: bool) -> Callable[[At], None]:
    def arrange(at: At) -> None:
        _, hub = _fresh(at, _earlier(at, 4))
        hub.send("Tel de bedden.")
        hub.send(text, urgent=urgent)
        hub.close()
        at.session.go(room)

    return arrange


def _none(at: At) -> None:
    _, hub = _fresh(at, _earlier(at, 4))
    hub.close()
    at.session.go("messages")


def _unreadable(at: At) -> None:
    now = at.program.clock.now_ms()
    rows = (
        UnreadableRow(now - 9 * _MINUTE_MS, 2_400, "version"),
        UnreadableRow(now - 40 * _MINUTE_MS, 900, "signature"),
    )
    at.program.set_sending(enrolled=True, online=True, unreadable=rows)
    at.session.go("sending")


def _neighbours(at: At) -> None:
    now = at.program.clock.now_ms()
    rows = (
        NeighbourRow(
            "https://192.168.1.20:8472", 12, now - _MINUTE_MS, now - 9 * _MINUTE_MS
        ),
        NeighbourRow("https://192.168.1.24:8472", 0, None, None, "unreachable"),
        NeighbourRow("https://192.168.1.30:8472", 0, is_base=True),
    )
    carrying = CarryingRow(("192.168.1.30:8472",), 7, 2)
    at.program.circled.put(neighbours=rows, carrying=carrying)
    at.program.set_sending(enrolled=True, reason="unreachable", unsent_events=31)
    at.session.go("sending")


def _tablets(at: At) -> None:
    now = at.program.clock.now_ms()
    at.program.tablet_door.stand(open=True)
    rows = (
        TabletRow(2, "Android · Chrome", now - 5 * _MINUTE_MS, now, "Bo de Vries"),
        TabletRow(1, "iPad · Safari", now - 90 * _MINUTE_MS, now - 40 * _MINUTE_MS),
    )
    at.program.tablet_door.put(tablets=rows)
    at.session.go("tablets")


def _no_tablets(at: At) -> None:
    at.program.tablet_door.stand(open=False)
    at.session.go("tablets")


def _on_tablet(at: At) -> None:
    at.session.is_tablet = True
    at.session.go("papers")


def _tablet_settings(at: At) -> None:
    at.session.is_tablet = True
    at.session.go("settings")


POST_SCENES: tuple[Scene, ...] = (
    Scene("messages", _listed, tall=True),
    Scene("messages-none", _none),
    Scene("messages-banner", _banner("overview", _URGENT, urgent=True)),
    Scene("messages-banner-order", _banner("casualties", _ORDER, urgent=False)),
    Scene("messages-unreadable", _unreadable),
    Scene("sending-neighbours", _neighbours, tall=True),
    Scene("tablets", _no_tablets),
    Scene("tablets-in", _tablets, (Tap("ui.tablet.code_new"),), tall=True),
    Scene("tablets-only-at-base", _on_tablet),
    Scene("tablets-settings", _tablet_settings, tall=True),
)


async def _room(at: AtHub) -> None:
    file = opened(at.region.hub)
    await file.write(lambda desk: desk.database["draft"].delete_where())
    at.session.go("messages")


async def _told(at: AtHub) -> None:
    hub, post = at.region.hub, at.region.posts[0]
    voice, who = hub.voice(), hub.operator()
    assert voice is not None
    assert who is not None
    everybody = [each.post_id for each in await hub.posts() if not each.revoked]
    if not await voice.sent():
        await voice.send(ActorId(who.actor), Wording(_SOUP), everybody)
        await voice.send(ActorId(who.actor), Wording(_ORDER, is_order=True), everybody)
        await until(lambda: len(shown(opened(post))) == 2)
        row = next(each for each in shown(opened(post)) if each.is_order)
        by = leader(opened(post))
        await opened(post).write(
            lambda desk: acknowledge(desk, by, row.stream, row.sent)
        )

        async def is_confirmed() -> bool:
            return any(each.row.understood for each in await voice.sent())

        await until(is_confirmed)
    await _room(at)


HUB_SCENES: tuple[Scene, ...] = (
    Scene("hub-messages-new", _room, (Write("ui.message.text", _ORDER),)),
    Scene("hub-messages", _told, tall=True),
    Scene("hub-messages-withdraw", _told, (Tap("ui.message.withdraw"),)),
)
