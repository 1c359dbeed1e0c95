"""Cutting: a run of one log's events becomes a batch, is sealed, and never changes.

Batches are sealed in a key epoch: the first for these recipients begins one, whose own
envelope goes before it. All of it happens in the writer's thread, inside one
transaction of the journal's file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sync import epoch as epochs
from sync.cursors import (
    RESEALED,
    Sealed,
    Uncut,
    batch_of,
    sealings,
    superseded,
    uncut,
    waiting_in,
)
from sync.draft import Run, draft, keep
from sync.envelope import Core, EnvelopeKind, epoch_text, seal
from sync.epoch import Epoch, EpochRow
from sync.head import HUB_ALONE
from sync.ids import EnvelopeId, Ids, KeyId, LogId, new_envelope
from sync.journal import Journal
from sync.limits import (
    MAX_BATCH_AGE_MS,
    MAX_BATCH_BYTES,
    RESEALED_AGAIN_MS,
    RESEALED_MOST_MS,
)
from sync.trust.pairs import SUITE_HYBRID, suite_of

if TYPE_CHECKING:
    from sync.database import Database
    from sync.trust.certificate import Descriptor
    from sync.trust.pairs import SigningKey

_SECRET_BYTES: Final = 32
_NEEDS_FRESH: Final = frozenset({"key_gone", "epoch_missing", "seal"})
"""Troubles (`sync.protocol.Reason`) that another batch of the epoch would meet too."""
_AT_ONCE: Final = {"batch_taken": 1_000}
"""How often something is sealed without rest: a copy of this file may be far ahead."""
SPOILED: Final = frozenset(
    {"format", "version", "realm", "other_id", "signature", "seal"}
)
"""What a hub may say of bytes it signed for, and spoiled since."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who cuts batches, and whom they are sealed to."""

    signer: SigningKey
    realm: bytes
    destination: KeyId
    recipients: tuple[bytes, ...]
    suite: int = SUITE_HYBRID
    certificate: bytes = b""
    """What its sisters know it by, in every key epoch; empty where it has none."""
    is_alone: bool = False
    """Whether nobody but the hub reads it: it fits in a square, and goes again."""

    @classmethod
    def to_hub(
        cls,
        signer: SigningKey,
        hub: Descriptor,
        post_public: bytes,
        certificate: bytes = b"",
    ) -> Sender:
        """Return a sender to this hub, its escrow and the post itself.

        A post whose own key is of suite 1 seals in suite 1.
        """
        recipients = (*hub.recipients, post_public)
        suite = suite_of(post_public)
        place = hub.realm, hub.destination
        return cls(signer, *place, recipients, suite, certificate)

    @property
    def alone(self) -> Sender:
        """This sender, to the hub and nobody else."""
        return replace(self, recipients=self.recipients[:1], is_alone=True)

    @property
    def audience(self) -> bytes:
        """A digest of whom this seals to: another one, and another epoch begins."""
        return epochs.audience(self.destination, self.suite, self.recipients)

    def core(
        self,
        kind: EnvelopeKind,
        log: LogId,
        envelope: EnvelopeId,
        batch_no: int = 0,
        attachment: tuple[bytes, int, int] | None = None,
    ) -> Core:
        """Return the core of an envelope from this sender, as `seal` completes it."""
        return Core(
            kind=kind,
            realm=self.realm,
            log=log,
            sender=self.signer.id,
            envelope=envelope,
            batch_no=batch_no,
            suite=self.suite,
            recipients=[],
            epoch=b"",
            destination=self.destination,
            attachment=[] if attachment is None else list(attachment),
            extensions={HUB_ALONE: True} if self.is_alone else {},
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """A batch that was cut, with its sealed bytes; after commit they go to the road.

    `epoch` is the key epoch it names, empty when it was sealed to its recipients.
    `begun` is that epoch's own envelope when it began with this batch.
    """

    envelope: EnvelopeId
    log: LogId
    batch_no: int
    first: int
    last: int
    sealed: bytes
    epoch: bytes = b""
    begun: Sealed | None = None

    @property
    def parcels(self) -> tuple[Sealed, ...]:
        """What is to be laid on the road, in this order."""
        batch = Sealed(self.envelope, self.log, self.batch_no, self.sealed, self.epoch)
        return (batch,) if self.begun is None else (self.begun, batch)


def due(
    found: Sequence[Uncut],
    now_ms: int,
    *,
    online: bool,
    urgent: bool,
    age_ms: int = MAX_BATCH_AGE_MS,
) -> bool:
    """Tell whether to cut now: urgent, full, or online and an event waited `age_ms`.

    Offline a batch waits until it is full, because a fuller one packs better.
    """
    if urgent and found:
        return True
    if any(each.is_full for each in found):
        return True
    return online and any(
        now_ms - each.oldest_ms >= age_ms or each.oldest_ms > now_ms for each in found
    )


def cut(
    journal: Journal,
    sender: Sender,
    ids: Ids,
    now_ms: int,
    unsent: tuple[int, int] | None = None,
) -> list[Cut]:
    """Cut and seal the next batch of each log of this device that has events left.

    Runs in the writer thread, inside the caller's transaction; call again until it
    returns nothing. `unsent` is told to the hub. Raises TooLarge or FormatError.
    """
    epochs.end_stale(journal.database, now_ms)
    return [
        _cut_run(journal, sender, ids, now_ms, _run(journal, each, unsent))
        for each in uncut(journal)
    ]


def rest_ms(
    database: Database, envelope: EnvelopeId | bytes, trouble: str, now_ms: int
) -> int | None:
    """Return how long what an envelope carries rests before it is sealed anew.

    Not at all the first time, then ever longer: what a hub refuses for ever costs ever
    less, and what it would take by now waits an hour at most. None for what would be no
    better: spoiled at the hub, and sealed anew before.
    """
    named = waiting_in(database, envelope)  # of a key epoch: as its batches do
    carried = named or [EnvelopeId(envelope)]
    found = [sealings(database, each) for each in carried]
    if trouble in SPOILED:
        return None if any(times > 1 for times, _ in found) else 0
    return max(_rest_ms(*each, trouble, now_ms) for each in found)


def _rest_ms(times: int, last_ms: int, trouble: str, now_ms: int) -> int:
    again = times - _AT_ONCE.get(trouble, 1)
    if again <= 0:
        return 0
    whole_ms = min(RESEALED_AGAIN_MS << min(again - 1, 16), RESEALED_MOST_MS)
    # Of a clock that was set only the distance counts: no rest is longer for it.
    return max(0, whole_ms - abs(now_ms - last_ms))


def reseal(
    journal: Journal,
    sender: Sender,
    ids: Ids,
    now_ms: int,
    envelope: EnvelopeId | bytes,
) -> Cut | None:
    """Seal the events of a batch again, under a new envelope id and batch number.

    For `key_gone`, and for a batch number the hub knows with other bytes: it gets the
    next, until one is free. Where its key epoch is the trouble, a fresh one begins.
    None when the batch is unknown, read or sealed again already.
    """
    row = batch_of(journal.database, envelope)
    if row is None or row.level >= 2 or row.trouble == RESEALED:
        return None
    superseded(journal.database, envelope)
    now = epochs.current(journal.database, row.log)
    if now is not None and now.id == row.epoch and row.trouble in _NEEDS_FRESH:
        epochs.end(journal.database, row.log)
    else:
        epochs.let_go(journal.database, row.log)
    run = Run(row.log, row.first, row.last, row.oldest_ms)
    return _cut_run(journal, sender, ids, now_ms, run)


def resealed(
    journal: Journal,
    sender: Sender,
    ids: Ids,
    now_ms: int,
    envelope: EnvelopeId | bytes,
) -> list[Cut] | None:
    """Seal again what an envelope carries: a batch, or all that names a key epoch.

    None when there is nothing to take off the road for it: it is not ours, or the hub
    has read it after all.
    """
    row = epochs.epoch_of(journal.database, envelope)
    if row is None:
        made = reseal(journal, sender, ids, now_ms, envelope)
        return None if made is None else [made]
    if row.level >= 2:
        return None
    return _without_epoch(journal, sender, ids, now_ms, row)


def _without_epoch(
    journal: Journal, sender: Sender, ids: Ids, now_ms: int, row: EpochRow
) -> list[Cut]:
    """Seal again every waiting batch of an epoch that the hub cannot use."""
    now = epochs.current(journal.database, row.log)
    if now is not None and now.id == row.id:
        epochs.end(journal.database, row.log)
    named = waiting_in(journal.database, row.id)
    again = [reseal(journal, sender, ids, now_ms, each) for each in named]
    epochs.let_go(journal.database, row.log)
    return [made for made in again if made is not None]


def sealing(
    journal: Journal, sender: Sender, ids: Ids, now_ms: int, log: LogId
) -> tuple[Epoch | None, Sealed | None]:
    """Return the epoch to seal one more envelope of a log in, and count that.

    The second is the epoch's own envelope when it begins here: it goes first. Without
    an epoch, for a hub too old to know any, seal to the recipients.
    """
    database, audience = journal.database, sender.audience
    row = epochs.current(database, log)
    begun: Sealed | None = None
    if row is None or not row.is_fit(audience, now_ms):
        if epochs.is_refused(database, audience, now_ms):
            return None, None
        row = _new_epoch(sender, ids, now_ms, log)
        epochs.begin(database, row)
        begun = Sealed(row.id, log, 0, row.sealed or b"")
    elif row.trouble == epochs.UNKNOWN_KIND:
        return None, None
    epochs.count_use(database, row.id)
    return Epoch(row.id, row.secret or b""), begun


def _new_epoch(sender: Sender, ids: Ids, now_ms: int, log: LogId) -> EpochRow:
    envelope, secret = new_envelope(ids), ids.random(_SECRET_BYTES)
    core = sender.core(EnvelopeKind.KEY_EPOCH, log, envelope)
    text = epoch_text(secret, sender.certificate)
    sealed = seal(core, text, sender.recipients, sender.signer, ids)
    return EpochRow(
        id=envelope,
        log=log,
        secret=secret,
        made_ms=now_ms,
        used=0,
        recipients=sender.audience,
        level=0,
        trouble=None,
        sealed=sealed,
    )


def _run(journal: Journal, found: Uncut, unsent: tuple[int, int] | None) -> Run:
    links = journal.links(found.log, found.first, found.first + found.events - 1)
    size, count = 0, 0
    for link in links:
        size += len(link.canon)
        if count and size > MAX_BATCH_BYTES:
            break
        count += 1
    last = found.first + count - 1
    return Run(found.log, found.first, last, found.oldest_ms, unsent)


def _cut_run(journal: Journal, sender: Sender, ids: Ids, now_ms: int, run: Run) -> Cut:
    made = draft(journal, ids, run)
    epoch, begun = sealing(journal, sender, ids, now_ms, run.log)
    core = sender.core(EnvelopeKind.EVENTS, run.log, made.envelope, made.batch_no)
    sealed = seal(core, made.text, epoch or sender.recipients, sender.signer, ids)
    named = epoch.id if epoch else b""
    keep(journal, made, sealed, now_ms, named)
    place = run.log, made.batch_no, run.first, run.last
    return Cut(made.envelope, *place, sealed, named, begun)
