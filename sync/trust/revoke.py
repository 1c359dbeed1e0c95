"""What was withdrawn: the hub's numbered, signed list of keys that no longer count."""

from __future__ import annotations

from typing import Final

from sync.errors import FormatError, UnknownVersion, WrongRealm
from sync.event import Extensions, Wire, pack, refuse_unknown, unpack
from sync.ids import KeyId
from sync.limits import MAX_MESSAGE_BYTES, MAX_MOMENT_MS, MAX_NUMBER
from sync.trust.pairs import SigningKey, read_signed, sign_text

_LABEL: Final = b"revocation-v1/sig"
_VERSION: Final = 1


class Withdrawn(Wire, frozen=True, array_like=True):
    """One key that was withdrawn, and since when."""

    key: bytes
    since_ms: int


class Revocations(Wire, frozen=True, array_like=True):
    """Every key of a realm that was withdrawn; a higher number replaces a lower."""

    version: int
    realm: bytes
    number: int
    at_ms: int
    revoked: list[Withdrawn]
    extensions: Extensions

    def has(self, key: KeyId | bytes) -> bool:
        """Tell whether a key was withdrawn."""
        return any(each.key == key for each in self.revoked)

    def with_revoked(self, key: KeyId, now_ms: int) -> Revocations:
        """Return the next list, with this key on it."""
        kept = [each for each in self.revoked if each.key != key]
        added = sorted([*kept, Withdrawn(key, now_ms)], key=lambda each: each.key)
        return Revocations(_VERSION, self.realm, self.number + 1, now_ms, added, {})


def no_revocations(realm: bytes, now_ms: int) -> Revocations:
    """Return the first list of a realm: nothing was withdrawn."""
    return Revocations(_VERSION, realm, 0, now_ms, [], {})


def sign_revocations(revocations: Revocations, hub: SigningKey) -> bytes:
    """Return the signed bytes of a list."""
    return sign_text(_LABEL, pack(revocations), hub)


def read_revocations(raw: bytes, hub: bytes, realm: bytes) -> Revocations:
    """Read a list that `hub` signed. Raises FormatError, BadSignature, WrongRealm."""
    text = read_signed(_LABEL, raw, hub, limit=MAX_MESSAGE_BYTES)
    revocations = unpack(Revocations, text, limit=MAX_MESSAGE_BYTES)
    if revocations.version != _VERSION:
        raise UnknownVersion("revocations")
    if revocations.realm != realm:
        raise WrongRealm("revocations")
    keys = [each.key for each in revocations.revoked]
    in_order = keys == sorted(set(keys)) and all(len(key) == 8 for key in keys)
    moments = [revocations.at_ms, *(each.since_ms for each in revocations.revoked)]
    in_range = all(0 <= moment <= MAX_MOMENT_MS for moment in moments)
    if not (in_order and in_range and 0 <= revocations.number <= MAX_NUMBER):
        raise FormatError("revocations")
    refuse_unknown(revocations.extensions)
    return revocations
