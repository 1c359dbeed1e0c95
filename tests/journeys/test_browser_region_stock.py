"""Stock of a region in a real Chromium: a recall, a week apart, a list of the hub."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app.care.item import Item
from app.care.item_pack import items_document
from app.care.pack import ITEMS
from app.care.stock import LotKey
from app.care.transfer import TransferLine
from app.commands import receive_stock, send_items
from app.exports.item_sheet import item_table
from app.exports.sheet import as_xlsx
from app.scan.slip import Slip, slip_texts
from app.store.queries.item import Source, catalogue, entries, listing
from app.store.queries.recall import recalls
from app.store.queries.stock import lots
from app.store.queries.transfer import Match, Shipment, shipments
from sync.ids import ActorId
from tests.support.fakes import LateClock
from tests.support.region import leader, opened
from tests.support.windows import Windows, told_of

if TYPE_CHECKING:
    from app.hub import HubProgram
    from app.post import PostProgram
    from tests.support.glass import Glass

TODAY: Final = "2026-11-22"
WEEK_MS: Final = 7 * 24 * 3_600_000
BAD, GOOD = LotKey("VB001", "A1", "2098-01-01"), LotKey("VB001", "B2", "2099-01-01")
GAUZE: Final = LotKey("VB002", "G1", "2099-01-01")
TOURNIQUET: Final = "Tourniquet (arm/been)"


@pytest.mark.browser
def test_a_recall_a_list_of_the_hub_and_a_week_without_network(tmp_path: Path) -> None:
    clock = LateClock()

    async def story(at: Windows) -> None:
        south, north = await at.here.post("zuid"), await at.here.post("noord")
        await _publish_the_example(at)
        await _stock(south)
        hub, tablet = await at.console(), await at.tablet(south)
        await _a_lot_is_recalled_and_found(at, hub, tablet)
        await _a_new_list_comes_and_a_local_item_stays(at, hub, tablet)

        for weather in at.here.weathers.values():
            weather.up = False
        slip = await _a_box_goes_out(south, tablet)
        await _two_boxes_come_in(await at.tablet(north), slip)
        clock.advance(WEEK_MS)
        await _both_ends_match_once_the_line_is_there(at, tablet)

    told_of(tmp_path, story, clock)


async def _publish_the_example(at: Windows) -> None:
    voice, who = at.here.hub.voice(), at.here.hub.operator()
    assert voice is not None
    assert who is not None
    listed = opened(at.here.hub).read_now(catalogue).values()
    await voice.publish(ActorId(who.actor), ITEMS, items_document(listed), "")


async def _stock(post: PostProgram) -> None:
    file, by = opened(post), leader(opened(post))
    for lot, pieces in ((BAD, 4), (GOOD, 6), (GAUZE, 20)):
        await file.write(lambda d, lot=lot, n=pieces: receive_stock(d, by, lot, n))


def _on_hand(post: PostProgram, code: str) -> dict[str, int]:
    held = opened(post).read_now(lambda db: lots(db, code, TODAY))
    return {lot.lot: lot.on_hand for lot in held}


async def _a_lot_is_recalled_and_found(at: Windows, hub: Glass, tablet: Glass) -> None:
    await hub.answer("Voorraad", "Terugroepen")
    await hub.find("Artikel", "tourniq", TOURNIQUET)
    await hub.write("Partij", "a1")
    await hub.write("Reden", "scheur in de band")
    await hub.answer("Terugroepen")
    await hub.sees("nog geen antwoord")

    await tablet.sees("Teruggeroepen: Tourniquet")
    await tablet.answer("Bekijken")
    await tablet.sees("4 · Partij A1")
    await tablet.write("Hoeveel gevonden", "3")
    await tablet.answer("Beantwoorden")
    await tablet.sees("gevonden: 3")
    await hub.sees("3 gevonden")
    found = [each.found for each in opened(at.here.hub).read_now(recalls)]
    assert sorted(found, key=str) == [3, None]

    # A1 expires first, and is not what is given out.
    await tablet.answer("Artikelen")
    row = f"{TOURNIQUET}, 6 stuks bruikbaar"
    await tablet.find("Zoek artikel of partij", "tourniq", row)
    await tablet.sees("teruggeroepen")
    await tablet.answer("Uitgeven", "Eén meer", "Uitgifte opslaan")
    await tablet.sees("Uitgegeven: 2 stuks")
    assert _on_hand(at.here.posts[0], "VB001") == {"A1": 4, "B2": 4}


async def _a_new_list_comes_and_a_local_item_stays(
    at: Windows, hub: Glass, tablet: Glass
) -> None:
    south = opened(at.here.posts[0])
    first = south.read_now(listing)
    assert first.source is Source.REGION
    await tablet.answer("Lijst")
    await tablet.sees(f"Versie {first.version}")
    await tablet.answer("Artikel toevoegen")
    await tablet.write("Naam (Nederlands)", "Bloedingsset")
    await tablet.write("Naam (Engels)", "Bleeding kit")
    await tablet.write("Inhoud van de kit", "VB001*1, VB002*2")
    await tablet.answer("set", "Vastleggen")
    await tablet.sees("Bloedingsset is toegevoegd")

    sheet = at.here.folder / "lijst.xlsx"
    items = list(first.items.values())
    newer = [replace(items[0], par=77), *items[1:], Item("R9", "Warmtedeken", "Rug")]
    sheet.write_bytes(as_xlsx(item_table(newer, "nl"), "lijst"))
    await hub.answer("Voorraad", "Regionale lijst")
    await hub.choose("Bestand kiezen", sheet)
    await hub.sees("1 artikel nieuw")
    await hub.sees("1 artikel anders")
    await hub.answer("Vaststellen en versturen")
    await hub.sees(f"Versie {first.version + 1}")

    await tablet.answer("Lijst")
    await tablet.sees(f"Versie {first.version + 1}")
    await tablet.sees("1 artikel zelf toegevoegd")
    held = south.read_now(entries)
    assert held["R9"].source is Source.REGION
    own = [each.item for each in held.values() if each.local is not None]
    assert [each.name_nl for each in own] == ["Bloedingsset"]
    assert south.read_now(listing).version == first.version + 1


async def _a_box_goes_out(south: PostProgram, tablet: Glass) -> str:
    """Send two on screen, and three that will not arrive; return the slip's code."""
    await tablet.answer("Onderweg", "Naar een andere post")
    await tablet.write("Naar welke post", "Post Noord")
    await tablet.find("Artikel", "VB002", "Noodverband")
    await tablet.answer("Eén meer")
    await tablet.sees("2 uit Partij G1")
    await tablet.save()
    await tablet.answer("Terug naar onderweg")
    await tablet.sees(r"Naar Post Noord\. 1 regel\. onderweg sinds")

    file, by = opened(south), leader(opened(south))
    (sent,) = _listed(south)
    await file.write(lambda d: send_items(d, by, [("VB002", 3)], "Post Noord"))
    assert _on_hand(south, "VB002") == {"G1": 15}
    lines = tuple(
        TransferLine(each.item, each.sent, each.lot, each.expiry) for each in sent.lines
    )
    (text,) = slip_texts(Slip(sent.transfer, "Post Zuid", lines))
    return text


