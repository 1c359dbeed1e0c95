"""Proof that a row of the plain inbox is the hub's own.

The inbox is a plain file; who can write it must not be able to invite a device or put
another post's key in place. Such rows carry a MAC by a key that only an unlocked hub
has, checked at the moment they are used.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Final

from sync.event import pack

INVITATION: Final = "invitation"
POST_KEY: Final = "post key"
RELEASE: Final = "release"
WITHDRAWAL: Final = "withdrawal"


def proof(key: bytes, kind: str, fields: Sequence[object]) -> bytes:
    """Return the MAC of a row; `kind` keeps one row from passing for another."""
    return hmac.digest(key, pack([kind, *fields]), "sha256")


def is_proven(
    key: bytes, kind: str, fields: Sequence[object], given: bytes | None
) -> bool:
    """Tell whether a row is as the hub wrote it."""
    return given is not None and hmac.compare_digest(proof(key, kind, fields), given)
