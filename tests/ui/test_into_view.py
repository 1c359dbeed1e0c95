"""A refused field comes into view, whatever sheet it stands on."""

from __future__ import annotations

from app.care.terms import Triage
from tests.support.post import registered
from tests.support.screen import Screen
from tests.support.window import Post, act, told


def test_what_must_be_typed_gets_the_cursor_and_says_why() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await act(screen, "medicine")
        await screen.click("substance-morphine")
        before = len(screen.called("focus"))
        await screen.type("at", "gisteren")
        await screen.click("save")

        assert screen["at"].error in screen["refusal"].value
        assert len(screen.called("focus")) == before + 1
        assert not screen.called("scroll_to")

    told(post, stream, tell)


def test_a_choice_that_lacks_says_so_above_it_and_its_list_scrolls_there() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await act(screen, "medicine")
        await screen.click("substance-morphine")
        await screen.type("dose", "5")
        await screen.click("save")

        assert screen["unit-error"].value == "Kies de eenheid van de dosis."
        (call,) = screen.called("scroll_to")
        assert str(call["scroll_key"]) == "place-of-unit"
        assert "place-of-unit" in screen.keys()  # noqa: SIM118

        await screen.click("unit-mg")
        assert "unit-error" not in screen.keys()  # noqa: SIM118

    told(post, stream, tell)


def test_every_refused_save_looks_again_and_leaving_a_field_never_does() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "departure")
        await screen.click("save")
        await screen.click("save")
        assert "nog niets" in screen["disposition-error"].value
        assert len(screen.called("scroll_to")) == 2

        await screen.click("close-sheet")
        await act(screen, "particulars")
        before = len(screen.called("focus"))
        await screen.type("bsn", "123456789")
        await screen.event("bsn", "blur")
        assert screen["bsn"].error is not None
        assert len(screen.called("focus")) == before

    told(post, stream, tell)
