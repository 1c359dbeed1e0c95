import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import (
    BadSignature,
    FormatError,
    SealError,
    SyncError,
    TrustError,
    UnknownVersion,
)
from sync.event import pack
from sync.ids import Mode
from sync.limits import INVITATION_LIFE_MS
from sync.trust.enrol import (
    Admission,
    Invitation,
    Question,
    answer,
    ask,
    check_words,
    invite,
    read_answer,
    read_certificate,
    read_descriptor,
    read_question,
    sign_certificate,
    which_invitation,
)
from sync.trust.keys import SealingKey, SigningKey
from sync.trust.pairs import sign_text
from sync.trust.revoke import read_revocations
from tests.support.fakes import NOON_MS, SeededIds
from tests.support.sealed import device_certificate, region

PLACE = region()
OTHER = region(seed="other")
IDS = SeededIds("device")
SIGNING, SEALING = SigningKey.generate(IDS), SealingKey.generate(IDS)
POST_KEY = SealingKey.generate(IDS)
CERTIFICATE = device_certificate(PLACE, SIGNING, SEALING)


def invitation(place=PLACE, seed="invitation"):
    ids = SeededIds(seed)
    url = "https://hub.example:8443"
    return invite(url, place.hub.public, place.realm, NOON_MS, ids)


def question(invited, **changed):
    fields = {
        "version": 1,
        "invitation": invited.id,
        "hub": PLACE.hub.id,
        "signing": SIGNING.public,
        "sealing": SEALING.public,
        "post": b"post-id!",
        "post_name": "EHBO-post Markt",
        "post_code": "A042",
        "letter": "A",
        "at_ms": NOON_MS,
        "extensions": {},
    }
    return Question(**{**fields, **changed})


def admission(place=PLACE, certificate=CERTIFICATE):
    signed = sign_certificate(certificate, place.hub)
    return Admission(signed, place.descriptor_raw, b"road-token", POST_KEY)


def test_a_post_that_was_invited_gets_all_it_needs():
    invited = Invitation.from_text(invitation().to_text())
    asked = ask(invited, question(invited), SIGNING)
    read = read_question(asked, invited.token, PLACE.hub.public)
    answered = answer(asked, read, admission(), PLACE.hub)

    enrolled = read_answer(answered, asked, invited, (SIGNING, SEALING))

    assert which_invitation(asked) == invited.id
    assert enrolled.certificate == CERTIFICATE
    assert enrolled.descriptor == PLACE.descriptor
    assert enrolled.road_token == b"road-token"
    assert enrolled.post_key.public == POST_KEY.public


def test_both_sides_compute_the_same_words_from_the_keys_they_see():
    words = check_words(PLACE.hub.public, SIGNING.public, SEALING.public)

    assert len(words) == 6
    assert words != check_words(OTHER.hub.public, SIGNING.public, SEALING.public)


def test_an_invitation_reads_back_however_it_is_pasted():
    text = invitation().to_text()

    for pasted in (text, text.lower(), f"  {text}\n", text.replace("-", " - ")):
        assert Invitation.from_text(pasted) == invitation()
    assert invitation().expires_ms == NOON_MS + INVITATION_LIFE_MS
    assert invitation().mode is Mode.REAL


@given(st.integers(5, 100), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_mistyped_letter_of_an_invitation_is_noticed(at, letter):
    text = invitation().to_text()
    mistyped = text[:at] + letter + text[at + 1 :]
    if mistyped == text or text[at] == "-":
        return

    with pytest.raises(FormatError):
        Invitation.from_text(mistyped)


@given(st.text(max_size=200) | st.text("ABCDEFGH234567-", max_size=200))
def test_any_text_is_an_invitation_or_a_named_error(text):
    with pytest.raises(FormatError):
        Invitation.from_text(text)


def test_a_very_long_text_is_no_invitation():
    with pytest.raises(FormatError):
        Invitation.from_text("A" * 1_000_000)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"version": 2}, UnknownVersion),
        ({"url": "ftp://hub"}, FormatError),
        ({"url": "https://" + "x" * 600}, FormatError),
        ({"token": b"short"}, FormatError),
        ({"expires_ms": 1 << 47}, FormatError),
        ({"hub": b"short"}, FormatError),
        ({"realm": b"short"}, FormatError),
        ({"realm": bytes(8) + b"\x02"}, FormatError),
    ],
)
def test_an_invitation_outside_the_format_is_refused(changed, expected):
    odd = msgspec.structs.replace(invitation(), **changed)

    with pytest.raises(expected):
        Invitation.from_text(odd.to_text())


def test_a_question_without_the_token_is_refused():
    invited = invitation()
    asked = ask(invited, question(invited), SIGNING)

    with pytest.raises(TrustError):
        read_question(asked, bytes(16), PLACE.hub.public)


