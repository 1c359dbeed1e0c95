"""Melden en papier: METHANE, the 9-line, cards before and after use."""

from __future__ import annotations

from io import BytesIO

import flet as ft
from pypdf import PdfReader

from app.care.casualty import Registered
from app.care.identity import paper_number
from app.care.terms import Triage
from app.store.queries.situation import situation
from app.ui.screens.papers import PapersRoom
from app.ui.state import Session
from tests.support.post import registered
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return PapersRoom(session, program)


def test_methane_is_counted_from_the_picture_and_says_when_it_is_old() -> None:
    post = Post()
    for category in (Triage.T1, Triage.T1, Triage.T3, None):
        registered(post.file, category)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "save-methane" in screen)
        await screen.click("save-methane")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.click("major-declared")
        await screen.type("location", "Station Zuid")
        await screen.click("save-methane")
        await screen.until(lambda: "methane-0" in screen)

        said = [screen[f"methane-{line}"].value for line in range(7)]
        assert said[1] == "Station Zuid"
        assert "T1 2 · T2 0 · T3 1" in said[5]
        assert "geen triage 1" in said[5]
        assert said[2] == said[3] == said[4] == said[6] == "niet bekend"
        assert "methane-changed" not in screen
        assert screen["location"].value == "Station Zuid"

        registered(post.file, Triage.T2)
        await screen.until(lambda: "methane-changed" in screen)
        assert "T2 0" in screen["methane-5"].value

    post.tell(room, tell)


def test_methane_prints_without_a_pin_for_it_names_nobody() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "save-methane" in screen)
        await screen.type("location", "Station Zuid")
        await screen.click("save-methane")
        await screen.until(lambda: "print-methane" in screen)
        await screen.click("print-methane")
        await screen.until(lambda: screen.called("save_file"))

        (saved,) = screen.called("save_file")
        words = PdfReader(BytesIO(saved["src_bytes"])).pages[0].extract_text()
        assert "Station Zuid" in words
        assert saved["file_name"] == "methane-ZUID-A-0001.pdf"

    post.tell(room, tell)


def test_a_9_line_whose_sums_differ_is_refused_in_words() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("papers-medevac")
        await screen.type("pickup", "31U ET 1")
        await screen.type("radio", "38.65 ZUID")
        await screen.type("urgent", "2")
        await screen.type("litter", "1")
        await screen.click("save-medevac")
        assert "Regel 3 telt 2" in screen["refusal"].value
        assert "regel 5 telt er 1" in screen["refusal"].value

        await screen.type("ambulatory", "1")
        await screen.type("terrain", "Weiland")
        await screen.click("save-medevac")
        await screen.until(lambda: "medevac-8" in screen)

        assert screen["medevac-2"].value == "A 2 (urgent) [NATO]"
        assert screen["medevac-8"].value == "Weiland"
        kept = post.file.read_now(lambda db: situation(db, 0)).medevac
        assert kept is not None
        assert (kept.by_precedence, kept.by_type) == (2, 2)

    post.tell(room, tell)


def test_the_scheme_decides_which_precedences_are_asked() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("papers-medevac")
        assert "surgical" not in screen.keys()  # noqa: SIM118
        await screen.click("scheme-us")

        assert "surgical" in screen.keys()  # noqa: SIM118
        assert "escort" not in screen.keys()  # noqa: SIM118
        assert "binnen 4 u" in screen["priority"].label
        await screen.click("setting-war")
        assert "security-X" in screen.keys()  # noqa: SIM118
        assert "terrain" not in screen.keys()  # noqa: SIM118

    post.tell(room, tell)


def test_blank_cards_never_get_a_number_twice() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await screen.click("papers-blank")
        await screen.type("cards", "3")
        await screen.click("make-cards")
        await screen.until(lambda: "ZUID-PA003" in screen)
        await screen.click("make-cards")
        await screen.until(lambda: "ZUID-PA006" in screen)

        first, second = (
            " ".join(page.extract_text() for page in PdfReader(BytesIO(each)).pages)
            for each in (saved["src_bytes"] for saved in screen.called("save_file"))
        )
        assert "ZUID-PA003" in first
        assert "ZUID-PA003" not in second
        assert "ZUID-PA004" in second

    post.tell(room, tell)


def test_a_card_is_entered_under_its_number_with_its_times() -> None:
    post = Post()
    number = paper_number("ZUID", "A", 1, exercise=False)

    async def tell(screen: Screen) -> None:
        await screen.click("papers-enter")
        await screen.type("number", number.lower())
        await screen.click("save-card")
        assert "hoe laat" in screen["refusal"].value
        await screen.type("at", "09:10")
        await screen.type("triaged_at", "09:25")
        await screen.click("category-T2")
        await screen.type("complaint", "Pols")
        await screen.type("note_text", "Mitella om 09:40")
        await screen.click("save-card")
        await screen.until(lambda: post.session.casualty is not None)

        detail = post.detail(post.session.casualty or b"")
        assert detail.row.number == number
        assert detail.row.category is Triage.T2
        facts = {type(each.body).__name__: each for each in detail.timeline}
        minute = 60_000
        arrived = facts["Registered"].observed_ms
        assert facts["Triaged"].observed_ms - arrived == 15 * minute
        assert isinstance(facts["Registered"].body, Registered)
        late_ms = facts["Registered"].recorded_ms - arrived
        assert late_ms > 30 * minute

    post.tell(room, tell)


def test_a_card_entered_twice_or_with_a_wrong_number_is_refused() -> None:
    post = Post()
    number = paper_number("ZUID", "A", 1, exercise=False)
    device = post.detail(registered(post.file, Triage.T3)).row.number
    drill = paper_number("ZUID", "A", 1, exercise=True)

    async def tell(screen: Screen) -> None:
        async def refusal(words: str) -> str:
            post.session.casualty = None
            await screen.type("number", words)
            await screen.type("at", "09:10")
            await screen.click("save-card")
            return str(screen["refusal"].value) if "refusal" in screen else ""

        await screen.click("papers-enter")
        assert "klopt niet" in await refusal(number[:-1] + "I")
        assert "van een apparaat" in await refusal(device)
        assert "oefening" in await refusal(drill)
        assert await refusal(number) == ""
        await screen.until(lambda: post.session.casualty is not None)
        assert "al ingevoerd" in await refusal(number)

    post.tell(room, tell)
