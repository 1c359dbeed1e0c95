"""Every frozen vector still reads as it did when it was made."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from sync.batch import LAYOUT_COLUMNS, check_core, decode
from sync.envelope import (
    EnvelopeKind,
    check_epoch,
    check_sender,
    check_signer,
    open_envelope,
    open_epoch,
    open_with_epoch,
    read_head,
)
from sync.event import (
    chain_after,
    chain_next,
    chain_start,
    is_erased,
    pack,
    read_event,
)
from sync.ids import LogId
from sync.piece import check_core as check_piece
from sync.piece import decode as decode_piece
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
from sync.trust.news import read_news
from sync.trust.revoke import no_revocations, read_revocations
from tests.support.fakes import NOON_MS
from tests.vectors import columns, make, parcels

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
    [
        "event-1",
        "chain-1",
        "batch-1",
        "batch-2",
        "certificate-1",
        "revocation-1",
        "receipt-1",
        "erased-1",
    ],
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


@pytest.mark.parametrize("name", ["no_dictionary", "dictionary_2"])
def test_columns_read_as_they_were_frozen(name):
    words = vector("batch-2")

    batch = decode(raw(words, name))

    assert batch.manifest.layout == LAYOUT_COLUMNS
    assert [link.canon.hex() for link in batch.links] == words["canon"]
    assert list(batch.links) == columns.links()
    assert batch.erased == (columns.ERASED_AT,)


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


@pytest.mark.parametrize("name", ["epoch-1", "suite-1"])
def test_a_key_epoch_opens_for_each_recipient_as_it_was_frozen(name):
    words = vector(name)
    realm, public = raw(words, "realm"), raw(words, "sender_public")
    names = ("epoch", "in_epoch", "to_owners")
    epoch, in_epoch, to_owners = (read_head(raw(words, each), realm) for each in names)

    check_epoch(in_epoch, epoch)
    for head in (epoch, in_epoch, to_owners):
        check_signer(head, public)
    for private in words["private_keys"]:
        key = SealingKey.from_bytes(bytes.fromhex(private))
        secret = open_epoch(epoch, key)
        assert secret == raw(words, "secret")
        assert open_with_epoch(in_epoch, secret) == raw(words, "plaintext")
        assert open_envelope(to_owners, key) == raw(words, "plaintext")


def test_a_piece_opens_in_its_epoch_as_it_was_frozen():
    words = vector("piece-1")
    head = read_head(raw(words, "envelope"), raw(words, "realm"))

    check_signer(head, raw(words, "sender_public"))
    text = open_with_epoch(head, raw(words, "secret"))
    piece = decode_piece(text)

    assert head.core.kind == EnvelopeKind.ATTACHMENT
    assert text == raw(words, "plaintext")
    assert piece == parcels.piece()
    assert piece.attachment.digest == hashlib.sha256(raw(words, "content")).digest()
    check_piece(piece, head.core)


def test_what_goes_down_opens_for_the_post_and_the_escrow_as_it_was_frozen():
    words = vector("down-1")
    head = read_head(raw(words, "envelope"), raw(words, "realm"))

    check_signer(head, raw(words, "hub_public"))

    assert head.core.kind == EnvelopeKind.DOWN
    assert head.core.destination == raw(words, "post")
    for private in words["private_keys"]:
        plaintext = open_envelope(head, SealingKey.from_bytes(bytes.fromhex(private)))
        assert plaintext == raw(words, "plaintext")
        check_core(decode(plaintext).manifest, head.core)


def test_news_of_trust_opens_for_one_device_as_it_was_frozen():
    words = vector("news-1")
    head = read_head(raw(words, "envelope"), raw(words, "realm"))
    key = SealingKey.from_bytes(raw(words, "private_key"))

    check_signer(head, raw(words, "hub_public"))
    text = open_envelope(head, key)
    told = read_news(text)

    assert head.core.kind == EnvelopeKind.TRUST
    assert head.core.destination == raw(words, "device")
    assert text == raw(words, "plaintext")
    assert read_descriptor(told.descriptor, head.core.realm).sealing
    assert told.post_key == make.post_key().to_bytes()


def test_an_erased_event_is_stepped_over_as_it_was_frozen():
    words = vector("erased-1")

    batch = decode(raw(words, "batch"))

    at = words["erased_at"]
    form = raw(words, "erased_form")
    before = bytes.fromhex(words["chain"][at - 1])
    assert batch.erased == (at,)
    assert [is_erased(event) for event in batch.events].count(True) == 1
    assert batch.links[at].canon == form
    assert chain_after(before, batch.events[at], form).hex() == words["chain"][at]
    assert [link.chain.hex() for link in batch.links] == words["chain"]


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
