"""Keys: pairs, the keyring that wraps the file key, and what people type to open it.

The file key is 32 random bytes. The keyring file beside the database holds it wrapped
several times, once in each slot: for the passphrase, for the recovery code on paper and
for the region's escrow. A PIN never wraps it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import (
    DamagedFile,
    FormatError,
    NewerFile,
    NotOurFile,
    SealError,
    WrongSecret,
)
from sync.files import read_small, replace_small
from sync.ids import KeyId
from sync.trust.locks import (
    PIN_COST,
    Cost,
    Tries,
    new_recovery_code,
    pin_fits,
    seal_pin,
    stretch,
    tidy_recovery_code,
)
from sync.trust.pairs import (
    SEALING_PUBLIC_BYTES,
    SIGNATURE_BYTES,
    SIGNING_BYTES,
    SealingKey,
    SigningKey,
    check_sealing_public,
    check_signature,
    key_id,
    seal_to,
)

if TYPE_CHECKING:
    from os import PathLike

    from sync.ids import Ids

__all__ = [
    "PIN_COST",
    "SEALING_PUBLIC_BYTES",
    "SIGNATURE_BYTES",
    "SIGNING_BYTES",
    "Cost",
    "KeyId",
    "Keyring",
    "SealingKey",
    "SigningKey",
    "Tries",
    "check_sealing_public",
    "check_signature",
    "key_id",
    "new_file_key",
    "new_recovery_code",
    "pin_fits",
    "seal_pin",
    "seal_to",
    "tidy_recovery_code",
]

_FORMAT: Final = "noodpost-keyring"
_VERSION: Final = 1
_TAG_BYTES: Final = 16
_ESCROW: Final = b"keyring-v1/escrow\0"


def new_file_key(ids: Ids) -> bytes:
    """Return a new random key for an encrypted file."""
    return ids.random(32)


@dataclass(frozen=True, slots=True)
class _Slot:
    """The secret, wrapped once."""

    sealed: bytes
    salt: bytes = b""
    nonce: bytes = b""
    memory_kib: int = 0
    passes: int = 0
    lanes: int = 0


@dataclass(frozen=True, slots=True)
class Keyring:
    """One secret, wrapped once for each who may open it.

    `about` says in plain words what it is; nothing proves it.
    """

    slots: dict[str, _Slot]
    about: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(
        cls,
        secret: bytes,
        ids: Ids,
        *,
        passphrase: str,
        recovery: str | None = None,
        cost: Cost | None = None,
    ) -> Keyring:
        """Wrap a secret for a passphrase, and for a recovery code when there is one.

        Nothing is written yet. Raises FormatError for an impossible recovery code.
        """
        keyring = cls({}).with_passphrase(secret, passphrase, ids, cost)
        if recovery is None:
            return keyring
        return keyring.with_recovery(secret, recovery, ids, cost)

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Keyring | None:
        """Read a keyring file; None when there is none.

        Raises NotOurFile, DamagedFile or NewerFile.
        """
        raw = read_small(path)
        return None if raw is None else _parsed(raw)

    def write(self, path: str | PathLike[str]) -> None:
        """Put this keyring in place of the file. Raises DiskFull or FileError."""
        slots = {name: _slot_words(slot) for name, slot in self.slots.items()}
        words: dict[str, Any] = {"format": _FORMAT, "version": _VERSION}
        if self.about:
            words["about"] = self.about
        words["slots"] = slots
        replace_small(path, json.dumps(words, indent=1).encode(), durable=True)

    def open(self, passphrase: str) -> bytes:
        """Return the secret. Raises WrongSecret."""
        return self._open("passphrase", passphrase)

    def open_with_recovery(self, code: str) -> bytes:
        """Return the secret. Raises WrongSecret."""
        try:
            typed = tidy_recovery_code(code)
        except FormatError as why:
            raise WrongSecret("recovery code") from why
        return self._open("recovery", typed)

    def open_with_escrow(self, escrow: SealingKey) -> bytes:
        """Return the secret to the region's escrow. Raises WrongSecret."""
        slot = self._slot("escrow")
        try:
            return escrow.open(slot.sealed, _ESCROW)
        except SealError as why:
            raise WrongSecret("escrow") from why

    def with_passphrase(
        self, secret: bytes, passphrase: str, ids: Ids, cost: Cost | None = None
    ) -> Keyring:
        """Return this keyring with another passphrase."""
        wrapped = _wrap("passphrase", secret, passphrase, ids, cost or Cost())
        return self._with("passphrase", wrapped)

    def with_recovery(
        self, secret: bytes, code: str, ids: Ids, cost: Cost | None = None
    ) -> Keyring:
        """Return this keyring with another recovery code. Raises FormatError."""
        typed = tidy_recovery_code(code)
        wrapped = _wrap("recovery", secret, typed, ids, cost or Cost())
        return self._with("recovery", wrapped)

    @property
    def secret_bytes(self) -> int:
        """How long the wrapped secret is: it tells what a file of keys is for."""
        return len(self._slot("passphrase").sealed) - _TAG_BYTES

    @property
    def has_escrow(self) -> bool:
        """Whether the region's escrow can open it."""
        return "escrow" in self.slots

    def with_escrow(self, secret: bytes, escrow_public: bytes) -> Keyring:
        """Return this keyring with a slot for the escrow. Raises FormatError."""
        return self._with("escrow", _Slot(seal_to(escrow_public, secret, _ESCROW)))

    def _with(self, name: str, slot: _Slot) -> Keyring:
        return replace(self, slots={**self.slots, name: slot})

    def _slot(self, name: str) -> _Slot:
        if name not in self.slots:
            raise WrongSecret(f"no {name} was set")
        return self.slots[name]

    def _open(self, name: str, typed: str) -> bytes:
        slot = self._slot(name)
        cost = Cost(slot.memory_kib, slot.passes, slot.lanes)
        key = stretch(typed, slot.salt, cost)
        try:
            return AESGCM(key).decrypt(slot.nonce, slot.sealed, _bound(name))
        except InvalidTag as why:
            raise WrongSecret(name) from why


