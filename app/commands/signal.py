"""What a person may ask about signals: count, report a day, say the GGD was called.

The program asks to call and never reports by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.care.form import tidy
from app.care.notifiable import (
    MOST_DISEASES,
    DiseaseDropped,
    DiseaseListed,
    ReportGroup,
)
from app.care.post import Post, post_stream
from app.care.refusal import Refusal
from app.care.signal import (
    AlarmRaised,
    DayReported,
    GgdCalled,
    GgdSet,
    Reached,
    SignalDay,
    SyndromeCounted,
    check_minus,
    ringing,
    signal_stream,
)
from app.care.syndrome import JUDGED, Alarm, Band, CountedSex, Syndrome
from app.commands.power import own_post, recorded
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId


@dataclass(frozen=True, slots=True)
class Group:
    """Of whom a case is: every count is split by both."""

    band: Band
    sex: CountedSex


@dataclass(frozen=True, slots=True)
class Spoken:
    """What became of a call: with whom, and what was agreed."""

    reached: Reached
    spoke_to: str = ""
    agreed: str = ""


def count_case(
    desk: Desk, by: ActorId, day: str, syndrome: Syndrome, of: Group, cases: int = 1
) -> Event:
    """Count a case, or take one off that is no case. Raises Refusal."""
    post = own_post(desk)
    fact = SyndromeCounted(
        post, _day(desk, day), syndrome, of.band, of.sex, cases, desk.now_ms()
    )
    check_minus(held_day(desk, day), fact)
    return recorded(desk, by, signal_stream(post, day), fact)


def report_day(desk: Desk, by: ActorId, day: str) -> Event:
    """Report a day: of what nobody counted there were no cases. Raises Refusal."""
    post = own_post(desk)
    if held_day(desk, _day(desk, day)).reported_ms is not None:
        raise Refusal("day_reported")
    fact = DayReported(post, day, desk.now_ms())
    return recorded(desk, by, signal_stream(post, day), fact)


def raise_alarm(desk: Desk, by: ActorId, day: str, alarm: Alarm) -> Event:
    """Say that the GGD is to be called, where a count cannot tell. Raises Refusal."""
    if alarm not in JUDGED:
        raise Refusal("alarm_is_counted")
    post = own_post(desk)
    if alarm in held_day(desk, _day(desk, day)).raised:
        raise Refusal("alarm_stands")
    fact = AlarmRaised(post, day, alarm, desk.now_ms())
    return recorded(desk, by, signal_stream(post, day), fact)


def call_ggd(desk: Desk, by: ActorId, day: str, alarm: Alarm, said: Spoken) -> Event:
    """Say that the GGD was called about an alarm, by who records it. Raises Refusal."""
    post, ggd = own_post(desk), held_ggd(desk)
    rung = ringing(held_day(desk, _day(desk, day)), cholera_area=ggd.cholera_area)
    about = next((each for each in rung if each.alarm is alarm), None)
    if about is None:
        raise Refusal("no_such_alarm")
    fact = GgdCalled(
        post=post,
        day=day,
        alarm=alarm,
        reached=said.reached,
        observed_ms=desk.now_ms(),
        cases=max(about.cases, 0),
        spoke_to=said.spoke_to,
        agreed=said.agreed,
        phone=ggd.phone,
        sees=about.sees,
    )
    return recorded(desk, by, signal_stream(post, day), fact)


def set_ggd(desk: Desk, by: ActorId, ggd: GgdSet) -> Event:
    """Set whom this post calls. Raises Refusal."""
    return recorded(desk, by, post_stream(own_post(desk)), ggd)


def list_disease(desk: Desk, by: ActorId, name: str, group: str) -> Event:
    """Put a disease on this post's list, from today on. Raises Refusal."""
    if not tidy(name):
        raise Refusal("disease_missing")
    if group not in list(ReportGroup):
        raise Refusal("group_missing")
    if len(_post(desk).diseases) >= MOST_DISEASES:
        raise Refusal("too_many_at_once", most=MOST_DISEASES)
    fact = DiseaseListed(name, ReportGroup(group), desk.today())
    return recorded(desk, by, post_stream(own_post(desk)), fact)


def drop_disease(desk: Desk, by: ActorId, name: str) -> Event:
    """Take a disease off this post's list, from today on. Raises Refusal."""
    fact = DiseaseDropped(name, desk.today())
    return recorded(desk, by, post_stream(own_post(desk)), fact)


def held_day(desk: Desk, day: str) -> SignalDay:
    """Return what this post counted on a day; nothing where nobody did."""
    stream = signal_stream(own_post(desk), day)
    held: SignalDay | None = state_of(desk.database, "signal", stream)
    return held or SignalDay()


def held_ggd(desk: Desk) -> GgdSet:
    """Return whom this post calls, as far as anybody said."""
    return _post(desk).ggd


def _post(desk: Desk) -> Post:
    held: Post | None = state_of(desk.database, "post", post_stream(own_post(desk)))
    return held or Post()


def _day(desk: Desk, day: str) -> str:
    """Return a day that was, as it is written; raises Refusal."""
    try:
        is_written = date.fromisoformat(day).isoformat() == day
    except ValueError:
        is_written = False
    if not is_written:
        raise Refusal("not_a_date")
    if day > desk.today():
        raise Refusal("in_the_future")
    return day
