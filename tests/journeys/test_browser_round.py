"""Power off in one postcode at six: the first round is on paper and on a tablet soon.

In a real Chromium, with two windows on one post: who leads plans and prints, the nurse
walks with a tablet, and each sees at once what the other did.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from pypdf import PdfReader

from app.care.need import PowerStated, PowerUse
from app.care.resident import LegalBasis, ResidentDescribed, VisitOutcome
from app.care.terms import Role
from app.commands import add_person, register_resident
from app.store.queries.coverage import coverage
from app.store.queries.handout import handouts_out
from app.store.queries.outage import Looking, outages
from app.store.queries.round import rounds_open
from app.store.queries.task import tasks_open
from app.store.tables import state_of
from tests.support.browser import PATIENCE_MS
from tests.support.region import PIN, leader, opened
from tests.support.windows import Windows, told_of

if TYPE_CHECKING:
    from app.store.file import CareFile
    from tests.support.glass import Glass

BRAM, BRAMS_PIN = "Bram Visser", "135791"
PEOPLE: Final = (
    ("Ans Bos", ("Korreweg", "2", "9711AB"), 20),
    ("Bob Kok", ("Korreweg", "1", "9711AB"), 20),
    ("Cor Dam", ("Korreweg", "3", "9711AB"), 2),
    ("Elders Els", ("Meeuwerderweg", "5", "9722AB"), 1),
)
WALKED: Final = ("Cor Dam", "Bob Kok", "Ans Bos")
"""Who cannot wait first, then up the odd side and down the even one."""


@pytest.mark.browser
def test_power_fails_and_the_first_round_is_on_paper_and_on_a_tablet(
    tmp_path: Path,
) -> None:
    async def story(at: Windows) -> None:
        post = await at.here.post("zuid", enrolled=False)
        file = opened(post)
        by = leader(file)
        await file.write(lambda d: add_person(d, by, BRAM, Role.FIRST_AIDER, BRAMS_PIN))
        who = {name: _enlisted(file, name, *rest) for name, *rest in PEOPLE}
        bram = await at.tablet(post, BRAM, BRAMS_PIN)
        noor = await at.tablet(post)

        await _power_fails(file, noor)
        await _a_round_is_made(file, noor, [who[name] for name in WALKED])
        await _it_is_on_the_tablet(bram)
        await _it_is_on_paper(file, noor, tmp_path)
        await _it_is_walked(file, bram, noor, who)
        await _what_is_needed_is_seen_to(file, noor)

    told_of(tmp_path, story)


def _enlisted(file: CareFile, name: str, where: tuple[str, ...], hours: int) -> bytes:
    now, by, (street, number, code) = _now(file), leader(file), where
    who = ResidentDescribed(
        now,
        name=name,
        street=street,
        house_number=number,
        postcode=code,
        basis=LegalBasis.CARE,
    )
    power = PowerStated(PowerUse.DEVICE, now, battery_hours=hours)
    return file.write_now(lambda d: register_resident(d, by, who, [power])).stream


async def _power_fails(file: CareFile, noor: Glass) -> None:
    await noor.answer("Omkijken", "Uitval melden")
    await noor.tap("Stroom", "9711 (3)")
    await noor.answer("Uitval opslaan")
    await noor.until(lambda: file.read_now(outages))
    await noor.sees("accu nog 1 u 59 min|accu nog 2 u 00 min")


async def _a_round_is_made(file: CareFile, noor: Glass, walked: list[bytes]) -> None:
    await noor.answer("Omkijkrondes", "Omkijkronde maken")
    await noor.sees("3 bewoners · 1 binnen 4 u · Korreweg")
    await noor.write("Wie loopt deze ronde", BRAM)
    await noor.answer("Ronde maken")
    await noor.until(lambda: file.read_now(lambda db: rounds_open(db, _now(file))))
    [row] = file.read_now(lambda db: rounds_open(db, _now(file)))
    assert row.round.residents == tuple(walked)


async def _it_is_on_the_tablet(bram: Glass) -> None:
    await bram.answer("Omkijken", "Omkijkrondes")
    await bram.sees(f"Team 1 · {BRAM}")
    await bram.answer("Lopen")
    await bram.sees("1. Cor Dam")


async def _it_is_on_paper(file: CareFile, noor: Glass, folder: Path) -> None:
    await noor.answer("Lopen")
    await noor.sees("1. Cor Dam")
    await noor.page.get_by_role("button", name="Op papier").last.click()
    await noor.sees("3 bewoners op de lijst")
    await noor.write("Uw pincode", PIN)
    async with noor.page.expect_download(timeout=PATIENCE_MS) as saved:
        await noor.answer("PDF maken")
    kept = folder / "round.pdf"
    await (await saved.value).save_as(kept)
    words = "\n".join(page.extract_text() for page in PdfReader(kept).pages)
    places = [words.index(f"{at}.") for at in (1, 2, 3)]
    named = [words.index(name) for name in WALKED]
    assert sorted([*places, *named]) == [
        each for pair in zip(places, named, strict=True) for each in pair
    ]
    assert BRAM in words
    assert "Meeuwerderweg" not in words
    [out] = file.read_now(handouts_out)
    [outage] = file.read_now(outages)
    minutes = (out.given.observed_ms - outage.outage.reported_ms) / 60_000
    print(f"on paper and on the tablet {minutes:.1f} min after the report")  # noqa: T201
    await noor.page.keyboard.press("Escape")


async def _it_is_walked(
    file: CareFile, bram: Glass, noor: Glass, who: dict[str, bytes]
) -> None:
    await bram.answer("Goed")
    await bram.sees("2. Bob Kok")
    await bram.answer("Niet aangetroffen")
    await bram.sees("3. Ans Bos")
    await bram.answer("Heeft iets nodig")
    await bram.sees("Wat heeft Ans Bos nodig")
    await bram.answer("Spullen")
    await bram.write("Wat is er nodig", "drinkwater")
    await bram.answer("Opslaan")
    await bram.sees("2. Bob Kok")  # nobody else is left: once more
    [task] = file.read_now(tasks_open).rows
    assert (task.name, task.task.words) == ("Ans Bos", "drinkwater")
    held = file.read_now(lambda db: state_of(db, "resident", who["Cor Dam"]))
    assert [each.outcome for each in held.visits] == [VisitOutcome.WELL]

    await noor.sees("1 niet aangetroffen · 2 bezocht")
    [outage] = file.read_now(outages)
    looking = Looking(outage.stream)
    found = file.read_now(lambda db: coverage(db, looking, _now(file)))
    assert (found.people, found.seen, found.on_round, found.left) == (3, 2, 1, 0)


async def _what_is_needed_is_seen_to(file: CareFile, noor: Glass) -> None:
    await noor.tap("Taken: 1")
    await noor.sees("Spullen: drinkwater")
    await noor.answer("Gedaan")
    await noor.until(lambda: file.read_now(tasks_open).rows == ())


def _now(file: CareFile) -> int:
    return file.clock.now_ms()
