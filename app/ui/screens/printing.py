"""Print: why, the PIN again, and then a PDF with a number that is on the log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import flet as ft

from app.care.atmist import Who
from app.care.terms import Paper, PrintReason
from app.commands import Numbered, Wanted, print_with_pin
from app.exports.paper import Printing
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.handover import post_name
from app.ui.hooks import use_attempt
from app.ui.state import Session
from app.ui.theme import BODY, GAP
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.secret import secret_field
from app.ui.widgets.tick_box import tick_box

Options = frozenset[str]
Make = Callable[..., bytes]
"""`make(printing, ticked)` draws the sheet, beside the event loop."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A sheet that can be printed; `options` may be ticked, `ticked` are so at first.

    `printed` is told the number of the sheet.
    """

    paper: Paper
    make: Make
    options: tuple[str, ...] = ()
    ticked: Options = frozenset()
    printed: Callable[[str], Any] | None = None


@dataclass(slots=True)
class _Typed:
    """The PIN and the explanation; never kept as a draft."""

    texts: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, words: str) -> None:
        self.texts[name] = words

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


@ft.component
def PrintPanel(
    session: Session, detail: CasualtyDetail, offer: Offer, key: str = ""
) -> ft.Control:
    """Ask why and the PIN; number, log, draw and hand over the PDF."""
    kept: ft.MutableRef[_Typed] = ft.use_ref(_Typed())
    typed = kept.current or _Typed()
    ticked, tick = ft.use_state(offer.ticked)
    why, set_why = ft.use_state(PrintReason.HANDOVER)
    made, set_made = ft.use_state("")
    attempt = use_attempt(session)
    actor, stream = session.actor, detail.row.stream

    async def work() -> str:
        wanted = Wanted(offer.paper, why, typed.text("because"))
        pin = typed.text("pin")
        numbered = await session.open_file.write(
            lambda desk: print_with_pin(desk, actor, stream, wanted, pin)
        )
        what, make = offer.paper.value, partial(offer.make, ticked=ticked)
        await save_pdf(session, numbered, what, make)
        return numbered.sheet

    def done(sheet: str) -> None:
        typed.texts.clear()
        set_made(sheet)
        notify(session, session.words("ui.print.made", sheet=sheet))
        if offer.printed is not None:
            offer.printed(sheet)

    async def go(_event: object = None) -> None:
        await attempt.run(work, done)

    return section_card(
        session.words(f"term.Paper.{offer.paper.value}"),
        [
            note(session.words("ui.print.note")),
            *_options(session, offer.options, ticked, tick),
            _why(session, why, set_why),
            *_because(session, typed, why),
            secret_field(
                session.words("ui.print.pin"),
                typed.text("pin"),
                partial(typed.write, "pin"),
                key=f"print-pin-{len(made)}",
                keyboard_type=ft.KeyboardType.NUMBER,
                on_submit=go,
            ),
            error_note(attempt.problem, key="print-refusal"),
            *_made(session, made),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.print.go"),
                        go,
                        key="print-now",
                        icon=ft.Icons.PRINT_OUTLINED,
                        disabled=attempt.busy,
                    )
                ],
            ),
        ],
    )


async def save_pdf(
    session: Session,
    numbered: Numbered,
    what: str,
    make: Callable[[Printing], bytes],
    language: str = "",
) -> None:
    """Draw the sheet beside the loop and let the browser save it.

    `language` is that of who gets it, where that is another than who prints.
    """
    printing = await printing_of(session, numbered)
    printing = replace(printing, language=language or printing.language)
    content = await asyncio.to_thread(make, printing)
    name = file_name(session, what, numbered.sheet)
    await ft.FilePicker().save_file(file_name=name, src_bytes=content)


async def printing_of(session: Session, numbered: Numbered) -> Printing:
    """Return what every page says of who printed it."""
    post = await session.open_file.read(post_name)
    return Printing(
        numbered.sheet,
        post,
        numbered.by,
        numbered.at_ms,
        session.language,
        session.exercise,
    )


def file_name(session: Session, what: str, sheet: str) -> str:
    """Return a file name that says the sheet and nobody's name."""
    words = session.words(f"ui.print.file.{what}")
    return f"{words}-{sheet}.pdf"


def chosen_of(who: Who, ticked: Options) -> Who | None:
    """Return of who somebody is only what a person chose to print; None for nothing."""
    if "name" in ticked:
        return replace(who, bsn=who.bsn if "bsn" in ticked else "")
    return Who(bsn=who.bsn) if "bsn" in ticked else None


def _options(
    session: Session,
    options: Sequence[str],
    ticked: Options,
    tick: Callable[[Options], Any],
) -> list[ft.Control]:
    return [
        tick_box(
            session.words(f"ui.print.option.{name}"),
            ticked=name in ticked,
            on_tick=partial(tick, ticked ^ {name}),
            key=f"print-{name}",
        )
        for name in options
    ]


def _why(
    session: Session, why: PrintReason, set_why: Callable[[PrintReason], Any]
) -> ft.Control:
    return choices(
        [
            (each.value, session.words(f"term.PrintReason.{each.value}"))
            for each in PrintReason
        ],
        why.value,
        lambda value: set_why(PrintReason(value)),
        key="print-why",
        label=session.words("field.AccessPrinted.why"),
    )


def _because(session: Session, typed: _Typed, why: PrintReason) -> list[ft.Control]:
    if why is not PrintReason.OTHER:
        return []
    return [
        text_field(
            session.words("field.AccessPrinted.because"),
            typed.text("because"),
            partial(typed.write, "because"),
            key="print-because",
            hint_text=session.words("ui.print.because_hint"),
        )
    ]


def _made(session: Session, sheet: str) -> list[ft.Control]:
    if not sheet:
        return []
    return [
        ft.Row(
            spacing=GAP,
            controls=[
                ft.Icon(ft.Icons.CHECK),
                ft.Text(
                    session.words("ui.print.made_next", sheet=sheet),
                    key="print-made",
                    size=BODY,
                    expand=True,
                ),
            ],
        )
    ]
