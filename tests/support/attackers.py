"""Attackers at work: an ear on the line, a forger, a vandal, a relay that lies."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from sync.bundle import Unpacking, packed
from sync.envelope import read_head, seal
from sync.event import pack
from sync.ids import EnvelopeId, SystemIds
from sync.protocol import CONTENT_TYPE, About
from sync.receipt import Level, Receipt, sign_receipt
from sync.reply import ERRAND, ForDevice, Kind, Reading, kept, packed_reply
from sync.trust.keys import SealingKey, SigningKey
from tests.support.fakes import NOON_MS
from tests.support.sealed import core_of


@dataclass
class Again(httpx.AsyncByteStream):
    """What went by, for whom it was meant."""

    content: bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.content


@dataclass
class Overhearing(httpx.AsyncBaseTransport):
    """Somebody on the line who keeps everything that goes by, both ways."""

    inner: httpx.AsyncBaseTransport | None = None
    asked: list[httpx.Request] = field(default_factory=list)
    seen: list[bytes] = field(default_factory=list)

    def on(self, line: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        self.inner = line
        return self

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert self.inner is not None
        await request.aread()
        answer = await self.inner.handle_async_request(request)
        content = await answer.aread()
        await answer.aclose()
        self.asked.append(request)
        self.seen += [request.content, content]
        return httpx.Response(
            answer.status_code, headers=answer.headers, stream=Again(content)
        )

    def envelopes(self) -> list[bytes]:
        """Return what was brought to the hub."""
        alone = [each for each in self.asked if "/v1/envelope/" in str(each.url)]
        together = [each for each in self.asked if "/v1/bundle" in str(each.url)]
        found = [each.content for each in alone]
        return found + [one for each in together for one in envelopes_in(each.content)]


def envelopes_in(raw: bytes) -> list[bytes]:
    return list(Unpacking().feed(raw))


def forged(true: bytes) -> bytes:
    """Return an envelope by a stranger, for the place and log of a true one."""
    core, stranger = read_head(true).core, SigningKey.generate(SystemIds())
    fresh = core_of(
        stranger,
        realm=core.realm,
        log=core.log,
        envelope=SystemIds().random(16),
        batch_no=core.batch_no + 1,
        destination=core.destination,
    )
    to = SealingKey.generate(SystemIds()).public
    return seal(fresh, b"whatever", [to], stranger, SystemIds())


def damaged(stick: bytes) -> list[bytes]:
    """Return bundles in which one bit of every envelope was turned."""
    made = []
    for place in (0.5, 0.9):
        envelopes = [bytearray(each) for each in envelopes_in(stick)]
        for each in envelopes:
            each[int(len(each) * place)] ^= 1
        made.append(packed(bytes(each) for each in envelopes))
    return made


@dataclass
class Liar:
    """A relay that says it keeps all, signs for the hub, and hands out rubbish."""

    key: SigningKey
    held: list[bytes] = field(default_factory=list)
    rounds: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        answer = self._about() if scope["method"] == "GET" else self._lies(body)
        kind = [(b"content-type", CONTENT_TYPE.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        await send({"type": "http.response.body", "body": answer})

    def _about(self) -> bytes:
        return pack(About(bytes(8), NOON_MS, NOON_MS, {}))

    def _lies(self, errand: bytes) -> bytes:
        self.rounds += 1
        parts = []
        for item in Reading(ERRAND).feed(errand):
            if item.kind is not Kind.ENVELOPE:
                continue
            self.held.append(item.raw)
            core, digest = read_head(item.raw).core, hashlib.sha256(item.raw).digest()
            said = kept(EnvelopeId(core.envelope), digest)
            place = core.envelope, digest, core.log, core.batch_no
            parts.append(
                ForDevice(
                    item.log,
                    receipts=(self._signed(core.realm, *place),),
                    envelopes=(b"no envelope at all", item.raw),
                    kept=(said,),
                    cursor=bytes(64),
                )
            )
        return packed_reply(parts)

    def _signed(self, realm: bytes, *place: Any) -> bytes:
        receipt = Receipt(1, realm, 1 << 40, int(Level.READ), *place, NOON_MS, {})
        return sign_receipt(receipt, self.key)
