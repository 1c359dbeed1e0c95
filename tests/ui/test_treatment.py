"""Behandeling: one tap, where and what, stock, and the clock of a tourniquet."""

from __future__ import annotations

from app.care.stock import LotKey
from app.care.terms import Triage
from app.care.treatment import Intervention, Site, TreatmentGiven
from app.commands import give_treatment, receive_stock
from app.store.queries.stock import lots
from app.ui.screens.casualties import CasualtiesRoom
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import MINUTE_MS, Post, told

TODAY = "2026-11-22"


def shelved(post: Post, item: str, pieces: int) -> None:
    by, lot = actor(post.file), LotKey(item, "L1", "2028-01-31")
    post.file.write_now(lambda desk: receive_stock(desk, by, lot, pieces))


def left(post: Post, item: str) -> int:
    held = post.file.read_now(lambda db: lots(db, item, TODAY))
    return sum(lot.on_hand for lot in held)


def test_one_tap_records_a_tourniquet_takes_it_from_stock_and_starts_its_clock() -> (
    None
):
    post = Post()
    stream = registered(post.file, Triage.T1)
    shelved(post, "VB001", 3)

    async def tell(screen: Screen) -> None:
        await screen.click("do-treatment")
        await screen.click("quick-2")
        await screen.until(lambda: "quick-2" not in screen.keys())  # noqa: SIM118

        (on,) = post.detail(stream).going_on
        assert (on.intervention, on.site) == (Intervention.TOURNIQUET, Site.LEFT_THIGH)
        assert left(post, "VB001") == 2
        assert "Tourniquet 0 min" in screen["tourniquet"].value
        assert "linkerbovenbeen" in screen["tourniquet"].value
        [said] = [each for each in screen.words() if "uit voorraad" in each]
        assert said.endswith("uit voorraad: 1 × Tourniquet (arm/been)")

    told(post, stream, tell)


def test_a_tourniquet_is_released_from_the_record_and_the_clock_is_gone() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await screen.click("do-treatment")
        await screen.click("quick-0")
        await screen.until(lambda: "going-on" in screen.keys())  # noqa: SIM118
        target = post.detail(stream).going_on[0].id
        await screen.click(f"end-tourniquet-{target[1]}")
        await screen.until(lambda: "going-on" not in screen.keys())  # noqa: SIM118

        assert "tourniquet" not in screen.keys()  # noqa: SIM118
        words = " ".join(screen.words())
        assert "Behandeling gestopt" in words
        assert words.count("Tourniquet · linkerbovenarm") == 2

    told(post, stream, tell)


def test_what_was_done_is_chosen_with_its_place_its_time_and_who_did_it() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    shelved(post, "VB003", 5)

    async def tell(screen: Screen) -> None:
        await screen.click("do-treatment")
        await screen.click("intervention-wound_packing")
        await screen.click("site-groin")
        await screen.click("pieces-more")
        await screen.type("given_by", "Politie")
        await screen.type("at", "12:40")
        await screen.click("save")
        await screen.until(lambda: "save" not in screen.keys())  # noqa: SIM118

        entry = post.detail(stream).timeline[-1]
        assert entry.kind == "treatment.given"
        assert entry.body.site is Site.GROIN
        assert entry.body.given_by == "Politie"
        assert entry.recorded_ms - entry.observed_ms >= 20 * MINUTE_MS
        assert left(post, "VB003") == 3

    told(post, stream, tell)


def test_what_is_not_in_stock_is_said_and_recorded_all_the_same() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-treatment")
        await screen.click("intervention-splint")
        await screen.until(lambda: "not-there" in screen.keys())  # noqa: SIM118
        await screen.click("save")
        await screen.until(lambda: "save" not in screen.keys())  # noqa: SIM118

        assert "gebruikt, niet in voorraad: 1 × Spalk" in " ".join(screen.words())
        assert post.detail(stream).timeline[0].body.drawn == 0

    told(post, stream, tell)


def test_nothing_chosen_is_refused_and_so_is_something_else_without_words() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-treatment")
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.click("intervention-other")
        await screen.click("save")
        assert screen["detail"].error is not None
        assert len(post.detail(stream).timeline) == 2

    told(post, stream, tell)


def test_the_list_shows_how_long_a_tourniquet_is_on() -> None:
    post = Post()
    stream, by = registered(post.file, Triage.T1), actor(post.file)
    on = TreatmentGiven(Intervention.TOURNIQUET, post.clock.now_ms(), Site.LEFT_THIGH)
    post.file.write_now(lambda desk: give_treatment(desk, by, stream, on))
    post.clock.advance(34 * MINUTE_MS)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "TQ 34 min" in screen)

    post.tell(CasualtiesRoom, tell)
