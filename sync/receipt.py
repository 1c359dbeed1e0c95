"""A receipt: the hub's signed, numbered word that it holds or has read an envelope."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from sync.errors import FormatError, UnknownVersion
from sync.event import Extensions, Wire, pack, refuse_unknown, unpack
from sync.limits import MAX_CERTIFICATE_BYTES, MAX_MOMENT_MS, MAX_NUMBER
from sync.trust.pairs import SigningKey, peek, read_signed, sign_text

_LABEL: Final = b"receipt-v1/sig"
_VERSION: Final = 1


class Level(IntEnum):
    """How far an envelope came: only READ means received."""

    STORED = 1
    """Its bytes are durable and its signature is valid."""
    READ = 2
    """Its events are in the hub's journal."""


class Receipt(Wire, frozen=True, array_like=True):
    """One receipt; numbers rise within a hub. `batch_no` is 0 for what is no batch."""

    version: int
    realm: bytes
    number: int
    level: int
    envelope: bytes
    digest: bytes
    log: bytes
    batch_no: int
    at_ms: int
    extensions: Extensions


def sign_receipt(receipt: Receipt, key: SigningKey) -> bytes:
    """Return the signed bytes of a receipt. Raises FormatError."""
    _check(receipt)
    return sign_text(_LABEL, pack(receipt), key)


def peek_receipt(raw: bytes) -> Receipt:
    """Read a receipt without asking who signed it: nothing in it is proven.

    Raises FormatError or UnknownVersion.
    """
    text = peek(raw, limit=MAX_CERTIFICATE_BYTES)
    receipt = unpack(Receipt, text, limit=MAX_CERTIFICATE_BYTES)
    _check(receipt)
    return receipt


def read_receipt(raw: bytes, receipt_public: bytes) -> Receipt:
    """Read a receipt of the hub with this receipt key.

    Raises FormatError, UnknownVersion or BadSignature.
    """
    text = read_signed(_LABEL, raw, receipt_public, limit=MAX_CERTIFICATE_BYTES)
    receipt = unpack(Receipt, text, limit=MAX_CERTIFICATE_BYTES)
    _check(receipt)
    return receipt


def _check(receipt: Receipt) -> None:
    if receipt.version != _VERSION:
        raise UnknownVersion("receipt")
    sound = (
        len(receipt.realm) == 9
        and 1 <= receipt.number <= MAX_NUMBER
        and receipt.level in (Level.STORED, Level.READ)
        and len(receipt.envelope) == 16
        and len(receipt.digest) == 32
        and len(receipt.log) == 8
        and 0 <= receipt.batch_no <= MAX_NUMBER
        and 0 <= receipt.at_ms <= MAX_MOMENT_MS
    )
    if not sound:
        raise FormatError("receipt")
    refuse_unknown(receipt.extensions)
