"""What sisters sealed is read by the post's key, and believed only by proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.cut import Cut, Sender, cut
from sync.database import rows
from sync.envelope import Core, EnvelopeKind, epoch_text, read_head, seal
from sync.epoch import Epoch, current
from sync.errors import (
    BadSignature,
    Denied,
    EpochMissing,
    KeyGone,
    MixedModes,
    Revoked,
    SealError,
    SyncError,
    UnknownSender,
    WrongRealm,
)
from sync.extract import extract
from sync.ids import EnvelopeId, EventId, KeyId, LogId, Mode
from sync.landed import logs_of_hub
from sync.sisters import Home, Taken, has_sisters, take_sister
from sync.trust.certificate import Certificate, Role, sign_certificate
from sync.trust.pairs import SealingKey, SigningKey
from sync.trust.revoke import Revocations, Withdrawn, no_revocations
from tests.support.fakes import FakeClock, SeededIds
from tests.support.hub import Device, device_of

IDS = SeededIds("sisters")
CLOCK = FakeClock()
HUB = SigningKey.generate(IDS)
REALM, POST = IDS.random(9), IDS.random(8)
DESTINATION = KeyId(IDS.random(8))
HUB_KEY, POST_KEY = SealingKey.generate(IDS), SealingKey.generate(IDS)


def certificate(
    device: Device, post: bytes = POST, by: SigningKey = HUB
) -> tuple[bytes, Certificate]:
    said = Certificate(
        version=1,
        role=Role.DEVICE,
        realm=REALM,
        signing=device.applicant.signing.public,
        sealing=device.applicant.sealing.public,
        post=post,
        post_name="Post Zuid",
        post_code="ZUID",
        letter=device.applicant.letter,
        min_suite=2,
        not_before_ms=0,
        not_after_ms=1 << 42,
        issuer=by.id,
        extensions={},
    )
    return sign_certificate(said, by), said


@dataclass
class Sister:
    """A device that seals, and says who it is in its key epochs."""

    device: Device
    said: bytes
    signer: SigningKey | None = None

    def cut(self, count: int = 1) -> Cut:
        self.device.record(count)
        sender = Sender(
            self.signer or self.device.applicant.signing,
            REALM,
            DESTINATION,
            (HUB_KEY.public, POST_KEY.public),
            certificate=self.said,
        )
        journal = self.device.journal
        with journal.database.atomic():
            (made,) = cut(journal, sender, IDS, CLOCK.now_ms())
        return made

    def alone(self) -> bytes:
        journal = self.device.journal
        wanted = [EventId(journal.log, 1)]
        sender = Sender(
            self.device.applicant.signing, REALM, DESTINATION, (HUB_KEY.public,)
        )
        with journal.database.atomic():
            made = extract(journal, sender.alone, IDS, CLOCK.now_ms(), wanted, 4_000)
        assert made is not None
        return made.sealed

    def sealed(self, count: int = 1) -> list[bytes]:
        return [each.sealed for each in self.cut(count).parcels]


@dataclass
class Reader:
    """A device of the post that reads its sisters."""

    device: Device
    home: Home

    def take(self, *envelopes: bytes) -> list[bool]:
        """Take envelopes; return which of them made a sister known."""
        return [self.proved(raw) is Taken.KNOWN for raw in envelopes]

    def proved(self, raw: bytes) -> Taken:
        return take_sister(self.device.journal, read_head(raw), self.home, CLOCK)

    def refuses(self, raw: bytes, why: type[SyncError]) -> None:
        before = self.device.events()
        with pytest.raises(why):
            self.take(raw)
        assert self.device.events() == before


def sister(seed: str = "sister", letter: str = "B") -> Sister:
    device = device_of(seed, letter=letter)
    return Sister(device, certificate(device)[0])


@pytest.fixture
def reader() -> Reader:
    return reader_of()


def reader_of() -> Reader:
    device = device_of("reader")
    home = Home(
        own=certificate(device)[1],
        destination=DESTINATION,
        hub_signing=HUB.public,
        mode=Mode.REAL,
        keys=(SealingKey.generate(IDS), POST_KEY),
        revocations=no_revocations(REALM, 0),
    )
    return Reader(device, home)


def test_what_a_sister_recorded_is_here_once_however_often_it_comes(
    reader: Reader,
) -> None:
    one = sister()
    first, second = one.sealed(3), one.sealed(2)

    news = reader.take(*first, *second, *first, *second)

    assert reader.device.events() == one.device.events()
    assert news == [True, False, False, False, False, False]
    assert has_sisters(reader.device.journal.database)


def test_its_log_is_the_sisters_and_no_log_of_the_hub(reader: Reader) -> None:
    one = sister()

    reader.take(*one.sealed())

    database = reader.device.journal.database
    (said,) = rows(database, "SELECT device, post, own FROM log WHERE NOT own")
    assert said == (one.device.applicant.signing.id, POST, 0)
    assert logs_of_hub(database) == frozenset()


def test_what_came_before_its_key_epoch_is_read_after_it(reader: Reader) -> None:
    one = sister()
    epoch, batch = one.sealed()

    reader.refuses(batch, UnknownSender)
    reader.take(epoch)
    reader.take(batch)

    assert reader.device.events() == one.device.events()


def test_another_key_epoch_than_those_here_is_missing(reader: Reader) -> None:
    one = sister()
    reader.take(*one.sealed())
    later = Sister(one.device, one.said)
    CLOCK.advance(48 * 3_600_000)
    _, batch = later.sealed()

    reader.refuses(batch, EpochMissing)


def test_what_this_device_sealed_itself_is_passed_over(reader: Reader) -> None:
    own = Sister(reader.device, certificate(reader.device)[0])

    assert reader.take(*own.sealed()) == [False, False]
    assert not has_sisters(reader.device.journal.database)


def strange_post() -> list[bytes]:
    device = device_of("stranger")
    return Sister(device, certificate(device, IDS.random(8))[0]).sealed()


def own_word() -> list[bytes]:
    device = device_of("forger")
    signing = device.applicant.signing
    return Sister(device, certificate(device, by=signing)[0]).sealed()


def borrowed() -> list[bytes]:
    return Sister(device_of("thief"), sister().said).sealed()


def nameless() -> list[bytes]:
    return Sister(device_of("nameless"), b"").sealed()


def forged() -> list[bytes]:
    one = sister()
    raw = bytearray(one.sealed()[0])
    raw[-1] ^= 1
    return [bytes(raw)]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (strange_post, UnknownSender),
        (own_word, SyncError),
        (borrowed, UnknownSender),
        (nameless, UnknownSender),
        (forged, BadSignature),
    ],
)
def test_who_cannot_prove_to_be_a_sister_is_not_believed(
    reader: Reader, made: Callable[[], list[bytes]], why: type[SyncError]
) -> None:
    for raw in made():
        with pytest.raises(SyncError):
            reader.take(raw)
    reader.refuses(made()[0], why)
    assert not has_sisters(reader.device.journal.database)


def test_a_withdrawn_sister_is_not_believed(reader: Reader) -> None:
    one = sister()
    reader.home = replace(
        reader.home,
        revocations=Revocations(
            1, REALM, 1, 0, [Withdrawn(one.device.applicant.signing.id, 0)], {}
        ),
    )

    reader.refuses(one.sealed()[0], Revoked)


def test_a_secret_is_lent_to_nobody(reader: Reader) -> None:
    one, two = sister(), sister("second", "C")
    first, second = one.cut(), two.cut()
    assert first.begun is not None
    assert second.begun is not None
    reader.take(first.begun.sealed, second.begun.sealed)
    head = read_head(second.sealed).core
    borrowed = Core(**{**_fields(head), "epoch": first.epoch, "envelope": b"e" * 16})

    raw = seal(
        borrowed,
        b"text",
        _epoch_of(one, first),
        two.device.applicant.signing,
        IDS,
    )

    reader.refuses(raw, SealError)


def test_what_is_not_sealed_to_this_post_stays_closed(reader: Reader) -> None:
    one = sister()
    reader.home = replace(reader.home, keys=(SealingKey.generate(IDS),))

    reader.refuses(one.sealed()[0], KeyGone)


def test_another_hub_mode_or_kind_is_refused(reader: Reader) -> None:
    one = sister()
    epoch, batch = one.sealed()
    reader.take(epoch)
    elsewhere = replace(reader.home, destination=KeyId(IDS.random(8)))
    drill = replace(reader.home, mode=Mode.EXERCISE)

    Reader(reader.device, elsewhere).refuses(batch, WrongRealm)
    Reader(reader.device, drill).refuses(batch, MixedModes)


def test_a_log_that_is_ours_or_another_sisters_is_nobody_elses(reader: Reader) -> None:
    one, two = sister(), sister("second", "C")
    reader.take(*one.sealed())
    taken = Sister(one.device, two.said, two.device.applicant.signing)

    CLOCK.advance(48 * 3_600_000)
    epoch, batch = taken.sealed()
    reader.take(epoch)

    reader.refuses(batch, Denied)


SEALED = sister("fuzzed").sealed()


@settings(max_examples=150, deadline=None)
@given(st.booleans(), st.integers(0, 1 << 30), st.integers(1, 255))
def test_one_byte_changed_anywhere_is_refused_and_nothing_of_it_stays(
    is_epoch: bool, place: int, by: int
) -> None:
    reader, (epoch, batch) = reader_of(), SEALED
    if not is_epoch:
        reader.take(epoch)
    raw = bytearray(epoch if is_epoch else batch)
    raw[place % len(raw)] ^= by
    before = reader.device.events()

    with pytest.raises(SyncError):
        reader.take(bytes(raw))

    assert reader.device.events() == before


def test_the_certificate_is_nowhere_to_be_read_on_the_road() -> None:
    raw = sister().sealed()[0]

    assert b"Post Zuid" not in raw
    assert len(epoch_text(b"s" * 32, sister().said)) > 1024
    assert read_head(raw).core.kind == EnvelopeKind.KEY_EPOCH


def _fields(core: Core) -> dict[str, object]:
    return {name: getattr(core, name) for name in core.__struct_fields__}


def _epoch_of(one: Sister, made: Cut) -> Epoch:
    row = current(one.device.journal.database, LogId(made.log))
    assert row is not None
    assert row.secret is not None
    return Epoch(EnvelopeId(made.epoch), row.secret)


def test_what_a_sister_sealed_to_the_hub_alone_is_passed_over(reader: Reader) -> None:
    one = sister()
    epoch, batch = one.sealed(3)
    alone = one.alone()

    reader.refuses(alone, UnknownSender)
    reader.take(epoch, batch)

    assert reader.take(alone) == [False]
    assert reader.device.events() == one.device.events()
    reader.refuses(alone[:-1] + bytes([alone[-1] ^ 1]), BadSignature)
