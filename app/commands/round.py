"""What a person may ask about rounds: plan them, give them to somebody, walk, end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.care.claim import ids_of
from app.care.form import tidy
from app.care.handout import Copy
from app.care.refusal import Refusal
from app.care.resident import ResidentVisited
from app.care.round import (
    MOST_TEAMS,
    Round,
    RoundAssigned,
    RoundEnded,
    RoundPlanned,
    RoundTaken,
    round_stream,
)
from app.commands.power import acting, own_post, recorded
from app.commands.resident import visit_resident
from app.store.desk import Desk, event_id
from app.store.queries.outage import Looking
from app.store.queries.round import Division, proposed
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId

_NAME_BYTES = 16


@dataclass(frozen=True, slots=True)
class Team:
    """A team that goes out: what it is called, who goes, how much they get to know."""

    name: str
    to_name: str = ""
    copy: Copy = Copy.TEAM


def plan_rounds(
    desk: Desk,
    by: ActorId,
    looking: Looking,
    teams: Sequence[Team],
    *,
    unseen: bool = False,
) -> list[Event]:
    """Divide who is looked at over teams: one round for each, as many as have anybody.

    Who is on a round that is still walked comes on no other; with `unseen` nor does
    who was visited since it failed there. Raises Refusal.
    """
    acting(desk, by, "round.planned")
    if not 1 <= len(teams) <= MOST_TEAMS:
        raise Refusal("too_many_at_once", most=MOST_TEAMS)
    if not all(tidy(each.name) for each in teams):
        raise Refusal("team_missing")
    wanted = Division(looking, len(teams), unseen=unseen)
    found = proposed(desk.database, wanted, desk.now_ms())
    if not found.parts:
        raise Refusal("nobody_on_list")
    post, now = own_post(desk), desk.now_ms()
    planned: list[Event] = []
    for team, part in zip(teams, found.parts, strict=False):
        stream = round_stream(desk.ids.random(_NAME_BYTES))
        fact = RoundPlanned(post, team.name, now, part.residents, looking.outage or b"")
        event = recorded(desk, by, stream, fact)
        if tidy(team.to_name) or team.copy is not Copy.TEAM:
            given = RoundAssigned(team.to_name, now, _walked(team.copy))
            recorded(desk, by, stream, given, event_id(event))
        planned.append(event)
    return planned


def assign_round(
    desk: Desk, by: ActorId, stream: bytes, to_name: str, copy: Copy = Copy.TEAM
) -> Event:
    """Ask somebody to walk a round. Raises Refusal."""
    held = _held(desk, stream)
    if not tidy(to_name):
        raise Refusal("receiver_missing")
    seen = ids_of(held.assigned)
    fact = RoundAssigned(to_name, desk.now_ms(), _walked(copy), seen)
    return recorded(desk, by, stream, fact)


def take_round(desk: Desk, by: ActorId, stream: bytes) -> Event:
    """Begin to walk a round. Raises Refusal."""
    _held(desk, stream)
    return recorded(desk, by, stream, RoundTaken(desk.now_ms()))


def visit_on_round(
    desk: Desk, by: ActorId, stream: bytes, resident: bytes, fact: ResidentVisited
) -> Event:
    """Write down what came of going to somebody on a round; it was begun with that.

    A visit is kept also where the round is over meanwhile. Raises Refusal.
    """
    held: Round | None = state_of(desk.database, "round", stream)
    event = visit_resident(desk, by, resident, replace(fact, round=stream))
    is_open = held is not None and held.residents and held.ended_ms is None
    if held is not None and is_open and by not in {each.actor for each in held.taken}:
        recorded(desk, by, stream, RoundTaken(desk.now_ms()))
    return event


def end_round(desk: Desk, by: ActorId, stream: bytes, remark: str = "") -> Event:
    """Walk a round no more; who is left on it is on none. Raises Refusal."""
    _held(desk, stream)
    return recorded(desk, by, stream, RoundEnded(desk.now_ms(), remark))


def _walked(copy: Copy) -> Copy:
    if copy is Copy.LEAD:
        raise Refusal("keys_for_lead")
    return copy


def _held(desk: Desk, stream: bytes) -> Round:
    held: Round | None = state_of(desk.database, "round", stream)
    if held is None or not held.residents:
        raise Refusal("no_such_round")
    if held.ended_ms is not None:
        raise Refusal("round_over")
    return held
