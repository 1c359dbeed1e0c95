"""The kinds of event of what a post counts and whom it advises; their streams too.

They stand on a page of their own; `catalogue.py` and `streams.py` take all of them in.
"""

from __future__ import annotations

from typing import Any, Final

from app.care import advice, consult, signal
from app.care.syndrome import AT_ONE_CASE
from app.kind import Kind, Stream


def _at_once(_fact: Any) -> bool:
    return True


KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "signal.counted",
        1,
        signal.SyndromeCounted,
        "signal",
        urgent=lambda fact: fact.syndrome in AT_ONE_CASE,
    ),
    Kind("signal.reported", 1, signal.DayReported, "signal"),
    Kind("signal.raised", 1, signal.AlarmRaised, "signal", urgent=_at_once),
    Kind("signal.called", 1, signal.GgdCalled, "signal", urgent=_at_once),
    Kind("consult.made", 1, consult.ConsultMade, "consult"),
    Kind("consult.followed", 1, consult.ConsultFollowed, "consult"),
    Kind("help.found", 1, consult.HelpFound, "consult"),
    Kind("advice.set", 1, advice.AdviceSet, "advice"),
)

STREAMS: Final[tuple[Stream, ...]] = (
    Stream(
        "signal",
        signal.SignalDay,
        signal.FOLD,
        signal.SignalLine,
        signal.line,
        signal.STREAM_START,
        indexes=(("day", "post"), ("rings", "day"), ("watery", "post", "rings")),
    ),
    Stream(
        "consult",
        consult.Consult,
        consult.FOLD,
        consult.ConsultLine,
        consult.line,
        consult.STREAM_START,
        indexes=(
            ("post", "due_day", "made_ms"),
            ("post", "wants_help", "made_ms"),
            ("post", "made_ms"),
        ),
    ),
    Stream(
        "advice",
        advice.Advice,
        advice.FOLD,
        advice.AdviceLine,
        advice.line,
        advice.STREAM_START,
        indexes=(("post", "topic"),),
    ),
)
