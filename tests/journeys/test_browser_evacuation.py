"""A care home of sixty is emptied, in a real Chromium: two tablets, two vehicles."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from pypdf import PdfReader

from app.care.evacuation import EvacueeStage
from app.care.terms import Role
from app.commands import add_person
from app.store.queries.evacuation import Emptied, evacuations
from tests.support.browser import PATIENCE_MS
from tests.support.glass import beginning
from tests.support.region import PIN, leader, opened
from tests.support.windows import Windows, told_of

if TYPE_CHECKING:
    from app.post import PostProgram
    from tests.support.glass import Glass

BRAM, BRAMS_PIN = "Bram Visser", "135791"
HOW: Final = ("loopt", "zittend", "rolstoel", "brancard", "met twee personen", "")
PEOPLE: Final = "\n".join(
    f"Bewoner {room}; {room}; {HOW[room % len(HOW)]}" for room in range(1, 61)
)
LAST: Final = ("kamer 1 ·", "kamer 2 ·", "kamer 3 ·")
"""Who goes with the second vehicle."""


@pytest.mark.browser
def test_a_care_home_of_sixty_is_emptied_and_one_who_was_missing_is_found(
    tmp_path: Path,
) -> None:
    async def story(at: Windows) -> None:
        post = await at.here.post("zuid", enrolled=False)
        await _with_bram(post)
        inside = await at.tablet(post)
        await _a_list_is_pasted(inside, post)
        await _a_bus_takes_fifty_seven(inside, post)
        hall = await at.tablet(post, BRAM, BRAMS_PIN)
        await _at_the_hall_all_are_ticked_off_but_one(hall, post)
        await _the_last_go_and_the_missing_one_is_found(inside, hall, post)
        await _a_list_on_paper_says_where_everybody_is(inside, tmp_path)
        assert _counts(post) == {EvacueeStage.ARRIVED: 60}
        assert _home(post).left == 0

    told_of(tmp_path, story)


def _home(post: PostProgram) -> Emptied:
    (found,) = opened(post).read_now(evacuations)
    return found


def _counts(post: PostProgram) -> dict[EvacueeStage, int]:
    return dict(_home(post).counts)


async def _with_bram(post: PostProgram) -> None:
    file, by = opened(post), leader(opened(post))
    await file.write(lambda d: add_person(d, by, BRAM, Role.NURSE, BRAMS_PIN))


async def _a_list_is_pasted(inside: Glass, post: PostProgram) -> None:
    await inside.answer("Post")
    await inside.tap("Ontruimen")
    await inside.answer("Ontruiming beginnen")
    await inside.write("Naam van het huis", "De Linde")
    await inside.write("Waarheen", "Sporthal")
    await inside.answer("Beginnen")
    await inside.answer("Mensen op de lijst")
    await inside.write("Mensen", PEOPLE)
    await inside.answer("Op de lijst")
    await inside.sees("Nog in huis: 60 van 60")
    assert _counts(post) == {EvacueeStage.WAITING: 60}


async def _a_bus_takes_fifty_seven(inside: Glass, post: PostProgram) -> None:
    await inside.answer("Alle 60 aankruisen")
    await inside.sees("Voertuig voor 60 personen")
    for place, each in enumerate(LAST, start=1):
        await _tick(inside, each)
        await inside.sees(f"Voertuig voor {60 - place} personen")
    await inside.answer("Voertuig voor 57 personen")
    await inside.sees("Van 10 is niet bekend hoe")
    await _leaves(inside, "bus 1")
    await inside.until(lambda: _counts(post).get(EvacueeStage.UNDER_WAY) == 57)
    assert _home(post).left == 3


async def _tick(tablet: Glass, name: str) -> None:
    found = tablet.page.get_by_role("checkbox", name=beginning(name))
    await found.first.click(timeout=PATIENCE_MS)


async def _leaves(tablet: Glass, vehicle: str) -> None:
    """Fill in a vehicle, let it drive, and come back to the list."""
    await tablet.write("Voertuig", vehicle)
    await tablet.answer("In dit voertuig")
    await tablet.sees(vehicle)
    await tablet.page.get_by_role("button", name="Rit", exact=True).last.click(
        timeout=PATIENCE_MS
    )
    await tablet.answer("over 30 min", "Vertrokken")
    await tablet.sees("Overgenomen door")
    await _back(tablet)


async def _back(tablet: Glass) -> None:
    found = tablet.page.get_by_role("button", name="Terug", exact=True)
    await found.last.click(timeout=PATIENCE_MS)


async def _at_the_hall_all_are_ticked_off_but_one(
    hall: Glass, post: PostProgram
) -> None:
    await hall.answer("Post")
    await hall.tap("Ontruimen")
    await hall.tap("De Linde")
    await hall.answer("Rit")
    await hall.write("Overgenomen door", BRAM)
    await hall.answer("Aangekomen")
    await hall.until(lambda: _counts(post).get(EvacueeStage.UNCHECKED) == 57)
    await _back(hall)
    await _tick(hall, "kamer 4 ·")
    await hall.answer("Vermist")
    await hall.sees("1 vermist: kamer 4 · Bewoner 4")
    await hall.answer("Alle 56 aangekomen")
    await hall.until(lambda: _counts(post).get(EvacueeStage.ARRIVED) == 56)
    assert _counts(post)[EvacueeStage.MISSING] == 1


async def _the_last_go_and_the_missing_one_is_found(
    inside: Glass, hall: Glass, post: PostProgram
) -> None:
    await inside.sees("1 vermist: kamer 4 · Bewoner 4")
    await _tick(inside, "kamer 4 ·")
    await inside.answer("Gevonden")
    await inside.until(lambda: EvacueeStage.MISSING not in _counts(post))
    await inside.tap("Nog in huis")
    await inside.answer("Alle 4 aankruisen")
    await inside.answer("Voertuig voor 4 personen")
    await _leaves(inside, "rolstoeltaxi")
    await inside.until(lambda: _counts(post).get(EvacueeStage.UNDER_WAY) == 4)

    await hall.sees("rolstoeltaxi")
    await hall.page.get_by_role("button", name="Rit", exact=True).last.click(
        timeout=PATIENCE_MS
    )
    await hall.answer("Aangekomen")
    await _back(hall)
    await hall.answer("Alle 4 aangekomen")
    await hall.until(lambda: _counts(post).get(EvacueeStage.ARRIVED) == 60)


async def _a_list_on_paper_says_where_everybody_is(inside: Glass, folder: Path) -> None:
    await inside.sees("Nog in huis: 0 van 60")
    await inside.answer("Op papier")
    await inside.write("Wie neemt hem mee", "Zuster Kim")
    await inside.write("Uw pincode", PIN)
    async with inside.page.expect_download(timeout=PATIENCE_MS) as saved:
        await inside.answer("PDF maken")
    kept = folder / "list.pdf"
    download = await saved.value
    await download.save_as(kept)
    words = " ".join(page.extract_text() for page in PdfReader(kept).pages)
    assert re.match(r"ontruimingslijst-ZUID-\w-\d+\.pdf", download.suggested_filename)
    assert words.count("Bewoner ") == 60
    assert "Aangekomen: 60" in words
