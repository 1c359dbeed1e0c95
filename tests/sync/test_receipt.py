import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import BadSignature, FormatError, UnknownVersion
from sync.receipt import Level, Receipt, read_receipt, sign_receipt
from sync.trust.keys import SigningKey
from tests.support.fakes import NOON_MS, SeededIds

KEY = SigningKey.generate(SeededIds("receipt"))
RECEIPT = Receipt(
    version=1,
    realm=bytes(9),
    number=1,
    level=Level.READ,
    envelope=bytes(16),
    digest=bytes(32),
    log=bytes(8),
    batch_no=1,
    at_ms=NOON_MS,
    extensions={},
)
RAW = sign_receipt(RECEIPT, KEY)


def test_a_receipt_reads_back():
    assert read_receipt(RAW, KEY.public) == RECEIPT


def test_a_receipt_of_another_hub_is_refused():
    with pytest.raises(BadSignature):
        read_receipt(RAW, SigningKey.generate(SeededIds("other")).public)


@pytest.mark.parametrize(
    "changed",
    [
        {"realm": b""},
        {"number": 0},
        {"number": 1 << 63},
        {"at_ms": 1 << 47},
        {"level": 0},
        {"level": 3},
        {"envelope": b""},
        {"digest": b""},
        {"log": b""},
        {"batch_no": -1},
        {"at_ms": -1},
        {"extensions": {"must": 1}},
    ],
)
def test_a_receipt_outside_the_format_is_refused(changed):
    with pytest.raises(FormatError):
        sign_receipt(msgspec.structs.replace(RECEIPT, **changed), KEY)


def test_a_receipt_of_a_later_version_is_refused():
    with pytest.raises(UnknownVersion):
        sign_receipt(msgspec.structs.replace(RECEIPT, version=2), KEY)


def test_a_flipped_bit_anywhere_is_refused():
    for at in range(len(RAW)):
        changed = bytearray(RAW)
        changed[at] ^= 1 << (at % 8)

        with pytest.raises((FormatError, BadSignature)):
            read_receipt(bytes(changed), KEY.public)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_by_name(raw):
    with pytest.raises((FormatError, BadSignature)):
        read_receipt(raw, KEY.public)
