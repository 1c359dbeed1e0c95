"""The head of an envelope: what anyone on the road may read, and the rest taken apart.

Nothing in it is proven before its sender is checked (`sync.envelope`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from sync.errors import (
    FormatError,
    SyncError,
    TooLarge,
    UnknownVersion,
    WrongRealm,
)
from sync.event import Extensions, Wire, refuse_unknown, unpack
from sync.limits import (
    MAX_ENVELOPE_BYTES,
    MAX_HEAD_BYTES,
    MAX_NUMBER,
    MAX_RECIPIENTS,
    MIN_PADDED_BYTES,
)
from sync.trust import chunked
from sync.trust.certificate import REALM_BYTES
from sync.trust.pairs import SIGNATURE_BYTES, STANZA_OVERHEADS

MAGIC: Final = b"ENVL"
VERSION: Final = 1
KEY_BYTES: Final = 32
"""The key of a payload, and the secret of a key epoch."""

_LENGTH: Final = 4
_HEAD_START: Final = _LENGTH + len(MAGIC) + 1
_MIN_PAYLOAD: Final = MIN_PADDED_BYTES + chunked.OVERHEAD_BYTES


class EnvelopeKind(IntEnum):
    """What an envelope carries."""

    EVENTS = 1
    KEY_EPOCH = 2
    ATTACHMENT = 3
    DOWN = 4
    RECEIPT = 5
    TRUST = 6
    ACROSS = 7


UPWARD: Final = (EnvelopeKind.EVENTS, EnvelopeKind.KEY_EPOCH, EnvelopeKind.ATTACHMENT)
"""What devices send up, and their sisters read."""
CARRIED: Final = (*UPWARD, EnvelopeKind.ACROSS)
"""What a relay takes to a hub."""
_COUNTED: Final = (EnvelopeKind.EVENTS, EnvelopeKind.DOWN)
"""Kinds whose envelopes are numbered within their log; of any other it is 0."""

HUB_ALONE: Final = "x-hub-alone"
"""Extension of a core: only the hub can open it, and others get the same elsewhere."""


class Core(Wire, frozen=True, array_like=True):
    """What anyone on the road may read: who sent it, to whom, and its number."""

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
    extensions: Extensions


@dataclass(frozen=True, slots=True)
class Head:
    """An envelope taken apart; nothing in it is proven before `check_sender`."""

    core: Core
    core_digest: bytes
    head_digest: bytes
    stanzas: tuple[bytes, ...]
    payload: bytes
    signature: bytes


def read_head(raw: bytes, realm: bytes | None = None) -> Head:
    """Take an envelope apart: sizes, version, realm and suite are checked.

    Without a `realm` any is accepted, as a relay does. Raises TooLarge, FormatError,
    UnknownVersion or WrongRealm.
    """
    head, payload, signature = _parts(raw)
    if head[: len(MAGIC)] != MAGIC:
        raise FormatError("not an envelope")
    if head[len(MAGIC)] != VERSION:
        raise UnknownVersion("envelope version")
    core_raw, stanzas_raw = _split(head[len(MAGIC) + 1 :])
    core = unpack(Core, core_raw, limit=MAX_HEAD_BYTES)
    if realm is not None and core.realm != realm:
        raise WrongRealm("envelope")
    check_sound(core)
    stanzas = unpack(list[bytes], stanzas_raw, limit=MAX_HEAD_BYTES)
    size = KEY_BYTES + STANZA_OVERHEADS[core.suite]
    fits = all(len(stanza) == size for stanza in stanzas)
    if len(stanzas) != len(core.recipients) or not fits:
        raise FormatError("stanzas")
    return Head(
        core=core,
        core_digest=hashlib.sha256(core_raw).digest(),
        head_digest=hashlib.sha256(head).digest(),
        stanzas=tuple(stanzas),
        payload=payload,
        signature=signature,
    )


def _parts(raw: bytes) -> tuple[bytes, bytes, bytes]:
    if len(raw) > MAX_ENVELOPE_BYTES:
        raise TooLarge("envelope")
    if len(raw) < _HEAD_START + _LENGTH + _MIN_PAYLOAD + SIGNATURE_BYTES:
        raise FormatError("envelope")
    size = int.from_bytes(raw[:_LENGTH], "big")
    if size > MAX_HEAD_BYTES:
        raise TooLarge("envelope head")
    head = raw[_LENGTH : _LENGTH + size]
    payload = raw[_LENGTH + size : -SIGNATURE_BYTES]
    if size < _HEAD_START or len(payload) < _MIN_PAYLOAD:
        raise FormatError("envelope")
    return head, payload, raw[-SIGNATURE_BYTES:]


def _split(rest: bytes) -> tuple[bytes, bytes]:
    size = int.from_bytes(rest[:_LENGTH], "big")
    core = rest[_LENGTH : _LENGTH + size]
    if len(core) != size:
        raise FormatError("core")
    return core, rest[_LENGTH + size :]


def check_sound(core: Core) -> None:
    """Raise FormatError or UnknownVersion for a core outside the format."""
    if core.suite not in STANZA_OVERHEADS:
        raise UnknownVersion(f"suite {core.suite}")
    refuse_unknown(core.extensions)
    sound = (
        core.kind in tuple(EnvelopeKind)
        and len(core.realm) == REALM_BYTES
        and len(core.log) == 8
        and len(core.sender) == 8
        and len(core.envelope) == 16
        and _is_numbered(core)
        and len(core.destination) == 8
    )
    if not sound or not _is_attachment(core) or not _has_a_key(core):
        raise FormatError("core")


def _is_numbered(core: Core) -> bool:
    """Tell whether it has a number where batches are counted, and none elsewhere."""
    return (
        1 <= core.batch_no <= MAX_NUMBER if core.kind in _COUNTED else not core.batch_no
    )


def _has_a_key(core: Core) -> bool:
    """Tell whether it names recipients or a key epoch, and not both."""
    names = core.recipients
    if core.epoch:
        may = core.kind != EnvelopeKind.KEY_EPOCH and core.epoch != core.envelope
        return may and len(core.epoch) == 16 and not names
    return 1 <= len(names) == len(set(names)) <= MAX_RECIPIENTS and all(
        len(name) == 8 for name in names
    )


def _is_attachment(core: Core) -> bool:
    if core.kind != EnvelopeKind.ATTACHMENT:
        return core.attachment == []
    try:
        name, index, count = core.attachment
    except ValueError:
        return False
    is_name = isinstance(name, bytes) and len(name) == 16
    return is_name and type(index) is type(count) is int and 0 <= index < count


def is_for_a_post(raw: bytes) -> bool:
    """Tell whether this has the form of an envelope that a device of a post reads.

    That is what a hub sends down, and what its sisters sent up.
    """
    try:
        kind = read_head(raw).core.kind
    except SyncError:
        return False
    return kind in (EnvelopeKind.DOWN, EnvelopeKind.TRUST, *UPWARD)
