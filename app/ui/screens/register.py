"""Registreren: a number, a category, a few taps, saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final, cast

import flet as ft

from app.care.casualty import Registered
from app.care.level_pack import Rules
from app.care.refusal import Refusal
from app.catalogue import decode
from app.commands import (
    Several,
    ask_what_level_asks,
    next_number,
    register_affected,
    register_casualty,
    register_several,
)
from app.store.desk import Desk
from app.store.queries.level import STREAMS as LEVEL
from app.store.queries.level import rules_here
from app.ui.hooks import use_query
from app.ui.screens.register_guide import RegisterGuide, treatments
from app.ui.state import Program, Session
from app.ui.typed import Typed, use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import link_button
from app.ui.widgets.guided_form import guided_of
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.panels import empty_state
from app.ui.widgets.register_cards import Door, register_picker, register_whole
from app.ui.widgets.register_entries import (
    DRAFT,
    Entries,
    Flaps,
    entries_of,
    registration,
)
from app.ui.widgets.sheet import use_primary
from app.ui.words import refused, trouble
from sync.errors import SyncError
from sync.event import Event
from sync.ids import ActorId

_SECOND_TAP_S: Final = 1.5
"""A save of nothing this soon after a save is the same finger twice."""

Saved = tuple[list[Event], str]
"""What was recorded, and the number that is next."""


@ft.component
def RegisterRoom(session: Session, program: Program) -> ft.Control:
    """Draw the room; the form belongs to whoever is signed on."""
    if session.person is None:
        # Signing off draws this once more before the window shows who is next.
        return ft.Container()
    actor = session.actor
    return RegisterForm(session, actor, key=f"register-{actor.hex()}")


@ft.component
def RegisterForm(session: Session, actor: ActorId, key: str = "") -> ft.Control:
    """Draw the form of one person, and record what it says."""
    typed = use_typed(session, DRAFT)
    number, why_not, set_number = use_number(session, actor)
    flaps, set_flaps = ft.use_state(Flaps())
    saved_s: ft.MutableRef[float] = ft.use_ref(-_SECOND_TAP_S)
    asked = use_query(session, rules_here, [], LEVEL) or Rules()
    warned: ft.MutableRef[dict[str, str]] = ft.use_ref(None)
    first: ft.MutableRef[ft.FilledButton] = ft.use_ref(None)
    afterwards = _use_afterwards(first)

    def start_over(saved: Saved) -> None:
        events, following = saved
        saved_s.current = session.clock.monotonic_s()
        afterwards(partial(_say, session, number, events, flaps))
        typed.fill({})
        set_flaps(Flaps(given_out=numbers_of(events), affected=flaps.affected))
        set_number(following)

    async def save(_event: object = None) -> None:
        since_s = session.clock.monotonic_s() - saved_s.current
        if not _is_blank(typed, flaps) or since_s >= _SECOND_TAP_S:
            # What the level asks is asked once: a second tap saves without.
            again, warned.current = warned.current == typed.values, {**typed.values}
            command = _command(session, typed, flaps, asks=not again)
            await typed.record(command, start_over)

    use_primary(session, None if flaps.guide else save)
    if why_not is not None:
        return _not_allowed(session, why_not)
    if flaps.guide:
        shut = partial(set_flaps, replace(flaps, guide=False))
        return RegisterGuide(session, typed, shut, key="register-guide")
    door = Door(
        session,
        typed,
        entries_of(typed.values),
        number,
        flaps,
        set_flaps,
        save,
        asked.required,
    )
    picker = register_picker(door)
    first.current = cast(
        "ft.FilledButton", None if flaps.affected else picker.controls[0]
    )
    return register_whole(door, picker)


def _use_afterwards(
    first: ft.MutableRef[ft.FilledButton],
) -> Callable[[Callable[[], None]], None]:
    """Return how to say what was saved, once the next number is on screen.

    The words slide in, and what comes after them would wait for that; then `first` has
    the keyboard again.
    """
    words: ft.MutableRef[Callable[[], None]] = ft.use_ref(None)
    count, set_count = ft.use_state(0)

    async def go_on() -> None:
        if words.current is not None:
            words.current()
            words.current = None
        if count and first.current is not None:
            await first.current.focus()

    def afterwards(say: Callable[[], None]) -> None:
        words.current = say
        set_count(lambda held: held + 1)

    ft.use_effect(go_on, [count])
    return afterwards


def use_number(
    session: Session, actor: ActorId
) -> tuple[str, str | None, Callable[[str], None]]:
    """Return the number kept for this person, or why there is none."""
    number, set_number = ft.use_state("")
    why_not, set_why_not = ft.use_state(cast("str | None", None))

    async def take() -> None:
        try:
            kept = await session.open_file.write(lambda desk: next_number(desk, actor))
        except Refusal as why:
            set_why_not(refused(why, session.language))
        except SyncError as why:
            set_why_not(trouble(why, session.language))
        else:
            set_number(kept)

    ft.use_effect(take, [actor])
    return number, why_not, set_number


def _command(
    session: Session, typed: Typed, flaps: Flaps, *, asks: bool
) -> Callable[[Desk], Saved]:
    actor, wanted = session.actor, entries_of(typed.values)
    guided, done = guided_of(typed), treatments(typed.values)

    def command(desk: Desk) -> Saved:
        if flaps.several:
            many = Several(
                flaps.several,
                desk.now_ms(),
                flaps.category,
                wanted.complaint,
                flaps.place,
            )
            events = register_several(desk, actor, many)
        elif flaps.affected:
            fact = replace(registration(wanted, desk.now_ms()), category=None)
            events = [register_affected(desk, actor, fact)]
        elif wanted == Entries() and not done:
            raise Refusal("nothing_filled_in")
        else:
            fact = registration(wanted, desk.now_ms())
            fact = replace(fact, guided=guided, treatments=done)
            if asks:
                ask_what_level_asks(desk, fact)
            events = [register_casualty(desk, actor, fact)]
        return events, next_number(desk, actor)

    return command


def _is_blank(typed: Typed, flaps: Flaps) -> bool:
    return not flaps.several and entries_of(typed.values) == Entries()


def numbers_of(events: list[Event]) -> tuple[str, ...]:
    """Return the numbers given out to several at once; of one it was on screen."""
    if len(events) < 2:
        return ()
    facts = (decode(event) for event in events)
    return tuple(each.number for each in facts if isinstance(each, Registered))


def _say(session: Session, number: str, events: list[Event], flaps: Flaps) -> None:
    if len(events) > 1:
        key, count = "ui.register.saved_several", len(events)
        category = flaps.category.value
        words = session.words(key, count=count, number=number, category=category)
    else:
        words = session.words("ui.register.saved", number=number)
    targets = [(event.log, event.seq) for event in events]
    notify(session, words, way_back(session, targets), above=FOOT)


def _not_allowed(session: Session, why: str) -> ft.Control:
    return empty_state(
        ft.Icons.LOCK_OUTLINE,
        session.words("ui.register.not_allowed"),
        why,
        link_button(
            session.words("ui.register.other_person"), session.sign_off, key="sign-off"
        ),
    )
