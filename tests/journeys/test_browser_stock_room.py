"""A shift in the stock room in a real Chromium: two tablets of one post, two people."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app.care.stock import LotKey
from app.care.storage import StorageKind, StorageNamed
from app.care.terms import Role, Triage
from app.commands import (
    Coming,
    Witness,
    add_person,
    name_storage,
    receive_stock,
    watched,
)
from app.store.queries.casualty import Filter, casualties, casualty
from app.store.queries.controlled import RegisterRow, registers
from app.store.queries.staff import people
from app.store.queries.stock import lots
from app.store.queries.storage import storages
from app.store.queries.tally import Entry, tallies, tally
from sync.ids import ActorId
from tests.support.region import PIN, arrive, leader, opened
from tests.support.windows import Windows, told_of

if TYPE_CHECKING:
    from app.post import PostProgram
    from app.store.file import CareFile
    from tests.support.glass import Glass

TODAY: Final = "2026-11-22"
BRAM, BRAMS_PIN = "Bram Visser", "135791"
MORPHINE: Final = LotKey("VB042", "M1", "2099-01-01")
SHELF: Final = (
    (LotKey("VB002", "SOON", "2098-01-01"), 1),
    (LotKey("VB002", "LATE", "2099-01-01"), 6),
    (LotKey("VB079", "K1", "2099-01-01"), 9),
    (LotKey("VB089", "S1", "2099-01-01"), 3),
)


@dataclass(frozen=True, slots=True)
class Shift:
    """A post with its file, and the tablets of the two who work there."""

    file: CareFile
    noor: Glass
    bram: Glass

    def on_hand(self, code: str) -> dict[str, int]:
        """Return how many pieces there are of each lot of an item."""
        held = self.file.read_now(lambda db: lots(db, code, TODAY))
        return {lot.lot: lot.on_hand for lot in held}

    def register(self) -> RegisterRow:
        """Return the register of morphine."""
        rows = self.file.read_now(registers)
        return next(each for each in rows if each.code == MORPHINE.item)

    def counted(self) -> dict[str, Entry]:
        """Return the lines of the stocktake by lot."""
        (head,) = self.file.read_now(tallies)
        page = self.file.read_now(lambda db: tally(db, head.stream))
        assert page is not None
        return {each.spot.lot: each for each in page.entries}


@pytest.mark.browser
def test_a_shift_treats_gives_an_opioid_and_counts_with_two(tmp_path: Path) -> None:
    async def story(at: Windows) -> None:
        post = await at.here.post("zuid", enrolled=False)
        await _filled(post)
        bram = await at.tablet(post, BRAM, BRAMS_PIN)
        noor = await at.tablet(post)
        shift = Shift(opened(post), noor, bram)
        await _a_treatment_takes_what_expires_first(shift)
        await _an_opioid_is_given_with_two_and_alone(shift)
        await _a_difference_stays_open_until_the_lead_explains_it(shift)
        await _two_count_at_once_and_nothing_twice(shift)

    told_of(tmp_path, story)


async def _filled(post: PostProgram) -> None:
    file, by = opened(post), leader(opened(post))
    await file.write(lambda d: add_person(d, by, BRAM, Role.NURSE, BRAMS_PIN))
    bram = next(each.actor for each in file.read_now(people) if each.name == BRAM)
    seen = Witness(ActorId(bram), BRAMS_PIN)
    await file.write(lambda d: receive_stock(watched(d, by, seen), by, MORPHINE, 10))
    shelf = StorageNamed("", "Schap 1", StorageKind.SHELF)
    await file.write(lambda d: name_storage(d, by, shelf))
    (named,) = file.read_now(storages)
    there = Coming(place=named.place)
    for lot, pieces in SHELF:
        await file.write(
            lambda d, lot=lot, n=pieces: receive_stock(d, by, lot, n, there)
        )
    await arrive(post, Triage.T1, name="Jan Kuipers")


async def _a_treatment_takes_what_expires_first(shift: Shift) -> None:
    noor = shift.noor
    await noor.answer("Slachtoffers")
    await noor.tap("T1 zeer urgent, ZUID-A001")
    await noor.answer("Behandeling")
    await noor.tap("Drukverband")
    await noor.sees(r"Noodverband.*\(7 in voorraad\)")
    await noor.answer("Aantal: één meer", "Opslaan")
    await noor.until(lambda: shift.on_hand("VB002")["SOON"] == 0)

    assert shift.on_hand("VB002") == {"SOON": 0, "LATE": 5}
    (row,) = shift.file.read_now(lambda db: casualties(db, Filter())).rows
    held = shift.file.read_now(lambda db: casualty(db, row.stream))
    assert held is not None
    given = held.timeline[0].body
    assert (given.item, given.pieces, given.drawn) == ("VB002", 2, 2)


async def _an_opioid_is_given_with_two_and_alone(shift: Shift) -> None:
    noor = shift.noor
    await _fills_in_a_dose(noor)
    await noor.answer(BRAM)
    await noor.write(f"Pincode van {BRAM}", PIN)
    await noor.answer("Opslaan")
    await noor.sees("Deze pincode klopt niet")
    assert shift.register().balance == 10
    pin, is_booked = f"Pincode van {BRAM}", lambda: shift.register().balance == 9
    await noor.puts_right(pin, BRAMS_PIN, "Opslaan", is_booked)

    await _fills_in_a_dose(noor)
    await noor.answer("Arts besloot", "Niemand erbij", "Geen tijd: levensgevaar")
    await noor.answer("Opslaan")
    await noor.until(lambda: shift.register().balance == 8)

    await noor.answer("Voorraad", "Opiaten")
    await noor.tap("Morfine")
    await noor.sees(f"Meegekeken: {BRAM}")
    await noor.sees("Niemand erbij: Geen tijd: levensgevaar")
    row = shift.register()
    assert (row.on_hand, row.unwatched) == (8, 1)
    assert shift.on_hand("VB042") == {"M1": 8}


async def _fills_in_a_dose(tablet: Glass) -> None:
    await tablet.answer("Medicijn", "Morfine")
    await tablet.sees(r"\(\d+ in voorraad\)")  # all that a medicine asks is there now
    await tablet.answer("mg")
    await tablet.tap("In de ader")
    await tablet.write("Dosis", "5")
    await tablet.write("Gegeven door", "Dr. Bakker")


async def _a_difference_stays_open_until_the_lead_explains_it(shift: Shift) -> None:
    noor, bram = shift.noor, shift.bram
    await bram.answer("Voorraad")
    await bram.find("Zoek artikel of partij", "VB042", "Morfine")
    await bram.answer("Tellen")
    await bram.write("Geteld", "7")
    await bram.sees("verschil −1")
    await bram.answer("Noor Bakker")
    await bram.write("Pincode van Noor Bakker", PIN)
    await bram.answer("Telling opslaan")
    await bram.until(lambda: shift.register().open_differences == 1)
    assert shift.register().balance == 7
    await bram.answer("Opiaten")
    await bram.tap("Morfine")
    await bram.sees(r"De postleider of arts verklaart dit\.")
    assert await bram.page.get_by_role("button", name="Verklaren").count() == 0

    await noor.sees("Verschil −1")
    await noor.write("Verklaring", "ampul gebroken")
    await noor.answer("Verklaren")
    await bram.sees("Verklaard door Noor Bakker: ampul gebroken")
    row = shift.register()
    assert (row.balance, row.on_hand, row.open_differences) == (7, 7, 0)


async def _two_count_at_once_and_nothing_twice(shift: Shift) -> None:
    noor, bram = shift.noor, shift.bram
    await noor.answer("Inventarisatie", "Inventarisatie beginnen")
    await noor.answer("Eén plaats", "Schap 1")
    await noor.write("Naam", "november")
    await noor.answer("Beginnen")
    await noor.sees("0 van 3")
    await bram.answer("Inventarisatie")
    await bram.tap("november")
    await bram.sees("0 van 3")

    # Both stand before the same line, and both find five.
    await asyncio.gather(_counts(noor, "5"), _counts(bram, "5"))
    await asyncio.gather(noor.sees("1 van 3"), bram.sees("1 van 3"))
    await bram.tap("Steriel kompres 10x10 cm")
    await bram.sees("Partij K1")
    await _counts(bram, "0")
    await noor.sees("2 van 3")

    await noor.answer("Verslag van de telling")
    await noor.sees("verwacht 9 · gevonden 0")
    await noor.sees("verwacht 3 · gevonden –")
    found = shift.counted()
    assert {lot: each.found for lot, each in found.items()} == {
        "LATE": 5,
        "K1": 0,
        "S1": None,
    }
    assert [len(found[each].lines) for each in ("LATE", "K1", "S1")] == [1, 1, 0]
    assert shift.on_hand("VB079") == {"K1": 0}
    assert shift.on_hand("VB002") == {"SOON": 0, "LATE": 5}


async def _counts(tablet: Glass, pieces: str) -> None:
    await tablet.write("Aantal", pieces)
    await tablet.page.keyboard.press("Enter")
