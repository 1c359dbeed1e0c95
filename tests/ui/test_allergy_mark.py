"""Who is allergic carries a sign and the word in lists and on the board."""

from __future__ import annotations

import pytest

from app.care.medicine import AllergiesDenied, AllergyRecorded
from app.care.terms import LinkReason, Triage
from app.commands import deny_allergies, link_records, record_allergy, retract
from app.ui.screens.casualties import CasualtiesRoom
from app.ui.widgets.casualty_row import ROW_HEIGHT, spoken
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import Post


def allergic(post: Post, stream: bytes) -> tuple[bytes, int]:
    by, fact = actor(post.file), AllergyRecorded("latex", post.clock.now_ms(), "latex")
    said = post.file.write_now(lambda desk: record_allergy(desk, by, stream, fact))
    return said.log, said.seq


@pytest.mark.parametrize(("width", "grows"), [(390, True), (1280, False)])
def test_a_row_says_that_there_is_an_allergy_and_a_phone_gives_it_a_line(
    width: int, grows: bool
) -> None:
    post = Post()
    stream, other = (registered(post.file, Triage.T2) for _ in range(2))
    allergic(post, stream)
    by, denied = actor(post.file), AllergiesDenied(post.clock.now_ms())
    post.file.write_now(lambda desk: deny_allergies(desk, by, other, denied))
    rows = {row.stream: row for row in post.rows()}

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Allergie" in screen)
        assert screen.words().count("Allergie") == 1
        marked = screen[f"row-{rows[stream].number}"]
        plain = screen[f"row-{rows[other].number}"]
        assert plain.height == ROW_HEIGHT
        assert (marked.height > ROW_HEIGHT) is grows

    post.tell(CasualtiesRoom, tell, width)
    assert "Allergie" in spoken(rows[stream], post.clock.now_ms(), "nl")
    assert "Allergie" not in spoken(rows[other], post.clock.now_ms(), "nl")


def test_the_board_carries_it_too() -> None:
    post = Post()
    allergic(post, registered(post.file, Triage.T1))
    registered(post.file, Triage.T1)
    post.session.board = True

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Allergie" in screen)
        assert screen.words().count("Allergie") == 1

    post.tell(CasualtiesRoom, tell)


def test_another_record_of_the_same_person_warns_and_a_slip_taken_back_does_not() -> (
    None
):
    post = Post()
    one, other = (registered(post.file, Triage.T2) for _ in range(2))
    by = actor(post.file)
    said = allergic(post, one)
    assert {row.stream for row in post.rows() if row.allergic} == {one}

    post.file.write_now(
        lambda desk: link_records(desk, by, one, other, LinkReason.TOLD)
    )
    assert {row.stream for row in post.rows() if row.allergic} == {one, other}

    post.file.write_now(lambda desk: retract(desk, by, said, "vergissing"))
    assert not any(row.allergic for row in post.rows())
    post.program.end()
