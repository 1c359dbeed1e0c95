"""Every parser of bytes from outside, with valid samples: add yours to `PARSERS`.

What stands under a signature or a checksum is tried twice: as it is, and damaged first
and signed afterwards, so that the damage gets past the signature.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import partial

import zstandard

from sync.across import Across, Told, read_across
from sync.attachment import Attachment, Loose
from sync.batch import NO_DICTIONARY, Manifest, decode
from sync.bundle import Unpacking, packed
from sync.columns.cursor import write_count
from sync.columns.layout import write_columns
from sync.database import MEMORY
from sync.envelope import open_envelope
from sync.event import pack, read_event, unpack
from sync.head import read_head
from sync.ids import EnvelopeId, KeyId, LogId, StreamId
from sync.limits import MAX_MESSAGE_BYTES
from sync.piece import decode as decode_piece
from sync.piece import encode as encode_piece
from sync.protocol import Delivered, Down, Problem, State
from sync.receipt import read_receipt
from sync.relay.shelf import Shelf
from sync.reply import ERRAND, ForDevice, Reading, packed_reply
from sync.trust.certificate import read_certificate, read_descriptor
from sync.trust.enrol import Invitation, read_question
from sync.trust.news import news, read_news
from sync.trust.pairs import SealingKey, SigningKey, peek, sign_text
from sync.trust.revoke import read_revocations
from tests.fuzz.campaign import Parser
from tests.support.fakes import SeededIds
from tests.vectors import columns, make

_WHOLE = 3
_FRAME = zstandard.ZstdCompressor(level=1)


def _raw(vector: dict[str, str], name: str) -> bytes:
    return bytes.fromhex(vector[name])


def batch() -> Parser:
    """Batches in both layouts, with and without a dictionary."""
    samples = (make.batch(0), make.batch(1), columns.batch(0), columns.batch(2))
    return Parser("batch", (*samples, columns.batch(0, 5), columns.batch(2, 5)), decode)


def batch_text() -> Parser:
    """What is inside the compression of layout 1, packed again after the damage."""
    counts = (1, 5, 12, columns.COUNT)
    manifests = [columns.manifest(NO_DICTIONARY, count) for count in counts]
    listed = [read_event(link.canon) for link in columns.links()]
    samples = [
        bytes([at]) + _joined(*write_columns(columns.LOG, listed[:count]))
        for at, count in enumerate(counts)
    ]

    def read(raw: bytes) -> object:
        at = raw[0] % len(manifests) if raw else 0
        end = _WHOLE + min(int.from_bytes(raw[1:_WHOLE], "big"), len(raw))
        apart, text = bytearray(), raw[end:]
        write_count(apart, len(raw[_WHOLE:end]))
        body = bytes(apart) + raw[_WHOLE:end] + _FRAME.compress(text)[4:]
        return decode(_framed(manifests[at], body))

    return Parser("batch-text", tuple(samples), read)


def batch_list() -> Parser:
    """What is inside the compression of layout 0, packed again after the damage."""
    sample = pack([link.canon for link in make.links()])
    told = decode(make.batch(NO_DICTIONARY)).manifest

    def read(raw: bytes) -> object:
        return decode(_framed(told, _FRAME.compress(raw)))

    return Parser("batch-list", (sample,), read)


def _joined(apart: bytes, text: bytes) -> bytes:
    return len(apart).to_bytes(2, "big") + apart + text


def _framed(manifest: Manifest, body: bytes) -> bytes:
    described = pack(manifest)
    return len(described).to_bytes(4, "big") + described + body


def manifest() -> Parser:
    """The manifest of a batch."""
    samples = tuple(pack(columns.manifest(0, n)) for n in (1, 80))
    return Parser("manifest", samples, partial(_unpacked, Manifest))


def event() -> Parser:
    """Events in canonical form, an erased one among them."""
    listed = [*make.links(), *columns.links()[:14]]
    return Parser("event", tuple(link.canon for link in listed), read_event)


def envelope() -> Parser:
    """Whole envelopes: head, stanza, payload and padding, the signature left out."""
    vector = make.envelope_vector()
    key = SealingKey.from_bytes(bytes.fromhex(vector["private_keys"][0]))
    realm = _raw(vector, "realm")

    def read(raw: bytes) -> object:
        return open_envelope(read_head(raw, realm), key)

    return Parser("envelope", (_raw(vector, "envelope"),), read)


def head() -> Parser:
    """Heads of envelopes, as a relay reads them."""
    return Parser("head", (_raw(make.envelope_vector(), "envelope"),), read_head)


def _signed(
    name: str,
    label: bytes,
    raw: bytes,
    signer: SigningKey,
    read: Callable[[bytes], object],
) -> tuple[Parser, Parser]:
    """Return a parser of signed bytes, and one whose damage is signed afterwards."""
    text = peek(raw, limit=MAX_MESSAGE_BYTES)

    def anew(changed: bytes) -> object:
        return read(sign_text(label, changed, signer))

    return Parser(name, (raw,), read), Parser(f"{name}-signed", (text,), anew)


def receipts() -> tuple[Parser, Parser]:
    """Receipts of a hub."""
    key = make.region().receipt
    raw = _raw(make.receipt_vector(), "receipt")
    read = partial(read_receipt, receipt_public=key.public)
    return _signed("receipt", b"receipt-v1/sig", raw, key, read)


def certificates() -> tuple[Parser, Parser]:
    """Certificates of devices."""
    place = make.region()
    raw = _raw(make.certificate_vector(), "device")
    read = partial(read_certificate, issuer=place.hub.public, realm=place.realm)
    return _signed("certificate", b"certificate-v1/sig", raw, place.hub, read)


def descriptors() -> tuple[Parser, Parser]:
    """Descriptors of hubs."""
    place = make.region()
    raw = _raw(make.certificate_vector(), "descriptor")
    read = partial(read_descriptor, realm=place.realm)
    return _signed("descriptor", b"descriptor-v1/sig", raw, place.hub, read)


def revocations() -> tuple[Parser, Parser]:
    """Lists of what was withdrawn."""
    place = make.region()
    raw = _raw(make.revocation_vector(), "revocations")
    read = partial(read_revocations, hub=place.hub.public, realm=place.realm)
    return _signed("revocations", b"revocation-v1/sig", raw, place.hub, read)


def invitation() -> Parser:
    """Invitations as they are pasted."""

    def read(raw: bytes) -> object:
        return Invitation.from_text(raw.decode("utf-8", "replace"))

    return Parser("invitation", (make.invitation_vector()["text"].encode(),), read)


def invitation_summed() -> Parser:
    """Invitations whose checksum is right, whatever they say."""
    text = make.invitation_vector()["text"].replace("-", "").removeprefix("NOOD")
    raw = base64.b32decode(text + "=" * (-len(text) % 8))[:-4]

    def read(changed: bytes) -> object:
        check = hashlib.sha256(b"enrol-v1/invitation\0" + changed).digest()[:4]
        return Invitation.from_text(base64.b32encode(changed + check).decode())

    return Parser("invitation-summed", (raw,), read)


def state() -> Parser:
    """What a hub says of a log."""
    receipt = _raw(make.receipt_vector(), "receipt")
    aside = [[make.ENVELOPE, 3, "chain"]]
    said = [make.LOG, [[1, 2]], [[1, 2]], aside, [receipt], 7, False, 0, 1, {}]
    return Parser("state", (pack(said),), partial(_unpacked, State))


def delivered() -> Parser:
    """What a hub says of an envelope."""
    receipt = _raw(make.receipt_vector(), "receipt")
    said = Delivered([receipt], "", {"x-clock": 1})
    return Parser("delivered", (pack(said),), partial(_unpacked, Delivered))


def problem() -> Parser:
    """What a hub says when it has nothing else to say."""
    sample = pack(Problem("busy", {}))
    return Parser("problem", (sample,), partial(_unpacked, Problem))


def down() -> Parser:
    """What a hub has for a post."""
    envelope = _raw(make.envelope_vector(), "envelope")
    said = Down([envelope, b""], b"cursor", False, 1, {})
    return Parser("down", (pack(said),), partial(_unpacked, Down))


def trust_news() -> Parser:
    """News of certificates and keys for one device."""
    certificates = make.certificate_vector()
    told = news(
        descriptor=_raw(certificates, "descriptor"),
        revocations=_raw(make.revocation_vector(), "revocations"),
        certificate=_raw(certificates, "device"),
    )
    return Parser("trust-news", (told,), read_news)


def bundle() -> Parser:
    """Many envelopes behind each other."""
    envelope = _raw(make.envelope_vector(), "envelope")

    def read(raw: bytes) -> object:
        return list(Unpacking().feed(raw))

    return Parser("bundle", (packed([envelope, b"x", envelope[:300]]),), read)


def reply() -> Parser:
    """What a hub gives back by hand, for two devices."""
    envelope = _raw(make.envelope_vector(), "envelope")
    parts = [
        ForDevice(LogId(b"log-of-8"), (b"receipt", b""), (envelope,)),
        ForDevice(LogId(b"another8"), (), (envelope[:300],)),
    ]

    def read(raw: bytes) -> object:
        return list(Reading().feed(raw))

    return Parser("reply", (packed_reply(parts),), read)


def errand() -> Parser:
    """What a post or relay brings for two logs, read as a relay does."""
    envelope = _raw(make.envelope_vector(), "envelope")
    shelf = Shelf.open(MEMORY, SeededIds("fuzz"))
    parts = [
        ForDevice(LogId(b"log-of-8"), (b"receipt",), (envelope,), b"cursor"),
        ForDevice(LogId(b"another8"), (), (envelope[:300],), b"", (bytes(48),), b"hub"),
    ]

    def read(raw: bytes) -> object:
        items = list(Reading(ERRAND).feed(raw))
        for one in items:
            shelf.keep(one.raw, "10.0.0.1", 0)
        return shelf.came_back(b"place", (), items, 0)

    return Parser("errand", (packed_reply(parts, ERRAND),), read)


def question() -> Parser:
    """What a device asks when it enrols."""
    vector = make.invitation_vector()
    token = Invitation.from_text(vector["text"]).token
    read = partial(read_question, token=token, hub_signing=_raw(vector, "hub_public"))
    return Parser("question", (_raw(vector, "question"),), read)


def _unpacked(kind: type, raw: bytes) -> object:
    return unpack(kind, raw, limit=MAX_MESSAGE_BYTES)


def piece() -> Parser:
    """Return the parser of a piece of an attachment."""
    digest = hashlib.sha256(b"photo").digest()
    one = Attachment(bytes(16), StreamId(b"stream"), digest, 5, 1)
    return Parser("piece", (encode_piece(Loose(one, 0, b"photo")),), decode_piece)


def across() -> Parser:
    """What the hub of another region tells of a casualty."""
    facts = [(link.canon, link.chain) for link in make.links()]
    told = Told(bytes(make.LOG), b"device-8", b"post-of8", facts)
    name, hub = EnvelopeId(bytes(16)), KeyId(b"hub-of-8")

    def read(raw: bytes) -> object:
        return read_across(raw, name, bytes(9), hub)

    text = pack(Across(1, b"stream", [told], {"x-new": 1}))
    return Parser("across", (text,), read)


PARSERS: dict[str, Callable[[], Parser]] = {
    "across": across,
    "batch": batch,
    "batch-text": batch_text,
    "batch-list": batch_list,
    "manifest": manifest,
    "event": event,
    "envelope": envelope,
    "head": head,
    "receipt": lambda: receipts()[0],
    "receipt-signed": lambda: receipts()[1],
    "certificate": lambda: certificates()[0],
    "certificate-signed": lambda: certificates()[1],
    "descriptor": lambda: descriptors()[0],
    "descriptor-signed": lambda: descriptors()[1],
    "revocations": lambda: revocations()[0],
    "revocations-signed": lambda: revocations()[1],
    "invitation": invitation,
    "invitation-summed": invitation_summed,
    "state": state,
    "delivered": delivered,
    "problem": problem,
    "down": down,
    "trust-news": trust_news,
    "bundle": bundle,
    "reply": reply,
    "errand": errand,
    "question": question,
    "piece": piece,
}
"""Every parser, by name. New kinds of bytes from outside are added here."""
