"""Omkijkrondes: plan in a few taps, one tap a visit, tasks and coverage."""

from __future__ import annotations

from app.care.handout import Copy
from app.care.harm import Failure
from app.care.resident import VisitOutcome
from app.care.round import RoundPlanned, round_stream
from app.care.task import TaskKind
from app.care.terms import Role
from app.commands import Team, plan_rounds, report_outage
from app.store.queries.outage import Looking
from app.store.queries.round import RoundRow, rounds_open
from app.store.queries.task import tasks_open
from app.store.tables import state_of
from tests.support.fakes import NOON_MS
from tests.support.post import PIN, actor
from tests.support.residents_room import enlist, held, room, says
from tests.support.screen import Screen
from tests.support.window import Post


def rounds(post: Post) -> tuple[RoundRow, ...]:
    return post.file.read_now(lambda db: rounds_open(db, NOON_MS))


TEAM = Team("Team 1")


def planned(post: Post, team: Team = TEAM) -> RoundRow:
    by = actor(post.file)
    post.file.write_now(lambda d: plan_rounds(d, by, Looking(), [team]))
    return rounds(post)[-1]


async def to_walk(screen: Screen, row: RoundRow) -> None:
    name = f"walk-{row.stream[-4:].hex()}"
    await screen.click("rounds")
    await screen.until(lambda: name in screen)
    await screen.click(name)
    await screen.until(lambda: "next-stop" in screen)


def test_a_round_is_planned_from_an_outage_in_three_taps() -> None:
    post = Post()
    here = enlist(post, "Hier", 6, postcode="9711AB", street="Korreweg")
    enlist(post, "Elders", 6, postcode="9722AB", street="Meeuwerderweg")
    by = actor(post.file)
    power = {Failure.POWER: NOON_MS}
    outage = post.file.write_now(lambda d: report_outage(d, by, power, ["9711"])).stream

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"lens-{outage[-4:].hex()}" in screen)
        await screen.click(f"lens-{outage[-4:].hex()}")
        await screen.click("rounds")
        await screen.until(lambda: "plan-round" in screen)
        await screen.click("plan-round")
        await screen.until(lambda: "part-1" in screen)
        await screen.click("save-rounds")
        await screen.until(lambda: len(rounds(post)) == 1)
        await screen.until(lambda: says(screen, "1 bewoner te gaan"))

        assert rounds(post)[0].round.residents == (here,)
        assert rounds(post)[0].round.outage == outage

    post.tell(room, tell)


def test_two_teams_get_a_name_each_and_a_neighbour_knows_less() -> None:
    post = Post()
    for street in ("Aweg", "Bweg"):
        enlist(post, street, street=street, postcode="9711AB")

    async def tell(screen: Screen) -> None:
        await screen.click("rounds")
        await screen.until(lambda: "plan-round" in screen)
        await screen.click("plan-round")
        await screen.until(lambda: "part-1" in screen)
        await screen.click("teams-more")
        await screen.until(lambda: "part-2" in screen)
        await screen.type("walker-1", "Bob")
        await screen.type("walker-2", "Buurvrouw Cor")
        await screen.click("copy-2-neighbour")
        await screen.click("save-rounds")
        await screen.until(lambda: len(rounds(post)) == 2)

        found = [(each.round.walkers, each.round.copy) for each in rounds(post)]
        assert sorted(found) == [
            ("Bob", Copy.TEAM),
            ("Buurvrouw Cor", Copy.NEIGHBOUR),
        ]

    post.tell(room, tell)


def test_a_visit_is_one_tap_and_the_next_one_is_there() -> None:
    post = Post()
    streams = [
        enlist(post, name, house_number=number, street="Korreweg")
        for name, number in (("Ans", "1"), ("Bob", "3"))
    ]
    row = planned(post)

    async def tell(screen: Screen) -> None:
        await to_walk(screen, row)
        await screen.until(lambda: says(screen, "1. Ans"))
        await screen.click("stop-well")
        await screen.until(lambda: says(screen, "2. Bob"))
        assert says(screen, "1 van 2 bewoners klaar")

        await screen.click("stop-not_found")
        await screen.until(lambda: held(post, streams[1]).visits[-1:] != ())
        assert says(screen, "2. Bob")  # once more, as nobody else is left
        await screen.click("stop-well")
        await screen.until(lambda: says(screen, "Iedereen op deze ronde is klaar"))
        await screen.click("end-round")
        await screen.until(lambda: rounds(post) == ())

        assert [each.round for each in held(post, streams[0]).visits] == [row.stream]

    post.tell(room, tell)


def test_a_need_asks_what_and_stands_under_tasks_until_it_is_done() -> None:
    post = Post()
    stream = enlist(post, "Ans", street="Korreweg")
    row = planned(post)

    async def tell(screen: Screen) -> None:
        await to_walk(screen, row)
        await screen.click("stop-needs")
        await screen.until(lambda: "needing" in screen)
        await screen.click("task-kind-supplies")
        await screen.type("task-what", "water")
        await screen.click("save-task")
        await screen.until(lambda: "needing" not in screen)

        await screen.click("close-walk")
        await screen.until(lambda: "to-tasks" in screen)
        await screen.click("to-tasks")
        await screen.until(lambda: says(screen, "Spullen: water"))
        log, seq = held(post, stream).tasks[0].id
        name = f"task-{log.hex()}-{seq}"
        await screen.click(f"{name}-give")
        await screen.type("task-to", "Bob")
        await screen.click("save-task-to")
        await screen.until(lambda: says(screen, "Bob doet het"))
        await screen.click(f"{name}-done")
        await screen.until(lambda: post.file.read_now(tasks_open).rows == ())

        [task] = held(post, stream).tasks
        assert (task.kind, task.words, task.to_name) == (
            TaskKind.SUPPLIES,
            "water",
            "Bob",
        )
        assert held(post, stream).visits[0].outcome is VisitOutcome.NEEDS

    post.tell(room, tell)


