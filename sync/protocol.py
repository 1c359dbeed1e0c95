"""What posts and hubs say to each other: paths, questions, answers, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from sync.event import Extensions, Wire
from sync.ids import EnvelopeId, LogId

CONTENT_TYPE: Final = "application/x-noodpost"
"""The type of every body that travels."""

HUB_PATH: Final = "/v1/hub"
ENROL_PATH: Final = "/v1/enrol"
BUNDLE_PATH: Final = "/v1/bundle"
ERRAND_PATH: Final = "/v1/errand"
RELAY_PATH: Final = "/v1/relay"
UPLOAD_PREFIX: Final = "/v1/upload/"

Span = tuple[int, int]
"""A run of batch numbers, first and last, both included."""

EPOCHS: Final = "x-epochs"
"""In a state: ids of the key epochs of this log that the hub holds, newest last."""

PIECES: Final = "x-pieces"
"""In a state: envelope ids of the newest pieces of this log that the hub holds."""

PIECES_READ: Final = "x-pieces-read"
"""In a state: of each of those pieces, whether the hub has read it."""


def is_in(spans: Sequence[Span], number: int) -> bool:
    """Tell whether a batch number is in one of these runs."""
    return any(first <= number <= last for first, last in spans)


def envelope_path(envelope: EnvelopeId | bytes) -> str:
    """Return where an envelope is delivered."""
    return f"/v1/envelope/{envelope.hex()}"


PAST_ALL_RECEIPTS: Final = 10**18 - 1
"""The largest number a question may name: who asks so wants the state alone."""


def state_path(log: LogId | bytes) -> str:
    """Return where the state of a log is asked."""
    return f"/v1/state/{log.hex()}"


def upload_path(
    envelope: EnvelopeId | bytes, digest: bytes, size: int, offset: int
) -> str:
    """Return where the bytes of an envelope from `offset` on are brought.

    `digest` is the SHA-256 of the whole, `size` how long it is.
    """
    whole = f"of={size}&sha256={digest.hex()}"
    return f"{UPLOAD_PREFIX}{envelope.hex()}?off={offset}&{whole}"


def down_path(log: LogId | bytes, cursor: bytes, wait_s: int, most_bytes: int) -> str:
    """Return where a post asks what its hub has for it, from a cursor on.

    The hub may take `wait_s` seconds until there is something, and answers with no
    more than `most_bytes`, or one envelope.
    """
    asked = f"cursor={cursor.hex()}&wait={wait_s}&most={most_bytes}"
    return f"/v1/down/{log.hex()}?{asked}"


class Reason(StrEnum):
    """Why a hub says no, or not yet; a reason never tells what is inside."""

    # kept, and retried after an unlock, an update or on demand
    FORMAT = "format"
    VERSION = "version"
    REALM = "realm"
    OTHER_ID = "other_id"
    UNKNOWN_SENDER = "unknown_sender"
    REVOKED = "revoked"
    SIGNATURE = "signature"
    LOG_TAKEN = "log_taken"
    MIXED_MODES = "mixed_modes"
    KEY_GONE = "key_gone"
    EPOCH_MISSING = "epoch_missing"
    KIND = "kind"
    SEAL = "seal"
    MANIFEST = "manifest"
    CHAIN = "chain"
    CONTENT = "content"
    # kept, but it contradicts what is known
    OTHER_BYTES = "other_bytes"
    BATCH_TAKEN = "batch_taken"
    # not kept
    TOO_LARGE = "too_large"
    BUSY = "busy"
    FULL = "full"
    # enrolment
    LOCKED = "locked"
    INVITATION_UNKNOWN = "invitation_unknown"
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_USED = "invitation_used"
    NOT_ALLOWED = "not_allowed"


class Delivered(Wire, frozen=True, array_like=True):
    """The answer to an envelope: its receipts, signed, and why it waits, if it does."""

    receipts: list[bytes]
    reason: str
    extensions: Extensions


class Problem(Wire, frozen=True, array_like=True):
    """The answer when there is nothing else to say."""

    reason: str
    extensions: Extensions


class Result(Wire, frozen=True, array_like=True):
    """What became of one envelope of a bundle: as if it had been brought alone."""

    status: int
    receipts: list[bytes]
    reason: str


class Bundled(Wire, frozen=True, array_like=True):
    """The answer to a bundle: one result for each envelope, in their order."""

    results: list[Result]
    extensions: Extensions


class Uploaded(Wire, frozen=True, array_like=True):
    """How many bytes of an upload are durable: the offset to go on from."""

    offset: int
    extensions: Extensions


class Down(Wire, frozen=True, array_like=True):
    """What a hub has for a post: envelopes, and the cursor to ask on from.

    The cursor is the hub's own; a post only keeps it and brings it back.
    """

    envelopes: list[bytes]
    cursor: bytes
    more: bool
    now_ms: int
    extensions: Extensions


class About(Wire, frozen=True, array_like=True):
    """What a relay says of itself, unsigned: a random id, and when it reached a hub.

    `hub_ms` is 0 when it never did. Moments are of its own clock.
    """

    relay: bytes
    hub_ms: int
    now_ms: int
    extensions: Extensions


class SetAside(Wire, frozen=True, array_like=True):
    """An envelope the hub keeps but cannot use, and why."""

    envelope: bytes
    batch_no: int
    reason: str


class State(Wire, frozen=True, array_like=True):
    """What a hub holds of one log, and the receipts it signed after a number."""

    log: bytes
    held: list[Span]
    read: list[Span]
    set_aside: list[SetAside]
    receipts: list[bytes]
    upto: int
    more: bool
    revocation: int
    now_ms: int
    extensions: Extensions
