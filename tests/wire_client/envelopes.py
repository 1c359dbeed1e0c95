"""Envelopes, key epochs and pieces of attachments, from the page of the wire."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.wire_client.codec import (
    Reader,
    Refused,
    Value,
    array,
    extensions,
    pack,
    unpack,
)
from tests.wire_client.keys import (
    Opener,
    Signer,
    key_id,
    label,
    recipient,
    seal_to,
    sha,
    verify,
)

EVENTS, EPOCH, CHUNK, DOWN, RECEIPT, TRUST = range(1, 7)
MARK: Final = b"ENVL\x01"
SIGNATURE: Final = 64
MOST_HEAD: Final = 65_536
MOST_ENVELOPE: Final = 2_097_152
STANZA: Final = {1: 80, 2: 1_168}


class Core(NamedTuple):
    """What everybody may read of an envelope, in the order of its array."""

    kind: int
    realm: bytes
    log: bytes
    sender: bytes
    envelope: bytes
    batch_no: int
    suite: int
    recipients: list[bytes]
    epoch: bytes
    destination: bytes
    attachment: list[Any]
    extensions: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Epoch:
    """A key epoch: its id and its secret."""

    id: bytes
    secret: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope, taken apart and verified, not opened."""

    core: Core
    head: bytes
    core_raw: bytes
    stanzas: list[bytes]
    payload: bytes


def padded(plaintext: bytes) -> bytes:
    """Return a text with its length before it and zeros after it."""
    size = 4 + len(plaintext)
    exponent = size.bit_length() - 1
    step = 1 << max(0, exponent - exponent.bit_length())
    whole = max(256, -(-size // step) * step)
    return (len(plaintext).to_bytes(4, "big") + plaintext).ljust(whole, b"\0")


def seal(
    core: Core,
    plaintext: bytes,
    signer: Signer,
    *,
    to: Sequence[bytes] = (),
    epoch: Epoch | None = None,
) -> bytes:
    """Seal to recipients, or in a key epoch."""
    if epoch is None:
        publics = [recipient(each, core.suite) for each in to]
        secrets.SystemRandom().shuffle(publics)
        core = core._replace(recipients=[key_id(each) for each in publics])
        key = secrets.token_bytes(32)
    else:
        publics = []
        core = core._replace(epoch=epoch.id)
        key = _epoch_key(epoch, core.envelope)
    said = pack(list(core))
    info = label("envelope-v1/stanza") + sha(said)
    stanzas = pack([seal_to(each, key, info) for each in publics])
    head = MARK + len(said).to_bytes(4, "big") + said + stanzas
    sealer = Cobblestone256Encryptor(key, _context(head))
    payload = sealer.update(padded(plaintext)) + sealer.finalize()
    signature = signer.sign("envelope-v1/sig", sha(head) + sha(payload))
    return len(head).to_bytes(4, "big") + head + payload + signature


def _context(head: bytes) -> bytes:
    return label("envelope-v1/payload") + sha(head)


def _epoch_key(epoch: Epoch, envelope: bytes) -> bytes:
    info = b"envelope-v1/epoch"
    return HKDF(SHA256(), 32, salt=envelope, info=info).derive(epoch.secret)


def read_envelope(raw: bytes, realm: bytes, sender_public: bytes) -> Envelope:
    """Take an envelope apart, in the order of checks, up to its signature."""
    reader = Reader(raw)
    size = reader.u(4)
    if size > MOST_HEAD or len(raw) > MOST_ENVELOPE or len(raw) < 4 + size + SIGNATURE:
        raise Refused("sizes")
    head = reader.take(size)
    inner = Reader(head)
    if inner.take(5) != MARK:
        raise Refused("version")
    said = inner.take(inner.u(4))
    core = Core(*array(said, 12))
    stanzas = unpack(inner.rest())
    _check_core(core, stanzas, realm)
    payload, signature = reader.rest()[:-SIGNATURE], raw[-SIGNATURE:]
    if core.sender != key_id(sender_public):
        raise Refused("another sender")
    verify(sender_public, "envelope-v1/sig", sha(head) + sha(payload), signature)
    return Envelope(core, head, said, stanzas, payload)


def _check_core(core: Core, stanzas: list[bytes], realm: bytes) -> None:
    if core.realm != realm:
        raise Refused("realm")
    if core.suite not in STANZA:
        raise Refused("suite")
    if (core.batch_no > 0) != (core.kind in (EVENTS, DOWN)):
        raise Refused("numbered or not")
    names = core.recipients
    if bool(names) == bool(core.epoch) or len(set(names)) != len(names):
        raise Refused("recipients or an epoch")
    if [len(each) for each in stanzas] != [STANZA[core.suite]] * len(names):
        raise Refused("stanzas")
    extensions(core.extensions)


def open_envelope(envelope: Envelope, key: Opener | Epoch) -> bytes:
    """Open an envelope with a key it is sealed to, or with its key epoch."""
    if isinstance(key, Epoch):
        if envelope.core.epoch != key.id:
            raise Refused("another epoch")
        content = _epoch_key(key, envelope.core.envelope)
    else:
        content = _from_stanza(envelope, key)
    try:
        opener = Cobblestone256Decryptor(content, _context(envelope.head))
        text = opener.update(envelope.payload) + opener.finalize()
    except (InvalidTag, ValueError) as why:
        raise Refused("payload") from why
    plaintext = text[4 : 4 + int.from_bytes(text[:4], "big")]
    if padded(plaintext) != text:
        raise Refused("padding")
    return plaintext


def _from_stanza(envelope: Envelope, key: Opener) -> bytes:
    core = envelope.core
    name = key.id(core.suite)
    if name not in core.recipients:
        raise Refused("not sealed to this key")
    info = label("envelope-v1/stanza") + sha(envelope.core_raw)
    stanza = envelope.stanzas[core.recipients.index(name)]
    return key.open(core.suite, stanza, info)


def epoch_text(secret: bytes) -> bytes:
    """Return the plaintext of an envelope of kind 2."""
    return pack([1, secret, {}])


def read_epoch(envelope: Envelope, plaintext: bytes) -> Epoch:
    """Read the key epoch an envelope of kind 2 carries."""
    version, secret, said = array(plaintext, 3)
    if envelope.core.kind != EPOCH or version != 1 or len(secret) != 32:
        raise Refused("key epoch")
    extensions(said)
    return Epoch(envelope.core.envelope, secret)


def chunk_text(
    name: bytes, place: int, stream: bytes, content: bytes, size: int
) -> bytes:
    """Return the plaintext of one piece of an attachment, `size` bytes each."""
    count = -(-len(content) // size)
    text = content[place * size :][:size]
    said = [1, name, place, count, stream, len(content), sha(content), text, {}]
    return pack(said)
