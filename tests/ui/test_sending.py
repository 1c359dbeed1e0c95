"""Versturen: what waits and why in words, joining a hub, six words to compare."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NamedTuple

import pytest

from app.care.refusal import Refusal
from app.ui.parcels import Given, ParcelRow, Saving
from app.ui.screens.sending import SendingRoom, aside_words, reason_words
from app.ui.sealed import BatchRow
from sync.courier import http
from sync.courier.loop import DISK
from sync.errors import RoadError
from sync.ids import Mode
from sync.protocol import Reason
from tests.support.fakes import NOON_MS
from tests.support.paper import words_of
from tests.support.screen import Screen
from tests.support.window import Post

MINUTE_MS = 60_000


class Listed(NamedTuple):
    mountpoint: str
    opts: str = "rw,removable"


WORDS = ("appel", "brug", "duif", "fiets", "gras", "helm")


def test_before_joining_nothing_leaves_and_the_code_is_asked() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        assert screen["sending-state"].value == "Alleen op dit apparaat"
        assert "try-now" not in screen

        await screen.click("join-hub")

        assert "Plak eerst de code" in screen["join-refusal"].value

    post.tell(SendingRoom, tell)


def test_joining_shows_six_words_until_they_were_compared() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.type("invitation", "NP1 7K3F")
        await screen.click("join-hub")
        shown = [screen[f"word-{number}"].value for number in range(1, 7)]
        assert tuple(shown) == WORDS
        assert "er iemand tussen" in screen

        await screen.click("words-same")

        assert "word-1" not in screen
        assert screen["kept-word-6"].value == "helm"

    post.tell(SendingRoom, tell)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Refusal("invitation_expired"), "verlopen"),
        (Refusal("hub_not_trusted"), "is niet de hub"),
        (RoadError("unreachable"), ""),
    ],
)
def test_a_join_that_fails_says_why_and_keeps_the_code(
    why: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()

    async def refuse(mode: Mode, invitation: str) -> tuple[str, ...]:
        raise why

    monkeypatch.setattr(post.program, "enrol", refuse)

    async def tell(screen: Screen) -> None:
        await screen.type("invitation", "NP1 7K3F")
        await screen.click("join-hub")

        assert words in screen["join-refusal"].value
        assert screen["join-refusal"].value
        assert screen["invitation"].value == "NP1 7K3F"

    post.tell(SendingRoom, tell)


def test_who_has_a_hub_can_look_at_joining_another_and_leave_it() -> None:
    post = Post()
    post.program.set_sending(enrolled=True)

    async def tell(screen: Screen) -> None:
        await screen.click("other-hub-link")
        assert "invitation" in screen

        await screen.click("leave-join")

        assert "invitation" not in screen
        assert "other-hub-link" in screen

    post.tell(SendingRoom, tell)


def test_what_waits_since_when_and_why_not() -> None:
    post = Post()
    post.program.set_sending(
        enrolled=True,
        reason="unreachable",
        last_contact_ms=NOON_MS - 23 * MINUTE_MS,
        next_try_ms=NOON_MS + 42_000,
        unsent_events=12,
        oldest_unsent_ms=NOON_MS - 23 * MINUTE_MS,
    )

    async def tell(screen: Screen) -> None:
        assert screen["sending-state"].value == "12 niet verstuurd · oudste 23 min"
        assert screen["sending-waiting"].value.startswith("12 sinds ")
        assert screen["sending-last_contact"].value == "23 min geleden"
        assert screen["sending-next_try"].value == "over 42 s"
        assert screen["sending-why"].value.startswith("Geen lijn")

        await screen.click("try-now")

        assert post.program.nudges == 1

    post.tell(SendingRoom, tell)


def test_who_carries_a_parcel_gets_a_slip_along() -> None:
    post = Post()
    row = ParcelRow(3, "Jan", NOON_MS - 5 * MINUTE_MS, 14, 12)
    post.program.set_sending(
        enrolled=True, hub_name="Regio Groningen", unsent_events=12, parcels=(row,)
    )

    async def tell(screen: Screen) -> None:
        await screen.click("slip-parcel-3")
        await screen.until(lambda: screen.called("save_file"))

        saved = screen.called("save_file")[-1]
        words = words_of(bytes(saved["src_bytes"]))
        assert "Wie brengt het Jan" in words
        assert "Regio Groningen" in words
        assert "14 verzegelde pakjes" in words

    post.tell(SendingRoom, tell)


def test_long_work_says_how_far_it_is_and_stops_at_a_tap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()
    post.program.set_sending(enrolled=True, unsent_events=12)
    post.program.sticks.mounts = lambda: [Listed(str(tmp_path))]

    async def slow(_mode: Mode, _carrier: str, _most: int, on: Saving) -> Given:
        while True:
            on.work.so_far(1, 4)
            await asyncio.sleep(0.01)

    monkeypatch.setattr(post.program, "give", slow)

    async def tell(screen: Screen) -> None:
        wrote = f"stick-write-{tmp_path.name}"
        await screen.until(lambda: wrote in screen)
        tapped = asyncio.create_task(screen.click(wrote))
        await screen.until(lambda: "Bezig: 25 %" in screen)

        await screen.click("stop")
        await screen.until(lambda: "Gestopt." in screen)

        await tapped
        assert screen["hand-refusal"].value.startswith("Gestopt.")

    post.tell(SendingRoom, tell)


def test_only_a_read_receipt_is_called_received() -> None:
    post = Post()
    post.program.set_sending(
        enrolled=True,
        online=True,
        stored_unread=9,
        batches=(
            BatchRow(1, 40, NOON_MS - 3 * MINUTE_MS, 2, None),
            BatchRow(2, 9, NOON_MS - 2 * MINUTE_MS, 1, None),
            BatchRow(3, 1, NOON_MS - MINUTE_MS, 0, None),
        ),
    )

    async def tell(screen: Screen) -> None:
        said = " ".join(screen.words())

        assert screen["sending-state"].value == "Bij de hub, nog niet gelezen"
        assert said.count("ontvangen ·") == 1
        assert said.count("bij de hub, nog niet gelezen ·") == 1
        assert said.count("wacht op verzending ·") == 1
        assert "sending-why" not in screen

    post.tell(SendingRoom, tell)


def test_what_the_hub_cannot_read_is_named_with_its_reason() -> None:
    post = Post()
    post.program.set_sending(
        enrolled=True,
        set_aside=1,
        batches=(BatchRow(7, 3, NOON_MS, 1, "chain"),),
    )

    async def tell(screen: Screen) -> None:
        assert screen["sending-state"].value == "Hub kan 1 niet lezen"
        assert "aside-7" in screen
        assert "sluiten niet aan" in screen

    post.tell(SendingRoom, tell, width=390)


def test_the_screen_follows_what_is_sent() -> None:
    post = Post()
    post.program.set_sending(enrolled=True, unsent_events=2)

    async def tell(screen: Screen) -> None:
        assert screen["sending-waiting"].value == "2"

        post.program.set_sending(unsent_events=0, last_received_ms=NOON_MS)
        await screen.settle()

        assert screen["sending-state"].value.startswith("Alles ontvangen ")
        assert "gelezen en er een ontvangstbewijs" in screen["sending-meaning"].value

    post.tell(SendingRoom, tell)


def test_every_reason_of_the_road_and_of_the_hub_has_words() -> None:
    post = Post()
    road = (
        http.UNREACHABLE,
        http.SLOW,
        http.TLS,
        http.GARBAGE,
        http.REFUSED,
        http.BUSY,
        http.TOO_LARGE,
        http.FULL,
        DISK,
    )
    kept = [
        each
        for each in Reason
        if each not in (Reason.BUSY, Reason.FULL, Reason.LOCKED, Reason.NOT_ALLOWED)
        and not each.startswith("invitation")
    ]

    assert not [
        code for code in road if f"({code})" in reason_words(post.session, code)
    ]
    assert not [code for code in kept if f"({code})" in aside_words(post.session, code)]
    assert "(zzz)" in reason_words(post.session, "zzz")
    assert "(zzz)" in aside_words(post.session, "zzz")
    post.program.end()
