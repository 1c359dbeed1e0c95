"""Consults: kept by who may, called back overdue first, seen by few, erased by law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.care.advice import AdviceSet
from app.care.consult import Agreed, ConsultMade, ConsultWay, Followed, Helper
from app.care.refusal import Refusal
from app.care.staff import may_see_consults
from app.care.terms import Role
from app.commands import Grounds
from app.commands.advice import set_advice
from app.commands.consult import (
    find_help,
    follow_consult,
    make_consult,
    open_consult,
)
from app.commands.erasure import erase_consult
from app.store.desk import local_day
from app.store.file import CareFile
from app.store.queries.access import looks
from app.store.queries.advice import sheets
from app.store.queries.consult import consults
from app.store.tables import state_of
from tests.support.fakes import NOON_MS
from tests.support.post import PIN, actor, memory_post

TODAY = local_day(NOON_MS)
TOMORROW = local_day(NOON_MS + 86_400_000)
ASKED = ConsultMade(
    b"",
    ConsultWay.PHONE,
    Agreed.WAIT,
    NOON_MS,
    asker="Ans",
    question="keelpijn",
    until_day=TOMORROW,
)


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


def made(post: CareFile, role: Role = Role.NURSE, **said: object) -> bytes:
    by, fact = actor(post, role), replace(ASKED, **said)  # type: ignore[arg-type]
    return post.write_now(lambda d: make_consult(d, by, fact)).stream


def test_who_can_wait_is_called_back_and_the_overdue_first(post: CareFile) -> None:
    later = made(post)
    sooner = made(post, until_day=TODAY)
    made(post, agreed=Agreed.SELF)
    found = post.read_now(lambda db: consults(db, TOMORROW))

    assert [each.stream for each in found.waiting] == [sooner, later]
    assert found.overdue == 1
    assert len(found.latest) == 3
    assert found.latest[0].by_name == "Nurse"

    by = actor(post)
    post.write_now(lambda d: follow_consult(d, by, sooner, Followed.BETTER))
    after = post.read_now(lambda db: consults(db, TOMORROW))
    assert [each.stream for each in after.waiting] == [later]
    with pytest.raises(Refusal, match="nobody_waits"):
        post.write_now(lambda d: follow_consult(d, by, sooner, Followed.BETTER))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"question": " "}, "question_missing"),
        ({"asker": ""}, "nobody_to_call"),
        ({"until_day": ""}, "review_missing"),
        ({"until_day": "morgen"}, "not_a_date"),
        ({"until_day": "2020-01-01"}, "day_is_over"),
        ({"role": Role.STOCK_KEEPER}, "role_may_not"),
        ({"role": Role.REGISTRAR}, "role_may_not"),
    ],
)
def test_a_consult_without_what_it_takes_is_refused(
    post: CareFile, said: dict[str, object], why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        made(post, **said)  # type: ignore[arg-type]


def test_a_neighbour_who_helps_is_found_once(post: CareFile) -> None:
    stream, by = made(post, helper=Helper.NEIGHBOUR), actor(post)
    wanted = post.read_now(lambda db: consults(db, TODAY)).wanting
    post.write_now(lambda d: find_help(d, by, stream, "Bep, nummer 12"))

    assert [each.stream for each in wanted] == [stream]
    assert post.read_now(lambda db: consults(db, TODAY)).wanting == ()
    with pytest.raises(Refusal, match="no_help_wanted"):
        post.write_now(lambda d: find_help(d, by, stream, "Co"))


def test_who_opens_a_consult_is_on_the_log_and_few_roles_see_any(
    post: CareFile,
) -> None:
    stream, by = made(post), actor(post)
    post.write_now(lambda d: open_consult(d, by, stream))

    assert [each.actor for each in post.read_now(lambda db: looks(db, stream))] == [by]
    assert {each for each in Role if may_see_consults(each)} == {
        Role.FIRST_AIDER,
        Role.NURSE,
        Role.DOCTOR,
        Role.POST_LEAD,
    }


def test_a_consult_is_erased_by_law_by_who_leads(post: CareFile) -> None:
    stream, lead = made(post, question="heel bijzonder"), actor(post, Role.POST_LEAD)
    nurse, grounds = actor(post), Grounds("mr. De Wit", "verzoek betrokkene")
    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: erase_consult(d, nurse, stream, grounds, PIN))

    post.write_now(lambda d: erase_consult(d, lead, stream, grounds, PIN))

    assert post.read_now(lambda db: state_of(db, "consult", stream)) is None
    kept = post.read_now(
        lambda db: db.execute("SELECT canon FROM event WHERE stream = ?", (stream,))
    )
    assert not any(b"heel bijzonder" in bytes(row[0]) for row in kept)


def test_a_sheet_is_written_with_a_source_in_both_languages(post: CareFile) -> None:
    by = actor(post)
    said = AdviceSet(b"", "heat", NOON_MS, "Drink", "Drink", source="arts Bos")
    post.write_now(lambda d: set_advice(d, by, said))
    found = {each.topic: each for each in post.read_now(sheets)}

    assert found["heat"].source == "arts Bos"
    assert found["wound"].is_example
    for changed, why in (
        ({"source": ""}, "source_missing"),
        ({"steps_en": " "}, "both_languages"),
        ({"topic": "iets"}, "no_such_fact"),
    ):
        wrong = replace(said, **changed)  # type: ignore[arg-type]
        with pytest.raises(Refusal, match=why):
            post.write_now(lambda d, w=wrong: set_advice(d, by, w))
