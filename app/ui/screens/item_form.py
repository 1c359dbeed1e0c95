"""Artikel toevoegen or aanpassen: what a post says of an item itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.item import Controlled, Item
from app.care.item_cells import READ, Bad, cell_of
from app.care.local_item import (
    CHANGEABLE,
    IN_ONE_LANGUAGE,
    ItemAdded,
    ItemChanged,
    code_of_stream,
)
from app.care.terms import Unit
from app.commands import add_item, change_item
from app.exports.item_sheet import head_of
from app.store.queries.item import STREAMS, Entry, catalogue, entry
from app.ui.hooks import use_query
from app.ui.screens.item_group import GroupField, group_called
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.typed import use_typed
from app.ui.widgets.fields import choices, number_field, text_field
from app.ui.widgets.item_words import group_labels
from app.ui.widgets.panels import note, waiting_state
from app.ui.widgets.tick_box import tick_box

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from app.ui.typed import Typed
    from sync.event import Event

_YES, _NO = "yes", "no"
_MANY: Final = ("synonyms", "substitutes", "kit")
_EMPTY: Final[Mapping[str, Any]] = {
    "name_en": "",
    "atc": "",
    "remark": "",
    "group": "",
    "synonyms": (),
    "substitutes": (),
    "kit": (),
    "use_t1": 0,
    "use_t2": 0,
    "use_t3": 0,
}
"""What an emptied field says."""


@ft.component
def ItemForm(
    session: Session, code: str | None, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the form of a new item, or of the one with this code."""
    found = use_query(session, lambda db: (entry(db, code or ""),), [code], STREAMS)
    if found is None or (code is not None and found[0] is None):
        return waiting_state("")
    return Filled(session, found[0], on_done, key=f"filled-{code}")


@ft.component
def Filled(
    session: Session, known: Entry | None, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the fields, with what is known in them."""
    item = known.item if known else Item("", "", "")
    form = f"item:{item.code}"
    typed = use_typed(session, form, texts_of(item, session.language))
    wrong, set_wrong = ft.use_state(cast("Mapping[str, str]", {}))
    known_items = use_query(session, catalogue, [], STREAMS) or {}
    groups = group_labels(
        ((each.group_nl, each.group_en) for each in known_items.values()),
        session.language,
    )
    use_escape(session, on_done)

    def done(events: Sequence[Event]) -> None:
        name = typed.text("name_nl")
        words = "ui.item.changed_now" if known else "ui.item.added_now"
        say_with_undo(session, session.words(words, name=name), events)
        if known is None:
            session.item = code_of_stream(events[0].stream)
        on_done()

    async def save() -> None:
        said, errors = values_of(typed.text, changed=typed.changed(), whole=not known)
        if said.get("group"):
            said["group"] = group_called(groups, said["group"])
        set_wrong(errors)
        if not errors:
            await typed.record(partial(_record, session, item.code, said), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words("ui.item.change" if known else "ui.item.add"),
        about=item.name_nl,
        save=session.words("ui.item.save"),
        key="item",
        on_save=save,
        on_cancel=cancel,
    )
    errors = {
        name: session.words(f"item.wrong.{why}", given=typed.text(name))
        for name, why in wrong.items()
    }
    fields = _fields(session, typed, errors, groups)
    return form_frame(session, frame, typed, fields)


def _record(
    session: Session, code: str, said: Mapping[str, Any], desk: Desk
) -> Sequence[Event]:
    if code:
        change = ItemChanged(code, b"", **said)
        return [change_item(desk, session.actor, change)]
    return [add_item(desk, session.actor, ItemAdded("", b"", **said))]


def texts_of(item: Item, language: str) -> dict[str, str]:
    """Return what the fields of the form show of an item."""
    shown: dict[str, str] = {}
    for name in CHANGEABLE:
        field = IN_ONE_LANGUAGE.get(name, name)
        cell = cell_of(field, getattr(item, field))
        if name in _MANY:
            cell = cell.replace("|", ", ")
        if name.startswith("use_"):
            cell = "" if cell == "0" else cell
            cell = cell.replace(".", ",") if language == "nl" else cell
        shown[name] = cell
    return shown


def values_of(
    text_of: Callable[[str], str], *, changed: Mapping[str, str], whole: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was typed as values, and why a field cannot be read.

    `whole`: of a new item every field that is filled in counts, else what changed.
    """
    said: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name in CHANGEABLE:
        words = text_of(name).strip()
        if not whole and name not in changed:
            continue
        if not words and name in _EMPTY:
            said |= {} if whole else {name: _EMPTY[name]}
            continue
        try:
            said[name] = _read(name, words)
        except Bad as why:
            errors[name] = why.why
    return said, errors


def _read(name: str, words: str) -> Any:
    if name in _MANY:
        words = words.replace(",", "|")
    return READ[IN_ONE_LANGUAGE.get(name, name)](words)


def _fields(
    session: Session,
    typed: Typed,
    errors: Mapping[str, str],
    groups: Mapping[str, str],
) -> list[ft.Control]:
    language = session.language

    def words(name: str, label: str = "", **more: Any) -> ft.Control:
        return text_field(
            label or head_of(name, language),
            typed.text(name),
            partial(typed.write, name),
            key=f"item-field-{name}",
            error=errors.get(name),
            **more,
        )

    def number(name: str, *, decimal: bool = False) -> ft.Control:
        return number_field(
            head_of(name, language),
            typed.text(name),
            partial(typed.write, name),
            key=f"item-field-{name}",
            error=errors.get(name),
            decimal=decimal,
            expand=True,
        )

    def tick(name: str) -> ft.Control:
        held = typed.text(name) == _YES
        return tick_box(
            session.words(f"field.ItemAdded.{name}"),
            ticked=held,
            on_tick=lambda: typed.pick(name, _NO if held else _YES),
            key=f"item-tick-{name}",
        )

    uses = [number(name, decimal=True) for name in ("use_t1", "use_t2", "use_t3")]
    return [
        words("name_nl"),
        words("name_en"),
        GroupField(session, typed, groups, errors.get("group"), key="group"),
        _units(session, typed),
        ft.Row(controls=[number("pieces_per_pack")]),
        ft.Row(wrap=True, controls=[tick("critical"), tick("cold_chain")]),
        choices(
            [
                (each.value, session.words(f"term.Controlled.{each.value}"))
                for each in Controlled
            ],
            typed.text("controlled"),
            partial(typed.pick, "controlled"),
            key="item-controlled",
            label=head_of("controlled", language),
        ),
        ft.Row(vertical_alignment=ft.CrossAxisAlignment.START, controls=uses),
        note(session.words("ui.item.use_hint")),
        words("synonyms", helper=session.words("ui.item.many_hint")),
        words("kit", helper=session.words("ui.item.kit_hint")),
        words("substitutes", helper=session.words("ui.item.substitutes_hint")),
        words("atc"),
        words("remark", session.words("ui.item.remark")),
    ]


def _units(session: Session, typed: Typed) -> ft.Control:
    return choices(
        [
            (each.value, session.words(f"term.Unit.{each.value}", count=1))
            for each in Unit
        ],
        typed.text("unit"),
        partial(typed.pick, "unit"),
        key="item-unit",
        label=head_of("unit", session.language),
    )
