"""What the secret of a key epoch opens, and what it does not."""

import pytest

from sync.envelope import (
    EnvelopeKind,
    check_epoch,
    open_envelope,
    open_epoch,
    open_with_epoch,
    read_head,
)
from sync.epoch import Epoch
from sync.errors import EpochMissing, FormatError, SealError, UnknownVersion
from sync.event import pack
from tests.support.device import POST
from tests.support.forged import with_core
from tests.support.sealed import sealed_in, sealed_to

SECRET = Epoch(b"epoch-of-16-byte", bytes(range(32)))


def test_the_key_of_an_envelope_follows_from_the_secret_and_its_id():
    raw = sealed_in(SECRET, envelope=b"a" * 16)
    moved = with_core(raw, envelope=b"b" * 16)

    assert open_with_epoch(read_head(raw), SECRET.secret) == b"text"
    with pytest.raises(SealError):
        open_with_epoch(read_head(moved), SECRET.secret)
    with pytest.raises(SealError):
        open_with_epoch(read_head(raw), bytes(32))


def test_stanzas_and_epochs_are_not_opened_for_each_other():
    in_epoch, to_post = read_head(sealed_in(SECRET)), read_head(sealed_to(POST.public))

    with pytest.raises(EpochMissing):
        open_envelope(in_epoch, POST)
    with pytest.raises(SealError):
        open_with_epoch(to_post, SECRET.secret)


@pytest.mark.parametrize(
    "changed",
    [
        {"sender": b"other-ky"},
        {"log": b"otherlog"},
        {"envelope": b"another-envelope"},
        {"kind": EnvelopeKind.EVENTS, "batch_no": 1},
        {"suite": 1},
    ],
)
def test_an_epoch_of_another_sender_log_or_suite_is_refused(changed):
    head = read_head(sealed_in(SECRET))
    epoch = {"kind": EnvelopeKind.KEY_EPOCH, "batch_no": 0, "envelope": SECRET.id}
    fits = read_head(sealed_to(POST.public, **epoch))
    other = read_head(sealed_to(POST.public, **{**epoch, **changed}))

    check_epoch(head, fits)
    with pytest.raises(SealError):
        check_epoch(head, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", FormatError),
        (pack([1, bytes(31), {}]), FormatError),
        (pack([1, bytes(32), {}]) + b"\0", FormatError),
        (pack([2, bytes(32), {}]), UnknownVersion),
        (pack([1, bytes(32), {"must": 1}]), UnknownVersion),
        (bytes(2_000), FormatError),
    ],
)
def test_an_epoch_with_another_text_is_refused(text, expected):
    raw = sealed_to(POST.public, text, kind=EnvelopeKind.KEY_EPOCH, batch_no=0)

    with pytest.raises(expected):
        open_epoch(read_head(raw), POST)


def test_only_an_epoch_envelope_gives_a_secret():
    raw = sealed_to(POST.public, pack([1, bytes(32), {}]))

    with pytest.raises(FormatError):
        open_epoch(read_head(raw), POST)


def test_an_epoch_is_never_sealed_in_an_epoch_or_in_itself():
    with pytest.raises(FormatError):
        sealed_in(SECRET, kind=EnvelopeKind.KEY_EPOCH, batch_no=0)
    with pytest.raises(FormatError):
        sealed_in(SECRET, envelope=SECRET.id)