def test_a_question_with_the_keys_of_someone_else_is_refused():
    invited = invitation()
    thief = SigningKey.generate(SeededIds("thief"))
    with pytest.raises(FormatError):
        ask(invited, question(invited), thief)
    asked = ask(invited, question(invited, signing=thief.public), thief)

    fields = msgspec.msgpack.decode(asked)
    proven = read_question(asked, invited.token, PLACE.hub.public)

    assert proven.signing == thief.public
    with pytest.raises(SyncError):
        read_question(
            pack([fields[0], bytes(64), fields[2]]), invited.token, PLACE.hub.public
        )


def test_a_question_for_another_hub_is_refused():
    invited = invitation()
    asked = ask(invited, question(invited), SIGNING)

    with pytest.raises(TrustError):
        read_question(asked, invited.token, OTHER.hub.public)


@pytest.mark.parametrize(
    "changed",
    [
        {"post": b""},
        {"post_name": ""},
        {"post_name": "x" * 257},
        {"letter": "ABCDE"},
        {"sealing": bytes(1216)},
        {"extensions": {"must": 1}},
        {"version": 9},
    ],
)
def test_a_question_outside_the_format_is_refused(changed):
    invited = invitation()

    with pytest.raises(FormatError):
        ask(invited, question(invited, **changed), SIGNING)


@given(st.data())
def test_a_changed_question_is_refused_by_name(data):
    invited = invitation()
    asked = bytearray(ask(invited, question(invited), SIGNING))
    at = data.draw(st.integers(0, len(asked) - 1))
    asked[at] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises((FormatError, TrustError)):
        read_question(bytes(asked), invited.token, PLACE.hub.public)


def test_an_answer_of_another_hub_is_refused():
    invited = invitation()
    asked = ask(invited, question(invited), SIGNING)
    certificate = device_certificate(OTHER, SIGNING, SEALING)
    answered = answer(
        asked, question(invited), admission(OTHER, certificate), OTHER.hub
    )

    with pytest.raises(TrustError):
        read_answer(answered, asked, invited, (SIGNING, SEALING))


def test_an_answer_signed_by_someone_else_is_refused():
    invited = invitation()
    asked = ask(invited, question(invited), SIGNING)
    answered = answer(asked, question(invited), admission(), OTHER.hub)

    with pytest.raises(BadSignature):
        read_answer(answered, asked, invited, (SIGNING, SEALING))


def test_an_answer_of_a_later_version_is_refused():
    later = pack([2, bytes(32), b"", b"", b"", {}])

    with pytest.raises(UnknownVersion):
        read_answer(
            sign_text(b"enrol-v1/answer", later, PLACE.hub),
            b"",
            invitation(),
            (SIGNING, SEALING),
        )


def test_an_answer_to_another_question_is_refused():
    invited = invitation()
    asked = ask(invited, question(invited), SIGNING)
    other = ask(invited, question(invited, letter="B"), SIGNING)
    answered = answer(other, question(invited), admission(), PLACE.hub)

    with pytest.raises(TrustError):
        read_answer(answered, asked, invited, (SIGNING, SEALING))


def test_an_answer_about_other_keys_is_refused():
    invited = invitation()
    asked = ask(invited, question(invited), SIGNING)
    other = SigningKey.generate(SeededIds("else"))
    certificate = device_certificate(PLACE, other, SEALING)
    answered = answer(
        asked, question(invited), admission(certificate=certificate), PLACE.hub
    )

    with pytest.raises(TrustError):
        read_answer(answered, asked, invited, (SIGNING, SEALING))


def test_the_secrets_of_an_answer_open_on_the_device_only():
    invited = invitation()
    asked = ask(invited, question(invited), SIGNING)
    answered = answer(asked, question(invited), admission(), PLACE.hub)
    thief = SealingKey.generate(SeededIds("thief"))
    thief.public = SEALING.public

    assert b"road-token" not in answered
    assert POST_KEY.to_bytes() not in answered
    with pytest.raises(SealError):
        read_answer(answered, asked, invited, (SIGNING, thief))


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_everywhere_by_name(raw):
    invited = invitation()
    readers = (
        lambda: read_answer(raw, b"", invited, (SIGNING, SEALING)),
        lambda: read_question(raw, invited.token, PLACE.hub.public),
        lambda: which_invitation(raw),
        lambda: read_descriptor(raw, PLACE.realm),
        lambda: read_certificate(raw, PLACE.hub.public, PLACE.realm),
        lambda: read_revocations(raw, PLACE.hub.public, PLACE.realm),
    )

    for reader in readers:
        with pytest.raises((FormatError, TrustError)):
            reader()
