import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import (
    BadSignature,
    DamagedFile,
    FileError,
    FormatError,
    NewerFile,
    NotOurFile,
    SealError,
    WrongSecret,
)
from sync.ids import SystemIds
from sync.limits import MAX_KEYRING_BYTES, MAX_TRIES_WAIT_MS
from sync.trust.keys import (
    Cost,
    Keyring,
    SealingKey,
    SigningKey,
    Tries,
    check_sealing_public,
    check_signature,
    key_id,
    new_file_key,
    new_recovery_code,
    pin_fits,
    seal_pin,
    seal_to,
    tidy_recovery_code,
)
from sync.trust.pairs import read_signed, sign_text
from tests.support.fakes import FakeClock, SeededIds

CHEAP = Cost(memory_kib=8, passes=1)
IDS = SystemIds()
KEY = SealingKey.generate(SeededIds("keys"))
SIGNER = SigningKey.generate(SeededIds("keys"))
SECRET = bytes(range(32))


def test_a_signing_key_reads_back_and_signs_the_same():
    again = SigningKey.from_bytes(SIGNER.to_bytes())

    check_signature(SIGNER.public, again.sign(b"text"), b"text")

    assert again.id == key_id(SIGNER.public)


@pytest.mark.parametrize("signature", [b"", bytes(64), b"x" * 63])
def test_a_signature_that_does_not_fit_is_refused(signature):
    with pytest.raises(BadSignature):
        check_signature(SIGNER.public, signature, b"text")


@pytest.mark.parametrize("public", [b"", bytes(31), b"\xff" * 32])
def test_a_signature_of_an_impossible_key_is_refused(public):
    with pytest.raises(BadSignature):
        check_signature(public, SIGNER.sign(b"text"), b"text")


def test_a_signed_text_counts_only_under_its_label():
    raw = sign_text(b"one", b"text", SIGNER)

    assert read_signed(b"one", raw, SIGNER.public, limit=200) == b"text"
    with pytest.raises(BadSignature):
        read_signed(b"other", raw, SIGNER.public, limit=200)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_signed_text_or_a_named_error(raw):
    with pytest.raises((FormatError, BadSignature)):
        read_signed(b"one", raw, SIGNER.public, limit=150)


def test_what_is_sealed_to_a_key_opens_with_that_key_only():
    sealed = seal_to(KEY.public, b"secret", b"bound")

    assert SealingKey.from_bytes(KEY.to_bytes()).open(sealed, b"bound") == b"secret"
    for opener, bound in ((SealingKey.generate(IDS), b"bound"), (KEY, b"else")):
        with pytest.raises(SealError):
            opener.open(sealed, bound)


@given(st.binary(max_size=1_400))
def test_any_bytes_do_not_open(raw):
    with pytest.raises(SealError):
        KEY.open(raw, b"")


@pytest.mark.parametrize(
    "public", [b"", bytes(1216), b"\xff" * 1216, KEY.public[:-32] + bytes(32)]
)
def test_an_impossible_public_key_is_refused(public):
    with pytest.raises(FormatError):
        check_sealing_public(public)


def test_private_keys_of_another_size_are_refused():
    for kind in (SigningKey, SealingKey):
        with pytest.raises(FormatError):
            kind.from_bytes(b"short")


def keyring(**extra):
    return Keyring.make(SECRET, IDS, passphrase="juist paard", cost=CHEAP, **extra)


def test_a_keyring_opens_with_its_passphrase_and_no_other(tmp_path):
    keyring().write(tmp_path / "keyring.json")

    read = Keyring.read(tmp_path / "keyring.json")

    assert read.open("juist paard") == SECRET
    with pytest.raises(WrongSecret):
        read.open("fout paard")


def test_a_passphrase_may_be_typed_in_either_form_of_unicode():
    made = Keyring.make(SECRET, IDS, passphrase="caf\u00e9", cost=CHEAP)

    assert made.open("cafe\u0301") == SECRET


def test_a_keyring_opens_with_the_recovery_code_however_it_is_typed():
    code = new_recovery_code(SeededIds("code"))
    made = keyring(recovery=code)

    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert made.open_with_recovery(typed) == SECRET
    for wrong in (new_recovery_code(IDS), "", "x" * 32, "paard"):
        with pytest.raises(WrongSecret):
            made.open_with_recovery(wrong)


def test_a_slot_that_was_never_set_does_not_open():
    with pytest.raises(WrongSecret):
        keyring().open_with_recovery(new_recovery_code(IDS))
    with pytest.raises(WrongSecret):
        keyring().open_with_escrow(KEY)


def test_escrow_opens_with_the_private_key_of_the_region(tmp_path):
    keyring().with_escrow(SECRET, KEY.public).write(tmp_path / "k")

    read = Keyring.read(tmp_path / "k")

    assert read.open_with_escrow(KEY) == SECRET
    with pytest.raises(WrongSecret):
        read.open_with_escrow(SealingKey.generate(IDS))


def test_a_new_passphrase_replaces_the_old_one_and_keeps_the_other_slots():
    code = new_recovery_code(IDS)

    changed = keyring(recovery=code).with_passphrase(SECRET, "nieuw", IDS, CHEAP)

    assert changed.open("nieuw") == changed.open_with_recovery(code) == SECRET
    with pytest.raises(WrongSecret):
        changed.open("juist paard")


