"""Adviesbladen: pictures and plain words to hand out; a post's own text of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.advice import AdviceSet, Sheet, sheet_text
from app.care.staff import may
from app.commands import number_sheet
from app.commands.advice import set_advice
from app.exports.advice import advice_pdf
from app.exports.qr import MOST_QR_BYTES
from app.i18n import LANGUAGES, text
from app.store.queries.advice import sheets
from app.ui.hooks import keyed, use_attempt, use_query
from app.ui.screens.printing import save_pdf
from app.ui.theme import BODY, BOLD, GAP, LARGE
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card, waiting_state
from app.ui.widgets.pictogram import pictogram
from app.ui.widgets.qr_code import qr_code
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.commands import Numbered
    from app.ui.state import Session
    from sync.event import Event

_PICTURE = 64.0
_QR = 220.0


@ft.component
def AdviceSheets(session: Session, key: str = "") -> ft.Control:
    """Draw the topics, and the one that is picked."""
    picked, pick = ft.use_state(cast("str | None", None))
    language, speak = ft.use_state(session.language)
    found = use_query(session, sheets, [], ["advice"])
    if found is None:
        return waiting_state(session.words("ui.loading"))
    topics = choices(
        [(each.topic, each.title[session.language]) for each in found],
        picked,
        pick,
        key="topic",
        label=session.words("ui.advice.topics"),
    )
    chosen = next((each for each in found if each.topic == picked), None)
    shown = (
        [keyed(SheetCard, session, chosen, language, speak, key=f"sheet-{picked}")]
        if chosen
        else [note(session.words("ui.advice.pick"))]
    )
    return ft.Column(
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[topics, *shown],
    )


@ft.component
def SheetCard(
    session: Session,
    sheet: Sheet,
    language: str,
    speak: Callable[[str], Any],
    key: str = "",
) -> ft.Control:
    """Draw a sheet in the language of who gets it; print it, or let it be scanned."""
    attempt = use_attempt(session)
    writing, write = ft.use_state(False)

    async def work() -> Numbered:
        actor = session.actor
        numbered = await session.open_file.write(lambda desk: number_sheet(desk, actor))
        make = partial(advice_pdf, sheet)
        await save_pdf(session, numbered, "advice", make, language)
        return numbered

    async def go(_event: object = None) -> None:
        await attempt.run(
            work,
            lambda made: notify(
                session, session.words("ui.print.made", sheet=made.sheet)
            ),
        )

    mark = "ui.advice.example" if sheet.is_example else "ui.advice.source"
    come = text("ui.advice.come", language)
    role = session.person.role if session.person else None
    may_write = role is not None and may(role, "advice.set")
    if writing:
        return keyed(WriteSheet, session, sheet, lambda: write(False), key="write")
    return section_card(
        sheet.title[language],
        [
            choices(
                [(each, session.words(f"ui.settings.{each}")) for each in LANGUAGES],
                language,
                speak,
                key="sheet-language",
            ),
            *(_step(each.picture, each.words[language]) for each in sheet.steps),
            ft.Text(come, size=BODY, **BOLD),
            *(ft.Text(f"• {each}", size=BODY) for each in sheet.back[language]),
            *_square(session, sheet, language, come),
            note(session.words(mark, source=sheet.source), key="sheet-mark"),
            error_note(attempt.problem),
            wrapped(
                [
                    quiet_button(
                        session.words("ui.report.print"),
                        go,
                        key="print-advice",
                        icon=ft.Icons.PRINT_OUTLINED,
                        disabled=attempt.busy,
                    ),
                    *(
                        [
                            link_button(
                                session.words("ui.advice.write"),
                                lambda: write(True),
                                key="write-advice",
                            )
                        ]
                        if may_write
                        else []
                    ),
                ]
            ),
        ],
    )


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _step(picture: str, words: str) -> ft.Control:
    return ft.Row(
        spacing=16,
        controls=[
            pictogram(picture, _PICTURE),
            ft.Text(words, size=LARGE - 2, expand=True),
        ],
    )


def _square(
    session: Session, sheet: Sheet, language: str, come: str
) -> list[ft.Control]:
    said = sheet_text(sheet, language, come)
    if len(said.encode()) > MOST_QR_BYTES:
        return [note(session.words("ui.advice.too_long"))]
    square = qr_code(said, session.words("ui.advice.scan"), side=_QR, key="advice-qr")
    beside = ft.Text(session.words("ui.advice.scan"), size=BODY, width=_QR)
    return [ft.Row(wrap=True, spacing=GAP, controls=[square, beside])]


@ft.component
def WriteSheet(
    session: Session, sheet: Sheet, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the form of this post's own text, one step on a line, in both languages."""
    known = {
        **{
            f"steps_{n}": _joined(each.words[n] for each in sheet.steps)
            for n in LANGUAGES
        },
        **{f"back_{n}": _joined(sheet.back[n]) for n in LANGUAGES},
        "source": sheet.source,
    }
    typed = use_typed(session, f"advice-{sheet.topic}", known)

    def done(event: Event) -> None:
        typed.fill({})
        close()
        words = session.words("ui.casualty.saved")
        notify(session, words, way_back(session, [(event.log, event.seq)]))

    async def save(_event: object = None) -> None:
        actor = session.actor
        said = {name: typed.text(name) for name in known}
        fact = AdviceSet(b"", sheet.topic, session.clock.now_ms(), **said)
        await typed.record(lambda desk: set_advice(desk, actor, fact), done)

    return section_card(
        sheet.title[session.language],
        [
            note(session.words("ui.advice.write_note")),
            *(
                text_field(
                    session.words(f"field.AdviceSet.{name}"),
                    typed.text(name),
                    partial(typed.write, name),
                    key=f"advice-{name}",
                    error=typed.errors.get(name),
                    multiline=name != "source",
                )
                for name in known
            ),
            error_note(typed.refusal, key="advice-problem"),
            wrapped(
                [
                    quiet_button(
                        session.words("ui.advice.save"),
                        save,
                        key="save-advice",
                        icon=ft.Icons.CHECK,
                    ),
                    link_button(session.words("ui.cancel"), close, key="drop-advice"),
                ]
            ),
        ],
    )
