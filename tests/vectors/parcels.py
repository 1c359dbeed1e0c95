"""Frozen envelopes that are no batch going up: a piece, what goes down, and news."""

from __future__ import annotations

import hashlib
from typing import Any

from sync.attachment import Attachment, Loose
from sync.batch import LAYOUT_LIST, NO_DICTIONARY, Manifest, encode
from sync.envelope import EnvelopeKind, seal
from sync.event import ERASED
from sync.ids import StreamId
from sync.piece import encode as encode_piece
from sync.trust.certificate import sign_certificate
from sync.trust.keys import SealingKey, SigningKey
from sync.trust.news import news
from sync.trust.revoke import no_revocations, sign_revocations
from tests.support.fakes import NOON_MS, SeededIds
from tests.support.sealed import core_of, device_certificate, region
from tests.vectors import columns
from tests.vectors.sealing import EPOCH, LOG

POST = b"post-id!"
DOWN_LOG = bytes.fromhex("1112131415161718")
CONTENT = bytes(range(256)) * 3
"""A whole attachment; it fits in one piece."""


def device() -> tuple[SigningKey, SealingKey]:
    """Return the keys of the device that sends the piece and gets the news."""
    ids = SeededIds("device")
    return SigningKey.generate(ids), SealingKey.generate(ids)


def post_key() -> SealingKey:
    """Return the key shared by the devices of the post."""
    return SealingKey.generate(SeededIds("post"))


def piece() -> Loose:
    """Return the only piece of an attachment."""
    digest = hashlib.sha256(CONTENT).digest()
    stream = StreamId(bytes(range(16, 32)))
    whole = Attachment(bytes(range(48, 64)), stream, digest, len(CONTENT), 1)
    return Loose(whole, 0, CONTENT)


def piece_vector() -> dict[str, Any]:
    """A piece, as text and in the key epoch of `epoch-1`."""
    place, (signer, _) = region(), device()
    one, text = piece().attachment, encode_piece(piece())
    core = core_of(
        signer,
        kind=EnvelopeKind.ATTACHMENT,
        realm=place.realm,
        log=LOG,
        envelope=bytes(range(16, 32)),
        batch_no=0,
        destination=place.hub.id,
        attachment=[one.id, 0, one.count],
    )
    return {
        "realm": place.realm.hex(),
        "sender_public": signer.public.hex(),
        "secret": EPOCH.secret.hex(),
        "content": CONTENT.hex(),
        "plaintext": text.hex(),
        "envelope": seal(core, text, EPOCH, signer, SeededIds("piece")).hex(),
    }


def down_vector(plaintext: bytes, envelope: bytes) -> dict[str, Any]:
    """A batch that a hub seals to a post and the escrow."""
    place = region()
    core = core_of(
        place.hub,
        kind=EnvelopeKind.DOWN,
        realm=place.realm,
        log=LOG,
        envelope=envelope,
        destination=POST,
    )
    owners = (post_key(), place.escrow)
    publics, ids = [owner.public for owner in owners], SeededIds("down")
    return {
        "realm": place.realm.hex(),
        "hub_public": place.hub.public.hex(),
        "post": POST.hex(),
        "private_keys": [owner.to_bytes().hex() for owner in owners],
        "plaintext": plaintext.hex(),
        "envelope": seal(core, plaintext, publics, place.hub, ids).hex(),
    }


def news_vector() -> dict[str, Any]:
    """News of trust with every part, sealed to one device."""
    place, (signing, sealing) = region(), device()
    listed = no_revocations(place.realm, NOON_MS).with_revoked(bytes(8), NOON_MS)
    text = news(
        descriptor=place.descriptor_raw,
        revocations=sign_revocations(listed, place.hub),
        certificate=sign_certificate(
            device_certificate(place, signing, sealing), place.hub
        ),
        post_key=post_key(),
    )
    core = core_of(
        place.hub,
        kind=EnvelopeKind.TRUST,
        realm=place.realm,
        log=DOWN_LOG,
        envelope=bytes(range(32, 48)),
        batch_no=0,
        destination=signing.id,
    )
    ids = SeededIds("news")
    return {
        "realm": place.realm.hex(),
        "hub_public": place.hub.public.hex(),
        "device": signing.id.hex(),
        "private_key": sealing.to_bytes().hex(),
        "plaintext": text.hex(),
        "envelope": seal(core, text, [sealing.public], place.hub, ids).hex(),
    }


def erased_vector() -> dict[str, Any]:
    """A list of events of which one was erased by law, and what is left of that one."""
    links = columns.links()[: columns.ERASED_AT + 3]
    manifest = Manifest(
        log=columns.LOG,
        first=1,
        count=len(links),
        before=columns.manifest(NO_DICTIONARY).before,
        after=links[-1].chain,
        dictionary=NO_DICTIONARY,
        layout=LAYOUT_LIST,
        batch_no=1,
        envelope=columns.ENVELOPE,
        extensions={ERASED: [columns.ERASED_AT]},
    )
    return {
        "erased_at": columns.ERASED_AT,
        "erased_form": links[columns.ERASED_AT].canon.hex(),
        "chain": [link.chain.hex() for link in links],
        "batch": encode(manifest, links).hex(),
    }
