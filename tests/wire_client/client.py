"""A device of another team: it knows the page of the wire, and nothing of this code."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import httpx

from tests.wire_client.batches import Log
from tests.wire_client.codec import Refused, Value, array, pack
from tests.wire_client.envelopes import (
    CHUNK,
    EPOCH,
    EVENTS,
    Core,
    Epoch,
    epoch_text,
    seal,
)
from tests.wire_client.keys import Opener, Signer, key_id, sha
from tests.wire_client.trust import (
    Admission,
    Invitation,
    Named,
    Receipt,
    question,
    read_answer,
    read_descriptor,
    read_receipt,
)

CONTENT: Final = {"content-type": "application/x-noodpost"}
PART: Final = 262_144


class State(NamedTuple):
    """What a hub has of a log, in the order of its array."""

    log: bytes
    held: list[list[int]]
    read: list[list[int]]
    set_aside: list[list[Any]]
    receipts: list[bytes]
    number: int
    more: bool
    revocation_no: int
    now_ms: int
    extensions: dict[str, Value]


class Down(NamedTuple):
    """What a hub has for a device, in the order of its array."""

    envelopes: list[bytes]
    cursor: bytes
    more: bool
    now_ms: int
    extensions: dict[str, Value]


class Reply(NamedTuple):
    """What became of one request that brought an envelope."""

    status: int
    receipts: list[Receipt]
    reason: str
    retry_after: str


@dataclass(slots=True)
class Device:
    """The keys of a device, what it was given, and its log."""

    signer: Signer
    opener: Opener
    named: Named
    log: Log
    http: httpx.AsyncClient
    admission: Admission | None = None
    epoch: Epoch | None = None
    batch_no: int = 0

    @classmethod
    def make(cls, http: httpx.AsyncClient, suite: int = 2) -> Device:
        """Make a device that nobody knows yet."""
        log = bytearray(secrets.token_bytes(8))
        log[0] &= 0x7F  # not an exercise
        return cls(
            signer=Signer.read(secrets.token_bytes(32)),
            opener=Opener.read(secrets.token_bytes(96 if suite == 2 else 32)),
            named=Named(secrets.token_bytes(8), "Post Vreemd", "VREEMD", "A"),
            log=Log.begin(bytes(log), secrets.token_bytes(32)),
            http=http,
        )

    @property
    def keys(self) -> tuple[Signer, Opener]:
        """Both keys."""
        return self.signer, self.opener

    @property
    def home(self) -> Admission:
        """What the hub gave; Refused before that."""
        if self.admission is None:
            raise Refused("not enrolled")
        return self.admission

    @property
    def recipients(self) -> tuple[bytes, ...]:
        """Hub, escrow and post."""
        hub = self.home.descriptor
        return hub.sealing, hub.escrow, self.home.post_key.public

    async def enrol(self, invitation: Invitation) -> httpx.Response:
        """Ask to be let in, and read the answer where there is one."""
        found = await self.http.get("/v1/hub")
        hub = read_descriptor(found.content, invitation.realm).hub.signing
        now_ms = read_descriptor(found.content, invitation.realm).at_ms
        asked = question(invitation, hub, self.keys, self.named, now_ms)
        reply = await self.http.post("/v1/enrol", content=asked, headers=CONTENT)
        if reply.status_code == 200:
            self.admission = read_answer(reply.content, asked, invitation, self.keys)
        return reply

    def core(self, kind: int, **said: Any) -> Core:
        """Return the core of a new envelope."""
        core = Core(
            kind=kind,
            realm=self.home.descriptor.realm,
            log=self.log.log,
            sender=key_id(self.signer.public),
            envelope=secrets.token_bytes(16),
            batch_no=0,
            suite=2,
            recipients=[],
            epoch=b"",
            destination=key_id(self.home.descriptor.hub.signing),
            attachment=[],
            extensions={},
        )
        return core._replace(**said)

    def begin_epoch(self) -> tuple[bytes, bytes]:
        """Begin a key epoch; return its envelope's id and bytes."""
        core, secret = self.core(EPOCH), secrets.token_bytes(32)
        raw = seal(core, epoch_text(secret), self.signer, to=self.recipients)
        self.epoch = Epoch(core.envelope, secret)
        return core.envelope, raw

    def cut(
        self,
        first: int,
        last: int,
        *,
        to: Sequence[bytes] = (),
        suite: int = 2,
    ) -> tuple[bytes, bytes]:
        """Cut and seal a batch: in the epoch, or `to` recipients."""
        self.batch_no += 1
        core = self.core(EVENTS, batch_no=self.batch_no, suite=suite)
        text = self.log.batch(first, last, self.batch_no, core.envelope)
        epoch = None if to else self.epoch
        return core.envelope, seal(core, text, self.signer, to=to, epoch=epoch)

    def seal_chunk(self, text: bytes, said: list[Any]) -> tuple[bytes, bytes]:
        """Seal a piece of an attachment in the epoch."""
        core = self.core(CHUNK, attachment=said)
        return core.envelope, seal(core, text, self.signer, epoch=self.epoch)

    async def bring(self, envelope: bytes, raw: bytes) -> Reply:
        """Bring an envelope."""
        url = f"/v1/envelope/{envelope.hex()}"
        reply = await self.http.put(url, content=raw, headers=CONTENT)
        return self.delivered(reply, raw)

    def delivered(self, reply: httpx.Response, raw: bytes) -> Reply:
        """Read what became of an envelope, and hold its receipts against it."""
        wait = reply.headers.get("retry-after", "")
        if reply.status_code in (413, 429, 503, 507):
            return Reply(reply.status_code, [], array(reply.content, 2)[0], wait)
        receipts, reason, _ = array(reply.content, 3)
        found = [read_receipt(each, self.home.descriptor) for each in receipts]
        if any(each.digest != sha(raw) for each in found):
            raise Refused("a receipt for other bytes")
        return Reply(reply.status_code, found, reason, wait)

    @property
    def bearer(self) -> dict[str, str]:
        """The header that opens the road."""
        return {"authorization": f"Bearer {self.home.road_token.hex()}"}

    async def state(self, since: int = 0) -> State:
        """Ask what the hub has of this log."""
        url = f"/v1/state/{self.log.log.hex()}"
        reply = await self.http.get(url, params={"since": since}, headers=self.bearer)
        reply.raise_for_status()
        return State(*array(reply.content, 10))

    async def down(self, cursor: bytes = b"", wait: int = 0) -> Down:
        """Ask what the hub has for this device."""
        url = f"/v1/down/{self.log.log.hex()}"
        asked = f"cursor={cursor.hex()}&wait={wait}&most={PART}"
        reply = await self.http.get(f"{url}?{asked}", headers=self.bearer)
        reply.raise_for_status()
        return Down(*array(reply.content, 5))

    async def held(self, envelope: bytes, raw: bytes) -> int:
        """Ask how many bytes of an upload the hub has."""
        url = self._upload(envelope, raw, 0)
        reply = await self.http.get(url, headers=self.bearer)
        reply.raise_for_status()
        return int(array(reply.content, 2)[0])

    async def upload(
        self, envelope: bytes, raw: bytes, off: int, size: int = PART
    ) -> httpx.Response:
        """Bring one part of an upload."""
        url = self._upload(envelope, raw, off)
        headers = CONTENT | self.bearer
        return await self.http.put(url, content=raw[off : off + size], headers=headers)

    def _upload(self, envelope: bytes, raw: bytes, off: int) -> str:
        named = f"off={off}&of={len(raw)}&sha256={sha(raw).hex()}"
        return f"/v1/upload/{envelope.hex()}?{named}"

    async def bundle(self, envelopes: Sequence[bytes]) -> list[list[Any]]:
        """Bring many envelopes at once; return a result for each."""
        sized = [len(raw).to_bytes(4, "big") + raw for raw in envelopes]
        body = b"BNDL\x01" + b"".join(sized)
        reply = await self.http.post("/v1/bundle", content=body, headers=CONTENT)
        reply.raise_for_status()
        return list(array(reply.content, 2)[0])


def body(**fields: Value) -> bytes:
    """Return the body of an event."""
    return pack(fields)
