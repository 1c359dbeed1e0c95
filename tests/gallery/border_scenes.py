"""What is pictured of the border: regions agreed with, and who crosses it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.commands.border import Across
from app.store.queries.casualties import Filter, casualties
from tests.gallery.hands import Scene, Tap
from tests.gallery.hub_scenes import room
from tests.support.border import border, nowhere, operator
from tests.support.region import opened

if TYPE_CHECKING:
    from tests.gallery.hub_scenes import AtHub

_DRENTHE = "Veiligheidsregio Drenthe"
_FRYSLAN = "Veiligheidsregio Fryslân"


async def _agreed(at: AtHub) -> None:
    here = at.region
    for number, name in enumerate((_DRENTHE, _FRYSLAN)):
        met = nowhere(here, name, f"http://127.0.0.1:{9 + number}")
        shown = replace(met, name=name)
        await border(here).agree(operator(here), shown, stands_in=not number)


async def _crossed(at: AtHub) -> None:
    await _agreed(at)
    found = await opened(at.region.hub).read(lambda db: casualties(db, Filter(), None))
    realm = nowhere(at.region, _DRENTHE).realm
    where = Across(realm, "Wilhelmina Ziekenhuis Assen", "Komt liggend, zuurstof mee")
    stream = found.rows[0].stream
    await border(at.region).send(operator(at.region), stream, where)


async def _listed(at: AtHub) -> None:
    await _crossed(at)
    at.session.go("border")


async def _casualty(at: AtHub) -> None:
    await _agreed(at)
    found = await opened(at.region.hub).read(lambda db: casualties(db, Filter(), None))
    at.session.go("casualties", found.rows[1].stream)


async def _sent(at: AtHub) -> None:
    await _crossed(at)
    found = await opened(at.region.hub).read(lambda db: casualties(db, Filter(), None))
    at.session.go("casualties", found.rows[0].stream)


SCENES: tuple[Scene, ...] = (
    Scene("hub-border", room("border")),
    Scene("hub-border-agreed", _listed),
    Scene("hub-border-end", _listed, (Tap("ui.hub.border.end"),)),
    Scene("hub-border-across", _casualty, (Tap("ui.hub.border.send"),)),
    Scene("hub-border-sent", _sent),
)
