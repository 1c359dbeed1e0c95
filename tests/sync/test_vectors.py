"""Every frozen vector still reads as it did when it was made."""

import json
import shutil
from pathlib import Path

import pytest

from sync.batch import check_core, decode
from sync.envelope import check_sender, open_envelope, read_head
from sync.event import chain_next, chain_start, pack, read_event
from sync.ids import LogId
from sync.receipt import read_receipt
from sync.trust.certificate import read_certificate, read_descriptor
from sync.trust.enrol import (
    Invitation,
    check_words,
    read_answer,
    read_question,
    which_invitation,
)
from sync.trust.keys import Keyring, SealingKey, SigningKey, key_id, pin_fits
from sync.trust.revoke import no_revocations, read_revocations
from tests.support.fakes import NOON_MS
from tests.vectors import make

FOLDER = Path(make.__file__).parent


def vector(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


def raw(words, name):
    return bytes.fromhex(words[name])


def test_every_vector_is_one_a_test_reads():
    names = {path.stem for path in FOLDER.glob("*.json")}

    assert names == set(make.VECTORS)


@pytest.mark.parametrize(
    "name",
    ["event-1", "chain-1", "batch-1", "certificate-1", "revocation-1", "receipt-1"],
)
def test_what_has_no_randomness_is_still_written_the_same(name):
    assert make.VECTORS[name]() == vector(name)


def test_events_read_as_they_were_frozen():
    canons = [bytes.fromhex(each) for each in vector("event-1")["canon"]]

    read = [read_event(canon) for canon in canons]

    assert read == make.events()
    assert [pack(event) for event in read] == canons


def test_the_chain_goes_on_as_it_was_frozen():
    words = vector("chain-1")
    chain = [chain_start(LogId(raw(words, "log")), raw(words, "genesis"))]

    for event in make.events():
        chain.append(chain_next(chain[-1], pack(event)))

    assert [each.hex() for each in chain] == words["chain"]


@pytest.mark.parametrize("name", ["no_dictionary", "dictionary_1"])
def test_a_batch_reads_as_it_was_frozen(name):
    batch = decode(raw(vector("batch-1"), name))

    assert list(batch.events) == make.events()
    assert list(batch.links) == make.links()
    assert batch.manifest.unsent == (3, NOON_MS)


def test_an_envelope_opens_for_each_recipient_as_it_was_frozen():
    words = vector("envelope-1")
    head = read_head(raw(words, "envelope"), raw(words, "realm"))
    certificate = make.device_certificate(make.region(), *make.device())

    check_sender(head, certificate, no_revocations(head.core.realm, 0), NOON_MS)

    assert key_id(raw(words, "sender_public")) == head.core.sender
    for private in words["private_keys"]:
        key = SealingKey.from_bytes(bytes.fromhex(private))
        plaintext = open_envelope(head, key)
        assert plaintext == raw(words, "plaintext")
        check_core(decode(plaintext).manifest, head.core)


def test_certificates_read_as_they_were_frozen():
    words = vector("certificate-1")
    hub, realm = raw(words, "hub_public"), raw(words, "realm")

    certificate = read_certificate(raw(words, "device"), hub, realm)
    descriptor = read_descriptor(raw(words, "descriptor"), realm)

    assert certificate.post_code == "A042"
    assert descriptor.hub.signing == hub


def test_revocations_and_receipts_read_as_they_were_frozen():
    words, receipt = vector("revocation-1"), vector("receipt-1")

    listed = read_revocations(
        raw(words, "revocations"), raw(words, "hub_public"), raw(words, "realm")
    )
    read = read_receipt(raw(receipt, "receipt"), raw(receipt, "receipt_public"))

    assert listed.has(raw(words, "key"))
    assert (read.number, read.level) == (7, 2)


def test_enrolment_reads_as_it_was_frozen():
    words = vector("invitation-1")
    hub, asked = raw(words, "hub_public"), raw(words, "question")
    invitation = Invitation.from_text(words["text"])
    keys = (
        SigningKey.from_bytes(raw(words, "signing_private")),
        SealingKey.from_bytes(raw(words, "sealing_private")),
    )

    question = read_question(asked, invitation.token, hub)
    enrolled = read_answer(raw(words, "answer"), asked, invitation, keys)

    assert which_invitation(asked) == invitation.id
    assert enrolled.post_key.public == make.post_key().public
    assert check_words(hub, question.signing, question.sealing) == raw(words, "words")


def test_a_keyring_opens_as_it_was_frozen(tmp_path):
    words = vector("keyring-1")
    shutil.copy(FOLDER / "keyring-1.file", tmp_path / "keyring.json")
    keyring = Keyring.read(tmp_path / "keyring.json")
    secret = raw(words, "secret")

    assert keyring.open(words["passphrase"]) == secret
    assert keyring.open_with_recovery(words["recovery"]) == secret
    escrow = SealingKey.from_bytes(raw(words, "escrow_private"))
    assert keyring.open_with_escrow(escrow) == secret
    assert pin_fits(words["pin"], raw(words, "sealed_pin"))
