"""Frozen envelopes beyond the first: in a key epoch, and of suite 1."""

from __future__ import annotations

from typing import Any

from sync.envelope import EnvelopeKind, epoch_text, seal
from sync.epoch import Epoch
from sync.ids import EnvelopeId
from sync.trust.keys import SealingKey, SigningKey
from sync.trust.pairs import SUITE_CURVE, SUITE_HYBRID
from tests.support.fakes import SeededIds
from tests.support.sealed import core_of, region

EPOCH = Epoch(EnvelopeId(bytes(range(32, 48))), bytes(range(64, 96)))
LOG = bytes.fromhex("0102030405060708")


def _device() -> SigningKey:
    return SigningKey.generate(SeededIds("device"))


def _owners(suite: int) -> tuple[SealingKey, ...]:
    place = region()
    post = SealingKey.generate(SeededIds(f"post {suite}"), suite)
    return place.hub_sealing, place.escrow, post


def _sealed(plaintext: bytes, suite: int, envelope: bytes) -> dict[str, Any]:
    """Return an epoch's envelope and, in that epoch, one with this plaintext."""
    place, signer, owners = region(), _device(), _owners(suite)
    fields = {"realm": place.realm, "log": LOG, "destination": place.hub.id}
    begin = core_of(
        signer,
        **fields,
        suite=suite,
        kind=EnvelopeKind.KEY_EPOCH,
        batch_no=0,
        envelope=bytes(EPOCH.id),
    )
    core = core_of(signer, **fields, suite=suite, envelope=envelope)
    publics, ids = [owner.public for owner in owners], SeededIds(f"sealing {suite}")
    return {
        "realm": place.realm.hex(),
        "sender_public": signer.public.hex(),
        "private_keys": [owner.to_bytes().hex() for owner in owners],
        "secret": EPOCH.secret.hex(),
        "plaintext": plaintext.hex(),
        "epoch": seal(begin, epoch_text(EPOCH.secret), publics, signer, ids).hex(),
        "in_epoch": seal(core, plaintext, EPOCH, signer, ids).hex(),
        "to_owners": seal(core, plaintext, publics, signer, ids).hex(),
    }


def epoch_vector(plaintext: bytes, envelope: bytes) -> dict[str, Any]:
    """A key epoch of suite 2, and the batch in it and to its owners."""
    return _sealed(plaintext, SUITE_HYBRID, envelope)


def curve_vector(plaintext: bytes, envelope: bytes) -> dict[str, Any]:
    """The same of suite 1; hub and escrow by the curve of their hybrid keys."""
    return _sealed(plaintext, SUITE_CURVE, envelope)
