"""What a person may ask about relatives: write down their question, and answer it."""

from __future__ import annotations

from dataclasses import replace

from app.care.identity import tidy_birth_date
from app.care.refusal import Refusal
from app.care.relative import Ask, RelativeAnswered, RelativeAsked, ask_stream
from app.care.terms import AskOutcome
from app.commands.power import held_casualty, recorded
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, new_stream


def ask_for(desk: Desk, by: ActorId, fact: RelativeAsked) -> Event:
    """Write down that somebody asks for a person: whom, and who asks.

    Raises Refusal.
    """
    if not fact.name.strip() and not fact.description.strip():
        raise Refusal("nobody_sought")
    if not fact.asker.strip():
        raise Refusal("asker_missing")
    born = fact.birth_date
    clean = replace(
        fact, birth_date=tidy_birth_date(born, desk.today()) if born.strip() else ""
    )
    return recorded(desk, by, ask_stream(new_stream(desk.ids)), clean)


def answer_ask(
    desk: Desk, by: ActorId, ask: bytes, outcome: AskOutcome, casualty: bytes = b""
) -> Event:
    """Record what came of a question: found as this casualty, told, or not here.

    Raises Refusal.
    """
    held: Ask | None = state_of(desk.database, "ask", ask)
    if held is None or held.asked is None:
        raise Refusal("no_such_ask")
    if outcome is AskOutcome.FOUND:
        held_casualty(desk, casualty)
    fact = RelativeAnswered(desk.now_ms(), outcome, casualty)
    return recorded(desk, by, ask, fact)
