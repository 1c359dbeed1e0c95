"""A nurse downscales with a reason, the region reviews, the post sees the answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app.care.scarcity import Ground, RegionAnswer
from app.care.terms import Role, Sex
from app.commands import add_person
from app.store.queries.scarcity import decisions
from tests.support.browser import PATIENCE_MS
from tests.support.region import leader, opened
from tests.support.residents import enlisted
from tests.support.windows import Windows, told_of

if TYPE_CHECKING:
    from app.post import PostProgram
    from tests.support.glass import Glass

NURSE: Final = "Femke Smit"
PIN: Final = "135790"
CLIENT: Final = "Grietje Kuipers"


@pytest.mark.browser
def test_a_nurse_downscales_with_reason_and_the_region_reviews(tmp_path: Path) -> None:
    async def story(at: Windows) -> None:
        post = await at.here.post("zuid")
        await _peopled(post)
        hub, tablet = await at.console(), await at.tablet(post, NURSE, PIN)
        await _the_nurse_decides(tablet)
        await _the_region_answers(at, hub)
        await _the_post_sees_it(post, tablet)

    told_of(tmp_path, story)


async def _peopled(post: PostProgram) -> None:
    file, lead = opened(post), leader(opened(post))
    await file.write(lambda d: add_person(d, lead, NURSE, Role.NURSE, PIN))
    enlisted(
        file,
        CLIENT,
        by=lead,
        birth_date="1940-01-01",
        sex=Sex.FEMALE,
        street="Damsterdiep",
        postcode="9711AB",
    )


async def _the_nurse_decides(tablet: Glass) -> None:
    await tablet.answer("Omkijken")
    listed = tablet.page.get_by_role("button", name=re.compile(CLIENT))
    await listed.first.click(timeout=PATIENCE_MS)
    await tablet.answer("Afschalen")
    await tablet.answer("Wondzorg", "B · mag worden gerekt")
    await tablet.write("Hoogstens om de zoveel dagen", "3")
    await tablet.answer("Later", "Leeftijd", "Eigen bevoegdheid", "Over 2 dagen")
    await tablet.save()
    await tablet.sees("is nooit op zichzelf een reden")
    await tablet.answer("Te weinig mensen", "De cliënt")
    await tablet.save()
    await tablet.sees("Afgeschaald")
    await tablet.answer("Post")
    await tablet.tap("Afschaling")
    await tablet.sees("0 te laat · 0 vandaag · 1 in totaal")
    await tablet.sees("In plaats daarvan: Later")


async def _the_region_answers(at: Windows, hub: Glass) -> None:
    await at.here.received(at.here.posts[0])
    await hub.answer("Afschaling")
    await hub.sees("Te weinig mensen. Speelde ook mee: Leeftijd")
    await hub.sees("80 en ouder · Vrouw · 9711")
    assert await hub.page.get_by_text(CLIENT).count() == 0
    assert await hub.page.get_by_text("Damsterdiep").count() == 0
    await hub.answer("Verdeling")
    await hub.sees("80 en ouder")
    await hub.answer("Terug")
    await hub.answer("Beantwoorden", "Overleggen")
    await hub.write("Woorden voor de post", "Wijkteam Noord kan morgen")
    await hub.answer("Antwoord sturen")
    await hub.sees("Hier wacht niets")


async def _the_post_sees_it(post: PostProgram, tablet: Glass) -> None:
    await tablet.sees("Overleggen: Wijkteam Noord kan morgen")
    [row] = opened(post).read_now(decisions)
    assert row.decision.fact.grounds == (Ground.NO_STAFF, Ground.AGE)
    assert row.answer is not None
    assert row.answer.fact.answer is RegionAnswer.DISCUSS
    assert row.told
