"""The MEDEVAC 9-line: nine lines in order, whose sums are checked before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.care.situation import (
    EQUIPMENT,
    PRECEDENCE,
    WITHIN_HOURS,
    Marking,
    MedevacRequested,
    Scheme,
    Security,
    Setting,
    Status,
)
from app.commands import number_sheet
from app.commands.situation import request_medevac
from app.exports.situation import medevac_lines, report_pdf
from app.store.desk import Desk
from app.store.queries.situation import situation
from app.ui.hooks import use_attempt, use_query
from app.ui.screens.medevac_ride import MedevacRide
from app.ui.screens.printing import save_pdf
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.form_parts import (
    count_field,
    count_of,
    is_ticked,
    term_choice,
    ticks,
    words_field,
)
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card, section_title
from app.ui.widgets.report_card import report_lines
from app.ui.widgets.sheet import use_primary
from sync.event import Event

_FORM: Final = MedevacRequested
_DEFAULTS: Final = {"scheme": Scheme.NATO.value, "setting": Setting.PEACE.value}
_FIRST: Final = {1: "pickup", 2: "radio"}
_NBC: Final = ("nuclear", "biological", "chemical")


@ft.component
def MedevacPanel(session: Session, key: str = "") -> ft.Control:
    """Draw the nine lines, and the last that was kept."""
    typed = use_typed(session, "medevac", _DEFAULTS)

    def done(_event: Event) -> None:
        typed.fill({})
        notify(session, session.words("ui.report.saved"))

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, typed), done)

    use_primary(session, save)
    wide = session.width >= 600
    lines = [_line(session, typed, number, wide=wide) for number in range(1, 10)]
    return ft.Column(
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            LastMedevac(session, key="last-medevac"),
            section_card(
                session.words("ui.medevac.title"),
                [
                    note(session.words("ui.medevac.first")),
                    term_choice(session, typed, _FORM, "scheme", Scheme),
                    term_choice(session, typed, _FORM, "setting", Setting),
                    *lines,
                    error_note(typed.refusal),
                    ft.Row(
                        alignment=ft.MainAxisAlignment.END,
                        controls=[
                            primary_button(
                                session.words("ui.medevac.save"),
                                save,
                                key="save-medevac",
                                icon=ft.Icons.CHECK,
                            )
                        ],
                    ),
                ],
            ),
        ],
    )


@ft.component
def LastMedevac(session: Session, key: str = "") -> ft.Control:
    """Draw the 9-line that was kept last, to read aloud or print."""
    attempt = use_attempt(session)
    at = session.clock.now_ms()
    found = use_query(session, lambda db: situation(db, at), streams=["post"])
    fact = found.medevac if found else None
    if fact is None:
        return ft.Container(visible=False)
    lines = medevac_lines(fact, session.language)
    actor, observed_ms = session.actor, fact.observed_ms

    async def work() -> None:
        numbered = await session.open_file.write(lambda desk: number_sheet(desk, actor))
        name = session.words("ui.medevac.title")
        await save_pdf(
            session,
            numbered,
            "medevac",
            lambda printing: report_pdf(name, lines, observed_ms, printing),
        )

    async def go(_event: object = None) -> None:
        await attempt.run(work)

    return section_card(
        session.words("ui.medevac.last"),
        [
            report_lines(lines, "medevac"),
            error_note(attempt.problem, key="medevac-refusal"),
            MedevacRide(session, fact, key="medevac-ride"),
        ],
        trailing=quiet_button(
            session.words("ui.report.print"),
            go,
            key="print-medevac",
            icon=ft.Icons.PRINT_OUTLINED,
        ),
    )


def _line(session: Session, typed: Typed, number: int, *, wide: bool) -> ft.Control:
    name = str(number)
    if number in (6, 9):
        name = f"{number}_{_setting(typed).value}"
    title = f"{number}  {session.words(f'ui.medevac.line.{name}')}"
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            section_title(title),
            *_fields(session, typed, number, wide=wide),
        ],
    )


def _fields(
    session: Session, typed: Typed, number: int, *, wide: bool
) -> list[ft.Control]:
    if number == 3:
        return _precedence(session, typed, wide=wide)
    if number == 5:
        return _types(session, typed, wide=wide)
    if number == 4:
        return [ticks(session, typed, _FORM, list(EQUIPMENT))]
    if number in _FIRST:
        return [words_field(session, typed, _FORM, _FIRST[number])]
    return _later(session, typed, number)


def _later(session: Session, typed: Typed, number: int) -> list[ft.Control]:
    def words(name: str) -> ft.Control:
        return words_field(session, typed, _FORM, name)

    in_war = _setting(typed) is Setting.WAR
    match number:
        case 6 if in_war:
            return [term_choice(session, typed, _FORM, "security", Security)]
        case 6:
            return [words("injuries")]
        case 7:
            marking = term_choice(session, typed, _FORM, "marking", Marking)
            return [marking, words("marked_with")]
        case 8:
            status = term_choice(session, typed, _FORM, "status", Status)
            return [status, words("nationality")]
        case _:
            return [ticks(session, typed, _FORM, _NBC) if in_war else words("terrain")]


def _precedence(session: Session, typed: Typed, *, wide: bool) -> list[ft.Control]:
    fields = []
    scheme = _scheme(typed)
    for name, letter in PRECEDENCE[scheme].items():
        words = f"{letter} {session.words(f'field.MedevacRequested.{name}')}"
        if scheme is Scheme.US and name in WITHIN_HOURS:
            hours = WITHIN_HOURS[name]
            words = session.words("ui.medevac.within", name=words, hours=hours)
        fields.append(count_field(session, typed, name, words))
    return pairs(fields, wide=wide)


def _types(session: Session, typed: Typed, *, wide: bool) -> list[ft.Control]:
    named = [("L", "litter"), ("A", "ambulatory")]
    if _scheme(typed) is Scheme.NATO:
        named.append(("E", "escort"))
    fields = [
        count_field(
            session,
            typed,
            name,
            f"{letter} {session.words(f'field.MedevacRequested.{name}')}",
        )
        for letter, name in named
    ]
    return pairs(fields, wide=wide)


def _scheme(typed: Typed) -> Scheme:
    return Scheme.US if typed.text("scheme") == Scheme.US else Scheme.NATO


def _setting(typed: Typed) -> Setting:
    return Setting.WAR if typed.text("setting") == Setting.WAR else Setting.PEACE


def _command(session: Session, typed: Typed) -> Callable[[Desk], Event]:
    actor = session.actor

    def command(desk: Desk) -> Event:
        return request_medevac(desk, actor, medevac_of(typed, desk.now_ms()))

    return command


def medevac_of(typed: Typed, now_ms: int) -> MedevacRequested:
    """Return the lines as typed, without what this scheme or setting has not."""
    scheme, setting = _scheme(typed), _setting(typed)
    in_war = setting is Setting.WAR
    types = ("litter", "ambulatory", *(("escort",) if scheme is Scheme.NATO else ()))
    counted = {name: count_of(typed, name) for name in (*PRECEDENCE[scheme], *types)}
    ticked = {
        name: is_ticked(typed, name) for name in (*EQUIPMENT, *(_NBC if in_war else ()))
    }
    here = ("injuries", "terrain") if not in_war else ()
    words = {
        name: typed.text(name)
        for name in ("pickup", "radio", "marked_with", "nationality", *here)
    }
    closed: dict[str, Any] = {
        name: terms(typed.text(name))
        for name, terms in (
            ("marking", Marking),
            ("status", Status),
            *((("security", Security),) if in_war else ()),
        )
        if typed.text(name) in list(terms)
    }
    values: dict[str, Any] = {**words, **counted, **ticked, **closed}
    return MedevacRequested(now_ms, scheme, setting, **values)
