"""A wound by thumb on a phone, and breaths counted by tapping, in a real Chromium."""

from __future__ import annotations

import re

import pytest

from app.care.body_shape import WIDTH, Build, middle_of
from app.care.casualty import VitalsRecorded
from app.care.injury import BodyRegion, BodyView, InjuryKind, InjuryMarked
from tests.support.bedside import Hands, told
from tests.support.fakes import FakeClock

PHONE = (390, 844)
BREATHS, EVERY_MS = 7, 2500


@pytest.mark.browser
def test_a_thumb_on_a_phone_marks_a_wound_and_counts_breaths() -> None:
    async def story(hands: Hands) -> None:
        await hands.tap("Slachtoffers")
        await hands.look_at(hands.newest().row.number)
        await _a_wound_is_where_it_was_touched(hands)
        await _breaths_are_counted_by_tapping(hands)

    told(story, PHONE)


async def _a_wound_is_where_it_was_touched(hands: Hands) -> None:
    await hands.tap("Meer", "Lichaam")
    await _touch(hands, BodyRegion.LEFT_FOREARM)
    await hands.sees("Linkeronderarm, voorkant")

    await hands.answer("Wond")

    await hands.until(lambda: hands.said(InjuryMarked))
    (mark,) = hands.said(InjuryMarked)
    assert (mark.kind, mark.region) == (InjuryKind.WOUND, BodyRegion.LEFT_FOREARM)


async def _touch(hands: Hands, region: BodyRegion) -> None:
    """Touch the middle of a region in the picture of the front."""
    picture = hands.page.get_by_role("img", name=re.compile("^Lichaam, voorkant"))
    await picture.wait_for()
    box = await picture.bounding_box()
    x, y = middle_of(Build.ADULT, BodyView.FRONT, region)
    scale = box["width"] / WIDTH  # its foot may be below the window
    across, down = (x + WIDTH / 2) * scale, y * scale
    await hands.page.mouse.click(box["x"] + across, box["y"] + down)


async def _breaths_are_counted_by_tapping(hands: Hands) -> None:
    clock = hands.session.clock
    assert isinstance(clock, FakeClock)
    await hands.tap("Meting", "Tel ademhaling")
    await hands.tap("Tik De eerste")
    for beat in range(1, BREATHS):
        clock.advance(EVERY_MS)
        await hands.tap(f"{beat - 1} Blijf tikken")
    await hands.tap("Neem 24 over", "Opslaan")

    await hands.until(lambda: hands.said(VitalsRecorded))
    (vitals,) = hands.said(VitalsRecorded)
    assert vitals.breaths_per_min == 24
