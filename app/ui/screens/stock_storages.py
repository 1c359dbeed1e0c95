"""Plaatsen: where stock is kept, what lies there, and how cold it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.care.staff import may
from app.care.storage import ColdRead, StorageKind, StorageNamed
from app.commands import close_storage, name_storage, read_cold
from app.commands.power import own_post
from app.store.queries.storage import StorageRow, storage_rows
from app.ui.hooks import use_query
from app.ui.screens.stock_form import Frame, form_frame, give_up, use_escape
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, GAP
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import choices, number_field, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, card, empty_state, note, waiting_state
from app.ui.widgets.vitals_entries import written
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.store.desk import Desk
    from sync.event import Event

_ICONS: Final = {
    StorageKind.SHELF: ft.Icons.SHELVES,
    StorageKind.VEHICLE: ft.Icons.LOCAL_SHIPPING_OUTLINED,
    StorageKind.FRIDGE: ft.Icons.KITCHEN,
    StorageKind.BAG: ft.Icons.MEDICAL_SERVICES_OUTLINED,
}
_NEW: Final = "new"
_MOST_DIGITS: Final = 3


@ft.component
def StoragesView(session: Session, key: str = "") -> ft.Control:
    """Draw the places, or the form of the one that is named or read."""
    naming, set_naming = ft.use_state("")
    reading, set_reading = ft.use_state("")
    found = use_query(session, storage_rows, [], ["post", "cold", "lot"])
    if found is None:
        return waiting_state("")
    if naming:
        return _Naming(session, lambda: set_naming(""), key="naming")
    row = next((each for each in found if each.storage.place == reading), None)
    if row is not None:
        return _Reading(session, row, lambda: set_reading(""), key=f"read-{reading}")
    leads = session.person is not None and may(session.person.role, "storage.named")
    foot = [
        ft.Row(
            alignment=ft.MainAxisAlignment.END,
            controls=[
                primary_button(
                    session.words("ui.storage.add"),
                    partial(set_naming, _NEW),
                    key="storage-add",
                    icon=ft.Icons.ADD,
                )
            ],
        )
    ]
    if not found:
        shown: ft.Control = empty_state(
            ft.Icons.SHELVES,
            session.words("ui.storage.none"),
            session.words("ui.storage.none_next"),
        )
    else:
        shown = ft.ListView(
            expand=True,
            spacing=GAP,
            controls=[_row(session, each, set_reading, leads=leads) for each in found],
        )
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(expand=True, content=shown),
            *(foot if leads else [note(session.words("ui.storage.lead"))]),
        ],
    )


def _row(
    session: Session,
    row: StorageRow,
    on_read: Callable[[str], Any],
    *,
    leads: bool,
) -> ft.Control:
    storage = row.storage
    said = session.words("ui.storage.holds", count=row.lots, pieces=row.pieces)
    lines: list[ft.Control] = [note(said)]
    if storage.kind is StorageKind.FRIDGE:
        lines.append(_cold(session, row))
    deeds = _deeds(session, row, on_read, leads=leads)
    if deeds and session.layout is Layout.NARROW:
        lines.append(wrapped(deeds))
        deeds = []
    return card(
        ft.Row(
            spacing=12,
            controls=[
                ft.Icon(_ICONS[storage.kind], size=28),
                ft.Column(
                    expand=True,
                    spacing=4,
                    controls=[ft.Text(storage.name, size=BODY, **BOLD), *lines],
                ),
                *deeds,
            ],
        ),
        padding=12,
    )


def _deeds(
    session: Session,
    row: StorageRow,
    on_read: Callable[[str], Any],
    *,
    leads: bool,
) -> list[ft.Control]:
    place = row.storage.place
    deeds: list[ft.Control] = []
    person = session.person
    is_fridge = row.storage.kind is StorageKind.FRIDGE
    if is_fridge and person is not None and may(person.role, "cold.read"):
        deeds.append(
            quiet_button(
                session.words("ui.storage.read"),
                partial(on_read, place),
                key=f"read-{place}",
                icon=ft.Icons.THERMOSTAT,
            )
        )
    if leads and not row.lots:
        deeds.append(
            link_button(
                session.words("ui.storage.close"),
                partial(_close, session, place),
                key=f"close-{place}",
            )
        )
    return deeds


async def _close(session: Session, place: str) -> None:
    actor = session.actor
    await session.open_file.write(lambda desk: close_storage(desk, actor, place))
    notify(session, session.words("ui.storage.closed"))


def _cold(session: Session, row: StorageRow) -> ft.Control:
    if row.last is None:
        return note(session.words("ui.storage.never_read"))
    said = session.words(
        "ui.storage.last",
        degrees=written(row.last.now_c, 1, session.language),
        when=moment(row.last.observed_ms, session.clock.now_ms(), session.language),
    )
    if row.is_excursion:
        return alarm_note(f"{said}. {session.words('ui.storage.excursion')}")
    return note(said)


@ft.component
def _Naming(session: Session, on_done: Callable[[], Any], key: str = "") -> ft.Control:
    """Draw the form of a new place."""
    form = "stock.storage"
    typed = use_typed(session, form, {"kind": StorageKind.SHELF.value})
    use_escape(session, on_done)

    def done(_event: Event) -> None:
        notify(session, session.words("ui.storage.added"))
        on_done()

    async def save() -> None:
        actor = session.actor
        named = StorageNamed("", typed.text("name"), StorageKind(typed.text("kind")))
        await typed.record(lambda desk: name_storage(desk, actor, named), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words("ui.storage.add"),
        about="",
        save=session.words("ui.storage.save"),
        key="storage",
        on_save=save,
        on_cancel=cancel,
    )
    kinds = [
        (each.value, session.words(f"term.StorageKind.{each.value}"))
        for each in StorageKind
    ]
    return form_frame(
        session,
        frame,
        typed,
        [
            text_field(
                session.words("field.StorageNamed.name"),
                typed.text("name"),
                partial(typed.write, "name"),
                key="storage-name",
            ),
            choices(
                kinds,
                typed.text("kind"),
                partial(typed.pick, "kind"),
                key="storage-kind",
                label=session.words("field.StorageNamed.kind"),
            ),
            note(session.words("ui.storage.range")),
        ],
    )


@ft.component
def _Reading(
    session: Session, row: StorageRow, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the form of a thermometer; outside its range it says what follows."""
    form = f"stock.cold:{row.storage.place}"
    typed = use_typed(session, form)
    use_escape(session, on_done)

    def done(events: list[Event]) -> None:
        held = len(events) - 1
        words = session.words("ui.storage.read_held", count=held)
        notify(session, words if held else session.words("ui.storage.read_saved"))
        on_done()

    async def save() -> None:
        await typed.record(_command(session, row, typed), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words("ui.storage.read"),
        about=row.storage.name,
        save=session.words("ui.storage.save"),
        key="cold",
        on_save=save,
        on_cancel=cancel,
    )
    low, high = row.storage.low_c, row.storage.high_c
    return form_frame(
        session,
        frame,
        typed,
        [
            note(
                session.words(
                    "ui.storage.should",
                    low=written(low, 1, session.language),
                    high=written(high, 1, session.language),
                )
            ),
            *(
                number_field(
                    session.words(f"field.ColdRead.{name}"),
                    typed.text(name),
                    partial(typed.write, name),
                    key=name,
                    error=typed.errors.get(name),
                )
                for name in ("now_c", "lowest_c", "highest_c")
            ),
            note(session.words("ui.storage.since")),
        ],
    )


def _command(
    session: Session, row: StorageRow, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, place = session.actor, row.storage.place

    def record(desk: Desk) -> list[Event]:
        now = tenths(typed.text("now_c"), "now_c")
        if now is None:
            raise Refusal("temperature_missing", field="now_c")
        fact = ColdRead(
            own_post(desk),
            place,
            desk.now_ms(),
            now,
            tenths(typed.text("lowest_c"), "lowest_c"),
            tenths(typed.text("highest_c"), "highest_c"),
        )
        return read_cold(desk, actor, fact)

    return record


def tenths(words: str, field: str) -> int | None:
    """Return degrees as they were typed in tenths; None for nothing. Raises Refusal.

    A comma or a point, a minus, at most one decimal.
    """
    plain = words.strip().replace(",", ".").replace("−", "-")
    if not plain:
        return None
    whole, _, part = plain.lstrip("-").partition(".")
    is_tenth = part == "" or (part.isdecimal() and len(part) == 1)
    if not (whole.isdecimal() and len(whole) <= _MOST_DIGITS and is_tenth):
        raise Refusal("not_a_number", field=field)
    found = int(whole) * 10 + int(part or "0")
    return -found if plain.startswith("-") else found
