"""Who is who: invitation, enrolment, certificates, descriptor, receipts, news."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from typing import Final, NamedTuple

from tests.wire_client.codec import Refused, Value, array, extensions, pack
from tests.wire_client.keys import Opener, Signer, key_id, label, sha, signed_text

DEVICE, HUB = 1, 2
_START: Final = "NOOD-"


class Invitation(NamedTuple):
    """What a hub's operator gave out, in the order of its array."""

    version: int
    url: str
    hub: bytes
    token: bytes
    realm: bytes
    ends_ms: int

    @property
    def id(self) -> bytes:
        """What it is called in a question."""
        return sha(label("enrol-v1/invitation"), self.token)[:16]


def read_invitation(text: str) -> Invitation:
    """Read an invitation as it was typed."""
    letters = "".join(text.split()).replace("-", "").upper()
    start = _START.replace("-", "")
    if not letters.startswith(start):
        raise Refused("not an invitation")
    coded = letters.removeprefix(start)
    raw = base64.b32decode(coded + "=" * (-len(coded) % 8))
    encoding, check = raw[:-4], raw[-4:]
    if sha(label("enrol-v1/invitation"), encoding)[:4] != check:
        raise Refused("mistyped")
    return Invitation(*array(encoding, 6))


class Certificate(NamedTuple):
    """Who a key belongs to, in the order of its array."""

    version: int
    role: int
    realm: bytes
    signing: bytes
    sealing: bytes
    post: bytes
    post_name: str
    post_code: str
    letter: str
    min_suite: int
    not_before_ms: int
    not_after_ms: int
    issuer: bytes
    extensions: dict[str, Value]


def read_certificate(raw: bytes, issuer: bytes, role: int, realm: bytes) -> Certificate:
    """Read a certificate that a key signed."""
    text = signed_text("certificate-v1/sig", raw, issuer)
    found = Certificate(*array(text, 14))
    extensions(found.extensions)
    if (found.version, found.role, found.realm) != (1, role, realm):
        raise Refused("certificate")
    if found.issuer != key_id(issuer):
        raise Refused("another issuer")
    return found


class Descriptor(NamedTuple):
    """What a hub says of itself, in the order of its array."""

    version: int
    realm: bytes
    name: str
    ca: bytes
    hub_certificate: bytes
    sealing: bytes
    receipt: bytes
    escrow: bytes
    revocation_no: int
    limits: dict[str, int]
    at_ms: int
    extensions: dict[str, Value]

    @property
    def hub(self) -> Certificate:
        """The hub's certificate."""
        raw = self.hub_certificate
        return read_certificate(raw, self.ca, HUB, self.realm)


def read_descriptor(raw: bytes, realm: bytes) -> Descriptor:
    """Read a descriptor from the region's CA down."""
    found = Descriptor(*array(array(raw, 2)[0], 12))
    if sha(found.ca)[:8] != realm[:8] or found.realm != realm or found.version != 1:
        raise Refused("another region")
    extensions(found.extensions)
    signed_text("descriptor-v1/sig", raw, found.hub.signing)
    return found


class Receipt(NamedTuple):
    """A hub's word for an envelope, in the order of its array."""

    version: int
    realm: bytes
    number: int
    level: int
    envelope: bytes
    digest: bytes
    log: bytes
    batch_no: int
    at_ms: int
    extensions: dict[str, Value]


def read_receipt(raw: bytes, of: Descriptor) -> Receipt:
    """Read a receipt of a hub."""
    found = Receipt(*array(signed_text("receipt-v1/sig", raw, of.receipt), 10))
    extensions(found.extensions)
    if found.version != 1 or found.realm != of.realm or found.level not in (1, 2):
        raise Refused("receipt")
    return found


def read_revocations(raw: bytes, realm: bytes, hub: bytes) -> dict[bytes, int]:
    """Return which keys were withdrawn, and since when."""
    text = signed_text("revocation-v1/sig", raw, hub)
    version, found, _, _, listed, said = array(text, 6)
    if version != 1 or found != realm or listed != sorted(listed):
        raise Refused("revocations")
    extensions(said)
    return dict(listed)


@dataclass(frozen=True, slots=True)
class Named:
    """How a device wants to be known."""

    post: bytes
    post_name: str
    post_code: str
    letter: str


def question(
    invitation: Invitation, hub: bytes, keys: tuple[Signer, Opener], to: Named, now: int
) -> bytes:
    """Return the question of a device that wants to get in."""
    signer, opener = keys
    named = [to.post, to.post_name, to.post_code, to.letter]
    mine = [signer.public, opener.public]
    text = pack([1, invitation.id, key_id(hub), *mine, *named, now, {}])
    proof = hmac.digest(invitation.token, label("enrol-v1/proof") + text, "sha256")
    return pack([text, signer.sign("enrol-v1/question", text), proof])


@dataclass(frozen=True, slots=True)
class Admission:
    """What an admitted device has."""

    certificate: Certificate
    descriptor: Descriptor
    road_token: bytes
    post_key: Opener


def read_answer(
    raw: bytes, asked: bytes, invitation: Invitation, keys: tuple[Signer, Opener]
) -> Admission:
    """Read the hub's answer from the invitation's hash down."""
    realm = invitation.realm
    text = array(raw, 2)[0]
    version, digest, certificate, described, sealed, said = array(text, 6)
    descriptor = read_descriptor(described, realm)
    hub = descriptor.hub.signing
    if sha(hub)[:16] != invitation.hub or version != 1 or digest != sha(asked):
        raise Refused("answer to another question")
    signed_text("enrol-v1/answer", raw, hub)
    extensions(said)
    mine = read_certificate(certificate, hub, DEVICE, realm)
    signer, opener = keys
    if (mine.signing, mine.sealing) != (signer.public, opener.public):
        raise Refused("certified for another")
    info = label("enrol-v1/secrets") + sha(asked)
    token, post_key = array(opener.open(opener.suite, sealed, info), 2)
    return Admission(mine, descriptor, token, Opener.read(post_key))


def check_words(hub: bytes, keys: tuple[Signer, Opener], words: list[str]) -> list[str]:
    """Return the six words both screens show."""
    mine = keys[0].public + keys[1].public
    return [words[place] for place in sha(label("enrol-v1/words"), hub, mine)[:6]]


class News(NamedTuple):
    """News of trust for one device, in the order of its array."""

    version: int
    descriptor: bytes
    revocations: bytes
    certificate: bytes
    post_key: bytes
    extensions: dict[str, Value]


def read_news(plaintext: bytes) -> News:
    """Read the plaintext of an envelope of kind 6."""
    found = News(*array(plaintext, 6))
    extensions(found.extensions)
    return found
