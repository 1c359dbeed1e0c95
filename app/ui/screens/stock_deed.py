"""What is done with a lot: moved, returned, discarded, held or released."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.stock import DiscardReason, HoldReason, LotKey
from app.commands import (
    Doubt,
    Taken,
    discard_stock,
    hold_lot,
    move_stock,
    release_lot,
    return_stock,
)
from app.store.queries.lot import LotPage
from app.store.queries.stock import ItemRow
from app.store.queries.storage import storages
from app.ui.hooks import use_query
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.panels import note
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.second_person import SecondPerson, use_second
from app.ui.widgets.stock_row import name_of, unit_of

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event


class Deed(StrEnum):
    """What may be done with one lot."""

    MOVE = "move"
    RETURN = "return"
    DISCARD = "discard"
    HOLD = "hold"
    RELEASE = "release"


DEEDS: Final = {
    Deed.MOVE: "stock.moved",
    Deed.RETURN: "stock.returned",
    Deed.DISCARD: "stock.discarded",
    Deed.HOLD: "lot.held",
    Deed.RELEASE: "lot.released",
}
"""Each deed, and the kind of fact it records."""

_NOWHERE: Final = "-"
_EVERYWHERE: Final = "*"
_SAFE: Final = frozenset({Deed.HOLD, Deed.RELEASE, Deed.MOVE})
"""Deeds by which nothing leaves or comes: no second person is asked."""


@ft.component
def DeedPane(
    session: Session,
    row: ItemRow,
    page: LotPage,
    deed: Deed,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the form of a deed."""
    lot = page.lot
    form = f"stock.{deed.value}:{lot.item}:{lot.lot}:{lot.expiry}"
    typed = use_typed(session, form)
    tried, set_tried = ft.use_state(False)
    second, asked = use_second(session, "" if deed in _SAFE else row.code)
    open_places = use_query(session, storages, [], ["post"]) or ()
    names = {_NOWHERE: session.words("ui.lot.nowhere")}
    names |= {each.place: each.name for each in open_places}
    use_escape(session, on_done)

    def done(events: Sequence[Event]) -> None:
        say_with_undo(session, session.words(f"ui.lot.saved.{deed.value}"), events)
        on_done()

    async def save() -> None:
        set_tried(True)
        if _lacks(deed, typed):
            return
        command = _command(session, page, deed, typed)
        await typed.record(second.beside(session, command, asked=asked), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words(f"ui.lot.{deed.value}"),
        about=f"{name_of(row, session.language)} · {lot.lot or '–'}",
        save=session.words(f"ui.lot.do.{deed.value}"),
        key="deed",
        on_save=save,
        on_cancel=cancel,
        lacks=session.words("ui.lot.lacks") if tried and _lacks(deed, typed) else None,
    )
    fields = _fields(session, row, page, deed, typed, names)
    watching = (
        [SecondPerson(session, second, typed.errors.get("second"), key="second")]
        if asked
        else []
    )
    return form_frame(session, frame, typed, [*fields, *watching])


def _lacks(deed: Deed, typed: Typed) -> bool:
    """Tell whether a field that must be filled in is not."""
    if deed is Deed.RELEASE:
        return not typed.text("reason").strip()
    if deed is Deed.HOLD:
        return not typed.text("why")
    no_pieces = not pieces_of(_pieces(typed))
    if deed is Deed.MOVE:
        return no_pieces or not typed.text("to_place")
    return no_pieces or (deed is Deed.DISCARD and not typed.text("why"))


def _pieces(typed: Typed) -> str:
    return typed.values.get("quantity", "1")


def _from(page: LotPage, typed: Typed) -> str:
    """Return where the pieces are: what was chosen, or where most of them lie."""
    chosen = typed.text("place")
    if chosen:
        return "" if chosen == _NOWHERE else chosen
    there = page.lot.by_place
    return max(there, key=lambda place: there[place], default="")


