"""What is kept of residents leaves: one file on request, or a list to who gave it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.resident import Resident
from app.care.scarcity import scarcity_stream
from app.care.terms import PrintReason
from app.commands import Numbered
from app.commands.resident_export import take_out_list, take_out_resident
from app.exports.resident_file import (
    ResidentFile,
    list_sheet,
    marked,
    resident_pdf,
    resident_sheet,
)
from app.store.names import actor_names
from app.store.queries.handout import handouts_with
from app.store.queries.resident_kept import listed_by
from app.store.tables import state_of
from app.ui.hooks import use_attempt
from app.ui.screens.printing import printing_of, save_pdf
from app.ui.sheets import save_csv, save_xlsx
from app.ui.theme import GAP
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.secret import secret_field

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

_WHYS: Final = (PrintReason.OWN_REQUEST, PrintReason.HANDOVER, PrintReason.OTHER)
_PDF, _XLSX, _CSV = "pdf", "xlsx", "csv"


@dataclass(frozen=True, slots=True)
class Going:
    """What a person filled in: why, the PIN, and as what it leaves."""

    why: PrintReason
    because: str
    pin: str
    kind: str


@dataclass(slots=True)
class _Typed:
    """What is typed; never kept as a draft, for a PIN is among it."""

    texts: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, words: str) -> None:
        self.texts[name] = words

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


@ft.component
def OutForm(
    session: Session,
    title: str,
    offered: tuple[tuple[PrintReason, ...], tuple[str, ...]],
    go: Callable[[Going], Awaitable[Numbered]],
    close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Ask why, as what, and the PIN; then it is numbered, logged and saved."""
    whys, kinds = offered
    kept: ft.MutableRef[_Typed] = ft.use_ref(_Typed())
    typed = kept.current or _Typed()
    why, set_why = ft.use_state(whys[0])
    kind, set_kind = ft.use_state(kinds[0])
    attempt = use_attempt(session)

    async def work() -> Numbered:
        return await go(Going(why, typed.text("because"), typed.text("pin"), kind))

    def done(numbered: Numbered) -> None:
        notify(session, session.words("ui.print.made", sheet=numbered.sheet))
        close()

    async def press(_event: object = None) -> None:
        await attempt.run(work, done)

    asked = section_card(
        title,
        [
            note(session.words("ui.out.note")),
            *_why(session, whys, why, set_why, typed),
            choices(
                [(each, session.words(f"ui.out.kind.{each}")) for each in kinds],
                kind,
                set_kind,
                key="out-kind",
                label=session.words("ui.out.kind"),
            ),
            secret_field(
                session.words("ui.print.pin"),
                "",
                partial(typed.write, "pin"),
                key="out-pin",
                keyboard_type=ft.KeyboardType.NUMBER,
                on_submit=press,
            ),
            error_note(attempt.problem, key="out-refusal"),
            ft.Row(
                wrap=True,
                spacing=GAP,
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    quiet_button(session.words("ui.back"), close, key="out-back"),
                    primary_button(
                        session.words("ui.out.go"),
                        press,
                        key="out-go",
                        icon=ft.Icons.DOWNLOAD,
                        disabled=attempt.busy,
                    ),
                ],
            ),
        ],
        key="out",
    )
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[asked],
    )


def resident_out(
    session: Session, stream: bytes, whom: str, close: Callable[[], Any]
) -> ft.Control:
    """Return the form by which all that is kept of one resident leaves."""
    actor, file, language = session.actor, session.open_file, session.language

    async def go(going: Going) -> Numbered:
        why = (going.why, going.because)
        numbered = await file.write(
            lambda desk: take_out_resident(desk, actor, stream, why, going.pin)
        )
        kept = await file.read(lambda db: _file_of(db, stream))
        if going.kind == _PDF:
            make = partial(resident_pdf, kept)
            await save_pdf(session, numbered, "resident", make)
        else:
            table = await asyncio.to_thread(resident_sheet, kept, language)
            await _save(session, numbered, "resident", table, going.kind)
        return numbered

    title = session.words("ui.out.one", whom=whom)
    return OutForm(session, title, (_WHYS, (_PDF, _XLSX, _CSV)), go, close, key="out")


def list_out(session: Session, source: str, close: Callable[[], Any]) -> ft.Control:
    """Return the form by which an organisation gets its list back."""
    actor, file, language = session.actor, session.open_file, session.language

    async def go(going: Going) -> Numbered:
        numbered = await file.write(
            lambda desk: take_out_list(desk, actor, source, going.because, going.pin)
        )
        people = await file.read(lambda db: listed_by(db, source))
        table = await asyncio.to_thread(
            list_sheet, list(people.values()), source, language
        )
        await _save(session, numbered, "residents", table, going.kind)
        return numbered

    title = session.words("ui.out.list", source=source)
    offered = ((PrintReason.OTHER,), (_XLSX, _CSV))
    return OutForm(session, title, offered, go, close, key=f"out-{source}")


def _file_of(db: Database, stream: bytes) -> ResidentFile:
    given = (each.given for each in handouts_with(db, stream))
    return ResidentFile(
        state_of(db, "resident", stream) or Resident(),
        actor_names(db),
        tuple(each for each in given if each is not None),
        state_of(db, "scarcity", scarcity_stream(stream)),
    )


async def _save(
    session: Session,
    numbered: Numbered,
    what: str,
    table: Sequence[Sequence[str]],
    kind: str,
) -> None:
    rows = marked(table, await printing_of(session, numbered))
    name = f"{session.words(f'ui.print.file.{what}')}-{numbered.sheet}"
    if kind == _XLSX:
        await save_xlsx(rows, name)
    else:
        await save_csv(rows, name, session.language)


def _why(
    session: Session,
    whys: Sequence[PrintReason],
    why: PrintReason,
    set_why: Callable[[PrintReason], Any],
    typed: _Typed,
) -> list[ft.Control]:
    chosen = choices(
        [
            (each.value, session.words(f"term.PrintReason.{each.value}"))
            for each in whys
        ],
        why.value,
        lambda value: set_why(PrintReason(value)),
        key="out-why",
        label=session.words("field.AccessPrinted.why"),
    )
    because = text_field(
        session.words("ui.out.because"),
        typed.text("because"),
        partial(typed.write, "because"),
        key="out-because",
    )
    return [
        *([chosen] if len(whys) > 1 else []),
        *([because] if why is PrintReason.OTHER else []),
    ]
