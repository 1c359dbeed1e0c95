"""Enrolment: an invitation, a question, an answer, and six words on both screens.

The invitation carries a hash of the hub's signing key, so the post knows whom it talks
to whatever the road; and a token, which proves to the hub that the post was invited and
never travels. The question proves that the device holds its keys; the answer's secrets
are sealed to them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from sync.errors import FormatError, TrustError, UnknownVersion
from sync.event import Extensions, Wire, pack, refuse_unknown, unpack
from sync.ids import Ids, Mode
from sync.limits import (
    INVITATION_LIFE_MS,
    MAX_MESSAGE_BYTES,
    MAX_MOMENT_MS,
    MAX_NAME_BYTES,
)
from sync.trust.certificate import (
    POST_BYTES,
    Certificate,
    Descriptor,
    Role,
    hub_hash,
    mode_of_realm,
    read_certificate,
    read_descriptor,
    realm_of,
    sign_certificate,
    sign_descriptor,
)
from sync.trust.pairs import (
    SIGNING_BYTES,
    SealingKey,
    SigningKey,
    check_sealing_public,
    check_signature,
    key_id,
    peek,
    read_signed,
    seal_to,
    sign_text,
)

__all__ = [
    "Admission",
    "Certificate",
    "Descriptor",
    "Enrolled",
    "Invitation",
    "Question",
    "Role",
    "answer",
    "ask",
    "check_words",
    "hub_hash",
    "invite",
    "mode_of_realm",
    "read_answer",
    "read_certificate",
    "read_descriptor",
    "read_question",
    "realm_of",
    "sign_certificate",
    "sign_descriptor",
    "which_invitation",
]

TOKEN_BYTES: Final = 16

_VERSION: Final = 1
_INVITATION: Final = b"enrol-v1/invitation\0"
_PROOF: Final = b"enrol-v1/proof\0"
_QUESTION: Final = b"enrol-v1/question"
_ANSWER: Final = b"enrol-v1/answer"
_SECRETS: Final = b"enrol-v1/secrets\0"
_WORDS: Final = b"enrol-v1/words\0"
_PREFIX: Final = "NOOD"
_GROUP: Final = 5
_MAX_TEXT: Final = 2_000
_MAX_URL: Final = 500


class Invitation(Wire, frozen=True, array_like=True):
    """What an operator hands to a post: where the hub is, who it is, and a token."""

    version: int
    url: str
    hub: bytes
    token: bytes
    realm: bytes
    expires_ms: int

    @property
    def id(self) -> bytes:
        """The 16 bytes by which a hub remembers an invitation; not secret."""
        return hashlib.sha256(_INVITATION + self.token).digest()[:16]

    @property
    def mode(self) -> Mode:
        """Real or exercise."""
        return mode_of_realm(self.realm)

    def to_text(self) -> str:
        """Return the invitation as text to paste: groups of five, with a checksum."""
        raw = pack(self)
        summed = raw + hashlib.sha256(_INVITATION + raw).digest()[:4]
        letters = base64.b32encode(summed).decode().rstrip("=")
        groups = (letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))
        return "-".join([_PREFIX, *groups])

    @classmethod
    def from_text(cls, text: str) -> Invitation:
        """Read an invitation as it was pasted. Raises FormatError, UnknownVersion."""
        if len(text) > _MAX_TEXT:
            raise FormatError("an invitation is shorter")
        letters = "".join(text.upper().replace("-", " ").split())
        letters = letters.removeprefix(_PREFIX)
        try:
            summed = base64.b32decode(letters + "=" * (-len(letters) % 8))
        except (binascii.Error, ValueError) as why:
            raise FormatError("not an invitation") from why
        raw, checksum = summed[:-4], summed[-4:]
        if hashlib.sha256(_INVITATION + raw).digest()[:4] != checksum:
            raise FormatError("a letter of the invitation is wrong")
        invitation = unpack(cls, raw, limit=_MAX_TEXT)
        _check_invitation(invitation)
        return invitation


TAKES_POST: Final = "x-takes-post"
"""Extension of a question: this device has recorded nothing and takes the post it is
invited to, as its certificate says it; an older hub passes over it."""


class Question(Wire, frozen=True, array_like=True):
    """A device asks to be known: its public keys and the post it belongs to."""

    version: int
    invitation: bytes
    hub: bytes
    signing: bytes
    sealing: bytes
    post: bytes
    post_name: str
    post_code: str
    letter: str
    at_ms: int
    extensions: Extensions


class _Asked(Wire, frozen=True, array_like=True):
    text: bytes
    signature: bytes
    proof: bytes


class _Answer(Wire, frozen=True, array_like=True):
    version: int
    question: bytes
    certificate: bytes
    descriptor: bytes
    sealed: bytes
    extensions: Extensions


class _Secrets(Wire, frozen=True, array_like=True):
    road_token: bytes
    post_key: bytes


@dataclass(frozen=True, slots=True)
class Admission:
    """What a hub gives a device it lets in: signed texts, and two secrets."""

    certificate: bytes
    descriptor: bytes
    road_token: bytes
    post_key: SealingKey


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a device has once a hub knows it."""

    certificate: Certificate
    certificate_raw: bytes
    descriptor: Descriptor
    descriptor_raw: bytes
    road_token: bytes
    post_key: SealingKey


