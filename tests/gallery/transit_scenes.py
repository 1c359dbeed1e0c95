"""Pictures of transfers between posts, and of recalls at a post and at the hub."""

from __future__ import annotations

from contextlib import suppress

from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.care.terms import Role
from app.care.transfer import TransferLine
from app.commands import (
    Announced,
    Called,
    Taken,
    answer_recall,
    recall_here,
    send_items,
    take_announced,
    take_unannounced,
    unpack_kits,
)
from app.store.queries.recall import recalls
from app.store.queries.transfer import shipments
from sync.ids import ActorId
from tests.gallery.hands import Scene, Tap, Touch, Write
from tests.gallery.hub_scenes import AtHub
from tests.gallery.scenes import At
from tests.gallery.stockroom import furnish, with_kit
from tests.support.post import actor
from tests.support.watch import alone

_CODE = bytes(range(16))
_LINES = (
    TransferLine("VB001", 6, "T22-118", "2028-04-30"),
    TransferLine("VB004", 20, "L88", "2027-12-31"),
)


def _moved(at: At) -> None:
    """Let two boxes leave and two arrive, once."""
    file = at.session.open_file
    furnish(file, at.program.clock)
    by = actor(file, Role.STOCK_KEEPER)
    if not file.read_now(shipments):
        file.write_now(lambda d: send_items(d, by, [("VB002", 4)], "Post Noord"))
        wanted = [("VB005", 3), ("VB006", 2)]
        file.write_now(lambda d: send_items(d, by, wanted, "Sporthal De Rank"))
        slip = Announced(_CODE, "Post Noord", _LINES)
        came = [
            (LotKey("VB001", "T22-118", "2028-04-30"), 6),
            (LotKey("VB004", "L88", "2027-12-31"), 17),
        ]
        file.write_now(lambda d: take_announced(d, by, slip, came))
        stray = [(LotKey("VB009", "Z1", "2027-01-31"), 5)]
        file.write_now(lambda d: take_unannounced(d, by, stray, "Post Oost"))
    at.session.face = "transit"
    at.session.go("stock")


def _recalled(at: At) -> None:
    """Recall two lots, once; one is answered."""
    file = at.session.open_file
    furnish(file, at.program.clock)
    by = actor(file, Role.POST_LEAD)
    if not file.read_now(recalls):
        for item, reason in (
            ("VB006", "Steriele verpakking kan open zijn. Leg apart."),
            ("VB013", "Sluiting laat los."),
        ):
            file.write_now(lambda d, i=item, r=reason: recall_here(d, by, Called(i, r)))
        first = file.read_now(recalls)[-1].stream
        file.write_now(lambda d: answer_recall(d, by, first, 14))
    at.session.face = "recalls"
    at.session.go("stock")


def _kit_recalled(at: At) -> None:
    """Recall a lot of bags of which one was opened, once."""
    file = at.session.open_file
    furnish(file, at.program.clock)
    code = with_kit(file)
    by = actor(file, Role.POST_LEAD)
    if not any(each.item == code for each in file.read_now(recalls)):
        opened = Taken(LotKey(code, "R-7", "2027-04-30"), "", 1)
        file.write_now(lambda d: unpack_kits(alone(d, by), by, opened))
        why = Called(code, "Naad van de tas laat los.", "R-7")
        file.write_now(lambda d: recall_here(d, by, why))
    at.session.face = "recalls"
    at.session.go("stock")


def _overview(at: At) -> None:
    _recalled(at)
    at.session.face = ""
    at.session.go("overview")


async def _at_hub(at: AtHub) -> None:
    voice, who = at.region.hub.voice(), at.region.hub.operator()
    assert voice is not None
    assert who is not None
    if not await voice.recalls():
        posts = [each.post_id for each in await at.region.hub.posts()]
        what = Called("VB002", "Steriele verpakking kan open zijn.", "L4200")
        with suppress(Refusal):
            await voice.recall(ActorId(who.actor), what, posts)
    at.session.go("recalls")


_SENDING: tuple[Touch, ...] = (
    Tap("ui.transit.send"),
    Write("ui.transit.which_post", "Post Noord"),
    Write("ui.stock.item", "verband"),
)

POST_SCENES: tuple[Scene, ...] = (
    Scene("stock-transit", _moved),
    Scene("stock-transit-open", _moved, (Tap("Sporthal De Rank"),)),
    Scene("stock-transit-send", _moved, _SENDING),
    Scene("stock-transit-take", _moved, (Tap("ui.transit.take"),)),
    Scene("stock-recalls", _recalled),
    Scene("stock-recalls-call", _recalled, (Tap("ui.recall.order_here"),)),
    Scene("stock-recalls-unpacked", _kit_recalled, tall=True),
    Scene("recall-overview", _overview),
)
HUB_SCENES: tuple[Scene, ...] = (Scene("hub-recalls", _at_hub),)
