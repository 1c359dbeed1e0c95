"""Rounds among very many residents: planned, walked, listed, and covered by street.

Beside them the order of residents alone, of which every plan is made.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

from app.care.resident import ResidentVisited, VisitOutcome
from app.commands import Team, plan_rounds, retract, visit_on_round
from app.store.file import CareFile
from app.store.queries.coverage import coverage
from app.store.queries.harm import in_order
from app.store.queries.outage import Looking, lens_of
from app.store.queries.round import Division, proposed, round_detail, rounds_open
from app.store.queries.task import tasks_open
from tests.bench.table import Figures, add_spread, timed_ms
from tests.support.post import actor

_TIMES = 20
_TEAMS = 4


def measure(figures: Figures, file: CareFile, outage: bytes, count: int) -> None:
    """Measure rounds of an outage that is everywhere, among so many residents."""
    by, now, looking = actor(file), file.clock.now_ms(), Looking(outage)
    wanted = Division(looking, _TEAMS)

    def asked(name: str, ask: Any) -> None:
        add_spread(figures, name, timed_ms(lambda: file.read_now(ask), _TIMES))

    def plan() -> None:
        teams = [Team(f"Team {at}") for at in range(_TEAMS)]
        made = file.write_now(lambda d: plan_rounds(d, by, looking, teams))
        for each in made:
            file.write_now(lambda d, e=each: retract(d, by, (e.log, e.seq)))

    of = f"of {count} residents"
    asked(
        f"the order alone {of}", lambda db: in_order(db, lens_of(db, looking, now), now)
    )
    asked(f"a plan for {_TEAMS} teams {of}", lambda db: proposed(db, wanted, now))
    planned = timed_ms(plan, _TIMES // 4)
    add_spread(figures, f"{_TEAMS} rounds made and taken back {of}", planned)
    teams = [Team(f"Team {at}") for at in range(_TEAMS)]
    made = file.write_now(lambda d: plan_rounds(d, by, looking, teams))
    stream = made[0].stream
    detail = file.read_now(lambda db: round_detail(db, stream, now))
    assert detail is not None
    who = cycle(each.stream for each in detail.stops)

    def walk() -> None:
        fact = ResidentVisited(VisitOutcome.NEEDS, file.clock.now_ms())
        file.write_now(lambda d: visit_on_round(d, by, stream, next(who), fact))
        file.read_now(lambda db: round_detail(db, stream, now))

    on = f"on a round of {len(detail.stops)}"
    asked(f"who is next {on}", lambda db: round_detail(db, stream, now))
    add_spread(figures, f"a visit, and who is next {on}", timed_ms(walk, _TIMES))
    asked(f"{len(made)} rounds listed", lambda db: rounds_open(db, now))
    asked(f"coverage by street {of}", lambda db: coverage(db, looking, now))
    asked(f"{_TIMES} tasks listed", tasks_open)
