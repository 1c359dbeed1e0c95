"""The frozen vectors, read by code that knows the page of the wire and nothing else."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tests.wire_client.batches import chain_next, chain_start, read_batch, read_event
from tests.wire_client.codec import Refused, pack, unpack
from tests.wire_client.envelopes import (
    Envelope,
    Epoch,
    open_envelope,
    read_envelope,
    read_epoch,
)
from tests.wire_client.keys import Opener, Signer, sha, signed_text
from tests.wire_client.trust import (
    DEVICE,
    Receipt,
    check_words,
    read_answer,
    read_certificate,
    read_descriptor,
    read_invitation,
    read_revocations,
)

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors"
WORDS = (ROOT / "assets" / "codes" / "words.txt").read_text("utf-8").split()
DICTIONARIES = {
    number: (ROOT / "sync" / "dictionaries" / f"{number}.zdict").read_bytes()
    for number in (1, 2)
}
BY_HAND = {"batches", "client", "codec", "columns", "envelopes", "keys", "trust"}


def vector(name: str) -> dict[str, Any]:
    """Return a vector, its hex as bytes."""
    read: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return {key: _bytes(value) for key, value in read.items()}


def _bytes(value: Any) -> Any:
    if isinstance(value, list):
        return [_bytes(each) for each in value]
    try:
        return bytes.fromhex(value)
    except ValueError:
        return value


def test_the_stranger_imports_nothing_of_this_project() -> None:
    found = {
        name.split(".")[0] if not name.startswith("tests.") else name
        for module in BY_HAND
        for node in ast.walk(ast.parse((_here(module)).read_text("utf-8")))
        for name in _imported(node)
    }

    ours = {name for name in found if name.split(".")[0] in ("app", "sync", "tests")}
    assert ours == {f"tests.wire_client.{module}" for module in BY_HAND - {"client"}}


def _here(module: str) -> Path:
    return Path(__file__).parent / f"{module}.py"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [each.name for each in node.names] if isinstance(node, ast.Import) else []


def test_events_have_one_encoding_and_one_chain() -> None:
    said, canons = vector("chain-1"), vector("event-1")["canon"]

    links = [chain_start(said["log"], said["genesis"])]
    for canon in canons:
        links.append(chain_next(links[-1], canon))

    assert [read_event(canon).canon for canon in canons] == canons
    assert links == said["chain"]


@pytest.mark.parametrize("name", ["no_dictionary", "dictionary_1"])
def test_a_list_of_events_is_read(name: str) -> None:
    batch = read_batch(vector("batch-1")[name], DICTIONARIES)

    assert [event.canon for event in batch.events] == vector("event-1")["canon"]
    assert batch.chain[-1] == vector("chain-1")["chain"][-1]


@pytest.mark.parametrize("name", ["no_dictionary", "dictionary_2"])
def test_columns_are_read_with_an_erased_event_among_them(name: str) -> None:
    said = vector("batch-2")

    batch = read_batch(said[name], DICTIONARIES)

    assert [event.canon for event in batch.events] == said["canon"]
    (gone,) = batch.manifest.extensions["erased"]
    assert batch.events[gone].body == b""
    assert batch.events[gone].extensions == {"erased": batch.chain[gone]}


@pytest.mark.parametrize("name", ["no_dictionary", "dictionary_2"])
def test_a_batch_cut_short_anywhere_is_refused(name: str) -> None:
    whole = vector("batch-2")[name]

    for cut in range(0, len(whole), 29):
        with pytest.raises(Refused):
            read_batch(whole[:cut], DICTIONARIES)


def read(said: dict[str, Any], name: str) -> Envelope:
    """Take an envelope of a vector apart."""
    return read_envelope(said[name], said["realm"], said["sender_public"])


@pytest.mark.parametrize("owner", range(3))
def test_each_recipient_opens_an_envelope(owner: int) -> None:
    said = vector("envelope-1")
    key = Opener.read(said["private_keys"][owner])

    text = open_envelope(read(said, "envelope"), key)

    assert text == said["plaintext"]


@pytest.mark.parametrize("name", ["epoch-1", "suite-1"])
@pytest.mark.parametrize("owner", range(3))
def test_a_key_epoch_opens_what_names_it(name: str, owner: int) -> None:
    said = vector(name)
    key = Opener.read(said["private_keys"][owner])
    begun = read(said, "epoch")

    epoch = read_epoch(begun, open_envelope(begun, key))

    assert epoch.secret == said["secret"]
    assert open_envelope(read(said, "in_epoch"), epoch) == said["plaintext"]
    assert open_envelope(read(said, "to_owners"), key) == said["plaintext"]


def test_an_envelope_of_which_one_bit_changed_is_refused() -> None:
    said = vector("envelope-1")
    key = Opener.read(said["private_keys"][0])

    for at in range(0, len(said["envelope"]), 97):
        raw = bytearray(said["envelope"])
        raw[at] ^= 1
        with pytest.raises(Refused):
            open_envelope(read({**said, "envelope": bytes(raw)}, "envelope"), key)


def test_another_epoch_opens_nothing() -> None:
    said = vector("epoch-1")
    other = Epoch(read(said, "epoch").core.envelope, bytes(32))

    with pytest.raises(Refused):
        open_envelope(read(said, "in_epoch"), other)


def test_certificates_are_believed_from_the_region_down() -> None:
    said = vector("certificate-1")

    hub = read_descriptor(said["descriptor"], said["realm"]).hub.signing
    device = read_certificate(said["device"], hub, DEVICE, said["realm"])

    assert hub == said["hub_public"]
    assert device.role == DEVICE
    with pytest.raises(Refused):
        read_descriptor(said["descriptor"], bytes(9))


def test_a_list_of_revocations_is_read() -> None:
    said = vector("revocation-1")

    revoked = read_revocations(said["revocations"], said["realm"], said["hub_public"])

    assert list(revoked) == [said["key"]]


def test_a_receipt_is_read() -> None:
    said = vector("receipt-1")

    text = signed_text("receipt-v1/sig", said["receipt"], said["receipt_public"])

    assert Receipt(*unpack(text)).level == 2


def test_an_invitation_leads_to_a_key_of_the_post() -> None:
    said = vector("invitation-1")
    invitation = read_invitation(said["text"].lower().replace("-", " "))
    signer = Signer.read(said["signing_private"])
    keys = signer, Opener.read(said["sealing_private"])

    admitted = read_answer(said["answer"], said["question"], invitation, keys)

    assert sha(said["hub_public"])[:16] == invitation.hub
    assert len(admitted.road_token) == 32
    shown = check_words(said["hub_public"], keys, WORDS)
    assert shown == [WORDS[byte] for byte in said["words"]]


def test_a_mistyped_invitation_is_refused() -> None:
    text = vector("invitation-1")["text"]

    with pytest.raises(Refused):
        read_invitation(text[:10] + ("B" if text[10] != "B" else "C") + text[11:])


@pytest.mark.parametrize(
    "raw",
    [
        "cc01",  # an integer that is not the shortest
        "ca3f800000",  # a float
        "82a16100a16101",  # a key twice
        "82a16200a16100",  # keys out of order
        "8101c0",  # a key that is not text
        "c0c0",  # something after it
        "d40000",  # an extension type
    ],
)
def test_any_other_encoding_is_refused(raw: str) -> None:
    with pytest.raises(Refused):
        unpack(bytes.fromhex(raw))


def test_keys_of_a_map_are_sorted_by_their_bytes_alone() -> None:
    packed = pack({"b": 1, "aa": 2, "é": 3, "": 4})

    assert packed == b"\x84\xa0\x04\xa2aa\x02\xa1b\x01\xa2\xc3\xa9\x03"