def test_a_keyring_file_says_nothing_of_its_secrets_and_is_its_owners_only(tmp_path):
    path = tmp_path / "keyring.json"

    keyring(recovery=new_recovery_code(IDS)).write(path)

    assert SECRET.hex() not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir()] == ["keyring.json"]


def test_a_slot_moved_to_another_place_does_not_open(tmp_path):
    path = tmp_path / "keyring.json"
    keyring().write(path)
    words = json.loads(path.read_text())
    words["slots"]["recovery"] = words["slots"]["passphrase"]
    path.write_text(json.dumps(words))

    with pytest.raises(WrongSecret):
        Keyring.read(path).open_with_recovery(new_recovery_code(IDS))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", NotOurFile),
        (b"\xff\xfe", NotOurFile),
        (b"[]", NotOurFile),
        (b"[" * 50_000, NotOurFile),
        (b'{"format": "other"}', NotOurFile),
        (b'{"format": "noodpost-keyring", "version": 2}', NewerFile),
        (b'{"format": "noodpost-keyring", "version": 1}', DamagedFile),
        (b'{"format": "noodpost-keyring", "version": 1, "slots": []}', DamagedFile),
        (b" " * (MAX_KEYRING_BYTES + 1), DamagedFile),
    ],
)
def test_a_keyring_file_that_will_not_do_is_named(tmp_path, raw, expected):
    (tmp_path / "keyring.json").write_bytes(raw)

    with pytest.raises(expected):
        Keyring.read(tmp_path / "keyring.json")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 1 << 40),
        ("passes", 0),
        ("lanes", -1),
        ("passes", "many"),
        ("lanes", 1e999),
    ],
)
def test_a_keyring_that_asks_for_absurd_work_is_refused(tmp_path, name, value):
    path = tmp_path / "keyring.json"
    keyring().write(path)
    words = json.loads(path.read_text())
    words["slots"]["passphrase"]["argon2id"][name] = value
    path.write_text(json.dumps(words))

    with pytest.raises(DamagedFile):
        Keyring.read(path)


def test_where_there_is_no_keyring_there_is_none(tmp_path):
    assert Keyring.read(tmp_path / "keyring.json") is None


def test_a_folder_in_place_of_a_keyring_is_said(tmp_path):
    with pytest.raises(DamagedFile):
        Keyring.read(tmp_path)
    with pytest.raises(FileError):
        keyring().write(tmp_path / "nowhere" / "keyring.json")


def test_the_shipped_cost_is_what_the_design_asks():
    assert Cost() == Cost(memory_kib=65_536, passes=3, lanes=1)


def test_a_recovery_code_is_thirty_two_letters_in_groups_of_four():
    code = new_recovery_code(IDS)

    assert [len(group) for group in code.split("-")] == [4] * 8
    assert tidy_recovery_code(code) == code.replace("-", "")


def test_a_pin_fits_only_itself():
    sealed = seal_pin("482916", IDS, CHEAP)

    assert pin_fits("482916", sealed)
    assert not pin_fits("482917", sealed)
    assert b"482916" not in sealed
    assert seal_pin("482916", IDS, CHEAP) != sealed


@given(st.binary(max_size=60))
def test_a_damaged_pin_is_named(raw):
    with pytest.raises(FormatError):
        pin_fits("482916", b"\x02" + raw)


def test_a_pin_that_asks_for_absurd_work_is_refused():
    with pytest.raises(FormatError):
        pin_fits("482916", b"\x01" + b"\xff" * 6 + bytes(48))


def test_file_keys_are_new_every_time():
    assert len({new_file_key(IDS) for _ in range(10)}) == 10


def test_wrong_tries_make_the_wait_grow_and_a_restart_does_not_help(tmp_path):
    clock = FakeClock()
    tries = Tries(tmp_path / "tries.json", clock)

    waits = [tries.failed() for _ in range(14)]

    assert waits[:7] == [0, 0, 0, 5_000, 10_000, 20_000, 40_000]
    assert waits[-1] == MAX_TRIES_WAIT_MS
    assert Tries(tmp_path / "tries.json", clock).wait_ms() == MAX_TRIES_WAIT_MS


def test_a_wait_ends_by_itself_and_a_right_try_clears_it(tmp_path):
    clock = FakeClock()
    tries = Tries(tmp_path / "tries.json", clock)
    for _ in range(4):
        tries.failed()
    clock.advance(4_000)
    assert tries.wait_ms() == 1_000

    clock.advance(1_000)
    assert tries.wait_ms() == 0
    tries.succeeded()

    assert tries.failed() == 0


def test_a_clock_set_back_neither_skips_the_wait_nor_makes_it_endless(tmp_path):
    clock = FakeClock()
    tries = Tries(tmp_path / "tries.json", clock)
    for _ in range(4):
        tries.failed()
    clock.advance(-10 * 86_400_000)

    assert tries.wait_ms() == 5_000
    clock.advance(5_000)

    assert tries.wait_ms() == 0


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b"\xff", b'{"failed": 1e999}'])
def test_a_damaged_count_starts_again(tmp_path, raw):
    (tmp_path / "tries.json").write_bytes(raw)
    tries = Tries(tmp_path / "tries.json", FakeClock())

    assert tries.wait_ms() == 0
    tries.succeeded()
