"""Which reason, of those both ends know, an error has; never its text."""

from __future__ import annotations

from typing import Final

from sync.errors import (
    BadSignature,
    ChainError,
    Denied,
    EpochMissing,
    KeyGone,
    MixedModes,
    Revoked,
    SealError,
    SyncError,
    TooLarge,
    TrustError,
    UnknownSender,
    UnknownVersion,
    WrongRealm,
)
from sync.protocol import Reason

_REASONS: Final[tuple[tuple[type[SyncError], Reason], ...]] = (
    (WrongRealm, Reason.REALM),
    (UnknownVersion, Reason.VERSION),
    (EpochMissing, Reason.EPOCH_MISSING),
    (KeyGone, Reason.KEY_GONE),
    (Revoked, Reason.REVOKED),
    (UnknownSender, Reason.UNKNOWN_SENDER),
    (BadSignature, Reason.SIGNATURE),
    (TrustError, Reason.UNKNOWN_SENDER),
    (TooLarge, Reason.TOO_LARGE),
    (SealError, Reason.SEAL),
    (ChainError, Reason.CHAIN),
    (MixedModes, Reason.MIXED_MODES),
)


def reason_of(why: SyncError) -> Reason:
    """Return the reason to give for an error; the first that fits."""
    if isinstance(why, Denied):
        return Reason(why.reason)
    for kind, reason in _REASONS:
        if isinstance(why, kind):
            return reason
    return Reason.FORMAT
