"""Lists on paper: numbered, signed out once the PIN fits, signed in once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from app.care.handout import Copy, handout_stream
from app.care.harm import HarmClass
from app.care.refusal import Refusal
from app.care.resident import ResidentVisited, VisitOutcome
from app.care.terms import Role
from app.commands import (
    Numbered,
    give_handout,
    retract,
    return_handout,
    visit_resident,
)
from app.store.file import CareFile
from app.store.queries.handout import handouts_out, on_paper, out_with
from app.store.queries.outage import Looking, lens_of
from tests.support.fakes import NOON_MS
from tests.support.post import PIN, actor, memory_post
from tests.support.residents import enlisted


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


def given(
    post: CareFile,
    role: Role = Role.NURSE,
    copy: Copy = Copy.TEAM,
    to_name: str = "Team Noord",
    people: Sequence[bytes] = (b"resident:1", b"resident:2"),
    pin: str = PIN,
) -> Numbered:
    by = actor(post, role)
    return post.write_now(lambda d: give_handout(d, by, to_name, copy, people, pin))


def test_a_list_is_out_until_it_is_signed_in_once(post: CareFile) -> None:
    first, second = given(post), given(post)
    by, stream = actor(post), handout_stream(first.sheet)
    out = post.read_now(handouts_out)
    post.write_now(lambda d: return_handout(d, by, stream))

    assert [each.given.sheet for each in out] == [first.sheet, second.sheet]
    assert first.sheet != second.sheet
    assert [each.given.sheet for each in post.read_now(handouts_out)] == [second.sheet]
    with pytest.raises(Refusal, match="already_taken_back"):
        post.write_now(lambda d: return_handout(d, by, stream))


def test_it_is_known_which_lists_that_are_out_have_somebody_on_them(
    post: CareFile,
) -> None:
    first, second = given(post), given(post, people=(b"resident:2",))
    by, stream = actor(post), handout_stream(second.sheet)

    def sheets(resident: bytes) -> list[str]:
        found = post.read_now(lambda db: out_with(db, resident))
        return [each.given.sheet for each in found]

    assert sheets(b"resident:1") == [first.sheet]
    assert sheets(b"resident:2") == [first.sheet, second.sheet]
    post.write_now(lambda d: return_handout(d, by, stream))
    assert sheets(b"resident:2") == [first.sheet]


def test_who_is_not_at_home_comes_on_no_list(post: CareFile) -> None:
    stream, by = enlisted(post, "Ans"), actor(post)
    gone = ResidentVisited(VisitOutcome.HOSPITAL, NOON_MS)
    post.write_now(lambda d: visit_resident(d, by, stream, gone))
    looking = Looking(words="ans")

    found = post.read_now(
        lambda db: on_paper(db, lens_of(db, looking, NOON_MS), NOON_MS)
    )

    assert found == ()


def test_only_who_leads_takes_a_list_with_keys(post: CareFile) -> None:
    with pytest.raises(Refusal, match="keys_for_lead"):
        given(post, copy=Copy.LEAD)

    assert given(post, Role.POST_LEAD, Copy.LEAD).by == "Post Lead"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"to_name": " "}, "receiver_missing"),
        ({"people": ()}, "nobody_on_list"),
        ({"pin": "000000"}, "wrong_pin"),
        ({"role": Role.STOCK_KEEPER}, "role_may_not"),
    ],
)
def test_no_list_without_a_bearer_people_pin_or_power(
    post: CareFile, said: dict[str, object], why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        given(post, **said)  # type: ignore[arg-type]
    assert post.read_now(handouts_out) == ()


def test_that_a_list_went_out_is_never_taken_back(post: CareFile) -> None:
    sheet, by = given(post).sheet, actor(post)
    stream = handout_stream(sheet)
    (event,) = post.read_now(
        lambda db: db.execute(
            "SELECT log, seq FROM event WHERE stream = ?", (stream,)
        ).fetchall()
    )

    with pytest.raises(Refusal):
        post.write_now(lambda d: retract(d, by, (bytes(event[0]), event[1])))


def test_what_stands_on_a_list_is_what_was_looked_at(post: CareFile) -> None:
    enlisted(post, "Ans")

    def listed(shown: HarmClass | None) -> int:
        looking = Looking(shown=shown)
        found = post.read_now(
            lambda db: on_paper(db, lens_of(db, looking, NOON_MS), NOON_MS)
        )
        return len(found)

    assert [listed(each) for each in (None, HarmClass.H4, HarmClass.H12)] == [1, 1, 0]