def invite(
    url: str, hub_signing: bytes, realm: bytes, now_ms: int, ids: Ids
) -> Invitation:
    """Make an invitation, for the hub to remember too. Raises FormatError."""
    invitation = Invitation(
        _VERSION,
        url,
        hub_hash(hub_signing),
        ids.random(TOKEN_BYTES),
        realm,
        now_ms + INVITATION_LIFE_MS,
    )
    _check_invitation(invitation)
    return invitation


def check_words(hub_signing: bytes, signing: bytes, sealing: bytes) -> bytes:
    """Return six bytes that both screens show as words: the keys each side has."""
    return hashlib.sha256(_WORDS + hub_signing + signing + sealing).digest()[:6]


def ask(invitation: Invitation, question: Question, signing: SigningKey) -> bytes:
    """Return a question, signed by the device and proving the invitation.

    Raises FormatError when the question does not belong to them.
    """
    if question.signing != signing.public or question.invitation != invitation.id:
        raise FormatError("a question of another device or invitation")
    _check_question(question)
    text = pack(question)
    signature = signing.sign(_QUESTION + b"\0" + text)
    return pack(_Asked(text, signature, _proof(invitation.token, text)))


def which_invitation(raw: bytes) -> bytes:
    """Return the id of the invitation a question says it has; nothing is proven."""
    asked = unpack(_Asked, raw, limit=MAX_MESSAGE_BYTES)
    return unpack(Question, asked.text, limit=MAX_MESSAGE_BYTES).invitation


def read_question(raw: bytes, token: bytes, hub_signing: bytes) -> Question:
    """Read a question by someone who holds `token` and the keys it names.

    Raises FormatError, BadSignature, TrustError or UnknownVersion.
    """
    asked = unpack(_Asked, raw, limit=MAX_MESSAGE_BYTES)
    question = unpack(Question, asked.text, limit=MAX_MESSAGE_BYTES)
    if not hmac.compare_digest(asked.proof, _proof(token, asked.text)):
        raise TrustError("the question does not prove its invitation")
    _check_question(question)
    if question.hub != key_id(hub_signing):
        raise TrustError("the question is for another hub")
    check_signature(question.signing, asked.signature, _QUESTION + b"\0" + asked.text)
    return question


def answer(
    asked: bytes, question: Question, admission: Admission, hub: SigningKey
) -> bytes:
    """Return the hub's answer to a question it has read; its secrets are sealed here.

    Raises FormatError.
    """
    digest = hashlib.sha256(asked).digest()
    secrets = pack(_Secrets(admission.road_token, admission.post_key.to_bytes()))
    answered = _Answer(
        version=_VERSION,
        question=digest,
        certificate=admission.certificate,
        descriptor=admission.descriptor,
        sealed=seal_to(question.sealing, secrets, _SECRETS + digest),
        extensions={},
    )
    return sign_text(_ANSWER, pack(answered), hub)


def read_answer(
    raw: bytes,
    asked: bytes,
    invitation: Invitation,
    keys: tuple[SigningKey, SealingKey],
) -> Enrolled:
    """Read the answer to a question, all of it proven from the invitation's hash down.

    Raises FormatError, BadSignature, TrustError, WrongRealm or SealError.
    """
    signing, sealing = keys
    found = _unproven_answer(raw)
    descriptor = read_descriptor(found.descriptor, invitation.realm, hub=invitation.hub)
    hub = descriptor.hub.signing
    read_signed(_ANSWER, raw, hub, limit=MAX_MESSAGE_BYTES)
    question = hashlib.sha256(asked).digest()
    if found.question != question:
        raise TrustError("an answer to another question")
    certificate = read_certificate(found.certificate, hub, invitation.realm)
    if (certificate.signing, certificate.sealing) != (signing.public, sealing.public):
        raise TrustError("a certificate of other keys")
    opened = sealing.open(found.sealed, _SECRETS + question)
    secrets = unpack(_Secrets, opened, limit=MAX_MESSAGE_BYTES)
    return Enrolled(
        certificate,
        found.certificate,
        descriptor,
        found.descriptor,
        secrets.road_token,
        SealingKey.from_bytes(secrets.post_key),
    )


def _proof(token: bytes, text: bytes) -> bytes:
    return hmac.digest(token, _PROOF + text, "sha256")


def _check_invitation(invitation: Invitation) -> None:
    if invitation.version != _VERSION:
        raise UnknownVersion("invitation")
    mode_of_realm(invitation.realm)
    sound = (
        len(invitation.hub) == 16
        and len(invitation.token) == TOKEN_BYTES
        and len(invitation.url.encode()) <= _MAX_URL
        and invitation.url.startswith(("https://", "http://"))
        and 0 <= invitation.expires_ms <= MAX_MOMENT_MS
    )
    if not sound:
        raise FormatError("invitation")


def _check_question(question: Question) -> None:
    if question.version != _VERSION:
        raise UnknownVersion("question")
    sound = (
        len(question.signing) == SIGNING_BYTES
        and len(question.post) == POST_BYTES
        and 1 <= len(question.post_name.encode()) <= MAX_NAME_BYTES
        and len(question.post_code) <= 16
        and len(question.letter) <= 4
        and 0 <= question.at_ms <= MAX_MOMENT_MS
    )
    if not sound:
        raise FormatError("question")
    check_sealing_public(question.sealing)
    refuse_unknown(question.extensions)


def _unproven_answer(raw: bytes) -> _Answer:
    found = unpack(_Answer, peek(raw, limit=MAX_MESSAGE_BYTES), limit=MAX_MESSAGE_BYTES)
    if found.version != _VERSION:
        raise UnknownVersion("answer")
    refuse_unknown(found.extensions)
    return found
