"""The checks come in one order: of two faults the earlier one is named.

sizes, version, realm, suite, certificate and revocation, signature, (replay: at the
hub,) stanza, payload, padding, manifest equals core, chain.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.batch import Manifest, check_core, decode, encode
from sync.envelope import check_sender, open_envelope, padded_size, read_head
from sync.errors import (
    BadSignature,
    ChainError,
    FormatError,
    Revoked,
    SealError,
    SyncError,
    TooLarge,
    TrustError,
    UnknownSender,
    UnknownVersion,
    WrongRealm,
)
from sync.event import pack
from sync.limits import MAX_ENVELOPE_BYTES
from sync.trust import chunked
from sync.trust.keys import SigningKey, seal_to
from sync.trust.revoke import no_revocations
from tests.support.device import PLACE, POST, SEALING, SIGNING, Device
from tests.support.fakes import NOON_MS, SeededIds
from tests.support.sealed import core_of, device_certificate, region

STRANGER = SigningKey.generate(SeededIds("stranger"))
CERTIFICATE = device_certificate(PLACE, SIGNING, SEALING)
NOTHING_REVOKED = no_revocations(PLACE.realm, NOON_MS)
KEY = bytes(range(32))


@dataclass
class Parts:
    """An envelope being made by hand, and who judges it."""

    magic: bytes = b"ENVL\x01"
    core: dict[str, object] = field(default_factory=dict)
    certificate: object = CERTIFICATE
    revocations: object = NOTHING_REVOKED
    signer: SigningKey = SIGNING
    stanza_key: bytes = KEY
    stanza_bound: bytes = b"envelope-v1/stanza\0"
    flip_payload: bool = False
    padding: bytes = b""
    manifest: dict[str, object] = field(default_factory=dict)
    break_chain: bool = False
    beyond: int = 0


def wrong_size(parts):
    parts.beyond = MAX_ENVELOPE_BYTES


def wrong_version(parts):
    parts.magic = b"ENVL\x02"


def wrong_realm(parts):
    parts.core["realm"] = region(seed="other").realm


def wrong_suite(parts):
    parts.core["suite"] = 9


def wrong_core(parts):
    parts.core["destination"] = b"short"


def wrong_sender(parts):
    parts.certificate = None


def revoked(parts):
    parts.revocations = NOTHING_REVOKED.with_revoked(SIGNING.id, NOON_MS)


def wrong_signature(parts):
    parts.signer = STRANGER


def wrong_stanza(parts):
    parts.stanza_bound = b"envelope-v1/other\0"


def wrong_payload(parts):
    parts.flip_payload = True


def wrong_padding(parts):
    parts.padding = b"\x01"


def wrong_manifest(parts):
    parts.manifest["batch_no"] = 2


def wrong_chain(parts):
    parts.break_chain = True


FAULTS = [
    (wrong_size, TooLarge, "envelope"),
    (wrong_version, UnknownVersion, "envelope version"),
    (wrong_realm, WrongRealm, "envelope"),
    (wrong_suite, UnknownVersion, "suite 9"),
    (wrong_core, FormatError, "core"),
    (wrong_sender, UnknownSender, "no certificate"),
    (revoked, Revoked, "device"),
    (wrong_signature, BadSignature, "signature"),
    (wrong_stanza, SealError, "not sealed to this key"),
    (wrong_payload, SealError, "payload"),
    (wrong_padding, SealError, "padding"),
]
"""In the order of the checks; the last two are tried below."""


def made(parts):
    """The envelope of these parts, by nobody's code but the codec's."""
    fields = {"realm": PLACE.realm, "recipients": [bytes(POST.id)], **parts.core}
    core = pack(core_of(SIGNING, **fields))
    stanza = seal_to(
        POST.public, parts.stanza_key, parts.stanza_bound + sha256(core).digest()
    )
    head = parts.magic + len(core).to_bytes(4, "big") + core + pack([stanza])
    text = batch_text(parts)
    padded = len(text).to_bytes(4, "big") + text
    padded = padded.ljust(padded_size(len(padded)), b"\0")
    padded = padded[: len(padded) - len(parts.padding)] + parts.padding
    bound_to = b"envelope-v1/payload\0" + sha256(head).digest()
    payload = bytearray(chunked.encrypt(KEY, bound_to, padded))
    payload[-1] ^= parts.flip_payload
    signature = parts.signer.sign(
        b"envelope-v1/sig\0" + sha256(head).digest() + sha256(payload).digest()
    )
    size = len(head).to_bytes(4, "big")
    return size + head + bytes(payload) + signature + bytes(parts.beyond)


def batch_text(parts):
    journal = Device().record(1).journal
    links = journal.links(journal.log, 1, 1)
    fields = {
        "log": bytes(8),
        "first": 1,
        "count": 1,
        "before": journal.chain_before(journal.log, 1),
        "after": links[-1].chain,
        "dictionary": 0,
        "layout": 0,
        "batch_no": 1,
        "envelope": bytes(16),
        "extensions": {},
    }
    manifest = Manifest(**{**fields, "log": journal.log, **parts.manifest})
    parts.core.setdefault("log", journal.log)
    text = encode(manifest, links)
    if parts.break_chain:
        size = int.from_bytes(text[:4], "big")
        other = pack(msgspec.structs.replace(manifest, before=bytes(32)))
        text = len(other).to_bytes(4, "big") + other + text[4 + size :]
    return text


def judged(parts):
    journal_log = Device().record(1).journal.log
    parts.core.setdefault("log", journal_log)
    head = read_head(made(parts), PLACE.realm)
    check_sender(head, parts.certificate, parts.revocations, NOON_MS)
    batch = decode(open_envelope(head, POST))
    check_core(batch.manifest, head.core)
    return batch


def test_without_a_fault_it_is_read():
    assert judged(Parts()).manifest.count == 1


@pytest.mark.parametrize(("fault", "expected", "said"), FAULTS)
def test_each_fault_is_named(fault, expected, said):
    parts = Parts()
    fault(parts)

    with pytest.raises(expected, match=said):
        judged(parts)


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(FAULTS)))
def test_of_two_faults_the_earlier_check_speaks(earlier, later):
    parts = Parts()
    later[0](parts)
    earlier[0](parts)

    with pytest.raises(earlier[1], match=earlier[2]):
        judged(parts)


def test_a_fault_of_the_seal_comes_before_any_of_the_batch():
    for fault in (wrong_manifest, wrong_chain):
        parts = Parts()
        fault(parts)
        wrong_padding(parts)

        with pytest.raises(SealError, match="padding"):
            judged(parts)


def test_a_manifest_of_another_envelope_and_a_broken_chain_are_refused():
    for fault, expected in ((wrong_manifest, FormatError), (wrong_chain, ChainError)):
        parts = Parts()
        fault(parts)

        with pytest.raises(expected):
            judged(parts)


RAWS = [made(Parts()), made(Parts(core={"kind": 4}))]
NAMED = (FormatError, TrustError, SealError)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_mutation_is_refused_by_name(data):
    raw = bytearray(data.draw(st.sampled_from(RAWS)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    if bytes(raw) in RAWS:
        return

    with pytest.raises(NAMED):
        received(bytes(raw))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 400))
def test_any_core_and_stanzas_are_refused_by_name_or_read(rest, size):
    head = b"ENVL\x01" + min(size, len(rest)).to_bytes(4, "big") + rest
    raw = len(head).to_bytes(4, "big") + head + bytes(400)

    with pytest.raises(NAMED):
        received(raw)


def received(raw):
    head = read_head(raw, PLACE.realm)
    check_sender(head, CERTIFICATE, NOTHING_REVOKED, NOON_MS)
    return open_envelope(head, POST)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, (1 << 64) - 1) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)
SOUND = msgspec.to_builtins(
    core_of(SIGNING, recipients=[bytes(POST.id)]), builtin_types=(bytes,)
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.integers(0, 11), VALUES, max_size=3), VALUES)
def test_a_core_with_other_values_is_read_or_refused_by_name(changed, stanzas):
    fields = [changed.get(at, value) for at, value in enumerate(SOUND)]
    packed = msgspec.msgpack.encode(fields)
    head = b"ENVL\x01" + len(packed).to_bytes(4, "big") + packed
    head += msgspec.msgpack.encode(stanzas)
    raw = len(head).to_bytes(4, "big") + head + bytes(400)

    with pytest.raises(SyncError):
        read_head(raw)
