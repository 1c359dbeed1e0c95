"""Stories of a bad line: what answers is no hub, or lies; it is said, and nothing lost.

Each story lets the post's road lead to something else than its hub, and then back.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.care.terms import Triage
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.post import PostProgram, Road
from sync.clock import SystemClock
from sync.courier import http
from sync.courier.road import Road as RoadFile
from sync.cursors import Sealed, waiting
from sync.database import rows
from sync.event import pack
from sync.ids import Mode, SystemIds
from sync.protocol import CONTENT_TYPE, Delivered
from sync.receipt import Receipt, sign_receipt
from sync.trust.keys import SigningKey
from tests.support.fakes import FakeClock
from tests.support.region import (
    CHEAP,
    PASSPHRASE,
    QUICK,
    Region,
    arrive,
    opened,
    region,
    until,
)
from tests.support.tls import self_signed
from tests.support.wire import Loopback, raw_server

HASTY = replace(QUICK, patience=http.Patience(base_s=0.4))
TWO_DAYS_MS = 2 * 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Scene:
    """A hub, and a post that joined it and now has something to send."""

    here: Region
    post: PostProgram

    @property
    def reason(self) -> str | None:
        return self.post.sending(Mode.REAL).reason

    def lead_to(self, url: str) -> None:
        """Let the road lead elsewhere."""
        road = RoadFile.open(self.here.folder / "zuid" / "real" / "road.sqlite")
        hub = road.hub()
        assert hub is not None
        road.set_hub(replace(hub, url=url))
        road.close()
        self.post.nudge(Mode.REAL)

    async def says(self, reason: str) -> None:
        """Wait until the post gives a reason."""
        self.post.nudge(Mode.REAL)
        await until(lambda: self.reason == reason)

    async def recovers(self) -> None:
        """Lead back to the hub; check that all arrived, once."""
        unsent = self.post.sending(Mode.REAL)
        assert unsent.unsent_events > 0
        assert not unsent.online
        self.lead_to(self.here.url)
        await self.here.received(self.post)
        # A question asked of the wrong address may fail after the right one answered.
        await until(lambda: self.post.sending(Mode.REAL).online)
        hub, post = opened(self.here.hub), opened(self.post)
        assert carried_events(hub) == own_events(post)
        assert pictures_equal([post], hub)
        assert await self.here.hub.set_aside() == ()


@contextlib.asynccontextmanager
async def scene(folder: Path, clock: FakeClock | None = None) -> AsyncIterator[Scene]:
    """Set the scene: a post over the real network, joined, with nothing unsent."""
    async with region(folder) as here:
        first = await here.post("zuid", enrolled=False)
        await first.end()
        post = PostProgram(
            folder / "zuid",
            clock or first.clock,
            SystemIds(),
            road=Road(pace=HASTY),
            cost=CHEAP,
        )
        here.posts.append(post)
        await post.begin()
        await post.unlock(Mode.REAL, PASSPHRASE)
        await here.enrol(post, "zuid")
        await here.received(post)
        yield Scene(here, post)


def answer(
    body: bytes, status: str = "200 OK", kind: str = CONTENT_TYPE, more: str = ""
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


HTML = b"<html><body>Welkom op het gratis netwerk. Log hier in.</body></html>"
NOT_A_HUB = {
    "not http at all": (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "garbage"),
    "a page to log in": (answer(HTML, kind="text/html"), "garbage"),
    "a page that says stored": (answer(HTML, "201 Created", "text/html"), "garbage"),
    "noise of our own kind": (answer(b"\xc1" * 40), "garbage"),
    "nothing of our own kind": (answer(b""), "garbage"),
    "an answer without receipts": (answer(pack(Delivered([], "", {}))), "garbage"),
    "a server that fell over": (answer(HTML, "502 Bad Gateway"), "garbage"),
    "no such page": (answer(b"", "404 Not Found"), "garbage"),
    "another place": (
        answer(b"", "302 Found", more="Location: http://127.0.0.1:9/\r\n"),
        "garbage",
    ),
    "more than any answer": (answer(b"\x00" * 400_000), "too_large"),
    "an inflated answer": (answer(b"x", more="Content-Encoding: gzip\r\n"), "garbage"),
    "we do not know you": (answer(b"", "401 Unauthorized"), "refused"),
    "an answer cut off": (answer(b"x" * 90)[:-60], "unreachable"),
    "nothing": (b"", "unreachable"),
}


def test_what_answers_and_is_no_hub_is_named_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with scene(tmp_path) as stage:
            for what, (said, reason) in NOT_A_HUB.items():
                async with raw_server([said]) as impostor:
                    stage.lead_to(impostor.url)
                    await arrive(stage.post, Triage.T1, complaint=what)

                    await stage.says(reason)

                await stage.recovers()

    asyncio.run(story())


async def _silence(
    _reader: asyncio.StreamReader, _writer: asyncio.StreamWriter
) -> None:
    await asyncio.Event().wait()


async def _a_drop_at_a_time(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    await reader.read(65536)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b".")
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("talk", [_silence, _a_drop_at_a_time])
def test_a_hub_that_is_too_slow_is_called_slow_and_nothing_is_lost(
    tmp_path: Path,
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], asyncio.Future[None]],
) -> None:
    async def story() -> None:
        async with scene(tmp_path) as stage, raw_server(talk) as impostor:
            stage.lead_to(impostor.url)
            await arrive(stage.post, Triage.T1)

            await stage.says("slow")

            await stage.recovers()

    asyncio.run(story())


def test_a_hub_that_is_not_there_is_unreachable_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with scene(tmp_path) as stage:
            async with raw_server([]) as gone:
                url = gone.url
            stage.lead_to(url)
            await arrive(stage.post, Triage.T1)

            await stage.says("unreachable")

            assert stage.post.sending(Mode.REAL).next_try_ms is not None
            await stage.recovers()

    asyncio.run(story())


def test_a_certificate_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    async def story() -> None:
        async with scene(tmp_path) as stage, _https(tmp_path) as impostor:
            stage.lead_to(impostor.url)
            await arrive(stage.post, Triage.T1)

            await stage.says("tls")

            await stage.recovers()

    asyncio.run(story())


def test_a_plain_line_to_another_machine_is_never_used(tmp_path: Path) -> None:
    async def story() -> None:
        async with scene(tmp_path) as stage:
            stage.lead_to("http://hub.example")
            await arrive(stage.post, Triage.T1)

            await stage.says("tls")

            await stage.recovers()

    asyncio.run(story())


@pytest.mark.parametrize("lie", ["other envelope", "other bytes", "other key"])
def test_a_receipt_for_something_else_is_not_taken_for_ours(
    tmp_path: Path, lie: str
) -> None:
    async def story() -> None:
        async with scene(tmp_path) as stage:
            stage.lead_to("http://127.0.0.1:9")
            await arrive(stage.post, Triage.T1)
            await stage.says("unreachable")
            file = opened(stage.post)
            stage.post.nudge(Mode.REAL)
            await until(lambda: bool(file.read_now(waiting)))
            raw = _lie(stage, file.read_now(waiting)[0], lie)

            said = answer(pack(Delivered([raw], "", {})), "201 Created")
            async with raw_server([said]) as liar:
                stage.lead_to(liar.url)
                await stage.says("garbage")

            assert file.read_now(waiting) != []
            await stage.recovers()

    asyncio.run(story())


def _lie(stage: Scene, sealed: Sealed, lie: str) -> bytes:
    """Return a receipt that is well-formed, and not for what was sent."""
    locked = stage.here.hub._locked
    assert locked is not None
    key = locked.receipt_key
    receipt = Receipt(
        version=1,
        realm=locked.identity.realm,
        number=77,
        level=2,
        envelope=sealed.envelope,
        digest=hashlib.sha256(sealed.sealed).digest(),
        log=sealed.log,
        batch_no=sealed.batch_no,
        at_ms=1,
        extensions={},
    )
    match lie:
        case "other envelope":
            receipt = replace_wire(receipt, envelope=bytes(16))
        case "other bytes":
            receipt = replace_wire(receipt, digest=bytes(32))
        case "other key":
            key = SigningKey.generate(SystemIds())
    return sign_receipt(receipt, key)


def replace_wire(receipt: Receipt, **changes: bytes) -> Receipt:
    said = {name: getattr(receipt, name) for name in Receipt.__struct_fields__}
    return Receipt(**{**said, **changes})


@pytest.mark.parametrize("off_ms", [-TWO_DAYS_MS, TWO_DAYS_MS])
def test_a_post_whose_clock_is_two_days_off_joins_and_sends_all_the_same(
    tmp_path: Path, off_ms: int
) -> None:
    async def story() -> None:
        clock = ClockOff(off_ms)
        async with scene(tmp_path, clock) as stage:
            await arrive(stage.post, Triage.T1, complaint="klok staat verkeerd")
            await stage.here.received(stage.post)

            hub, post = opened(stage.here.hub), opened(stage.post)
            suspect = hub.read_now(
                lambda db: rows(
                    db,
                    "SELECT MAX(suspect) FROM event WHERE kind = 'casualty.registered'",
                )
            )
            assert pictures_equal([post], hub)
            assert carried_events(hub) == own_events(post)
            assert suspect == [(int(off_ms > 0),)]

    asyncio.run(story())


class ClockOff(FakeClock):
    """The clock of this machine, set wrongly."""

    def __init__(self, off_ms: int) -> None:
        super().__init__(SystemClock().now_ms() + off_ms)


@contextlib.asynccontextmanager
async def _https(folder: Path) -> AsyncIterator[Loopback]:
    """Serve over TLS with a certificate that nobody knows."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*self_signed(folder))

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=context)
    try:
        yield Loopback(server.sockets[0].getsockname()[1], "https")
    finally:
        server.close()
        await server.wait_closed()
