"""What lies on the road from the hub is believed only when the hub said it, to us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.post.down import apply_down
from app.store.file import CareFile
from app.store.queries.message import messages
from sync.batch import DICTIONARY, LAYOUT_LIST, Manifest, encode
from sync.cut import Sender
from sync.envelope import Core, EnvelopeKind, seal
from sync.errors import SyncError
from sync.event import pack
from sync.hub.identity import describe, found
from sync.hub.telling import cut_down
from sync.ids import KeyId, LogId, Mode
from sync.journal import Link
from sync.reasons import reason_of
from sync.trust.certificate import (
    Certificate,
    Descriptor,
    Role,
    read_descriptor,
    sign_certificate,
)
from sync.trust.news import news
from sync.trust.pairs import SealingKey, SigningKey
from tests.support.fakes import FakeClock, SeededIds
from tests.support.orders import Orders
from tests.support.post import memory_post

CLOCK = FakeClock()
REGION = found("Regio", "https://hub.example", Mode.REAL, CLOCK, SeededIds("region"))
OTHER = found("Elders", "https://hub.example", Mode.REAL, CLOCK, SeededIds("other"))
POST_KEY = SealingKey.generate(SeededIds("post-key"))
DEVICE = SigningKey.generate(SeededIds("device"))
DEVICE_KEY = SealingKey.generate(SeededIds("device-key"))
IDS = SeededIds("sealing")


@dataclass
class Told:
    """A post that joined the region, and the words a hub said to it."""

    orders: Orders
    post_id: bytes
    hub: Descriptor
    log: LogId
    links: list[Link]
    foreign: set[bytes]

    @property
    def file(self) -> CareFile:
        return self.orders.post

    def manifest(self, **changes: Any) -> Manifest:
        said: dict[str, Any] = {
            "log": self.log,
            "first": 1,
            "count": len(self.links),
            "before": self.orders.hub.write_now(
                lambda desk: desk.journal.chain_before(self.log, 1)
            ),
            "after": self.links[-1].chain,
            "dictionary": DICTIONARY,
            "layout": LAYOUT_LIST,
            "batch_no": 1,
            "envelope": b"envelope-down-01",
            "extensions": {},
        }
        return Manifest(**said | changes)

    def sealed(
        self,
        text: bytes | None = None,
        *,
        signer: SigningKey = REGION.keys.signing,
        to: SealingKey = POST_KEY,
        **changes: Any,
    ) -> bytes:
        """Return an envelope as the hub seals it, but for `changes` of its core."""
        said: dict[str, Any] = {
            "kind": EnvelopeKind.DOWN,
            "realm": self.hub.realm,
            "log": self.log,
            "sender": signer.id,
            "envelope": b"envelope-down-01",
            "batch_no": 1,
            "suite": 2,
            "recipients": [],
            "epoch": b"",
            "destination": self.post_id,
            "attachment": [],
            "extensions": {},
        }
        body = encode(self.manifest(), self.links) if text is None else text
        core = Core(**said | changes)
        return seal(core, body, (to.public, REGION.escrow.public), signer, IDS)

    def apply(self, sealed: bytes) -> bool:
        return self.file.write_now(
            lambda desk: apply_down(desk, sealed, self.hub, self.foreign.add)
        )

    def refusal(self, sealed: bytes) -> str:
        """Return why an envelope is set aside; nothing may have landed."""
        with pytest.raises(SyncError) as caught:
            self.apply(sealed)
        assert self.file.read_now(messages) == ()
        return reason_of(caught.value).value


@pytest.fixture
def told():  # type: ignore[no-untyped-def]
    file = memory_post(clock=CLOCK)
    raw = describe(REGION.identity, DEVICE.public, 0, 1, REGION.keys.signing)
    hub = read_descriptor(raw, REGION.identity.realm)
    orders = Orders(file)
    post_id = file.write_now(lambda desk: _join(desk, raw, hub))
    log = orders.log
    orders.say("Tel de bedden")
    links = orders.hub.write_now(lambda desk: desk.journal.links(log, 1, 9))
    yield Told(orders, post_id, hub, log, links, set())
    orders.close()
    file.close()


def _join(desk: Any, raw: bytes, hub: Descriptor) -> bytes:
    post_id = bytes(desk.setting("post_id"))
    for name, value in (
        ("certificate", _certificate(hub, post_id)),
        ("hub_descriptor", raw),
        ("realm", hub.realm),
        ("post_key", POST_KEY.to_bytes()),
        ("device_signing", DEVICE.to_bytes()),
        ("device_sealing", DEVICE_KEY.to_bytes()),
    ):
        desk.set_setting(name, value)
    return post_id


def _certificate(hub: Descriptor, post_id: bytes) -> bytes:
    certificate = Certificate(
        version=1,
        role=Role.DEVICE,
        realm=hub.realm,
        signing=DEVICE.public,
        sealing=DEVICE_KEY.public,
        post=post_id,
        post_name="Post Zuid",
        post_code="ZUID",
        letter="A",
        min_suite=2,
        not_before_ms=0,
        not_after_ms=1 << 45,
        issuer=hub.destination,
        extensions={},
    )
    return sign_certificate(certificate, REGION.keys.signing)


def test_an_order_of_the_hub_lands_once(told: Told) -> None:
    sealed = told.sealed()

    for _ in range(2):
        told.apply(sealed)

    (row,) = told.file.read_now(messages)
    assert (row.text, row.confirmed) == ("Tel de bedden", True)
    assert told.foreign == {told.log}


def test_what_was_cut_for_a_post_opens_there(told: Told) -> None:
    recipients = (POST_KEY.public, REGION.escrow.public)
    sender = Sender(
        REGION.keys.signing, told.hub.realm, KeyId(told.post_id), recipients
    )

    def cut(desk: Any) -> bytes:
        return cut_down(desk.journal, sender, told.log, desk.ids, 1)[0].sealed

    told.apply(told.orders.hub.write_now(cut))

    assert len(told.file.read_now(messages)) == 1


Wrong = Callable[[Told], bytes]
WRONG: dict[str, tuple[str, Wrong]] = {
    "another realm": ("realm", lambda t: t.sealed(realm=OTHER.identity.realm)),
    "another hub": (
        "unknown_sender",
        lambda t: t.sealed(signer=OTHER.keys.signing),
    ),
    "another's signature": (
        "signature",
        lambda t: t.sealed(signer=OTHER.keys.signing, sender=REGION.keys.signing.id),
    ),
    "another post": ("realm", lambda t: t.sealed(destination=b"elsewhere"[:8])),
    "an exercise": ("mixed_modes", lambda t: t.sealed(log=b"\xff" + bytes(t.log[1:]))),
    "a kind for nobody here": (
        "kind",
        lambda t: t.sealed(kind=EnvelopeKind.RECEIPT, batch_no=0),
    ),
    "what goes up, of no sister": (
        "unknown_sender",
        lambda t: t.sealed(kind=EnvelopeKind.EVENTS, destination=t.hub.destination),
    ),
    "another post's key": ("key_gone", lambda t: t.sealed(to=DEVICE_KEY)),
    "a paper that lies": ("manifest", lambda t: t.sealed(batch_no=2)),
    "no batch at all": ("format", lambda t: t.sealed(text=b"\0\0\0\x01x" * 60)),
    "no envelope": ("too_large", lambda _: b"x" * 900),
    "a changed byte": ("signature", lambda t: _flipped(t.sealed())),
}


def _flipped(raw: bytes) -> bytes:
    return raw[:-100] + bytes([raw[-100] ^ 1]) + raw[-99:]


@pytest.mark.parametrize("name", WRONG)
def test_what_the_hub_did_not_say_to_this_post_lands_nowhere(
    told: Told, name: str
) -> None:
    reason, wrong = WRONG[name]

    assert told.refusal(wrong(told)) == reason


def test_a_log_of_this_device_is_not_the_hub_s(told: Told) -> None:
    own = told.file.write_now(lambda desk: desk.journal.log)
    links = told.file.write_now(lambda desk: desk.journal.links(own, 1, 2))
    before = told.file.write_now(lambda desk: desk.journal.chain_before(own, 1))
    manifest = told.manifest(log=own, count=2, before=before, after=links[-1].chain)

    refused = told.refusal(told.sealed(encode(manifest, links), log=own))

    assert refused == "log_taken"
    assert told.foreign == set()


def test_an_older_key_of_the_post_still_opens(told: Told) -> None:
    older = SealingKey.generate(SeededIds("older"))
    told.file.write_now(
        lambda desk: desk.set_setting("post_keys_older", pack([older.to_bytes()]))
    )

    told.apply(told.sealed(to=older))

    assert len(told.file.read_now(messages)) == 1


def test_news_of_trust_is_for_one_device_alone(told: Told) -> None:
    text = news(post_key=SealingKey.generate(SeededIds("new")))
    ours = {"kind": EnvelopeKind.TRUST, "batch_no": 0, "to": DEVICE_KEY}

    changed = told.apply(told.sealed(text, destination=DEVICE.id, **ours))
    refused = told.refusal(told.sealed(text, destination=b"another!", **ours))

    assert changed
    assert refused == "realm"
