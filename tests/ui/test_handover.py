"""Overdracht on screen: the card, what it lacks, who it was told to, QR and print."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO

import flet as ft
import pytest
from pypdf import PdfReader

from app.care.casualty import VitalsRecorded
from app.care.handover import HandoverMade
from app.care.terms import HandoverWay, LinkReason, Triage
from app.commands import link_records, record_vitals
from app.store.queries.access import openings
from app.ui.widgets.moment import moment_ahead
from tests.support.fakes import NOON_MS
from tests.support.paper import printings
from tests.support.post import PIN, actor, registered
from tests.support.screen import Screen
from tests.support.window import Post, act, told


async def opened(screen: Screen) -> None:
    """Open the sheet, also where its tile is behind *Meer*."""
    await act(screen, "handover")


def test_the_card_says_not_known_where_nobody_said_anything() -> None:
    post = Post()
    stream = registered(post.file, None)

    async def tell(screen: Screen) -> None:
        await opened(screen)

        names = sorted(filter(lambda key: key.startswith("atmist-"), screen.keys()))
        assert len(names) == 11
        for name in names:
            assert screen[name].value.strip()
        for name in ("age", "mechanism", "injuries", "signs", "treatment", "eta"):
            assert screen[f"atmist-{name}"].value == "niet bekend"
        assert screen["atmist-time"].value.startswith("niet bekend · op de post")

    told(post, stream, tell)


def test_what_is_filled_in_is_on_the_card_and_in_the_timeline() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)
    by = actor(post.file)
    vitals = VitalsRecorded(post.clock.now_ms(), pulse_per_min=128, temperature_c=361)
    post.file.write_now(lambda desk: record_vitals(desk, by, stream, vitals))

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("face-fill")
        await screen.type("mechanism", "Aangereden door een auto")
        await screen.type("requirements", "OK vrij houden")
        await screen.click("fill-save")
        await screen.until(lambda: "atmist-mechanism" in screen.keys())  # noqa: SIM118
        await screen.until(lambda: "Aangereden door een auto" in screen)

        assert screen["atmist-requirements"].value == "OK vrij houden"
        assert "128/min" in screen["atmist-signs"].value
        assert "36,1\u00a0°C" in screen["atmist-signs"].value
        heard = {each.label for each in screen.all() if isinstance(each, ft.Semantics)}
        assert any(str(each).endswith(": OK vrij houden") for each in heard)

    told(post, stream, tell)


def test_a_handover_needs_to_whom_and_is_then_in_the_timeline() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("save")
        assert "aan wie" in screen["refusal"].value
        await screen.type("receiver", "Ambulance 01-142")
        await screen.click("save")
        await screen.until(lambda: "close-sheet" not in screen)

        fact = post.detail(stream).timeline[0].body
        assert isinstance(fact, HandoverMade)
        assert (fact.receiver, fact.way) == ("Ambulance 01-142", HandoverWay.SPOKEN)

    told(post, stream, tell)


def test_the_square_has_no_name_and_no_bsn_until_a_person_puts_the_name_in() -> None:
    post = Post()
    stream = registered(
        post.file,
        Triage.T2,
        name="Jan Jansen",
        bsn="111222333",
        birth_date="1980-05-06",
        contact="06 12345678",
    )

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("face-qr")
        plain = screen["qr-words"].value
        for secret in ("Jan", "Jansen", "111222333", "1980", "06 12345678"):
            assert secret not in plain
        assert "staan er niet in" in screen["qr-note"].value

        await screen.click("qr-named")

        named = screen["qr-words"].value
        assert "Jan Jansen" in named
        assert "111222333" not in named
        assert "leesbaar" in screen["qr-warning"].value
        assert any(each.checked for each in screen.all() if hasattr(each, "checked"))

    told(post, stream, tell)


def test_a_print_asks_the_pin_is_numbered_and_is_on_the_log() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, name="Jan Jansen", bsn="111222333")

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("face-print")
        await screen.type("print-pin-0", "000000")
        await screen.click("print-now")
        await screen.until(lambda: "print-refusal" in screen)
        assert "pincode" in screen["print-refusal"].value.lower()
        assert screen.called("save_file") == []

        await screen.type("print-pin-0", PIN)
        await screen.click("print-now")
        await screen.until(lambda: "print-made" in screen)

        (saved,) = screen.called("save_file")
        assert saved["file_name"] == "overdracht-ZUID-A-0001.pdf"
        words = PdfReader(BytesIO(saved["src_bytes"])).pages[0].extract_text()
        assert "ZUID-A-0001" in words
        assert "Jan Jansen" in words
        assert "111222333" not in words
        (printed,) = post.file.read_now(printings)
        assert (printed.body.sheet, printed.actor_name) == ("ZUID-A-0001", "Nurse")
        assert printed.number == post.detail(stream).row.number
        assert len(post.file.read_now(openings)) == 1

    told(post, stream, tell)


def test_a_reason_in_words_is_asked_when_it_is_another_reason() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("face-print")
        await screen.click("print-why-other")
        await screen.type("print-pin-0", PIN)
        await screen.click("print-now")
        await screen.until(lambda: "print-refusal" in screen)
        assert "waarom" in screen["print-refusal"].value

        await screen.type("print-because", "Klachtencommissie")
        await screen.click("print-now")
        await screen.until(lambda: "print-made" in screen)

        (printed,) = post.file.read_now(printings)
        assert printed.body.because == "Klachtencommissie"

    told(post, stream, tell)


def test_a_printed_sheet_is_named_in_the_handover_that_follows() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await opened(screen)
        await screen.click("face-print")
        await screen.type("print-pin-0", PIN)
        await screen.click("print-now")
        await screen.until(lambda: "print-made" in screen)
        await screen.click("face-card")
        await screen.type("receiver", "Dr. Bakker")
        await screen.click("save")
        await screen.until(lambda: "close-sheet" not in screen)
        await asyncio.sleep(0)

        fact = post.detail(stream).timeline[0].body
        assert isinstance(fact, HandoverMade)
        assert (fact.way, fact.sheet) == (HandoverWay.PRINT, "ZUID-A-0001")

    told(post, stream, tell)


def test_the_card_names_the_other_record_of_the_same_person() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    other = registered(post.file, Triage.T2)
    by = actor(post.file)
    post.file.write_now(
        lambda desk: link_records(desk, by, stream, other, LinkReason.TOLD)
    )

    async def tell(screen: Screen) -> None:
        await opened(screen)

        assert post.detail(other).row.number in screen["atmist-also"].value

    told(post, stream, tell)


def test_an_expected_time_is_the_next_time_it_is_that() -> None:
    now = NOON_MS
    hour = 60 * 60_000

    def after(typed: str) -> float:
        return (moment_ahead(typed, now) - now) / hour

    at = datetime.fromtimestamp(now / 1000, UTC).astimezone()
    for ahead in (0.5, 5, 14, 22):
        typed = (at + timedelta(hours=ahead)).strftime("%H:%M")
        assert after(typed) == pytest.approx(ahead, abs=0.02)
    late = (at - timedelta(minutes=20)).strftime("%H:%M")
    assert after(late) == pytest.approx(-1 / 3, abs=0.02)
