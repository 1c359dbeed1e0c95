"""What a person may record of decisions: that one was taken, and that it ended."""

from __future__ import annotations

from dataclasses import replace

from app.care.decision import (
    Decision,
    DecisionEnded,
    DecisionRecorded,
    decision_stream,
)
from app.care.refusal import Refusal
from app.commands.power import own_post, recorded
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId

_NAME_BYTES = 16
_ASKED = ("decided", "decision_reason", "under_authority")


def record_decision(desk: Desk, by: ActorId, fact: DecisionRecorded) -> Event:
    """Record what was decided, why and under which authority. Raises Refusal."""
    for name in _ASKED:
        if not getattr(fact, name).strip():
            raise Refusal("field_missing", field=name)
    stream = decision_stream(desk.ids.random(_NAME_BYTES))
    return recorded(desk, by, stream, replace(fact, post=own_post(desk)))


def end_decision(desk: Desk, by: ActorId, stream: bytes, reason: str) -> Event:
    """Record that a decision no longer holds. Raises Refusal."""
    held: Decision | None = state_of(desk.database, "decision", stream)
    if held is None:
        raise Refusal("no_such_decision")
    if held.ended_ms is not None:
        raise Refusal("decision_over")
    if not reason.strip():
        raise Refusal("field_missing", field="end_reason")
    return recorded(desk, by, stream, DecisionEnded(desk.now_ms(), reason))
