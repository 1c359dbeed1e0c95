"""Taps and letters that arrive together, on a busy device: all of them count."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import flet as ft

from app.care.terms import Triage
from app.ui.in_turn import hear_in_turn
from app.ui.screens.register import RegisterRoom
from app.ui.widgets.fields import text_field
from tests.support.screen import Screen, shown
from tests.support.window import Post


@dataclass(frozen=True)
class Form:
    name: str = ""
    first: bool = False
    second: bool = False
    others: int = 0


class Others:
    """What makes the form draw itself again, of its own accord."""

    draw: Callable[[], None]


@ft.component
def FormScreen(others: Others, saved: list[Form]) -> ft.Control:
    form, put = ft.use_state(Form())
    others.draw = lambda: put(lambda held: replace(held, others=held.others + 1))
    return ft.Column(
        controls=[
            text_field(
                "Naam", form.name, lambda w: put(replace(form, name=w)), key="n"
            ),
            ft.Button("1", key="one", on_click=lambda: put(replace(form, first=True))),
            ft.Button("2", key="two", on_click=lambda: put(replace(form, second=True))),
            ft.Button("Opslaan", key="save", on_click=lambda: saved.append(form)),
        ]
    )


def told(
    story: Callable[[Screen, Others, list[Form], list[str]], Awaitable[None]],
) -> None:
    others, saved, heard = Others(), list[Form](), list[str]()

    def main(page: ft.Page) -> None:
        hear_in_turn(page, heard.append)
        page.render(FormScreen, others, saved)

    async def run() -> None:
        async with shown(main) as screen:
            await story(screen, others, saved, heard)

    asyncio.run(run())


def test_each_of_three_taps_sees_what_the_one_before_it_did() -> None:
    async def tell(
        screen: Screen, others: Others, saved: list[Form], heard: list[str]
    ) -> None:
        await screen.taps("one", "two", "save")

        assert saved == [Form(first=True, second=True)]
        assert heard == ["click"] * 3

    told(tell)


def test_letters_are_kept_when_the_screen_is_drawn_between_them_and_their_event() -> (
    None
):
    async def tell(
        screen: Screen, others: Others, saved: list[Form], heard: list[str]
    ) -> None:
        await screen.type("n", "Noo")
        event = screen.letters("n", "Noor")
        others.draw()
        await screen.settle()
        await event()
        await screen.click("save")

        assert saved == [Form(name="Noor", others=1)]
        assert screen.drawn("Noo") == 0
        assert screen["n"].value == "Noor"

    told(tell)


def test_the_keys_of_a_scanner_wait_for_taps_but_for_no_drawing() -> None:
    rounds: list[int] = []
    count = 0

    async def tell(
        screen: Screen, others: Others, saved: list[Form], heard: list[str]
    ) -> None:
        nonlocal count

        def pressed(_event: ft.KeyboardEvent) -> None:
            others.draw()
            rounds.append(count)

        async def ticking() -> None:
            nonlocal count
            while True:
                count += 1
                await asyncio.sleep(0)

        screen.page.on_keyboard_event = pressed
        clock = asyncio.create_task(ticking())
        await screen.tap_and_keys("one", "0952880000001910LOT4", "Enter")
        clock.cancel()

        assert len(rounds) == 21
        assert len(set(rounds)) == 1
        assert rounds[0] > 1

    told(tell)


def test_several_are_registered_as_they_were_tapped_however_fast() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("several")
        await screen.taps(
            "how-many-10", "triage-T2", "at-waiting", "pick-breath", "pick-chest"
        )
        await screen.click("save")
        await screen.until(lambda: "range-0" in screen)

        rows = post.rows()
        assert len(rows) == 10
        said = {(row.category, row.spot, row.complaint) for row in rows}
        assert said == {(Triage.T2, "waiting", "Benauwd, Pijn op de borst")}

    post.tell(RegisterRoom, tell)
