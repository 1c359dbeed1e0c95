"""What a person may ask about sheets of advice: write this post's own text."""

from __future__ import annotations

from dataclasses import replace

from app.care.advice import AdviceSet, advice_stream
from app.care.refusal import Refusal
from app.commands.power import own_post, recorded
from app.store.desk import Desk
from app.store.queries.advice import examples
from sync.event import Event
from sync.ids import ActorId


def set_advice(desk: Desk, by: ActorId, said: AdviceSet) -> Event:
    """Write this post's own text of a sheet, in both languages. Raises Refusal."""
    if said.topic not in {each.topic for each in examples()}:
        raise Refusal("no_such_fact")
    if not (said.steps_nl.strip() and said.steps_en.strip()):
        raise Refusal("both_languages")
    if not said.source.strip():
        raise Refusal("source_missing")
    post = own_post(desk)
    fact = replace(said, post=post, observed_ms=desk.now_ms())
    return recorded(desk, by, advice_stream(post, said.topic), fact)
