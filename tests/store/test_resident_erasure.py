"""A resident erased by law: no word of them is left in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.care.refusal import Refusal
from app.care.terms import Role
from app.commands import Grounds, erase_resident, save_draft
from app.store.file import CareFile
from app.store.queries.draft import draft
from app.store.queries.resident import areas, resident_detail
from sync.ids import ActorId
from tests.support.decrypted import decrypted
from tests.support.post import KEY, PIN, actor, memory_post, open_post
from tests.support.residents import enlisted

GROUNDS = Grounds("Rechtbank Noord", "verzoek van betrokkene")


def erase(
    file: CareFile,
    by: ActorId,
    stream: bytes,
    grounds: Grounds = GROUNDS,
    pin: str = PIN,
) -> None:
    file.write_now(lambda desk: erase_resident(desk, by, stream, grounds, pin))


def test_no_word_of_a_resident_is_left_and_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "care.db"
    file = open_post(path)
    gone = enlisted(file, "Zeldzaamnaam", street="Hondenbeetstraat", key_place="klok")
    kept = enlisted(file, "Ans", street="Korreweg")
    lead = actor(file, Role.POST_LEAD)
    form = f"need-power-{gone.hex()}"
    file.write_now(lambda desk: save_draft(desk, lead, form, '{"x": "y"}'))

    erase(file, lead, gone)

    assert file.read_now(lambda db: resident_detail(db, gone)) is None
    assert file.read_now(lambda db: draft(db, lead, form)) is None
    assert file.read_now(areas)[1] == (("Korreweg", 1),)
    assert file.read_now(lambda db: resident_detail(db, kept)) is not None
    file.close()
    content = decrypted(path, KEY)
    assert b"Korreweg" in content
    assert [each for each in (b"Zeldzaamnaam", b"Hondenbeet") if each in content] == []


@pytest.mark.parametrize(
    ("role", "pin", "grounds", "why"),
    [
        (Role.NURSE, PIN, GROUNDS, "role_may_not"),
        (Role.POST_LEAD, "000000", GROUNDS, "wrong_pin"),
        (Role.POST_LEAD, PIN, Grounds("", "x"), "erasure_grounds"),
    ],
)
def test_nothing_is_gone_where_it_is_refused(
    role: Role, pin: str, grounds: Grounds, why: str
) -> None:
    file = memory_post()
    stream = enlisted(file, "Ans")

    with pytest.raises(Refusal, match=why):
        erase(file, actor(file, role), stream, grounds, pin)

    assert file.read_now(lambda db: resident_detail(db, stream)) is not None
    file.close()


def test_who_is_not_kept_cannot_be_erased() -> None:
    file = memory_post()

    with pytest.raises(Refusal, match="no_such_fact"):
        erase(file, actor(file, Role.POST_LEAD), b"resident:" + bytes(16))
    file.close()
