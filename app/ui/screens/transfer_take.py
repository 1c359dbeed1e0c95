"""Van een andere post: what the slip says, put right by what is really in the box."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.item import Item
from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.commands import Announced, take_announced, take_unannounced
from app.scan.picture import codes
from app.scan.slip import is_slip, read_slip
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.store.queries.transfer import TransferRow, neighbours, transfers
from app.ui.hooks import use_query
from app.ui.screens.scan_field import KeyField, told_note
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.screens.stock_receive import ItemPicker
from app.ui.screens.transfer_send import line_card, line_quantity
from app.ui.theme import GAP
from app.ui.told import Told
from app.ui.transfer import (
    Line,
    keep_lines,
    lines_of,
    put_line,
    said_by_slip,
    take_over,
)
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.item_words import name_in
from app.ui.widgets.panels import alarm_note, note, section_title
from app.ui.widgets.second_person import SecondPerson, use_second
from app.ui.widgets.stock_row import expiry_words
from app.ui.words import moment, refused

if TYPE_CHECKING:
    from app.scan.slip import Slip
    from app.store.desk import Desk
    from app.ui.scans import Keys
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

FORM: Final = "transfer.take"
_MOST_NAMES: Final = 8


@ft.component
def TakePane(session: Session, on_done: Callable[[], Any], key: str = "") -> ft.Control:
    """Draw the scan field, from which post, and the lines to count."""
    typed = use_typed(session, FORM)
    told, read = _use_slips(session, typed)
    use_escape(session, on_done)
    lines = lines_of(typed)
    second, asked = use_second(session, *sorted({each.item for each in lines}))
    items, names, before = _use_found(session, typed.text("transfer"))

    def done(events: Sequence[Event]) -> None:
        count = sum(each.pieces > 0 for each in lines)
        typed.fill({})
        say_with_undo(
            session, session.words("ui.transit.saved_take", count=count), events
        )
        on_done()

    async def save() -> None:
        record = _command(session, typed, lines)
        await typed.record(second.beside(session, record, asked=asked), done)

    forget = give_up(session, typed, FORM)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words("ui.transit.take"),
        about="",
        save=session.words("ui.transit.save_take"),
        key="take",
        on_save=save,
        on_cancel=cancel,
    )
    cards = [_card(session, typed, items, place) for place in range(len(lines))]
    watching = [SecondPerson(session, second, key="second")] if asked else []
    fields = [
        *_scanning(session, typed, told, read),
        *_again(session, before),
        _from(session, typed, names),
        *cards,
        _picker(session, typed),
        *watching,
    ]
    return form_frame(session, frame, typed, fields)


_Read = Callable[[Callable[[], Sequence[str]]], Awaitable[None]]


def _use_slips(session: Session, typed: Typed) -> tuple[Told, _Read]:
    """Return what came of the last code, and what reads codes into the form."""
    told, tell = ft.use_state(Told())

    async def fill() -> None:
        if session.slip is not None:
            tell(await fill_in(session, typed, session.slip))
            session.slip = None  # last: this effect ends when it changes

    ft.use_effect(fill, [session.slip])

    async def read(texts: Callable[[], Sequence[str]]) -> None:
        try:
            slips = [slip_of(session, each) for each in texts()]
        except Refusal as why:
            tell(Told(refused(why, session.language), good=False))
            return
        for slip in slips:
            tell(await fill_in(session, typed, slip))

    return told, read


def slip_of(session: Session, text: str) -> Slip:
    """Read a slip for this window. Raises Refusal, also where one is a drill."""
    slip = read_slip(text)
    if slip.exercise is not session.exercise:
        raise Refusal("slip_of_other_mode")
    return slip


async def fill_in(session: Session, typed: Typed, slip: Slip) -> Told:
    """Fill the form with what a slip says, less what arrived before."""
    rows = await session.open_file.read(lambda db: transfers(db, slip.transfer))
    arrived = {_key(each): each.arrived for each in rows if each.arrived_ms is not None}
    take_over(typed, slip, arrived)
    return Told(session.words("ui.transit.slip_read", name=slip.sender))


def _key(row: TransferRow) -> LotKey:
    return LotKey(row.item, row.lot, row.expiry)


def _command(
    session: Session, typed: Typed, lines: Sequence[Line]
) -> Callable[[Desk], Sequence[Event]]:
    actor, sender = session.actor, typed.text("from")
    came = [(each.key, each.pieces) for each in lines if each.pieces]
    transfer = typed.text("transfer")
    if not transfer:
        return lambda desk: take_unannounced(desk, actor, came, sender)
    slip = Announced(bytes.fromhex(transfer), sender, said_by_slip(lines))
    return lambda desk: take_announced(desk, actor, slip, came)


_Found = tuple[Mapping[str, Item], Sequence[str], Sequence[TransferRow]]


def _use_found(session: Session, transfer: str) -> _Found:
    """Return the catalogue, posts by name, and what came of this transfer before."""

    def ask(db: Database) -> _Found:
        rows = transfers(db, bytes.fromhex(transfer)) if transfer else ()
        return catalogue(db), neighbours(db), rows

    found = use_query(session, ask, [transfer], ["lot", "transfer", *CATALOGUE])
    return found or ({}, (), ())


def _scanning(
    session: Session,
    typed: Typed,
    told: Told,
    read: _Read,
) -> list[ft.Control]:
    async def take(said: Keys, keys: bool) -> None:
        await read(lambda: [session.scans.text(said) if keys else "".join(said)])

    async def picture() -> None:
        picked = await ft.FilePicker().pick_files(
            file_type=ft.FilePickerFileType.IMAGE, with_data=True
        )
        if picked:
            await read(lambda: _in_picture(picked[0].bytes or b""))

    count, done = int(typed.text("of") or 1), len(typed.text("parts").split())
    more = session.words("ui.transit.more_codes", count=count, done=done)
    hint = session.words("ui.transit.scan_slip")
    return [
        KeyField(session, take, hint, key="keys"),
        *told_note(told),
        alarm_note(more if 0 < done < count else None, key="more-codes"),
        ft.Row(
            controls=[
                quiet_button(
                    session.words("ui.transit.picture"),
                    picture,
                    key="slip-picture",
                    icon=ft.Icons.PHOTO_CAMERA_OUTLINED,
                )
            ]
        ),
    ]


def _in_picture(content: bytes) -> list[str]:
    found = codes(content)
    return [each for each in found if is_slip(each)] or found


def _again(session: Session, before: Sequence[TransferRow]) -> list[ft.Control]:
    """Return that some of this transfer came before, and when."""
    moments = [each.arrived_ms for each in before if each.arrived_ms is not None]
    if not moments:
        return []
    when = moment(max(moments), session.clock.now_ms(), session.language)
    return [alarm_note(session.words("ui.transit.again", when=when), key="take-again")]


def _from(session: Session, typed: Typed, names: Sequence[str]) -> ft.Control:
    quick = [
        choices(
            [(each, each) for each in names[:_MOST_NAMES]],
            typed.text("from"),
            partial(typed.pick, "from"),
            key="take-from-quick",
        )
    ]
    field = text_field(
        session.words("ui.transit.from_which"),
        typed.text("from"),
        partial(typed.write, "from"),
        key="take-from",
        max_length=60,
        counter="",
        read_only=bool(typed.text("transfer")),
    )
    hide = not names or bool(typed.text("transfer"))
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[*([] if hide else quick), field],
    )


def _card(
    session: Session, typed: Typed, items: Mapping[str, Item], place: int
) -> ft.Control:
    line = lines_of(typed)[place]
    if line.said is None:
        lot: ft.Control = _lot_fields(session, typed, line, place)
    else:
        lot = note(_lot_words(session, line))
    return line_card(
        session,
        typed,
        name_in(items, line.item, session.language),
        place,
        [lot, line_quantity(session, typed, items, line, place)],
    )


def _lot_words(session: Session, line: Line) -> str:
    lot = (
        session.words("ui.stock.lot_named", lot=line.lot)
        if line.lot
        else session.words("ui.stock.no_lot")
    )
    said = session.words("ui.transit.on_slip", count=line.said or 0)
    return f"{lot} · {expiry_words(line.expiry, session.language)} · {said}"


def _lot_fields(session: Session, typed: Typed, line: Line, place: int) -> ft.Control:
    return ft.Row(
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            text_field(
                session.words("ui.stock.lot"),
                line.lot,
                lambda words: put_line(typed, place, lot=words),
                key=f"line-lot-{place}",
                max_length=20,
                counter="",
                expand=True,
            ),
            text_field(
                session.words("ui.stock.expiry"),
                line.expiry,
                lambda words: put_line(typed, place, expiry=words),
                key=f"line-expiry-{place}",
                expand=True,
            ),
        ],
    )


def _picker(session: Session, typed: Typed) -> ft.Control:
    def pick(code: str) -> None:
        keep_lines(typed, (*lines_of(typed), Line(code)))

    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            section_title(session.words("ui.transit.add_item")),
            ItemPicker(session, pick, key="take-picker"),
        ],
    )