def test_somebody_on_two_rounds_is_told_on_both() -> None:
    post = Post()
    stream = enlist(post, "Ans")
    row = planned(post)
    again = RoundPlanned(row.round.post, "Team 2", NOON_MS, (stream,))
    by = actor(post.file)
    post.file.write_now(lambda d: d.record(round_stream(bytes(16)), again, by))

    async def tell(screen: Screen) -> None:
        await screen.click("rounds")
        await screen.until(lambda: "doubles" in screen)
        await screen.click(f"walk-{row.stream[-4:].hex()}")
        await screen.until(lambda: says(screen, "Staat ook op: Team 2"))

    post.tell(room, tell)


def test_a_round_of_neighbours_shows_what_to_ask_and_nothing_of_needs() -> None:
    post = Post()
    enlist(post, "Ans", street="Korreweg", phone="06-1", key_place="onder de pot")
    row = planned(post, Team("Team 1", "Cor", Copy.NEIGHBOUR))

    async def tell(screen: Screen) -> None:
        await to_walk(screen, row)

        assert says(screen, "gaat het met u")
        assert says(screen, "06-1")
        assert "stop-resident" not in screen
        assert not any(
            says(screen, each) for each in ("Accu", "accu", "onder de pot", "= 5")
        )

    post.tell(room, tell, width=390)


def test_a_round_is_printed_for_who_walks_it() -> None:
    post = Post()
    enlist(post, "Ans", street="Korreweg")
    row = planned(post, Team("Team 1", "Bob"))

    async def tell(screen: Screen) -> None:
        await to_walk(screen, row)
        await screen.click("round-on-paper")
        await screen.until(lambda: "print-handout" in screen)
        assert screen["handout-to"].value == "Bob"
        await screen.type("handout-pin-", PIN)
        await screen.click("print-handout")
        await screen.until(lambda: says(screen, "Bob · Team"))

    post.tell(room, tell)


def test_coverage_leads_to_a_round_for_who_is_left() -> None:
    post = Post()
    enlist(post, "Ans", street="Korreweg", postcode="9711AB")

    async def tell(screen: Screen) -> None:
        await screen.click("rounds")
        await screen.until(lambda: "to-coverage" in screen)
        await screen.click("to-coverage")
        await screen.until(lambda: says(screen, "Bij 1 bewoner gaat niemand langs"))
        assert says(screen, "Korreweg · 9711")
        await screen.click("plan-left")
        await screen.until(lambda: "part-1" in screen)
        await screen.click("save-rounds")
        await screen.until(lambda: len(rounds(post)) == 1)

    post.tell(room, tell)


def test_an_item_is_asked_of_the_region_for_somebody() -> None:
    post = Post(Role.POST_LEAD)
    stream = enlist(post, "Ans", street="Korreweg")
    row = planned(post)

    async def tell(screen: Screen) -> None:
        await to_walk(screen, row)
        await screen.click("stop-needs")
        await screen.until(lambda: "needing" in screen)
        await screen.click("later-task")
        await screen.click("close-walk")
        await screen.until(lambda: "to-tasks" in screen)
        await screen.click("to-tasks")
        await screen.until(lambda: says(screen, "Nog niet gezegd wat"))
        log, seq = held(post, stream).tasks[0].id
        await screen.click(f"task-{log.hex()}-{seq}-ask")
        await screen.type("find-item", "water")
        await screen.until(lambda: says(screen, "Dit artikel staat hier niet"))
        await screen.type("find-item", "gaas")
        await screen.until(lambda: any(_items(screen)))
        await screen.click(next(_items(screen)))
        await screen.click("save-task-request")
        await screen.until(lambda: says(screen, "Aangevraagd"))

    post.tell(room, tell)


def test_a_need_becomes_a_ride_and_says_how_far_it_is() -> None:
    post = Post()
    stream = enlist(post, "Ans", street="Korreweg")
    row = planned(post)

    async def tell(screen: Screen) -> None:
        await to_walk(screen, row)
        await screen.click("stop-needs")
        await screen.until(lambda: "needing" in screen)
        await screen.click("close-walk")
        await screen.until(lambda: "to-tasks" in screen)
        await screen.click("to-tasks")
        await screen.until(lambda: says(screen, "Nog niet gezegd wat"))
        log, seq = held(post, stream).tasks[0].id
        await screen.click(f"task-{log.hex()}-{seq}-ride")
        await screen.until(lambda: "precedence-priority" in screen)
        await screen.click("precedence-priority")
        await screen.type("destination", "Sporthal")
        await screen.click("place-stretchers")
        await screen.click("save-transport")
        await screen.until(lambda: says(screen, "Aangevraagd: "))
        [ride] = held(post, stream).tasks[0].requests
        asked = post.file.read_now(lambda db: state_of(db, "transport", ride))
        assert asked.destination == "Sporthal"

    post.tell(room, tell)


def _items(screen: Screen) -> object:
    keys = (str(each.key) for each in screen.all() if each.key)
    return (each for each in keys if each.startswith("item-"))
