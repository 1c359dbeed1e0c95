"""Sluiten: what is open still, who keeps the file, this device wiped with evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import flet as ft

from app.care.closing import FileWay, Standing, kept_until, last_day
from app.care.staff import may
from app.commands import close_doors, hand_file
from app.store.queries.readiness import StillOpen, still_open
from app.ui.arrive import arrive
from app.ui.closing import Wish
from app.ui.hooks import use_act, use_attempt, use_now, use_query, use_sending
from app.ui.theme import BODY, BOLD
from app.ui.typed import use_typed
from app.ui.widgets.buttons import HoldButton, link_button, primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, error_note, note, section_card
from app.ui.widgets.secret import secret_field
from app.ui.widgets.send_chip import chip_look
from app.ui.words import day, moment, today
from sync.errors import SyncError, WrongSecret

if TYPE_CHECKING:
    from app.ui.state import Program, Sending, Session

_STREAMS: Final = (
    *("casualty", "handout", "signal", "post", "evacuation", "guest"),
    *("transport", "round", "resident", "scarcity"),
)
_MINUTE_MS: Final = 60_000


@ft.component
def ClosingCards(
    session: Session, program: Program, standing: Standing, key: str = ""
) -> ft.Control:
    """Draw the steps in order: finish, send, hand over, close, wipe."""
    now = use_now(session)
    sending = use_sending(session, program)
    left = use_query(
        session, lambda db: still_open(db, now), [now // _MINUTE_MS], _STREAMS
    )
    if session.person is None or not may(session.person.role, "post.closed"):
        return note(session.words("ui.doors.only_lead"))
    steps: list[ft.Control] = [
        _left(session, left),
        _sent(session, sending, now),
        HandingCard(session, standing, key="handing"),
        CloseCard(session, standing, key="close"),
    ]
    if standing.is_closed and standing.handed is not None:
        steps.append(WipeCard(session, program, sending, key="wipe"))
    else:
        steps.append(note(session.words("ui.doors.wipe_later")))
    return ft.Column(
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=steps,
    )


def _left(session: Session, left: StillOpen | None) -> ft.Control:
    title = session.words("ui.doors.left")
    if left is None:
        return section_card(title, [])
    if left.is_nothing:
        return section_card(title, [note(session.words("ui.doors.left_none"))])
    ways = (
        ("missing", left.missing, "evacuation"),
        ("alone", left.alone, "displaced"),
        ("present", left.present, "casualties"),
        ("rides", left.under_way, "transport"),
        ("lists", left.lists_out, "residents"),
        ("rounds", left.rounds, "residents"),
        ("tasks", left.tasks, "residents"),
        ("decided", left.decided, "scarcity"),
        ("calls", left.to_call, "signals"),
    )
    return section_card(
        title,
        [
            ft.Row(
                controls=[
                    ft.Text(
                        session.words(f"ui.doors.left.{name}", count=count),
                        size=BODY,
                        expand=True,
                    ),
                    link_button(
                        session.words("ui.doors.mend"),
                        partial(session.go, room),
                        key=f"left-{name}",
                    ),
                ]
            )
            for name, count, room in ways
            if count
        ],
    )


def is_all_read(sending: Sending) -> bool:
    """Tell whether the hub has read all of this device, by its signed receipts."""
    waits = (
        sending.unsent_events,
        sending.unsent_photos,
        sending.stored_unread,
        sending.set_aside,
    )
    return sending.enrolled and not sending.revoked and not any(waits)


def _sent(session: Session, sending: Sending, now: int) -> ft.Control:
    look = chip_look(sending, now, session.language)
    done = is_all_read(sending)
    words = session.words("ui.doors.all_read" if done else "ui.doors.not_read")
    way = link_button(
        session.words("ui.doors.to_sending"),
        lambda: session.go("sending"),
        key="to-sending",
    )
    return section_card(
        session.words("ui.doors.sent"),
        [
            ft.Row(
                controls=[
                    ft.Icon(look.icon),
                    ft.Text(look.words, key="sent", size=BODY, expand=True, **BOLD),
                ]
            ),
            note(words, key="all-read"),
            *([] if done else [ft.Row(controls=[way])]),
        ],
    )


@ft.component
def HandingCard(session: Session, standing: Standing, key: str = "") -> ft.Control:
    """Draw who keeps the file, until when, and how it comes to them."""
    typed = use_typed(session, "hand-file")
    handed = standing.handed

    def done(_event: object) -> None:
        typed.fill({})
        notify(session, session.words("ui.casualty.saved"))

    async def save(_event: object = None) -> None:
        actor = session.actor
        holder, way = typed.text("holder"), typed.text("way")
        await typed.record(lambda desk: hand_file(desk, actor, holder, way), done)

    now = session.clock.now_ms()
    last = last_day(standing, today(now), today)
    until = kept_until(last, exercise=session.exercise)
    rule = "ui.doors.keep_exercise" if session.exercise else "ui.doors.keep_dossier"
    said = []
    if handed is not None:
        words = session.words(
            "ui.doors.handed",
            holder=handed.holder,
            way=session.words(f"term.FileWay.{handed.way.value}"),
            at=moment(handed.observed_ms, now, session.language),
        )
        said = [ft.Text(words, key="handed", size=BODY, **BOLD)]
    return section_card(
        session.words("ui.doors.keep"),
        [
            note(session.words(rule, day=day(until, session.language))),
            *said,
            text_field(
                session.words("field.FileHanded.holder"),
                typed.text("holder"),
                partial(typed.write, "holder"),
                key="holder",
                error=typed.errors.get("holder"),
            ),
            choices(
                [
                    (each.value, session.words(f"term.FileWay.{each.value}"))
                    for each in FileWay
                ],
                typed.text("way") or None,
                partial(typed.pick, "way"),
                key="file-way",
                label=session.words("field.FileHanded.way"),
            ),
            error_note(typed.refusal, key="hand-problem"),
            ft.Row(
                controls=[
                    quiet_button(
                        session.words("ui.doors.hand"),
                        save,
                        key="hand-file",
                        icon=ft.Icons.CHECK,
                    )
                ]
            ),
        ],
    )


@ft.component
def CloseCard(session: Session, standing: Standing, key: str = "") -> ft.Control:
    """Draw the step that closes the post for people."""
    act = use_act(session)
    if standing.is_closed:
        return note(session.words("ui.doors.closed_now"))

    async def go(_event: object = None) -> None:
        actor = session.actor
        await act.run(
            lambda desk: close_doors(desk, actor),
            lambda _: notify(session, session.words("ui.doors.closed")),
        )

    button = primary_button(
        session.words("ui.doors.close"),
        go,
        key="close-doors",
        icon=ft.Icons.DOOR_FRONT_DOOR,
    )
    return section_card(
        session.words("ui.doors.close"),
        [
            note(session.words("ui.doors.close_note")),
            error_note(act.refusal, key="close-problem"),
            ft.Row(alignment=ft.MainAxisAlignment.END, controls=[button]),
        ],
    )


@dataclass(slots=True)
class _Secrets:
    """What is typed to wipe; never kept as a draft."""

    texts: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, words: str) -> None:
        self.texts[name] = words

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


@ft.component
def WipeCard(
    session: Session, program: Program, sending: Sending, key: str = ""
) -> ft.Control:
    """Ask passphrase and PIN, why where something was not read, and a long press."""
    typed = cast("_Secrets", ft.use_ref(_Secrets()).current)
    attempt = use_attempt(session, lambda why: _wrong(session, why))
    circle = program.neighbours(session.mode).circle
    others = circle.for_sisters + (circle.carrying.waiting if circle.carrying else 0)
    if session.is_tablet:
        return note(session.words("ui.tablet.only_at_base_next"))

    # What lies here for others is counted when all is shut: it may be more than shown.
    needs_reason = bool(others or attempt.problem) or not is_all_read(sending)

    async def wipe() -> None:
        mode = session.mode
        wish = Wish(session.actor, typed.text("pin"), typed.text("because"))
        secret = typed.text("secret")
        await attempt.run(lambda: program.wipe(mode, secret, wish))
        if session.file is None:  # also where a disk did not let it finish
            session.sign_off()
            await arrive(session, program)

    def held() -> None:
        ft.context.page.run_task(wipe)

    return section_card(
        session.words("ui.doors.wipe"),
        [
            alarm_note(_before(session, sending), key="wipe-alarm"),
            alarm_note(_of_others(session, others), key="wipe-others"),
            note(session.words("ui.doors.wipe_note")),
            note(session.words("ui.wiped.not_here")),
            *_fields(session, typed, needs_reason=needs_reason),
            error_note(attempt.problem, key="wipe-problem"),
            HoldButton(
                ft.Text(session.words("ui.doors.wipe_hold"), size=BODY, **BOLD),
                held,
                session.words("ui.doors.wipe_hint"),
                name="wipe-now",
            ),
        ],
    )


def _fields(
    session: Session, typed: _Secrets, *, needs_reason: bool
) -> list[ft.Control]:
    write = {name: partial(typed.write, name) for name in ("because", "secret", "pin")}
    reason = text_field(
        session.words("ui.doors.because"), "", write["because"], key="wipe-because"
    )
    return [
        *([reason] if needs_reason else []),
        secret_field(
            session.words("ui.safety.now"),
            "",
            write["secret"],
            key="wipe-secret",
        ),
        secret_field(
            session.words("ui.print.pin"),
            "",
            write["pin"],
            key="wipe-pin",
            keyboard_type=ft.KeyboardType.NUMBER,
        ),
    ]


def _before(session: Session, sending: Sending) -> str:
    if is_all_read(sending):
        return session.words("ui.doors.wipe_read")
    if not sending.enrolled:
        return session.words("ui.doors.wipe_alone")
    count = sending.unsent_events + sending.unsent_photos
    return session.words("ui.doors.wipe_unread", count=count)


def _of_others(session: Session, others: int) -> str | None:
    return session.words("ui.doors.wipe_others", count=others) if others else None


def _wrong(session: Session, why: SyncError) -> str | None:
    is_wrong = isinstance(why, WrongSecret)
    return session.words("ui.safety.wrong") if is_wrong else None