def _command(
    session: Session, page: LotPage, deed: Deed, typed: Typed
) -> Callable[[Desk], Sequence[Event]]:
    actor, lot = session.actor, page.lot
    key = LotKey(lot.item, lot.lot, lot.expiry)
    taken = Taken(key, _from(page, typed), pieces_of(_pieces(typed)) or 0)
    reason, why, to = (typed.text(name) for name in ("reason", "why", "to_place"))

    def record(desk: Desk) -> Sequence[Event]:
        match deed:
            case Deed.MOVE:
                place = "" if to == _NOWHERE else to
                return [move_stock(desk, actor, taken, place)]
            case Deed.RETURN:
                return [return_stock(desk, actor, taken, reason)]
            case Deed.DISCARD:
                return [discard_stock(desk, actor, taken, DiscardReason(why), reason)]
            case Deed.HOLD:
                doubt = Doubt(HoldReason(why), reason, _held_at(typed))
                return [hold_lot(desk, actor, key, doubt)]
            case Deed.RELEASE:
                return [release_lot(desk, actor, key, reason)]

    return record


def _held_at(typed: Typed) -> str | None:
    chosen = typed.text("place")
    if chosen in ("", _EVERYWHERE):
        return None
    return "" if chosen == _NOWHERE else chosen


def _fields(
    session: Session,
    row: ItemRow,
    page: LotPage,
    deed: Deed,
    typed: Typed,
    names: dict[str, str],
) -> list[ft.Control]:
    there = [place or _NOWHERE for place, held in page.lot.by_place.items() if held]
    lying = [(each, names.get(each, each)) for each in there]
    held = _from(page, typed) or _NOWHERE
    fields: list[ft.Control] = []
    if deed in (Deed.MOVE, Deed.DISCARD) and len(there) > 1:
        fields.append(_place(session, typed, "place", lying, held))
    if deed is Deed.HOLD and len(there) > 1:
        options = [(_EVERYWHERE, session.words("ui.lot.everywhere")), *lying]
        chosen = typed.text("place") or _EVERYWHERE
        fields.append(_place(session, typed, "place", options, chosen))
    if deed is Deed.MOVE:
        others = [each for each in names.items() if each[0] != held]
        fields.append(_place(session, typed, "to_place", others))
    if deed is Deed.RETURN:
        options = list(names.items())
        label = session.words("ui.lot.to_place")
        fields.append(_place(session, typed, "place", options, held, label))
    if deed in (Deed.DISCARD, Deed.HOLD):
        fields.append(_why(session, typed, deed))
    if deed in (Deed.MOVE, Deed.RETURN, Deed.DISCARD):
        fields.append(_quantity(session, row, typed))
    if deed is not Deed.MOVE:
        fields.append(_reason(session, typed))
    return [note(session.words(f"ui.lot.note.{deed.value}")), *fields]


def _place(
    session: Session,
    typed: Typed,
    field: str,
    options: Sequence[tuple[str, str]],
    held: str = "",
    label: str = "",
) -> ft.Control:
    return choices(
        options,
        typed.text(field) or held,
        partial(typed.pick, field),
        key=field,
        label=label or session.words(f"ui.lot.{field}"),
    )


def _why(session: Session, typed: Typed, deed: Deed) -> ft.Control:
    reasons: type[StrEnum] = DiscardReason if deed is Deed.DISCARD else HoldReason
    name = reasons.__name__
    return choices(
        [(each.value, session.words(f"term.{name}.{each.value}")) for each in reasons],
        typed.text("why"),
        partial(typed.pick, "why"),
        key="why",
        label=session.words("ui.lot.why"),
    )


def _quantity(session: Session, row: ItemRow, typed: Typed) -> ft.Control:
    return quantity_field(
        session.words("ui.stock.quantity", unit=unit_of(row, session.language)),
        _pieces(typed),
        partial(typed.pick, "quantity"),
        session.language,
        key="deed-quantity",
    )


def _reason(session: Session, typed: Typed) -> ft.Control:
    return text_field(
        session.words("ui.lot.reason"),
        typed.text("reason"),
        partial(typed.write, "reason"),
        key="reason",
        error=typed.errors.get("reason"),
    )