def _bound(name: str) -> bytes:
    return b"keyring-v1/" + name.encode() + b"\0"


def _wrap(name: str, secret: bytes, typed: str, ids: Ids, cost: Cost) -> _Slot:
    salt, nonce = ids.random(16), ids.random(12)
    key = stretch(typed, salt, cost)
    sealed = AESGCM(key).encrypt(nonce, secret, _bound(name))
    return _Slot(sealed, salt, nonce, cost.memory_kib, cost.passes, cost.lanes)


def _slot_words(slot: _Slot) -> dict[str, Any]:
    if not slot.salt:
        return {"sealed": slot.sealed.hex()}
    return {
        "argon2id": {
            "memory_kib": slot.memory_kib,
            "passes": slot.passes,
            "lanes": slot.lanes,
        },
        "salt": slot.salt.hex(),
        "nonce": slot.nonce.hex(),
        "sealed": slot.sealed.hex(),
    }


def _parsed(raw: bytes) -> Keyring:
    try:
        words = json.loads(raw)
    except (ValueError, RecursionError) as why:
        raise NotOurFile("keyring") from why
    if not isinstance(words, dict) or words.get("format") != _FORMAT:
        raise NotOurFile("keyring")
    if words.get("version") != _VERSION:
        raise NewerFile("keyring")
    try:
        slots = {str(name): _slot(name, each) for name, each in words["slots"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as why:
        raise DamagedFile("keyring") from why
    return Keyring(slots, _about(words.get("about")))


def _about(words: object) -> dict[str, str]:
    """Return what a file says of itself, or nothing: it is only a label."""
    if not isinstance(words, dict):
        return {}
    return {str(name): str(each) for name, each in words.items()}


def _slot(name: str, words: dict[str, Any]) -> _Slot:
    sealed = bytes.fromhex(words["sealed"])
    if name == "escrow":
        return _Slot(sealed)
    asked = words["argon2id"]
    cost = Cost(int(asked["memory_kib"]), int(asked["passes"]), int(asked["lanes"]))
    salt, nonce = bytes.fromhex(words["salt"]), bytes.fromhex(words["nonce"])
    if not cost.is_sane() or len(salt) != 16 or len(nonce) != 12:
        raise ValueError("slot")
    return _Slot(sealed, salt, nonce, cost.memory_kib, cost.passes, cost.lanes)
