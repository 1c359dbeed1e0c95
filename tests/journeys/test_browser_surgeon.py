"""A surgeon of another nation in a real Chromium: supervised first, then recognised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app.care.power import Standing
from app.care.terms import Role, Triage
from app.commands import add_person
from app.store.queries.casualty import Entry, casualty
from app.store.queries.staff import people
from tests.support.browser import PATIENCE_MS
from tests.support.region import PIN, arrive, leader, opened
from tests.support.windows import Windows, told_of

if TYPE_CHECKING:
    from app.hub import HubProgram
    from app.post import PostProgram
    from tests.support.glass import Glass

SURGEON: Final = "Dr. Emily Smith"
DOCTOR: Final = "Dr. Visser"


@pytest.mark.browser
def test_a_surgeon_works_under_supervision_and_is_then_recognised(
    tmp_path: Path,
) -> None:
    async def story(at: Windows) -> None:
        post = await at.here.post("zuid")
        of = await arrive(post, Triage.T1, name="Jan Kuipers")
        await _come(post)
        tablet = await at.tablet(post)
        await _is_put_under_supervision(tablet)
        await _takes_over(tablet)
        await _writes(tablet, "buik opgezet", f"onder toezicht van {DOCTOR}")
        await at.here.received(post)
        assert _standings(at.here.hub, of) == [Standing.SUPERVISED]

        hub = await at.console()
        await _is_recognised(hub)
        await tablet.answer("Post")
        await tablet.tap("Mensen")
        await tablet.sees("Arts · erkend door de regio tot")

        for weather in at.here.weathers.values():
            weather.up = False
        await _writes(
            tablet, "operatie klaar", "eigen bevoegdheid, erkend door de regio"
        )
        assert _standings(post, of) == [Standing.SUPERVISED, Standing.OWN]

    told_of(tmp_path, story)


async def _come(post: PostProgram) -> None:
    file, lead = opened(post), leader(opened(post))
    for name in (DOCTOR, SURGEON):
        await file.write(
            lambda desk, name=name: add_person(desk, lead, name, Role.DOCTOR, PIN)
        )
    assert len(file.read_now(people)) == 3


async def _is_put_under_supervision(tablet: Glass) -> None:
    """Say what she is, under whom she works, and ask the region."""
    await tablet.answer("Post")
    await tablet.tap("Mensen")
    await tablet.answer(f"Meer over {SURGEON}")
    await tablet.answer("Kwalificatie vastleggen")
    await tablet.answer("Chirurg", "Verenigde Staten")
    box = tablet.page.get_by_role("checkbox", name="Ik heb het bewijs gezien")
    await box.click(timeout=PATIENCE_MS)
    await tablet.save()
    await tablet.sees("Arts · Chirurg \\(Verenigde Staten\\) · bewijs gezien")
    await tablet.answer("Toezicht regelen", DOCTOR)
    await tablet.save()
    await tablet.sees(f"werkt onder toezicht van {DOCTOR}")
    await tablet.answer("Erkenning vragen aan de regio")
    await tablet.sees("erkenning gevraagd")


async def _takes_over(tablet: Glass) -> None:
    """Let the surgeon take the tablet in two taps and a PIN."""
    switch = tablet.page.get_by_role("button", name="Tik om te wisselen")
    await switch.click(timeout=PATIENCE_MS)
    await tablet.tap(SURGEON)
    await tablet.answer(*PIN)


async def _writes(tablet: Glass, words: str, right: str) -> None:
    """Write something down and see by what right."""
    await tablet.answer("Slachtoffers")
    await tablet.tap("T1 zeer urgent, ZUID-A001")
    await tablet.answer("Meer", "Notitie")
    await tablet.write("Notitie", words)
    await tablet.save()
    await tablet.sees(words)
    await tablet.sees(right)


async def _is_recognised(hub: Glass) -> None:
    await hub.answer("Erkenning")
    await hub.sees(rf"{SURGEON} · .*Zuid")
    await hub.answer("Erkennen")
    await hub.write("Waarop gebaseerd", "paspoort en diploma gezien")
    await hub.answer("Erkennen")
    await hub.sees("Niemand wacht op erkenning")


def _standings(program: PostProgram | HubProgram, of: bytes) -> list[Standing]:
    """Return by what right the notes were written, first one first."""
    detail = opened(program).read_now(lambda db: casualty(db, of))
    assert detail is not None
    notes: list[Entry] = [x for x in detail.timeline if x.kind == "note.recorded"]
    return [each.power.standing for each in reversed(notes) if each.power]
