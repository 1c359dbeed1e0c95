"""Downscaling: a post decides, tells and ends; the region answers in its log."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.care.level import Authority
from app.care.refusal import Refusal
from app.care.resident import Resident
from app.care.review_day import days_until
from app.care.scarcity import (
    Alternative,
    CareAct,
    Decision,
    Downscaled,
    DownscalingAnswered,
    DownscalingClass,
    DownscalingDecided,
    DownscalingEnded,
    DownscalingTold,
    Ground,
    Informed,
    RegionAnswer,
    check_decision,
    check_record,
    scarcity_stream,
)
from app.care.terms import FactId
from app.commands.power import acting, own_post, recorded, tidied
from app.store.desk import Desk, event_id
from app.store.queries.level import level_at, rules_here
from app.store.queries.scarcity import post_of_client
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, EventId, LogId


@dataclass(frozen=True, slots=True)
class Downscaling:
    """What is to be decided of one act; `informed` None: nobody was told yet."""

    act: CareAct
    downscaling: DownscalingClass
    grounds: tuple[Ground, ...]
    alternative: Alternative
    review_day: str
    authority: Authority = Authority.OWN
    authority_name: str = ""
    act_name: str = ""
    stretch_days: int | None = None
    instruction: str = ""
    because: str = ""
    informed: Informed | None = None


def decide_downscaling(
    desk: Desk, by: ActorId, subject: bytes, wanted: Downscaling
) -> Event:
    """Decide that a client gets an act otherwise; it replaces what stands of that act.

    Raises Refusal.
    """
    post = own_post(desk)
    if post_of_client(desk.database, subject) != post:
        raise Refusal("no_such_client")
    fact = tidied(_fact(desk, post, subject, wanted))
    check_decision(fact)
    _check_days(desk, fact)
    _check_record(desk, fact)
    if fact.downscaling not in rules_here(desk.database).classes:
        raise Refusal("class_not_open", letter=fact.downscaling.value)
    standing = _of_act(desk, subject, fact.act, fact.act_name)
    seen = tuple(each.id for each in standing)
    stream = scarcity_stream(subject)
    event = recorded(desk, by, stream, replace(fact, sees=seen))
    if wanted.informed is not None:
        made = (event.log, event.seq)
        told = DownscalingTold(post, made, wanted.informed, desk.now_ms())
        recorded(desk, by, stream, told, event_id(event))
    return event


def choose_downscaling(
    desk: Desk, by: ActorId, subject: bytes, chosen: FactId
) -> Event:
    """Let one of the decisions that contradict each other stand. Raises Refusal."""
    decision = _standing(desk, subject, chosen)
    others = _of_act(desk, subject, *decision.about)
    seen = tuple(each.id for each in others)
    fact = replace(decision.fact, observed_ms=desk.now_ms(), sees=seen)
    cause = EventId(LogId(chosen[0]), chosen[1])
    return recorded(desk, by, scarcity_stream(subject), fact, cause)


def renew_downscaling(
    desk: Desk, by: ActorId, subject: bytes, renewed: FactId, review_day: str
) -> Event:
    """Let a decision stand until another day. Raises Refusal."""
    decision = _standing(desk, subject, renewed)
    now = desk.now_ms()
    level = level_at(desk.database, own_post(desk)).now
    fact = replace(
        decision.fact,
        review_day=review_day,
        observed_ms=now,
        level=level,
        sees=(decision.id,),
    )
    check_decision(fact)
    _check_days(desk, fact)
    cause = EventId(LogId(renewed[0]), renewed[1])
    return recorded(desk, by, scarcity_stream(subject), fact, cause)


def end_downscaling(
    desk: Desk, by: ActorId, subject: bytes, ended: FactId, remark: str = ""
) -> Event:
    """Do an act again as before; all that stands of it ends. Raises Refusal."""
    decision = _standing(desk, subject, ended)
    seen = tuple(each.id for each in _of_act(desk, subject, *decision.about))
    fact = DownscalingEnded(
        own_post(desk), decision.fact.act, desk.now_ms(), remark, seen
    )
    return recorded(desk, by, scarcity_stream(subject), fact)


def tell_of_downscaling(
    desk: Desk,
    by: ActorId,
    subject: bytes,
    decision: FactId,
    informed: Informed,
) -> Event:
    """Write down that a client was told, or who speaks for them. Raises Refusal."""
    _standing(desk, subject, decision)
    fact = DownscalingTold(own_post(desk), decision, informed, desk.now_ms())
    cause = EventId(LogId(decision[0]), decision[1])
    return recorded(desk, by, scarcity_stream(subject), fact, cause)


def answer_downscaling(
    desk: Desk,
    by: ActorId,
    subject: bytes,
    said: DownscalingAnswered,
    log: LogId,
) -> Event:
    """Answer a decision of a post, in that post's log. Raises Refusal."""
    who = acting(desk, by, "downscaling.answered")
    _standing(desk, subject, said.target)
    if said.answer is not RegionAnswer.AGREED and not said.words.strip():
        raise Refusal("answer_words_missing", field="words")
    fact = tidied(replace(said, by_name=who.name))
    cause = EventId(LogId(said.target[0]), said.target[1])
    return desk.record(scarcity_stream(subject), fact, by, cause, log=log)


def _fact(
    desk: Desk, post: bytes, subject: bytes, wanted: Downscaling
) -> DownscalingDecided:
    is_b = wanted.downscaling is DownscalingClass.B
    return DownscalingDecided(
        post,
        subject,
        wanted.act,
        wanted.downscaling,
        wanted.grounds,
        wanted.alternative,
        wanted.review_day,
        wanted.authority,
        desk.now_ms(),
        wanted.act_name if wanted.act is CareAct.OTHER else "",
        wanted.stretch_days if is_b else None,
        wanted.instruction,
        wanted.because,
        "" if wanted.authority is Authority.OWN else wanted.authority_name,
        level_at(desk.database, post).now,
    )


def _check_days(desk: Desk, fact: DownscalingDecided) -> None:
    """Raise Refusal where a review comes too early, or after what is stretched ends."""
    days = days_until(fact.review_day, desk.today())
    if days < 0:
        raise Refusal("review_in_the_past", field="review_day")
    if fact.stretch_days is not None and days > fact.stretch_days:
        raise Refusal("review_after_stretch", field="review_day")


def _check_record(desk: Desk, fact: DownscalingDecided) -> None:
    resident: Resident | None = state_of(desk.database, "resident", fact.subject)
    if resident is not None:
        check_record(fact, resident)


def _held(desk: Desk, subject: bytes) -> Downscaled:
    held: Downscaled | None = state_of(
        desk.database, "scarcity", scarcity_stream(subject)
    )
    return held or Downscaled()


def _standing(desk: Desk, subject: bytes, wanted: FactId) -> Decision:
    for each in _held(desk, subject).standing:
        if (bytes(each.id[0]), each.id[1]) == (bytes(wanted[0]), wanted[1]):
            return each
    raise Refusal("decision_gone")


def _of_act(
    desk: Desk, subject: bytes, act: CareAct, name: str
) -> tuple[Decision, ...]:
    about = (act, name.casefold())
    standing = _held(desk, subject).standing
    return tuple(each for each in standing if each.about == about)
