"""Make the frozen vectors that do not exist yet; those that do are never touched.

`python -m tests.vectors.make`. A vector is one JSON file with its bytes in hex.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sync.batch import LAYOUT_LIST, NO_DICTIONARY, UNSENT, Manifest, encode
from sync.envelope import seal
from sync.event import Event, chain_next, chain_start, pack
from sync.ids import LogId
from sync.journal import Link
from sync.receipt import Receipt, sign_receipt
from sync.trust.certificate import sign_certificate
from sync.trust.enrol import Admission, Question, answer, ask, check_words, invite
from sync.trust.keys import Cost, Keyring, SealingKey, SigningKey, seal_pin
from sync.trust.revoke import no_revocations, sign_revocations
from tests.support.fakes import NOON_MS, SeededIds
from tests.support.sealed import core_of, device_certificate, region
from tests.vectors.columns import columns_vector
from tests.vectors.parcels import (
    down_vector,
    erased_vector,
    news_vector,
    piece_vector,
)
from tests.vectors.sealing import curve_vector, epoch_vector

FOLDER = Path(__file__).parent
LOG = LogId(bytes.fromhex("0102030405060708"))
GENESIS = bytes(range(32))
ENVELOPE = bytes(range(16))
FIRST_DICTIONARY = 1
"""What batches were packed with before there were columns."""

Vector = dict[str, Any]


def events() -> list[Event]:
    """Return the events every vector is about."""
    body = pack({"number": "ZUID-A042-A001-K", "observed_ms": NOON_MS})
    odd = pack({"text": "Zoë \u202bאבג\u202c 张伟", "observed_ms": NOON_MS})
    hlc = NOON_MS << 16
    stream = bytes(range(16, 32))
    person = b"person-1"
    registered, noted = "casualty.registered", "note.recorded"
    return [
        Event(LOG, 1, hlc, person, stream, registered, 1, None, body, {}),
        Event(LOG, 2, hlc + 1, person, stream, noted, 1, (LOG, 1), odd, {}),
        Event(LOG, 3, hlc + 2, b"", b"post:post-id!", "x.unknown", 65_535, None, b"",
              {"x-note": [1, "two", b"three", None, True, {"a": -1}]}),
    ]  # fmt: skip


def links() -> list[Link]:
    """Return those events as they travel."""
    chain = chain_start(LOG, GENESIS)
    made = []
    for event in events():
        canon = pack(event)
        chain = chain_next(chain, canon)
        made.append(Link(canon, chain))
    return made


def batch(dictionary: int) -> bytes:
    """Return the plaintext of the batch of those events."""
    return encode(
        Manifest(
            log=LOG,
            first=1,
            count=3,
            before=chain_start(LOG, GENESIS),
            after=links()[-1].chain,
            dictionary=dictionary,
            layout=LAYOUT_LIST,
            batch_no=1,
            envelope=ENVELOPE,
            extensions={UNSENT: [3, NOON_MS]},
        ),
        links(),
    )


def device() -> tuple[SigningKey, SealingKey]:
    """Return the keys of the device that sends."""
    ids = SeededIds("device")
    return SigningKey.generate(ids), SealingKey.generate(ids)


def post_key() -> SealingKey:
    """Return the key shared by the devices of the post."""
    return SealingKey.generate(SeededIds("post"))


def event_vector() -> Vector:
    """Events and their canonical bytes."""
    return {"canon": [pack(event).hex() for event in events()]}


def chain_vector() -> Vector:
    """A log, its genesis, and h(0) to h(3)."""
    first = chain_start(LOG, GENESIS)
    return {
        "log": LOG.hex(),
        "genesis": GENESIS.hex(),
        "chain": [first.hex(), *(link.chain.hex() for link in links())],
    }


def batch_vector() -> Vector:
    """The same batch, without and with dictionary 1."""
    return {
        "no_dictionary": batch(NO_DICTIONARY).hex(),
        "dictionary_1": batch(FIRST_DICTIONARY).hex(),
    }


def envelope_vector() -> Vector:
    """The batch, sealed to hub, escrow and post."""
    place = region()
    signing, _ = device()
    core = core_of(
        signing,
        realm=place.realm,
        log=LOG,
        envelope=ENVELOPE,
        destination=place.hub.id,
    )
    owners = (place.hub_sealing, place.escrow, post_key())
    publics = [owner.public for owner in owners]
    plaintext = batch(FIRST_DICTIONARY)
    sealed = seal(core, plaintext, publics, signing, SeededIds("envelope"))
    return {
        "realm": place.realm.hex(),
        "sender_public": signing.public.hex(),
        "private_keys": [owner.to_bytes().hex() for owner in owners],
        "plaintext": plaintext.hex(),
        "envelope": sealed.hex(),
    }


def certificate_vector() -> Vector:
    """A region CA, its hub's descriptor, and a device's certificate."""
    place = region()
    certificate = device_certificate(place, *device())
    return {
        "realm": place.realm.hex(),
        "hub_public": place.hub.public.hex(),
        "descriptor": place.descriptor_raw.hex(),
        "device": sign_certificate(certificate, place.hub).hex(),
    }


def revocation_vector() -> Vector:
    """A list on which one device is."""
    place = region()
    listed = no_revocations(place.realm, NOON_MS).with_revoked(device()[0].id, NOON_MS)
    return {
        "realm": place.realm.hex(),
        "hub_public": place.hub.public.hex(),
        "key": device()[0].id.hex(),
        "revocations": sign_revocations(listed, place.hub).hex(),
    }


def receipt_vector() -> Vector:
    """A receipt of level 2."""
    place = region()
    receipt = Receipt(
        version=1,
        realm=place.realm,
        number=7,
        level=2,
        envelope=ENVELOPE,
        digest=bytes(range(32)),
        log=LOG,
        batch_no=1,
        at_ms=NOON_MS,
        extensions={},
    )
    return {
        "receipt_public": place.receipt.public.hex(),
        "receipt": sign_receipt(receipt, place.receipt).hex(),
    }


def invitation_vector() -> Vector:
    """An invitation, the question and the answer that follow from it, and the words."""
    place = region()
    signing, sealing = device()
    url = "https://hub.example:8443"
    ids = SeededIds("invitation")
    invitation = invite(url, place.hub.public, place.realm, NOON_MS, ids)
    question = Question(
        version=1,
        invitation=invitation.id,
        hub=place.hub.id,
        signing=signing.public,
        sealing=sealing.public,
        post=b"post-id!",
        post_name="EHBO-post Markt",
        post_code="A042",
        letter="A",
        at_ms=NOON_MS,
        extensions={},
    )
    asked = ask(invitation, question, signing)
    certificate = sign_certificate(
        device_certificate(place, signing, sealing), place.hub
    )
    admission = Admission(certificate, place.descriptor_raw, bytes(32), post_key())
    return {
        "text": invitation.to_text(),
        "hub_public": place.hub.public.hex(),
        "signing_private": signing.to_bytes().hex(),
        "sealing_private": sealing.to_bytes().hex(),
        "question": asked.hex(),
        "answer": answer(asked, question, admission, place.hub).hex(),
        "words": check_words(place.hub.public, signing.public, sealing.public).hex(),
    }


def keyring_vector() -> Vector:
    """A keyring with every slot, cheap to open, and a sealed PIN."""
    ids, cost = SeededIds("keyring"), Cost(memory_kib=64, passes=1)
    passphrase, recovery = "paard batterij nietje correct", "0123-4567-89AB-CDEF" * 2
    secret = bytes(range(32))
    keyring = Keyring.make(
        secret, ids, passphrase=passphrase, recovery=recovery, cost=cost
    ).with_escrow(secret, region().escrow.public)
    target = FOLDER / "keyring-1.file"
    if not target.exists():
        keyring.write(target)
    return {
        "secret": secret.hex(),
        "passphrase": passphrase,
        "recovery": recovery,
        "escrow_private": region().escrow.to_bytes().hex(),
        "pin": "482916",
        "sealed_pin": seal_pin("482916", ids, cost).hex(),
    }


VECTORS: dict[str, Callable[[], Vector]] = {
    "event-1": event_vector,
    "chain-1": chain_vector,
    "batch-1": batch_vector,
    "batch-2": columns_vector,
    "envelope-1": envelope_vector,
    "epoch-1": lambda: epoch_vector(batch(FIRST_DICTIONARY), ENVELOPE),
    "suite-1": lambda: curve_vector(batch(FIRST_DICTIONARY), ENVELOPE),
    "piece-1": piece_vector,
    "down-1": lambda: down_vector(batch(FIRST_DICTIONARY), ENVELOPE),
    "news-1": news_vector,
    "erased-1": erased_vector,
    "certificate-1": certificate_vector,
    "revocation-1": revocation_vector,
    "receipt-1": receipt_vector,
    "invitation-1": invitation_vector,
    "keyring-1": keyring_vector,
}


def main() -> None:
    """Write every vector that is not there yet."""
    for name, make in VECTORS.items():
        target = FOLDER / f"{name}.json"
        if not target.exists():
            target.write_text(json.dumps(make(), indent=1) + "\n")
            sys.stdout.write(f"{target.name}\n")


if __name__ == "__main__":
    main()
