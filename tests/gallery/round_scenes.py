"""What is pictured of rounds: planned, walked, by neighbours, tasks, coverage."""

from __future__ import annotations

from typing import Final

from app.care.handout import Copy
from app.care.harm import HOUR_MS
from app.care.resident import ResidentVisited, VisitOutcome
from app.care.task import TaskDescribed, TaskKind
from app.commands import (
    Team,
    assign_task,
    describe_task,
    plan_rounds,
    visit_on_round,
)
from app.store.queries.outage import Looking
from app.store.queries.round import open_rounds
from app.store.queries.task import tasks_open
from tests.gallery.hands import Scene, Tap
from tests.gallery.resident_scenes import failing
from tests.gallery.scenes import At

_TEAMS: Final = (
    Team("Team 1", "Bo de Vries"),
    Team("Team 2", "Buurvrouw Annemarie van den Heuvel-Postma", Copy.NEIGHBOUR),
)


def _walked(at: At) -> None:
    """Come to a post where two teams are under way, and somebody needs something."""
    failing(at)
    file, actor = at.session.open_file, at.session.actor
    if file.read_now(open_rounds):
        return
    file.write_now(lambda d: plan_rounds(d, actor, Looking(), _TEAMS))
    now = file.clock.now_ms()
    stream, round_ = file.read_now(open_rounds)[0]
    for resident, outcome, words in zip(
        round_.residents,
        (VisitOutcome.NEEDS, VisitOutcome.NOT_FOUND),
        ("drinkwater en batterijen voor het hoortoestel", "buren weten van niets"),
        strict=False,
    ):
        fact = ResidentVisited(outcome, now, remark=words)
        file.write_now(
            lambda d, r=resident, f=fact: visit_on_round(d, actor, stream, r, f)
        )
    first = file.read_now(tasks_open).rows[0]
    said = TaskDescribed(first.task.id, TaskKind.CARE, now - HOUR_MS, "warme deken")
    file.write_now(lambda d: describe_task(d, actor, first.stream, said))
    file.write_now(
        lambda d: assign_task(d, actor, first.stream, first.task.id, "Cor Bakker")
    )


_ROUNDS: Final = Tap("ui.round.title")
SCENES: Final[tuple[Scene, ...]] = (
    Scene("rounds", _walked, (_ROUNDS,)),
    Scene(
        "rounds-plan",
        failing,
        (Tap("9711 +1"), _ROUNDS, Tap("round.planned")),
        tall=True,
    ),
    Scene("rounds-walk", _walked, (_ROUNDS, Tap("ui.round.walk")), tall=True),
    Scene(
        "rounds-neighbour",
        _walked,
        (_ROUNDS, Tap("ui.round.walk", last=True)),
        tall=True,
    ),
    Scene("rounds-tasks", _walked, (_ROUNDS, Tap("ui.task.door"))),
    Scene("rounds-coverage", _walked, (_ROUNDS, Tap("ui.coverage.title"))),
)
