"""Every limit of sync, with its unit and the reason for it."""

from __future__ import annotations

from typing import Final

MAX_BODY_BYTES: Final = 64 * 1024
"""One event's body: 10,000 characters of any script and their field names fit."""

MAX_CANON_BYTES: Final = MAX_BODY_BYTES + 1024
"""One event with its header."""

MAX_DEPTH: Final = 16
"""Arrays and maps inside each other in an extension: far less than any stack holds."""

MAX_NUMBER: Final = (1 << 63) - 1
"""Any count or sequence number: what SQLite keeps in one column."""

MAX_MOMENT_MS: Final = (1 << 47) - 1
"""Any moment in milliseconds since 1970: what an hlc can carry, the year 6429."""

MAX_STREAM_BYTES: Final = 64
"""A stream id: 16 random bytes, or a short name such as `access:…:day`."""

MAX_KIND_BYTES: Final = 64
"""The name of a kind of event."""

MAX_ACTOR_BYTES: Final = 8
"""A person's id; empty for what the program itself records."""

MAX_BATCH_EVENTS: Final = 1_000
"""Beyond this a batch no longer compresses better, and a lost one costs more."""

MAX_BATCH_BYTES: Final = 256 * 1024
"""Events in a batch, before compression: minutes at 9.6 kbit/s, not hours."""

MAX_BATCH_AGE_MS: Final = 60_000
"""Online, no event waits longer than this before it is cut."""

MAX_INFLATED_BYTES: Final = 64 * 1024 * 1024
"""What a compressed batch may become."""

MAX_INFLATE_RATIO: Final = 200
"""How many times its own size a compressed batch may become."""

MIN_INFLATE_BYTES: Final = 1024 * 1024
"""Up to here the ratio does not count: one letter typed 10,000 times is no bomb."""

MAX_ENVELOPE_BYTES: Final = 2 * 1024 * 1024
"""A whole envelope: twice an attachment chunk."""

MAX_HEAD_BYTES: Final = 64 * 1024
"""The head of an envelope: its core and one stanza for each recipient."""

MAX_RECIPIENTS: Final = 32
"""Stanzas in one envelope."""

MIN_PADDED_BYTES: Final = 256
"""The smallest plaintext of an envelope, so that small ones look alike."""

MAX_CERTIFICATE_BYTES: Final = 8 * 1024
"""A certificate with its hybrid public key (1.2 kB) and signature."""

MAX_MESSAGE_BYTES: Final = 256 * 1024
"""Any other message of the protocol: descriptor, invitation, receipt, state."""

MAX_KEYRING_BYTES: Final = 64 * 1024
"""The keyring file and other small files beside the database."""

MAX_MANIFEST_BYTES: Final = 4 * 1024
"""What a batch says of itself, before its events."""

MAX_NAME_BYTES: Final = 256
"""The name of a post or a hub, as text in UTF-8: 60 characters of any script."""

MIN_PASSPHRASE_CHARS: Final = 12
"""Shorter, and a stolen laptop is opened by trying."""

MAX_TRIES_WAIT_MS: Final = 15 * 60_000
"""The longest wait after wrong tries: it stops guessing, not the rightful owner."""

MAX_UNREAD_BYTES: Final = 512 * 1024 * 1024
"""What a hub keeps of envelopes it cannot yet verify, so that nobody fills it."""

INVITATION_LIFE_MS: Final = 30 * 60_000
"""How long an invitation to enrol may be used."""

CERTIFICATE_LIFE_MS: Final = 5 * 365 * 24 * 3_600_000
"""How long a device certificate is valid; expired never refuses, only flags."""

CLOCK_SUSPECT_MS: Final = 10 * 60_000
"""A clock further off the hub's than this is flagged."""

RETRY_FIRST_S: Final = 2.0
"""The first wait after a failed delivery; full jitter takes a part of it."""

RETRY_MOST_S: Final = 300.0
"""The longest wait between two attempts."""

SLOWEST_LINE_BYTES_PER_S: Final = 4_000
"""Time-outs allow for a line this slow."""

ROUND_TRIP_S: Final = 20.0
"""What a time-out allows for besides the bytes themselves."""

MAX_RECEIPTS_ANSWERED: Final = 256
"""Receipts in one answer; a post asks on from the last."""

MAX_UPLOADS_AT_ONCE: Final = 64
"""Envelopes a hub holds in memory at one time: 128 MiB at their largest."""
