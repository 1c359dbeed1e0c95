"""A care organisation's list at a post: asked whose, looked through, taken over."""

from __future__ import annotations

from app.care.terms import Role
from app.exports.sheet import as_csv, as_xlsx
from app.store.queries.harm import Lens
from app.store.queries.resident import residents_at_risk
from tests.support.fakes import NOON_MS
from tests.support.residents_room import enlist, held, room, says
from tests.support.screen import Screen
from tests.support.window import Post

HEADS = ("Cliëntnummer", "Naam", "Geboortedatum", "Postcode", "Accu (uur)",
         "Waarvoor stroom", "Schoenmaat")  # fmt: skip
ANS = ("1", "Ans Bos", "1-2-1940", "9711AB", "3", "device", "38")
BEA = ("2", "Bea Smit", "3-4-1951", "9712XY", "", "", "")


def names(post: Post) -> list[str]:
    found = post.file.read_now(lambda db: residents_at_risk(db, Lens({}), NOON_MS))
    return sorted(each.name for each in found.rows)


async def to_lists(screen: Screen) -> None:
    await screen.until(lambda: "open-lists" in screen)
    await screen.click("open-lists")
    await screen.until(lambda: "pick-residents" in screen)


async def bring(screen: Screen, *rows: tuple[str, ...]) -> None:
    screen.picks("lijst.csv", as_csv([HEADS, *rows]))
    await screen.type("list-source", "Thuiszorg Noord")
    await screen.type("list-day", "1-11-2026")
    await screen.click("list-basis-consent")
    await screen.click("pick-residents")
    await screen.until(lambda: "list-drop" in screen)


def test_a_list_that_left_an_exercise_is_not_taken_over_for_real() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        mark = ["# OEFENING · OEF-ZUID-A-0001 · Post Zuid · Ans · 1 december"]
        screen.picks("lijst.csv", as_csv([mark, HEADS, ANS]))
        await screen.type("list-source", "Thuiszorg Noord")
        await screen.type("list-day", "1-11-2026")
        await screen.click("list-basis-consent")
        await screen.click("pick-residents")

        await screen.until(lambda: says(screen, "komt uit een oefening"))
        assert names(post) == []

    post.tell(room, tell)


def test_a_list_is_looked_through_before_anything_is_kept() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        await bring(screen, ANS, BEA, ("3", "Cor", "x", "", "", "", ""))

        assert names(post) == []
        assert says(screen, "2 nieuw")
        assert says(screen, "Schoenmaat")
        assert says(screen, "1 regel past niet en blijft weg")
        assert says(screen, "Regel 4, kolom Geboortedatum: Dit is geen datum: x")
        await screen.click("list-take")
        await screen.until(lambda: "pick-residents" in screen)
        assert says(screen, "Overgenomen: 2 nieuw.")
        assert names(post) == ["Ans Bos", "Bea Smit"]

    post.tell(room, tell)


def test_the_same_number_shows_what_was_and_what_becomes() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        await bring(screen, ANS)
        await screen.click("list-take")
        await screen.until(lambda: "pick-residents" in screen)
        await bring(screen, (*ANS[:3], "9714AA", "8", *ANS[5:]))

        assert says(screen, "1 persoon verandert")
        assert says(screen, "Postcode: 9711AB wordt 9714AA\nAccu (uur): 3 wordt 8")
        await screen.click("list-take")
        await screen.until(lambda: "pick-residents" in screen)
        await bring(screen, (*ANS[:3], "9714AA", "8", *ANS[5:]))
        assert says(screen, "1 gelijk")
        assert "list-take" not in screen

    post.tell(room, tell)


def test_who_may_be_kept_already_is_chosen_by_a_person() -> None:
    post = Post()
    kept = {
        name: enlist(post, name, birth_date=born, postcode=code)
        for name, born, code in (
            ("Anna Bos", "1940-02-01", "9711AB"),
            ("Bea Smid", "1951-04-03", "9712XY"),
        )
    }
    cor = ("3", "Bea Smit", "4-3-1951", "9712XY", "", "", "")

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        await bring(screen, ANS, BEA, cor)
        assert "list-take" not in screen
        assert says(screen, "3 personen staan er misschien al")
        assert says(screen, "Bij 3 personen moet u nog kiezen")

        await screen.click("answer-2-0")
        await screen.click("answer-3-1")
        await screen.until(lambda: says(screen, "2 personen overnemen"))
        await screen.click("list-take")
        await screen.until(lambda: "pick-residents" in screen)
        assert says(screen, "1 nieuw, 1 veranderd")
        assert names(post) == ["Anna Bos", "Bea Smid", "Bea Smit"]
        assert held(post, kept["Anna Bos"]).sources == (("Thuiszorg Noord", "1"),)

    post.tell(room, tell)


def test_a_list_without_owner_day_or_ground_is_not_looked_through() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        screen.picks("lijst.csv", as_csv([HEADS, ANS]))
        await screen.click("pick-residents")
        assert says(screen, "Vul in van welke organisatie")
        await screen.type("list-source", "X")
        await screen.click("pick-residents")
        assert says(screen, "Vul in van welke dag")

    post.tell(room, tell)


def test_a_file_that_is_no_list_says_so_and_offers_nothing() -> None:
    post = Post()

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        await bring(screen)
        assert says(screen, "Dit bestand is niet te lezen")
        assert "list-take" not in screen

    post.tell(room, tell)


def test_long_lists_are_taken_over_in_steps_and_all_of_it() -> None:
    post = Post()
    many = [(str(n), f"Naam{n} Bos", "", "", "", "", "") for n in range(60)]

    async def tell(screen: Screen) -> None:
        await to_lists(screen)
        screen.picks("lijst.xlsx", as_xlsx([HEADS, *many], "x"))
        await screen.type("list-source", "Thuiszorg Noord")
        await screen.type("list-day", "1-11-2026")
        await screen.click("list-basis-care")
        await screen.click("pick-residents")
        await screen.until(lambda: "list-take" in screen)
        await screen.click("all-new")
        assert says(screen, "Naam59 Bos")
        await screen.click("list-take")
        await screen.until(lambda: "pick-residents" in screen)
        found = post.file.read_now(lambda db: residents_at_risk(db, Lens({}), NOON_MS))
        assert found.total == 60

    post.tell(room, tell)


def test_who_may_not_bring_lists_sees_no_way_to() -> None:
    for role in (Role.REGISTRAR, Role.FIRST_AIDER):
        post = Post(role=role)

        async def tell(screen: Screen) -> None:
            await screen.until(lambda: "on-paper" in screen)
            assert "open-lists" not in screen

        post.tell(room, tell)
