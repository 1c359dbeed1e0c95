"""Erasure by law on screen: asked twice over, and then there is nothing left to see."""

from __future__ import annotations

import asyncio

from app.care.clock import ClockMeasured, clock_stream
from app.care.terms import Role, Triage
from app.store.queries.erasure import erasure_of
from sync.ids import NOBODY, LogId
from sync.journal import setting
from tests.support.post import PIN, registered
from tests.support.screen import Screen
from tests.support.window import Post, told


async def hold(screen: Screen) -> None:
    """Press as somebody without a pointer does: twice, a second apart."""
    await screen.click("erase-now")
    await asyncio.sleep(1.1)
    await screen.click("erase-now")


async def fill_in(screen: Screen, pin: str) -> None:
    await screen.click("erase")
    await screen.type("authority", "Rechtbank Noord")
    await screen.type("reason", "op verzoek")
    await screen.type("erasure-secret", pin)


def test_the_lead_erases_and_only_the_number_and_who_ordered_it_are_left() -> None:
    post = Post(Role.POST_LEAD)
    stream = registered(post.file, Triage.T2, name="Jan Jansen")

    async def tell(screen: Screen) -> None:
        await fill_in(screen, PIN)
        await hold(screen)
        await screen.until(lambda: "casualty-number" not in screen)

        said = " ".join(screen.words())
        assert "Gewist volgens de wet" in said
        assert "Rechtbank Noord" in said
        assert "ZUID-A001-W" in said
        assert "Jan Jansen" not in said

    told(post, stream, tell)


def test_a_wrong_pin_is_refused_and_the_form_stays() -> None:
    post = Post(Role.POST_LEAD)
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await fill_in(screen, "000000")
        await hold(screen)
        await screen.until(lambda: "refusal" in screen)

        assert "pincode" in screen["refusal"].value.lower()
        assert post.file.read_now(lambda db: erasure_of(db, stream)) is None
        assert screen["authority"].value == "Rechtbank Noord"

    told(post, stream, tell)


def test_a_nurse_is_not_offered_to_erase() -> None:
    post = Post(Role.NURSE)
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        assert "erase" not in screen

    told(post, stream, tell)


def test_a_time_by_a_wrong_clock_is_corrected_with_the_raw_one_beside_it() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    log = LogId(post.file.read_now(lambda db: setting(db, "log")))
    measured = ClockMeasured(-7_800_000, post.clock.now_ms())
    post.file.write_now(lambda desk: desk.record(clock_stream(log), measured, NOBODY))

    async def tell(screen: Screen) -> None:
        said = [each for each in screen.words() if "Tijd verbeterd" in each]
        entry = post.detail(stream).timeline[0]
        assert said
        assert entry.at_ms == entry.observed_ms - 7_800_000

    told(post, stream, tell)
