"""Downscaling among very many residents: the review list, what is due, the spread.

Beside them how long it takes to only count the residents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from app.care.level import Authority
from app.care.review_day import day_after
from app.care.scarcity import (
    Alternative,
    CareAct,
    DownscalingClass,
    DownscalingDecided,
    Ground,
    scarcity_stream,
)
from app.store.desk import Desk, local_day
from app.store.file import CareFile
from app.store.queries.due import due as due_rules
from app.store.queries.equity import equity
from app.store.queries.scarcity import clients_due, decisions_for, due
from sync.database import rows
from sync.journal import setting
from tests.bench.table import Figures, add_spread, timed_ms
from tests.support.post import actor

DECIDED: Final = 200
_TIMES: Final = 20


def measure(figures: Figures, file: CareFile, streams: Sequence[bytes]) -> None:
    """Measure with a decision for some of so many residents."""
    now, by = file.clock.now_ms(), actor(file)
    today = local_day(now)
    some = streams[:DECIDED]

    def decide(desk: Desk) -> None:
        post = bytes(setting(desk.database, "post_id"))
        for place, subject in enumerate(some):
            fact = DownscalingDecided(
                post,
                subject,
                CareAct.WOUND,
                DownscalingClass.B,
                (Ground.NO_STAFF,),
                Alternative.LATER,
                day_after(today, place % 7),
                Authority.OWN,
                now,
                stretch_days=7,
            )
            desk.record(scarcity_stream(subject), fact, by)

    file.write_now(decide)

    def asked(name: str, ask: Any) -> None:
        add_spread(figures, name, timed_ms(lambda: file.read_now(ask), _TIMES))

    of = f"of {len(streams)} residents"
    asked(f"counting alone {of}", lambda db: rows(db, "SELECT COUNT(*) FROM resident"))
    asked(f"spread by age, sex and area {of}", lambda db: equity(db, today))
    asked(f"review list of {len(some)}", clients_due)
    asked(f"how many of {len(some)} are due", lambda db: due(db, today))
    asked("decisions of one client", lambda db: decisions_for(db, some[0]))
    asked("rules of triage again, with the level", due_rules)
