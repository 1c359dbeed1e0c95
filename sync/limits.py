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
SISTER_BATCH_AGE_MS: Final = 2_000
"""How long an event waits for more where other devices of the post look on."""
"""Online, no event waits longer than this before it is cut."""

MAX_INFLATED_BYTES: Final = 64 * 1024 * 1024
"""What a compressed batch may become."""

MAX_INFLATE_RATIO: Final = 200
"""How many times its own size a compressed batch may become."""

MIN_INFLATE_BYTES: Final = 1024 * 1024
"""Up to here the ratio does not count: one letter typed 10,000 times is no bomb."""

MAX_ENVELOPE_BYTES: Final = 2 * 1024 * 1024
"""A whole envelope: twice an attachment chunk."""

MAX_ACROSS_BYTES: Final = 1024 * 1024
"""Facts for another region in one envelope: a casualty of a month has 100 KiB."""

MAX_ACROSS_FACTS: Final = 4_000
"""Facts in such an envelope; more of one casualty go in the next."""

MAX_BORDER_BYTES: Final = 1024 * 1024
"""The descriptors of every other safety region of the Netherlands, and room."""

MAX_HEAD_BYTES: Final = 64 * 1024
"""The head of an envelope: its core and one stanza for each recipient."""

MAX_RECIPIENTS: Final = 32
"""Stanzas in one envelope."""

SISTER_EPOCH_KEPT_MS: Final = 90 * 24 * 3600 * 1000
"""How long a device can still read what a sister sealed in a key epoch that came."""

EPOCH_LIFE_MS: Final = 24 * 3_600_000
"""How long one secret seals envelopes: what it would open if it leaked is one day."""

EPOCH_ENVELOPES: Final = 1_000
"""Envelopes sealed under one secret, whatever the clock says."""

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

CERTIFICATE_RENEW_MS: Final = 365 * 24 * 3_600_000
"""How long before its end a certificate is renewed: devices are silent for months."""

CLOCK_SUSPECT_MS: Final = 10 * 60_000
"""A clock further off the hub's than this is flagged."""

RETRY_FIRST_S: Final = 2.0
"""The first wait after a failed delivery; full jitter takes a part of it."""

RETRY_MOST_S: Final = 300.0
"""The longest wait between two attempts."""

HEARD_AGAIN_S: Final = 600.0
"""How soon a hub is asked about every log, however busy: it may have lost of any."""

REFUSED_AGAIN_S: Final = 1_800.0
"""How soon what a hub refused is brought again: it may have been spoiled on the way."""

RESEALED_AGAIN_MS: Final = 5_000
"""How soon the same facts are sealed a third time, and twice as long each time after.

The second time they are at once: a hub has another key once a month. What was sealed
a moment before the new one was heard of waits no longer than this.
"""

RESEALED_MOST_MS: Final = 3_600_000
"""The longest of these pauses: a hub that comes to its senses waits no longer."""

SLOWEST_LINE_BYTES_PER_S: Final = 4_000
"""Time-outs allow for a line this slow."""

ROUND_TRIP_S: Final = 20.0
"""What a time-out allows for besides the bytes themselves."""

IDLE_LINE_S: Final = 70.0
"""How long a quiet connection stays open: longer than a question for news is held."""

HEAD_S: Final = 30.0
"""How long a caller may take over the head of a request: 2 KiB on the thinnest line."""

MAX_RECEIPTS_ANSWERED: Final = 256
"""Receipts in one answer; a post asks on from the last."""

MAX_UPLOADS_AT_ONCE: Final = 256
"""Bodies a hub reads at one time: a slow line takes minutes over one."""

MAX_UPLOADS_EACH: Final = 16
"""Of these for one address: a post with five devices, and what a reset left behind."""

MAX_UPLOADING_BYTES: Final = 128 * 1024 * 1024
"""What a hub holds in memory of bodies that are under way."""

MAX_POLLS_AT_ONCE: Final = 2_048
"""Devices that wait for news at one time; each costs a socket and little else."""

MAX_POLLS_EACH: Final = 4
"""Of these for one device: what a reset left behind counts for a while."""

MAX_BUNDLE_BYTES: Final = 16 * 1024 * 1024
"""A whole bundle: what a stick brings after days, in some parts."""

MAX_BUNDLE_ENVELOPES: Final = 256
"""Envelopes in one bundle: their receipts fit in one answer."""

MAX_ERRAND_BYTES: Final = 4 * 1024 * 1024
"""What one errand brings, of all the devices a relay carries for."""

MAX_ERRAND_ITEMS: Final = 1_024
"""Things in one errand: what is said back of each fits in one answer."""

MAX_REPLY_BYTES: Final = MAX_ENVELOPE_BYTES + 2 * 1024 * 1024
"""The largest answer to an errand: one envelope, and two receipts for each thing."""

