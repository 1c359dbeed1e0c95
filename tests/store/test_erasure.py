"""Erasure by law: nothing of the words is left in the file, and the chain is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.care.casualty import NoteRecorded
from app.care.member import RoleChanged, staff_stream
from app.care.refusal import Refusal
from app.care.relative import RelativeAsked
from app.care.terms import AskOutcome, Role, Triage
from app.commands import (
    Grounds,
    Registration,
    answer_ask,
    ask_for,
    erase_casualty,
    erase_with_pin,
    record_note,
    register_casualty,
    retract,
    save_draft,
)
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.casualties import Filter, casualties
from app.store.queries.casualty import casualty
from app.store.queries.draft import draft
from app.store.queries.erasure import erasure_of
from app.store.queries.relative import asks
from sync.database import rows
from sync.erasure import is_in_force, pending
from sync.event import ERASURE, chain_after, chain_start, is_erased, read_event
from sync.ids import ActorId, LogId
from sync.journal import setting
from tests.support.decrypted import decrypted
from tests.support.post import KEY, PIN, actor, memory_post, open_post, registered

GROUNDS = Grounds("Rechtbank Noord", "verzoek van betrokkene")
SECRETS = (b"Zeldzaamnaam", b"Hondenbeet", b"vertrouwelijk")


def telling(file: CareFile) -> bytes:
    """Register a casualty of whom much is said, and return its stream."""
    by = actor(file)
    wanted = Registration(
        observed_ms=file.clock.now_ms(),
        category=Triage.T2,
        complaint="Hondenbeet",
        name="Zeldzaamnaam",
    )
    stream = file.write_now(lambda desk: register_casualty(desk, by, wanted)).stream
    for _ in range(30):
        note = NoteRecorded("vertrouwelijk " * 100, file.clock.now_ms())
        file.write_now(lambda desk, note=note: record_note(desk, by, stream, note))
    return stream


def erase(file: CareFile, stream: bytes, role: Role = Role.POST_LEAD) -> None:
    by = actor(file, role)
    file.write_now(lambda desk: erase_casualty(desk, by, stream, GROUNDS))


def chain_holds(file: CareFile) -> bool:
    """Walk the chain of the file's log, as whoever has its genesis can."""
    log = LogId(file.read_now(lambda db: setting(db, "log")))
    ((genesis,),) = file.read_now(
        lambda db: rows(db, "SELECT genesis FROM log WHERE log = ?", (log,))
    )
    tip = chain_start(log, genesis)
    for canon, chain in file.read_now(
        lambda db: rows(
            db, "SELECT canon, chain FROM event WHERE log = ? ORDER BY seq", (log,)
        )
    ):
        tip = chain_after(tip, read_event(canon), canon)
        if tip != chain:
            return False
    return True


def test_not_one_word_is_left_in_the_file_or_its_log(tmp_path: Path) -> None:
    path = tmp_path / "post.sqlite"
    file = open_post(path)
    stream = telling(file)
    registered(file, complaint="Schaafwond")
    before = decrypted(path, KEY)

    erase(file, stream)

    after = decrypted(path, KEY)
    file.close()
    assert all(secret in before for secret in SECRETS)
    assert [secret for secret in SECRETS if secret in after] == []
    assert b"Schaafwond" in after


def test_the_search_index_forgets_the_words_themselves() -> None:
    file = memory_post()
    stream = telling(file)

    erase(file, stream)

    vocabulary = "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, %s, row)"
    file.write_now(
        lambda desk: desk.database.conn.execute(vocabulary % "casualty_words")
    )
    known = file.write_now(
        lambda desk: rows(desk.database, "SELECT term FROM temp.vocabulary")
    )
    assert {"zeldzaamnaam", "hondenbeet"} & {term for (term,) in known} == set()


def test_number_moment_and_authority_remain_and_nothing_else() -> None:
    file = memory_post()
    stream = telling(file)
    number = file.read_now(lambda db: casualty(db, stream))
    assert number is not None

    erase(file, stream)

    left = file.read_now(lambda db: erasure_of(db, stream))
    assert left is not None
    assert (left.number, left.authority) == (number.row.number, "Rechtbank Noord")
    assert left.at_ms == file.clock.now_ms()
    assert file.read_now(lambda db: casualty(db, stream)) is None


def test_the_chain_holds_around_what_was_erased() -> None:
    file = memory_post()
    stream = telling(file)
    registered(file)

    erase(file, stream)

    assert chain_holds(file)


def test_other_casualties_keep_every_word() -> None:
    file = memory_post()
    other, stream = registered(file, complaint="Schaafwond"), telling(file)

    erase(file, stream)

    page = file.read_now(lambda db: casualties(db, Filter()))
    assert [row.stream for row in page.rows] == [other]


def test_who_asked_for_them_goes_with_them_and_other_questions_stay() -> None:
    post = memory_post()
    stream, by = telling(post), actor(post)
    now = post.clock.now_ms()
    asked = RelativeAsked(now, "Zeldzaamnaam", "Olga", "06-1")
    ask = post.write_now(lambda desk: ask_for(desk, by, asked)).stream
    other = RelativeAsked(now, "Sanne", "Piet", "06-2")
    kept = post.write_now(lambda desk: ask_for(desk, by, other)).stream
    post.write_now(lambda desk: answer_ask(desk, by, ask, AskOutcome.FOUND, stream))

    erase(post, stream)

    assert post.read_now(lambda db: is_in_force(db, ask))
    assert [each.stream for each in post.read_now(asks)] == [kept]
    sql = "SELECT canon FROM event WHERE stream = ? AND kind != ?"
    found = post.read_now(lambda db: rows(db, sql, (ask, ERASURE)))
    assert all(is_erased(read_event(canon)) for (canon,) in found)
    assert chain_holds(post)