async def _two_boxes_come_in(tablet: Glass, slip: str) -> None:
    await tablet.answer("Voorraad", "Onderweg", "Van een andere post")
    await tablet.write("Scan of typ een code", "")
    await tablet.page.keyboard.insert_text(slip)
    await tablet.page.keyboard.press("Enter")
    await tablet.sees("Pakbon van Post Zuid gelezen")
    await tablet.save()
    await tablet.sees(r"Van Post Zuid\. 1 regel\. klopt")

    await tablet.answer("Van een andere post")
    await tablet.write("Van welke post", "Post Oost")
    await tablet.answer("Adrenaline auto-injector 0,3 mg")
    await tablet.write("Partij", "z9")
    await tablet.write("Aantal (stuks)", "2")
    await tablet.save()
    await tablet.sees(r"Van Post Oost\. 1 regel\. niet aangekondigd")


async def _both_ends_match_once_the_line_is_there(at: Windows, tablet: Glass) -> None:
    south, north = at.here.posts
    assert _matches(south) == [{Match.UNDERWAY}, {Match.UNDERWAY}]
    await tablet.sees("niet verstuurd · oudste 7 d 0 u")

    for weather in at.here.weathers.values():
        weather.up = True
    for post in (south, north):
        await at.here.received(post)
    await tablet.answer("Onderweg")
    await tablet.sees(r"Naar Post Noord\. 1 regel\. klopt")
    await tablet.sees(r"Naar Post Noord\. 1 regel\. onderweg sinds")
    assert _matches(south) == [{Match.UNDERWAY}, {Match.EVEN}]
    assert {Match.UNANNOUNCED} in _matches(north)
    assert _on_hand(north, "VB002") == {"G1": 2}
    even = [each.transfer for each in _listed(south) if each.matches == {Match.EVEN}]
    at_hub = {each.transfer: each.matches for each in _listed(at.here.hub)}
    assert [at_hub[each] for each in even] == [{Match.EVEN}]
    assert len(at_hub) == 3


def _listed(program: PostProgram | HubProgram) -> tuple[Shipment, ...]:
    return opened(program).read_now(shipments)


def _matches(program: PostProgram) -> list[frozenset[Match]]:
    return [each.matches for each in _listed(program)]
