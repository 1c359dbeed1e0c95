"""The letter, the tag and the TCCC card on screen."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from app.care.handover import AdviceGiven
from app.care.tccc import Evacuation
from app.care.terms import Paper, Role, Triage
from app.store.queries.handover import tccc_card
from tests.support.paper import printings
from tests.support.post import PIN, registered
from tests.support.screen import Screen
from tests.support.window import Post, told


async def opened(screen: Screen, name: str) -> None:
    if f"do-{name}" not in screen.keys():  # noqa: SIM118
        await screen.click("do-more")
    await screen.click(f"do-{name}")


def test_a_letter_can_be_printed_once_a_person_typed_advice() -> None:
    post = Post(Role.DOCTOR)
    stream = registered(post.file, Triage.T3, name="Jan Jansen")

    async def tell(screen: Screen) -> None:
        await opened(screen, "letter")
        assert "print-now" not in screen
        await screen.click("save-advice")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.type("text", "Koel de enkel, rust een week.")
        await screen.click("save-advice")
        await screen.until(lambda: "print-now" in screen)
        await screen.type("print-pin-0", PIN)
        await screen.click("print-now")
        await screen.until(lambda: "print-made" in screen)

        (saved,) = screen.called("save_file")
        page = PdfReader(BytesIO(saved["src_bytes"])).pages[0].extract_text()
        assert "Koel de enkel, rust een week." in page
        assert "Doctor" in page
        (printed,) = post.file.read_now(printings)
        assert printed.body.what is Paper.LETTER
        kinds = [type(each.body) for each in post.detail(stream).timeline]
        assert AdviceGiven in kinds

    told(post, stream, tell)


def test_who_may_not_advise_is_told_so() -> None:
    post = Post(Role.REGISTRAR)
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await opened(screen, "letter")
        await screen.type("text", "Rust")
        await screen.click("save-advice")

        assert "Advies gegeven" in screen["refusal"].value

    told(post, stream, tell)


def test_a_tag_asks_the_pin_and_has_the_number() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1, name="Jan Jansen")

    async def tell(screen: Screen) -> None:
        await opened(screen, "handover")
        await screen.click("face-tag")
        await screen.type("print-pin-0", PIN)
        await screen.click("print-now")
        await screen.until(lambda: "print-made" in screen)

        (saved,) = screen.called("save_file")
        page = PdfReader(BytesIO(saved["src_bytes"])).pages[0].extract_text()
        assert post.detail(stream).row.number in page
        assert "Jan" not in page
        assert saved["file_name"] == "label-ZUID-A-0001.pdf"

    told(post, stream, tell)


def test_a_tccc_card_is_filled_in_kept_and_printed() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1, name="Jan Jansen")

    async def tell(screen: Screen) -> None:
        await opened(screen, "dd1380")
        await screen.type("burn_percent", "101")
        await screen.click("save-dd1380")
        assert "burn_percent" in screen.keys()  # noqa: SIM118
        assert "100" in screen["refusal"].value
        await screen.type("burn_percent", "9")
        await screen.click("evacuation-urgent")
        for _ in range(3):
            await screen.click("gunshot")
        await screen.type("roster", "NL-044")
        await screen.click("save-dd1380")
        await screen.until(lambda: tccc_card(post.detail(stream)).form)

        form = tccc_card(post.detail(stream)).form
        assert form is not None
        assert (form.evacuation, form.gunshot) == (Evacuation.URGENT, True)
        assert form.burn_percent == 9

        await screen.type("print-pin-0", PIN)
        await screen.click("print-now")
        await screen.until(lambda: "print-made" in screen)
        (saved,) = screen.called("save_file")
        pages = PdfReader(BytesIO(saved["src_bytes"])).pages
        assert "NL-044" in pages[0].extract_text()

    told(post, stream, tell)