MAX_REPLY_ITEMS: Final = 4_096
"""Things in that answer: what is kept, two receipts of it, and what goes down."""

RELAY_BYTES: Final = 512 * 1024 * 1024
"""What a relay keeps for others, unless it is told otherwise."""

RELAY_BYTES_EACH: Final = 32 * 1024 * 1024
"""Of this for one sender, and four times so much from one address."""

RELAY_BACK_BYTES_EACH: Final = 8 * 1024 * 1024
"""What a relay keeps of what goes back to one log, the newest of it."""

ENTRUSTED_AFTER_MS: Final = 10 * 60_000
"""How long what a sister sealed may take to be handed down: then she is helped."""

ENTRUSTED_HELD_MS: Final = 2 * 3_600_000
"""How soon a hub is asked again for what sisters sealed: a backup may be put back."""

ENTRUSTED_LIFE_MS: Final = 30 * 24 * 3_600_000
"""How long what a sister sealed is kept though the hub holds it."""

ENTRUSTED_AGAIN_MS: Final = 24 * 3_600_000
"""How soon the hub is offered once more what it would not take of a sister."""

MAX_EPOCHS_TOLD: Final = 1_000
"""Key epochs of a log that a hub may name as held."""

KEPT_AGAIN_S: Final = 6 * 3_600.0
"""How soon what a relay says it keeps is brought again: it may have lost its shelf."""

RELAY_LIFE_MS: Final = 30 * 24 * 3_600_000
"""How long a relay keeps anything of others: as long as a post keeps its own."""

MAX_POST_KEYS_NAMED: Final = 8
"""Keys of one post that a device names to a relay: the one in use, and older ones."""

SISTERS_ASK_MS: Final = 7 * 24 * 3_600_000
"""How long after somebody asked a relay keeps what the hub has read for sisters."""

BUNDLE_BYTES: Final = 256 * 1024
"""What a courier brings at a time: what was read is acknowledged every 8 s."""

UPLOAD_ABOVE_BYTES: Final = 256 * 1024
"""Above this an envelope is always brought in parts."""

ROUGH_ABOVE_BYTES: Final = 8 * 1024
"""On a line that broke off, above this: 7 s at 9.6 kbit/s."""

MAX_PART_BYTES: Final = 256 * 1024
"""One part of an upload: what a hub holds of it in memory."""

MIN_PART_BYTES: Final = 1024
"""Smaller parts are mostly heads."""

PART_S: Final = 8.0
"""How long a part may take, so that a line that breaks every 20 s still gets on."""

MAX_PARTIAL_BYTES: Final = 256 * 1024 * 1024
"""What a hub keeps of uploads that are not whole, from all its devices."""

MAX_PARTIAL_BYTES_EACH: Final = 8 * 1024 * 1024
"""Of this for one device, or for one address nobody knows: four largest envelopes."""

MAX_PARTIAL_BYTES_STRANGERS: Final = 32 * 1024 * 1024
"""Of this for all addresses nobody knows, so that they never crowd out a device."""

PARTIAL_LIFE_MS: Final = 7 * 24 * 3_600_000
"""How long an upload may lie still: a post without a line for a week goes on."""

STRANGERS_PARTIAL_LIFE_MS: Final = 3_600_000
"""The same for an address nobody knows: its room is for others, too."""

MAX_WAIT_S: Final = 60
"""How long a hub holds a question for news: most roads cut a silent line later."""

MAX_CURSOR_BYTES: Final = 64
"""A cursor of the down-stream, as a hub makes it."""

DOWN_BYTES: Final = 256 * 1024
"""What one answer of the down-stream holds, unless one envelope is larger."""

MAX_DOWN_BYTES: Final = MAX_ENVELOPE_BYTES + 64 * 1024
"""The largest answer of the down-stream: one envelope and what goes around it."""

MAX_COLLECTED_BYTES: Final = 64 * 1024 * 1024
"""What a road keeps for a post that stays closed; then it collects no more."""

MAX_REFUSED_BYTES: Final = 16 * 1024 * 1024
"""What a road keeps of what came down and cannot be used, the newest of it."""

DOWN_KEPT_MS: Final = 30 * 24 * 3_600_000
"""How long a hub keeps what it handed down once every device of the post has it."""

PIECE_BYTES: Final = 1024 * 1024
"""One piece of an attachment: at most so much is held in memory and sent again."""

MAX_PIECES_TOLD: Final = 32
"""Pieces of a log that a hub names among what it holds, the newest ones."""

MAX_ATTACHMENT_BYTES: Final = 25 * 1024 * 1024
"""A photo or a scanned letter; at 4 KB/s this is two hours on the line."""

MAX_CHANGE_BYTES: Final = 128 * 1024 * 1024
"""What one transaction of a hub's file may change where a database is shared.

An order to every post of a region is some MiB; PostgreSQL keeps at most 1 GiB in a row.
"""