def test_a_rebuilt_picture_is_the_same() -> None:
    file = memory_post()
    stream = telling(file)
    erase(file, stream)

    file.write_now(lambda desk: _rebuild(desk))

    assert file.read_now(lambda db: casualty(db, stream)) is None
    assert file.read_now(lambda db: erasure_of(db, stream)) is not None
    assert file.read_now(lambda db: rows(db, "SELECT * FROM attention")) == []


def _rebuild(desk: Desk) -> None:
    from app.store.projector import rebuild

    rebuild(desk.database)


def test_drafts_about_it_go_too_and_do_not_come_back() -> None:
    file = memory_post()
    stream, by = telling(file), actor(file)
    form = f"note:{stream.hex()}"
    file.write_now(lambda desk: save_draft(desk, by, form, '{"text": "geheim"}'))

    erase(file, stream)
    file.write_now(lambda desk: save_draft(desk, by, form, '{"text": "geheim"}'))

    assert file.read_now(lambda db: draft(db, by, form)) is None


@pytest.mark.parametrize(
    "role", [each for each in Role if each not in (Role.POST_LEAD, Role.OPERATOR)]
)
def test_who_may_not_erase_is_refused_and_nothing_is_gone(role: Role) -> None:
    file = memory_post()
    stream = telling(file)

    with pytest.raises(Refusal):
        erase(file, stream, role)

    assert file.read_now(lambda db: casualty(db, stream)) is not None


@pytest.mark.parametrize("grounds", [Grounds("", "x"), Grounds("x", "  ")])
def test_authority_and_reason_are_both_asked(grounds: Grounds) -> None:
    file = memory_post()
    stream, by = telling(file), actor(file, Role.POST_LEAD)

    with pytest.raises(Refusal) as refusal:
        file.write_now(lambda desk: erase_casualty(desk, by, stream, grounds))

    assert refusal.value.key == "erasure_grounds"


def test_a_wrong_pin_erases_nothing() -> None:
    file = memory_post()
    stream, by = telling(file), actor(file, Role.POST_LEAD)

    with pytest.raises(Refusal) as refusal:
        file.write_now(lambda desk: erase_with_pin(desk, by, stream, GROUNDS, "000000"))

    assert refusal.value.key == "wrong_pin"
    assert file.read_now(lambda db: casualty(db, stream)) is not None


def test_the_right_pin_erases() -> None:
    file = memory_post()
    stream, by = telling(file), actor(file, Role.POST_LEAD)

    file.write_now(lambda desk: erase_with_pin(desk, by, stream, GROUNDS, PIN))

    assert file.read_now(lambda db: casualty(db, stream)) is None


def test_an_erasure_cannot_be_taken_back() -> None:
    file = memory_post()
    stream, by = telling(file), actor(file, Role.POST_LEAD)
    erase(file, stream)
    (event,) = [
        each
        for each in file.write_now(lambda desk: desk.journal.stream(stream))
        if each.kind == ERASURE
    ]

    with pytest.raises(Refusal):
        file.write_now(lambda desk: retract(desk, by, (event.log, event.seq)))

    assert file.read_now(lambda db: is_in_force(db, stream))


def test_what_a_nurse_forges_is_kept_and_has_no_effect() -> None:
    file = memory_post()
    stream = telling(file)

    _forge(file, stream, actor(file))

    detail = file.read_now(lambda db: casualty(db, stream))
    assert detail is not None
    assert len(file.read_now(pending)) == 1
    assert [each.kind for each in detail.timeline].count(ERASURE) == 1


def test_a_forged_erasure_gets_no_effect_when_the_forger_leads_only_later() -> None:
    file = memory_post()
    stream, nurse, lead = telling(file), actor(file), actor(file, Role.POST_LEAD)
    _forge(file, stream, nurse)

    promoted = RoleChanged(Role.POST_LEAD)
    file.write_now(lambda desk: desk.record(staff_stream(nurse), promoted, lead))

    assert file.read_now(lambda db: casualty(db, stream)) is not None


def _forge(file: CareFile, stream: bytes, by: ActorId) -> None:
    from app.care.erasure import EntityErased

    fact = EntityErased("ik", "zomaar")
    file.write_now(lambda desk: desk.record(stream, fact, by))


def test_a_late_fact_about_it_lands_without_its_words() -> None:
    file = memory_post()
    stream, by = telling(file), actor(file)
    erase(file, stream)

    note = NoteRecorded("vertrouwelijk", file.clock.now_ms())
    file.write_now(lambda desk: desk.record(stream, note, by))

    last = file.write_now(lambda desk: desk.journal.stream(stream))[-1]
    assert is_erased(last)
    assert file.read_now(lambda db: casualty(db, stream)) is None
    assert chain_holds(file)


def test_a_crash_in_the_middle_erases_nothing_or_all(tmp_path: Path) -> None:
    file = open_post(tmp_path / "post.sqlite")
    stream, by = telling(file), actor(file, Role.POST_LEAD)

    def erase_and_stop(desk: Desk) -> None:
        erase_casualty(desk, by, stream, GROUNDS)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        file.write_now(erase_and_stop)

    assert file.read_now(lambda db: casualty(db, stream)) is not None
    assert not file.read_now(lambda db: is_in_force(db, stream))
    file.close()
