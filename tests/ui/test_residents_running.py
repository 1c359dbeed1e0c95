"""What runs out for residents: as the list, the record and paper say it."""

from __future__ import annotations

from app.care.harm import HOUR_MS, Failure
from app.care.need import CriticalMedicine, MedicineStated
from app.commands import report_outage, state_need
from app.store.queries.outage import outages
from tests.support.fakes import NOON_MS
from tests.support.paper import words_of
from tests.support.post import PIN, actor
from tests.support.residents_room import enlist, held, room, says
from tests.support.screen import Screen
from tests.support.window import Post


def test_a_list_on_paper_is_signed_out_with_a_pin_and_in_with_a_tap() -> None:
    post = Post()
    enlist(post, "Ans")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Ans" in screen)
        await screen.click("on-paper")
        await screen.until(lambda: says(screen, "1 bewoner op de lijst"))
        assert "copy-lead" not in screen
        await screen.type("handout-to", "Team Noord")
        await screen.type("handout-pin-", PIN)
        await screen.click("print-handout")
        await screen.until(lambda: "returned-ZUID-A-0001" in screen)
        (saved,) = screen.called("save_file")
        assert saved["file_name"] == "omkijklijst-ZUID-A-0001.pdf"
        words = words_of(saved["src_bytes"])
        assert "1. Ans" in words
        assert "Binnen 4 u: 50 Binnen 4 u + 10 alleen?" in words
        await screen.click("returned-ZUID-A-0001")
        await screen.until(lambda: "none-out" in screen)

    post.tell(room, tell)


def test_paper_says_what_nobody_knows_and_a_neighbour_gets_no_class() -> None:
    post = Post()
    stream, by = enlist(post, "Ans", None), actor(post.file)
    insulin = MedicineStated(NOON_MS, (CriticalMedicine.INSULIN,), 60)
    post.file.write_now(lambda d: state_need(d, by, stream, insulin))

    async def printed(screen: Screen, made: str = "") -> str:
        before = len(screen.called("save_file"))
        await screen.type("handout-to", "Team Noord")
        await screen.type(f"handout-pin-{made}", PIN)
        await screen.click("print-handout")
        await screen.until(lambda: len(screen.called("save_file")) > before)
        return words_of(screen.called("save_file")[-1]["src_bytes"])

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Ans" in screen)
        await screen.click("class-h4")
        await screen.click("on-paper")
        await screen.until(lambda: says(screen, "1 bewoner op de lijst"))
        team = await printed(screen)
        await screen.click("copy-neighbour")
        neighbour = await printed(screen, "ZUID-A-0001")

        assert "medicijnen op:" in team
        assert "Onbekend – bel eerst. accu: onbekend hoelang" in team
        assert "Binnen 4 u" not in neighbour
        await screen.until(lambda: says(screen, "1 bewoner · sinds"))
        await screen.click("close-handout")
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: says(screen, "Staat op papier: ZUID-A-0001"))

    post.tell(room, tell)


def test_hours_that_run_do_not_begin_anew_when_something_else_is_changed() -> None:
    post = Post()
    stream = enlist(post, "Ans", 3)
    by = actor(post.file)
    since = {Failure.POWER: NOON_MS}
    post.file.write_now(lambda d: report_outage(d, by, since))
    post.clock.advance(2 * HOUR_MS)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"resident-{stream.hex()}" in screen)
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: "change-power" in screen)
        await screen.click("change-power")
        await screen.click("devices-ventilator")
        await screen.click("save-line")
        await screen.until(lambda: held(post, stream).power[0].value.devices)
        await screen.until(lambda: says(screen, "accu nog 1 u 00 min"))

    post.tell(room, tell)


def test_a_device_nobody_named_is_not_said_to_be_unneeded() -> None:
    post = Post()
    stream = enlist(post, "Ans", 3)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"resident-{stream.hex()}" in screen)
        await screen.click(f"resident-{stream.hex()}")
        await screen.until(lambda: says(screen, "zonder kan · Accu: 3 u 00 min"))

    post.tell(room, tell)


def test_what_has_run_out_is_so_before_an_outage_is_chosen() -> None:
    post = Post()
    enlist(post, "Ans", 1)
    by = actor(post.file)
    post.file.write_now(lambda d: report_outage(d, by, {Failure.POWER: NOON_MS}))
    post.clock.advance(2 * HOUR_MS)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "Op: ga nu"))
        assert says(screen, "al het andere alsof het nu uitvalt")

    post.tell(room, tell)


def test_an_outage_of_much_in_long_streets_fits_a_chip() -> None:
    streets = ("Burgemeester van Roijenstraat Oost", "Korreweg")
    since = dict.fromkeys(Failure, NOON_MS)
    post = Post()
    by = actor(post.file)
    post.file.write_now(lambda d: report_outage(d, by, since, (), streets))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: says(screen, "Verwarming +4 · Burgemeester van Ro…"))

    post.tell(room, tell, width=390)


def test_who_is_at_zero_is_marked_until_somebody_has_been_there() -> None:
    post = Post()
    enlist(post, "Ans", 1)
    by = actor(post.file)
    since = {Failure.POWER: NOON_MS - 2 * HOUR_MS}
    post.file.write_now(lambda d: report_outage(d, by, since))
    post.clock.advance(2 * HOUR_MS)

    async def tell(screen: Screen) -> None:
        [row] = post.file.read_now(outages)
        await screen.click(f"lens-{row.stream[-4:].hex()}")
        await screen.until(lambda: says(screen, "Op: ga nu"))
        assert says(screen, "accu al 1 u 00 min op")

    post.tell(room, tell)
